//! Pages of a text and its notes, made in memory with the default theme.

use std::collections::BTreeSet;

use super::{css_string, source};
use crate::config::Config;
use crate::edition::{
    Backlink, Edition, Lemma, NoteId, Numbering, Orphan, OrphanReason, Passage, Place, Placement, Reference, Selector,
    Target, TermId, TextId, paths,
};
use crate::output::Content;
use crate::render::{fixture, render};
use crate::source::{FileId, Range, Span, Theme};

const WORDS: &[&str] = &["We keep every inch. Our Article stands.", "A second Article follows & ends."];

fn theme() -> Theme {
    let mut theme = Theme::default();
    for (name, words) in [
        ("base.html", include_str!("../../../../themes/default/templates/base.html")),
        ("text.html", include_str!("../../../../themes/default/templates/text.html")),
        ("aside.html", include_str!("../../../../themes/default/templates/aside.html")),
        ("entry.html", include_str!("../../../../themes/default/templates/entry.html")),
        ("commentary.html", include_str!("../../../../themes/default/templates/commentary.html")),
        ("note.html", include_str!("../../../../themes/default/templates/note.html")),
        ("pager.html", include_str!("../../../../themes/default/templates/pager.html")),
        ("remember.html", include_str!("../../../../themes/default/templates/remember.html")),
    ] {
        theme.templates.insert(name.into(), words.into());
    }
    theme
}

#[track_caller]
fn page(edition: &Edition, config: &Config, path: &str) -> String {
    let theme = theme();
    let output = render(edition, config, &theme).unwrap();
    let Some(Content::Page(make)) = output.files().get(path) else { panic!("there is no page {path}") };
    let page = String::from_utf8(make().unwrap()).unwrap();
    let ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let unique: BTreeSet<&&str> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len(), "ids are unique: {ids:?}");
    page
}

fn edition(quotes: &[&[&str]]) -> Edition {
    let text = fixture::text(WORDS);
    let note = |(quotes, at): (&&[&str], u32)| fixture::note(&text, &format!("note-{at}"), quotes);
    let notes = quotes.iter().zip(1..).map(note).collect();
    fixture::edition(text, notes, "Article")
}

#[track_caller]
fn holds(page: &str, parts: &[&str]) {
    let mut rest = page;
    for part in parts {
        let Some((_, after)) = rest.split_once(part) else {
            panic!("`{part}` is not in, or not after the others: {page}")
        };
        rest = after;
    }
}

#[test]
fn notes_stand_after_the_paragraph_of_their_reference() {
    let edition = edition(&[&[], &["every inch"], &["Article stands.\n\nA second"]]);
    let page = page(&edition, &fixture::config(), "text/index.html");
    holds(
        &page,
        &[
            "Show the 3 notes",
            "On the whole text",
            "id=\"n-note-1\"",
            "id=\"p1\"",
            "id=\"n-note-2\"",
            "style=\"--a:--r2;--n:--n2\"",
            "id=\"p2\"",
            "id=\"r-note-3\"",
            "id=\"n-note-3\"",
            "--p:--n2",
            "id=\"g-article\"",
            "In short.",
            "Paragraph 2",
        ],
    );
}

#[test]
fn a_note_on_two_passages_leads_to_each() {
    let edition = edition(&[&["second", "inch"]]);
    let page = page(&edition, &fixture::config(), "text/index.html");
    // It stands beside the one that comes first in the text, "inch", whichever it quotes first.
    holds(&page, &["id=\"r-note-1\"", "id=\"n-note-1\"", "#r_1-note-1", "#r-note-1", "id=\"r_1-note-1\""]);
    assert_eq!(page.matches("style=\"--a:--r1\"").count(), 1);
}

#[test]
fn a_note_without_a_place_is_shown_with_its_words() {
    let mut edition = edition(&[&["inch"]]);
    let passage = Passage::Quote(Lemma { words: "no <such> words".into(), focus: Vec::new() });
    let selector =
        Selector { passage, constraint: crate::edition::Constraint::default(), span: Span::new(FileId(0), 0, 0) };
    let orphan = Orphan { selector, reason: OrphanReason::NotFound, candidates: Vec::new() };
    edition.notes[0].place = Placement::Unplaced { found: Vec::new(), orphans: vec![orphan] };
    let page = page(&edition, &fixture::config(), "text/index.html");
    holds(&page, &["Unplaced notes", "no &lt;such&gt; words", "What the note says."]);
}

#[test]
fn numbers_are_shown_unless_the_text_has_none() {
    let mut edition = edition(&[]);
    assert!(page(&edition, &fixture::config(), "text/index.html").contains("class=\"pn\""));
    edition.texts[0].meta.numbering = Numbering::None;
    let page = page(&edition, &fixture::config(), "text/index.html");
    assert!(!page.contains("class=\"pn\"") && page.contains("id=\"p2\""));
}

#[test]
fn citations_stand_by_paragraph_and_beside_their_note() {
    let mut edition = edition(&[&["inch"], &["ends"]]);
    let reference = |from, start, to| Reference {
        from: Place::Note(NoteId(from)),
        link: 0,
        range: Range::new(start, start + 4),
        to,
        label: None,
    };
    let paragraph = Target::Paragraphs(TextId(0), 1, 1);
    edition.references = vec![reference(0, 0, paragraph.clone()), reference(0, 9, Target::Note(NoteId(1)))];
    edition.backlinks =
        vec![Backlink { to: paragraph, from: vec![0] }, Backlink { to: Target::Note(NoteId(1)), from: vec![1] }];
    let page = page(&edition, &fixture::config(), "text/index.html");
    holds(
        &page,
        &[
            "id=\"n-note-2\"",
            "Cited in <a href=\"#n-note-1\">Note 1</a>",
            "Where this text is cited",
            "<dt><a href=\"#p2\" aria-label=\"Paragraph 2\">¶2</a></dt>",
            "<dd><span>Note <a href=\"#n-note-1\" aria-label=\"Note 1\">1</a></span></dd>",
        ],
    );
}

#[test]
fn a_citation_is_listed_once_for_each_source() {
    let mut edition = edition(&[&["inch"], &["ends"], &["second"], &["stands"]]);
    let reference = |from, start, to| Reference { from, link: 0, range: Range::new(start, start + 4), to, label: None };
    let paragraph = Target::Paragraphs(TextId(0), 0, 0);
    let note = |id| Place::Note(NoteId(id));
    let froms = [
        (note(0), 0),
        (note(0), 9),
        (note(1), 0),
        (note(2), 5),
        (Place::Term(TermId(0)), 0),
        (Place::Text(TextId(0)), 0),
    ];
    edition.references = froms.iter().map(|&(from, at)| reference(from, at, paragraph.clone())).collect();
    edition.backlinks = vec![Backlink { to: paragraph, from: (0..6).collect() }];
    let page = page(&edition, &fixture::config(), "text/index.html");
    let first = paths::note_fragment(&edition.notes[0]);
    let notes = format!("<span>Notes <a href=\"#{first}\" aria-label=\"Notes 1–3\">1–3</a></span>");
    holds(&page, &["¶1</a></dt><dd>", &notes, "<span><a href=\"../glossary/article.html\">Article</a></span></dd>"]);
    assert_eq!(page.matches("glossary/article.html\">Article</a></span>").count(), 1);
}

#[test]
fn a_commentary_quotes_and_numbers_what_recurs() {
    let edition = edition(&[&["e"], &["inch"]]);
    let page = page(&edition, &fixture::config(), "text/commentary.html");
    holds(&page, &["id=\"n-note-1\"", "index.html#r-note-1", "About note-1", ">1</sup>", "../tags/tag.html", "inch"]);
}

#[test]
fn a_note_by_itself_shows_its_passage_alone() {
    let edition = edition(&[&["inch"], &["ends", "second"]]);
    let page = page(&edition, &fixture::config(), "text/notes/note-2.html");
    holds(&page, &["../index.html#p2", "second</span>", "ends</span>", "What the note says.", "note-1.html"]);
    assert!(!page.contains("every inch") && page.matches("id=\"p2\"").count() == 1);
}

#[test]
fn a_title_is_one_string_of_css() {
    assert_eq!(css_string("The allies' \\\n\"text\""), "'The allies\\' \\\\ \"text\"'");
}

#[test]
fn a_source_is_named_by_its_host() {
    let named = source("https://www.nato.int/x/y.htm").map(|source| source.name);
    assert_eq!(named, Some("nato.int"));
    assert!(source("javascript:alert(1)").is_none());
}

#[test]
fn layers_are_switches_and_highlights_name_theirs() {
    let mut edition = edition(&[&["every inch"], &["inch"], &["ends"], &["second"]]);
    let layers = [Some("law"), Some("history"), None, Some("law")];
    for (note, layer) in edition.notes.iter_mut().zip(layers) {
        note.layer = layer.map(str::to_owned);
    }
    let page = page(&edition, &fixture::config(), "text/index.html");
    let switch = |layer: &str, place: usize| {
        format!("<input type=\"checkbox\" checked data-layer=\"{layer}\" data-l=\"{place}\">")
    };
    holds(&page, &["<fieldset class=\"layers\">", &switch("law", 1), ">law</span> <small>2<", &switch("history", 2)]);
    holds(&page, &["data-n=\"1\" data-l=\"1\">", "data-n=\"1 2\" data-l=\"12\">inch"]);
    holds(&page, &["id=\"r-note-2\"", "data-n=\"2\" data-layer=\"history\" data-l=\"2\" style="]);
    holds(&page, &["id=\"n-note-2\"", "data-n=\"2\" data-layer=\"history\" data-l=\"2\" style="]);
    holds(&page, &["data-n=\"3\" data-l=\"0\">ends"]);
    assert_eq!(page.matches("data-layer=\"law\"").count(), 5, "{page}");
}

#[test]
fn without_a_choice_there_are_no_switches() {
    let mut edition = edition(&[&["every inch"], &["ends"]]);
    for note in &mut edition.notes {
        note.layer = Some("law".into());
    }
    let text = page(&edition, &fixture::config(), "text/index.html");
    assert!(!text.contains("fieldset") && !text.contains(" data-l=\""), "{text}");
    let all = page(&edition, &fixture::config(), "text/commentary.html");
    assert!(!all.contains("class=\"filters\""), "{all}");
    holds(&all, &["id=\"n-note-1\"", "data-layer=\"law\" data-authors=\"a-scholar\" data-tags=\"tag\">"]);
}

#[test]
fn notes_are_filtered_by_author_and_tag() {
    let mut edition = edition(&[&["every inch"], &["ends"], &["second"]]);
    edition.notes[1].authors = vec!["B. Writer".into(), "A. Scholar".into()];
    edition.notes[2].tags = Vec::new();
    let page = page(&edition, &fixture::config(), "text/commentary.html");
    holds(
        &page,
        &[
            "<select data-filter=\"authors\">",
            "<option value=\"a-scholar\" data-f=\"1\">A. Scholar (3)</option>",
            "<option value=\"b-writer\" data-f=\"2\">B. Writer (1)</option>",
            "<select data-filter=\"tags\">",
            "<option value=\"tag\" data-f=\"9\">tag (2)</option>",
            "id=\"n-note-1\"",
            "data-authors=\"a-scholar\" data-tags=\"tag\" data-f=\"1 9\"",
            "data-authors=\"a-scholar b-writer\" data-tags=\"tag\" data-f=\"1 2 9\"",
            "data-authors=\"a-scholar\" data-f=\"1\"",
        ],
    );
}

#[test]
fn what_has_no_number_stands_apart_from_numbers() {
    let text = fixture::text(&["A toll.", "The toll.", "This toll.", "That toll.", "Any toll."]);
    let mut edition = fixture::edition(text, Vec::new(), "toll");
    edition.texts[0].meta.numbering = Numbering::Source;
    edition.texts[0].paragraphs[0].number = None;
    edition.texts[0].paragraphs[1].number = None;
    let page = page(&edition, &fixture::config(), "text/index.html");
    holds(&page, &["¶\u{a0}<a href=\"#p3\" aria-label=\"Paragraphs 3–5\">3–5</a></span> <a href=\"#p1\""]);
    assert!(!page.contains("¶–") && !page.contains("¶\u{a0}<a href=\"#p1\""), "{page}");
}

#[test]
fn a_long_note_goes_on_in_a_fold() {
    let mut edition = edition(&[&["inch"]]);
    let sentence = format!("So{}.", " it goes".repeat(10));
    edition.notes[0].body = fixture::prose(&[&[sentence.as_str(); 9].join(" ")]);
    let page = page(&edition, &fixture::config(), "text/index.html");
    let (open, rest) = ([sentence.as_str(); 5].join(" "), [sentence.as_str(); 4].join(" "));
    let fold = "<details class=\"more\"><summary>Read on</summary>";
    holds(&page, &["id=\"n-note-1\"", &format!("<p>{open}</p>\n{fold}\n<p>{rest}</p>"), "</details>", "</aside>"]);
}
