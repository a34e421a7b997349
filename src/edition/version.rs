//! Earlier versions of a text, and what they have of the notes on it.

use super::{Block, Container, Prose, Text};
use crate::source::Range;

/// An earlier version of a text.
#[derive(Clone, Debug)]
pub struct Version {
    /// Its name in addresses, from its file: `2022-03-23-draft`.
    pub slug: String,
    /// The version itself, with the id of the text that it is a version of. It has no versions and remembers nothing.
    pub text: Text,
    /// What it has of the notes on the text, by note.
    pub traces: Vec<Trace>,
}

/// What an earlier version has of the passages of a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The note, by its place among those on the text.
    pub note: u32,
    /// How that agrees with what the note is about.
    pub fit: Fit,
    /// Where the passages stand in the version. In order, none empty.
    pub ranges: Vec<Range>,
}

/// How an earlier version agrees with the passages of a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It has all of them, the same but for typography.
    Same,
    /// It has other words at their place, or not all of them.
    Other,
}

/// What became of the passages of a note from version to version; versions by their places in [`Text::versions`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// The first version that has them; `None` where only the present text does.
    pub first: Option<u32>,
    /// The last version that has them.
    pub last: Option<u32>,
    /// The last version that has other words at their place.
    pub other: Option<u32>,
    /// The last version that has neither, though an earlier one has them.
    pub without: Option<u32>,
}

/// A stretch of a text that is compared with that of another version as one: a block, or a row of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Its words.
    pub range: Range,
    /// Its first leaf, by its place in [`Prose::blocks`].
    pub block: usize,
}

impl Text {
    /// Returns what an earlier version has of a note, by the places of both.
    pub fn trace(&self, version: u32, note: u32) -> Option<&Trace> {
        let traces = &self.versions.get(version as usize)?.traces;
        traces.binary_search_by_key(&note, |trace| trace.note).ok().and_then(|at| traces.get(at))
    }

    /// Tells what became of the passages of a note, by its place among those on the text.
    pub fn history(&self, note: u32) -> History {
        let mut history = History::default();
        for version in (0..).take(self.versions.len()) {
            match self.trace(version, note).map(|trace| trace.fit) {
                Some(Fit::Same) => {
                    history.first.get_or_insert(version);
                    history.last = Some(version);
                }
                Some(Fit::Other) => history.other = Some(version),
                None if history.first.is_some() => history.without = Some(version),
                None => {}
            }
        }
        history
    }
}

impl Prose {
    /// Returns its stretches that hold words, in order.
    pub fn stretches(&self) -> Vec<Stretch> {
        let mut found: Vec<Stretch> = Vec::new();
        let mut row = false;
        let mut begun = false;
        for (at, block) in self.blocks.iter().enumerate() {
            match block {
                Block::Open(Container::TableHead | Container::TableRow) => (row, begun) = (true, false),
                Block::Close => row = false,
                Block::Leaf(leaf) if !leaf.range.is_empty() => match found.last_mut() {
                    Some(last) if row && begun => last.range.end = leaf.range.end,
                    _ => {
                        found.push(Stretch { range: leaf.range, block: at });
                        begun = true;
                    }
                },
                Block::Open(_) | Block::Leaf(_) => {}
            }
        }
        found
    }
}
