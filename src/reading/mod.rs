//! What can be said of plain reading text: sentences, slugs, and the key by which words are compared.
//!
//! In: a reading text. Out: ranges and words. Knows nothing of Markdown, notes or pages; every stage may use it.

mod key;
mod sentence;
mod slug;

pub use key::{Key, NORM};
pub use sentence::sentences;
pub use slug::{Slugs, slug};
