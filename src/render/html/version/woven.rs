//! Two versions of some words, woven into one: what was put in and what was left out, as elements.
//!
//! In: pieces. Out: `ins` and `del`, each with a word for those who hear it; the style sheet underlines the one and strikes the
//! other through, so that neither needs colour.

use crate::reading::Piece;
use crate::render::escape;
use crate::words::{Phrase, Words};

/// So many changes are shown where they are cut short.
const CHANGES: usize = 3;

/// So many characters of what is the same stand on each side of them.
const AROUND: usize = 24;

/// How much is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    /// All of it.
    Whole,
    /// A row of a table: its cells are told apart.
    Row,
    /// The first changes, with a few words around each.
    Short,
}

/// Writes two versions of some words, given their pieces.
pub(super) fn write(out: &mut String, words: &Words, (old, new, pieces): (&str, &str, &[Piece]), cut: Cut) {
    let changes = pieces.iter().filter(|piece| !piece.same).count();
    let mut done = 0;
    for (piece, at) in pieces.iter().zip(0..) {
        if piece.same {
            let same = piece.new.of(new);
            match cut {
                Cut::Short => around(out, same, (at > 0, done < changes)),
                Cut::Whole | Cut::Row => text(out, same, cut),
            }
            if cut == Cut::Short && done >= CHANGES {
                return;
            }
            continue;
        }
        done += 1;
        element(out, ("del", &words.version_deleted), piece.old.of(old), cut);
        element(out, ("ins", &words.version_inserted), piece.new.of(new), cut);
    }
}

/// Writes an element of the one kind or the other; words alone have no need of one.
pub(super) fn element(out: &mut String, (name, said): (&str, &Phrase), words: &str, cut: Cut) {
    if words.is_empty() {
        return;
    }
    out.extend(["<", name, "><span class=\"vh\">"]);
    escape::text(out, said.as_str());
    out.push_str(" </span>");
    text(out, words, cut);
    out.extend(["</", name, ">"]);
}

/// Writes words as they are.
pub(super) fn text(out: &mut String, words: &str, cut: Cut) {
    if cut != Cut::Row {
        return escape::text(out, words);
    }
    for (cell, at) in words.split("\n\n").zip(0..) {
        if at > 0 {
            out.push_str(" | ");
        }
        escape::text(out, cell);
    }
}

/// Writes what is the same near a change: after one, before one, or between two.
fn around(out: &mut String, words: &str, (after, before): (bool, bool)) {
    let letters = words.chars().count();
    if letters <= 2 * AROUND {
        return escape::text(out, words);
    }
    if after {
        let end = words.char_indices().nth(AROUND).map_or(words.len(), |(at, _)| at);
        let head = words.get(..end).unwrap_or_default();
        escape::text(out, head.rsplit_once(char::is_whitespace).map_or(head, |(head, _)| head));
        out.push_str(" …");
    }
    if before {
        let start = words.char_indices().nth(letters - AROUND).map_or(0, |(at, _)| at);
        let tail = words.get(start..).unwrap_or_default();
        out.push_str(if after { " " } else { "… " });
        escape::text(out, tail.split_once(char::is_whitespace).map_or(tail, |(_, tail)| tail));
    }
}
