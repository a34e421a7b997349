//! The tags that prose is made of: each function writes one, with every value escaped for its place.

use super::InLayer;
use crate::edition::{Link, paths};
use crate::render::escape;
use crate::words::{Phrase, Words};

/// Writes a number.
pub(super) fn number(out: &mut String, number: u32) {
    let mut digits = [0_u8; 10];
    let mut rest = number;
    let mut at = digits.len();
    loop {
        at -= 1;
        if let Some(digit) = digits.get_mut(at) {
            *digit = b'0' + u8::try_from(rest % 10).unwrap_or_default();
        }
        rest /= 10;
        if rest == 0 || at == 0 {
            break;
        }
    }
    digits.iter().skip(at).for_each(|&digit| out.push(char::from(digit)));
}

/// Writes a name that holds a number into an attribute.
fn named(out: &mut String, name: &Phrase, shown: u32) {
    escape::phrase(out, name, |out, _| number(out, shown));
}

/// Writes the reference to a note: its number, in a link to the note. `(number, passage)`: the passage is 0 for the
/// reference that the note stands beside, else its place among the quotes of its note.
pub(super) fn reference(
    out: &mut String,
    words: &Words,
    (id, layer): (&str, InLayer<'_>),
    (shown, passage): (u32, u32),
) {
    out.push_str("<a class=\"r\" role=\"doc-noteref\" id=\"r");
    if passage > 0 {
        out.push('_');
        number(out, passage);
    }
    out.push('-');
    escape::attribute(out, id);
    out.push_str("\" href=\"");
    fragment(out, "n-", id);
    out.push_str("\" aria-label=\"");
    named(out, &words.note, shown);
    out.push_str("\" aria-details=\"n-");
    escape::attribute(out, id);
    out.push_str("\" data-n=\"");
    number(out, shown);
    if let Some(name) = layer.id {
        out.push_str("\" data-layer=\"");
        escape::attribute(out, name);
        out.push_str("\" data-l=\"");
        number(out, u32::try_from(layer.digit).unwrap_or_default());
    }
    if passage == 0 {
        out.push_str("\" style=\"--a:--r");
        number(out, shown);
    }
    out.push_str("\">");
    number(out, shown);
    out.push_str("</a>");
}

/// Writes the marker of a footnote. `(prefix, home)` stand before its fragment; `(number, times)`: the how-manieth
/// marker of this footnote it is.
pub(super) fn footnote(out: &mut String, words: &Words, (prefix, home): (&str, &str), (shown, times): (u32, u32)) {
    out.push_str("<sup class=\"fn\"><a role=\"doc-noteref\" id=\"");
    escape::attribute(out, prefix);
    out.push_str("fnref_");
    number(out, shown);
    if times > 1 {
        out.push('-');
        number(out, times);
    }
    out.push_str("\" href=\"");
    escape::attribute(out, home);
    fragment(out, prefix, "fn_");
    number(out, shown);
    out.push_str("\" aria-label=\"");
    named(out, &words.footnote, shown);
    out.push_str("\">");
    number(out, shown);
    out.push_str("</a></sup>");
}

/// Writes the ways back from a footnote, one for each of its markers.
pub(super) fn backs(out: &mut String, words: &Words, prefix: &str, (shown, times): (u32, u32)) {
    for time in 1..=times {
        out.push_str(" <a class=\"back\" role=\"doc-backlink\" href=\"");
        fragment(out, prefix, "fnref_");
        number(out, shown);
        if time > 1 {
            out.push('-');
            number(out, time);
        }
        out.push_str("\" aria-label=\"");
        named(out, &words.footnote_back, shown);
        out.push_str("\">\u{21a9}\u{fe0e}</a>");
    }
}

/// Writes the empty element that a sentence's fragment stands on.
pub(super) fn sentence(out: &mut String, paragraph: &str, sentence: u32) {
    out.push_str("<span id=\"");
    escape::attribute(out, paragraph);
    out.push('s');
    number(out, sentence);
    out.push_str("\"></span>");
}

/// Writes the number of a paragraph, in a link to it.
pub(super) fn paragraph(out: &mut String, words: &Words, home: &str, (id, shown): (&str, u32)) {
    out.push_str("<a class=\"pn\" href=\"");
    escape::attribute(out, home);
    fragment(out, id, "");
    out.push_str("\" aria-label=\"");
    named(out, &words.paragraph, shown);
    out.push_str("\">");
    number(out, shown);
    out.push_str("</a>\n");
}

/// Writes the start of a link to a term.
pub(super) fn term(out: &mut String, address: &str, id: &str) {
    out.push_str("<a class=\"g\" role=\"doc-glossref\" href=\"");
    escape::attribute(out, address);
    out.push_str("\" data-g=\"");
    escape::attribute(out, id);
    out.push_str("\">");
}

/// Writes the start of a link.
pub(super) fn link(out: &mut String, address: &str, title: &str) {
    out.push_str("<a href=\"");
    escape::attribute(out, address);
    if !title.is_empty() {
        out.push_str("\" title=\"");
        escape::attribute(out, title);
    }
    let scheme = address.split("//").next().unwrap_or_default();
    if scheme.eq_ignore_ascii_case("http:") || scheme.eq_ignore_ascii_case("https:") {
        out.push_str("\" rel=\"noopener noreferrer");
    }
    out.push_str("\">");
}

/// Writes an image.
pub(super) fn image(out: &mut String, address: &str, image: &Link) {
    out.push_str("<img src=\"");
    escape::attribute(out, address);
    out.push_str("\" alt=\"");
    escape::attribute(out, &image.label);
    if !image.title.is_empty() {
        out.push_str("\" title=\"");
        escape::attribute(out, &image.title);
    }
    out.push_str("\" loading=\"lazy\">");
}

/// Writes the start of an element that content may name; of one that is not a name, nothing.
pub(super) fn open(out: &mut String, name: &str) {
    if is_name(name) {
        out.push('<');
        out.push_str(name);
        out.push('>');
    }
}

/// Writes the end of an element that content may name.
pub(super) fn close(out: &mut String, name: &str) {
    if is_name(name) {
        out.push_str("</");
        out.push_str(name);
        out.push('>');
    }
}

/// Tells whether this can be the name of an element: a letter, then letters and digits.
pub(super) fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Writes a link to a fragment of the same page.
pub(super) fn fragment(out: &mut String, prefix: &str, id: &str) {
    let plain =
        |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
    if plain(prefix) && plain(id) {
        out.push('#');
        out.push_str(prefix);
        out.push_str(id);
    } else {
        escape::attribute(out, &paths::href("", "", Some(&format!("{prefix}{id}"))));
    }
}
