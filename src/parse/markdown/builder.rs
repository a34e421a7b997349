//! Blocks: events become the flat block list of [`Prose`].
//!
//! In: events in order. Out: prose, with what was wrong. Footnote definitions are skipped where they stand and built last.

use std::collections::BTreeMap;
use std::ops::Range as Bytes;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, Tag, TagEnd};

use super::{DEEPEST, Keep};
use crate::config::Html;
use crate::diag::{Code, Diagnostic};
use crate::edition::{Align, Block, Container, Footnote, Leaf, LeafKind, Prose, Run};
use crate::reading::{Slugs, slug};
use crate::source::{FileId, Range, Span, narrow};

/// Builds one [`Prose`].
pub(super) struct Builder<'a> {
    pub(super) file: FileId,
    pub(super) source: &'a str,
    pub(super) html: Html,
    pub(super) keep: Keep,
    pub(super) prose: Prose,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// For each container that is open, whether it was kept.
    open: Vec<bool>,
    /// The leaf that is being filled.
    pub(super) leaf: Option<OpenLeaf>,
    /// Marks that are open in the leaf, by their places in `prose.marks` (`None`: one that is not kept).
    pub(super) marks: Vec<Option<usize>>,
    /// How deep we are in a footnote definition that is skipped here.
    skipped: usize,
    slugs: Slugs,
    /// The place of each footnote in `prose.footnotes`, by its label.
    footnotes: BTreeMap<String, usize>,
    too_deep: bool,
    /// A leaf without words has its place in the reading.
    placed: bool,
}

/// A leaf that is not closed yet.
pub(super) struct OpenLeaf {
    kind: LeafKind,
    start: usize,
    span: Span,
    /// `{#id}` of a heading.
    id: Option<String>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(file: FileId, source: &'a str, html: Html, keep: Keep) -> Self {
        Self {
            file,
            source,
            html,
            keep,
            prose: Prose::default(),
            diagnostics: Vec::new(),
            open: Vec::new(),
            leaf: None,
            marks: Vec::new(),
            skipped: 0,
            slugs: Slugs::default(),
            footnotes: BTreeMap::new(),
            too_deep: false,
            placed: false,
        }
    }

    /// Takes one event.
    pub(super) fn event(&mut self, event: &Event<'_>, bytes: &Bytes<usize>) {
        match event {
            Event::Start(Tag::FootnoteDefinition(_)) => self.skipped += 1,
            Event::End(TagEnd::FootnoteDefinition) => self.skipped = self.skipped.saturating_sub(1),
            _ if self.skipped > 0 => {}
            Event::Start(tag) => self.start(tag, bytes),
            Event::End(tag) => self.end(*tag),
            Event::Rule => {
                self.close_leaf();
                self.open_leaf(LeafKind::Rule, bytes);
                self.close_leaf();
            }
            Event::TaskListMarker(done) => {
                if let Some(Block::Open(Container::Item(task))) = self.last_item() {
                    *task = Some(*done);
                }
            }
            Event::Html(words) => self.html_line(words, bytes),
            _ => self.inline(event, bytes),
        }
    }

    /// Returns the label of the footnote at a place in the list.
    pub(super) fn footnote_label(&self, at: usize) -> Option<String> {
        self.prose.footnotes.get(at).map(|held| held.label.clone())
    }

    /// Builds the definition of a footnote.
    pub(super) fn footnote(&mut self, at: usize, body: &[(Event<'_>, Bytes<usize>)]) {
        self.close_leaf();
        self.prose.blocks.push(Block::Open(Container::Footnote(narrow(at))));
        for (event, bytes) in body {
            self.event(event, bytes);
        }
        self.close_leaf();
        self.prose.blocks.push(Block::Close);
    }

    /// Returns the finished prose.
    pub(super) fn finish(mut self, sink: &mut Vec<Diagnostic>) -> Prose {
        self.close_leaf();
        sink.append(&mut self.diagnostics);
        let mut prose = self.prose;
        prose.reading.shrink_to_fit();
        prose.blocks.shrink_to_fit();
        prose.marks.shrink_to_fit();
        prose.runs.shrink_to_fit();
        prose
    }

    fn start(&mut self, tag: &Tag<'_>, bytes: &Bytes<usize>) {
        match tag {
            Tag::Paragraph => self.open_leaf(LeafKind::Paragraph, bytes),
            Tag::Heading { level, id, .. } => {
                self.open_leaf(LeafKind::Heading { level: *level as u8, fragment: String::new() }, bytes);
                let id = id.as_ref().map(ToString::to_string);
                if let Some(leaf) = &mut self.leaf {
                    leaf.id = id;
                }
            }
            Tag::CodeBlock(kind) => {
                let language = match kind {
                    CodeBlockKind::Fenced(info) => info.split([' ', ',', '{']).next().unwrap_or_default().to_owned(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.open_leaf(LeafKind::Code { language }, bytes);
            }
            Tag::TableCell => self.open_leaf(LeafKind::Cell, bytes),
            Tag::HtmlBlock => self.open_leaf(LeafKind::Html(String::new()), bytes),
            Tag::BlockQuote(_) => self.open_container(Container::Quote, bytes),
            Tag::List(first) => self.open_container(Container::List(*first), bytes),
            Tag::Item => self.open_container(Container::Item(None), bytes),
            Tag::Table(columns) => {
                self.open_container(Container::Table(columns.iter().map(|column| align(*column)).collect()), bytes);
            }
            Tag::TableHead => self.open_container(Container::TableHead, bytes),
            Tag::TableRow => self.open_container(Container::TableRow, bytes),
            _ => self.start_inline(tag, bytes),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::TableCell | TagEnd::HtmlBlock => {
                self.close_leaf();
            }
            TagEnd::BlockQuote(_)
            | TagEnd::List(_)
            | TagEnd::Item
            | TagEnd::Table
            | TagEnd::TableHead
            | TagEnd::TableRow => {
                self.close_leaf();
                if self.open.pop() == Some(true) {
                    self.prose.blocks.push(Block::Close);
                }
            }
            _ => self.end_inline(),
        }
    }

    fn open_container(&mut self, container: Container, bytes: &Bytes<usize>) {
        self.close_leaf();
        let kept = self.open.len() < DEEPEST;
        if kept {
            self.prose.blocks.push(Block::Open(container));
        } else if !self.too_deep {
            self.too_deep = true;
            let span = Span::new(self.file, bytes.start, bytes.end.min(bytes.start + 1));
            self.diagnostics.push(
                Diagnostic::new(
                    Code::NestingTooDeep,
                    span,
                    format!("lists or quotations are nested deeper than {DEEPEST} levels"),
                )
                .help("take some of the `>` or the indentation away"),
            );
        }
        self.open.push(kept);
    }

    /// Opens a leaf; its words begin where the reading ends, after a blank line.
    pub(super) fn open_leaf(&mut self, kind: LeafKind, bytes: &Bytes<usize>) {
        self.close_leaf();
        if !self.prose.reading.is_empty() || self.placed {
            self.prose.reading.push_str("\n\n");
        }
        let span = Span::new(self.file, bytes.start, bytes.end);
        self.leaf = Some(OpenLeaf { kind, start: self.prose.reading.len(), span, id: None });
    }

    /// Closes the leaf; one without words gives its separator back.
    pub(super) fn close_leaf(&mut self) {
        let Some(mut leaf) = self.leaf.take() else { return };
        self.marks.clear();
        if matches!(leaf.kind, LeafKind::Html(_)) {
            self.close_html(&mut leaf.kind, leaf.start, leaf.span);
        }
        if matches!(leaf.kind, LeafKind::Code { .. }) {
            self.drop_final_break(leaf.start);
        }
        let range = Range::new(leaf.start, self.prose.reading.len());
        let shows = !range.is_empty() || self.prose.marks.last().is_some_and(|mark| mark.range.start >= range.start);
        let kept =
            shows || matches!(leaf.kind, LeafKind::Rule | LeafKind::Cell | LeafKind::Html(_) | LeafKind::Code { .. });
        if range.is_empty() && (shows || leaf.kind == LeafKind::Cell) {
            // A place of its own between two separators, or its image would show in the block beside it.
            self.prose.runs.push(Run { reading: range.start, source: leaf.span.start, len: 0 });
            self.placed = true;
        } else if range.is_empty() {
            self.prose.reading.truncate(leaf.start.saturating_sub(2));
        }
        let end = self.prose.reading.len();
        let at = Range::new(leaf.start.min(end), end);
        if !kept || matches!(&leaf.kind, LeafKind::Html(clean) if clean.is_empty()) {
            return;
        }
        if let LeafKind::Heading { fragment, .. } = &mut leaf.kind {
            *fragment = self.fragment(leaf.id.take(), at, leaf.span);
        }
        self.prose.blocks.push(Block::Leaf(Leaf { kind: leaf.kind, range: at, span: leaf.span }));
    }

    fn fragment(&mut self, id: Option<String>, words: Range, span: Span) -> String {
        if let Some(id) = id {
            if !self.slugs.claim(&id) {
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::DuplicateFragment,
                        span,
                        format!("the id `{id}` stands on two headings of this page"),
                    )
                    .help(format!("give this one another id, for example `{{#{id}-2}}`")),
                );
            }
            return id;
        }
        let wanted = slug(words.of(&self.prose.reading));
        self.slugs.unique(if wanted.is_empty() { "section".to_owned() } else { wanted })
    }

    fn drop_final_break(&mut self, start: usize) {
        if self.prose.reading.len() > start && self.prose.reading.ends_with('\n') {
            self.prose.reading.pop();
            let end = narrow(self.prose.reading.len());
            while self.prose.runs.last().is_some_and(|run| run.reading >= end && run.reading as usize > start) {
                self.prose.runs.pop();
            }
            if let Some(run) = self.prose.runs.last_mut() {
                run.len = run.len.min(end.saturating_sub(run.reading));
            }
        }
    }

    fn last_item(&mut self) -> Option<&mut Block> {
        self.prose.blocks.iter_mut().rev().find(|block| matches!(block, Block::Open(Container::Item(_))))
    }

    /// Adds words to the leaf, opening one where a tight list item or a quote has words without a paragraph.
    pub(super) fn words(&mut self, words: &str, bytes: &Bytes<usize>) {
        if words.is_empty() {
            return;
        }
        self.ensure_leaf(bytes);
        let reading = narrow(self.prose.reading.len());
        let source = narrow(bytes.start);
        let len = narrow(bytes.len());
        self.prose.reading.push_str(words);
        let linear = words.len() == bytes.len();
        if linear && let Some(last) = self.prose.runs.last_mut() {
            let follows = last.source + last.len == source && last.reading + last.len == reading;
            if follows {
                last.len += len;
                return;
            }
        }
        self.prose.runs.push(Run { reading, source, len });
    }

    /// Adds one space or line feed for a line break; its run is never verbatim.
    pub(super) fn line_break(&mut self, shown: &str, bytes: &Bytes<usize>) {
        self.ensure_leaf(bytes);
        let reading = narrow(self.prose.reading.len());
        let source = narrow(bytes.start);
        self.prose.reading.push_str(shown);
        self.prose.runs.push(Run { reading, source, len: 0 });
    }

    pub(super) fn ensure_leaf(&mut self, bytes: &Bytes<usize>) {
        if self.leaf.is_none() {
            self.open_leaf(LeafKind::Plain, bytes);
        }
        if let Some(leaf) = &mut self.leaf
            && leaf.kind == LeafKind::Plain
        {
            leaf.span.end = leaf.span.end.max(narrow(bytes.end));
        }
    }

    /// Returns where the reading ends now.
    pub(super) fn here(&self) -> usize {
        self.prose.reading.len()
    }

    /// Returns the place of a footnote in the list, adding it at its first marker.
    pub(super) fn footnote_at(&mut self, label: &str) -> u32 {
        let at = self.footnotes.get(label).copied().unwrap_or_else(|| {
            self.prose.footnotes.push(Footnote { label: label.to_owned(), markers: 0 });
            let at = self.prose.footnotes.len() - 1;
            self.footnotes.insert(label.to_owned(), at);
            at
        });
        if let Some(held) = self.prose.footnotes.get_mut(at) {
            held.markers += 1;
        }
        narrow(at)
    }
}

fn align(column: Alignment) -> Align {
    match column {
        Alignment::None => Align::None,
        Alignment::Left => Align::Left,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::Right,
    }
}
