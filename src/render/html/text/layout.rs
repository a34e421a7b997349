//! Where margin notes will stand, estimated: line by line beside their references, or row by row beside paragraphs.
//!
//! In: for each row its words and its notes with theirs. Out: the layout that will not drift, and how many rows each
//! row's notes may run beside. Lengths are pixels at the default size; the figures are measured in `themes/default`.

/// A line of the text, and how many characters it holds.
const LINE: (f64, f64) = (31.0, 64.0);
/// A line of a note, and how many characters it holds.
const NOTE_LINE: (f64, f64) = (19.5, 56.0);
/// What stands between two notes.
const GAP: f64 = 18.0;
/// What a note's head and its last line, that of its layer or its fold, take.
const HEAD: f64 = 40.0;
/// What stands between two paragraphs.
const ROW_GAP: f64 = 25.0;
/// More notes than this are laid out by rows: chains of anchored boxes cost browsers more than linear time.
const MOST: usize = 300;
/// How many lines of text a note may stand below its reference.
const DRIFT: f64 = 16.0;
/// How many lines of text the last note may end below the text.
const OVERFLOW: f64 = 12.0;

/// A row as the estimate sees it.
#[derive(Clone, Debug, Default)]
pub(super) struct Extent {
    /// Its characters.
    pub(super) characters: usize,
    /// Its notes: the reference's place in the row, and the note's characters.
    pub(super) notes: Vec<(usize, usize)>,
}

/// How notes stand in the margin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// Each beside the line of its reference.
    Line,
    /// Each row's notes beside that row and those after it.
    Rows,
}

/// Chooses the layout of a page.
pub(super) fn layout(rows: &[Extent]) -> Layout {
    let count: usize = rows.iter().map(|row| row.notes.len()).sum();
    if count == 0 || count > MOST {
        return Layout::Rows;
    }
    let mut top = 0.0;
    let mut below = f64::NEG_INFINITY;
    for row in rows {
        for &(reference, characters) in &row.notes {
            let line = top + (lines(reference, LINE.1) - 1.0).max(0.0) * LINE.0;
            let start = f64::max(line, below + GAP);
            if start - line > DRIFT * LINE.0 {
                return Layout::Rows;
            }
            below = start + HEAD + lines(characters, NOTE_LINE.1) * NOTE_LINE.0;
        }
        top += lines(row.characters, LINE.1).max(1.0) * LINE.0 + ROW_GAP;
    }
    if below > top - ROW_GAP + OVERFLOW * LINE.0 { Layout::Rows } else { Layout::Line }
}

/// Returns for each row how many rows there are until the next one with notes, itself counted.
pub(super) fn spans(rows: &[Extent]) -> Vec<usize> {
    let mut spans = vec![0; rows.len()];
    let mut span = 0;
    for (row, place) in rows.iter().zip(&mut spans).rev() {
        span += 1;
        *place = span;
        if !row.notes.is_empty() {
            span = 0;
        }
    }
    spans
}

#[expect(clippy::cast_precision_loss, reason = "an estimate of lines; texts have fewer than 2^52 characters")]
fn lines(characters: usize, per_line: f64) -> f64 {
    (characters as f64 / per_line).ceil()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(characters: usize, notes: &[(usize, usize)]) -> Extent {
        Extent { characters, notes: notes.to_vec() }
    }

    #[test]
    fn few_notes_stand_at_their_lines() {
        assert_eq!(layout(&[row(600, &[]), row(600, &[(100, 200), (400, 100)]), row(300, &[])]), Layout::Line);
        assert_eq!(layout(&[row(600, &[])]), Layout::Rows);
    }

    #[test]
    fn notes_that_would_drift_stand_by_rows() {
        assert_eq!(layout(&[row(600, &[(10, 900), (20, 900), (30, 90)]), row(9000, &[])]), Layout::Rows);
        assert_eq!(layout(&[row(600, &[(500, 3000)])]), Layout::Rows);
    }

    #[test]
    fn a_rows_notes_run_to_the_next_row_with_notes() {
        let rows = [row(1, &[]), row(1, &[(0, 1)]), row(1, &[]), row(1, &[]), row(1, &[(0, 1)]), row(1, &[])];
        assert_eq!(spans(&rows), [1, 3, 2, 1, 2, 1]);
    }
}
