//! The words of a text and where they stand, for finding passages that share rare words with a lemma.
//!
//! Made once for a text, and only when a lemma of it needs the fuzzy tier.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use crate::reading::words;

/// So many of a lemma's words vote.
const VOTERS: usize = 10;

/// About so many places vote for one lemma.
const BUDGET: usize = 6_000;

/// So many regions are looked at closely.
const REGIONS: usize = 6;

/// So many of a lemma's words are taken for misspelt, the longest first.
const MISSPELT: usize = 3;

/// So many places of misspelt words are looked at.
const NEAR: usize = 50;

/// Where each word of a key stands.
#[derive(Debug)]
pub(super) struct Index<'a> {
    ids: HashMap<&'a str, usize>,
    words: Vec<&'a str>,
    places: Vec<Vec<u32>>,
    tokens: usize,
}

/// A word of a lemma, and its first byte there.
#[derive(Clone, Copy, Debug)]
struct Voter<'w> {
    word: &'w str,
    offset: usize,
}

impl<'a> Index<'a> {
    /// Lists the words of a key.
    pub(super) fn new(key: &'a str) -> Self {
        let mut index = Self { ids: HashMap::new(), words: Vec::new(), places: Vec::new(), tokens: 0 };
        for range in words(key) {
            let word = range.of(key);
            let id = *index.ids.entry(word).or_insert_with(|| {
                index.words.push(word);
                index.places.push(Vec::new());
                index.words.len() - 1
            });
            index.places[id].push(range.start);
            index.tokens += 1;
        }
        index
    }

    /// Returns the evidence of a match of a word against chance, in nats; more than 0.
    pub(super) fn evidence(&self, word: &str, slack: f32) -> f32 {
        let count = self.places_of(word).len().max(1);
        (real(self.tokens) / (real(count) * slack)).ln().max(0.3)
    }

    fn places_of(&self, word: &str) -> &[u32] {
        self.ids.get(word).and_then(|&id| self.places.get(id)).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns where a lemma may begin in a stretch of the key, the likeliest first: the rare words that it shares with the
    /// text vote for the place where it would stand, but not those in the stretch `without`. Only where none is known do misspelt
    /// words vote.
    pub(super) fn regions(&self, lemma: &str, (from, to): (usize, usize), without: (usize, usize)) -> Vec<usize> {
        let electors: Vec<Voter<'_>> =
            words(lemma).map(|range| Voter { word: range.of(lemma), offset: range.start as usize }).collect();
        let width = (lemma.len() / 4).max(24);
        let mut votes: BTreeMap<usize, f32> = BTreeMap::new();
        let is_free = |place: usize| !(without.0..without.1).contains(&place);
        let is_asked = |place: usize| (from..to).contains(&place) && is_free(place);
        let within = |place: &&u32| is_asked(**place as usize);
        for (voter, places) in self.voting(&electors, is_free) {
            let weight = (1.0 + real(self.tokens) / real(places.len())).ln();
            for &place in places.iter().filter(within) {
                *votes.entry((place as usize).saturating_sub(voter.offset) / width).or_default() += weight;
            }
        }
        if votes.is_empty() {
            let near = self.misspelt(&electors).into_iter().filter(|place| is_asked(*place));
            votes.extend(near.map(|place| (place / width, 1.0)));
        }
        best(&votes).into_iter().map(|bucket| bucket * width).collect()
    }

    /// Chooses the words that vote: the rarest that stand in a free place, until enough places have voted.
    fn voting<'w>(&self, voters: &[Voter<'w>], is_free: impl Fn(usize) -> bool) -> Vec<(Voter<'w>, &[u32])> {
        let mut known: Vec<(Voter<'w>, &[u32])> = voters
            .iter()
            .map(|voter| (*voter, self.places_of(voter.word)))
            .filter(|(_, places)| places.iter().any(|place| is_free(*place as usize)))
            .collect();
        known.sort_by_key(|(voter, places)| (places.len(), voter.offset));
        let mut budget = BUDGET;
        let mut kept = 0;
        known.retain(|(_, places)| {
            let affordable = places.len() <= budget || kept < 2 && places.len() <= 20_000;
            let room = kept < VOTERS || budget >= BUDGET / 2;
            if !(affordable && room) {
                return false;
            }
            budget = budget.saturating_sub(places.len());
            kept += 1;
            true
        });
        known
    }

    /// Returns where a lemma would begin if its words were misspelt by one letter.
    fn misspelt(&self, voters: &[Voter<'_>]) -> Vec<usize> {
        let mut found = Vec::new();
        let mut longest: Vec<Voter<'_>> = voters.iter().filter(|voter| voter.word.len() >= 4).copied().collect();
        longest.sort_by_key(|voter| (Reverse(voter.word.len()), voter.offset));
        for voter in longest.iter().take(MISSPELT) {
            for (_, places) in self.words.iter().zip(&self.places).filter(|(word, _)| is_near(word, voter.word)) {
                found.extend(places.iter().map(|&place| (place as usize).saturating_sub(voter.offset)));
                if found.len() > NEAR {
                    found.truncate(NEAR);
                    return found;
                }
            }
        }
        found
    }
}

/// Returns the buckets with the most votes (their neighbour's counted), none beside another.
fn best(votes: &BTreeMap<usize, f32>) -> Vec<usize> {
    let both = |(&bucket, &vote): (&usize, &f32)| (bucket, vote + votes.get(&(bucket + 1)).copied().unwrap_or(0.0));
    let mut ranked: Vec<(usize, f32)> = votes.iter().map(both).collect();
    ranked.sort_by(|one, two| two.1.total_cmp(&one.1).then(one.0.cmp(&two.0)));
    let mut kept: Vec<usize> = Vec::new();
    let enough = ranked.first().map_or(0.0, |top| top.1 / 2.0);
    for (bucket, vote) in ranked {
        if kept.len() == REGIONS || vote < enough {
            break;
        }
        if kept.iter().all(|held| held.abs_diff(bucket) > 1) {
            kept.push(bucket);
        }
    }
    kept
}

/// Tells whether two words differ by one letter: another, one more, one less, or two changed about.
pub(super) fn is_near(one: &str, two: &str) -> bool {
    let (long, short) = if one.len() < two.len() { (two, one) } else { (one, two) };
    let (a, b) = (long.as_bytes(), short.as_bytes());
    // One change leaves one end as it was; this spares most comparisons.
    if a.len() - b.len() > 3 || a.first() != b.first() && a.last() != b.last() {
        return false;
    }
    let same = long.chars().zip(short.chars()).take_while(|(a, b)| a == b).count();
    let rest = |words: &str| words.chars().skip(same).collect::<Vec<_>>();
    let (long, short) = (rest(long), rest(short));
    let swapped = || match (long.as_slice(), short.as_slice()) {
        ([a, b, long @ ..], [c, d, short @ ..]) => a == d && b == c && long == short,
        _ => false,
    };
    let (a, b) = (long.get(1..), short.get(1..));
    a == b || a == Some(short.as_slice()) || b == Some(long.as_slice()) || swapped()
}

/// Turns a count into a number to reckon with.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts are far below what a float holds exactly, or need no more digits"
)]
pub(super) fn real(count: usize) -> f32 {
    count as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_differ_by_a_letter() {
        for (one, two) in [("gaet", "gate"), ("places", "plaices"), ("fed", "bed"), ("größe", "grösse"), ("ab", "a")]
        {
            assert_eq!(is_near(one, two), one != "größe", "{one} {two}");
        }
        assert!(!is_near("gate", "goat-s"));
    }

    #[test]
    fn rare_words_lead_to_the_place() {
        let key = format!("{} the gate lifted from its hinges {}", "the of a ".repeat(50), "and the of ".repeat(50));
        let index = Index::new(&key);
        let regions = index.regions("the gate lifted of its hinges", (0, key.len()), (0, 0));
        let first = regions.first().copied().expect("there is a region");
        assert!(first.abs_diff(451) <= 48, "{first}");
        assert!(
            index
                .regions("the gate lifted of its hinges", (0, key.len()), (300, 600))
                .iter()
                .all(|at| at.abs_diff(first) > 48)
        );
        assert!(Index::new("a b").regions("zzz", (0, 3), (0, 0)).is_empty());
    }
}
