//! A keyword in its context: the words, and what stands around them in their sentence.
//!
//! In: a place of the edition and a range of its reading. Out: HTML. A sentence that fits is shown whole; of a longer one about 78 characters to each side, cut at word borders.

use std::borrow::Cow;

use super::escape;
use crate::edition::{Edition, Place, Reference};
use crate::reading;
use crate::source::Range;

/// How much of a sentence is shown to each side, in Unicode scalar values.
const SIDE: usize = 78;
/// How much of the words themselves is shown, in Unicode scalar values.
const LONGEST: usize = 240;
/// How far to each side a sentence is looked for where a place has no list of them, in bytes: what a side may show at
/// most, with room for four-byte characters.
const REACH: usize = 4 * (SIDE + 22);

/// Writes a range of a place's reading in its sentence, the words themselves in a `span` of class `m`. Links are shown as
/// their pages show them (`Reference::label`).
pub(crate) fn write(out: &mut String, edition: &Edition, at: (Place, Range)) {
    let (place, range) = at;
    let scope = scope(edition, place, range);
    let prose = Shown { reading: &edition.prose(place).reading, references: edition.references_in(place) };
    let before = prose.words(scope.range.start, range.start);
    let (before, cut) = last(&before, scope.start);
    out.push_str(if cut { "…\u{a0}" } else { "" });
    escape::attribute(out, before);
    out.push_str("<span class=\"m\">");
    let words = prose.words(range.start, range.end);
    let (words, cut) = first(&words, LONGEST, Border::Whole);
    escape::attribute(out, words);
    out.push_str(if cut { "\u{a0}…</span>" } else { "</span>" });
    let after = prose.words(range.end, scope.range.end);
    let (after, cut) = first(&after, SIDE, scope.end);
    escape::attribute(out, after);
    out.push_str(if cut { "\u{a0}…" } else { "" });
}

/// Returns all words of a place, blocks joined by a blank line; links are shown as their pages show them.
pub(crate) fn whole(edition: &Edition, place: Place) -> Cow<'_, str> {
    let reading = &edition.prose(place).reading;
    Shown { reading, references: edition.references_in(place) }.labelled(Range::new(0, reading.len()))
}

/// Returns the first words of a place on one line, cut at a word border after at most so many Unicode scalar values; of a
/// text those of its first paragraph, without the headings around it.
pub(crate) fn opening(edition: &Edition, place: Place, most: usize) -> String {
    let prose = Shown { reading: &edition.prose(place).reading, references: edition.references_in(place) };
    let paragraph = match place {
        Place::Text(id) => edition.texts.get(id.0 as usize).and_then(|text| text.paragraphs.first()),
        _ => None,
    };
    let whole = paragraph.map_or_else(|| Range::new(0, prose.reading.len()), |paragraph| paragraph.range);
    // No character takes more than four bytes, and few links show less than half of what is written.
    let end = prose.reading.ceil_char_boundary((whole.start as usize + 8 * most).min(whole.end as usize));
    let shown = Range { end: Range::new(0, end).end, ..whole };
    let words = prose.words(shown.start, shown.end);
    let (words, cut) = first(words.trim(), most, if shown.end < whole.end { Border::Cut } else { Border::Whole });
    if cut { format!("{words} …") } else { words.to_owned() }
}

/// Returns the words of a range of a place, on one line.
pub(crate) fn shown(edition: &Edition, place: Place, range: Range) -> Cow<'_, str> {
    let prose = Shown { reading: &edition.prose(place).reading, references: edition.references_in(place) };
    prose.words(range.start, range.end)
}

/// Whether a sentence begins or ends where its range does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Border {
    /// It does.
    Whole,
    /// It goes on.
    Cut,
}

/// The sentence that holds a range, or the sentences from its first to its last, as far as they are looked at.
struct Scope {
    range: Range,
    start: Border,
    end: Border,
}

fn scope(edition: &Edition, place: Place, range: Range) -> Scope {
    let reading = &edition.prose(place).reading;
    let listed = match place {
        Place::Text(id) => edition.texts.get(id.0 as usize).and_then(|text| {
            let paragraph = text.paragraphs.get(text.paragraph_at(range.start)?)?;
            (range.start < paragraph.range.end).then(|| around(&paragraph.sentences, range))
        }),
        _ => None,
    };
    let whole = listed.unwrap_or_else(|| {
        let window = window(reading, range);
        around(&reading::sentences(reading, window), range)
    });
    let near = reach(reading, range);
    let near = Range { start: whole.start.max(near.start), end: whole.end.min(near.end) };
    let begins = near.start == whole.start && is_border(reading.get(..near.start as usize), str::ends_with);
    let ends = near.end == whole.end && is_border(reading.get(near.end as usize..), str::starts_with);
    let border = |reached| if reached { Border::Whole } else { Border::Cut };
    Scope { range: near, start: border(begins), end: border(ends) }
}

/// Between two sentences of one paragraph there is white space, unless their script writes none: then a window that
/// ends inside one looks the same, and an ellipsis too few is the smaller harm.
fn is_border(beyond: Option<&str>, touches: impl Fn(&str, fn(char) -> bool) -> bool) -> bool {
    beyond.is_none_or(|beyond| beyond.is_empty() || touches(beyond, char::is_whitespace))
}

/// Returns the stretch of sentences that a range touches; the range itself where there is none.
fn around(sentences: &[Range], range: Range) -> Range {
    let first = sentences.get(sentences.partition_point(|held| held.end <= range.start));
    let end = range.end.max(range.start + 1);
    let last = sentences.partition_point(|held| held.start < end).checked_sub(1).and_then(|at| sentences.get(at));
    Range {
        start: first.map_or(range.start, |held| held.start.min(range.start)),
        end: last.map_or(range.end, |held| held.end.max(range.end)),
    }
}

/// Returns the part of the leaf that stands near a range; blocks are joined by a blank line.
fn window(reading: &str, range: Range) -> Range {
    let near = reach(reading, range).bytes();
    let before = reading.get(near.start..range.start as usize).unwrap_or_default();
    let after = reading.get(range.end as usize..near.end).unwrap_or_default();
    let start = before.rfind("\n\n").map_or(near.start, |at| near.start + at + 2);
    let end = after.find("\n\n").map_or(near.end, |at| range.end as usize + at);
    Range::new(start, end)
}

/// Widens a range to what is looked at.
fn reach(reading: &str, range: Range) -> Range {
    let start = reading.floor_char_boundary((range.start as usize).saturating_sub(REACH));
    let end = reading.ceil_char_boundary((range.end as usize).saturating_add(REACH).min(reading.len()));
    Range::new(start, end)
}

/// Words of a place as its page shows them.
struct Shown<'e> {
    reading: &'e str,
    references: &'e [Reference],
}

impl<'e> Shown<'e> {
    /// Returns the words from one offset to another, on one line.
    fn words(&self, start: u32, end: u32) -> Cow<'e, str> {
        let range = Range { start, end };
        let words = self.labelled(range);
        if words.contains('\n') { words.replace("\n\n", " ").replace('\n', " ").into() } else { words }
    }

    fn labelled(&self, range: Range) -> Cow<'e, str> {
        let first = self.references.partition_point(|held| held.range.start < range.start);
        let inside = self.references.iter().skip(first).take_while(|held| held.range.end <= range.end);
        let mut named =
            inside.filter(|held| !held.range.is_empty()).filter_map(|held| Some((held.range, held.label.as_ref()?)));
        let Some(found) = named.next() else { return range.of(self.reading).into() };
        let mut words = String::with_capacity(range.bytes().len());
        let mut at = range.start;
        for (place, label) in std::iter::once(found).chain(named).filter(|(place, _)| place.start >= range.start) {
            if place.start >= at {
                words.push_str(Range { start: at, end: place.start }.of(self.reading));
                words.push_str(label);
                at = place.end;
            }
        }
        words.push_str(Range { start: at, end: range.end }.of(self.reading));
        words.into()
    }
}

/// Cuts words to what one side shows, from their start; tells whether an ellipsis follows.
fn first(words: &str, most: usize, border: Border) -> (&str, bool) {
    // No character takes less than a byte.
    let cut = if words.len() > most { words.char_indices().nth(most) } else { None };
    let Some((cut, _)) = cut else {
        return if border == Border::Cut { (words.trim_end(), true) } else { (words, false) };
    };
    let kept = words.get(..cut).unwrap_or_default();
    let kept = kept.rfind(char::is_whitespace).and_then(|at| kept.get(..at)).unwrap_or(kept);
    (kept.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '–' | '—')), true)
}

/// Cuts words to what one side shows, from their end; tells whether an ellipsis stands before.
fn last(words: &str, border: Border) -> (&str, bool) {
    let cut = if words.len() > SIDE { words.char_indices().rev().nth(SIDE.saturating_sub(1)) } else { None };
    let cut = cut.map_or(0, |(at, _)| at);
    if cut == 0 {
        return if border == Border::Cut { (words.trim_start(), true) } else { (words, false) };
    }
    let kept = words.get(cut..).unwrap_or_default();
    let words = kept.find(char::is_whitespace).and_then(|at| kept.get(at..)).filter(|rest| !rest.trim().is_empty());
    (words.unwrap_or(kept).trim_start(), true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edition::{Page, PageId, Prose, Reference, Target};
    use crate::source::FileId;

    #[track_caller]
    fn check(reading: &str, words: &str, expected: (&str, &str, &str)) {
        let at = reading.find(words).expect("the words stand in the reading");
        let range = Range::new(at, at + words.len());
        let (before, words, after) = expected;
        let expected = format!("{before}<span class=\"m\">{words}</span>{after}");
        assert_eq!(written(&edition(reading, Vec::new()), range), expected);
    }

    fn written(edition: &Edition, range: Range) -> String {
        let mut out = String::new();
        write(&mut out, edition, (Place::Page(PageId(0)), range));
        out
    }

    fn edition(reading: &str, references: Vec<Reference>) -> Edition {
        let prose = Prose { reading: reading.to_owned(), ..Prose::default() };
        let page = Page {
            id: "about".into(),
            file: FileId(0),
            title: "About".into(),
            description: None,
            order: None,
            authors: Vec::new(),
            date: None,
            prose,
        };
        Edition { pages: vec![page], references, ..Edition::default() }
    }

    #[test]
    fn a_sentence_that_fits_is_whole() {
        check("One. We keep <the> word & go on. Two.", "word", ("We keep &lt;the&gt; ", "word", " &amp; go on."));
        check("A heading\n\nThe word stands.\n\nMore.", "word", ("The ", "word", " stands."));
    }

    #[test]
    fn a_long_sentence_is_cut_at_word_borders() {
        let long = "lorem ipsum ".repeat(60);
        let reading = format!("{long}word {long}");
        let at = reading.find("word").expect("it is there");
        let found = written(&edition(&reading, Vec::new()), Range::new(at, at + 4));
        let (before, rest) = found.split_once("<span class=\"m\">").expect("the words are marked");
        let (_, after) = rest.split_once("</span>").expect("the mark ends");
        assert!(before.starts_with("…\u{a0}") && before.ends_with(' '), "{found:?}");
        assert!(after.ends_with("\u{a0}…") && after.starts_with(' '), "{found:?}");
        assert!(before.chars().count() <= SIDE + 2 && before.chars().count() > SIDE - 12);
    }

    #[test]
    fn the_opening_is_cut_at_a_word_border() {
        let opening = |reading: &str| opening(&edition(reading, Vec::new()), Place::Page(PageId(0)), 12);
        assert_eq!(opening("Few words.\n\nMore"), "Few words. …");
        assert_eq!(opening("Few\nwords."), "Few words.");
        assert_eq!(opening(""), "");
        assert_eq!(opening(&"水".repeat(200)), format!("{} …", "水".repeat(12)));
    }

    #[test]
    fn links_show_their_label() {
        let reference = Reference {
            from: Place::Page(PageId(0)),
            link: 0,
            range: Range::new(4, 10),
            to: Target::Broken,
            label: Some("A <note>".into()),
        };
        let found = written(&edition("See #iron1 and word.", vec![reference]), Range::new(15, 19));
        assert_eq!(found, "See A &lt;note&gt; and <span class=\"m\">word</span>.");
    }
}
