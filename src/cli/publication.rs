//! A publication, read and compiled: what `build`, `check` and `new` begin with.

use std::path::{Path, PathBuf};

use crate::config::{self, Config};
use crate::diag::{self, Checked, Code, Diagnostic};
use crate::disk;
use crate::edition::Edition;
use crate::error::Error;
use crate::parse::Drafts;
use crate::source::{Sources, Span};

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
        let (config, edition, diagnostics) = compile(&sources, drafts);
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

/// Compiles files, of which `book.toml` is one, and sorts what is wrong in them.
pub(super) fn compile(sources: &Sources, drafts: Drafts) -> (Config, Edition, Vec<Diagnostic>) {
    let Some(file) = sources.find("book.toml") else {
        return (Config::titled("Untitled"), Edition::default(), Vec::new());
    };
    let mut diagnostics = Vec::new();
    let config = config::read(sources, file).into(&mut diagnostics);
    let Checked { value: edition, diagnostics: found } = crate::compile(sources, &config, drafts);
    // The settings' own defects are told once, whoever else looks at that file.
    let told: Vec<(Code, Span)> = diagnostics.iter().map(|held| (held.code, held.primary.span)).collect();
    diagnostics.extend(found.into_iter().filter(|held| !told.contains(&(held.code, held.primary.span))));
    diag::sort(&mut diagnostics, sources);
    (config, edition, diagnostics)
}
