//! Runs the tiers over the lemmata of one text: each only for what the one before left, and made ready only then.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::finding::{Finding, Order, Query, Why, candidates};
use super::index::Index;
use super::normalised::Keyed;
use super::search::{self, KEPT, Needle};
use super::{exact, fuzzy, normalised};
use crate::edition::{Anchor, Constraint, Lemma, Passage, Selector, Text};
use crate::reading::Key;
use crate::source::Range;

/// From so many lemmata on the fuzzy tier shares them among threads.
const MANY: usize = 16;

/// What tells two questions apart: words, focus, paragraph, number.
type Question<'a> = (&'a str, &'a [Range], Option<u32>, Option<u32>);

/// The lemmata that are asked for, each once.
#[derive(Debug, Default)]
pub(super) struct Asked<'a> {
    lemmata: Vec<(&'a Lemma, Constraint)>,
    known: BTreeMap<Question<'a>, usize>,
}

impl<'a> Asked<'a> {
    /// Asks for what a selector quotes; returns the place of the answer, `None` where it quotes nothing.
    pub(super) fn ask(&mut self, selector: &'a Selector) -> Option<usize> {
        let Passage::Quote(lemma) = &selector.passage else { return None };
        let Constraint { paragraph, nth } = selector.constraint;
        let next = self.lemmata.len();
        let at = *self.known.entry((&lemma.words, &lemma.focus, paragraph, nth)).or_insert(next);
        if at == next {
            self.lemmata.push((lemma, selector.constraint));
        }
        Some(at)
    }
}

/// Places every lemma that is asked for, in the order of asking.
pub(super) fn run(text: &Text, asked: Asked<'_>) -> Vec<Finding> {
    let mut queries: Vec<Query<'_>> =
        asked.lemmata.into_iter().map(|(lemma, constraint)| Query::new(lemma, constraint)).collect();
    exact::place(text, &mut queries);
    let mut open = open(&mut queries);
    if !open.is_empty() {
        let key = Key::folded(&text.prose.reading);
        let keyed = Keyed { text, key: &key };
        normalised::place(keyed, &mut open);
        open.retain(|query| query.finding.is_none());
        settle_rest(keyed, open);
    }
    let nowhere = || Finding::Missing(Why::Nowhere, Vec::new());
    queries.into_iter().map(|query| query.finding.unwrap_or_else(nowhere)).collect()
}

/// Finds lemmata that stand in a text as they are, or but for typography, each in one place.
pub(super) fn strictly<'a>(text: &Text, asked: impl Iterator<Item = (&'a Lemma, Constraint)>) -> Vec<Option<Anchor>> {
    let mut queries: Vec<Query<'_>> = asked.map(|(lemma, constraint)| Query::new(lemma, constraint)).collect();
    exact::place(text, &mut queries);
    let mut open = open(&mut queries);
    if !open.is_empty() {
        let key = Key::folded(&text.prose.reading);
        normalised::place(Keyed { text, key: &key }, &mut open);
    }
    let placed = |query: Query<'_>| match query.finding {
        Some(Finding::Placed(anchor)) => Some(anchor),
        _ => None,
    };
    queries.into_iter().map(placed).collect()
}

fn open<'q, 'a>(queries: &'q mut [Query<'a>]) -> Vec<&'q mut Query<'a>> {
    queries.iter_mut().filter(|query| query.finding.is_none()).collect()
}

/// Decides what no tier could place as written: known to stand elsewhere or in disorder, or for the fuzzy tier.
fn settle_rest(keyed: Keyed<'_>, open: Vec<&mut Query<'_>>) {
    let mut left = Vec::new();
    for query in open {
        if !query.elsewhere.is_empty() {
            query.finding = Some(Finding::Missing(Why::Elsewhere, candidates(&query.elsewhere, 1.0)));
        } else if query.order != Order::Sound {
            let why = if query.order == Order::Far { Why::Far } else { Why::Disorder };
            query.finding = Some(Finding::Missing(why, Vec::new()));
        } else {
            left.push(query);
        }
    }
    if left.is_empty() {
        return;
    }
    let index = Index::new(keyed.key.text());
    let decide = |query: &mut Query<'_>| query.finding = Some(fuzzy::place(keyed, &index, query));
    if left.len() < MANY {
        for query in &mut left {
            decide(query);
        }
    } else {
        left.par_iter_mut().for_each(|query| decide(query));
    }
    look_for_focus(keyed.text, left);
}

/// Says of a lemma that is nowhere when its bold words are somewhere: then it is the words around that are wrong.
fn look_for_focus(text: &Text, left: Vec<&mut Query<'_>>) {
    let lost = |query: &Query<'_>| matches!(query.finding, Some(Finding::Missing(Why::Nowhere | Why::InsideWord, _)));
    let sought: Vec<(&mut Query<'_>, String)> = left
        .into_iter()
        .filter(|query| lost(query))
        .filter_map(|query| focused(query.lemma).map(|words| (query, words)))
        .collect();
    if sought.is_empty() {
        return;
    }
    let needles: Vec<Needle<'_>> = sought.iter().map(|(_, words)| Needle { words, keep: KEPT }).collect();
    let hits = search::search(&text.prose.reading, &needles);
    for ((query, words), hits) in sought.into_iter().zip(hits) {
        let at = |&start: &u32| Range::new(start as usize, start as usize + words.len());
        let places: Vec<Range> = hits.starts().iter().map(at).collect();
        if !places.is_empty() {
            query.finding = Some(Finding::Missing(Why::Surroundings, candidates(&places, 1.0)));
        }
    }
}

/// Returns the bold words of a lemma, with what stands between them.
fn focused(lemma: &Lemma) -> Option<String> {
    let (first, last) = (lemma.focus.first()?, lemma.focus.last()?);
    Some(Range { start: first.start, end: last.end }.of(&lemma.words).trim().to_owned())
}
