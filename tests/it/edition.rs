//! The shipped edition: the largest test. What an analyst, a teacher, a journalist would look for in it is there.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::sync::LazyLock;

use flate2::Compression;
use flate2::write::GzEncoder;
use postil::edition::{Placement, Verdict};
use postil::{Checked, Config, Drafts, Edition, Sources, disk};

use crate::{site, web};

/// The statement as its publication has it: a paragraph a line.
const STATEMENT: &str = include_str!("../fixtures/statement.txt");

struct Shipped {
    config: Config,
    compiled: Checked<Edition>,
    pages: BTreeMap<String, String>,
}

static SHIPPED: LazyLock<Shipped> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources: Sources = disk::read(root, "content").expect("the edition can be read");
    let settings = postil::config::read(&sources, sources.find("book.toml").expect("the edition has settings"));
    assert_eq!(settings.diagnostics, []);
    let compiled = postil::compile(&sources, &settings.value, Drafts::Hide);
    let pages = site::pages(&compiled.value, &settings.value);
    Shipped { config: settings.value, compiled, pages }
});

fn paragraphs() -> Vec<&'static str> {
    STATEMENT.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}

fn page(path: &str) -> &'static str {
    SHIPPED.pages.get(path).unwrap_or_else(|| panic!("there is no {path}"))
}

#[test]
fn it_compiles_without_a_warning() {
    assert_eq!(SHIPPED.compiled.diagnostics, []);
}

#[test]
fn the_fifteen_paragraphs_are_the_statement_to_the_letter() {
    let json: serde_json::Value = serde_json::from_str(page("statement/text.json")).unwrap();
    let found: Vec<_> =
        json["paragraphs"].as_array().unwrap().iter().map(|held| held["text"].as_str().unwrap()).collect();
    assert_eq!(found, paragraphs());
    assert_eq!(found.len(), 15);
    let reading: Vec<char> = json["reading"].as_str().unwrap().chars().collect();
    for held in json["paragraphs"].as_array().unwrap() {
        let at = |key: &str| usize::try_from(held[key].as_u64().unwrap()).unwrap();
        assert_eq!(reading[at("start")..at("end")].iter().collect::<String>(), held["text"].as_str().unwrap());
    }
}

#[test]
fn annotation_leaves_the_words_of_the_text_alone() {
    let text = page("statement/index.html");
    for (number, paragraph) in (1..).zip(paragraphs()) {
        let (_, after) = text.split_once(&format!("<p id=\"p{number}\">")).expect("every paragraph has its place");
        let (inside, _) = after.split_once("</p>").unwrap();
        let bare = without(inside, "<a class=\"r\"", "</a>");
        assert_eq!(web::words(&bare).replace('\u{2009}', ""), paragraph);
    }
}

/// Takes out every stretch from `open` to `close`.
fn without(page: &str, open: &str, close: &str) -> String {
    let mut pieces = page.split(open);
    let mut found = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        found.push_str(piece.split_once(close).map_or("", |(_, rest)| rest));
    }
    found
}

#[test]
fn every_note_has_its_place_to_the_letter() {
    let edition = &SHIPPED.compiled.value;
    assert!(edition.notes.len() >= 28, "{} notes", edition.notes.len());
    for note in &edition.notes {
        match &note.place {
            Placement::Whole => {}
            Placement::Anchored(anchors) => {
                assert!(anchors.iter().all(|anchor| anchor.verdict != Verdict::Fuzzy), "{}", note.id);
            }
            Placement::Unplaced { .. } => panic!("{} has no place", note.id),
        }
    }
    let text = &edition.texts[0];
    for paragraph in &text.paragraphs {
        let noted =
            edition.notes.iter().flat_map(|note| note.place.ranges()).any(|range| range.overlaps(paragraph.range));
        assert!(noted, "{} has no note", paragraph.fragment);
    }
    assert_eq!(SHIPPED.config.commentary.layers.len(), 2);
}

#[test]
fn the_glossary_is_evidence() {
    for (term, number, sentence) in [
        ("article-5", 11, "Our commitment to Article 5 of the Washington Treaty is iron-clad."),
        ("article-3", 14, "In line with our commitment in Article 3 of the Washington Treaty"),
        ("defence-investment-pledge", 14, "our commitment to the Defence Investment Pledge in its entirety."),
        ("defence-investment-pledge", 14, "we will submit additional plans on how to meet the Pledge."),
    ] {
        let page = page(&format!("glossary/{term}.html"));
        let link = format!("href=\"../statement/index.html#p{number}\"");
        let found = page.split("<li>").any(|item| item.contains(&link) && web::words(item).contains(sentence));
        assert!(found, "{term} does not show: {sentence}");
    }
}

#[test]
fn every_link_leads_somewhere() {
    let copied = SHIPPED.compiled.value.assets.iter().cloned().collect();
    assert_eq!(web::faults(&SHIPPED.pages, &copied), Vec::<String>::new());
    assert!(SHIPPED.pages.len() > 50);
}

#[test]
fn nothing_is_fetched_from_elsewhere() {
    for (path, page) in &SHIPPED.pages {
        if path.ends_with(".html") {
            for address in web::attribute(page, "src") {
                assert!(!address.contains("//"), "{path} loads {address}");
            }
            let tags = |open: &'static str| {
                page.split(open).skip(1).filter_map(|rest| rest.split_once('>')).map(|held| held.0)
            };
            // A name for a vocabulary and the page's own address are not loaded.
            let named =
                |tag: &&str| ["canonical", "schema.DC"].iter().any(|rel| tag.contains(&format!("rel=\"{rel}\"")));
            for tag in tags("<link ").filter(|tag| !named(tag)) {
                assert!(!tag.contains("//"), "{path} loads {tag}");
            }
            for tag in tags("<a ").filter(|tag| tag.contains("href=\"http")) {
                assert!(tag.contains("rel=\"noopener noreferrer\""), "{path}: {tag}");
            }
            for style in web::attribute(page, "style") {
                assert!(style.starts_with("--") && !style.contains("url("), "{path}: {style}");
            }
            assert!(!page.contains("<style"), "{path}");
        }
        if path.ends_with(".css") {
            assert!(!page.contains("//") && !page.contains("@import"), "{path} loads from elsewhere");
        }
    }
}

#[test]
fn annotations_say_where_their_words_stand() {
    let json: serde_json::Value = serde_json::from_str(page("statement/annotations.jsonld")).unwrap();
    let text: serde_json::Value = serde_json::from_str(page("statement/text.json")).unwrap();
    let reading: Vec<char> = text["reading"].as_str().unwrap().chars().collect();
    let items = json["items"].as_array().unwrap();
    assert_eq!(items.len(), SHIPPED.compiled.value.notes.len());
    let mut checked = 0;
    for target in
        items.iter().flat_map(|item| item["target"].as_array().cloned().unwrap_or_else(|| vec![item["target"].clone()]))
    {
        let Some(selectors) = target["selector"].as_array() else { continue };
        let by = |kind: &str| selectors.iter().find(|held| held["type"] == kind).unwrap();
        let place = by("TextPositionSelector");
        let at = |key: &str| usize::try_from(place[key].as_u64().unwrap()).unwrap();
        let words: String = reading[at("start")..at("end")].iter().collect();
        assert_eq!(by("TextQuoteSelector")["exact"], serde_json::Value::String(words));
        checked += 1;
    }
    assert!(checked > 28, "{checked} targets");
}

#[test]
fn what_the_subject_index_leaves_out_is_led_to() {
    let index = page("subject-index.html");
    let (all, led) = (index.matches(" more<").count(), index.matches(" more</a>").count());
    assert!(all > 1 && all == led, "{led} of {all}");
    assert!(index.contains("<a href=\"statement/commentary.html\" aria-label=\""), "the notes of a layer");
}

/// The index holds the words themselves, so that this is what compressing them leaves.
#[test]
fn the_search_index_weighs_at_most_three_tenths_of_its_words() {
    let edition = &SHIPPED.compiled.value;
    let mut words = 0;
    for text in &edition.texts {
        words += text.meta.title.len() + text.meta.subtitle.as_deref().map_or(0, str::len) + text.prose.reading.len();
    }
    for note in &edition.notes {
        words += note.title_words().len() + note.body.reading.len();
    }
    for term in &edition.terms {
        let aliases: usize = term.aliases.iter().map(|(alias, _)| alias.len()).sum();
        words += term.headword.len() + aliases + term.short.as_deref().map_or(0, str::len) + term.body.reading.len();
    }
    for held in &edition.pages {
        words += held.title.len() + held.prose.reading.len();
    }
    let index = page("search/index.js");
    assert!(!SHIPPED.pages.keys().any(|path| path.starts_with("search/words-")), "it is one file");
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(index.as_bytes()).unwrap();
    let packed = packed.finish().unwrap().len();
    assert!(packed * 100 <= words * 30, "the index has {packed} bytes compressed, the words that it finds {words}");
}
