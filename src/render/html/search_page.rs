//! The search page: a field, and what `search.js` finds. Without script it leads to the index.

use std::sync::Arc;

use serde::Serialize;

use super::{About, Head, Shell};
use crate::config::SearchEngine;
use crate::edition::paths;
use crate::error::Error;
use crate::output::Output;
use crate::render::{Site, put_page, search};

/// What `search.html` sees.
#[derive(Debug, Serialize)]
pub struct SearchView<'a> {
    /// What stands around the content.
    pub shell: Shell<'a>,
    /// The title.
    pub title: &'a str,
    /// The address of the script that searches.
    pub script: String,
    /// The address of the script that reads an index in parts; `null` where the index is one file.
    pub parts: Option<String>,
    /// The address of the file of the index that is loaded first; where Pagefind searches, of the folder that it writes.
    pub data: String,
    /// The address of the index, for readers without script; `null` where there is none.
    pub index: Option<String>,
}

/// Puts the page, where the publication has one.
pub(super) fn put<'e>(site: &Arc<Site<'e>>, output: &mut Output<'e>) -> Result<(), Error> {
    let Some(engine) = site.config.search.page() else { return Ok(()) };
    put_page(output, site, paths::SEARCH.to_owned(), move |site, path| {
        site.engine.page("search.html", &view(site, path, engine))
    })
}

fn view<'a>(site: &'a Site<'a>, path: &str, engine: SearchEngine) -> SearchView<'a> {
    let title = site.words.search_title.as_str();
    let description = Some(site.words.search_description.as_str());
    let mut scripts = search::scripts(site).iter().map(|name| site.asset_address(name));
    SearchView {
        shell: Shell::new(site, &Head { path, title, description, about: About::List }),
        title,
        script: scripts.next().unwrap_or_default(),
        parts: scripts.next(),
        data: if engine == SearchEngine::Postil { site.index().address() } else { "pagefind/".to_owned() },
        index: site.has_index().then(|| paths::href(path, paths::SUBJECT_INDEX, None)),
    }
}
