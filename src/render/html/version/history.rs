//! Versions by name, and what became of a note from version to version, in the small print under it.
//!
//! In: a note, and the traces of it in the versions. Out: a line of HTML: where its passage first stands, and what differs.

use serde::Serialize;

use super::woven::{self, Cut};
use crate::edition::{Fit, NoteId, Placement, Text, TextId, Trace, paths};
use crate::reading::Words;
use crate::render::html::beside::Cited;
use crate::render::html::places::text_link;
use crate::render::html::{Day, Html};
use crate::render::{Site, escape};
use crate::source::Range;
use crate::words::Phrase;

/// Above this length in bytes the words of a passage are not compared in the small print.
const LONGEST: usize = 4_000;

/// How many bytes of it stand on a line, about.
const LINE: usize = 48;

/// An earlier version in the list of a text.
#[derive(Debug, Serialize)]
pub struct VersionRow {
    /// The version.
    pub version: Cited,
    /// What changed between it and the next one.
    pub changes: Option<Cited>,
}

/// Lists the earlier versions of a text.
pub(in super::super) fn list(site: &Site<'_>, path: &str, id: TextId) -> Vec<VersionRow> {
    let row = |at| {
        Some(VersionRow { version: link(site, path, (id, at))?, changes: super::redline::link(site, path, (id, at)) })
    };
    (0..).take(site.text(id).versions.len()).filter_map(row).collect()
}

/// Names a version: by its label and its day, else by its file. What is no earlier version is the present text.
pub(in super::super) fn name(site: &Site<'_>, text: &Text, at: u32) -> String {
    let version = text.versions.get(at as usize);
    let meta = version.map_or(&text.meta, |version| &version.text.meta);
    let day = meta.date.map(|date| Day::new(date, &site.words).words);
    match (&meta.label, version, day) {
        (Some(label), _, Some(day)) => format!("{label}{}{day}", site.words.comma.as_str()),
        (Some(label), _, None) => label.clone(),
        (None, None, Some(day)) => format!("{}{}{day}", site.words.version_present.as_str(), site.words.comma.as_str()),
        (None, None, None) => site.words.version_present.to_string(),
        (None, Some(_), Some(day)) => day,
        (None, Some(version), None) => version.slug.clone(),
    }
}

/// Names the present text where that is clear already: without a label by its own title.
pub(super) fn present(site: &Site<'_>, text: &Text) -> String {
    let day = text.meta.date.filter(|_| text.meta.label.is_none()).map(|date| Day::new(date, &site.words).words);
    match day {
        Some(day) => format!("{}{}{day}", text.link_title(), site.words.comma.as_str()),
        None if text.meta.label.is_none() => text.link_title().to_owned(),
        None => name(site, text, u32::MAX),
    }
}

/// Leads to a version; after the last one comes the present text.
pub(super) fn link(site: &Site<'_>, path: &str, (id, at): (TextId, u32)) -> Option<Cited> {
    let text = site.text(id);
    let title = name(site, text, at);
    let href = match text.versions.get(at as usize) {
        Some(version) => paths::href(path, &paths::version_page(text, version), None),
        None => text_link(site, path, id).href,
    };
    (at as usize <= text.versions.len()).then_some(Cited { title, href })
}

/// Says what became of a note's passages; nothing where the text has no versions, or the note is on the whole of it.
pub(in super::super) fn history(site: &Site<'_>, path: &str, id: NoteId) -> Html {
    let note = site.note(id);
    let text = site.text(note.text);
    if text.versions.is_empty() || matches!(note.place, Placement::Whole) {
        return Html::default();
    }
    let (past, words) = (site.past(id), &site.words);
    let mut out = String::new();
    let unplaced = matches!(note.place, Placement::Unplaced { .. });
    match (past.first, past.last) {
        (_, Some(last)) if unplaced => say(&mut out, &words.version_last, |out| passage(out, site, path, (id, last))),
        (Some(first), _) => say(&mut out, &words.version_first, |out| passage(out, site, path, (id, first))),
        (None, _) if unplaced => return Html::default(),
        (None, _) if past.other.is_some() => {}
        (None, _) if text.meta.label.is_none() => escape::text(&mut out, words.version_new_here.as_str()),
        (None, _) => say(&mut out, &words.version_new, |out| escape::text(out, &name(site, text, u32::MAX))),
    }
    let told = match (past.other.filter(|_| !unplaced), past.without.filter(|_| !unplaced)) {
        (Some(other), without) if without.is_none_or(|without| without < other) => {
            Some((&words.version_other, other, change(site, (id, other))))
        }
        (_, Some(without)) => Some((&words.version_without, without, Html::default())),
        _ => None,
    };
    if let Some((phrase, version, change)) = told {
        if !out.is_empty() {
            out.push(' ');
        }
        say(&mut out, phrase, |out| passage(out, site, path, (id, version)));
        if !change.is_empty() {
            escape::text(&mut out, words.colon.as_str());
            out.push_str(change.as_str());
        }
    }
    Html::new(&out)
}

/// Estimates how many lines the history of a note takes.
pub(in super::super) fn lines(site: &Site<'_>, id: NoteId) -> usize {
    let note = site.note(id);
    if site.text(note.text).versions.is_empty() || matches!(note.place, Placement::Whole) {
        return 0;
    }
    let Some(other) = site.past(id).other else { return 1 };
    let then = trace(site, (id, other)).map_or(0, |trace| trace.ranges.iter().map(|range| range.bytes().len()).sum());
    let now: usize = note.place.ranges().map(|range| range.bytes().len()).sum();
    1 + (now.max(then) / LINE).clamp(1, 4)
}

/// Shows how the words of an earlier version differ from those of the present text; nothing where they are the same, or the
/// present text has none.
pub(in super::super) fn change(site: &Site<'_>, (id, version): (NoteId, u32)) -> Html {
    let note = site.note(id);
    let text = site.text(note.text);
    let trace = trace(site, (id, version)).filter(|trace| trace.fit == Fit::Other);
    let (Some(trace), Some(held)) = (trace, text.versions.get(version as usize)) else { return Html::default() };
    let mut ranges: Vec<_> = note.place.ranges().collect();
    ranges.sort_unstable();
    let joined = |ranges: &[Range], reading: &str| {
        ranges.iter().map(|range| range.of(reading)).collect::<Vec<_>>().join(" … ").replace("\n\n", " … ")
    };
    let (old, new) = (joined(&trace.ranges, &held.text.prose.reading), joined(&ranges, &text.prose.reading));
    if new.is_empty() || old.len().max(new.len()) > LONGEST {
        return Html::default();
    }
    let mut out = String::from("<span class=\"diff\"");
    if let Some(language) = site.foreign(text) {
        out.push_str(" lang=\"");
        escape::attribute(&mut out, language);
        out.push('"');
    }
    out.push('>');
    woven::write(&mut out, &site.words, (&old, &new, &Words::new(&old, &new).pieces()), Cut::Short);
    out.push_str("</span>");
    Html::new(&out)
}

fn trace<'e>(site: &Site<'e>, (id, version): (NoteId, u32)) -> Option<&'e Trace> {
    site.text(site.note(id).text).trace(version, site.number(id).saturating_sub(1))
}

/// Names a version, and leads to the note's passage in it.
fn passage(out: &mut String, site: &Site<'_>, path: &str, (id, version): (NoteId, u32)) {
    let note = site.note(id);
    let text = site.text(note.text);
    let Some(held) = text.versions.get(version as usize) else { return };
    let fragment = trace(site, (id, version)).map(|_| paths::reference_fragment(note));
    out.push_str("<a href=\"");
    escape::attribute(out, &paths::href(path, &paths::version_page(text, held), fragment.as_deref()));
    out.push_str("\">");
    escape::text(out, &name(site, text, version));
    out.push_str("</a>");
}

/// Says a phrase whose one value is HTML.
fn say(out: &mut String, phrase: &Phrase, value: impl Fn(&mut String)) {
    let (before, rest) = phrase.pieces();
    escape::text(out, before);
    for (_, after) in rest {
        value(out);
        escape::text(out, after);
    }
}
