//! Says what is wrong with a quote, and how to mend it, to someone who has never programmed.

use super::apart::{Sides, apart};
use super::differ::differences;
use super::finding::{Finding, Rivals, Why};
use super::passage::extent;
use super::paste::{block, in_context, line, shown};
use crate::diag::{Code, Diagnostic};
use crate::edition::{Anchor, Candidate, Constraint, Lemma, Selector, Text};
use crate::source::Range;

/// So many places are listed.
const LISTED: usize = 5;

/// A passage that fits so well may be put in place of the quote.
const MENDABLE: f32 = 0.6;

/// A quote that is not simply there.
#[derive(Clone, Copy)]
struct Quote<'a> {
    text: &'a Text,
    selector: &'a Selector,
    lemma: &'a Lemma,
}

/// Explains what came of a lemma; nothing where all is well or the parser has said it.
pub(super) fn explain(text: &Text, (selector, lemma): (&Selector, &Lemma), finding: &Finding) -> Option<Diagnostic> {
    let quote = Quote { text, selector, lemma };
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
        let help = format!("quote the text's own words: `{}`", line(self.reading(), range, bold));
        diagnostic.help(help).patch(self.selector.span, block(self.reading(), range, bold))
    }

    fn several(&self, rivals: &Rivals) -> Diagnostic {
        let message = format!("this quote fits {} passages of the text", rivals.count);
        let mut diagnostic = self.diagnostic(Code::QuoteAmbiguous, message);
        let mut example = None;
        for (at, candidate) in rivals.candidates.iter().enumerate().take(LISTED) {
            let longer = self.longer(rivals, candidate.range);
            let attribute = self.attribute(rivals, at);
            let place = format!("{}: {}", self.paragraph(candidate.range), in_context(self.reading(), candidate.range));
            diagnostic = diagnostic.note(match &longer {
                Some(line) => format!("{place} – to mean this one, write `{line}`"),
                None => format!("{place} – to mean this one, add `{attribute}` to the note's heading"),
            });
            diagnostic = self.at(diagnostic, candidate.range, "this one?");
            example.get_or_insert((longer, attribute));
        }
        if rivals.count > LISTED {
            diagnostic = diagnostic.note(format!("and {} more", rivals.count - LISTED));
        }
        let help = match example {
            Some((Some(line), attribute)) => format!(
                "quote a little more, with the words that you mean in bold, for instance `{line}`, or add `{attribute}` to the note's heading"
            ),
            Some((None, attribute)) => format!("add `{attribute}` to the note's heading, or quote a little more"),
            None => "quote a little more".to_owned(),
        };
        diagnostic.help(help)
    }

    /// Makes the shortest quote that fits one of several places only.
    fn longer(&self, rivals: &Rivals, meant: Range) -> Option<String> {
        if rivals.apart.is_empty() {
            return None;
        }
        let reading = self.reading();
        if rivals.apart.contains(&meant) {
            let whole = apart(reading, meant, &rivals.apart, Sides::Both)?;
            let moved = |range: &Range| Range { start: meant.start + range.start, end: meant.start + range.end };
            let same = meant.of(reading) == self.lemma.words;
            let focus: Vec<Range> = self.lemma.focus.iter().filter(|_| same).map(moved).collect();
            return Some(line(reading, whole, if focus.is_empty() { std::slice::from_ref(&meant) } else { &focus }));
        }
        let head = rivals.apart.iter().find(|head| head.start == meant.start)?;
        let whole = apart(reading, *head, &rivals.apart, Sides::After)?;
        let (_, rest) = self.lemma.words.split_once(['…', '.'])?;
        (whole.end < meant.end).then(|| {
            let tail = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ']' | '…'));
            format!("{} … {tail}", line(reading, whole, &[]))
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
                self.listed(self.diagnostic(Code::QuoteElsewhere, message), candidates)
                    .help(format!("write a number from 1 to {count}"))
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
