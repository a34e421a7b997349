//! The page of a text: the text itself, with its notes beside it.
//!
//! In: a text, its notes, the terms used in it, the links that lead to it. Out: `statement/index.html`. The rows of the
//! text come ready from [`super::prose`]; the template puts each row's notes after it.

mod contents;
mod end;
mod layout;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use serde::Serialize;

pub use contents::{Contents, ContentsEntry};
pub use end::CitedPart;

use super::beside::{self, Extent, NoteView};
use super::prose::{Row, Setting};
use super::{Day, Head, Html, Shell, direction};
use crate::edition::{NoteId, Place, Placement, TextId, paths};
use crate::error::Error;
use crate::output::Output;
use crate::render::{Site, put_page};

/// What `text.html` sees.
#[derive(Debug, Serialize)]
pub struct TextView<'a> {
    /// What stands around the content.
    pub shell: Shell<'a>,
    /// The title.
    pub title: &'a str,
    /// The subtitle.
    pub subtitle: Option<&'a str>,
    /// The day of the text.
    pub day: Option<Day>,
    /// Who issued it.
    pub authors: &'a [String],
    /// Where it was published.
    pub source: Option<Source<'a>>,
    /// Under which terms it is reproduced.
    pub rights: Option<&'a str>,
    /// How long it is: `1,310 words`.
    pub length: String,
    /// The language of the text, where it differs from the publication's.
    pub language: Option<&'a str>,
    /// `ltr` or `rtl`, where the language differs.
    pub direction: Option<&'static str>,
    /// How many notes stand on it.
    pub count: usize,
    /// The layers of its notes, where there are several, with how many notes each has.
    pub layers: Vec<Layer<'a>>,
    /// The contents; `null` where there is but one section or paragraph.
    pub contents: Option<Contents>,
    /// The class of the text: `text line` when notes stand at their lines, `text` when they stand by rows.
    pub class: &'static str,
    /// The rows of the text that have notes, each with those before it that have none.
    pub rows: Vec<TextRow<'a>>,
    /// The rows after the last one with notes.
    pub rest: Html,
    /// Notes on the whole text.
    pub whole: Vec<NoteView<'a>>,
    /// Notes whose passage was not found; only in a site built in spite of errors.
    pub unplaced: Vec<NoteView<'a>>,
    /// The terms used in the text and its notes, as `div`s of a `dl`; empty when there are none.
    pub terms: Html,
    /// What links here, by paragraph.
    pub cited: Vec<CitedPart>,
    /// The address of the page of all notes; `null` when there are none.
    pub commentary: Option<String>,
    /// The address of the notes as Web Annotations; `null` when there are none.
    pub annotations: Option<String>,
    /// The address of the text as plain data.
    pub data: String,
}

/// Where a text was published.
#[derive(Debug, Serialize)]
pub struct Source<'a> {
    /// The address.
    pub href: &'a str,
    /// The name of the host: `nato.int`.
    pub name: &'a str,
}

/// A layer of the notes on a text.
#[derive(Debug, Serialize)]
pub struct Layer<'a> {
    /// Its title.
    pub title: &'a str,
    /// How many notes it has.
    pub count: usize,
}

/// A row with notes: one outermost block of the text, and the notes beside it.
#[derive(Debug, Serialize)]
pub struct TextRow<'a> {
    /// The rows without notes before it, and its own block, with the numbers of their paragraphs, each in a `div` of class
    /// `para` with its place from 1 as `--row`. The last `div` is open: the notes follow, then the template closes it.
    pub html: Html,
    /// How many rows its notes may stand beside: `--span`.
    pub span: usize,
    /// The notes whose reference stands in it.
    pub notes: Vec<NoteView<'a>>,
}

/// Puts the page of every text.
pub(super) fn put<'e>(site: &Arc<Site<'e>>, output: &mut Output<'e>) -> Result<(), Error> {
    site.edition.texts.iter().zip(0..).try_for_each(|(text, at)| {
        put_page(output, site, paths::text_page(text), move |site, path| {
            site.engine.page("text.html", &view(site, path, TextId(at)))
        })
    })
}

fn view<'a>(site: &'a Site<'a>, path: &'a str, id: TextId) -> TextView<'a> {
    let text = site.text(id);
    let meta = &text.meta;
    let language = site.foreign(text);
    let parts = parts(site, id);
    let Body { rows, rest, class, references } = rows(site, path, (id, &parts.anchored));
    let margin = |ids: &[NoteId]| ids.iter().map(|&note| beside::view(site, path, (note, Extent::Margin))).collect();
    let count = parts.anchored.len() + parts.whole.len() + parts.unplaced.len();
    let address = |to: String| paths::href(path, &to, None);
    TextView {
        shell: Shell::new(
            site,
            &Head { path, title: &meta.title, description: meta.subtitle.as_deref(), text: Some(id) },
        ),
        title: &meta.title,
        subtitle: meta.subtitle.as_deref(),
        day: meta.date.map(|date| Day::new(date, &site.words)),
        authors: &meta.authors,
        source: meta.source.as_deref().and_then(source),
        rights: meta.rights.as_deref(),
        length: length(site, count_words(&text.prose.reading)),
        language,
        direction: language.map(direction),
        count,
        layers: layers(site, id),
        contents: contents::contents(text, &references),
        class,
        rows,
        rest,
        whole: margin(&parts.whole),
        unplaced: margin(&parts.unplaced),
        terms: end::terms(site, path, id),
        cited: end::cited(site, path, id),
        commentary: (count > 0).then(|| address(paths::commentary_page(text))),
        annotations: (count > 0).then(|| address(paths::annotations(text))),
        data: address(paths::text_json(text)),
    }
}

/// The notes of a text, by how they are placed.
struct Parts {
    anchored: Vec<NoteId>,
    whole: Vec<NoteId>,
    unplaced: Vec<NoteId>,
}

fn parts(site: &Site<'_>, id: TextId) -> Parts {
    let mut parts = Parts { anchored: Vec::new(), whole: Vec::new(), unplaced: Vec::new() };
    for (id, note) in site.edition.notes_on(id) {
        match &note.place {
            Placement::Anchored(_) if note.place.start().is_some() => parts.anchored.push(id),
            Placement::Unplaced { .. } => parts.unplaced.push(id),
            Placement::Whole | Placement::Anchored(_) => parts.whole.push(id),
        }
    }
    parts
}

/// The text with its notes.
struct Body<'a> {
    rows: Vec<TextRow<'a>>,
    rest: Html,
    class: &'static str,
    /// The places of all references, in order.
    references: Vec<u32>,
}

fn rows<'a>(site: &Site<'a>, path: &str, of: (TextId, &[NoteId])) -> Body<'a> {
    let (id, notes) = of;
    let made =
        Setting { edition: site.edition, page: path, place: Place::Text(id), words: &site.words }.rows(notes, None);
    let references = made.rows.iter().flat_map(|row| row.notes.iter().map(|held| held.1)).collect();
    let mut above = None;
    let mut beside = |held: &(NoteId, u32)| {
        let mut note = beside::view(site, path, (held.0, Extent::Margin));
        note.above = above.replace(note.number);
        note
    };
    let mut extents = Vec::with_capacity(made.rows.len());
    let mut rows = Vec::new();
    let mut places = Vec::new();
    let mut html = String::with_capacity(made.html.len() + 64 * made.rows.len());
    for (row, place) in made.rows.iter().zip(1_usize..) {
        let notes: Vec<NoteView<'a>> = row.notes.iter().map(&mut beside).collect();
        extents.push(extent(site, row, &notes));
        html.push_str("<div class=\"para\" style=\"--row:");
        html.push_str(&place.to_string());
        html.push_str("\">\n");
        html.push_str(made.html.get(row.html.clone()).unwrap_or_default());
        if notes.is_empty() {
            html.push_str("</div>\n");
        } else {
            places.push(place - 1);
            rows.push(TextRow { html: Html::new(&html), span: 0, notes });
            html.clear();
        }
    }
    let spans = layout::spans(&extents);
    for (row, place) in rows.iter_mut().zip(places) {
        row.span = spans.get(place).copied().unwrap_or_default();
    }
    let class = if layout::layout(&extents) == layout::Layout::Line { "text line" } else { "text" };
    Body { rows, rest: Html::new(&html), class, references }
}

/// The estimate takes bytes for characters: letters of scripts that need several are wider, too. Of a folded note it
/// counts what stands open, by its share of the HTML.
fn extent(site: &Site<'_>, row: &Row, shown: &[NoteView<'_>]) -> layout::Extent {
    let note = |(&(id, at), view): (&(NoteId, u32), &NoteView<'_>)| {
        let (open, rest) = (view.body.as_str().len(), view.rest.as_str().len());
        let characters = site.note(id).body.reading.len() * open / (open + rest).max(1);
        (at.saturating_sub(row.range.start) as usize, characters)
    };
    layout::Extent { characters: row.range.bytes().len(), notes: row.notes.iter().zip(shown).map(note).collect() }
}

fn layers<'a>(site: &Site<'a>, id: TextId) -> Vec<Layer<'a>> {
    let stretch = site.edition.notes_of.get(id.0 as usize).cloned().unwrap_or_default();
    let within = |notes: &[NoteId]| {
        notes.partition_point(|note| note.0 < stretch.end) - notes.partition_point(|note| note.0 < stretch.start)
    };
    let all = site.layers.iter().map(|layer| Layer { title: layer.name, count: within(&layer.notes) });
    let held: Vec<Layer<'a>> = all.filter(|layer| layer.count > 0).collect();
    if held.len() > 1 { held } else { Vec::new() }
}

/// Only what leads to the web is a link.
fn source(address: &str) -> Option<Source<'_>> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    Some(Source { href: address, name: host.strip_prefix("www.").unwrap_or(host) })
}

/// A word begins after white space; a loop over bytes is fast, and no word begins after a space that is not ASCII.
pub(super) fn count_words(reading: &str) -> usize {
    let bytes = reading.as_bytes();
    let first = usize::from(bytes.first().is_some_and(|byte| *byte > b' '));
    let rest = bytes.iter().zip(bytes.iter().skip(1)).filter(|(before, byte)| **before <= b' ' && **byte > b' ');
    first + rest.count()
}

fn length(site: &Site<'_>, words: usize) -> String {
    site.words.text_words.say(words, &[("words", &site.words.grouped(words))])
}
