//! Laws of prose as HTML, on random prose: whatever overlaps, the page is well formed and says what the reading says.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{Setting, inline};
use crate::edition::{
    Anchor, Block, Edition, Footnote, Leaf, LeafKind, Link, LinkKind, Mark, MarkKind, Note, NoteId, Occurrence, Origin,
    Paragraph, Place, Placement, Prose, Reference, Target, Term, TermId, Text, TextId, TextMeta, Verdict,
};
use crate::reading::sentences;
use crate::source::{FileId, Range, Span, Theme};
use crate::words::Words;

const PAGE: &str = "t/index.html";

/// Which notes cover the words of a page, and what else stands in it.
#[derive(Default)]
struct Page {
    /// The words of each paragraph, character by character, with the notes that cover them.
    paragraphs: Vec<Vec<(char, BTreeSet<u32>)>>,
    ids: Vec<String>,
    references: Vec<String>,
}

/// Reads a page; panics where it is not well formed, or where a link stands in a link.
fn read(html: &str) -> Page {
    let mut page = Page::default();
    let mut open: Vec<(String, String)> = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        if let Some(tag) = rest.strip_prefix('<') {
            let (tag, after) = tag.split_once('>').expect("a tag ends");
            rest = after;
            read_tag(tag, &mut open, &mut page);
            continue;
        }
        let end = rest.find('<').unwrap_or(rest.len());
        let (words, after) = rest.split_at(end);
        rest = after;
        let skipped = |(name, attributes): &(String, String)| {
            name == "sup" || attributes.contains("class=\"r\"") || attributes.contains("class=\"pn\"")
        };
        if open.iter().any(|(name, _)| name == "p") && !open.iter().any(skipped) {
            let notes = open.iter().find_map(|(_, attributes)| attribute(attributes, "data-n")).unwrap_or_default();
            let notes: BTreeSet<u32> =
                notes.split_whitespace().map(|number| number.parse().expect("a number")).collect();
            let words = words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
            let paragraph = page.paragraphs.last_mut().expect("words stand in a paragraph");
            paragraph
                .extend(words.chars().filter(|&letter| letter != '\u{2009}').map(|letter| (letter, notes.clone())));
        }
    }
    assert!(open.is_empty(), "left open: {open:?} in {html}");
    page
}

fn read_tag(tag: &str, open: &mut Vec<(String, String)>, page: &mut Page) {
    if let Some(name) = tag.strip_prefix('/') {
        assert_eq!(open.pop().map(|held| held.0).as_deref(), Some(name), "ends the wrong element");
        return;
    }
    let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
    assert!(!attributes.contains('<') && attributes.matches('"').count() % 2 == 0, "bad attributes: {attributes}");
    page.ids.extend(attribute(attributes, "id").map(str::to_owned));
    if attributes.contains("class=\"r\"") {
        page.references.extend(attribute(attributes, "data-n").map(str::to_owned));
    }
    if name == "p" {
        page.paragraphs.push(Vec::new());
    }
    if name == "a" {
        assert!(!open.iter().any(|(outer, _)| outer == "a"), "a link in a link");
        assert!(
            !attributes.contains("class=\"r\"") || !open.iter().any(|(outer, _)| outer == "code"),
            "a link in code"
        );
    }
    if name != "br" && name != "img" {
        open.push((name.to_owned(), attributes.to_owned()));
    }
}

fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = attributes.split_once(&format!("{name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

/// What a case is made of; the ranges are wishes, cut to what fits.
#[derive(Clone, Debug)]
struct Case {
    leaves: Vec<String>,
    marks: Vec<(usize, usize, u8)>,
    notes: Vec<Vec<(usize, usize)>>,
    uses: Vec<(usize, usize)>,
}

fn cases() -> impl Strategy<Value = Case> {
    let leaf = proptest::string::string_regex("([a-c<&\"ü水]{1,4}[ .,)”]{0,2}){0,12}").expect("a pattern");
    let range = (0_usize..200, 0_usize..40);
    (
        prop::collection::vec(leaf, 1..4),
        prop::collection::vec((0_usize..200, 0_usize..30, 0_u8..9), 0..12),
        prop::collection::vec(prop::collection::vec(range.clone(), 1..3), 0..8),
        prop::collection::vec(range, 0..6),
    )
        .prop_map(|(leaves, marks, notes, uses)| Case { leaves, marks, notes, uses })
}

/// Cuts a wish to a range of the reading.
fn range(reading: &str, (start, len): (usize, usize)) -> Range {
    let start = reading.floor_char_boundary(start % (reading.len() + 1));
    Range::new(start, reading.floor_char_boundary((start + len).min(reading.len())))
}

fn nests(held: &[Mark], range: Range) -> bool {
    held.iter().all(|mark| !mark.range.overlaps(range) || mark.range.contains(range) || range.contains(mark.range))
}

fn prose(case: &Case) -> Prose {
    let mut prose = Prose::default();
    for words in case.leaves.iter().map(|words| words.trim()).filter(|words| !words.is_empty()) {
        if !prose.reading.is_empty() {
            prose.reading.push_str("\n\n");
        }
        let start = prose.reading.len();
        prose.reading.push_str(words);
        let span = Span::new(FileId(0), 0, 0);
        let range = Range::new(start, prose.reading.len());
        prose.blocks.push(Block::Leaf(Leaf { kind: LeafKind::Paragraph, range, span }));
    }
    let leaves: Vec<Range> = prose.leaves().map(|leaf| leaf.range).collect();
    for &(start, len, kind) in &case.marks {
        let range = range(&prose.reading, (start, len));
        let fits = leaves.iter().any(|leaf| leaf.contains(range)) && nests(&prose.marks, range);
        let empty = Range { end: range.start, ..range };
        let mark = |range, kind| Mark { range, kind };
        let index = u32::try_from(prose.links.len()).expect("few links");
        match kind {
            _ if !fits => {}
            0 => prose.marks.push(mark(range, MarkKind::Emphasis)),
            1 => prose.marks.push(mark(range, MarkKind::Strong)),
            2 => prose.marks.push(mark(range, MarkKind::Code)),
            3 => prose.marks.push(mark(range, MarkKind::Element("kbd".into()))),
            4 => prose.marks.push(mark(empty, MarkKind::Element("sub".into()))),
            5 => {
                let footnote = u32::try_from(prose.footnotes.len()).expect("few footnotes");
                prose.footnotes.push(Footnote { label: "x".into(), markers: 1 });
                prose.marks.push(mark(empty, MarkKind::Footnote(footnote)));
            }
            6 => {
                prose.links.push(link(LinkKind::Image, empty));
                prose.marks.push(mark(empty, MarkKind::Image(index)));
            }
            _ => {
                prose.links.push(link(LinkKind::Markdown, range));
                prose.marks.push(mark(range, MarkKind::Link(index)));
            }
        }
    }
    prose.marks.sort_by_key(|mark| (mark.range.start, !mark.range.is_empty(), std::cmp::Reverse(mark.range.end)));
    prose
}

fn link(kind: LinkKind, range: Range) -> Link {
    let (destination, title, label) = ("x".to_owned(), "\"t\"".to_owned(), String::new());
    Link { kind, destination, title, label, range, span: Span::new(FileId(0), 0, 0) }
}

fn edition(case: &Case) -> Edition {
    let prose = prose(case);
    let references = references(&prose);
    let mut uses: Vec<Range> = case.uses.iter().map(|&wish| range(&prose.reading, wish)).collect();
    uses.sort_unstable();
    uses.dedup_by(|next, held| next.start < held.end);
    uses.retain(|used| !used.is_empty() && prose.leaves().any(|leaf| leaf.range.contains(*used)));
    let place = Place::Text(TextId(0));
    let occurrence = |range| Occurrence { place, range, term: TermId(0), linked: true };
    let mut edition = Edition { references, ..Edition::default() };
    edition.glossary.occurrences = uses.into_iter().map(occurrence).collect();
    edition.terms = vec![term()];
    let notes = case.notes.iter().map(|wishes| wishes.iter().map(|&wish| range(&prose.reading, wish)).collect());
    edition.notes = notes.enumerate().map(|(at, ranges)| note(at, ranges)).collect();
    edition.notes_of = std::iter::once(0..u32::try_from(edition.notes.len()).expect("few notes")).collect();
    edition.texts = vec![text(prose)];
    edition
}

fn references(prose: &Prose) -> Vec<Reference> {
    let marks = prose.marks.iter().filter_map(|mark| match mark.kind {
        MarkKind::Link(link) | MarkKind::Image(link) => Some((link, mark.range)),
        _ => None,
    });
    let to = |link| match link % 3 {
        0 => Target::External("https://example.org/?a=\"b\"&c".into()),
        1 => Target::Asset("t/a b.png".into()),
        _ => Target::Broken,
    };
    let from = Place::Text(TextId(0));
    marks.map(|(link, range)| Reference { from, link, range, to: to(link), label: None }).collect()
}

fn text(prose: Prose) -> Text {
    let leaves = prose.leaves().zip(0_u32..).map(|(leaf, block)| Paragraph {
        number: Some(block + 1),
        fragment: format!("p{}", block + 1),
        range: leaf.range,
        block,
        sentences: sentences(&prose.reading, leaf.range),
    });
    let paragraphs = leaves.collect();
    Text {
        id: "t".into(),
        file: FileId(0),
        meta: TextMeta::default(),
        prose,
        paragraphs,
        sections: Vec::new(),
        lock: None,
        versions: Vec::new(),
    }
}

fn note(at: usize, ranges: Vec<Range>) -> Note<Placement> {
    let anchors = ranges.into_iter().filter(|range| !range.is_empty());
    let anchor = |range| Anchor { ranges: vec![range], verdict: Verdict::Exact, confidence: 1.0 };
    Note {
        id: format!("note-{at}"),
        text: TextId(0),
        file: FileId(0),
        span: Span::new(FileId(0), 0, 0),
        origin: Origin::default(),
        title: None,
        layer: None,
        authors: Vec::new(),
        date: None,
        tags: Vec::new(),
        place: Placement::Anchored(anchors.map(anchor).collect()),
        body: Prose::default(),
    }
}

fn term() -> Term {
    Term {
        id: "term".into(),
        file: FileId(0),
        span: Span::new(FileId(0), 0, 0),
        headword: "term".into(),
        aliases: Vec::new(),
        short: None,
        see_also: Vec::new(),
        matching: crate::edition::Match::Auto,
        case: crate::edition::Case::Smart,
        except: Vec::new(),
        within: Vec::new(),
        inflection: crate::edition::Inflection::English,
        body: Prose::default(),
    }
}

fn rows(edition: &Edition) -> super::Rows {
    let notes: Vec<NoteId> = (0..edition.notes.len()).map(|at| NoteId(u32::try_from(at).expect("few"))).collect();
    let words = Words::new(&Theme::default(), "en").expect("English is built in");
    Setting { edition, page: PAGE, place: Place::Text(TextId(0)), words: &words }.rows(&notes, &[])
}

proptest! {
    #[test]
    fn a_text_says_what_its_reading_says(case in cases()) {
        let edition = edition(&case);
        let reading = &edition.texts[0].prose.reading;
        let rows = rows(&edition);
        let page = read(&rows.html);
        for (paragraph, shown) in edition.texts[0].paragraphs.iter().zip(&page.paragraphs) {
            let words: String = shown.iter().map(|held| held.0).collect();
            let images = ["https://example.org/?a=\"b\"&c"];
            let words = images.iter().fold(words, |words, image| words.replace(image, ""));
            prop_assert_eq!(words.as_str(), paragraph.range.of(reading));
        }
        prop_assert_eq!(page.paragraphs.len(), edition.texts[0].paragraphs.len());
        let unique: BTreeSet<&String> = page.ids.iter().collect();
        prop_assert_eq!(unique.len(), page.ids.len());
    }

    #[test]
    fn highlights_cover_what_notes_cover(case in cases()) {
        let case = Case { marks: case.marks.into_iter().filter(|mark| mark.2 != 6).collect(), ..case };
        let edition = edition(&case);
        let page = read(&rows(&edition).html);
        for (paragraph, shown) in edition.texts[0].paragraphs.iter().zip(&page.paragraphs) {
            let mut at = paragraph.range.start as usize;
            for (letter, notes) in shown {
                let here = Range::new(at, at + letter.len_utf8());
                let covering = edition.notes.iter().zip(1_u32..);
                let covering = covering.filter(|(note, _)| note.place.ranges().any(|range| range.contains(here)));
                let covering: BTreeSet<u32> = covering.map(|(_, number)| number).collect();
                prop_assert!(letter.is_whitespace() || *notes == covering, "{letter} at {at}: {notes:?}, {covering:?}");
                at += letter.len_utf8();
            }
        }
    }

    #[test]
    fn every_note_with_words_stands_beside_one_row(case in cases()) {
        let edition = edition(&case);
        let rows = rows(&edition);
        let page = read(&rows.html);
        let mut beside: Vec<NoteId> = rows.rows.iter().flat_map(|row| row.notes.iter().map(|held| held.0)).collect();
        beside.sort_unstable();
        let placed = edition.notes.iter().zip(0_u32..).filter(|(note, _)| note.place.ranges().next().is_some());
        let placed: Vec<NoteId> = placed.map(|(_, at)| NoteId(at)).collect();
        let passages: usize = edition.notes.iter().map(|note| note.place.ranges().count()).sum();
        if !rows.rows.is_empty() {
            prop_assert_eq!(beside, placed);
            prop_assert_eq!(page.references.len(), passages);
        }
    }
}

#[test]
fn ten_thousand_notes_on_one_paragraph_are_not_quadratic() {
    let words = "word ".repeat(10_000);
    let notes = (0..10_000).map(|at| vec![(at * 5, 49_000)]).collect();
    let case = Case { leaves: vec![words], marks: Vec::new(), notes, uses: Vec::new() };
    let html = rows(&edition(&case)).html;
    assert!(html.len() < 10_000 * 500, "{}", html.len());
}

#[track_caller]
fn check(case: &Case, expected: &str) {
    assert_eq!(rows(&edition(case)).html, expected);
}

#[test]
fn the_markup_is_that_of_the_reader() {
    let words = "We keep every inch. Our Article stands.";
    let case = Case {
        leaves: vec![words.into()],
        marks: Vec::new(),
        notes: vec![vec![(3, 15)], vec![(8, 23)]],
        uses: vec![(24, 7)],
    };
    check(
        &case,
        "<a class=\"pn\" href=\"#p1\" aria-label=\"Paragraph 1\">1</a>\n<p id=\"p1\"><span id=\"p1s1\"></span>We \
         <span class=\"m\" data-n=\"1\">keep </span><span class=\"m\" data-n=\"1 2\">every inch</span>\
         <span class=\"m\" data-n=\"2\">.</span><a class=\"r\" role=\"doc-noteref\" id=\"r-note-0\" href=\"#n-note-0\" \
         aria-label=\"Note 1\" aria-details=\"n-note-0\" data-n=\"1\" style=\"--a:--r1\">1</a>\
         <span class=\"m\" data-n=\"2\"> <span id=\"p1s2\"></span>Our <a class=\"g\" role=\"doc-glossref\" \
         href=\"../glossary/term.html\" data-g=\"term\">Article</a></span><a class=\"r\" role=\"doc-noteref\" \
         id=\"r-note-1\" href=\"#n-note-1\" aria-label=\"Note 2\" aria-details=\"n-note-1\" data-n=\"2\" \
         style=\"--a:--r2\">2</a> stands.</p>\n",
    );
}

#[test]
fn titles_keep_their_marks_and_lose_their_links() {
    let mut prose = prose(&Case {
        leaves: vec!["An iron & clad".into()],
        marks: vec![(3, 4, 0), (10, 4, 7)],
        notes: Vec::new(),
        uses: Vec::new(),
    });
    prose.blocks.truncate(1);
    assert_eq!(inline(&prose), "An <em>iron</em> &amp; clad");
}
