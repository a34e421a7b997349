//! What a file is, by its path alone.
//!
//! In: all paths, since a folder is a text when it holds `text.md`. Out: a kind for each file, in their order.

use std::collections::BTreeSet;

use crate::diag::Code;
use crate::edition::lock::LOCK;
use crate::source::Sources;

/// What a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Not for this stage: settings.
    Ignored,
    /// A base text with this id.
    Text(String),
    /// An earlier version of the text with this id, and its name.
    Version(String, String),
    /// Notes on the text with this id.
    Notes(String),
    /// Where the notes on the text with this id stood.
    Lock(String),
    /// A term.
    Term,
    /// A page with this id.
    Page(String),
    /// It stands where it cannot be used: which code, what is wrong, what to do.
    Misplaced(Code, String, String),
}

/// Tells the kind of every file.
pub(super) fn classify(sources: &Sources, src: &str) -> Vec<Kind> {
    let prefix = format!("{src}/");
    let folders: BTreeSet<&str> = sources
        .iter()
        .filter_map(|(_, file)| file.path.strip_prefix(&prefix))
        .filter_map(|path| path.strip_suffix("/text.md").or_else(|| path.strip_suffix("/text.txt")))
        .collect();
    let in_markdown: BTreeSet<&str> =
        sources.iter().filter_map(|(_, file)| file.path.strip_prefix(&prefix)?.strip_suffix("/text.md")).collect();
    sources.iter().map(|(_, file)| kind(file.path.strip_prefix(&prefix), &folders, &in_markdown)).collect()
}

fn kind(path: Option<&str>, folders: &BTreeSet<&str>, in_markdown: &BTreeSet<&str>) -> Kind {
    let Some(path) = path else { return Kind::Ignored };
    if matches!(path, "text.md" | "text.txt") {
        return Kind::Misplaced(
            Code::BadFileName,
            format!("`{path}` stands in the content folder itself, but a text has a folder of its own"),
            format!(
                "make a folder whose name is short, like `content/treaty`, and move the file there: `content/treaty/{path}`"
            ),
        );
    }
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    if matches!(name, "text.md" | "text.txt") {
        return if name == "text.txt" && in_markdown.contains(folder) {
            Kind::Misplaced(
                Code::DoubledText,
                "this folder holds both `text.md` and `text.txt`".to_owned(),
                "keep the one that is the text, and rename or move the other".to_owned(),
            )
        } else {
            Kind::Text(folder.to_owned())
        };
    }
    if name == LOCK {
        return if folders.contains(folder) { Kind::Lock(folder.to_owned()) } else { Kind::Ignored };
    }
    if let Some((text, inside)) = owner(folder, folders) {
        match inside.split('/').next() {
            Some("commentary") => return Kind::Notes(text.to_owned()),
            Some("versions") => {
                let deeper = inside.trim_start_matches("versions").trim_start_matches('/');
                let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
                let slug = if deeper.is_empty() { stem.to_owned() } else { format!("{deeper}/{stem}") };
                return Kind::Version(text.to_owned(), slug.replace('/', "-"));
            }
            _ => {}
        }
    } else if folder.split('/').any(|part| part == "commentary") {
        let home = folder.split("commentary").next().unwrap_or_default().trim_end_matches('/');
        return Kind::Misplaced(
            Code::CommentaryWithoutText,
            format!("notes stand in `{folder}`, but there is no text beside that folder"),
            format!(
                "put the text at `{}text.md`, or move the folder `commentary` beside the text that the notes are on",
                slashed(home)
            ),
        );
    }
    if folder == "glossary" || folder.starts_with("glossary/") {
        return Kind::Term;
    }
    Kind::Page(path.strip_suffix(".md").unwrap_or(path).to_owned())
}

/// Finds the text that a folder belongs to: the innermost folder above it (or itself) that is a text, and the way from there.
fn owner<'p>(folder: &'p str, folders: &BTreeSet<&str>) -> Option<(&'p str, &'p str)> {
    let mut text = folder;
    loop {
        if folders.contains(text) {
            let inside = folder.get(text.len()..).unwrap_or_default().trim_start_matches('/');
            return Some((text, inside));
        }
        text = text.rsplit_once('/')?.0;
    }
}

fn slashed(folder: &str) -> String {
    if folder.is_empty() { "content/<name>/".to_owned() } else { format!("content/{folder}/") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(paths: &[&str], path: &str, expected: &Kind) {
        let mut sources = Sources::new();
        for path in paths {
            sources.add(*path, Vec::new());
        }
        let at = paths.iter().position(|held| *held == path).unwrap();
        assert_eq!(classify(&sources, "content").get(at), Some(expected));
    }

    #[test]
    fn paths_tell_what_a_file_is() {
        let paths = [
            "book.toml",
            "content/index.md",
            "content/2022/brussels/text.md",
            "content/2022/brussels/commentary/deep/law.md",
            "content/2022/brussels/versions/draft.md",
            "content/2022/brussels/essay.md",
            "content/glossary/article-5.md",
            "content/other/text.txt",
            "content/other/anchors.lock",
            "content/anchors.lock",
            "content/other/versions/2021/a.txt",
        ];
        check(&paths, paths[0], &Kind::Ignored);
        check(&paths, paths[1], &Kind::Page("index".into()));
        check(&paths, paths[2], &Kind::Text("2022/brussels".into()));
        check(&paths, paths[3], &Kind::Notes("2022/brussels".into()));
        check(&paths, paths[4], &Kind::Version("2022/brussels".into(), "draft".into()));
        check(&paths, paths[5], &Kind::Page("2022/brussels/essay".into()));
        check(&paths, paths[6], &Kind::Term);
        check(&paths, paths[7], &Kind::Text("other".into()));
        check(&paths, paths[8], &Kind::Lock("other".into()));
        check(&paths, paths[9], &Kind::Ignored);
        check(&paths, paths[10], &Kind::Version("other".into(), "2021-a".into()));
    }
}
