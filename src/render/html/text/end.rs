//! What stands after a text: the terms that are used in it, and the places that cite it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::edition::{Place, Reference, Target, TermId, TextId, paths};
use crate::render::Site;
use crate::render::html::Html;
use crate::render::html::line::{Lines, Naming};
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
pub struct CitedPart {
    /// The paragraph; `null` for the text as a whole.
    pub at: Option<Locator>,
    /// The links, in their sentences.
    pub lines: Html,
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
        for places in &mut texts {
            places.text = None;
        }
        let href = paths::href(path, &paths::term_page(held, 1), None);
        Some(TextTerm { id: &held.id, name: &held.headword, href, short: held.short.as_deref(), texts, more })
    });
    listed.collect()
}

/// Lists what leads to a text or into it, by paragraph; its own links are not counted. A link to a section is listed
/// under the paragraph that follows its heading.
pub(super) fn cited(site: &Site<'_>, path: &str, id: TextId) -> Vec<CitedPart> {
    let edition = site.edition;
    let first = Target::Fragment(Place::Text(id), String::new());
    let start = edition.backlinks.partition_point(|held| held.to < first);
    let rest = edition.backlinks.iter().skip(start);
    let inside = rest.take_while(|held| matches!(held.to, Target::Fragment(place, _) if place == Place::Text(id)));
    let to_sections = inside.flat_map(|held| &held.from).filter_map(|&at| edition.references.get(at as usize));
    let mut parts: BTreeMap<Option<usize>, Vec<&Reference>> = BTreeMap::new();
    for reference in edition.citations(id).chain(to_sections).filter(|held| held.from != Place::Text(id)) {
        parts.entry(cited_paragraph(site, id, &reference.to)).or_default().push(reference);
    }
    let mut room = CITATIONS;
    let mut cited = Vec::new();
    for (at, mut references) in parts {
        references.sort_by_key(|reference| (reference.from, reference.range));
        references.truncate(room);
        room -= references.len();
        let held = at.and_then(|at| site.text(id).paragraphs.get(at));
        let mut lines = Lines::new(site, path, Naming::Texts);
        for reference in &references {
            lines.push(reference.from, reference.range);
        }
        if !references.is_empty() {
            let at = held.map(|held| paragraph(site, path, (id, held.range.start)));
            cited.push(CitedPart { at, lines: lines.html() });
        }
    }
    cited
}

fn cited_paragraph(site: &Site<'_>, id: TextId, target: &Target) -> Option<usize> {
    match target {
        Target::Paragraphs(_, at, _) | Target::Sentence(_, at, _) => Some(*at as usize),
        Target::Fragment(_, fragment) => {
            let section = site.text(id).sections.iter().find(|section| section.fragment == *fragment);
            section.map(|section| section.first as usize)
        }
        _ => None,
    }
}
