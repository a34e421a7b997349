//! A publication's files as [`Sources`].
//!
//! In: the root and the name of the content folder. Out: `book.toml` first, then every text in the order of its path; assets by path only.
//! What cannot be read as a file travels as a [`Defect`], which `parse` reports. Never parses, never follows a link out of the root.

#![allow(clippy::disallowed_methods, reason = "this is the module that reads the authors' files")]

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use rayon::prelude::*;

use super::names::{self, Passing};
use super::walk::{self, Found};
use crate::error::Error;
use crate::source::{Defect, Sources};

/// Reads `book.toml` and everything below the content folder `src` of the publication at `root`.
///
/// Passed over: names that begin with `.` or `_`, and editors' backups.
///
/// # Errors
/// [`Error::Usage`] when there is no content folder, [`Error::Io`] when a file cannot be read.
pub fn read(root: &Path, src: &str) -> Result<Sources, Error> {
    let (root, src) = content_folder(root, src)?;
    let mut sources = Sources::new();
    add_settings(&root, &mut sources)?;
    let found = walk::walk(&root, &src, Passing::HiddenAndUnderscored)?;
    let homes = homes(&found);
    let (texts, assets): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|file| file.defect.is_some() || is_text(file) || is_version(file, &homes));
    let read = texts.into_par_iter().map(open).collect::<Result<Vec<_>, Error>>()?;
    for (path, content) in read {
        match content {
            Ok(bytes) => sources.add(path, bytes),
            Err(defect) => sources.add_defective(path, defect),
        };
    }
    for asset in assets {
        sources.add_asset(asset.path);
    }
    Ok(sources)
}

/// Reads a file whole, unless it is larger than a source may be.
pub(super) fn read_capped(place: &Path) -> Result<Result<Vec<u8>, Defect>, Error> {
    let mut file = File::open(place).map_err(Error::io("read", place))?;
    let facts = file.metadata().map_err(Error::io("read", place))?;
    if !facts.is_file() {
        return Ok(Err(Defect::NotAFile));
    }
    if facts.len() > names::LARGEST {
        return Ok(Err(Defect::TooLarge));
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(Error::io("read", place))?;
    Ok(Ok(bytes))
}

fn content_folder(root: &Path, src: &str) -> Result<(PathBuf, String), Error> {
    let folder = root.join(src);
    let missing = || {
        Error::Usage(format!(
            "there is no folder `{}`: a publication keeps its texts in it; \
             run `postil init` to begin one, or give the publication's folder with `--root`",
            folder.display()
        ))
    };
    let plain = Path::new(src).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    let root = root.canonicalize().map_err(|_| missing())?;
    let real = folder.canonicalize().map_err(|_| missing())?;
    if !plain || !real.starts_with(&root) {
        let why = "must be a folder inside the publication's own; set `src` in book.toml to its name";
        return Err(Error::Usage(format!("the content folder `{src}` {why}")));
    }
    if !real.is_dir() {
        return Err(missing());
    }
    let parts = Path::new(src).components().filter_map(|part| match part {
        Component::Normal(name) => name.to_str(),
        _ => None,
    });
    Ok((root, parts.collect::<Vec<_>>().join("/")))
}

fn add_settings(root: &Path, sources: &mut Sources) -> Result<(), Error> {
    let path = "book.toml";
    let place = root.join(path);
    let Ok(facts) = place.symlink_metadata() else { return Ok(()) };
    let inside = !facts.is_symlink() || place.canonicalize().is_ok_and(|target| target.starts_with(root));
    if !inside {
        sources.add_defective(path, Defect::LinkOutside);
    } else if !place.is_file() {
        sources.add_defective(path, Defect::NotAFile);
    } else {
        match read_capped(&place)? {
            Ok(bytes) => sources.add(path, bytes),
            Err(defect) => sources.add_defective(path, defect),
        };
    }
    Ok(())
}

fn open(found: Found) -> Result<(String, Result<Vec<u8>, Defect>), Error> {
    let content = match found.defect {
        Some(defect) => Err(defect),
        None => read_capped(&found.place)?,
    };
    Ok((found.path, content))
}

fn is_text(found: &Found) -> bool {
    let name = name(found);
    matches!(name, "text.txt" | "anchors.lock") || extension(found) == Some("md")
}

/// The folders that hold a text.
fn homes(found: &[Found]) -> BTreeSet<String> {
    let folder = |file: &Found| {
        file.path.strip_suffix("/text.md").or_else(|| file.path.strip_suffix("/text.txt")).map(str::to_owned)
    };
    found.iter().filter_map(folder).collect()
}

/// Tells whether a file is an earlier version of a text, in plain words.
fn is_version(found: &Found, homes: &BTreeSet<String>) -> bool {
    let mut folders = found.path.match_indices("/versions/").filter_map(|(at, _)| found.path.get(..at));
    extension(found) == Some("txt") && folders.any(|folder| homes.contains(folder))
}

fn extension(found: &Found) -> Option<&str> {
    name(found).rsplit_once('.').map(|(_, extension)| extension)
}

fn name(found: &Found) -> &str {
    found.path.rsplit('/').next().unwrap_or(&found.path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// A publication in a temporary folder, with a file for each path; its bytes are the path.
    fn publication(paths: &[&str]) -> tempfile::TempDir {
        let top = tempfile::tempdir().unwrap();
        for path in paths {
            let place = top.path().join(path);
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            fs::write(place, path).unwrap();
        }
        top
    }

    fn texts(sources: &Sources) -> Vec<&str> {
        sources.iter().map(|(_, file)| file.path.as_str()).collect()
    }

    fn defect<'s>(sources: &'s Sources, path: &str) -> Option<&'s Defect> {
        sources.file(sources.find(path).unwrap()).defect.as_ref()
    }

    #[test]
    fn texts_are_read_and_assets_are_named_in_the_order_of_their_paths() {
        let top = publication(&[
            "content/a.md",
            "content/a/text.md",
            "content/a/z.png",
            "content/a/commentary/deep/n.md",
            "content/b/text.txt",
            "content/b/other.txt",
            "content/b/anchors.lock",
            "content/b/versions/1.txt",
            "content/b/versions/older/2.txt",
            "content/c/versions/1.txt",
            "content/.hidden/x.md",
            "content/_drafts/x.md",
            "content/n.md~",
            "content/#n.md#",
            "content/.n.md.swp",
            "book.toml",
            "elsewhere/x.md",
        ]);
        let sources = read(top.path(), "content").unwrap();
        let expected = [
            "book.toml",
            "content/a.md",
            "content/a/commentary/deep/n.md",
            "content/a/text.md",
            "content/b/anchors.lock",
            "content/b/text.txt",
            "content/b/versions/1.txt",
            "content/b/versions/older/2.txt",
        ];
        assert_eq!(texts(&sources), expected);
        assert!(sources.iter().all(|(_, file)| file.text == file.path && file.defect.is_none()));
        assert_eq!(sources.assets(), ["content/a/z.png", "content/b/other.txt", "content/c/versions/1.txt"]);
    }

    #[test]
    fn a_folder_that_is_not_there_is_asked_for() {
        let top = publication(&["book.toml", "file"]);
        for src in ["content", "../x", "/", "file"] {
            assert!(matches!(read(top.path(), src), Err(Error::Usage(_))), "{src}");
        }
        let nested = publication(&["my/texts/a.md"]);
        assert_eq!(texts(&read(nested.path(), "./my/texts/").unwrap()), ["my/texts/a.md"]);
    }

    #[test]
    fn a_file_that_is_too_large_is_not_read() {
        let top = publication(&["content/a.md"]);
        File::create(top.path().join("content/b.md")).unwrap().set_len(names::LARGEST + 1).unwrap();
        let sources = read(top.path(), "content").unwrap();
        assert_eq!(defect(&sources, "content/b.md"), Some(&Defect::TooLarge));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_inside_the_publication_only() {
        use std::os::unix::fs::symlink;
        let outside = publication(&["secret.md"]);
        let top = publication(&["content/a.md", "shared/s.md", ".env", "book.toml", "content/loop/x.md"]);
        let at = |path: &str| top.path().join(path);
        symlink(outside.path().join("secret.md"), at("content/out.md")).unwrap();
        symlink(outside.path(), at("content/out")).unwrap();
        symlink("/dev/zero", at("content/zero.md")).unwrap();
        symlink("../.env", at("content/env.txt")).unwrap();
        symlink("../book.toml", at("content/book.txt")).unwrap();
        symlink("../shared", at("content/shared")).unwrap();
        symlink("../shared/s.md", at("content/one.md")).unwrap();
        symlink("..", at("content/loop/up")).unwrap();
        symlink("nowhere", at("content/lost.md")).unwrap();
        symlink("../content/loop", at("shared/back")).unwrap();
        let sources = read(top.path(), "content").unwrap();
        for path in ["out.md", "out", "zero.md", "env.txt", "book.txt"] {
            assert_eq!(defect(&sources, &format!("content/{path}")), Some(&Defect::LinkOutside), "{path}");
        }
        for path in ["loop/up", "lost.md", "shared/back/up"] {
            assert_eq!(defect(&sources, &format!("content/{path}")), Some(&Defect::NotAFile), "{path}");
        }
        for path in ["shared/s.md", "one.md", "shared/back/x.md"] {
            assert_eq!(defect(&sources, &format!("content/{path}")), None, "{path}");
        }
        assert!(sources.iter().all(|(_, file)| !file.text.contains("secret")));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_is_no_file_is_never_opened() {
        use std::os::unix::ffi::OsStringExt;
        let top = publication(&["content/a.md", "content/CON.md", "content/a:b.md", "content/end./x.md"]);
        let at = |path: &str| top.path().join("content").join(path);
        for pipe in ["pipe.md", "pipe.png"] {
            let made = std::process::Command::new("mkfifo").arg(at(pipe)).status();
            assert!(made.unwrap().success());
        }
        let _socket = std::os::unix::net::UnixListener::bind(at("socket.md")).unwrap();
        std::os::unix::fs::symlink("pipe.md", at("link.md")).unwrap();
        fs::write(at("").join(std::ffi::OsString::from_vec(b"caf\xe9.md".to_vec())), "").unwrap();
        fs::write(at("line\nbreak.md"), "").unwrap();
        let sources = read(top.path(), "content").unwrap();
        for path in ["pipe.md", "pipe.png", "socket.md", "link.md"] {
            assert_eq!(defect(&sources, &format!("content/{path}")), Some(&Defect::NotAFile), "{path}");
        }
        for path in ["CON.md", "a:b.md", "end.", "caf\u{fffd}.md", "line\u{fffd}break.md"] {
            let found = defect(&sources, &format!("content/{path}"));
            assert!(matches!(found, Some(Defect::BadName(_))), "{path}: {found:?}");
        }
        assert_eq!(sources.iter().count(), 10);
    }
}
