//! The page that a server shows for an address that leads nowhere.

use std::sync::Arc;

use serde::Serialize;

use super::{About, Head, Shell};
use crate::edition::paths;
use crate::error::Error;
use crate::output::Output;
use crate::render::{Site, put_page};

/// What `404.html` sees.
#[derive(Debug, Serialize)]
pub struct NotFound<'a> {
    /// What stands around the content; its links start at the site's place on its server.
    pub shell: Shell<'a>,
    /// The title.
    pub title: &'a str,
}

/// Puts the page.
pub(super) fn put<'e>(site: &Arc<Site<'e>>, output: &mut Output<'e>) -> Result<(), Error> {
    put_page(output, site, paths::NOT_FOUND.to_owned(), |site, path| {
        let title = site.words.site_missing.as_str();
        let shell = Shell::new(site, &Head { path, title, description: None, about: About::Nothing });
        site.engine.page("404.html", &NotFound { shell, title })
    })
}
