//! The second tier: the words but for typography, case, and what an editor adds or leaves out.
//!
//! One pass over the text's case-folded key finds every form and every part of all lemmata that are left. For each
//! lemma its forms are tried in order; hits with its very case beat the others; an elided lemma comes last.

use std::cell::LazyCell;

use super::elided;
use super::finding::{Finding, Query};
use super::lemma::{Form, Forms, Placed};
use super::search::{self, Hits, KEPT, KEPT_PARTS, Needle};
use crate::edition::{Anchor, Text, Verdict};
use crate::reading::{Key, widen};
use crate::source::Range;

/// A text with its case-folded key.
#[derive(Clone, Copy)]
pub(super) struct Keyed<'a> {
    /// The text.
    pub(super) text: &'a Text,
    /// The key of its reading.
    pub(super) key: &'a Key<'a>,
}

/// Places the lemmata that no tier has decided yet and that stand in the text but for typography.
pub(super) fn place(keyed: Keyed<'_>, queries: &mut [&mut Query<'_>]) {
    let forms: Vec<Forms<'_>> = queries.iter().map(|query| Forms::new(&query.lemma.words)).collect();
    let needle = |form, keep| Needle { words: Form::folded(form), keep };
    let needles: Vec<Needle<'_>> = forms
        .iter()
        .flat_map(|forms| {
            let whole = forms.whole.iter().map(|form| needle(form, KEPT));
            whole.chain(forms.parts.iter().map(|form| needle(form, KEPT_PARTS)))
        })
        .collect();
    let hits = search::search(keyed.key.text(), &needles);
    // Listed once for all, where a lemma asks for them.
    let borders = LazyCell::new(|| elided::Borders::new(keyed.text));
    let mut rest = hits.as_slice();
    for (query, forms) in queries.iter_mut().zip(&forms) {
        let (whole, others) = rest.split_at(forms.whole.len());
        let (parts, others) = others.split_at(forms.parts.len());
        rest = others;
        place_whole(keyed, query, (forms, whole));
        if query.finding.is_none() && parts.len() > 1 {
            elided::place((keyed, &borders), query, (forms, parts));
        }
    }
    for (query, forms) in queries.iter_mut().zip(forms) {
        query.forms = Some(forms);
    }
}

fn place_whole(keyed: Keyed<'_>, query: &mut Query<'_>, (forms, hits): (&Forms<'_>, &[Hits])) {
    for (form, hits) in forms.whole.iter().zip(hits) {
        let end = |start: u32| start as usize + form.folded().len();
        let ranges: Vec<(Range, u32)> =
            hits.starts().iter().map(|&start| (keyed.key.reading(start as usize, end(start)), start)).collect();
        let alike: Vec<(Range, u32)> =
            ranges.iter().copied().filter(|(range, _)| keyed.is_cased(form, *range)).collect();
        let (kept, count) = if alike.is_empty() { (ranges, hits.count) } else { (alike, 0) };
        let places: Vec<Range> = kept.iter().map(|(range, _)| *range).collect();
        let found = query.settle(keyed.text, &places, count.max(places.len()));
        if let Some(&(range, start)) = found.and_then(|found| kept.get(found)) {
            let anchor = keyed.anchor(query, range, (forms, &[(form, start as usize)]));
            query.finding = Some(Finding::Placed(anchor));
        }
        let lemma = query.lemma;
        query.note_focus(|place| {
            let start = kept.iter().find(|(range, _)| *range == place).map_or(0, |(_, start)| *start as usize);
            keyed.ranges(&forms.focus(&lemma.focus, &[(form, start)]))
        });
        if query.finding.is_some() {
            return;
        }
        if let (None, Some(inside)) = (query.inside, hits.inside) {
            let range = keyed.key.reading(inside as usize, end(inside));
            query.inside = Some(widen(&keyed.text.prose.reading, range));
        }
    }
}

impl Keyed<'_> {
    /// Tells whether a place has the very case of a form.
    pub(super) fn is_cased(self, form: &Form, range: Range) -> bool {
        Key::new(range.of(&self.text.prose.reading)).text() == form.cased()
    }

    /// Returns where stretches of the key stand in the reading.
    pub(super) fn ranges(self, stretches: &[(usize, usize)]) -> Vec<Range> {
        stretches.iter().map(|&(start, end)| self.key.reading(start, end)).collect()
    }

    /// Makes the anchor of a hit: the whole of it, or its focus.
    pub(super) fn anchor(
        self,
        query: &Query<'_>,
        whole: Range,
        (forms, placed): (&Forms<'_>, &[Placed<'_>]),
    ) -> Anchor {
        let mut ranges = self.ranges(&forms.focus(&query.lemma.focus, placed));
        if ranges.is_empty() {
            ranges.push(whole);
        }
        Anchor { ranges, verdict: Verdict::Normalised, confidence: 1.0 }
    }
}
