//! What stands after a text: the terms that are used in it, and the places that cite it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::edition::{NoteId, Place, Reference, Target, TermId, TextId, paths};
use crate::render::html::Html;
use crate::render::html::beside::{self, Cited};
use crate::render::html::line::Naming;
use crate::render::html::places::{Found, Locator, Show, note_stretches, paragraph};
use crate::render::{Site, escape};

/// How many places of a term are listed.
const PLACES: usize = 12;
/// How many sources of citations are named for one part of a text.
const SOURCES: usize = 40;

/// What links to one part of a text, each source once.
#[derive(Debug, Serialize)]
pub struct CitedPart {
    /// The paragraph; `null` for the text as a whole.
    pub at: Option<Locator>,
    /// Notes on this text; three and more in a row as one stretch.
    pub notes: Vec<Locator>,
    /// Other texts and their notes, pages, terms.
    pub others: Vec<Cited>,
    /// How many more sources there are.
    pub more: usize,
}

/// A link to a part of a text: the paragraph by its place in the text, what holds the link, and where in it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Citation {
    at: Option<usize>,
    from: Place,
    start: u32,
}

/// Lists the terms that are used in a text and its notes, in the order of the glossary.
pub(super) fn terms(site: &Site<'_>, path: &str, id: TextId) -> Html {
    let mut found: BTreeMap<TermId, Found> = BTreeMap::new();
    for used in site.edition.glossary.in_place(Place::Text(id)) {
        found.entry(used.term).or_default().add_paragraph(site, (id, used.range.start));
    }
    for (note, _) in site.edition.notes_on(id) {
        for used in site.edition.glossary.in_place(Place::Note(note)) {
            found.entry(used.term).or_default().add_note(site, note);
        }
    }
    let mut out = String::with_capacity(320 * found.len());
    for (term, found) in found {
        let Some(held) = site.edition.terms.get(term.0 as usize) else { continue };
        let href = paths::href(path, &paths::term_page(held, 1), None);
        out.push_str("<div><dt id=\"g-");
        escape::attribute(&mut out, &held.id);
        out.push_str("\"><a href=\"");
        escape::attribute(&mut out, &href);
        out.push_str("\">");
        escape::text(&mut out, &held.headword);
        out.push_str("</a></dt><dd>");
        escape::text(&mut out, held.short.as_deref().unwrap_or_default());
        let all = Some((held.headword.as_str(), href.as_str()));
        let show = Show { most: PLACES, besides: 0, texts: Naming::Nothing, all };
        out.push_str(found.html(site, path, &show).as_str());
        out.push_str("</dd></div>\n");
    }
    Html::new(&out)
}

/// Lists what leads to a text or into it, by paragraph, as a back-of-book index does; its own links are not counted. A
/// link to a section is listed under the paragraph that follows its heading.
pub(super) fn cited(site: &Site<'_>, path: &str, id: TextId) -> Vec<CitedPart> {
    let edition = site.edition;
    let first = Target::Fragment(Place::Text(id), String::new());
    let start = edition.backlinks.partition_point(|held| held.to < first);
    let rest = edition.backlinks.get(start..).unwrap_or_default().iter();
    let inside = rest.take_while(|held| matches!(held.to, Target::Fragment(place, _) if place == Place::Text(id)));
    let to_sections = inside.flat_map(|held| &held.from).filter_map(|&at| edition.references.get(at as usize));
    let all = edition.citations(id).chain(to_sections).filter(|held| held.from != Place::Text(id));
    let citation = |held: &Reference| Citation {
        at: cited_paragraph(site, id, &held.to),
        from: held.from,
        start: held.range.start,
    };
    let mut found: Vec<Citation> = all.map(citation).collect();
    found.sort_unstable();
    found.dedup_by_key(|held| (held.at, held.from));
    let parts = found.chunk_by(|one, next| one.at == next.at);
    parts.map(|part| cited_part(site, path, (id, part))).collect()
}

fn cited_part(site: &Site<'_>, path: &str, of: (TextId, &[Citation])) -> CitedPart {
    let (id, sources) = of;
    let held = sources.first().and_then(|first| site.text(id).paragraphs.get(first.at?));
    let mut notes: Vec<NoteId> = Vec::new();
    let mut others = Vec::new();
    for held in sources.iter().take(SOURCES) {
        match held.from {
            Place::Note(note) if site.note(note).text == id => notes.push(note),
            _ => others.extend(source(site, path, (held, id))),
        }
    }
    CitedPart {
        at: held.map(|held| paragraph(site, path, (id, held.range.start))),
        notes: note_stretches(site, path, &notes),
        others,
        more: sources.len().saturating_sub(SOURCES),
    }
}

/// Names what cites, and leads to it: in another text to the paragraph.
fn source(site: &Site<'_>, path: &str, of: (&Citation, TextId)) -> Option<Cited> {
    let (held, here) = of;
    let mut named = beside::name(site, path, (held.from, here))?;
    if let Place::Text(text) = held.from {
        named.href = paragraph(site, path, (text, held.start)).href;
    }
    Some(named)
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
