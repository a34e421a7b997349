//! The index of the glossary: every term from A to Z, what it means, and where it stands first.

use std::sync::Arc;

use serde::Serialize;

use super::line::{Locator, paragraph};
use super::{Head, Shell, term};
use crate::edition::{Occurrence, Place, Term, TermId, paths};
use crate::error::Error;
use crate::output::Output;
use crate::reading::slug;
use crate::render::{Site, put_page};

/// How many places of a term the index names.
const PLACES: usize = 5;

/// What `glossary.html` sees.
#[derive(Debug, Serialize)]
pub struct GlossaryView<'a> {
    /// What stands around the content.
    pub shell: Shell<'a>,
    /// The title.
    pub title: &'static str,
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
    /// The fragment of its heading: `letter-a`.
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
    /// The first paragraphs that it stands in.
    pub places: Vec<Locator>,
    /// How many further uses there are, in texts, notes and pages.
    pub more: usize,
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

fn view<'a>(site: &Site<'a>, path: &'a str) -> GlossaryView<'a> {
    let title = "Glossary";
    let mut entries: Vec<GlossaryEntry<'a>> = Vec::new();
    for (held, at) in site.edition.terms.iter().zip(0..) {
        entries.push(entry(site, path, (held, TermId(at))));
        entries.extend(held.aliases.iter().map(|(alias, _)| see(path, held, alias)));
    }
    entries.sort_by(|a, b| site.collation.compare(a.name, b.name));
    let description = "Every term of the glossary, and the paragraphs in which it is used.";
    let head = Head { path, title, description: Some(description), text: None };
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
        "#" => "letter-other".to_owned(),
        "0–9" => "letter-digit".to_owned(),
        letter => format!("letter-{}", slug(letter)),
    };
    let groups = site.collation.groups(sorted, name).into_iter();
    groups.map(|(letter, entries)| Letter { id: id(&letter), letter, entries }).collect()
}

fn entry<'a>(site: &Site<'a>, path: &str, of: (&'a Term, TermId)) -> GlossaryEntry<'a> {
    let (held, id) = of;
    let uses: Vec<&Occurrence> = site.edition.glossary.of_term(id).collect();
    let mut places: Vec<Locator> = Vec::new();
    let mut named = 0;
    for found in &uses {
        let Place::Text(text) = found.place else { break };
        let place = paragraph(site, path, (text, found.range.start));
        if places.last() != Some(&place) {
            if places.len() == PLACES {
                break;
            }
            places.push(place);
        }
        named += 1;
    }
    let link = term::link(path, held);
    GlossaryEntry {
        name: link.title,
        href: link.href,
        id: Some(&held.id),
        see: None,
        short: held.short.as_deref(),
        places,
        more: uses.len() - named,
    }
}

fn see<'a>(path: &str, held: &'a Term, alias: &'a str) -> GlossaryEntry<'a> {
    let link = term::link(path, held);
    let see = Some(link.title);
    GlossaryEntry { name: alias, href: link.href, id: None, see, short: None, places: Vec::new(), more: 0 }
}
