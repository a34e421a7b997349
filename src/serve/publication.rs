//! The publication as the preview holds it: compiled, with its theme, and brought up to date when files change.
//!
//! In: its folder, and paths in it that may have changed. Out: whether anything did, and the compilation after it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::compilation::{Compilation, Extent};
use crate::config::{self, Config};
use crate::disk;
use crate::error::Error;
use crate::parse::Drafts;
use crate::source::{FileId, Sources, Theme};

/// A publication that is kept.
pub(super) struct Publication {
    /// Its folder, canonical.
    pub(super) root: PathBuf,
    drafts: Drafts,
    /// What its files make.
    pub(super) compilation: Compilation,
    /// Its theme.
    pub(super) theme: Theme,
}

/// What changed in a publication's files.
pub(super) enum Change {
    /// Files that it knew, with their new bytes.
    Files(Vec<(FileId, Vec<u8>)>),
    /// Which files it has, its theme, or its settings: all of it as it is now.
    Whole(Box<(Sources, Theme)>),
    /// Files that are only copied.
    Assets,
}

impl Publication {
    /// Reads and compiles a publication.
    ///
    /// # Errors
    /// When a file cannot be read, or there is no content folder or theme.
    pub(super) fn open(root: PathBuf, drafts: Drafts) -> Result<Self, Error> {
        let (sources, theme) = read(&root)?;
        Ok(Self { root, drafts, compilation: Compilation::new(sources, drafts), theme })
    }

    /// Tells what changed, if these paths were written, made or removed; `None` when nothing did.
    ///
    /// # Errors
    /// When the publication cannot be read any more.
    pub(super) fn differs(&self, paths: &BTreeSet<PathBuf>) -> Result<Option<Change>, Error> {
        let sources = self.compilation.sources();
        let mut files = Vec::new();
        let mut assets = false;
        for path in paths {
            let Some(known) = path.strip_prefix(&self.root).ok().and_then(plain) else { return self.whole() };
            if sources.assets().contains(&known) && path.is_file() {
                assets = true;
                continue;
            }
            let Some(file) = sources.find(&known).filter(|_| known != "book.toml") else { return self.whole() };
            let is_file = path.symlink_metadata().is_ok_and(|facts| facts.is_file());
            let Ok(bytes) = disk::read_bytes(path) else { return self.whole() };
            if !is_file || sources.file(file).defect.is_some() {
                return self.whole();
            }
            if bytes != sources.file(file).text.as_bytes() {
                files.push((file, bytes));
            }
        }
        Ok(match (files.is_empty(), assets) {
            (false, _) => Some(Change::Files(files)),
            (true, true) => Some(Change::Assets),
            (true, false) => None,
        })
    }

    /// Brings it up to date.
    pub(super) fn apply(&mut self, change: Change) -> Extent {
        match change {
            Change::Files(files) => self.compilation.update(files),
            Change::Whole(read) => {
                let (sources, theme) = *read;
                self.theme = theme;
                if sources != *self.compilation.sources() {
                    self.compilation = Compilation::new(sources, self.drafts);
                }
                Extent::Whole
            }
            Change::Assets => Extent::Whole,
        }
    }

    fn whole(&self) -> Result<Option<Change>, Error> {
        let (sources, theme) = read(&self.root)?;
        let same = sources == *self.compilation.sources() && theme == self.theme;
        Ok((!same).then(|| Change::Whole(Box::new((sources, theme)))))
    }
}

/// Reads the settings, to learn where the content stands and what the theme is.
///
/// # Errors
/// When there are none.
pub(super) fn settings(root: &Path) -> Result<Config, Error> {
    disk::read_bytes(&root.join("book.toml")).map(config::glance)
}

/// Reads the files and the theme.
fn read(root: &Path) -> Result<(Sources, Theme), Error> {
    let config = settings(root)?;
    Ok((disk::read(root, &config.book.src)?, disk::theme(root, &config.site.theme)?))
}

/// A path as sources name it.
fn plain(path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path.iter().map(|part| part.to_str()).collect();
    parts.map(|parts| parts.join("/"))
}
