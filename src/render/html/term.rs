//! The pages of a term: what it means, and every use of it in its sentence.
//!
//! The first page holds the entry and the first uses; a term that is used more often has further pages of uses.

use std::sync::Arc;

use serde::Serialize;

use super::line::{Fold, Lines, Naming, backlinks};
use super::places::{Found, Link, Places};
use super::{About, Head, Html, Shell, content, head};
use crate::edition::{Occurrence, Place, Term, TermId, TextId, paths};
use crate::error::Error;
use crate::output::Output;
use crate::render::{Site, put_page, snippet};
use crate::words::Words;

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
    pub first: Option<Places<'a>>,
    /// The uses of this page by where they stand: texts first, then notes, pages, other definitions.
    pub parts: Vec<Part>,
    /// Written links that lead here, in their sentences, as `li` elements; empty when there are none, and on further pages.
    pub backlinks: Html,
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

/// Uses that stand in one kind of place.
#[derive(Debug, Serialize)]
pub struct Part {
    /// The fragment of its heading: `in_texts`, `in_notes`, `in_pages`, `in_definitions`.
    pub id: &'static str,
    /// Its heading: `In the text`, `In the notes` …
    pub title: String,
    /// The uses: an `ol` of class `kwic`; with several texts one for each, in a `details` of class `fold` whose first is
    /// open.
    pub uses: Html,
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

fn view<'a>(site: &'a Site<'a>, path: &'a str, page: (TermId, usize)) -> TermView<'a> {
    let (id, number) = page;
    let term = &site.edition.terms[id.0 as usize];
    let uses: Vec<&Occurrence> = site.edition.glossary.of_term(id).collect();
    let pages = paths::term_pages(uses.len());
    let address = |number| paths::href(path, &paths::term_page(term, number), None);
    let is_first = number == 1;
    let further = || {
        let values = [("term", term.headword.as_str()), ("page", &number.to_string()), ("pages", &pages.to_string())];
        site.words.term_title.say(&values)
    };
    let title = if is_first { term.headword.clone() } else { further() };
    let place = Place::Term(id);
    let opening = snippet::opening(site.edition, place, head::DESCRIPTION);
    let description = term.short.as_deref().or(Some(opening.as_str())).filter(|words| !words.is_empty());
    let about = if is_first { About::Term(id) } else { About::List };
    let head = Head { path, title: &title, description, about };
    TermView {
        shell: Shell::new(site, &head),
        headword: &term.headword,
        aliases: term.aliases.iter().map(|(alias, _)| alias.as_str()).collect(),
        short: term.short.as_deref(),
        body: if is_first { content(site, path, place) } else { Html::default() },
        glossary: paths::href(path, paths::GLOSSARY_INDEX, None),
        summary: summary(&site.words, &uses),
        first: uses.first().filter(|_| is_first && uses.len() > 1).and_then(|first| first_use(site, path, first)),
        parts: parts(site, path, (&uses, number)),
        backlinks: if is_first { backlinks(site, path, place) } else { Html::default() },
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

fn first_use<'a>(site: &Site<'a>, path: &str, first: &Occurrence) -> Option<Places<'a>> {
    let mut found = Found::default();
    if let Place::Text(text) = first.place {
        found.add_paragraph(site, (text, first.range.start));
    }
    found.first(site, path, 1).0.pop()
}

/// Which part of the page a use stands in, by its place in [`PARTS`].
fn part_of(place: Place) -> usize {
    match place {
        Place::Text(_) | Place::Version(..) => 0,
        Place::Note(_) => 1,
        Place::Page(_) => 2,
        Place::Term(_) => 3,
    }
}

/// The fragments of the parts.
const PARTS: [&str; 4] = ["in_texts", "in_notes", "in_pages", "in_definitions"];

fn part_title(site: &Site<'_>, part: usize) -> String {
    let words = &site.words;
    let title = match part {
        0 if site.has_several() => &words.texts_part,
        0 => &words.text_part,
        1 => &words.notes_part,
        2 => &words.pages_part,
        _ => &words.definitions_part,
    };
    title.to_string()
}

/// The text that a use stands in or on, where the publication has several: its uses are one group.
fn text_of(site: &Site<'_>, place: Place) -> Option<TextId> {
    let text = match place {
        Place::Text(id) | Place::Version(id, _) => id,
        Place::Note(id) => site.note(id).text,
        Place::Page(_) | Place::Term(_) => return None,
    };
    site.has_several().then_some(text)
}

/// Cuts the uses of one page into parts, and those in several texts, or in notes on them, into groups.
fn parts(site: &Site<'_>, path: &str, page: (&[&Occurrence], usize)) -> Vec<Part> {
    let (uses, number) = page;
    let from = number.saturating_sub(1) * paths::USES_A_PAGE;
    let to = uses.len().min(from + paths::USES_A_PAGE);
    let shown = uses.get(from..to).unwrap_or_default();
    let mut parts: Vec<Part> = Vec::new();
    for part in shown.chunk_by(|one, next| part_of(one.place) == part_of(next.place)) {
        let Some(place) = part.first().map(|first| part_of(first.place)) else { continue };
        let mut lines = Lines::new(site, path, Naming::Nothing);
        let mut fold = Fold::Open;
        for group in part.chunk_by(|one, next| text_of(site, one.place) == text_of(site, next.place)) {
            let text = group.first().and_then(|first| text_of(site, first.place));
            if let Some(text) = text {
                lines.fold(site.text(text).link_title(), in_group(site, uses, group), fold);
                fold = Fold::Shut;
            }
            lines.list(group.iter().map(|held| (held.place, held.range)));
            if text.is_some() {
                lines.unfold();
            }
        }
        parts.push(Part { id: PARTS[place], title: part_title(site, place), uses: lines.html() });
    }
    parts
}

/// Counts the uses of a group on all pages: they stand together in the order of uses.
fn in_group(site: &Site<'_>, uses: &[&Occurrence], group: &[&Occurrence]) -> usize {
    let Some(first) = group.first() else { return 0 };
    let key = |held: &&Occurrence| (part_of(held.place), text_of(site, held.place));
    let same = |held: &&&Occurrence| key(held) == key(first);
    let at = uses.partition_point(|held| (held.place, held.range) < (first.place, first.range));
    let (before, after) = uses.split_at(at);
    before.iter().rev().take_while(same).count() + after.iter().take_while(same).count()
}

/// Says how often a term is used, and where.
fn summary(words: &Words, uses: &[&Occurrence]) -> Option<String> {
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
    let mut places = Vec::new();
    if in_texts > 0 {
        places.push(match texts {
            1 => words.uses_in_text.with(in_texts),
            _ => words.uses_in_texts.say(texts, &[("number", &in_texts.to_string())]),
        });
    }
    let others =
        [(notes, &words.uses_in_notes), (pages, &words.uses_in_pages), (definitions, &words.uses_in_definitions)];
    places.extend(others.iter().filter(|(count, _)| *count > 0).map(|(count, said)| said.with(count)));
    let places = places.join(words.comma.as_str());
    let all = words.uses.say(uses.len(), &[]);
    (!places.is_empty()).then(|| words.uses_summary.say(&[("uses", &all), ("places", &places)]))
}
