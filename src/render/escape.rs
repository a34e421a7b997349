//! Escaping: for HTML between tags and in an attribute with double quotes, for JSON, also in a `script` element, for XML.
//!
//! In: words as they are. Out: the same words, written for their place. Nothing else writes words into HTML or XML.

#![expect(clippy::needless_bitwise_bool, reason = "comparisons without a branch are made for whole vectors of bytes")]

use crate::words::Phrase;

/// How many bytes are looked at together; runs without a special character are copied whole.
const STRIDE: usize = 32;

/// Tells whether a byte would be read as markup. Plain comparisons without a branch: of `matches!` the compiler makes a look-up
/// for each byte alone, which takes ten times as long.
fn is_markup(byte: u8) -> bool {
    (byte == b'&') | (byte == b'<') | (byte == b'>')
}

/// Writes words between tags.
pub(crate) fn text(out: &mut String, words: &str) {
    write(out, words, (is_markup, entity));
}

/// Writes words into an attribute that stands in double quotes.
pub(crate) fn attribute(out: &mut String, words: &str) {
    write(out, words, (|byte| is_markup(byte) | (byte == b'"'), entity));
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

/// Writes JSON that may stand in a `script` element, whatever its strings hold: what could end the element, or a line of
/// a script, is written by its number.
pub(crate) fn script(out: &mut String, json: &str) {
    let ends_lines = json.contains('\u{2028}') || json.contains('\u{2029}');
    if ends_lines {
        return script(out, &json.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029"));
    }
    write(out, json, (is_markup, by_number));
}

/// Writes words into a string of JSON.
pub(crate) fn json(out: &mut String, words: &str) {
    write(out, words, (|byte| (byte < b' ') | (byte == b'"') | (byte == b'\\'), in_json));
}

fn in_json(byte: u8) -> &'static str {
    const CONTROL: [&str; 32] = [
        "\\u0000", "\\u0001", "\\u0002", "\\u0003", "\\u0004", "\\u0005", "\\u0006", "\\u0007", "\\b", "\\t", "\\n",
        "\\u000b", "\\f", "\\r", "\\u000e", "\\u000f", "\\u0010", "\\u0011", "\\u0012", "\\u0013", "\\u0014",
        "\\u0015", "\\u0016", "\\u0017", "\\u0018", "\\u0019", "\\u001a", "\\u001b", "\\u001c", "\\u001d", "\\u001e",
        "\\u001f",
    ];
    match byte {
        b'"' => "\\\"",
        b'\\' => "\\\\",
        control => CONTROL.get(usize::from(control)).copied().unwrap_or_default(),
    }
}

fn by_number(byte: u8) -> &'static str {
    match byte {
        b'&' => "\\u0026",
        b'<' => "\\u003c",
        _ => "\\u003e",
    }
}

/// Writes words into XML, between tags or into an attribute in double quotes. Control characters, which XML 1.0 takes in
/// no form, are left out; so is a carriage return, which would be read as the end of a line.
pub(crate) fn xml(out: &mut String, words: &str) {
    let is_foreign = |letter: char| match letter {
        '\t' | '\n' => false,
        '\u{fffe}' | '\u{ffff}' => true,
        letter => letter.is_ascii_control(),
    };
    words.split(is_foreign).for_each(|piece| attribute(out, piece));
}

/// Writes words; each byte that is special as what stands for it.
fn write(out: &mut String, words: &str, by: (impl Fn(u8) -> bool + Copy, impl Fn(u8) -> &'static str)) {
    let (is_special, stand_in) = by;
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
        if is_plain::<16>(rest, is_special) || is_plain::<8>(rest, is_special) {
            break;
        }
        let end = rest.len().min(STRIDE);
        let piece = rest.get(..end).unwrap_or_default();
        for (offset, &byte) in piece.iter().enumerate() {
            if is_special(byte) {
                out.push_str(words.get(done..at + offset).unwrap_or_default());
                out.push_str(stand_in(byte));
                done = at + offset + 1;
            }
        }
        at += end;
    }
    out.push_str(words.get(done..).unwrap_or_default());
}

/// Tells of the last words, from `N` to twice `N` bytes, whether all are plain: their first bytes and their last ones, which
/// may be the same ones.
fn is_plain<const N: usize>(rest: &[u8], is_special: impl Fn(u8) -> bool) -> bool {
    let (Some(first), Some(last)) = (rest.first_chunk::<N>(), rest.last_chunk::<N>()) else { return false };
    let special = |chunk: &[u8; N]| chunk.iter().fold(false, |found, &byte| found | is_special(byte));
    rest.len() <= 2 * N && !special(first) && !special(last)
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
    fn json_cannot_leave_its_script() {
        let mut out = String::new();
        script(&mut out, "\"</script><!-- & \u{2028}\u{2029}ü\"");
        assert_eq!(out, r#""\u003c/script\u003e\u003c!-- \u0026 \u2028\u2029ü""#);
    }

    #[test]
    fn what_xml_does_not_know_is_left_out() {
        let mut out = String::new();
        xml(&mut out, "a\u{0}\u{8}\u{b}\u{1f}\u{fffe}\u{ffff}b\tc\r\nd ]]> <x y=\"z\">&amp;\u{7f}");
        assert_eq!(out, "ab\tc\nd ]]&gt; &lt;x y=&quot;z&quot;&gt;&amp;amp;");
    }

    #[test]
    fn long_words_are_escaped_wherever_the_character_stands() {
        for at in 0..100 {
            let words = format!("{}<{}", "ü".repeat(at), "x".repeat(100 - at));
            assert_eq!(escaped(&words), words.replace('<', "&lt;"));
        }
    }
}
