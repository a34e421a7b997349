//! The contents of a text: its sections, or where it has none its paragraphs by their first words.

use serde::Serialize;

use crate::edition::{Numbering, Text};

/// A text with more paragraphs and no headings lists some of them only.
const MOST: usize = 120;
/// How many words of a paragraph stand for it.
const WORDS: usize = 6;

/// A table of contents.
#[derive(Debug, Serialize)]
pub struct Contents {
    /// `sections` or `paragraphs`.
    pub kind: &'static str,
    /// How many of them the text has.
    pub count: usize,
    /// The entries.
    pub entries: Vec<ContentsEntry>,
}

/// An entry of a table of contents.
#[derive(Debug, Serialize)]
pub struct ContentsEntry {
    /// The number of the paragraph; `null` for a section, and where paragraphs show none.
    pub number: Option<u32>,
    /// Its words.
    pub words: String,
    /// How deep it stands: 1 for the outermost.
    pub depth: usize,
    /// Its fragment.
    pub fragment: String,
    /// How many notes stand in it.
    pub notes: usize,
}

/// Makes the contents of a text; `notes` are the places of its references in the reading.
pub(super) fn contents(text: &Text, notes: &[u32]) -> Option<Contents> {
    let mut notes = notes.to_vec();
    notes.sort_unstable();
    let made = if text.sections.is_empty() { paragraphs(text, &notes) } else { sections(text, &notes) };
    (made.entries.len() > 1).then_some(made)
}

fn sections(text: &Text, notes: &[u32]) -> Contents {
    let mut above: Vec<u8> = Vec::new();
    let entries = text.sections.iter().zip(1..).map(|(section, next)| {
        let end = text.sections.get(next).map_or(u32::MAX, |next| next.range.start);
        while above.pop_if(|level| *level >= section.level).is_some() {}
        above.push(section.level);
        ContentsEntry {
            number: None,
            words: section.range.of(&text.prose.reading).replace('\n', " "),
            depth: above.len(),
            fragment: section.fragment.clone(),
            notes: between(notes, section.range.start, end),
        }
    });
    Contents { kind: "sections", count: text.sections.len(), entries: entries.collect() }
}

fn paragraphs(text: &Text, notes: &[u32]) -> Contents {
    let numbered: Vec<usize> = (0..text.paragraphs.len()).filter(|&at| text.paragraphs[at].number.is_some()).collect();
    let step = numbered.len().div_ceil(MOST).max(1);
    let listed: Vec<usize> = numbered.iter().copied().step_by(step).collect();
    let entries = listed.iter().zip(1..).filter_map(|(&at, next)| {
        let held = text.paragraphs.get(at)?;
        let end = listed.get(next).and_then(|&next| text.paragraphs.get(next));
        Some(ContentsEntry {
            number: held.number.filter(|_| text.meta.numbering != Numbering::None),
            words: first_words(held.range.of(&text.prose.reading)),
            depth: 1,
            fragment: held.fragment.clone(),
            notes: between(notes, held.range.start, end.map_or(u32::MAX, |end| end.range.start)),
        })
    });
    Contents { kind: "paragraphs", count: numbered.len(), entries: entries.collect() }
}

fn between(notes: &[u32], start: u32, end: u32) -> usize {
    notes.partition_point(|&at| at < end) - notes.partition_point(|&at| at < start)
}

fn first_words(words: &str) -> String {
    let mut all = words.split_whitespace();
    let mut shown = String::new();
    for word in all.by_ref().take(WORDS) {
        if !shown.is_empty() {
            shown.push(' ');
        }
        shown.extend(word.chars().take(40));
    }
    if all.next().is_some() {
        shown.truncate(shown.trim_end_matches([',', ';', ':', '.', '–', '—', ' ']).len());
        shown.push_str(" …");
    }
    shown
}
