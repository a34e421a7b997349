//! What pages weigh, compressed as servers do it.

use std::collections::BTreeMap;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::Case;
use crate::reader::{Site, World};

pub(crate) const CASES: &[Case] =
    &[("a_text_weighs_little_in_few_requests", text), ("the_style_sheet_and_the_scripts_weigh_little", assets)];

/// A kilobyte, as servers and browsers count it.
const KB: usize = 1024;
/// What a page of a text may weigh, with everything that it loads, and how many requests it may make.
const TEXT: (usize, usize) = (60 * KB, 6);
/// What a file may weigh that pages load.
const ASSETS: [(&str, usize); 4] = [
    ("assets/style.css", 8 * KB),
    ("assets/site.js", 5 * KB),
    ("assets/cite.js", 5 * KB),
    ("assets/search.js", 5 * KB),
];

/// Returns what a file of a site weighs as it is sent: fonts are compressed already.
fn weight(site: &Site, path: &str) -> usize {
    let bytes = std::fs::read(site.path(path)).unwrap();
    if path.ends_with(".woff2") {
        return bytes.len();
    }
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(&bytes).unwrap();
    packed.finish().unwrap().len()
}

fn text(world: &World) {
    let site = &world.edition;
    let home = site.http("");
    let reader = world.reader(1280);
    let path = "statement/index.html";
    reader.open(&site.http(path));
    let asked: Vec<String> = reader.requests().into_iter().filter(|url| url.starts_with("http")).collect();
    let own = |url: &String| {
        let file = url.strip_prefix(&home).unwrap_or_else(|| panic!("{path} asks elsewhere: {url}"));
        file.split(['?', '#']).next().unwrap().to_owned()
    };
    let found: BTreeMap<String, usize> =
        asked.iter().map(own).map(|file| (file.clone(), weight(site, &file))).collect();
    for needed in [path, "assets/style.css", "assets/site.js", "assets/serif.woff2"] {
        assert!(found.contains_key(needed), "{path} does not load {needed}, but {asked:#?}");
    }
    let whole: usize = found.values().sum();
    assert!(asked.len() <= TEXT.1, "{path} makes {} requests: {asked:#?}", asked.len());
    assert!(whole <= TEXT.0, "{path} weighs {whole} bytes, and may weigh {}: {found:#?}", TEXT.0);
}

fn assets(world: &World) {
    for (path, most) in ASSETS {
        let found = weight(&world.edition, path);
        assert!((500..=most).contains(&found), "{path} weighs {found} bytes compressed, and may weigh {most}");
    }
}
