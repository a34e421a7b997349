//! Links once they are resolved, known from both ends.

use super::{NoteId, PageId, Place, TermId, TextId};
use crate::source::Range;

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// A whole text.
    Text(TextId),
    /// Paragraphs of a text, first and last, by their places in [`super::Text::paragraphs`].
    Paragraphs(TextId, u32, u32),
    /// A sentence: the paragraph's place and the sentence's place in it, from 0.
    Sentence(TextId, u32, u32),
    /// A note.
    Note(NoteId),
    /// A term.
    Term(TermId),
    /// A page.
    Page(PageId),
    /// An element of a place, by its fragment (a heading).
    Fragment(Place, String),
    /// An earlier version of a text, by its place in [`super::Text::versions`].
    Version(TextId, u32),
    /// The glossary's index.
    Glossary,
    /// A file that is copied, by its path under the content folder.
    Asset(String),
    /// An address outside: http, https, mailto or tel.
    External(String),
    /// Nowhere: it was refused or not found, and a diagnostic says so. Its words are shown without a link.
    Broken,
}

/// A link that an author wrote, resolved.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// The place it stands in.
    pub from: Place,
    /// Its place in the `links` of that place's prose.
    pub link: u32,
    /// The shown words in the reading of that place (empty for an image).
    pub range: Range,
    /// Where it leads.
    pub to: Target,
    /// Words to show instead of those written: `[[#iron-clad]]` shows the note's title, `[[statement ¶12]]` the
    /// text's short title and number. `None`: as written.
    pub label: Option<String>,
}

/// The far end of links.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backlink {
    /// What is linked to.
    pub to: Target,
    /// The references that lead there, by their places in [`super::Edition::references`], in order.
    pub from: Vec<u32>,
}
