//! The vocabulary: what a publication is made of. Data only; the stages meet here.
//!
//! [`Manuscript`] is what `parse` read, [`Edition`] is what `resolve` made of it. No page knows where it will be written.

mod glossary;
mod link;
pub mod lock;
mod meta;
mod note;
pub mod paths;
mod prose;
mod text;
mod version;

pub use glossary::{Case, Glossary, Inflection, LinkPolicy, Match, Occurrence, Term};
pub use link::{Backlink, Reference, Target};
pub use meta::{Authors, Date};
pub use note::{
    Anchor, Candidate, Constraint, Lemma, Note, Origin, Orphan, OrphanReason, Passage, Placement, Selector, Verdict,
    beside,
};
pub use prose::{Align, Block, Container, Footnote, Leaf, LeafKind, Link, LinkKind, Mark, MarkKind, Prose, Run};
pub use text::{Numbering, Paragraph, Section, Text, TextMeta};
pub use version::{Fit, History, Stretch, Trace, Version};

use crate::source::FileId;

/// Names one text by its place in [`Edition::texts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextId(pub u32);
/// Names one note by its place in [`Edition::notes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoteId(pub u32);
/// Names one term by its place in [`Edition::terms`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermId(pub u32);
/// Names one page by its place in [`Edition::pages`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageId(pub u32);

/// A piece of prose in the edition: where words, links and uses of terms stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The prose of a text.
    Text(TextId),
    /// The body of a note.
    Note(NoteId),
    /// The prose of a page.
    Page(PageId),
    /// The definition of a term.
    Term(TermId),
    /// The prose of an earlier version of a text, by its place in [`Text::versions`].
    Version(TextId, u32),
}

/// A page of the publication's own: the home page, an introduction, an imprint.
#[derive(Clone, Debug)]
pub struct Page {
    /// The path under the content folder without its ending: `about`, `essays/method`; `index` is the home page.
    pub id: String,
    /// The file.
    pub file: FileId,
    /// The title.
    pub title: String,
    /// One sentence for the head of the page.
    pub description: Option<String>,
    /// Where it stands among the pages; those without an order follow by path.
    pub order: Option<i64>,
    /// Whose page it is.
    pub authors: Authors,
    /// When it was written.
    pub date: Option<Date>,
    /// The page itself.
    pub prose: Prose,
}

/// What `parse` read: everything, nothing placed yet.
#[derive(Clone, Debug, Default)]
pub struct Manuscript {
    /// The texts, by order and id.
    pub texts: Vec<Text>,
    /// The notes, by text, file and place in the file.
    pub notes: Vec<Note<Vec<Selector>>>,
    /// The terms, by file.
    pub terms: Vec<Term>,
    /// The pages, by order and id.
    pub pages: Vec<Page>,
    /// The assets: files that are copied, by path under the content folder.
    pub assets: Vec<String>,
}

/// What `anchor` made of it: every note has its place, or stands as an orphan.
#[derive(Clone, Debug, Default)]
pub struct Anchored {
    /// As in [`Manuscript::texts`].
    pub texts: Vec<Text>,
    /// The notes in the order of their texts, and in each by their place in it.
    pub notes: Vec<Note<Placement>>,
    /// As in [`Manuscript::terms`].
    pub terms: Vec<Term>,
    /// As in [`Manuscript::pages`].
    pub pages: Vec<Page>,
    /// As in [`Manuscript::assets`].
    pub assets: Vec<String>,
}

/// The finished edition: all that a page can show, with every link known from both ends.
#[derive(Clone, Debug, Default)]
pub struct Edition {
    /// The texts, by order and id.
    pub texts: Vec<Text>,
    /// The notes: those of a text stand together, in the order of their places in it.
    pub notes: Vec<Note<Placement>>,
    /// For each text the stretch of [`Edition::notes`] that is its own.
    pub notes_of: Vec<std::ops::Range<u32>>,
    /// The terms, sorted as the publication's language sorts.
    pub terms: Vec<Term>,
    /// The pages, by order and id.
    pub pages: Vec<Page>,
    /// The assets, by path under the content folder.
    pub assets: Vec<String>,
    /// Uses of terms, and where they stand.
    pub glossary: Glossary,
    /// Written links, by the place they stand in (sorted by place, then range).
    pub references: Vec<Reference>,
    /// For each target that is linked to, the references that lead there (sorted by target).
    pub backlinks: Vec<Backlink>,
}

impl Edition {
    /// Returns the prose that stands at a place.
    pub fn prose(&self, place: Place) -> &Prose {
        match place {
            Place::Text(id) => &self.texts[id.0 as usize].prose,
            Place::Note(id) => &self.notes[id.0 as usize].body,
            Place::Page(id) => &self.pages[id.0 as usize].prose,
            Place::Term(id) => &self.terms[id.0 as usize].body,
            Place::Version(id, at) => &self.texts[id.0 as usize].versions[at as usize].text.prose,
        }
    }

    /// Returns the text that stands at a place, or an earlier version of one.
    pub fn text(&self, place: Place) -> Option<&Text> {
        match place {
            Place::Text(id) => self.texts.get(id.0 as usize),
            Place::Version(id, at) => Some(&self.texts.get(id.0 as usize)?.versions.get(at as usize)?.text),
            Place::Note(_) | Place::Page(_) | Place::Term(_) => None,
        }
    }

    /// Returns the notes of a text with their ids, in the order of their places.
    pub fn notes_on(&self, text: TextId) -> impl Iterator<Item = (NoteId, &Note<Placement>)> {
        let stretch = self.notes_of.get(text.0 as usize).cloned().unwrap_or_default();
        stretch.map(|at| (NoteId(at), &self.notes[at as usize]))
    }

    /// Returns the references that stand in a place, in order.
    pub fn references_in(&self, place: Place) -> &[Reference] {
        let start = self.references.partition_point(|found| found.from < place);
        let rest = self.references.get(start..).unwrap_or_default();
        let len = rest.partition_point(|found| found.from == place);
        rest.get(..len).unwrap_or_default()
    }

    /// Returns the references that lead to a target, in the order of the places that they stand in.
    pub fn backlinks_to(&self, target: &Target) -> impl Iterator<Item = &Reference> {
        let found = self.backlinks.binary_search_by(|held| held.to.cmp(target)).ok();
        let list = found.and_then(|at| self.backlinks.get(at)).map(|held| held.from.as_slice()).unwrap_or_default();
        list.iter().filter_map(|&at| self.references.get(at as usize))
    }

    /// Returns the references that lead to a text, to paragraphs or to sentences of it, in the order of the places
    /// that they stand in.
    pub fn citations(&self, text: TextId) -> impl Iterator<Item = &Reference> {
        let of = |to: &Target| match to {
            Target::Text(id) | Target::Paragraphs(id, ..) | Target::Sentence(id, ..) => *id == text,
            _ => false,
        };
        let firsts = [Target::Text(text), Target::Paragraphs(text, 0, 0), Target::Sentence(text, 0, 0)];
        let mut found: Vec<u32> = Vec::new();
        for first in firsts {
            let start = self.backlinks.partition_point(|held| held.to < first);
            let group =
                self.backlinks.iter().skip(start).take_while(|held| of(&held.to) && same_kind(&held.to, &first));
            found.extend(group.flat_map(|held| &held.from));
        }
        found.sort_unstable();
        found.into_iter().filter_map(|at| self.references.get(at as usize))
    }
}

fn same_kind(one: &Target, other: &Target) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
}
