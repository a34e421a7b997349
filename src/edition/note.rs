//! Notes: what they are about as written, and where that stands once it is found.

use super::{Authors, Date, Prose, TextId};
use crate::source::{FileId, Range, Span};

/// A note on a text. `P` is how it is placed: selectors as written, later a [`Placement`].
#[derive(Clone, Debug)]
pub struct Note<P> {
    /// Its id, unique in its text.
    pub id: String,
    /// The text it is on.
    pub text: TextId,
    /// The file it stands in.
    pub file: FileId,
    /// Where it begins: its heading, or its first words.
    pub span: Span,
    /// The same as people say it.
    pub origin: Origin,
    /// Its title (inline marks kept); `None` when it has none.
    pub title: Option<Prose>,
    /// Its layer's id.
    pub layer: Option<String>,
    /// Its authors.
    pub authors: Authors,
    /// Its day.
    pub date: Option<Date>,
    /// Its tags, each once.
    pub tags: Vec<String>,
    /// What it is about.
    pub place: P,
    /// What it says.
    pub body: Prose,
}

/// Where something is written, as people say it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The path of its file from the publication's root.
    pub path: String,
    /// The line that it begins on, from 1.
    pub line: usize,
}

/// One passage that a note is about, as written.
#[derive(Clone, Debug, PartialEq)]
pub struct Selector {
    /// The passage.
    pub passage: Passage,
    /// What the author said to tell equal passages apart.
    pub constraint: Constraint,
    /// Where it is written (the block quote).
    pub span: Span,
}

/// How a passage is named.
#[derive(Clone, Debug, PartialEq)]
pub enum Passage {
    /// By its words.
    Quote(Lemma),
    /// Whole paragraphs, `¶12` or `¶12–14`: first and last number.
    Paragraphs(u32, u32),
    /// A sentence, `¶12.3`: the paragraph's number and the sentence's, from 1.
    Sentence(u32, u32),
}

impl Passage {
    /// Returns the number by which it is named; nothing of one that is named by its words.
    pub fn number(&self) -> Option<String> {
        match self {
            Self::Quote(_) => None,
            Self::Paragraphs(first, last) if first == last => Some(format!("¶{first}")),
            Self::Paragraphs(first, last) => Some(format!("¶{first}–{last}")),
            Self::Sentence(paragraph, number) => Some(format!("¶{paragraph}.{number}")),
        }
    }
}

/// The quoted words that a note is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lemma {
    /// The words, read as prose is (blocks joined by a blank line).
    pub words: String,
    /// The bold words: only they are annotated. Empty when all are. Ranges of `words`, in order.
    pub focus: Vec<Range>,
}

/// What tells equal passages apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Constraint {
    /// Look in the paragraph with this number only.
    pub paragraph: Option<u32>,
    /// The how-manieth match, from 1; counted in that paragraph when one is given.
    pub nth: Option<u32>,
}

/// How well a lemma fits the words of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// To the letter, also in the source.
    Exact,
    /// Alike but for typography, case, marks, or words left out by an ellipsis.
    Normalised,
    /// Nearly: the difference is reported.
    Fuzzy,
}

/// A place that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Anchor {
    /// What is annotated: the passage, or the focus in it. In order, none empty, none overlapping.
    pub ranges: Vec<Range>,
    /// How well it fits.
    pub verdict: Verdict,
    /// How sure, 0 to 1; 1 unless the verdict is fuzzy.
    pub confidence: f32,
}

/// A place that was considered.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The words in the reading.
    pub range: Range,
    /// How well they fit, 0 to 1.
    pub confidence: f32,
}

/// Why a note has no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrphanReason {
    /// Several places fit equally well.
    Ambiguous,
    /// No place fits.
    NotFound,
}

/// A selector for which no single place was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Orphan {
    /// The selector.
    pub selector: Selector,
    /// Why.
    pub reason: OrphanReason,
    /// The places that fit equally well, or the nearest one.
    pub candidates: Vec<Candidate>,
}

/// Where a note stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Placement {
    /// It has no lemma: it is about the whole text.
    Whole,
    /// All its passages were found, in the order in which the note quotes them.
    Anchored(Vec<Anchor>),
    /// At least one passage was not; those that were stand in `found`.
    Unplaced {
        /// What was found.
        found: Vec<Anchor>,
        /// What was not.
        orphans: Vec<Orphan>,
    },
}

impl Placement {
    /// Returns every annotated range, in the order of the quotes; of an unplaced note, none.
    pub fn ranges(&self) -> impl Iterator<Item = Range> {
        let anchors = match self {
            Self::Anchored(anchors) => anchors.as_slice(),
            Self::Whole | Self::Unplaced { .. } => &[],
        };
        anchors.iter().flat_map(|anchor| anchor.ranges.iter().copied())
    }

    /// Returns where the note begins in the text: the start of its first range.
    pub fn start(&self) -> Option<u32> {
        self.ranges().map(|range| range.start).min()
    }
}

/// Returns which of its passages, counted from 0 as the note quotes them, a note stands beside: the one that ends first in the
/// text. The others have a reference of their own.
pub fn beside(passages: &[Anchor]) -> Option<usize> {
    let end = |(at, anchor): (usize, &Anchor)| Some((anchor.ranges.iter().map(|range| range.end).max()?, at));
    passages.iter().enumerate().filter_map(end).min().map(|(_, at)| at)
}

impl<P> Note<P> {
    /// Returns the title's words, or nothing.
    pub fn title_words(&self) -> &str {
        self.title.as_ref().map_or("", |title| title.reading.as_str())
    }

    /// Makes the same note with another kind of place.
    pub fn placed<Q>(self, place: impl FnOnce(P) -> Q) -> Note<Q> {
        let Self { id, text, file, span, origin, title, layer, authors, date, tags, place: old, body } = self;
        Note { id, text, file, span, origin, title, layer, authors, date, tags, place: place(old), body }
    }
}
