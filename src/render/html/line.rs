//! Words in their context, linked to their place: the lines of a concordance, and of a list of backlinks.

use serde::Serialize;

use super::Html;
use super::places::{Locator, note, paragraph};
use crate::edition::{Backlink, Place, Reference, Target, Text, paths};
use crate::render::Site;
use crate::render::snippet::snippet;
use crate::source::Range;

/// Words in their sentence, with a link to where they stand.
#[derive(Debug, Serialize)]
pub struct Line<'a> {
    /// Where they stand: `text`, `note`, `page` or `term` (a definition).
    pub kind: &'static str,
    /// The number of the paragraph or note; `¶` where paragraphs show none; `null` on pages and in definitions.
    pub number: Option<String>,
    /// The place in words, for those who cannot see: `Paragraph 11`, `Note 5`, the title of a page.
    pub name: String,
    /// The title of the text, for a paragraph or a note, where the publication has several and no heading names it.
    pub text: Option<&'a str>,
    /// The title of the note, page or term that they stand in; `null` in a text, and in a note without a title.
    pub title: Option<&'a str>,
    /// The language of the words, where it differs from the publication's.
    pub language: Option<&'a str>,
    /// The address of the place.
    pub href: String,
    /// What stands before them in their sentence.
    pub before: Html,
    /// The words themselves.
    pub words: Html,
    /// What stands after them.
    pub after: Html,
}

/// Writes the line of a range of a place, as seen from a page.
pub(super) fn line<'a>(site: &Site<'a>, from: &str, at: (Place, Range)) -> Line<'a> {
    let (place, range) = at;
    let words = snippet(site.edition, place, range);
    let (kind, title) = match place {
        Place::Text(_) => ("text", None),
        Place::Note(id) => ("note", site.note(id).title.as_ref().map(|title| title.reading.as_str())),
        Place::Page(id) => ("page", site.edition.pages.get(id.0 as usize).map(|page| page.title.as_str())),
        Place::Term(id) => ("term", site.edition.terms.get(id.0 as usize).map(|term| term.headword.as_str())),
    };
    let at = match place {
        Place::Text(id) => paragraph(site, from, (id, range.start)),
        Place::Note(id) => note(site, from, id),
        Place::Page(_) | Place::Term(_) => {
            let (path, fragment) = paths::place(site.edition, place).unwrap_or_default();
            let href = paths::href(from, &path, fragment.as_deref());
            Locator { number: String::new(), name: title.unwrap_or_default().to_owned(), href }
        }
    };
    let text = match place {
        Place::Text(id) => Some(site.text(id)),
        Place::Note(id) => Some(site.text(site.note(id).text)),
        Place::Page(_) | Place::Term(_) => None,
    };
    let language = text.filter(|_| kind == "text").and_then(|text| site.foreign(text));
    Line {
        kind,
        number: Some(at.number).filter(|number| !number.is_empty()),
        name: at.name,
        text: text.filter(|_| site.has_several()).map(Text::link_title),
        title,
        language,
        href: at.href,
        before: Html::new(&words.before),
        words: Html::new(&words.words),
        after: Html::new(&words.after),
    }
}

/// Returns the lines of all links that lead to a place or into it, as seen from a page, in the order of where they
/// stand. A place does not list its own links.
pub(super) fn backlinks<'a>(site: &Site<'a>, from: &str, to: Place) -> Vec<Line<'a>> {
    let whole = match to {
        Place::Text(id) => Target::Text(id),
        Place::Note(id) => Target::Note(id),
        Place::Page(id) => Target::Page(id),
        Place::Term(id) => Target::Term(id),
    };
    let edition = site.edition;
    let mut found: Vec<&Reference> = edition.backlinks_to(&whole).collect();
    let start = edition.backlinks.partition_point(|held| held.to < Target::Fragment(to, String::new()));
    let rest = edition.backlinks.get(start..).unwrap_or_default();
    let inside = |held: &&Backlink| matches!(&held.to, Target::Fragment(at, _) if *at == to);
    let parts = rest.iter().take_while(inside).flat_map(|held| &held.from);
    found.extend(parts.filter_map(|&at| edition.references.get(at as usize)));
    found.retain(|reference| reference.from != to);
    found.sort_by_key(|reference| (reference.from, reference.range));
    found.into_iter().map(|reference| line(site, from, (reference.from, reference.range))).collect()
}
