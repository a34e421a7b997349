//! Which notes cover which words, and where their references stand.
//!
//! In: notes and a reading. Out: while a sweep moves forward, the set of notes that cover the words under it, and the
//! references that are due. A start and an end cost O(log n) each, however many notes cover one word.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use crate::edition::{Anchor, Edition, NoteId, Place, Placement, Trace, Verdict};
use crate::source::Range;

/// The notes that cover the words at hand.
#[derive(Default)]
pub(super) struct Covers {
    /// Starts with their note's number, sorted.
    starts: Vec<(u32, u32)>,
    /// Ends with their note's number, sorted.
    ends: Vec<(u32, u32)>,
    next_start: usize,
    next_end: usize,
    active: BTreeSet<u32>,
    pending: BinaryHeap<Reverse<Mark>>,
}

/// A reference that will stand in the text; they stand in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mark {
    /// Where, in the reading.
    pub(super) at: u32,
    /// Where its passage begins.
    start: u32,
    /// The number that it shows.
    pub(super) number: u32,
    /// Its note.
    pub(super) note: NoteId,
    /// Which passage of its note it stands at, from 1 as the note quotes them; 0 for the one that the note itself
    /// stands beside.
    pub(super) passage: u32,
}

impl Covers {
    /// Takes the passages of notes, as they stand in a place: in a text, or in an earlier version of it.
    pub(super) fn new(edition: &Edition, place: Place, notes: &[NoteId]) -> Self {
        let reading = edition.prose(place).reading.as_str();
        let mut covers = Self::default();
        for &id in notes {
            let Some(note) = edition.notes.get(id.0 as usize) else { continue };
            let first = edition.notes_of.get(note.text.0 as usize).map_or(0, |stretch| stretch.start);
            let own = id.0.saturating_sub(first);
            let earlier;
            let anchors = match (place, &note.place) {
                (Place::Version(text, version), _) => {
                    let text = edition.texts.get(text.0 as usize);
                    earlier = text.and_then(|text| text.trace(version, own)).map(traced);
                    earlier.as_slice()
                }
                (_, Placement::Anchored(anchors)) => anchors.as_slice(),
                (_, Placement::Whole | Placement::Unplaced { .. }) => &[],
            };
            covers.take(reading, anchors, (id, own + 1));
        }
        covers.starts.sort_unstable();
        covers.ends.sort_unstable();
        covers
    }

    fn take(&mut self, reading: &str, anchors: &[Anchor], (note, number): (NoteId, u32)) {
        let mut ranges: Vec<Range> = Vec::with_capacity(1);
        for anchor in anchors {
            ranges.extend(anchor.ranges.iter().map(|&range| range.trimmed(reading)).filter(|range| !range.is_empty()));
        }
        let beside = crate::edition::beside(anchors);
        for (at, (anchor, passage)) in anchors.iter().zip(1..).enumerate() {
            let ends = anchor.ranges.iter().map(|&range| range.trimmed(reading).end).max();
            let starts = anchor.ranges.iter().map(|range| range.start).min();
            if let (Some(end), Some(start)) = (ends, starts) {
                let passage = if beside == Some(at) { 0 } else { passage };
                let mark = Mark { at: after_punctuation(reading, end), start, number, note, passage };
                self.pending.push(Reverse(mark));
            }
        }
        ranges.sort_unstable();
        for range in merged(&ranges) {
            self.starts.push((range.start, number));
            self.ends.push((range.end, number));
        }
    }

    /// Moves on to an offset; tells whether other notes cover the words that follow.
    pub(super) fn advance(&mut self, at: u32) -> bool {
        let mut changed = false;
        while self.next_change() <= at {
            let end = self.ends.get(self.next_end).copied();
            let start = self.starts.get(self.next_start).copied();
            match (start, end) {
                (Some((start, number)), end) if end.is_none_or(|end| start < end.0) => {
                    changed |= self.active.insert(number);
                    self.next_start += 1;
                }
                (_, Some((_, number))) => {
                    changed |= self.active.remove(&number);
                    self.next_end += 1;
                }
                (_, None) => break,
            }
        }
        changed
    }

    /// Returns the numbers of the notes that cover the words at hand, in order.
    pub(super) fn numbers(&self) -> &BTreeSet<u32> {
        &self.active
    }

    /// Returns the next offset at which other notes cover the words.
    pub(super) fn next_change(&self) -> u32 {
        let start = self.starts.get(self.next_start).map_or(u32::MAX, |next| next.0);
        let end = self.ends.get(self.next_end).map_or(u32::MAX, |next| next.0);
        start.min(end)
    }

    /// Returns where the next reference stands.
    pub(super) fn next_mark(&self) -> u32 {
        self.pending.peek().map_or(u32::MAX, |next| next.0.at)
    }

    /// Takes the next reference if it stands at an offset, or before it.
    pub(super) fn due(&mut self, at: u32) -> Option<Mark> {
        if self.next_mark() <= at { self.pending.pop().map(|next| next.0) } else { None }
    }

    /// Puts a reference back, to stand later.
    pub(super) fn postpone(&mut self, mark: Mark, until: u32) {
        self.pending.push(Reverse(Mark { at: until, ..mark }));
    }

    /// Drops what stands before an offset: the sweep begins there.
    pub(super) fn skip(&mut self, at: u32) {
        self.advance(at);
        while self.pending.peek().is_some_and(|next| next.0.at < at) {
            self.pending.pop();
        }
    }
}

/// What an earlier version has of a note, as one passage.
fn traced(trace: &Trace) -> Anchor {
    Anchor { ranges: trace.ranges.clone(), verdict: Verdict::Normalised, confidence: 1.0 }
}

/// Returns the offset after the word and the closing punctuation that an offset stands in or before.
pub(super) fn after_punctuation(reading: &str, at: u32) -> u32 {
    let mut at = at as usize;
    let mut before = reading.get(..at).and_then(|words| words.chars().next_back());
    let mut went_on = false;
    for letter in reading.get(at..).unwrap_or_default().chars() {
        let closing = matches!(letter, '.' | ',' | ';' | ':' | '!' | '?' | '”' | '’' | ')' | '"' | '\'');
        let inside = is_word(letter) && (went_on || before.is_some_and(is_word));
        if !closing && !inside {
            break;
        }
        went_on = closing;
        before = Some(letter);
        at += letter.len_utf8();
    }
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Letters and digits of scripts that put spaces between words: in others a reference may stand after any letter.
fn is_word(letter: char) -> bool {
    let spaceless = matches!(letter, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
        || (letter >= '\u{2e80}' && !matches!(letter, '\u{ac00}'..='\u{d7af}'));
    letter.is_alphanumeric() && !spaceless
}

/// Joins ranges that overlap or touch; they come sorted.
fn merged(ranges: &[Range]) -> impl Iterator<Item = Range> {
    let mut rest = ranges.iter().copied().peekable();
    std::iter::from_fn(move || {
        let mut whole = rest.next()?;
        while let Some(next) = rest.next_if(|next| next.start <= whole.end) {
            whole.end = whole.end.max(next.end);
        }
        Some(whole)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_stand_after_the_word_and_its_punctuation() {
        let after = |words: &str, at| after_punctuation(words, at);
        assert_eq!(after("territory. Our", 9), 10);
        assert_eq!(after("(“all.”) And", 5), 10 + 2);
        assert_eq!(after("battlegroups now", 6), 12);
        assert_eq!(after("1,310 words", 1), 5);
        assert_eq!(after("Russia's war", 6), 8);
        assert_eq!(after("the Allies' plans", 10), 11);
        assert_eq!(after("word—word", 4), 4);
        assert_eq!(after("水は緑", 3), 3);
    }

    #[test]
    fn passages_of_one_note_that_touch_are_one() {
        let ranges = [Range::new(0, 4), Range::new(4, 6), Range::new(8, 9)];
        assert_eq!(merged(&ranges).collect::<Vec<_>>(), [Range::new(0, 6), Range::new(8, 9)]);
    }
}
