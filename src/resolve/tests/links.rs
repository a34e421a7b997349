//! Links: where each kind leads, what is said of those that lead nowhere, paths that two things claim.

use crate::config::NotePages;
use crate::diag::Code;
use crate::edition::{NoteId, PageId, Place, Target, TermId, TextId};
use crate::resolve::sample::{Outcome, Sample};

const TEXT: TextId = TextId(0);

/// A publication with one of everything, and a page `p` with the words under test.
fn site(words: &str) -> Sample {
    Sample::new()
        .text("statement", "# Defence\n\nFirst. Second.\n\nThird words.")
        .note("statement", "iron-clad", "# Why\n\nBecause.")
        .term("Article 5")
        .term_with("battlegroup", |term| term.body.reading = "# History\n\nLong.".into())
        .page("essays/method", "# Part One\n\nWords.")
        .asset("statement/map one.png")
        .page("p", words)
}

fn last(outcome: &Outcome) -> (Target, Option<String>) {
    let from = Place::Page(PageId(u32::try_from(outcome.edition.pages.len() - 1).expect("few")));
    let held = outcome.edition.references_in(from);
    (held[0].to.clone(), held[0].label.clone())
}

#[track_caller]
fn check(words: &str, to: &Target, label: Option<&str>) {
    let outcome = site(words).resolve();
    assert_eq!(outcome.codes(), [], "{words}: {:?}", outcome.found);
    assert_eq!(last(&outcome), (to.clone(), label.map(str::to_owned)), "{words}");
    let path = crate::edition::paths::target(&outcome.edition, to);
    assert_eq!(path.is_some(), !matches!(to, Target::External(_)));
}

#[track_caller]
fn check_refused(words: &str, code: Code, patch: Option<&str>) {
    let outcome = site(words).resolve();
    let problem = outcome.the(code);
    assert_eq!(problem.patch.as_ref().map(|patch| patch.1.as_str()), patch, "{problem:?}");
    assert_eq!(last(&outcome).0, Target::Broken);
}

#[test]
fn wiki_links_name_terms() {
    check("[[Article 5]]", &Target::Term(TermId(0)), None);
    check("[[article\n5|the clause]]", &Target::Term(TermId(0)), None);
    check("[[Article 5\\|the clause]]", &Target::Term(TermId(0)), None);
    check("[[battlegroups]]", &Target::Term(TermId(1)), None);
    check("[[glossary/article-5]]", &Target::Term(TermId(0)), Some("Article 5"));
    check("[[battlegroup#history]]", &Target::Fragment(Place::Term(TermId(1)), "history".into()), Some("History"));
    check("[[glossary]]", &Target::Glossary, None);
}

#[test]
fn wiki_links_name_passages() {
    check("[[¶2]]", &Target::Paragraphs(TEXT, 1, 1), None);
    check("[[statement ¶1–2]]", &Target::Paragraphs(TEXT, 0, 1), Some("STATEMENT ¶1–2"));
    check("[[¶1.2]]", &Target::Sentence(TEXT, 0, 1), None);
    check("[[statement#p1s2]]", &Target::Sentence(TEXT, 0, 1), Some("¶1.2"));
    check_refused("[[¶9]]", Code::BrokenLink, None);
    check_refused("[[¶1.3]]", Code::BrokenLink, None);
    check_refused("[[¶2–1]]", Code::BrokenLink, None);
    check_refused("[[¶x]]", Code::BrokenLink, None);
}

#[test]
fn a_number_alone_needs_one_text() {
    let outcome = site("[[¶1]]").text("zweiter", "x").resolve();
    assert!(outcome.the(Code::BrokenLink).help.as_deref().unwrap_or("").contains("statement ¶"));
}

#[test]
fn wiki_links_name_notes_headings_texts_and_pages() {
    check("[[#iron-clad]]", &Target::Note(NoteId(0)), Some("About iron-clad"));
    check("[[#iron-clad|so]]", &Target::Note(NoteId(0)), None);
    check("[[statement#iron-clad]]", &Target::Note(NoteId(0)), Some("About iron-clad"));
    check("[[statement#defence]]", &Target::Fragment(Place::Text(TEXT), "defence".into()), Some("Defence"));
    check("[[Statement]]", &Target::Text(TEXT), Some("STATEMENT"));
    check("[[essays/method]]", &Target::Page(PageId(0)), Some("Page essays/method"));
    check("[[essays/method#part-one]]", &Target::Fragment(Place::Page(PageId(0)), "part-one".into()), Some("Part One"));
    check_refused("[[#iron-clod]]", Code::BrokenLink, Some("[[#iron-clad]]"));
    check_refused("[[statement#iron-clod]]", Code::BrokenLink, Some("[[statement#iron-clad]]"));
    check_refused("[[battlegruop]]", Code::BrokenLink, Some("[[battlegroup]]"));
    check_refused("[[]]", Code::BrokenLink, None);
}

#[test]
fn a_name_of_two_things_is_ambiguous() {
    let outcome = site("[[method]]").term("method").page("method", "x").resolve();
    let problem = outcome.the(Code::AmbiguousLink);
    assert!(problem.message.contains("the page `method`") && problem.message.contains("the term `method`"));
}

#[test]
fn markdown_links_lead_to_source_files() {
    check("[x](statement/text.md)", &Target::Text(TEXT), None);
    check("[x](./statement/text.md#p2)", &Target::Paragraphs(TEXT, 1, 1), None);
    check("[x](statement/commentary/iron-clad.md)", &Target::Text(TEXT), None);
    check("[x](statement/commentary/iron-clad.md#iron-clad)", &Target::Note(NoteId(0)), None);
    check("[x](statement/text.md#n-iron-clad)", &Target::Note(NoteId(0)), None);
    check("[x](statement/)", &Target::Text(TEXT), None);
    check("[x](glossary/article-5.md)", &Target::Term(TermId(0)), None);
    check("[x](essays/method.md#part-one)", &Target::Fragment(Place::Page(PageId(0)), "part-one".into()), None);
    check("[x](statement/map%20one.png)", &Target::Asset("statement/map one.png".into()), None);
    check("![x](statement/map%20one.png)", &Target::Asset("statement/map one.png".into()), None);
    check("[x](https://example.org/a?b#c)", &Target::External("https://example.org/a?b#c".into()), None);
    check("[x](mailto:a@b.org)", &Target::External("mailto:a@b.org".into()), None);
    check_refused("[x](essays/metod.md)", Code::BrokenLink, Some("[x](essays/method.md)"));
    check_refused("![x](statement/map%20on.png)", Code::BrokenLink, Some("![x](statement/map%20one.png)"));
}

#[test]
fn what_could_run_or_load_is_refused() {
    for words in [
        "[x](javascript:alert\\(1))",
        "[x](JaVa\tScRiPt:alert)",
        "[x](\u{1}vbscript:x)",
        "[x](data:text/html,x)",
        "[x](file:///etc/passwd)",
        "[x](//example.org/x)",
        "[x](/\\example.org)",
        "[x](/statement/text.md)",
        "[x](../../book.toml)",
        "![x](https://example.org/x.png)",
        "![x](data:image/png;base64,x)",
    ] {
        check_refused(words, Code::RefusedLink, None);
    }
}

#[test]
fn links_are_known_from_their_far_end() {
    let outcome = site("[[¶1]] [[statement]] [[¶1]] [[Article 5]]").resolve();
    let edition = &outcome.edition;
    assert_eq!(edition.backlinks_to(&Target::Term(TermId(0))).count(), 1);
    let links: Vec<_> = edition.citations(TEXT).map(|held| held.link).collect();
    assert_eq!(links, [0, 1, 2]);
    assert!(edition.backlinks.is_sorted_by(|a, b| a.to < b.to));
}

#[test]
fn two_things_at_one_path_are_refused() {
    let clash = |sample: Sample| {
        let outcome = sample.resolve();
        outcome.the(Code::DuplicatePath).message.clone()
    };
    assert!(clash(site("x").page("search", "x")).contains("`search.html`"));
    assert!(clash(site("x").page("P", "x")).contains("the page `p` and the page `P`"));
    assert!(clash(site("x").asset("statement/Index.html")).contains("the text `statement`"));
    assert!(clash(site("x").asset("cafe\u{301}.png").asset("caf\u{e9}.png")).contains("would both"));
    assert!(clash(site("x").asset("statement")).contains("`statement`"));
    let mut tags = site("x");
    tags.anchored.notes[0].tags = vec!["C".into(), "C++".into()];
    assert!(clash(tags).contains("the tag `C` and the tag `C++`"));
    let own = |id: &str| {
        let sample = site("x").note("statement", id, "x");
        sample.config(|config| config.commentary.note_pages = NotePages::Own).resolve().codes()
    };
    assert_eq!(own("Iron-Clad"), [Code::DuplicatePath]);
    assert_eq!(own("other"), []);
}
