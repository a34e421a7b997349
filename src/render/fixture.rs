//! A small publication in memory, for the tests of formats.

use crate::config::{Commentary, Config, NotePages};
use crate::edition::{
    Anchor, Block, Case, Date, Edition, Inflection, Leaf, LeafKind, Match, Note, Occurrence, Origin, Paragraph, Place,
    Placement, Prose, Term, TermId, Text, TextId, TextMeta, Verdict,
};
use crate::reading;
use crate::source::{FileId, Range, Span};

const NOWHERE: Span = Span { file: FileId(0), start: 0, end: 0 };

/// Settings with nothing set; notes have pages of their own.
pub(crate) fn config() -> Config {
    let commentary = Commentary { note_pages: NotePages::Own, ..Commentary::default() };
    Config { commentary, ..Config::titled("Book") }
}

/// Prose of plain paragraphs.
pub(crate) fn prose(paragraphs: &[&str]) -> Prose {
    let mut prose = Prose::default();
    for words in paragraphs {
        if !prose.reading.is_empty() {
            prose.reading.push_str("\n\n");
        }
        let start = prose.reading.len();
        prose.reading.push_str(words);
        let range = Range::new(start, prose.reading.len());
        prose.blocks.push(Block::Leaf(Leaf { kind: LeafKind::Paragraph, range, span: NOWHERE }));
    }
    prose
}

/// A text of plain paragraphs, `p1` …, in the folder `text`.
pub(crate) fn text(paragraphs: &[&str]) -> Text {
    let prose = prose(paragraphs);
    let numbered = prose.leaves().zip(0_u32..).map(|(leaf, block)| Paragraph {
        number: Some(block + 1),
        fragment: format!("p{}", block + 1),
        range: leaf.range,
        block,
        sentences: reading::sentences(&prose.reading, leaf.range),
    });
    let paragraphs = numbered.collect();
    let meta = TextMeta { title: "The text".into(), ..TextMeta::default() };
    Text {
        id: "text".into(),
        file: FileId(0),
        meta,
        prose,
        paragraphs,
        sections: Vec::new(),
        lock: None,
        versions: Vec::new(),
    }
}

/// A note on the passages with these words (each where it stands first); without any, on the whole text.
pub(crate) fn note(text: &Text, id: &str, quotes: &[&str]) -> Note<Placement> {
    let anchor = |quote: &&str| {
        let start = text.prose.reading.find(quote).expect("the text holds the quote");
        let ranges = vec![Range::new(start, start + quote.len())];
        Anchor { ranges, verdict: Verdict::Exact, confidence: 1.0 }
    };
    let anchors: Vec<Anchor> = quotes.iter().map(anchor).collect();
    Note {
        id: id.into(),
        text: TextId(0),
        file: FileId(0),
        span: NOWHERE,
        origin: Origin::default(),
        title: Some(prose(&[&format!("About {id}")])),
        layer: None,
        authors: vec!["A. Scholar".into()],
        date: Some(Date { year: 2024, month: 1, day: 2 }),
        tags: vec!["tag".into()],
        place: if anchors.is_empty() { Placement::Whole } else { Placement::Anchored(anchors) },
        body: prose(&["What the note says."]),
    }
}

/// An edition of one text with its notes, and a term that is used wherever its headword stands in the text.
pub(crate) fn edition(text: Text, notes: Vec<Note<Placement>>, headword: &str) -> Edition {
    let term = Term {
        id: reading::slug(headword),
        file: FileId(0),
        span: NOWHERE,
        headword: headword.into(),
        aliases: Vec::new(),
        short: Some("In short.".into()),
        see_also: Vec::new(),
        matching: Match::Auto,
        case: Case::Smart,
        except: Vec::new(),
        within: Vec::new(),
        inflection: Inflection::English,
        body: Prose::default(),
    };
    let place = Place::Text(TextId(0));
    let used = text.prose.reading.match_indices(headword).map(|(at, words)| Occurrence {
        place,
        range: Range::new(at, at + words.len()),
        term: TermId(0),
        linked: true,
    });
    let mut edition = Edition::default();
    edition.glossary.occurrences = used.collect();
    edition.glossary.by_term = vec![(0..).take(edition.glossary.occurrences.len()).collect()];
    edition.terms = vec![term];
    edition.notes_of = std::iter::once(0..u32::try_from(notes.len()).expect("few notes")).collect();
    edition.notes = notes;
    edition.texts = vec![text];
    edition
}
