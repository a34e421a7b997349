//! From the edition to a site: every format puts its files into one [`Output`].
//!
//! In: an [`Edition`], the settings and a theme. Out: an [`Output`] whose pages are made when they are written, on any
//! thread. A format is one file and one line in `FORMATS`. Never reads or writes a file, never asks for the time.

mod absolute;
mod atom;
mod code_host;
mod escape;
#[cfg(test)]
mod fixture;
pub mod html;
mod json;
mod robots;
mod scalar;
pub(crate) mod search;
mod site;
mod sitemap;
mod snippet;
mod text_json;
mod web_annotation;

use std::sync::Arc;

pub use site::{Group, Site};

use crate::config::Config;
use crate::edition::Edition;
use crate::error::Error;
use crate::output::{Content, Output};
use crate::source::Theme;

/// Something that an edition can be written as.
pub trait Format: Sync {
    /// Puts the files of this format under their paths. What is costly is left to `put_page`, so that it is done when
    /// the file is written, not before.
    ///
    /// # Errors
    /// [`Error::OutputRefused`] when a path is taken already.
    fn put<'e>(&self, site: &Arc<Site<'e>>, output: &mut Output<'e>) -> Result<(), Error>;
}

/// Every format; the sitemap is the last, for it lists what the others have put.
static FORMATS: &[&dyn Format] = &[
    &html::Website,
    &text_json::TextJson,
    &web_annotation::WebAnnotation,
    &atom::Atom,
    &robots::Robots,
    &search::Search,
    &sitemap::Sitemap,
];

/// Makes the whole site of an edition.
///
/// # Errors
/// [`Error::Theme`] when a template cannot be read, [`Error::OutputRefused`] when two files want one path.
pub fn render<'e>(edition: &'e Edition, config: &'e Config, theme: &'e Theme) -> Result<Output<'e>, Error> {
    let site = Arc::new(Site::new(edition, config, theme)?);
    let mut output = Output::new();
    FORMATS.iter().try_for_each(|format| format.put(&site, &mut output))?;
    Ok(output)
}

/// Puts content at a path.
///
/// # Errors
/// [`Error::OutputRefused`] when the path is taken already: `resolve` reports what authors can do about it, so what is
/// left is a file of the theme, or an asset, that stands where a page goes.
pub(crate) fn put<'e>(output: &mut Output<'e>, path: String, content: Content<'e>) -> Result<(), Error> {
    output.put(path, content).map_err(|taken| {
        let why = if taken.path == taken.holder { String::new() } else { format!(" (beside `{}`)", taken.holder) };
        Error::OutputRefused(format!("two files of the site want the path `{}`{why}; rename one of them", taken.path))
    })
}

/// Puts a page at a path, to be made when it is written; `make` is given the site and that path.
///
/// # Errors
/// As [`put`].
pub(crate) fn put_page<'e>(
    output: &mut Output<'e>,
    site: &Arc<Site<'e>>,
    path: String,
    make: impl Fn(&Site<'e>, &str) -> Result<Vec<u8>, Error> + Send + Sync + 'e,
) -> Result<(), Error> {
    let site = Arc::clone(site);
    let own = path.clone();
    put(output, path, Content::Page(Box::new(move || make(&site, &own))))
}
