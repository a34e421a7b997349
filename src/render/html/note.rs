//! The page of a note by itself: its passage in context, what it says, what leads to it and from it.
//!
//! In: a note, where `[commentary] note-pages = true`. Out: `statement/notes/iron-clad.html`.

use std::sync::Arc;

use serde::Serialize;

use super::beside::{self, Cited, Extent, NoteView};
use super::line::backlinks;
use super::places::{Link, text_link};
use super::prose::Setting;
use super::{About, Head, Html, Shell, direction, head};
use crate::config::NotePages;
use crate::edition::{NoteId, Numbering, Place, Target, paths};
use crate::error::Error;
use crate::output::Output;
use crate::render::{Site, put_page, snippet};
use crate::source::Range;

/// What `note.html` sees.
#[derive(Debug, Serialize)]
pub struct NotePage<'a> {
    /// What stands around the content.
    pub shell: Shell<'a>,
    /// The text that the note is on.
    pub text: Link<'a>,
    /// The language of the text, where it differs from the publication's.
    pub language: Option<&'a str>,
    /// `ltr` or `rtl`, where the language differs.
    pub direction: Option<&'static str>,
    /// The note.
    pub note: NoteView<'a>,
    /// Its passages in their paragraphs, marked.
    pub context: Vec<Html>,
    /// What it links to: notes, paragraphs, terms, pages.
    pub cites: Vec<Cited>,
    /// Written links that lead to it, in their sentences.
    pub backlinks: Html,
    /// The note before it on the text.
    pub previous: Option<Cited>,
    /// The note after it on the text.
    pub next: Option<Cited>,
}

/// Puts the page of every note, where notes have one.
pub(super) fn put<'e>(site: &Arc<Site<'e>>, output: &mut Output<'e>) -> Result<(), Error> {
    if site.config.commentary.note_pages != NotePages::Own {
        return Ok(());
    }
    let ids = (0..site.edition.notes.len()).filter_map(|at| u32::try_from(at).ok().map(NoteId));
    ids.map(|id| (id, site.note(id))).try_for_each(|(id, note)| {
        put_page(output, site, paths::note_page(site.text(note.text), note), move |site, path| {
            site.engine.page("note.html", &view(site, path, id))
        })
    })
}

fn view<'a>(site: &'a Site<'a>, path: &'a str, id: NoteId) -> NotePage<'a> {
    let note = site.note(id);
    let title = beside::heading(site, note);
    let opening = snippet::opening(site.edition, Place::Note(id), head::DESCRIPTION);
    let description = Some(opening.as_str()).filter(|words| !words.is_empty());
    let shown = beside::view(site, path, (id, Extent::Whole));
    NotePage {
        shell: Shell::new(site, &Head { path, title: &title, description, about: About::Note(id) }),
        text: text_link(site, path, note.text),
        language: site.foreign(site.text(note.text)),
        direction: site.foreign(site.text(note.text)).map(direction),
        note: shown,
        context: context(site, path, id),
        cites: cites(site, path, id),
        backlinks: backlinks(site, path, Place::Note(id)),
        previous: id.0.checked_sub(1).and_then(|at| neighbour(site, path, (id, NoteId(at)))),
        next: neighbour(site, path, (id, NoteId(id.0 + 1))),
    }
}

/// The rows that hold the note's passages, each once, with this note's marks alone.
fn context(site: &Site<'_>, path: &str, id: NoteId) -> Vec<Html> {
    let note = site.note(id);
    let mut passages: Vec<Range> = note.place.ranges().collect();
    passages.sort_unstable();
    let setting = Setting { edition: site.edition, page: path, place: Place::Text(note.text), words: &site.words };
    let mut shown = Vec::new();
    let mut done = 0;
    for passage in passages.into_iter().filter(|passage| !passage.is_empty()) {
        let rest = Range { start: passage.start.max(done), end: passage.end };
        if rest.is_empty() {
            continue;
        }
        let made = setting.rows_within(&[id], rest);
        shown.extend(made.rows.iter().filter_map(|row| made.html.get(row.html.clone()).map(Html::new)));
        done = made.rows.last().map_or(done, |row| row.range.end);
    }
    shown
}

/// What a note links to, each once.
fn cites(site: &Site<'_>, path: &str, id: NoteId) -> Vec<Cited> {
    let mut cites: Vec<Cited> = Vec::new();
    for reference in site.edition.references_in(Place::Note(id)) {
        let found = cite(site, path, (id, &reference.to));
        if let Some(found) = found.filter(|found| cites.iter().all(|held| held.href != found.href)) {
            cites.push(found);
        }
    }
    cites
}

fn cite(site: &Site<'_>, path: &str, of: (NoteId, &Target)) -> Option<Cited> {
    let (id, target) = of;
    let here = site.note(id).text;
    let place = match target {
        Target::Text(text) | Target::Paragraphs(text, ..) | Target::Sentence(text, ..) => Place::Text(*text),
        Target::Note(note) => Place::Note(*note),
        Target::Term(term) => Place::Term(*term),
        Target::Page(page) => Place::Page(*page),
        Target::Version(text, at) => Place::Version(*text, *at),
        Target::Fragment(place, _) => *place,
        Target::Glossary | Target::Asset(_) | Target::External(_) | Target::Broken => return None,
    };
    let mut cited = beside::name(site, path, (place, here))?;
    if let Target::Paragraphs(text, at, _) | Target::Sentence(text, at, _) = target {
        let held = site.text(*text).paragraphs.get(*at as usize)?;
        let shown = site.text(*text).meta.numbering != Numbering::None;
        let number = site.text(*text).number_at(held.range.start).filter(|_| shown);
        let number = number.map_or_else(|| "¶".to_owned(), |number| format!("¶ {number}"));
        cited.title =
            if *text == here { number } else { format!("{}{}{number}", cited.title, site.words.comma.as_str()) };
    }
    let (to, fragment) = paths::target(site.edition, target)?;
    cited.href = paths::href(path, &to, fragment.as_deref());
    Some(cited)
}

/// A note beside this one on the same text, by its own page.
fn neighbour(site: &Site<'_>, path: &str, of: (NoteId, NoteId)) -> Option<Cited> {
    let (id, other) = of;
    let held = site.edition.notes.get(other.0 as usize).filter(|held| held.text == site.note(id).text)?;
    let mut cited = beside::name(site, path, (Place::Note(other), held.text))?;
    cited.href = paths::href(path, &paths::note_page(site.text(held.text), held), None);
    Some(cited)
}
