//! Words: where they may begin and end.
//!
//! Letters, digits and what combines with them hold together (UAX #29), also `3.5` and `1,000`. Unlike there an
//! apostrophe parts words, so that one may quote `homme` out of `l'homme` and `Russia` out of `Russia's`.
//! Scripts that set no spaces (Han, Kana, Thai …) have a border everywhere.

use unicode_normalization::char::is_combining_mark;

use crate::source::Range;

/// Tells whether a word may begin or end at a byte of a text.
pub fn is_border(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let (Some(&before), Some(&after)) = (at.checked_sub(1).and_then(|before| bytes.get(before)), bytes.get(at)) else {
        return true;
    };
    if before.is_ascii() && after.is_ascii() {
        return is_ascii_border(bytes, at);
    }
    let (Some(head), Some(tail)) = (text.get(..at), text.get(at..)) else { return false };
    let (Some(before), Some(after)) = (head.chars().next_back(), tail.chars().next()) else { return true };
    if is_joiner(after) || is_combining_mark(after) {
        return before.is_whitespace();
    }
    if is_spaceless(before) || is_spaceless(after) {
        return true;
    }
    !(is_word_part(before) && is_word_part(after))
}

fn is_ascii_border(bytes: &[u8], at: usize) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let (before, after) = (bytes[at - 1], bytes[at]);
    if is_part(before) && is_part(after) {
        return false;
    }
    let inner = |at: usize| matches!(bytes[at], b'.' | b',') && digit(at.checked_sub(1)) && digit(Some(at + 1));
    !(inner(at) || inner(at - 1))
}

/// Tells whether a stretch of a text begins and ends where a word may.
pub fn is_whole(text: &str, start: usize, end: usize) -> bool {
    is_border(text, start) && is_border(text, end)
}

/// Widens a stretch of a text until it begins and ends where a word may.
pub fn widen(text: &str, range: Range) -> Range {
    let (mut start, mut end) = (range.start as usize, range.end as usize);
    while !is_border(text, start) {
        let before = text.get(..start).and_then(|words| words.chars().next_back());
        start -= before.map_or(start, char::len_utf8);
    }
    while !is_border(text, end) {
        let after = text.get(end..).and_then(|words| words.chars().next());
        end += after.map_or(text.len() - end, char::len_utf8);
    }
    Range::new(start, end)
}

/// Returns the words of a text in order; in a script without spaces each letter is one.
pub fn words(text: &str) -> impl Iterator<Item = Range> {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first) = rest.find(|&(_, letter)| is_word_part(letter) && !is_joiner(letter))?;
        let mut end = start + first.len_utf8();
        while let Some(&(at, letter)) = rest.peek() {
            if !is_word_part(letter) || (is_spaceless(first) || is_spaceless(letter)) && !is_combining_mark(letter) {
                break;
            }
            end = at + letter.len_utf8();
            rest.next();
        }
        Some(Range::new(start, end))
    })
}

/// Tells whether words name something: a letter, a digit or a symbol, not only punctuation.
pub fn has_words(text: &str) -> bool {
    text.chars()
        .any(|letter| letter.is_alphanumeric() || ('\u{2190}'..'\u{2e00}').contains(&letter) || letter > '\u{fffd}')
}

fn is_word_part(letter: char) -> bool {
    if letter.is_ascii() {
        return letter.is_ascii_alphanumeric() || letter == '_';
    }
    letter.is_alphanumeric() || is_joiner(letter) || is_combining_mark(letter)
}

/// Format characters inside a word: they do not end it.
fn is_joiner(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{fe0f}' | '\u{feff}')
}

/// Tells whether a letter belongs to a script that sets no spaces.
pub(super) fn is_spaceless(letter: char) -> bool {
    matches!(letter, '\u{e00}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{1950}'..='\u{19df}' | '\u{1a20}'..='\u{1aaf}'
        | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{aa60}'..='\u{aadf}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, part: &str, expected: bool) {
        let at = text.find(part).expect("the part stands in the text");
        assert_eq!(is_whole(text, at, at + part.len()), expected, "{part} in {text}");
    }

    #[test]
    fn words_hold_together() {
        check("a cartload", "cart", false);
        check("the cart itself", "cart", true);
        check("Article 5.1", "Article 5", false);
        check("ends in 5. Then", "5", true);
        check("Russia’s war", "Russia", true);
        check("l'homme", "homme", true);
        check("cafe\u{301} noir", "cafe", false);
        check("ex\u{ad}tra", "ex", false);
        check("水は低き", "水は", true);
    }

    #[test]
    fn words_are_listed() {
        let list = |text: &'static str| words(text).map(|range| range.of(text)).collect::<Vec<_>>();
        assert_eq!(list("He's 水は, “so”"), ["He", "s", "水", "は", "so"]);
        assert_eq!(widen("a cartload.", Range::new(3, 5)), Range::new(2, 10));
    }
}
