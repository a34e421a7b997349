//! The index of the glossary: every term from A to Z, what it means, and where it stands first.

use std::sync::Arc;

use serde::Serialize;

use super::line::Naming;
use super::places::{Found, Show};
use super::{About, Head, Html, Shell, term};
use crate::edition::{Place, Term, TermId, paths};
use crate::error::Error;
use crate::output::Output;
use crate::reading::slug;
use crate::render::{Site, put_page};

/// How many paragraphs of a term the index names.
const MOST: usize = 5;

/// What `glossary.html` sees.
#[derive(Debug, Serialize)]
pub struct GlossaryView<'a> {
    /// What stands around the content.
    pub shell: Shell<'a>,
    /// The title.
    pub title: &'a str,
    /// How many terms there are.
    pub count: usize,
    /// The entries by their first letter.
    pub letters: Vec<Letter<GlossaryEntry<'a>>>,
}

/// What stands under one letter.
#[derive(Debug, Serialize)]
pub struct Letter<T> {
    /// The letter; `0–9` for digits, `#` for what begins with neither.
    pub letter: String,
    /// The fragment of its heading: `letter_a`.
    pub id: String,
    /// What stands under it, sorted.
    pub entries: Vec<T>,
}

/// A term, or another name of one.
#[derive(Debug, Serialize)]
pub struct GlossaryEntry<'a> {
    /// The name.
    pub name: &'a str,
    /// The address of the term's page.
    pub href: String,
    /// The term's id, for `id="g-…"`; `null` for another name.
    pub id: Option<&'a str>,
    /// The headword, when this is another name of it.
    pub see: Option<&'a str>,
    /// The definition in one or two sentences.
    pub short: Option<&'a str>,
    /// The first paragraphs that it stands in, by text, as links, and how many more places there are.
    pub places: Html,
}

/// Puts the index of the glossary, if there is a glossary.
pub(super) fn put<'e>(site: &Arc<Site<'e>>, output: &mut Output<'e>) -> Result<(), Error> {
    if site.edition.terms.is_empty() {
        return Ok(());
    }
    put_page(output, site, paths::GLOSSARY_INDEX.to_owned(), |site, path| {
        site.engine.page("glossary.html", &view(site, path))
    })
}

fn view<'a>(site: &'a Site<'a>, path: &'a str) -> GlossaryView<'a> {
    let title = site.words.site_glossary.as_str();
    let mut entries: Vec<GlossaryEntry<'a>> = Vec::new();
    for (held, at) in site.edition.terms.iter().zip(0..) {
        entries.push(entry(site, path, (held, TermId(at))));
        entries.extend(held.aliases.iter().map(|(alias, _)| see(path, held, alias)));
    }
    entries.sort_by(|a, b| site.collation.compare(a.name, b.name));
    let description = site.words.glossary_description.as_str();
    let head = Head { path, title, description: Some(description), about: About::Glossary };
    GlossaryView {
        shell: Shell::new(site, &head),
        title,
        count: site.edition.terms.len(),
        letters: letters(site, entries, |entry| entry.name),
    }
}

/// Cuts sorted entries into letters.
pub(super) fn letters<T>(site: &Site<'_>, sorted: Vec<T>, name: impl Fn(&T) -> &str) -> Vec<Letter<T>> {
    let id = |letter: &str| match letter {
        "#" => "letter_other".to_owned(),
        "0–9" => "letter_digit".to_owned(),
        letter => format!("letter_{}", slug(letter)),
    };
    let groups = site.collation.groups(sorted, name).into_iter();
    groups.map(|(letter, entries)| Letter { id: id(&letter), letter, entries }).collect()
}

fn entry<'a>(site: &Site<'a>, path: &str, of: (&'a Term, TermId)) -> GlossaryEntry<'a> {
    let (held, id) = of;
    let mut places = Found::default();
    let mut notes = Found::default();
    for found in site.edition.glossary.of_term(id) {
        match found.place {
            Place::Text(text) => places.add_paragraph(site, (text, found.range.start)),
            Place::Note(note) => notes.add_note(site, note),
            Place::Page(_) | Place::Term(_) | Place::Version(..) => {}
        }
    }
    let link = term::link(path, held);
    let show = Show { most: MOST, besides: notes.count(), texts: Naming::Texts, all: Some((link.title, &link.href)) };
    let places = places.html(site, path, &show);
    GlossaryEntry {
        name: link.title,
        href: link.href,
        id: Some(&held.id),
        see: None,
        short: held.short.as_deref(),
        places,
    }
}

fn see<'a>(path: &str, held: &'a Term, alias: &'a str) -> GlossaryEntry<'a> {
    let link = term::link(path, held);
    let see = Some(link.title);
    GlossaryEntry { name: alias, href: link.href, id: None, see, short: None, places: Html::default() }
}
