//! Markdown to standoff prose, by pulldown-cmark; the only folder that names it.
//!
//! 1. [`Tokens::new`] reads a file into events with their bytes;
//! 2. [`Tokens::top`] lists its top-level blocks, so that a commentary file can be cut into notes;
//! 3. [`Tokens::prose`] makes [`Prose`] of a stretch of events: [`builder`] handles blocks, [`inline`] what stands in them.
//!
//! Nothing recurses, so depth costs no stack; nesting beyond [`DEEPEST`] is reported and flattened, its words kept.

mod builder;
mod html;
mod inline;

use std::collections::BTreeMap;
use std::ops::Range as Bytes;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::config::Html;
use crate::diag::{Code, Diagnostic};
use crate::edition::Prose;
use crate::source::{FileId, Span};

use builder::Builder;

/// The deepest nesting of containers that a page may have.
pub(super) const DEEPEST: usize = 128;

/// A Markdown file as events.
pub(super) struct Tokens<'a> {
    file: FileId,
    /// The whole source, front matter included: all offsets count in it.
    source: &'a str,
    html: Html,
    events: Vec<(Event<'a>, Bytes<usize>)>,
    /// Where each footnote's definition stands in `events`, by its label.
    footnotes: BTreeMap<String, Bytes<usize>>,
}

/// A top-level block of a file.
#[derive(Clone, Debug)]
pub(super) struct TopBlock {
    /// What it is.
    pub(super) kind: TopKind,
    /// Its events.
    pub(super) events: Bytes<usize>,
    /// Its bytes in the source.
    pub(super) span: Span,
}

/// What a top-level block is, as far as cutting a file into notes goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TopKind {
    /// A heading, with what its braces say.
    Heading(HeadingMark),
    /// A block quote.
    Quote,
    /// A thematic break.
    Rule,
    /// A footnote's definition.
    Footnote,
    /// An HTML comment: a remark for those who edit the file.
    Comment,
    /// Anything else.
    Other,
}

/// A heading's level and attributes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HeadingMark {
    /// 1 to 6.
    pub(super) level: u8,
    /// `{#id}`
    pub(super) id: Option<String>,
    /// `{.tag}`
    pub(super) classes: Vec<String>,
    /// `{key=value}`
    pub(super) attributes: Vec<(String, Option<String>)>,
}

/// Which part of the Markdown is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keep {
    /// All of it.
    All,
    /// Words and plain marks; links, images and footnote markers lose their function (titles).
    Words,
}

impl<'a> Tokens<'a> {
    /// Reads the part of a file that starts at byte `start` (after the front matter).
    pub(super) fn new(file: FileId, source: &'a str, start: usize, html: Html) -> Self {
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_HEADING_ATTRIBUTES
            | Options::ENABLE_WIKILINKS;
        let body = source.get(start..).unwrap_or_default();
        let mut events = Vec::with_capacity(body.len() / 48);
        for (event, bytes) in Parser::new_ext(body, options).into_offset_iter() {
            events.push((event, bytes.start + start..bytes.end + start));
        }
        let footnotes = definitions(&events);
        Self { file, source, html, events, footnotes }
    }

    /// Returns all events.
    pub(super) fn all(&self) -> Bytes<usize> {
        0..self.events.len()
    }

    /// Returns the top-level blocks in order.
    pub(super) fn top(&self) -> Vec<TopBlock> {
        let mut found = Vec::new();
        let mut depth = 0_usize;
        let mut start = 0;
        for (at, (event, bytes)) in self.events.iter().enumerate() {
            if depth == 0 {
                start = at;
            }
            match event {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                let span = self.events.get(start).map_or(bytes.clone(), |(_, opened)| opened.clone());
                let kind = top_kind(self.events.get(start..=at).unwrap_or_default());
                found.push(TopBlock { kind, events: start..at + 1, span: self.span(&span) });
            }
        }
        found
    }

    /// Makes prose of some events; what is wrong in them goes to `sink`.
    pub(super) fn prose(&self, events: Bytes<usize>, keep: Keep, sink: &mut Vec<Diagnostic>) -> Prose {
        let mut builder = Builder::new(self.file, self.source, self.html, keep);
        for (event, bytes) in self.events.get(events).unwrap_or_default() {
            builder.event(event, bytes);
        }
        // Definitions may hold markers of further footnotes, so the list can grow while it is walked.
        let mut next = 0;
        while let Some(label) = builder.footnote_label(next) {
            let body = self.footnotes.get(&label).and_then(|at| self.events.get(at.clone())).unwrap_or_default();
            builder.footnote(next, body);
            next += 1;
        }
        builder.finish(sink)
    }

    /// Makes the prose of what stands inside a block (the words of a heading, the blocks of a quote).
    pub(super) fn inside(&self, block: &TopBlock, keep: Keep, sink: &mut Vec<Diagnostic>) -> Prose {
        let inner = block.events.start + 1..block.events.end.saturating_sub(1).max(block.events.start + 1);
        self.prose(inner, keep, sink)
    }

    /// Tells what the block at this event is where a heading opens.
    pub(super) fn span(&self, bytes: &Bytes<usize>) -> Span {
        Span::new(self.file, bytes.start, bytes.end)
    }

    /// Reports characters that no text may hold, and markers of footnotes that are not defined.
    pub(super) fn check(&self, sink: &mut Vec<Diagnostic>) {
        let mut code = false;
        for (event, bytes) in &self.events {
            match event {
                Event::Start(Tag::CodeBlock(_)) => code = true,
                Event::End(TagEnd::CodeBlock) => code = false,
                Event::Text(words) if !code && (words.as_ref() == "[" || words.contains("[^")) => {
                    self.check_marker(bytes, sink);
                }
                _ => {}
            }
        }
    }

    /// `[^missing]` is plain text to the parser, in pieces; only the source tells.
    fn check_marker(&self, bytes: &Bytes<usize>, sink: &mut Vec<Diagnostic>) {
        let rest = self.source.get(bytes.start..).unwrap_or_default();
        // Only here: a look ahead through the whole file at every bracket would cost its square.
        let here = rest.as_bytes().get(..=bytes.len()).unwrap_or(rest.as_bytes());
        let Some(at) = here.windows(2).position(|two| two == b"[^") else { return };
        let start = bytes.start + at;
        if is_escaped(self.source, start) {
            return;
        }
        let inside = rest.get(at + 2..).unwrap_or_default();
        let Some(close) =
            inside.find([']', '[', '\n', ' ']).filter(|close| inside.as_bytes().get(*close) == Some(&b']'))
        else {
            return;
        };
        let label = inside.get(..close).unwrap_or_default();
        if label.is_empty() || self.footnotes.contains_key(label) {
            return;
        }
        let span = Span::new(self.file, start, start + close + 3);
        sink.push(
            Diagnostic::new(Code::MissingFootnote, span, format!("the footnote `[^{label}]` is not defined"))
                .help(format!("write it at the end of the file, as a line of its own: `[^{label}]: …`")),
        );
    }
}

/// Tells whether a backslash takes its meaning from the sign at a byte of Markdown.
pub(super) fn is_escaped(source: &str, at: usize) -> bool {
    let before = source.get(..at).unwrap_or_default();
    (before.len() - before.trim_end_matches('\\').len()) % 2 == 1
}

fn definitions(events: &[(Event<'_>, Bytes<usize>)]) -> BTreeMap<String, Bytes<usize>> {
    let mut found = BTreeMap::new();
    let mut open: Option<(String, usize)> = None;
    for (at, (event, _)) in events.iter().enumerate() {
        match event {
            Event::Start(Tag::FootnoteDefinition(label)) => open = Some((label.to_string(), at + 1)),
            Event::End(TagEnd::FootnoteDefinition) => {
                if let Some((label, start)) = open.take() {
                    found.entry(label).or_insert(start..at);
                }
            }
            _ => {}
        }
    }
    found
}

fn top_kind(block: &[(Event<'_>, Bytes<usize>)]) -> TopKind {
    let Some((first, _)) = block.first() else { return TopKind::Other };
    match first {
        Event::Start(Tag::Heading { level, id, classes, attrs }) => TopKind::Heading(HeadingMark {
            level: *level as u8,
            id: id.as_ref().map(ToString::to_string),
            classes: classes.iter().map(ToString::to_string).collect(),
            attributes: attrs
                .iter()
                .map(|(key, value)| (key.to_string(), value.as_ref().map(ToString::to_string)))
                .collect(),
        }),
        Event::Start(Tag::BlockQuote(_)) => TopKind::Quote,
        Event::Start(Tag::FootnoteDefinition(_)) => TopKind::Footnote,
        Event::Start(Tag::HtmlBlock) => {
            let words: String = block.iter().filter_map(|(event, _)| html_words(event)).collect();
            if html::is_comment(&words) { TopKind::Comment } else { TopKind::Other }
        }
        Event::Rule => TopKind::Rule,
        _ => TopKind::Other,
    }
}

fn html_words<'e>(event: &'e Event<'_>) -> Option<&'e str> {
    match event {
        Event::Html(words) => Some(words.as_ref()),
        _ => None,
    }
}
