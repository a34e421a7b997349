//! The word files that ship are whole, and those of a publication are read strictly.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use super::file::{self, Word};
use super::plural::Rules;
use super::{Words, english};
use crate::source::{Theme, WordFile};

fn shipped() -> Theme {
    // No publication stands there, so that nothing is overridden.
    crate::disk::theme(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "default").unwrap()
}

/// A theme that has one more word file.
fn theme(language: &str, text: &'static str) -> Theme {
    let mut theme = shipped();
    let path = format!("themes/mine/words/{language}.toml");
    theme.words.insert(0, WordFile { language: language.into(), path, text: Cow::Borrowed(text) });
    theme
}

#[test]
fn every_language_that_ships_has_every_word() {
    let known = english();
    let files = shipped().words;
    let languages: Vec<&str> = files.iter().map(|file| file.language.as_str()).collect();
    assert_eq!(languages, ["de", "en", "es", "fr", "uk"]);
    let mut wrong = Vec::new();
    for held in &files {
        let rules = Arc::new(Rules::new(&held.language));
        let (words, faults) = file::read(&held.text, &rules, Some(&known));
        wrong.extend(faults.into_iter().map(|(line, what)| format!("{}:{line}: {what}", held.path)));
        for (name, word) in &known {
            match words.get(name) {
                None => wrong.push(format!("{}: `{name}` is missing", held.path)),
                Some(found) => {
                    wrong.extend(lacks(word, found, &rules).map(|what| format!("{}: `{name}` {what}", held.path)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What a word lacks: a value in one of its phrases, or a form that its language counts with. `count` need not be
/// said: `the note`.
fn lacks(known: &Word, found: &Word, rules: &Rules) -> impl Iterator<Item = String> {
    let mut wrong = Vec::new();
    let values = known.values();
    for (form, phrase) in found.phrases() {
        let has: Vec<&str> = phrase.names().collect();
        let counts = matches!(known, Word::Plural(_));
        let missing = values.iter().filter(|name| !(has.contains(name) || counts && **name == "count"));
        wrong.extend(missing.map(|name| format!("{form} has no {{{name}}}")));
    }
    if let Word::Plural(_) = found {
        let forms: Vec<&str> = found.phrases().into_iter().map(|(form, _)| form).collect();
        let missing = rules.forms().into_iter().filter(|form| !forms.contains(form));
        wrong.extend(missing.map(|form| format!("has no form `{form}`")));
    }
    wrong.into_iter()
}

#[test]
fn what_is_missing_is_found_missing() {
    let known = english();
    let rules = Arc::new(Rules::new("uk"));
    let text = "[note]\nback = \"назад\"\ncount = { one = \"{count}\", other = \"{count}\" }";
    let (words, faults) = file::read(text, &rules, Some(&known));
    assert_eq!(faults, []);
    let lacks = |name: &str| lacks(&known[name], &words[name], &rules).collect::<Vec<_>>();
    assert_eq!(lacks("note.back"), [" has no {number}"]);
    assert_eq!(lacks("note.count"), ["has no form `few`", "has no form `many`"]);
}

#[test]
fn a_language_falls_back_to_what_it_is_a_kind_of_and_then_to_english() {
    let theme = theme("fr-CA", "[note]\nmore = \"Suite\"");
    let more = |language: &str| {
        let words = Words::new(&theme, language).unwrap();
        [words.get("note.more").unwrap(), words.get("site.skip").unwrap()].map(|word| match word {
            Word::Phrase(phrase) => phrase.to_string(),
            _ => String::new(),
        })
    };
    assert_eq!(more("fr-ca"), ["Suite", "Aller au texte"]);
    assert_eq!(more("fr-BE"), ["Lire la suite", "Aller au texte"]);
    assert_eq!(more("pl"), ["Read on", "Skip to the text"]);
}

#[test]
fn a_publications_own_words_stand_before_those_that_ship() {
    let words = Words::new(&theme("fr", "[place]\nnote = \"N. {number}\""), "fr").unwrap();
    assert_eq!(words.note.with(3), "N. 3");
    assert_eq!(words.paragraph.with(3), "Paragraphe 3");
    let words = Words::new(
        &theme("pl", "[place]\nmore = { one = \"{count} inny\", few = \"{count} inne\", other = \"{count} innych\" }"),
        "pl",
    );
    let more = words.unwrap().more;
    assert_eq!([1, 2, 5, 22].map(|count| more.say(count, &[])), ["1 inny", "2 inne", "5 innych", "22 inne"]);
}

#[track_caller]
fn refused(text: &'static str, expected: &[&str]) {
    let error = Words::new(&theme("pl", text), "pl").err().expect("it was accepted").to_string();
    assert!(error.starts_with("`themes/mine/words/pl.toml` is not as a word file must be\n"), "{error}");
    for part in expected {
        assert!(error.contains(part), "`{part}` is not in: {error}");
    }
}

#[test]
fn a_wrong_word_is_named_with_its_line_and_the_right_one() {
    refused(
        "[note]\nbak = \"a\"\n[nots]",
        &[
            "line 2: there is no word `note.bak`; did you mean `note.back`?",
            "line 3: there is no section `nots`; did you mean `note`?",
        ],
    );
    refused("note = \"a\"", &["line 1: `note` is a section"]);
    refused("[note]\nzzz = \"a\"", &["line 2: there is no word `note.zzz`; there are `note.annotations`"]);
    refused("[note]\n\nback = \"{numbr}\"", &["line 3: `note.back`: has no value `{numbr}`; did you mean `number`?"]);
    refused("[note]\nmore = \"{number}\"", &["line 2: `note.more`: has no value `{number}`, nor any other"]);
    refused("[note]\nback = 3\nmore = [\"a\"]", &["line 2: `note.back`: must be words in quotes", "line 3: "]);
    refused(
        "[note]\ncount = { on = \"a\" }",
        &["line 2: `note.count`: no language has a form `on`; did you mean `one`?"],
    );
    refused(
        "[note]\ncount = { two = \"a\" }",
        &["the language does not count with the form `two`; there are `one`, `few`"],
    );
    refused("[note]\ncount = { one = \"a\" }", &["line 2: `note.count`: has no form `other`"]);
    refused("[note]\ncount = 3", &["line 2: `note.count`: must be a phrase for each form"]);
    refused("[date]\nmonths = [\"a\"]", &["line 2: `date.months`: has 1 words, and must have 12"]);
    refused("[note\nback", &["line 1: this is not TOML"]);
}

#[test]
fn numbers_are_grouped_as_the_language_does() {
    let theme = shipped();
    let grouped = |language: &str| {
        let words = Words::new(&theme, language).unwrap();
        [999, 1310, 1_234_567].map(|count| words.grouped(count))
    };
    assert_eq!(grouped("en"), ["999", "1,310", "1,234,567"]);
    assert_eq!(grouped("de"), ["999", "1310", "1.234.567"]);
    assert_eq!(grouped("fr"), ["999", "1\u{202f}310", "1\u{202f}234\u{202f}567"]);
    assert_eq!(grouped("es"), ["999", "1310", "1\u{202f}234\u{202f}567"]);
}
