//! What Postil writes for its authors: the beginning of a note, and of a term.
//!
//! In: the words that someone typed, or selected on a page. Out: text to put into a file, tried before it is written: a note that would
//! not stand where it is meant to is told about instead. For `new` and for the preview. Never touches a disk.

pub mod escape;
mod note;
mod selection;
mod term;

pub use note::{Draft, Skeleton, Trial, attempt, fullest, note_id, notes_file, of_text, title};
pub use selection::{Selection, find};
pub use term::{bare_term, held_term, term_file, term_page};
