//! Lays a passage with the words around it along a stretch of the text: letter by letter, and word by word.
//!
//! The ends of the passage are read off the way back, so that the words around fix them where its own first or last word changed.

use crate::anchor::align::{SLACK, likeness};
use crate::anchor::index::{Index, real};
use crate::reading::words;

/// A passage with the words around it, all of it a folded key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pattern<'a> {
    /// All the words.
    pub(super) words: &'a str,
    /// Where the passage begins and ends in them, in bytes.
    pub(super) ends: (usize, usize),
}

/// A pattern laid along a stretch letter by letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Laid {
    /// Changes in the passage, before it, and after it.
    pub(super) edits: [usize; 3],
    /// How many of those in the passage put letters in.
    pub(super) inserted: usize,
    /// Where the passage stands, in bytes of the stretch; `None` where nothing of it does.
    pub(super) ends: Option<(usize, usize)>,
    /// Where what stands between the words around it begins and ends.
    pub(super) between: (usize, usize),
}

/// A pattern laid along a stretch word by word.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Evidence {
    /// The evidence of all shared words against chance, in nats.
    pub(super) all: f32,
    /// That of the passage's own.
    pub(super) own: f32,
    /// Which share of the passage's letters stands in shared words.
    pub(super) covered: f32,
    /// Where the passage stands, in bytes of the stretch.
    pub(super) ends: (usize, usize),
}

const BOTH: u8 = 0;
const PATTERN: u8 = 1;
const TEXT: u8 = 2;

impl<'a> Pattern<'a> {
    /// Returns the passage itself.
    pub(super) fn own(self) -> &'a str {
        self.words.get(self.ends.0..self.ends.1).unwrap_or_default()
    }

    /// Returns the words before it.
    pub(super) fn before(self) -> &'a str {
        self.words.get(..self.ends.0).unwrap_or_default()
    }

    /// Returns the words after it.
    pub(super) fn after(self) -> &'a str {
        self.words.get(self.ends.1..).unwrap_or_default()
    }

    /// Lays it along a stretch with the fewest changes; both ends are free.
    pub(super) fn lay(self, stretch: &str) -> Option<Laid> {
        let letters: Vec<char> = self.words.chars().collect();
        let (offsets, window): (Vec<usize>, Vec<char>) = stretch.char_indices().unzip();
        let first = self.before().chars().count();
        let last = first + self.own().chars().count();
        let width = window.len() + 1;
        let mut steps = vec![PATTERN; (letters.len() + 1) * width];
        let mut above = vec![0_u32; width];
        let mut row = vec![0_u32; width];
        for (i, letter) in letters.iter().enumerate() {
            row[0] = above[0] + 1;
            let steps = steps.get_mut((i + 1) * width..(i + 2) * width)?;
            for j in 1..width {
                let both = above[j - 1] + u32::from(window[j - 1] != *letter);
                let (pattern, text) = (above[j] + 1, row[j - 1] + 1);
                let fewest = both.min(pattern).min(text);
                row[j] = fewest;
                steps[j] = if fewest == both {
                    BOTH
                } else if fewest == pattern {
                    PATTERN
                } else {
                    TEXT
                };
            }
            std::mem::swap(&mut above, &mut row);
        }
        let end = (0..width).min_by_key(|&j| above[j])?;
        let back = Back { letters: &letters, window: &window, own: (first, last) };
        let walked = back.walk(&steps, end);
        let byte = |at: usize| offsets.get(at).copied().unwrap_or(stretch.len());
        let bytes = |(start, end): (usize, usize)| (byte(start), byte(end));
        Some(Laid { ends: walked.ends.map(bytes), between: bytes(walked.between), ..walked })
    }

    /// Lays its words along those of a stretch; `None` when no word of the passage itself is shared.
    pub(super) fn weigh(self, index: &Index<'_>, stretch: &str) -> Option<Evidence> {
        let range = |range: crate::source::Range| (range.start as usize, range.end as usize);
        let ours: Vec<(usize, usize)> = words(self.words).map(range).collect();
        let theirs: Vec<(usize, usize)> = words(stretch).map(range).collect();
        let our = |at: usize| ours.get(at).and_then(|&(from, to)| self.words.get(from..to)).unwrap_or_default();
        let their = |at: usize| theirs.get(at).and_then(|&(from, to)| stretch.get(from..to)).unwrap_or_default();
        let weights: Vec<f32> = (0..ours.len()).map(|at| index.evidence(our(at), SLACK)).collect();
        let width = theirs.len() + 1;
        let worth = |i: usize, j: usize| likeness(our(i), their(j)) * weights[i];
        let mut best = vec![0.0_f32; (ours.len() + 1) * width];
        for i in (0..ours.len()).rev() {
            for j in (0..theirs.len()).rev() {
                let worth = worth(i, j);
                let skipped = best[(i + 1) * width + j].max(best[i * width + j + 1] - 0.02);
                let taken = if worth > 0.0 { worth + best[(i + 1) * width + j + 1] } else { 0.0 };
                best[i * width + j] = skipped.max(taken);
            }
        }
        let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
        while i < ours.len() && j < theirs.len() {
            let (here, worth) = (best[i * width + j], worth(i, j));
            if worth > 0.0 && (here - worth - best[(i + 1) * width + j + 1]).abs() < 1e-4 {
                pairs.push((i, j, worth));
                (i, j) = (i + 1, j + 1);
            } else if (here - best[(i + 1) * width + j]).abs() < 1e-4 {
                i += 1;
            } else {
                j += 1;
            }
        }
        self.evidence((&ours, &theirs), &pairs)
    }

    fn evidence(self, (ours, theirs): (&[Ends], &[Ends]), pairs: &[(usize, usize, f32)]) -> Option<Evidence> {
        let is_own = |&&(i, ..): &&(usize, usize, f32)| ours[i].1 > self.ends.0 && ours[i].0 < self.ends.1;
        let own: Vec<_> = pairs.iter().filter(is_own).copied().collect();
        let (&(first, from, _), &(last, to, _)) = (own.first()?, own.last()?);
        let inner: Vec<usize> =
            (0..ours.len()).filter(|&i| ours[i].1 > self.ends.0 && ours[i].0 < self.ends.1).collect();
        let len = |i: usize| ours[i].1 - ours[i].0;
        let covered =
            real(own.iter().map(|&(i, ..)| len(i)).sum()) / real(inner.iter().map(|&i| len(i)).sum::<usize>().max(1));
        let mut ends = (theirs[from].0, theirs[to].1);
        // Where the passage's own first or last word was replaced, the words around it say where it ends.
        let before = pairs.iter().rev().find(|(i, ..)| ours[*i].1 <= self.ends.0).map(|&(_, j, _)| j + 1);
        let after = pairs.iter().find(|(i, ..)| ours[*i].0 >= self.ends.1).and_then(|&(_, j, _)| j.checked_sub(1));
        if let Some(word) = before.and_then(|j| theirs.get(j)).filter(|_| inner.first() != Some(&first)) {
            ends.0 = if word.0 < ends.0 && ends.0 - word.0 < 40 { word.0 } else { ends.0 };
        }
        if let Some(word) = after.and_then(|j| theirs.get(j)).filter(|_| inner.last() != Some(&last)) {
            ends.1 = if word.1 > ends.1 && word.1 - ends.1 < 40 { word.1 } else { ends.1 };
        }
        let sum = |pairs: &[(usize, usize, f32)]| pairs.iter().map(|(.., worth)| worth).sum();
        Some(Evidence { all: sum(pairs), own: sum(&own), covered, ends })
    }
}

/// The way back through a table of steps.
struct Back<'a> {
    letters: &'a [char],
    window: &'a [char],
    /// The letters of the passage itself, first and one past the last.
    own: (usize, usize),
}

/// Where something begins and ends.
type Ends = (usize, usize);

impl Back<'_> {
    /// Follows the steps back; ends are counted in letters.
    fn walk(&self, steps: &[u8], end: usize) -> Laid {
        let (width, (first, last)) = (self.window.len() + 1, self.own);
        let (mut i, mut j) = (self.letters.len(), end);
        let (mut edits, mut inserted, mut ends, mut between) = ([0; 3], 0, None, (end, end));
        while i > 0 {
            let side = if i > last { 2 } else { usize::from(i <= first) };
            match if j > 0 { steps[i * width + j] } else { PATTERN } {
                BOTH => {
                    edits[side] += usize::from(self.letters[i - 1] != self.window[j - 1]);
                    if side == 0 {
                        let to = ends.map_or(j, |(_, to)| to);
                        ends = Some((j - 1, to));
                    }
                    (i, j) = (i - 1, j - 1);
                }
                PATTERN => {
                    edits[side] += 1;
                    i -= 1;
                }
                _ => {
                    // What stands between the passage and the words after it is theirs.
                    edits[if i == last { 2 } else { side }] += 1;
                    inserted += usize::from(side == 0 && i < last);
                    j -= 1;
                }
            }
            if i == last && between.1 == end {
                between.1 = j;
            }
            if i >= first {
                between.0 = j;
            }
        }
        Laid { edits, inserted, ends, between }
    }
}

/// Counts the fewest changes of a pattern that ends at the end of a window (or begins at its start); the other side is free.
pub(super) fn edge(pattern: impl Iterator<Item = char>, window: impl Iterator<Item = char>) -> usize {
    let window: Vec<char> = window.collect();
    let mut above: Vec<usize> = (0..=window.len()).collect();
    let mut row = above.clone();
    for (i, letter) in pattern.enumerate() {
        row[0] = i + 1;
        for j in 1..=window.len() {
            let both = above[j - 1] + usize::from(window[j - 1] != letter);
            row[j] = both.min(above[j] + 1).min(row[j - 1] + 1);
        }
        std::mem::swap(&mut above, &mut row);
    }
    above.into_iter().min().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &str = "our thanks go to maria vale, who read";

    fn pattern() -> Pattern<'static> {
        Pattern { words: WORDS, ends: (17, 27) }
    }

    #[test]
    fn the_words_around_fix_the_ends() {
        assert_eq!(pattern().own(), "maria vale");
        let text = "and our thanks go to the printer, who read every draft";
        let laid = pattern().lay(text).expect("both have letters");
        assert_eq!(text.get(laid.between.0..laid.between.1), Some("the printer"));
        assert!(laid.edits[1] + laid.edits[2] <= 1, "{laid:?}");
        let text = "our thanks go to miriam vale, who read";
        let laid = pattern().lay(text).expect("both have letters");
        let ends = laid.ends.expect("letters are shared");
        assert_eq!(text.get(ends.0..ends.1), Some("miriam vale"));
    }

    #[test]
    fn edges_are_free_on_one_side() {
        assert_eq!(edge("abc".chars(), "abcdef".chars()), 0);
        assert_eq!(edge("abc".chars(), "xabc".chars()), 1);
        assert_eq!(edge("".chars(), "x".chars()), 0);
    }
}
