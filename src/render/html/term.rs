//! The pages of a term: what it means, and every use of it in its sentence.
//!
//! The first page holds the entry and the first uses; a term that is used more often has further pages of uses.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::line::{Line, Locator, backlinks, line, paragraph};
use super::{Head, Html, Shell, content};
use crate::edition::{Occurrence, Place, Term, TermId, paths};
use crate::error::Error;
use crate::output::Output;
use crate::render::{Site, put_page};

/// What `term.html` sees.
#[derive(Debug, Serialize)]
pub struct TermView<'a> {
    /// What stands around the content.
    pub shell: Shell<'a>,
    /// The headword.
    pub headword: &'a str,
    /// Its other names.
    pub aliases: Vec<&'a str>,
    /// The definition in one or two sentences, if there is one.
    pub short: Option<&'a str>,
    /// The long explanation; empty on further pages of uses, and when there is none.
    pub body: Html,
    /// The address of the glossary's index.
    pub glossary: String,
    /// How many uses there are in all: `12 uses in 3 texts, 4 in notes`; `null` when there are none.
    pub summary: Option<String>,
    /// The first use in a text, on the first page of a term with more uses than one.
    pub first: Option<Locator>,
    /// The uses of this page by where they stand: texts first, then notes, pages, other definitions.
    pub parts: Vec<Part<'a>>,
    /// Written links that lead here, in their sentences; on the first page only.
    pub backlinks: Vec<Line<'a>>,
    /// Terms named under `see-also`, here or there; on the first page only.
    pub see_also: Vec<Link<'a>>,
    /// The number of this page, from 1.
    pub page: usize,
    /// How many pages there are.
    pub pages: usize,
    /// The address of the page before, of the first page none.
    pub previous: Option<String>,
    /// The address of the page after, of the last page none.
    pub next: Option<String>,
}

/// A link to a page of the site.
#[derive(Clone, Debug, Serialize)]
pub struct Link<'a> {
    /// Its words.
    pub title: &'a str,
    /// Where it leads.
    pub href: String,
}

/// Uses that stand in one kind of place.
#[derive(Debug, Serialize)]
pub struct Part<'a> {
    /// The fragment of its heading: `in-texts`, `in-notes`, `in-pages`, `in-definitions`.
    pub id: &'static str,
    /// Its heading: `In the text`, `In the notes` …
    pub title: &'static str,
    /// The uses; of several texts by text, else in one group.
    pub groups: Vec<UseGroup<'a>>,
}

/// Uses in one text, or all of a part.
#[derive(Debug, Serialize)]
pub struct UseGroup<'a> {
    /// The text; `null` when the part is not divided.
    pub text: Option<Link<'a>>,
    /// How many uses there are in this text, on all pages.
    pub count: usize,
    /// Whether it is unfolded: the first text of a page.
    pub open: bool,
    /// The uses on this page.
    pub lines: Vec<Line<'a>>,
}

/// Puts the pages of every term.
pub(super) fn put<'e>(site: &Arc<Site<'e>>, output: &mut Output<'e>) -> Result<(), Error> {
    for (term, at) in site.edition.terms.iter().zip(0..) {
        let uses = site.edition.glossary.by_term.get(at as usize).map_or(0, Vec::len);
        for number in 1..=paths::term_pages(uses) {
            let path = paths::term_page(term, number);
            put_page(output, site, path, move |site, path| {
                site.engine.page("term.html", &view(site, path, (TermId(at), number)))
            })?;
        }
    }
    Ok(())
}

fn view<'a>(site: &Site<'a>, path: &'a str, page: (TermId, usize)) -> TermView<'a> {
    let (id, number) = page;
    let term = &site.edition.terms[id.0 as usize];
    let uses: Vec<&Occurrence> = site.edition.glossary.of_term(id).collect();
    let pages = paths::term_pages(uses.len());
    let address = |number| paths::href(path, &paths::term_page(term, number), None);
    let is_first = number == 1;
    let title = if is_first { term.headword.clone() } else { format!("{} ({number} of {pages})", term.headword) };
    let head = Head { path, title: &title, description: term.short.as_deref(), text: None };
    let place = Place::Term(id);
    TermView {
        shell: Shell::new(site, &head),
        headword: &term.headword,
        aliases: term.aliases.iter().map(|(alias, _)| alias.as_str()).collect(),
        short: term.short.as_deref(),
        body: if is_first { content(site, path, place) } else { Html::default() },
        glossary: paths::href(path, paths::GLOSSARY_INDEX, None),
        summary: summary(&uses),
        first: uses.first().filter(|_| is_first && uses.len() > 1).and_then(|first| first_use(site, path, first)),
        parts: parts(site, path, (&uses, number)),
        backlinks: if is_first { backlinks(site, path, place) } else { Vec::new() },
        see_also: if is_first { see_also(site, path, id) } else { Vec::new() },
        page: number,
        pages,
        previous: (number > 1).then(|| address(number - 1)),
        next: (number < pages).then(|| address(number + 1)),
    }
}

fn see_also<'a>(site: &Site<'a>, path: &str, of: TermId) -> Vec<Link<'a>> {
    let ids = site.edition.glossary.see_also.get(of.0 as usize).map(Vec::as_slice).unwrap_or_default();
    let terms = ids.iter().filter_map(|id| site.edition.terms.get(id.0 as usize));
    terms.map(|term| link(path, term)).collect()
}

/// Links to a term.
pub(super) fn link<'a>(from: &str, term: &'a Term) -> Link<'a> {
    Link { title: &term.headword, href: paths::href(from, &paths::term_page(term, 1), None) }
}

fn first_use(site: &Site<'_>, path: &str, first: &Occurrence) -> Option<Locator> {
    let Place::Text(text) = first.place else { return None };
    Some(paragraph(site, path, (text, first.range.start)))
}

/// Which part of the page a use stands in, by its place in [`PARTS`].
fn part_of(place: Place) -> usize {
    match place {
        Place::Text(_) => 0,
        Place::Note(_) => 1,
        Place::Page(_) => 2,
        Place::Term(_) => 3,
    }
}

const PARTS: [(&str, &str); 4] = [
    ("in-texts", "In the text"),
    ("in-notes", "In the notes"),
    ("in-pages", "On the pages"),
    ("in-definitions", "In other definitions"),
];

/// Cuts the uses of one page into parts, and those in several texts into texts.
fn parts<'a>(site: &Site<'a>, path: &str, page: (&[&Occurrence], usize)) -> Vec<Part<'a>> {
    let (uses, number) = page;
    let mut totals: BTreeMap<Place, usize> = BTreeMap::new();
    for held in uses.iter().filter(|held| part_of(held.place) == 0) {
        *totals.entry(held.place).or_default() += 1;
    }
    let several = site.edition.texts.len() > 1;
    let from = number.saturating_sub(1) * paths::USES_A_PAGE;
    let mut parts: Vec<Part<'a>> = Vec::new();
    let mut last = None;
    for held in uses.iter().skip(from).take(paths::USES_A_PAGE) {
        let (id, title) = PARTS[part_of(held.place)];
        let title = if several && id == "in-texts" { "In the texts" } else { title };
        if parts.last().is_none_or(|part| part.id != id) {
            parts.push(Part { id, title, groups: Vec::new() });
            last = None;
        }
        let Some(part) = parts.last_mut() else { continue };
        let text = match held.place {
            Place::Text(text) if several => Some(text),
            _ => None,
        };
        if last != Some(text) {
            let link = text.map(|id| {
                let text = site.text(id);
                Link { title: text.link_title(), href: paths::href(path, &paths::text_page(text), None) }
            });
            let count = totals.get(&held.place).copied().unwrap_or_default();
            part.groups.push(UseGroup { text: link, count, open: part.groups.is_empty(), lines: Vec::new() });
            last = Some(text);
        }
        if let Some(group) = part.groups.last_mut() {
            group.lines.push(line(site, path, (held.place, held.range)));
        }
    }
    parts
}

/// Says how often a term is used, and where.
fn summary(uses: &[&Occurrence]) -> Option<String> {
    let mut counts = [0_usize; 4];
    let mut texts = 0;
    let mut last = None;
    for held in uses {
        counts[part_of(held.place)] += 1;
        if part_of(held.place) == 0 && last != Some(held.place) {
            texts += 1;
            last = Some(held.place);
        }
    }
    let [in_texts, notes, pages, definitions] = counts;
    let mut words = Vec::new();
    if in_texts > 0 {
        words.push(match texts {
            1 => format!("{in_texts} in the text"),
            _ => format!("{in_texts} in {texts} texts"),
        });
    }
    let others = [(notes, "in notes"), (pages, "on pages"), (definitions, "in other definitions")];
    words.extend(others.iter().filter(|(count, _)| *count > 0).map(|(count, of)| format!("{count} {of}")));
    let uses = if uses.len() == 1 { "use" } else { "uses" };
    (!words.is_empty()).then(|| format!("{} {uses}: {}", counts.iter().sum::<usize>(), words.join(", ")))
}
