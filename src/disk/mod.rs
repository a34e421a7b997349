//! The disk edge: a publication's files become [`crate::source::Sources`] and a theme; an [`crate::output::Output`] becomes files.
//!
//! In: `read` and `theme` walk the publication, never leave its folder, and never open what is not a file.
//! Out: `write` puts the site in place whole, or not at all, and deletes nothing that it did not make.
//! `author` makes and changes the authors' own files, for the commands that do so.
//! Never parses, never renders, never prints; the clock is not read.

mod author;
mod build;
mod in_place;
mod lock;
mod manifest;
mod marks;
mod names;
mod place;
mod read;
mod survey;
mod swap;
mod system;
mod theme;
mod walk;
mod work;
mod write;

pub use author::{append, create_all, locate, read_bytes, replace, repository_top, unlinked};
pub use manifest::{Hash, Manifest, NAME as MANIFEST};
pub use marks::{Mark, mark, marks, watched_folders};
pub use place::Destination;
pub use read::read;
pub use theme::theme;
pub use work::{Whole, whole};
pub use write::{How, Written, write};
