//! Raw HTML: content is not trusted. It is shown as text with a warning, or an allow-list passes; comments are dropped.

use std::collections::HashSet;
use std::ops::Range as Bytes;
use std::sync::LazyLock;

use super::builder::Builder;
use crate::config::Html;
use crate::diag::{Code, Diagnostic};
use crate::edition::{LeafKind, Mark, MarkKind};
use crate::source::{Range, Span};

/// Inline elements that pass without attributes when HTML is sanitised.
const INLINE: &[&str] =
    &["abbr", "b", "cite", "del", "i", "ins", "kbd", "q", "s", "samp", "small", "sub", "sup", "u", "var"];

/// Larger blocks are shown as text: the sanitiser's cost grows with their nesting.
const LARGEST: usize = 256 * 1024;

/// Blocks whose elements nest deeper are shown as text, for the same reason.
const DEEPEST: usize = 256;

/// An inline element may be so long, in bytes.
const FARTHEST: usize = 4096;

/// Elements that end by themselves, so that they do not nest.
const ENDLESS: &[&str] = &["br", "hr", "img", "wbr", "col", "p", "li", "dt", "dd", "tr", "td", "th"];

static CLEANER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut builder = ammonia::Builder::default();
    let tags = "a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption \
                figure hr i ins kbd li ol p pre q rp rt ruby s samp small span strong sub summary sup table tbody td \
                tfoot th thead tr u ul var wbr";
    builder
        .tags(tags.split_whitespace().collect())
        .generic_attributes(HashSet::from(["lang", "dir", "title"]))
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer"));
    builder
});

impl Builder<'_> {
    /// Adds a line of a block of HTML to the leaf, as it is.
    pub(super) fn html_line(&mut self, words: &str, bytes: &Bytes<usize>) {
        self.words(words, bytes);
    }

    /// Decides what a block of HTML becomes once all of it was read.
    pub(super) fn close_html(&mut self, kind: &mut LeafKind, start: usize, span: Span) {
        let words = self.prose.reading.get(start..).unwrap_or_default().trim_end().to_owned();
        if is_comment(&words) {
            self.take_back(start);
            return;
        }
        if self.html == Html::Sanitise && words.len() <= LARGEST && depth(&words) <= DEEPEST {
            let clean = CLEANER.clean(&words).to_string();
            self.take_back(start);
            *kind = LeafKind::Html(clean);
            return;
        }
        self.warn(&words, span);
        self.prose.reading.truncate(start + words.len());
        *kind = LeafKind::Paragraph;
    }

    /// Takes a tag that stands in running text.
    pub(super) fn inline_html(&mut self, words: &str, bytes: &Bytes<usize>) {
        if is_comment(words) {
            return;
        }
        if self.html == Html::Sanitise && self.element(words, bytes) {
            return;
        }
        self.warn(words, Span::new(self.file, bytes.start, bytes.end));
        self.words(words, bytes);
    }

    /// Opens or closes an allowed element, or breaks the line; tells whether the tag was one of these.
    fn element(&mut self, words: &str, bytes: &Bytes<usize>) -> bool {
        let inside = words.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/').trim();
        if inside.eq_ignore_ascii_case("br") {
            let start = self.here();
            self.line_break("\n", bytes);
            self.prose.marks.push(Mark { range: Range::new(start, self.here()), kind: MarkKind::Break });
            return true;
        }
        let here = self.here();
        if let Some(name) = inside.strip_prefix('/') {
            let name = name.to_ascii_lowercase();
            let open = self.marks.last().copied().flatten();
            let fits =
                open.and_then(|at| self.prose.marks.get_mut(at)).filter(|mark| mark.kind == MarkKind::Element(name));
            let Some(mark) = fits else { return false };
            mark.range = Range::new(mark.range.start as usize, here);
            self.marks.pop();
            return true;
        }
        let name = inside.to_ascii_lowercase();
        // An element that is never closed would swallow the rest: only one whose end follows in this block passes.
        if !INLINE.contains(&name.as_str()) || !self.is_closed(bytes.end, &name) {
            return false;
        }
        self.ensure_leaf(bytes);
        self.prose.marks.push(Mark { range: Range::new(here, here), kind: MarkKind::Element(name) });
        self.marks.push(Some(self.prose.marks.len() - 1));
        true
    }

    /// Tells whether an element that opens at a byte is closed in its block, not too far on.
    fn is_closed(&self, from: usize, name: &str) -> bool {
        let rest = self.source.as_bytes().get(from..).unwrap_or_default();
        let near = rest.get(..FARTHEST).unwrap_or(rest);
        let end = near.windows(2).position(|two| two == b"\n\n").unwrap_or(near.len());
        let closing = format!("</{name}>");
        let mut block = near.get(..end).unwrap_or_default().windows(closing.len());
        block.any(|window| window.eq_ignore_ascii_case(closing.as_bytes()))
    }

    fn take_back(&mut self, start: usize) {
        self.prose.reading.truncate(start);
        while self.prose.runs.last().is_some_and(|run| run.reading as usize >= start) {
            self.prose.runs.pop();
        }
    }

    fn warn(&mut self, words: &str, span: Span) {
        let tag: String = words.chars().take(40).take_while(|letter| *letter != '\n').collect();
        self.diagnostics.push(Diagnostic::new(Code::RawHtml, span, format!("HTML is shown as text: `{tag}`")).help(
            "write it in Markdown, or let harmless HTML through with `[content] html = \"sanitise\"` in book.toml; \
                 a lone `<` is written `\\<`",
        ));
    }
}

/// Returns how deep the elements of a piece of HTML may nest.
fn depth(words: &str) -> usize {
    let (mut now, mut deepest) = (0_usize, 0);
    for piece in words.split('<').skip(1) {
        let closing = piece.strip_prefix('/');
        let tag = closing.unwrap_or(piece);
        let name = tag.split(|letter: char| !letter.is_ascii_alphanumeric()).next().unwrap_or_default();
        if name.is_empty() || ENDLESS.iter().any(|endless| endless.eq_ignore_ascii_case(name)) {
            continue;
        }
        now = if closing.is_some() { now.saturating_sub(1) } else { now + 1 };
        deepest = deepest.max(now);
    }
    deepest
}

/// Tells whether HTML is one comment and nothing else.
pub(super) fn is_comment(words: &str) -> bool {
    words
        .trim()
        .strip_prefix("<!--")
        .is_some_and(|rest| rest.trim_end().ends_with("-->") && rest.matches("-->").count() == 1)
}
