//! The page of an earlier version of a text: its words, with the notes whose passages stand in it.
//!
//! In: a version and what it has of the notes on the text. Out: `statement/versions/2022-03-23-draft.html`. What the notes say
//! stands with the present text: here each is named beside its passage, with what the passage became.

mod history;
mod redline;
mod woven;

use std::sync::Arc;

use serde::Serialize;

pub use history::VersionRow;
pub(super) use history::{change, history, lines, list, name};
pub use redline::RedlineView;
pub(super) use redline::put as put_redlines;

use super::beside::{self, Cited};
use super::places::{Link, text_link};
use super::prose::Setting;
use super::text::{Source, count_words, length, source};
use super::{About, Day, Head, Html, Shell, direction, head};
use crate::edition::{NoteId, Place, TextId, paths};
use crate::error::Error;
use crate::output::Output;
use crate::render::{Site, put_page, snippet};

/// What `version.html` sees.
#[derive(Debug, Serialize)]
pub struct VersionView<'a> {
    /// What stands around the content.
    pub shell: Shell<'a>,
    /// The title of the version.
    pub title: &'a str,
    /// The subtitle.
    pub subtitle: Option<&'a str>,
    /// What it is called: `Draft, 23 March 2022`.
    pub name: String,
    /// The present text.
    pub text: Link<'a>,
    /// What the present text is called: `Final text, 24 March 2022`.
    pub present: String,
    /// The day of the version.
    pub day: Option<Day>,
    /// Who issued it.
    pub authors: &'a [String],
    /// Where it was published.
    pub source: Option<Source<'a>>,
    /// Under which terms it is reproduced.
    pub rights: Option<&'a str>,
    /// How long it is: `1,310 words`.
    pub length: String,
    /// The language of the version, where it differs from the publication's.
    pub language: Option<&'a str>,
    /// `ltr` or `rtl`, where the language differs.
    pub direction: Option<&'static str>,
    /// The version before it.
    pub previous: Option<Cited>,
    /// The version after it; of the last one, the present text.
    pub next: Option<Cited>,
    /// What changed from the version before it.
    pub since: Option<Cited>,
    /// What changed up to the version after it.
    pub changes: Option<Cited>,
    /// The rows of the version that have notes, each with those before it that have none.
    pub rows: Vec<EarlierRow>,
    /// The rows after the last one with notes.
    pub rest: Html,
}

/// A row of an earlier version with notes, as in the page of the text.
#[derive(Debug, Serialize)]
pub struct EarlierRow {
    /// The rows without notes before it, and its own block. The last `div` is open: the notes follow.
    pub html: Html,
    /// How many rows its notes may stand beside: `--span`.
    pub span: usize,
    /// The notes whose reference stands in it.
    pub notes: Vec<EarlierNote>,
}

/// A note beside an earlier version.
#[derive(Debug, Serialize)]
pub struct EarlierNote {
    /// Its number in the commentary.
    pub number: u32,
    /// Its fragment on this page.
    pub id: String,
    /// The fragment of its reference in the version.
    pub reference: String,
    /// Its title.
    pub title: Html,
    /// Its home, beside the present text.
    pub href: String,
    /// From what stands here to what the present text says; empty where that is the same.
    pub change: Html,
}

/// Puts the page of every earlier version.
pub(super) fn put<'e>(site: &Arc<Site<'e>>, output: &mut Output<'e>) -> Result<(), Error> {
    for (text, id) in site.edition.texts.iter().zip((0..).map(TextId)) {
        for (version, at) in text.versions.iter().zip(0..) {
            put_page(output, site, paths::version_page(text, version), move |site, path| {
                let Some(view) = view(site, path, (id, at)) else { return Ok(Vec::new()) };
                site.engine.page("version.html", &view)
            })?;
        }
    }
    Ok(())
}

fn view<'a>(site: &'a Site<'a>, path: &'a str, (id, at): (TextId, u32)) -> Option<VersionView<'a>> {
    let text = site.text(id);
    let version = text.versions.get(at as usize)?;
    let meta = &version.text.meta;
    let name = name(site, text, at);
    let language = site.foreign(&version.text);
    let opening = snippet::opening(site.edition, Place::Version(id, at), head::DESCRIPTION);
    let description = Some(opening.as_str()).filter(|words| !words.is_empty());
    let title = site.words.version_title.say(&[("text", &meta.title), ("version", &name)]);
    let about = About::Version(id, at);
    let (rows, rest) = rows(site, path, (id, at));
    Some(VersionView {
        shell: Shell::new(site, &Head { path, title: &title, description, about }),
        title: &meta.title,
        subtitle: meta.subtitle.as_deref(),
        text: text_link(site, path, id),
        present: history::present(site, text),
        day: meta.date.map(|date| Day::new(date, &site.words)),
        authors: &meta.authors,
        source: meta.source.as_deref().and_then(source),
        rights: meta.rights.as_deref(),
        length: length(site, count_words(&version.text.prose.reading)),
        language,
        direction: language.map(direction),
        previous: at.checked_sub(1).and_then(|before| history::link(site, path, (id, before))),
        next: history::link(site, path, (id, at + 1)),
        since: at.checked_sub(1).and_then(|before| redline::link(site, path, (id, before))),
        changes: redline::link(site, path, (id, at)),
        name,
        rows,
        rest,
    })
}

/// Cuts a version into its rows, with the notes that stand in each.
fn rows(site: &Site<'_>, path: &str, (id, at): (TextId, u32)) -> (Vec<EarlierRow>, Html) {
    let text = site.text(id);
    let traces = text.versions.get(at as usize).map(|version| version.traces.as_slice()).unwrap_or_default();
    let first = site.edition.notes_of.get(id.0 as usize).map_or(0, |stretch| stretch.start);
    let notes: Vec<NoteId> = traces.iter().map(|trace| NoteId(first + trace.note)).collect();
    let setting = Setting { edition: site.edition, page: path, place: Place::Version(id, at), words: &site.words };
    let made = setting.rows(&notes, &[]);
    let mut rows: Vec<EarlierRow> = Vec::new();
    let mut html = String::with_capacity(made.html.len());
    let mut since = 1;
    for (row, place) in made.rows.iter().zip(1_usize..) {
        html.push_str("<div class=\"para\" style=\"--row:");
        html.push_str(&place.to_string());
        html.push_str("\">\n");
        html.push_str(made.html.get(row.html.clone()).unwrap_or_default());
        if row.notes.is_empty() {
            html.push_str("</div>\n");
            continue;
        }
        if let Some(last) = rows.last_mut() {
            last.span = place - since;
        }
        since = place;
        let notes = row.notes.iter().map(|(note, _)| beside(site, path, (*note, at))).collect();
        rows.push(EarlierRow { html: Html::new(&html), span: made.rows.len() + 1 - place, notes });
        html.clear();
    }
    (rows, Html::new(&html))
}

fn beside(site: &Site<'_>, path: &str, (id, version): (NoteId, u32)) -> EarlierNote {
    let note = site.note(id);
    let (home, fragment) = paths::place(site.edition, Place::Note(id)).unwrap_or_default();
    EarlierNote {
        number: site.number(id),
        id: paths::note_fragment(note),
        reference: paths::reference_fragment(note),
        title: Html::new(&beside::title(site, note)),
        href: paths::href(path, &home, fragment.as_deref()),
        change: change(site, (id, version)),
    }
}
