//! The website of a small publication, made in memory with the default theme.

use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};

use crate::config::Config;
use crate::edition::{
    Anchor, Backlink, Block, Case, Date, Edition, Inflection, Leaf, LeafKind, Match, Note, NoteId, Occurrence, Origin,
    Page, Paragraph, Place, Placement, Prose, Reference, Target, Term, TermId, Text, TextId, TextMeta, Verdict,
};
use crate::output;
use crate::reading;
use crate::render::render;
use crate::source::{FileId, Range, Span, Theme};

static THEME: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

const NOWHERE: Span = Span { file: FileId(0), start: 0, end: 0 };

fn theme() -> Theme {
    let mut theme = Theme::default();
    for file in THEME.get_dir("templates").map(Dir::files).into_iter().flatten() {
        let name = file.path().file_name().and_then(|name| name.to_str()).unwrap_or_default();
        theme.templates.insert(name.to_owned(), file.contents_utf8().unwrap_or_default().into());
    }
    theme.files.insert("style.css".to_owned(), b"a".as_slice().into());
    theme
}

fn config() -> Config {
    let mut config = Config::titled("Notes & <b>");
    config.book.license = Some("CC-BY-4.0".into());
    config
}

fn prose(words: &str) -> Prose {
    let leaf = Leaf { kind: LeafKind::Paragraph, range: Range::new(0, words.len()), span: NOWHERE };
    Prose { reading: words.to_owned(), blocks: vec![Block::Leaf(leaf)], ..Prose::default() }
}

fn text(id: &str, words: &str) -> Text {
    let range = Range::new(0, words.len());
    let paragraph = Paragraph {
        number: Some(1),
        fragment: "p1".into(),
        range,
        block: 0,
        sentences: reading::sentences(words, range),
    };
    Text {
        id: id.into(),
        file: FileId(0),
        meta: TextMeta { title: format!("Text {id}"), ..TextMeta::default() },
        prose: prose(words),
        paragraphs: vec![paragraph],
        sections: Vec::new(),
        lock: None,
        versions: Vec::new(),
    }
}

fn term(id: &str, headword: &str) -> Term {
    Term {
        id: id.into(),
        file: FileId(0),
        span: NOWHERE,
        headword: headword.into(),
        aliases: vec![(format!("Other {headword}"), NOWHERE)],
        short: Some(format!("What {headword} is.")),
        see_also: Vec::new(),
        matching: Match::Auto,
        case: Case::Smart,
        except: Vec::new(),
        within: Vec::new(),
        inflection: Inflection::English,
        body: Prose::default(),
    }
}

fn note(text: u32) -> Note<Placement> {
    let anchor = Anchor { ranges: vec![Range::new(4, 8)], verdict: Verdict::Exact, confidence: 1.0 };
    Note {
        id: "n".into(),
        text: TextId(text),
        file: FileId(0),
        span: NOWHERE,
        origin: Origin::default(),
        title: Some(prose("A title & more")),
        layer: Some("law".into()),
        authors: vec!["A. Scholar".into()],
        date: Some(Date { year: 2024, month: 1, day: 2 }),
        tags: vec!["Big Tag".into()],
        place: Placement::Anchored(vec![anchor]),
        body: prose("See pact here."),
    }
}

fn page(id: &str) -> Page {
    Page {
        id: id.into(),
        file: FileId(0),
        title: format!("Page {id}"),
        description: None,
        order: None,
        authors: Vec::new(),
        date: None,
        prose: prose("Some words."),
    }
}

/// One text in which the term `pact` is used so many times, with one note that links to the term.
fn edition(uses: usize) -> Edition {
    let words = "The pact. ".repeat(uses.max(1));
    let place = Place::Text(TextId(0));
    let found =
        |at: usize| Occurrence { place, range: Range::new(at * 10 + 4, at * 10 + 8), term: TermId(0), linked: true };
    let link = Reference {
        from: Place::Note(NoteId(0)),
        link: 0,
        range: Range::new(4, 8),
        to: Target::Term(TermId(0)),
        label: None,
    };
    let mut edition = Edition {
        texts: vec![text("one", words.trim_end())],
        notes: vec![note(0)],
        notes_of: std::iter::once(0..1).collect(),
        terms: vec![term("pact", "pact")],
        pages: vec![page("about"), page("essays"), page("essays/deep/method"), page("index")],
        references: vec![link],
        backlinks: vec![Backlink { to: Target::Term(TermId(0)), from: vec![0] }],
        ..Edition::default()
    };
    edition.glossary.occurrences = (0..uses).map(found).collect();
    edition.glossary.by_term = vec![(0..u32::try_from(uses).unwrap()).collect()];
    edition
}

#[track_caller]
fn site(edition: &Edition, config: &Config) -> BTreeMap<String, String> {
    let theme = theme();
    let output = render(edition, config, &theme).unwrap();
    let words = |content: &output::Content<'_>| match content {
        output::Content::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        output::Content::Page(make) => String::from_utf8(make().unwrap()).unwrap(),
        output::Content::Copy(from) => format!("copy of {from}"),
    };
    output.files().iter().map(|(path, content)| (path.clone(), words(content))).collect()
}

#[track_caller]
fn has(site: &BTreeMap<String, String>, path: &str, words: &[&str]) {
    let page = site.get(path).unwrap_or_else(|| panic!("no `{path}` among {:?}", site.keys()));
    for words in words {
        assert!(page.contains(words), "`{words}` is not in {path}:\n{page}");
    }
}

#[test]
fn a_term_shows_every_use_in_its_sentence() {
    let site = site(&edition(2), &config());
    has(
        &site,
        "glossary/pact.html",
        &[
            "<title>pact, Notes &amp; &lt;b&gt;</title>",
            "<h1><dfn>pact</dfn></h1>",
            "also Other pact",
            "2 uses: 2 in the text; first in ¶ <a href=\"../one/index.html#p1\" aria-label=\"Paragraph 1\">1</a>",
            "<h2 id=\"in_texts\">In the text</h2>",
            "<p>The <span class=\"m\">pact</span>.</p>",
            "<h2 id=\"linked_from\">Linked from</h2>",
            "href=\"../one/index.html#n-n\" aria-label=\"Note 1\">1</a><p class=\"n\"><b>A title &amp; more</b> See <span class=\"m\">pact</span> here.",
        ],
    );
    assert!(!site.contains_key("glossary/pact-uses-2.html"));
}

#[test]
fn many_uses_are_paged() {
    let site = site(&edition(401), &config());
    let count = |path: &str| site.get(path).map_or(0, |page| page.matches("<span class=\"m\">").count());
    let counts = ["glossary/pact.html", "glossary/pact-uses-2.html", "glossary/pact-uses-3.html"].map(count);
    assert_eq!(counts, [201, 200, 1]);
    has(
        &site,
        "glossary/pact-uses-2.html",
        &["<a href=\"pact.html\" rel=\"prev\">", "<a href=\"pact-uses-3.html\" rel=\"next\">", "page 2 of 3"],
    );
}

#[test]
fn several_texts_are_told_apart() {
    let mut edition = edition(1);
    edition.texts.push(text("two", "The pact."));
    edition.notes_of.push(1..1);
    let second = Occurrence { place: Place::Text(TextId(1)), range: Range::new(4, 8), term: TermId(0), linked: true };
    edition.glossary.occurrences.push(second);
    edition.glossary.by_term = vec![vec![0, 1]];
    let site = site(&edition, &config());
    has(
        &site,
        "glossary/pact.html",
        &[
            "2 in 2 texts; first in Text one, ¶",
            "<details class=\"fold\" open>\n<summary><h3>Text one</h3> <small>1 use</small></summary>",
            "<details class=\"fold\">\n<summary><h3>Text two</h3>",
            "aria-label=\"Note 1, Text one\"",
        ],
    );
    has(&site, "index.html", &["<h2 id=\"the_texts\">The texts</h2>", "<a href=\"two/index.html\">Text two</a>"]);
    has(&site, "subject-index.html", &["<a class=\"in\" href=\"two/index.html\">Text two</a> <span>¶ <a href"]);
}

#[test]
fn indexes_list_what_there_is() {
    let site = site(&edition(1), &config());
    has(
        &site,
        "glossary/index.html",
        &["<dt id=\"g-pact\">", "see <a href=\"pact.html\">pact</a>", "¶ <a href=\"../one/index.html#p1\""],
    );
    has(
        &site,
        "subject-index.html",
        &[
            "<a href=\"tags/big-tag.html\">Big Tag</a> <small>tag</small>",
            "law <small>layer</small>",
            "<a class=\"nn\" href=\"one/index.html#n-n\" aria-label=\"Note 1\"><span class=\"unseen\">Note </span>1</a>",
        ],
    );
    has(
        &site,
        "tags/big-tag.html",
        &["<h1>Big Tag</h1>", "A title &amp; more</a></h3>", "<p class=\"lemma\">pact</p>", "2 January 2024"],
    );
    has(&site, "authors/a-scholar.html", &["<h1>A. Scholar</h1>"]);
}

#[test]
fn nothing_is_listed_that_does_not_exist() {
    let edition =
        Edition { texts: vec![text("one", "Words.")], notes_of: std::iter::once(0..0).collect(), ..Edition::default() };
    let site = site(&edition, &config());
    let paths: Vec<_> = site.keys().map(String::as_str).filter(|path| !path.starts_with("one/")).collect();
    let expected =
        [".nojekyll", "404.html", "assets/style.css", "index.html", "robots.txt", "search.html", "search/index.js"];
    assert_eq!(paths, expected);
    let home = &site["index.html"];
    assert!(
        !home.contains("Glossary") && !home.contains("commentary.html") && !home.contains("subject-index"),
        "{home}"
    );
}

#[test]
fn pages_know_what_stands_above_and_below() {
    let site = site(&edition(0), &config());
    has(&site, "about.html", &["<h1>Page about</h1>", "<a href=\"about.html\" aria-current=\"page\">Page about</a>"]);
    has(&site, "essays.html", &["<a href=\"essays/deep/method.html\">Page essays/deep/method</a>"]);
    has(
        &site,
        "essays/deep/method.html",
        &["<p class=\"kicker\"><a href=\"../../essays.html\">", "href=\"../../assets/style.css?v="],
    );
    has(&site, "index.html", &["<p>Some words.</p>", "<h1>Notes &amp; &lt;b&gt;</h1>"]);
}

#[test]
fn the_page_for_wrong_addresses_has_links_from_the_root() {
    let mut config = config();
    has(
        &site(&edition(0), &config),
        "404.html",
        &["href=\"assets/style.css?v=", "name=\"robots\" content=\"noindex\""],
    );
    config.site.url = Some("https://user.example/repo/".into());
    config.site.cname = Some("notes.example".into());
    let site = site(&edition(0), &config);
    has(&site, "404.html", &["href=\"/repo/assets/style.css?v=", "<a href=\"/repo/about.html\">"]);
    assert!(!site["404.html"].contains("canonical"));
    has(&site, "about.html", &["<link rel=\"canonical\" href=\"https://user.example/repo/about.html\">"]);
    has(&site, "CNAME", &["notes.example\n"]);
}

#[test]
fn a_path_has_one_writer() {
    let mut edition = edition(0);
    edition.assets.push("about.html".into());
    let theme = theme();
    let refused = render(&edition, &config(), &theme).err().map(|error| error.to_string()).unwrap_or_default();
    assert!(refused.contains("`about.html`"), "{refused}");
}

#[test]
fn assets_are_copied_from_the_content_folder() {
    let mut edition = edition(0);
    edition.assets.push("one/map.png".into());
    has(&site(&edition, &config()), "one/map.png", &["copy of content/one/map.png"]);
}

#[test]
fn a_theme_that_brings_its_own_script_gets_a_policy_that_knows_it() {
    let (edition, config) = (edition(0), config());
    let made = |script: &str| {
        let mut theme = theme();
        let base = theme.templates["base.html"].replace("</head>", &format!("{script}</head>"));
        theme.templates.insert("base.html".to_owned(), base.into());
        let output = render(&edition, &config, &theme)?;
        let output::Content::Page(make) = &output.files()["index.html"] else { panic!("it is a page") };
        make().map(|page| String::from_utf8(page).unwrap_or_default())
    };
    let page = made("<script>alert(1)</script>").unwrap();
    assert!(page.contains("'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"), "{page}");
    let refused = made("<script>alert('{{ shell.title }}')</script>").unwrap_err().to_string();
    assert!(refused.contains("base.html") && refused.contains("content security policy"), "{refused}");
}

#[test]
fn pages_begin_with_their_policy() {
    let site = site(&edition(0), &config());
    for (path, page) in site.iter().filter(|(_, page)| page.starts_with("<!DOCTYPE")) {
        assert!(page.contains("<head>\n<meta http-equiv=\"Content-Security-Policy\""), "{path}");
        assert!(page.find("<meta charset=\"utf-8\">").is_some_and(|at| at + 22 <= 1024), "{path}");
        assert!(!page.contains("javascript:"), "{path}");
        // The inline scripts are the theme's own, and the policy names both.
        let inline: Vec<&str> =
            page.split("<script>").skip(1).filter_map(|rest| rest.split("</script>").next()).collect();
        let is_own = match inline.as_slice() {
            [first] => first.contains("localStorage.theme"),
            [first, second] => first.contains("localStorage.theme") && second.contains("localStorage['off:'"),
            _ => false,
        };
        assert!(is_own, "{path}: {inline:?}");
        assert_eq!(page.matches("'sha256-").count(), 2, "{path}");
        assert!(!page.contains("<style"), "{path}");
    }
}
