//! Lines and columns: where a byte of a text stands for a reader.
//!
//! In: a text. Out: line, column and count of Unicode scalar values of any byte, each found in a few thousand steps
//! however long the text or its lines are.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::source::{FileId, Sources};

/// Bytes between two remembered counts of Unicode scalar values.
const STRIDE: usize = 4096;

/// A place as a reader counts: both numbers from 1, the column in Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// The lines of one text.
#[derive(Clone, Debug)]
pub struct Lines<'t> {
    text: &'t str,
    /// The byte that each line begins at.
    starts: Vec<usize>,
    /// The Unicode scalar values before every [`STRIDE`]th byte.
    counts: Vec<usize>,
}

impl<'t> Lines<'t> {
    /// Counts the lines of a text, once.
    pub fn new(text: &'t str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        let starts = std::iter::once(0).chain(ends).collect();
        let mut total = 0;
        let mut counts = vec![0];
        for piece in text.as_bytes().chunks(STRIDE) {
            total += scalars(piece);
            counts.push(total);
        }
        Self { text, starts, counts }
    }

    /// Returns the text itself.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// Returns where a byte stands; a byte past the end stands at the end.
    pub fn position(&self, offset: usize) -> Position {
        let offset = self.text.floor_char_boundary(offset);
        let line = self.line_at(offset);
        let start = self.starts.get(line).copied().unwrap_or_default();
        Position { line: line + 1, column: self.scalars_before(offset) - self.scalars_before(start) + 1 }
    }

    /// Returns the line, from 1, on which a byte stands.
    pub fn line(&self, offset: usize) -> usize {
        self.line_at(offset) + 1
    }

    /// Returns how many Unicode scalar values stand before a byte.
    pub fn scalars_before(&self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        let whole = offset / STRIDE;
        let rest = self.text.as_bytes().get(whole * STRIDE..offset).unwrap_or_default();
        self.counts.get(whole).copied().unwrap_or_default() + scalars(rest)
    }

    /// Returns the line, from 0, that holds a byte.
    pub(super) fn line_at(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// Returns the bytes of a line, from 0, without its line feed.
    pub(super) fn bytes_of(&self, line: usize) -> Range<usize> {
        let start = self.starts.get(line).copied().unwrap_or(self.text.len());
        let end = self.starts.get(line + 1).map_or(self.text.len(), |next| next - 1);
        start..end.max(start)
    }
}

/// Counts the bytes that begin a Unicode scalar value.
fn scalars(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte & 0xC0) != 0x80).count()
}

/// The lines of every file that someone asked about.
#[derive(Debug)]
pub struct Atlas<'s> {
    sources: &'s Sources,
    files: BTreeMap<FileId, Lines<'s>>,
}

impl<'s> Atlas<'s> {
    /// Makes an atlas in which no file is counted yet.
    pub fn new(sources: &'s Sources) -> Self {
        Self { sources, files: BTreeMap::new() }
    }

    /// Returns the lines of a file.
    pub fn lines(&mut self, file: FileId) -> &Lines<'s> {
        let sources = self.sources;
        self.files.entry(file).or_insert_with(|| Lines::new(&sources.file(file).text))
    }

    /// Returns a file's path.
    pub fn path(&self, file: FileId) -> &'s str {
        &self.sources.file(file).path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, offset: usize, line: usize, column: usize) {
        assert_eq!(Lines::new(text).position(offset), Position { line, column });
    }

    #[test]
    fn columns_count_characters() {
        check("", 0, 1, 1);
        check("a\nb", 2, 2, 1);
        check("“a” b\n", 8, 1, 5);
        check("a\n", 99, 2, 1);
    }

    #[test]
    fn long_lines_are_counted_across_strides() {
        let text = "é".repeat(10_000);
        check(&text, 19_998, 1, 10_000);
        assert_eq!(Lines::new(&text).scalars_before(20_000), 10_000);
        assert_eq!(Lines::new(&"a".repeat(STRIDE)).scalars_before(STRIDE), STRIDE);
    }
}
