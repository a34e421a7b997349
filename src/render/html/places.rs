//! Where things stand: numbers that lead to their paragraphs and notes, by text.

use serde::Serialize;

use super::Html;
use super::line::Naming;
use crate::edition::{NoteId, Numbering, Place, Text, TextId, paths};
use crate::render::{Site, escape};
use crate::words::Words;

/// A place that cites a note.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Cited {
    /// Its words: `Note 7`, the title of a page, a headword.
    pub title: String,
    /// Where it leads.
    pub href: String,
}

/// What stands for the number of a paragraph that shows none.
const SIGN: &str = "¶";

/// A link to a page of the site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link<'a> {
    /// Its words.
    pub title: &'a str,
    /// Where it leads.
    pub href: String,
}

/// A number that leads to its paragraph or note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Locator {
    /// The number: `12`, `12–14`; `¶` where paragraphs show none.
    pub number: String,
    /// In words, for those who cannot see: `Paragraph 12`, `Note 5`.
    pub name: String,
    /// The address.
    pub href: String,
}

/// Places in one text.
#[derive(Debug, Serialize)]
pub struct Places<'a> {
    /// The text; `null` when the publication has only one.
    pub text: Option<Link<'a>>,
    /// The paragraphs; three and more in a row as one stretch.
    pub paragraphs: Vec<Locator>,
    /// The notes.
    pub notes: Vec<Locator>,
}

/// Links to a text.
pub(super) fn text_link<'a>(site: &Site<'a>, from: &str, id: TextId) -> Link<'a> {
    let text = site.text(id);
    Link { title: text.link_title(), href: paths::href(from, &paths::text_page(text), None) }
}

/// Locates the paragraph that holds an offset of a text.
pub(super) fn paragraph(site: &Site<'_>, from: &str, at: (TextId, u32)) -> Locator {
    let text = site.text(at.0);
    let held = text.paragraph_at(at.1).and_then(|place| text.paragraphs.get(place));
    let href = paths::href(from, &paths::text_page(text), held.map(|held| held.fragment.as_str()));
    let number = shown_number(text, at.1);
    Locator { name: site.words.paragraph.with(&number), number, href }
}

/// The number of the paragraph that holds an offset of a text, as it is shown.
fn shown_number(text: &Text, at: u32) -> String {
    let number = text.number_at(at).filter(|_| text.meta.numbering != Numbering::None);
    number.map_or_else(|| SIGN.to_owned(), |number| number.to_string())
}

/// Locates a note.
pub(super) fn note(site: &Site<'_>, from: &str, id: NoteId) -> Locator {
    let (path, fragment) = paths::place(site.edition, Place::Note(id)).unwrap_or_default();
    let number = site.number(id).to_string();
    let href = paths::href(from, &path, fragment.as_deref());
    Locator { name: site.words.note.with(&number), number, href }
}

/// Paragraphs and notes, by text: each is shown once and in order, however often it was added.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Paragraphs by their places in the text.
    paragraphs: Vec<(TextId, u32)>,
    notes: Vec<(TextId, NoteId)>,
}

impl Found {
    /// Adds the paragraph that holds an offset of a text.
    pub(super) fn add_paragraph(&mut self, site: &Site<'_>, at: (TextId, u32)) {
        if let Some(held) = site.text(at.0).paragraph_at(at.1).and_then(|held| u32::try_from(held).ok())
            && self.paragraphs.last() != Some(&(at.0, held))
        {
            self.paragraphs.push((at.0, held));
        }
    }

    /// Adds a note.
    pub(super) fn add_note(&mut self, site: &Site<'_>, id: NoteId) {
        self.notes.push((site.note(id).text, id));
    }

    /// Tells whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.paragraphs.is_empty() && self.notes.is_empty()
    }

    /// Counts them.
    pub(super) fn count(mut self) -> usize {
        self.settle();
        self.paragraphs.len() + self.notes.len()
    }

    /// Writes the first of them, text by text, as seen from a page, and counts the rest.
    pub(super) fn first<'a>(self, site: &Site<'a>, from: &str, most: usize) -> (Vec<Places<'a>>, usize) {
        self.by_text(site, from, (most, Naming::Texts))
    }

    fn by_text<'a>(mut self, site: &Site<'a>, from: &str, show: (usize, Naming)) -> (Vec<Places<'a>>, usize) {
        self.settle();
        let (most, naming) = show;
        let named = naming == Naming::Texts && site.has_several();
        let (mut paragraphs, mut notes) = (self.paragraphs.as_slice(), self.notes.as_slice());
        let mut texts = Vec::new();
        let mut room = most;
        while let Some(id) =
            [paragraphs.first().map(|held| held.0), notes.first().map(|held| held.0)].into_iter().flatten().min()
            && room > 0
        {
            let places: Vec<u32> =
                paragraphs.iter().take_while(|held| held.0 == id).take(room).map(|held| held.1).collect();
            room -= places.len();
            let ids: Vec<NoteId> = notes.iter().take_while(|held| held.0 == id).take(room).map(|held| held.1).collect();
            room -= ids.len();
            paragraphs = paragraphs.get(places.len()..).unwrap_or_default();
            notes = notes.get(ids.len()..).unwrap_or_default();
            texts.push(Places {
                text: named.then(|| text_link(site, from, id)),
                paragraphs: paragraphs_in(site, from, (id, &places)),
                notes: ids.into_iter().map(|id| note(site, from, id)).collect(),
            });
        }
        (texts, paragraphs.len() + notes.len())
    }

    /// Writes the first of them as links, as seen from a page: a `span` of class `where` for each text, which is named
    /// where there are several. The rest are counted, with a link to where all stand.
    pub(super) fn html(self, site: &Site<'_>, from: &str, show: &Show<'_>) -> Html {
        let mut out = String::with_capacity(256);
        let (texts, more) = self.by_text(site, from, (show.most, show.texts));
        for held in &texts {
            out.push_str(" <span class=\"where\">");
            if let Some(link) = &held.text {
                anchor(&mut out, "in", &link.href, None);
                escape::text(&mut out, link.title);
                out.push_str("</a> ");
            }
            let mut numbered = held.paragraphs.iter().filter(|place| place.number != SIGN);
            if let Some(first) = numbered.next() {
                // The sign stays on the line of the first number.
                out.push_str("<span>¶\u{a0}");
                located(&mut out, ("", None), first);
                out.push_str("</span>");
                for place in numbered {
                    out.push(' ');
                    located(&mut out, ("", None), place);
                }
            }
            for place in held.paragraphs.iter().filter(|place| place.number == SIGN) {
                out.push(' ');
                located(&mut out, ("", None), place);
            }
            for (at, place) in held.notes.iter().enumerate() {
                out.push(' ');
                // Colour tells notes from paragraphs; where there is none, this word does.
                let said = (at == 0).then(|| site.words.cited_note.to_string());
                located(&mut out, ("nn", said.as_deref()), place);
            }
            out.push_str("</span>");
        }
        let more = more + show.besides;
        if more > 0 {
            rest(&mut out, &site.words, (more, show));
        }
        Html::new(&out)
    }

    fn settle(&mut self) {
        self.paragraphs.sort_unstable();
        self.paragraphs.dedup();
        self.notes.sort_unstable();
        self.notes.dedup();
    }
}

/// How places are shown.
pub(super) struct Show<'a> {
    /// How many at most.
    pub(super) most: usize,
    /// How many more there are of which these places know nothing.
    pub(super) besides: usize,
    /// Whether texts are named.
    pub(super) texts: Naming,
    /// Where all of them stand: a name and an address.
    pub(super) all: Option<(&'a str, &'a str)>,
}

/// The count is a link, what stands around it is not.
fn rest(out: &mut String, words: &Words, (more, show): (usize, &Show<'_>)) {
    out.push_str(" <span class=\"where\">");
    escape::phrase(out, &words.and_more, |out, _| {
        if let Some((name, href)) = show.all {
            anchor(out, "", href, Some(&words.more_of.say(more, &[("name", name)])));
        }
        escape::text(out, &words.more.say(more, &[]));
        if show.all.is_some() {
            out.push_str("</a>");
        }
    });
    out.push_str("</span>");
}

/// Links a place by its number; what is `said` before it shows only without a style sheet.
fn located(out: &mut String, (class, said): (&str, Option<&str>), at: &Locator) {
    anchor(out, class, &at.href, Some(&at.name));
    if let Some(said) = said {
        out.push_str("<span class=\"unseen\">");
        escape::text(out, said);
        out.push_str(" </span>");
    }
    escape::text(out, &at.number);
    out.push_str("</a>");
}

fn anchor(out: &mut String, class: &str, href: &str, label: Option<&str>) {
    let attributes = [(" class=\"", class), (" href=\"", href), (" aria-label=\"", label.unwrap_or_default())];
    out.push_str("<a");
    for (name, value) in attributes.into_iter().filter(|(_, value)| !value.is_empty()) {
        out.push_str(name);
        escape::attribute(out, value);
        out.push('"');
    }
    out.push('>');
}

/// Locates notes on one text, which stand in order; three and more in a row as one stretch.
pub(super) fn note_stretches(site: &Site<'_>, from: &str, ids: &[NoteId]) -> Vec<Locator> {
    let places: Vec<u32> = ids.iter().map(|id| id.0).collect();
    let locate = |(first, last): (u32, u32)| {
        let mut found = note(site, from, NoteId(first));
        if last > first {
            found.number = format!("{}–{}", found.number, site.number(NoteId(last)));
            found.name = site.words.notes.with(&found.number);
        }
        found
    };
    stretches(&places).into_iter().map(locate).collect()
}

/// Joins three and more places in a row: first and last of each stretch.
fn stretches(places: &[u32]) -> Vec<(u32, u32)> {
    let runs = places.chunk_by(|one, next| one + 1 == *next);
    runs.flat_map(|run| match run {
        [first, _, .., last] => vec![(*first, *last)],
        short => short.iter().map(|&place| (place, place)).collect(),
    })
    .collect()
}

/// Locates paragraphs by their places in a text, in order, each number once: those with numbers never in one stretch with
/// those without.
fn paragraphs_in(site: &Site<'_>, from: &str, of: (TextId, &[u32])) -> Vec<Locator> {
    let (id, places) = of;
    let text = site.text(id);
    let shown = |place: u32| text.paragraphs.get(place as usize).and_then(|held| text.number_at(held.range.start));
    let alike = |one: &u32, next: &u32| shown(*one).is_some() == shown(*next).is_some();
    let runs = places.chunk_by(alike).flat_map(stretches);
    // The parts of a paragraph share its number, which stands once.
    let mut said = None;
    let anew = runs.filter(|&(_, last)| {
        let number = shown(last);
        number.is_none() || std::mem::replace(&mut said, number) != number
    });
    anew.map(|held| stretch(site, from, (id, held))).collect()
}

fn stretch(site: &Site<'_>, from: &str, of: (TextId, (u32, u32))) -> Locator {
    let (id, (first, last)) = of;
    let start = |place: u32| site.text(id).paragraphs.get(place as usize).map_or(0, |held| held.range.start);
    let mut found = paragraph(site, from, (id, start(first)));
    let end = if last > first { shown_number(site.text(id), start(last)) } else { found.number.clone() };
    if found.number != end {
        let numbers = format!("{}–{end}", found.number);
        found.name = site.words.paragraphs.with(&numbers);
        found.number = numbers;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_in_a_row_are_a_stretch() {
        assert_eq!(stretches(&[1, 2, 4, 5, 6, 9]), [(1, 1), (2, 2), (4, 6), (9, 9)]);
        assert_eq!(stretches(&[]), []);
    }
}
