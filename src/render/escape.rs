//! Escaping for HTML: what stands between tags, and what stands in an attribute with double quotes.
//!
//! In: words as they are. Out: the same words, written into a page. Nothing else writes words into HTML.

use crate::words::Phrase;

/// How many bytes are looked at together; runs without a special character are copied whole.
const STRIDE: usize = 32;

/// Writes words between tags.
pub(crate) fn text(out: &mut String, words: &str) {
    write(out, words, |byte| matches!(byte, b'&' | b'<' | b'>'));
}

/// Writes words into an attribute that stands in double quotes.
pub(crate) fn attribute(out: &mut String, words: &str) {
    write(out, words, |byte| matches!(byte, b'&' | b'<' | b'>' | b'"'));
}

/// Returns words as they stand between tags or in an attribute.
pub(crate) fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len() + words.len() / 16);
    attribute(&mut out, words);
    out
}

/// Writes a phrase into an attribute; `value` writes each of its values, by name.
pub(crate) fn phrase(out: &mut String, phrase: &Phrase, value: impl Fn(&mut String, &str)) {
    let (head, rest) = phrase.pieces();
    attribute(out, head);
    for (name, after) in rest {
        value(out, name);
        attribute(out, after);
    }
}

fn write(out: &mut String, words: &str, is_special: impl Fn(u8) -> bool + Copy) {
    let bytes = words.as_bytes();
    let mut done = 0;
    let mut at = 0;
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        // A fixed length and no early exit: the compiler makes vector instructions of it.
        if let Some(chunk) = rest.first_chunk::<STRIDE>()
            && !chunk.iter().fold(false, |found, &byte| found | is_special(byte))
        {
            at += STRIDE;
            continue;
        }
        let end = rest.len().min(STRIDE);
        for (offset, &byte) in rest.iter().take(end).enumerate() {
            if is_special(byte) {
                out.push_str(words.get(done..at + offset).unwrap_or_default());
                out.push_str(entity(byte));
                done = at + offset + 1;
            }
        }
        at += end;
    }
    out.push_str(words.get(done..).unwrap_or_default());
}

fn entity(byte: u8) -> &'static str {
    match byte {
        b'&' => "&amp;",
        b'<' => "&lt;",
        b'>' => "&gt;",
        _ => "&quot;",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_characters_are_escaped_for_their_place() {
        let mut out = String::new();
        text(&mut out, "a<b & \"c\">");
        assert_eq!(out, "a&lt;b &amp; \"c\"&gt;");
        assert_eq!(escaped("a<b & \"c\">"), "a&lt;b &amp; &quot;c&quot;&gt;");
    }

    #[test]
    fn long_words_are_escaped_wherever_the_character_stands() {
        for at in 0..100 {
            let words = format!("{}<{}", "ü".repeat(at), "x".repeat(100 - at));
            assert_eq!(escaped(&words), words.replace('<', "&lt;"));
        }
    }
}
