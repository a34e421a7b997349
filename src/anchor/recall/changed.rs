//! Lays blocks that have changed along what became of them: word by word, and replaced words letter by letter.
//!
//! In: the blocks that `anchors.lock` remembers with their words, and the new ones. Out: the stretches that survived. A block goes
//! to the new one that it is most like; what became of one old place is never what became of another.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hash;

use imara_diff::{Algorithm, Diff, InternedInput, Interner};

use super::pairs::{Pair, choose, pairs};
use super::port::{Kept, Piece};
use super::runs::{Token, runs, settled};
use crate::anchor::index::real;
use crate::edition::lock::Lock;
use crate::reading::{Key, words};
use crate::source::Range;

/// So much of replaced words must be the same letters, of the longer side, for them to be the same words misspelt.
const MISSPELT: f32 = 0.5;

/// Pairs what two lists share, in order.
pub(super) fn shared<T: Eq + Hash>(
    ours: impl Iterator<Item = T>,
    theirs: impl Iterator<Item = T>,
) -> Vec<(usize, usize)> {
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

/// Lays each changed block whose words are kept along the new blocks that share most words with it: first the pairs that go
/// together best, so that no block takes what became of another. Blocks of the past come last: they take only what is left.
/// Returns the contested ones.
pub(super) fn changed(
    lock: &Lock,
    reading: &str,
    (leaves, kept, starts): (&[Range], &BTreeMap<usize, Kept>, &[u32]),
    pieces: &mut Vec<Piece>,
) -> BTreeSet<usize> {
    let is_past = |block: usize| lock.blocks.get(block).is_some_and(|block| block.past);
    let taken: BTreeSet<usize> =
        kept.iter().filter(|(block, _)| !is_past(**block)).map(|(_, kept)| kept.leaf).collect();
    let free: Vec<Range> =
        leaves.iter().enumerate().filter(|(leaf, _)| !taken.contains(leaf)).map(|(_, range)| *range).collect();
    let mut pairs = pairs((lock, kept), reading, &free);
    pairs.sort_by(|one, two| two.score.total_cmp(&one.score).then((one.block, one.leaf).cmp(&(two.block, two.leaf))));
    let mut laid = Laid::default();
    let mut lay = |pair: &Pair, least: usize| {
        let (Some(words), Some(&start), Some(&range)) = (
            lock.blocks.get(pair.block).and_then(|held| held.words.as_deref()),
            starts.get(pair.block),
            free.get(pair.leaf),
        ) else {
            return;
        };
        lay((words, start), (reading, range), least, &mut laid);
    };
    let mut contested = BTreeSet::new();
    for past in [false, true] {
        let pairs: Vec<&Pair> = pairs.iter().filter(|pair| is_past(pair.block) == past).collect();
        let chosen = choose(&pairs);
        chosen.pairs.iter().for_each(|pair| lay(pair, 1));
        let mut placed: BTreeSet<usize> = chosen.pairs.iter().map(|pair| pair.block).collect();
        contested.extend(chosen.contested);
        // Blocks that were joined to another, and the rest of such as were split.
        for pair in pairs.iter().filter(|pair| pair.inner >= 0.6) {
            lay(pair, if placed.insert(pair.block) { 1 } else { 5 });
        }
    }
    pieces.append(&mut laid.pieces);
    contested
}

/// Cuts words from marks: each word, and each mark, with its key.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let marks = |from: usize, to: usize, found: &mut Vec<Token>| {
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

/// What was laid along the new text, no old place and no new one twice.
#[derive(Debug, Default)]
struct Laid {
    pieces: Vec<Piece>,
    /// The first byte of each stretch and one past its last, on the old axis and in the new reading.
    old: BTreeMap<u32, u32>,
    new: BTreeMap<u32, u32>,
}

impl Laid {
    fn add(&mut self, piece: Piece) {
        let is_free = |laid: &BTreeMap<u32, u32>, range: Range| {
            laid.range(..range.end).next_back().is_none_or(|(_, &end)| end <= range.start)
        };
        if is_free(&self.old, piece.old) && is_free(&self.new, piece.new) {
            self.old.insert(piece.old.start, piece.old.end);
            self.new.insert(piece.new.start, piece.new.end);
            self.pieces.push(piece);
        }
    }
}

/// Lays an old block along a new one; runs shorter than `least` do not count.
fn lay((words, start): (&str, u32), (reading, range): (&str, Range), least: usize, laid: &mut Laid) {
    let block = range.of(reading);
    let (ours, theirs) = (tokens(words), tokens(block));
    let pairs = shared(ours.iter().map(|(_, key)| key.as_str()), theirs.iter().map(|(_, key)| key.as_str()));
    let mut add = |old: Range, new: Range| {
        laid.add(Piece {
            old: Range { start: start + old.start, end: start + old.end },
            new: Range { start: range.start + new.start, end: range.start + new.end },
        });
    };
    let mut done = (0, 0);
    for (i, j, run) in settled(&pairs, (&ours, &theirs)) {
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

type Tokens<'a> = (&'a str, &'a [Token], std::ops::Range<usize>);

/// Compares replaced words letter by letter, where they are few and much alike.
fn refine((ours, old, i): Tokens<'_>, (theirs, new, j): Tokens<'_>, add: &mut impl FnMut(Range, Range)) {
    let ends = |list: &[Token], of: std::ops::Range<usize>| {
        let held = list.get(of)?;
        Some(Range { start: held.first()?.0.start, end: held.last()?.0.end })
    };
    let (Some(old), Some(new)) = (ends(old, i), ends(new, j)) else { return };
    let (a, b) = (old.of(ours), new.of(theirs));
    if a.len() >= 400 || b.len() >= 400 {
        return;
    }
    let pairs = shared(a.chars(), b.chars());
    if real(pairs.len()) < MISSPELT * real(a.chars().count().max(b.chars().count())) {
        return;
    }
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
