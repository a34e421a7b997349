//! Input made to break a parser: however long, deep or broken, the answer comes in seconds, is sane, and nothing panics.
//!
//! Nesting runs on a stack of 256 kB, so that recursion on the depth of input would be seen.

use postil::edition::Placement;
use postil::{Config, Drafts, Sources};
use proptest::prelude::*;

use crate::site::{self, Site};
use crate::web;

/// Compiles and renders a publication in which these words are a text, a note's comment, a term's definition and a page.
fn whole(words: &str) -> Vec<&'static str> {
    let site = Site::new()
        .file("text/text.md", &format!("---\ntitle: T\n---\n\nFirst words.\n\n{words}"))
        .file("text/commentary/n.md", &format!("## A note\n\n> First words.\n\n{words}"))
        .file("glossary/t.md", &format!("---\nterm: first\n---\n\n{words}"))
        .file("page.md", words);
    let pages = site.build_anyway();
    assert!(pages["text/index.html"].contains("First words") || pages["text/index.html"].contains("data-g=\"first\""));
    let mut codes: Vec<_> = site.problems().into_iter().map(|(code, _)| code).collect();
    codes.dedup();
    codes
}

/// Runs on a small stack, as deep input must.
fn on_a_small_stack(run: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(256 * 1024).spawn(run).unwrap();
    thread.join().unwrap();
}

#[track_caller]
fn check_deep(words: &str) {
    let words = words.to_owned();
    // The work of rayon's threads is done here too.
    on_a_small_stack(move || {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).stack_size(256 * 1024).build().unwrap();
        pool.install(|| whole(&words));
    });
}

#[test]
fn deep_nesting_costs_no_stack() {
    const DEEP: usize = 500;
    check_deep(&format!("{}deep", "> ".repeat(DEEP)));
    check_deep(&format!("{}deep", "- ".repeat(DEEP)));
    check_deep(&format!("{}deep", "1. ".repeat(DEEP)));
    let steps: String = (0..DEEP).map(|at| format!("{}- item\n", "  ".repeat(at))).collect();
    check_deep(&steps);
    check_deep(&format!("{}deep{}", "*a ".repeat(DEEP), " b*".repeat(DEEP)));
    check_deep(&format!("{}deep{}", "**a _b ".repeat(DEEP), "_ c**".repeat(DEEP)));
    check_deep(&format!("{}deep{}", "[".repeat(DEEP), "](x)".repeat(DEEP)));
    check_deep(&format!("{}deep{}", "[[".repeat(DEEP), "]]".repeat(DEEP)));
    check_deep(&format!("{}deep{}", "![".repeat(DEEP), "](x.png)".repeat(DEEP)));
    check_deep(&format!("{}deep{}", "<div>\n\n".repeat(DEEP), "</div>\n\n".repeat(DEEP)));
    check_deep(&"> - > 1. ".repeat(DEEP));
}

#[test]
fn nesting_beyond_the_limit_is_said_and_its_words_stay() {
    let site = Site::new().text(&format!("{}deep", "> ".repeat(500)));
    assert_eq!(site.problems().iter().map(|held| held.0).collect::<Vec<_>>(), ["nesting-too-deep"]);
    assert!(site.build_anyway()["text/index.html"].contains("deep"));
}

#[test]
fn long_runs_of_openers_are_words() {
    for words in
        ["[", "*a ", "_a ", "[^", "![", "`a ", "<", "<b ", "&", "~~a ", "[[a", "[a](", "<!--", "\\", "|", "[^a]"]
    {
        let times = if words.contains('^') { 25_000 } else { 100_000 / words.len() };
        whole(&words.repeat(times));
    }
}

#[test]
fn html_that_is_let_through_is_cheap_too() {
    for words in ["<b>x</b>", "<b>", "<div>\n", "<div><p>", "</b>", "<b ", "<i><b>x</i></b>", "<table><tr><td>"] {
        let site = Site::new().with(|config| config.content.html = postil::config::Html::Sanitise);
        let pages = site.file("page.md", &format!("# Page\n\n{}", words.repeat(20_000))).build_anyway();
        assert!(pages["page.html"].contains("Page"));
    }
}

#[test]
fn what_is_never_closed_ends_with_its_file() {
    for words in [
        "```\ncode",
        "~~~~",
        "<!-- a",
        "<div",
        "[a](",
        "[a]: <",
        "**a _b ~~c `d",
        "| a |\n|--",
        "> - 1. `",
        "[[a|b",
        "![a](b \"c",
    ] {
        whole(words);
        whole(&format!("{words}\n\nAfter it."));
        Site::new().file("text/text.md", &format!("---\ntitle: T\n{words}")).build_anyway();
        Site::new().file("text/text.md", &format!("---\ntitle: {words}\n---\nWords.")).build_anyway();
    }
}

#[test]
fn ten_megabytes_on_one_line_are_one_paragraph() {
    let line = "The words go on and on, and never end. ".repeat(270_000);
    let site = Site::new().text(&line).notes("> go on and on, and never end {nowhere}\n\nWords.\n");
    let checked = site.compile();
    let text = &checked.value.texts[0];
    assert_eq!((text.paragraphs.len(), text.paragraphs[0].sentences.len()), (1, 270_000));
}

#[test]
fn ten_thousand_notes_on_one_paragraph_have_their_places() {
    let words: Vec<String> = (0..10_000).map(|at| format!("word{at}")).collect();
    let notes: String = (0..10_000).map(|at| format!("## N{at}\n\n> word{at}\n\nComment.\n\n")).collect();
    let site = Site::new().text(&words.join(" ")).notes(&notes);
    let checked = site.compile();
    assert_eq!(checked.diagnostics, []);
    assert!(checked.value.notes.iter().all(|note| matches!(note.place, Placement::Anchored(_))));
    let pages = site.build();
    assert_eq!(pages["text/index.html"].matches("<aside class=\"note\"").count(), 10_000);
    assert_eq!(web::faults(&pages, &[].into()), Vec::<String>::new());
}

#[test]
fn a_table_of_twenty_thousand_columns_is_a_table() {
    let row = "|a".repeat(20_000);
    let table = format!("{row}|\n{}|\n{row}|\n{row}|\n", "|-".repeat(20_000));
    let pages = Site::new().text(&table).build_anyway();
    assert_eq!(pages["text/index.html"].matches("<td>").count(), 40_000);
}

#[test]
fn many_of_everything_are_no_trouble() {
    let footnotes: String = (0..5_000).map(|at| format!("a[^{at}] ")).collect();
    let defined: String = (0..5_000).map(|at| format!("[^{at}]: Foot.\n\n")).collect();
    assert!(whole(&format!("{footnotes}\n\n{defined}")).is_empty());
    whole(&"# Head\n\n".repeat(5_000));
    whole(&"[[nowhere]] ".repeat(5_000));
    whole(&"One. {#same}\n\n".repeat(2_000));
    let ids: String = (0..5_000).map(|at| format!("One. {{#id{at}s1}}\n\n")).collect();
    whole(&ids);
}

fn file() -> impl Strategy<Value = Vec<u8>> {
    let markup = prop::sample::select(vec![
        "---\n",
        "title: T\n",
        "draft: true\n",
        "\n",
        "\n\n",
        "# ",
        "## A {#a .b p=1}\n",
        "> ",
        "> a … b\n",
        "- ",
        "1. ",
        "    ",
        "\t",
        "```",
        "~~~\n",
        "**",
        "*",
        "_",
        "`",
        "[",
        "]",
        "(",
        ")",
        "[[",
        "]]",
        "![",
        "[^1]",
        "[^1]: ",
        "|",
        "|-|\n",
        "<b>",
        "</b>",
        "<!--",
        "-->",
        "<",
        "&amp;",
        "&#0;",
        "¶1",
        "[[¶1.1]]",
        "{#",
        "}",
        "\\",
        "a",
        "wall",
        "é",
        "e\u{301}",
        "\u{feff}",
        "\u{200b}",
        "水",
        "\u{202e}",
        "\r\n",
        "\r",
        "…",
        "“",
        "”",
        ". ",
        "12. ",
    ]);
    let piece = prop_oneof![
        6 => markup.prop_map(|piece| piece.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 1..4),
        1 => any::<char>().prop_map(|letter| letter.to_string().into_bytes()),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_break_the_pipeline(text in file(), plain in file(), notes in file(), term in file(), page in file()) {
        let mut sources = Sources::new();
        let with = |head: &str, body: &[u8]| [head.as_bytes(), body].concat();
        sources.add("content/a/text.md", text.clone());
        sources.add("content/b/text.md", with("---\ntitle: B\n---\n", &text));
        sources.add("content/b/commentary/n.md", notes.clone());
        sources.add("content/b/commentary/m.md", with("## A\n\n> a\n\n", &notes));
        sources.add("content/c/text.txt", plain);
        sources.add("content/glossary/t.md", term.clone());
        sources.add("content/glossary/u.md", with("---\nterm: wall\naliases: [a]\n---\n", &term));
        sources.add("content/page.md", page);
        let config = Config::titled("Test");
        let checked = postil::compile(&sources, &config, Drafts::Hide);
        for problem in &checked.diagnostics {
            let source = sources.file(problem.primary.span.file);
            prop_assert!(source.text.get(problem.primary.span.bytes()).is_some(), "{problem:?}");
        }
        postil::diag::human(&checked.diagnostics, &sources, postil::diag::Style::default());
        let pages = site::pages(&checked.value, &config);
        prop_assert!(pages.contains_key("index.html"));
        if checked.diagnostics.iter().all(|problem| !problem.is_error()) {
            prop_assert_eq!(web::faults(&pages, &[].into()), Vec::<String>::new());
        }
    }
}
