//! The runs of words that an old block and a new one share: where they end, and which of them count.
//!
//! The fewest changes are not always those that were made. Where something was taken out or put in, its end may stand at several
//! words as well: a sentence's end is the likelier. And a few words between long changes are alike by chance (a clean-up known
//! from diff-match-patch: Fraser, "Writing: Diff Strategies", 2006).

use std::cmp::Reverse;
use std::collections::BinaryHeap;

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
    Weighed::new(runs, (ours, theirs)).solid()
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

/// Runs beside each other, with what they weigh.
struct Weighed {
    runs: Vec<Run>,
    /// For each the one before it and the one after it that are left.
    beside: Vec<(Option<usize>, Option<usize>)>,
    /// How many letters stand before each token of the old block and of the new one, and in all.
    letters: [Vec<usize>; 2],
}

impl Weighed {
    fn new(runs: Vec<Run>, (ours, theirs): (&[Token], &[Token])) -> Self {
        let beside = (0..runs.len()).map(|at| (at.checked_sub(1), Some(at + 1).filter(|&next| next < runs.len())));
        let sums = |list: &[Token]| -> Vec<usize> {
            let mut sum = 0;
            let ends = list.iter().map(|(range, _)| (range.end - range.start) as usize);
            std::iter::once(0)
                .chain(ends.map(|letters| {
                    sum += letters;
                    sum
                }))
                .collect()
        };
        Self { beside: beside.collect(), letters: [sums(ours), sums(theirs)], runs }
    }

    /// Takes out the runs that do not count, the weakest first: what stood between it and its neighbours is one change then.
    fn solid(mut self) -> Vec<Run> {
        // What weighs more has the greater bits: no strength is negative.
        let mut weak: Vec<Option<u32>> = (0..self.runs.len()).map(|at| self.weakness(at)).collect();
        let mut queue: BinaryHeap<_> =
            weak.iter().enumerate().filter_map(|(at, strength)| Some(Reverse(((*strength)?, at)))).collect();
        let mut out = vec![false; self.runs.len()];
        while let Some(Reverse((strength, at))) = queue.pop() {
            if out[at] || weak[at] != Some(strength) {
                continue;
            }
            out[at] = true;
            let (before, after) = self.beside[at];
            if let Some(before) = before {
                self.beside[before].1 = after;
            }
            if let Some(after) = after {
                self.beside[after].0 = before;
            }
            for at in before.into_iter().chain(after) {
                weak[at] = self.weakness(at);
                queue.extend(weak[at].map(|strength| Reverse((strength, at))));
            }
        }
        self.runs.into_iter().zip(out).filter(|(_, out)| !out).map(|(run, _)| run).collect()
    }

    /// Returns how much a run has by which it counts, where that is not enough.
    fn weakness(&self, at: usize) -> Option<u32> {
        let (before, after) = self.beside[at];
        let [ours, theirs] = &self.letters;
        let last = (ours.len() - 1, theirs.len() - 1, 0);
        let run = self.runs[at];
        let before = self.changed(before.map_or((0, 0, 0), |at| self.runs[at]), run);
        let after = self.changed(run, after.map_or(last, |at| self.runs[at]));
        let own = ours[run.0 + run.2] - ours[run.0];
        let strength = real(own) / real(before.min(after).max(1));
        (before > 0 && after > 0 && strength <= SOLID).then_some(strength.to_bits())
    }

    /// Counts the letters between two runs, in the block that has more of them.
    fn changed(&self, one: Run, two: Run) -> usize {
        let [ours, theirs] = &self.letters;
        (ours[two.0] - ours[one.0 + one.2]).max(theirs[two.1] - theirs[one.1 + one.2])
    }
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

    /// Lays words along others; the runs that count, and those that are left where the weakest is taken out one after the other.
    fn both(old: &str, new: &str) -> [Vec<Run>; 2] {
        let (ours, theirs) = (tokens(old), tokens(new));
        let pairs = shared(ours.iter().map(|(_, key)| key.as_str()), theirs.iter().map(|(_, key)| key.as_str()));
        let mut slow: Vec<Run> = runs(&pairs).collect();
        let quick = Weighed::new(slow.clone(), (&ours, &theirs)).solid();
        loop {
            let weighed = Weighed::new(slow.clone(), (&ours, &theirs));
            let weak = (0..slow.len()).filter_map(|at| Some((weighed.weakness(at)?, at))).min();
            let Some((_, at)) = weak else { return [quick, slow] };
            slow.remove(at);
        }
    }

    proptest::proptest! {
        #[test]
        fn runs_are_taken_out_one_after_the_other(old in "[abc]{1,3}( [abc]{1,3}){0,60}", new in "[abc]{1,3}( [abc]{1,3}){0,60}") {
            let [quick, slow] = both(&old, &new);
            proptest::prop_assert_eq!(quick, slow);
        }
    }
}
