//! Carries places of the old text over to the new one, by what is remembered of the old.
//!
//! Blocks that are the same are told by their hashes: in order, or moved; changed ones are laid along what became of them
//! (`changed`). Old places lie on one axis: the blocks in order, each as long as it is known to be, two bytes apart.

use std::collections::{BTreeMap, BTreeSet};

use super::changed::{changed, shared};
use crate::anchor::index::real;
use crate::edition::Text;
use crate::edition::lock::{self, Lock, Locked, LockedBlock};
use crate::reading::widen;
use crate::source::Range;

/// So much of a passage must have survived in one place.
const SURVIVING: f32 = 0.55;

/// A place whose words come to more than this share from elsewhere is not free.
const TAKEN: f32 = 0.6;

/// A block shorter than this, in bytes, is not told to have moved.
const MOVABLE: usize = 40;

/// What stood so near to a passage, in bytes, stood right beside it: a space is between, or a mark and a space.
const BESIDE: u32 = 2;

/// A stretch that survived: places on the old axis, and in the new reading.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    /// Where it stood.
    pub(super) old: Range,
    /// Where it stands.
    pub(super) new: Range,
}

/// The way from the old text to the new one.
#[derive(Debug)]
pub(super) struct Port {
    /// Where each old block begins on the old axis, and where one more would.
    starts: Vec<u32>,
    /// The old blocks that stand as they stood, and where.
    kept: BTreeMap<usize, Kept>,
    /// What survived, by old place.
    pieces: Vec<Piece>,
    /// The same by new place, but for what is kept of the past.
    image: Vec<Piece>,
    /// The old blocks that went where another would have gone as well.
    contested: BTreeSet<usize>,
}

/// An old block that stands as it stood.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kept {
    /// Which of the new blocks it is.
    pub(super) leaf: usize,
    /// Whether that stands in another order.
    pub(super) moved: bool,
    /// Where it stands.
    pub(super) new: Range,
}

/// A letter that survived: its byte in the new reading, and on the old axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Survivor {
    new: u32,
    old: u32,
}

/// A passage that was carried over.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Carried {
    /// Where what survived of it stands.
    pub(super) range: Range,
    /// The same with the words that were put in the place of its first and last ones.
    pub(super) whole: Range,
    /// Which share of it survived.
    pub(super) share: f32,
    /// Whether its block stands in another order than it did.
    pub(super) moved: bool,
}

impl Port {
    /// Compares what is remembered with the text.
    pub(super) fn new(lock: &Lock, text: &Text) -> Self {
        let reading = text.prose.reading.as_str();
        let leaves = lock::blocks(&text.prose);
        let mut kept = kept(lock, reading, &leaves);
        let moved = moved(lock, reading, (&leaves, &kept));
        kept.extend(moved);
        let mut starts = Vec::with_capacity(lock.blocks.len() + 1);
        let mut at = 0_u32;
        for (block, held) in lock.blocks.iter().enumerate() {
            starts.push(at);
            let stands = kept.get(&block).map(|kept| (kept.new.end - kept.new.start) as usize);
            let len = stands.or_else(|| held.words.as_ref().map(String::len)).unwrap_or_default();
            at = at.saturating_add(u32::try_from(len).unwrap_or(u32::MAX)).saturating_add(2);
        }
        starts.push(at);
        let whole = |(&block, kept): (&usize, &Kept)| {
            let start = starts.get(block).copied().unwrap_or_default();
            Piece { old: Range { start, end: start + (kept.new.end - kept.new.start) }, new: kept.new }
        };
        let mut pieces: Vec<Piece> = kept.iter().map(whole).collect();
        let contested = changed(lock, reading, (&leaves, &kept, &starts), &mut pieces);
        pieces.sort_by_key(|piece| piece.old);
        // A block of the past is what another was once, or is gone: it takes no place from a passage of the text.
        let is_present = |piece: &&Piece| {
            let block = starts.partition_point(|&start| start <= piece.old.start).checked_sub(1);
            block.and_then(|block| lock.blocks.get(block)).is_some_and(|block| !block.past)
        };
        let mut image: Vec<Piece> = pieces.iter().filter(is_present).copied().collect();
        image.sort_by_key(|piece| piece.new);
        Self { starts, kept, pieces, image, contested }
    }

    /// Returns where a block stands that is as it was.
    pub(super) fn place(&self, block: usize) -> Option<Range> {
        self.kept.get(&block).map(|kept| kept.new)
    }

    /// Returns where a passage stood on the old axis.
    pub(super) fn old(&self, held: &Locked) -> Range {
        let start = self.starts.get(held.block as usize).copied().unwrap_or_default();
        Range { start: start.saturating_add(held.at.start), end: start.saturating_add(held.at.end) }
    }

    /// Finds a passage all of whose blocks stand as they stood.
    pub(super) fn unchanged(&self, reading: &str, held: &Locked) -> Option<Carried> {
        let (first, old) = (held.block as usize, self.old(held));
        let last = self.starts.partition_point(|&start| start < old.end).checked_sub(1)?.max(first);
        let base = *self.kept.get(&first)?;
        for (block, leaf) in (first..=last).zip(base.leaf..) {
            self.kept.get(&block).filter(|kept| kept.leaf == leaf)?;
        }
        let start = base.new.start.checked_add(held.at.start)?;
        let range = Range { start, end: start.checked_add(held.at.end.checked_sub(held.at.start)?)? };
        (range.of(reading) == held.exact).then_some(Carried { range, whole: range, share: 1.0, moved: base.moved })
    }

    /// Carries a passage over by what survived of it in one place.
    pub(super) fn carry(&self, reading: &str, held: &Locked) -> Option<Carried> {
        let found = self.survivors(held);
        let letters = held.exact.chars().filter(|letter| !letter.is_whitespace()).count();
        let gap = (held.exact.len() / 2).max(60);
        let mut best = 0..0;
        let mut from = 0;
        for at in 1..=found.len() {
            let ends = found.get(at).is_none_or(|next| (next.new - found[at - 1].new) as usize > gap);
            if ends && at - from > best.len() {
                best = from..at;
            }
            if ends {
                from = at;
            }
        }
        let share = real(best.len()) / real(letters.max(1));
        let (first, last) = (*found.get(best.start)?, *found.get(best.end.checked_sub(1)?)?);
        if share < SURVIVING {
            return None;
        }
        let end = reading.ceil_char_boundary(last.new as usize + 1);
        let range = widen(reading, Range::new(reading.floor_char_boundary(first.new as usize), end));
        let whole = self.with_replaced(reading, self.old(held), (range, Range { start: first.old, end: last.old + 1 }));
        let moved = self.kept.get(&(held.block as usize)).is_some_and(|kept| kept.moved);
        Some(Carried { range, whole, share, moved })
    }

    /// Adds to what survived of a passage the words that stand in the place of its first and its last ones: those up to what stood
    /// right beside it, where that survived too, or up to the end of the block, where it stood there.
    fn with_replaced(&self, reading: &str, old: Range, (range, survived): (Range, Range)) -> Range {
        let most = |lost: u32| lost.saturating_mul(2).saturating_add(12);
        let is_plain = |start: u32, end: u32, lost: u32| {
            let words = Range { start, end: end.max(start) }.of(reading);
            end > start && end - start <= most(lost) && !words.contains(['.', '?', '!', '\n'])
        };
        let mut whole = range;
        let lost = survived.start.saturating_sub(old.start);
        let next = self.pieces.partition_point(|piece| piece.old.end <= old.start);
        let before = next.checked_sub(1).and_then(|at| self.pieces.get(at));
        let before = before.filter(|before| old.start - before.old.end <= BESIDE).map(|before| before.new.end);
        let opening =
            self.starts.binary_search(&old.start).ok().and_then(|_| block_start(reading, range.start, most(lost)));
        if let Some(start) = opening.or(before).filter(|&start| lost > 0 && is_plain(start, range.start, lost)) {
            let words = Range { start, end: range.start }.of(reading);
            let marks = words.len() - words.trim_start_matches(|letter: char| !letter.is_alphanumeric()).len();
            whole.start = start + u32::try_from(marks).unwrap_or(0);
        }
        let lost = old.end.saturating_sub(survived.end);
        let next = self.pieces.partition_point(|piece| piece.old.start < old.end);
        let after =
            self.pieces.get(next).filter(|after| after.old.start - old.end <= BESIDE).map(|after| after.new.start);
        let closing = self.starts.binary_search(&old.end.saturating_add(2)).ok();
        let closing = closing.and_then(|_| block_end(reading, range.end, most(lost)));
        if let Some(end) = closing.or(after).filter(|&end| lost > 0 && is_plain(range.end, end, lost)) {
            let words = Range { start: range.end, end }.of(reading);
            let kept = words.trim_end_matches(|letter: char| !letter.is_alphanumeric()).len();
            whole.end = range.end + u32::try_from(kept).unwrap_or(0);
        }
        whole
    }

    /// Tells whether a block may have become another than the one that it was laid along.
    pub(super) fn is_contested(&self, block: u32) -> bool {
        self.contested.contains(&(block as usize))
    }

    /// Returns where the letters of a passage stand now and stood, in the order of the new text.
    fn survivors(&self, held: &Locked) -> Vec<Survivor> {
        let old = self.old(held);
        let mut next = self.pieces.partition_point(|piece| piece.old.end <= old.start);
        let mut found = Vec::new();
        for (at, letter) in held.exact.char_indices() {
            let place = old.start.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
            while self.pieces.get(next).is_some_and(|piece| piece.old.end <= place) {
                next += 1;
            }
            let Some(piece) = self.pieces.get(next) else { break };
            if !letter.is_whitespace() && piece.old.start <= place {
                let new = (piece.new.start + (place - piece.old.start)).min(piece.new.end - 1);
                found.push(Survivor { new, old: place });
            }
        }
        found.sort_unstable();
        found.dedup_by_key(|letter| letter.new);
        found
    }

    /// Tells whether what stands at a place came from another old passage than this one.
    pub(super) fn is_taken(&self, range: Range, held: &Locked) -> bool {
        let own = self.old(held);
        let from = self.image.partition_point(|piece| piece.new.end <= range.start);
        let (mut other, wide) = (0, (range.end - range.start) as usize);
        for piece in self.image.iter().skip(from).take_while(|piece| piece.new.start < range.end) {
            let (start, end) = (piece.new.start.max(range.start), piece.new.end.min(range.end));
            let came = piece.old.start + (start - piece.new.start);
            let came = Range { start: came, end: came + (end - start) };
            let shared = came.end.min(own.end).saturating_sub(came.start.max(own.start));
            other += ((end - start) - shared) as usize;
        }
        real(other) > TAKEN * real(wide)
    }

    /// Returns what stands now between the words that stood around a passage, if that is not much; an empty stretch where nothing does.
    pub(super) fn between(&self, reading: &str, held: &Locked) -> Option<Range> {
        let old = self.old(held);
        let near = |one: u32, two: u32| one.abs_diff(two) < 200;
        let after = self.pieces.partition_point(|piece| piece.old.start < old.end);
        let before = self.pieces.get(..after)?.iter().rev().find(|piece| piece.old.end <= old.start)?;
        let after = self.pieces.get(after)?;
        let (start, end) = (before.new.end, after.new.start);
        let is_near = near(before.old.end, old.start) && near(after.old.start, old.end);
        let wide = u32::try_from(2 * held.exact.len() + 60).unwrap_or(u32::MAX);
        // Where none of its block is left, what stands between the blocks beside it tells nothing.
        let block = |at: u32| self.starts.partition_point(|&start| start <= at);
        let is_known =
            block(before.old.end.saturating_sub(1)) == block(old.start) || block(after.old.start) == block(old.start);
        let range = Range { start, end: end.max(start) }.trimmed(reading);
        (is_near && start <= end && end - start < wide && (is_known || !range.is_empty())).then_some(range)
    }
}

/// Returns where the block begins that holds a place, if that is not farther away than so many bytes.
fn block_start(reading: &str, at: u32, most: u32) -> Option<u32> {
    let from = reading.floor_char_boundary(at.saturating_sub(most.saturating_add(2)) as usize);
    let words = reading.get(from..at as usize)?;
    let start = words.rfind("\n\n").map(|end| end + 2).or((from == 0).then_some(0))?;
    u32::try_from(from + start).ok()
}

/// Returns where it ends.
fn block_end(reading: &str, at: u32, most: u32) -> Option<u32> {
    let to = reading.ceil_char_boundary(at.saturating_add(most).saturating_add(2) as usize);
    let words = reading.get(at as usize..to)?;
    let end = words.find("\n\n").or((to == reading.len()).then_some(words.len()))?;
    u32::try_from(at as usize + end).ok()
}

/// Finds the old blocks that stand as they stood, in order.
fn kept(lock: &Lock, reading: &str, leaves: &[Range]) -> BTreeMap<usize, Kept> {
    // A block that was gone already is looked for among those that moved only: it may be a double.
    let hash = |block: &LockedBlock| if block.past { !block.hash } else { block.hash };
    let pairs = shared(lock.blocks.iter().map(hash), leaves.iter().map(|leaf| lock::hash(leaf.of(reading))));
    let pairs = pairs.into_iter().filter_map(|(block, leaf)| Some((block, leaf, *leaves.get(leaf)?)));
    pairs.map(|(block, leaf, new)| (block, Kept { leaf, moved: false, new })).collect()
}

/// Finds the others that stand somewhere else, once then and once now.
fn moved(lock: &Lock, reading: &str, (leaves, kept): (&[Range], &BTreeMap<usize, Kept>)) -> BTreeMap<usize, Kept> {
    let taken: BTreeSet<usize> = kept.values().map(|kept| kept.leaf).collect();
    let mut now: BTreeMap<u64, Vec<(usize, Range)>> = BTreeMap::new();
    for (leaf, &range) in leaves.iter().enumerate().filter(|(leaf, _)| !taken.contains(leaf)) {
        now.entry(lock::hash(range.of(reading))).or_default().push((leaf, range));
    }
    let mut then: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (block, held) in lock.blocks.iter().enumerate().filter(|(block, _)| !kept.contains_key(block)) {
        then.entry(held.hash).or_default().push(block);
    }
    // What was in the past only may be back where it was.
    let is_between = |block: usize, leaf: usize| {
        kept.range(..block).next_back().is_none_or(|(_, before)| before.leaf < leaf)
            && kept.range(block..).next().is_none_or(|(_, after)| leaf < after.leaf)
    };
    let once = |(hash, blocks): (&u64, &Vec<usize>)| match (blocks.as_slice(), now.get(hash)?.as_slice()) {
        (&[block], &[(leaf, new)]) if (new.end - new.start) as usize > MOVABLE => {
            Some((block, Kept { leaf, moved: !is_between(block, leaf), new }))
        }
        _ => None,
    };
    then.iter().filter_map(once).collect()
}
