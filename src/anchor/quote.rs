//! The quotation for a passage that someone points at: as short as it can be, and sure of its place.
//!
//! In: a text and a stretch of its reading. Out: the block quote that a note on it begins with, and what the note's heading has to say
//! where words alone do not tell. A long passage is elided; words that stand twice are quoted in bold among their neighbours.

use super::apart::{Sides, apart};
use super::finding::Finding;
use super::mend::{MOST, Way, widened, write};
use super::paste::can_be_bold;
use super::tiers;
use crate::edition::{Constraint, Lemma, Passage, Selector, Text};
use crate::reading::{has_words, widen, words};
use crate::source::{FileId, Range, Span};

/// A passage of more words is elided.
const LONG: usize = 24;

/// At least so many words stand on each side of an ellipsis.
const ENDS: usize = 5;

/// So many places in one paragraph are counted.
const COUNTED: u32 = 20;

/// How a passage is quoted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// The block quote, its lines joined by line feeds, without one at its end.
    pub block: String,
    /// What the heading of the note says beside.
    pub constraint: Constraint,
    /// The passage: the stretch that was asked for, widened to whole words, without the space around it.
    pub range: Range,
}

/// Quotes a passage; `None` where it holds no words, or no quotation tells it from others.
pub fn quote(text: &Text, stretch: Range) -> Option<Quotation> {
    let reading = text.prose.reading.as_str();
    let range = whole_words(reading, stretch)?;
    let plain = || std::iter::once(Way { whole: range, elided: None });
    let anywhere = Constraint::default();
    let number = text.number_at(range.start);
    let counted = |nth| Constraint { paragraph: number, nth };
    first(text, range, (elided(reading, range).chain(plain()), anywhere))
        .or_else(|| first(text, range, (in_context(text, range), anywhere)))
        .or_else(|| number.and_then(|_| first(text, range, (plain(), counted(None)))))
        .or_else(|| (1..=COUNTED).find_map(|nth| first(text, range, (plain(), counted(Some(nth))))))
}

/// Takes the first way that stands at the place that is meant, and is sure of it.
fn first(
    text: &Text,
    range: Range,
    (mut ways, constraint): (impl Iterator<Item = Way>, Constraint),
) -> Option<Quotation> {
    ways.find_map(|way| {
        let bold = if way.whole == range { &[] } else { std::slice::from_ref(&range) };
        let (block, lemma) = write(text, &way, bold)?;
        let fits = matches!(find(text, &lemma, constraint), Some(Finding::Placed(anchor)) if anchor.ranges == [range]);
        fits.then_some(Quotation { block, constraint, range })
    })
}

/// Widens a stretch to whole words, and takes the space off its ends.
fn whole_words(reading: &str, stretch: Range) -> Option<Range> {
    reading.get(stretch.bytes())?;
    let range = widen(reading, stretch.trimmed(reading));
    has_words(range.of(reading)).then_some(range)
}

/// The ways to leave out the middle of a long passage, the shortest first.
fn elided(reading: &str, range: Range) -> impl Iterator<Item = Way> {
    let is_long = words(range.of(reading)).nth(LONG).is_some();
    let most = if is_long { MOST } else { 0 };
    (ENDS..=most).map(move |count| Way { whole: range, elided: Some((count, count)) })
}

/// The ways to quote a passage in bold among the words around it, the shortest first.
fn in_context(text: &Text, range: Range) -> impl Iterator<Item = Way> {
    let reading = text.prose.reading.as_str();
    let lemma = Lemma { words: range.of(reading).to_owned(), focus: Vec::new() };
    let rivals = match find(text, &lemma, Constraint::default()) {
        Some(Finding::Several(rivals)) => rivals.apart,
        _ => Vec::new(),
    };
    let fits = |whole| can_be_bold(reading, whole, &[range]);
    let shortest = if rivals.is_empty() { None } else { apart(reading, (range, &rivals), Sides::Both, fits) };
    let shortest = shortest.map(|whole| Way { whole, elided: None });
    shortest.into_iter().chain((1..=MOST).map(move |more| widened(reading, range, (more, more))))
}

/// Looks for a quotation as if it stood in a note.
fn find(text: &Text, lemma: &Lemma, constraint: Constraint) -> Option<Finding> {
    let passage = Passage::Quote(lemma.clone());
    let selector = Selector { passage, constraint, span: Span::new(FileId(0), 0, 0) };
    let mut asked = tiers::Asked::default();
    asked.ask(&selector);
    tiers::run(text, asked).into_iter().next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::parse::{Drafts, parse};
    use crate::source::Sources;

    fn text(markdown: &str) -> Text {
        let mut sources = Sources::new();
        sources.add("content/a/text.md", format!("---\ntitle: A\n---\n\n{markdown}").into_bytes());
        let mut manuscript = parse(&sources, &Config::titled("Test"), Drafts::Hide).value;
        manuscript.texts.remove(0)
    }

    /// Quotes the `nth` place of some words, from 0.
    #[track_caller]
    fn check(markdown: &str, (words, nth): (&str, usize), expected: Option<&str>) {
        let text = text(markdown);
        let at = text.prose.reading.match_indices(words).nth(nth).expect("the words stand there").0;
        let quotation = quote(&text, Range::new(at, at + words.len()));
        let written = quotation.as_ref().map(|quotation| match quotation.constraint {
            Constraint { paragraph: None, nth: None } => quotation.block.clone(),
            constraint => format!("{} {constraint:?}", quotation.block),
        });
        assert_eq!(written.as_deref(), expected);
    }

    #[test]
    fn words_that_stand_once_are_quoted_as_they_are() {
        check("The League keeps the peace.\n", ("keeps the peace", 0), Some("> keeps the peace"));
        check("The League keeps the peace.\n", ("eague keeps the p", 0), Some("> League keeps the peace"));
        check("The League keeps the peace.\n", (" keeps ", 0), Some("> keeps"));
        check("They *keep* a\\_b 1. low.\n\nNext one.\n", ("keep a_b 1. low", 0), Some("> keep a\\_b 1. low"));
        check("One ends here.\n\nTwo begins.\n", ("ends here.\n\nTwo", 0), Some("> ends here.\n>\n> Two"));
        check("One … two.\n", (" … ", 0), None);
    }

    #[test]
    fn words_that_stand_twice_are_bold_among_their_neighbours() {
        let twice = "At noon the bell rang again.\n\nAfter dark the bell rang a third time.\n";
        check(twice, ("the bell rang", 0), Some("> noon **the bell rang**"));
        check(twice, ("the bell rang", 1), Some("> **the bell rang** a"));
    }

    #[test]
    fn what_no_words_tell_apart_is_counted() {
        let paid = "Toll paid.\n\nToll paid.\n\nToll paid. Toll paid.\n";
        check(paid, ("Toll paid", 1), Some("> Toll paid Constraint { paragraph: Some(2), nth: None }"));
        check("Ha.\n\nHo ho ho ho.\n", ("ho", 1), Some("> ho **ho** ho"));
    }

    #[test]
    fn a_long_passage_is_elided() {
        let many = |from: usize| (from..from + 30).map(|at| format!("word{at}")).collect::<Vec<_>>().join(" ");
        let (one, two) = (many(0), many(100));
        let short = "> word0 word1 word2 word3 word4 … word25 word26 word27 word28 word29";
        check(&format!("{one} and {two}.\n"), (&one, 0), Some(short));
        let longer = "> word0 word1 word2 word3 word4 word5 … word24 word25 word26 word27 word28 word29";
        let close = "word0 word1 word2 word3 word4 stood word25 word26 word27 word28 word29";
        check(&format!("{one}.\n\nElsewhere {close}.\n"), (&one, 0), Some(longer));
    }
}
