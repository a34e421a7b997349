//! The search index: scripts that the search page loads, and no others.
//!
//! In: the site. Out: one file that holds all words where they are few (`search/index.js`), so that a search also works
//! from a disk; else words with the places where they stand (`search/words-0.js` …) and what these places are
//! (`search/places-0.js` …), of which a search loads what it needs. How many files there are follows from the length of
//! what is indexed, so that it is known before the index is made; the index is made once, when its first file is written.

mod parts;
mod short;
#[cfg(test)]
mod tests;
mod units;
mod whole;

use std::sync::Arc;

use super::{Format, Site, put_page};
use crate::config::SearchEngine;
use crate::edition::paths;
use crate::error::Error;
use crate::output::Output;

/// Up to how many bytes of words the index is one file.
const SMALL: usize = 256 << 10;
/// For how many bytes of words there is a file of words, and one of places.
const WORDS_FOR: usize = 128 << 10;
const PLACES_FOR: usize = 64 << 10;

/// The scripts of the theme that search: on the search page, in an index in parts, with Pagefind.
pub(crate) const SCRIPTS: [&str; 3] = ["search.js", "search-parts.js", "search-pagefind.js"];

/// Returns those of [`SCRIPTS`] that a site needs.
pub(crate) fn scripts(site: &Site<'_>) -> &'static [&'static str] {
    match site.config.search.page() {
        Some(SearchEngine::Postil) if Plan::new(site, SMALL).is_some() => &["search.js", "search-parts.js"],
        Some(SearchEngine::Postil) => &["search.js"],
        Some(SearchEngine::Pagefind) => &["search-pagefind.js"],
        None => &[],
    }
}

/// The index.
pub(super) struct Search;

/// The files of an index, as they are written.
pub(crate) struct Index {
    /// Their bytes, by path; [`paths::SEARCH_INDEX`] is the first.
    files: Vec<(String, Vec<u8>)>,
}

/// Into how many files an index is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Plan {
    words: usize,
    places: usize,
}

impl Plan {
    /// Plans the index; `None` where it is one file.
    fn new(site: &Site<'_>, small: usize) -> Option<Self> {
        let edition = site.edition;
        let texts = edition.texts.iter().map(|text| &text.prose);
        let notes = edition.notes.iter().map(|note| &note.body);
        let terms = edition.terms.iter().map(|term| &term.body);
        let pages = edition.pages.iter().map(|page| &page.prose);
        let length: usize = texts.chain(notes).chain(terms).chain(pages).map(|prose| prose.reading.len()).sum();
        (length > small).then(|| Self { words: length.div_ceil(WORDS_FOR), places: length.div_ceil(PLACES_FOR) })
    }

    /// Returns the paths of all files.
    fn paths(plan: Option<Self>) -> impl Iterator<Item = String> {
        let Self { words, places } = plan.unwrap_or(Self { words: 0, places: 0 });
        let words = (0..words).map(|at| format!("search/words-{at}.js"));
        let places = (0..places).map(|at| format!("search/places-{at}.js"));
        std::iter::once(paths::SEARCH_INDEX.to_owned()).chain(words).chain(places)
    }
}

impl Index {
    /// Makes the index of a site.
    pub(crate) fn new(site: &Site<'_>) -> Self {
        Self::up_to(site, SMALL)
    }

    fn up_to(site: &Site<'_>, small: usize) -> Self {
        let plan = Plan::new(site, small);
        let bytes = match plan {
            None => vec![whole::write(site)],
            Some(plan) => parts::write(site, plan),
        };
        Self { files: Plan::paths(plan).zip(bytes).collect() }
    }

    /// Returns the address of the first file, seen from the home page, with what a changed index changes in it.
    pub(crate) fn address(&self) -> String {
        let first = self.files.first().map(|(_, bytes)| bytes.as_slice()).unwrap_or_default();
        format!("{}?v={}", paths::SEARCH_INDEX, super::site::stamp(first))
    }

    fn file(&self, path: &str) -> Vec<u8> {
        let found = self.files.iter().find(|(held, _)| held == path);
        found.map(|(_, bytes)| bytes.clone()).unwrap_or_default()
    }
}

impl Format for Search {
    fn put<'e>(&self, site: &Arc<Site<'e>>, output: &mut Output<'e>) -> Result<(), Error> {
        if site.config.search.page() != Some(SearchEngine::Postil) {
            return Ok(());
        }
        Plan::paths(Plan::new(site, SMALL))
            .try_for_each(|path| put_page(output, site, path, |site, path| Ok(site.index().file(path))))
    }
}

/// Wraps a part of the index: a script that hands it to `search.js`, under its name.
fn script(name: &str, part: &str) -> Vec<u8> {
    format!("searchPart({},{part})\n", json(name)).into_bytes()
}

fn json(words: &str) -> String {
    serde_json::to_string(words).expect("words can be written as JSON")
}
