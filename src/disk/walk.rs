//! Every file below a folder of the publication, by its path from the root.
//!
//! In: the root and a folder below it. Out: files in the order of the bytes of their paths, and what stands there that is no file.
//! Symbolic links are followed only when their target, with all links resolved, lies inside the root and is not hidden there.
//! Never opens a file; a pipe, a socket or a device is named and left alone.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::names::{self, Passing};
use crate::error::Error;
use crate::source::Defect;

/// How many links to folders a publication may use: more is a maze made of links.
const MOST_LINKED_FOLDERS: usize = 1000;

/// One thing that was found.
#[derive(Debug)]
pub(super) struct Found {
    /// The path from the root, with `/` between its parts; lossy where the name is not UTF-8.
    pub(super) path: String,
    /// Where it is on this machine; links in it are resolved.
    pub(super) place: PathBuf,
    /// What is wrong with it, if it cannot be read as a file.
    pub(super) defect: Option<Defect>,
}

/// Lists the files below `folder` (from the root, `/` between parts) in the order of the bytes of their paths.
///
/// `root` must be canonical.
///
/// # Errors
/// [`Error::Io`] when a folder cannot be listed.
pub(super) fn walk(root: &Path, folder: &str, passing: Passing) -> Result<Vec<Found>, Error> {
    let mut walk = Walk { root, passing, found: Vec::new(), links: 0 };
    walk.folder(&root.join(folder), folder, &[])?;
    walk.found.sort_unstable_by(|one, other| one.path.cmp(&other.path));
    Ok(walk.found)
}

/// Resolves a link and says why it may not be followed: it leaves the root, is hidden there, or leads nowhere.
pub(super) fn follow(root: &Path, link: &Path) -> Result<PathBuf, Defect> {
    let target = link.canonicalize().map_err(|_| Defect::NotAFile)?;
    let inside = target.strip_prefix(root).map_err(|_| Defect::LinkOutside)?;
    let hidden = inside.iter().any(|part| part.as_encoded_bytes().starts_with(b"."));
    if hidden || inside == Path::new("book.toml") { Err(Defect::LinkOutside) } else { Ok(target) }
}

struct Walk<'r> {
    root: &'r Path,
    passing: Passing,
    found: Vec<Found>,
    links: usize,
}

impl Walk<'_> {
    /// Walks a real folder that the publication knows as `path`; `above` are the real folders whose links led here.
    fn folder(&mut self, place: &Path, path: &str, above: &[PathBuf]) -> Result<(), Error> {
        let passing = self.passing;
        let kept = move |entry: &DirEntry| entry.depth() == 0 || !passing.passes(entry.file_name().as_encoded_bytes());
        let mut entries = WalkDir::new(place).min_depth(1).into_iter().filter_entry(kept);
        // Paths are built from the path of the folder last entered, so that each costs one copy.
        let mut folders = vec![path.to_owned()];
        while let Some(entry) = entries.next() {
            let entry = entry.map_err(|error| {
                let at = error.path().unwrap_or(place).to_owned();
                Error::io("read", at)(error.into())
            })?;
            folders.truncate(entry.depth());
            let parent = folders.last().map_or(path, String::as_str);
            let name = join(parent, entry.file_name());
            let kind = entry.file_type();
            if let Some(why) = name_fault(entry.file_name()) {
                self.push(name, entry.into_path(), Some(Defect::BadName(why)));
                if kind.is_dir() {
                    entries.skip_current_dir();
                }
            } else if kind.is_dir() {
                folders.push(name);
            } else if kind.is_symlink() {
                self.link(&entry.into_path(), name, above)?;
            } else {
                self.push(name, entry.into_path(), (!kind.is_file()).then_some(Defect::NotAFile));
            }
        }
        Ok(())
    }

    fn link(&mut self, link: &Path, path: String, above: &[PathBuf]) -> Result<(), Error> {
        let target = match follow(self.root, link) {
            Ok(target) => target,
            Err(defect) => {
                self.push(path, link.to_owned(), Some(defect));
                return Ok(());
            }
        };
        let kind = target.metadata().map_err(Error::io("read", link))?;
        if !kind.is_dir() {
            self.push(path, target, (!kind.is_file()).then_some(Defect::NotAFile));
            return Ok(());
        }
        let here = link.parent().unwrap_or(self.root).canonicalize().map_err(Error::io("read", link))?;
        self.links += 1;
        let around = here.starts_with(&target) || above.iter().any(|folder| folder.starts_with(&target));
        if around || self.links > MOST_LINKED_FOLDERS {
            self.push(path, link.to_owned(), Some(Defect::NotAFile));
            return Ok(());
        }
        let mut above = above.to_vec();
        above.push(here);
        self.folder(&target, &path, &above)
    }

    fn push(&mut self, path: String, place: PathBuf, defect: Option<Defect>) {
        self.found.push(Found { path, place, defect });
    }
}

fn name_fault(name: &OsStr) -> Option<String> {
    match name.to_str() {
        Some(name) => names::fault(name),
        None => Some("the name is not UTF-8".to_owned()),
    }
}

/// Joins with `/`; characters that would end a line or a part are shown as U+FFFD.
fn join(folder: &str, name: &OsStr) -> String {
    let name = name.to_string_lossy();
    let mut path = String::with_capacity(folder.len() + 1 + name.len());
    if !folder.is_empty() {
        path.push_str(folder);
        path.push('/');
    }
    path.extend(name.chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }));
    path
}
