//! What stops a run: the outside world failed.
//!
//! What is wrong in the authors' files is a [`crate::diag::Diagnostic`], never an [`Error`].

use std::fmt;
use std::path::PathBuf;

/// The outside world failed: a file, a theme, the command line.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be read or written.
    Io {
        /// What was being done, as a verb phrase: `read`, `write`, `create the folder`.
        doing: &'static str,
        /// The path.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The output folder may not be written to; the words say why and what to do.
    OutputRefused(String),
    /// A file stands where one would be made; nothing was overwritten.
    Exists(Vec<PathBuf>),
    /// A template of the theme is wrong.
    Theme {
        /// The template's name.
        template: String,
        /// What is wrong, with its line.
        message: String,
    },
    /// A word file of the theme is wrong.
    Words {
        /// The file.
        path: String,
        /// What is wrong, line by line.
        message: String,
    },
    /// Publishing was refused or failed; the words say why and what to do. Lines that begin with two spaces are another's words.
    Publish(String),
    /// The command was used wrongly; the words say how and what to do.
    Usage(String),
}

impl Error {
    /// Wraps what the system said about a path.
    pub fn io(doing: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { doing, path, source }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { doing, path, source } => write!(f, "cannot {doing} `{}`: {source}", path.display()),
            Self::OutputRefused(why) | Self::Publish(why) | Self::Usage(why) => f.write_str(why),
            Self::Exists(paths) => {
                f.write_str("nothing was written, because these files exist already:")?;
                paths.iter().try_for_each(|path| write!(f, "\n  {}", path.display()))?;
                f.write_str("\nname another folder, or move them away first")
            }
            Self::Words { path, message } => write!(f, "`{path}` is not as a word file must be\n  {message}"),
            Self::Theme { template, message } => write!(f, "template `{template}`: {message}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}
