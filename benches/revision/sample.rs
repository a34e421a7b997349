//! Takes quotations from a text: short and long, repeated ones, and such as run over a border of paragraphs.

use std::collections::BTreeSet;

use postil::reading::{is_whole, words};

use crate::dice::Dice;

/// How many words: at least, at most, and how often.
const LENGTHS: [(usize, usize, f64); 4] = [(1, 3, 0.2), (4, 10, 0.4), (11, 25, 0.25), (26, 60, 0.15)];

/// So many more words are quoted on each side, at most, to tell a passage from others.
const MOST: usize = 14;

/// A quotation: where it stands, and the stretch that an author quotes to name it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quote {
    /// The passage, first byte and one past the last.
    pub(crate) ends: (usize, usize),
    /// The same with the words around it that make it unique.
    pub(crate) whole: (usize, usize),
}

/// Which part of the quotations is what.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shares {
    /// Words that stand in the text more than once.
    pub(crate) repeated: f64,
    /// Words of two paragraphs.
    pub(crate) crossing: f64,
}

/// The words of a text, for taking quotations.
#[derive(Clone, Debug)]
pub(crate) struct Words<'t> {
    text: &'t str,
    /// First byte, and one past the last.
    pub(crate) ends: Vec<(usize, usize)>,
}

impl<'t> Words<'t> {
    /// Lists the words of a text.
    pub(crate) fn new(text: &'t str) -> Self {
        let ends = words(text).map(|word| (word.start as usize, word.end as usize)).collect();
        Self { text, ends }
    }

    /// Returns the bytes from one word to the last of so many.
    pub(crate) fn run(&self, first: usize, count: usize) -> Option<(usize, usize)> {
        Some((self.ends.get(first)?.0, self.ends.get((first + count).checked_sub(1)?)?.1))
    }

    /// Widens a run of words until it stands once in the text; no farther than its paragraph.
    fn unique(&self, first: usize, count: usize) -> Option<(usize, usize)> {
        let inner = self.run(first, count)?;
        let is_unique = |(start, end): (usize, usize)| {
            let words = &self.text[start..end];
            self.text.find(words) == self.text.rfind(words)
        };
        if self.text[inner.0..inner.1].contains("\n\n") {
            return is_unique(inner).then_some(inner);
        }
        let block = |(start, end): (usize, usize)| !self.text[start..end].contains("\n\n");
        let (mut low, mut high, mut whole) = (first, first + count, inner);
        for step in 0..=2 * MOST {
            if is_unique(whole) && is_whole(self.text, whole.0, whole.1) {
                return Some(whole);
            }
            // Words after and before in turn, where the paragraph has any.
            let before = low.checked_sub(1).filter(|low| block((self.ends[*low].0, inner.0)));
            let after =
                Some(high + 1).filter(|high| *high <= self.ends.len() && block((inner.1, self.ends[high - 1].1)));
            match (before, after) {
                (Some(before), after) if after.is_none() || step % 2 == 1 => low = before,
                (_, Some(after)) => high = after,
                (_, None) => return None,
            }
            whole = self.run(low, high - low)?;
        }
        None
    }
}

/// Takes quotations from a text.
pub(crate) fn sample(words: &Words<'_>, count: usize, seed: u32, shares: Shares) -> Vec<Quote> {
    let (mut dice, text) = (Dice::new(seed), words.text);
    let (mut found, mut taken) = (Vec::with_capacity(count), BTreeSet::new());
    let part = |share: f64| (0..count).filter(|at| real(*at) < real(count) * share).count();
    let (repeated, crossing) = (part(shares.repeated), part(shares.repeated + shares.crossing));
    for _ in 0..count * 400 {
        if found.len() == count {
            break;
        }
        let wants_repeated = found.len() < repeated;
        let wants_crossing = !wants_repeated && found.len() < crossing;
        let mut throw = dice.share();
        let length = LENGTHS.iter().find(|(.., share)| {
            throw -= share;
            throw < 0.0
        });
        let &(least, most, _) = length.unwrap_or(&LENGTHS[1]);
        let (least, most) = if wants_repeated { (1, 4) } else { (least, most) };
        let length = least + dice.below(most - least + 1);
        let first = dice.below(words.ends.len().saturating_sub(length));
        let Some(ends) = words.run(first, length) else { continue };
        let quoted = &text[ends.0..ends.1];
        let copies = || text.matches(quoted).take(40).count();
        if quoted.len() < 3
            || quoted.contains("\n\n") != wants_crossing
            || wants_repeated && !(2..40).contains(&copies())
            || taken.contains(&ends.0)
            || !is_whole(text, ends.0, ends.1)
        {
            continue;
        }
        let Some(whole) = words.unique(first, length) else { continue };
        taken.insert(ends.0);
        found.push(Quote { ends, whole });
    }
    found
}

#[expect(clippy::cast_precision_loss, reason = "counts here are small")]
fn real(count: usize) -> f64 {
    count as f64
}
