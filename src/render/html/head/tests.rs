//! What the pages of a small publication say of themselves.

use serde_json::{Value, json};

use super::*;
use crate::config::Config;
use crate::edition::{Authors, Edition, Page, paths};
use crate::render::fixture;
use crate::source::{FileId, Theme};

const URL: &str = "https://a.org/b/";

fn names(all: &[&str]) -> Authors {
    all.iter().map(|name| (*name).to_owned()).collect()
}

fn edition() -> Edition {
    let mut text = fixture::text(&["The pact holds. It is old."]);
    text.meta.authors = names(&["The Council"]);
    text.meta.date = Some(Date { year: 1712, month: 5, day: 3 });
    text.meta.source = Some("https://b.org/pact".into());
    text.meta.rights = Some("The Council's".into());
    text.meta.language = Some("de-AT".into());
    let notes = vec![fixture::note(&text, "n", &["pact"]), fixture::note(&text, "m", &[])];
    let mut edition = fixture::edition(text, notes, "pact");
    edition.notes[1].date = None;
    edition.notes[1].authors = names(&["B. Writer", "A. Scholar"]);
    edition.terms[0].aliases = Vec::new();
    edition.pages = vec![Page {
        id: "about".into(),
        file: FileId(0),
        title: "About".into(),
        description: None,
        order: None,
        authors: Vec::new(),
        date: None,
        prose: fixture::prose(&["Words."]),
    }];
    edition
}

fn config() -> Config {
    let mut config = fixture::config();
    config.site.url = Some(URL.into());
    config.book.authors = names(&["The Editors"]);
    config.book.license = Some("CC-BY-4.0".into());
    config
}

fn written((edition, config): (&Edition, &Config), about: About, (path, title): (&str, &str)) -> (String, Value) {
    let theme = Theme::default();
    let site = Site::new(edition, config, &theme).unwrap();
    let Written { meta, linked } = write(&site, &Head { path, title, description: Some("In short."), about }, "../");
    let json = linked.as_str().trim_end();
    let json =
        json.strip_prefix("<script type=\"application/ld+json\">").and_then(|rest| rest.strip_suffix("</script>"));
    let json = json.map_or(Value::Null, |json| {
        assert!(!json.contains(['<', '>', '&', '\u{2028}']), "{json}");
        serde_json::from_str(json).unwrap()
    });
    (meta.as_str().to_owned(), json)
}

#[track_caller]
fn has(meta: &str, tags: &[(&str, &str)]) {
    for (key, content) in tags {
        assert!(meta.contains(&format!("=\"{key}\" content=\"{content}\">\n")), "no {key} `{content}` in:\n{meta}");
    }
}

#[test]
fn a_text_is_cited_as_the_text_and_its_notes_are_comments() {
    let (edition, config) = (edition(), config());
    let at = "https://a.org/b/text/index.html";
    let (meta, json) = written((&edition, &config), About::Text(TextId(0)), ("text/index.html", "The text"));
    has(
        &meta,
        &[
            ("og:title", "The text"),
            ("og:type", "article"),
            ("og:url", at),
            ("og:site_name", "Book"),
            ("og:locale", "de_AT"),
            ("og:description", "In short."),
            ("twitter:card", "summary"),
            ("DC.creator", "The Council"),
            ("DC.contributor", "A. Scholar"),
            ("DC.contributor", "B. Writer"),
            ("DC.date", "1712-05-03"),
            ("DC.language", "de-AT"),
            ("DC.rights", "The Council's"),
            ("DC.source", "https://b.org/pact"),
            ("citation_title", "The text"),
            ("citation_author", "The Council"),
            ("citation_publication_date", "1712/05/03"),
            ("citation_public_url", at),
        ],
    );
    assert!(!meta.contains("citation_author\" content=\"A. Scholar"), "{meta}");
    assert!(meta.contains("type=\"application/atom+xml\" href=\"../feed.xml\" title=\"Book\""), "{meta}");
    let by = "https://creativecommons.org/licenses/by/4.0/";
    let expected = json!({
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": "The text",
        "author": { "name": "The Council" },
        "datePublished": "1712-05-03",
        "inLanguage": "de-AT",
        "copyrightNotice": "The Council's",
        "url": at,
        "isBasedOn": "https://b.org/pact",
        "isPartOf": { "@type": "WebSite", "name": "Book", "url": "https://a.org/b/index.html" },
        "commentCount": 2,
        "comment": [
            {
                "@type": "Comment", "name": "About n", "text": "What the note says.", "author": { "name": "A. Scholar" },
                "dateCreated": "2024-01-02", "license": by, "url": format!("{at}#n-n"),
            },
            {
                "@type": "Comment", "name": "About m", "text": "What the note says.",
                "author": [{ "name": "B. Writer" }, { "name": "A. Scholar" }], "license": by, "url": format!("{at}#n-m"),
            },
        ],
    });
    assert_eq!(json, expected);
}

#[test]
fn what_the_publication_wrote_is_by_those_who_wrote_it() {
    let (edition, config) = (edition(), config());
    let whole = (&edition, &config);
    let (meta, json) = written(whole, About::Commentary(TextId(0)), ("text/commentary.html", "Commentary"));
    has(&meta, &[("citation_author", "A. Scholar"), ("citation_author", "B. Writer"), ("DC.date", "2024-01-02")]);
    assert_eq!(
        (&json["dateModified"], &json["about"]["author"]["name"]),
        (&"2024-01-02".into(), &"The Council".into())
    );
    let (meta, json) = written(whole, About::Note(NoteId(0)), ("text/notes/n.html", "About n"));
    has(&meta, &[("citation_author", "A. Scholar"), ("DC.rights", "CC-BY-4.0"), ("DC.language", "en")]);
    assert_eq!((&json["@type"], &json["dateCreated"]), (&"Comment".into(), &"2024-01-02".into()));
    let (meta, json) = written(whole, About::Page(PageId(0)), ("about.html", "About"));
    has(&meta, &[("citation_author", "The Editors"), ("og:type", "article")]);
    assert_eq!((&json["@type"], json.get("datePublished")), (&"WebPage".into(), None));
    let (meta, json) = written(whole, About::Term(TermId(0)), ("glossary/pact.html", "pact"));
    assert!(!meta.contains("citation_"), "{meta}");
    assert_eq!(json["inDefinedTermSet"]["url"], "https://a.org/b/glossary/index.html");
    assert_eq!(
        (&json["@type"], &json["description"], json.get("author")),
        (&"DefinedTerm".into(), &"In short.".into(), None)
    );
    let (_, json) = written(whole, About::Home, (paths::HOME, "Book"));
    assert_eq!((&json["@type"], &json["author"]["name"]), (&"WebSite".into(), &"The Editors".into()));
    let (meta, json) = written(whole, About::List, ("subject-index.html", "Index"));
    has(&meta, &[("og:type", "website")]);
    assert!(json.is_null() && !meta.contains("DC."), "{meta}");
    assert_eq!(written(whole, About::Nothing, (paths::NOT_FOUND, "Lost")), (String::new(), Value::Null));
}

#[test]
fn nothing_is_said_that_is_not_known() {
    let (mut edition, mut config) = (edition(), fixture::config());
    edition.texts[0].meta = crate::edition::TextMeta { title: "The text".into(), ..Default::default() };
    edition.notes.clear();
    edition.notes_of = std::iter::once(0..0).collect();
    config.book.license = Some("All rights reserved".into());
    let (meta, json) = written((&edition, &config), About::Text(TextId(0)), ("text/index.html", "The text"));
    for absent in ["og:url", "DC.creator", "DC.date", "DC.rights", "DC.source", "citation_author", "_url", "atom+xml"] {
        assert!(!meta.contains(absent), "{absent} in:\n{meta}");
    }
    let part = json!({ "@type": "WebSite", "name": "Book" });
    let expected = json!({
        "@context": "https://schema.org", "@type": "Article", "headline": "The text", "inLanguage": "en", "isPartOf": part,
    });
    assert_eq!(json, expected);
    let (_, json) = written((&edition, &config), About::Home, (paths::HOME, "Book"));
    assert_eq!(json["copyrightNotice"], "All rights reserved");
}

#[test]
fn hostile_words_stay_words() {
    let hostile = "\"></script><script>alert(1)</script><!-- & \u{2028}'";
    let (mut edition, mut config) = (edition(), config());
    config.book.title = hostile.into();
    config.book.license = Some(hostile.into());
    edition.texts[0].meta.rights = Some(hostile.into());
    edition.texts[0].meta.authors = names(&[hostile]);
    edition.notes[0].authors = names(&[hostile]);
    edition.notes[0].title = Some(fixture::prose(&[hostile]));
    edition.notes[0].body = fixture::prose(&[hostile]);
    edition.terms[0].headword = hostile.into();
    for about in [About::Text(TextId(0)), About::Note(NoteId(0)), About::Term(TermId(0)), About::Home] {
        let (meta, json) = written((&edition, &config), about, ("text/index.html", hostile));
        assert!(meta.lines().all(|tag| tag.starts_with("<meta ") || tag.starts_with("<link ")), "{meta}");
        assert!(meta.lines().all(|tag| tag.matches(['<', '>']).count() == 2 && tag.ends_with("\">")), "{meta}");
        assert!(json.to_string().contains("alert(1)"), "{json}");
    }
}

#[test]
fn a_text_of_many_notes_names_the_first_and_counts_all() {
    let (mut edition, config) = (edition(), config());
    let one = edition.notes[0].clone();
    edition.notes = (0..250).map(|_| one.clone()).collect();
    edition.notes_of = std::iter::once(0..250).collect();
    edition.notes[0].body = fixture::prose(&[&"many words ".repeat(100)]);
    let (_, json) = written((&edition, &config), About::Text(TextId(0)), ("text/index.html", "The text"));
    assert_eq!((&json["commentCount"], json["comment"].as_array().unwrap().len()), (&250.into(), 100));
    let first = json["comment"][0]["text"].as_str().unwrap();
    assert!(first.ends_with(" …") && first.chars().count() <= 122, "{first}");
}
