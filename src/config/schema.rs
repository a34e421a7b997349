//! The names of all settings: the one place that says what `book.toml` may hold.

/// The tables, and the settings of each.
pub(super) const TABLES: &[(&str, &[&str])] = &[
    ("book", &["title", "subtitle", "description", "authors", "language", "license", "src"]),
    ("build", &["build-dir", "strict"]),
    ("site", &["url", "repository", "branch", "theme", "cname"]),
    ("content", &["html"]),
    ("commentary", &["layers", "note-pages"]),
    ("glossary", &["link"]),
    ("search", &["enabled", "engine"]),
];

/// Returns the settings of a table.
pub(super) fn keys(table: &str) -> &'static [&'static str] {
    TABLES.iter().find(|(name, _)| *name == table).map_or(&[], |(_, keys)| keys)
}
