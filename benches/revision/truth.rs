//! What became of a quotation: told by the letters themselves.

use crate::revise::Revised;

/// The truth about a quotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Truth {
    /// At least three fifths of it stand together: first byte, and one past the last.
    Kept(usize, usize),
    /// Less than a third is left in one place.
    Gone,
    /// Neither, or it stands in pieces: not counted.
    Unclear,
}

/// Tells what became of a stretch of the old text.
#[expect(clippy::cast_precision_loss, reason = "counts here are small")]
pub(crate) fn truth(old: &str, (start, end): (usize, usize), revised: &Revised) -> Truth {
    let words = &old[start..end];
    let letters = || words.char_indices().filter(|(_, letter)| !letter.is_whitespace());
    let mut found: Vec<usize> = letters().filter_map(|(at, _)| revised.places[start + at]).collect();
    found.sort_unstable();
    let count = letters().count();
    let gap = 60.max(count / 2);
    let groups = found.chunk_by(|one, two| two - one <= gap);
    // Of two of one length the first counts.
    let Some(best) = groups.rev().max_by_key(|group| group.len()) else { return Truth::Gone };
    let share = best.len() as f64 / count as f64;
    if (best.len() as f64) < 0.75 * found.len() as f64 {
        return Truth::Unclear;
    }
    match (share, best.first(), best.last()) {
        (share, Some(&first), Some(&last)) if share >= 0.6 => {
            let letter = revised.text[last..].chars().next().map_or(0, char::len_utf8);
            Truth::Kept(first, last + letter)
        }
        (share, ..) if share < 0.35 => Truth::Gone,
        _ => Truth::Unclear,
    }
}
