//! What became of a text: two versions of it compared, block by block and then word by word.
//!
//! In: the blocks of an older and of a newer version. Out: a [`Redline`], the steps that lead from one to the other in reading
//! order, and for two blocks of a pair their [`Words`]. Versions that differ only in typography are the same; case counts.
//! Blocks are paired once, whatever their order, so that a paragraph that moved is told as moved, not as lost and new.

mod order;
mod pair;
mod words;

pub use words::{Image, Piece, Words};

use self::pair::Pair;

/// A step on the way from the older version to the newer one; blocks by their places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A block stands in both, the same.
    Same(usize, usize),
    /// It stands in both, with other words.
    Changed(usize, usize),
    /// Only the older version has it.
    Removed(usize),
    /// Only the newer version has it.
    Added(usize),
    /// It stood here in the older version, and stands elsewhere in the newer.
    Left(usize, usize),
    /// It stands here in the newer version, and stood elsewhere in the older.
    Came(usize, usize),
}

/// Two versions of a text, compared.
#[derive(Clone, Debug, Default)]
pub struct Redline {
    steps: Vec<Step>,
    /// For each newer block the older one that it is.
    origins: Vec<Option<usize>>,
}

impl Redline {
    /// Compares the blocks of an older version with those of a newer one.
    pub fn new(older: &[&str], newer: &[&str]) -> Self {
        let pairs = pair::pairs(older, newer);
        let mut origins = vec![None; newer.len()];
        for pair in &pairs {
            if let Some(origin) = origins.get_mut(pair.new) {
                *origin = Some(pair.old);
            }
        }
        Self { steps: steps(&pairs, older.len(), newer.len()), origins }
    }

    /// Returns the steps, in the order in which they are read.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Returns the older block that a newer one is, whatever became of its words.
    pub fn origin(&self, newer: usize) -> Option<usize> {
        self.origins.get(newer).copied().flatten()
    }
}

/// Puts pairs in order: what stood between two that kept their order comes before what stands there now.
fn steps(pairs: &[Pair], older: usize, newer: usize) -> Vec<Step> {
    let mut goes: Vec<Step> = (0..older).map(Step::Removed).collect();
    let mut comes: Vec<Step> = (0..newer).map(Step::Added).collect();
    for pair in pairs.iter().filter(|pair| pair.moved) {
        if let (Some(left), Some(came)) = (goes.get_mut(pair.old), comes.get_mut(pair.new)) {
            (*left, *came) = (Step::Left(pair.old, pair.new), Step::Came(pair.old, pair.new));
        }
    }
    let (mut old, mut new) = (0, 0);
    let mut steps = Vec::with_capacity(older + newer - pairs.len().min(older));
    for pair in pairs.iter().filter(|pair| !pair.moved) {
        steps.extend(goes.get(old..pair.old).unwrap_or_default());
        steps.extend(comes.get(new..pair.new).unwrap_or_default());
        steps.push(if pair.same { Step::Same(pair.old, pair.new) } else { Step::Changed(pair.old, pair.new) });
        (old, new) = (pair.old + 1, pair.new + 1);
    }
    steps.extend(goes.get(old..).unwrap_or_default());
    steps.extend(comes.get(new..).unwrap_or_default());
    steps
}

#[cfg(test)]
mod tests {
    use super::Step::{Added, Came, Changed, Left, Removed, Same};
    use super::*;

    const A: &str = "The masters of the ships, gathered at the Old Quay, resolve as follows in their own name.";
    const B: &str = "Every ship that enters the harbour shall pay a toll, and it is paid once a year at the gate.";
    const C: &str = "No master shall be kept outside the harbour on account of the weather, the hour or the tide.";
    const D: &str = "Signed by the masters, who keep the seal under three keys in the house of the aldermen.";

    #[track_caller]
    fn check(older: &[&str], newer: &[&str], expected: &[Step]) {
        assert_eq!(Redline::new(older, newer).steps(), expected);
        // Each block stands in exactly one step on its side.
        let (mut olds, mut news) = (vec![0; older.len()], vec![0; newer.len()]);
        for step in expected {
            match *step {
                Same(old, new) | Changed(old, new) => (olds[old], news[new]) = (olds[old] + 1, news[new] + 1),
                Removed(old) | Left(old, _) => olds[old] += 1,
                Added(new) | Came(_, new) => news[new] += 1,
            }
        }
        assert!(olds.iter().chain(&news).all(|count| *count == 1));
    }

    #[test]
    fn blocks_are_paired() {
        check(&[A, B], &[A, B], &[Same(0, 0), Same(1, 1)]);
        check(&[A, B, D], &[A, D], &[Same(0, 0), Removed(1), Same(2, 1)]);
        check(&[A, D], &[A, C, D], &[Same(0, 0), Added(1), Same(1, 2)]);
        let changed = B.replace("once", "twice");
        check(&[A, B, D], &[A, &changed, D], &[Same(0, 0), Changed(1, 1), Same(2, 2)]);
        check(&[A, B, D], &[A, C, D], &[Same(0, 0), Removed(1), Added(1), Same(2, 2)]);
        check(&[], &[A], &[Added(0)]);
        check(&[A], &[], &[Removed(0)]);
    }

    #[test]
    fn typography_is_no_change_and_case_is() {
        check(&["“So — it is”, he said."], &["\"So - it is\", he  said."], &[Same(0, 0)]);
        check(&["The Allies agree to it."], &["The allies agree to it."], &[Changed(0, 0)]);
    }

    #[test]
    fn what_moved_is_told_once_here_and_once_there() {
        check(&[A, B, C, D], &[B, C, D, A], &[Left(0, 3), Same(1, 0), Same(2, 1), Same(3, 2), Came(0, 3)]);
        let changed = C.replace("weather", "wind");
        check(&[A, C, B, D], &[A, B, D, &changed], &[Same(0, 0), Left(1, 3), Same(2, 1), Same(3, 2), Came(1, 3)]);
    }

    #[test]
    fn changed_neighbours_keep_their_order() {
        let (b, c) = (B.replace("once", "twice"), C.replace("weather", "wind"));
        check(&[A, B, C, D], &[A, &b, &c, D], &[Same(0, 0), Changed(1, 1), Changed(2, 2), Same(3, 3)]);
        let long = format!("{b} And more is said of it here.");
        check(&[B, C], &[D, &long, &c], &[Added(0), Changed(0, 1), Changed(1, 2)]);
    }

    #[test]
    fn short_blocks_do_not_move() {
        check(&["Done.", A, B], &[A, B, "Done."], &[Removed(0), Same(1, 0), Same(2, 1), Added(2)]);
    }
}
