//! What authors write without any lock: words left out, and words that stand in the text more than once. No such quotation may be
//! placed wrong without a word.

use postil::reading::is_whole;

use crate::dice::Dice;
use crate::publication::{Answer, answers, notes, sources};
use crate::sample::{Quote, Words};
use crate::score::overlap;

/// So many quotations of each kind, seed and text.
const COUNT: usize = 40;

/// What came of some quotations.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    all: usize,
    right: usize,
    ambiguous: usize,
    nowhere: usize,
    warned: usize,
    silent: usize,
}

/// How a quotation is taken from a text: as it is written, and where it stands.
type Take = fn(&Words<'_>, &str, &mut Dice) -> Option<(String, Quote)>;

/// A kind of quotation: its name, and how one is taken.
type Kind = (&'static str, Take);

const KINDS: [Kind; 3] = [
    ("1-3 words … 1-2 words", |words, text, dice| {
        let (head, tail) = (1 + dice.below(3), 1 + dice.below(2));
        elided(words, text, (head, tail), dice)
    }),
    ("4 words … 4 words", |words, text, dice| elided(words, text, (4, 4), dice)),
    ("repeated words", repeated),
];

/// Prints a line for each kind; lists too, where that is asked for, what was not placed right.
pub(crate) fn measure(name: &str, text: &str, (seeds, list): (&[u32], bool)) {
    for (kind, take) in KINDS {
        let mut counts = Counts::default();
        for &seed in seeds {
            count(text, (seed, take, list), &mut counts);
        }
        let Counts { all, right, ambiguous, nowhere, warned, silent } = counts;
        println!(
            "{:<34} {all:>4}: {right} right, {ambiguous} ambiguous, {nowhere} not found, {warned} wrong with a warning, {silent} silently wrong",
            format!("{name}, {kind}"),
        );
    }
}

fn count(text: &str, (seed, take, list): (u32, Take, bool), counts: &mut Counts) {
    let (words, mut dice) = (Words::new(text), Dice::new(seed * 7 + 3));
    let taken: Vec<(String, Quote)> =
        (0..COUNT * 200).filter_map(|_| take(&words, text, &mut dice)).take(COUNT).collect();
    let notes = notes("n", taken.iter().map(|(line, _)| line.clone()));
    let (answers, _) = answers(&sources(text, &notes, None), text);
    for (at, (line, quote)) in taken.iter().enumerate() {
        counts.all += 1;
        let answer = answers[&format!("n{at}")];
        if list && !matches!(answer, Answer::There(start, end, _) if overlap(quote.ends, (start, end))) {
            println!("{answer:?} {line}\n  of {:?}", &text[quote.ends.0..quote.ends.1]);
        }
        match answer {
            Answer::There(start, end, _) if overlap(quote.ends, (start, end)) => counts.right += 1,
            Answer::There(.., true) => counts.silent += 1,
            Answer::There(..) => counts.warned += 1,
            Answer::Ambiguous => counts.ambiguous += 1,
            Answer::Nowhere => counts.nowhere += 1,
        }
    }
}

/// Takes a stretch of one sentence or two, and leaves out the words between its first and its last.
fn elided(words: &Words<'_>, text: &str, (head, tail): (usize, usize), dice: &mut Dice) -> Option<(String, Quote)> {
    let length = head + tail + 3 + dice.below(15);
    let first = dice.below(words.ends.len().saturating_sub(length));
    let (whole, head) = (words.run(first, length)?, words.run(first, head)?);
    let tail = words.run(first + length - tail, tail)?;
    let inner = &text[whole.0..whole.1];
    if !is_whole(text, head.0, head.1) || !is_whole(text, tail.0, tail.1) {
        return None;
    }
    if inner.contains("\n\n") || inner.contains(['.', '!', '?', '\\', '*', '_', '[', '<', '#', '`']) {
        return None;
    }
    let line = format!("> {} … {}", &text[head.0..head.1], &text[tail.0..tail.1]);
    Some((line, Quote { ends: whole, whole }))
}

fn repeated(words: &Words<'_>, text: &str, dice: &mut Dice) -> Option<(String, Quote)> {
    let length = 1 + dice.below(4);
    let ends = words.run(dice.below(words.ends.len().saturating_sub(length)), length)?;
    let quoted = &text[ends.0..ends.1];
    let is_plain = quoted.chars().all(|letter| letter.is_alphabetic() || letter == ' ');
    (is_plain && (2..40).contains(&text.matches(quoted).take(40).count()))
        .then(|| (format!("> {quoted}"), Quote { ends, whole: ends }))
}
