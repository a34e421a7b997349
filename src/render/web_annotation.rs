//! The notes on a text as W3C Web Annotations: `statement/annotations.jsonld`.
//!
//! In: a text and its notes. Out: an annotation page. A passage is named twice: by its words with enough around them to
//! be found once, and by its place in the reading, in Unicode scalar values. A passage over several paragraphs is one
//! target for each, so that its words stand in the page as they are quoted. Ids need no server: without an address of the
//! site they are names (`urn:postil:…`).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::json::Json;
use super::scalar::Scalars;
use super::{Format, Site, put_page, snippet};
use crate::edition::{Note, Place, Placement, Text, TextId, paths};
use crate::error::Error;
use crate::output::Output;
use crate::source::Range;
use aho_corasick::AhoCorasick;

/// How much is quoted around a passage, in bytes; more where that stands twice.
const AROUND: usize = 32;
/// How much is quoted around a passage at most.
const MOST: usize = 1024;
/// So few passages are counted one by one: to build an automaton for them would take longer.
const FEW: usize = 32;
/// How much is searched, in bytes, to find out how much must be quoted around passages that stand twice; where a text and its
/// notes are so many that it would take more, [`PLENTY`] is quoted around each.
const SEARCHED: usize = 64 << 20;
/// How much is quoted around a passage that stands twice where it is not looked for.
const PLENTY: usize = 128;

/// Every text's notes as Web Annotations.
pub(super) struct WebAnnotation;

/// What all annotations of a text share.
struct Ground<'a> {
    text: &'a Text,
    language: &'a str,
    source: &'a str,
    scalars: Scalars<'a>,
    /// How often each passage's words stand in the reading.
    counts: BTreeMap<&'a str, usize>,
    /// How much is quoted around a passage that stands twice, at least and at most.
    reach: std::ops::Range<usize>,
}

impl Format for WebAnnotation {
    fn put<'e>(&self, site: &Arc<Site<'e>>, output: &mut Output<'e>) -> Result<(), Error> {
        let ids = site.edition.texts.iter().zip((0..).map(TextId));
        ids.filter(|(_, id)| site.edition.notes_on(*id).next().is_some()).try_for_each(|(text, id)| {
            put_page(output, site, paths::annotations(text), move |site, path| Ok(write(site, path, id)))
        })
    }
}

fn write(site: &Site<'_>, path: &str, id: TextId) -> Vec<u8> {
    let text = site.text(id);
    let source = address(site, &paths::text_page(text), text);
    let counts = counts(site, id);
    let repeated = counts.values().filter(|count| **count > 1).count();
    let searched = repeated.saturating_mul(text.prose.reading.len());
    let ground = Ground {
        text,
        language: &site.config.book.language,
        source: &source,
        scalars: Scalars::new(&text.prose.reading),
        counts,
        reach: if searched > SEARCHED { PLENTY..PLENTY } else { AROUND..MOST },
    };
    let mut json = Json::with_capacity(4096);
    json.object(|json| {
        json.key("@context").string("http://www.w3.org/ns/anno.jsonld");
        json.key("id").string(&match site.config.site.url {
            Some(_) => address(site, path, text),
            None => format!("{source}:annotations"),
        });
        json.key("type").string("AnnotationPage");
        json.key("items").array(site.edition.notes_on(id), |json, (id, note)| {
            annotation(json, &ground, (note, &snippet::whole(site.edition, Place::Note(id))));
        });
    });
    json.finish()
}

/// The address of a path on the web; of a site without one, the text's name.
fn address(site: &Site<'_>, path: &str, text: &Text) -> String {
    let name = if text.id.is_empty() { "text" } else { &text.id };
    site.address(path).unwrap_or_else(|| format!("urn:postil:{}", paths::absolute(name)))
}

fn annotation(json: &mut Json, ground: &Ground<'_>, (note, words): (&Note<Placement>, &str)) {
    let targets: Vec<Range> = parts(ground.text, note).collect();
    json.object(|json| {
        json.key("id").string(&format!("{}#{}", ground.source, paths::absolute(&paths::note_fragment(note))));
        json.key("type").string("Annotation");
        if let Some(title) = &note.title {
            json.key("label").string(&title.reading);
        }
        json.key("motivation").string("commenting");
        if !note.authors.is_empty() {
            json.key("creator").array(&note.authors, |json, name| {
                json.object(|json| {
                    json.key("type").string("Person");
                    json.key("name").string(name);
                });
            });
        }
        if let Some(date) = note.date {
            json.key("created").string(&format!("{date}T00:00:00Z"));
        }
        let own = ("commenting", Some(ground.language), words);
        let tags = note.tags.iter().map(|tag| ("tagging", None, tag.as_str()));
        json.key("body").array([own].into_iter().chain(tags), body);
        json.key("target");
        if targets.is_empty() {
            json.array([ground.source], |json, source| json.object(|json| json.key("source").string(source)));
        } else {
            json.array(targets, |json, range| passage(json, ground, range));
        }
    });
}

fn body(json: &mut Json, (purpose, language, value): (&'static str, Option<&str>, &str)) {
    json.object(|json| {
        json.key("type").string("TextualBody");
        json.key("purpose").string(purpose);
        json.key("format").string("text/plain");
        if let Some(language) = language {
            json.key("language").string(language);
        }
        json.key("value").string(value);
    });
}

fn passage(json: &mut Json, ground: &Ground<'_>, range: Range) {
    let reading = ground.text.prose.reading.as_str();
    let exact = range.of(reading);
    let unique = ground.counts.get(exact).is_none_or(|&count| count < 2);
    let reach = if unique { AROUND..AROUND } else { ground.reach.clone() };
    let (start, end) = around(reading, range, reach);
    let quote = |json: &mut Json| {
        json.key("type").string("TextQuoteSelector");
        json.key("exact").string(exact);
        json.key("prefix").string(reading.get(start..range.start as usize).unwrap_or_default());
        json.key("suffix").string(reading.get(range.end as usize..end).unwrap_or_default());
    };
    let position = |json: &mut Json| {
        json.key("type").string("TextPositionSelector");
        json.key("start").number(ground.scalars.at(range.start));
        json.key("end").number(ground.scalars.at(range.end));
    };
    json.object(|json| {
        json.key("source").string(ground.source);
        let selectors: [&dyn Fn(&mut Json); 2] = [&quote, &position];
        json.key("selector").array(selectors, |json, selector| json.object(selector));
    });
}

/// Returns what is quoted with a passage, cut at word borders inside its paragraph: more and more until it stands once.
fn around(reading: &str, range: Range, reach: std::ops::Range<usize>) -> (usize, usize) {
    // A paragraph may be megabytes long: its ends are looked for no further than anything is quoted.
    let first = reading.floor_char_boundary((range.start as usize).saturating_sub(2 * MOST));
    let last = reading.ceil_char_boundary((range.end as usize + 2 * MOST).min(reading.len()));
    let before = reading.get(first..range.start as usize).unwrap_or_default();
    let after = reading.get(range.end as usize..last).unwrap_or_default();
    let block_start = first + before.rfind("\n\n").map_or(0, |at| at + 2);
    let block_end = range.end as usize + after.find("\n\n").unwrap_or(after.len());
    let (mut reach, most) = (reach.start, reach.end);
    loop {
        let low = reading.floor_char_boundary((range.start as usize).saturating_sub(reach)).max(block_start);
        let high = reading.ceil_char_boundary((range.end as usize + reach).min(reading.len())).min(block_end);
        let start = reading.get(block_start..low).and_then(|words| words.rfind(char::is_whitespace));
        let start = start.map_or(block_start, |at| block_start + at + 1);
        let end = reading.get(high..block_end).and_then(|words| words.find(char::is_whitespace));
        let end = end.map_or(block_end, |at| high + at);
        let whole = (start, end) == (block_start, block_end);
        let once = || reading.match_indices(reading.get(start..end).unwrap_or_default()).nth(1).is_none();
        if whole || reach >= most || once() {
            return (start, end);
        }
        reach *= 2;
    }
}

/// Returns the passages of a note, cut where leaves end.
fn parts<'a>(text: &'a Text, note: &'a Note<Placement>) -> impl Iterator<Item = Range> + use<'a> {
    let reading = text.prose.reading.as_str();
    note.place.ranges().flat_map(move |range| {
        let words = range.of(reading);
        let mut at = range.start as usize;
        words.split("\n\n").filter_map(move |part| {
            let start = at + (part.len() - part.trim_start().len());
            let found = Range::new(start, start + part.trim().len());
            at += part.len() + 2;
            (!found.is_empty()).then_some(found)
        })
    })
}

/// Counts how often the words of each passage stand in the reading: one pass for all, where there are many.
fn counts<'a>(site: &Site<'a>, id: TextId) -> BTreeMap<&'a str, usize> {
    let text = site.text(id);
    let passages = site.edition.notes_on(id).flat_map(|(_, note)| parts(text, note));
    let mut counts: BTreeMap<&str, usize> = passages.map(|range| (range.of(&text.prose.reading), 0)).collect();
    if counts.len() <= FEW {
        for (words, count) in &mut counts {
            *count = memchr::memmem::find_iter(text.prose.reading.as_bytes(), words).count();
        }
        return counts;
    }
    let words: Vec<&str> = counts.keys().copied().collect();
    if let Ok(finder) = AhoCorasick::new(&words) {
        for found in finder.find_overlapping_iter(&text.prose.reading) {
            if let Some(count) = words.get(found.pattern().as_usize()).and_then(|words| counts.get_mut(words)) {
                *count += 1;
            }
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::fixture;
    use crate::source::Theme;

    fn json(paragraphs: &[&str], quote: &str) -> serde_json::Value {
        let text = fixture::text(paragraphs);
        let notes = vec![fixture::note(&text, "n", &[quote])];
        let edition = fixture::edition(text, notes, "term");
        let (config, theme) = (fixture::config(), Theme::default());
        let site = Site::new(&edition, &config, &theme).unwrap();
        serde_json::from_slice(&write(&site, "text/annotations.jsonld", TextId(0))).unwrap()
    }

    #[test]
    fn a_passage_is_named_by_words_and_by_place() {
        let json = json(&["Über allem steht das Wort."], "steht");
        let note = &json["items"][0];
        assert_eq!(note["id"], "urn:postil:text#n-n");
        assert_eq!(note["created"], "2024-01-02T00:00:00Z");
        let selectors = &note["target"][0]["selector"];
        assert_eq!(selectors[0]["exact"], "steht");
        assert_eq!(selectors[0]["prefix"], "Über allem ");
        assert_eq!(selectors[0]["suffix"], " das Wort.");
        assert_eq!((&selectors[1]["start"], &selectors[1]["end"]), (&11.into(), &16.into()));
    }

    #[test]
    fn what_stands_twice_is_quoted_with_more_around_it() {
        let same = "and so on and so forth, and then the word comes once more, as it always does, ".repeat(3);
        let json = json(&[&format!("First {same}")], "word");
        let selector = &json["items"][0]["target"][0]["selector"][0];
        let whole = format!("{}word{}", selector["prefix"].as_str().unwrap(), selector["suffix"].as_str().unwrap());
        assert_eq!(format!("First {same}").matches(&whole).count(), 1);
        assert!(whole.len() > 2 * AROUND + 4);
    }

    #[test]
    fn a_passage_over_two_paragraphs_has_two_targets() {
        let json = json(&["One two.", "Three four."], "two.\n\nThree");
        let targets = json["items"][0]["target"].as_array().unwrap();
        let exact: Vec<_> = targets.iter().map(|target| target["selector"][0]["exact"].as_str().unwrap()).collect();
        assert_eq!(exact, ["two.", "Three"]);
    }
}
