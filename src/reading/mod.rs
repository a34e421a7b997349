//! What can be said of plain reading text: sentences, slugs, and the key by which words are compared.
//!
//! In: a reading text. Out: ranges and words. Knows nothing of Markdown, notes or pages; every stage may use it.

mod key;
mod letter;
mod normal;
mod sentence;
mod slug;
mod word;

pub use key::{Key, NORM, fold_case};
pub use sentence::sentences;
pub use slug::{Slugs, slug};
pub use word::{has_words, is_border, is_whole, widen, words};
