//! What the pipeline promises, line by line, on publications of a few lines.

use std::collections::BTreeMap;

use postil::config::Html;
use postil::edition::LinkPolicy;

use crate::site::Site;
use crate::web;

const TEXT: &str = "The League keeps the peace. The League’s fleet keeps *the* harbour wall.\n\nThe old harbour fell.";

#[track_caller]
fn page<'p>(pages: &'p BTreeMap<String, String>, path: &str) -> &'p str {
    pages.get(path).unwrap_or_else(|| panic!("there is no {path}: {:?}", pages.keys()))
}

/// How many links a page has to a path, the list of terms at its end left out.
fn links(page: &str, path: &str) -> usize {
    let (text, _) = page.split_once("<section class=\"end\"").unwrap_or((page, ""));
    text.matches(&format!("<a class=\"g\" role=\"doc-glossref\" href=\"{path}\"")).count()
}

#[test]
fn every_link_is_known_from_both_ends() {
    let site = Site::new()
        .text(TEXT)
        .notes("## One {#one}\n\n> keeps the peace\n\nSee [[#two]] and [[¶2]].\n\n## Two {#two}\n\n> The old harbour\n\nSee [the page](../../about.md) and [[wall]].\n")
        .term("wall", "match: never")
        .file("about.md", "# About\n\nA page: [[text#one]], [[text]].\n");
    let pages = site.build();
    assert_eq!(web::faults(&pages, &[].into()), Vec::<String>::new());
    let text = page(&pages, "text/index.html");
    assert!(text.contains("<a href=\"#n-two\">Two</a>") && text.contains("<a href=\"#p2\">¶2</a>"));
    let cited = text.split_once("id=\"text_cited\"").expect("the text is cited").1;
    assert!(cited.contains("href=\"#p2\"") && cited.contains("href=\"../about.html\""));
    assert!(text.contains("Cited in <a href=\"#n-one\">Note 1</a>"));
    assert!(text.contains("Cited in <a href=\"../about.html\">About</a>"));
    assert!(page(&pages, "about.html").contains("href=\"text/index.html#n-two\""));
    assert!(page(&pages, "glossary/wall.html").contains("href=\"../text/index.html#n-two\""));
}

#[test]
fn see_also_goes_both_ways() {
    let site = Site::new().text(TEXT).term("peace", "see-also: [fleet]").term("fleet", "").term("wall", "");
    let pages = site.build();
    let see = |of: &str| {
        page(&pages, &format!("glossary/{of}.html"))
            .split_once("class=\"see\"")
            .map(|(_, after)| after.split_once("</nav>").unwrap().0.to_owned())
    };
    assert!(see("peace").unwrap().contains("fleet.html"));
    assert!(see("fleet").unwrap().contains("peace.html"));
    assert_eq!(see("wall"), None);
}

#[test]
fn the_longest_term_wins() {
    let site = Site::new().text(TEXT).term("harbour", "").term("harbour wall", "");
    let pages = site.build();
    let text = page(&pages, "text/index.html");
    assert_eq!(links(text, "../glossary/harbour-wall.html"), 1);
    assert_eq!(links(text, "../glossary/harbour.html"), 1);
    assert!(text.contains("data-g=\"harbour\">harbour</a> fell"));
}

#[test]
fn terms_are_found_across_typography_line_ends_and_markup() {
    let words = "The “ship’s *bell*” rang. The ship's\n**be**ll rang. The ship’s\u{a0}bell.";
    let site =
        Site::new().with(|config| config.glossary.link = LinkPolicy::All).text(words).term("\"ship's bell\"", "");
    let pages = site.build();
    let json: serde_json::Value = serde_json::from_str(page(&pages, "text/text.json")).unwrap();
    assert_eq!(json["terms"].as_array().unwrap().len(), 3);
    let text = page(&pages, "text/index.html");
    assert!(web::words(text).contains("The “ship’s bell” rang. The ship's bell rang. The ship’s bell."));
}

#[test]
fn terms_are_never_links_where_they_must_not_be() {
    let text = "# The wall\n\nThe [wall](https://example.org) and `wall`.\n\n```\nwall\n```\n\nThe fleet.";
    let site = Site::new()
        .with(|config| config.glossary.link = LinkPolicy::All)
        .text(text)
        .notes("> The fleet.\n\nThe wall.\n")
        .file("glossary/wall.md", "---\nterm: wall\n---\n\nA wall is a wall.\n");
    let pages = site.build();
    let text = page(&pages, "text/index.html");
    assert_eq!(links(text, "../glossary/wall.html"), 1, "only the note");
    assert_eq!(links(page(&pages, "glossary/wall.html"), "wall.html"), 0);
}

#[track_caller]
fn check_policy(policy: LinkPolicy, expected: usize) {
    let text = "The wall, the wall.\n\nThe wall.\n\n# Part\n\nThe wall.";
    let site = Site::new().with(|config| config.glossary.link = policy).text(text).term("wall", "");
    let pages = site.build();
    assert_eq!(links(page(&pages, "text/index.html"), "../glossary/wall.html"), expected, "{policy:?}");
    let uses = page(&pages, "glossary/wall.html");
    assert_eq!(uses.matches("<span class=\"m\">wall</span>").count(), 4, "every use is evidence");
}

#[test]
fn the_policy_says_which_uses_are_links() {
    check_policy(LinkPolicy::All, 4);
    check_policy(LinkPolicy::FirstInParagraph, 3);
    check_policy(LinkPolicy::FirstInSection, 2);
    check_policy(LinkPolicy::FirstInText, 1);
    check_policy(LinkPolicy::None, 0);
}

#[test]
fn a_term_without_use_is_reported_and_one_with_a_scope_keeps_to_it() {
    let site = Site::new()
        .text(TEXT)
        .term("anchor", "")
        .term("wall", "within: [other]")
        .file("other/text.md", "---\ntitle: Other\n---\n\nAnother wall.\n");
    assert_eq!(site.problems(), [("unused-term", "anchor".to_owned())]);
    let pages = site.build();
    assert_eq!(links(page(&pages, "text/index.html"), "../glossary/wall.html"), 0);
    assert_eq!(links(page(&pages, "other/index.html"), "../glossary/wall.html"), 1);
}

#[test]
fn overlapping_notes_are_flat_and_the_words_stay() {
    let note = |title: &str, quote: &str| format!("## {title}\n\n> {quote}\n\nWords.\n\n");
    let notes = note("A", "The League keeps the peace")
        + &note("B", "peace. The League’s fleet")
        + &note("C", "fleet keeps the harbour")
        + &note("D", "the peace. The League’s fleet keeps the harbour wall.")
        + &note("E", "wall … old");
    let site = Site::new().text(TEXT).notes(&notes).term("harbour wall", "").term("League", "");
    let pages = site.build();
    let text = page(&pages, "text/index.html");
    let (_, after) = text.split_once("<p id=\"p1\">").unwrap();
    let (inside, _) = after.split_once("</p>").unwrap();
    let mut open: Vec<&str> = Vec::new();
    let mut marks = 0;
    for tag in inside.split('<').skip(1) {
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), name.split('>').next());
        } else {
            let name = tag.split([' ', '>']).next().unwrap();
            let mark = tag.starts_with("span class=\"m\"");
            marks += usize::from(mark);
            assert!(!mark || !open.contains(&"span"), "a mark stands in a mark");
            open.push(name);
        }
    }
    assert!(open.is_empty() && marks > 4);
    let bare: String = inside.split("<a class=\"r\"").enumerate().fold(String::new(), |mut all, (at, piece)| {
        all.push_str(if at == 0 { piece } else { piece.split_once("</a>").unwrap().1 });
        all
    });
    let bare = web::words(&bare).replace('\u{2009}', "");
    assert_eq!(bare, "The League keeps the peace. The League’s fleet keeps the harbour wall.");
}

#[test]
fn line_ends_and_byte_order_marks_change_nothing() {
    let text = "---\ntitle: The text\nauthors: [A, B]\n---\n\n# Head\n\nOne two\nthree.\\\nFour.\n\n- five\n- six\n\n```\ncode\nmore\n```\n\n| a | b |\n|---|---|\n| c | d |\n\n> Quote\n> more\n";
    let notes = "---\nauthor: A\n---\n\n## A note\n\n> two\n> three\n\nWords\nand more.[^1]\n\n[^1]: Foot\n    note.\n";
    let term = "---\nterm: six\nshort: >\n  Two\n  lines\n---\n\nWords.\n";
    let plain = "A line\nand one.\n\nNext.\n";
    let build = |change: &dyn Fn(&str) -> String| {
        Site::new()
            .file("text/text.md", &change(text))
            .file("text/commentary/n.md", &change(notes))
            .file("glossary/six.md", &change(term))
            .file("plain/text.txt", &change(&format!("---\ntitle: P\n---\n{plain}")))
            .file("about.md", &change("# About\n\nA page.\n"))
            .build()
    };
    let expected = build(&str::to_owned);
    for (name, made) in [
        ("CRLF", build(&|text| text.replace('\n', "\r\n"))),
        ("BOM", build(&|text| format!("\u{feff}{text}"))),
        ("both", build(&|text| format!("\u{feff}{}", text.replace('\n', "\r\n")))),
    ] {
        for (path, page) in &expected {
            assert_eq!(made.get(path), Some(page), "{path} with {name}");
        }
    }
}

#[test]
fn drafts_reach_nothing() {
    let site = Site::new()
        .with(|config| config.site.url = Some("https://example.org/".into()))
        .text(TEXT)
        .notes("---\ndraft: true\ntags: [zebra]\nauthor: Zebra Writer\n---\n\n## Zebra\n\n> peace\n\nSee [[¶2]].\n")
        .term("zebra", "draft: true\nsee-also: [fleet]")
        .term("fleet", "")
        .file("zebra.md", "---\ndraft: true\n---\n\nZebra [[text]].\n")
        .file("zebra/text.md", "---\ntitle: Zebra\ndraft: true\n---\n\nZebra fleet.\n")
        .file("zebra/commentary/n.md", "## Zebra note\n\n> Zebra\n\nSee [[fleet]].\n");
    assert_eq!(site.problems(), []);
    for (path, page) in site.build() {
        assert!(!path.contains("zebra"), "{path}");
        assert!(path.starts_with("assets/") || !page.to_lowercase().contains("zebra"), "{path}");
    }
}

#[test]
fn notes_without_a_place_are_shown_with_keep_going() {
    let site = Site::new().text(TEXT).notes("## Lost\n\n> words that stand nowhere at all\n\nStill worth reading.\n");
    assert_eq!(site.problems().first().map(|held| held.0), Some("quote-not-found"));
    let pages = site.build_anyway();
    let text = page(&pages, "text/index.html");
    let (_, unplaced) = text.split_once("id=\"unplaced_notes\"").expect("there is a section for them");
    assert!(unplaced.contains("Lost") && unplaced.contains("words that stand nowhere at all"));
    assert!(unplaced.contains("Still worth reading."));
    assert_eq!(web::faults(&pages, &[].into()), Vec::<String>::new());
}

#[test]
fn a_thousand_paragraphs_are_numbered_and_found() {
    let text: Vec<String> = (1..=1000).map(|at| format!("Paragraph with the number {at} and its wall.")).collect();
    let notes: String =
        (1..=100).map(|at| format!("## Note {at}\n\n> the number {at}0 and\n\nSee [[¶{at}0]].\n\n")).collect();
    let site = Site::new().text(&text.join("\n\n")).notes(&notes).term("wall", "");
    assert_eq!(site.problems(), []);
    let pages = site.build();
    let text = page(&pages, "text/index.html");
    assert!(text.contains("<p id=\"p1000\">") && text.contains("href=\"#p1000\""));
    assert_eq!(web::faults(&pages, &[].into()), Vec::<String>::new());
    assert!(pages.contains_key("glossary/wall-uses-5.html") && !pages.contains_key("glossary/wall-uses-7.html"));
}

const PAYLOADS: [&str; 12] = [
    "<script>alert(1)</script>",
    "\"><script>alert(1)</script>",
    "'><img src=x onerror=alert(1)>",
    "\" onmouseover=\"alert(1)",
    "' onfocus='alert(1)' autofocus='",
    "</title><script>alert(1)</script>",
    "--><script>alert(1)</script><!--",
    "{{ 1 }}<svg/onload=alert(1)>",
    "javascript:alert(1)",
    "]]><script>alert(1)</script>",
    "\\\"};alert(1)//<script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
];

/// A value as YAML takes it.
fn quoted(words: &str) -> String {
    format!("'{}'", words.replace('\'', "''"))
}

fn poisoned(payload: &str, html: Html) -> Site {
    let value = quoted(payload);
    let bare = payload.replace([' ', '\n'], "\u{a0}");
    Site::new()
        .with(|config| {
            config.content.html = html;
            config.book.title = payload.to_owned();
            config.book.subtitle = Some(payload.to_owned());
            config.book.description = Some(payload.to_owned());
            config.book.authors = vec![payload.to_owned()];
            config.book.license = Some(payload.to_owned());
            config.commentary.note_pages = postil::config::NotePages::Own;
            config.site.url = Some("https://example.org/".into());
        })
        .file(
            "text/text.md",
            &format!(
                "---\ntitle: {value}\nshort-title: {value}\nsubtitle: {value}\nauthors: [{value}]\nrights: {value}\nlanguage: en\n---\n\n# {payload} {{#{bare}}}\n\nThe wall. {payload}\n\n![{payload}](map.png \"{payload}\") [x](javascript:alert(1)) [y](&#106;avascript:alert(1)) [z](java\tscript:alert(1)) <javascript:alert(1)> [w](data:text/html,x)\n\n~~~{bare}\n{payload}\n~~~\n\n~~~rust {payload}\nlet x = 1; // {payload}\n~~~\n\n| {payload} |\n|---|\n| {payload} |\n\nEnd[^{bare}].\n\n[^{bare}]: {payload}\n"
            ),
        )
        .file(
            "text/commentary/n.md",
            &format!(
                "---\nauthor: {value}\ndate: 2024-01-02\nlayer: {value}\ntags: [{value}]\n---\n\n## {payload} {{#one author={bare} layer={bare} .{bare}}}\n\n> The wall.\n\n{payload} [[{payload}]] [[¶1|{payload}]] [q](https://example.org \"{payload}\") [r](<https://example.org/{payload}>)\n\n## Lost {{#{bare}}}\n\n> {payload} nowhere\n\n{payload}\n"
            ),
        )
        .file(
            "glossary/t.md",
            &format!("---\nterm: {}\naliases: [wall, {value}]\nshort: {value}\nsee-also: [{value}]\nexcept: [{value}]\n---\n\n{payload}\n", quoted(&format!("word {payload}"))),
        )
        .file("page.md", &format!("---\ntitle: {value}\ndescription: {value}\nauthors: [{value}]\n---\n\n## {payload}\n\n{payload} <b title=\"{payload}\">b</b>\n\n<div>{payload}</div>\n"))
}

/// The tags of a page, each from its `<` to its `>`; quotation marks hide a `>`.
fn tags(page: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        rest = &rest[start..];
        let mut quote = None;
        let end = rest.char_indices().find(|&(_, letter)| match (quote, letter) {
            (None, '"' | '\'') => {
                quote = Some(letter);
                false
            }
            (Some(open), _) => {
                if open == letter {
                    quote = None;
                }
                false
            }
            (None, '>') => true,
            _ => false,
        });
        let end = end.map_or(rest.len(), |(at, _)| at + 1);
        found.push(&rest[..end]);
        rest = &rest[end..];
    }
    found
}

/// A tag without what its quotation marks hold.
fn skeleton(tag: &str) -> String {
    tag.split('"').step_by(2).collect::<Vec<_>>().join("\"")
}

#[track_caller]
fn check_harmless(path: &str, page: &str) {
    for tag in tags(page) {
        let bare = skeleton(tag).to_lowercase();
        assert!(!bare.starts_with("<svg") && !bare.starts_with("<iframe"), "{path}: {tag}");
        if bare.starts_with("<script") {
            // Inline scripts are the theme's.
            let named = ["assets/site.js?", "assets/search.js?"].iter().any(|name| tag.contains(name));
            let ours = tag == "<script>" || named || tag.contains("application/ld+json");
            assert!(ours, "{path}: {tag}");
        }
        assert!(!bare.contains(" on") && !bare.contains("\"on") && !bare.contains("/on"), "{path}: {tag}");
        let lower = tag.to_lowercase();
        for attribute in ["href", "src", "action", "formaction"] {
            for value in web::attribute(&lower, attribute) {
                let plain: String = value.chars().filter(|letter| !letter.is_whitespace()).collect();
                let live = ["javascript:", "data:", "vbscript:"].iter().any(|scheme| plain.starts_with(scheme));
                assert!(!live, "{path}: {tag}");
            }
        }
    }
}

/// The templates with a script inline; the content security policy names each by its hash.
const INLINE: [&str; 2] = [
    include_str!("../../themes/default/templates/base.html"),
    include_str!("../../themes/default/templates/remember.html"),
];

#[test]
fn no_field_carries_a_script_to_a_page() {
    for html in [Html::Text, Html::Sanitise] {
        for payload in PAYLOADS {
            for (path, page) in poisoned(payload, html).build_anyway() {
                if path.ends_with(".html") {
                    check_harmless(&path, &page);
                    let inline = page.split("<script>").skip(1).map(|rest| rest.split("</script>").next());
                    for script in inline {
                        assert!(script.is_some_and(|script| INLINE.iter().any(|own| own.contains(script))), "{path}");
                    }
                    for rest in page.split("<script type=\"application/ld+json\">").skip(1) {
                        let json = rest.split("</script>").next().unwrap_or_default();
                        serde_json::from_str::<serde_json::Value>(json)
                            .unwrap_or_else(|error| panic!("{path}: {error}"));
                    }
                } else if path.ends_with(".xml") {
                    web::check_xml(&path, &page);
                } else if path.ends_with(".json") || path.ends_with(".jsonld") {
                    serde_json::from_str::<serde_json::Value>(&page).unwrap_or_else(|error| panic!("{path}: {error}"));
                }
                assert!(!path.contains(['<', '>', '"', ':', '\\']), "{path}");
            }
        }
    }
}
