//! Carries places of the old text over to the new one, by what is remembered of the old.
//!
//! Blocks that are the same are told by their hashes: in order, or moved. A changed block whose words are kept is laid along its
//! likeliest successor word by word, and replaced words letter by letter. Old places lie on one axis: the blocks in order, each as
//! long as it is known to be, two bytes apart.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hash;

use imara_diff::{Algorithm, Diff, InternedInput, Interner};

use crate::anchor::index::real;
use crate::edition::Text;
use crate::edition::lock::{self, Lock, Locked, LockedBlock};
use crate::reading::{Key, widen, words};
use crate::source::Range;

/// So much of a passage must have survived in one place.
const SURVIVING: f32 = 0.55;

/// A place whose words come to more than this share from elsewhere is not free.
const TAKEN: f32 = 0.6;

/// A block shorter than this, in bytes, is not told to have moved.
const MOVABLE: usize = 40;

/// Words that stand in more new blocks than this pair none.
const COMMON: usize = 60;

/// A stretch that survived: places on the old axis, and in the new reading.
#[derive(Clone, Copy, Debug)]
struct Piece {
    old: Range,
    new: Range,
}

/// The way from the old text to the new one.
#[derive(Debug)]
pub(super) struct Port {
    /// Where each old block begins on the old axis.
    starts: Vec<u32>,
    /// The old blocks that stand as they stood, and where.
    kept: BTreeMap<usize, Kept>,
    /// What survived, by old place.
    pieces: Vec<Piece>,
    /// The same by new place.
    image: Vec<Piece>,
}

#[derive(Clone, Copy, Debug)]
struct Kept {
    leaf: usize,
    moved: bool,
    new: Range,
}

/// A passage that was carried over.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Carried {
    /// Where it stands.
    pub(super) range: Range,
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
        let mut starts = Vec::with_capacity(lock.blocks.len());
        let mut at = 0_u32;
        for (block, held) in lock.blocks.iter().enumerate() {
            starts.push(at);
            let stands = kept.get(&block).map(|kept| (kept.new.end - kept.new.start) as usize);
            let len = stands.or_else(|| held.words.as_ref().map(String::len)).unwrap_or_default();
            at = at.saturating_add(u32::try_from(len).unwrap_or(u32::MAX)).saturating_add(2);
        }
        let whole = |(&block, kept): (&usize, &Kept)| {
            let start = starts.get(block).copied().unwrap_or_default();
            Piece { old: Range { start, end: start + (kept.new.end - kept.new.start) }, new: kept.new }
        };
        let mut pieces: Vec<Piece> = kept.iter().map(whole).collect();
        changed(lock, reading, (&leaves, &kept, &starts), &mut pieces);
        pieces.sort_by_key(|piece| piece.old);
        let mut image = pieces.clone();
        image.sort_by_key(|piece| piece.new);
        Self { starts, kept, pieces, image }
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
        let start = base.new.start + held.at.start;
        let range = Range { start, end: start + (held.at.end - held.at.start) };
        (range.of(reading) == held.exact).then_some(Carried { range, share: 1.0, moved: base.moved })
    }

    /// Carries a passage over by what survived of it in one place.
    pub(super) fn carry(&self, reading: &str, held: &Locked) -> Option<Carried> {
        let found = self.survivors(held);
        let letters = held.exact.chars().filter(|letter| !letter.is_whitespace()).count();
        let gap = (held.exact.len() / 2).max(60);
        let mut best = 0..0;
        let mut from = 0;
        for at in 1..=found.len() {
            let ends = found.get(at).is_none_or(|next| *next as usize - found[at - 1] as usize > gap);
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
        let end = reading.ceil_char_boundary(last as usize + 1);
        let range = widen(reading, Range::new(reading.floor_char_boundary(first as usize), end));
        let moved = self.kept.get(&(held.block as usize)).is_some_and(|kept| kept.moved);
        Some(Carried { range, share, moved })
    }

    /// Returns where the letters of a passage stand now, in the order of the new text.
    fn survivors(&self, held: &Locked) -> Vec<u32> {
        let old = self.old(held);
        let mut next = self.pieces.partition_point(|piece| piece.old.end <= old.start);
        let mut found = Vec::new();
        for (at, letter) in held.exact.char_indices() {
            let place = old.start + u32::try_from(at).unwrap_or(u32::MAX);
            while self.pieces.get(next).is_some_and(|piece| piece.old.end <= place) {
                next += 1;
            }
            let Some(piece) = self.pieces.get(next) else { break };
            if !letter.is_whitespace() && piece.old.start <= place {
                found.push((piece.new.start + (place - piece.old.start)).min(piece.new.end - 1));
            }
        }
        found.sort_unstable();
        found.dedup();
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

    /// Returns what stands now between the words that stood around a passage, if that is not much.
    pub(super) fn between(&self, reading: &str, held: &Locked) -> Option<Range> {
        let old = self.old(held);
        let near = |one: u32, two: u32| one.abs_diff(two) < 200;
        let after = self.pieces.partition_point(|piece| piece.old.start < old.end);
        let before = self.pieces.get(..after)?.iter().rev().find(|piece| piece.old.end <= old.start)?;
        let after = self.pieces.get(after)?;
        let (start, end) = (before.new.end, after.new.start);
        let is_near = near(before.old.end, old.start) && near(after.old.start, old.end);
        let wide = u32::try_from(2 * held.exact.len() + 60).unwrap_or(u32::MAX);
        let words = Range { start, end }.of(reading);
        let lead = words.len() - words.trim_start().len();
        let range = Range::new(start as usize + lead, start as usize + lead + words.trim().len());
        (is_near && start < end && end - start < wide && !range.is_empty()).then_some(range)
    }
}

/// Pairs what two lists share, in order.
fn shared<T: Eq + Hash>(ours: impl Iterator<Item = T>, theirs: impl Iterator<Item = T>) -> Vec<(usize, usize)> {
    let mut input = InternedInput { before: Vec::new(), after: Vec::new(), interner: Interner::new(64) };
    input.update_before(ours);
    input.update_after(theirs);
    let diff = Diff::compute(Algorithm::Myers, &input);
    let (mut i, mut j, mut found) = (0, 0, Vec::new());
    let (most, end) = (input.before.len(), (input.before.len(), input.after.len()));
    let hunks = diff.hunks().map(|hunk| {
        let (before, after) = (hunk.before, hunk.after);
        ((before.start as usize, before.end as usize), (after.start as usize, after.end as usize))
    });
    for (before, after) in hunks.chain([((end.0, end.0), (end.1, end.1))]) {
        found.extend((i..before.0.min(most)).zip(j..after.0));
        (i, j) = (before.1, after.1);
    }
    found
}

/// Cuts pairs into runs that go on by one in both lists: the places where each begins, and its length.
fn runs(pairs: &[(usize, usize)]) -> impl Iterator<Item = (usize, usize, usize)> {
    let runs = pairs.chunk_by(|one, two| (one.0 + 1, one.1 + 1) == *two);
    runs.filter_map(|run| run.first().map(|&(i, j)| (i, j, run.len())))
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
    let once = |(hash, blocks): (&u64, &Vec<usize>)| match (blocks.as_slice(), now.get(hash)?.as_slice()) {
        (&[block], &[(leaf, new)]) if (new.end - new.start) as usize > MOVABLE => {
            Some((block, Kept { leaf, moved: true, new }))
        }
        _ => None,
    };
    then.iter().filter_map(once).collect()
}

/// Lays each changed block whose words are kept along the new blocks that share most words with it.
fn changed(
    lock: &Lock,
    reading: &str,
    (leaves, kept, starts): (&[Range], &BTreeMap<usize, Kept>, &[u32]),
    pieces: &mut Vec<Piece>,
) {
    let taken: BTreeSet<usize> = kept.values().map(|kept| kept.leaf).collect();
    let free = leaves.iter().enumerate().filter(|(leaf, _)| !taken.contains(leaf)).map(|(_, range)| *range);
    let free: Vec<(Range, BTreeSet<String>)> = free.map(|range| (range, bag(range.of(reading)))).collect();
    let mut holders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, (_, words)) in free.iter().enumerate() {
        for word in words {
            holders.entry(word).or_default().push(at);
        }
    }
    let mut used = vec![false; free.len()];
    let mut cursor = 0;
    for (block, held) in lock.blocks.iter().enumerate() {
        if let Some(kept) = kept.get(&block) {
            cursor = if kept.moved { cursor } else { kept.new.end };
            continue;
        }
        let (Some(words), Some(&start)) = (&held.words, starts.get(block)) else { continue };
        let ours = bag(words);
        let mut votes: BTreeMap<usize, f32> = BTreeMap::new();
        for list in ours.iter().filter_map(|word| holders.get(word.as_str())).filter(|list| list.len() < COMMON) {
            for &at in list {
                *votes.entry(at).or_default() += 1.0 / real(list.len()).sqrt();
            }
        }
        let mut votes: Vec<(usize, f32)> = votes.into_iter().collect();
        votes.sort_by(|one, two| two.1.total_cmp(&one.1).then(one.0.cmp(&two.0)));
        let mut likely: Vec<(usize, f32, f32, f32)> = votes
            .iter()
            .take(8)
            .filter_map(|&(at, _)| {
                let (range, theirs) = free.get(at)?;
                let both = real(ours.intersection(theirs).count());
                let either = real(ours.len() + theirs.len()) - both;
                let (union, inner) = (both / either.max(1.0), both / real(ours.len().min(theirs.len()).max(1)));
                let far = real(range.start.abs_diff(cursor) as usize);
                let score = union + 0.25 * (-far / 3000.0).exp() - if used[at] { 0.5 } else { 0.0 };
                Some((at, score, union, inner))
            })
            .collect();
        likely.sort_by(|one, two| two.1.total_cmp(&one.1).then(one.0.cmp(&two.0)));
        let mut first = true;
        for (at, _, union, inner) in likely.into_iter().take(3) {
            let Some(&(range, _)) = free.get(at) else { continue };
            if first && (union >= 0.3 || inner >= 0.6) {
                lay((words, start), (reading, range), 1, pieces);
                (used[at], cursor, first) = (true, cursor.max(range.end), false);
            } else if !first && inner >= 0.6 {
                lay((words, start), (reading, range), 5, pieces);
            }
        }
    }
}

/// Lists the words of a block, each once.
fn bag(block: &str) -> BTreeSet<String> {
    let key = Key::folded(block);
    words(key.text()).map(|range| range.of(key.text()).to_owned()).collect()
}

/// Cuts words from marks: each word, and each mark, with its key.
fn tokens(text: &str) -> Vec<(Range, String)> {
    let mut found = Vec::new();
    let marks = |from: usize, to: usize, found: &mut Vec<(Range, String)>| {
        for (at, mark) in
            text.get(from..to).unwrap_or_default().char_indices().filter(|(_, mark)| !mark.is_whitespace())
        {
            let range = Range::new(from + at, from + at + mark.len_utf8());
            found.push((range, Key::new(range.of(text)).text().to_owned()));
        }
    };
    let mut at = 0;
    for word in words(text) {
        marks(at, word.start as usize, &mut found);
        let letters = word.of(text);
        let key = if letters.is_ascii() { letters.to_owned() } else { Key::new(letters).text().to_owned() };
        found.push((word, key));
        at = word.end as usize;
    }
    marks(at, text.len(), &mut found);
    found
}

/// Lays an old block along a new one; of what is laid already nothing is laid again, and runs shorter than `least` do not count.
fn lay((words, start): (&str, u32), (reading, range): (&str, Range), least: usize, pieces: &mut Vec<Piece>) {
    let block = range.of(reading);
    let (ours, theirs) = (tokens(words), tokens(block));
    let pairs = shared(ours.iter().map(|(_, key)| key.as_str()), theirs.iter().map(|(_, key)| key.as_str()));
    let laid: Vec<Range> = match least {
        1 => Vec::new(),
        _ => pieces.iter().map(|piece| piece.old).filter(|old| old.start >= start).collect(),
    };
    let is_free = |old: Range| !laid.iter().any(|held| held.overlaps(old));
    let mut add = |old: Range, new: Range| {
        let old = Range { start: start + old.start, end: start + old.end };
        if is_free(old) {
            pieces.push(Piece { old, new: Range { start: range.start + new.start, end: range.start + new.end } });
        }
    };
    let mut done = (0, 0);
    for (i, j, run) in runs(&pairs) {
        if run >= least {
            for step in 0..run {
                add(ours[i + step].0, theirs[j + step].0);
            }
        }
        if least == 1 {
            refine((words, &ours, done.0..i), (block, &theirs, done.1..j), &mut add);
        }
        done = (i + run, j + run);
    }
    if least == 1 {
        refine((words, &ours, done.0..ours.len()), (block, &theirs, done.1..theirs.len()), &mut add);
    }
}

type Tokens<'a> = (&'a str, &'a [(Range, String)], std::ops::Range<usize>);

/// Compares replaced words letter by letter, where they are few.
fn refine((ours, old, i): Tokens<'_>, (theirs, new, j): Tokens<'_>, add: &mut impl FnMut(Range, Range)) {
    let ends = |list: &[(Range, String)], of: std::ops::Range<usize>| {
        let held = list.get(of)?;
        Some(Range { start: held.first()?.0.start, end: held.last()?.0.end })
    };
    let (Some(old), Some(new)) = (ends(old, i), ends(new, j)) else { return };
    let (a, b) = (old.of(ours), new.of(theirs));
    if a.len() >= 400 || b.len() >= 400 {
        return;
    }
    let pairs = shared(a.chars(), b.chars());
    let places = |words: &str, base: u32| -> Vec<Range> {
        let place =
            |(at, letter): (usize, char)| Range::new(base as usize + at, base as usize + at + letter.len_utf8());
        words.char_indices().map(place).collect()
    };
    let (a_at, b_at) = (places(a, old.start), places(b, new.start));
    for (i, j, run) in runs(&pairs).filter(|(.., run)| *run >= 3 || a.len() < 30) {
        (0..run).for_each(|step| add(a_at[i + step], b_at[j + step]));
    }
}
