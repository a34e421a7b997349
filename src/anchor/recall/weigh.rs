//! Weighs a place where a remembered passage may stand: it is accepted when chance could not give it.
//!
//! Chance is weighed three ways: by the passage's own letters; by them with all that stood around it; and by them with what stood on
//! one side of it, for the sentence on the other may be gone. Words that were put into a passage are one change and not one a letter,
//! where the passage's own words are there. Where letters do not tell, words may, by how rare they are.

use super::laid::{Evidence, Laid};
use super::search::{Ground, Sought};
use crate::anchor::fuzzy::tolerance;
use crate::anchor::index::real;

/// So much of a side must be the same for it to tell where the passage stood.
const ALIKE: f32 = 0.7;

/// So much of the passage's letters must stand in words of it that are there.
const COVERED: f32 = 0.6;

/// The evidence against chance, in nats, of a passage's own words where its surroundings tell the place: some word that is not everywhere.
const OWN: f32 = 1.0;

/// The same where words alone tell it: those around a passage may stand where it was taken out.
const ALONE: f32 = 14.0;

/// Letters that were put into a passage count as no more than so many changes.
const INSERTED: usize = 10;

/// A place that was looked at; ends in bytes of the key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Likely {
    /// Where it begins.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    /// How well it fits with its surroundings, 0 to 1.
    pub(super) score: f32,
    /// Whether chance could not give it.
    pub(super) accepted: bool,
    /// Whether the words alone and the surroundings both say so.
    pub(super) sure: bool,
    /// Whether the words are there but for case.
    pub(super) exact: bool,
    /// How many letters of the surroundings differ.
    pub(super) around: usize,
    /// What stands between the surroundings.
    pub(super) between: (usize, usize),
}

/// A place with what differs there.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) start: usize,
    pub(super) end: usize,
    /// In the passage, before it, and after it.
    pub(super) edits: [usize; 3],
    pub(super) between: (usize, usize),
    pub(super) exact: bool,
}

/// Weighs a place: the passage alone, and with its surroundings.
pub(super) fn judge(ground: Ground<'_>, sought: &Sought, place: Place) -> Likely {
    let [own, sides @ ..] = sought.letters();
    let Place { start, end, edits: [errors, differ @ ..], between, exact } = place;
    let (around, differing) = (sides[0] + sides[1], differ[0] + differ[1]);
    let score = 1.0 - (real(errors) + 0.5 * real(differing)) / (real(own) + 0.5 * real(around));
    let near = if around == 0 { 1.0 } else { nearest(sides, differ) };
    let (whole, places) = (ground.key.text().len(), ground.bounds.1 - ground.bounds.0);
    let share = real(errors) / real(own.max(1));
    let alone = share <= tolerance(own, whole) - if near >= 0.45 { 0.0 } else { 0.2 };
    let both = is_no_chance((own, errors), (around, differing), places) && share <= most(own);
    let beside = || exact && is_beside((own, 0), (sides, differ), places);
    Likely {
        start,
        end,
        score,
        accepted: alone || both || (exact && around == 0) || beside(),
        sure: alone && both,
        exact,
        around: differing,
        between,
    }
}

/// Tells whether a passage stands where it stood between its surroundings, or on one side of them, though other words were put in:
/// its own words say that it is there, and the surroundings that it is this place.
pub(super) fn is_in_place(
    (ground, sought): (Ground<'_>, &Sought),
    laid: &Laid,
    (words, wide): (&Evidence, usize),
) -> bool {
    let [own, sides @ ..] = sought.letters();
    let [errors, differ @ ..] = laid.edits;
    let missing = errors - laid.inserted;
    let is_there = real(missing) <= most(own) * real(own) && words.covered >= COVERED && words.own >= OWN;
    let passage = (own, missing + laid.inserted.min(INSERTED));
    let places = ground.bounds.1 - ground.bounds.0;
    is_there
        && is_of_length(wide, sought)
        && (is_no_chance(passage, (sides[0] + sides[1], differ[0] + differ[1]), places)
            || is_beside(passage, (sides, differ), places))
}

/// Tells whether chance could not give the words that are there of a passage and of what stood around it.
pub(super) fn is_known_by_words(ground: Ground<'_>, sought: &Sought, words: &Evidence) -> bool {
    let places = real(ground.bounds.1 - ground.bounds.0).max(1.0);
    let is_no_chance = words.all >= places.ln() + 5.0 && words.own >= ALONE;
    is_no_chance && words.covered >= COVERED && is_of_length(words.ends.1 - words.ends.0, sought)
}

/// Tells whether a place is not so long that its words may be there by chance.
fn is_of_length(wide: usize, sought: &Sought) -> bool {
    real(wide) <= 2.6 * real(sought.own().len()) + 30.0
}

/// Returns which share of a passage of so many letters may differ where its surroundings are the same.
fn most(own: usize) -> f32 {
    match own {
        0..8 => 0.2,
        8..25 => 0.34,
        _ => 0.45,
    }
}

/// Returns how much of that side is the same of which more is.
fn nearest(sides: [usize; 2], differ: [usize; 2]) -> f32 {
    let alike = |(side, differ): (usize, usize)| if side == 0 { 0.0 } else { 1.0 - real(differ) / real(side) };
    sides.into_iter().zip(differ).map(alike).fold(0.0, f32::max)
}

/// Tells whether chance could not lay a passage with its surroundings here; each of them as its letters, and how many differ.
fn is_no_chance((own, errors): (usize, usize), (around, differ): (usize, usize), places: usize) -> bool {
    around > 0 && real(errors + differ) / real(own + around) <= tolerance(own + around, places)
}

/// Tells whether chance could not lay a passage beside one of its sides, which is much as it was.
fn is_beside(passage: (usize, usize), (sides, differ): ([usize; 2], [usize; 2]), places: usize) -> bool {
    sides.into_iter().zip(differ).any(|(side, differ)| {
        real(differ) <= (1.0 - ALIKE) * real(side) && is_no_chance(passage, (side, differ), places)
    })
}
