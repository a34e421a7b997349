//! Rewrites a quotation with the words that the text has now, so that it stands there to the letter and nowhere else.
//!
//! In: the selector as the author wrote it, and where its passage stands. Out: the block quote to put in its stead. The author's way
//! is kept: bold words stay bold with as many words around them, an ellipsis stays where both its sides still tell the passage.

use super::finding::Finding;
use super::lemma::Forms;
use super::paste::{block, can_be_bold, word_ends, word_starts};
use super::{passage, tiers};
use crate::edition::{Lemma, Passage, Selector, Text};
use crate::reading::words;
use crate::source::{Range, Source};

/// So many words are added on each side at most to tell a passage from others.
pub(super) const MOST: usize = 12;

/// A quotation as it may be written.
pub(super) struct Way {
    /// The words that are quoted; more than are meant where some are bold.
    pub(super) whole: Range,
    /// How many words at each end of an elided quotation are quoted.
    pub(super) elided: Option<(usize, usize)>,
}

/// Makes the block quote that quotes the annotated `ranges`, or names their number where the note names one; `None` where no
/// quotation tells them from other places.
pub fn mend(text: &Text, selector: &Selector, ranges: &[Range]) -> Option<String> {
    let hull = Range { start: ranges.first()?.start, end: ranges.last()?.end };
    let Passage::Quote(lemma) = &selector.passage else {
        let named = passage::named(text, &selector.passage, hull)?;
        return named
            .number()
            .filter(|_| passage::range(text, &named) == Some(hull))
            .map(|number| format!("> {number}"));
    };
    ways(text, lemma, hull).into_iter().find_map(|way| {
        let bold = if way.whole == hull && ranges.len() == 1 { &[] } else { ranges };
        let (line, lemma) = write(text, &way, bold)?;
        fits(text, selector, &lemma, ranges).then_some(line)
    })
}

fn ways(text: &Text, lemma: &Lemma, hull: Range) -> Vec<Way> {
    let widened = |before: usize, after: usize| widened(&text.prose.reading, hull, (before, after));
    let count = |range: Range| words(range.of(&lemma.words)).count();
    let mut found = Vec::new();
    if let (Some(first), Some(last)) = (lemma.focus.first(), lemma.focus.last()) {
        let all = u32::try_from(lemma.words.len()).unwrap_or(u32::MAX);
        found.push(widened(count(Range { start: 0, end: first.start }), count(Range { start: last.end, end: all })));
    } else if let Some(tail) = Forms::new(&lemma.words).tail() {
        let head = Range { start: 0, end: tail.start };
        found.push(Way { whole: hull, elided: Some((count(head), count(tail))) });
    }
    found.push(Way { whole: hull, elided: None });
    found.extend((1..=MOST).map(|more| widened(more, more)));
    found
}

/// Quotes so many words more on either side of what is meant, as far as the block holds them.
pub(super) fn widened(reading: &str, meant: Range, (before, after): (usize, usize)) -> Way {
    let start = word_starts(reading, meant.start as usize, before).last().copied();
    let end = word_ends(reading, meant.end as usize, after).last().copied();
    let whole = Range::new(start.unwrap_or(meant.start as usize), end.unwrap_or(meant.end as usize));
    Way { whole, elided: None }
}

/// Writes a quotation: as Markdown, and as it is read.
pub(super) fn write(text: &Text, way: &Way, bold: &[Range]) -> Option<(String, Lemma)> {
    let reading = text.prose.reading.as_str();
    let Some((head, tail)) = way.elided else {
        if !can_be_bold(reading, way.whole, bold) {
            return None;
        }
        let within = |range: &Range| Range { start: range.start - way.whole.start, end: range.end - way.whole.start };
        let focus = bold.iter().map(within).collect();
        return Some((block(reading, way.whole, bold), Lemma { words: way.whole.of(reading).to_owned(), focus }));
    };
    let all: Vec<Range> = words(way.whole.of(reading)).collect();
    let (first, last) = (all.get(head.checked_sub(1)?)?, all.get(all.len().checked_sub(tail)?)?);
    let start = way.whole.start;
    let (first, last) =
        (Range { start, end: start + first.end }, Range { start: start + last.start, end: way.whole.end });
    if first.end >= last.start || first.of(reading).contains("\n\n") || last.of(reading).contains("\n\n") {
        return None;
    }
    let tail = block(reading, last, &[]);
    let line = format!("{} … {}", block(reading, first, &[]), tail.strip_prefix("> ")?);
    let words = format!("{} … {}", first.of(reading), last.of(reading));
    Some((line, Lemma { words, focus: Vec::new() }))
}

/// Tells whether a quotation stands at the place that is meant, and is sure of it, without anything that is remembered.
fn fits(text: &Text, selector: &Selector, lemma: &Lemma, ranges: &[Range]) -> bool {
    let selector = Selector { passage: Passage::Quote(lemma.clone()), ..selector.clone() };
    let mut asked = tiers::Asked::default();
    asked.ask(&selector);
    let found = tiers::run(text, asked).into_iter().next();
    matches!(found, Some(Finding::Placed(anchor)) if anchor.ranges == ranges)
}

/// Puts block quotes in the place of others in a file; all else stays as it is, and lines end as they did.
pub fn splice(source: &Source, mut edits: Vec<(std::ops::Range<usize>, String)>) -> String {
    edits.sort_by_key(|(place, _)| place.start);
    let text = source.text.as_str();
    let (mut made, mut at) = (String::with_capacity(text.len()), 0);
    for (place, words) in edits {
        made.push_str(text.get(at..place.start).unwrap_or_default());
        let old = text.get(place.clone()).unwrap_or_default();
        let rest = text.get(place.end..).unwrap_or_default();
        let ends_with_return = old.contains("\r\n") || rest.starts_with("\r\n");
        made.push_str(&if ends_with_return { words.replace('\n', "\r\n") } else { words });
        at = place.end;
    }
    made.push_str(text.get(at..).unwrap_or_default());
    made
}
