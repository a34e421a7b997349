//! The index of a small publication: all its words, in one file.
//!
//! `searchPart("index",{"docs":[[kind,path,title,language,[unit …]] …]})`; a unit is `[number,words]` for a paragraph that has
//! the fragment `p<number>`, else `[fragment,number,title,words]`.

use super::units::{Doc, Unit, docs};
use super::{json, script};
use crate::edition::paths;
use crate::render::Site;

/// Writes the file.
pub(super) fn write(site: &Site<'_>) -> Vec<u8> {
    let docs = docs(site).map(|doc| {
        let units = doc.units.iter().map(|held| unit(held, Some(&held.words(site)))).collect::<Vec<_>>();
        head(&doc, &units)
    });
    let docs = docs.collect::<Vec<_>>().join(",\n");
    script("index", &format!("{{\"several\":{},\"docs\":[\n{docs}\n]}}", site.has_several()))
}

/// Writes what stands on one page, with its units.
pub(super) fn head(doc: &Doc<'_>, units: &[String]) -> String {
    let path = paths::relative(paths::SEARCH, &doc.path);
    let language = json(doc.language.unwrap_or_default());
    format!("[{},{},{},{language},[{}]]", doc.kind as u8, json(&path), json(doc.title), units.join(",\n"))
}

/// Writes a unit; its words only where they are given.
pub(super) fn unit(held: &Unit<'_>, words: Option<&str>) -> String {
    let words = words.map(|words| format!(",{}", json(words))).unwrap_or_default();
    if held.number > 0 && held.title.is_empty() && held.fragment == format!("p{}", held.number) {
        return format!("[{}{words}]", held.number);
    }
    format!("[{},{},{}{words}]", json(&held.fragment), held.number, json(held.title))
}
