//! The website: pages from the theme's templates, the theme's own files, and the publication's assets.
//!
//! A kind of page is one file here, with its view (what its template sees, documented field by field) and a function
//! that puts its pages; it is listed in [`KINDS`]. The template has the view's name: `term.rs`, `Term`, `term.html`.

mod engine;
mod shell;

use std::borrow::Cow;
use std::sync::Arc;

pub use engine::{Engine, Html};
pub use shell::{FooterLine, Head, NavItem, Shell, direction};

use super::{Format, Site, put};
use crate::edition::paths;
use crate::error::Error;
use crate::output::{Content, Output};

/// The website.
pub struct Website;

/// Puts the pages of one kind.
type Kind = for<'e> fn(&Arc<Site<'e>>, &mut Output<'e>) -> Result<(), Error>;

/// Every kind of page.
const KINDS: &[Kind] = &[];

impl Format for Website {
    fn put<'e>(&self, site: &Arc<Site<'e>>, output: &mut Output<'e>) -> Result<(), Error> {
        KINDS.iter().try_for_each(|kind| kind(site, output))?;
        put_files(site, output)
    }
}

/// What is copied as it is, and what a host of static sites wants to find.
fn put_files<'e>(site: &Site<'e>, output: &mut Output<'e>) -> Result<(), Error> {
    for (name, bytes) in &site.theme.files {
        put(output, paths::theme_file(name), Content::Bytes(Cow::Borrowed(bytes.as_ref())))?;
    }
    for path in &site.edition.assets {
        let from = format!("{}/{path}", site.config.book.src.trim_end_matches('/'));
        put(output, paths::asset(path), Content::Copy(from))?;
    }
    put(output, paths::NO_JEKYLL.to_owned(), Content::Bytes(Cow::Borrowed(b"")))?;
    if let Some(domain) = &site.config.site.cname {
        put(output, paths::CNAME.to_owned(), Content::Bytes(Cow::Owned(format!("{domain}\n").into_bytes())))?;
    }
    Ok(())
}
