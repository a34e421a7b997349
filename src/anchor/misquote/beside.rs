//! Whether a number stands so close to what is quoted that it is for nothing else: `“…” (¶12)`, `in ¶12, “…”`.
//!
//! In: a body's reading, a quotation, a number in it. Out: how close. Where something else is named between the two, or beside the
//! number (`(Treaty, ¶4)`, `¶4 of the Treaty`), the number may be that of another document.

use super::quotations::Quotation;
use crate::source::Range;

/// How close a number stands to a quotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Beside {
    /// Not beside it, or with something else that it may be for.
    Not,
    /// Beside it, in the run of a sentence.
    Near,
    /// Beside it, and closed off from all else.
    Alone,
}

/// Words that may stand before a number: `in`.
const IN: [&str; 9] = ["in", "at", "im", "dans", "au", "à", "en", "у", "в"];

/// Words after a number that say what it is a number of.
const OF: [&str; 8] = ["of", "de", "du", "des", "der", "del", "von", "vom"];

/// Between a number and a quotation stand at most so many bytes.
const GAP: u32 = 30;

/// Tells how close a number stands to a quotation.
pub(super) fn beside(reading: &str, quotation: &Quotation, number: Range) -> Beside {
    let gap = |start: u32, end: u32| {
        let gap = reading.get(start as usize..end as usize).filter(|_| end - start <= GAP)?;
        (quotation.block || !gap.contains("\n\n")).then_some(gap)
    };
    let one = |words: &Range| {
        if words.contains(number) {
            let before = Range { start: words.start, end: number.start }.of(reading);
            let after = Range { start: number.end, end: words.end }.of(reading);
            if quotation.block { signs(before, after) } else { Beside::Not }
        } else if words.end <= number.start {
            let Some(gap) = gap(words.end, number.start) else { return Beside::Not };
            let rest = reading.get(number.end as usize..).unwrap_or_default();
            let tail = rest.split("\n\n").next().unwrap_or_default();
            // After a block a sentence may begin with a number.
            if quotation.block && tail.contains(char::is_alphanumeric) && !gap.contains(['(', '[']) {
                return Beside::Not;
            }
            follows(gap, tail)
        } else {
            let Some(gap) = gap(number.end, words.start) else { return Beside::Not };
            let sentences = quotation.within.iter().chain(&quotation.attached).filter(|place| place.contains(number));
            let start = sentences.map(|place| place.start).min().unwrap_or(number.start);
            precedes(Range { start, end: number.start }.of(reading), gap)
        }
    };
    quotation.words.iter().map(one).max().unwrap_or(Beside::Not)
}

/// A number in a block, at its end: `— ¶12`, `(¶12)`.
fn signs(before: &str, after: &str) -> Beside {
    let before = before.trim_end_matches([' ', '\u{a0}']);
    let apart = before.is_empty() || before.ends_with(['(', '[', '—', '–', '-', '\n']);
    if apart && !after.contains(char::is_alphanumeric) { Beside::Alone } else { Beside::Not }
}

/// A number after a quotation: what stands between them, and what comes then.
fn follows(gap: &str, tail: &str) -> Beside {
    let gap = gap.trim_start_matches(is_quotation_mark);
    if let Some((before, inside)) = gap.split_once(['(', '[']) {
        let joins = before.chars().all(|c| c.is_whitespace() || ".,!?…".contains(c)) && leads_in(inside);
        return if joins && tail.trim_start().starts_with([')', ']']) { Beside::Alone } else { Beside::Not };
    }
    let gap = gap.trim_start();
    let gap = gap.strip_prefix([',', '—', '–', '-']).unwrap_or(gap).trim();
    match closed(tail) {
        _ if !leads_in(gap) => Beside::Not,
        Beside::Near if gap.is_empty() => Beside::Not,
        found => found,
    }
}

/// Tells whether nothing stands before a number but `in`.
fn leads_in(words: &str) -> bool {
    let words = words.trim();
    words.is_empty() || IN.contains(&words.to_lowercase().as_str())
}

/// What comes after a number that no bracket closes.
fn closed(tail: &str) -> Beside {
    if tail.starts_with(char::is_alphanumeric) {
        return Beside::Not;
    }
    let tail = tail.trim_start();
    let mut letters = tail.chars();
    let Some(mark) = letters.next() else { return Beside::Alone };
    let next = letters.find(|letter| !letter.is_whitespace());
    let goes_on = next.is_none_or(|letter| letter.is_alphabetic() && !letter.is_uppercase());
    match mark {
        '.' | '!' | '?' | ';' | ')' | ']' | '…' if next != Some('¶') => Beside::Alone,
        ',' | ':' | '—' | '–' if goes_on => Beside::Alone,
        _ if mark.is_alphabetic() && !mark.is_uppercase() => {
            let word = tail.split_whitespace().next().unwrap_or_default();
            if OF.contains(&word) { Beside::Not } else { Beside::Near }
        }
        _ => Beside::Not,
    }
}

/// A number before a quotation: its sentence up to there, and what stands between them.
fn precedes(lead: &str, gap: &str) -> Beside {
    let gap = gap.trim_end_matches(is_quotation_mark).trim();
    if !matches!(gap, "" | "," | ":" | "—" | "–") {
        return Beside::Not;
    }
    let lead = lead.trim();
    let (before, last) = lead.rsplit_once(char::is_whitespace).unwrap_or(("", lead));
    let placed = leads_in(last);
    let lead = if placed { before.trim_end() } else { lead };
    let names = lead.split_whitespace().skip(1).any(|word| word.starts_with(char::is_uppercase));
    if lead.is_empty() {
        Beside::Alone
    } else if (placed || gap == ":" && before.is_empty()) && lead.ends_with(char::is_alphabetic) && !names {
        Beside::Near
    } else {
        Beside::Not
    }
}

fn is_quotation_mark(letter: char) -> bool {
    "\"“”„«»‹›‘’‚「」『』＂".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::super::quotations::quotations;
    use super::*;
    use crate::edition::{Block, Leaf, LeafKind, Prose};
    use crate::source::{FileId, Span};

    #[track_caller]
    fn check(expected: Beside, sentences: &[&str]) {
        for reading in sentences {
            let range = Range::new(0, reading.len());
            let span = Span { file: FileId(0), start: 0, end: 0 };
            let blocks = vec![Block::Leaf(Leaf { kind: LeafKind::Paragraph, range, span })];
            let body = Prose { reading: (*reading).into(), blocks, ..Prose::default() };
            let at = reading.find("¶4").expect("a number");
            let found = beside(reading, &quotations(&body, 3)[0], Range::new(at, at + "¶4".len()));
            assert_eq!(found, expected, "{reading}");
        }
    }

    #[test]
    fn a_number_may_stand_alone_with_a_quotation() {
        check(
            Beside::Alone,
            &[
                "It says “one two three” (¶4).",
                "It says “one two three.” (¶4)",
                "It says “one two three”. (In ¶4)",
                "It says ‘the three’s own way’ [¶4], it does.",
                "It says «one two three», ¶4.",
                "It says “one two three” in ¶4, and more.",
                "It says “one two three” — ¶4",
                "In ¶4, “one two three” is said.",
                "¶4: “one two three”",
            ],
        );
    }

    #[test]
    fn a_number_may_stand_near_a_quotation() {
        check(
            Beside::Near,
            &[
                "The “one two three” in ¶4 is the heart of it.",
                "See ¶4: “one two three”.",
                "It says in ¶4, “one two three”.",
            ],
        );
    }

    #[test]
    fn a_number_with_a_name_may_be_anybodys() {
        check(
            Beside::Not,
            &[
                "It says “one two three” (Treaty X, ¶4).",
                "It says “one two three” (treaty ¶4).",
                "It says “one two three” (cf. ¶4).",
                "It says “one two three” (¶4 of the Treaty).",
                "It says “one two three” (¶4, Treaty).",
                "It says “one two three” (¶4, ¶5).",
                "It says “one two three” in ¶4 of the Treaty.",
                "It says “one two three”, ¶4, Treaty X.",
                "It says “one two three” in ¶4 Treaty.",
                "It says “one two three” in ¶4a and more.",
                "It says “one two three” – ¶4 does not – and more.",
                "Unlike ¶4, “one two three” is plain.",
                "In contrast to ¶4: “one two three”.",
                "In the letter of ¶4 that came later to them all “one two three” is said.",
                "It says “one two three” and ¶4 does not.",
                "It says “one two three”. ¶4 does not.",
                "Treaty X, ¶4: “one two three”.",
                "Thus Treaty X in ¶4: “one two three”.",
                "The “one” (¶4), “two three four” too.",
                "The “one” in ¶4, “two three four” too.",
                "By ¶4 the “one two three” is meant.",
            ],
        );
    }
}
