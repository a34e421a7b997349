//! A text with quotations as a publication, and what Postil makes of it: the same way that `check` and `anchors` go.

use std::collections::BTreeMap;
use std::fmt::Write;

use postil::anchor::{anchor, relock, stand};
use postil::config::Config;
use postil::edition::lock::{Lock, LockedBlock, hash};
use postil::edition::{Manuscript, Note, OrphanReason, Placement, Selector};
use postil::parse::{Drafts, parse};
use postil::source::Sources;

use crate::clock::Clock;
use crate::sample::Quote;

/// Where Postil says that a quotation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// There: first byte, one past the last, and whether nothing is said against it.
    There(usize, usize, bool),
    /// It fits several places.
    Ambiguous,
    /// Nowhere.
    Nowhere,
}

/// What a lock still knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Memory {
    /// The words and those around them, but nothing of the old text: all that does not stand as it did is searched.
    Words,
    /// All that Postil remembers.
    Text,
}

/// Writes a quotation as an author does: the words that are meant in bold where others are needed to tell them.
pub(crate) fn written(text: &str, quote: Quote) -> String {
    let Quote { ends: (start, end), whole: (from, to) } = quote;
    let escaped = |words: &str| {
        let letter = |letter: char| match letter {
            letter if letter.is_ascii_punctuation() => vec!['\\', letter],
            letter => vec![letter],
        };
        words.chars().flat_map(letter).collect::<String>().replace("\n\n", "\n>\n> ")
    };
    let bold = if quote.whole == quote.ends { "" } else { "**" };
    let (before, words, after) = (&text[from..start], &text[start..end], &text[end..to]);
    format!("> {}{bold}{}{bold}{}", escaped(before), escaped(words), escaped(after))
}

/// Writes notes: the n-th is called as the prefix says, with its number.
pub(crate) fn notes(prefix: &str, quotes: impl Iterator<Item = String>) -> String {
    let mut written = String::new();
    for (at, quote) in quotes.enumerate() {
        write!(written, "## A note {{#{prefix}{at}}}\n\n{quote}\n\nA comment.\n\n").expect("strings can be written to");
    }
    written
}

/// Makes the sources of a publication of one text.
pub(crate) fn sources(text: &str, notes: &str, lock: Option<&Lock>) -> Sources {
    let mut sources = Sources::new();
    sources.add("content/t/text.txt", format!("---\ntitle: T\n---\n\n{text}\n").into_bytes());
    sources.add("content/t/commentary/notes.md", notes.as_bytes().to_vec());
    if let Some(lock) = lock {
        sources.add("content/t/anchors.lock", lock.write().into_bytes());
    }
    sources
}

/// Reads a publication; nothing may be wrong in its files, and its reading must be the text.
pub(crate) fn read(sources: &Sources, text: &str) -> Manuscript {
    let read = parse(sources, &Config::titled("T"), Drafts::Show);
    assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics.first());
    assert!(read.value.texts[0].prose.reading == text, "the reading of a plain text is that text");
    read.value
}

/// Remembers where the quotations of a text stand, as `anchors update` does. Every one must stand where it was taken.
pub(crate) fn lock(text: &str, quotes: &[Quote], notes: &str) -> Lock {
    let manuscript = read(&sources(text, notes, None), text);
    let notes: Vec<&Note<Vec<Selector>>> = manuscript.notes.iter().collect();
    let standings = stand(&manuscript.texts[0], &notes);
    let lock = relock(&manuscript.texts[0], &notes, &standings, |_| false);
    for ((quote, standings), note) in quotes.iter().zip(&standings).zip(&notes) {
        let range = standings[0].range().map(|range| (range.start as usize, range.end as usize));
        assert!(
            range == Some(quote.ends),
            "{:?} of {:?} stands at {range:?}",
            &text[quote.ends.0..quote.ends.1],
            note.place
        );
    }
    assert_eq!(lock.passages.len(), quotes.len());
    lock
}

/// Adds passages that were never in this text, as if they had stood in a paragraph that is gone.
pub(crate) fn with_strangers(lock: &Lock, strangers: &Lock) -> Lock {
    let mut lock = lock.clone();
    for held in &strangers.passages {
        let block = strangers.blocks[held.block as usize].clone();
        let mut held = held.clone();
        held.block = u32::try_from(lock.blocks.len()).expect("there are not so many");
        lock.blocks.push(LockedBlock { past: true, ..block });
        lock.passages.push(held);
    }
    lock
}

/// Takes from a lock what it need not know.
pub(crate) fn with(memory: Memory, lock: &Lock) -> Lock {
    let mut lock = lock.clone();
    if memory == Memory::Words {
        for (block, at) in lock.blocks.iter_mut().zip(0..) {
            *block = LockedBlock { hash: hash(&format!("forgotten {at}")), words: None, past: block.past };
        }
    }
    lock
}

/// Places the notes of a publication; tells too how many milliseconds of one processor that took.
pub(crate) fn answers(sources: &Sources, text: &str) -> (BTreeMap<String, Answer>, f64) {
    let manuscript = read(sources, text);
    let clock = Clock::start();
    let anchored = anchor(manuscript);
    let took = clock.milliseconds();
    let doubted = |note: &Note<Placement>| {
        let next =
            anchored.value.notes.iter().map(|held| held.span.start).filter(|start| *start > note.span.start).min();
        let is_of = |at: u32| at >= note.span.start && next.is_none_or(|next| at < next);
        anchored.diagnostics.iter().any(|held| held.primary.span.file == note.file && is_of(held.primary.span.start))
    };
    let answer = |note: &Note<Placement>| match &note.place {
        Placement::Anchored(found) => {
            let ranges = &found[0].ranges;
            let (start, end) = (ranges[0].start, ranges[ranges.len() - 1].end);
            Answer::There(start as usize, end as usize, !doubted(note))
        }
        Placement::Unplaced { orphans, .. } if orphans[0].reason == OrphanReason::Ambiguous => Answer::Ambiguous,
        Placement::Unplaced { .. } | Placement::Whole => Answer::Nowhere,
    };
    (anchored.value.notes.iter().map(|note| (note.id.clone(), answer(note))).collect(), took)
}
