//! The sweep over one leaf: marks, notes, terms, links and sentences, written in one pass.
//!
//! In: a leaf and what stands over its words. Out: its HTML, appended to one string. Elements nest because the marks of
//! Markdown do; a term joins them only where it nests too. A highlight is opened when words are written and closed before
//! any tag, so it never crosses one; a term whose words all have the same notes stands inside its highlight. Links,
//! terms and images are written in [`super::link`].

use super::cover::{Covers, Mark};
use super::{InLayer, Setting, tag};
use crate::edition::{Edition, Leaf, MarkKind, NoteId, Occurrence, Prose, Reference};
use crate::render::escape;
use crate::source::Range;

/// How many notes a highlight names at most: where more overlap, naming all would take a page as long as the square of
/// their number. Their references stand in the text all the same.
const MOST_NAMED: usize = 20;

/// What writes the words of leaves, and remembers where it stands.
pub(super) struct Ink<'a> {
    /// What is written so far.
    pub(super) out: String,
    /// Notes whose reference was written since this was last taken, with its place.
    pub(super) marked: Vec<(NoteId, u32)>,
    /// How many markers of each footnote were written.
    pub(super) markers: Vec<u32>,
    /// The notes over the words.
    pub(super) covers: Covers,
    /// The layers of all notes, by number; empty where nothing is switched by them.
    pub(super) layers: &'a [InLayer<'a>],
    pub(super) setting: Option<Setting<'a>>,
    pub(super) prose: &'a Prose,
    /// What stands before the fragments of footnotes.
    pub(super) prefix: String,
    /// The address of the page that the place is at home on; empty on that page.
    pub(super) home: String,
    /// The sentences still to come in this leaf, the fragment of their paragraph, and the number of the next.
    pub(super) sentences: (&'a [Range], &'a str, u32),
    pub(super) references: &'a [Reference],
    uses: &'a [Occurrence],
    /// The mark and the use that come next.
    pub(super) next_mark: usize,
    next_use: usize,
    /// The elements that are open, the outermost first.
    pub(super) open: Vec<Open<'a>>,
    /// Whether a highlight is open.
    pub(super) lit: bool,
    /// Up to here words are not shown: a link's label stands for them.
    pub(super) mute: u32,
    /// Footnotes whose marker waits for the end of a link.
    held: Vec<u32>,
    /// Whether references wait until the leaf is closed.
    verbatim: bool,
    /// Where the last reference was written.
    after_mark: usize,
}

/// An element that is open.
pub(super) struct Open<'a> {
    /// Where it ends.
    pub(super) end: u32,
    /// How it ends.
    pub(super) close: Close<'a>,
    /// Whether no link may stand in it.
    pub(super) shut: bool,
    /// Whether it stands inside the highlight.
    pub(super) within: bool,
}

/// How an element ends.
pub(super) enum Close<'a> {
    /// With a tag.
    Tag(&'static str),
    /// With the tag of an element of this name.
    Named(&'a str),
}

impl<'a> Ink<'a> {
    /// Starts on a prose that stands in the edition, with notes over it.
    pub(super) fn new(setting: Setting<'a>, edition: &'a Edition, notes: &[NoteId]) -> Self {
        let prose = edition.prose(setting.place);
        let mut ink = Self::bare(prose);
        ink.out.reserve(prose.reading.len() * 2);
        ink.covers = Covers::new(edition, setting.place, notes);
        ink.references = edition.references_in(setting.place);
        ink.uses = edition.glossary.in_place(setting.place);
        ink.prefix = setting.prefix();
        ink.home = setting.home();
        ink.markers = vec![0; prose.footnotes.len()];
        ink.setting = Some(setting);
        ink
    }

    /// Starts on a prose that stands by itself: marks only.
    pub(super) fn bare(prose: &'a Prose) -> Self {
        Self {
            out: String::new(),
            marked: Vec::new(),
            markers: Vec::new(),
            covers: Covers::default(),
            layers: &[],
            setting: None,
            prose,
            prefix: String::new(),
            home: String::new(),
            sentences: (&[], "", 1),
            references: &[],
            uses: &[],
            next_mark: 0,
            next_use: 0,
            open: Vec::new(),
            lit: false,
            mute: 0,
            held: Vec::new(),
            verbatim: false,
            after_mark: usize::MAX,
        }
    }

    /// Goes on at an offset, without writing what stands before it.
    pub(super) fn skip(&mut self, at: u32) {
        self.next_mark = self.prose.marks.partition_point(|mark| mark.range.start < at);
        self.next_use = self.uses.partition_point(|found| found.range.start < at);
        self.covers.skip(at);
    }

    /// Writes the words of a leaf.
    pub(super) fn leaf(&mut self, leaf: &Leaf) {
        let end = leaf.range.end;
        let mut at = leaf.range.start;
        loop {
            self.close(at);
            if self.covers.advance(at) {
                self.unlight();
            }
            if !self.verbatim {
                self.refer(at, end);
            }
            self.open(at, leaf);
            if at >= end {
                break;
            }
            let next = self.next_cut(at, end);
            self.words(at, next);
            at = next;
        }
        self.unlight();
        self.sentences.0 = &[];
    }

    /// Writes the words of a leaf in which no link may stand; its references follow at once.
    pub(super) fn verbatim(&mut self, leaf: &Leaf, close: &str) {
        self.verbatim = true;
        self.leaf(leaf);
        self.verbatim = false;
        self.out.push_str(close);
        self.refer(leaf.range.end, leaf.range.end);
    }

    /// Returns the first offset after `at` at which something begins or ends.
    fn next_cut(&self, at: u32, end: u32) -> u32 {
        let mark = self.prose.marks.get(self.next_mark).map_or(end, |mark| mark.range.start);
        let used = self.uses.get(self.next_use).map_or(end, |found| found.range.start);
        let sentence = self.sentences.0.first().map_or(end, |sentence| sentence.start);
        let open = self.open.last().map_or(end, |open| open.end);
        let reference = if self.verbatim { end } else { self.covers.next_mark() };
        let all = [mark, used, sentence, open, reference, self.covers.next_change(), end];
        all.into_iter().filter(|&cut| cut > at).min().unwrap_or(end).min(end)
    }

    fn words(&mut self, from: u32, to: u32) {
        if from < self.mute {
            return;
        }
        self.light();
        escape::text(&mut self.out, Range { start: from, end: to }.of(&self.prose.reading));
    }

    /// Begins a highlight, where notes cover what follows.
    pub(super) fn light(&mut self) {
        let numbers = self.covers.numbers();
        if self.lit || numbers.is_empty() {
            return;
        }
        self.out.push_str("<span class=\"m\" data-n=\"");
        for (at, &number) in numbers.iter().take(MOST_NAMED).enumerate() {
            if at > 0 {
                self.out.push(' ');
            }
            tag::number(&mut self.out, number);
        }
        if !self.layers.is_empty() {
            self.out.push_str("\" data-l=\"");
            // A digit for each layer, once: eight switches and what no switch hides.
            let named = numbers.iter().take(MOST_NAMED).map(|&number| self.layer(number).digit);
            let mut digits: Vec<usize> = named.chain((numbers.len() > MOST_NAMED).then_some(0)).collect();
            digits.sort_unstable();
            digits.dedup();
            for digit in digits {
                tag::number(&mut self.out, u32::try_from(digit).unwrap_or_default());
            }
        }
        self.out.push_str("\">");
        self.lit = true;
    }

    fn layer(&self, number: u32) -> InLayer<'a> {
        self.layers.get((number as usize).saturating_sub(1)).copied().unwrap_or_default()
    }

    pub(super) fn unlight(&mut self) {
        if self.lit {
            self.out.push_str("</span>");
            self.lit = false;
        }
    }

    fn close(&mut self, at: u32) {
        while let Some(open) = self.open.pop_if(|open| open.end <= at) {
            if !open.within {
                self.unlight();
            }
            match open.close {
                Close::Tag(tag) => self.out.push_str(tag),
                Close::Named(name) => tag::close(&mut self.out, name),
            }
            if open.shut && !self.is_shut() {
                for footnote in std::mem::take(&mut self.held) {
                    self.unlight();
                    self.marker(footnote);
                }
            }
        }
    }

    /// Writes the references that stand at an offset; inside a link or code they wait for its end.
    fn refer(&mut self, at: u32, end: u32) {
        while let Some(mark) = self.covers.due(at) {
            if let Some(shut) = self.open.iter().find(|open| open.shut).map(|open| open.end) {
                let until = super::cover::after_punctuation(&self.prose.reading, shut).min(end.max(shut));
                self.covers.postpone(mark, until);
                continue;
            }
            self.unlight();
            if self.after_mark == self.out.len() {
                self.out.push('\u{2009}');
            }
            self.reference(mark);
            self.after_mark = self.out.len();
        }
    }

    fn reference(&mut self, mark: Mark) {
        let Some(setting) = self.setting else { return };
        if let Some(note) = setting.edition.notes.get(mark.note.0 as usize) {
            let layer = self.layer(mark.number);
            tag::reference(&mut self.out, setting.words, (&note.id, layer), (mark.number, mark.passage));
        }
        if mark.passage == 0 {
            self.marked.push((mark.note, mark.at));
        }
    }

    fn marker(&mut self, footnote: u32) {
        let Some(setting) = self.setting else { return };
        if let Some(count) = self.markers.get_mut(footnote as usize) {
            *count += 1;
            let times = *count;
            tag::footnote(&mut self.out, setting.words, (&self.prefix, &self.home), (footnote + 1, times));
        }
    }

    /// Begins what begins at an offset: the outer before the inner.
    fn open(&mut self, at: u32, leaf: &Leaf) {
        while let Some((first, rest)) = self.sentences.0.split_first().filter(|(first, _)| first.start <= at) {
            if first.start < leaf.range.end {
                tag::sentence(&mut self.out, self.sentences.1, self.sentences.2);
            }
            self.sentences = (rest, self.sentences.1, self.sentences.2 + 1);
        }
        let prose = self.prose;
        loop {
            let mark = prose.marks.get(self.next_mark).filter(|mark| mark.range.start <= at);
            let empty = |mark: &crate::edition::Mark| mark.range.is_empty() && self.stands_in(&mark.kind, leaf);
            let mark = mark.filter(|mark| at < leaf.range.end || empty(mark));
            let used = self.uses.get(self.next_use).filter(|used| used.range.start <= at && at < leaf.range.end);
            match (mark, used) {
                (Some(mark), used)
                    if used.is_none_or(|used| mark.range.end > used.range.end || mark.range.is_empty()) =>
                {
                    self.next_mark += 1;
                    if mark.range.start == at && at >= self.mute {
                        self.begin(&mark.kind, mark.range, leaf);
                    }
                }
                (_, Some(used)) => {
                    self.next_use += 1;
                    if used.linked && used.range.start == at && at >= self.mute {
                        self.term(used);
                    }
                }
                _ => break,
            }
        }
    }

    /// What has no words at the end of a leaf may belong to the next one, when that has no words either.
    fn stands_in(&self, kind: &MarkKind, leaf: &Leaf) -> bool {
        let (MarkKind::Image(link) | MarkKind::Link(link)) = kind else { return true };
        self.prose.links.get(*link as usize).is_none_or(|link| {
            let known = leaf.span.start < leaf.span.end;
            !known || (leaf.span.start <= link.span.start && link.span.start < leaf.span.end)
        })
    }

    fn begin(&mut self, kind: &'a MarkKind, range: Range, leaf: &Leaf) {
        let element = match kind {
            MarkKind::Image(link) => return self.image(*link),
            MarkKind::Break => return self.out.push_str("<br>"),
            MarkKind::Link(link) => return self.link(*link, range, leaf),
            MarkKind::Footnote(footnote) if self.is_shut() => return self.held.push(*footnote),
            MarkKind::Footnote(footnote) => {
                self.unlight();
                return self.marker(*footnote);
            }
            MarkKind::Emphasis => ("<em>", "</em>"),
            MarkKind::Strong => ("<strong>", "</strong>"),
            MarkKind::Strike => ("<del>", "</del>"),
            MarkKind::Code => ("<code>", "</code>"),
            MarkKind::Element(name) => return self.element(name, range),
        };
        if !range.is_empty() {
            self.unlight();
            self.out.push_str(element.0);
            let shut = *kind == MarkKind::Code;
            self.enter(Open { end: range.end, close: Close::Tag(element.1), shut, within: false });
        }
    }

    fn element(&mut self, name: &'a str, range: Range) {
        self.unlight();
        tag::open(&mut self.out, name);
        if matches!(name, "br" | "wbr") || !tag::is_name(name) {
            return;
        }
        if range.is_empty() {
            tag::close(&mut self.out, name);
        } else {
            self.enter(Open { end: range.end, close: Close::Named(name), shut: false, within: false });
        }
    }

    /// An element ends with the one that it stands in, at the latest.
    pub(super) fn enter(&mut self, open: Open<'a>) {
        let end = self.open.last().map_or(open.end, |outer| open.end.min(outer.end));
        self.open.push(Open { end, ..open });
    }

    pub(super) fn is_shut(&self) -> bool {
        self.open.iter().any(|open| open.shut)
    }
}
