//! Pairs the blocks of two versions: the same ones in order, the same ones elsewhere, then those whose words are mostly the same.
//!
//! Few words of a text stand in few of its blocks, and those lead from a changed block to the few that it may have become: the
//! cost grows with the words, not with the product of the blocks.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput, Interner};

use super::order::heaviest;
use crate::reading::{Key, words};

/// A block shorter than this, in bytes, is not told to have moved.
const MOVABLE: usize = 40;

/// Words that stand in more blocks than this lead to none.
const COMMON: usize = 60;

/// So many candidates are compared with a block.
const COMPARED: usize = 8;

/// In a stretch of so many old blocks times new ones, all are compared.
const FEW: usize = 64;

/// So much must be alike of two blocks that stand at the same place, and of two that do not.
const ALIKE: (f32, f32) = (0.35, 0.6);

/// A block of the older version and what it is in the newer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    /// The older block.
    pub(super) old: usize,
    /// The newer block.
    pub(super) new: usize,
    /// Whether they differ in nothing but typography.
    pub(super) same: bool,
    /// Whether it stands in another order.
    pub(super) moved: bool,
}

/// Pairs blocks; the pairs are in the order of the newer version, and those that have not moved also in that of the older.
pub(super) fn pairs(older: &[&str], newer: &[&str]) -> Vec<Pair> {
    let keys = |blocks: &[&str]| blocks.iter().map(|block| Key::new(block).text().to_owned()).collect::<Vec<_>>();
    let (old, new) = (keys(older), keys(newer));
    let mut input = InternedInput { before: Vec::new(), after: Vec::new(), interner: Interner::new(old.len()) };
    input.update_before(old.iter().map(String::as_str));
    input.update_after(new.iter().map(String::as_str));
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_no_heuristic(&input);
    let wide = |range: Range<u32>| range.start as usize..range.end as usize;
    let gaps: Vec<Gap> = diff.hunks().map(|hunk| Gap { old: wide(hunk.before), new: wide(hunk.after) }).collect();
    let free = Free { old: &old, new: &new, gaps: &gaps };
    let mut found = free.elsewhere();
    found.extend(free.alike(&found));
    found.extend(between(&gaps, old.len()));
    ordered(found, &new)
}

/// Puts pairs in the order of the newer version, and tells which have moved: those that do not keep the order of the heaviest ones.
/// What is too short to have moved, by itself or with what stands beside it, is no pair.
fn ordered(mut pairs: Vec<Pair>, new: &[String]) -> Vec<Pair> {
    pairs.sort_by_key(|pair| pair.new);
    let len = |pair: &Pair| new.get(pair.new).map_or(0, String::len);
    let keeps = heaviest(&pairs.iter().map(|pair| (pair.old, len(pair).max(1))).collect::<Vec<_>>());
    for (pair, keeps) in pairs.iter_mut().zip(keeps) {
        pair.moved = !keeps;
    }
    let together = |one: &Pair, two: &Pair| {
        one.moved == two.moved && (!one.moved || (one.old + 1, one.new + 1) == (two.old, two.new))
    };
    let kept =
        |run: &&[Pair]| run.first().is_some_and(|pair| !pair.moved) || run.iter().map(len).sum::<usize>() > MOVABLE;
    pairs.chunk_by(together).filter(kept).flatten().copied().collect()
}

/// A stretch of each version between two blocks that stand in both.
struct Gap {
    old: Range<usize>,
    new: Range<usize>,
}

/// The blocks outside the gaps.
fn between(gaps: &[Gap], end: usize) -> Vec<Pair> {
    let (mut old, mut new) = (0, 0);
    let mut pairs = Vec::new();
    for (until, next) in gaps.iter().map(|gap| (gap.old.start, (gap.old.end, gap.new.end))).chain([(end, (end, 0))]) {
        pairs.extend((old..until).zip(new..).map(|(old, new)| Pair { old, new, same: true, moved: false }));
        (old, new) = next;
    }
    pairs
}

/// The blocks in the gaps, by their keys.
struct Free<'a> {
    old: &'a [String],
    new: &'a [String],
    gaps: &'a [Gap],
}

/// A block by its place, with its words, sorted; a word that recurs stands there as often.
type Bag = (usize, Vec<String>);

impl Free<'_> {
    fn old_blocks(&self) -> impl Iterator<Item = usize> {
        self.gaps.iter().flat_map(|gap| gap.old.clone())
    }

    fn new_blocks(&self) -> impl Iterator<Item = usize> {
        self.gaps.iter().flat_map(|gap| gap.new.clone())
    }

    fn is_movable(&self, new: usize) -> bool {
        self.new.get(new).is_some_and(|key| key.len() > MOVABLE)
    }

    /// Tells whether two blocks stand in one gap.
    fn is_here(&self, old: usize, new: usize) -> bool {
        let at = self.gaps.partition_point(|gap| gap.new.end <= new);
        self.gaps.get(at).is_some_and(|gap| gap.new.contains(&new) && gap.old.contains(&old))
    }

    /// Pairs blocks that stand once in each version, somewhere else.
    fn elsewhere(&self) -> Vec<Pair> {
        let mut places: BTreeMap<&str, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        for at in self.old_blocks() {
            places.entry(self.old[at].as_str()).or_default().0.push(at);
        }
        for at in self.new_blocks().filter(|at| self.is_movable(*at)) {
            places.entry(self.new[at].as_str()).or_default().1.push(at);
        }
        let once = |held: &(Vec<usize>, Vec<usize>)| match (held.0.as_slice(), held.1.as_slice()) {
            (&[old], &[new]) => Some(Pair { old, new, same: true, moved: false }),
            _ => None,
        };
        places.values().filter_map(once).collect()
    }

    /// Pairs the other blocks with what is most like them, the surest first.
    fn alike(&self, paired: &[Pair]) -> Vec<Pair> {
        let taken: (BTreeSet<usize>, BTreeSet<usize>) = paired.iter().map(|pair| (pair.old, pair.new)).unzip();
        let bag = |at: usize, key: &str| {
            let mut bag: Vec<String> = words(key).map(|range| range.of(key).to_owned()).collect();
            bag.sort_unstable();
            (at, bag)
        };
        let old: Vec<Bag> =
            self.old_blocks().filter(|at| !taken.0.contains(at)).map(|at| bag(at, &self.old[at])).collect();
        let new: Vec<Bag> =
            self.new_blocks().filter(|at| !taken.1.contains(at)).map(|at| bag(at, &self.new[at])).collect();
        let mut found = Vec::new();
        for (old, new, likeness) in candidates(self.gaps, &old, &new) {
            let here = self.is_here(old, new);
            let enough = if here { ALIKE.0 } else { ALIKE.1 };
            if likeness >= enough && (here || self.is_movable(new)) {
                found.push((likeness + if here { 0.2 } else { 0.0 }, old, new));
            }
        }
        found.sort_by(|one, two| two.0.total_cmp(&one.0).then((one.1, one.2).cmp(&(two.1, two.2))));
        let (mut olds, mut news) = (BTreeSet::new(), BTreeSet::new());
        let free = |found: &(f32, usize, usize)| {
            let free = !olds.contains(&found.1) && !news.contains(&found.2);
            free && olds.insert(found.1) && news.insert(found.2)
        };
        let pairs = found.into_iter().filter(free);
        pairs.map(|(_, old, new)| Pair { old, new, same: false, moved: false }).collect()
    }
}

/// Finds the blocks that one may be: those at the same place, and those that share rare words. Each with how much is alike.
fn candidates(gaps: &[Gap], old: &[Bag], new: &[Bag]) -> Vec<(usize, usize, f32)> {
    let mut holders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, (_, bag)) in new.iter().enumerate() {
        for word in unique(bag) {
            holders.entry(word).or_default().push(at);
        }
    }
    let mut gap = 0;
    let mut found = Vec::new();
    for (block, bag) in old {
        while gaps.get(gap).is_some_and(|held| held.old.end <= *block) {
            gap += 1;
        }
        let mut votes: BTreeMap<usize, f32> = BTreeMap::new();
        for list in unique(bag).filter_map(|word| holders.get(word)).filter(|list| list.len() < COMMON) {
            for &at in list {
                *votes.entry(at).or_default() += 1.0 / real(list.len()).sqrt();
            }
        }
        let mut likely: Vec<(f32, usize)> = votes.into_iter().map(|(at, vote)| (vote, at)).collect();
        likely.sort_by(|one, two| two.0.total_cmp(&one.0).then(one.1.cmp(&two.1)));
        let mut compared: BTreeSet<usize> = likely.into_iter().take(COMPARED).map(|(_, at)| at).collect();
        if let Some(held) = gaps.get(gap).filter(|held| held.old.len() * held.new.len() <= FEW) {
            let first = new.partition_point(|(at, _)| *at < held.new.start);
            compared.extend(first..new.partition_point(|(at, _)| *at < held.new.end));
        }
        let with = |at: usize| new.get(at).map(|(other, theirs)| (*block, *other, likeness(bag, theirs)));
        found.extend(compared.into_iter().filter_map(with));
    }
    found
}

fn unique(bag: &[String]) -> impl Iterator<Item = &str> {
    bag.chunk_by(|one, two| one == two).filter_map(|group| group.first()).map(String::as_str)
}

/// Returns how many of the words of two blocks are the same: 1 where all are.
fn likeness(ours: &[String], theirs: &[String]) -> f32 {
    let (mut i, mut j, mut both) = (0, 0, 0);
    while let (Some(one), Some(two)) = (ours.get(i), theirs.get(j)) {
        both += usize::from(one == two);
        (i, j) = (i + usize::from(one <= two), j + usize::from(two <= one));
    }
    real(2 * both) / real((ours.len() + theirs.len()).max(1))
}

#[expect(clippy::cast_precision_loss, reason = "counts of words; a ratio needs no more than 24 bits of them")]
fn real(count: usize) -> f32 {
    count as f32
}
