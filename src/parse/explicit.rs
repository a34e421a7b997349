//! Explicit ids of paragraphs: `{#id}` at the end of one.
//!
//! In: the prose of a text and its paragraphs. Out: the ids, and a reading in which they do not stand.

use super::markdown::is_escaped;
use crate::edition::{Block, Prose, Text};
use crate::source::{Range, Span};

/// Takes an explicit `{#id}` off the end of a paragraph. Braces that are escaped, or stand in code, are words.
pub(super) fn explicit_id(prose: &Prose, range: Range, (source, span): (&str, Span)) -> (Range, Option<String>) {
    let words = range.of(&prose.reading);
    let Some(inside) = words.strip_suffix('}') else { return (range, None) };
    let Some((before, id)) = inside.rsplit_once("{#") else { return (range, None) };
    let sound = !id.is_empty() && id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
    if !sound || before.trim().is_empty() {
        return (range, None);
    }
    let brace = range.start as usize + before.len();
    let start = prose.span(span.file, Range::new(brace, brace + 1)).start;
    let written = Span { start, end: span.end.max(start), ..span };
    let bare = source.get(written.bytes()).is_some_and(|written| written.trim_end() == format!("{{#{id}}}"));
    if !bare || is_escaped(source, start as usize) {
        return (range, None);
    }
    let end = range.start as usize + before.trim_end().len();
    (Range::new(range.start as usize, end), Some(id.to_owned()))
}

/// Takes ranges, sorted, out of the reading of a text: all that stands behind them moves up.
pub(super) fn take_out(text: &mut Text, cuts: &[Range]) {
    if cuts.is_empty() {
        return;
    }
    let mut reading = String::with_capacity(text.prose.reading.len());
    let mut from = 0;
    // For each cut where it begins, and how much is gone once it is over.
    let mut gone: Vec<(u32, u32)> = Vec::with_capacity(cuts.len());
    for cut in cuts {
        reading.push_str(text.prose.reading.get(from..cut.start as usize).unwrap_or_default());
        from = cut.end as usize;
        let before = gone.last().map_or(0, |(_, held)| *held);
        gone.push((cut.start, before + (cut.end - cut.start)));
    }
    reading.push_str(text.prose.reading.get(from..).unwrap_or_default());
    let moved = |at: u32| {
        let passed = gone.partition_point(|(start, _)| *start < at);
        let Some(last) = passed.checked_sub(1) else { return at };
        let (start, all) = gone.get(last).copied().unwrap_or_default();
        let before = last.checked_sub(1).and_then(|held| gone.get(held)).map_or(0, |(_, held)| *held);
        (at - before).saturating_sub(all - before).max(start - before)
    };
    let shift = |range: &mut Range| *range = Range { start: moved(range.start), end: moved(range.end) };
    let Text { prose, paragraphs, .. } = text;
    prose.reading = reading;
    for block in &mut prose.blocks {
        if let Block::Leaf(leaf) = block {
            shift(&mut leaf.range);
        }
    }
    prose.marks.iter_mut().for_each(|mark| shift(&mut mark.range));
    prose.links.iter_mut().for_each(|link| shift(&mut link.range));
    for paragraph in paragraphs {
        shift(&mut paragraph.range);
        paragraph.sentences.iter_mut().for_each(&shift);
    }
    let inside = |at: u32| cuts.get(cuts.partition_point(|cut| cut.end <= at)).is_some_and(|cut| cut.start <= at);
    let mut runs = std::mem::take(&mut prose.runs);
    for at in 0..runs.len() {
        // A run that ends in a cut is that much shorter.
        let end = runs.get(at + 1).map_or(u32::MAX, |next| next.reading);
        if let Some(run) = runs.get_mut(at)
            && let Some(cut) = cuts.get(cuts.partition_point(|cut| cut.start <= run.reading))
            && cut.start < end
        {
            run.len = run.len.min(cut.start - run.reading);
        }
    }
    runs.retain(|run| !inside(run.reading));
    for run in &mut runs {
        run.reading = moved(run.reading);
    }
    prose.runs = runs;
}
