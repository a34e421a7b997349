//! The list of pages for search engines: `sitemap.xml`, where the publication says where it is published.
//!
//! In: what the other formats have put, and the days of notes and pages. Out: one sitemap, or an index of several
//! (`sitemap-1.xml` …) where there are more pages than one may list. A day stands only where one is known: of a text, its
//! commentary and its notes the newest note's, of a page its own.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Format, Site, escape, put};
use crate::config::NotePages;
use crate::edition::{Date, TextId, paths};
use crate::error::Error;
use crate::output::{Content, Output};

/// How many addresses one sitemap may list.
const MOST: usize = 50_000;
/// How long one sitemap may be, in bytes, with room for its frame.
const LONGEST: usize = (50 << 20) - 1024;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const NAMESPACE: &str = " xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";

/// The sitemap.
pub(super) struct Sitemap;

impl Format for Sitemap {
    fn put<'e>(&self, site: &Arc<Site<'e>>, output: &mut Output<'e>) -> Result<(), Error> {
        if site.config.site.url.is_none() {
            return Ok(());
        }
        let days = days(site);
        let pages = output.files().iter().filter(|(_, content)| matches!(content, Content::Page(_)));
        let entries = pages.map(|(path, _)| path).filter(|path| is_listed(path)).filter_map(|path| {
            let day = days.get(path).copied();
            Some((entry("url", &site.address(path)?, day), day))
        });
        let parts = parts(entries, MOST);
        let bytes = |xml: String| Content::Bytes(Cow::Owned(xml.into_bytes()));
        if let [(only, _)] = parts.as_slice() {
            return put(output, paths::SITEMAP.to_owned(), bytes(framed("urlset", only)));
        }
        let mut index = String::new();
        for ((part, newest), number) in parts.iter().zip(1_usize..) {
            let path = paths::sitemap_part(number);
            index.push_str(&entry("sitemap", &site.address(&path).unwrap_or_default(), *newest));
            put(output, path, bytes(framed("urlset", part)))?;
        }
        put(output, paths::SITEMAP.to_owned(), bytes(framed("sitemapindex", &index)))
    }
}

/// What nobody should find by searching is not listed.
fn is_listed(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| ending == "html")
        && path != paths::NOT_FOUND
        && path != paths::SEARCH
}

/// The days of pages, by path.
fn days(site: &Site<'_>) -> BTreeMap<String, Date> {
    let edition = site.edition;
    let mut days = BTreeMap::new();
    for (text, id) in edition.texts.iter().zip((0..).map(TextId)) {
        if let Some(newest) = site.newest(edition.notes_on(id).map(|(note, _)| note)) {
            days.insert(paths::text_page(text), newest);
            days.insert(paths::commentary_page(text), newest);
        }
        if site.config.commentary.note_pages == NotePages::Own {
            let dated = edition.notes_on(id).filter_map(|(_, note)| Some((paths::note_page(text, note), note.date?)));
            days.extend(dated);
        }
    }
    days.extend(edition.pages.iter().filter_map(|page| Some((paths::page(page), page.date?))));
    days
}

/// Joins entries to sitemaps of at most so many, each with its newest day.
fn parts(entries: impl Iterator<Item = (String, Option<Date>)>, most: usize) -> Vec<(String, Option<Date>)> {
    let mut parts = vec![(String::new(), None)];
    let mut count = 0;
    for (entry, day) in entries {
        let full = count == most || parts.last().is_some_and(|(part, _)| part.len() + entry.len() > LONGEST);
        if full {
            parts.push((String::new(), None));
            count = 0;
        }
        if let Some((part, newest)) = parts.last_mut() {
            part.push_str(&entry);
            *newest = day.max(*newest);
            count += 1;
        }
    }
    parts
}

fn entry(element: &str, address: &str, day: Option<Date>) -> String {
    let mut escaped = String::new();
    escape::xml(&mut escaped, address);
    let day = day.map(|day| format!("<lastmod>{day}</lastmod>")).unwrap_or_default();
    format!("<{element}><loc>{escaped}</loc>{day}</{element}>\n")
}

fn framed(element: &str, entries: &str) -> String {
    format!("{HEAD}<{element}{NAMESPACE}{entries}</{element}>\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_many_pages_are_listed_in_parts() {
        let date = |day| Some(Date { year: 2024, month: 1, day });
        let entries = [("a", None), ("b", date(2)), ("c", date(1)), ("d", date(3)), ("e", None)];
        let made = parts(entries.iter().map(|(name, day)| ((*name).to_owned(), *day)), 2);
        assert_eq!(made, [("ab".to_owned(), date(2)), ("cd".to_owned(), date(3)), ("e".to_owned(), None)]);
        assert_eq!(parts(std::iter::empty(), 2), [(String::new(), None)]);
    }

    #[test]
    fn addresses_are_escaped() {
        let day = Some(Date { year: 2024, month: 1, day: 2 });
        let made = entry("url", "https://a.org/x&y'<z>.html", day);
        assert_eq!(made, "<url><loc>https://a.org/x&amp;y'&lt;z&gt;.html</loc><lastmod>2024-01-02</lastmod></url>\n");
    }
}
