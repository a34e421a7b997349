//! Destinations of Markdown links and images: addresses outside, and paths between source files.
//!
//! In: a destination with its entities decoded, and the file it stands in. Out: where it leads. Nothing but http,
//! https, mailto and tel leaves the site; no path leaves the content folder; images are files of the publication.

use super::fault::{Fault, Pool};
use super::index::{File, Index};
use super::text_of;
use crate::diag::Code;
use crate::edition::{LinkKind, Place, Target, Text, TextId, paths};

/// A destination with the place it stands in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Address<'a> {
    /// Where the link stands.
    pub(super) place: Place,
    /// Its file's path under the content folder.
    pub(super) file: &'a str,
    /// As written, entities decoded.
    pub(super) written: &'a str,
    /// A link or an image.
    pub(super) kind: LinkKind,
}

/// Resolves the destination of a Markdown link or an image.
pub(super) fn address(index: &Index<'_>, address: Address<'_>) -> Result<Target, Fault> {
    let clean = cleaned(address.written);
    if let Some(scheme) = scheme(&clean) {
        return outside(&clean, &scheme, address.kind);
    }
    if clean.starts_with(['/', '\\']) {
        return Err(rooted(index, &clean, address));
    }
    let (before, fragment) = match clean.split_once('#') {
        Some((before, fragment)) => (before, decoded(fragment)),
        None => (clean.as_str(), None),
    };
    let written = before.split('?').next().unwrap_or_default();
    let fragment = fragment.filter(|fragment| !fragment.is_empty());
    if written.is_empty() {
        return match fragment {
            Some(fragment) => own_fragment(index, address.place, &fragment),
            None if clean.is_empty() => Err(Fault::broken("the link leads to no address")),
            None => Ok(whole(address.place)),
        };
    }
    let path = decoded(written).ok_or_else(|| Fault::broken(format!("`{written}` is not UTF-8 once decoded")))?;
    let path = joined(address.file, &path).ok_or_else(|| {
        Fault::new(Code::RefusedLink, format!("`{written}` leads out of the content folder"))
            .help("put the file into the content folder, or give its whole address (https://…)")
    })?;
    if address.kind == LinkKind::Image {
        return image(index, &path, (address.file, written));
    }
    inner(index, (&path, fragment.as_deref()), (address.file, written))
}

/// Browsers drop tabs and line ends anywhere, and spaces and control characters at the ends.
fn cleaned(written: &str) -> String {
    let inner = written.trim_matches(|letter: char| letter <= ' ' || letter.is_whitespace());
    inner.chars().filter(|letter| !matches!(letter, '\t' | '\n' | '\r')).collect()
}

fn scheme(clean: &str) -> Option<String> {
    let (scheme, _) = clean.split_once(':')?;
    let valid = scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    (valid && scheme.starts_with(|first: char| first.is_ascii_alphabetic())).then(|| scheme.to_ascii_lowercase())
}

fn outside(clean: &str, scheme: &str, kind: LinkKind) -> Result<Target, Fault> {
    let web = matches!(scheme, "http" | "https");
    if kind == LinkKind::Image {
        return Err(Fault::new(Code::RefusedLink, "the image is not a file of this publication")
            .help("put the image file beside the text and name it by its path: a page loads nothing from elsewhere"));
    }
    if !web && !matches!(scheme, "mailto" | "tel") {
        return Err(Fault::new(Code::RefusedLink, format!("links to `{scheme}:` are refused"))
            .help("a link may lead to http, https, mailto or tel, or to a file by its relative path"));
    }
    let host = clean.get(scheme.len() + 1..).and_then(|rest| rest.strip_prefix("//"));
    if web && !host.is_some_and(|host| host.starts_with(|first: char| first.is_alphanumeric() || first == '[')) {
        return Err(Fault::broken(format!("`{clean}` is not a whole address"))
            .help(format!("write it as `{scheme}://host/path`")));
    }
    Ok(Target::External(clean.to_owned()))
}

/// `/x` means another place on every host, so it is never followed; the message says how to write it.
fn rooted(index: &Index<'_>, clean: &str, address: Address<'_>) -> Fault {
    if clean.starts_with("//") || clean.starts_with('\\') || clean.starts_with("/\\") {
        return Fault::new(Code::RefusedLink, format!("`{clean}` leaves it open how to reach its host"))
            .help("write `https:` before it");
    }
    let path = clean.trim_start_matches('/');
    let fault = Fault::new(Code::RefusedLink, format!("`{clean}` begins at the root of the host"));
    let inner = path.split(['#', '?']).next().unwrap_or_default();
    if index.file(inner).is_some() || index.is_asset(inner) {
        let relative = paths::relative(address.file, inner);
        return fault.help(format!("write it as seen from this file: `{relative}`"));
    }
    fault.help("write the path relative to this file, so that the site works in any folder")
}

fn image(index: &Index<'_>, path: &str, (file, written): (&str, &str)) -> Result<Target, Fault> {
    if index.is_asset(path) {
        return Ok(Target::Asset(path.to_owned()));
    }
    Err(Fault::broken(format!("there is no image `{path}`"))
        .help("put the file there, or mend the path: it is read from the folder of this file")
        .guess(path, written, Pool::Assets(file.to_owned())))
}

/// A path under the content folder: a source file, a copied file, or a folder that stands for its text.
fn inner(
    index: &Index<'_>,
    (path, fragment): (&str, Option<&str>),
    (file, written): (&str, &str),
) -> Result<Target, Fault> {
    let missing = || {
        Fault::broken(format!("there is no file `{path}`"))
            .help("mend the path: it is read from the folder of this file")
            .guess(path, written, Pool::Files(file.to_owned()))
    };
    let found = match index.file(path) {
        Some(found) => found,
        None if index.is_asset(path) => return Ok(Target::Asset(path.to_owned())),
        None => match folder(index, path).ok_or_else(missing)? {
            Target::Text(id) => File::Home(Place::Text(id)),
            Target::Page(id) => File::Home(Place::Page(id)),
            other => return Ok(other),
        },
    };
    let Some(fragment) = fragment else {
        return Ok(match found {
            File::Home(place) => whole(place),
            File::Notes(text) => Target::Text(text),
        });
    };
    let target = match found {
        File::Home(place) => in_place(index, place, fragment),
        File::Notes(text) => note(index, text, fragment).or_else(|| in_place(index, Place::Text(text), fragment)),
    };
    let pool = match found {
        File::Home(Place::Text(text)) | File::Notes(text) => Pool::InText(text),
        File::Home(place) => Pool::Headings(place),
    };
    let unknown = || Fault::broken(format!("`{path}` has no part `{fragment}`")).guess(fragment, fragment, pool);
    target.ok_or_else(unknown)
}

fn folder(index: &Index<'_>, path: &str) -> Option<Target> {
    let page = if path.is_empty() { index.page("index") } else { index.page(&format!("{path}/index")) };
    let glossary = (path == "glossary").then_some(Target::Glossary);
    index.text(path).map(Target::Text).or(page.map(Target::Page)).or(glossary)
}

fn own_fragment(index: &Index<'_>, place: Place, fragment: &str) -> Result<Target, Fault> {
    let text = text_of(index.edition, place);
    let found = match (place, text) {
        (Place::Note(_), Some(text)) => index
            .heading(place, fragment)
            .or_else(|| note(index, text, fragment))
            .or_else(|| in_place(index, Place::Text(text), fragment)),
        _ => in_place(index, place, fragment),
    };
    found.ok_or_else(|| {
        let pool = text.map_or(Pool::Headings(place), Pool::InText);
        Fault::broken(format!("there is no part `{fragment}` here")).guess(fragment, fragment, pool)
    })
}

fn in_place(index: &Index<'_>, place: Place, fragment: &str) -> Option<Target> {
    let heading = index.heading(place, fragment);
    if let Place::Version(..) = place {
        let there = |text: &Text| text.paragraphs.iter().any(|held| held.fragment == fragment);
        let own = index.edition.text(place).is_some_and(there);
        return heading.or_else(|| own.then(|| Target::Fragment(place, fragment.to_owned())));
    }
    let Place::Text(text) = place else { return heading };
    heading.or_else(|| index.passage(text, fragment)).or_else(|| note(index, text, fragment))
}

fn note(index: &Index<'_>, text: TextId, fragment: &str) -> Option<Target> {
    let bare = fragment.strip_prefix("n-").unwrap_or(fragment);
    index.note(text, fragment).or_else(|| index.note(text, bare)).map(Target::Note)
}

fn whole(place: Place) -> Target {
    match place {
        Place::Text(id) => Target::Text(id),
        Place::Note(id) => Target::Note(id),
        Place::Page(id) => Target::Page(id),
        Place::Term(id) => Target::Term(id),
        Place::Version(id, at) => Target::Version(id, at),
    }
}

/// Joins a relative path to the folder of a file; nothing when it leaves the content folder.
fn joined(file: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Decodes `%20` and the like; nothing when that is not UTF-8.
fn decoded(written: &str) -> Option<String> {
    if !written.contains('%') {
        return Some(written.to_owned());
    }
    let mut bytes = Vec::with_capacity(written.len());
    let mut rest = written.bytes();
    while let Some(byte) = rest.next() {
        let mut ahead = rest.clone();
        let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
        let pair = (byte == b'%').then(|| digit(ahead.next()).zip(digit(ahead.next()))).flatten();
        match pair.and_then(|(high, low)| u8::try_from(high * 16 + low).ok()) {
            Some(decoded) => {
                bytes.push(decoded);
                rest = ahead;
            }
            None => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_are_seen_through_disguises() {
        assert_eq!(scheme(&cleaned("  java\tscript:x")).as_deref(), Some("javascript"));
        assert_eq!(scheme(&cleaned("\u{1}JaVaScRiPt:x")).as_deref(), Some("javascript"));
        assert_eq!(scheme(&cleaned("a/b:c.md")), None);
        assert_eq!(scheme(&cleaned("../x.md")), None);
    }

    #[test]
    fn paths_stay_inside() {
        assert_eq!(joined("a/commentary/x.md", "../../about.md").as_deref(), Some("about.md"));
        assert_eq!(joined("a/x.md", "./b/../y.png").as_deref(), Some("a/y.png"));
        assert_eq!(joined("a/x.md", "../../y"), None);
    }

    #[test]
    fn escapes_are_decoded_once() {
        assert_eq!(decoded("a%20b%2520").as_deref(), Some("a b%20"));
        assert_eq!(decoded("100%").as_deref(), Some("100%"));
        assert_eq!(decoded("%ff"), None);
    }
}
