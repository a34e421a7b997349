//! Makes `anchors.lock` anew from how the quotations stand.
//!
//! What has a sure place is remembered as it stands now, with the words that were last confirmed where they have changed; what is
//! doubtful only where it is accepted; what is unsettled stays as it was remembered, with the blocks in which it stood. Never drops
//! what it does not understand, never writes.

use std::collections::{BTreeMap, BTreeSet};

use super::passage;
use super::recall::{rivals, twins};
use super::standing::{Standing, State, remembered};
use crate::edition::lock::{Doubt, Lock, Locked, LockedBlock, blocks, hash, lemma_hash};
use crate::edition::{Anchor, Note, Selector, Text};
use crate::reading::NORM;
use crate::source::{Range, narrow};

/// So many bytes of the words on either side are remembered, cut at a space.
const AROUND: usize = 64;

/// Makes the lock of a text. `standings` are those of the notes, in their order; a doubtful quotation is taken where its note is
/// `accepted`.
pub fn relock(
    text: &Text,
    notes: &[&Note<Vec<Selector>>],
    standings: &[Vec<Standing>],
    accepted: impl Fn(&Note<Vec<Selector>>) -> bool,
) -> Lock {
    let reading = text.prose.reading.as_str();
    let leaves = blocks(&text.prose);
    let (mut fresh, mut kept): (Vec<(Locked, Range)>, Vec<Locked>) = (Vec::new(), Vec::new());
    let mut unsettled: Vec<(&Locked, Option<Doubt>)> = Vec::new();
    let is_current = text.lock.as_ref().is_some_and(|lock| lock.norm == NORM);
    for ((note, standings), remembered) in notes.iter().zip(standings).zip(remembered(text, notes)) {
        for (((selector, standing), held), quote) in note.place.iter().zip(standings).zip(remembered).zip(1..) {
            let settled = match standing.state {
                State::Unchanged | State::New | State::Moved => standing.place.clone().ok(),
                State::Changed => standing.place.clone().ok().map(|anchor| match standing.replaced {
                    Some(whole) => Anchor { ranges: vec![whole], ..anchor },
                    None => anchor,
                }),
                State::Doubtful | State::Ambiguous | State::Gone if accepted(note) => {
                    acceptable(text, selector, standing)
                }
                State::Doubtful | State::Ambiguous | State::Earlier | State::Gone => None,
            };
            let made = settled.and_then(|anchor| remember((text, &leaves), (note, selector, quote), &anchor));
            let was = held.filter(|_| standing.state == State::Changed && !accepted(note));
            let was = was.map(|held| held.confirmed().to_owned());
            match (made, held) {
                (Some((made, _)), Some(held)) if is_current && is_same(held, &made) => {
                    kept.push(Locked { rival: held.rival, was, ..made });
                }
                (Some((made, range)), _) => fresh.push((Locked { was, ..made }, range)),
                (None, Some(held)) => unsettled.push((held, doubt(&leaves, standing))),
                (None, None) => {}
            }
        }
    }
    let found = rivals(text, &fresh.iter().map(|(made, range)| (made, *range)).collect::<Vec<_>>());
    let fresh = fresh.into_iter().zip(found).map(|((made, _), rival)| Locked { rival, ..made });
    let mut passages: Vec<Locked> = kept.into_iter().chain(fresh).collect();
    let mut made: Vec<LockedBlock> =
        leaves.iter().map(|leaf| LockedBlock { hash: hash(leaf.of(reading)), words: None, past: false }).collect();
    let starts: Vec<u32> = leaves.iter().map(|leaf| leaf.start).collect();
    for held in &passages {
        let first = held.block as usize;
        let end = starts.get(first).map_or(0, |start| start + held.at.end);
        let last = starts.partition_point(|&start| start < end).max(first + 1);
        for (block, leaf) in made.iter_mut().zip(&leaves).take(last).skip(first) {
            block.words = Some(leaf.of(reading).to_owned());
        }
    }
    // What could be taken for an annotated block is remembered too, so that it is not.
    let words: Vec<&str> = leaves.iter().map(|leaf| leaf.of(reading)).collect();
    let annotated = (0..made.len()).filter(|&at| made.get(at).is_some_and(|block| block.words.is_some())).collect();
    for twin in twins(&words, &annotated) {
        if let (Some(block), Some(words)) = (made.get_mut(twin), words.get(twin)) {
            block.words = Some((*words).to_owned());
        }
    }
    if let Some(lock) = &text.lock {
        keep(lock, &unsettled, (&mut made, &mut passages));
    }
    passages.sort_by(|one, two| (&one.note, one.quote).cmp(&(&two.note, two.quote)));
    Lock { text: hash(reading), blocks: made, passages, ..Lock::default() }
}

/// Returns the place that is taken when an author accepts how a passage stands: the doubtful one; of a number whose passage is lost,
/// what stands under it now. Nothing where there is nothing to accept.
pub fn acceptable(text: &Text, selector: &Selector, standing: &Standing) -> Option<Anchor> {
    match standing.state {
        State::Doubtful => standing.place.clone().ok(),
        State::Ambiguous | State::Gone => passage::locate(text, selector)?.ok(),
        State::Unchanged | State::New | State::Moved | State::Changed | State::Earlier => None,
    }
}

/// Returns what a text's lock remembers of passages that no note has any more: the note is gone, or it has fewer quotations.
pub fn forgotten<'t>(text: &'t Text, notes: &[&Note<Vec<Selector>>]) -> Vec<&'t Locked> {
    let has: BTreeMap<&str, usize> = notes.iter().map(|note| (note.id.as_str(), note.place.len())).collect();
    let found = remembered(text, notes);
    let claimed: BTreeSet<_> = found.iter().flatten().flatten().map(|held| (&held.note, held.quote)).collect();
    let held = text.lock.iter().flat_map(|lock| &lock.passages);
    let is_lost = |held: &&Locked| has.get(held.note.as_str()).is_none_or(|count| held.quote as usize > *count);
    held.filter(is_lost).filter(|held| !claimed.contains(&(&held.note, held.quote))).collect()
}

/// Tells whether nothing has changed but the number of the block.
fn is_same(held: &Locked, made: &Locked) -> bool {
    held.exact == made.exact && held.before == made.before && held.after == made.after
}

/// Returns where a doubtful passage may stand.
fn doubt(leaves: &[Range], standing: &Standing) -> Option<Doubt> {
    let range = standing.range()?;
    let (block, start) = block(leaves, range)?;
    let at = Range { start: range.start - start, end: range.end - start };
    let confidence = standing.place.as_ref().map_or(0.0, |anchor| anchor.confidence);
    Some(Doubt { block: narrow(block), at, confidence })
}

/// Finds the block in which a passage begins, and its first byte.
fn block(leaves: &[Range], range: Range) -> Option<(usize, u32)> {
    let block = leaves.partition_point(|leaf| leaf.start <= range.start).checked_sub(1)?;
    Some((block, leaves.get(block)?.start))
}

fn remember(
    (text, leaves): (&Text, &[Range]),
    (note, selector, quote): (&Note<Vec<Selector>>, &Selector, u32),
    anchor: &Anchor,
) -> Option<(Locked, Range)> {
    let reading = text.prose.reading.as_str();
    let range = Range { start: anchor.ranges.first()?.start, end: anchor.ranges.last()?.end };
    let (block, start) = block(leaves, range)?;
    let within = |held: &Range| Range { start: held.start - range.start, end: held.end - range.start };
    let focus = if anchor.ranges.len() > 1 { anchor.ranges.iter().map(within).collect() } else { Vec::new() };
    let held = Locked {
        note: note.id.clone(),
        quote,
        lemma: lemma_hash(selector),
        block: narrow(block),
        at: Range { start: range.start - start, end: range.end - start },
        focus,
        exact: range.of(reading).to_owned(),
        before: before(reading, range.start as usize).to_owned(),
        after: after(reading, range.end as usize).to_owned(),
        rival: 0.0,
        verdict: anchor.verdict,
        confidence: anchor.confidence,
        was: None,
        doubt: None,
    };
    Some((held, range))
}

fn before(reading: &str, at: usize) -> &str {
    let from = reading.ceil_char_boundary(at.saturating_sub(AROUND));
    let words = reading.get(from..at).unwrap_or_default();
    let cut = if from == 0 { Some(0) } else { words.find(char::is_whitespace) };
    cut.and_then(|cut| words.get(cut..)).map_or(words, |cut| if cut.trim().is_empty() { words } else { cut })
}

fn after(reading: &str, at: usize) -> &str {
    let to = reading.floor_char_boundary((at + AROUND).min(reading.len()));
    let words = reading.get(at..to).unwrap_or_default();
    let cut = if to == reading.len() { Some(words.len()) } else { words.rfind(char::is_whitespace) };
    cut.and_then(|cut| words.get(..cut)).map_or(words, |cut| if cut.trim().is_empty() { words } else { cut })
}

/// Keeps what is unsettled as it was: its blocks stand behind the last one before them that is still there.
fn keep(
    lock: &Lock,
    unsettled: &[(&Locked, Option<Doubt>)],
    (made, passages): (&mut Vec<LockedBlock>, &mut Vec<Locked>),
) {
    let mut wanted: BTreeSet<usize> = BTreeSet::new();
    for (held, _) in unsettled {
        let (mut block, mut rest) = (held.block as usize, held.at.end as usize);
        wanted.insert(block);
        while let Some(len) = lock.blocks.get(block).and_then(|block| block.words.as_ref()).map(String::len)
            && rest > len + 2
        {
            (block, rest) = (block + 1, rest - len - 2);
            wanted.insert(block);
        }
    }
    // An old block that still stands is named as it stands; the others are put in, from the last to the first.
    let mut named: Vec<(usize, usize)> = Vec::new();
    let mut doubts: Vec<Option<Doubt>> = unsettled.iter().map(|(_, doubt)| *doubt).collect();
    for &old in wanted.iter().rev() {
        let Some(block) = lock.blocks.get(old) else { continue };
        let before = lock.blocks.get(..old).unwrap_or_default().iter().rev();
        let place = |hash: u64| made.iter().position(|held| held.hash == hash);
        let at = before.filter(|held| !held.past).find_map(|held| place(held.hash)).map_or(0, |at| at + 1);
        made.insert(at, LockedBlock { past: true, ..block.clone() });
        for held in passages.iter_mut().filter(|held| held.block as usize >= at) {
            held.block += 1;
        }
        for doubt in doubts.iter_mut().flatten().filter(|doubt| doubt.block as usize >= at) {
            doubt.block += 1;
        }
        for (_, place) in named.iter_mut().filter(|(_, place)| *place >= at) {
            *place += 1;
        }
        named.push((old, at));
    }
    for ((held, _), doubt) in unsettled.iter().zip(doubts) {
        if let Some((_, at)) = named.iter().find(|(old, _)| *old == held.block as usize) {
            passages.push(Locked { block: narrow(*at), doubt, ..(*held).clone() });
        }
    }
}
