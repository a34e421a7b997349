//! A back-of-book index: terms, tags, layers and authors from A to Z, and the paragraphs and notes where they stand.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

use super::glossary::{Letter, letters};
use super::line::{Locator, note, paragraph};
use super::term::{self, Link};
use super::{Head, Shell};
use crate::edition::{NoteId, Place, TermId, TextId, paths};
use crate::error::Error;
use crate::output::Output;
use crate::render::{Group, Site, put_page};

/// How many places an entry names; its own page has the rest.
const PLACES: usize = 60;

/// What `subject-index.html` sees.
#[derive(Debug, Serialize)]
pub struct SubjectIndex<'a> {
    /// What stands around the content.
    pub shell: Shell<'a>,
    /// The title.
    pub title: &'static str,
    /// The entries by their first letter.
    pub letters: Vec<Letter<IndexEntry<'a>>>,
}

/// An entry of the index.
#[derive(Debug, Serialize)]
pub struct IndexEntry<'a> {
    /// Its words.
    pub name: &'a str,
    /// `term`, `alias` (another name of a term), `tag`, `layer` or `author`.
    pub kind: &'static str,
    /// The page of its own; a layer has none.
    pub href: Option<String>,
    /// Of an alias, the headword.
    pub see: Option<&'a str>,
    /// Where it stands, by text.
    pub texts: Vec<IndexText<'a>>,
    /// How many further places there are.
    pub more: usize,
}

/// Where an entry stands in one text.
#[derive(Debug, Serialize)]
pub struct IndexText<'a> {
    /// The text; `null` when the publication has only one.
    pub text: Option<Link<'a>>,
    /// The paragraphs; three and more in a row as one stretch.
    pub paragraphs: Vec<Locator>,
    /// The notes.
    pub notes: Vec<Locator>,
}

/// Paragraphs (by their places in the text) and notes, by text.
type Places = BTreeMap<TextId, (BTreeSet<u32>, BTreeSet<NoteId>)>;

/// Puts the index, if there is anything in it.
pub(super) fn put<'e>(site: &Arc<Site<'e>>, output: &mut Output<'e>) -> Result<(), Error> {
    if !site.has_index() {
        return Ok(());
    }
    put_page(output, site, paths::SUBJECT_INDEX.to_owned(), |site, path| {
        site.engine.page("subject-index.html", &view(site, path))
    })
}

fn view<'a>(site: &Site<'a>, path: &'a str) -> SubjectIndex<'a> {
    let title = "Index";
    let mut entries = terms(site, path);
    entries.extend(site.tags.iter().map(|group| grouped(site, path, ("tag", group))));
    entries.extend(site.layers.iter().map(|group| grouped(site, path, ("layer", group))));
    entries.extend(site.authors.iter().map(|group| grouped(site, path, ("author", group))));
    entries.sort_by(|a, b| site.collation.compare(a.name, b.name).then(a.kind.cmp(b.kind)));
    let description = "Terms, tags, layers and authors, with the paragraphs and notes where they stand.";
    let head = Head { path, title, description: Some(description), text: None };
    SubjectIndex { shell: Shell::new(site, &head), title, letters: letters(site, entries, |entry| entry.name) }
}

/// The terms that are used, and their other names.
fn terms<'a>(site: &Site<'a>, path: &str) -> Vec<IndexEntry<'a>> {
    let mut entries = Vec::new();
    for (held, at) in site.edition.terms.iter().zip(0..) {
        let mut places = Places::new();
        for found in site.edition.glossary.of_term(TermId(at)) {
            match found.place {
                Place::Text(text) => add_paragraph(site, &mut places, (text, found.range.start)),
                Place::Note(id) => add_note(site, &mut places, id),
                Place::Page(_) | Place::Term(_) => {}
            }
        }
        if places.is_empty() {
            continue;
        }
        let link = term::link(path, held);
        let see = |alias: &'a str| IndexEntry {
            name: alias,
            kind: "alias",
            href: Some(link.href.clone()),
            see: Some(link.title),
            texts: Vec::new(),
            more: 0,
        };
        entries.extend(held.aliases.iter().map(|(alias, _)| see(alias)));
        let (texts, more) = located(site, path, &places);
        entries.push(IndexEntry { name: link.title, kind: "term", href: Some(link.href), see: None, texts, more });
    }
    entries
}

fn grouped<'a>(site: &Site<'a>, path: &str, of: (&'static str, &Group<'a>)) -> IndexEntry<'a> {
    let (kind, group) = of;
    let mut places = Places::new();
    for &id in &group.notes {
        let held = site.note(id);
        held.place.ranges().for_each(|range| add_paragraph(site, &mut places, (held.text, range.start)));
        add_note(site, &mut places, id);
    }
    let (texts, more) = located(site, path, &places);
    let href = (!group.path.is_empty()).then(|| paths::href(path, &group.path, None));
    IndexEntry { name: group.name, kind, href, see: None, texts, more }
}

fn add_paragraph(site: &Site<'_>, places: &mut Places, at: (TextId, u32)) {
    if let Some(held) = site.text(at.0).paragraph_at(at.1).and_then(|held| u32::try_from(held).ok()) {
        places.entry(at.0).or_default().0.insert(held);
    }
}

fn add_note(site: &Site<'_>, places: &mut Places, id: NoteId) {
    places.entry(site.note(id).text).or_default().1.insert(id);
}

/// Writes the first places of an entry, and counts the rest.
fn located<'a>(site: &Site<'a>, path: &str, places: &Places) -> (Vec<IndexText<'a>>, usize) {
    let several = site.edition.texts.len() > 1;
    let mut texts = Vec::new();
    let mut room = PLACES;
    let mut more = 0;
    for (&id, (paragraphs, notes)) in places {
        let kept: Vec<u32> = paragraphs.iter().copied().take(room).collect();
        room -= kept.len();
        let kept_notes: Vec<NoteId> = notes.iter().copied().take(room).collect();
        room -= kept_notes.len();
        more += paragraphs.len() - kept.len() + notes.len() - kept_notes.len();
        if kept.is_empty() && kept_notes.is_empty() {
            continue;
        }
        let text = several.then(|| {
            let text = site.text(id);
            Link { title: text.link_title(), href: paths::href(path, &paths::text_page(text), None) }
        });
        texts.push(IndexText {
            text,
            paragraphs: stretches(&kept).into_iter().map(|held| stretch(site, path, (id, held))).collect(),
            notes: kept_notes.into_iter().map(|id| note(site, path, id)).collect(),
        });
    }
    (texts, more)
}

/// Joins three and more places in a row: first and last of each stretch.
fn stretches(places: &[u32]) -> Vec<(u32, u32)> {
    let runs = places.chunk_by(|one, next| one + 1 == *next);
    runs.flat_map(|run| match run {
        [first, _, .., last] => vec![(*first, *last)],
        short => short.iter().map(|&place| (place, place)).collect(),
    })
    .collect()
}

fn stretch(site: &Site<'_>, path: &str, of: (TextId, (u32, u32))) -> Locator {
    let (id, (first, last)) = of;
    let start = |place: u32| site.text(id).paragraphs.get(place as usize).map_or(0, |held| held.range.start);
    let mut found = paragraph(site, path, (id, start(first)));
    let end = paragraph(site, path, (id, start(last)));
    if found.number != end.number {
        let numbers = format!("{}–{}", found.number, end.number);
        found.name = found.name.replacen(&format!("Paragraph {}", found.number), &format!("Paragraphs {numbers}"), 1);
        found.number = numbers;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_in_a_row_are_a_stretch() {
        assert_eq!(stretches(&[1, 2, 4, 5, 6, 9]), [(1, 1), (2, 2), (4, 6), (9, 9)]);
        assert_eq!(stretches(&[]), []);
    }
}
