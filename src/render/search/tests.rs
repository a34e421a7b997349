//! What stands in an index, read as `search.js` reads it.

use serde_json::Value;

use super::parts::Places;
use super::{Index, Plan, short};
use crate::config::{Config, SearchEngine, Switch};
use crate::edition::{Edition, Page};
use crate::reading::search_words;
use crate::render::{Site, fixture, render};
use crate::source::{FileId, Theme};

/// Paragraphs in many scripts; the term `Straße` is used in the first.
const PARAGRAPHS: [&str; 5] = [
    "Über die Straße, naïve café.",
    "Україна і пам’ять про Київ.",
    "北大西洋条約は一九四九年に締結された。",
    "الدِّفاع الجماعي عن أوروبا.",
    "An ally & <script>alert(1)</script> \u{2028} \"quoted\" \\ words.",
];

fn edition() -> Edition {
    let text = fixture::text(&PARAGRAPHS);
    let notes = vec![fixture::note(&text, "n1", &["Київ"]), fixture::note(&text, "n2", &[])];
    let mut edition = fixture::edition(text, notes, "Straße");
    let prose = fixture::prose(&["A page about nothing."]);
    let (id, title) = ("about".to_owned(), "About".to_owned());
    let file = FileId(0);
    edition.pages.push(Page { id, file, title, description: None, order: None, authors: vec![], date: None, prose });
    edition
}

/// Returns the files of an index, each as its name and what it holds.
fn read(index: &Index) -> Vec<(String, Value)> {
    let file = |(path, bytes): &(String, Vec<u8>)| {
        let text = std::str::from_utf8(bytes).unwrap();
        let call = text.strip_prefix("searchPart(").and_then(|call| call.strip_suffix(")\n")).unwrap();
        let call: Value = serde_json::from_str(&format!("[{call}]")).unwrap();
        let name = call[0].as_str().unwrap().to_owned();
        assert_eq!(*path, format!("search/{name}.js"));
        (name, call[1].clone())
    };
    index.files.iter().map(file).collect()
}

/// Undoes what `parts` does to places.
fn places(written: &str) -> Vec<u32> {
    let mut at: i64 = -1;
    let mut found = Vec::new();
    for letter in written.chars() {
        let code = i64::from(u32::from(letter));
        if letter == '!' {
            at += 1_000_000;
            continue;
        }
        let code = if code > 0xdfff { code - 0x800 } else { code };
        at += if code > 92 { code - 35 } else { code - 34 };
        found.push(u32::try_from(at).unwrap());
    }
    found
}

/// The units that hold a word, as it is searched for, with those where it stands in a title.
fn find(files: &[(String, Value)], asked: &str) -> Vec<String> {
    let units: Vec<String> = files
        .iter()
        .filter(|(name, _)| name.starts_with("places-"))
        .flat_map(|(_, docs)| docs.as_array().unwrap())
        .flat_map(|doc| {
            let path = doc[1].as_str().unwrap();
            let fragment = move |unit: &Value| match unit {
                Value::Number(number) => format!("{path}#p{number}"),
                unit => format!("{path}#{}", unit.as_str().or(unit[0].as_str()).unwrap()),
            };
            doc[4].as_array().unwrap().iter().map(fragment)
        })
        .collect();
    let mut found = Vec::new();
    search_words(asked, |word| {
        for (_, words) in files.iter().filter(|(name, _)| name.starts_with("words-")) {
            let pieces: Vec<&str> = words.as_str().unwrap().split(' ').collect();
            let held = pieces.chunks_exact(2).filter(|pair| pair[0].trim_end_matches('*') == word);
            found.extend(held.flat_map(|pair| places(pair[1])).map(|at| units[at as usize].clone()));
        }
    });
    found
}

#[test]
fn words_of_every_script_are_found_in_an_index_in_parts() {
    let (edition, config, theme) = (edition(), Config::titled("Book"), Theme::default());
    let site = Site::new(&edition, &config, &theme).unwrap();
    let files = read(&Index::up_to(&site, 0));
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["index", "words-0", "places-0"]);
    let check = |asked: &str, expected: &[&str]| assert_eq!(find(&files, asked), expected, "{asked}");
    check("uber", &["text/index.html#p1"]);
    check("CAFÉ", &["text/index.html#p1"]);
    check("strasse", &["text/index.html#p1", "glossary/#straße"]);
    check("киів", &["text/index.html#p2"]);
    check("西洋", &["text/index.html#p3"]);
    check("دفاع", &["text/index.html#p4"]);
    check("اوروبا", &["text/index.html#p4"]);
    check("n2", &["text/index.html#n-n2"]);
    check("says", &["text/index.html#n-n1", "text/index.html#n-n2"]);
    check("nothing", &["about.html#"]);
    check("nowhere", &[]);
    let (_, index) = &files[0];
    assert_eq!(index["ends"].to_string(), "[6,8,9,10]");
    assert_eq!(index["several"], false);
}

#[test]
fn a_small_index_holds_the_words_themselves() {
    let (edition, config, theme) = (edition(), Config::titled("Book"), Theme::default());
    let site = Site::new(&edition, &config, &theme).unwrap();
    let files = read(&Index::new(&site));
    let [(name, index)] = files.as_slice() else { panic!("it is one file") };
    assert_eq!(name, "index");
    let docs = index["docs"].as_array().unwrap();
    let kinds: Vec<_> = docs.iter().map(|doc| doc[0].to_string()).collect();
    assert_eq!(kinds, ["0", "1", "2", "3"]);
    assert_eq!(docs[0][4].to_string(), r#"["",1,2,3,4,5]"#);
    let held = |name: &str| index[name].as_str().unwrap();
    let words = short::tests::lengthen(held("stop"), held("often"), held("words"));
    let lines: Vec<&str> = words.split('\n').collect();
    assert_eq!(lines.len(), 2 * 10, "two lines for each unit");
    assert_eq!([lines[0], lines[10]], ["The text", ""]);
    assert_eq!([lines[5], lines[15]], ["", PARAGRAPHS[4]]);
    assert_eq!(docs[1][4][1].to_string(), r#"["n-n2",2]"#);
    assert_eq!([lines[7], lines[17]], ["About n2", "What the note says."]);
    assert_eq!(docs[2].to_string(), r#"[2,"glossary/","","",["straße"]]"#);
    assert_eq!([lines[8], lines[18]], ["Straße", "In short."]);
}

#[test]
fn an_index_is_the_same_each_time() {
    let (edition, config, theme) = (edition(), Config::titled("Book"), Theme::default());
    let site = Site::new(&edition, &config, &theme).unwrap();
    let bytes = |small| Index::up_to(&site, small).files;
    assert_eq!(bytes(0), bytes(0));
    let planned: Vec<_> = Plan::paths(Plan::new(&site, 0)).collect();
    let written: Vec<_> = bytes(0).into_iter().map(|(path, _)| path).collect();
    assert_eq!(planned, written);
}

#[test]
fn steps_of_every_length_are_read_back() {
    let units = [0, 1, 57, 58, 114, 115, 1_000, 60_000, 120_000, 1_200_000, 3_300_000, 3_300_001, 4_300_001];
    let mut written = Places::default();
    for unit in units {
        written.add(unit);
        written.add(unit);
    }
    assert_eq!(places(&written.steps), units);
    assert!(!written.steps.contains(['"', '\\', ' ', '\n']));
}

#[test]
fn words_are_cut_into_files_in_order() {
    let paragraphs: Vec<String> =
        (0..4_000).map(|at| format!("word{} and others {}", at % 700, at * 7919 % 4_000)).collect();
    let paragraphs: Vec<&str> = paragraphs.iter().map(String::as_str).collect();
    let edition = fixture::edition(fixture::text(&paragraphs), Vec::new(), "none");
    let (config, theme) = (Config::titled("Book"), Theme::default());
    let site = Site::new(&edition, &config, &theme).unwrap();
    let plan = Plan { words: 5, places: 3 };
    let files = super::parts::write(&site, plan);
    let index = Index { files: Plan::paths(Some(plan)).zip(files).collect() };
    let files = read(&index);
    let firsts: Vec<&str> =
        files[0].1["firsts"].as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect();
    assert!(firsts.is_sorted() && firsts.len() == 5, "{firsts:?}");
    for (at, first) in firsts.iter().enumerate() {
        let words: Vec<&str> =
            files[1 + at].1.as_str().unwrap().split(' ').step_by(2).filter(|word| !word.is_empty()).collect();
        assert_eq!(words.first(), Some(first));
        assert!(words.is_sorted() && words.last() < firsts.get(at + 1).or(Some(&"zzz")), "{at}");
    }
    assert_eq!(find(&files, "3999"), ["text/index.html#p2322"]);
    assert_eq!(find(&files, "word699").len(), 5);
}

#[test]
fn a_site_has_the_search_that_its_settings_ask_for() {
    let edition = edition();
    let theme = Theme::default();
    let paths = |config: &Config| {
        let output = render(&edition, config, &theme).unwrap();
        output.files().keys().filter(|path| path.starts_with("search")).cloned().collect::<Vec<_>>()
    };
    let mut config = Config::titled("Book");
    assert_eq!(paths(&config), ["search.html", "search/index.js"]);
    config.search.engine = SearchEngine::Pagefind;
    assert_eq!(paths(&config), ["search.html"]);
    config.search.enabled = Switch::Off;
    assert_eq!(paths(&config), Vec::<String>::new());
}
