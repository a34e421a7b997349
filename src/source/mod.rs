//! The authors' files as text, and places in them.
//!
//! In: paths and bytes, from `disk` or from a test. Out: [`Sources`], which every stage reads.
//! A [`Span`] is bytes of a source file; a [`Range`] is bytes of a reading text. They never mix.
//! Never touches a disk.

mod files;
mod place;
mod theme;

pub use files::{Defect, Source, Sources};
pub use place::{FileId, Range, Span, narrow};
pub use theme::{Theme, WordFile};
