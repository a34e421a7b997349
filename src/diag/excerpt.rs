//! The lines of a source file that a diagnostic shows: few, short and safe to print, however long the file's own are.
//!
//! In: the lines of a file, and spans in it. Out: the lines as one text, and the spans as places in that.

use std::ops::Range;

use super::lines::Lines;
use super::visible::push_visible;

/// The longest line that is shown whole, in bytes.
const WHOLE: usize = 240;
/// The bytes that are shown on each side of a span in a longer line.
const MARGIN: usize = 72;
/// The most lines that a span is drawn over; of a longer one only the first line is shown.
const TALLEST: usize = 8;

/// A piece of a file, fit to be shown.
pub(super) struct Excerpt {
    /// Its lines.
    pub(super) text: String,
    /// The number of its first line, from 1.
    pub(super) line: usize,
    /// The spans in `text`, in the order in which they were given.
    pub(super) spans: Vec<Range<usize>>,
}

/// Cuts out the lines that hold `spans`, and all between them.
pub(super) fn cut(lines: &Lines<'_>, spans: &[Range<usize>]) -> Excerpt {
    let spans: Vec<_> = spans.iter().map(|span| clip(lines, span)).collect();
    let first = spans.iter().map(|span| lines.line_at(span.start)).min().unwrap_or_default();
    let last = spans.iter().map(|span| lines.line_at(span.end)).max().unwrap_or_default();
    let mut text = String::new();
    let mut map = Vec::new();
    for line in first..=last {
        if line > first {
            text.push('\n');
        }
        let whole = lines.bytes_of(line);
        for kept in kept(lines, &whole, &spans) {
            if kept.start > whole.start {
                text.push('…');
            }
            show(lines.text(), &kept, &mut text, &mut map);
            if kept.end < whole.end {
                text.push('…');
            }
        }
        map.push((whole.end, text.len()));
    }
    let placed =
        |offset: usize| map.get(map.partition_point(|(source, _)| *source < offset)).map_or(text.len(), |m| m.1);
    let spans = spans.iter().map(|span| placed(span.start)..placed(span.end)).collect();
    Excerpt { spans, line: first + 1, text }
}

/// Brings a span into the text and onto character boundaries; of a very tall one the first line is kept.
fn clip(lines: &Lines<'_>, span: &Range<usize>) -> Range<usize> {
    let start = lines.text().floor_char_boundary(span.start);
    let end = lines.text().floor_char_boundary(span.end).max(start);
    let first = lines.line_at(start);
    if lines.line_at(end) >= first + TALLEST { start..lines.bytes_of(first).end.max(start) } else { start..end }
}

/// Returns the stretches of a line that are shown: all of a short one, of a long one what is near the spans' ends.
fn kept(lines: &Lines<'_>, whole: &Range<usize>, spans: &[Range<usize>]) -> Vec<Range<usize>> {
    if whole.len() <= WHOLE {
        return vec![whole.clone()];
    }
    let text = lines.text();
    let mut near: Vec<_> = spans
        .iter()
        .flat_map(|span| [span.start, span.end])
        .filter(|end| whole.start <= *end && *end <= whole.end)
        .map(|end| {
            let start = text.floor_char_boundary(end.saturating_sub(MARGIN)).max(whole.start);
            start..text.floor_char_boundary(end + MARGIN).min(whole.end)
        })
        .collect();
    if near.is_empty() {
        near.push(whole.start..text.floor_char_boundary(whole.start + MARGIN));
    }
    near.sort_by_key(|piece| piece.start);
    near.dedup_by(|next, held| {
        let joined = next.start <= held.end;
        held.end = if joined { held.end.max(next.end) } else { held.end };
        joined
    });
    near
}

/// Adds the visible form of a stretch, and remembers where each character went.
fn show(source: &str, kept: &Range<usize>, text: &mut String, map: &mut Vec<(usize, usize)>) {
    let words = source.get(kept.clone()).unwrap_or_default();
    let words = if kept.end == source.len() || source.as_bytes().get(kept.end) == Some(&b'\n') {
        words.strip_suffix('\r').unwrap_or(words)
    } else {
        words
    };
    for (at, letter) in words.char_indices() {
        map.push((kept.start + at, text.len()));
        push_visible(text, letter);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, span: Range<usize>, expected: &str) {
        let excerpt = cut(&Lines::new(text), &[span]);
        let shown = excerpt.spans.first().and_then(|span| excerpt.text.get(span.clone()));
        assert_eq!(shown, Some(expected), "{}", excerpt.text);
    }

    #[test]
    fn spans_follow_their_words() {
        check("one\ntwo three\r\nfour", 8..13, "three");
        check("a\u{1b}b", 1..2, "␛");
        check("a\u{202e}b", 1..5, "\\u{202e}b");
        check("", 0..0, "");
        check("é", 1..99, "é");
    }

    #[test]
    fn a_long_line_is_cut_to_a_window() {
        let text = format!("{}HERE{}", "é".repeat(5_000_000), "x".repeat(1_000_000));
        let span = 10_000_000..10_000_004;
        let excerpt = cut(&Lines::new(&text), std::slice::from_ref(&span));
        assert!(excerpt.text.len() < 400, "{}", excerpt.text.len());
        assert!(excerpt.text.starts_with('…') && excerpt.text.ends_with('…'));
        check(&text, 10_000_000..10_000_004, "HERE");
    }

    #[test]
    fn a_tall_span_shows_its_first_line() {
        let text = "line\n".repeat(1000);
        check(&text, 5..4000, "line");
    }
}
