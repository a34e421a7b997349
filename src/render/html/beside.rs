//! A note as it stands beside its passage: its number, its title, what it says, where it is cited.
//!
//! In: a note and the page that it stands on. Out: a [`NoteView`], the same for text pages, commentary pages and pages of
//! notes by themselves.

use serde::Serialize;

use super::facets::Filed;
pub use super::places::Cited;
use super::places::{self, Link, Locator};
use super::prose::{self, Setting};
use super::text::{Room, count_words};
use super::version;
use super::{Day, Html};
use crate::config::NotePages;
use crate::edition::{
    Block, LeafKind, Note, NoteId, Occurrence, Passage, Place, Placement, Prose, Target, TextId, paths,
};
use crate::reading::sentences;
use crate::render::{Site, code_host, escape};
use crate::source::Range;
use crate::words::Words;

/// A longer note is folded in the margin: at most so many words stand open, unless its first block is longer.
pub(super) const OPEN: usize = 90;
/// The same where notes are so many that they would tear the text apart.
pub(super) const OPEN_WHERE_DENSE: usize = 40;
/// Fewer words than this are not worth a fold.
const LEAST: usize = 30;
/// About how many characters lead to the rest of a folded note.
const MORE: usize = 10;
/// How many words of a lemma stand for a title.
const TITLE: usize = 6;
/// How many places that cite a note are named beside it.
const CITED: usize = 12;

/// A note.
#[derive(Debug, Serialize)]
pub struct NoteView<'a> {
    /// The number that it shows.
    pub number: u32,
    /// Its fragment: `n-iron-clad`.
    pub id: String,
    /// The address of its reference in the text; `null` for a note on the whole text, or one without a place.
    pub back: Option<String>,
    /// The number of the note that stands above it in the margin: `--p`.
    pub above: Option<u32>,
    /// Its title; of an untitled note the first words of its lemma, or its own, in quotation marks.
    pub title: Html,
    /// The title of its layer.
    pub layer: Option<&'a str>,
    /// The id of its layer.
    pub layer_id: Option<&'a str>,
    /// The place of its layer among the switches of the page, from 1; `null` where there is none.
    pub layer_place: Option<usize>,
    /// Its authors, where the publication's notes have several.
    pub authors: Vec<Link<'a>>,
    /// Its day.
    pub day: Option<Day>,
    /// Its tags.
    pub tags: Vec<Link<'a>>,
    /// What it can be filtered by, on the page of all notes.
    pub filed: Filed,
    /// What it says; of a long note the beginning.
    pub body: Html,
    /// The rest of a long note; empty when all is in `body`.
    pub rest: Html,
    /// Its passages, where it has several: each leads to its words.
    pub passages: Vec<Locator>,
    /// What it quotes.
    pub quotes: Vec<Quote>,
    /// Where it is cited: notes, pages, terms, texts.
    pub cited: Vec<Cited>,
    /// How many more places cite it.
    pub cited_more: usize,
    /// What became of its passages from version to version of the text; empty where there is but one.
    pub history: Html,
    /// The address of its own page, where notes have one.
    pub page: Option<String>,
    /// The address at which it is edited on the code host, where the publication names its repository.
    pub edit: Option<String>,
}

/// In longer paragraphs, in bytes, equal words are not counted: nobody could count along.
const LONG: usize = 16 * 1024;

/// The words that a note is about.
#[derive(Debug, Serialize)]
pub struct Quote {
    /// The words; of a passage that was not found, as the note quotes them.
    pub words: String,
    /// The how-manieth of equal words in its paragraph it is, where they recur; else `null`.
    pub nth: Option<usize>,
    /// Where they stand; `null` when they were not found.
    pub at: Option<Locator>,
}

/// How much of a note is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// What fits beside a text: at most so many words stand open.
    Margin(usize),
    /// Everything.
    Whole,
}

/// Shows a note, as seen from a page.
pub(super) fn view<'a>(site: &Site<'a>, path: &str, of: (NoteId, Extent)) -> NoteView<'a> {
    let (id, extent) = of;
    let note = site.note(id);
    let text = site.text(note.text);
    let setting = Setting { edition: site.edition, page: path, place: Place::Note(id), words: &site.words };
    let (body, rest) = match extent {
        Extent::Margin(most) => match fold(&note.body, site.edition.glossary.in_place(Place::Note(id)), most) {
            Some(at) => setting.folded(at),
            None => (setting.html(), String::new()),
        },
        Extent::Whole => (setting.html(), String::new()),
    };
    let whole = extent == Extent::Whole || matches!(note.place, Placement::Unplaced { .. });
    let (cited, cited_more) = cited(site, path, id);
    let pages = site.config.commentary.note_pages == NotePages::Own;
    let own = pages.then(|| paths::note_page(text, note)).filter(|own| own != path);
    let several = site.authors.len() > 1 || extent == Extent::Whole;
    let link = |title: &'a String, to: String| Link { title, href: paths::href(path, &to, None) };
    NoteView {
        number: site.number(id),
        id: paths::note_fragment(note),
        back: back(site, path, note),
        above: None,
        title: Html::new(&title(site, note)),
        layer: note.layer.as_deref().map(|layer| site.layer_title(layer)),
        layer_id: note.layer.as_deref(),
        layer_place: None,
        authors: note.authors.iter().filter(|_| several).map(|name| link(name, paths::author_page(name))).collect(),
        day: note.date.filter(|_| extent == Extent::Whole).map(|date| Day::new(date, &site.words)),
        tags: match extent {
            Extent::Margin(_) => Vec::new(),
            Extent::Whole => note.tags.iter().map(|tag| link(tag, paths::tag_page(tag))).collect(),
        },
        filed: Filed::default(),
        body: Html::new(&body),
        rest: Html::new(&rest),
        passages: passages(site, path, note),
        quotes: if whole { quotes(site, path, note) } else { Vec::new() },
        cited,
        cited_more,
        history: version::history(site, path, id),
        page: own.map(|own| paths::href(path, &own, None)),
        edit: code_host::edit(&site.config.site, &note.origin),
    }
}

/// Returns what a note takes in the margin, where at most so many words stand open. Bytes stand for characters: letters
/// of scripts that need several are wider, too.
pub(super) fn room(site: &Site<'_>, id: NoteId, most: usize) -> Room {
    let note = site.note(id);
    let body = &note.body;
    let cut = fold(body, site.edition.glossary.in_place(Place::Note(id)), most);
    let end = cut.map_or(body.reading.len(), |cut| cut as usize + MORE);
    let blocks = body.leaves().take_while(|leaf| cut.is_none_or(|cut| leaf.range.start < cut)).count();
    let layer = note.layer.as_deref().map_or(0, |layer| site.layer_title(layer).len() + 4);
    let several = matches!(&note.place, Placement::Anchored(anchors) if anchors.len() > 1);
    let by = site.authors.len() > 1 && !note.authors.is_empty();
    let named = by
        || site.config.site.repository.is_some()
        || site.config.commentary.note_pages == NotePages::Own
        || site.edition.backlinks_to(&Target::Note(id)).next().is_some();
    let told = version::lines(site, id);
    let foot = if cut.is_some() { 0 } else { usize::from(several) + usize::from(named) + told };
    Room { head: note.title_words().len() + layer, body: end, blocks, foot }
}

/// Returns where the body of a note is to be folded: before the block, or the sentence of an outermost paragraph, that would
/// make it too long. No mark and no term may lie across.
fn fold(body: &Prose, uses: &[Occurrence], most: usize) -> Option<u32> {
    // A word takes two bytes at least.
    if body.reading.len() / 2 <= most {
        return None;
    }
    let about = most + most / 5;
    let mut words = 0;
    let mut cut: Option<(u32, usize)> = None;
    let mut offer = |at: u32, words: usize| {
        if words > 0 && (words <= about || cut.is_none()) {
            cut = Some((at, words));
        }
    };
    let mut depth = 0_usize;
    let mut outermost = true;
    for block in &body.blocks {
        match block {
            Block::Open(_) => depth += 1,
            Block::Close => {
                depth = depth.saturating_sub(1);
                outermost |= depth == 0;
            }
            Block::Leaf(leaf) => {
                if outermost {
                    offer(leaf.range.start, words);
                }
                outermost = depth == 0;
                let more = count_words(leaf.range.of(&body.reading));
                if depth == 0 && leaf.kind == LeafKind::Paragraph && words + more > about {
                    for sentence in sentences(&body.reading, leaf.range).iter().skip(1) {
                        let before = Range { start: leaf.range.start, end: sentence.start };
                        if is_free(body, uses, sentence.start) {
                            offer(sentence.start, words + count_words(before.of(&body.reading)));
                        }
                    }
                }
                words += more;
            }
        }
    }
    let (at, open) = cut?;
    (words > most && words.saturating_sub(open) >= LEAST).then_some(at)
}

fn is_free(body: &Prose, uses: &[Occurrence], at: u32) -> bool {
    let across = |range: &Range| range.start < at && at < range.end;
    !body.marks.iter().any(|mark| across(&mark.range)) && !uses.iter().any(|used| across(&used.range))
}

fn back(site: &Site<'_>, path: &str, note: &Note<Placement>) -> Option<String> {
    note.place.start()?;
    let text = paths::text_page(site.text(note.text));
    Some(paths::href(path, &text, Some(&paths::reference_fragment(note))))
}

/// Returns the title of a note in words; of an untitled one the first words of its lemma, or its own.
pub(crate) fn heading(site: &Site<'_>, note: &Note<Placement>) -> String {
    match note.title_words() {
        "" => untitled(site, note),
        words => words.to_owned(),
    }
}

fn untitled(site: &Site<'_>, note: &Note<Placement>) -> String {
    let reading = &site.text(note.text).prose.reading;
    let lemma = note.place.ranges().next().map(|range| range.of(reading));
    first_words(&site.words, lemma.unwrap_or(&note.body.reading))
}

/// Returns the title of a note as HTML.
pub(super) fn title(site: &Site<'_>, note: &Note<Placement>) -> String {
    if let Some(title) = note.title.as_ref().filter(|title| !title.is_empty()) {
        return prose::inline(title);
    }
    escape::escaped(&untitled(site, note))
}

/// Returns the first words of a lemma in quotation marks.
fn first_words(said: &Words, words: &str) -> String {
    let mut all = words.split_whitespace();
    let first: Vec<&str> = all.by_ref().take(TITLE).collect();
    let closing = |letter: char| matches!(letter, ',' | ';' | ':' | '.');
    let shown = first.join(" ");
    let ellipsis = if all.next().is_some() { " …" } else { "" };
    said.quoted(&format!("{}{ellipsis}", shown.trim_end_matches(closing)))
}

/// Where the passages of a note on several stand.
fn passages(site: &Site<'_>, path: &str, note: &Note<Placement>) -> Vec<Locator> {
    let Placement::Anchored(anchors) = &note.place else { return Vec::new() };
    if anchors.len() < 2 {
        return Vec::new();
    }
    let beside = crate::edition::beside(anchors);
    let text = paths::text_page(site.text(note.text));
    let locate = |(at, anchor): (usize, &crate::edition::Anchor)| {
        let start = anchor.ranges.iter().map(|range| range.start).min()?;
        let mut found = places::paragraph(site, path, (note.text, start));
        let own = paths::reference_fragment(note);
        let fragment = if beside == Some(at) { own } else { format!("r_{}-{}", at + 1, note.id) };
        found.href = paths::href(path, &text, Some(&fragment));
        Some(found)
    };
    anchors.iter().enumerate().filter_map(locate).collect()
}

fn quotes(site: &Site<'_>, path: &str, note: &Note<Placement>) -> Vec<Quote> {
    let (anchors, orphans) = match &note.place {
        Placement::Whole => return Vec::new(),
        Placement::Anchored(anchors) => (anchors.as_slice(), &[][..]),
        Placement::Unplaced { found, orphans } => (found.as_slice(), orphans.as_slice()),
    };
    let mut quotes: Vec<Quote> = anchors.iter().map(|anchor| quote(site, path, (note.text, &anchor.ranges))).collect();
    quotes.extend(orphans.iter().map(|orphan| Quote {
        words: match &orphan.selector.passage {
            Passage::Quote(lemma) => lemma.words.replace("\n\n", " "),
            Passage::Paragraphs(first, last) if first == last => format!("¶{first}"),
            Passage::Paragraphs(first, last) => format!("¶{first}–{last}"),
            Passage::Sentence(paragraph, sentence) => format!("¶{paragraph}.{sentence}"),
        },
        nth: None,
        at: None,
    }));
    quotes
}

fn quote(site: &Site<'_>, path: &str, of: (TextId, &[Range])) -> Quote {
    let (id, ranges) = of;
    let text = site.text(id);
    let reading = &text.prose.reading;
    let words: Vec<&str> = ranges.iter().map(|range| range.of(reading)).collect();
    let first = ranges.first().copied().unwrap_or_default();
    let held = text.paragraph_at(first.start).and_then(|at| text.paragraphs.get(at));
    let countable = |held: &&crate::edition::Paragraph| {
        ranges.len() == 1 && held.range.contains(first) && held.range.bytes().len() <= LONG
    };
    let nth = held.filter(countable).and_then(|held| {
        let whole = held.range.of(reading);
        let before = Range { start: held.range.start, end: first.start }.of(reading);
        let nth = before.matches(first.of(reading)).count() + 1;
        let recurs = nth > 1 || whole.matches(first.of(reading)).nth(1).is_some();
        recurs.then_some(nth)
    });
    let words = words.join(" … ").replace("\n\n", " ").replace('\n', " ");
    Quote { words, nth, at: Some(places::paragraph(site, path, (id, first.start))) }
}

/// Returns the places that cite a note, each once, and how many more there are.
fn cited(site: &Site<'_>, path: &str, id: NoteId) -> (Vec<Cited>, usize) {
    let mut from: Vec<Place> = site.edition.backlinks_to(&Target::Note(id)).map(|reference| reference.from).collect();
    from.dedup();
    from.retain(|place| *place != Place::Note(id));
    let more = from.len().saturating_sub(CITED);
    (from.into_iter().take(CITED).filter_map(|place| name(site, path, (place, site.note(id).text))).collect(), more)
}

/// Names a place and leads to it; a note of another text is named with its text.
pub(super) fn name(site: &Site<'_>, path: &str, of: (Place, TextId)) -> Option<Cited> {
    let (place, here) = of;
    let edition = site.edition;
    let title = match place {
        Place::Text(id) => site.text(id).link_title().to_owned(),
        Place::Page(id) => edition.pages.get(id.0 as usize)?.title.clone(),
        Place::Term(id) => edition.terms.get(id.0 as usize)?.headword.clone(),
        Place::Version(id, at) => {
            let text = site.text(id);
            format!("{}{}{}", text.link_title(), site.words.comma.as_str(), version::name(site, text, at))
        }
        Place::Note(id) if site.note(id).text == here => site.words.note.with(site.number(id)),
        Place::Note(id) => {
            let text = site.text(site.note(id).text).link_title();
            site.words.note_of.say(&[("text", text), ("number", &site.number(id).to_string())])
        }
    };
    let (to, fragment) = paths::place(edition, place)?;
    Some(Cited { title, href: paths::href(path, &to, fragment.as_deref()) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edition::{Mark, MarkKind};
    use crate::render::fixture;

    #[test]
    fn an_untitled_note_is_called_by_its_first_words() {
        let words = Words::new(&crate::source::Theme::default(), "en").unwrap();
        let first_words = |of: &str| first_words(&words, of);
        assert_eq!(first_words("Our commitment is iron-clad."), "“Our commitment is iron-clad”");
        assert_eq!(first_words("one two three four five six, seven"), "“one two three four five six …”");
    }

    #[test]
    fn long_notes_are_folded_between_paragraphs() {
        let folded = |counts: &[usize]| {
            let paragraphs: Vec<String> =
                counts.iter().map(|&count| "word ".repeat(count).trim_end().to_owned()).collect();
            let paragraphs: Vec<&str> = paragraphs.iter().map(String::as_str).collect();
            let body = fixture::prose(&paragraphs);
            fold(&body, &[], OPEN).map(|at| count_words(Range { start: 0, end: at }.of(&body.reading)))
        };
        assert_eq!(folded(&[60, 30]), None);
        assert_eq!(folded(&[60, 50, 10]), Some(60));
        assert_eq!(folded(&[30, 40, 50]), Some(70));
        assert_eq!(folded(&[150, 40]), Some(150));
        assert_eq!(folded(&[80, 20]), None);
        assert_eq!(folded(&[200]), None);
    }

    #[test]
    fn a_long_paragraph_is_folded_between_sentences() {
        let sentence = format!("A{}.", " word".repeat(29));
        let mut body = fixture::prose(&[&[sentence.as_str(); 6].join(" "), "The end."]);
        let at = |body: &Prose, most| {
            fold(body, &[], most).map(|at| count_words(Range { start: 0, end: at }.of(&body.reading)))
        };
        assert_eq!((at(&body, OPEN), at(&body, OPEN_WHERE_DENSE)), (Some(90), Some(30)));
        let cut = fold(&body, &[], OPEN).expect("it is long");
        body.marks = vec![Mark { kind: MarkKind::Emphasis, range: Range { start: cut - 9, end: cut + 9 } }];
        assert_eq!(at(&body, OPEN), Some(60));
    }
}
