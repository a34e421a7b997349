//! Holds the table of ARCHITECTURE.md: which module may import which, and which package each may name.

use std::collections::BTreeMap;
use std::path::Path;

/// Module → modules of ours that it may import.
const IMPORTS: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("error", &[]),
    ("output", &["error"]),
    ("reading", &["source"]),
    ("diag", &["source"]),
    ("edition", &["source", "config", "reading"]),
    ("config", &["source", "diag", "edition"]),
    ("parse", &["source", "diag", "config", "edition", "reading"]),
    ("anchor", &["source", "diag", "edition", "reading"]),
    ("resolve", &["source", "diag", "config", "edition", "reading"]),
    ("authoring", &["source", "error", "diag", "edition", "reading", "parse", "compilation"]),
    ("words", &["source", "diag", "error"]),
    ("render", &["source", "config", "edition", "output", "error", "reading", "words"]),
    ("disk", &["source", "output", "error"]),
    (
        "serve",
        &[
            "source",
            "error",
            "output",
            "diag",
            "config",
            "edition",
            "parse",
            "anchor",
            "compilation",
            "authoring",
            "render",
            "disk",
        ],
    ),
    ("compilation", &["source", "diag", "config", "edition", "parse", "anchor", "resolve"]),
    ("publish", &["disk", "output", "error"]),
];

/// Package → the places that may name it.
const PACKAGES: &[(&str, &[&str])] = &[
    ("pulldown_cmark", &["src/parse/markdown/"]),
    ("ammonia", &["src/parse/markdown/html.rs"]),
    ("serde_yaml", &["src/parse/yaml.rs"]),
    ("jiff", &["src/parse/front_matter.rs"]),
    ("toml", &["src/config/", "src/words/file.rs"]),
    ("tera", &["src/render/html/engine.rs"]),
    ("syntect", &["src/render/html/prose/code.rs"]),
    ("walkdir", &["src/disk/"]),
    ("include_dir", &["src/disk/"]),
    ("xxhash_rust", &["src/disk/", "src/edition/lock/", "src/render/site.rs"]),
    ("rustix", &["src/disk/", "src/publish/git.rs"]),
    ("hmac_sha256", &["src/render/html/policy.rs"]),
    ("base64", &["src/render/html/policy.rs"]),
    ("annotate_snippets", &["src/diag/"]),
    ("aho_corasick", &["src/anchor/", "src/render/web_annotation.rs"]),
    ("imara_diff", &["src/anchor/", "src/reading/redline/"]),
    ("icu_collator", &["src/reading/"]),
    ("icu_casemap", &["src/reading/"]),
    ("icu_plurals", &["src/words/plural.rs"]),
    ("clap", &["src/cli/"]),
    ("url", &["src/render/absolute.rs"]),
    ("open", &["src/cli/serve.rs"]),
    ("axum", &["src/serve/http.rs"]),
    ("tokio", &["src/serve/"]),
    ("tokio_stream", &["src/serve/http.rs"]),
    ("getrandom", &["src/serve/token.rs"]),
    ("notify", &["src/serve/watch.rs"]),
    ("percent_encoding", &["src/serve/address.rs"]),
    ("clap_complete", &["src/cli/"]),
    ("htmd", &["src/cli/"]),
];

/// Every source file of the crate, by its path from the root, with its text.
fn files() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = walkdir::WalkDir::new(root.join("src"))
        .into_iter()
        .map(|entry| entry.expect("src can be walked"))
        .filter(|entry| entry.path().extension().is_some_and(|ending| ending == "rs"))
        .map(|entry| {
            let path =
                entry.path().strip_prefix(root).expect("it lies below the root").to_string_lossy().replace('\\', "/");
            (path, std::fs::read_to_string(entry.path()).expect("a source file is text"))
        })
        .collect::<BTreeMap<_, _>>();
    assert!(found.len() > 40, "the walk found only {} files", found.len());
    found
}

/// Files that hold only tests may import what they test, and what they test it with.
fn is_test(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.contains("/tests/")
}

fn module(path: &str) -> &str {
    path.trim_start_matches("src/").split(['/', '.']).next().unwrap_or_default()
}

/// Names of our modules that a file's code mentions as `crate::<name>`; its tests may mention more.
fn imports(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let mut found = Vec::new();
    for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
        for rest in line.split("crate::").skip(1) {
            found.push(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    found
}

#[test]
fn modules_import_only_what_the_table_allows() {
    let table: BTreeMap<_, _> = IMPORTS.iter().copied().collect();
    for (path, text) in files() {
        let Some(allowed) = table.get(module(&path)) else { continue };
        if is_test(&path) {
            continue;
        }
        for name in imports(&text) {
            assert!(name == module(&path) || allowed.contains(&name.as_str()), "{path} imports crate::{name}");
        }
    }
}

#[test]
fn packages_are_named_in_one_place() {
    for (path, text) in files() {
        for (package, homes) in PACKAGES {
            let named = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .any(|line| line.contains(&format!("{package}::")) && !line.contains(&format!("_{package}::")));
            assert!(
                !named || homes.iter().any(|home| path.starts_with(home)) || is_test(&path),
                "{path} names the package {package}"
            );
        }
    }
}

#[test]
fn every_file_opens_with_what_it_is_and_keeps_to_its_size() {
    for (path, text) in files() {
        assert!(text.starts_with("//!"), "{path} does not open with a module comment");
        let lines = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().lines().count();
        assert!(lines <= 400, "{path} has {lines} lines of code");
    }
}

#[test]
fn there_are_no_globs_and_no_boxes_for_odds_and_ends() {
    for (path, text) in files() {
        for name in ["utils", "helpers", "common", "prelude", "misc"] {
            assert!(!path.contains(&format!("/{name}")), "{path} is called {name}");
        }
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let glob = code.lines().any(|line| {
            line.trim_start().starts_with("use ") && line.contains("::*") && !line.contains("rayon::prelude")
        });
        assert!(!glob || is_test(&path), "{path} imports everything from somewhere");
    }
}
