//! A back-of-book index: terms, tags, layers and authors from A to Z, and the paragraphs and notes where they stand.

use std::sync::Arc;

use serde::Serialize;

use super::glossary::{Letter, letters};
use super::line::Naming;
use super::places::{Found, Show};
use super::term;
use super::{About, Head, Html, Shell};
use crate::edition::{Place, TermId, paths};
use crate::error::Error;
use crate::output::Output;
use crate::render::{Group, Site, put_page};

/// How many places an entry names; its own page has the rest.
const MOST: usize = 20;

/// What `subject-index.html` sees.
#[derive(Debug, Serialize)]
pub struct SubjectIndex<'a> {
    /// What stands around the content.
    pub shell: Shell<'a>,
    /// The title.
    pub title: &'a str,
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
    /// The first places where it stands, by text, as links, and how many more there are; empty for another name of a term.
    pub places: Html,
}

/// Puts the index, if there is anything in it.
pub(super) fn put<'e>(site: &Arc<Site<'e>>, output: &mut Output<'e>) -> Result<(), Error> {
    if !site.has_index() {
        return Ok(());
    }
    put_page(output, site, paths::SUBJECT_INDEX.to_owned(), |site, path| {
        site.engine.page("subject-index.html", &view(site, path))
    })
}

fn view<'a>(site: &'a Site<'a>, path: &'a str) -> SubjectIndex<'a> {
    let title = site.words.site_index.as_str();
    let mut entries = terms(site, path);
    entries.extend(site.tags.iter().map(|group| grouped(site, path, ("tag", group))));
    entries.extend(site.layers.iter().map(|group| grouped(site, path, ("layer", group))));
    entries.extend(site.authors.iter().map(|group| grouped(site, path, ("author", group))));
    entries.sort_by(|a, b| site.collation.compare(a.name, b.name).then(a.kind.cmp(b.kind)));
    let description = site.words.index_description.as_str();
    let head = Head { path, title, description: Some(description), about: About::List };
    SubjectIndex { shell: Shell::new(site, &head), title, letters: letters(site, entries, |entry| entry.name) }
}

/// The terms that are used, and their other names.
fn terms<'a>(site: &Site<'a>, path: &str) -> Vec<IndexEntry<'a>> {
    let mut entries = Vec::new();
    for (held, at) in site.edition.terms.iter().zip(0..) {
        let mut places = Found::default();
        for found in site.edition.glossary.of_term(TermId(at)) {
            match found.place {
                Place::Text(text) => places.add_paragraph(site, (text, found.range.start)),
                Place::Note(id) => places.add_note(site, id),
                Place::Page(_) | Place::Term(_) | Place::Version(..) => {}
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
            places: Html::default(),
        };
        entries.extend(held.aliases.iter().map(|(alias, _)| see(alias)));
        let places = places.html(site, path, &show(Some((link.title, &link.href))));
        entries.push(IndexEntry { name: link.title, kind: "term", href: Some(link.href), see: None, places });
    }
    entries
}

fn show<'a>(all: Option<(&'a str, &'a str)>) -> Show<'a> {
    Show { most: MOST, besides: 0, texts: Naming::Texts, all }
}

fn grouped<'a>(site: &Site<'a>, path: &str, of: (&'static str, &Group<'a>)) -> IndexEntry<'a> {
    let (kind, group) = of;
    let mut places = Found::default();
    for &id in &group.notes {
        let held = site.note(id);
        held.place.ranges().for_each(|range| places.add_paragraph(site, (held.text, range.start)));
        places.add_note(site, id);
    }
    let href = (!group.path.is_empty()).then(|| paths::href(path, &group.path, None));
    // A layer has no page of its own: its notes stand in the commentary, where that is of one text.
    let mut texts: Vec<_> = group.notes.iter().map(|&id| site.note(id).text).collect();
    texts.dedup();
    let commentary = match texts.as_slice() {
        [text] => Some(paths::href(path, &paths::commentary_page(site.text(*text)), None)),
        _ => None,
    };
    let all = href.as_deref().or(commentary.as_deref()).map(|href| (group.name, href));
    let places = places.html(site, path, &show(all));
    IndexEntry { name: group.name, kind, href, see: None, places }
}
