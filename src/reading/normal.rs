//! Makes the text of a key, with the map back.
//!
//! One pass over the reading. Most of it is taken over as it stands, in whole stretches; only what the rules of
//! [`super::key::NORM`] change is looked at. The map holds a stretch for each change, not an offset for each byte.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::letter::{composes, folded, is_dash, is_dropped, is_hyphen, plain};
use crate::source::narrow;

/// A stretch of the key from `key` on until the next: it stands for bytes `raw..end` of the reading.
/// Where both are of one length they agree byte for byte, else they agree as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    /// Where it starts in the key.
    pub(super) key: u32,
    /// Where it starts in the reading.
    pub(super) raw: u32,
    /// Where it ends in the reading.
    pub(super) end: u32,
}

/// Whether capitals are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    /// As written.
    Kept,
    /// Full case folding.
    Folded,
}

/// Makes the key of a reading; without stretches where the key is the reading itself.
pub(super) fn normalise(reading: &str, case: Case) -> (Cow<'_, str>, Vec<Stretch>) {
    let mut maker = Maker { reading, case, text: String::new(), map: Vec::new(), from: 0 };
    let mut at = 0;
    while let Some(next) = next_special(reading.as_bytes(), at) {
        at = maker.special(next);
    }
    if maker.map.is_empty() && maker.from == 0 && !(case == Case::Folded && changes_case(reading)) {
        return (Cow::Borrowed(reading), Vec::new());
    }
    maker.keep(reading.len());
    (Cow::Owned(maker.text), maker.map)
}

/// Folds the case of words that are a key already.
pub(super) fn fold_case(words: &str) -> Cow<'_, str> {
    if !changes_case(words) {
        return Cow::Borrowed(words);
    }
    let mut maker = Maker { reading: words, case: Case::Folded, text: String::new(), map: Vec::new(), from: 0 };
    maker.keep(words.len());
    Cow::Owned(maker.text)
}

fn changes_case(words: &str) -> bool {
    words.bytes().any(|byte| byte.is_ascii_uppercase() || !byte.is_ascii())
}

/// What a byte may be the start of.
const KINDS: [u8; 256] = {
    let mut kinds = [PLAIN; 256];
    let mut byte = 0x80;
    while byte < 256 {
        kinds[byte] = SPECIAL;
        byte += 1;
    }
    let special = b"\t\n\x0b\x0c\r`-";
    let mut at = 0;
    while at < special.len() {
        kinds[special[at] as usize] = SPECIAL;
        at += 1;
    }
    kinds[b' ' as usize] = SPACE;
    kinds
};
const PLAIN: u8 = 0;
const SPACE: u8 = 1;
const SPECIAL: u8 = 2;

/// Finds the next byte that the rules may concern; a single space between plain letters is not one.
fn next_special(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let kind = KINDS[usize::from(*bytes.get(at)?)];
        let passes = kind == PLAIN
            || (kind == SPACE && bytes.get(at + 1).is_some_and(|&next| KINDS[usize::from(next)] == PLAIN));
        if !passes {
            return Some(at);
        }
        at += 1;
    }
}

struct Maker<'a> {
    reading: &'a str,
    case: Case,
    text: String,
    map: Vec<Stretch>,
    /// Up to here the reading is in the key.
    from: usize,
}

impl Maker<'_> {
    fn letter(&self, at: usize) -> Option<char> {
        self.reading.get(at..)?.chars().next()
    }

    /// Deals with the character at `at`; returns where to go on.
    fn special(&mut self, at: usize) -> usize {
        let Some(letter) = self.letter(at) else { return self.reading.len() };
        let next = at + letter.len_utf8();
        if letter.is_whitespace() {
            return self.space(at);
        }
        if is_hyphen(letter) || is_dash(letter) {
            return self.dash(at, at);
        }
        if is_dropped(letter) {
            self.replace(at, next, "");
        } else if let Some(plain) = plain(letter) {
            self.replace(at, next, plain);
        } else if composes(letter) {
            return self.compose(at);
        }
        next
    }

    /// White space, and what is dropped in it, is one space; before a dash it may be nothing.
    fn space(&mut self, at: usize) -> usize {
        let end = self.gap(at);
        if self.letter(end).is_some_and(|letter| is_dash(letter) || is_hyphen(letter)) {
            return self.dash(at, end);
        }
        if self.reading.get(at..end) != Some(" ") {
            self.replace(at, end, " ");
        }
        end
    }

    /// A dash, several hyphens, or a hyphen set off by spaces is one hyphen without spaces; so is a hyphen at a line's end.
    fn dash(&mut self, space: usize, at: usize) -> usize {
        let (mut end, mut count, mut strong) = (at, 0, false);
        while let Some(letter) = self.letter(end).filter(|&letter| is_dash(letter) || is_hyphen(letter)) {
            strong |= is_dash(letter);
            count += 1;
            end += letter.len_utf8();
        }
        let gap = self.gap(end);
        let before = space < at || at == 0;
        let after = gap > end || gap == self.reading.len();
        let letter_before = self.reading.get(..at).and_then(|words| words.chars().next_back());
        let broken = after && letter_before.is_some_and(char::is_alphanumeric);
        if strong || count > 1 || (before && after) || broken {
            self.keep(space);
            self.replace_from(at, end, "-");
            self.from = gap;
            return gap;
        }
        if space < at && self.reading.get(space..at) != Some(" ") {
            self.replace(space, at, " ");
        }
        if self.reading.get(at..end) != Some("-") {
            self.replace(at, end, "-");
        }
        end
    }

    /// A character that combines is composed with the one before it and all that combine after it.
    fn compose(&mut self, at: usize) -> usize {
        let before = self.reading.get(self.from..at).and_then(|words| words.chars().next_back());
        let start = at - before.map_or(0, char::len_utf8);
        let rest = self.reading.get(at..).unwrap_or_default();
        let end = at + rest.find(|letter| !composes(letter)).unwrap_or(rest.len());
        let written = self.reading.get(start..end).unwrap_or_default();
        let composed: String = written.nfc().collect();
        if composed != written {
            let folded: String =
                composed.chars().map(|c| plain(c).map_or_else(|| c.to_string(), str::to_owned)).collect();
            self.replace(start, end, &folded);
        }
        end
    }

    /// Returns the end of the white space (and what is dropped in it) from `at`.
    fn gap(&self, at: usize) -> usize {
        let rest = self.reading.get(at..).unwrap_or_default();
        at + rest.find(|c: char| !c.is_whitespace() && !is_dropped(c)).unwrap_or(rest.len())
    }

    /// Takes over the reading up to `start`, and `plain` for `start..end`.
    fn replace(&mut self, start: usize, end: usize, plain: &str) {
        self.keep(start);
        self.replace_from(start, end, plain);
    }

    /// Puts `plain` for `start..end`, whatever stands before.
    fn replace_from(&mut self, start: usize, end: usize, plain: &str) {
        self.from = end;
        if self.case == Case::Folded && changes_case(plain) {
            let plain = fold_case(plain);
            self.push(&plain, start, end);
        } else {
            self.push(plain, start, end);
        }
    }

    /// Takes over the reading up to `to` as it stands, but for its case.
    fn keep(&mut self, to: usize) {
        let words = self.reading.get(self.from..to).unwrap_or_default();
        let mut at = std::mem::replace(&mut self.from, to);
        if self.case == Case::Kept {
            return self.push(words, at, to);
        }
        for piece in words.split_inclusive(|letter: char| !letter.is_ascii()) {
            let ascii = piece.trim_end_matches(|letter: char| !letter.is_ascii());
            let key = self.text.len();
            self.push(ascii, at, at + ascii.len());
            if let Some(pushed) = self.text.get_mut(key..) {
                pushed.make_ascii_lowercase();
            }
            at += ascii.len();
            if let Some(letter) = piece.chars().next_back().filter(|letter| !letter.is_ascii()) {
                self.push(&folded(letter, &mut [0; 4]), at, at + letter.len_utf8());
                at += letter.len_utf8();
            }
        }
    }

    /// Adds `plain` for `start..end`; grows the last stretch where both agree byte for byte.
    fn push(&mut self, plain: &str, start: usize, end: usize) {
        if plain.is_empty() {
            return;
        }
        let key = narrow(self.text.len());
        let (start, end) = (narrow(start), narrow(end));
        self.text.push_str(plain);
        if let Some(last) = self.map.last_mut() {
            let linear = last.end - last.raw == key - last.key;
            if linear && last.end == start && end - start == narrow(plain.len()) {
                last.end = end;
                return;
            }
        }
        self.map.push(Stretch { key, raw: start, end });
    }
}
