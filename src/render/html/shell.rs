//! The shell: what every page has around its content.
//!
//! In: the site and the [`Head`] of one page. Out: a [`Shell`], which every view carries under the name `shell` and
//! `base.html` writes.

use serde::Serialize;

use super::head::{self, Written};
use super::{About, Html};
use crate::config::SearchEngine;
use crate::edition::{TextId, paths};
use crate::render::Site;

/// What a page says of itself.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    /// The path it is written at.
    pub path: &'a str,
    /// Its title, without that of the publication.
    pub title: &'a str,
    /// One or two sentences on it; without them the publication's own stand in.
    pub description: Option<&'a str>,
    /// What it shows.
    pub about: About,
}

/// What every page has around its content.
#[derive(Debug, Serialize)]
pub struct Shell<'a> {
    /// The content security policy, for a `meta` element that stands first in the head.
    pub policy: Html,
    /// The title in the browser's bar: that of the page, then that of the publication.
    pub title: String,
    /// One or two sentences for search engines; `null` when neither the page nor the publication has any.
    pub description: Option<String>,
    /// The language of the publication (BCP 47).
    pub language: &'a str,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    /// What leads from this page to the folder of the home page: empty, `../`, `../../` …; on the page for addresses
    /// that lead nowhere, the path of the site on its server.
    pub root: String,
    /// The page's address on the web, when the publication says where it is published.
    pub canonical: Option<String>,
    /// What the page says of itself to programs, as elements of the head: cards, citation, catalogue, feed.
    pub meta: Html,
    /// The same as linked data: a `script` of type `application/ld+json`, or empty.
    pub linked: Html,
    /// The program and its version.
    pub generator: &'static str,
    /// The name of the publication, leading home.
    pub brand: NavItem<'a>,
    /// The site's navigation.
    pub nav: Vec<NavItem<'a>>,
    /// The search page; `null` where there is none.
    pub search: Option<NavItem<'a>>,
    /// Whether Pagefind searches: then pages carry its attributes.
    pub pagefind: bool,
    /// The address of the style sheet.
    pub style: String,
    /// The address of the script.
    pub script: String,
    /// The address of the icon.
    pub icon: String,
    /// The address of the font that the first screen is set in; `null` when the theme has none of that name.
    pub font: Option<String>,
    /// The lines of the footer.
    pub footer: Vec<FooterLine<'a>>,
}

/// A link of the navigation.
#[derive(Debug, Serialize)]
pub struct NavItem<'a> {
    /// Its words.
    pub title: &'a str,
    /// Where it leads.
    pub href: String,
    /// `page` when it leads to this page, `true` when this page stands below it, else `null`: for `aria-current`.
    pub current: Option<&'static str>,
}

/// A line of the footer.
#[derive(Debug, Serialize)]
pub struct FooterLine<'a> {
    /// What it speaks of: `Text`, `Commentary`.
    pub label: &'a str,
    /// Its words.
    pub words: &'a str,
    /// Where the words lead, if anywhere: an address outside.
    pub href: Option<String>,
}

impl<'a> Shell<'a> {
    /// Makes the shell of a page.
    pub fn new(site: &'a Site<'a>, head: &Head<'_>) -> Self {
        let book = &site.config.book;
        let root = root(site, head.path);
        let prefix = if head.path == paths::NOT_FOUND { root.as_str() } else { "" };
        let asset = |name: &str| [root.as_str(), &site.asset_address(name)].concat();
        let title = match head.title {
            own if own == book.title || own.is_empty() => book.title.clone(),
            own => site.words.title.say(&[("page", own), ("site", &book.title)]),
        };
        let description = head.description.or(book.description.as_deref());
        let canonical = site.address(head.path).filter(|_| head.path != paths::NOT_FOUND);
        let Written { meta, linked } = head::write(site, &Head { description, ..*head }, &root);
        Self {
            policy: site.policy.clone(),
            title,
            description: description.map(str::to_owned),
            language: &book.language,
            direction: direction(&book.language),
            canonical,
            meta,
            linked,
            generator: concat!("Postil ", env!("CARGO_PKG_VERSION")),
            brand: NavItem {
                title: &book.title,
                href: [prefix, &paths::href(head.path, paths::HOME, None)].concat(),
                current: (head.path == paths::HOME).then_some("page"),
            },
            nav: nav(site, head.path, prefix),
            search: site.config.search.page().map(|_| NavItem {
                title: site.words.search_title.as_str(),
                href: format!("{prefix}{}", paths::href(head.path, paths::SEARCH, None)),
                current: (head.path == paths::SEARCH).then_some("page"),
            }),
            pagefind: site.config.search.page() == Some(SearchEngine::Pagefind),
            style: asset("style.css"),
            script: asset("site.js"),
            icon: asset("icon.svg"),
            font: site.theme.files.contains_key("serif.woff2").then(|| format!("{root}{}serif.woff2", paths::STATIC)),
            footer: footer(site, head.about.text(site)),
            root,
        }
    }
}

/// Returns `rtl` for a language that is written from right to left, else `ltr`.
pub fn direction(language: &str) -> &'static str {
    const LEFTWARD: &[&str] = &["ar", "he", "iw", "fa", "ur", "yi", "ps", "sd", "ug", "dv", "ckb", "syr", "nqo", "arc"];
    let lower = language.to_ascii_lowercase();
    let mut parts = lower.split(['-', '_']);
    let primary = parts.next().unwrap_or_default();
    let script = parts.find(|part| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_alphabetic()));
    let leftward = match script {
        Some(script) => matches!(script, "arab" | "hebr" | "thaa" | "syrc" | "nkoo" | "adlm"),
        None => LEFTWARD.contains(&primary),
    };
    if leftward { "rtl" } else { "ltr" }
}

/// A server shows `404.html` under any address, so its links start at the server's root.
fn root(site: &Site<'_>, path: &str) -> String {
    if path != paths::NOT_FOUND {
        return "../".repeat(path.matches('/').count());
    }
    site.config.site.folder().unwrap_or_default()
}

/// The item that leads to this very page is marked; failing that, the one whose folder the page stands in.
fn nav<'a>(site: &'a Site<'a>, path: &str, prefix: &str) -> Vec<NavItem<'a>> {
    let exact = site.nav.iter().any(|entry| entry.path == path);
    let above = |to: &str| to.strip_suffix("index.html").is_some_and(|dir| !dir.is_empty() && path.starts_with(dir));
    let current = |to: &str| if exact { (to == path).then_some("page") } else { above(to).then_some("true") };
    let item = |entry: &'a crate::render::site::Entry<'a>| NavItem {
        title: &entry.title,
        href: [prefix, &paths::href(path, &entry.path, None)].concat(),
        current: current(&entry.path),
    };
    site.nav.iter().map(item).collect()
}

fn footer<'a>(site: &'a Site<'a>, text: Option<TextId>) -> Vec<FooterLine<'a>> {
    let only = (site.edition.texts.len() == 1).then_some(TextId(0));
    let text = text.or(only).and_then(|id| site.edition.texts.get(id.0 as usize));
    let mut lines = Vec::new();
    if let Some(text) = text {
        let source = text.meta.source.as_deref();
        if let Some(words) = text.meta.rights.as_deref().or(source) {
            let label = site.words.site_text.as_str();
            lines.push(FooterLine { label, words, href: source.filter(|at| is_web(at)).map(str::to_owned) });
        }
    }
    if let Some(license) = site.config.book.license.as_deref() {
        let label = site.words.site_commentary.as_str();
        lines.push(FooterLine { label, words: license, href: license_address(license) });
    }
    lines
}

pub(super) fn is_web(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}

/// Creative Commons licences have an address that follows from their SPDX name.
pub(super) fn license_address(license: &str) -> Option<String> {
    let lower = license.to_ascii_lowercase();
    if lower == "cc0-1.0" {
        return Some("https://creativecommons.org/publicdomain/zero/1.0/".to_owned());
    }
    let (kind, version) = lower.strip_prefix("cc-")?.rsplit_once('-')?;
    let known = ["by", "by-sa", "by-nd", "by-nc", "by-nc-sa", "by-nc-nd"].contains(&kind);
    (known && version == "4.0").then(|| format!("https://creativecommons.org/licenses/{kind}/{version}/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_direction_follows_from_the_language() {
        let all = ["en", "ar", "he-IL", "FA", "az-Arab", "ar-Latn", "ur", ""].map(direction);
        assert_eq!(all, ["ltr", "rtl", "rtl", "rtl", "rtl", "ltr", "rtl", "ltr"]);
    }

    #[test]
    fn known_licences_have_an_address() {
        let address = license_address("CC-BY-SA-4.0");
        assert_eq!(address.as_deref(), Some("https://creativecommons.org/licenses/by-sa/4.0/"));
        assert_eq!(license_address("All rights reserved"), None);
        assert_eq!(license_address("cc-by-../x-4.0"), None);
    }
}
