//! Where everything is written, from data alone: the paths of the output, the fragments in them, and links between them.
//!
//! In: things of the edition. Out: paths relative to the output folder with `/` between their parts, never encoded;
//! [`relative`] and [`href`] make the encoded address that a page writes. Never asks whether a page exists:
//! `resolve` refuses two things at one path, `render` writes them.

use std::fmt::Write as _;

use super::{Block, Container, Edition, Note, Page, Paragraph, Place, Target, Term, Text, Version};
use crate::reading::slug;
use crate::source::Range;

/// The index of the glossary.
pub const GLOSSARY_INDEX: &str = "glossary/index.html";
/// The back-of-book index.
pub const SUBJECT_INDEX: &str = "subject-index.html";
/// The home page.
pub const HOME: &str = "index.html";
/// The search page.
pub const SEARCH: &str = "search.html";
/// The file of the search index that a search loads first; its other files stand beside it.
pub const SEARCH_INDEX: &str = "search/index.js";
/// The page that a server shows for an address that leads nowhere.
pub const NOT_FOUND: &str = "404.html";
/// The list of pages for search engines.
pub const SITEMAP: &str = "sitemap.xml";
/// The feed of the newest notes.
pub const FEED: &str = "feed.xml";
/// What search engines may read.
pub const ROBOTS: &str = "robots.txt";
/// Tells GitHub Pages to publish the files as they are.
pub const NO_JEKYLL: &str = ".nojekyll";
/// The domain of the site.
pub const CNAME: &str = "CNAME";
/// The folder of the theme's files: `assets/style.css`.
pub const STATIC: &str = "assets/";
/// How many uses of a term stand on one page.
pub const USES_A_PAGE: usize = 200;

/// The longest file name before its ending, in bytes: file systems take 255 for the whole.
const LONGEST: usize = 200;

/// Returns a part of a sitemap that is too long for one file, from 1: `sitemap-1.xml`.
pub fn sitemap_part(number: usize) -> String {
    format!("sitemap-{number}.xml")
}

/// Returns the page of a text, with its notes: `statement/index.html`.
pub fn text_page(text: &Text) -> String {
    inside(&text.id, "index.html")
}

/// Returns the page of all notes of a text in order: `statement/commentary.html`.
pub fn commentary_page(text: &Text) -> String {
    inside(&text.id, "commentary.html")
}

/// Returns the notes of a text as Web Annotations: `statement/annotations.jsonld`.
pub fn annotations(text: &Text) -> String {
    inside(&text.id, "annotations.jsonld")
}

/// Returns a text as plain data: `statement/text.json`.
pub fn text_json(text: &Text) -> String {
    inside(&text.id, "text.json")
}

/// Returns the page of a note by itself, where notes have one: `statement/notes/iron-clad.html`.
pub fn note_page<P>(text: &Text, note: &Note<P>) -> String {
    inside(&text.id, &format!("notes/{}.html", file_name(&note.id)))
}

/// Returns the page of an earlier version of a text: `statement/versions/2022-03-23-draft.html`.
pub fn version_page(text: &Text, version: &Version) -> String {
    inside(&text.id, &format!("versions/{}.html", file_name(&version.slug)))
}

/// Returns the page that tells what changed between an earlier version, by its place, and the next one or the present text:
/// `statement/versions/2022-03-22--2022-03-23-draft.html`, `statement/versions/2022-03-23-draft--present.html`.
pub fn redline_page(text: &Text, version: u32) -> Option<String> {
    let slug = |at: usize| text.versions.get(at).map(|version| version.slug.as_str());
    let (older, newer) = (slug(version as usize)?, slug(version as usize + 1).unwrap_or("present"));
    Some(inside(&text.id, &format!("versions/{}.html", file_name(&format!("{older}--{newer}")))))
}

/// Returns a page of a term, from 1: `glossary/article-5.html`, `glossary/article-5-uses-2.html`.
pub fn term_page(term: &Term, number: usize) -> String {
    let name = file_name(&term.id);
    if number <= 1 { ["glossary/", &name, ".html"].concat() } else { format!("glossary/{name}-uses-{number}.html") }
}

/// Returns how many pages a term with this many uses has.
pub fn term_pages(uses: usize) -> usize {
    uses.div_ceil(USES_A_PAGE).max(1)
}

/// Returns the page of a tag: `tags/collective-defence.html`. Tags that differ only in case share it.
pub fn tag_page(tag: &str) -> String {
    format!("tags/{}.html", name_of(tag))
}

/// Returns the page of an author: `authors/a-scholar.html`.
pub fn author_page(author: &str) -> String {
    format!("authors/{}.html", name_of(author))
}

/// Returns a page: `about.html`, `essays/method.html`.
pub fn page(page: &Page) -> String {
    format!("{}.html", page.id)
}

/// Returns where a copied file goes, from its path under the content folder: `statement/map.png`.
pub fn asset(path: &str) -> String {
    path.to_owned()
}

/// Returns where a file of the theme goes: `assets/style.css`.
pub fn theme_file(name: &str) -> String {
    format!("{STATIC}{name}")
}

/// Returns the fragment of a note on its text's page.
pub fn note_fragment<P>(note: &Note<P>) -> String {
    ["n-", &note.id].concat()
}

/// Returns the fragment of a note's mark in the text.
pub fn reference_fragment<P>(note: &Note<P>) -> String {
    ["r-", &note.id].concat()
}

/// Returns the fragment of a sentence, from its place in its paragraph: `p12s3`.
pub fn sentence_fragment(paragraph: &Paragraph, sentence: u32) -> String {
    format!("{}s{}", paragraph.fragment, sentence.saturating_add(1))
}

/// Returns the fragment of a table of a text, from 1; the underscore keeps it from meeting the slug of a heading.
pub fn table_fragment(number: u32) -> String {
    format!("table_{number}")
}

/// Returns the fragment of a footnote in its prose, from 1.
pub fn footnote_fragment(number: u32) -> String {
    format!("fn_{number}")
}

/// Returns the tables and footnotes of a text, which hold words outside its paragraphs: the range and fragment of each.
pub fn landmarks(text: &Text) -> Vec<(Range, String)> {
    let mut found: Vec<(Range, String)> = Vec::new();
    let mut tables = 0;
    let mut depth = 0_usize;
    for block in &text.prose.blocks {
        match block {
            Block::Open(container) => {
                let table = matches!(container, Container::Table(_));
                tables += u32::from(table);
                if depth > 0 {
                    depth += 1;
                } else if table {
                    found.push((Range::default(), table_fragment(tables)));
                    depth = 1;
                } else if let Container::Footnote(footnote) = container {
                    found.push((Range::default(), footnote_fragment(footnote + 1)));
                    depth = 1;
                }
            }
            Block::Close => depth = depth.saturating_sub(1),
            Block::Leaf(leaf) if depth > 0 => {
                if let Some((range, _)) = found.last_mut() {
                    let start = if range.end == 0 { leaf.range.start } else { range.start };
                    *range = Range { start, end: leaf.range.end };
                }
            }
            Block::Leaf(_) => {}
        }
    }
    found.retain(|(range, _)| !range.is_empty());
    found
}

/// Returns the fragment of a heading on the page that it stands on: as it is, but for the headings of a note, which
/// carry their note's fragment, so that they are unique on the text's page.
pub fn heading_fragment(edition: &Edition, place: Place, fragment: &str) -> String {
    match place {
        Place::Note(note) => match edition.notes.get(note.0 as usize) {
            Some(note) => format!("{}_{fragment}", note_fragment(note)),
            None => fragment.to_owned(),
        },
        Place::Text(_) | Place::Page(_) | Place::Term(_) | Place::Version(..) => fragment.to_owned(),
    }
}

/// Returns the path that a place is written at, and its fragment there: a note's home is its text's page.
pub fn place(edition: &Edition, place: Place) -> Option<(String, Option<String>)> {
    Some(match place {
        Place::Text(id) => (text_page(edition.texts.get(id.0 as usize)?), None),
        Place::Note(id) => {
            let note = edition.notes.get(id.0 as usize)?;
            (text_page(edition.texts.get(note.text.0 as usize)?), Some(note_fragment(note)))
        }
        Place::Page(id) => (page(edition.pages.get(id.0 as usize)?), None),
        Place::Term(id) => (term_page(edition.terms.get(id.0 as usize)?, 1), None),
        Place::Version(id, at) => {
            let text = edition.texts.get(id.0 as usize)?;
            (version_page(text, text.versions.get(at as usize)?), None)
        }
    })
}

/// Returns the path that a target is written at, and its fragment there; nothing for one outside, or nowhere.
pub fn target(edition: &Edition, target: &Target) -> Option<(String, Option<String>)> {
    match target {
        Target::Text(id) => place(edition, Place::Text(*id)),
        Target::Note(id) => place(edition, Place::Note(*id)),
        Target::Term(id) => place(edition, Place::Term(*id)),
        Target::Page(id) => place(edition, Place::Page(*id)),
        Target::Version(id, at) => place(edition, Place::Version(*id, *at)),
        Target::Paragraphs(id, first, _) => {
            let text = edition.texts.get(id.0 as usize)?;
            Some((text_page(text), Some(text.paragraphs.get(*first as usize)?.fragment.clone())))
        }
        Target::Sentence(id, paragraph, sentence) => {
            let text = edition.texts.get(id.0 as usize)?;
            let paragraph = text.paragraphs.get(*paragraph as usize)?;
            Some((text_page(text), Some(sentence_fragment(paragraph, *sentence))))
        }
        Target::Fragment(at, fragment) => {
            let (path, _) = place(edition, *at)?;
            Some((path, Some(heading_fragment(edition, *at, fragment))))
        }
        Target::Glossary => Some((GLOSSARY_INDEX.to_owned(), None)),
        Target::Asset(path) => Some((asset(path), None)),
        Target::External(_) | Target::Broken => None,
    }
}

/// Returns the relative address of one path seen from another, encoded; empty when both are one.
pub fn relative(from: &str, to: &str) -> String {
    let mut address = String::new();
    if from != to {
        write_relative(&mut address, from, to);
    }
    address
}

fn write_relative(address: &mut String, from: &str, to: &str) {
    let folder = to.rfind('/').map_or(0, |at| at + 1);
    let alike = from.bytes().zip(to.bytes()).take(folder).take_while(|(a, b)| a == b).count();
    let shared = to.get(..alike).and_then(|alike| alike.rfind('/')).map_or(0, |at| at + 1);
    let above = from.get(shared..).unwrap_or_default().matches('/').count();
    for _ in 0..above {
        address.push_str("../");
    }
    encode(address, to.get(shared..).unwrap_or_default());
}

/// Returns what a link writes: the relative address with its fragment; on the same page the fragment alone.
pub fn href(from: &str, to: &str, fragment: Option<&str>) -> String {
    let mut address = String::with_capacity(to.len() + 12);
    if from != to {
        write_relative(&mut address, from, to);
    }
    match fragment {
        Some(fragment) => {
            address.push('#');
            encode(&mut address, fragment);
        }
        None if address.is_empty() => encode(&mut address, to.rsplit('/').next().unwrap_or(to)),
        None => {}
    }
    address
}

/// Returns a path encoded whole, in ASCII, to stand after the site's address (sitemap, feed, canonical links).
pub fn absolute(path: &str) -> String {
    let mut address = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=@".contains(&byte) {
            address.push(char::from(byte));
        } else {
            escape(&mut address, byte);
        }
    }
    address
}

/// Letters of any script may stand in an address as they are; what would end it or change its meaning may not.
fn encode(address: &mut String, part: &str) {
    const PLAIN: &[u8] = b"-._~!$&'()*+,;=@/";
    if part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'/')) {
        address.push_str(part);
        return;
    }
    for letter in part.chars() {
        let plain = u8::try_from(letter).is_ok_and(|byte| PLAIN.contains(&byte));
        if plain || letter.is_alphanumeric() {
            address.push(letter);
        } else {
            letter.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| escape(address, byte));
        }
    }
}

fn escape(address: &mut String, byte: u8) {
    write!(address, "%{byte:02X}").expect("a string takes what is written to it");
}

fn inside(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { [folder, "/", name].concat() }
}

/// The slug of a name; of one without letters and digits the numbers of its characters (`u2014`).
fn name_of(words: &str) -> String {
    let slug = slug(words);
    if !slug.is_empty() {
        return file_name(&slug);
    }
    let points: Vec<_> = words.chars().map(|letter| format!("u{:04x}", u32::from(letter))).collect();
    file_name(&points.join("-"))
}

/// Makes a slug or an id fit for a file name on every system: no reserved character, no device name, not too long.
fn file_name(id: &str) -> String {
    let mut name = String::with_capacity(id.len() + 1);
    if id.len() <= LONGEST && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')) {
        name.push_str(id);
        if is_device(id) || id.is_empty() {
            name.insert(0, '-');
        }
        return name;
    }
    for letter in id.chars() {
        if name.len() + letter.len_utf8() > LONGEST {
            break;
        }
        name.push(if letter.is_control() || "/\\:*?\"<>|".contains(letter) { '-' } else { letter });
    }
    if is_device(&name) || name.starts_with('.') || name.is_empty() {
        name.insert(0, '-');
    }
    name
}

/// Windows keeps these names for itself, whatever their ending.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    let is = |device: &str| stem.eq_ignore_ascii_case(device);
    let numbered = stem.ends_with(|last: char| last.is_ascii_digit());
    match stem.len() {
        3 => is("con") || is("prn") || is("aux") || is("nul"),
        4 if numbered => {
            stem.get(..3).is_some_and(|port| ["com", "lpt"].iter().any(|at| at.eq_ignore_ascii_case(port)))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_relative() {
        assert_eq!(relative("index.html", "statement/index.html"), "statement/index.html");
        assert_eq!(relative("statement/index.html", "index.html"), "../index.html");
        assert_eq!(relative("a/b/index.html", "a/c/index.html"), "../c/index.html");
        assert_eq!(relative("a/index.html", "a/notes/x.html"), "notes/x.html");
        assert_eq!(relative("a/index.html", "a/index.html"), "");
        assert_eq!(relative("index.html", "index/index.html"), "index/index.html");
    }

    #[test]
    fn addresses_are_encoded() {
        assert_eq!(relative("index.html", "a b/50%?.png"), "a%20b/50%25%3F.png");
        assert_eq!(relative("index.html", "a:b.html"), "a%3Ab.html");
        assert_eq!(relative("index.html", "übung.html"), "übung.html");
        assert_eq!(absolute("übung/a b.html"), "%C3%BCbung/a%20b.html");
    }

    #[test]
    fn a_link_on_the_same_page_is_its_fragment() {
        assert_eq!(href("a/index.html", "a/index.html", Some("p1")), "#p1");
        assert_eq!(href("a/index.html", "a/index.html", None), "index.html");
        assert_eq!(href("a/index.html", "about.html", Some("a b")), "../about.html#a%20b");
    }

    #[test]
    fn names_are_fit_for_every_system() {
        assert_eq!(tag_page("Collective Defence"), "tags/collective-defence.html");
        assert_eq!(tag_page("CON"), "tags/-con.html");
        assert_eq!(tag_page("—"), "tags/u2014.html");
        assert!(tag_page(&"水".repeat(120)).len() < 255);
        assert_eq!(file_name("../x"), "-..-x");
    }

    #[test]
    fn uses_are_paged() {
        assert_eq!([0, 1, 200, 201].map(term_pages), [1, 1, 1, 2]);
    }
}
