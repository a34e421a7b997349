//! A theme as text: templates, static files and words by name.
//!
//! In: the embedded theme, overridden file by file from a publication's `themes/<name>/`. Out: what `render` reads.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// The files of a theme, by their path inside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Theme {
    /// Templates by name (`text.html`), as text.
    pub templates: BTreeMap<String, Cow<'static, str>>,
    /// Static files by path inside `static/` (`style.css`), as bytes.
    pub files: BTreeMap<String, Cow<'static, [u8]>>,
    /// Word files: of one language, the publication's own before the one that is built in.
    pub words: Vec<WordFile>,
    /// Names of templates that the publication's own theme overrides.
    pub overridden: Vec<String>,
}

/// The words of the interface in one language, as TOML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordFile {
    /// The language (BCP 47), from the name of the file: `fr`, `pt-BR`.
    pub language: String,
    /// Where it stands, as messages name it.
    pub path: String,
    /// Its text.
    pub text: Cow<'static, str>,
}
