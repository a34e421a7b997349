//! Gives every note its place in its text.
//!
//! In: a [`Manuscript`], whose notes name passages by their words (lemmata) or numbers. Out: [`Anchored`], whose notes stand
//! at ranges of the reading or as orphans with the reason, and a diagnostic for every doubt. For each text three tiers
//! in turn, each in one pass for all lemmata that are left: `exact`, `normalised` (with `elided`), `fuzzy`. The first
//! that decides wins. What `anchors.lock` remembers of a quotation is found by `recall` instead. What
//! earlier versions have of the notes is found by `trace`, after all else. Never guesses in silence,
//! never drops a note, never touches the text.

mod align;
mod apart;
mod differ;
mod elided;
mod exact;
mod explain;
mod finding;
mod fuzzy;
mod index;
mod lemma;
mod matching;
mod mend;
mod misquote;
mod normalised;
mod numbered;
mod passage;
mod paste;
mod quote;
mod recall;
mod relock;
mod search;
mod standing;
mod tiers;
mod trace;

pub use differ::differences;
pub use mend::{mend, splice};
pub use quote::{Quotation, quote};
pub use recall::considered;
pub use relock::{acceptable, forgotten, relock};
pub use standing::{Standing, State, remembered, stand};
pub use trace::{look_back, trace};

use std::cmp::Reverse;

use rayon::prelude::*;

use crate::diag::{Checked, Diagnostic};
use crate::edition::{Anchored, Manuscript, Note, Placement, Selector, Text};

/// Gives every note its place.
pub fn anchor(manuscript: Manuscript) -> Checked<Anchored> {
    let Manuscript { mut texts, notes, terms, pages, assets } = manuscript;
    let mut of_text: Vec<Vec<&Note<Vec<Selector>>>> = vec![Vec::new(); texts.len()];
    for note in &notes {
        if let Some(held) = of_text.get_mut(note.text.0 as usize) {
            held.push(note);
        }
    }
    let place = |(text, notes): (&Text, &Vec<&Note<Vec<Selector>>>)| place_notes(&texts, text, notes);
    let placed: Vec<(Vec<Placement>, Vec<Diagnostic>)> = match texts.len() {
        // One text is not worth a thread.
        0 | 1 => texts.iter().zip(&of_text).map(place).collect(),
        _ => texts.par_iter().zip(&of_text).map(place).collect(),
    };
    let mut diagnostics = Vec::new();
    let mut placements: Vec<_> = placed
        .into_iter()
        .map(|(placements, found)| {
            diagnostics.extend(found);
            placements.into_iter()
        })
        .collect();
    let mut next = |note: &Note<Vec<Selector>>| placements.get_mut(note.text.0 as usize).and_then(Iterator::next);
    let mut notes: Vec<Note<Placement>> = notes
        .into_iter()
        .map(|note| {
            let place = next(&note).unwrap_or(Placement::Whole);
            note.placed(|_| place)
        })
        .collect();
    order(&mut notes);
    let of_text: Vec<&[Note<Placement>]> = trace::by_text(texts.len(), &notes).collect();
    for (text, notes) in texts.iter_mut().zip(of_text).filter(|(text, _)| !text.versions.is_empty()) {
        trace(text, notes, &mut diagnostics);
    }
    Checked { value: Anchored { texts, notes, terms, pages, assets }, diagnostics }
}

/// Gives the notes on one text their places, and puts them in order; `texts` are all, for what the notes quote from others.
pub fn anchor_text(texts: &[Text], text: &Text, notes: Vec<Note<Vec<Selector>>>) -> Checked<Vec<Note<Placement>>> {
    let (placements, diagnostics) = place_notes(texts, text, &notes.iter().collect::<Vec<_>>());
    let mut notes: Vec<_> = notes.into_iter().zip(placements).map(|(note, place)| note.placed(|_| place)).collect();
    order(&mut notes);
    Checked { value: notes, diagnostics }
}

fn order(notes: &mut [Note<Placement>]) {
    notes.sort_by_cached_key(|note| (note.text, rank(&note.place), note.file, note.span, note.id.clone()));
}

/// Where a note stands among those of its text: on the whole text, then by place (the longer first), then without one.
fn rank(place: &Placement) -> (u8, u32, Reverse<u32>) {
    let class = match place {
        Placement::Whole => 0,
        Placement::Anchored(_) => 1,
        Placement::Unplaced { .. } => 2,
    };
    let first = place.ranges().min_by_key(|range| (range.start, Reverse(range.end))).unwrap_or_default();
    (class, first.start, Reverse(first.end))
}

/// Places the notes on one text; the placements are in the order of the notes.
fn place_notes(texts: &[Text], text: &Text, notes: &[&Note<Vec<Selector>>]) -> (Vec<Placement>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let placed = stand(text, notes).into_iter().map(|standings| {
        let (mut found, mut orphans) = (Vec::new(), Vec::new());
        for standing in standings {
            diagnostics.extend(standing.diagnostic);
            match standing.place {
                Ok(anchor) => found.push(anchor),
                Err(orphan) => orphans.push(orphan),
            }
        }
        match (found.is_empty(), orphans.is_empty()) {
            (true, true) => Placement::Whole,
            (_, true) => Placement::Anchored(found),
            (_, false) => Placement::Unplaced { found, orphans },
        }
    });
    let placed = placed.collect();
    misquote::check(texts, text, notes, &mut diagnostics);
    (placed, diagnostics)
}
