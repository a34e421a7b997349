//! The runs of words that an old block and a new one share: where they end, and which of them count.
//!
//! The fewest changes are not always those that were made. Where something was taken out or put in, its end may stand at several
//! words as well: a sentence's end is the likelier. And a few words between long changes are alike by chance (a clean-up known
//! from diff-match-patch: Fraser, "Writing: Diff Strategies", 2006).

use crate::anchor::index::real;
use crate::source::Range;

/// A run counts where it has by so much more letters than the smaller of the changes beside it.
const SOLID: f32 = 5.0 / 3.0;

/// A word or a mark, with its key.
pub(super) type Token = (Range, String);

/// A run of shared tokens: where it begins in the old block and in the new one, and how many there are.
pub(super) type Run = (usize, usize, usize);

/// Cuts pairs into runs that go on by one in both lists.
pub(super) fn runs(pairs: &[(usize, usize)]) -> impl Iterator<Item = Run> {
    let runs = pairs.chunk_by(|one, two| (one.0 + 1, one.1 + 1) == *two);
    runs.filter_map(|run| run.first().map(|&(i, j)| (i, j, run.len())))
}

/// Returns the runs that count, begun and ended with sentences where they could be.
pub(super) fn settled(pairs: &[(usize, usize)], (ours, theirs): (&[Token], &[Token])) -> Vec<Run> {
    let mut runs: Vec<Run> = runs(pairs).collect();
    for at in 1..runs.len() {
        if let Some(pair) = runs.get_mut(at - 1..=at) {
            slide(pair, (ours, theirs));
        }
    }
    while let Some(weakest) = weakest(&runs, (ours, theirs)) {
        runs.remove(weakest);
    }
    runs
}

/// Moves the border between two runs, of which only one side has something between them, to the end of a sentence.
fn slide(pair: &mut [Run], (ours, theirs): (&[Token], &[Token])) {
    let [one, two] = pair else { return };
    let (i, j) = (one.0 + one.2, one.1 + one.2);
    let (list, from, to) = match (two.0 - i, two.1 - j) {
        (1.., 0) => (ours, i, two.0),
        (0, 1..) => (theirs, j, two.1),
        _ => return,
    };
    let key = |at: usize| list.get(at).map(|(_, key)| key.as_str());
    let is_end =
        |at: usize| at.checked_sub(1).and_then(key).is_some_and(|key| matches!(key, "." | "?" | "!" | ";" | ":"));
    if is_end(from) {
        return;
    }
    let back = (1..one.2).take_while(|by| key(from - by) == key(to - by)).find(|by| is_end(from - by));
    let on = (1..two.2).take_while(|by| key(from + by - 1) == key(to + by - 1)).find(|by| is_end(from + by));
    match (back, on) {
        (Some(by), on) if on.is_none_or(|on| by <= on) => {
            one.2 -= by;
            *two = (two.0 - by, two.1 - by, two.2 + by);
        }
        (_, Some(by)) => {
            one.2 += by;
            *two = (two.0 + by, two.1 + by, two.2 - by);
        }
        _ => {}
    }
}

/// Finds the run that counts least of those that do not count.
fn weakest(runs: &[Run], (ours, theirs): (&[Token], &[Token])) -> Option<usize> {
    let letters = |list: &[Token], from: usize, to: usize| -> usize {
        list.get(from..to).unwrap_or_default().iter().map(|(range, _)| (range.end - range.start) as usize).sum()
    };
    let changed = |one: Run, two: Run| {
        let (i, j) = (one.0 + one.2, one.1 + one.2);
        letters(ours, i, two.0).max(letters(theirs, j, two.1))
    };
    let last = (ours.len(), theirs.len(), 0);
    let strength = |(at, &run): (usize, &Run)| {
        let before = changed(at.checked_sub(1).and_then(|at| runs.get(at)).copied().unwrap_or_default(), run);
        let after = changed(run, runs.get(at + 1).copied().unwrap_or(last));
        (before > 0 && after > 0).then(|| (at, real(letters(ours, run.0, run.0 + run.2)) / real(before.min(after))))
    };
    let weak = runs.iter().enumerate().filter_map(strength).filter(|(_, strength)| *strength <= SOLID);
    weak.min_by(|one, two| one.1.total_cmp(&two.1)).map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::super::changed::{shared, tokens};
    use super::*;

    /// Lays one block along another; the runs that count, as the new block has them.
    #[track_caller]
    fn check(old: &str, new: &str, expected: &[&str]) {
        let (ours, theirs) = (tokens(old), tokens(new));
        let pairs = shared(ours.iter().map(|(_, key)| key.as_str()), theirs.iter().map(|(_, key)| key.as_str()));
        let words = |(_, j, run): Run| Range { start: theirs[j].0.start, end: theirs[j + run - 1].0.end }.of(new);
        let found: Vec<&str> = settled(&pairs, (&ours, &theirs)).into_iter().map(words).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn what_was_taken_out_is_a_sentence_where_it_may_be_one() {
        check(
            "The gate was lifted. It is shut by the keeper. It is closed by the miller.",
            "The gate was lifted. It is closed by the miller.",
            &["The gate was lifted.", "It is closed by the miller."],
        );
        check("One bell rang at noon.", "One bell rang at noon.", &["One bell rang at noon."]);
    }

    #[test]
    fn few_words_between_long_changes_do_not_count() {
        let old = "The keeper of the upper gate shall ring the bell of the tower at noon and at dusk";
        let new = "The keeper of the upper gate walks home, and who would not be glad of it at noon and at dusk";
        check(old, new, &["The keeper of the upper gate", "at noon and at dusk"]);
        check("a bell rang", "a bell rang", &["a bell rang"]);
    }
}
