//! Front matter: the lines between `---` and `---` at the start of a file, read key by key against what a file may say.
//!
//! In: a source and the keys that its kind knows. Out: [`Matter`], from which each parser takes its values. Every key that
//! is not known, missing or of the wrong shape is a diagnostic at its own place.

use super::Drafts;
use super::yaml::{self, Field, Written};
use crate::diag::{Code, Diagnostic, nearest};
use crate::edition::{Authors, Date};
use crate::source::{FileId, Source, Span};

/// The longest front matter, in bytes.
const LONGEST: usize = 64 * 1024;

/// Whether a file goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It does.
    Published,
    /// It is a draft: nobody need read it.
    Draft,
    /// It does not say so readably: it is checked, and kept back.
    Unclear,
}

/// The front matter of one file.
pub(super) struct Matter {
    file: FileId,
    fields: Vec<Field>,
    /// Where the text after it begins, in bytes.
    pub(super) body: usize,
}

impl Matter {
    /// Reads the front matter of a file that may use these keys.
    pub(super) fn read(file: FileId, source: &Source, keys: &[&str], sink: &mut Vec<Diagnostic>) -> Self {
        let text = source.text.as_str();
        let (inside, body) = borders(file, text, sink);
        let fields = yaml::fields(file, text, inside, sink);
        for field in &fields {
            if !keys.contains(&field.key.as_str()) {
                sink.push(unknown(field, keys));
            }
        }
        Self { file, fields, body }
    }

    /// Returns the place to point at when something is missing: the start of the file.
    pub(super) fn top(&self) -> Span {
        Span::new(self.file, 0, 0)
    }

    /// Returns where a key's value stands.
    pub(super) fn span(&self, key: &str) -> Option<Span> {
        self.field(key).map(|field| field.span)
    }

    /// Takes one phrase; white space at its ends and inside is folded.
    pub(super) fn phrase(&self, key: &str, sink: &mut Vec<Diagnostic>) -> Option<String> {
        let field = self.field(key)?;
        match &field.value {
            Written::One(words) if !words.trim().is_empty() => Some(fold(words)),
            Written::One(_) => {
                sink.push(
                    Diagnostic::new(Code::InvalidValue, field.key_span, format!("`{key}` has no value"))
                        .help(format!("write one after the colon, or take the line away: `{key}: …`")),
                );
                None
            }
            Written::Many(_) => {
                sink.push(
                    Diagnostic::new(Code::InvalidValue, field.span, format!("`{key}` takes one phrase, not a list"))
                        .help("take the brackets or the hyphens away"),
                );
                None
            }
        }
    }

    /// Takes a phrase that must be there.
    pub(super) fn required(&self, key: &str, example: &str, sink: &mut Vec<Diagnostic>) -> Option<String> {
        if self.field(key).is_none() {
            sink.push(
                Diagnostic::new(Code::MissingKey, self.top(), format!("the front matter has no `{key}`"))
                    .help(format!("begin the file with these lines:\n---\n{key}: {example}\n---")),
            );
            return None;
        }
        self.phrase(key, sink)
    }

    /// Takes a list; one phrase is a list of one.
    pub(super) fn list(&self, key: &str) -> Vec<String> {
        match self.field(key).map(|field| &field.value) {
            Some(Written::One(words)) if !words.trim().is_empty() => vec![fold(words)],
            Some(Written::Many(items)) => items.iter().map(|item| fold(item)).filter(|item| !item.is_empty()).collect(),
            _ => Vec::new(),
        }
    }

    /// Takes a list with the place of each item.
    pub(super) fn placed_list(&self, key: &str, source: &Source) -> Vec<(String, Span)> {
        let Some(span) = self.span(key) else { return Vec::new() };
        let mut from = span.start as usize;
        let mut found = Vec::new();
        for item in self.list(key) {
            let rest = source.text.get(from..span.end as usize).unwrap_or_default();
            let place = rest.find(item.as_str()).map(|at| Span::new(self.file, from + at, from + at + item.len()));
            from = place.map_or(from, |place| place.end as usize);
            found.push((item, place.unwrap_or(span)));
        }
        found
    }

    /// Takes authors: `author` or `authors`, one or several.
    pub(super) fn authors(&self) -> Authors {
        let mut found = self.list("author");
        for author in self.list("authors") {
            if !found.contains(&author) {
                found.push(author);
            }
        }
        found
    }

    /// Takes a day.
    pub(super) fn date(&self, key: &str, sink: &mut Vec<Diagnostic>) -> Option<Date> {
        let words = self.phrase(key, sink)?;
        let date = date(&words);
        if date.is_none() {
            sink.push(
                Diagnostic::new(Code::InvalidValue, self.span(key)?, format!("`{words}` is not a day"))
                    .help(format!("write year, month and day in figures: `{key}: 2022-03-24`")),
            );
        }
        date
    }

    /// Takes a whole number.
    pub(super) fn number(&self, key: &str, sink: &mut Vec<Diagnostic>) -> Option<i64> {
        let words = self.phrase(key, sink)?;
        let number = words.parse().ok();
        if number.is_none() {
            sink.push(
                Diagnostic::new(Code::InvalidValue, self.span(key)?, format!("`{words}` is not a whole number"))
                    .help(format!("write it in figures: `{key}: 2`")),
            );
        }
        number
    }

    /// Takes yes or no. Anything but a plain `true` or `false` is an error, so that a draft is never published by mistake.
    pub(super) fn flag(&self, key: &str, sink: &mut Vec<Diagnostic>) -> Option<bool> {
        let words = self.phrase(key, sink)?;
        let flag = words.parse().ok();
        if flag.is_none() {
            sink.push(
                Diagnostic::new(
                    Code::InvalidValue,
                    self.span(key)?,
                    format!("`{key}` is `true` or `false`, not `{words}`"),
                )
                .help(format!("write `{key}: true` or `{key}: false`")),
            );
        }
        flag
    }

    /// Takes one of a few words.
    pub(super) fn choice<T: Copy>(&self, key: &str, choices: &[(&str, T)], sink: &mut Vec<Diagnostic>) -> Option<T> {
        let words = self.phrase(key, sink)?;
        let chosen = choices.iter().find(|(name, _)| *name == words).map(|(_, value)| *value);
        if chosen.is_none() {
            let names: Vec<_> = choices.iter().map(|(name, _)| format!("`{name}`")).collect();
            sink.push(
                Diagnostic::new(Code::InvalidValue, self.span(key)?, format!("`{key}` cannot be `{words}`"))
                    .help(format!("write one of {}", names.join(", "))),
            );
        }
        chosen
    }

    /// Tells whether the file goes out. A value that cannot be read hides it as well, but only after all else in it was
    /// checked.
    pub(super) fn standing(&self, drafts: Drafts, sink: &mut Vec<Diagnostic>) -> Standing {
        if self.field("draft").is_none() {
            return Standing::Published;
        }
        match (self.flag("draft", sink), drafts) {
            (Some(false), _) | (_, Drafts::Show) => Standing::Published,
            (Some(true), Drafts::Hide) => Standing::Draft,
            (None, Drafts::Hide) => Standing::Unclear,
        }
    }

    fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }
}

/// Reads a day written as ISO 8601 does.
pub(super) fn date(words: &str) -> Option<Date> {
    let date: jiff::civil::Date = words.parse().ok()?;
    let written = words.len() == 10 && words.as_bytes().get(4) == Some(&b'-');
    written.then(|| Date { year: date.year(), month: date.month().unsigned_abs(), day: date.day().unsigned_abs() })
}

/// Finds the bytes between the two `---`, and where the text after them begins.
fn borders(file: FileId, text: &str, sink: &mut Vec<Diagnostic>) -> (std::ops::Range<usize>, usize) {
    let mut lines = text.split_inclusive('\n');
    let Some(first) = lines.next().filter(|line| line.trim_end() == "---") else { return (0..0, 0) };
    let start = first.len();
    let mut end = start;
    for line in lines {
        if matches!(line.trim_end(), "---" | "...") {
            if end - start > LONGEST {
                sink.push(too_long(file, start));
                return (start..start, end + line.len());
            }
            return (start..end, end + line.len());
        }
        end += line.len();
    }
    sink.push(
        Diagnostic::new(
            Code::FrontMatterUnclosed,
            Span::new(file, 0, 3),
            "the front matter is opened, but never closed",
        )
        .help("write a line with `---` after its last key"),
    );
    (start..start, text.len())
}

fn too_long(file: FileId, at: usize) -> Diagnostic {
    Diagnostic::new(Code::FrontMatterTooLong, Span::new(file, at, at), "the front matter is longer than 64 kB")
        .help("see that the line `---` after its last key is there, and keep long text below it")
}

fn unknown(field: &Field, keys: &[&str]) -> Diagnostic {
    let near = nearest(&field.key, keys.iter().copied());
    let diagnostic = Diagnostic::new(Code::UnknownKey, field.key_span, format!("`{}` means nothing here", field.key));
    match near {
        Some(key) => diagnostic.help(format!("did you mean `{key}`?")).patch(field.key_span, key),
        None => diagnostic.help(format!("the keys known here are {}", keys.join(", "))),
    }
}

fn fold(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
