//! What earlier versions of a text have of the notes on it.
//!
//! In: a text with its versions, and the notes in their places. Out: for each version and note its trace. What a note is about in
//! the present text is followed back through what stayed the same; what that does not find, and what is not in the present text,
//! is looked for by its words: to the letter, or but for typography, never by likeness. What a version does not
//! have is left out in silence.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::standing::{Standing, State};
use super::{passage, tiers};
use crate::diag::{Code, Diagnostic};
use crate::edition::{
    Constraint, Fit, Lemma, Note, OrphanReason, Passage, Placement, Selector, Stretch, Text, Trace, Version,
};
use crate::reading::{Image, Redline, Words, words};
use crate::source::{Range, narrow};

/// Fewer words of the present text are not looked for elsewhere in a version: they might stand anywhere.
const FEWEST: usize = 4;

/// Up to so many words are followed to what other words stood for them.
const REPLACED: usize = 8;

/// Finds what the earlier versions of a text have of the notes on it, which come in their order. That a passage is not in the
/// present text is no error where an earlier version has it.
pub fn trace(text: &mut Text, notes: &[Note<Placement>], diagnostics: &mut [Diagnostic]) {
    let mut versions = std::mem::take(&mut text.versions);
    versions.par_iter_mut().for_each(|version| version.traces = Past::new(text, version).traces(notes));
    text.versions = versions;
    if text.versions.is_empty() {
        return;
    }
    for (note, at) in notes.iter().zip(0..) {
        let Placement::Unplaced { orphans, .. } = &note.place else { continue };
        let last = text.history(at).last.and_then(|last| text.versions.get(last as usize));
        let Some(version) = last else { continue };
        for orphan in orphans.iter().filter(|orphan| orphan.reason == OrphanReason::NotFound) {
            let found =
                diagnostics.iter_mut().find(|held| held.primary.span == orphan.selector.span && held.is_error());
            if let Some(diagnostic) = found {
                *diagnostic = earlier(&orphan.selector, version);
            }
        }
    }
}

/// Tells of quotations that are gone which of them an earlier version has, as `trace` does for their notes.
pub fn look_back(text: &Text, notes: &[&Note<Vec<Selector>>], standings: &mut [Vec<Standing>]) {
    for (note, standings) in notes.iter().zip(standings) {
        for (selector, standing) in note.place.iter().zip(standings).filter(|(_, held)| held.state == State::Gone) {
            let has = |version: &&Version| match &selector.passage {
                Passage::Quote(lemma) => {
                    let found = tiers::strictly(&version.text, std::iter::once((lemma, selector.constraint)));
                    found.into_iter().any(|anchor| anchor.is_some())
                }
                _ => passage::locate(&version.text, selector).is_some_and(|located| located.is_ok()),
            };
            if let Some(version) = text.versions.iter().rev().find(has) {
                standing.state = State::Earlier;
                standing.diagnostic = Some(earlier(selector, version));
            }
        }
    }
}

/// Says that a passage stands in an earlier version alone.
fn earlier(selector: &Selector, version: &Version) -> Diagnostic {
    let message = format!("this passage stands in the earlier version `{}`, and not in the text", version.slug);
    Diagnostic::new(Code::QuoteEarlier, selector.span, message).help(
        "if the note is about that version, leave it: it is shown there; if not, quote words that the text has now",
    )
}

/// A version, compared with the present text.
struct Past<'a> {
    present: &'a Text,
    version: &'a Text,
    newer: Vec<Stretch>,
    older: Vec<Stretch>,
    redline: Redline,
    /// Changed blocks that passages stand in, by the newer block.
    compared: BTreeMap<usize, Words<'a>>,
}

/// Something that a note is about.
enum Sought<'a> {
    /// It has a place in the present text.
    Placed(Range),
    /// It has none.
    Lost(&'a Selector),
}

/// What a version has of it.
struct Found {
    ranges: Vec<Range>,
    same: bool,
}

impl<'a> Past<'a> {
    fn new(present: &'a Text, version: &'a Version) -> Self {
        let version = &version.text;
        let (older, newer) = (version.prose.stretches(), present.prose.stretches());
        let words = |text: &'a Text, all: &[Stretch]| {
            all.iter().map(|stretch| stretch.range.of(&text.prose.reading)).collect::<Vec<_>>()
        };
        let redline = Redline::new(&words(version, &older), &words(present, &newer));
        Self { present, version, newer, older, redline, compared: BTreeMap::new() }
    }

    fn traces(mut self, notes: &[Note<Placement>]) -> Vec<Trace> {
        let sought: Vec<Vec<Sought<'_>>> = notes.iter().map(sought).collect();
        let mut found: Vec<Vec<Option<Found>>> =
            sought.iter().map(|all| all.iter().map(|sought| self.follow(sought)).collect()).collect();
        self.search(&sought, &mut found);
        let trace = |(found, note): (Vec<Option<Found>>, u32)| {
            let whole = found.iter().all(|found| found.as_ref().is_some_and(|found| found.same));
            let mut ranges: Vec<Range> = found.into_iter().flatten().flat_map(|found| found.ranges).collect();
            ranges.sort_unstable();
            let fit = if whole { Fit::Same } else { Fit::Other };
            (!ranges.is_empty()).then_some(Trace { note, fit, ranges })
        };
        found.into_iter().zip(0..).filter_map(trace).collect()
    }

    /// Follows a passage back through what stayed the same.
    fn follow(&mut self, sought: &Sought<'_>) -> Option<Found> {
        let range = match sought {
            Sought::Placed(range) => *range,
            Sought::Lost(selector) => {
                let anchor = passage::locate(self.version, selector)?.ok()?;
                return Some(Found { ranges: anchor.ranges, same: true });
            }
        };
        let first = self.newer.partition_point(|stretch| stretch.range.end <= range.start);
        let last = self.newer.partition_point(|stretch| stretch.range.start < range.end);
        let mut found = Found { ranges: Vec::new(), same: true };
        let mut kept = 0;
        for at in first..last {
            let Some(image) = self.image(at, range) else {
                found.same = false;
                continue;
            };
            found.same &= image.1.same;
            kept += image.1.kept;
            found.ranges.push(image.0);
        }
        let now = range.of(&self.present.prose.reading);
        let then: usize = found.ranges.iter().map(|range| letters(range.of(&self.version.prose.reading))).sum();
        let replaced = kept == 0 && words(now).count() <= REPLACED && then <= 3 * letters(now) + 20;
        let enough = found.same || kept * 3 >= letters(now) || replaced;
        (enough && !found.ranges.is_empty()).then_some(found)
    }

    /// Returns where the part of a passage that stands in a newer block stood in the version.
    fn image(&mut self, at: usize, range: Range) -> Option<(Range, Image)> {
        let (new, old) = (self.newer.get(at)?.range, self.older.get(self.redline.origin(at)?)?.range);
        let (ours, theirs) = (old.of(&self.version.prose.reading), new.of(&self.present.prose.reading));
        let (start, end) = (range.start.max(new.start) - new.start, range.end.min(new.end) - new.start);
        let part = Range { start, end };
        let image = if ours == theirs {
            Image { old: part, kept: letters(part.of(theirs)), same: true }
        } else {
            self.compared.entry(at).or_insert_with(|| Words::new(ours, theirs)).image(part)?
        };
        Some((Range { start: old.start + image.old.start, end: old.start + image.old.end }, image))
    }

    /// Looks for what was not found by the words themselves.
    fn search(&self, sought: &[Vec<Sought<'_>>], found: &mut [Vec<Option<Found>>]) {
        let mut lemmata: Vec<Lemma> = Vec::new();
        let mut places: Vec<(usize, usize, Constraint)> = Vec::new();
        for (note, (sought, found)) in sought.iter().zip(found.iter()).enumerate() {
            for (at, (sought, _)) in sought.iter().zip(found).enumerate().filter(|(_, (_, found))| found.is_none()) {
                let asked = match sought {
                    Sought::Placed(range) => {
                        let words = range.of(&self.present.prose.reading).to_owned();
                        (Lemma { words, focus: Vec::new() }, Constraint::default())
                    }
                    Sought::Lost(Selector { passage: Passage::Quote(lemma), constraint, .. }) => {
                        (lemma.clone(), *constraint)
                    }
                    Sought::Lost(_) => continue,
                };
                let lost = matches!(sought, Sought::Lost(_));
                if lost || words(&asked.0.words).nth(FEWEST - 1).is_some() {
                    lemmata.push(asked.0);
                    places.push((note, at, asked.1));
                }
            }
        }
        let asked = lemmata.iter().zip(&places).map(|(lemma, (.., constraint))| (lemma, *constraint));
        for (anchor, (note, at, _)) in tiers::strictly(self.version, asked).into_iter().zip(&places) {
            if let (Some(anchor), Some(slot)) = (anchor, found.get_mut(*note).and_then(|found| found.get_mut(*at))) {
                *slot = Some(Found { ranges: anchor.ranges, same: true });
            }
        }
    }
}

/// Lists what a note is about: passages with a place, then those without.
fn sought(note: &Note<Placement>) -> Vec<Sought<'_>> {
    let (anchors, orphans) = match &note.place {
        Placement::Whole => return Vec::new(),
        Placement::Anchored(anchors) => (anchors, &[][..]),
        Placement::Unplaced { found, orphans } => (found, orphans.as_slice()),
    };
    let placed = anchors.iter().flat_map(|anchor| &anchor.ranges).map(|range| Sought::Placed(*range));
    placed.chain(orphans.iter().map(|orphan| Sought::Lost(&orphan.selector))).collect()
}

fn letters(words: &str) -> usize {
    words.chars().filter(|letter| letter.is_alphanumeric()).count()
}

/// Returns the notes on each text, which stand together in the order of the texts.
pub(super) fn by_text(texts: usize, notes: &[Note<Placement>]) -> impl Iterator<Item = &[Note<Placement>]> {
    (0..narrow(texts)).map(|text| {
        let start = notes.partition_point(|note| note.text.0 < text);
        notes.get(start..notes.partition_point(|note| note.text.0 <= text)).unwrap_or_default()
    })
}
