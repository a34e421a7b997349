//! The site of an author's first day, written and published as it would be typed: every link is followed in the browser.

#[path = "../it/first_day/author.rs"]
mod author;
#[path = "../it/guide/page.rs"]
#[allow(dead_code, reason = "the pages of the guide are read elsewhere")]
mod page;
#[path = "../it/guide/story.rs"]
#[allow(dead_code, reason = "the guide is told elsewhere")]
mod story;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::Case;
use crate::host::Host;
use crate::reader::World;
use story::Story;

pub(crate) const CASES: &[Case] = &[("every_link_of_a_first_day_works", every_link)];

/// Returns the address of the page, its ids, and where its links lead, as the browser resolves them.
const SEEN: &str = "return [location.href.split('#')[0], \
    [...document.querySelectorAll('[id]')].map(e => e.id), \
    [...document.querySelectorAll('a[href]')].map(e => e.href).filter(a => a.startsWith(location.origin))]";

fn every_link(world: &World) {
    let story = author::published(Story::new());
    let host = Host::start(&story.folder, "/repo/");
    let reader = world.reader(1280);
    let mut ids: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut links: BTreeSet<(String, String)> = BTreeSet::new();
    let mut ahead = vec![host.url("")];
    while let Some(address) = ahead.pop() {
        if ids.contains_key(&address) {
            continue;
        }
        reader.open(&address);
        let status = reader.run("return performance.getEntriesByType('navigation')[0].responseStatus");
        assert_eq!(status, 200, "{address}, from {links:#?}");
        let seen = reader.run(SEEN);
        let words = |value: &Value| -> Vec<String> {
            value.as_array().into_iter().flatten().map(|held| held.as_str().unwrap().to_owned()).collect()
        };
        ids.insert(address.clone(), words(&seen[1]).into_iter().collect());
        for link in words(&seen[2]) {
            ahead.push(link.split('#').next().unwrap().to_owned());
            links.insert((address.clone(), link));
        }
    }
    for (page, link) in &links {
        let (to, fragment) = link.split_once('#').unwrap_or((link, ""));
        let fragment = percent_encoding::percent_decode_str(fragment).decode_utf8().unwrap();
        assert!(fragment.is_empty() || ids[to].contains(fragment.as_ref()), "{page}: {link} leads to no place");
    }
    assert!(ids.len() >= 10 && links.len() > 100, "{} pages, {} links", ids.len(), links.len());
    // One of them as a reader does it: by a click.
    reader.open(&host.url("statement/index.html"));
    reader.run("document.querySelector('a[href*=\"glossary/article-5.html\"]').click()");
    reader.wait("return location.pathname.endsWith('/glossary/article-5.html') && document.readyState === 'complete'");
}
