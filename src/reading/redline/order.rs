//! Which of some things keep their order: the heaviest of all selections that do.

/// Takes places with their weights, in another order; tells of each whether it belongs to the heaviest selection whose places
/// rise. What weighs nothing does not. O(n log n).
pub(super) fn heaviest(places: &[(usize, usize)]) -> Vec<bool> {
    let size = places.iter().map(|(place, _)| place + 1).max().unwrap_or_default();
    let mut best = Peaks { tree: vec![None; size + 1] };
    let mut before = Vec::with_capacity(places.len());
    for (at, &(place, weight)) in places.iter().enumerate() {
        let found = best.below(place);
        before.push(found.map(|(_, at)| at));
        if weight > 0 {
            best.raise(place, (found.map_or(0, |(sum, _)| sum) + weight, at));
        }
    }
    let mut keeps = vec![false; places.len()];
    let mut next = best.below(size).map(|(_, at)| at);
    while let Some(at) = next {
        keeps[at] = true;
        next = before.get(at).copied().flatten();
    }
    keeps
}

/// The greatest sum below each place, in a tree of prefixes; each with where it was reached.
struct Peaks {
    tree: Vec<Option<(usize, usize)>>,
}

impl Peaks {
    /// Returns the greatest sum at places before this one.
    fn below(&self, place: usize) -> Option<(usize, usize)> {
        let (mut at, mut found) = (place, None);
        while at > 0 {
            found = found.max(self.tree.get(at).copied().flatten());
            at &= at - 1;
        }
        found
    }

    fn raise(&mut self, place: usize, sum: (usize, usize)) {
        let mut at = place + 1;
        while let Some(held) = self.tree.get_mut(at) {
            *held = (*held).max(Some(sum));
            at += at & at.wrapping_neg();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_selection_keeps_its_order() {
        let check = |places: &[(usize, usize)], expected: &[usize]| {
            let keeps = heaviest(places);
            let kept: Vec<usize> = (0..places.len()).filter(|&at| keeps[at]).collect();
            assert_eq!(kept, expected);
        };
        check(&[], &[]);
        check(&[(0, 1), (1, 1), (2, 1)], &[0, 1, 2]);
        check(&[(2, 5), (0, 2), (1, 2)], &[0]);
        check(&[(2, 3), (0, 2), (1, 2)], &[1, 2]);
        check(&[(0, 1), (5, 0), (1, 1)], &[0, 2]);
    }
}
