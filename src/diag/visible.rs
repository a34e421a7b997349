//! Characters that a terminal would obey rather than show, made visible.
//!
//! In: words from the authors' files. Out: the same words, safe to print.

use std::borrow::Cow;

/// Replaces control, direction and invisible format characters by something visible; line feeds and tabs stay.
pub fn visible(words: &str) -> Cow<'_, str> {
    if !words.contains(is_unsafe) {
        return Cow::Borrowed(words);
    }
    let mut shown = String::with_capacity(words.len() + 16);
    words.chars().for_each(|letter| push_visible(&mut shown, letter));
    Cow::Owned(shown)
}

/// Replaces as [`visible`] does, and line feeds and tabs by spaces too.
pub(super) fn one_line(words: &str) -> Cow<'_, str> {
    match visible(words) {
        shown if shown.contains(['\n', '\t']) => Cow::Owned(shown.replace(['\n', '\t'], " ")),
        shown => shown,
    }
}

/// Adds a character to `shown`, in a form that can be seen.
pub(super) fn push_visible(shown: &mut String, letter: char) {
    match letter {
        _ if !is_unsafe(letter) => shown.push(letter),
        '\u{0}'..='\u{1f}' => shown.extend(char::from_u32(0x2400 + u32::from(letter))),
        '\u{7f}' => shown.push('␡'),
        _ => shown.extend(letter.escape_unicode()),
    }
}

/// Tells whether a character could move the cursor, turn the direction of writing, or hide.
pub(super) fn is_unsafe(letter: char) -> bool {
    let hides = matches!(
        letter,
        '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    );
    hides || (letter.is_control() && letter != '\n' && letter != '\t')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_obeys_passes() {
        assert_eq!(visible("plain “words”\n\tstay"), "plain “words”\n\tstay");
        assert_eq!(visible("\u{1b}[31m\u{7f}\u{9b}1\r"), "␛[31m␡\\u{9b}1␍");
        assert_eq!(visible("a\u{202e}b\u{200f}"), "a\\u{202e}b\\u{200f}");
        assert_eq!(one_line("a\nb"), "a b");
    }
}
