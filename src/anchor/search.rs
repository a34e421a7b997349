//! Finds many strings in one text in one pass, every one of them everywhere, also where they overlap.
//!
//! In: the text and the strings (needles). Out: for each where it stands as whole words. Few needles are looked for with
//! vector instructions, many with an automaton over their first bytes; what follows those is compared in place.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, MatchKind, packed};

use crate::reading::is_whole;

/// How many hits of a needle are kept; all are counted.
pub(super) const KEPT: usize = 5_000;

/// How many of a part of an elided lemma: its short parts stand everywhere.
pub(super) const KEPT_PARTS: usize = 200_000;

/// Up to so many needles each is tried wherever one begins.
const FEW: usize = 16;

/// So many bytes of a needle are in the automaton, which is dear to build.
const STEM: usize = 24;

/// A string to find; not empty.
#[derive(Clone, Copy, Debug)]
pub(super) struct Needle<'a> {
    /// The string.
    pub(super) words: &'a str,
    /// How many hits are kept.
    pub(super) keep: usize,
}

/// Where a needle stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Hits {
    starts: Vec<u32>,
    /// How many there are.
    pub(super) count: usize,
    /// The first hit that is only a part of a longer word.
    pub(super) inside: Option<u32>,
}

impl Hits {
    /// Returns the first bytes of the hits that are whole words, in order; not more than were asked for.
    pub(super) fn starts(&self) -> &[u32] {
        &self.starts
    }
}

/// Finds every needle in a text; the result is in the order of the needles.
pub(super) fn search(text: &str, needles: &[Needle<'_>]) -> Vec<Hits> {
    let mut hits = vec![Hits::default(); needles.len()];
    if needles.len() <= FEW && search_few(text, needles, &mut hits) {
        return hits;
    }
    let mut stems: BTreeMap<&[u8], Vec<usize>> = BTreeMap::new();
    for (at, needle) in needles.iter().enumerate().filter(|(_, needle)| !needle.words.is_empty()) {
        stems.entry(stem(needle.words)).or_default().push(at);
    }
    let groups: Vec<&Vec<usize>> = stems.values().collect();
    let automaton = AhoCorasick::builder()
        .match_kind(MatchKind::Standard)
        .build(stems.keys())
        .expect("stems of files of at most 64 MB make fewer states than 32 bits can name");
    for found in automaton.find_overlapping_iter(text) {
        for &at in groups[found.pattern().as_usize()] {
            try_needle(text, found.start(), needles[at], &mut hits[at]);
        }
    }
    hits
}

/// Tells whether it could: it cannot where the machine has no vector instructions for it.
fn search_few(text: &str, needles: &[Needle<'_>], hits: &mut [Hits]) -> bool {
    let mut stems: Vec<&[u8]> =
        needles.iter().map(|needle| stem(needle.words)).filter(|stem| !stem.is_empty()).collect();
    stems.sort_unstable();
    stems.dedup();
    if stems.is_empty() {
        return true;
    }
    let Some(searcher) = packed::Searcher::new(&stems) else { return false };
    let mut from = 0;
    while let Some(found) = searcher.find_in(text, (from..text.len()).into()) {
        for (needle, hits) in needles.iter().zip(&mut *hits) {
            try_needle(text, found.start(), *needle, hits);
        }
        from = found.start() + 1;
    }
    true
}

fn try_needle(text: &str, start: usize, needle: Needle<'_>, hits: &mut Hits) {
    let end = start + needle.words.len();
    if needle.words.is_empty() || text.as_bytes().get(start..end) != Some(needle.words.as_bytes()) {
        return;
    }
    let Ok(place) = u32::try_from(start) else { return };
    if !is_whole(text, start, end) {
        hits.inside.get_or_insert(place);
        return;
    }
    hits.count += 1;
    if hits.starts.len() < needle.keep {
        hits.starts.push(place);
    }
}

fn stem(words: &str) -> &[u8] {
    let bytes = words.as_bytes();
    bytes.get(..STEM).unwrap_or(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, words: &[&str], expected: &[&[u32]]) {
        let needles: Vec<_> = words.iter().map(|words| Needle { words, keep: KEPT }).collect();
        let found: Vec<_> = search(text, &needles).into_iter().map(|hits| hits.starts).collect();
        assert_eq!(found, expected);
        let many: Vec<_> = needles.iter().cycle().take(needles.len() * 20).copied().collect();
        let found: Vec<_> = search(text, &many).into_iter().map(|hits| hits.starts).collect();
        assert_eq!(
            found.get(..words.len()),
            Some(expected.iter().map(|hits| hits.to_vec()).collect::<Vec<_>>().as_slice())
        );
    }

    #[test]
    fn overlapping_hits_count_separately() {
        check("no no no", &["no no", "no", "no no no"], &[&[0, 3], &[0, 3, 6], &[0]]);
        check("a cartload of carts by the cart", &["cart", "by", ""], &[&[27], &[20], &[]]);
    }

    #[test]
    fn hits_beyond_the_limit_are_counted() {
        let hits = search(&"a ".repeat(50), &[Needle { words: "a", keep: 3 }]);
        assert_eq!((hits[0].starts.len(), hits[0].count), (3, 50));
        assert_eq!(search("carts", &[Needle { words: "cart", keep: 3 }])[0].inside, Some(0));
    }
}
