//! A prose in two parts: what is shown at once, and what is shown on demand.
//!
//! In: a walk and an offset of the reading. Out: the HTML, and where in it the second part begins.

use super::Walk;
use crate::edition::{Block, Leaf, LeafKind};
use crate::source::Range;

impl Walk<'_> {
    /// Writes everything; a paragraph that an offset lies in is cut in two there. Also returns where that is in the HTML.
    pub(in super::super) fn folded(mut self, offset: u32) -> (String, usize) {
        let mut cut = None;
        for (at, block) in self.blocks.iter().enumerate() {
            match block {
                Block::Leaf(leaf) if leaf.range.start >= offset => {
                    cut = cut.or(Some(self.ink.out.len()));
                    self.block(at, block);
                }
                Block::Open(_) if cut.is_none() && first_leaf(self.blocks, at) >= offset => {
                    cut = Some(self.ink.out.len());
                    self.block(at, block);
                }
                Block::Leaf(leaf) if leaf.range.end > offset && leaf.kind == LeafKind::Paragraph => {
                    let words = Range { start: leaf.range.start, end: offset }.of(&self.ink.prose.reading).trim_end();
                    let end = leaf.range.start + u32::try_from(words.len()).unwrap_or_default();
                    let head = Leaf { range: Range { end, ..leaf.range }, ..leaf.clone() };
                    let tail = Leaf { range: Range { start: offset, ..leaf.range }, ..leaf.clone() };
                    self.bare_paragraph(&head);
                    cut = Some(self.ink.out.len());
                    self.bare_paragraph(&tail);
                }
                block => self.block(at, block),
            }
        }
        self.end_footnotes();
        let cut = cut.unwrap_or(self.ink.out.len());
        (self.ink.out, cut)
    }

    fn bare_paragraph(&mut self, leaf: &Leaf) {
        self.ink.out.push_str("<p>");
        self.ink.leaf(leaf);
        self.ink.out.push_str("</p>\n");
    }
}

/// Returns where the words begin that stand in a block.
fn first_leaf(blocks: &[Block], at: usize) -> u32 {
    let mut rest = blocks.iter().skip(at);
    let leaf = rest.find_map(|block| match block {
        Block::Leaf(leaf) => Some(leaf.range.start),
        _ => None,
    });
    leaf.unwrap_or_default()
}
