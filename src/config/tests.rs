//! What `book.toml` may say, and what each slip is told.

use super::*;
use crate::diag::{Checked, Style, human, sort};
use crate::source::Sources;

fn read_text(text: &str) -> (Sources, Checked<Config>) {
    let mut sources = Sources::new();
    let file = sources.add("book.toml", text.into());
    let mut checked = read(&sources, file);
    sort(&mut checked.diagnostics, &sources);
    (sources, checked)
}

/// Holds that `text` is told exactly these problems: the code, the line and column, and some words of the help.
#[track_caller]
fn check(text: &str, expected: &[(&str, &str, &str)]) {
    let (sources, checked) = read_text(text);
    let told = human(&checked.diagnostics, &sources, Style::default());
    assert_eq!(checked.diagnostics.len(), expected.len(), "{told}");
    for (diagnostic, (code, place, help)) in checked.diagnostics.iter().zip(expected) {
        assert_eq!(diagnostic.code.name(), *code, "{told}");
        assert!(told.contains(&format!("--> book.toml:{place}\n")), "{place} not in\n{told}");
        assert!(diagnostic.help.as_deref().is_some_and(|held| held.contains(help)), "{help} not in\n{told}");
    }
}

#[test]
fn a_title_is_enough() {
    let (_, checked) = read_text("[book]\ntitle = \"A book\"\n");
    assert_eq!(checked.diagnostics, []);
    assert_eq!(checked.value, Config::titled("A book"));
}

#[test]
fn every_setting_is_read() {
    let (_, checked) = read_text(
        "[book]\ntitle = \"T\"\nsubtitle = \"S\"\ndescription = \"D\"\nauthors = [\"A\", \"B\"]\nlanguage = \"de\"\nlicense = \"CC0-1.0\"\nsrc = \"texte\"
[build]\nbuild-dir = \"out/site\"\nstrict = true
[site]\nurl = \"https://a.org/x\"\nrepository = \"https://github.com/u/r/\"\nbranch = \"dev\"\ntheme = \"mine\"\ncname = \"a.org\"
[content]\nhtml = \"sanitise\"
[commentary]\nlayers = [{ id = \"law\", title = \"Law\" }, { id = \"style\" }]\nnote-pages = true
[glossary]\nlink = \"all\"\n[search]\nenabled = false\nengine = \"pagefind\"\n",
    );
    assert_eq!(checked.diagnostics, []);
    let config = checked.value;
    assert_eq!(config.book.authors, ["A", "B"]);
    assert_eq!((config.book.src.as_str(), config.build.build_dir.as_str()), ("texte", "out/site"));
    assert_eq!(config.build.strict, Strictness::Strict);
    assert_eq!(config.site.url.as_deref(), Some("https://a.org/x/"));
    assert_eq!(config.site.repository.as_deref(), Some("https://github.com/u/r"));
    assert_eq!(config.content.html, Html::Sanitise);
    assert_eq!(config.commentary.note_pages, NotePages::Own);
    let layers: Vec<_> = config.commentary.layers.iter().map(|held| (held.id.as_str(), held.title.as_str())).collect();
    assert_eq!(layers, [("law", "Law"), ("style", "style")]);
    assert_eq!(config.glossary.link, LinkPolicy::All);
    assert_eq!((config.search.enabled, config.search.engine), (Switch::Off, SearchEngine::Pagefind));
    assert_eq!(config.search.page(), None);
}

#[test]
fn an_unknown_setting_gets_the_nearest_name() {
    check("[book]\ntitel = \"T\"\ntitle = \"T\"\n", &[("unknown-setting", "2:1", "did you mean `title`?")]);
    check("[bok]\n[book]\ntitle = \"T\"\n", &[("unknown-setting", "1:2", "did you mean `[book]`?")]);
    check("[book]\ntitle = \"T\"\ntheme = \"x\"\n", &[("unknown-setting", "3:1", "belongs below `[site]`")]);
    check("title = \"T\"\n[book]\ntitle = \"T\"\n", &[("unknown-setting", "1:1", "belongs below `[book]`")]);
    check("[search]\nzzz = 1\n[book]\ntitle = \"T\"\n", &[("unknown-setting", "2:1", "it has `enabled` and `engine`")]);
}

#[test]
fn a_missing_or_empty_title_is_told_once() {
    check("", &[("invalid-config", "1:1", "`[book]`")]);
    check("[book]\nlanguage = \"en\"\n", &[("invalid-config", "1:2", "title = ")]);
    check("[book]\ntitle = \" \"\n", &[("invalid-config", "2:9", "write it out")]);
    check("book = 3\n", &[("invalid-config", "1:8", "write `[book]`")]);
}

#[test]
fn all_problems_are_told_in_one_run() {
    check(
        "[book]\ntitle = 1984\nlanguage = \"english\"\nsrc = \"../x\"\n[site]\nurl = \"a.org\"\n[search]\nenabled = \"yes\"\n",
        &[
            ("invalid-config", "2:9", "put it in quotes"),
            ("invalid-config", "3:12", "\"en\""),
            ("invalid-config", "4:7", "inside the publication"),
            ("invalid-config", "6:7", "the whole address"),
            ("invalid-config", "8:11", "here it is a text"),
        ],
    );
}

#[test]
fn what_is_not_toml_is_placed() {
    check("[book]\ntitle = \"T\nlanguage = \"en\"\n", &[("invalid-config", "2:11", "title = ")]);
    check("[book]\ntitle = \"T\"\ntitle = \"U\"\n", &[("invalid-config", "3:1", "title = ")]);
}

#[test]
fn lists_choices_and_layers_are_checked() {
    check("[book]\ntitle = \"T\"\nauthors = [1]\n", &[("invalid-config", "3:11", "a list")]);
    check(
        "[book]\ntitle = \"T\"\n[content]\nhtml = \"sanitize\"\n",
        &[("invalid-config", "4:8", "did you mean `sanitise`?")],
    );
    check(
        "[book]\ntitle = \"T\"\n[search]\nengine = \"page-find\"\n",
        &[("invalid-config", "4:10", "did you mean `pagefind`?")],
    );
    check(
        "[book]\ntitle = \"T\"\n[search]\nengine = \"lunr\"\n",
        &[("invalid-config", "4:10", "it is one of `\"postil\"` and `\"pagefind\"`")],
    );
    check("[book]\ntitle = \"T\"\n[glossary]\nlink = \"some\"\n", &[("invalid-config", "4:8", "one of")]);
    check(
        "[book]\ntitle = \"T\"\n[commentary]\nlayers = [\"law\", { id = \"a b\" }, { title = \"T\" }, { id = \"x\", colour = 1 }, { id = \"x\" }]\n",
        &[
            ("invalid-config", "4:11", "write it as"),
            ("invalid-config", "4:25", "what readers see"),
            ("invalid-config", "4:34", "write it as"),
            ("unknown-setting", "4:63", "write it as"),
            ("invalid-config", "4:77", "of its own"),
        ],
    );
}

#[test]
fn the_site_is_not_written_into_the_content() {
    for dir in ["content", "content/public", "themes/x"] {
        check(
            &format!("[book]\ntitle = \"T\"\n[build]\nbuild-dir = \"{dir}\"\n"),
            &[("invalid-config", "4:13", "a folder of its own")],
        );
    }
}

#[test]
fn a_file_that_is_not_text_is_told() {
    let mut sources = Sources::new();
    let file = sources.add("book.toml", b"[book]\ntitle = \"\xff\"".to_vec());
    let codes: Vec<_> = read(&sources, file).diagnostics.iter().map(|held| held.code.name()).collect();
    assert_eq!(codes, ["invalid-utf8"]);
}
