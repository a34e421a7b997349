//! The index of a small publication: all its words, in one file.
//!
//! `searchPart("index",{"several":…,"docs":[[kind,path,title,language,[unit …]] …],"stop":…,"often":…,"words":…})`; a unit is
//! `number` for a paragraph that has the fragment `p<number>`, else `[fragment,number]`, or `fragment` without a number. The words of all units follow each
//! other in `words`, as `short` writes them: a line for the title of each, then a line for the words of each.

use super::short::shorten;
use super::units::{Doc, Unit, docs};
use super::{json, script};
use crate::edition::paths;
use crate::render::Site;

/// Writes the file.
pub(super) fn write(site: &Site<'_>) -> Vec<u8> {
    let (mut titles, mut words) = (Vec::new(), Vec::new());
    let docs = docs(site).map(|doc| {
        let units = doc.units.iter().map(|held| {
            titles.push(held.title.trim_start().replace('\n', " "));
            words.push(held.words(site).replace('\n', " "));
            unit(held, None)
        });
        let units = units.collect::<Vec<_>>();
        head(&doc, &units)
    });
    let docs = docs.collect::<Vec<_>>().join(",\n");
    let short = shorten(&[titles, words].concat().join("\n"));
    let (stop, often, words) = (json(&short.stop.to_string()), json(&short.often), json(&short.lines));
    let several = site.has_several();
    script(
        "index",
        &format!("{{\"several\":{several},\"docs\":[\n{docs}\n],\"stop\":{stop},\"often\":{often},\"words\":{words}}}"),
    )
}

/// Writes what stands on one page, with its units.
pub(super) fn head(doc: &Doc<'_>, units: &[String]) -> String {
    let path = paths::relative(paths::SEARCH, &doc.path);
    let language = json(doc.language.unwrap_or_default());
    format!("[{},{},{},{language},[{}]]", doc.kind as u8, json(&path), json(doc.title), units.join(",\n"))
}

/// Writes a unit; its title only where it is given.
pub(super) fn unit(held: &Unit<'_>, title: Option<&str>) -> String {
    if held.number > 0 && held.title.is_empty() && held.fragment == format!("p{}", held.number) {
        return held.number.to_string();
    }
    let fragment = json(&held.fragment);
    match title.filter(|title| !title.is_empty()) {
        Some(title) => format!("[{fragment},{},{}]", held.number, json(title)),
        None if held.number > 0 => format!("[{fragment},{}]", held.number),
        None => fragment,
    }
}
