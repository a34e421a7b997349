//! The words that two long passages share, in order, at a cost that grows with their length and not with its square.

use imara_diff::{Algorithm, Diff, InternedInput};

/// Finds the words that two passages share: pairs of places, in order in both.
pub(super) fn shared(ours: &[&str], theirs: &[&str]) -> Vec<(usize, usize)> {
    let mut input = InternedInput::default();
    input.update_before(ours.iter().copied());
    input.update_after(theirs.iter().copied());
    let diff = Diff::compute(Algorithm::Histogram, &input);
    let (mut i, mut j, mut found) = (0, 0, Vec::new());
    for hunk in diff.hunks() {
        let same = (hunk.before.start as usize).saturating_sub(i);
        found.extend((0..same).map(|step| (i + step, j + step)));
        (i, j) = (hunk.before.end as usize, hunk.after.end as usize);
    }
    let rest = ours.len().saturating_sub(i).min(theirs.len().saturating_sub(j));
    found.extend((0..rest).map(|step| (i + step, j + step)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_words_are_paired_in_order() {
        assert_eq!(shared(&["a", "b", "c", "d"], &["x", "b", "y", "c", "d"]), [(1, 1), (2, 3), (3, 4)]);
        assert_eq!(shared(&["a"], &["a", "b"]), [(0, 0)]);
        assert_eq!(shared(&["a", "b"], &[]), []);
        assert_eq!(shared(&["a", "b"], &["a", "b"]), [(0, 0), (1, 1)]);
    }
}
