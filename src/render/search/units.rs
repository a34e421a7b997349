//! What a search finds: every paragraph, heading, table and footnote of a text, every note, every term, every section of
//! a page; each with the place that a hit leads to.
//!
//! In: the site. Out: [`Doc`]s in the order texts, notes, terms, pages; their [`Unit`]s are numbered through from 0. The
//! words of a unit are written when they are asked for.

use crate::edition::{LeafKind, Note, NoteId, Numbering, Page, PageId, Place, Placement, Prose, TermId, TextId, paths};
use crate::render::{Site, snippet};
use crate::source::Range;

/// The kinds of what is found, in the order in which they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The words of a text.
    Text,
    /// Notes.
    Note,
    /// Terms of the glossary.
    Term,
    /// Pages.
    Page,
}

/// The folder of the pages of terms.
const TERMS: &str = "glossary/";

/// What stands on one page, and is of one kind; all terms are one.
pub(super) struct Doc<'e> {
    /// What it is.
    pub(super) kind: Kind,
    /// The path of the page; of terms, the folder.
    pub(super) path: String,
    /// The title of the text or page; of a term, nothing.
    pub(super) title: &'e str,
    /// Its language, where it differs from the publication's.
    pub(super) language: Option<&'e str>,
    /// What may be found in it, in order.
    pub(super) units: Vec<Unit<'e>>,
}

/// What a hit leads to.
pub(super) struct Unit<'e> {
    /// Its fragment, empty for the page as a whole; of a term the name of its page, as addresses write it.
    pub(super) fragment: String,
    /// The number that it is shown with; 0 for what has none.
    pub(super) number: u32,
    /// Its title, which is found too; may be empty.
    pub(super) title: &'e str,
    /// Its words.
    words: Vec<Words<'e>>,
}

/// Where words stand.
enum Words<'e> {
    /// At hand.
    Plain(&'e str),
    /// In a reading.
    Reading(Place, Range),
}

impl<'e> Unit<'e> {
    fn new(fragment: &str, title: &'e str) -> Self {
        Self { fragment: fragment.to_owned(), number: 0, title, words: Vec::new() }
    }

    fn whole(mut self, place: Place, prose: &Prose) -> Self {
        self.words.push(Words::Reading(place, Range::new(0, prose.reading.len())));
        self
    }

    /// Adds a range; one that follows the last in the same reading continues it.
    fn add(&mut self, place: Place, range: Range) {
        match self.words.last_mut() {
            Some(Words::Reading(held, last)) if *held == place && range.start <= last.end + 2 => last.end = range.end,
            _ => self.words.push(Words::Reading(place, range)),
        }
    }

    /// Returns its words on one line, as its page shows them.
    pub(super) fn words(&self, site: &Site<'_>) -> String {
        let mut out = String::new();
        for piece in &self.words {
            let words = match piece {
                Words::Plain(words) => (*words).into(),
                Words::Reading(place, range) => snippet::shown(site.edition, *place, *range),
            };
            let words = words.trim();
            if !out.is_empty() && !words.is_empty() {
                out.push(' ');
            }
            out.push_str(words);
        }
        out
    }
}

/// Returns everything that may be found.
pub(super) fn docs<'s, 'e>(site: &'s Site<'e>) -> impl Iterator<Item = Doc<'e>> + use<'s, 'e> {
    let texts = (0..).zip(&site.edition.texts).map(|(at, _)| text(site, TextId(at)));
    let notes = (0..).zip(&site.edition.texts).map(|(at, _)| notes(site, TextId(at)));
    let terms = (0..).zip(&site.edition.terms).map(|(at, held)| {
        let page = paths::relative(paths::SEARCH, &paths::term_page(held, 1));
        let name = page.strip_prefix(TERMS).and_then(|name| name.strip_suffix(".html")).unwrap_or_default();
        let mut unit = Unit::new(name, &held.headword);
        unit.words.extend(held.aliases.iter().map(|(alias, _)| Words::Plain(alias)));
        unit.words.extend(held.short.as_deref().map(Words::Plain));
        unit.whole(Place::Term(TermId(at)), &held.body)
    });
    let terms = Doc { kind: Kind::Term, path: TERMS.to_owned(), title: "", language: None, units: terms.collect() };
    let pages = (0..).zip(&site.edition.pages).map(|(at, held)| page(held, PageId(at)));
    texts.chain(notes).chain(std::iter::once(terms)).chain(pages).filter(|doc| !doc.units.is_empty())
}

fn text<'e>(site: &Site<'e>, id: TextId) -> Doc<'e> {
    let text = site.text(id);
    let mut title = Unit::new("", &text.meta.title);
    title.words.extend(text.meta.subtitle.as_deref().map(Words::Plain));
    let mut units = vec![title];
    for leaf in text.prose.leaves().filter(|leaf| !leaf.range.is_empty()) {
        if let LeafKind::Heading { fragment, .. } = &leaf.kind {
            units.push(Unit::new(fragment, leaf.range.of(&text.prose.reading)));
            continue;
        }
        let fragment = site.fragment_at(id, leaf.range.start).unwrap_or_default();
        if let Some(last) = units.last_mut().filter(|last| last.fragment == fragment && last.title.is_empty()) {
            last.add(Place::Text(id), leaf.range);
            continue;
        }
        let mut unit = Unit::new(fragment, "");
        let held = text.paragraph_at(leaf.range.start).and_then(|at| text.paragraphs.get(at));
        if held.is_some_and(|held| held.fragment == fragment) && text.meta.numbering != Numbering::None {
            unit.number = text.number_at(leaf.range.start).unwrap_or(0);
        }
        unit.add(Place::Text(id), leaf.range);
        units.push(unit);
    }
    let (path, language) = (paths::text_page(text), site.foreign(text));
    Doc { kind: Kind::Text, path, title: text.link_title(), language, units }
}

fn notes<'e>(site: &Site<'e>, id: TextId) -> Doc<'e> {
    let text = site.text(id);
    let unit = |(at, note): (NoteId, &'e Note<Placement>)| {
        let unit = Unit::new(&paths::note_fragment(note), note.title_words());
        Unit { number: site.number(at), ..unit.whole(Place::Note(at), &note.body) }
    };
    let units = site.edition.notes_on(id).map(unit).collect();
    Doc { kind: Kind::Note, path: paths::text_page(text), title: text.link_title(), language: None, units }
}

/// A page by its sections: what stands before its first heading, then each heading with what follows it.
fn page(page: &Page, id: PageId) -> Doc<'_> {
    let mut units = vec![Unit::new("", &page.title)];
    for leaf in page.prose.leaves().filter(|leaf| !leaf.range.is_empty()) {
        if let LeafKind::Heading { fragment, .. } = &leaf.kind {
            units.push(Unit::new(fragment, leaf.range.of(&page.prose.reading)));
        } else if let Some(last) = units.last_mut() {
            last.add(Place::Page(id), leaf.range);
        }
    }
    Doc { kind: Kind::Page, path: paths::page(page), title: &page.title, language: None, units }
}
