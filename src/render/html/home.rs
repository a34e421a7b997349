//! The home page: the publication's own words, if it has any, and its texts.

use std::sync::Arc;

use serde::Serialize;

use super::places::Link;
use super::{About, Day, Head, Html, Shell, content};
use crate::edition::{PageId, Place, Text, TextId, paths};
use crate::error::Error;
use crate::output::Output;
use crate::render::{Site, put_page};

/// What `home.html` sees.
#[derive(Debug, Serialize)]
pub struct HomeView<'a> {
    /// What stands around the content.
    pub shell: Shell<'a>,
    /// The title of the publication.
    pub title: &'a str,
    /// Its subtitle.
    pub subtitle: Option<&'a str>,
    /// One or two sentences on it; `null` when `content/index.md` speaks for it.
    pub description: Option<&'a str>,
    /// Its authors.
    pub authors: &'a [String],
    /// What `content/index.md` says; empty without one.
    pub body: Html,
    /// Its texts, in order.
    pub texts: Vec<HomeText<'a>>,
    /// Pages that the navigation does not list and no other page stands above.
    pub pages: Vec<Link<'a>>,
}

/// A text, as the home page lists it.
#[derive(Debug, Serialize)]
pub struct HomeText<'a> {
    /// Its title.
    pub title: &'a str,
    /// Its subtitle.
    pub subtitle: Option<&'a str>,
    /// Its language, where it differs from the publication's.
    pub language: Option<&'a str>,
    /// Where it stands.
    pub href: String,
    /// Its day.
    pub day: Option<Day>,
    /// Who issued it.
    pub authors: &'a [String],
    /// How many numbered paragraphs it has.
    pub paragraphs: usize,
    /// How many notes are on it.
    pub notes: usize,
    /// Where all its notes stand in order; `null` when it has none.
    pub commentary: Option<String>,
}

/// Puts the home page, unless a text stands at its place: one in the content folder itself.
pub(super) fn put<'e>(site: &Arc<Site<'e>>, output: &mut Output<'e>) -> Result<(), Error> {
    if site.edition.texts.iter().any(|text| paths::text_page(text) == paths::HOME) {
        return Ok(());
    }
    put_page(output, site, paths::HOME.to_owned(), |site, path| site.engine.page("home.html", &view(site, path)))
}

fn view<'a>(site: &'a Site<'a>, path: &'a str) -> HomeView<'a> {
    let book = &site.config.book;
    let own = site.edition.pages.iter().zip(0..).find(|(page, _)| page.id == "index");
    let description = own.and_then(|(page, _)| page.description.as_deref()).or(book.description.as_deref());
    let stray = site.pages().filter(|(id, page)| page.id.contains('/') && site.parent(*id).is_none());
    HomeView {
        shell: Shell::new(site, &Head { path, title: &book.title, description, about: About::Home }),
        title: &book.title,
        subtitle: book.subtitle.as_deref(),
        description: book.description.as_deref().filter(|_| own.is_none()),
        authors: &book.authors,
        body: own.map_or_else(Html::default, |(_, at)| content(site, path, Place::Page(PageId(at)))),
        texts: site.edition.texts.iter().zip(0..).map(|(held, at)| text(site, path, (held, TextId(at)))).collect(),
        pages: stray
            .map(|(_, page)| Link { title: &page.title, href: paths::href(path, &paths::page(page), None) })
            .collect(),
    }
}

fn text<'a>(site: &Site<'a>, path: &str, of: (&'a Text, TextId)) -> HomeText<'a> {
    let (held, id) = of;
    let notes = site.edition.notes_of.get(id.0 as usize).map_or(0, ExactSizeIterator::len);
    HomeText {
        title: &held.meta.title,
        subtitle: held.meta.subtitle.as_deref(),
        language: site.foreign(held),
        href: paths::href(path, &paths::text_page(held), None),
        day: held.meta.date.map(|date| Day::new(date, &site.words)),
        authors: &held.meta.authors,
        paragraphs: held.paragraphs.iter().filter(|paragraph| paragraph.number.is_some()).count(),
        notes,
        commentary: (notes > 0).then(|| paths::href(path, &paths::commentary_page(held), None)),
    }
}
