//! The publication as the preview holds it: compiled, with its theme, and brought up to date when files change.
//!
//! In: its folder, and paths in it that may have changed. Out: whether anything did, and the compilation after it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::compilation::{Compilation, Extent};
use crate::config::{self, Config};
use crate::disk::{self, Mark};
use crate::edition::paths;
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
    /// How the files stand that are only copied, by path.
    copied: BTreeMap<String, Mark>,
}

/// What changed in a publication's files.
pub(super) enum Change {
    /// Files that it knew, with their new bytes.
    Files(Vec<(FileId, Vec<u8>)>),
    /// Which files it has, its theme, or its settings: all of it as it is now.
    Whole(Box<(Sources, Theme)>),
    /// Files that are only copied, with how they stand now.
    Copied(BTreeMap<String, Mark>),
}

/// What a change came to.
pub(super) struct Applied {
    /// How much was compiled again.
    pub(super) extent: Extent,
    /// The files of the site that a page shows or names, and that are not what they were.
    pub(super) shown: Vec<String>,
}

impl Publication {
    /// Reads and compiles a publication.
    ///
    /// # Errors
    /// When a file cannot be read, or there is no content folder or theme.
    pub(super) fn open(root: PathBuf, drafts: Drafts) -> Result<Self, Error> {
        let (sources, theme) = read(&root)?;
        let copied = marks(&root, &sources);
        Ok(Self { root, drafts, compilation: Compilation::new(sources, drafts), theme, copied })
    }

    /// Tells what changed, if these paths were written, made or removed; `None` when nothing did.
    ///
    /// # Errors
    /// When the publication cannot be read any more.
    pub(super) fn differs(&self, paths: &BTreeSet<PathBuf>) -> Result<Option<Change>, Error> {
        let sources = self.compilation.sources();
        let (mut files, mut copied) = (Vec::new(), BTreeMap::new());
        for path in paths {
            let Some(known) = path.strip_prefix(&self.root).ok().and_then(plain) else { return self.whole() };
            if let (Some(held), Some(mark)) = (self.copied.get(&known), disk::mark(path)) {
                if *held != mark {
                    copied.insert(known, mark);
                }
                continue;
            }
            if self.came_and_went(path, &known) {
                continue;
            }
            let Some(file) = sources.find(&known).filter(|_| known != "book.toml") else { return self.whole() };
            let is_file = path.symlink_metadata().is_ok_and(|facts| facts.is_file());
            let Ok(bytes) = disk::read_bytes(path) else { return self.whole() };
            if !is_file || sources.file(file).defect.is_some() {
                return self.whole();
            }
            let held = sources.file(file).text.as_bytes();
            if bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes) != held {
                files.push((file, bytes));
            }
        }
        Ok(match (files.is_empty(), copied.is_empty()) {
            (true, true) => None,
            (true, false) => Some(Change::Copied(copied)),
            (false, true) => Some(Change::Files(files)),
            (false, false) => return self.whole(),
        })
    }

    /// Tells whether a path is of something that never was a part of the content and is not there any more, as what an editor
    /// writes beside a file before it puts it in its place.
    fn came_and_went(&self, path: &Path, known: &str) -> bool {
        let sources = self.compilation.sources();
        let src = format!("{}/", self.compilation.config().book.src);
        let folder = format!("{known}/");
        let held = |held: &str| held == known || held.starts_with(&folder);
        known.starts_with(&src)
            && path.symlink_metadata().is_err()
            && !sources.iter().any(|(_, file)| held(&file.path))
            && !sources.assets().iter().any(|path| held(path))
    }

    /// Brings it up to date.
    pub(super) fn apply(&mut self, change: Change) -> Applied {
        match change {
            Change::Files(files) => Applied { extent: self.compilation.update(files), shown: Vec::new() },
            Change::Whole(read) => {
                let (sources, theme) = *read;
                let copied = marks(&self.root, &sources);
                let mut shown = self.site_paths(copied.iter().filter(|held| self.copied.get(held.0) != Some(held.1)));
                let other = |held: &(&String, _)| self.theme.files.get(held.0) != Some(held.1);
                shown.extend(theme.files.iter().filter(other).map(|(name, _)| paths::theme_file(name)));
                self.theme = theme;
                self.copied = copied;
                if sources != *self.compilation.sources() {
                    self.compilation = Compilation::new(sources, self.drafts);
                }
                Applied { extent: Extent::Whole, shown }
            }
            Change::Copied(copied) => {
                let shown = self.site_paths(copied.iter());
                self.copied.extend(copied);
                Applied { extent: Extent::Texts, shown }
            }
        }
    }

    fn site_paths<'a>(&self, copied: impl Iterator<Item = (&'a String, &'a Mark)>) -> Vec<String> {
        let src = format!("{}/", self.compilation.config().book.src);
        copied.filter_map(|(path, _)| path.strip_prefix(&src)).map(paths::asset).collect()
    }

    fn whole(&self) -> Result<Option<Change>, Error> {
        let (sources, theme) = read(&self.root)?;
        let same =
            sources == *self.compilation.sources() && theme == self.theme && marks(&self.root, &sources) == self.copied;
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
    let mut sources = disk::read(root, &config.book.src)?;
    disk::locate(root, &mut sources)?;
    Ok((sources, disk::theme(root, &config.site.theme)?))
}

/// How the files stand that are only copied.
fn marks(root: &Path, sources: &Sources) -> BTreeMap<String, Mark> {
    let mark = |path: &String| Some((path.clone(), disk::mark(&root.join(path))?));
    sources.assets().iter().filter_map(mark).collect()
}

/// A path as sources name it.
fn plain(path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path.iter().map(|part| part.to_str()).collect();
    parts.map(|parts| parts.join("/"))
}
