//! A publication, read and compiled: what `build`, `check` and `new` begin with.

use std::path::{Path, PathBuf};

use crate::compilation::Compilation;
use crate::config::{self, Config};
use crate::diag::Diagnostic;
use crate::disk;
use crate::edition::Edition;
use crate::error::Error;
use crate::parse::Drafts;
use crate::source::Sources;

/// A publication with all that is wrong in it.
pub(super) struct Publication {
    /// Its folder.
    pub(super) root: PathBuf,
    /// Its settings.
    pub(super) config: Config,
    /// Its files.
    pub(super) sources: Sources,
    /// What they make, however partial.
    pub(super) edition: Edition,
    /// What is wrong in them, sorted.
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Publication {
    /// Reads and compiles the publication in a folder.
    ///
    /// # Errors
    /// When a file cannot be read, or the content folder is not there.
    pub(super) fn open(root: PathBuf, drafts: Drafts) -> Result<Self, Error> {
        let src = settings(&root)?.book.src;
        let folder = root.join(&src);
        if !folder.is_dir() {
            let told = format!(
                "there is no folder `{}`\nmake it, or name another as `src` below `[book]` in book.toml",
                folder.display()
            );
            return Err(Error::Usage(told));
        }
        let sources = disk::read(&root, &src)?;
        let (sources, config, edition, diagnostics) = Compilation::new(sources, drafts).into_parts();
        Ok(Self { root, config, sources, edition, diagnostics })
    }

    /// Returns the path of a file in the publication's folder, as it is written in diagnostics.
    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }
}

/// Reads the settings alone, to learn where the content stands; what is wrong in them is told later, with the rest.
fn settings(root: &Path) -> Result<Config, Error> {
    let bytes = disk::read_bytes(&root.join("book.toml"))?;
    let mut sources = Sources::new();
    let file = sources.add("book.toml", bytes);
    Ok(config::read(&sources, file).value)
}
