//! Places: which file, which bytes of it, which bytes of a reading text.
//!
//! Plain numbers in newtypes; no text is held here.

/// Names one file of a [`super::Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A stretch of a source file, in bytes from the start of its text (a byte order mark does not count).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// Makes the span of bytes `start..end` of a file.
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        Self { file, start: narrow(start), end: narrow(end) }
    }

    /// Returns the bytes as a range of `usize`.
    pub fn bytes(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A stretch of a reading text, in bytes of that text, always at character boundaries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Range {
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Range {
    /// Makes the range `start..end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start: narrow(start), end: narrow(end) }
    }

    /// Returns the bytes as a range of `usize`.
    pub fn bytes(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Returns the words of `reading` that the range covers.
    pub fn of(self, reading: &str) -> &str {
        reading.get(self.bytes()).unwrap_or_default()
    }

    /// Returns the range without the white space at its ends.
    #[must_use]
    pub fn trimmed(self, reading: &str) -> Self {
        let words = self.of(reading);
        let start = self.start as usize + words.len() - words.trim_start().len();
        Self::new(start, start + words.trim().len())
    }

    /// Tells whether nothing lies between start and end.
    pub fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// Tells whether all of `other` lies in this range.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Tells whether the two share at least one byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// Makes an offset or a count 32 bits wide: files are capped at 64 MB before anything is parsed, so every one fits.
pub fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}
