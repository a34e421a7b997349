//! The walk over the blocks of a prose: paragraphs, lists, quotations, tables, code, footnotes.
//!
//! In: flat blocks and the ink that writes their words. Out: HTML, whole or cut into rows. In a text every paragraph
//! carries its fragment and its number; a block that holds several stands in one row, with `div.flow` around it.

mod fold;
mod outline;

use self::outline::Outline;
use super::code;
use super::sweep::Ink;
use super::tag;
use super::{InLayer, Row, Rows, Setting};
use crate::edition::{Align, Block, Container, Leaf, LeafKind, NoteId, Numbering, Paragraph, Place, paths};
use crate::render::escape;
use crate::source::Range;

/// A walk over the blocks of one prose.
pub(super) struct Walk<'a> {
    ink: Ink<'a>,
    setting: Setting<'a>,
    blocks: &'a [Block],
    containers: Vec<&'a Container>,
    paragraphs: &'a [Paragraph],
    /// The place of the first paragraph that may still come.
    next_paragraph: usize,
    numbered: bool,
    headings: Outline,
    /// The cell of the row that comes next.
    column: usize,
    /// How many tables there were.
    tables: u32,
    /// What is open of the table and of the list of footnotes.
    body: Opened,
    footnotes: Opened,
    rows: Vec<Row>,
    /// The row that is being written.
    row: Option<Row>,
    flow: Opened,
}

/// Whether an element is open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Opened {
    No,
    Yes,
}

impl<'a> Walk<'a> {
    /// Prepares a walk, with the passages of these notes marked.
    pub(super) fn new(setting: Setting<'a>, notes: &[NoteId]) -> Self {
        let edition = setting.edition;
        let text = edition.text(setting.place);
        let ink = Ink::new(setting, edition, notes);
        Self {
            blocks: &ink.prose.blocks,
            ink,
            setting,
            containers: Vec::new(),
            paragraphs: text.map_or(&[], |text| &text.paragraphs),
            next_paragraph: 0,
            numbered: text.is_some_and(|text| text.meta.numbering != Numbering::None),
            headings: Outline::default(),
            column: 0,
            tables: 0,
            body: Opened::No,
            footnotes: Opened::No,
            rows: Vec::new(),
            row: None,
            flow: Opened::No,
        }
    }

    /// Tells of every note, by number, which layer it stands in.
    pub(super) fn with_layers(mut self, layers: &'a [InLayer<'a>]) -> Self {
        self.ink.layers = layers;
        self
    }

    /// Writes everything.
    pub(super) fn html(mut self) -> String {
        for (at, block) in self.blocks.iter().enumerate() {
            self.block(at, block);
        }
        self.end_footnotes();
        self.ink.out
    }

    /// Writes everything, or what shares words with a range, cut into rows.
    pub(super) fn rows(mut self, within: Option<Range>) -> Rows {
        let mut at = 0;
        while let Some(first) = self.blocks.get(at) {
            let end = outermost_end(self.blocks, at);
            let group = self.blocks.get(at..end).unwrap_or_default();
            let range = extent(group);
            if within.is_none_or(|within| range.is_some_and(|range| range.overlaps(within))) {
                if within.is_some() && self.rows.is_empty() {
                    self.ink.skip(range.unwrap_or_default().start);
                }
                self.row(first, range.unwrap_or_default());
                for (place, block) in group.iter().enumerate() {
                    self.block(at + place, block);
                }
            } else {
                let tables = group.iter().filter(|block| matches!(block, Block::Open(Container::Table(_)))).count();
                self.tables += u32::try_from(tables).unwrap_or_default();
            }
            at = end;
        }
        self.end_row();
        let unwritten = std::iter::from_fn(|| self.ink.covers.due(u32::MAX)).filter(|mark| mark.passage == 0);
        if within.is_none()
            && let Some(last) = self.rows.last_mut()
        {
            last.notes.extend(unwritten.map(|mark| (mark.note, mark.at)));
        }
        Rows { html: self.ink.out, rows: self.rows }
    }

    /// Begins a row, unless it is the next of several footnotes: they share the last one.
    fn row(&mut self, first: &Block, range: Range) {
        let footnote = matches!(first, Block::Open(Container::Footnote(_)));
        if footnote && self.footnotes == Opened::Yes {
            if let Some(row) = &mut self.row {
                row.range.end = row.range.end.max(range.end);
            }
            return;
        }
        self.end_row();
        let start = self.ink.out.len();
        self.row = Some(Row { html: start..start, range, notes: Vec::new() });
        let alone = match first {
            Block::Leaf(leaf) => matches!(leaf.kind, LeafKind::Paragraph | LeafKind::Heading { .. }),
            _ => false,
        };
        if !alone && self.setting.is_text() {
            self.ink.out.push_str("<div class=\"flow\">\n");
            self.flow = Opened::Yes;
        }
    }

    fn end_row(&mut self) {
        self.end_footnotes();
        if self.flow == Opened::Yes {
            self.ink.out.push_str("</div>\n");
            self.flow = Opened::No;
        }
        if let Some(mut row) = self.row.take() {
            row.html.end = self.ink.out.len();
            row.notes = std::mem::take(&mut self.ink.marked);
            row.notes.sort_unstable();
            self.rows.push(row);
        }
    }

    fn end_footnotes(&mut self) {
        if self.footnotes == Opened::Yes {
            self.ink.out.push_str("</ol>\n");
            self.footnotes = Opened::No;
        }
    }

    fn block(&mut self, at: usize, block: &'a Block) {
        match block {
            Block::Open(container) => {
                self.open(container);
                self.containers.push(container);
            }
            Block::Close => {
                if let Some(container) = self.containers.pop() {
                    self.close(container);
                }
            }
            Block::Leaf(leaf) => self.leaf(at, leaf),
        }
    }

    fn open(&mut self, container: &Container) {
        let out = &mut self.ink.out;
        match container {
            Container::Quote => out.push_str("<blockquote>\n"),
            Container::List(None) => out.push_str("<ul>\n"),
            Container::List(Some(1)) => out.push_str("<ol>\n"),
            Container::List(Some(first)) => {
                out.push_str("<ol start=\"");
                out.push_str(&first.to_string());
                out.push_str("\">\n");
            }
            Container::Item(None) => out.push_str("<li>"),
            Container::Item(Some(true)) => out.push_str("<li class=\"task\"><span class=\"box\">☑</span> "),
            Container::Item(Some(false)) => out.push_str("<li class=\"task\"><span class=\"box\">☐</span> "),
            Container::Table(_) => self.open_table(),
            Container::TableHead => {
                self.column = 0;
                out.push_str("<thead>\n<tr>");
            }
            Container::TableRow => {
                self.column = 0;
                if self.body == Opened::No {
                    out.push_str("<tbody>\n");
                    self.body = Opened::Yes;
                }
                out.push_str("<tr>");
            }
            Container::Footnote(footnote) => self.open_footnote(*footnote),
        }
    }

    /// A wide table scrolls by itself, and so must be reached by keyboard and have a name of its own.
    fn open_table(&mut self) {
        self.tables += 1;
        self.body = Opened::No;
        let text = self.setting.is_text();
        let out = &mut self.ink.out;
        out.push_str("<section class=\"scroll\" tabindex=\"0\"");
        if text {
            out.extend([" id=\"", &paths::table_fragment(self.tables), "\""]);
        }
        out.push_str(" aria-label=\"");
        let (words, tables) = (self.setting.words, self.tables);
        if let Place::Note(id) = self.setting.place
            && let Some(note) = self.setting.edition.notes.get(id.0 as usize)
        {
            let first = self.setting.edition.notes_of.get(note.text.0 as usize).map_or(0, |stretch| stretch.start);
            let note = id.0.saturating_sub(first) + 1;
            escape::phrase(out, &words.table_of_note, |out, name| {
                tag::number(out, if name == "note" { note } else { tables });
            });
        } else {
            escape::phrase(out, &words.table, |out, _| tag::number(out, tables));
        }
        out.push_str("\">\n<table>\n");
    }

    fn open_footnote(&mut self, footnote: u32) {
        if self.footnotes == Opened::No {
            self.ink.out.push_str("<ol class=\"fns\">\n");
            self.footnotes = Opened::Yes;
        }
        let out = &mut self.ink.out;
        out.push_str("<li id=\"");
        escape::attribute(out, &self.ink.prefix);
        escape::attribute(out, &paths::footnote_fragment(footnote + 1));
        out.push_str("\" value=\"");
        tag::number(out, footnote + 1);
        out.push_str("\">");
    }

    fn close(&mut self, container: &Container) {
        let out = &mut self.ink.out;
        match container {
            Container::Quote => out.push_str("</blockquote>\n"),
            Container::List(None) => out.push_str("</ul>\n"),
            Container::List(Some(_)) => out.push_str("</ol>\n"),
            Container::Item(_) => out.push_str("</li>\n"),
            Container::Table(_) if self.body == Opened::Yes => {
                self.body = Opened::No;
                out.push_str("</tbody>\n</table>\n</section>\n");
            }
            Container::Table(_) => out.push_str("</table>\n</section>\n"),
            Container::TableHead => out.push_str("</tr>\n</thead>\n"),
            Container::TableRow => out.push_str("</tr>\n"),
            Container::Footnote(footnote) => {
                let markers = self.ink.markers.get(*footnote as usize).copied().unwrap_or_default();
                tag::backs(out, self.setting.words, &self.ink.prefix, (footnote + 1, markers));
                out.push_str("</li>\n");
            }
        }
    }

    fn leaf(&mut self, at: usize, leaf: &'a Leaf) {
        match &leaf.kind {
            LeafKind::Paragraph | LeafKind::Plain => self.paragraph(at, leaf),
            LeafKind::Heading { level, fragment } => self.heading(leaf, *level, fragment),
            LeafKind::Code { language } => self.code(leaf, language),
            LeafKind::Cell => self.cell(leaf),
            LeafKind::Rule => self.ink.out.push_str("<hr>\n"),
            LeafKind::Html(html) => {
                self.ink.out.push_str(html);
                self.ink.out.push('\n');
            }
        }
    }

    fn paragraph(&mut self, at: usize, leaf: &'a Leaf) {
        while self.paragraphs.get(self.next_paragraph).is_some_and(|held| (held.block as usize) < at) {
            self.next_paragraph += 1;
        }
        let held = self.paragraphs.get(self.next_paragraph).filter(|held| held.block as usize == at);
        if let Some(held) = held {
            if let Some(number) = held.number.filter(|_| self.numbered) {
                tag::paragraph(&mut self.ink.out, self.setting.words, &self.ink.home, (&held.fragment, number));
            }
            self.ink.out.push_str("<p id=\"");
            escape::attribute(&mut self.ink.out, &held.fragment);
            self.ink.out.push_str("\">");
            self.ink.sentences = (&held.sentences, &held.fragment, 1);
        } else if leaf.kind == LeafKind::Plain {
            return self.ink.leaf(leaf);
        } else {
            self.ink.out.push_str("<p>");
        }
        self.ink.leaf(leaf);
        self.ink.out.push_str("</p>\n");
    }

    fn heading(&mut self, leaf: &Leaf, level: u8, fragment: &str) {
        let note = matches!(self.setting.place, Place::Note(_));
        let rank = self.headings.rank(level);
        let out = &mut self.ink.out;
        if note {
            out.push_str("<p class=\"h\" id=\"");
        } else {
            out.push_str("<h");
            tag::number(out, u32::from(rank));
            out.push_str(" id=\"");
        }
        escape::attribute(out, &self.ink.prefix);
        escape::attribute(out, fragment);
        out.push_str("\">");
        self.ink.leaf(leaf);
        if note {
            self.ink.out.push_str("</p>\n");
        } else {
            self.ink.out.push_str("</h");
            tag::number(&mut self.ink.out, u32::from(rank));
            self.ink.out.push_str(">\n");
        }
    }

    /// Code that notes are on is not coloured: its highlights are theirs.
    fn code(&mut self, leaf: &Leaf, language: &str) {
        let class = code::class(language);
        self.ink.out.push_str("<pre tabindex=\"0\"><code");
        if !class.is_empty() {
            self.ink.out.push_str(" class=\"language-");
            escape::attribute(&mut self.ink.out, class);
            self.ink.out.push('"');
        }
        self.ink.out.push('>');
        self.ink.covers.advance(leaf.range.start);
        let free = self.ink.covers.numbers().is_empty() && self.ink.covers.next_change() >= leaf.range.end;
        if free {
            code::highlight(&mut self.ink.out, leaf.range.of(&self.ink.prose.reading), language);
            self.ink.out.push_str("</code></pre>\n");
        } else {
            self.ink.verbatim(leaf, "</code></pre>\n");
        }
    }

    fn cell(&mut self, leaf: &Leaf) {
        let align = self.containers.iter().rev().find_map(|container| match container {
            Container::Table(columns) => Some(columns.get(self.column).copied().unwrap_or(Align::None)),
            _ => None,
        });
        self.column += 1;
        let head = matches!(self.containers.last(), Some(Container::TableHead)) && !leaf.range.is_empty();
        let class = match align.unwrap_or(Align::None) {
            Align::None => "",
            Align::Left => " class=\"left\"",
            Align::Center => " class=\"center\"",
            Align::Right => " class=\"right\"",
        };
        self.ink.out.push_str(if head { "<th scope=\"col\"" } else { "<td" });
        self.ink.out.push_str(class);
        self.ink.out.push('>');
        self.ink.leaf(leaf);
        self.ink.out.push_str(if head { "</th>" } else { "</td>" });
    }
}

/// Returns one past the last block of the outermost block that begins at a place.
fn outermost_end(blocks: &[Block], start: usize) -> usize {
    let mut depth = 0_usize;
    for (at, block) in blocks.iter().enumerate().skip(start) {
        match block {
            Block::Open(_) => depth += 1,
            Block::Close => depth = depth.saturating_sub(1),
            Block::Leaf(_) => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    blocks.len()
}

/// Returns the words of blocks, from the first to the last.
fn extent(blocks: &[Block]) -> Option<Range> {
    let mut leaves = blocks.iter().filter_map(|block| match block {
        Block::Leaf(leaf) => Some(leaf.range),
        _ => None,
    });
    let first = leaves.next()?;
    let last = leaves.next_back().unwrap_or(first);
    Some(Range { start: first.start, end: last.end })
}
