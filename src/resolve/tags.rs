//! Tags that differ only in case, width or typography are one tag, spelled as the first note spells it.
//!
//! In and out: the notes.

use std::collections::HashMap;

use super::words::name_key;
use crate::edition::{Note, Placement};

/// Gives each tag its first spelling; a note keeps each tag once.
pub(super) fn unify(notes: &mut [Note<Placement>]) {
    let mut spellings: HashMap<String, String> = HashMap::new();
    for note in notes {
        let mut kept: Vec<String> = Vec::with_capacity(note.tags.len());
        for tag in std::mem::take(&mut note.tags) {
            let spelling = spellings.entry(name_key(&tag)).or_insert(tag).clone();
            if !kept.contains(&spelling) {
                kept.push(spelling);
            }
        }
        note.tags = kept;
    }
}
