//! What a page says of itself to programs: cards, citation, catalogue, linked data.
//!
//! In: the site and the [`Head`] of one page. Out: elements of its head. A page is cited as what it shows: the page of a
//! text as the text, by those who issued it, with the writers of notes as contributors; the commentary, a note, a page by
//! those who wrote them, which are the publication's authors where none are named. Only what the publication says is
//! said: whether a name is a person's or a body's, for one, it does not say.

mod linked;
mod tags;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use super::Html;
use super::shell::Head;
use crate::edition::{Date, NoteId, PageId, TermId, TextId};
use crate::render::Site;

/// How much of a page stands for a description of it, in Unicode scalar values.
pub(super) const DESCRIPTION: usize = 160;

/// What a page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// The publication as a whole.
    Home,
    /// A text with its notes.
    Text(TextId),
    /// An earlier version of a text.
    Version(TextId, u32),
    /// What changed from one version of a text to the next.
    Changes(TextId),
    /// All notes on a text.
    Commentary(TextId),
    /// A note by itself.
    Note(NoteId),
    /// A page of the publication's own.
    Page(PageId),
    /// The glossary.
    Glossary,
    /// A term.
    Term(TermId),
    /// What leads to other pages: an index, a list, results of a search.
    List,
    /// Nothing that anyone should remember.
    Nothing,
}

impl About {
    /// Returns the text that a page shows, or shows notes on.
    pub(super) fn text(self, site: &Site<'_>) -> Option<TextId> {
        match self {
            Self::Text(id) | Self::Version(id, _) | Self::Changes(id) | Self::Commentary(id) => Some(id),
            Self::Note(id) => Some(site.note(id).text),
            _ => None,
        }
    }
}

/// What stands in the head of a page for programs.
pub(super) struct Written {
    /// Elements `meta` and `link`.
    pub(super) meta: Html,
    /// A `script` with linked data, or nothing.
    pub(super) linked: Html,
}

/// Writes what a page says of itself; `root` leads from it to the folder of the home page.
pub(super) fn write(site: &Site<'_>, head: &Head<'_>, root: &str) -> Written {
    if head.about == About::Nothing {
        return Written { meta: Html::default(), linked: Html::default() };
    }
    let found = Found { site, head, work: work(site, head), url: site.address(head.path) };
    Written { meta: Html::new(&tags::write(&found, root)), linked: Html::new(&linked::write(&found)) }
}

/// What is known of a page.
struct Found<'x> {
    site: &'x Site<'x>,
    head: &'x Head<'x>,
    /// The work that it shows; an index or a list shows none.
    work: Option<Work<'x>>,
    /// Its address on the web.
    url: Option<String>,
}

/// A work, as a catalogue would list it.
struct Work<'x> {
    title: &'x str,
    authors: Vec<&'x str>,
    contributors: Vec<&'x str>,
    date: Option<Date>,
    language: &'x str,
    rights: Option<&'x str>,
    source: Option<&'x str>,
}

fn work<'x>(site: &'x Site<'_>, head: &'x Head<'_>) -> Option<Work<'x>> {
    let book = &site.config.book;
    let own = Work {
        title: head.title,
        authors: names(&book.authors),
        contributors: Vec::new(),
        date: None,
        language: &book.language,
        rights: book.license.as_deref(),
        source: None,
    };
    let or_own = |authors: Vec<&'x str>| if authors.is_empty() { names(&book.authors) } else { authors };
    Some(match head.about {
        About::Home | About::Glossary | About::Term(_) => own,
        About::Text(id) | About::Version(id, _) => {
            let (meta, contributors) = match head.about {
                About::Version(_, at) => (&site.text(id).versions.get(at as usize)?.text.meta, Vec::new()),
                _ => (&site.text(id).meta, writers(site, id)),
            };
            Work {
                authors: names(&meta.authors),
                contributors,
                date: meta.date,
                language: meta.language.as_deref().unwrap_or(&book.language),
                rights: meta.rights.as_deref(),
                source: meta.source.as_deref(),
                ..own
            }
        }
        About::Commentary(id) => {
            let notes = site.edition.notes_on(id).map(|(note, _)| note);
            Work { authors: or_own(writers(site, id)), date: site.newest(notes), ..own }
        }
        About::Note(id) => {
            let note = site.note(id);
            Work { authors: or_own(names(&note.authors)), date: note.date, ..own }
        }
        About::Page(id) => {
            let page = site.edition.pages.get(id.0 as usize)?;
            Work { authors: or_own(names(&page.authors)), date: page.date, ..own }
        }
        About::Changes(_) | About::List | About::Nothing => return None,
    })
}

fn names(all: &[String]) -> Vec<&str> {
    all.iter().map(String::as_str).collect()
}

/// The authors of the notes on a text, each once, in the order of the notes.
fn writers<'x>(site: &'x Site<'_>, id: TextId) -> Vec<&'x str> {
    let mut seen = BTreeSet::new();
    let all = site.edition.notes_on(id).flat_map(|(_, note)| note.authors.iter().map(String::as_str));
    all.filter(|name| seen.insert(*name)).collect()
}
