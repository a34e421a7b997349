//! How `anchors.lock` is written: a JSON object a line, so that a change in the text changes few lines.
//!
//! First the head, with the versions of the format and of the normalisation; then the blocks in order; then the passages by
//! note and number. A passage names its block by hash, so that a paragraph put in elsewhere leaves its line alone.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Doubt, Lock, Locked, LockedBlock};
use crate::edition::Verdict;
use crate::reading::NORM;
use crate::source::Range;

/// The version of the format.
pub const FORMAT: u32 = 1;

/// Why a file is not a lock: the line, from 1, and the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockFault {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub why: String,
    /// Whether a later version of Postil wrote it.
    pub is_later: bool,
}

#[derive(Deserialize, Serialize)]
struct Head {
    anchors: u32,
    norm: u32,
    text: Hex,
}

#[derive(Deserialize, Serialize)]
struct Block {
    #[serde(rename = "block")]
    hash: Hex,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    words: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    past: bool,
}

#[derive(Deserialize, Serialize)]
struct Passage {
    note: String,
    quote: u32,
    lemma: Hex,
    #[serde(rename = "in")]
    block: Hex,
    #[serde(default = "first", skip_serializing_if = "is_first")]
    copy: u32,
    at: (u32, u32),
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    focus: Vec<(u32, u32)>,
    exact: String,
    before: String,
    after: String,
    rival: u32,
    verdict: Word,
    confidence: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    was: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    doubt: Option<Place>,
}

/// Where a passage may stand.
#[derive(Deserialize, Serialize)]
struct Place {
    #[serde(rename = "in")]
    block: Hex,
    #[serde(default = "first", skip_serializing_if = "is_first")]
    copy: u32,
    at: (u32, u32),
    confidence: u32,
}

/// A line below the head.
enum Line {
    Block(Block),
    Passage(Box<Passage>),
}

impl Line {
    /// Reads a line; its first word says what it is.
    fn read(line: &str) -> Option<Self> {
        let first = line.trim_start_matches(['{', ' ', '\t']);
        if first.starts_with("\"block\"") {
            serde_json::from_str(line).ok().map(Self::Block)
        } else {
            serde_json::from_str(line).ok().map(|held| Self::Passage(Box::new(held)))
        }
    }
}

/// A hash, as sixteen figures.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Hex(u64);

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
enum Word {
    Exact,
    Normalised,
    Fuzzy,
}

impl Serialize for Hex {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&format_args!("{:016x}", self.0))
    }
}

impl<'de> Deserialize<'de> for Hex {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_str(Figures)
    }
}

/// Reads the figures of a hash.
struct Figures;

impl serde::de::Visitor<'_> for Figures {
    type Value = Hex;

    fn expecting(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("a hash of hexadecimal figures")
    }

    fn visit_str<E: serde::de::Error>(self, words: &str) -> Result<Hex, E> {
        u64::from_str_radix(words, 16).map(Hex).map_err(E::custom)
    }
}

fn first() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands fields over by reference")]
fn is_first(copy: &u32) -> bool {
    *copy == 1
}

impl Lock {
    /// Writes the file.
    pub fn write(&self) -> String {
        let mut copies: BTreeMap<Hex, u32> = BTreeMap::new();
        let mut named = Vec::with_capacity(self.blocks.len());
        let mut told = line(&Head { anchors: FORMAT, norm: self.norm, text: Hex(self.text) });
        for block in &self.blocks {
            let copy = copies.entry(Hex(block.hash)).or_default();
            *copy += 1;
            named.push((Hex(block.hash), *copy));
            told.push_str(&line(&Block { hash: Hex(block.hash), words: block.words.clone(), past: block.past }));
        }
        for held in &self.passages {
            let name = |block: u32| named.get(block as usize).copied().unwrap_or((Hex(0), 1));
            let doubt = held.doubt.map(|doubt| {
                let ((block, copy), confidence) = (name(doubt.block), thousandths(doubt.confidence));
                Place { block, copy, at: (doubt.at.start, doubt.at.end), confidence }
            });
            let (block, copy) = name(held.block);
            told.push_str(&line(&passage(held, (block, copy), doubt)));
        }
        told
    }

    /// Reads the file.
    ///
    /// # Errors
    /// When a line is not what the format says.
    pub fn read(words: &str) -> Result<Self, LockFault> {
        let mut lines = words.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
        let fault = |line: usize, why: &str| LockFault { line, why: why.to_owned(), is_later: false };
        let no_head = || fault(1, "the first line does not say which format this is");
        let head: Head = lines.next().and_then(|(line, _)| serde_json::from_str(line).ok()).ok_or_else(no_head)?;
        if head.anchors > FORMAT || head.norm > NORM {
            return Err(LockFault { is_later: true, ..fault(1, "it was written by a later version of Postil") });
        }
        let mut lock = Self { norm: head.norm, text: head.text.0, ..Self::default() };
        let mut places: BTreeMap<(Hex, u32), u32> = BTreeMap::new();
        let mut copies: BTreeMap<Hex, u32> = BTreeMap::new();
        for (line, number) in lines {
            let fault = |why: &str| fault(number, why);
            match Line::read(line) {
                Some(Line::Passage(passage)) => {
                    let place = |block: Hex, copy: u32| {
                        let found = places.get(&(block, copy)).copied();
                        found.ok_or_else(|| fault("it names a block that is not listed"))
                    };
                    let block = place(passage.block, passage.copy)?;
                    let doubt = passage.doubt.as_ref().map(|doubt| {
                        let at = Range { start: doubt.at.0, end: doubt.at.1 };
                        let block = place(doubt.block, doubt.copy)?;
                        Ok(Doubt { block, at, confidence: share(doubt.confidence) })
                    });
                    let doubt = doubt.transpose()?;
                    if !is_filled(&passage) {
                        return Err(fault("its words do not fill its place"));
                    }
                    lock.passages.push(locked(*passage, block, doubt));
                }
                Some(Line::Block(block)) => {
                    let copy = copies.entry(block.hash).or_default();
                    *copy += 1;
                    places.insert((block.hash, *copy), u32::try_from(lock.blocks.len()).unwrap_or(u32::MAX));
                    lock.blocks.push(LockedBlock { hash: block.hash.0, words: block.words, past: block.past });
                }
                None if line.starts_with("<<<<<<<") => {
                    return Err(fault("two versions of it were merged and not settled"));
                }
                None => return Err(fault("it is neither a block nor a passage")),
            }
        }
        lock.passages.sort_by(|one, two| (&one.note, one.quote).cmp(&(&two.note, two.quote)));
        Ok(lock)
    }
}

/// Tells whether a passage is as long as its place, with its bold words inside it.
fn is_filled(passage: &Passage) -> bool {
    let words = passage.exact.len();
    let is_inside = |&(start, end): &(u32, u32)| start <= end && end as usize <= words;
    let (start, end) = passage.at;
    end.checked_sub(start).is_some_and(|length| length as usize == words) && passage.focus.iter().all(is_inside)
}

fn line(held: &impl Serialize) -> String {
    let mut line = serde_json::to_string(held).expect("words and numbers can be written as JSON");
    line.push('\n');
    line
}

fn passage(held: &Locked, (block, copy): (Hex, u32), doubt: Option<Place>) -> Passage {
    Passage {
        note: held.note.clone(),
        quote: held.quote,
        lemma: Hex(held.lemma),
        block,
        copy,
        at: (held.at.start, held.at.end),
        focus: held.focus.iter().map(|range| (range.start, range.end)).collect(),
        exact: held.exact.clone(),
        before: held.before.clone(),
        after: held.after.clone(),
        rival: thousandths(held.rival),
        verdict: match held.verdict {
            Verdict::Exact => Word::Exact,
            Verdict::Normalised => Word::Normalised,
            Verdict::Fuzzy => Word::Fuzzy,
        },
        confidence: thousandths(held.confidence),
        was: held.was.clone(),
        doubt,
    }
}

fn locked(held: Passage, block: u32, doubt: Option<Doubt>) -> Locked {
    let range = |(start, end): (u32, u32)| Range { start, end };
    Locked {
        note: held.note,
        quote: held.quote,
        lemma: held.lemma.0,
        block,
        at: range(held.at),
        focus: held.focus.into_iter().map(range).collect(),
        exact: held.exact,
        before: held.before,
        after: held.after,
        rival: share(held.rival),
        verdict: match held.verdict {
            Word::Exact => Verdict::Exact,
            Word::Normalised => Verdict::Normalised,
            Word::Fuzzy => Verdict::Fuzzy,
        },
        confidence: share(held.confidence),
        was: held.was,
        doubt,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of one is from 0 to 1000 thousandths"
)]
fn thousandths(share: f32) -> u32 {
    (share.clamp(0.0, 1.0) * 1000.0).round() as u32
}

#[expect(clippy::cast_precision_loss, reason = "a thousand is held exactly")]
fn share(thousandths: u32) -> f32 {
    thousandths.min(1000) as f32 / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Lock {
        let block = |hash, words: Option<&str>| LockedBlock { hash, words: words.map(str::to_owned), past: false };
        let passage = |note: &str, block| Locked {
            note: note.to_owned(),
            quote: 1,
            lemma: 7,
            block,
            at: Range { start: 4, end: 19 },
            focus: vec![Range { start: 0, end: 2 }],
            exact: "bell “rang”".to_owned(),
            before: "The ".to_owned(),
            after: " again".to_owned(),
            rival: 0.413,
            verdict: Verdict::Normalised,
            confidence: 1.0,
            was: (block == 2).then(|| "bell".to_owned()),
            doubt: (block == 1).then_some(Doubt { block: 0, at: Range { start: 1, end: 3 }, confidence: 0.75 }),
        };
        let blocks = vec![block(1, None), block(2, Some("The bell")), block(2, Some("The bell"))];
        Lock { norm: NORM, text: u64::MAX, blocks, passages: vec![passage("a", 1), passage("b", 2)] }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let lock = sample();
        let written = lock.write();
        assert_eq!(written.lines().count(), 6);
        assert!(written.starts_with("{\"anchors\":1,\"norm\":1,\"text\":\"ffffffffffffffff\"}\n"));
        assert_eq!(Lock::read(&written), Ok(lock));
    }

    #[test]
    fn what_is_no_lock_is_refused_with_its_line() {
        let fault = |words: &str| Lock::read(words).expect_err("it is no lock").line;
        assert_eq!(fault(""), 1);
        assert_eq!(fault("{\"anchors\":9,\"norm\":1,\"text\":\"0\"}"), 1);
        assert_eq!(fault("{\"anchors\":1,\"norm\":9,\"text\":\"0\"}"), 1);
        assert!(Lock::read("{\"anchors\":9,\"norm\":1,\"text\":\"0\"}").is_err_and(|fault| fault.is_later));
        let written = sample().write();
        assert_eq!(fault(&written.replace("\"copy\":2", "\"copy\":3")), 6);
        assert_eq!(fault(&written.replacen("{\"block", "<<<<<<< ours\n{\"block", 1)), 2);
    }

    #[test]
    fn a_paragraph_put_in_changes_its_own_line_alone() {
        let (old, mut new) = (sample(), sample());
        new.blocks.insert(0, LockedBlock { hash: 9, words: None, past: false });
        for held in &mut new.passages {
            held.block += 1;
            held.doubt = held.doubt.map(|doubt| Doubt { block: doubt.block + 1, ..doubt });
        }
        let (old, new) = (old.write(), new.write());
        let added: Vec<&str> = new.lines().filter(|line| !old.contains(line)).collect();
        assert_eq!(added, ["{\"block\":\"0000000000000009\"}"]);
    }
}
