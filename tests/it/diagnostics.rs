//! Every diagnostic as an author meets it: a publication with one mistake, and what Postil says of it.
//!
//! `tests/fixtures/diagnostics/<code>.txt` holds the files of a small publication, each under a line `=== path`, and last, under
//! `=== says`, the whole answer. `UPDATE_GOLDEN=1` writes the answers anew. Between `\x` and two figures a file holds a byte
//! that no text file should.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use postil::diag::{self, Style};
use postil::source::Defect;
use postil::{Code, Config, Diagnostic, Drafts, Sources};

struct Case {
    name: String,
    path: PathBuf,
    files: Vec<(String, String)>,
    says: String,
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/diagnostics");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(case).collect()
}

fn case(path: PathBuf) -> Case {
    let whole = std::fs::read_to_string(&path).unwrap();
    let mut files: Vec<(String, String)> = Vec::new();
    for line in whole.split_inclusive('\n') {
        match (line.strip_prefix("=== "), files.last_mut()) {
            (Some(name), _) => files.push((name.trim().to_owned(), String::new())),
            (None, Some((_, text))) => text.push_str(line),
            (None, None) => panic!("{} begins with no `=== path`", path.display()),
        }
    }
    let says = match files.pop() {
        Some((name, says)) if name == "says" => says,
        other => {
            files.extend(other);
            String::new()
        }
    };
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    Case { name, path, files, says }
}

fn sources(case: &Case) -> Sources {
    let mut sources = Sources::new();
    for (path, text) in &case.files {
        match path.split_once(" is ") {
            Some((path, "a pipe")) => sources.add_defective(path, Defect::NotAFile),
            Some((path, "a link outside")) => sources.add_defective(path, Defect::LinkOutside),
            Some((path, "too large")) => sources.add_defective(path, Defect::TooLarge),
            Some((path, "a device name")) => {
                sources.add_defective(path, Defect::BadName("Windows keeps it for a device".into()))
            }
            _ => sources.add(path.as_str(), bytes(text)),
        };
    }
    sources
}

/// Turns `\xE9` into the byte.
fn bytes(text: &str) -> Vec<u8> {
    let mut found = Vec::new();
    let mut pieces = text.split("\\x");
    found.extend(pieces.next().unwrap().bytes());
    for piece in pieces {
        found.push(u8::from_str_radix(&piece[..2], 16).unwrap());
        found.extend(piece[2..].bytes());
    }
    found
}

fn diagnose(sources: &Sources) -> Vec<Diagnostic> {
    let (config, mut diagnostics) = match sources.find("book.toml") {
        Some(file) => {
            let checked = postil::config::read(sources, file);
            (checked.value, checked.diagnostics)
        }
        None => (Config::titled("Test edition"), Vec::new()),
    };
    diagnostics.extend(postil::compile(sources, &config, Drafts::Hide).diagnostics);
    diag::sort(&mut diagnostics, sources);
    diagnostics
}

#[test]
fn every_diagnostic_says_what_it_should() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut wrong = Vec::new();
    for case in cases() {
        let sources = sources(&case);
        let says = diag::human(&diagnose(&sources), &sources, Style::default());
        if says == case.says {
            continue;
        }
        if update {
            let files: String = case.files.iter().map(|(path, text)| format!("=== {path}\n{text}")).collect();
            std::fs::write(&case.path, format!("{files}=== says\n{says}")).unwrap();
        } else {
            wrong.push(format!("{}:\n--- expected\n{}--- says\n{says}", case.name, case.says));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_code_has_a_case_that_fires_it_with_place_and_remedy() {
    let mut seen = BTreeSet::new();
    for case in cases() {
        let sources = sources(&case);
        let diagnostics = diagnose(&sources);
        let named = diagnostics.iter().find(|held| case.name.starts_with(held.code.name()));
        let held = named.unwrap_or_else(|| panic!("{} fires {:?}", case.name, diagnostics));
        assert!(held.help.is_some(), "{} gives no remedy", case.name);
        let begins: Vec<char> = held.message.chars().take(2).collect();
        let sentence = matches!(begins.as_slice(), [first, second] if first.is_uppercase() && second.is_lowercase());
        assert!(!held.message.ends_with('.') && !sentence, "{}", held.message);
        let says = diag::human(&diagnostics, &sources, Style::default());
        let path = &sources.file(held.primary.span.file).path;
        assert!(says.contains(&format!("{path}:")), "{} names no line:\n{says}", case.name);
        seen.insert(held.code);
    }
    let missing: Vec<_> = Code::ALL.iter().filter(|code| !seen.contains(code)).map(|code| code.name()).collect();
    assert!(missing.is_empty(), "no case fires {missing:?}");
}
