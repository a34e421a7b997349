//! What can be said of plain words: sentences, slugs, the key by which they are compared, the order in which they sort, the
//! forms by which they are searched for, what became of them in another version.
//!
//! In: a reading text. Out: ranges and words. Knows nothing of Markdown, notes or pages; every stage may use it.

mod collation;
mod find;
mod key;
mod letter;
mod normal;
mod redline;
mod sentence;
mod slug;
mod word;

pub use collation::Collation;
pub use find::search_words;
pub use key::{Key, NORM, fold_case};
pub use letter::{fold_letter, push_folded};
pub use redline::{Image, Piece, Redline, Step, Words};
pub use sentence::sentences;
pub use slug::{Slugs, slug};
pub use word::{has_words, is_border, is_whole, widen, words};
