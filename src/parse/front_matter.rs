//! Front matter: the lines between `---` and `---` at the start of a file, read key by key against what a file may say.
//!
//! In: a source and the keys that its kind knows. Out: [`Matter`], from which each parser takes its values. Every key that
//! is not known, missing or of the wrong shape is a diagnostic at its own place.

use std::ops::Range as Bytes;

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

/// What of the front matter could not be read.
enum Unread {
    /// Lines that begin so.
    Keys(Vec<String>),
    /// All of it.
    All,
}

impl Unread {
    fn may_hold(&self, key: &str) -> bool {
        match self {
            Self::Keys(lines) => lines.iter().any(|line| line.to_lowercase().starts_with(key)),
            Self::All => true,
        }
    }
}

/// The front matter of one file.
pub(super) struct Matter {
    file: FileId,
    fields: Vec<Field>,
    /// What could not be read, so that nothing in it can be called missing.
    unread: Unread,
    /// Whether there is any: then a line is added to it.
    opened: Option<Span>,
    /// Whether a key stands there that `draft` is nearest to.
    misspelt: bool,
    /// Where the text after it begins, in bytes.
    pub(super) body: usize,
}

impl Matter {
    /// Reads the front matter of a file that may use these keys.
    pub(super) fn read(file: FileId, source: &Source, keys: &[&str], sink: &mut Vec<Diagnostic>) -> Self {
        let text = source.text.as_str();
        let Borders { opened, inside, body } = borders(file, text, keys, sink);
        let opened = opened.map(|bytes| Span::new(file, bytes.start, bytes.end));
        let (fields, unread) = match inside {
            Some(inside) => {
                let (fields, unread) = yaml::fields(file, text, inside, sink);
                (fields, Unread::Keys(unread))
            }
            None => (Vec::new(), Unread::All),
        };
        let mut misspelt = false;
        for field in fields.iter().filter(|field| !keys.contains(&field.key.as_str())) {
            let diagnostic = unknown(field, keys);
            misspelt |= diagnostic.code == Code::InvalidValue;
            sink.push(diagnostic);
        }
        Self { file, fields, unread, opened, misspelt, body }
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
        if self.field(key).is_some() {
            return self.phrase(key, sink);
        }
        // A line that cannot be read may be the very one: that it cannot is said already.
        if !self.unread.may_hold(key) {
            let message = format!("the front matter has no `{key}`");
            sink.push(match self.opened {
                Some(opened) => Diagnostic::new(Code::MissingKey, opened, message)
                    .help(format!("add this line below the first `---`: `{key}: {example}`")),
                None => Diagnostic::new(Code::MissingKey, self.top(), message)
                    .help(format!("begin the file with these lines:\n---\n{key}: {example}\n---")),
            });
        }
        None
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
            let unclear = (self.misspelt || self.unread.may_hold("draft")) && drafts == Drafts::Hide;
            return if unclear { Standing::Unclear } else { Standing::Published };
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

/// Where the front matter stands, in bytes.
struct Borders {
    /// The line that opens it, if there is one.
    opened: Option<Bytes<usize>>,
    /// What stands between the two `---`; `None` where that cannot be told.
    inside: Option<Bytes<usize>>,
    /// Where the text after it begins.
    body: usize,
}

/// Finds the front matter. It must begin on the first line; what only looks like it, below blank lines or a remark, is read as
/// well and is an error, so that no draft is published by mistake.
fn borders(file: FileId, text: &str, keys: &[&str], sink: &mut Vec<Diagnostic>) -> Borders {
    let first = text.split_inclusive('\n').next().unwrap_or_default();
    let (start, rule) = if first.trim_end() == "---" {
        (0, first)
    } else {
        let start = lead(text);
        let rule = text.get(start..).and_then(|rest| rest.split_inclusive('\n').next()).unwrap_or_default();
        let after = text.get(start + rule.len()..).unwrap_or_default();
        if !is_rule(rule) || !has_key(after, keys) {
            return Borders { opened: None, inside: Some(0..0), body: 0 };
        }
        sink.push(misplaced(Span::new(file, start, start + rule.trim_end().len()), text));
        (start, rule)
    };
    let opened = start..start + rule.trim_end().len();
    let from = start + rule.len();
    let mut end = from;
    for line in text.get(from..).unwrap_or_default().split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") || start > 0 && is_rule(line) {
            let body = end + line.len();
            let inside = (end - from <= LONGEST).then_some(from..end);
            if inside.is_none() {
                sink.push(too_long(file, from));
            }
            return Borders { opened: Some(opened), inside, body };
        }
        end += line.len();
    }
    sink.push(
        Diagnostic::new(
            Code::FrontMatterUnclosed,
            Span::new(file, opened.start, opened.end),
            "the front matter is opened, but never closed",
        )
        .help("write a line with `---` after its last key"),
    );
    Borders { opened: Some(opened), inside: None, body: text.len() }
}

/// Returns where the first line stands that holds more than space, and more than remarks for those who edit the file.
fn lead(text: &str) -> usize {
    let is_blank = |letter: char| letter.is_whitespace() || matches!(letter, '\u{200b}' | '\u{2060}' | '\u{feff}');
    let mut rest = text.trim_start_matches(is_blank);
    while let Some((_, after)) = rest.strip_prefix("<!--").and_then(|remark| remark.split_once("-->")) {
        rest = after.trim_start_matches(is_blank);
    }
    text.len() - rest.len()
}

/// Tells whether a line is three hyphens, or somewhat more.
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 3 && line.bytes().all(|byte| byte == b'-')
}

/// Tells whether the lines up to the next rule or blank line set a key that is known, or nearly.
fn has_key(after: &str, keys: &[&str]) -> bool {
    let lines = after.lines().skip_while(|line| line.trim().is_empty());
    let set = lines.take_while(|line| !line.trim().is_empty() && !is_rule(line));
    set.filter_map(|line| line.split_once(':')).any(|(key, _)| nearest(key.trim(), keys.iter().copied()).is_some())
}

fn misplaced(span: Span, text: &str) -> Diagnostic {
    let above = text.get(..span.start as usize).unwrap_or_default();
    let help = if above.contains("<!--") {
        "begin the file with the line `---`; a remark goes below the second one"
    } else if above.trim().is_empty() && above.contains('\n') {
        "take the blank lines above it away: the file begins with the line `---`"
    } else {
        "begin the file with a line of three hyphens and nothing else: `---`"
    };
    Diagnostic::new(Code::FrontMatterMisplaced, span, "the front matter does not begin on the first line").help(help)
}

fn too_long(file: FileId, at: usize) -> Diagnostic {
    Diagnostic::new(Code::FrontMatterTooLong, Span::new(file, at, at), "the front matter is longer than 64 kB")
        .help("see that the line `---` after its last key is there, and keep long text below it")
}

fn unknown(field: &Field, keys: &[&str]) -> Diagnostic {
    let near = nearest(&field.key, keys.iter().copied());
    if near == Some("draft") {
        // A draft is not published by a slip of the pen: here a warning is not enough.
        let message = format!("`{}` is not a key: it is written `draft`", field.key);
        let help = "write `draft: true`, or take the line away";
        return Diagnostic::new(Code::InvalidValue, field.key_span, message).help(help).patch(field.key_span, "draft");
    }
    let diagnostic = Diagnostic::new(Code::UnknownKey, field.key_span, format!("`{}` means nothing here", field.key));
    match near {
        Some(key) => diagnostic.help(format!("did you mean `{key}`?")).patch(field.key_span, key),
        None => diagnostic.help(format!("the keys known here are {}", keys.join(", "))),
    }
}

fn fold(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
