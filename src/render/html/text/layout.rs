//! Where margin notes will stand, estimated: line by line beside their references, or row by row beside paragraphs.
//!
//! In: for each row its words and its notes with theirs. Out: the layout that will not drift, and how many rows each
//! row's notes may run beside. Lengths are pixels at the default size; the figures are measured in `themes/default`.

/// A line of the text, and how many characters it holds.
const LINE: (f64, f64) = (31.0, 64.0);
/// A line of a note, and how many characters it holds.
const NOTE_LINE: (f64, f64) = (19.5, 60.0);
/// How many characters of its head, which is bold, stand on a line.
const HEAD_LINE: f64 = 54.0;
/// What stands between two notes.
const GAP: f64 = 18.0;
/// What stands between two blocks of a note, with what the last line of one leaves empty.
const BLOCK_GAP: f64 = 14.0;
/// What a last line takes: who wrote a note, what cites it.
const FOOT: f64 = 23.0;
/// What stands between two paragraphs.
const ROW_GAP: f64 = 20.0;
/// More notes than this are laid out by rows: chains of anchored boxes cost browsers more than linear time.
const MOST: usize = 300;
/// How many lines of text a note may stand below its reference, and the last one end below the text.
const LOOSE: (f64, f64) = (16.0, 12.0);
/// The same where notes are folded early, so that they need not tear the text apart.
const DENSE: (f64, f64) = (24.0, 16.0);

/// A row as the estimate sees it.
#[derive(Clone, Debug, Default)]
pub(super) struct Extent {
    /// Its characters.
    pub(super) characters: usize,
    /// Its notes: each with the reference's place in the row.
    pub(super) notes: Vec<(usize, Room)>,
}

/// What a note takes, as the estimate sees it.
#[derive(Clone, Copy, Debug, Default)]
pub(in super::super) struct Room {
    /// The characters of its head.
    pub(in super::super) head: usize,
    /// The characters that stand open.
    pub(in super::super) body: usize,
    /// The blocks that they stand in.
    pub(in super::super) blocks: usize,
    /// The lines after it.
    pub(in super::super) foot: usize,
}

/// How notes stand in the margin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// Each beside the line of its reference.
    Line,
    /// Each row's notes beside that row and those after it.
    Rows,
}

/// Chooses the layout of a page from what its notes take, and from what they take when they are folded early: that is
/// asked for only where they would tear the text apart. Returns whether they are to be.
pub(super) fn choose(rows: &[Extent], folded: impl FnOnce() -> Vec<Extent>) -> (Layout, bool) {
    if fits(rows, LOOSE) {
        (Layout::Line, false)
    } else if !tears(rows) {
        (Layout::Rows, false)
    } else if fits(&folded(), DENSE) {
        (Layout::Line, true)
    } else {
        (Layout::Rows, true)
    }
}

/// Tells whether notes can stand at their lines, with so much of drift and overflow.
fn fits(rows: &[Extent], (drift, overflow): (f64, f64)) -> bool {
    let count: usize = rows.iter().map(|row| row.notes.len()).sum();
    if count == 0 || count > MOST {
        return false;
    }
    let mut top = 0.0;
    let mut below = f64::NEG_INFINITY;
    for row in rows {
        for &(reference, room) in &row.notes {
            let line = top + (lines(reference, LINE.1) - 1.0).max(0.0) * LINE.0;
            let start = f64::max(line, below + GAP);
            if start - line > drift * LINE.0 {
                return false;
            }
            below = start + note_height(room);
        }
        top += text_height(row);
    }
    below <= top - ROW_GAP + overflow * LINE.0
}

/// Tells whether notes by rows would tear the text apart: gaps between its paragraphs as long as a tenth of it.
fn tears(rows: &[Extent]) -> bool {
    let mut gaps = 0.0;
    let mut text = 0.0;
    let mut notes_end = 0.0;
    for row in rows {
        let top = text + gaps;
        if !row.notes.is_empty() {
            // Notes of a row push it down to where the notes of the rows above end.
            gaps += f64::max(0.0, notes_end - top);
            notes_end = f64::max(notes_end, top);
            notes_end += row.notes.iter().map(|&(_, room)| note_height(room) + GAP).sum::<f64>();
        }
        text += text_height(row);
    }
    gaps += f64::max(0.0, notes_end - text - gaps);
    gaps > text / 10.0
}

fn note_height(room: Room) -> f64 {
    let words = lines(room.head, HEAD_LINE).max(1.0) + lines(room.body, NOTE_LINE.1);
    let gaps = BLOCK_GAP * lines(room.blocks.saturating_sub(1), 1.0) + FOOT * lines(room.foot, 1.0);
    5.0 + words * NOTE_LINE.0 + gaps
}

fn text_height(row: &Extent) -> f64 {
    lines(row.characters, LINE.1).max(1.0) * LINE.0 + ROW_GAP
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
        let room = |body| Room { head: 20, body, blocks: 1, foot: 0 };
        Extent { characters, notes: notes.iter().map(|&(at, body)| (at, room(body))).collect() }
    }

    #[test]
    fn few_notes_stand_at_their_lines() {
        let rows = [row(600, &[]), row(600, &[(100, 200), (400, 100)]), row(300, &[])];
        assert_eq!(choose(&rows, Vec::new), (Layout::Line, false));
        assert_eq!(choose(&[row(600, &[])], Vec::new), (Layout::Rows, false));
    }

    #[test]
    fn notes_that_would_tear_the_text_apart_are_folded_early() {
        let rows = |characters| vec![row(600, &[(10, characters), (300, characters), (500, characters)]); 9];
        assert_eq!(choose(&rows(700), || rows(100)), (Layout::Line, true));
        assert_eq!(choose(&rows(700), || rows(500)), (Layout::Rows, true));
        let many = vec![row(900, &[(10, 100)]); MOST + 1];
        assert_eq!(choose(&many, Vec::new), (Layout::Rows, false));
    }

    #[test]
    fn notes_that_would_drift_stand_by_rows() {
        assert!(!fits(&[row(600, &[(10, 900), (20, 900), (30, 90)]), row(9000, &[])], LOOSE));
        assert!(!fits(&[row(600, &[(500, 3000)])], LOOSE));
    }

    #[test]
    fn a_rows_notes_run_to_the_next_row_with_notes() {
        let rows = [row(1, &[]), row(1, &[(0, 1)]), row(1, &[]), row(1, &[]), row(1, &[(0, 1)]), row(1, &[])];
        assert_eq!(spans(&rows), [1, 3, 2, 1, 2, 1]);
    }
}
