//! What a crawler would find in a built site: links that lead nowhere, ids that stand twice, addresses that leave the folder.

use std::collections::{BTreeMap, BTreeSet};

/// Pages by path, as `Site::build` gives them; `copied` are paths of files that are only copied.
pub(crate) fn faults(pages: &BTreeMap<String, String>, copied: &BTreeSet<String>) -> Vec<String> {
    let mut ids: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut found = Vec::new();
    for (path, page) in html(pages) {
        let held = ids.entry(path).or_default();
        for id in attribute(page, "id") {
            if !held.insert(id) {
                found.push(format!("{path}: the id `{id}` stands twice"));
            }
        }
    }
    for (path, page) in html(pages) {
        for address in attribute(page, "href").chain(attribute(page, "src")) {
            if let Some(fault) = fault(path, address, (pages, copied, &ids)) {
                found.push(format!("{path}: `{address}` {fault}"));
            }
        }
    }
    found
}

type Known<'a> = (&'a BTreeMap<String, String>, &'a BTreeSet<String>, &'a BTreeMap<&'a str, BTreeSet<&'a str>>);

fn fault(path: &str, address: &str, (pages, copied, ids): Known<'_>) -> Option<&'static str> {
    if ["https://", "http://", "mailto:", "tel:"].iter().any(|scheme| address.starts_with(scheme)) {
        return None;
    }
    if address.starts_with('/') || address.contains(':') {
        return Some("is absolute");
    }
    let (file, fragment) = address.split_once('#').unwrap_or((address, ""));
    let file = file.split('?').next().unwrap_or_default();
    let target = if file.is_empty() { path.to_owned() } else { join(path, &decoded(file)) };
    if !pages.contains_key(&target) && !copied.contains(&target) {
        return Some("leads to no file");
    }
    if file.ends_with('/') || (!file.is_empty() && !file.contains('.')) {
        return Some("names no file");
    }
    let fragment = decoded(fragment);
    let there = ids.get(target.as_str()).is_some_and(|held| held.contains(fragment.as_str()));
    (!fragment.is_empty() && !there).then_some("leads to no element")
}

fn html(pages: &BTreeMap<String, String>) -> impl Iterator<Item = (&str, &str)> {
    pages.iter().filter(|(path, _)| path.ends_with(".html")).map(|(path, page)| (path.as_str(), page.as_str()))
}

/// Values of an attribute, in order.
pub(crate) fn attribute<'p>(page: &'p str, name: &str) -> impl Iterator<Item = &'p str> {
    let opening = format!(" {name}=\"");
    let mut rest = page;
    std::iter::from_fn(move || {
        let (_, after) = rest.split_once(opening.as_str())?;
        let (value, left) = after.split_once('"')?;
        rest = left;
        Some(value)
    })
}

fn join(path: &str, relative: &str) -> String {
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in relative.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." => {}
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

fn decoded(words: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = words.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let two: String = rest.by_ref().take(2).map(char::from).collect();
            bytes.push(u8::from_str_radix(&two, 16).expect("an escape has two figures"));
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).expect("an address is UTF-8").replace("&amp;", "&")
}

/// The text of a page without its tags, entities decoded, white space folded.
pub(crate) fn words(page: &str) -> String {
    let mut found = String::new();
    let mut inside = false;
    for letter in page.chars() {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => found.push(letter),
            _ => {}
        }
    }
    let plain = found
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Stops the test unless this is XML in which every element ends, every `&` begins a known entity, and every character is
/// one that XML 1.0 knows.
#[track_caller]
pub(crate) fn check_xml(path: &str, xml: &str) {
    let foreign =
        |c: char| (c.is_control() && !matches!(c, '\t' | '\n' | '\u{7f}'..)) || matches!(c, '\u{fffe}' | '\u{ffff}');
    assert!(!xml.contains(foreign), "{path} holds a character that is not XML");
    for rest in xml.split('&').skip(1) {
        assert!(["amp;", "lt;", "gt;", "quot;"].iter().any(|entity| rest.starts_with(entity)), "{path}: &{rest:.20}");
    }
    let mut open = Vec::new();
    for tag in xml.split('<').skip(1).filter(|tag| !tag.starts_with('?')) {
        let (tag, _) = tag.split_once('>').unwrap_or_else(|| panic!("{path}: <{tag:.40} has no end"));
        assert_eq!(tag.matches('"').count() % 2, 0, "{path}: <{tag}>");
        match tag.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name), "{path}"),
            None if tag.ends_with('/') => {}
            None => open.extend(tag.split(' ').next()),
        }
    }
    assert!(open.is_empty() && xml.starts_with("<?xml "), "{path}: {open:?}");
}
