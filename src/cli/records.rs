//! Notes and numbers for programs: one JSON object a line.
//!
//! Offsets count Unicode scalar values of a text's reading; lines count from 1.

use serde_json::{Value, json};

use super::tally::{Standing, Tally};
use crate::diag::{Atlas, Lines, line};
use crate::edition::{Anchor, Edition, Note, Placement, Text, TextId};
use crate::source::{Range, Sources};

/// Writes a line for every note: where it is written, how it stands, and the words that it is on.
pub(super) fn notes(edition: &Edition, sources: &Sources) -> String {
    let mut atlas = Atlas::new(sources);
    let mut told = String::new();
    for (at, text) in edition.texts.iter().enumerate() {
        let id = TextId(u32::try_from(at).unwrap_or(u32::MAX));
        let reading = Lines::new(&text.prose.reading);
        for (_, note) in edition.notes_on(id) {
            told.push_str(&line(&record((text, &reading), note, &mut atlas)));
        }
    }
    told
}

/// Writes the line that ends a check.
pub(super) fn summary(tally: Tally) -> String {
    let [exact, normalised, fuzzy, ambiguous, orphaned] = tally.standing;
    line(&json!({
        "type": "summary",
        "texts": tally.texts,
        "notes": tally.notes,
        "exact": exact,
        "normalised": normalised,
        "fuzzy": fuzzy,
        "ambiguous": ambiguous,
        "orphaned": orphaned,
        "terms": tally.terms,
        "uses": tally.uses,
        "errors": tally.errors,
        "warnings": tally.warnings,
    }))
}

fn record((text, reading): (&Text, &Lines<'_>), note: &Note<Placement>, atlas: &mut Atlas<'_>) -> Value {
    let anchors: &[Anchor] = match &note.place {
        Placement::Whole => &[],
        Placement::Anchored(anchors) => anchors,
        Placement::Unplaced { found, .. } => found,
    };
    let confidence = match &note.place {
        Placement::Unplaced { .. } => 0.0,
        _ => anchors.iter().map(|held| f64::from(held.confidence)).fold(1.0, f64::min),
    };
    let ranges = anchors.iter().flat_map(|held| &held.ranges);
    json!({
        "type": "note",
        "text": text.id,
        "id": note.id,
        "file": atlas.path(note.file),
        "line": atlas.lines(note.span.file).line(note.span.start as usize),
        "verdict": Standing::of(note).name(),
        "confidence": (confidence * 10_000.0).round() / 10_000.0,
        "targets": ranges.map(|range| target((text, reading), *range)).collect::<Vec<_>>(),
    })
}

fn target((text, reading): (&Text, &Lines<'_>), range: Range) -> Value {
    json!({
        "start": reading.scalars_before(range.start as usize),
        "end": reading.scalars_before(range.end as usize),
        "quote": range.of(&text.prose.reading),
        "paragraph": text.number_at(range.start),
    })
}
