//! A text as plain data, for other programs: `statement/text.json`.
//!
//! In: a text with its notes and the uses of terms in it. Out: JSON. Offsets count Unicode scalar values of `reading`.

use std::borrow::Cow;
use std::sync::Arc;

use serde::Serialize;

use super::scalar::Scalars;
use super::{Format, Site, put_page, snippet};
use crate::edition::{Fit, Note, NoteId, Place, Placement, Text, TextId, paths};
use crate::error::Error;
use crate::output::Output;
use crate::source::Range;

/// Every text as JSON.
pub(super) struct TextJson;

/// A text.
#[derive(Serialize)]
struct Data<'a> {
    id: &'a str,
    title: &'a str,
    language: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    authors: &'a [String],
    source: Option<&'a str>,
    rights: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    versions: Vec<VersionData<'a>>,
    reading: &'a str,
    paragraphs: Vec<Paragraph<'a>>,
    sections: Vec<Section<'a>>,
    notes: Vec<NoteData<'a>>,
    terms: Vec<Use<'a>>,
}

/// An earlier version, the oldest first; addresses are relative to this file.
#[derive(Serialize)]
struct VersionData<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    page: String,
    changes: Option<String>,
}

/// What an earlier version has of a note.
#[derive(Serialize)]
struct TraceData<'a> {
    version: &'a str,
    /// `same`, or `other` where it has other words at their place, or not all of them.
    fit: &'static str,
    quotes: Vec<&'a str>,
}

#[derive(Serialize)]
struct Paragraph<'a> {
    number: Option<u32>,
    id: &'a str,
    start: u32,
    end: u32,
    text: &'a str,
    sentences: Vec<Sentence>,
}

#[derive(Serialize)]
struct Sentence {
    id: String,
    start: u32,
    end: u32,
}

#[derive(Serialize)]
struct Section<'a> {
    id: &'a str,
    level: u8,
    title: &'a str,
    start: u32,
    end: u32,
    paragraph: Option<&'a str>,
}

#[derive(Serialize)]
struct NoteData<'a> {
    id: &'a str,
    number: u32,
    title: Option<&'a str>,
    layer: Option<&'a str>,
    authors: &'a [String],
    date: Option<String>,
    tags: &'a [String],
    placed: bool,
    targets: Vec<Target<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    versions: Vec<TraceData<'a>>,
    body: Cow<'a, str>,
}

#[derive(Serialize)]
struct Target<'a> {
    start: u32,
    end: u32,
    quote: &'a str,
    paragraph: Option<&'a str>,
}

#[derive(Serialize)]
struct Use<'a> {
    id: &'a str,
    term: &'a str,
    start: u32,
    end: u32,
    paragraph: Option<&'a str>,
}

impl Format for TextJson {
    fn put<'e>(&self, site: &Arc<Site<'e>>, output: &mut Output<'e>) -> Result<(), Error> {
        site.edition.texts.iter().zip(0..).try_for_each(|(text, at)| {
            put_page(output, site, paths::text_json(text), move |site, _| Ok(write(site, TextId(at))))
        })
    }
}

fn write(site: &Site<'_>, id: TextId) -> Vec<u8> {
    let text = site.text(id);
    let mut json = Vec::with_capacity(text.prose.reading.len() * 3);
    serde_json::to_writer(&mut json, &data(site, id)).expect("plain data has no key that is not a string");
    json.push(b'\n');
    json
}

fn data<'a>(site: &Site<'a>, id: TextId) -> Data<'a> {
    let text = site.text(id);
    let reading = &text.prose.reading;
    let scalars = Scalars::new(reading);
    let uses = site.edition.glossary.in_place(Place::Text(id)).iter().filter_map(|used| {
        let term = site.edition.terms.get(used.term.0 as usize)?;
        let (start, end) = (scalars.at(used.range.start), scalars.at(used.range.end));
        Some(Use { id: &term.id, term: &term.headword, start, end, paragraph: paragraph_of(text, used.range) })
    });
    Data {
        id: &text.id,
        title: &text.meta.title,
        language: text.meta.language.as_deref().unwrap_or(&site.config.book.language),
        date: text.meta.date.map(|date| date.to_string()),
        authors: &text.meta.authors,
        source: text.meta.source.as_deref(),
        rights: text.meta.rights.as_deref(),
        label: text.meta.label.as_deref(),
        versions: versions(text),
        reading,
        paragraphs: paragraphs(text, &scalars),
        sections: sections(text, &scalars),
        notes: site.edition.notes_on(id).map(|(id, held)| note(site, &scalars, (id, held))).collect(),
        terms: uses.collect(),
    }
}

fn versions(text: &Text) -> Vec<VersionData<'_>> {
    let own = paths::text_json(text);
    let versions = text.versions.iter().zip(0..);
    versions
        .map(|(version, at)| VersionData {
            id: &version.slug,
            label: version.text.meta.label.as_deref(),
            date: version.text.meta.date.map(|date| date.to_string()),
            page: paths::relative(&own, &paths::version_page(text, version)),
            changes: paths::redline_page(text, at).map(|changes| paths::relative(&own, &changes)),
        })
        .collect()
}

/// What the earlier versions have of a note, by its place among those on the text.
fn traces(text: &Text, note: u32) -> Vec<TraceData<'_>> {
    let traced = text.versions.iter().zip(0..).filter_map(|(version, at)| Some((version, text.trace(at, note)?)));
    traced
        .map(|(version, trace)| TraceData {
            version: &version.slug,
            fit: match trace.fit {
                Fit::Same => "same",
                Fit::Other => "other",
            },
            quotes: trace.ranges.iter().map(|range| range.of(&version.text.prose.reading)).collect(),
        })
        .collect()
}

fn paragraphs<'a>(text: &'a Text, scalars: &Scalars<'_>) -> Vec<Paragraph<'a>> {
    let sentence = |held: &crate::edition::Paragraph, (range, at): (&Range, u32)| Sentence {
        id: paths::sentence_fragment(held, at),
        start: scalars.at(range.start),
        end: scalars.at(range.end),
    };
    let paragraph = |held: &'a crate::edition::Paragraph| Paragraph {
        number: held.number,
        id: &held.fragment,
        start: scalars.at(held.range.start),
        end: scalars.at(held.range.end),
        text: held.range.of(&text.prose.reading),
        sentences: held.sentences.iter().zip(0..).map(|found| sentence(held, found)).collect(),
    };
    text.paragraphs.iter().map(paragraph).collect()
}

fn sections<'a>(text: &'a Text, scalars: &Scalars<'_>) -> Vec<Section<'a>> {
    let section = |held: &'a crate::edition::Section| Section {
        id: &held.fragment,
        level: held.level,
        title: held.range.of(&text.prose.reading),
        start: scalars.at(held.range.start),
        end: scalars.at(held.range.end),
        paragraph: text.paragraphs.get(held.first as usize).map(|first| first.fragment.as_str()),
    };
    text.sections.iter().map(section).collect()
}

fn note<'a>(site: &Site<'a>, scalars: &Scalars<'_>, of: (NoteId, &'a Note<Placement>)) -> NoteData<'a> {
    let (id, note) = of;
    let text = site.text(note.text);
    let target = |range: Range| Target {
        start: scalars.at(range.start),
        end: scalars.at(range.end),
        quote: range.of(&text.prose.reading),
        paragraph: paragraph_of(text, range),
    };
    NoteData {
        id: &note.id,
        number: site.number(id),
        title: note.title.as_ref().map(|title| title.reading.as_str()),
        layer: note.layer.as_deref(),
        authors: &note.authors,
        date: note.date.map(|date| date.to_string()),
        tags: &note.tags,
        placed: !matches!(note.place, Placement::Unplaced { .. }),
        targets: note.place.ranges().map(target).collect(),
        versions: traces(text, site.number(id).saturating_sub(1)),
        body: snippet::whole(site.edition, Place::Note(id)),
    }
}

/// The id of the paragraph that a range begins in; what stands in a heading, a table or a footnote has none.
fn paragraph_of(text: &Text, range: Range) -> Option<&str> {
    let held = text.paragraphs.get(text.paragraph_at(range.start)?)?;
    (range.start < held.range.end).then_some(held.fragment.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::fixture;
    use crate::source::Theme;

    #[test]
    fn offsets_count_scalar_values() {
        let text = fixture::text(&["Über allem.", "Ein Wort & mehr."]);
        let notes = vec![fixture::note(&text, "n", &["Wort"])];
        let edition = fixture::edition(text, notes, "mehr");
        let (config, theme) = (fixture::config(), Theme::default());
        let site = Site::new(&edition, &config, &theme).unwrap();
        let json: serde_json::Value = serde_json::from_slice(&write(&site, TextId(0))).unwrap();
        let reading: Vec<char> = json["reading"].as_str().unwrap().chars().collect();
        let words = |at: &serde_json::Value| -> String {
            let offset = |key: &str| usize::try_from(at[key].as_u64().unwrap()).unwrap();
            reading[offset("start")..offset("end")].iter().collect()
        };
        assert_eq!(words(&json["notes"][0]["targets"][0]), "Wort");
        assert_eq!(json["notes"][0]["targets"][0]["paragraph"], "p2");
        assert_eq!(words(&json["terms"][0]), "mehr");
        assert_eq!(words(&json["paragraphs"][1]), json["paragraphs"][1]["text"].as_str().unwrap());
        assert_eq!(json["paragraphs"][1]["sentences"][0]["id"], "p2s1");
    }
}
