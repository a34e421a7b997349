//! What is wrong in the authors' files, as values.
//!
//! In: places and words from the stages. Out: [`Diagnostic`]s that ride beside a stage's value in a [`Checked`], and three
//! writers (human, json, github) that turn them into text. Never prints, never stops a run.

mod code;
mod excerpt;
mod github;
mod human;
mod json;
mod lines;
mod nearest;
mod sort;
mod visible;

pub use code::{Code, Severity};
pub use github::github;
pub use human::{CAP, Paint, Style, human};
pub use json::{json, line};
pub use lines::{Atlas, Lines, Position};
pub use nearest::{nearest, nearest_few};
pub use sort::sort;
pub use visible::visible;

use crate::source::Span;

/// A value, however partial, with all that was wrong on the way to it.
#[derive(Clone, Debug, Default)]
pub struct Checked<T> {
    /// The value.
    pub value: T,
    /// What was wrong.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Checked<T> {
    /// Makes a value with nothing wrong.
    pub fn sound(value: T) -> Self {
        Self { value, diagnostics: Vec::new() }
    }

    /// Hands the value on, and adds what was wrong to `sink`.
    pub fn into(self, sink: &mut Vec<Diagnostic>) -> T {
        sink.extend(self.diagnostics);
        self.value
    }
}

/// One problem in the authors' files: what, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind of problem.
    pub code: Code,
    /// What is wrong: lower case, no final stop, names in back-ticks.
    pub message: String,
    /// Where; the words under it may be empty.
    pub primary: Label,
    /// Other places that matter.
    pub secondary: Vec<Label>,
    /// Further facts, a sentence each (a candidate, the words that differ).
    pub notes: Vec<String>,
    /// What to do.
    pub help: Option<String>,
    /// The edit that mends it: replace the words of the span by the text.
    pub patch: Option<(Span, String)>,
}

/// A place with a few words on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What to say of it; may be empty.
    pub words: String,
}

impl Diagnostic {
    /// Makes a diagnostic at a place.
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            primary: Label { span, words: String::new() },
            secondary: Vec::new(),
            notes: Vec::new(),
            help: None,
            patch: None,
        }
    }

    /// Says something under the place itself.
    #[must_use]
    pub fn label(mut self, words: impl Into<String>) -> Self {
        self.primary.words = words.into();
        self
    }

    /// Points to another place.
    #[must_use]
    pub fn also(mut self, span: Span, words: impl Into<String>) -> Self {
        self.secondary.push(Label { span, words: words.into() });
        self
    }

    /// Adds a fact.
    #[must_use]
    pub fn note(mut self, words: impl Into<String>) -> Self {
        self.notes.push(words.into());
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, words: impl Into<String>) -> Self {
        self.help = Some(words.into());
        self
    }

    /// Gives the edit that mends it.
    #[must_use]
    pub fn patch(mut self, span: Span, words: impl Into<String>) -> Self {
        self.patch = Some((span, words.into()));
        self
    }

    /// Tells whether it is an error.
    pub fn is_error(&self) -> bool {
        self.code.severity() == Severity::Error
    }
}
