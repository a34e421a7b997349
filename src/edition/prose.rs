//! Prose as standoff: a plain reading text, and beside it what the marks said.
//!
//! The reading is what a reader reads: marks, link targets and footnote markers removed, entities decoded,
//! a soft line break a space, a hard one a line feed, blocks joined by a blank line (`\n\n`). All ranges are bytes of it.
//! The source's own normal form is kept. Footnotes stand after all other blocks.

use crate::source::{FileId, Range, Span};

/// A piece of Markdown (or plain text), read.
#[derive(Clone, Debug, Default)]
pub struct Prose {
    /// The reading text.
    pub reading: String,
    /// The blocks, flat and in order: containers open and close, leaves hold text.
    pub blocks: Vec<Block>,
    /// Inline marks in document order; properly nested, an outer one before what it holds.
    pub marks: Vec<Mark>,
    /// Links and images, in document order; a [`MarkKind::Link`] or [`MarkKind::Image`] names one by its place here.
    pub links: Vec<Link>,
    /// Footnotes, in the order of their first marker.
    pub footnotes: Vec<Footnote>,
    /// The way back to the source: runs sorted by their start in the reading.
    pub runs: Vec<Run>,
}

/// A stretch of the reading that stands in the source byte for byte, from `reading` on until the next run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Where it starts in the reading, in bytes.
    pub reading: u32,
    /// Where it starts in the source, in bytes.
    pub source: u32,
    /// Its length in the source, in bytes; where this differs from its length in the reading (an entity, an escape,
    /// a soft line break), the run maps as a whole.
    pub len: u32,
}

/// One event of the block structure.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A container begins.
    Open(Container),
    /// The innermost open container ends.
    Close,
    /// A block that holds text itself.
    Leaf(Leaf),
}

/// A block that holds blocks.
#[derive(Clone, Debug, PartialEq)]
pub enum Container {
    /// A quotation.
    Quote,
    /// A list; ordered when it has a first number.
    List(Option<u64>),
    /// A list item; a task when it is done or not.
    Item(Option<bool>),
    /// A table with the alignment of its columns.
    Table(Vec<Align>),
    /// The head row of a table.
    TableHead,
    /// Another row of a table.
    TableRow,
    /// A footnote, by its place in [`Prose::footnotes`].
    Footnote(u32),
}

/// How a column of a table is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// As the language does.
    None,
    /// To the left.
    Left,
    /// Centred.
    Center,
    /// To the right.
    Right,
}

/// A block of text.
#[derive(Clone, Debug, PartialEq)]
pub struct Leaf {
    /// What it is.
    pub kind: LeafKind,
    /// Its words in the reading.
    pub range: Range,
    /// The block in the source.
    pub span: Span,
}

/// The kinds of blocks that hold text.
#[derive(Clone, Debug, PartialEq)]
pub enum LeafKind {
    /// Running text. In the prose of a text, every one of these is a numbered paragraph.
    Paragraph,
    /// Running text of a tight list item: like a paragraph, but set without one.
    Plain,
    /// A heading with its level (1 to 6) and its fragment, unique in the prose.
    Heading {
        /// 1 to 6.
        level: u8,
        /// The fragment: written `{#id}`, or the slug of its words.
        fragment: String,
    },
    /// Code, with the language that its fence names.
    Code {
        /// As written; empty when none is.
        language: String,
    },
    /// One cell of a table row.
    Cell,
    /// A thematic break; its range is empty.
    Rule,
    /// HTML that the publication allows, cleaned; its range is empty.
    Html(String),
}

/// An inline mark on a range of the reading.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// What is marked; empty for what has no words of its own (an image, a break).
    pub range: Range,
    /// How it is marked.
    pub kind: MarkKind,
}

/// The kinds of inline marks.
#[derive(Clone, Debug, PartialEq)]
pub enum MarkKind {
    /// Emphasis.
    Emphasis,
    /// Strong emphasis.
    Strong,
    /// Struck out.
    Strike,
    /// Code.
    Code,
    /// A link, by its place in [`Prose::links`].
    Link(u32),
    /// An image, by its place in [`Prose::links`]; the alternative text is [`Link::label`], not part of the reading.
    Image(u32),
    /// A hard line break; its range covers the line feed.
    Break,
    /// A footnote marker, by its place in [`Prose::footnotes`]; its range is empty.
    Footnote(u32),
    /// An inline HTML element without attributes that the publication allows, by its name.
    Element(String),
}

/// A link or an image as written.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// How it was written.
    pub kind: LinkKind,
    /// Where it leads, as written: `Article 5`, `¶12`, `#iron-clad`, `../about.md#part`, `https://…`.
    pub destination: String,
    /// The title of a Markdown link; empty when it has none.
    pub title: String,
    /// The alternative text of an image; of a wiki link the words after `|`, if any. Empty otherwise.
    pub label: String,
    /// The shown words in the reading; empty for an image.
    pub range: Range,
    /// The whole link in the source.
    pub span: Span,
}

/// How a link was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// `[words](destination)`, also by reference or as `<https://…>`.
    Markdown,
    /// `[[destination]]` or `[[destination|words]]`.
    Wiki,
    /// `![alternative](destination)`.
    Image,
}

/// A footnote of the prose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Footnote {
    /// Its label as written.
    pub label: String,
    /// How many markers lead to it.
    pub markers: u32,
}

impl Prose {
    /// Returns the leaves in order.
    pub fn leaves(&self) -> impl Iterator<Item = &Leaf> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Leaf(leaf) => Some(leaf),
            _ => None,
        })
    }

    /// Tells whether it has no words and shows nothing.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// Returns where a range of the reading stands in the source file: from its first character to its last.
    pub fn span(&self, file: FileId, range: Range) -> Span {
        let start = self.source_at(range.start);
        let end = if range.is_empty() { start } else { self.source_end(range.end) };
        Span { file, start, end: end.max(start) }
    }

    /// Tells whether a range stands in the source byte for byte, with nothing removed or changed inside it.
    pub fn is_verbatim(&self, range: Range) -> bool {
        let first = self.run_at(range.start);
        let last = self.run_at(range.end.saturating_sub(1));
        let shift = |run: &Run| i64::from(run.source) - i64::from(run.reading);
        let Some(start) = self.runs.get(first).map(shift) else { return false };
        (first..=last).all(|at| {
            self.runs.get(at).is_some_and(|run| {
                let end = self.runs.get(at + 1).map_or(self.reading.len() as u64, |next| u64::from(next.reading));
                let len = end - u64::from(run.reading);
                shift(run) == start && (u64::from(run.len) == len || u64::from(run.len) + 2 == len)
            })
        })
    }

    fn run_at(&self, reading: u32) -> usize {
        self.runs.partition_point(|run| run.reading <= reading).saturating_sub(1)
    }

    fn source_at(&self, reading: u32) -> u32 {
        self.runs.get(self.run_at(reading)).map_or(0, |run| {
            let into = reading.saturating_sub(run.reading);
            if self.is_linear(run) { run.source + into.min(run.len) } else { run.source }
        })
    }

    fn source_end(&self, reading: u32) -> u32 {
        self.runs.get(self.run_at(reading - 1)).map_or(0, |run| {
            let into = reading.saturating_sub(run.reading);
            if self.is_linear(run) { run.source + into.min(run.len) } else { run.source + run.len }
        })
    }

    /// A run is linear unless the parser gave it a length that is not that of its reading; the separator of blocks
    /// after its last character does not count.
    fn is_linear(&self, run: &Run) -> bool {
        let next = self.runs.partition_point(|held| held.reading <= run.reading);
        let end = self.runs.get(next).map_or(self.reading.len(), |held| held.reading as usize);
        let len = end - run.reading as usize;
        len == run.len as usize || len == run.len as usize + 2
    }
}
