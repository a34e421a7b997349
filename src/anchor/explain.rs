//! Says what is wrong with a quote, and how to mend it, to someone who has never programmed.

use super::apart::{Sides, apart};
use super::differ::differences;
use super::elided::WIDEST;
use super::finding::{Finding, Rivals, Why};
use super::lemma::Forms;
use super::passage::extent;
use super::paste::{block, can_be_bold, in_context, line, shown};
use crate::diag::{Code, Diagnostic};
use crate::edition::{Anchor, Candidate, Constraint, Lemma, Note, Selector, Text};
use crate::reading::Key;
use crate::source::Range;

/// So many places are listed.
const LISTED: usize = 5;

/// A passage that fits so well may be put in place of the quote.
const MENDABLE: f32 = 0.6;

/// The longest elided passage, in letters, that is shown with nothing left out.
const IN_FULL: usize = 300;

/// What the heading of a quote's note may say of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Heading {
    /// It is about this quote alone.
    Own,
    /// It is about other quotes too: `{p=1}` would hold for all of them.
    Shared,
    /// There is none.
    Missing,
}

/// A quote that is not simply there.
#[derive(Clone, Copy)]
struct Quote<'a> {
    text: &'a Text,
    heading: Heading,
    selector: &'a Selector,
    lemma: &'a Lemma,
}

/// Explains what came of a lemma; nothing where all is well or the parser has said it.
pub(super) fn explain(
    (text, note): (&Text, &Note<Vec<Selector>>),
    (selector, lemma): (&Selector, &Lemma),
    finding: &Finding,
) -> Option<Diagnostic> {
    let heading = match (note.place.len(), &note.title) {
        (2.., _) => Heading::Shared,
        (_, Some(_)) => Heading::Own,
        (_, None) => Heading::Missing,
    };
    let quote = Quote { text, heading, selector, lemma };
    match finding {
        Finding::Placed(_) => None,
        Finding::Nearly(anchor, range) => Some(quote.nearly(anchor, *range)),
        Finding::Several(rivals) => Some(quote.several(rivals)),
        Finding::Missing(Why::Wordless, _) if lemma.words.trim().is_empty() => None,
        Finding::Missing(why, candidates) => Some(quote.missing(*why, candidates)),
    }
}

impl Quote<'_> {
    fn reading(&self) -> &str {
        &self.text.prose.reading
    }

    fn diagnostic(&self, code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.selector.span, message)
    }

    /// Points to a place in the text.
    fn at(&self, diagnostic: Diagnostic, range: Range, words: &str) -> Diagnostic {
        diagnostic.also(self.text.prose.span(self.text.file, range), words)
    }

    /// Says in which paragraph a place is.
    fn paragraph(&self, range: Range) -> String {
        self.text.number_at(range.start).map_or_else(|| "the text".to_owned(), |number| format!("`¶{number}`"))
    }

    fn nearly(&self, anchor: &Anchor, range: Range) -> Diagnostic {
        let mut told = differences(&self.lemma.words, range.of(self.reading())).into_iter();
        let first = told.next().unwrap_or_else(|| "the quote differs from the text".to_owned());
        let mut diagnostic = self.at(self.diagnostic(Code::QuoteFuzzy, first), range, "the text says");
        diagnostic.notes.extend(told);
        let bold = if self.lemma.focus.is_empty() { &[] } else { anchor.ranges.as_slice() };
        if !can_be_bold(self.reading(), range, bold) {
            return diagnostic.help("quote the text's own words");
        }
        let help = format!("quote the text's own words: `{}`", line(self.reading(), range, bold));
        diagnostic.help(help).patch(self.selector.span, block(self.reading(), range, bold))
    }

    fn several(&self, rivals: &Rivals) -> Diagnostic {
        let message = format!("this quote fits {} passages of the text", rivals.count);
        let mut diagnostic = self.diagnostic(Code::QuoteAmbiguous, message);
        let mut example = None;
        for (at, candidate) in rivals.candidates.iter().enumerate().take(LISTED) {
            let longer = self.longer(rivals, at);
            let attribute = self.attribute(rivals, at);
            let place = format!("{}: {}", self.paragraph(candidate.range), in_context(self.reading(), candidate.range));
            diagnostic = diagnostic.note(match &longer {
                Some(line) => format!("{place} – to mean this one, write `{line}`"),
                None => format!("{place} – to mean this one, {}", self.say(&attribute)),
            });
            diagnostic = self.at(diagnostic, candidate.range, "this one?");
            example.get_or_insert((longer, attribute));
        }
        if rivals.count > LISTED {
            diagnostic = diagnostic.note(format!("and {} more", rivals.count - LISTED));
        }
        let help = match example {
            Some((Some(line), attribute)) => format!(
                "quote a little more, with the words that you mean in bold, for instance `{line}`, or {}",
                self.say(&attribute)
            ),
            Some((None, attribute)) => format!("{}, or quote a little more", self.say(&attribute)),
            None => "quote a little more".to_owned(),
        };
        diagnostic.help(help)
    }

    /// Says how the note takes an attribute that holds for this quote alone.
    fn say(&self, attribute: &str) -> String {
        match self.heading {
            Heading::Own => format!("add `{attribute}` to the note's heading"),
            Heading::Shared => format!("make it a note of its own, with `{attribute}` in its heading"),
            Heading::Missing => format!("give the note a heading with `{attribute}` at its end"),
        }
    }

    /// Makes the shortest quote that fits one of several places only.
    fn longer(&self, rivals: &Rivals, at: usize) -> Option<String> {
        let meant = rivals.candidates.get(at)?.range;
        let focus = rivals.focus.get(at).map(Vec::as_slice).unwrap_or_default();
        if rivals.apart.is_empty() || focus.len() != self.lemma.focus.len() {
            return None;
        }
        if let Some(second) = rivals.second.get(at) {
            if Self::ends_twice(rivals) {
                return self.in_full(meant);
            }
            return self.longer_head((rivals, meant), *second, focus);
        }
        let reading = self.reading();
        let bold = if focus.is_empty() { std::slice::from_ref(&meant) } else { focus };
        let fits = |whole| can_be_bold(reading, whole, bold);
        let whole = apart(reading, (meant, &rivals.apart), Sides::Both, fits)?;
        Some(line(reading, whole, bold))
    }

    /// The same of an elided quote: its first part grows, the others stay.
    fn longer_head(&self, (rivals, meant): (&Rivals, Range), second: u32, focus: &[Range]) -> Option<String> {
        let reading = self.reading();
        let head = rivals.apart.iter().find(|head| head.start == meant.start)?;
        let fits = |whole: Range| {
            let words = whole.of(reading);
            whole.end <= second && !has_ellipsis(words) && self.is_only(whole, rivals)
        };
        let whole = apart(reading, (*head, &rivals.apart), Sides::After, fits)?;
        let tail = Forms::new(&self.lemma.words).tail()?;
        let start = format!("{} … ", whole.of(reading));
        let words = format!("{start}{}", tail.of(&self.lemma.words));
        // A place in the lemma becomes one in these words: in the tail it moves, in the head it is that of the text.
        let shift = |at: u32| start.len() + at.saturating_sub(tail.start) as usize;
        let bold = self.lemma.focus.iter().zip(focus).map(|(written, found)| {
            let from =
                if written.start >= tail.start { shift(written.start) } else { (found.start - whole.start) as usize };
            let to = if written.end > tail.start { shift(written.end) } else { (found.end - whole.start) as usize };
            Range::new(from, to.min(words.len()))
        });
        let bold: Vec<Range> = bold.collect();
        let all = Range::new(0, words.len());
        can_be_bold(&words, all, &bold).then(|| line(&words, all, &bold))
    }

    /// Tells whether an elided quote may end at several places from one beginning: then no longer beginning tells them apart.
    fn ends_twice(rivals: &Rivals) -> bool {
        let starts = || rivals.candidates.iter().map(|held| held.range.start);
        starts().zip(starts().skip(1)).any(|(one, next)| one == next)
    }

    /// Quotes an elided passage with nothing left out, where that is not long.
    fn in_full(&self, meant: Range) -> Option<String> {
        let (reading, words) = (self.reading(), meant.of(self.reading()));
        let is_short = words.chars().count() <= IN_FULL && !has_ellipsis(words);
        let stands_once = || reading.find(words) == reading.rfind(words);
        (is_short && self.lemma.focus.is_empty() && stands_once()).then(|| line(reading, meant, &[]))
    }

    /// Tells whether no other place of the first part goes on as this one, whatever its typography.
    fn is_only(&self, whole: Range, rivals: &Rivals) -> bool {
        let reading = self.reading();
        let key = Key::folded(whole.of(reading));
        let others = rivals.apart.iter().filter(|other| other.start != whole.start);
        others.into_iter().all(|other| {
            let end = reading.ceil_char_boundary(other.start as usize + 2 * whole.of(reading).len());
            let words = reading.get(other.start as usize..end).unwrap_or_default();
            !Key::folded(words).text().starts_with(key.text())
        })
    }

    /// Makes the heading attribute that names one of several places.
    fn attribute(&self, rivals: &Rivals, at: usize) -> String {
        let number = |candidate: &Candidate| self.text.number_at(candidate.range.start);
        let Some(meant) = rivals.candidates.get(at) else { return String::new() };
        let Some(paragraph) = number(meant) else { return format!("{{nth={}}}", at + 1) };
        let before = rivals.candidates.iter().take(at).filter(|other| number(other) == Some(paragraph)).count();
        let all = rivals.candidates.iter().filter(|other| number(other) == Some(paragraph)).count();
        if all == 1 && (at + 1 < rivals.candidates.len() || rivals.count == rivals.candidates.len()) {
            format!("{{p={paragraph}}}")
        } else {
            format!("{{p={paragraph} nth={}}}", before + 1)
        }
    }

    fn missing(&self, why: Why, candidates: &[Candidate]) -> Diagnostic {
        let nearest = candidates.first();
        match why {
            Why::Wordless => {
                self.diagnostic(Code::QuoteNotFound, "this quote has no words").help("quote some words of the text")
            }
            Why::Nowhere => self.nowhere(nearest),
            Why::InsideWord => {
                let message = "this quote stands in the text only as a part of longer words";
                let diagnostic = self.diagnostic(Code::QuoteNotFound, message);
                self.with_line(diagnostic, nearest, "quote whole words")
            }
            Why::Disorder => {
                let message = "the parts of this quote stand in the text, but not one after the other";
                let help = "put the parts in the order of the text, or make two notes of them";
                self.diagnostic(Code::QuoteNotFound, message).help(help)
            }
            Why::Far => {
                let message = format!(
                    "the parts of this quote stand in the text, but more than {WIDEST} letters apart: too far for one passage"
                );
                let help =
                    "quote each part by itself, with a blank line between the two quotations: then the note is on both";
                self.diagnostic(Code::QuoteNotFound, message).help(help)
            }
            Why::Surroundings => {
                let message = "the words in bold stand in the text, but not with these words around them";
                let diagnostic = self.listed(self.diagnostic(Code::QuoteNotFound, message), candidates);
                diagnostic.help("quote the words around them as the text has them")
            }
            Why::Elsewhere => self.elsewhere(candidates),
            Why::TooFew(count) => {
                let wanted = self.selector.constraint.nth.unwrap_or_default();
                let times = if count == 1 { "once".to_owned() } else { format!("{count} times") };
                let place =
                    self.selector.constraint.paragraph.map_or("the text".to_owned(), |number| format!("`¶{number}`"));
                let message = format!("`nth={wanted}` is asked for, but the quote stands in {place} only {times}");
                let help = match self.heading {
                    Heading::Shared => format!(
                        "`nth` holds for all quotations of the note: make this one a note of its own, with a number from 1 to {count}"
                    ),
                    Heading::Own | Heading::Missing => format!("write a number from 1 to {count}"),
                };
                self.listed(self.diagnostic(Code::QuoteElsewhere, message), candidates).help(help)
            }
        }
    }

    fn nowhere(&self, nearest: Option<&Candidate>) -> Diagnostic {
        let mut diagnostic = self.diagnostic(Code::QuoteNotFound, "this quote is not in the text");
        let Constraint { paragraph, .. } = self.selector.constraint;
        if let Some(number) = paragraph {
            diagnostic = match self.text.paragraph_numbered(number) {
                Some(_) => diagnostic.note(format!("only `¶{number}` was searched, because the note says so")),
                None => diagnostic.note(format!("there is no `¶{number}`: {}", extent(self.text))),
            };
        }
        let Some(candidate) = nearest else { return diagnostic.help("copy the words from the text") };
        diagnostic.notes.extend(differences(&self.lemma.words, candidate.range.of(self.reading())));
        self.with_line(diagnostic, nearest, "if you mean that passage, quote its words")
    }

    /// Adds the nearest passage, and the line that quotes it.
    fn with_line(&self, diagnostic: Diagnostic, nearest: Option<&Candidate>, help: &str) -> Diagnostic {
        let Some(Candidate { range, confidence }) = nearest else {
            return diagnostic.help("copy the words from the text");
        };
        let words = shown(range.of(self.reading()));
        let diagnostic = self.at(diagnostic, *range, "the nearest passage");
        let diagnostic = diagnostic.note(format!("the nearest passage, in {}: `{words}`", self.paragraph(*range)));
        let diagnostic = diagnostic.help(format!("{help}: `{}`", line(self.reading(), *range, &[])));
        if *confidence < MENDABLE || !self.lemma.focus.is_empty() {
            return diagnostic;
        }
        diagnostic.patch(self.selector.span, block(self.reading(), *range, &[]))
    }

    fn elsewhere(&self, candidates: &[Candidate]) -> Diagnostic {
        let asked = self.selector.constraint.paragraph.unwrap_or_default();
        let mut places: Vec<String> = candidates.iter().map(|candidate| self.paragraph(candidate.range)).collect();
        places.dedup();
        places.truncate(LISTED);
        let places = places.join(", ");
        let message = match self.text.paragraph_numbered(asked) {
            Some(_) => format!("this quote is not in `¶{asked}`, but in {places}"),
            None => format!("there is no `¶{asked}`: {}; the quote is in {places}", extent(self.text)),
        };
        let diagnostic = self.listed(self.diagnostic(Code::QuoteElsewhere, message), candidates);
        let number = candidates.first().and_then(|candidate| self.text.number_at(candidate.range.start));
        diagnostic.help(match number {
            Some(number) if self.heading == Heading::Shared => format!(
                "`p` holds for all quotations of the note: make this one a note of its own, with `{{p={number}}}`, or leave `p` out"
            ),
            Some(_) if candidates.len() > 1 => {
                "write in the note's heading, after `p=`, the number of the paragraph that you mean".to_owned()
            }
            Some(number) => format!("write `{{p={number}}}` in the note's heading, or leave `p` out"),
            None => "leave `p` out of the note's heading".to_owned(),
        })
    }

    /// Adds places with the words around them.
    fn listed(&self, mut diagnostic: Diagnostic, candidates: &[Candidate]) -> Diagnostic {
        for Candidate { range, .. } in candidates.iter().take(LISTED) {
            let place = format!("{}: {}", self.paragraph(*range), in_context(self.reading(), *range));
            diagnostic = self.at(diagnostic.note(place), *range, "here");
        }
        diagnostic
    }
}

/// Tells whether words hold an ellipsis: quoted, they would be taken for a quotation that leaves words out.
fn has_ellipsis(words: &str) -> bool {
    words.contains('…') || words.contains("...")
}
