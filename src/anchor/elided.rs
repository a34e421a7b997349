//! A lemma with words left out: its parts, one after the other, as near together as they stand.
//!
//! A window runs from a hit of the first part to one of the last with the others between, and holds no smaller window.
//! Of several the one that crosses the fewest blocks, then the fewest sentences, is meant; two such are ambiguous. So is one whose
//! first part stands before it once more, or its last part behind it, and no more is crossed from there: either may be meant.

use super::finding::{Finding, Order, Query, comparable};
use super::lemma::{Form, Forms, Placed};
use super::normalised::Keyed;
use super::search::Hits;
use crate::edition::Text;
use crate::source::Range;

/// The widest window, in letters: parts farther apart are not one passage.
pub(super) const WIDEST: usize = 6_000;

/// A part of the lemma and where it stands in the key.
struct Part<'a> {
    form: &'a Form,
    starts: &'a [u32],
}

/// Places a lemma by its parts, of which it has two at least.
pub(super) fn place(
    (keyed, borders): (Keyed<'_>, &Borders),
    query: &mut Query<'_>,
    (forms, hits): (&Forms<'_>, &[Hits]),
) {
    let part = |(form, hits)| Part { form, starts: Hits::starts(hits) };
    let parts: Vec<Part<'_>> = forms.parts.iter().zip(hits).map(part).collect();
    if parts.iter().any(|part| part.starts.is_empty()) {
        return;
    }
    let cased = |part: &Part<'_>, start: u32| keyed.is_cased(part.form, part.range(keyed, start));
    let widest = widest(&parts);
    let mut found = windows(&parts, widest, cased);
    let is_cased = !found.is_empty();
    if !is_cased {
        found = windows(&parts, widest, |_, _| true);
    }
    if found.is_empty() {
        let follow = !windows(&parts, usize::MAX, |_, _| true).is_empty();
        query.order = if follow { Order::Far } else { Order::Broken };
        return;
    }
    let mut ranges: Vec<(Range, Vec<u32>)> =
        found.into_iter().map(|starts| (range(keyed, forms, (&parts, &starts)), starts)).collect();
    nearest(keyed.text, query, (borders, &mut ranges));
    if let [(held, starts)] = ranges.as_slice() {
        let fits = |(part, start): (&Part<'_>, &u32)| !is_cased || cased(part, *start);
        let alike = |(range, _): &(Range, Vec<u32>)| borders.crossed(*range) == borders.crossed(*held);
        let all = longer(&parts, starts, widest).into_iter().filter(|starts| parts.iter().zip(starts).all(fits));
        let placed = all.map(|starts| (range(keyed, forms, (&parts, &starts)), starts));
        let more: Vec<(Range, Vec<u32>)> = placed.filter(alike).collect();
        ranges.extend(more);
        ranges.sort_unstable();
    }
    let places: Vec<Range> = ranges.iter().map(|(range, _)| *range).collect();
    let lemma = query.lemma;
    let chosen = query.settle(keyed.text, &places, places.len());
    let stand = |starts: &[u32]| -> Vec<Placed<'_>> {
        parts.iter().zip(starts).map(|(part, &start)| (part.form, start as usize)).collect()
    };
    if let Some((range, starts)) = chosen.and_then(|chosen| ranges.get(chosen)) {
        let mut anchor = keyed.anchor(query, *range, (forms, &stand(starts)));
        if let Some(last) = anchor.ranges.last_mut().filter(|_| forms.is_stop_bold(&lemma.focus)) {
            last.end = range.end;
        }
        query.finding = Some(Finding::Placed(anchor));
    }
    let starts_of =
        |place: Range| ranges.iter().find(|(range, _)| *range == place).map(|(_, starts)| starts.as_slice());
    query.note_focus(|place| {
        let starts = starts_of(place).unwrap_or_default();
        keyed.ranges(&forms.focus(&lemma.focus, &stand(starts)))
    });
    if let (Some(Finding::Several(rivals)), Some(head)) = (&mut query.finding, parts.first()) {
        rivals.apart = comparable(head.starts.iter().map(|&start| head.range(keyed, start)));
        let second = |starts: &[u32]| Some(parts.get(1)?.range(keyed, *starts.get(1)?).start);
        rivals.second = rivals
            .candidates
            .iter()
            .map(|candidate| starts_of(candidate.range).and_then(second).unwrap_or_default())
            .collect();
    }
}

/// Returns how many bytes the widest window has, for letters of as many bytes as those of the lemma.
fn widest(parts: &[Part<'_>]) -> usize {
    let bytes: usize = parts.iter().map(Part::len).sum();
    let letters: usize = parts.iter().map(|part| part.form.folded().chars().count()).sum();
    WIDEST * bytes / letters.max(1)
}

impl Part<'_> {
    fn len(&self) -> usize {
        self.form.folded().len()
    }

    fn range(&self, keyed: Keyed<'_>, start: u32) -> Range {
        keyed.key.reading(start as usize, start as usize + self.len())
    }

    /// Returns the last hit that fits, ends before `end` and does not begin before `from`.
    fn before(&self, end: usize, from: usize, fits: impl Fn(u32) -> bool) -> Option<u32> {
        let until = self.starts.partition_point(|&start| start as usize + self.len() <= end);
        let near = self.starts.get(..until)?.iter().rev().take_while(|start| **start as usize >= from);
        near.copied().find(|&start| fits(start))
    }

    /// Returns the first hit that fits, begins after `start` and does not end after `to`.
    fn after(&self, start: usize, to: usize, fits: impl Fn(u32) -> bool) -> Option<u32> {
        let since = self.starts.partition_point(|&held| (held as usize) < start);
        let near = self.starts.get(since..)?.iter().take_while(|held| **held as usize + self.len() <= to);
        near.copied().find(|&held| fits(held))
    }
}

/// Finds the windows, in order: for each where its parts start. Goes out from the rarest part.
fn windows(parts: &[Part<'_>], widest: usize, fits: impl Fn(&Part<'_>, u32) -> bool) -> Vec<Vec<u32>> {
    let Some(rarest) = (0..parts.len()).min_by_key(|&at| parts[at].starts.len()) else { return Vec::new() };
    let mut found: Vec<Vec<u32>> = Vec::new();
    for &middle in parts[rarest].starts.iter().filter(|&&start| fits(&parts[rarest], start)) {
        let Some(window) = window(parts, (rarest, middle, widest), &fits) else { continue };
        let end = window.last().copied();
        while found.last().is_some_and(|held| held.last().copied() == end) {
            found.pop();
        }
        if found.last().is_none_or(|held| held.first() != window.first()) {
            found.push(window);
        }
    }
    found
}

fn window(
    parts: &[Part<'_>],
    (at, middle, widest): (usize, u32, usize),
    fits: impl Fn(&Part<'_>, u32) -> bool,
) -> Option<Vec<u32>> {
    let mut starts = vec![middle];
    let from = (middle as usize).saturating_sub(widest);
    let mut bound = middle as usize;
    for part in parts.get(..at)?.iter().rev() {
        let start = part.before(bound, from, |start| fits(part, start))?;
        bound = start as usize;
        starts.push(start);
    }
    starts.reverse();
    let to = starts.first().map_or(0, |&start| start as usize).saturating_add(widest);
    bound = middle as usize + parts.get(at)?.len();
    for part in parts.get(at + 1..)? {
        let start = part.after(bound, to, |start| fits(part, start))?;
        bound = start as usize + part.len();
        starts.push(start);
    }
    Some(starts)
}

fn range(keyed: Keyed<'_>, forms: &Forms<'_>, (parts, starts): (&[Part<'_>], &[u32])) -> Range {
    let start = starts.first().map_or(0, |&start| start as usize);
    let end = parts.last().zip(starts.last()).map_or(start, |(part, &start)| start as usize + part.len());
    keyed.key.reading(start, end + forms.stops_at(keyed.key.text(), end))
}

/// Where the blocks and the sentences of a text begin.
pub(super) struct Borders {
    blocks: Vec<u32>,
    sentences: Vec<u32>,
}

impl Borders {
    /// Lists those of a text.
    pub(super) fn new(text: &Text) -> Self {
        let sentences = text.paragraphs.iter().flat_map(|held| &held.sentences).map(|range| range.start);
        Self { blocks: text.prose.leaves().map(|leaf| leaf.range.start).collect(), sentences: sentences.collect() }
    }

    /// Counts the borders of blocks and those of sentences that a stretch crosses.
    fn crossed(&self, range: Range) -> (usize, usize) {
        let crossed = |starts: &[u32]| {
            let before = starts.partition_point(|&start| start <= range.start);
            starts.partition_point(|&start| start < range.end).saturating_sub(before)
        };
        (crossed(&self.blocks), crossed(&self.sentences))
    }
}

/// Keeps the windows in the paragraph that is asked for, if any are; of them those that cross the least.
fn nearest(text: &Text, query: &Query<'_>, (borders, windows): (&Borders, &mut Vec<(Range, Vec<u32>)>)) {
    let places: Vec<Range> = windows.iter().map(|(range, _)| *range).collect();
    let allowed = query.allowed(text, &places);
    if !allowed.is_empty() {
        windows.truncate(allowed.end);
        windows.drain(..allowed.start);
    }
    let best = windows.iter().map(|(range, _)| borders.crossed(*range)).min();
    windows.retain(|(range, _)| Some(borders.crossed(*range)) == best);
}

/// Lists the windows around one whose first part stands before its own, or whose last part behind.
fn longer(parts: &[Part<'_>], starts: &[u32], widest: usize) -> Vec<Vec<u32>> {
    let (Some(head), Some(tail), [first, .., last]) = (parts.first(), parts.last(), starts) else { return Vec::new() };
    let near = |part: &Part<'_>, from: usize, to: usize| -> Vec<u32> {
        let since = part.starts.partition_point(|&start| (start as usize) < from);
        let until = part.starts.partition_point(|&start| start as usize + part.len() <= to);
        part.starts.get(since..until).unwrap_or_default().to_vec()
    };
    let (first, last) = (*first as usize, *last as usize);
    let heads = near(head, (last + tail.len()).saturating_sub(widest), first);
    let tails = near(tail, last + tail.len(), first + widest);
    let with = |at: usize, start: u32| {
        let mut starts = starts.to_vec();
        if let Some(held) = starts.get_mut(at) {
            *held = start;
        }
        starts
    };
    let heads = heads.into_iter().map(|start| with(0, start));
    heads.chain(tails.into_iter().map(|start| with(starts.len() - 1, start))).collect()
}
