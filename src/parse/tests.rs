//! What the parser reads, from whole files in memory.

use super::*;
use crate::edition::{Lemma, MarkKind, Passage, Selector};

fn config() -> Config {
    Config::titled("Test")
}

fn parsed(files: &[(&str, &str)]) -> Checked<Manuscript> {
    let mut sources = Sources::new();
    for (path, text) in files {
        sources.add(format!("content/{path}"), text.as_bytes().to_vec());
    }
    parse(&sources, &config(), Drafts::Hide)
}

fn text(body: &str) -> Text {
    let checked = parsed(&[("t/text.md", &format!("---\ntitle: T\n---\n\n{body}"))]);
    assert_eq!(checked.diagnostics, []);
    checked.value.texts.into_iter().next().unwrap()
}

fn notes(body: &str) -> Vec<Note<Vec<Selector>>> {
    let checked = parsed(&[("t/text.md", "---\ntitle: T\n---\nWords.\n"), ("t/commentary/n.md", body)]);
    assert_eq!(checked.diagnostics, []);
    checked.value.notes
}

#[track_caller]
fn check_codes(files: &[(&str, &str)], expected: &[(Code, &str)]) {
    let mut sources = Sources::new();
    for (path, text) in files {
        sources.add(format!("content/{path}"), text.as_bytes().to_vec());
    }
    let checked = parse(&sources, &config(), Drafts::Hide);
    let found: Vec<_> = checked.diagnostics.iter().map(|held| (held.code, sources.words(held.primary.span))).collect();
    assert_eq!(found, expected);
}

#[test]
fn the_reading_has_no_marks_and_leads_back_to_the_source() {
    let body = "The *old* [harbour](https://example.org) &amp; quay\\*\nfell.\n\n- one\n- two\n";
    let text = text(body);
    assert_eq!(text.prose.reading, "The old harbour & quay* fell.\n\none\n\ntwo");
    let source = format!("---\ntitle: T\n---\n\n{body}");
    for (word, written) in
        [("old", "old"), ("old harbour", "old* [harbour"), ("&", "&amp;"), ("* fell", "*\nfell"), ("two", "two")]
    {
        let start = text.prose.reading.find(word).unwrap();
        let span = text.prose.span(text.file, crate::source::Range::new(start, start + word.len()));
        assert_eq!(source.get(span.bytes()), Some(written), "{word}");
    }
}

#[test]
fn words_are_verbatim_only_where_the_source_has_them_so() {
    let text = text("The *old* quay &amp; wall\nfell over.\n\nNext.\n");
    for (words, expected) in
        [("quay", true), ("old quay", false), ("quay & wall", false), ("wall fell", false), ("over.\n\nNext", true)]
    {
        let start = text.prose.reading.find(words).unwrap();
        assert_eq!(text.prose.is_verbatim(crate::source::Range::new(start, start + words.len())), expected, "{words}");
    }
}

#[test]
fn every_block_of_running_text_is_a_paragraph() {
    let text = text(
        "# Head\n\nOne. Two.\n\n> Three.\n\n- four\n- five\n\n  six\n\n| a | b |\n|---|---|\n| c | d |\n\n```rust\nlet x;\n```\n\nEnd[^1].\n\n[^1]: Foot.\n",
    );
    let words: Vec<_> = text.paragraphs.iter().map(|held| held.range.of(&text.prose.reading)).collect();
    assert_eq!(words, ["One. Two.", "Three.", "four", "five", "six", "End."]);
    assert_eq!(text.paragraphs[0].sentences.len(), 2);
    assert_eq!(text.sections.len(), 1);
    assert_eq!(text.sections[0].fragment, "head");
    assert!(text.prose.reading.ends_with("End.\n\nFoot."));
    assert!(text.prose.reading.contains("let x;\n\nEnd"));
}

#[test]
fn printed_numbers_are_kept() {
    let body = "1. First.\n\n   More of it.\n\n2. Second.\n\n12. In response.\n";
    let checked = parsed(&[("t/text.md", &format!("---\ntitle: T\nnumbering: source\n---\n{body}"))]);
    assert_eq!(checked.diagnostics, []);
    let text = &checked.value.texts[0];
    let found: Vec<_> = text.paragraphs.iter().map(|held| (held.number, held.fragment.as_str())).collect();
    assert_eq!(found, [(Some(1), "p1"), (None, "p1-2"), (Some(2), "p2"), (Some(12), "p12")]);
    assert_eq!(text.prose.reading, "First.\n\nMore of it.\n\nSecond.\n\nIn response.");
    assert!(text.prose.blocks.iter().all(|block| matches!(block, crate::edition::Block::Leaf(_))));
}

#[test]
fn printed_numbers_of_plain_text_are_kept() {
    let body = "1. One\nline.\n\nMore of it.\n\n7)\tEnd.\n\n1999 was a year.\n\n12.\n";
    let checked = parsed(&[("t/text.txt", &format!("---\ntitle: T\nnumbering: source\n---\n{body}"))]);
    assert_eq!(checked.diagnostics, []);
    let text = &checked.value.texts[0];
    let found: Vec<_> = text.paragraphs.iter().map(|held| (held.number, held.fragment.as_str())).collect();
    assert_eq!(found, [(Some(1), "p1"), (None, "p1-2"), (Some(7), "p7"), (None, "p7-2"), (None, "p7-3")]);
    assert_eq!(text.prose.reading, "One line.\n\nMore of it.\n\nEnd.\n\n1999 was a year.\n\n12.");
    let auto = parsed(&[("t/text.txt", &format!("---\ntitle: T\n---\n{body}"))]);
    assert!(auto.value.texts[0].prose.reading.starts_with("1. One line."));
}

#[test]
fn a_list_within_a_numbered_paragraph_stays_one() {
    let body = "1. One.\n\n2. We act.\n\n   1. sub\n   2. sub\n\n   Still two.\n\n3. Three.\n";
    let checked = parsed(&[("t/text.md", &format!("---\ntitle: T\nnumbering: source\n---\n{body}"))]);
    assert_eq!(checked.diagnostics, []);
    let text = &checked.value.texts[0];
    let found: Vec<_> = text.paragraphs.iter().map(|held| held.fragment.as_str()).collect();
    assert_eq!(found, ["p1", "p2", "p2-2", "p2-3", "p2-4", "p3"]);
    let lists = text
        .prose
        .blocks
        .iter()
        .filter(|block| matches!(block, crate::edition::Block::Open(crate::edition::Container::List(Some(1)))));
    assert_eq!(lists.count(), 1);
}

#[test]
fn an_explicit_id_wins() {
    let text = text("## Scope {#scope-of-it}\n\nWords here. {#here}\n");
    assert_eq!(text.sections[0].fragment, "scope-of-it");
    assert_eq!(text.paragraphs[0].fragment, "here");
    assert_eq!(text.paragraphs[0].range.of(&text.prose.reading), "Words here.");
}

#[test]
fn a_file_holds_many_notes() {
    let notes = notes(
        "---\nauthor: A. Scholar\nlayer: law\ntags: [x]\n---\n\n<!-- a remark -->\n\n> lead\n\nUntitled.\n\n## One {#one .y p=2 nth=3}\n\n<!-- check this -->\n\n> first …\n> second\n\n> third\n\nBody.\n\n> ordinary\n\n### Deeper\n\nStill one.\n\n---\n\n> ¶12–14\n\nPlain.\n\n## Whole\n\nNo lemma.\n",
    );
    let ids: Vec<_> = notes.iter().map(|note| note.id.as_str()).collect();
    assert_eq!(ids, ["lead", "one", "on-p12-14", "whole"]);
    let one = &notes[1];
    assert_eq!(one.title_words(), "One");
    assert_eq!((one.layer.as_deref(), one.authors.as_slice()), (Some("law"), ["A. Scholar".to_owned()].as_slice()));
    assert_eq!(one.tags, ["x", "y"]);
    assert_eq!(one.place.len(), 2);
    assert_eq!(one.place[0].constraint, crate::edition::Constraint { paragraph: Some(2), nth: Some(3) });
    assert_eq!(one.place[0].passage, Passage::Quote(Lemma { words: "first … second".into(), focus: vec![] }));
    assert_eq!(one.body.reading, "Body.\n\nordinary\n\nDeeper\n\nStill one.");
    assert_eq!(notes[2].place[0].passage, Passage::Paragraphs(12, 14));
    assert!(notes[3].place.is_empty());
}

#[test]
fn bold_words_are_the_focus() {
    let notes = notes("> Our commitment to **Article 5** of the Treaty\n\nBody.\n\n---\n\n> **all of it**\n\nBody.\n");
    let Passage::Quote(lemma) = &notes[0].place[0].passage else { panic!("a quote") };
    assert_eq!(lemma.words, "Our commitment to Article 5 of the Treaty");
    assert_eq!(lemma.focus.iter().map(|range| range.of(&lemma.words)).collect::<Vec<_>>(), ["Article 5"]);
    let Passage::Quote(all) = &notes[1].place[0].passage else { panic!("a quote") };
    assert!(all.focus.is_empty());
}

#[test]
fn links_are_kept_as_written() {
    let notes = notes(
        "## N\n\nSee [[Article 5|the article]], [[¶12]], [[statement ¶12.3]], [x](../a.md#b \"t\") and ![alt *text*](i.png).\n",
    );
    let links: Vec<_> = notes[0]
        .body
        .links
        .iter()
        .map(|link| (link.destination.as_str(), link.label.as_str(), link.range.of(&notes[0].body.reading)))
        .collect();
    assert_eq!(
        links,
        [
            ("Article 5", "the article", "the article"),
            ("¶12", "", "¶12"),
            ("statement ¶12.3", "", "statement ¶12.3"),
            ("../a.md#b", "", "x"),
            ("i.png", "alt text", "")
        ]
    );
    assert_eq!(notes[0].body.reading, "See the article, ¶12, statement ¶12.3, x and .");
    assert!(notes[0].body.marks.iter().all(|mark| mark.kind != MarkKind::Emphasis));
}

#[test]
fn crlf_reads_like_lf() {
    let unix = text("One\ntwo.\n\n> three\n> four\n");
    let dos = text("One\r\ntwo.\r\n\r\n> three\r\n> four\r\n");
    assert_eq!(unix.prose.reading, dos.prose.reading);
}

#[test]
fn mistakes_are_reported_where_they_are() {
    check_codes(&[("a/text.md", "Words.\n")], &[(Code::MissingKey, "")]);
    check_codes(&[("a/text.md", "---\ntitle: A\n")], &[(Code::FrontMatterUnclosed, "---"), (Code::EmptyText, "")]);
    check_codes(
        &[("a/text.md", "---\ntitle: A\ntilte: B\ndate: 24 March\n---\nWords.\n")],
        &[(Code::UnknownKey, "tilte"), (Code::InvalidValue, "24 March")],
    );
    check_codes(
        &[("p.md", "A <b>bold</b> word <!-- hidden -->.\n")],
        &[(Code::RawHtml, "<b>"), (Code::RawHtml, "</b>")],
    );
    check_codes(&[("p.md", "Words[^x].\n")], &[(Code::MissingFootnote, "[^x]")]);
    check_codes(&[("commentary/n.md", "## A\n\nB.\n")], &[(Code::CommentaryWithoutText, "")]);
    check_codes(&[("p.md", "a\0b")], &[(Code::NulCharacter, "\0")]);
    let text = ("t/text.md", "---\ntitle: T\n---\nWords.\n");
    check_codes(
        &[text, ("t/commentary/n.md", "## A\n\n> Words\nlazy\n\n## A\n\nx\n")],
        &[(Code::LazyQuote, "lazy"), (Code::EmptyNote, "## A"), (Code::DuplicateNote, "## A")],
    );
}

#[test]
fn a_draft_that_cannot_be_read_stays_hidden() {
    let checked = parsed(&[("p.md", "---\ntitle: P\ndraft: yes\n---\nWords.\n")]);
    assert!(checked.value.pages.is_empty());
    assert_eq!(checked.diagnostics.len(), 1);
}

#[test]
fn a_page_that_opens_with_a_heading_has_its_title_there_unless_it_names_another() {
    let read = |source: &str| {
        let page = parsed(&[("p.md", source)]).value.pages.remove(0);
        (page.title, page.prose.blocks.len())
    };
    assert_eq!(read("# Head\n\nWords.\n"), ("Head".into(), 1));
    assert_eq!(read("---\ntitle: Head\n---\n# Head\n\nWords.\n"), ("Head".into(), 1));
    assert_eq!(read("---\ntitle: Other\n---\n# Head\n\nWords.\n"), ("Other".into(), 2));
    assert_eq!(read("Words.\n\n# Head\n"), ("P".into(), 2));
}

#[test]
fn depth_is_no_danger() {
    let checked = parsed(&[("p.md", &format!("{} deep\n", "> ".repeat(500)))]);
    assert_eq!(checked.diagnostics.iter().map(|held| held.code).collect::<Vec<_>>(), [Code::NestingTooDeep]);
    assert_eq!(checked.value.pages[0].prose.reading, "deep");
}

#[test]
fn braces_that_are_escaped_or_code_are_words() {
    let text = text("One. {#one}\n\nTwo \\{#two}\n\nThree `{#three}`\n\n> Four.\n> Still. {#four}\n\n- five {#five}\n");
    let found: Vec<_> =
        text.paragraphs.iter().map(|held| (held.fragment.as_str(), held.range.of(&text.prose.reading))).collect();
    let expected =
        [("one", "One."), ("p2", "Two {#two}"), ("p3", "Three {#three}"), ("four", "Four. Still."), ("five", "five")];
    assert_eq!(found, expected);
}

#[test]
fn only_a_marker_that_stands_bare_is_missed() {
    let page = "Bare[^1]. Escaped \\[^2]. Not \\\\[^3].\n\n```\n[^4]\n```\n\n`[^5]` [^6\n";
    check_codes(&[("a.md", page)], &[(Code::MissingFootnote, "[^1]"), (Code::MissingFootnote, "[^3]")]);
}

#[test]
fn headings_give_way_to_what_the_page_needs() {
    let text = text(
        "# P1\n\nOne. Two.\n\n# P1s2\n\n# N-one\n\n# R one\n\n# G 7\n\n# View notes\n\n# Section P1\n\n# P2\n\n# x {#t_1}\n",
    );
    let found: Vec<_> = text.sections.iter().map(|held| held.fragment.as_str()).collect();
    let expected = [
        "section-p1-2",
        "section-p1s2",
        "section-n-one",
        "section-r-one",
        "section-g-7",
        "section-view-notes",
        "section-p1",
        "p2",
        "section-t_1",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_paragraph_cannot_take_what_the_page_needs() {
    let body = "---\ntitle: T\n---\nOne. {#n-one}\n\nTwo. {#p1s1}\n";
    check_codes(&[("t/text.md", body)], &[(Code::DuplicateFragment, "One.")]);
    let body = "---\ntitle: T\n---\nOne. Two.\n\nThree. {#p1s2}\n";
    check_codes(&[("t/text.md", body)], &[(Code::DuplicateFragment, "Three.")]);
}

#[test]
fn a_draft_that_cannot_be_read_hides_no_other_problem() {
    let keys = "---\ntitle: T\ndate: soon\ndraft: \"no\"\n---\n<b>x</b>\n";
    let expected =
        [(Code::InvalidValue, "\"no\""), (Code::InvalidValue, "soon"), (Code::RawHtml, "<b>"), (Code::RawHtml, "</b>")];
    check_codes(&[("t/text.md", keys)], &expected);
    let checked = parsed(&[("t/text.md", keys), ("a.md", keys)]);
    assert!(checked.value.texts.is_empty() && checked.value.pages.is_empty());
    let read = parsed(&[("a.md", "---\ndraft: true\ndate: soon\n---\n")]);
    assert_eq!(read.diagnostics, []);
}

#[test]
fn a_draft_is_hidden_wherever_its_front_matter_stands() {
    let hidden = ["\n---\ndraft: true\n---\n\nHidden", "<!-- x -->\n\n---\ndraft: true\n---\nHidden"];
    for page in hidden.into_iter().chain(["\u{200b}---\ndraft: true\n---\nHidden", " ---\nDraft: true\n---\nHidden"]) {
        let checked = parsed(&[("secret.md", page)]);
        assert!(checked.value.pages.is_empty(), "{page}");
        assert_eq!(checked.diagnostics.first().map(|held| held.code), Some(Code::FrontMatterMisplaced), "{page}");
    }
    for page in ["---\nDraft: true\n---\nHidden", "---\ndraft: [true\n---\nHidden", "---\ndraft: true\nHidden"] {
        let checked = parsed(&[("secret.md", page)]);
        assert!(checked.value.pages.is_empty(), "{page}");
        assert!(checked.diagnostics.iter().any(Diagnostic::is_error), "{page}");
    }
    for page in ["\n---\n\nWords.\n", "Words.\n\n---\nauthor: me\n", "\n---\nA rule: it is one.\n"] {
        assert_eq!(parsed(&[("a.md", page)]).diagnostics, [], "{page}");
    }
}

#[test]
fn explicit_ids_leave_the_reading_and_the_way_back_stays() {
    let body = "One *two*. {#one}\n\n# Head\n\nThree &amp; *four*[^1] {#b}\n\n- five {#c}\n- six\n\n[^1]: Foot.\n";
    let text = text(body);
    let reading = &text.prose.reading;
    assert_eq!(reading, "One two.\n\nHead\n\nThree & four {#b}\n\nfive\n\nsix\n\nFoot.".replace(" {#b}", "").as_str());
    let source = format!("---\ntitle: T\n---\n\n{body}");
    for word in ["two", "Head", "Three", "four", "five", "six", "Foot"] {
        let start = reading.find(word).unwrap();
        let range = crate::source::Range::new(start, start + word.len());
        assert_eq!(source.get(text.prose.span(text.file, range).bytes()), Some(word));
        assert!(text.prose.is_verbatim(range), "{word}");
    }
    let words: Vec<_> = text.prose.marks.iter().map(|mark| mark.range.of(reading)).collect();
    assert_eq!(words, ["two", "four", ""]);
    assert_eq!(text.paragraphs[2].range.of(reading), "five");
    assert_eq!(text.paragraphs[2].sentences[0].of(reading), "five");
    assert_eq!(text.sections[0].range.of(reading), "Head");
}

#[test]
fn an_image_alone_has_a_place_of_its_own() {
    let text =
        text("![a](a.png)\n\nOne.\n\n![b](b.png)\n\n# Head\n\n| x | ![c](c.png) |  |\n|---|---|---|\n| y |  | z |\n");
    let reading = &text.prose.reading;
    let mut at = 0;
    for leaf in text.prose.leaves() {
        assert!(leaf.range.start as usize >= at, "{leaf:?}");
        at = leaf.range.end as usize + 1;
    }
    let source = "---\ntitle: T\n---\n\n![a](a.png)\n\nOne.\n\n![b](b.png)\n\n# Head\n\n| x | ![c](c.png) |  |\n|---|---|---|\n| y |  | z |\n";
    for word in ["One", "Head", "x", "y", "z"] {
        let start = reading.find(word).unwrap();
        let range = crate::source::Range::new(start, start + word.len());
        assert_eq!(source.get(text.prose.span(text.file, range).bytes()), Some(word));
    }
    assert_eq!(text.paragraphs.len(), 1);
}

#[test]
fn bytes_that_are_no_text_are_found_behind_a_byte_order_mark() {
    for (bytes, at) in
        [(b"a\xE9b".as_slice(), 1), (b"\xEF\xBB\xBF\xE9b", 0), (b"\xEF\xBB\xBFab\xE9", 2), (b"\xEF\xBB", 0)]
    {
        let mut sources = Sources::new();
        sources.add("content/a.md", bytes.to_vec());
        let checked = parse(&sources, &config(), Drafts::Hide);
        let span = checked.diagnostics[0].primary.span;
        assert_eq!((span.start, sources.words(span)), (at, "\u{fffd}"));
    }
}

#[test]
fn html_is_let_through_only_where_it_is_short_and_flat() {
    let kinds = |words: String| -> (usize, usize) {
        let mut sources = Sources::new();
        sources.add("content/a.md", words.into_bytes());
        let mut config = config();
        config.content.html = Html::Sanitise;
        let checked = parse(&sources, &config, Drafts::Hide);
        let prose = &checked.value.pages[0].prose;
        let marks = prose.marks.iter().filter(|mark| matches!(mark.kind, MarkKind::Element(_))).count();
        let blocks = prose.leaves().filter(|leaf| matches!(leaf.kind, crate::edition::LeafKind::Html(_))).count();
        (marks, blocks)
    };
    assert_eq!(kinds("a <B>x</b> <i>y".into()), (1, 0));
    assert_eq!(kinds(format!("a <b>{}</b>", "x".repeat(5000))), (0, 0));
    assert_eq!(kinds("a <b>x\n\ny</b>".into()), (0, 0));
    assert_eq!(kinds("<div>".repeat(10)), (0, 1));
    assert_eq!(kinds("<div>".repeat(300)), (0, 0));
    assert_eq!(kinds(format!("<ul>\n{}</ul>", "<li>x\n<br>".repeat(300))), (0, 1));
}
