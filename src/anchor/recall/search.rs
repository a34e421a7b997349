//! Looks for a remembered passage that could not be carried over, with the words that stood around it.
//!
//! An exact hit in foreign surroundings does not end the search. A place is accepted when chance could not give it, weighed
//! with its surroundings; never one that fits no better than another place of the old text did (its rival).

use super::laid::{Pattern, edge};
use super::weigh::{Likely, Place, is_in_place, is_known_by_words, judge};
use crate::anchor::align::shared_words;
use crate::anchor::fuzzy::snap;
use crate::anchor::index::{Index, real};
use crate::anchor::search::{Hits, KEPT, Needle, search as find};
use crate::edition::lock::Locked;
use crate::reading::{Key, words};
use crate::source::Range;

/// By so much the best place must fit better than the next.
const MARGIN: f32 = 0.04;

/// By so much a place must fit better than the best other place of the old text did: that one fits no better now than it did then.
const GUARD: f32 = 0.02;

/// So many exact hits are looked at with their surroundings.
const LOOKED: usize = 200;

/// The longest pattern, in bytes, that is laid along the text letter by letter; longer ones are by their words.
const LONGEST: usize = 3_000;

/// A text made ready for looking.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    /// The folded key of the reading.
    pub(super) key: &'a Key<'a>,
    /// Its words.
    pub(super) index: &'a Index<'a>,
    /// Which stretch of the key is looked at.
    pub(super) bounds: (usize, usize),
    /// A stretch whose words do not lead to places.
    pub(super) without: (usize, usize),
}

impl<'a> Ground<'a> {
    /// Makes a whole text ready.
    pub(super) fn new(key: &'a Key<'a>, index: &'a Index<'a>) -> Self {
        Self { key, index, bounds: (0, key.text().len()), without: (0, 0) }
    }

    /// Finds where the own words of passages stand, for all of them in one pass.
    pub(super) fn find<'s>(self, sought: impl Iterator<Item = &'s Sought>) -> Vec<Hits> {
        let needles: Vec<Needle<'_>> = sought.map(|sought| Needle { words: sought.own(), keep: KEPT }).collect();
        find(self.key.text(), &needles)
    }
}

/// A remembered passage made ready for looking.
#[derive(Clone, Debug)]
pub(super) struct Sought {
    words: String,
    ends: (usize, usize),
    /// The passage's own words, case kept.
    cased: String,
    rival: f32,
}

impl Sought {
    /// Makes a passage ready.
    pub(super) fn new(held: &Locked) -> Self {
        let whole = format!("{}{}{}", held.before, held.exact, held.after);
        let key = Key::folded(&whole);
        let at = |bytes: usize| key.at(u32::try_from(bytes).unwrap_or(u32::MAX));
        let ends = (at(held.before.len()), at(held.before.len() + held.exact.len()));
        let own = key.text().get(ends.0..ends.1).unwrap_or_default();
        let start = ends.0 + own.len() - own.trim_start().len();
        let ends = (start, start + own.trim().len());
        let cased = Key::new(&held.exact).text().trim().to_owned();
        Self { words: key.text().to_owned(), ends, cased, rival: held.rival }
    }

    /// Makes words ready of which nothing is remembered.
    pub(super) fn of(words: &str) -> Self {
        let folded = Key::folded(words).text().trim().to_owned();
        Self { ends: (0, folded.len()), words: folded, cased: Key::new(words).text().trim().to_owned(), rival: 0.0 }
    }

    /// Returns the passage's own words, folded.
    pub(super) fn own(&self) -> &str {
        self.pattern().own()
    }

    fn pattern(&self) -> Pattern<'_> {
        Pattern { words: &self.words, ends: self.ends }
    }

    /// Tells whether its own words stand at a place to the letter, and those around it but for a few letters.
    pub(super) fn is_home(&self, likely: &Likely) -> bool {
        let around = self.around();
        likely.exact && around > 0 && likely.around * 5 <= around
    }

    /// Counts the letters of the passage, of what stood before it, and of what stood after it.
    pub(super) fn letters(&self) -> [usize; 3] {
        let pattern = self.pattern();
        let count = |words: &str| words.trim().chars().count();
        [pattern.own().chars().count(), count(pattern.before()), count(pattern.after())]
    }

    fn around(&self) -> usize {
        let [_, before, after] = self.letters();
        before + after
    }
}

/// Looks at every likely place; the best first. `hits` are where the passage's own words stand in the key as whole words.
pub(super) fn look(ground: Ground<'_>, reading: &str, sought: &Sought, hits: &[u32]) -> Vec<Likely> {
    if sought.own().is_empty() {
        return Vec::new();
    }
    let mut found = exact(ground, reading, sought, hits);
    let around = sought.around();
    let nearest = found.iter().map(|likely| likely.around).min();
    if nearest.is_none_or(|errors| around > 0 && errors * 2 > around) {
        found.extend(nearly(ground, sought));
    }
    finish(sought, found)
}

/// Returns how well the best other place fits than the one where the passage stands.
pub(super) fn rival(ground: Ground<'_>, reading: &str, (sought, own): (&Sought, Range), hits: &[u32]) -> f32 {
    let own = (ground.key.at(own.start), ground.key.at(own.end));
    // Its own place would outvote all others.
    let around = (sought.pattern().before().len(), sought.pattern().after().len());
    let without = (own.0.saturating_sub(around.0), own.1 + around.1);
    let found = every(Ground { without, ..ground }, reading, sought, hits);
    let others = found.into_iter().filter(|likely| likely.end <= own.0 || likely.start >= own.1);
    others.map(|likely| likely.score).fold(0.0, f32::max)
}

/// Looks at every place, also where the passage stands to the letter; the best first.
pub(super) fn every(ground: Ground<'_>, reading: &str, sought: &Sought, hits: &[u32]) -> Vec<Likely> {
    if sought.own().is_empty() {
        return Vec::new();
    }
    let mut found = exact(ground, reading, sought, hits);
    found.extend(nearly(ground, sought));
    finish(sought, found)
}

fn finish(sought: &Sought, mut found: Vec<Likely>) -> Vec<Likely> {
    for likely in &mut found {
        likely.accepted &= likely.score >= sought.rival + GUARD;
    }
    found.sort_by(|one, two| two.score.total_cmp(&one.score).then(one.start.cmp(&two.start)));
    found
}

fn exact(ground: Ground<'_>, reading: &str, sought: &Sought, hits: &[u32]) -> Vec<Likely> {
    let (pattern, text) = (sought.pattern(), ground.key.text());
    let len = pattern.own().len();
    let (low, high) = ground.bounds;
    let mut starts: Vec<usize> =
        hits.iter().map(|&hit| hit as usize).filter(|&at| at >= low && at + len <= high).collect();
    let same = |at: &usize| Key::new(ground.key.reading(*at, at + len).of(reading)).text() == sought.cased;
    if starts.iter().take(LOOKED).any(same) {
        starts.retain(same);
    }
    if starts.len() > LOOKED {
        // The letters right beside tell most; the rest is not worth its time.
        let beside = |at: usize| {
            let before = text.get(..at).unwrap_or_default().bytes().rev().zip(pattern.before().bytes().rev());
            let after = text.get(at + len..).unwrap_or_default().bytes().zip(pattern.after().bytes());
            before.take_while(|(a, b)| a == b).count() + after.take_while(|(a, b)| a == b).count()
        };
        starts.sort_by_cached_key(|&at| (std::cmp::Reverse(beside(at)), at));
        starts.truncate(LOOKED);
    }
    let look = |start: usize| {
        let edits = [0, before(pattern, text, start), after(pattern, text, start + len)];
        judge(ground, sought, Place { start, end: start + len, edits, between: (start, start + len), exact: true })
    };
    starts.into_iter().map(look).collect()
}

fn nearly(ground: Ground<'_>, sought: &Sought) -> Vec<Likely> {
    let (pattern, text, (low, high)) = (sought.pattern(), ground.key.text(), ground.bounds);
    let mut regions = ground.index.regions(pattern.words, ground.bounds, ground.without);
    if high - low < text.len() && high - low < 3_000 {
        regions.extend((low..high).step_by(400));
    }
    if pattern.words.len() > LONGEST {
        return regions.into_iter().filter_map(|region| long(ground, sought, region)).collect();
    }
    let (own, all) = (pattern.own().len(), pattern.words.len());
    let slack = (own / 2).clamp(40, 300);
    let look = |region: usize| -> Vec<Likely> {
        let from = text.floor_char_boundary(region.saturating_sub(slack).max(low));
        let end = |more: usize| {
            text.ceil_char_boundary((region + all + slack + (all / 4).max(24) + more).min(high)).max(from)
        };
        let (near, wide) = (end(0), end(own / 2));
        let stretch = text.get(from..near).unwrap_or_default();
        let Some(laid) = pattern.lay(stretch) else { return Vec::new() };
        let between = (from + laid.between.0, from + laid.between.1);
        let mut found = Vec::new();
        if let Some(ends) = laid.ends {
            let (start, end) = snap(text, (from + ends.0, from + ends.1), pattern.own());
            found.push(judge(ground, sought, Place { start, end, edits: laid.edits, between, exact: false }));
        }
        if found.iter().any(|likely| likely.accepted) {
            return found;
        }
        let by_words = pattern.weigh(ground.index, text.get(from..wide).unwrap_or_default());
        if let (Some(words), Some(likely)) = (&by_words, found.first_mut())
            && is_in_place((ground, sought), &laid, (words, likely.end - likely.start))
        {
            likely.accepted = true;
            return found;
        }
        if let Some(words) = by_words.filter(|words| is_known_by_words(ground, sought, words)) {
            let (start, end) = snap(text, (from + words.ends.0, from + words.ends.1), pattern.own());
            let score = 0.35 + 0.4 * words.covered * (real(own) / real((end - start).max(1)) + 0.3).min(1.0);
            let around = laid.edits[1] + laid.edits[2];
            found.push(Likely { start, end, score, accepted: true, sure: false, exact: false, around, between });
        }
        found
    };
    regions.into_iter().flat_map(look).collect()
}

/// Lays a long passage along the text by the words that are the same: letter by letter it would cost too much.
fn long(ground: Ground<'_>, sought: &Sought, region: usize) -> Option<Likely> {
    let (pattern, text, (low, high)) = (sought.pattern(), ground.key.text(), ground.bounds);
    let (own, slack) = (pattern.own(), pattern.own().len() / 2);
    let from = text.floor_char_boundary(region.saturating_sub(slack).max(low));
    let to = text.ceil_char_boundary((region + pattern.words.len() + 2 * slack).min(high)).max(from);
    let stretch = text.get(from..to)?;
    let found = shared_words(ground.index, own, stretch)?;
    let (first, last) = (found.shared.first()?, found.shared.last()?);
    let (start, end) = snap(text, (from + first.0, from + last.1), own);
    let held: usize = found.shared.iter().map(|word| word.1 - word.0).sum();
    let wide: usize = words(text.get(start..end)?).map(|word| (word.end - word.start) as usize).sum();
    let [letters, ..] = sought.letters();
    // Letters of the passage that are not there, and letters there that are not its own.
    let differing = missing(letters, found.covered) + wide.saturating_sub(held);
    let edits = [differing, before(pattern, text, start), after(pattern, text, end)];
    Some(judge(ground, sought, Place { start, end, edits, between: (start, end), exact: false }))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a count is not negative, and no greater than the count"
)]
fn missing(letters: usize, covered: f32) -> usize {
    (real(letters) * (1.0 - covered.min(1.0))).round() as usize
}

/// Counts how many letters differ before a place from those that stood before the passage.
fn before(pattern: Pattern<'_>, text: &str, start: usize) -> usize {
    let words = pattern.before();
    let from = text.floor_char_boundary(start.saturating_sub(words.len() + 10));
    edge(words.chars().rev(), text.get(from..start).unwrap_or_default().chars().rev())
}

/// Counts the same after it.
fn after(pattern: Pattern<'_>, text: &str, end: usize) -> usize {
    let words = pattern.after();
    let to = text.ceil_char_boundary((end + words.len() + 10).min(text.len()));
    edge(words.chars(), text.get(end..to).unwrap_or_default().chars())
}

/// What was decided.
#[derive(Clone, Debug)]
pub(super) enum Decision {
    /// It is there.
    There(Likely),
    /// Several places fit equally well.
    Several(Vec<Likely>),
    /// No place does; what stands between the words that stood around it, where they still stand.
    Nowhere(Option<(usize, usize)>),
}

/// Decides between places, the best first.
pub(super) fn decide(sought: &Sought, likely: &[Likely], is_free: impl Fn(&Likely) -> bool) -> Decision {
    let free: Vec<Likely> = likely.iter().filter(|likely| likely.accepted && is_free(likely)).copied().collect();
    let Some(best) = free.first() else {
        let around = sought.around();
        let nearest = likely.iter().filter(|likely| !likely.exact).min_by_key(|likely| likely.around);
        let near = nearest.filter(|likely| around > 0 && likely.around * 5 <= around * 2);
        return Decision::Nowhere(near.map(|likely| likely.between));
    };
    let apart = |other: &&Likely| other.start >= best.end || other.end <= best.start;
    let equal = free.iter().skip(1).filter(apart).filter(|other| best.score - other.score < MARGIN);
    let equal: Vec<Likely> = std::iter::once(best).chain(equal).copied().collect();
    if equal.len() > 1 { Decision::Several(equal) } else { Decision::There(*best) }
}
