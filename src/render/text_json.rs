//! A text as plain data, for other programs: `statement/text.json`.
//!
//! In: a text with its notes and the uses of terms in it. Out: JSON. Offsets count Unicode scalar values of `reading`.

use std::sync::Arc;

use super::json::Json;
use super::scalar::Scalars;
use super::{Format, Site, put_page, snippet};
use crate::edition::{Fit, Note, NoteId, Paragraph, Place, Placement, Section, Text, TextId, paths};
use crate::error::Error;
use crate::output::Output;
use crate::source::Range;

/// Every text as JSON.
pub(super) struct TextJson;

impl Format for TextJson {
    fn put<'e>(&self, site: &Arc<Site<'e>>, output: &mut Output<'e>) -> Result<(), Error> {
        site.edition.texts.iter().zip(0..).try_for_each(|(text, at)| {
            put_page(output, site, paths::text_json(text), move |site, _| Ok(write(site, TextId(at))))
        })
    }
}

fn write(site: &Site<'_>, id: TextId) -> Vec<u8> {
    let text = site.text(id);
    let reading = &text.prose.reading;
    let scalars = Scalars::new(reading);
    let mut json = Json::with_capacity(reading.len() * 4 + 1024);
    json.object(|json| {
        json.key("id").string(&text.id);
        json.key("title").string(&text.meta.title);
        json.key("language").string(text.meta.language.as_deref().unwrap_or(&site.config.book.language));
        if let Some(date) = text.meta.date {
            json.key("date").string(&date.to_string());
        }
        if !text.meta.authors.is_empty() {
            json.key("authors").strings(&text.meta.authors);
        }
        json.key("source").or_null(text.meta.source.as_deref(), Json::string);
        json.key("rights").or_null(text.meta.rights.as_deref(), Json::string);
        if let Some(label) = text.meta.label.as_deref() {
            json.key("label").string(label);
        }
        if !text.versions.is_empty() {
            versions(json, text);
        }
        json.key("reading").string(reading);
        json.key("paragraphs").array(&text.paragraphs, |json, held| paragraph(json, &scalars, held));
        json.key("sections").array(&text.sections, |json, held| section(json, (text, &scalars), held));
        json.key("notes").array(site.edition.notes_on(id), |json, held| note(json, (site, &scalars), held));
        json.key("terms").array(site.edition.glossary.in_place(Place::Text(id)), |json, used| {
            if let Some(term) = site.edition.terms.get(used.term.0 as usize) {
                json.object(|json| {
                    json.key("id").string(&term.id);
                    json.key("term").string(&term.headword);
                    range(json, &scalars, used.range);
                    json.key("paragraph").or_null(paragraph_of(text, used.range), Json::string);
                });
            }
        });
    });
    json.finish()
}

/// Writes the earlier versions, the oldest first; addresses are relative to this file.
fn versions(json: &mut Json, text: &Text) {
    let own = paths::text_json(text);
    json.key("versions").array(text.versions.iter().zip(0..), |json, (version, at)| {
        let meta = &version.text.meta;
        let changes = paths::redline_page(text, at).map(|changes| paths::relative(&own, &changes));
        json.object(|json| {
            json.key("id").string(&version.slug);
            if let Some(label) = meta.label.as_deref() {
                json.key("label").string(label);
            }
            if let Some(date) = meta.date {
                json.key("date").string(&date.to_string());
            }
            json.key("page").string(&paths::relative(&own, &paths::version_page(text, version)));
            json.key("changes").or_null(changes.as_deref(), Json::string);
        });
    });
}

/// Writes what the earlier versions have of a note, by its place among those on the text: `same`, or `other` where a version
/// has other words at their place, or not all of them.
fn traces(json: &mut Json, text: &Text, note: u32) {
    let versions = text.versions.iter().zip(0..);
    let mut traced = versions.filter_map(|(version, at)| Some((version, text.trace(at, note)?))).peekable();
    if traced.peek().is_none() {
        return;
    }
    json.key("versions").array(traced, |json, (version, trace)| {
        json.object(|json| {
            json.key("version").string(&version.slug);
            json.key("fit").string(match trace.fit {
                Fit::Same => "same",
                Fit::Other => "other",
            });
            json.key("quotes").array(&trace.ranges, |json, range| json.string(range.of(&version.text.prose.reading)));
        });
    });
}

fn paragraph(json: &mut Json, scalars: &Scalars<'_>, held: &Paragraph) {
    json.object(|json| {
        json.key("number").or_null(held.number, Json::number);
        json.key("id").string(&held.fragment);
        range(json, scalars, held.range);
        json.key("text").string(held.range.of(scalars.reading()));
        json.key("sentences").array(held.sentences.iter().zip(0..), |json, (sentence, at)| {
            json.object(|json| {
                json.key("id").string(&paths::sentence_fragment(held, at));
                range(json, scalars, *sentence);
            });
        });
    });
}

fn section(json: &mut Json, (text, scalars): (&Text, &Scalars<'_>), held: &Section) {
    let first = text.paragraphs.get(held.first as usize).map(|first| first.fragment.as_str());
    json.object(|json| {
        json.key("id").string(&held.fragment);
        json.key("level").number(u32::from(held.level));
        json.key("title").string(held.range.of(scalars.reading()));
        range(json, scalars, held.range);
        json.key("paragraph").or_null(first, Json::string);
    });
}

fn note(json: &mut Json, (site, scalars): (&Site<'_>, &Scalars<'_>), (id, note): (NoteId, &Note<Placement>)) {
    let text = site.text(note.text);
    json.object(|json| {
        json.key("id").string(&note.id);
        json.key("number").number(site.number(id));
        json.key("title").or_null(note.title.as_ref(), |json, title| json.string(&title.reading));
        json.key("layer").or_null(note.layer.as_deref(), Json::string);
        json.key("authors").strings(&note.authors);
        json.key("date").or_null(note.date, |json, date| json.string(&date.to_string()));
        json.key("tags").strings(&note.tags);
        json.key("placed").truth(!matches!(note.place, Placement::Unplaced { .. }));
        json.key("targets").array(note.place.ranges(), |json, target| {
            json.object(|json| {
                range(json, scalars, target);
                json.key("quote").string(target.of(scalars.reading()));
                json.key("paragraph").or_null(paragraph_of(text, target), Json::string);
            });
        });
        traces(json, text, site.number(id).saturating_sub(1));
        json.key("body").string(&snippet::whole(site.edition, Place::Note(id)));
    });
}

fn range(json: &mut Json, scalars: &Scalars<'_>, range: Range) {
    json.key("start").number(scalars.at(range.start));
    json.key("end").number(scalars.at(range.end));
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
