//! The shortest way to tell a passage from others with the same words: a few words more on either side.

use super::paste::{word_ends, word_starts};
use crate::reading::is_border;
use crate::source::Range;

/// The most words on one side.
const MOST: usize = 8;

/// Where words may be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sides {
    /// Before and after.
    Both,
    /// After only: the passage is the head of an elided one.
    After,
}

/// Finds the smallest stretch around `meant` that stands around none of the others. They have the same words, and `meant`
/// may be one of them. `None` when eight words on a side do not suffice, the block ends before, or none `fits`.
pub(super) fn apart(
    reading: &str,
    (meant, others): (Range, &[Range]),
    sides: Sides,
    fits: impl Fn(Range) -> bool,
) -> Option<Range> {
    let most = if sides == Sides::Both { MOST } else { 0 };
    let (start, end) = (meant.start as usize, meant.end as usize);
    let mut starts = vec![start];
    starts.extend(word_starts(reading, start, most));
    let mut ends = vec![end];
    ends.extend(word_ends(reading, end, MOST));
    let shared: Vec<(usize, usize)> = others
        .iter()
        .filter(|other| **other != meant)
        .map(|other| {
            (same_before(reading, other.start as usize, &starts), same_after(reading, other.end as usize, &ends))
        })
        .collect();
    let ways = (0..starts.len()).flat_map(|left| (0..ends.len()).map(move |right| (left, right)));
    let unique = ways.filter(|&(left, right)| !shared.iter().any(|&(before, after)| before >= left && after >= right));
    let mut unique: Vec<_> = unique.collect();
    unique.sort_by_key(|&(left, right)| (left + right, ends[right] - starts[left]));
    unique.into_iter().map(|(left, right)| Range::new(starts[left], ends[right])).find(|whole| fits(*whole))
}

/// Returns how many of the words before stand before the other place too.
fn same_before(reading: &str, other: usize, starts: &[usize]) -> usize {
    let bytes = reading.as_bytes();
    let same = |&&start: &&usize| {
        let words = starts.first().and_then(|&at| bytes.get(start..at));
        let len = words.map_or(0, <[u8]>::len);
        let from = other.checked_sub(len);
        words == from.and_then(|from| bytes.get(from..other)) && from.is_some_and(|from| is_border(reading, from))
    };
    starts.iter().skip(1).take_while(same).count()
}

/// Returns how many of the words after stand after the other place too.
fn same_after(reading: &str, other: usize, ends: &[usize]) -> usize {
    let bytes = reading.as_bytes();
    let same = |&&end: &&usize| {
        let words = ends.first().and_then(|&at| bytes.get(at..end));
        let to = other + words.map_or(0, <[u8]>::len);
        words == bytes.get(other..to) && is_border(reading, to)
    };
    ends.iter().skip(1).take_while(same).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(reading: &str, words: &str, expected: &[Option<&str>]) {
        let hits: Vec<Range> = reading.match_indices(words).map(|(at, _)| Range::new(at, at + words.len())).collect();
        let found: Vec<_> = hits
            .iter()
            .map(|hit| apart(reading, (*hit, &hits), Sides::Both, |_| true).map(|range| range.of(reading)))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_word_more_tells_passages_apart() {
        let reading = "At noon the bell rang again.\n\nAfter dark the bell rang a third time.";
        check(reading, "the bell rang", &[Some("noon the bell rang"), Some("the bell rang a")]);
        check("Toll paid.\n\nToll paid.", "Toll", &[None, None]);
        check("a b c d\n\nx b c y\n\na b c y", "b c", &[Some("b c d"), Some("x b c"), Some("a b c y")]);
    }
}
