//! Finds passages again that `anchors.lock` remembers.
//!
//! In: a text with its lock, and the remembered passages that are asked for. Out: for each where it stands now and how that is
//! known, or what stands there instead. A text that is as it was needs no search: the words are compared where they stood. Else
//! in turn: blocks that are as they were, what survived of changed ones (`port`, `pairs`, `changed`), the place that was in doubt when it
//! was last told, search with the words around (`search`), and search between the neighbours that were found. What came from another old
//! passage is never taken for this one.

mod changed;
mod follow;
mod laid;
mod pairs;
mod port;
mod runs;
mod search;
mod weigh;

pub(super) use follow::follow;
pub(super) use pairs::twins;

use rayon::prelude::*;

use super::index::Index;
use super::matching::shared;
use super::search::Hits;
use crate::edition::lock::{self, Lock, Locked};
use crate::edition::{Candidate, Text};
use crate::reading::{Key, NORM, is_whole, sentences, words};
use crate::source::Range;
use port::{Carried, Port};
use search::{Decision, Ground, Sought, decide, look};
use weigh::Likely;

/// The widest stretch between neighbours that is searched, in bytes.
const WIDEST: usize = 20_000;

/// What became of a passage.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Fate {
    /// It stands there.
    There(There),
    /// Several places fit equally well.
    Several(Vec<Range>),
    /// It is gone; what stands there now, where that is known.
    Gone(Option<Range>),
}

/// Where a passage stands, and how that is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct There {
    /// Where.
    pub(super) range: Range,
    /// The same with the words that were put in the place of its first and last ones.
    pub(super) whole: Range,
    /// How sure, 0 to 1.
    pub(super) score: f32,
    /// How it is known.
    pub(super) way: Way,
    /// Whether it stands in another order than it did, or elsewhere.
    pub(super) moved: bool,
}

/// How a place is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// The block is as it was.
    Kept,
    /// It was carried over with what survived of it.
    Carried,
    /// So it was, but what stands there may have been another passage, much like it.
    Contested,
    /// It was looked for.
    Searched,
}

/// Finds what became of remembered passages.
pub(super) fn recall(text: &Text, lock: &Lock, asked: &[&Locked]) -> Vec<Fate> {
    let reading = text.prose.reading.as_str();
    let mut fates: Vec<Option<Fate>> = vec![None; asked.len()];
    if lock.norm == NORM && lock.text == lock::hash(reading) {
        let stood = Stood::new(lock, text);
        fates = asked
            .iter()
            .map(|held| stood.verify(reading, held).or_else(|| doubt(reading, held, |block| stood.place(block))))
            .collect();
    }
    if fates.iter().all(Option::is_some) {
        return fates.into_iter().flatten().collect();
    }
    let port = Port::new(lock, text);
    for (held, fate) in asked.iter().zip(&mut fates).filter(|(_, fate)| fate.is_none()) {
        *fate = carry(&port, reading, held).or_else(|| doubt(reading, held, |block| port.place(block)));
    }
    search_rest((text, &port), asked, fates)
}

/// Where a passage stood: its block, and its first byte in that.
type Old = (u32, u32);

fn old(held: &Locked) -> Old {
    (held.block, held.at.start)
}

/// Searches what could not be carried over.
fn search_rest((text, port): (&Text, &Port), asked: &[&Locked], mut fates: Vec<Option<Fate>>) -> Vec<Fate> {
    let reading = text.prose.reading.as_str();
    let left: Vec<usize> = (0..asked.len()).filter(|&at| fates[at].is_none()).collect();
    if left.is_empty() {
        return fates.into_iter().flatten().collect();
    }
    let key = Key::folded(reading);
    let index = Index::new(key.text());
    let ground = Ground::new(&key, &index);
    let sought: Vec<(usize, &Locked, Sought)> =
        left.into_iter().filter_map(|at| asked.get(at).map(|held| (at, *held, Sought::new(held)))).collect();
    let hits = ground.find(sought.iter().map(|(.., sought)| sought));
    let looker = Looker { ground, port, reading };
    let found: Vec<(usize, Fate, bool)> = sought
        .par_iter()
        .zip(&hits)
        .map(|((at, held, sought), hits)| {
            let (fate, sure) = looker.search(held, sought, hits.starts());
            (*at, fate, sure)
        })
        .collect();
    let mut sure: Vec<(Old, Range)> = Vec::new();
    let mut note = |held: &Locked, fate: &Fate| {
        if let Fate::There(there) = fate {
            sure.push((old(held), there.range));
        }
    };
    for (held, fate) in asked.iter().zip(&fates) {
        if let Some(fate) = fate {
            note(held, fate);
        }
    }
    for (at, fate, is_sure) in found {
        if let (true, Some(held)) = (is_sure, asked.get(at)) {
            note(held, &fate);
        }
        fates[at] = Some(fate);
    }
    sure.sort_unstable();
    for ((at, held, sought), hits) in sought.iter().zip(&hits) {
        if !matches!(fates[*at], Some(Fate::There(_)))
            && let Some(found) = looker.between(&sure, (held, sought), hits.starts())
        {
            fates[*at] = Some(found);
        }
    }
    fates.into_iter().map(|fate| fate.unwrap_or(Fate::Gone(None))).collect()
}

/// Returns how well the best other place fits for passages that are to be remembered; they stand where they are said to.
pub(super) fn rivals(text: &Text, held: &[(&Locked, Range)]) -> Vec<f32> {
    if held.is_empty() {
        return Vec::new();
    }
    let reading = text.prose.reading.as_str();
    let key = Key::folded(reading);
    let index = Index::new(key.text());
    let ground = Ground::new(&key, &index);
    let sought: Vec<(Sought, Range)> = held.iter().map(|(held, range)| (Sought::new(held), *range)).collect();
    let hits = ground.find(sought.iter().map(|(sought, _)| sought));
    let rival = |((sought, own), hits): (&(Sought, Range), &Hits)| {
        search::rival(ground, reading, (sought, *own), hits.starts())
    };
    sought.par_iter().zip(&hits).map(rival).collect()
}

/// Lists the likeliest places of a quotation, the best first, however little they fit: with what is remembered of it where
/// something is, else by its words alone.
pub fn considered(text: &Text, words: &str, held: Option<&Locked>) -> Vec<Candidate> {
    const LISTED: usize = 5;
    let reading = text.prose.reading.as_str();
    let key = Key::folded(reading);
    let index = Index::new(key.text());
    let ground = Ground::new(&key, &index);
    let sought = held.map_or_else(|| Sought::of(words), Sought::new);
    let hits = ground.find(std::iter::once(&sought));
    let hits = hits.first().map(Hits::starts).unwrap_or_default();
    let mut found: Vec<Candidate> = Vec::new();
    for likely in search::every(ground, reading, &sought, hits) {
        let range = key.reading(likely.start, likely.end);
        if found.len() < LISTED && !range.is_empty() && found.iter().all(|held| !held.range.overlaps(range)) {
            found.push(Candidate { range, confidence: likely.score.clamp(0.0, 1.0) });
        }
    }
    found
}

/// The blocks of a text that is as it was.
struct Stood {
    /// For each remembered block the one of the text; none for those that were gone already.
    now: Vec<Option<Range>>,
}

impl Stood {
    fn new(lock: &Lock, text: &Text) -> Self {
        let mut leaves = lock::blocks(&text.prose).into_iter();
        Self { now: lock.blocks.iter().map(|block| if block.past { None } else { leaves.next() }).collect() }
    }

    /// Compares the words where they stood.
    fn verify(&self, reading: &str, held: &Locked) -> Option<Fate> {
        let start = self.place(held.block as usize)?.start.checked_add(held.at.start)?;
        let range = Range { start, end: start.checked_add(held.at.end.checked_sub(held.at.start)?)? };
        let there = There { range, whole: range, score: held.confidence, way: Way::Kept, moved: false };
        (range.of(reading) == held.exact).then_some(Fate::There(there))
    }

    /// Returns where a block stands.
    fn place(&self, block: usize) -> Option<Range> {
        self.now.get(block).copied().flatten()
    }
}

/// Returns where a passage was last told to be in doubt, if its block stands as it stood then.
fn doubt(reading: &str, held: &Locked, block: impl Fn(usize) -> Option<Range>) -> Option<Fate> {
    let doubt = held.doubt?;
    let start = block(doubt.block as usize)?.start;
    let range = Range { start: start.checked_add(doubt.at.start)?, end: start.checked_add(doubt.at.end)? };
    let there = There { range, whole: range, score: doubt.confidence, way: Way::Searched, moved: false };
    (!range.of(reading).is_empty()).then_some(Fate::There(there))
}

fn carry(port: &Port, reading: &str, held: &Locked) -> Option<Fate> {
    let there = |carried: Carried, way: Way| {
        let Carried { range, whole, share, moved } = carried;
        let score = if way == Way::Kept { held.confidence } else { share };
        Fate::There(There { range, whole, score, way, moved })
    };
    if let Some(found) = port.unchanged(reading, held) {
        return Some(there(found, Way::Kept));
    }
    let way = if port.is_contested(held.block) { Way::Contested } else { Way::Carried };
    port.carry(reading, held).map(|found| there(found, way))
}

/// Searches a text.
#[derive(Clone, Copy)]
struct Looker<'a> {
    ground: Ground<'a>,
    port: &'a Port,
    reading: &'a str,
}

impl Looker<'_> {
    /// Searches the whole stretch; tells too whether words and surroundings both are sure.
    fn search(self, held: &Locked, sought: &Sought, hits: &[u32]) -> (Fate, bool) {
        let likely = look(self.ground, self.reading, sought, hits);
        let range = |likely: &Likely| self.ground.key.reading(likely.start, likely.end);
        let is_free = |likely: &Likely| sought.is_home(likely) || !self.port.is_taken(range(likely), held);
        match decide(sought, &likely, is_free) {
            Decision::There(best) => {
                let range = if best.exact { range(&best) } else { of_its_sentences(self.reading, range(&best), held) };
                let there = There { range, whole: range, score: best.score, way: Way::Searched, moved: best.exact };
                (Fate::There(there), best.sure)
            }
            Decision::Several(several) => (Fate::Several(several.iter().map(range).collect()), false),
            Decision::Nowhere(near) => {
                let near = near.filter(|ends| ends.0 < ends.1).map(|ends| self.ground.key.reading(ends.0, ends.1));
                // What is cut within a word is not what stands there, but letters that are alike.
                let near = near.filter(|range| is_whole(self.reading, range.start as usize, range.end as usize));
                let near = near.map(|range| range.trimmed(self.reading));
                let near = near.filter(|range| !was_beside(range.of(self.reading), held));
                let near = near.filter(|range| !self.port.is_taken(*range, held));
                let near = self.port.between(self.reading, held).or(near);
                (Fate::Gone(near.filter(|range| !range.is_empty())), false)
            }
        }
    }

    /// Searches between the places of its neighbours.
    fn between(self, sure: &[(Old, Range)], (held, sought): (&Locked, &Sought), hits: &[u32]) -> Option<Fate> {
        let next = sure.partition_point(|(neighbour, _)| *neighbour < old(held));
        let before = sure.get(next.saturating_sub(2)..next)?;
        let after = sure.get(next..(next + 2).min(sure.len()))?;
        let low = before.iter().map(|(_, new)| new.start).min()?;
        let high = after.iter().map(|(_, new)| new.end).max()?;
        let bounds = (self.ground.key.at(low), self.ground.key.at(high));
        if bounds.1 <= bounds.0 || bounds.1 - bounds.0 > WIDEST {
            return None;
        }
        let narrow = Self { ground: Ground { bounds, ..self.ground }, ..self };
        let (fate, _) = narrow.search(held, sought, hits);
        matches!(fate, Fate::There(_)).then_some(fate)
    }
}

/// Takes sentences off the ends of a stretch that share no word with the passage: what it had of them is gone.
fn of_its_sentences(reading: &str, range: Range, held: &Locked) -> Range {
    let sentences = sentences(reading, range);
    if sentences.len() < 2 {
        return range;
    }
    let folded = |text: &str| -> Vec<String> {
        words(text).map(|range| Key::folded(range.of(text)).text().to_owned()).collect()
    };
    let pairs = shared(&folded(&held.exact), &folded(range.of(reading)));
    let places: Vec<Range> = words(range.of(reading)).collect();
    let place = |pair: Option<&(usize, usize)>| {
        pair.and_then(|(_, word)| places.get(*word)).map(|word| range.start + word.start)
    };
    let (Some(first), Some(last)) = (place(pairs.first()), place(pairs.last())) else { return range };
    let holding = |at: u32| sentences.iter().find(|sentence| (sentence.start..sentence.end).contains(&at));
    match (holding(first), holding(last)) {
        (Some(first), Some(last)) => Range { start: first.start, end: last.end },
        _ => range,
    }
}

/// Tells whether words begin with some that followed a passage, or end with some that stood before it: they were there when it was.
fn was_beside(words: &str, held: &Locked) -> bool {
    const TOLD: usize = 12;
    let words = words.trim_matches(|letter: char| !letter.is_alphanumeric());
    let first = words.char_indices().nth(TOLD).map_or(words, |(at, _)| words.get(..at).unwrap_or_default());
    let last = words.char_indices().nth_back(TOLD - 1).map_or(words, |(at, _)| words.get(at..).unwrap_or_default());
    held.after.contains(first) || held.before.contains(last)
}
