//! Where a word really ends: apostrophes, stops in numbers, and the signs that a form begins or ends with.
//!
//! In: a reading and an offset in it. Out: whether the word goes on beyond it, as Unicode's word borders (UAX #29) have
//! it, but for English possessives and the elided articles of other languages.

use super::scan::Tongue;
use super::words::{is_apostrophe, is_word, push_separator};

/// How many signs before or after a form are compared at most.
const MOST_SIGNS: usize = 16;

/// Tells whether the word that begins at `start` is only the rest of a longer one.
pub(super) fn joined_before(text: &str, start: usize, tongue: Tongue) -> bool {
    let mut before = text.get(..start).unwrap_or_default().chars().rev();
    let (Some(sign), Some(outer)) = (before.next(), before.next()) else { return false };
    let Some(inner) = text.get(start..).unwrap_or_default().chars().next() else { return false };
    if is_apostrophe(sign) {
        return tongue == Tongue::English && outer.is_alphabetic() && is_word(outer) && inner.is_alphabetic();
    }
    joins(outer, sign, inner)
}

/// Tells whether the word that ends at `end` goes on behind an apostrophe or a stop; a possessive does not count.
pub(super) fn joined_after(text: &str, end: usize, english: bool) -> bool {
    let mut after = text.get(end..).unwrap_or_default().chars();
    let (Some(sign), Some(outer)) = (after.next(), after.next()) else { return false };
    let Some(inner) = text.get(..end).unwrap_or_default().chars().next_back() else { return false };
    if is_apostrophe(sign) {
        let possessive = english && matches!(outer, 's' | 'S') && !after.next().is_some_and(is_word);
        return inner.is_alphabetic() && outer.is_alphabetic() && is_word(outer) && !possessive;
    }
    joins(inner, sign, outer)
}

/// Tells whether a sign between two characters joins them to one word.
fn joins(left: char, sign: char, right: char) -> bool {
    let letters = left.is_alphabetic() && right.is_alphabetic() && is_word(left) && is_word(right);
    let digits = left.is_numeric() && right.is_numeric();
    match sign {
        '.' => letters || digits,
        ',' | ';' => digits,
        '\u{b7}' | '\u{2027}' => letters,
        _ => false,
    }
}

/// Returns where the signs before a form begin, if they stand there.
pub(super) fn lead_start(text: &str, start: usize, lead: &str) -> Option<usize> {
    let before = text.get(..start)?;
    let mut signs = String::new();
    for (at, letter) in before.char_indices().rev().take(MOST_SIGNS) {
        if is_word(letter) {
            return None;
        }
        signs.clear();
        push_separator(before.get(at..)?, &mut signs);
        if signs == lead {
            return Some(at);
        }
    }
    None
}

/// Returns where the signs after a form end, if they stand there.
pub(super) fn trail_end(text: &str, end: usize, trail: &str) -> Option<usize> {
    let after = text.get(end..)?;
    let mut signs = String::new();
    for (at, letter) in after.char_indices().take(MOST_SIGNS) {
        if is_word(letter) {
            return None;
        }
        let to = at + letter.len_utf8();
        signs.clear();
        push_separator(after.get(..to)?, &mut signs);
        if signs == trail {
            return Some(end + to);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stop_in_a_number_is_no_border() {
        assert!(joined_after("Article 5.2", 9, true));
        assert!(!joined_after("Article 5. It", 9, true));
        assert!(joined_before("3.5", 2, Tongue::English));
    }

    #[test]
    fn a_possessive_ends_at_its_apostrophe() {
        assert!(!joined_after("Alliance’s", 8, true));
        assert!(joined_after("Alliance’s", 8, false));
        assert!(joined_after("can't", 3, true));
        assert!(!joined_after("Allies' will", 6, true));
    }

    #[test]
    fn an_elided_article_is_a_border_but_in_english() {
        assert!(joined_before("O'Brien", 2, Tongue::English));
        assert!(!joined_before("l’Alliance", 4, Tongue::Other));
        assert!(!joined_before("'Alliance", 1, Tongue::English));
    }

    #[test]
    fn signs_belong_to_their_form() {
        assert_eq!(trail_end("U.N. Charter", 3, "."), Some(4));
        assert_eq!(trail_end("U.N Charter", 3, "."), None);
        assert_eq!(lead_start("see § 5", 7, "§ "), Some(4));
    }
}
