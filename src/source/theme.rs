//! A theme as text: templates and static files by name.
//!
//! In: the embedded theme, overridden file by file from a publication's `themes/<name>/`. Out: what `render` reads.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// The files of a theme, by their path inside it.
#[derive(Clone, Debug, Default)]
pub struct Theme {
    /// Templates by name (`text.html`), as text.
    pub templates: BTreeMap<String, Cow<'static, str>>,
    /// Static files by path inside `static/` (`style.css`), as bytes.
    pub files: BTreeMap<String, Cow<'static, [u8]>>,
    /// Names of templates that the publication's own theme overrides.
    pub overridden: Vec<String>,
}
