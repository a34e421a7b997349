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
pub(super) use layout::Room;

use super::beside::{self, Extent, NoteView, OPEN, OPEN_WHERE_DENSE};
use super::facets::{self, Facet};
use super::prose::{InLayer, Row, Setting};
use super::version::{self, VersionRow};
use super::{About, Day, Head, Html, Shell, direction, head};
use crate::edition::{NoteId, Place, Placement, TextId, paths};
use crate::error::Error;
use crate::output::Output;
use crate::render::{Site, code_host, put_page, snippet};

/// How many characters of a title stand at the top of a printed page.
const RUNNING: usize = 90;

/// The file of the theme that makes citations.
const CITE: &str = "cite.js";

/// What `text.html` sees.
#[derive(Debug, Serialize)]
pub struct TextView<'a> {
    /// What stands around the content.
    pub shell: Shell<'a>,
    /// The title.
    pub title: &'a str,
    /// The title as a string of CSS, in quotation marks: what stands at the top of printed pages.
    pub running_title: String,
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
    /// Its earlier versions, the oldest first.
    pub versions: Vec<VersionRow>,
    /// The language of the text, where it differs from the publication's.
    pub language: Option<&'a str>,
    /// `ltr` or `rtl`, where the language differs.
    pub direction: Option<&'static str>,
    /// How many notes stand on it.
    pub count: usize,
    /// The layers of its notes, each with how many notes it has; empty where they are no choice.
    pub layers: Vec<Facet<'a>>,
    /// The contents; `null` where there is but one section or paragraph.
    pub contents: Option<Contents>,
    /// The classes of the text: `text`, with `line` when notes stand at their lines and not by rows, with `dense` when they
    /// are folded early because they would tear the text apart.
    pub class: &'static str,
    /// The rows of the text that have notes, each with those before it that have none.
    pub rows: Vec<TextRow<'a>>,
    /// The rows after the last one with notes.
    pub rest: Html,
    /// Notes on the whole text.
    pub whole: Vec<NoteView<'a>>,
    /// Notes on what only earlier versions of the text have.
    pub earlier: Vec<NoteView<'a>>,
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
    /// The address of the script that makes citations, seen from the home page; `null` when the theme has none.
    pub cite: Option<String>,
    /// The address at which a note is suggested on the code host, where the publication names its repository: `{name}` stands for the
    /// name of a new file, `{words}` for what it is to hold.
    pub suggest: Option<String>,
}

/// Where a text was published.
#[derive(Debug, Serialize)]
pub struct Source<'a> {
    /// The address.
    pub href: &'a str,
    /// The name of the host: `nato.int`.
    pub name: &'a str,
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
    let layers = facets::layers(site, id);
    let in_layers = facets::in_layers(site, id, &layers);
    let margin = Margin { site, path, layers: &in_layers };
    let Body { rows, rest, class, references } = rows(&margin, (id, &parts.anchored));
    let whole = |ids: &[NoteId]| ids.iter().map(|&note| margin.note(note, OPEN)).collect();
    let count = parts.anchored.len() + parts.whole.len() + parts.earlier.len() + parts.unplaced.len();
    let opening = snippet::opening(site.edition, Place::Text(id), head::DESCRIPTION);
    let description = meta.description.as_deref().or(Some(opening.as_str())).filter(|words| !words.is_empty());
    let address = |to: String| paths::href(path, &to, None);
    TextView {
        shell: Shell::new(site, &Head { path, title: &meta.title, description, about: About::Text(id) }),
        title: &meta.title,
        running_title: css_string(text.link_title()),
        subtitle: meta.subtitle.as_deref(),
        day: meta.date.map(|date| Day::new(date, &site.words)),
        authors: &meta.authors,
        source: meta.source.as_deref().and_then(source),
        rights: meta.rights.as_deref(),
        length: length(site, count_words(&text.prose.reading)),
        versions: version::list(site, path, id),
        language,
        direction: language.map(direction),
        count,
        layers,
        contents: contents::contents(text, &references),
        class,
        rows,
        rest,
        whole: whole(&parts.whole),
        earlier: whole(&parts.earlier),
        unplaced: whole(&parts.unplaced),
        terms: end::terms(site, path, id),
        cited: end::cited(site, path, id),
        commentary: (count > 0).then(|| address(paths::commentary_page(text))),
        annotations: (count > 0).then(|| address(paths::annotations(text))),
        data: address(paths::text_json(text)),
        cite: site.theme.files.contains_key(CITE).then(|| site.asset_address(CITE)),
        suggest: code_host::suggest(site.config, text),
    }
}

/// The notes of a text, by how they are placed.
struct Parts {
    anchored: Vec<NoteId>,
    whole: Vec<NoteId>,
    /// What they are about stands in an earlier version alone.
    earlier: Vec<NoteId>,
    unplaced: Vec<NoteId>,
}

fn parts(site: &Site<'_>, id: TextId) -> Parts {
    let (anchored, whole, earlier, unplaced) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut parts = Parts { anchored, whole, earlier, unplaced };
    for (id, note) in site.edition.notes_on(id) {
        match &note.place {
            Placement::Anchored(_) if note.place.start().is_some() => parts.anchored.push(id),
            Placement::Unplaced { .. } if site.past(id).last.is_some() => parts.earlier.push(id),
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

/// The margin of a page, in which notes are shown.
struct Margin<'s, 'a> {
    site: &'s Site<'a>,
    path: &'s str,
    layers: &'s [InLayer<'a>],
}

impl<'a> Margin<'_, 'a> {
    /// Shows a note, with at most so many words open.
    fn note(&self, id: NoteId, open: usize) -> NoteView<'a> {
        let mut note = beside::view(self.site, self.path, (id, Extent::Margin(open)));
        let held = self.layers.get((note.number as usize).saturating_sub(1));
        note.layer_place = held.map(|held| held.digit).filter(|digit| *digit > 0);
        note
    }
}

fn rows<'a>(margin: &Margin<'_, 'a>, of: (TextId, &[NoteId])) -> Body<'a> {
    let (id, notes) = of;
    let site = margin.site;
    let setting = Setting { edition: site.edition, page: margin.path, place: Place::Text(id), words: &site.words };
    let made = setting.rows(notes, margin.layers);
    let references = made.rows.iter().flat_map(|row| row.notes.iter().map(|held| held.1)).collect();
    let extents = |open: usize| made.rows.iter().map(|row| extent(site, row, open)).collect::<Vec<_>>();
    let wide = extents(OPEN);
    let (layout, early) = layout::choose(&wide, || extents(OPEN_WHERE_DENSE));
    let open = if early { OPEN_WHERE_DENSE } else { OPEN };
    let mut above = None;
    let mut beside = |held: &(NoteId, u32)| {
        let mut note = margin.note(held.0, open);
        note.above = above.replace(note.number);
        note
    };
    let mut rows = Vec::new();
    let mut places = Vec::new();
    let mut html = String::with_capacity(made.html.len() + 64 * made.rows.len());
    for (row, place) in made.rows.iter().zip(1_usize..) {
        let notes: Vec<NoteView<'a>> = row.notes.iter().map(&mut beside).collect();
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
    let spans = layout::spans(&wide);
    for (row, place) in rows.iter_mut().zip(places) {
        row.span = spans.get(place).copied().unwrap_or_default();
    }
    let class = match (layout, early) {
        (layout::Layout::Line, false) => "text line",
        (layout::Layout::Line, true) => "text line dense",
        (layout::Layout::Rows, false) => "text",
        (layout::Layout::Rows, true) => "text dense",
    };
    Body { rows, rest: Html::new(&html), class, references }
}

fn extent(site: &Site<'_>, row: &Row, open: usize) -> layout::Extent {
    let note = |&(id, at): &(NoteId, u32)| (at.saturating_sub(row.range.start) as usize, beside::room(site, id, open));
    layout::Extent { characters: row.range.bytes().len(), notes: row.notes.iter().map(note).collect() }
}

/// Only what leads to the web is a link.
pub(super) fn source(address: &str) -> Option<Source<'_>> {
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

/// Says how many words there are.
pub(super) fn length(site: &Site<'_>, words: usize) -> String {
    site.words.text_words.say(words, &[("words", &site.words.grouped(words))])
}

/// Writes words as a string of CSS, in quotation marks; very long ones are cut.
fn css_string(words: &str) -> String {
    let mut quoted = String::from("'");
    for letter in words.chars().take(RUNNING) {
        if matches!(letter, '\'' | '\\') {
            quoted.push('\\');
        }
        quoted.push(if letter.is_control() { ' ' } else { letter });
    }
    quoted.push_str(if words.chars().nth(RUNNING).is_some() { " …'" } else { "'" });
    quoted
}
