//! The publication's own pages: an introduction, an essay, an imprint.

use std::sync::Arc;

use serde::Serialize;

use super::line::backlinks;
use super::places::Link;
use super::{About, Day, Head, Html, Shell, content};
use crate::edition::{Page, PageId, Place, paths};
use crate::error::Error;
use crate::output::Output;
use crate::render::{Site, put_page};

/// What `page.html` sees.
#[derive(Debug, Serialize)]
pub struct PageView<'a> {
    /// What stands around the content.
    pub shell: Shell<'a>,
    /// The title.
    pub title: &'a str,
    /// One sentence on it.
    pub description: Option<&'a str>,
    /// Whose page it is.
    pub authors: &'a [String],
    /// When it was written.
    pub day: Option<Day>,
    /// The page that it stands below.
    pub parent: Option<Link<'a>>,
    /// The page itself.
    pub body: Html,
    /// The pages that stand below it.
    pub children: Vec<Link<'a>>,
    /// Written links that lead here, in their sentences.
    pub backlinks: Html,
}

/// Puts every page but the home page.
pub(super) fn put<'e>(site: &Arc<Site<'e>>, output: &mut Output<'e>) -> Result<(), Error> {
    site.pages().try_for_each(|(id, page)| {
        put_page(output, site, paths::page(page), move |site, path| {
            site.engine.page("page.html", &view(site, path, (page, id)))
        })
    })
}

fn view<'a>(site: &'a Site<'a>, path: &'a str, of: (&'a Page, PageId)) -> PageView<'a> {
    let (page, id) = of;
    let description = page.description.as_deref();
    let link = |page: &'a Page| Link { title: &page.title, href: paths::href(path, &paths::page(page), None) };
    PageView {
        shell: Shell::new(site, &Head { path, title: &page.title, description, about: About::Page(id) }),
        title: &page.title,
        description,
        authors: &page.authors,
        day: page.date.map(|date| Day::new(date, &site.words)),
        parent: site.parent(id).map(link),
        body: content(site, path, Place::Page(id)),
        children: site.children(id).map(link).collect(),
        backlinks: backlinks(site, path, Place::Page(id)),
    }
}
