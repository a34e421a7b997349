//! What stands in the output folder: ours, or not ours.
//!
//! In: the folder and its manifest. Out: what was there before, what the manifest does not know, what the new site has no place for.
//! Only looks; links are never followed.

#![allow(clippy::disallowed_methods, reason = "this module reads the output folder")]

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::Path;

use walkdir::WalkDir;

use super::in_place::STAGING;
use super::manifest::{self, Hash, Manifest};
use super::{names, work};
use crate::error::Error;

/// The site that stands in the output folder before a build.
#[derive(Debug, Default)]
pub(super) struct Old {
    /// Whether anything is there at all.
    pub(super) stands: bool,
    /// The manifest's text; empty where nothing is there.
    pub(super) text: String,
    /// The files that are ours.
    pub(super) manifest: Manifest,
}

impl Old {
    /// Reads the manifest of the output folder.
    ///
    /// # Errors
    /// [`Error::OutputRefused`] when the folder is not empty and nothing says that it is ours.
    pub(super) fn read(out: &Path) -> Result<Self, Error> {
        let mut entries = match out.read_dir() {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(Error::io("read", out)(error)),
        };
        if entries.next().is_none() {
            return Ok(Self::default());
        }
        let place = out.join(manifest::NAME);
        if !place.symlink_metadata().is_ok_and(|facts| facts.is_file()) {
            return Err(Error::OutputRefused(format!(
                "`{0}` is not empty, and Postil did not make what is in it: nothing was written; choose another folder or empty this one; \
                 to have the site written beside what is there, make an empty file `{1}` in it",
                out.display(),
                manifest::NAME
            )));
        }
        let text = std::fs::read_to_string(&place).map_err(Error::io("read", &place))?;
        let manifest = Manifest::parse(&text).map_err(|why| {
            let place = place.display();
            Error::OutputRefused(format!(
                "`{place}` cannot be used: {why}; nothing was written; delete the folder or choose another"
            ))
        })?;
        Ok(Self { stands: true, text, manifest })
    }
}

/// What the manifest does not know.
#[derive(Debug, Default)]
pub(super) struct Foreign {
    /// Files, links and whatever else is no folder, by path (lossy where a name is not UTF-8).
    pub(super) files: Vec<String>,
    /// Folders without any file of ours.
    pub(super) folders: Vec<String>,
}

impl Foreign {
    /// Returns the first path, for a message.
    pub(super) fn example(&self) -> Option<&str> {
        self.files.first().or(self.folders.first()).map(String::as_str)
    }
}

/// Lists what stands in the folder and is not in its manifest.
///
/// # Errors
/// [`Error::Io`] when a folder cannot be listed.
pub(super) fn foreign(out: &Path, manifest: &Manifest) -> Result<Foreign, Error> {
    let mut foreign = Foreign::default();
    let mut entries = WalkDir::new(out).min_depth(1).sort_by_file_name().into_iter();
    while let Some(entry) = entries.next() {
        let entry = entry.map_err(|error| {
            let at = error.path().unwrap_or(out).to_owned();
            Error::io("read", at)(error.into())
        })?;
        let below = entry.path().strip_prefix(out).unwrap_or(entry.path());
        let path = below.to_string_lossy();
        #[cfg(windows)]
        let path = path.replace('\\', "/");
        if entry.file_type().is_dir() {
            if path == STAGING || path == ".git" {
                entries.skip_current_dir();
            }
            if path != STAGING && !any_below(&manifest.files, &path) {
                foreign.folders.push(path.to_string());
            }
        } else if !(entry.file_type().is_file() && (manifest.files.contains_key(&*path) || path == manifest::NAME)) {
            foreign.files.push(path.to_string());
        }
    }
    Ok(foreign)
}

/// Refuses a site that wants a place which something holds that is not ours.
///
/// # Errors
/// [`Error::OutputRefused`] with the path.
pub(super) fn collide<T>(out: &Path, foreign: &Foreign, wanted: &BTreeMap<String, T>) -> Result<(), Error> {
    let in_the_way = |path: &String| {
        let held_below = names::folders_above(path).any(|folder| wanted.contains_key(folder));
        held_below || any_below(wanted, path)
    };
    let file = foreign.files.iter().find(|path| in_the_way(path));
    let folder = foreign.folders.iter().find(|path| wanted.contains_key(*path));
    file.or(folder).map_or(Ok(()), |path| Err(held(out, path)))
}

/// Words the refusal for a path that something else holds.
pub(super) fn held(out: &Path, path: &str) -> Error {
    let place = out.join(path);
    Error::OutputRefused(format!(
        "the site has a file where `{}` stands, which Postil did not make: nothing was written; move it away or delete it",
        place.display()
    ))
}

/// Files of the old site for which the new one has no place.
#[derive(Debug, Default)]
pub(super) struct Stale {
    /// Those that are as we wrote them: they go.
    pub(super) gone: Vec<(Hash, String)>,
    /// Those that someone changed since: they stay.
    pub(super) kept: Vec<String>,
}

impl Stale {
    /// Tells whether a path is among these but for the case of its letters.
    pub(super) fn holds_but_for_case(&self, path: &str) -> bool {
        let mut all = self.gone.iter().map(|(_, path)| path).chain(&self.kept);
        all.any(|stale| stale.len() == path.len() && stale.to_lowercase() == path.to_lowercase())
    }
}

/// Sorts the files that the new site lacks into those that may be removed and those that were changed by someone.
///
/// # Errors
/// [`Error::Io`] when a file cannot be read.
pub(super) fn stale<T>(out: &Path, manifest: &Manifest, wanted: &BTreeMap<String, T>) -> Result<Stale, Error> {
    let mut stale = Stale::default();
    for (path, hash) in manifest.files.iter().filter(|(path, _)| !wanted.contains_key(*path)) {
        match as_written(&out.join(path), *hash)? {
            Some(true) => stale.gone.push((*hash, path.clone())),
            Some(false) => stale.kept.push(path.clone()),
            None => {}
        }
    }
    Ok(stale)
}

/// Tells whether a file's bytes have this hash; nothing where no file stands.
///
/// # Errors
/// [`Error::Io`] when it cannot be read.
pub(super) fn as_written(place: &Path, hash: Hash) -> Result<Option<bool>, Error> {
    match place.symlink_metadata() {
        Ok(facts) if facts.is_file() => {}
        Ok(facts) => return Ok((!facts.is_dir()).then_some(false)),
        Err(_) => return Ok(None),
    }
    let mut file = File::open(place).map_err(Error::io("read", place))?;
    let found = work::hash(&mut file, &mut Vec::new()).map_err(Error::io("read", place))?;
    Ok(Some(found == hash))
}

/// Tells whether a map of paths holds one inside a folder.
pub(super) fn any_below<T>(paths: &BTreeMap<String, T>, folder: &str) -> bool {
    let prefix = format!("{folder}/");
    paths.range(prefix.clone()..).next().is_some_and(|(path, _)| path.starts_with(&prefix))
}
