//! The sampler: a small publication that uses every construct once, and every page that is made of it.
//!
//! `tests/fixtures/sampler/expected` holds the pages; `UPDATE_GOLDEN=1` writes them anew. Files of the theme and copied
//! files are left out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use postil::edition::{Placement, paths};
use postil::{Checked, Drafts, Edition, disk};

use crate::{site, web};

struct Sampler {
    compiled: Checked<Edition>,
    pages: BTreeMap<String, String>,
}

static SAMPLER: LazyLock<Sampler> = LazyLock::new(|| {
    let sources = disk::read(&folder(), "content").unwrap();
    let settings = postil::config::read(&sources, sources.find("book.toml").unwrap());
    assert_eq!(settings.diagnostics, []);
    let compiled = postil::compile(&sources, &settings.value, Drafts::Hide);
    let pages = site::pages(&compiled.value, &settings.value);
    Sampler { compiled, pages }
});

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sampler")
}

fn page(path: &str) -> &'static str {
    SAMPLER.pages.get(path).unwrap_or_else(|| panic!("there is no {path}"))
}

/// The pages, without what changes with every edit of a style sheet: the stamps in its addresses.
fn made() -> BTreeMap<String, String> {
    let pages = SAMPLER.pages.iter().filter(|(path, _)| !path.starts_with(paths::STATIC));
    pages.map(|(path, page)| (path.clone(), unstamped(page))).collect()
}

fn unstamped(page: &str) -> String {
    let mut pieces = page.split("?v=");
    let mut found = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        found.push_str(&piece[8..]);
    }
    found
}

/// Every file below a folder, by its path from there.
pub(crate) fn files(root: &Path) -> BTreeMap<String, PathBuf> {
    let walk = walkdir::WalkDir::new(root).into_iter().filter_map(Result::ok);
    let found = walk.filter(|entry| entry.file_type().is_file()).map(|entry| {
        let path = entry.path().strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
        (path, entry.into_path())
    });
    found.collect()
}

#[test]
fn a_note_is_edited_at_the_line_where_it_begins() {
    let texts: BTreeMap<u32, String> =
        (0..).zip(&SAMPLER.compiled.value.texts).map(|(at, text)| (at, text.id.clone())).collect();
    for note in &SAMPLER.compiled.value.notes {
        let file = std::fs::read_to_string(folder().join(&note.origin.path)).unwrap();
        let line = file.lines().nth(note.origin.line - 1).unwrap_or_default();
        // An untitled note begins with what it quotes, or, on the whole text, with what it says.
        let begins = match (&note.title, &note.place) {
            (Some(_), _) => line.starts_with('#'),
            (None, Placement::Whole) => !line.is_empty() && note.body.reading.starts_with(line),
            (None, _) => line.starts_with('>'),
        };
        assert!(begins, "{}: {line}", note.id);
        let address =
            format!("https://github.com/example/harbour/edit/main/{}#L{}", note.origin.path, note.origin.line);
        for name in ["index.html", "commentary.html"] {
            let path = format!("{}/{name}", texts[&note.text.0]);
            assert!(page(&path).contains(&format!("<a href=\"{address}\"")), "`{address}` is not in {path}");
        }
    }
}

#[test]
fn every_page_is_as_expected() {
    let expected = folder().join("expected");
    let made = made();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        for (path, place) in files(&expected) {
            if !made.contains_key(&path) {
                std::fs::remove_file(place).unwrap();
            }
        }
        for (path, page) in &made {
            let place = expected.join(path);
            std::fs::create_dir_all(place.parent().unwrap()).unwrap();
            std::fs::write(place, page).unwrap();
        }
    }
    let held = files(&expected);
    let names: BTreeSet<_> = held.keys().collect();
    assert_eq!(names, made.keys().collect(), "UPDATE_GOLDEN=1 writes them anew");
    for (path, place) in &held {
        let text = std::fs::read_to_string(place).unwrap();
        if let Some((number, (was, is))) = (1..).zip(text.lines().zip(made[path].lines())).find(|(_, (a, b))| a != b) {
            panic!("{path}:{number}\n expected: {was}\n made:     {is}\nUPDATE_GOLDEN=1 writes it anew");
        }
        assert_eq!(text.len(), made[path].len(), "{path} is longer or shorter than expected");
    }
}

#[test]
fn the_sampler_compiles_without_a_warning() {
    assert_eq!(SAMPLER.compiled.diagnostics, []);
}

#[test]
fn every_link_of_the_sampler_leads_somewhere() {
    let copied = SAMPLER.compiled.value.assets.iter().cloned().collect();
    let mut pages = SAMPLER.pages.clone();
    // A server shows this page at any depth: its links alone begin at the root of the site.
    let lost = pages.get_mut(paths::NOT_FOUND).unwrap();
    *lost = lost.replace("=\"/harbour/", "=\"");
    assert_eq!(web::faults(&pages, &copied), Vec::<String>::new());
}

#[test]
fn every_passage_of_the_sampler_is_the_one_that_is_meant() {
    let edition = &SAMPLER.compiled.value;
    let passages: Vec<(&str, Vec<&str>)> = edition
        .notes
        .iter()
        .map(|note| {
            let reading = &edition.texts[note.text.0 as usize].prose.reading;
            assert!(!matches!(note.place, Placement::Unplaced { .. }), "{}", note.id);
            (note.id.as_str(), note.place.ranges().map(|range| range.of(reading)).collect())
        })
        .collect();
    let expected: BTreeMap<&str, Vec<&str>> = BTreeMap::from([
        ("fair-toll", vec!["The toll is fair, and it is paid once a year", "no ship’s master shall pay twice"]),
        ("second-part", vec!["second part"]),
        ("twice", vec!["ship’s master"]),
        ("overlapping", vec!["it is paid once a year"]),
        ("nested", vec!["once"]),
        ("nobody-is-above-it", vec!["Nobody is above it"]),
        ("on-p16s2", vec!["The masters keep the seal."]),
        ("who-objected", vec!["Mr. Smith objected. He was outvoted <loudly>."]),
        ("the-whole-minutes", vec![]),
        ("note-more", vec![]),
    ]);
    for (id, words) in expected {
        assert!(passages.contains(&(id, words.clone())), "{id}: {passages:#?}");
    }
}

#[test]
fn the_numbers_of_the_sampler_are_those_that_the_document_prints() {
    let edition = &SAMPLER.compiled.value;
    let of = |at: usize| -> Vec<(Option<u32>, &str)> {
        edition.texts[at].paragraphs.iter().map(|held| (held.number, held.fragment.as_str())).collect()
    };
    let some = |number| Some(number);
    assert_eq!(
        of(0),
        [
            (None, "p0-1"),
            (some(11), "p11"),
            (some(12), "p12"),
            (None, "p12-2"),
            (some(13), "p13"),
            (None, "p13-2"),
            (None, "p13-3"),
            (some(14), "p14"),
            (None, "p14-2"),
            (some(15), "law"),
            (some(16), "p16"),
            (some(17), "p17"),
        ]
    );
    assert_eq!(of(1), [(some(1), "p1"), (some(2), "p2"), (some(3), "p3")]);
    assert!(page("charter/index.html").contains("<p id=\"law\">"));
}
