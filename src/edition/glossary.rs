//! Terms, and the uses of them that were found.

use super::{Place, Prose, TermId};
use crate::source::{FileId, Range, Span};

/// A term of the glossary.
#[derive(Clone, Debug)]
pub struct Term {
    /// Its id: the slug of its headword, unique in the glossary.
    pub id: String,
    /// The file.
    pub file: FileId,
    /// Where the headword is written.
    pub span: Span,
    /// The headword.
    pub headword: String,
    /// Other names for it, with where they are written.
    pub aliases: Vec<(String, Span)>,
    /// The definition in one or two sentences.
    pub short: Option<String>,
    /// Headwords of other terms, with where they are written.
    pub see_also: Vec<(String, Span)>,
    /// Which uses are linked.
    pub matching: Match,
    /// How letters of upper and lower case are compared.
    pub case: Case,
    /// Phrases in which the term is not meant.
    pub except: Vec<String>,
    /// Ids of texts (or folders of them) to which the term is confined; empty: everywhere.
    pub within: Vec<(String, Span)>,
    /// Whether English plurals and possessives match too.
    pub inflection: Inflection,
    /// The long explanation.
    pub body: Prose,
}

/// Whether a term matches in its inflected forms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Inflection {
    /// English plurals and possessives match.
    #[default]
    English,
    /// Only the forms that are written match.
    Exact,
}

/// Which uses of a term become links.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Match {
    /// As the publication says.
    #[default]
    Auto,
    /// Every use.
    Always,
    /// None; the uses are not even looked for.
    Never,
    /// By a policy of its own.
    Policy(LinkPolicy),
}

/// Which uses become links, from none to all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LinkPolicy {
    /// No use.
    None,
    /// The first in a text, note or page.
    FirstInText,
    /// The first in each section.
    FirstInSection,
    /// The first in each paragraph.
    #[default]
    FirstInParagraph,
    /// All.
    All,
}

/// How case is compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Case {
    /// A form with a capital matches with it; one without ignores case.
    #[default]
    Smart,
    /// As written.
    Sensitive,
    /// Any.
    Insensitive,
}

/// One use of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occurrence {
    /// Where.
    pub place: Place,
    /// The words, in the reading of that place.
    pub range: Range,
    /// Which term.
    pub term: TermId,
    /// Whether this use is a link (the link policy chose it).
    pub linked: bool,
}

/// All uses of all terms.
#[derive(Clone, Debug, Default)]
pub struct Glossary {
    /// The uses, sorted by place, then range.
    pub occurrences: Vec<Occurrence>,
    /// For each term, the places of its uses in `occurrences`, in order.
    pub by_term: Vec<Vec<u32>>,
    /// For each term, the terms that it and they name in `see-also`, both ways, each once, sorted.
    pub see_also: Vec<Vec<TermId>>,
}

impl Glossary {
    /// Returns the uses that stand in a place, in order.
    pub fn in_place(&self, place: Place) -> &[Occurrence] {
        let start = self.occurrences.partition_point(|held| held.place < place);
        let rest = self.occurrences.get(start..).unwrap_or_default();
        let len = rest.partition_point(|held| held.place == place);
        rest.get(..len).unwrap_or_default()
    }

    /// Returns the uses of a term: those in texts first, then notes, pages and definitions.
    pub fn of_term(&self, term: TermId) -> impl Iterator<Item = &Occurrence> {
        let list = self.by_term.get(term.0 as usize).map(Vec::as_slice).unwrap_or_default();
        list.iter().filter_map(|&at| self.occurrences.get(at as usize))
    }
}
