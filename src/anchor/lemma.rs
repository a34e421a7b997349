//! A lemma, read as an editor writes: its key, and the forms in which it may stand in the text.
//!
//! Quotation marks put round it, a stop put after it, `[T]he`, a `[gloss]`, an ellipsis at an end: each gives a form to try.
//! An ellipsis inside cuts it into parts. Every form is made of pieces of the lemma's key, so that a word of the
//! lemma can be found again in the hit of a form.

use std::borrow::Cow;

use crate::reading::{Key, fold_case, has_words};
use crate::source::Range;

/// One way in which the lemma, or a part of it, may stand in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Form {
    /// The pieces of the lemma's key that it is made of, first and last byte.
    pieces: Vec<(usize, usize)>,
    cased: String,
    folded: String,
}

/// All forms of a lemma.
#[derive(Debug)]
pub(super) struct Forms<'a> {
    key: Key<'a>,
    /// The whole lemma, in the order in which the forms are tried; the last is the barest.
    pub(super) whole: Vec<Form>,
    /// The parts between its ellipses; none where it has none.
    pub(super) parts: Vec<Form>,
    /// The stops at the end that the parts and the barest form are without, first and last byte of the key.
    stops: (usize, usize),
}

/// A form and where it begins in the text's key.
pub(super) type Placed<'f> = (&'f Form, usize);

impl<'a> Forms<'a> {
    /// Makes the forms of a lemma's words.
    pub(super) fn new(words: &'a str) -> Self {
        let key = Key::new(words);
        let text = key.text();
        let gaps = ellipses(text);
        let mut bare = vec![trim(text, (0, text.len()))];
        let inner = without_outer_gaps(text, &gaps);
        push(&mut bare, inner);
        let mut stripped = inner;
        let mut stops = (inner.1, inner.1);
        for strip in [strip_quotes, strip_stops, strip_quotes] {
            let before = stripped.1;
            stripped = trim(text, strip(text, stripped));
            push(&mut bare, stripped);
            // What is stripped last is what the stripped words end at.
            if stripped.1 < before {
                stops = (stripped.1, before);
            }
        }
        if text.get(stops.0..stops.1).is_some_and(|words| words.contains(['"', '\''])) {
            stops = (stripped.1, stripped.1);
        }
        let mut whole = Vec::new();
        for &stem in &bare {
            push(&mut whole, Form::new(text, vec![stem]));
        }
        for stem in bare {
            push(&mut whole, Form::new(text, unbracketed(text, stem, Brackets::Kept)));
            push(&mut whole, Form::new(text, unbracketed(text, stem, Brackets::Gone)));
        }
        whole.retain(|form| has_words(&form.folded));
        let parts = parts(text, stripped, &gaps);
        Self { key, whole, parts, stops }
    }

    /// Returns where the focus of the lemma stands in the text's key, given where the forms do; in order, none empty.
    pub(super) fn focus(&self, focus: &[Range], placed: &[Placed<'_>]) -> Vec<(usize, usize)> {
        let text = self.key.text();
        let mut segments = Vec::new();
        for &(form, start) in placed {
            let mut at = start;
            for &(from, to) in &form.pieces {
                segments.push((from, to, at));
                at += folded_len(text, from, to);
            }
        }
        let ends = |range: &Range| {
            let (start, end) = (self.key.at(range.start), self.key.at(range.end));
            let &(from, _, at) = segments.iter().find(|(_, to, _)| *to > start)?;
            let first = at + folded_len(text, from, start.max(from));
            let &(from, to, at) = segments.iter().rev().find(|(from, ..)| *from < end)?;
            let last = at + folded_len(text, from, end.min(to));
            (first < last).then_some((first, last))
        };
        focus.iter().filter_map(ends).collect()
    }

    /// Returns how many bytes of the text's key after a hit are stops that the lemma has there too.
    pub(super) fn stops_at(&self, key: &str, end: usize) -> usize {
        let ours = self.key.text().get(self.stops.0..self.stops.1).unwrap_or_default();
        let rest = key.as_bytes().get(end..).unwrap_or_default();
        if rest.starts_with(ours.as_bytes()) { ours.len() } else { 0 }
    }

    /// Returns the stops at the end of a passage that the lemma ends with too.
    pub(super) fn stops_of<'k>(&self, passage: &'k str) -> &'k str {
        let bare = self.key.text().get(self.stops.0..self.stops.1).and_then(|stops| passage.strip_suffix(stops));
        passage.get(bare.map_or(passage.len(), str::len)..).unwrap_or_default()
    }

    /// Tells whether the focus takes in the stops at the end.
    pub(super) fn is_stop_bold(&self, focus: &[Range]) -> bool {
        focus.last().is_some_and(|last| self.key.at(last.end) > self.stops.0)
    }

    /// Returns where the parts after the first stand in the lemma; none where nothing is left out.
    pub(super) fn tail(&self) -> Option<Range> {
        let (second, last) = (self.parts.get(1)?, self.parts.last()?);
        let ((start, _), (_, end)) = (second.pieces.first()?, last.pieces.last()?);
        let stops = if *end == self.stops.0 { self.stops.1 } else { *end };
        Some(self.key.reading(*start, stops))
    }

    /// Returns the lemma's words as one string to compare by likeness, with where each byte range of its focus is in it.
    pub(super) fn likeness(&self) -> Cow<'_, str> {
        if self.parts.is_empty() {
            return Cow::Borrowed(self.whole.last().map(|form| form.folded.as_str()).unwrap_or_default());
        }
        Cow::Owned(self.parts.iter().map(|part| part.folded.as_str()).collect::<Vec<_>>().join(" "))
    }
}

impl Form {
    /// Returns its words, case kept.
    pub(super) fn cased(&self) -> &str {
        &self.cased
    }

    /// Returns its words, case folded.
    pub(super) fn folded(&self) -> &str {
        &self.folded
    }

    fn new(text: &str, pieces: Vec<(usize, usize)>) -> Self {
        let cased: String = pieces.iter().filter_map(|&(from, to)| text.get(from..to)).collect();
        let folded = fold_case(&cased).into_owned();
        Self { pieces, cased, folded }
    }
}

fn folded_len(text: &str, from: usize, to: usize) -> usize {
    fold_case(text.get(from..to).unwrap_or_default()).len()
}

fn push<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

fn trim(text: &str, (from, to): (usize, usize)) -> (usize, usize) {
    let words = text.get(from..to).unwrap_or_default();
    let start = from + words.len() - words.trim_start().len();
    (start, start + words.trim().len())
}

/// Finds the ellipses of a key: three or four stops, spaced or not, in brackets or not, with the space around.
fn ellipses(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = bytes.get(at..).and_then(|rest| rest.iter().position(|&byte| byte == b'.')) {
        let start = at + next;
        let (mut end, mut stops) = (start, 0);
        while bytes.get(end) == Some(&b'.')
            || stops > 0 && bytes.get(end) == Some(&b' ') && bytes.get(end + 1) == Some(&b'.')
        {
            end += if bytes[end] == b'.' { 1 } else { 2 };
            stops += 1;
        }
        if stops >= 3 {
            found.push(widened(text, start, end));
        }
        at = end;
    }
    found
}

/// Takes the brackets and the spaces around an ellipsis with it.
fn widened(text: &str, start: usize, end: usize) -> (usize, usize) {
    let head = text.get(..start).unwrap_or_default().trim_end();
    let tail = text.get(end..).unwrap_or_default().trim_start();
    let (head, tail) = match (head.strip_suffix(['[', '(']), tail.strip_prefix([']', ')'])) {
        (Some(head), Some(tail)) => (head.trim_end(), tail.trim_start()),
        _ => (head, tail),
    };
    (head.len(), text.len() - tail.len())
}

fn without_outer_gaps(text: &str, gaps: &[(usize, usize)]) -> (usize, usize) {
    let (mut from, mut to) = trim(text, (0, text.len()));
    if let Some(&(_, end)) = gaps.first().filter(|(start, _)| *start <= from) {
        from = end;
    }
    if let Some(&(start, _)) = gaps.last().filter(|(_, end)| *end >= to) {
        to = start.max(from);
    }
    trim(text, (from.min(to), to))
}

fn strip_quotes(text: &str, (from, to): (usize, usize)) -> (usize, usize) {
    let words = text.get(from..to).unwrap_or_default();
    for mark in ['"', '\''] {
        if let Some(inner) = words.strip_prefix(mark).and_then(|words| words.strip_suffix(mark)) {
            return (from + 1, from + 1 + inner.len());
        }
    }
    (from, to)
}

fn strip_stops(text: &str, (from, to): (usize, usize)) -> (usize, usize) {
    let words = text.get(from..to).unwrap_or_default();
    (from, from + words.trim_end_matches(['.', ',', ';', ':']).len())
}

/// What becomes of the words in square brackets.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Brackets {
    /// They stay, the brackets go: `[T]he`.
    Kept,
    /// They go too: `[sic]`.
    Gone,
    /// They stay where they touch a letter, else they go.
    Sorted,
}

fn unbracketed(text: &str, (from, to): (usize, usize), how: Brackets) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut pieces = Vec::new();
    let mut at = from;
    while let Some((open, close)) = bracket(text, at, to) {
        let letter = |at: Option<usize>| {
            at.and_then(|at| bytes.get(at)).is_some_and(|b| b.is_ascii_alphanumeric() || *b >= 0x80)
        };
        let touches =
            letter(open.checked_sub(1).filter(|&at| at >= from)) || letter(Some(close + 1).filter(|&at| at < to));
        if how == Brackets::Kept || (how == Brackets::Sorted && touches) {
            pieces.extend([(at, open), (open + 1, close)]);
            at = close + 1;
        } else {
            pieces.push((at, open));
            at = close + 1;
            // One space on either side is one too many.
            if (open == from || bytes.get(open - 1) == Some(&b' ')) && bytes.get(at) == Some(&b' ') {
                at += 1;
            }
        }
    }
    pieces.push((at.min(to), to));
    pieces.retain(|(from, to)| from < to);
    if let Some(last) = pieces.last_mut() {
        last.1 = trim(text, *last).1.max(last.0);
    }
    pieces.retain(|(from, to)| from < to);
    pieces
}

/// Finds the next brackets that hold words; `[...]` is an ellipsis.
fn bracket(text: &str, from: usize, to: usize) -> Option<(usize, usize)> {
    let open = from + text.get(from..to)?.find('[')?;
    let close = open + text.get(open..to)?.find(']')?;
    if has_words(text.get(open..close)?) { Some((open, close)) } else { bracket(text, close, to) }
}

fn parts(text: &str, (from, to): (usize, usize), gaps: &[(usize, usize)]) -> Vec<Form> {
    let mut parts = Vec::new();
    let mut at = from;
    let inner = gaps.iter().filter(|(start, end)| *start > from && *end < to);
    for (start, end) in inner.copied().chain([(to, to)]) {
        parts.push(Form::new(text, unbracketed(text, trim(text, (at, start.max(at))), Brackets::Sorted)));
        at = end;
    }
    parts.retain(|part| has_words(&part.folded));
    if parts.len() < 2 { Vec::new() } else { parts }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(words: &str, whole: &[&str], parts: &[&str]) {
        let forms = Forms::new(words);
        let list = |forms: &[Form]| forms.iter().map(|form| form.cased.clone()).collect::<Vec<_>>();
        assert_eq!(list(&forms.whole), whole);
        assert_eq!(list(&forms.parts), parts);
    }

    #[test]
    fn a_plain_lemma_has_one_form() {
        check(" the stone  quay ", &["the stone quay"], &[]);
        check("—", &[], &[]);
        check("", &[], &[]);
    }

    #[test]
    fn what_an_editor_adds_is_taken_away() {
        check("“forty trees.”", &["\"forty trees.\"", "forty trees.", "forty trees"], &[]);
        check("[w]e admit", &["[w]e admit", "we admit", "e admit"], &[]);
        check("either [bank] shall", &["either [bank] shall", "either bank shall", "either shall"], &[]);
        check("… each house", &["... each house", "each house"], &[]);
    }

    #[test]
    fn an_ellipsis_inside_cuts_it() {
        check("We hold . . . us", &["We hold . . . us"], &["We hold", "us"]);
        let parts = ["We hold", "come", "us"];
        check("We hold […] come … us.", &["We hold [...] come ... us.", "We hold [...] come ... us"], &parts);
    }

    #[test]
    fn the_focus_is_found_in_the_pieces() {
        let words = "[T]he Straße [now] ends";
        let forms = Forms::new(words);
        let form = forms.whole.last().expect("it has forms");
        assert_eq!(form.folded, "he strasse ends");
        let focus = [Range::new(6, 13), Range::new(14, 24)];
        let ends = forms.focus(&focus, &[(form, 100)]);
        assert_eq!(ends, [(103, 110), (111, 115)]);
    }
}
