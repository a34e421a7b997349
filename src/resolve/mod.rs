//! Anchored → Edition: every name is looked up, every word that is a term is known.
//!
//! In: texts, notes in their places, terms, pages. Out: the [`Edition`]: terms in the order of the language, uses of terms
//! (`uses`), links and their far ends (`links`), and what is wrong with names, links and paths. Never reads a file,
//! never writes a page; asks [`crate::edition::paths`] where things will stand.

mod address;
mod borders;
mod fault;
mod forms;
mod index;
mod links;
mod near;
mod outputs;
mod renew;
#[cfg(test)]
mod sample;
mod scan;
mod scope;
mod tags;
mod terms;
#[cfg(test)]
mod tests;
mod uses;
mod wiki;
mod words;

pub use renew::renew;

use crate::config::Config;
use crate::diag::{Checked, Diagnostic};
use crate::edition::{Anchored, Edition, NoteId, PageId, Place, TermId, TextId};
use crate::source::{Sources, narrow};

/// Makes the edition: sorts the glossary, finds its terms, resolves every link.
pub fn resolve(anchored: Anchored, sources: &Sources, config: &Config) -> Checked<Edition> {
    let mut found: Vec<Diagnostic> = Vec::new();
    let mut edition = assembled(anchored, &config.book.language);
    let scopes = scope::Scopes::new(&edition, &mut found);
    let names = terms::names(&edition.terms, &scopes, &mut found);
    let mut glossary = uses::find(&edition, &scopes, config);
    glossary.see_also = terms::see_also(&edition.terms, &names, &mut found);
    edition.glossary = glossary;
    let index = index::Index::new(&edition, sources, (config, &names));
    let references = links::resolve(&index, &scopes, (sources, &mut found));
    edition.backlinks = links::backlinks(&references);
    edition.references = references;
    terms::check_use(&edition, &scopes, &mut found);
    outputs::check(&edition, config, (sources, &mut found));
    found.sort_by_key(|problem| (problem.primary.span, problem.code));
    Checked { value: edition, diagnostics: found }
}

/// Everything in its order, nothing resolved yet.
fn assembled(anchored: Anchored, language: &str) -> Edition {
    let Anchored { texts, mut notes, mut terms, pages, assets } = anchored;
    terms::sort(&mut terms, language);
    tags::unify(&mut notes);
    let mut notes_of = Vec::with_capacity(texts.len());
    for id in (0..texts.len()).map(narrow).map(TextId) {
        let start = notes.partition_point(|note| note.text < id);
        let end = notes.partition_point(|note| note.text <= id);
        notes_of.push(narrow(start)..narrow(end));
    }
    Edition { texts, notes, notes_of, terms, pages, assets, ..Edition::default() }
}

/// All pieces of prose in which links are looked up, in order; earlier versions stand last.
fn linking(edition: &Edition) -> impl Iterator<Item = Place> {
    let texts = edition.texts.iter().zip((0..).map(TextId));
    let versions = texts.flat_map(|(text, id)| (0..narrow(text.versions.len())).map(move |at| Place::Version(id, at)));
    places(edition).into_iter().chain(versions)
}

/// All pieces of prose that are current, in order: what earlier versions say is no use of a term.
fn places(edition: &Edition) -> Vec<Place> {
    let texts = (0..narrow(edition.texts.len())).map(|at| Place::Text(TextId(at)));
    let notes = (0..narrow(edition.notes.len())).map(|at| Place::Note(NoteId(at)));
    let pages = (0..narrow(edition.pages.len())).map(|at| Place::Page(PageId(at)));
    let terms = (0..narrow(edition.terms.len())).map(|at| Place::Term(TermId(at)));
    texts.chain(notes).chain(pages).chain(terms).collect()
}

/// The text that a place belongs to: its own, or the one that it is a note on.
fn text_of(edition: &Edition, place: Place) -> Option<TextId> {
    match place {
        Place::Text(id) | Place::Version(id, _) => Some(id),
        Place::Note(id) => edition.notes.get(id.0 as usize).map(|note| note.text),
        Place::Page(_) | Place::Term(_) => None,
    }
}
