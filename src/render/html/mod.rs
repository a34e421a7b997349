//! The website: pages from the theme's templates, the theme's own files, and the publication's assets.
//!
//! A kind of page is one file here, with its view (what its template sees, documented field by field) and a function
//! that puts its pages; it is listed in `KINDS`. `term.rs` fills `term.html`. What themes may rely on is told in
//! `themes/default/README.md`.

mod beside;
mod commentary;
mod day;
mod engine;
mod facets;
mod glossary;
mod head;
mod home;
mod line;
mod listing;
mod not_found;
mod note;
mod page;
mod places;
mod policy;
pub(crate) mod prose;
mod search_page;
mod shell;
mod subject_index;
mod term;
#[cfg(test)]
mod tests;
mod text;
mod version;

use std::borrow::Cow;
use std::sync::Arc;

pub(crate) use beside::heading;
pub use beside::{Cited, NoteView, Quote};
pub use commentary::Commentary;
pub use day::Day;
pub use engine::{Engine, Html};
pub use facets::{Facet, Facets, Filed};
pub use glossary::{GlossaryEntry, GlossaryView, Letter};
pub use head::About;
pub use home::{HomeText, HomeView};
pub use listing::{ListedNote, ListedText, Listing};
pub use not_found::NotFound;
pub use note::NotePage;
pub use page::PageView;
pub use places::{Link, Locator, Places};
pub(crate) use policy::policy;
pub use search_page::SearchView;
pub use shell::{FooterLine, Head, NavItem, Shell, direction};
pub use subject_index::{IndexEntry, SubjectIndex};
pub use term::{Part, TermView};
pub use text::{CitedPart, Contents, ContentsEntry, Source, TextRow, TextView};
pub use version::{EarlierNote, EarlierRow, RedlineView, VersionRow, VersionView};

use self::prose::Setting;
use super::{Format, Site, put, search};
use crate::edition::{Place, paths};
use crate::error::Error;
use crate::output::{Content, Output};

/// The website.
pub struct Website;

/// Puts the pages of one kind.
type Kind = for<'e> fn(&Arc<Site<'e>>, &mut Output<'e>) -> Result<(), Error>;

/// Every kind of page.
const KINDS: &[Kind] = &[
    home::put,
    text::put,
    version::put,
    version::put_redlines,
    commentary::put,
    note::put,
    page::put,
    glossary::put,
    term::put,
    subject_index::put,
    search_page::put,
    listing::put,
    not_found::put,
];

impl Format for Website {
    fn put<'e>(&self, site: &Arc<Site<'e>>, output: &mut Output<'e>) -> Result<(), Error> {
        KINDS.iter().try_for_each(|kind| kind(site, output))?;
        put_files(site, output)
    }
}

/// Writes the prose of a page or a definition, as seen from a page.
fn content(site: &Site<'_>, page: &str, place: Place) -> Html {
    Html::new(&Setting { edition: site.edition, page, place, words: &site.words }.html())
}

/// What is copied as it is, and what a host of static sites wants to find.
fn put_files<'e>(site: &Site<'e>, output: &mut Output<'e>) -> Result<(), Error> {
    let searching = search::scripts(site);
    let is_written = |name: &&str| searching.contains(name) || !search::SCRIPTS.contains(name);
    for (name, bytes) in site.theme.files.iter().filter(|(name, _)| is_written(&name.as_str())) {
        put(output, paths::theme_file(name), Content::Bytes(site.asset(name, bytes)))?;
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
