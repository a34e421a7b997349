//! What single characters are to the key: dropped, folded to a plainer one, dashes, or left alone.

use std::borrow::Cow;

use icu_casemap::CaseMapper;
use unicode_normalization::IsNormalized;
use unicode_normalization::char::canonical_combining_class;

/// Tells whether a character has no place in a key: soft hyphen, zero-width space, word joiner, byte order mark, tatweel.
pub(super) fn is_dropped(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{640}')
}

/// Tells whether a character is a dash, which takes the spaces around it with it.
pub(super) fn is_dash(letter: char) -> bool {
    matches!(letter, '\u{2012}'..='\u{2015}' | '\u{2e3a}' | '\u{2e3b}' | '\u{fe58}')
}

/// Tells whether a character is a hyphen or minus.
pub(super) fn is_hyphen(letter: char) -> bool {
    matches!(letter, '-' | '\u{2010}' | '\u{2011}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}')
}

/// Returns what stands in the key for a typographic character, `None` for one that is kept.
pub(super) fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        '`' | '´' | '‘' | '’' | '‚' | '‛' | '′' | '‵' | '‹' | '›' | 'ʹ' | 'ʻ' | 'ʼ' | 'ʽ' | '＇' => {
            "'"
        }
        '“' | '”' | '„' | '‟' | '″' | '‶' | '«' | '»' | '〝' | '〞' | '〟' | '＂' => "\"",
        '…' => "...",
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        'ﬅ' | 'ﬆ' => "st",
        _ => return None,
    })
}

/// Tells whether a character may change, or change its neighbours, under NFC.
pub(super) fn composes(letter: char) -> bool {
    let inert = matches!(letter, '\0'..='\u{2ff}' | '\u{400}'..='\u{482}' | '\u{48a}'..='\u{590}'
        | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}');
    !inert
        && (canonical_combining_class(letter) != 0
            || unicode_normalization::is_nfc_quick(std::iter::once(letter)) != IsNormalized::Yes)
}

/// Returns the full case folding of a character that is not ASCII: itself where it has none.
pub(super) fn folded(letter: char, buffer: &mut [u8; 4]) -> Cow<'_, str> {
    // Only these blocks hold characters that fold to several; the rest takes the fast way.
    let many = matches!(letter, 'ß' | 'İ' | 'ŉ' | 'ǰ' | 'ΐ' | 'ΰ' | 'և' | '\u{1e96}'..='\u{1e9e}'
        | '\u{1f50}'..='\u{1ffc}' | '\u{fb00}'..='\u{fb17}' | '\u{1df95}');
    if many {
        return Cow::Owned(CaseMapper::new().fold_string(letter.encode_utf8(buffer)).into_owned());
    }
    Cow::Borrowed(fold_letter(letter).encode_utf8(buffer))
}

/// Folds the case of one letter to one letter.
pub fn fold_letter(letter: char) -> char {
    if letter.is_ascii() { letter.to_ascii_lowercase() } else { CaseMapper::new().simple_fold(letter) }
}

/// Adds a letter with its case folded in full; a few fold to several.
pub fn push_folded(letter: char, out: &mut String) {
    if letter.is_ascii() {
        out.push(letter.to_ascii_lowercase());
    } else {
        out.push_str(&folded(letter, &mut [0; 4]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_is_folded_in_full() {
        for letter in '\u{80}'..='\u{1ffff}' {
            let mut folded = String::new();
            push_folded(letter, &mut folded);
            assert_eq!(folded, CaseMapper::new().fold_string(letter.encode_utf8(&mut [0; 4])), "{letter:?}");
        }
    }
}
