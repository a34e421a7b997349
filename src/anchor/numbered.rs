//! How a passage that is named by number (`¶12`) stands: its words are remembered too, so that a text that is numbered anew is told.
//!
//! In: the selector, what is remembered of it and what became of those words. Out: how it stands. Where the words stand under
//! another number the note is there, and its author is told what to write.

use super::differ::differences;
use super::finding::candidates;
use super::passage;
use super::paste::shown;
use super::recall::{Fate, There, Way};
use super::standing::{Standing, State};
use crate::diag::{Code, Diagnostic};
use crate::edition::lock::Locked;
use crate::edition::{Anchor, Note, Orphan, OrphanReason, Passage, Selector, Text, Verdict};
use crate::reading::Key;
use crate::source::Range;

/// A numbered passage of which something is remembered.
pub(super) struct Numbered<'a> {
    /// The text.
    pub(super) text: &'a Text,
    /// The note.
    pub(super) note: &'a Note<Vec<Selector>>,
    /// How the note names it.
    pub(super) selector: &'a Selector,
    /// What is remembered.
    pub(super) held: &'a Locked,
}

impl Numbered<'_> {
    /// Tells how it stands.
    pub(super) fn stand(&self, fate: Fate) -> Standing {
        match fate {
            Fate::There(there) => self.there(there),
            Fate::Several(ranges) => match ranges.iter().find(|range| self.is_asked(**range)) {
                Some(&range) => self.there(There { range, whole: range, score: 1.0, way: Way::Kept, moved: false }),
                None => self.lost(OrphanReason::Ambiguous, &ranges, self.several(&ranges)),
            },
            Fate::Gone(now) => self.lost(OrphanReason::NotFound, now.as_slice(), self.gone(now)),
        }
    }

    fn there(&self, there: There) -> Standing {
        // Where no number stands there, the note has the place that it names.
        let named = passage::named(self.text, &self.selector.passage, there.range);
        let named = named.unwrap_or_else(|| self.selector.passage.clone());
        let Some(range) = passage::range(self.text, &named) else {
            return self.lost(OrphanReason::NotFound, &[there.range], self.gone(Some(there.range)));
        };
        let words = range.of(&self.text.prose.reading);
        let alike = Key::folded(words).text() == Key::folded(self.held.confirmed()).text();
        let is_named = named == self.selector.passage;
        let state = match (alike, is_named) {
            (true, true) => State::Unchanged,
            (false, _) if there.way == Way::Searched || self.is_torn(&named) => State::Doubtful,
            (false, true) => State::Changed,
            (_, false) => State::Moved,
        };
        let diagnostic = match state {
            State::Unchanged => None,
            _ if is_named => Some(self.changed(range)),
            _ => Some(self.renumbered(&named, range)),
        };
        let (verdict, confidence) = match state {
            State::Doubtful => (Verdict::Fuzzy, there.score.clamp(0.0, 0.99)),
            _ => (Verdict::Exact, 1.0),
        };
        Standing { state, place: Ok(Anchor { ranges: vec![range], verdict, confidence }), replaced: None, diagnostic }
    }

    /// Tells whether a passage has fewer paragraphs, or more, than the note names: some of them have gone elsewhere.
    fn is_torn(&self, named: &Passage) -> bool {
        let count = |passage: &Passage| match passage {
            Passage::Paragraphs(first, last) => last.saturating_sub(*first),
            _ => 0,
        };
        count(named) != count(&self.selector.passage)
    }

    fn is_asked(&self, range: Range) -> bool {
        passage::named(self.text, &self.selector.passage, range).as_ref() == Some(&self.selector.passage)
    }

    fn lost(&self, reason: OrphanReason, ranges: &[Range], diagnostic: Diagnostic) -> Standing {
        let state = if reason == OrphanReason::Ambiguous { State::Ambiguous } else { State::Gone };
        let orphan = Orphan { selector: self.selector.clone(), reason, candidates: candidates(ranges, 0.5) };
        Standing { state, place: Err(orphan), replaced: None, diagnostic: Some(diagnostic) }
    }

    fn diagnostic(&self, code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.selector.span, message)
    }

    fn at(&self, diagnostic: Diagnostic, range: Range, words: &str) -> Diagnostic {
        diagnostic.also(self.text.prose.span(self.text.file, range), words)
    }

    fn written(&self) -> String {
        self.selector.passage.number().unwrap_or_default()
    }

    fn renumbered(&self, named: &Passage, range: Range) -> Diagnostic {
        let (old, new) = (self.written(), named.number().unwrap_or_default());
        let message = if self.is_torn(named) {
            format!("`{old}` is torn apart: what is left of what this note is about is in `{new}`")
        } else {
            format!("`{old}` is another passage now: what this note is about is `{new}`")
        };
        let mut diagnostic = self.at(self.diagnostic(Code::QuoteMoved, message), range, "here");
        let told = differences(self.held.confirmed(), range.of(&self.text.prose.reading));
        diagnostic.notes.extend(told.iter().map(|told| of_the_text(told)));
        diagnostic
            .patch(self.selector.span, format!("> {new}"))
            .help(format!("write `> {new}`, or let `postil anchors fix {}` do it", self.note.id))
    }

    fn changed(&self, range: Range) -> Diagnostic {
        let mut told = differences(self.held.confirmed(), range.of(&self.text.prose.reading)).into_iter();
        let first = told.next().unwrap_or_else(|| "the text differs in its marks".to_owned());
        let message = format!("`{}` has changed: {}", self.written(), of_the_text(&first));
        let mut diagnostic = self.at(self.diagnostic(Code::QuoteChanged, message), range, "the text says now");
        diagnostic.notes.extend(told.map(|told| of_the_text(&told)));
        diagnostic.help(format!(
            "see whether the comment still holds; then `postil anchors accept {}` remembers the passage as it is now",
            self.note.id
        ))
    }

    fn several(&self, ranges: &[Range]) -> Diagnostic {
        let (written, count) = (self.written(), ranges.len());
        let message = format!("the text has changed, and what was `{written}` fits {count} places equally well");
        let mut diagnostic = self.diagnostic(Code::QuoteAmbiguous, message);
        for range in ranges.iter().take(5) {
            diagnostic = self.at(diagnostic, *range, "here");
        }
        diagnostic.help(self.settle("write the number of the one that you mean"))
    }

    fn gone(&self, now: Option<Range>) -> Diagnostic {
        let written = self.written();
        let message =
            format!("the passage that this note is about, `{written}` when it was confirmed, is no longer in the text");
        let mut diagnostic = self.diagnostic(Code::QuoteGone, message);
        if let Some(now) = passage::range(self.text, &self.selector.passage).or(now) {
            diagnostic = self.at(diagnostic, now, "what stands there now");
        }
        let was = shown(self.held.confirmed());
        diagnostic.note(format!("it said: `{was}`")).help(self.settle("write the number of another passage"))
    }

    /// Says what settles a passage that is lost.
    fn settle(&self, first: &str) -> String {
        let (written, id) = (self.written(), &self.note.id);
        match passage::range(self.text, &self.selector.passage) {
            Some(_) => format!(
                "{first}; if the note is about what `{written}` says now, run `postil anchors accept {id}`; else take it out"
            ),
            None => format!("{first}, or take the note out"),
        }
    }
}

/// Tells a difference of two states of the text.
fn of_the_text(told: &str) -> String {
    told.replace("the quote says", "the text said")
        .replace("the quote also says", "the text also said")
        .replace("the text says", "it says")
        .replace("the text also says", "it also says")
        .replace("the quote differs", "it differs")
}
