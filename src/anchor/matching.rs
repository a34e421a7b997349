//! The words that two long passages share, in order, at a cost that grows with their length and not with its square.
//!
//! Runs of a few words that stand once in each are the fixed points; the longest chain of them that is in order in both is
//! kept. From each the shared words are followed on, and what then lies between is compared word by word where it is short.

use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Range as Places;

/// So many words in a row are a fixed point where they stand once.
const RUN: usize = 4;

/// Above this product of their words two stretches between fixed points are not compared.
const CELLS: usize = 10_000;

/// Finds the words that two passages share: pairs of places, in order in both.
pub(super) fn shared<W: Eq + Hash>(ours: &[W], theirs: &[W]) -> Vec<(usize, usize)> {
    let (mut i, mut j, mut found) = (0, 0, Vec::new());
    for (a, b) in fixed(ours, theirs).into_iter().chain([(ours.len(), theirs.len())]) {
        // What was followed on from the last one may lie beyond.
        if a < i || b < j {
            continue;
        }
        between((ours, i..a), (theirs, j..b), &mut found);
        let rest = ours.iter().skip(a).zip(theirs.iter().skip(b));
        let run = rest.take_while(|(one, two)| one == two).count();
        found.extend((0..run).map(|step| (a + step, b + step)));
        (i, j) = (a + run, b + run);
    }
    found
}

/// Finds the fixed points: where a run of words begins that stands once in each.
fn fixed<W: Eq + Hash>(ours: &[W], theirs: &[W]) -> Vec<(usize, usize)> {
    let (once, other) = (once(ours), once(theirs));
    let pairs = ours.windows(RUN).enumerate().filter_map(|(at, run)| {
        once.get(run).copied().flatten()?;
        Some((at, other.get(run).copied().flatten()?))
    });
    rising(&pairs.collect::<Vec<_>>())
}

/// Lists the runs of words, each with its place where it has only one.
fn once<W: Eq + Hash>(words: &[W]) -> HashMap<&[W], Option<usize>> {
    let mut found = HashMap::with_capacity(words.len());
    for (at, run) in words.windows(RUN).enumerate() {
        found.entry(run).and_modify(|place| *place = None).or_insert(Some(at));
    }
    found
}

/// Keeps of pairs that rise in their first number the most that rise in the second too.
fn rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // For each length the pair that ends a chain of it at the lowest number; for each pair the one before it.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    let second = |at: usize| pairs.get(at).map_or(0, |pair| pair.1);
    for at in 0..pairs.len() {
        let length = ends.partition_point(|&end| second(end) < second(at));
        before.push(length.checked_sub(1).and_then(|shorter| ends.get(shorter)).copied());
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let last = ends.last().copied();
    let chain = std::iter::successors(last, |&at| before.get(at).copied().flatten());
    let mut chain: Vec<(usize, usize)> = chain.filter_map(|at| pairs.get(at).copied()).collect();
    chain.reverse();
    chain
}

/// Adds the words shared by two stretches that lie between fixed points.
fn between<W: Eq>(
    (ours, mine): (&[W], Places<usize>),
    (theirs, other): (&[W], Places<usize>),
    found: &mut Vec<(usize, usize)>,
) {
    let (a, b) = (ours.get(mine.clone()).unwrap_or_default(), theirs.get(other.clone()).unwrap_or_default());
    let back = a.iter().rev().zip(b.iter().rev()).take_while(|(one, two)| one == two).count();
    let (rows, columns) = (a.len() - back, b.len() - back);
    if rows * columns <= CELLS {
        let width = columns + 1;
        let mut most = vec![0_u32; (rows + 1) * width];
        for i in (0..rows).rev() {
            for j in (0..columns).rev() {
                let here = i * width + j;
                most[here] =
                    if a[i] == b[j] { most[here + width + 1] + 1 } else { most[here + 1].max(most[here + width]) };
            }
        }
        let (mut i, mut j) = (0, 0);
        while i < rows && j < columns {
            let here = i * width + j;
            if a[i] == b[j] {
                found.push((mine.start + i, other.start + j));
                (i, j) = (i + 1, j + 1);
            } else if most[here + width] >= most[here + 1] {
                i += 1;
            } else {
                j += 1;
            }
        }
    }
    found.extend((0..back).map(|step| (mine.start + rows + step, other.start + columns + step)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(ours: &str, theirs: &str, expected: &[(usize, usize)]) {
        let [ours, theirs] = [ours, theirs].map(|text| text.split(' ').collect::<Vec<_>>());
        assert_eq!(shared(&ours, &theirs), expected);
    }

    #[test]
    fn shared_words_are_paired_in_order() {
        check("a b c d", "x b y c d", &[(1, 1), (2, 3), (3, 4)]);
        check("a", "a b", &[(0, 0)]);
        check("a b", "c", &[]);
        check(
            "a b c d e f X g h i j k",
            "z a b c d e f g h i j k",
            &[(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (7, 7), (8, 8), (9, 9), (10, 10), (11, 11)],
        );
    }

    #[test]
    fn what_stands_in_another_order_is_not_shared() {
        check("a b c d e f g h", "e f g h a b c d", &[(4, 0), (5, 1), (6, 2), (7, 3)]);
    }

    proptest::proptest! {
        #[test]
        fn pairs_are_equal_words_in_order(ours in "[ab ]{0,80}", theirs in "[ab ]{0,80}") {
            let (ours, theirs): (Vec<&str>, Vec<&str>) = (ours.split(' ').collect(), theirs.split(' ').collect());
            let found = shared(&ours, &theirs);
            proptest::prop_assert!(found.iter().all(|&(i, j)| ours[i] == theirs[j]));
            proptest::prop_assert!(found.windows(2).all(|two| two[0].0 < two[1].0 && two[0].1 < two[1].1));
        }
    }
}
