//! When the publication's files were last written, as far as the system says: enough to see that one changed.
//!
//! In: the root and the content folder. Out: a mark for each file of content, themes and settings. Never opens a file.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use walkdir::WalkDir;

/// What tells a changed file from an unchanged one: when it was written, and its length in bytes.
pub type Mark = (Option<SystemTime>, u64);

/// Marks the settings and all files of the folders that a preview watches.
pub fn marks(root: &Path, src: &str) -> BTreeMap<PathBuf, Mark> {
    let mut found = BTreeMap::new();
    let settings = root.join("book.toml");
    if let Some(mark) = mark(&settings) {
        found.insert(settings, mark);
    }
    for folder in watched_folders(root, src) {
        let shown = |entry: &walkdir::DirEntry| !entry.file_name().as_encoded_bytes().starts_with(b".");
        for entry in WalkDir::new(folder).follow_links(true).into_iter().filter_entry(shown).filter_map(Result::ok) {
            if let Ok(facts) = entry.metadata()
                && facts.is_file()
            {
                found.insert(entry.into_path(), (facts.modified().ok(), facts.len()));
            }
        }
    }
    found
}

/// Marks one file; `None` where there is none.
pub fn mark(path: &Path) -> Option<Mark> {
    let facts = path.metadata().ok().filter(Metadata::is_file)?;
    Some((facts.modified().ok(), facts.len()))
}

/// The folders that a preview watches: content and themes, where they are there.
pub fn watched_folders(root: &Path, src: &str) -> Vec<PathBuf> {
    [src, "themes"].into_iter().map(|name| root.join(name)).filter(|folder| folder.is_dir()).collect()
}
