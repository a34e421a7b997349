//! Passages named by number: whole paragraphs, and sentences.

use crate::diag::{Code, Diagnostic};
use crate::edition::{Anchor, Orphan, OrphanReason, Passage, Selector, Text, Verdict};
use crate::source::Range;

/// Returns the words of the paragraphs from one number to another, with those that only continue the last.
pub(super) fn paragraphs(text: &Text, first: u32, last: u32) -> Option<Range> {
    let start = text.paragraph_numbered(first)?;
    let end = text.paragraph_numbered(last)?;
    let more = text.paragraphs.get(end + 1..)?.iter().take_while(|held| held.number.is_none()).count();
    let (first, last) = (text.paragraphs.get(start)?.range, text.paragraphs.get(end + more)?.range);
    (start <= end).then_some(Range { start: first.start, end: last.end })
}

/// Finds a passage that is named by number, or says what there is instead. A quote is not its concern: `None`.
pub(super) fn locate(text: &Text, selector: &Selector) -> Option<Result<Anchor, (Orphan, Diagnostic)>> {
    let found = match selector.passage {
        Passage::Quote(_) => return None,
        Passage::Paragraphs(first, last) => {
            paragraphs(text, first, last).ok_or_else(|| no_such_paragraph(text, selector, first, last))
        }
        Passage::Sentence(paragraph, number) => sentence(text, paragraph, number).map_err(|count| match count {
            None => no_such_paragraph(text, selector, paragraph, paragraph),
            Some(count) => no_such_sentence(selector, (paragraph, number), count),
        }),
    };
    Some(match found {
        Ok(range) => Ok(Anchor { ranges: vec![range], verdict: Verdict::Exact, confidence: 1.0 }),
        Err(diagnostic) => {
            let orphan = Orphan { selector: selector.clone(), reason: OrphanReason::NotFound, candidates: Vec::new() };
            Err((orphan, diagnostic))
        }
    })
}

/// Returns where a passage stands that is named by number, if there is one.
pub(super) fn range(text: &Text, passage: &Passage) -> Option<Range> {
    match *passage {
        Passage::Quote(_) => None,
        Passage::Paragraphs(first, last) => paragraphs(text, first, last),
        Passage::Sentence(paragraph, number) => sentence(text, paragraph, number).ok(),
    }
}

/// Returns how a stretch is named by number, in the way of `like`: by its paragraphs, or by the sentence that holds most of it.
pub(super) fn named(text: &Text, like: &Passage, range: Range) -> Option<Passage> {
    match like {
        Passage::Quote(_) => None,
        Passage::Paragraphs(..) => {
            let last = text.number_at(range.end.saturating_sub(1).max(range.start))?;
            Some(Passage::Paragraphs(text.number_at(range.start)?, last))
        }
        Passage::Sentence(..) => {
            let shared = |sentence: &Range| range.end.min(sentence.end).saturating_sub(range.start.max(sentence.start));
            let mut most = (0, None);
            for held in text.paragraphs.iter().filter(|held| held.range.overlaps(range)) {
                for (sentence, number) in held.sentences.iter().zip(1..) {
                    if shared(sentence) > most.0 {
                        most = (shared(sentence), held.number.map(|paragraph| Passage::Sentence(paragraph, number)));
                    }
                }
            }
            most.1
        }
    }
}

/// Finds a sentence; else returns how many its paragraph has, `None` without such a paragraph.
fn sentence(text: &Text, paragraph: u32, number: u32) -> Result<Range, Option<usize>> {
    let at = text.paragraph_numbered(paragraph).ok_or(None)?;
    let sentences = text.paragraphs.get(at).map(|held| held.sentences.as_slice()).unwrap_or_default();
    let wanted = (number as usize).checked_sub(1).and_then(|at| sentences.get(at));
    wanted.copied().ok_or(Some(sentences.len()))
}

fn no_such_paragraph(text: &Text, selector: &Selector, first: u32, last: u32) -> Diagnostic {
    let missing = if text.paragraph_numbered(first).is_none() { first } else { last };
    let (message, help) = if text.paragraph_numbered(missing).is_some() {
        (format!("`¶{first}–{last}` runs backwards"), format!("write `> ¶{last}–{first}`"))
    } else {
        let help = "write the number that stands beside the paragraph".to_owned();
        (format!("there is no `¶{missing}`: {}", extent(text)), help)
    };
    Diagnostic::new(Code::NoSuchParagraph, selector.span, message).help(help)
}

/// Says how many paragraphs a text has.
pub(super) fn extent(text: &Text) -> String {
    let numbers = || text.paragraphs.iter().filter_map(|held| held.number);
    match (numbers().min(), numbers().max(), numbers().count()) {
        (Some(_), Some(_), 1) => "the text has one paragraph".to_owned(),
        (Some(first), Some(last), count) => format!("the text has {count} paragraphs, `¶{first}` to `¶{last}`"),
        _ => "the text has no numbered paragraphs".to_owned(),
    }
}

fn no_such_sentence(selector: &Selector, (paragraph, number): (u32, u32), count: usize) -> Diagnostic {
    let has = if count == 1 { "one sentence".to_owned() } else { format!("{count} sentences") };
    let message = format!("there is no `¶{paragraph}.{number}`: `¶{paragraph}` has {has}");
    Diagnostic::new(Code::NoSuchSentence, selector.span, message).help("count the sentences from 1")
}
