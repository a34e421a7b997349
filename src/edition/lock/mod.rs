//! `anchors.lock`: where every note on a text stood when that was last confirmed, and what the text said there.
//!
//! Data, and the hashes by which what is remembered is compared with what is read. `file` writes and reads the file. Only the
//! command `anchors` writes it; everything else reads it as one more source.

mod file;

pub use file::{FORMAT, LockFault};

use xxhash_rust::xxh3::xxh3_64;

use super::{Passage, Prose, Selector, Verdict};
use crate::reading::NORM;
use crate::source::Range;

/// The name of the file.
pub const LOCK: &str = "anchors.lock";

/// What is remembered of a text and the notes on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Lock {
    /// The version of the rules by which words were compared when it was written.
    pub norm: u32,
    /// The hash of its reading.
    pub text: u64,
    /// Its blocks that hold words, in order.
    pub blocks: Vec<LockedBlock>,
    /// Its passages, by note and number.
    pub passages: Vec<Locked>,
}

/// A block as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockedBlock {
    /// The hash of its words.
    pub hash: u64,
    /// Its words, where a passage stood in it.
    pub words: Option<String>,
    /// Whether it is no longer in the text: kept because a passage that stood in it is not settled.
    pub past: bool,
}

/// A passage as it was.
#[derive(Clone, Debug, PartialEq)]
pub struct Locked {
    /// The id of the note.
    pub note: String,
    /// Which of the note's quotations it is, from 1.
    pub quote: u32,
    /// The hash of the quotation as the author wrote it.
    pub lemma: u64,
    /// The block in which it begins, by its place in [`Lock::blocks`].
    pub block: u32,
    /// Where it stands, in bytes from the start of that block; it may end in a later one.
    pub at: Range,
    /// The annotated stretches of it, in bytes from its start; none where all of it is.
    pub focus: Vec<Range>,
    /// Its words.
    pub exact: String,
    /// The words before it.
    pub before: String,
    /// The words after it.
    pub after: String,
    /// How well the best other place of the text fitted, 0 to 1.
    pub rival: f32,
    /// How well the quotation fitted.
    pub verdict: Verdict,
    /// How sure that was.
    pub confidence: f32,
    /// What its words were when they were last confirmed, where the text has changed them since.
    pub was: Option<String>,
    /// Where it may stand now, where that is in doubt.
    pub doubt: Option<Doubt>,
}

/// Where something much like a passage was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Doubt {
    /// The block in which it begins, by its place in [`Lock::blocks`].
    pub block: u32,
    /// Where it stands, in bytes from the start of that block; it may end in a later one.
    pub at: Range,
    /// How sure that is.
    pub confidence: f32,
}

impl Default for Lock {
    fn default() -> Self {
        Self { norm: NORM, text: 0, blocks: Vec::new(), passages: Vec::new() }
    }
}

impl Locked {
    /// Returns the words that were last confirmed.
    pub fn confirmed(&self) -> &str {
        self.was.as_deref().unwrap_or(&self.exact)
    }
}

impl Lock {
    /// Finds what is remembered of a note's passage, by its number from 1; nothing where its author names another since.
    pub fn find(&self, note: &str, quote: u32, selector: &Selector) -> Option<&Locked> {
        let found = self.passages.binary_search_by(|held| (held.note.as_str(), held.quote).cmp(&(note, quote)));
        let held = self.passages.get(found.ok()?)?;
        (held.lemma == lemma_hash(selector)).then_some(held)
    }
}

/// Returns the hash of words as they stand.
pub fn hash(words: &str) -> u64 {
    xxh3_64(words.as_bytes())
}

/// Returns the hash of a quotation: another when the author changes its words, its bold words, or what tells it apart.
pub fn lemma_hash(selector: &Selector) -> u64 {
    let number = |number: Option<u32>| number.map_or_else(String::new, |number| number.to_string());
    let (paragraph, nth) = (number(selector.constraint.paragraph), number(selector.constraint.nth));
    let passage = match &selector.passage {
        Passage::Quote(lemma) => {
            let focus = lemma.focus.iter().map(|range| format!(" {}-{}", range.start, range.end));
            format!("{}\0{}", lemma.words, focus.collect::<String>())
        }
        Passage::Paragraphs(first, last) => format!("¶{first}–{last}"),
        Passage::Sentence(paragraph, number) => format!("¶{paragraph}.{number}"),
    };
    hash(&format!("{passage}\0{paragraph}\0{nth}"))
}

/// Returns where the blocks that hold words stand in a reading.
pub fn blocks(prose: &Prose) -> Vec<Range> {
    prose.leaves().map(|leaf| leaf.range).filter(|range| !range.is_empty()).collect()
}
