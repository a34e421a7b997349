//! Lays a lemma along a stretch of text, letter by letter and word by word.
//!
//! Letters: the fewest changes, ends free, ends read off the way back. Words: the most evidence in order, however many
//! words stand between, so that an inserted clause is one event and not an error a letter.

use super::index::{Index, is_near, real};
use super::matching;
use crate::reading::words;

/// A lemma laid along a stretch letter by letter; ends in bytes of the stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Letters {
    /// How many letters must change.
    pub(super) edits: usize,
    /// Where it begins.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
}

/// A lemma laid along a stretch word by word; ends in bytes of the stretch.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Words {
    /// The evidence of the shared words against chance, in nats.
    pub(super) evidence: f32,
    /// Which share of the lemma's letters stands in shared words.
    pub(super) covered: f32,
    /// The shared words, first and last byte, in order.
    pub(super) shared: Vec<(usize, usize)>,
}

const BOTH: u8 = 0;
const LEMMA: u8 = 1;
const TEXT: u8 = 2;

/// Lays a lemma along a stretch with the fewest changes. `None` when more than half of its letters must change, or either
/// is empty.
pub(super) fn letters(lemma: &str, stretch: &str) -> Option<Letters> {
    let pattern: Vec<char> = lemma.chars().collect();
    let (offsets, window): (Vec<usize>, Vec<char>) = stretch.char_indices().unzip();
    if fewest(&pattern, &window).is_some_and(|edits| edits * 2 > pattern.len()) {
        return None;
    }
    let width = window.len() + 1;
    let mut steps = vec![LEMMA; (pattern.len() + 1) * width];
    let mut above = vec![0_u32; width];
    let mut row = vec![0_u32; width];
    for (i, letter) in pattern.iter().enumerate() {
        row[0] = above[0] + 1;
        let steps = steps.get_mut((i + 1) * width..(i + 2) * width)?;
        for j in 1..width {
            let both = above[j - 1] + u32::from(window[j - 1] != *letter);
            let (lemma, text) = (above[j] + 1, row[j - 1] + 1);
            let least = both.min(lemma).min(text);
            row[j] = least;
            steps[j] = if least == both {
                BOTH
            } else if least == lemma {
                LEMMA
            } else {
                TEXT
            };
        }
        std::mem::swap(&mut above, &mut row);
    }
    let last = (0..width).min_by_key(|&j| above[j])?;
    let (first, end) = way_back(&steps, width, (pattern.len(), last))?;
    let after = offsets.get(end).copied().unwrap_or(stretch.len());
    Some(Letters { edits: above[last] as usize, start: offsets.get(first).copied()?, end: after })
}

/// Counts the fewest changes that lay a pattern of at most 128 letters somewhere along a window, a column in a few
/// operations on its bits (Myers 1999); `None` for a longer one. Most places are refused by this.
fn fewest(pattern: &[char], window: &[char]) -> Option<usize> {
    let last = 1_u128.checked_shl(u32::try_from(pattern.len()).ok()?.checked_sub(1)?)?;
    let mut plain = [0_u128; 128];
    let mut others: Vec<(char, u128)> = Vec::new();
    for (at, &letter) in pattern.iter().enumerate() {
        match plain.get_mut(letter as usize) {
            Some(bits) => *bits |= 1 << at,
            None => others.push((letter, 1 << at)),
        }
    }
    let bits = |letter: char| match plain.get(letter as usize) {
        Some(bits) => *bits,
        None => others.iter().filter(|(held, _)| *held == letter).fold(0, |all, (_, bits)| all | bits),
    };
    let (mut up, mut down, mut edits) = (u128::MAX, 0_u128, pattern.len());
    let mut best = edits;
    for &letter in window {
        let same = bits(letter);
        let vertical = same | down;
        let horizontal = ((same & up).wrapping_add(up) ^ up) | same;
        let (more, less) = (down | !(horizontal | up), up & horizontal);
        edits = edits + usize::from(more & last != 0) - usize::from(less & last != 0);
        best = best.min(edits);
        let (more, less) = (more << 1, less << 1);
        up = less | !(vertical | more);
        down = more & vertical;
    }
    Some(best)
}

/// Follows the steps back; returns the first letter of the text that is laid on one of the lemma, and one past the last.
fn way_back(steps: &[u8], width: usize, (mut i, mut j): (usize, usize)) -> Option<(usize, usize)> {
    let (mut first, mut end) = (None, None);
    while i > 0 {
        match if j > 0 { steps[i * width + j] } else { LEMMA } {
            BOTH => {
                end = end.or(Some(j));
                first = Some(j - 1);
                (i, j) = (i - 1, j - 1);
            }
            LEMMA => i -= 1,
            _ => j -= 1,
        }
    }
    first.zip(end)
}

/// Above this product of their words a lemma and a stretch are laid along each other by the words that are the same in both.
const CELLS: usize = 1_000_000;

/// What a word of the text that is stepped over takes from the evidence.
const STEP: f32 = 0.02;

/// Lays the words of a lemma along those of a stretch. `None` when they share none.
pub(super) fn shared_words(index: &Index<'_>, lemma: &str, stretch: &str) -> Option<Words> {
    let ours: Vec<&str> = words(lemma).map(|range| range.of(lemma)).collect();
    let theirs: Vec<(usize, usize)> = words(stretch).map(|range| (range.start as usize, range.end as usize)).collect();
    let word = |at: usize| theirs.get(at).and_then(|&(start, end)| stretch.get(start..end)).unwrap_or_default();
    let weights: Vec<f32> = ours.iter().map(|word| index.evidence(word, SLACK)).collect();
    if ours.len().saturating_mul(theirs.len()) > CELLS {
        return same_words((&ours, &weights), (stretch, &theirs));
    }
    let worth = |i: usize, j: usize| likeness(ours[i], word(j)) * weights[i];
    let width = theirs.len() + 1;
    let mut best = vec![0.0_f32; (ours.len() + 1) * width];
    for i in (0..ours.len()).rev() {
        for j in (0..theirs.len()).rev() {
            let worth = worth(i, j);
            let skipped = best[(i + 1) * width + j].max(best[i * width + j + 1] - STEP);
            let taken = if worth > 0.0 { worth + best[(i + 1) * width + j + 1] } else { 0.0 };
            best[i * width + j] = skipped.max(taken);
        }
    }
    let (mut i, mut j, mut found) = (0, 0, Words { evidence: 0.0, covered: 0.0, shared: Vec::new() });
    let mut letters = 0;
    while i < ours.len() && j < theirs.len() {
        let here = best[i * width + j];
        let worth = worth(i, j);
        if worth > 0.0 && (here - worth - best[(i + 1) * width + j + 1]).abs() < 1e-4 {
            found.evidence += worth;
            found.shared.push(theirs[j]);
            letters += ours[i].len();
            (i, j) = (i + 1, j + 1);
        } else if (here - best[(i + 1) * width + j]).abs() < 1e-4 {
            i += 1;
        } else {
            j += 1;
        }
    }
    let all: usize = ours.iter().map(|word| word.len()).sum();
    found.covered = real(letters) / real(all.max(1));
    (!found.shared.is_empty()).then_some(found)
}

/// Lays a long lemma along a stretch by the words that are the same, and keeps of these the run that weighs most.
fn same_words((ours, weights): (&[&str], &[f32]), (stretch, theirs): (&str, &[(usize, usize)])) -> Option<Words> {
    let words: Vec<&str> = theirs.iter().map(|&(start, end)| stretch.get(start..end).unwrap_or_default()).collect();
    let pairs = matching::shared(ours, &words);
    let (mut best, mut most) = (0..0, 0.0_f32);
    let (mut from, mut weight, mut last) = (0, 0.0_f32, 0);
    for (at, &(i, j)) in pairs.iter().enumerate() {
        weight -= STEP * real(j.saturating_sub(last + 1));
        if weight <= 0.0 {
            (from, weight) = (at, 0.0);
        }
        (weight, last) = (weight + weights.get(i).copied().unwrap_or_default(), j);
        if weight > most {
            (best, most) = (from..at + 1, weight);
        }
    }
    let kept = pairs.get(best).unwrap_or_default();
    let letters = |at: usize| ours.get(at).map_or(0, |word| word.len());
    let all: usize = ours.iter().map(|word| word.len()).sum();
    let found = Words {
        evidence: kept.iter().filter_map(|&(i, _)| weights.get(i)).sum(),
        covered: real(kept.iter().map(|&(i, _)| letters(i)).sum()) / real(all.max(1)),
        shared: kept.iter().filter_map(|&(_, j)| theirs.get(j).copied()).collect(),
    };
    (!found.shared.is_empty()).then_some(found)
}

/// A word may stand in any of so many places: evidence is counted against that.
pub(super) const SLACK: f32 = 12.0;

/// Tells how much of its weight a word gives that stands for another.
pub(super) fn likeness(one: &str, two: &str) -> f32 {
    if one == two {
        return 1.0;
    }
    if one.len() >= 5 && two.len() >= 4 && is_near(one, two) { 0.7 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_find_the_ends() {
        let text = "in three places and the gate";
        let found = letters("three plaices and", text).expect("neither is empty");
        assert_eq!((found.edits, text.get(found.start..found.end)), (1, Some("three places and")));
        assert_eq!(letters("quite another", text), None);
        assert_eq!(letters("", "x"), None);
        assert_eq!(letters("x", ""), None);
    }

    proptest::proptest! {
        #[test]
        fn the_quick_count_is_the_true_one(pattern in "[abé ]{1,20}|[ab]{120,140}", window in "[abé ]{1,60}") {
            let (a, b): (Vec<char>, Vec<char>) = (pattern.chars().collect(), window.chars().collect());
            let laid = letters(&pattern, &window).map(|found| found.edits);
            match fewest(&a, &b) {
                Some(edits) if edits * 2 <= a.len() => proptest::prop_assert_eq!(laid, Some(edits)),
                Some(_) => proptest::prop_assert_eq!(laid, None),
                None => proptest::prop_assert!(a.len() > 128),
            }
        }
    }

    #[test]
    fn a_long_lemma_is_laid_by_the_words_that_are_the_same() {
        let text = (0..3000).map(|at| format!("w{at} ")).collect::<Vec<_>>().concat();
        let lemma: String = (1000..2000).map(|at| if at == 1500 { "x ".into() } else { format!("w{at} ") }).collect();
        let index = Index::new(&text);
        let found = shared_words(&index, &lemma, &text).expect("they share words");
        assert_eq!(found.shared.len(), 999);
        let ends = found.shared.first().zip(found.shared.last()).map(|(first, last)| (first.0, last.1));
        assert_eq!(ends.and_then(|(start, end)| text.get(start..end)).map(str::len), Some(lemma.len() + 3));
        assert!(found.covered > 0.99);
    }

    #[test]
    fn words_step_over_a_clause() {
        let text = "the warden, whose cough had kept us awake, locked the granary";
        let index = Index::new(text);
        let found = shared_words(&index, "the warden locked the granary", text).expect("they share words");
        assert_eq!(found.shared.len(), 5);
        assert_eq!(found.shared.first(), Some(&(0, 3)));
        assert!(found.covered > 0.99);
    }
}
