//! What stands after a text: the terms that are used in it, and the places that cite it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::edition::{Backlink, Place, Reference, Target, TermId, TextId, paths};
use crate::render::Site;
use crate::render::html::line::{Line, line};
use crate::render::html::places::{Found, Locator, Places, paragraph};

/// How many places of a term are listed.
const PLACES: usize = 12;
/// How many citations are listed.
const CITATIONS: usize = 200;

/// A term that is used in a text or its notes.
#[derive(Debug, Serialize)]
pub struct TextTerm<'a> {
    /// Its id, for `g-…`.
    pub id: &'a str,
    /// Its headword.
    pub name: &'a str,
    /// The address of its page.
    pub href: String,
    /// Its definition in short.
    pub short: Option<&'a str>,
    /// Where it is used.
    pub texts: Vec<Places<'a>>,
    /// How many more places there are.
    pub more: usize,
}

/// Written links that lead to one part of a text.
#[derive(Debug, Serialize)]
pub struct CitedPart<'a> {
    /// The paragraph; `null` for the text as a whole.
    pub at: Option<Locator>,
    /// The links, in their sentences.
    pub lines: Vec<Line<'a>>,
}

/// Lists the terms that are used in a text and its notes, in the order of the glossary.
pub(super) fn terms<'a>(site: &Site<'a>, path: &str, id: TextId) -> Vec<TextTerm<'a>> {
    let mut found: BTreeMap<TermId, Found> = BTreeMap::new();
    for used in site.edition.glossary.in_place(Place::Text(id)) {
        found.entry(used.term).or_default().add_paragraph(site, (id, used.range.start));
    }
    for (note, _) in site.edition.notes_on(id) {
        for used in site.edition.glossary.in_place(Place::Note(note)) {
            found.entry(used.term).or_default().add_note(site, note);
        }
    }
    let listed = found.into_iter().filter_map(|(term, found)| {
        let held = site.edition.terms.get(term.0 as usize)?;
        let (mut texts, more) = found.first(site, path, PLACES);
        texts.iter_mut().for_each(|places| places.text = None);
        let href = paths::href(path, &paths::term_page(held, 1), None);
        Some(TextTerm { id: &held.id, name: &held.headword, href, short: held.short.as_deref(), texts, more })
    });
    listed.collect()
}

/// Lists what leads to a text or into it, by paragraph; its own links are not counted.
pub(super) fn cited<'a>(site: &Site<'a>, path: &str, id: TextId) -> Vec<CitedPart<'a>> {
    let text = site.text(id);
    let mut parts: BTreeMap<Option<usize>, Vec<&Reference>> = BTreeMap::new();
    let firsts = [
        Target::Text(id),
        Target::Paragraphs(id, 0, 0),
        Target::Sentence(id, 0, 0),
        Target::Fragment(Place::Text(id), String::new()),
    ];
    for first in firsts {
        let start = site.edition.backlinks.partition_point(|held| held.to < first);
        let rest = site.edition.backlinks.get(start..).unwrap_or_default();
        for held in rest.iter().take_while(|held| leads_to(held, id, &first)) {
            let at = match &held.to {
                Target::Paragraphs(_, at, _) | Target::Sentence(_, at, _) => Some(*at as usize),
                Target::Fragment(_, fragment) => {
                    let section = text.sections.iter().find(|section| section.fragment == *fragment);
                    section.map(|section| section.first as usize)
                }
                _ => None,
            };
            let references = held.from.iter().filter_map(|&at| site.edition.references.get(at as usize));
            parts.entry(at).or_default().extend(references.filter(|reference| reference.from != Place::Text(id)));
        }
    }
    let mut room = CITATIONS;
    let mut cited = Vec::new();
    for (at, mut references) in parts {
        references.sort_by_key(|reference| (reference.from, reference.range));
        references.truncate(room);
        room -= references.len();
        let start = at.and_then(|at| text.paragraphs.get(at)).map(|held| held.range.start);
        let show = |reference: &&Reference| line(site, path, (reference.from, reference.range));
        if !references.is_empty() {
            let at = start.map(|start| paragraph(site, path, (id, start)));
            cited.push(CitedPart { at, lines: references.iter().map(show).collect() });
        }
    }
    cited
}

/// Tells whether a backlink is of the same kind as the first one, and of the same text.
fn leads_to(held: &Backlink, id: TextId, first: &Target) -> bool {
    match &held.to {
        Target::Text(text) | Target::Paragraphs(text, ..) | Target::Sentence(text, ..) => {
            *text == id && std::mem::discriminant(&held.to) == std::mem::discriminant(first)
        }
        Target::Fragment(place, _) => *place == Place::Text(id) && matches!(first, Target::Fragment(..)),
        _ => false,
    }
}
