//! The first tier: the words to the letter, as whole words.
//!
//! All lemmata of a text are looked for in one pass over its reading; nothing else is computed.

use super::finding::{Finding, Query};
use super::search::{self, KEPT, Needle};
use crate::edition::{Anchor, Text, Verdict};
use crate::reading::has_words;
use crate::source::Range;

/// Places the lemmata that stand in the text to the letter.
pub(super) fn place(text: &Text, queries: &mut [Query<'_>]) {
    let reading = text.prose.reading.as_str();
    let needles: Vec<Needle<'_>> = queries.iter().map(|query| needle(&query.lemma.words)).collect();
    for (query, hits) in queries.iter_mut().zip(search::search(reading, &needles)) {
        let len = query.lemma.words.len();
        let ranges: Vec<Range> = hits.starts().iter().map(|&start| at(start as usize, len)).collect();
        if let Some(found) = query.settle(text, &ranges, hits.count).and_then(|found| ranges.get(found)) {
            query.finding = Some(Finding::Placed(anchor(text, query, *found)));
        }
        let lemma = query.lemma;
        query.note_focus(|place| moved(&lemma.focus, place));
    }
}

/// Words with space around them, or without a letter, have no needle: the next tier sees to them.
fn needle(words: &str) -> Needle<'_> {
    let plain = words.trim().len() == words.len() && has_words(words);
    Needle { words: if plain { words } else { "" }, keep: KEPT }
}

fn at(start: usize, len: usize) -> Range {
    Range::new(start, start + len)
}

fn anchor(text: &Text, query: &Query<'_>, found: Range) -> Anchor {
    let focus = &query.lemma.focus;
    let ranges = if focus.is_empty() { vec![found] } else { moved(focus, found) };
    let verdict = if text.prose.is_verbatim(found) { Verdict::Exact } else { Verdict::Normalised };
    Anchor { ranges, verdict, confidence: 1.0 }
}

/// Returns where the bold words of a lemma stand in a hit of it.
fn moved(focus: &[Range], found: Range) -> Vec<Range> {
    focus.iter().map(|range| Range { start: found.start + range.start, end: found.start + range.end }).collect()
}
