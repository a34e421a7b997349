//! A page as linked data (schema.org, as JSON-LD).
//!
//! In: what is known of a page. Out: a `script` that holds data and never runs. Of a text's notes only the first
//! [`NOTES`] stand in it, each with its first words: whole, and all of them, they are in `annotations.jsonld`.

use serde::Serialize;

use super::super::shell::{is_web, license_address};
use super::{About, Found, Work};
use crate::edition::{Date, NoteId, Place, TermId, TextId, paths};
use crate::render::{Site, escape, snippet};

/// How many notes of a text stand in its page's data.
const NOTES: usize = 100;
/// How much of a note does, in Unicode scalar values.
const WORDS: usize = 120;
/// How much of it stands in the data of its own page.
const ALONE: usize = 1000;

/// A thing of schema.org: whatever its type, only what is known of it is written.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Thing<'x> {
    #[serde(rename = "@context", skip_serializing_if = "Option::is_none")]
    context: Option<&'static str>,
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    headline: Option<&'x str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'x str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    alternate_name: Vec<&'x str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'x str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<Names<'x>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_modified: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_created: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    in_language: Option<&'x str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    license: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    copyright_notice: Option<&'x str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_based_on: Option<&'x str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<Box<Thing<'x>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent_item: Option<Box<Thing<'x>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_part_of: Option<Box<Thing<'x>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    in_defined_term_set: Option<Box<Thing<'x>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comment_count: Option<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    comment: Vec<Thing<'x>>,
}

/// One author, or several.
#[derive(Serialize)]
#[serde(untagged)]
enum Names<'x> {
    One(Name<'x>),
    Several(Vec<Name<'x>>),
}

/// A name, without a type: whether it is a person's or a body's is not known.
#[derive(Serialize)]
struct Name<'x> {
    name: &'x str,
}

/// Writes the data of a page; nothing for a list of other pages.
pub(super) fn write(found: &Found<'_>) -> String {
    let Some(work) = &found.work else { return String::new() };
    let thing = Thing { context: Some("https://schema.org"), ..thing(found, work) };
    let json = serde_json::to_string(&thing).expect("plain data has no key that is not a string");
    let mut out = String::with_capacity(json.len() + 64);
    out.push_str("<script type=\"application/ld+json\">");
    escape::script(&mut out, &json);
    out.push_str("</script>\n");
    out
}

fn thing<'x>(found: &'x Found<'x>, work: &'x Work<'x>) -> Thing<'x> {
    let site = found.site;
    let book = &site.config.book;
    let url = found.url.clone();
    let base = Thing { url, in_language: Some(work.language), ..rights(work.rights) };
    let made = Thing { author: authors(&work.authors), ..base };
    match found.head.about {
        About::Text(id) => Thing {
            description: site.text(id).meta.description.as_deref(),
            is_based_on: work.source,
            ..commented(site, id, article(site, work, made))
        },
        About::Version(id, _) => {
            Thing { is_based_on: work.source, about: Some(Box::new(text(site, id))), ..article(site, work, made) }
        }
        About::Commentary(id) => Thing {
            date_published: None,
            date_modified: day(work.date),
            about: Some(Box::new(text(site, id))),
            ..article(site, work, made)
        },
        About::Note(id) => Thing {
            kind: "Comment",
            name: Some(work.title),
            text: Some(snippet::opening(site.edition, Place::Note(id), ALONE)),
            date_created: day(work.date),
            parent_item: Some(Box::new(text(site, site.note(id).text))),
            ..made
        },
        About::Page(id) => {
            let page = site.edition.pages.get(id.0 as usize);
            let signed = page.is_some_and(|page| page.date.is_some() || !page.authors.is_empty());
            let description = page.and_then(|page| page.description.as_deref());
            if signed {
                Thing { description, ..article(site, work, made) }
            } else {
                Thing { kind: "WebPage", name: Some(work.title), description, is_part_of: Some(whole(site)), ..made }
            }
        }
        About::Glossary => Thing { is_part_of: Some(whole(site)), ..glossary(site, made) },
        About::Term(id) => term(site, id, made),
        About::Home | About::Changes(_) | About::List | About::Nothing => Thing {
            kind: "WebSite",
            name: Some(work.title),
            alternate_name: book.subtitle.as_deref().into_iter().collect(),
            description: found.head.description,
            ..made
        },
    }
}

fn article<'x>(site: &'x Site<'_>, work: &Work<'x>, made: Thing<'x>) -> Thing<'x> {
    let headline = Some(work.title);
    Thing { kind: "Article", headline, date_published: day(work.date), is_part_of: Some(whole(site)), ..made }
}

/// A text, as its notes name it.
fn text<'x>(site: &'x Site<'_>, id: TextId) -> Thing<'x> {
    let held = site.text(id);
    let url = site.address(&paths::text_page(held));
    Thing {
        kind: "Article",
        headline: Some(&held.meta.title),
        author: authors(&held.meta.authors),
        url,
        ..Thing::default()
    }
}

/// Adds the notes on a text.
fn commented<'x>(site: &'x Site<'_>, id: TextId, text: Thing<'x>) -> Thing<'x> {
    let count = site.edition.notes_of.get(id.0 as usize).map_or(0, ExactSizeIterator::len);
    let notes = site.edition.notes_on(id).take(NOTES);
    let comment = notes.map(|(note, _)| comment(site, note, text.url.as_deref().unwrap_or_default())).collect();
    Thing { comment_count: Some(count).filter(|count| *count > 0), comment, ..text }
}

fn comment<'x>(site: &'x Site<'_>, id: NoteId, page: &str) -> Thing<'x> {
    let note = site.note(id);
    Thing {
        kind: "Comment",
        name: Some(note.title_words()).filter(|title| !title.is_empty()),
        text: Some(snippet::opening(site.edition, Place::Note(id), WORDS)),
        author: authors(&note.authors),
        date_created: day(note.date),
        url: Some(format!("{page}#{}", paths::absolute(&paths::note_fragment(note)))),
        ..rights(site.config.book.license.as_deref())
    }
}

fn glossary<'x>(site: &'x Site<'_>, made: Thing<'x>) -> Thing<'x> {
    let url = site.address(paths::GLOSSARY_INDEX);
    Thing { kind: "DefinedTermSet", name: Some(&site.config.book.title), url, ..made }
}

fn term<'x>(site: &'x Site<'_>, id: TermId, made: Thing<'x>) -> Thing<'x> {
    let Some(held) = site.edition.terms.get(id.0 as usize) else { return made };
    Thing {
        kind: "DefinedTerm",
        name: Some(&held.headword),
        alternate_name: held.aliases.iter().map(|(alias, _)| alias.as_str()).collect(),
        description: held.short.as_deref(),
        in_defined_term_set: Some(Box::new(glossary(site, Thing::default()))),
        // A term is no work: it has no author, no language and no licence.
        url: made.url,
        ..Thing::default()
    }
}

/// The publication that a page belongs to.
fn whole<'x>(site: &'x Site<'_>) -> Box<Thing<'x>> {
    let name = Some(site.config.book.title.as_str());
    Box::new(Thing { kind: "WebSite", name, url: site.address(paths::HOME), ..Thing::default() })
}

/// A licence that has an address, or words on rights.
fn rights(words: Option<&str>) -> Thing<'_> {
    let address = words.and_then(|words| if is_web(words) { Some(words.to_owned()) } else { license_address(words) });
    Thing { copyright_notice: words.filter(|_| address.is_none()), license: address, ..Thing::default() }
}

fn authors<S: AsRef<str>>(all: &[S]) -> Option<Names<'_>> {
    match all {
        [] => None,
        [one] => Some(Names::One(Name { name: one.as_ref() })),
        several => Some(Names::Several(several.iter().map(|name| Name { name: name.as_ref() }).collect())),
    }
}

fn day(date: Option<Date>) -> Option<String> {
    date.map(|date| date.to_string())
}
