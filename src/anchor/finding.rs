//! What is asked for one lemma, and what came of it.

use super::lemma::Forms;
use super::passage;
use crate::edition::{Anchor, Candidate, Constraint, Lemma, Text};
use crate::source::Range;

/// So many places are kept with a lemma that has none of its own.
const KEPT: usize = 20;

/// Up to so many places a way to tell them apart is looked for.
const COMPARED: usize = 200;

/// A lemma to place, with what the tiers learnt on the way.
#[derive(Debug)]
pub(super) struct Query<'a> {
    /// The lemma.
    pub(super) lemma: &'a Lemma,
    /// What the author said to tell equal passages apart.
    pub(super) constraint: Constraint,
    /// Its forms, once a tier needed them.
    pub(super) forms: Option<Forms<'a>>,
    /// What came of it, once a tier decided.
    pub(super) finding: Option<Finding>,
    /// Where it stands outside the paragraph that it is asked for in.
    pub(super) elsewhere: Vec<Range>,
    /// Where it stands as a part of longer words, widened to whole ones.
    pub(super) inside: Option<Range>,
    /// Whether the parts of an elided lemma stand in the text, but not one after the other.
    pub(super) order: Order,
}

/// Whether the parts of an elided lemma follow each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Order {
    /// Nothing is known against it.
    #[default]
    Sound,
    /// All parts are there, but not in this order.
    Broken,
    /// They are there in this order, but too far apart to be one passage.
    Far,
}

/// What came of looking for a lemma.
#[derive(Clone, Debug)]
pub(super) enum Finding {
    /// It stands there, but for typography.
    Placed(Anchor),
    /// Something much like it stands there: the anchor, and the whole passage.
    Nearly(Anchor, Range),
    /// It stands in several places.
    Several(Rivals),
    /// It has no place.
    Missing(Why, Vec<Candidate>),
}

/// Places that fit equally well.
#[derive(Clone, Debug)]
pub(super) struct Rivals {
    /// The first of them.
    pub(super) candidates: Vec<Candidate>,
    /// How many there are.
    pub(super) count: usize,
    /// From which a longer quote must differ: all of them, or all places of the first part of an elided lemma.
    /// None where they are too many, or not the very words.
    pub(super) apart: Vec<Range>,
    /// For each of the candidates where the bold words of the lemma stand there; none where it has none.
    pub(super) focus: Vec<Vec<Range>>,
    /// For each of the candidates of an elided lemma where its second part begins; else none.
    pub(super) second: Vec<u32>,
}

/// Why a lemma has no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// It has no words: the parser said so, or it is punctuation only.
    Wordless,
    /// Nothing is near enough.
    Nowhere,
    /// It stands only inside longer words.
    InsideWord,
    /// The parts of an elided lemma do not follow each other.
    Disorder,
    /// They do, but too far apart to be one passage.
    Far,
    /// The bold words stand in the text, but not among these words.
    Surroundings,
    /// It stands in the text, but not in the paragraph.
    Elsewhere,
    /// It has fewer matches than its number asks for; how many.
    TooFew(usize),
}

impl<'a> Query<'a> {
    /// Asks for a lemma.
    pub(super) fn new(lemma: &'a Lemma, constraint: Constraint) -> Self {
        let (elsewhere, inside, order) = (Vec::new(), None, Order::Sound);
        Self { lemma, constraint, forms: None, finding: None, elsewhere, inside, order }
    }

    /// Takes the hits of a tier, in order, and how many there are with those not kept. Returns the place of the one that is
    /// meant; notes it where there are several or too few; where there is none in the paragraph, the next tier goes on.
    pub(super) fn settle(&mut self, text: &Text, hits: &[Range], count: usize) -> Option<usize> {
        let allowed = self.allowed(text, hits);
        let some = hits.get(allowed.clone()).unwrap_or_default();
        let Some(first) = some.first() else {
            if self.elsewhere.is_empty() {
                self.elsewhere.extend(hits.iter().take(KEPT));
            }
            return None;
        };
        if let Some(nth) = self.constraint.nth {
            let wanted = (nth as usize).checked_sub(1).filter(|at| *at < some.len());
            if wanted.is_none() {
                self.finding = Some(Finding::Missing(Why::TooFew(some.len()), candidates(some, 1.0)));
            }
            return wanted.map(|at| allowed.start + at);
        }
        if some.len() == 1 {
            debug_assert!(!first.is_empty());
            return Some(allowed.start);
        }
        let apart = if count > COMPARED { Vec::new() } else { hits.to_vec() };
        let count = if some.len() == hits.len() { count } else { some.len() };
        let (candidates, focus, second) = (candidates(some, 1.0), Vec::new(), Vec::new());
        self.finding = Some(Finding::Several(Rivals { candidates, count, apart, focus, second }));
        None
    }

    /// Notes where the bold words stand in each of several places, if it has any.
    pub(super) fn note_focus(&mut self, find: impl Fn(Range) -> Vec<Range>) {
        if let (false, Some(Finding::Several(rivals))) = (self.lemma.focus.is_empty(), &mut self.finding) {
            rivals.focus = rivals.candidates.iter().map(|candidate| find(candidate.range)).collect();
        }
    }

    /// Returns which of the hits stand where the author allows.
    pub(super) fn allowed(&self, text: &Text, hits: &[Range]) -> std::ops::Range<usize> {
        let Some(number) = self.constraint.paragraph else { return 0..hits.len() };
        let Some(within) = passage::paragraphs(text, number, number) else { return 0..0 };
        let start = hits.partition_point(|hit| hit.start < within.start);
        start..hits.partition_point(|hit| hit.start < within.end).max(start)
    }
}

/// Makes candidates of the first of some places.
pub(super) fn candidates(ranges: &[Range], confidence: f32) -> Vec<Candidate> {
    ranges.iter().take(KEPT).map(|&range| Candidate { range, confidence }).collect()
}

/// Keeps places from which a longer quote can be told apart in reasonable time: none where they are many.
pub(super) fn comparable(ranges: impl ExactSizeIterator<Item = Range>) -> Vec<Range> {
    if ranges.len() > COMPARED { Vec::new() } else { ranges.collect() }
}
