//! What a note's body refers to: paragraphs and texts, by link or by `¶` and a number.
//!
//! In: a body, the text that the note is on, and all texts. Out: references in the order of the body. One that names nothing
//! is the link check's concern.

use crate::anchor::passage;
use crate::edition::{LinkKind, MarkKind, Prose, Text};
use crate::source::Range;

/// A reference.
pub(super) struct Reference<'t> {
    /// Its words in the body.
    pub(super) range: Range,
    /// How it is written: `¶12`.
    pub(super) label: String,
    /// The text, by its place among all.
    pub(super) text: usize,
    /// What it names in that text: paragraphs, or all of it.
    pub(super) words: Option<(&'t Text, Range)>,
    /// Whether it is a link: a number alone may be that of another document.
    pub(super) linked: bool,
    /// Whether it is a number that the text does not have.
    pub(super) absent: bool,
}

/// Reads the references of a body; `own` is the text that the note is on, by its place among all.
pub(super) fn references<'t>(texts: &'t [Text], own: usize, body: &Prose) -> Vec<Reference<'t>> {
    let mut found: Vec<Reference<'t>> = Vec::new();
    for link in &body.links {
        let target = match link.kind {
            LinkKind::Wiki => wiki(texts, own, &link.destination),
            LinkKind::Markdown => written(texts, own, &link.destination),
            LinkKind::Image => None,
        };
        found.extend(target.map(|(text, words)| {
            let words = words.and_then(|range| Some((texts.get(text)?, range)));
            Reference { range: link.range, label: link.destination.clone(), text, words, linked: true, absent: false }
        }));
    }
    found.extend(plain(texts, own, body));
    found.sort_by_key(|reference| reference.range);
    found
}

/// Returns the stretches of a body that lead out of the publication: links to the web, and where there are any markers of
/// footnotes, which may hold them.
pub(super) fn outside(body: &Prose) -> Vec<Range> {
    let is_web = |to: &str| to.starts_with("http://") || to.starts_with("https://");
    let links: Vec<Range> = body.links.iter().filter(|link| is_web(&link.destination)).map(|link| link.range).collect();
    let markers = body.marks.iter().filter(|mark| matches!(mark.kind, MarkKind::Footnote(_)) && !links.is_empty());
    let markers = markers.map(|mark| mark.range);
    links.iter().copied().chain(markers).collect()
}

type Found = (usize, Option<Range>);

/// `[[¶12]]`, `[[statement ¶12–14]]`, `[[statement]]`, `[[statement#part]]`.
fn wiki(texts: &[Text], own: usize, destination: &str) -> Option<Found> {
    let place =
        |name: &str| texts.iter().position(|text| text.id == name || text.meta.short_title.as_deref() == Some(name));
    if let Some((name, numbers)) = destination.split_once('¶') {
        let name = name.trim();
        let text = if name.is_empty() { own } else { place(name)? };
        return Some((text, Some(paragraphs(texts.get(text)?, numbers)?)));
    }
    let name = destination.split('#').next().unwrap_or_default().trim();
    Some((place(name)?, None))
}

/// `../text.md`, `../../minutes/text.txt#p3`: from which folder is not known here, so the folders named must end a text's id.
fn written(texts: &[Text], own: usize, destination: &str) -> Option<Found> {
    let (path, fragment) = destination.split_once('#').unwrap_or((destination, ""));
    let folder = path.strip_suffix("text.md").or_else(|| path.strip_suffix("text.txt"))?;
    let folder = folder.split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect::<Vec<_>>().join("/");
    let ends = |text: &&Text| text.id == folder || text.id.ends_with(&format!("/{folder}"));
    let text = if folder.is_empty() {
        own
    } else {
        let at = texts.iter().position(|text| ends(&text))?;
        (texts.iter().filter(ends).count() == 1).then_some(at)?
    };
    let held = texts.get(text)?.paragraphs.iter().find(|held| {
        let sentence = fragment.strip_prefix(held.fragment.as_str()).and_then(|rest| rest.strip_prefix('s'));
        fragment == held.fragment || sentence.is_some_and(|number| number.parse::<u32>().is_ok())
    });
    Some((text, held.map(|held| held.range)))
}

/// `¶12`, `¶ 12–14`, `¶¶ 12–14` in plain words: paragraphs of the note's own text.
fn plain<'t>(texts: &'t [Text], own: usize, body: &Prose) -> Vec<Reference<'t>> {
    let Some(text) = texts.get(own) else { return Vec::new() };
    let numbered = text.paragraphs.iter().any(|held| held.number.is_some());
    let one = |(at, _): (usize, &str)| {
        let rest = body.reading.get(at..)?;
        let numbers = rest.trim_start_matches(['¶', ' ', '\u{a0}', '\u{202f}']);
        let before = rest.len() - numbers.len();
        let len = numbers.find(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | '–'))).unwrap_or(numbers.len());
        let sentence = numbers.get(len..)?.strip_prefix('.').unwrap_or_default();
        let digits = sentence.len() - sentence.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let len = if digits > 0 { len + 1 + digits } else { len };
        let numbers = numbers.get(..len)?.trim_end_matches(['-', '–']);
        let range = Range::new(at, at + before + numbers.len());
        let linked = body.links.iter().any(|link| link.range.overlaps(range));
        let words = paragraphs(text, numbers).map(|words| (text, words));
        let absent = words.is_none();
        let label = format!("¶{numbers}");
        let known = !linked && !numbers.is_empty() && (!absent || numbered);
        known.then_some(Reference { range, label, text: own, words, linked: false, absent })
    };
    body.reading.match_indices('¶').filter_map(one).collect()
}

/// `12`, `12.3`, `12–14`.
fn paragraphs(text: &Text, numbers: &str) -> Option<Range> {
    let paragraph = numbers.split_once('.').map_or(numbers, |(paragraph, _)| paragraph);
    let (first, last) = paragraph.split_once(['-', '–']).unwrap_or((paragraph, paragraph));
    passage::paragraphs(text, first.trim().parse().ok()?, last.trim().parse().ok()?)
}
