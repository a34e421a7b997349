//! A compilation that is kept and brought up to date is what compiling all anew would make: every page, every problem.

use std::collections::BTreeMap;
use std::path::Path;

use postil::source::FileId;
use postil::{Compilation, Drafts, Extent, Sources, disk};

use crate::{golden, site};

/// A small generator of numbers (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (limit.max(1) as u64)).unwrap()
    }
}

/// What a reader and an author see of a compilation.
fn seen(compilation: &Compilation) -> (BTreeMap<String, String>, Vec<String>) {
    let problems = compilation.diagnostics().iter().map(|held| format!("{held:?}")).collect();
    (site::pages(compilation.edition(), compilation.config()), problems)
}

#[track_caller]
fn check_equal(kept: &Compilation, what: &str) {
    let fresh = Compilation::new(kept.sources().clone(), Drafts::Hide);
    let ((pages, problems), (fresh_pages, fresh_problems)) = (seen(kept), seen(&fresh));
    assert_eq!(problems, fresh_problems, "{what}");
    assert!(pages.keys().eq(fresh_pages.keys()), "{what}: other pages");
    for (path, page) in &pages {
        assert_eq!(page, &fresh_pages[path], "{what}: {path}");
    }
}

/// Changes a file as an author might: a word, a line, a paragraph, a note.
fn edited(text: &str, numbers: &mut Numbers) -> String {
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    let at = numbers.below(lines.len());
    let words: Vec<&str> = text.split_whitespace().collect();
    let word = words.get(numbers.below(words.len())).copied().unwrap_or("word");
    match numbers.below(8) {
        0 => lines[at].push_str(&format!(" {word}")),
        1 => lines[at] = lines[at].replacen(word, "other", 1),
        2 => lines.insert(at, String::new()),
        3 => drop(lines.remove(at)),
        4 => lines.push(format!("\nA new paragraph about {word} and the peace.\n")),
        5 => lines.push(format!("\n## Note {}\n\nOn the whole, {word}.\n", numbers.below(1000))),
        6 => lines.push(format!("\n## Quoted {}\n\n> {word}\n\nA remark.\n", numbers.below(1000))),
        _ => {
            let (start, end) = (at.saturating_sub(numbers.below(6)), at);
            lines.drain(start..end);
        }
    }
    lines.join("\n")
}

/// Edits files of texts and their notes at random, and looks after each edit; returns how often texts alone were compiled.
fn wander(sources: Sources, steps: usize, seed: u64) -> (usize, usize) {
    let mut numbers = Numbers(seed);
    let mut kept = Compilation::new(sources, Drafts::Hide);
    let own = |path: &str| path.ends_with("/text.md") || path.contains("/commentary/") || path.contains("/versions/");
    let files: Vec<FileId> = kept.sources().iter().filter(|(_, file)| own(&file.path)).map(|(id, _)| id).collect();
    let first: Vec<String> = files.iter().map(|&id| kept.sources().file(id).text.clone()).collect();
    let (mut texts, mut whole) = (0, 0);
    for step in 0..steps {
        let at = numbers.below(files.len());
        // Now and then all files are what they were at first: broken ones are repaired.
        let changed = match numbers.below(4) {
            0 => files.iter().zip(&first).map(|(&file, text)| (file, text.clone().into_bytes())).collect(),
            _ => vec![(files[at], edited(&kept.sources().file(files[at]).text, &mut numbers).into_bytes())],
        };
        match kept.update(changed) {
            Extent::Texts => texts += 1,
            Extent::Whole => whole += 1,
        }
        check_equal(&kept, &format!("step {step}, {}", kept.sources().file(files[at]).path));
    }
    (texts, whole)
}

/// Three texts with two files of notes each, terms, and links from and to the last one alone.
fn linked() -> Sources {
    publication("# About\n\nSee [[c ¶1]], [[c#n1]] and the peace of [[b]].\n", "See [[¶2]] and [[#n2]] and [[a]].")
}

/// The same without a link to a note or into a text.
fn unlinked() -> Sources {
    publication("# About\n\nThe peace of [[b]].\n", "No link.")
}

fn publication(about: &str, last: &str) -> Sources {
    let mut sources = Sources::new();
    let mut add = |path: &str, text: String| sources.add(path, text.into_bytes());
    add("book.toml", "[book]\ntitle = \"Three texts\"\n[commentary]\nnote-pages = true\n".into());
    add("content/about.md", about.into());
    for term in ["peace", "harbour wall", "fleet", "nobody"] {
        add(
            &format!("content/glossary/{term}.md").replace(' ', "-"),
            format!("---\nterm: {term}\n---\n\nMeans {term}.\n"),
        );
    }
    for text in ["a", "b", "c"] {
        let words = "The League keeps the peace. Its fleet keeps the harbour wall.\n\n# Later\n\nThe old harbour fell twice. Peace came.\n";
        add(&format!("content/{text}/text.md"), format!("---\ntitle: Text {text}\n---\n\n{words}"));
        let link = if text == "c" { last } else { "No link." };
        add(
            &format!("content/{text}/commentary/one.md"),
            format!(
                "---\nauthor: A. Scholar\ntags: [war]\n---\n\n## One {{#n1}}\n\n> keeps the peace\n\nThe fleet. {link}\n\n## Two {{#n2}}\n\n> The old harbour\n\nIts harbour wall.\n"
            ),
        );
        if text != "b" {
            add(
                &format!("content/{text}/versions/2020-01-02-draft.md"),
                format!(
                    "---\nlabel: Draft\n---\n\nThe League kept the peace. Its fleet keeps the harbour wall.\n\n{link}\n\nThe old harbour fell once.\n"
                ),
            );
        }
        add(
            &format!("content/{text}/commentary/two.md"),
            "## Three {#n3}\n\n> fell twice\n\nPeace.\n\n## Four\n\nOn all of it.\n".into(),
        );
    }
    sources
}

#[test]
fn random_edits_leave_what_compiling_anew_would_make() {
    for seed in 1..=2 {
        for sources in [linked(), unlinked()] {
            let (texts, whole) = wander(sources, 50, 0x9e37_79b9 + seed);
            assert!(texts > 8, "only {texts} edits were compiled alone, {whole} with all");
            assert!(whole > 2, "only {whole} edits compiled all");
        }
    }
}

#[test]
fn random_edits_of_the_sampler_and_the_shipped_edition_do_too() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (folder, steps) in [(golden::folder(), 25), (root.to_owned(), 12)] {
        wander(disk::read(&folder, "content").unwrap(), steps, 7);
    }
}

#[test]
fn settings_and_terms_compile_all() {
    let mut kept = Compilation::new(linked(), Drafts::Hide);
    for (path, text) in [
        ("content/glossary/fleet.md", "---\nterm: old harbour\n---\n\nOther.\n"),
        ("book.toml", "[book]\ntitle = \"Renamed\"\nlanguage = \"de\"\n"),
        ("content/about.md", "# About\n\nNo link any more.\n"),
        ("content/a/text.md", "---\ntitle: Other title\n---\n\nOther words.\n"),
        ("content/a/text.md", "---\ntitle: Other title\ndraft: true\n---\n\nOther words.\n"),
        ("content/a/text.md", "---\ntitle: Other title\n---\n\nOther words.\n"),
        ("content/a/versions/2020-01-02-draft.md", "---\nlabel: Sketch\n---\n\nOther words.\n"),
        ("content/a/versions/2020-01-02-draft.md", "---\nlabel: Sketch\ndraft: true\n---\n\nOther words.\n"),
    ] {
        let file = kept.sources().find(path).unwrap();
        assert_eq!(kept.update(vec![(file, text.as_bytes().to_vec())]), Extent::Whole, "{path}");
        check_equal(&kept, path);
    }
}

#[test]
fn a_note_that_comes_or_goes_moves_those_of_later_texts() {
    let mut kept = Compilation::new(unlinked(), Drafts::Hide);
    let file = kept.sources().find("content/a/commentary/one.md").unwrap();
    let first = kept.sources().file(file).text.clone();
    let more = format!("{first}\n## New {{#new}}\n\n> fleet\n\nThe harbour wall.\n");
    for text in [more, first, "---\nauthor: A. Scholar\ntags: [war]\n---\n\nOne fleet.\n".to_owned()] {
        assert_eq!(kept.update(vec![(file, text.into_bytes())]), Extent::Texts);
        check_equal(&kept, "a note came or went");
    }
}

#[test]
fn a_change_of_words_in_one_text_compiles_that_text_alone() {
    let mut kept = Compilation::new(linked(), Drafts::Hide);
    for path in [
        "content/a/commentary/one.md",
        "content/b/text.md",
        "content/c/commentary/two.md",
        "content/a/versions/2020-01-02-draft.md",
    ] {
        let file = kept.sources().find(path).unwrap();
        let text = format!("{}\nAnd nobody in the fleet saw peace.\n", kept.sources().file(file).text.trim_end());
        assert_eq!(kept.update(vec![(file, text.into_bytes())]), Extent::Texts, "{path}");
        check_equal(&kept, path);
    }
}
