//! A publication, read and compiled: what `build`, `check` and `new` begin with.

use std::path::PathBuf;

use crate::compilation::Compilation;
use crate::config::{self, Config};
use crate::diag::Diagnostic;
use crate::disk;
use crate::edition::Edition;
use crate::error::Error;
use crate::parse::Drafts;
use crate::source::{Sources, Theme};
use crate::words::Words;

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
        let src = config::glance(disk::read_bytes(&root.join("book.toml"))?).book.src;
        let folder = root.join(&src);
        if !folder.is_dir() {
            let told = format!(
                "there is no folder `{}`\nmake it, or name another as `src` below `[book]` in book.toml",
                folder.display()
            );
            return Err(Error::Usage(told));
        }
        let mut sources = disk::read(&root, &src)?;
        disk::locate(&root, &mut sources)?;
        let (sources, config, edition, diagnostics) = Compilation::new(sources, drafts).into_parts();
        Ok(Self { root, config, sources, edition, diagnostics })
    }

    /// Returns the path of a file in the publication's folder, as it is written in diagnostics.
    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }
}

/// Says which file to write where a theme has no words in the publication's language, so that its interface speaks English.
pub(super) fn without_words(config: &Config, theme: &Theme) -> Option<String> {
    let (language, name) = (&config.book.language, &config.site.theme);
    (!Words::are_in(theme, language)).then(|| {
        format!(
            "hint: the words that pages say of their own accord (\u{201c}Note 3, back to the text\u{201d}) are English, as there are none in \
             `{language}`: write them in `themes/{name}/words/{language}.toml`"
        )
    })
}
