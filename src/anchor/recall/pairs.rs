//! Pairs blocks that have changed with the new ones that they may have become, by the words that they share.
//!
//! In: the blocks that `anchors.lock` remembers with their words, and the new ones that are free. Out: which goes with which, and
//! where another pairing would be as good.

use std::collections::{BTreeMap, BTreeSet};

use super::port::Kept;
use crate::anchor::index::real;
use crate::edition::lock::Lock;
use crate::reading::{Key, words};
use crate::source::Range;

/// Words that stand in more new blocks than this pair none.
const COMMON: usize = 60;

/// So much of the words of two blocks must be the same for them to be twins.
const ALIKE: f32 = 0.5;

/// By so much a pairing must be better than another for nobody to ask which it was.
const CONTESTED: f32 = 0.1;

/// A changed block beside a new one that may be what became of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    /// The block.
    pub(super) block: usize,
    /// The new one, by its place among those that are free.
    pub(super) leaf: usize,
    /// How well they go together.
    pub(super) score: f32,
    /// Which share of the words of both is the same.
    pub(super) union: f32,
    /// Which share of those of the shorter.
    pub(super) inner: f32,
}

impl Pair {
    /// Tells whether its blocks share enough to be the same.
    fn is_likely(&self) -> bool {
        self.union >= 0.3 || self.inner >= 0.6
    }
}

/// Which block goes with which.
#[derive(Debug, Default)]
pub(super) struct Chosen {
    /// The pairs, no block and no new one in two.
    pub(super) pairs: Vec<Pair>,
    /// The blocks that could have gone with the new one of another as well, or whose new one with another.
    pub(super) contested: BTreeSet<usize>,
}

/// Chooses the pairs that go together best, the best first; two change partners where both together are better off.
pub(super) fn choose(pairs: &[&Pair]) -> Chosen {
    let mut of_block: BTreeMap<usize, Pair> = BTreeMap::new();
    let mut of_leaf: BTreeMap<usize, usize> = BTreeMap::new();
    for pair in pairs.iter().filter(|pair| pair.is_likely()) {
        if !of_block.contains_key(&pair.block) && !of_leaf.contains_key(&pair.leaf) {
            of_block.insert(pair.block, **pair);
            of_leaf.insert(pair.leaf, pair.block);
        }
    }
    let known: BTreeMap<(usize, usize), Pair> =
        pairs.iter().filter(|pair| pair.is_likely()).map(|pair| ((pair.block, pair.leaf), **pair)).collect();
    let mut contested = BTreeSet::new();
    for other in known.values() {
        let Some(own) =
            of_leaf.get(&other.leaf).filter(|own| **own != other.block).and_then(|own| of_block.get(own)).copied()
        else {
            continue;
        };
        let Some(theirs) = of_block.get(&other.block).copied() else {
            if other.score > own.score - CONTESTED {
                contested.insert(own.block);
            }
            continue;
        };
        let Some(swapped) = known.get(&(own.block, theirs.leaf)).copied() else { continue };
        let better = other.score + swapped.score - own.score - theirs.score;
        if better > 0.0 {
            for pair in [*other, swapped] {
                of_block.insert(pair.block, pair);
                of_leaf.insert(pair.leaf, pair.block);
            }
        }
        if better.abs() < CONTESTED {
            contested.extend([own.block, other.block]);
        }
    }
    Chosen { pairs: of_block.into_values().collect(), contested }
}

/// Finds for each changed block the new ones that share most words with it, and stand near where it would.
pub(super) fn pairs((lock, kept): (&Lock, &BTreeMap<usize, Kept>), reading: &str, free: &[Range]) -> Vec<Pair> {
    let bags: Vec<BTreeSet<String>> = free.iter().map(|range| bag(range.of(reading))).collect();
    let holders = holders(&bags);
    let mut found = Vec::new();
    let mut cursor = 0;
    for (block, held) in lock.blocks.iter().enumerate() {
        if let Some(kept) = kept.get(&block) {
            cursor = if kept.moved { cursor } else { kept.new.end };
            continue;
        }
        let Some(words) = &held.words else { continue };
        let ours = bag(words);
        let mut votes: BTreeMap<usize, f32> = BTreeMap::new();
        for list in telling(&holders, &ours) {
            for &at in list {
                *votes.entry(at).or_default() += 1.0 / real(list.len()).sqrt();
            }
        }
        let mut votes: Vec<(usize, f32)> = votes.into_iter().collect();
        votes.sort_by(|one, two| two.1.total_cmp(&one.1).then(one.0.cmp(&two.0)));
        let pair = |&(leaf, _): &(usize, f32)| {
            let (range, theirs) = (free.get(leaf)?, bags.get(leaf)?);
            let (both, union) = shared(&ours, theirs);
            let inner = both / real(ours.len().min(theirs.len()).max(1));
            let far = real(range.start.abs_diff(cursor) as usize);
            Some(Pair { block, leaf, score: union + 0.25 * (-far / 3000.0).exp(), union, inner })
        };
        let mut likely: Vec<Pair> = votes.iter().take(8).filter_map(pair).collect();
        likely.sort_by(|one, two| two.score.total_cmp(&one.score).then(one.leaf.cmp(&two.leaf)));
        if let Some(best) = likely.first().filter(|best| best.is_likely()) {
            cursor = cursor.max(free.get(best.leaf).map_or(0, |range| range.end));
        }
        found.extend(likely.into_iter().take(3));
    }
    found
}

/// Finds which blocks are so like one of `these` that a change could make either the other.
pub(in crate::anchor) fn twins(blocks: &[&str], these: &BTreeSet<usize>) -> BTreeSet<usize> {
    let bags: Vec<BTreeSet<String>> = blocks.iter().map(|block| bag(block)).collect();
    let holders = holders(&bags);
    let mut found = BTreeSet::new();
    for ours in these.iter().filter_map(|&at| bags.get(at)) {
        let likely: BTreeSet<usize> = telling(&holders, ours).flatten().copied().collect();
        let is_twin = |at: &usize| bags.get(*at).is_some_and(|theirs| shared(ours, theirs).1 >= ALIKE);
        found.extend(likely.into_iter().filter(is_twin));
    }
    found
}

/// Lists for each word the blocks that hold it.
fn holders(bags: &[BTreeSet<String>]) -> BTreeMap<&str, Vec<usize>> {
    let mut holders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, words) in bags.iter().enumerate() {
        for word in words {
            holders.entry(word).or_default().push(at);
        }
    }
    holders
}

/// Returns for each word that tells something which blocks hold it.
fn telling<'h>(
    holders: &'h BTreeMap<&str, Vec<usize>>,
    words: &BTreeSet<String>,
) -> impl Iterator<Item = &'h Vec<usize>> {
    words.iter().filter_map(|word| holders.get(word.as_str())).filter(|list| list.len() < COMMON)
}

/// Counts the words that two blocks share, and returns which share that is of the words of both.
fn shared(ours: &BTreeSet<String>, theirs: &BTreeSet<String>) -> (f32, f32) {
    let both = real(ours.intersection(theirs).count());
    let either = real(ours.len() + theirs.len()) - both;
    (both, both / either.max(1.0))
}

/// Lists the words of a block, each once.
fn bag(block: &str) -> BTreeSet<String> {
    let key = Key::folded(block);
    words(key.text()).map(|range| range.of(key.text()).to_owned()).collect()
}
