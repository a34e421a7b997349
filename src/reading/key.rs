//! The key: a reading text made comparable, with the map back.
//!
//! Two texts that differ only in typography have the same key. See [`NORM`] for the version of the rules: NFC; soft
//! hyphens and zero-width characters dropped; white space and block borders one space; quotation marks, primes and
//! back-ticks straight; dashes, with the spaces around them, one hyphen; `…` three stops; Latin ligatures undone.
//! Accents are never folded. Knows nothing of words or of notes.

use std::borrow::Cow;

use unicode_segmentation::GraphemeCursor;

use super::normal::{self, Case, Stretch};
use crate::source::Range;

/// The version of the normalisation: stored beside whatever depends on it.
pub const NORM: u32 = 1;

/// A reading text made comparable, with the map back to the reading.
#[derive(Clone, Debug)]
pub struct Key<'a> {
    reading: &'a str,
    text: Cow<'a, str>,
    /// Empty where the key is the reading itself.
    map: Vec<Stretch>,
}

impl<'a> Key<'a> {
    /// Makes the key of a reading text; case is kept. A reading that is plain already is borrowed.
    pub fn new(reading: &'a str) -> Self {
        let (text, map) = normal::normalise(reading, Case::Kept);
        Self { reading, text, map }
    }

    /// Makes the key of a reading text with its case folded in full: `Straße` and `STRASSE` are one.
    pub fn folded(reading: &'a str) -> Self {
        let (text, map) = normal::normalise(reading, Case::Folded);
        Self { reading, text, map }
    }

    /// Returns the key itself.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns where bytes `start..end` of the key stand in the reading; ends snap outward to whole graphemes.
    pub fn reading(&self, start: usize, end: usize) -> Range {
        let from = self.grapheme_start(self.raw_start(start));
        if end <= start {
            return Range::new(from, from);
        }
        Range::new(from, self.grapheme_end(self.raw_end(end)))
    }

    /// Returns where a byte of the reading stands in the key: the first byte of the key that is not before it.
    pub fn at(&self, offset: u32) -> usize {
        let found = self.map.partition_point(|held| held.raw <= offset).checked_sub(1);
        let Some((at, held)) = found.and_then(|at| Some((at, self.map.get(at)?))) else {
            return if self.map.is_empty() { (offset as usize).min(self.text.len()) } else { 0 };
        };
        let len = self.len(at);
        if offset >= held.end {
            held.key as usize + len
        } else if len == (held.end - held.raw) as usize {
            (held.key + (offset - held.raw)) as usize
        } else if offset == held.raw {
            held.key as usize
        } else {
            held.key as usize + len
        }
    }

    /// Returns the place of the stretch that holds a byte of the key.
    fn stretch(&self, key: usize) -> Option<usize> {
        self.map.partition_point(|held| held.key as usize <= key).checked_sub(1)
    }

    /// Returns the length of a stretch in the key.
    fn len(&self, at: usize) -> usize {
        let end = self.map.get(at + 1).map_or(self.text.len(), |next| next.key as usize);
        self.map.get(at).map_or(0, |held| end - held.key as usize)
    }

    fn raw_start(&self, key: usize) -> usize {
        let Some((at, held)) = self.stretch(key).and_then(|at| Some((at, self.map.get(at)?))) else { return key };
        if key >= self.text.len() {
            return held.end as usize;
        }
        let (raw, end) = (held.raw as usize, held.end as usize);
        if self.len(at) == end - raw { raw + (key - held.key as usize) } else { raw }
    }

    fn raw_end(&self, key: usize) -> usize {
        let before = key.saturating_sub(1);
        let Some((at, held)) = self.stretch(before).and_then(|at| Some((at, self.map.get(at)?))) else { return key };
        let (raw, end) = (held.raw as usize, held.end as usize);
        if self.len(at) == end - raw { (raw + (key - held.key as usize)).min(end) } else { end }
    }

    fn grapheme_start(&self, at: usize) -> usize {
        let at = self.reading.floor_char_boundary(at);
        if self.is_plain_border(at) {
            return at;
        }
        let mut cursor = GraphemeCursor::new(at, self.reading.len(), true);
        match cursor.is_boundary(self.reading, 0) {
            Ok(false) => cursor.prev_boundary(self.reading, 0).ok().flatten().unwrap_or(0),
            _ => at,
        }
    }

    fn grapheme_end(&self, at: usize) -> usize {
        let at = self.reading.ceil_char_boundary(at);
        if self.is_plain_border(at) {
            return at;
        }
        let mut cursor = GraphemeCursor::new(at, self.reading.len(), true);
        match cursor.is_boundary(self.reading, 0) {
            Ok(false) => cursor.next_boundary(self.reading, 0).ok().flatten().unwrap_or(self.reading.len()),
            _ => at,
        }
    }

    /// Between two ASCII characters there is a border, but for `\r\n`; this spares most look-ups.
    fn is_plain_border(&self, at: usize) -> bool {
        let bytes = self.reading.as_bytes();
        let (Some(before), Some(after)) = (at.checked_sub(1).and_then(|before| bytes.get(before)), bytes.get(at))
        else {
            return true;
        };
        before.is_ascii() && after.is_ascii() && *after != b'\n'
    }
}

/// Folds the case of words that are a key already, as [`Key::folded`] does.
pub fn fold_case(key: &str) -> Cow<'_, str> {
    normal::fold_case(key)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(reading: &str, key: &str) {
        assert_eq!(Key::new(reading).text(), key);
    }

    #[test]
    fn typography_is_folded_and_case_and_accents_are_not() {
        check("“It’s” ‘so’ «là» 5′", "\"It's\" 'so' \"là\" 5'");
        check("a—b – c -- d - e", "a-b-c-d-e");
        check("well-\nknown 1871–1902 well- known", "well-known 1871-1902 well-known");
        check("x -5 and -5", "x -5 and -5");
        check("One.\n\nTwo\u{a0}and\u{202f} \t three", "One. Two and three");
        check("ex\u{ad}tra\u{200b}", "extra");
        check("o\u{fb03}cer… \u{fb01}rst", "officer... first");
        check("cafe\u{301} re\u{301}sume\u{301} \u{212b}", "café résumé å".replace('å', "Å").as_str());
        check("\u{1100}\u{1161}\u{11a8}", "각");
    }

    #[test]
    fn a_plain_reading_is_borrowed() {
        let key = Key::new("A well-known \"bridge\" fell.");
        assert!(matches!(key.text, Cow::Borrowed(_)) && key.map.is_empty());
        assert_eq!(key.reading(2, 6), Range::new(2, 6));
    }

    #[test]
    fn case_is_folded_in_full() {
        let key = Key::folded("Die Straße ΣΊΣΥΦΟΣ");
        assert_eq!(key.text(), "die strasse σίσυφοσ");
        assert_eq!(key.reading(4, 11).of(key.reading), "Straße");
        assert_eq!(key.reading(12, key.text().len()).of(key.reading), "ΣΊΣΥΦΟΣ");
        assert_eq!(fold_case("Straße"), "strasse");
    }

    #[test]
    fn the_map_leads_back() {
        let key = Key::new("a  “b—c”\n\n— dé\u{ad} e");
        assert_eq!(key.text(), "a \"b-c\"-dé e");
        assert_eq!(key.reading(2, 7).of(key.reading), "“b—c”");
        assert_eq!(key.reading(7, 11).of(key.reading), "— dé");
        assert_eq!(key.at(3), 2);
        assert_eq!(key.at(6), 3);
        let ends = Key::new("cafe\u{301} ﬁ…");
        assert_eq!(ends.text(), "café fi...");
        assert_eq!(ends.reading(0, 5).of(ends.reading), "cafe\u{301}");
        assert_eq!(ends.reading(6, 7).of(ends.reading), "ﬁ");
        assert_eq!(ends.reading(9, 10).of(ends.reading), "…");
    }

    proptest! {
        #[test]
        fn the_map_is_monotone_and_within_bounds(reading in "[a-zA-Z .\u{ad}\n“’—ßéèê\u{301}\u{fb01}…水\u{1F410}\u{200d}-]{0,40}|\\PC{0,40}") {
            for key in [Key::new(&reading), Key::folded(&reading)] {
                let text = key.text();
                let mut last = Range::new(0, 0);
                for (at, letter) in text.char_indices() {
                    let found = key.reading(at, at + letter.len_utf8());
                    prop_assert!(found.start >= last.start && found.end >= last.end);
                    prop_assert!(reading.get(found.bytes()).is_some_and(|words| !words.is_empty()));
                    prop_assert!(key.at(found.start) <= at);
                    last = found;
                }
                prop_assert_eq!(key.reading(0, text.len()).end >= last.end, true);
                prop_assert!(key.at(u32::MAX) <= text.len());
            }
            let (kept, folded) = (Key::new(&reading), Key::folded(&reading));
            let twice = fold_case(kept.text()).into_owned();
            prop_assert_eq!(folded.text(), twice.as_str());
        }
    }
}
