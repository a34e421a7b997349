//! Follows every link of a site over HTTP, from its first pages to its last, as a browser would resolve them.

use std::collections::{BTreeMap, BTreeSet};

use url::Url;

use super::pages::{Answer, Pages};

/// What a walk found.
pub(super) struct Walk {
    /// The paths of all pages that were reached.
    pub(super) pages: BTreeSet<String>,
    /// How many links were followed, fragments counted apart.
    pub(super) links: usize,
    /// Links that lead out of the site.
    pub(super) foreign: BTreeSet<String>,
    /// Links that do not work, each with the page that it stands on.
    pub(super) broken: Vec<String>,
}

/// Walks a site that believes to stand at `site`, from these paths.
pub(super) fn walk(server: &Pages, site: &str, from: &[&str]) -> Walk {
    let base = Url::parse(site).unwrap();
    let mut walk = Walk { pages: BTreeSet::new(), links: 0, foreign: BTreeSet::new(), broken: Vec::new() };
    let mut answers: BTreeMap<String, Answer> = BTreeMap::new();
    let mut asked: Vec<Url> = from.iter().map(|path| base.join(path).unwrap()).collect();
    let starts: BTreeSet<String> = asked.iter().map(|url| url.path().to_owned()).collect();
    let mut followed: BTreeSet<(String, String, String)> = BTreeSet::new();
    while let Some(page) = asked.pop() {
        if !walk.pages.insert(page.path().to_owned()) {
            continue;
        }
        let answer = fetch(server, &page);
        let found = if answer.kind.starts_with("text/html") {
            attributes(&answer.body)
        } else if answer.kind.starts_with("text/css") {
            addresses_in_css(&answer.body)
        } else {
            Vec::new()
        };
        for link in found {
            let url = page.join(&link).unwrap_or_else(|error| panic!("{page}: {link}: {error}"));
            if url.host() != base.host() {
                walk.foreign.insert(url.to_string());
                continue;
            }
            let fragment = url.fragment().unwrap_or_default().to_owned();
            if !followed.insert((page.path().into(), url.path().into(), fragment.clone())) {
                continue;
            }
            walk.links += 1;
            let target = answers.entry(url.path().to_owned()).or_insert_with(|| fetch(server, &url));
            let fragment = percent_encoding::percent_decode_str(&fragment).decode_utf8_lossy().into_owned();
            if target.status != 200 && !starts.contains(url.path()) {
                walk.broken.push(format!("{}: {link} is answered with {}", page.path(), target.status));
            } else if !fragment.is_empty() && !target.body.contains(&format!(" id=\"{fragment}\"")) {
                walk.broken.push(format!("{}: {link}: no such place on the page", page.path()));
            }
            asked.push(url);
        }
        answers.insert(page.path().to_owned(), answer);
    }
    walk
}

/// Asks for a page, and goes where it is sent on to.
fn fetch(server: &Pages, url: &Url) -> Answer {
    let answer = server.get(url.path());
    match &answer.location {
        Some(to) => server.get(url.join(to).unwrap().path()),
        None => answer,
    }
}

/// Finds what the attributes of a page lead to.
fn attributes(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for name in [" href=\"", " src=\"", " action=\""] {
        let values = html.split(name).skip(1).filter_map(|after| after.split('"').next());
        found.extend(values.map(|value| value.replace("&amp;", "&").replace("&#x2F;", "/")));
    }
    found.retain(|link| !link.starts_with("mailto:") && !link.starts_with("data:"));
    found
}

fn addresses_in_css(css: &str) -> Vec<String> {
    let values = css.split("url(").skip(1).filter_map(|after| after.split(')').next());
    let values = values.map(|value| value.trim_matches(['"', '\'']).to_owned());
    values.filter(|value| !value.starts_with("data:") && !value.starts_with('#')).collect()
}
