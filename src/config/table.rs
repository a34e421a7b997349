//! A TOML table, read key by key: every problem is noted, none stops the reading.
//!
//! In: a parsed table with its places. Out: values of the wanted kind, and diagnostics for what is not.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::schema::{TABLES, keys};
use crate::diag::{Code, Diagnostic, nearest};
use crate::source::{FileId, Span};

/// The file that is read, and what was found wrong in it.
pub(super) struct Reader {
    /// The file.
    pub(super) file: FileId,
    /// What was wrong so far.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// A table of the file; `None` when the file does not have it.
pub(super) type Table<'t> = Option<&'t DeTable<'t>>;

/// A value with its place.
pub(super) struct Found<T> {
    /// The value.
    pub(super) value: T,
    /// Where it is written.
    pub(super) span: Span,
}

impl Reader {
    /// Notes a setting whose value is wrong, with the remedy.
    pub(super) fn refuse(&mut self, span: Span, message: String, help: impl Into<String>) {
        self.diagnostics.push(Diagnostic::new(Code::InvalidConfig, span, message).help(help));
    }

    /// Returns the span of bytes of the file.
    pub(super) fn span(&self, bytes: std::ops::Range<usize>) -> Span {
        Span::new(self.file, bytes.start, bytes.end)
    }

    /// Returns a table of the file, and refuses keys that it does not know.
    pub(super) fn table<'t>(&mut self, root: &'t DeTable<'t>, name: &'static str) -> Table<'t> {
        let held = root.get(name)?;
        let DeValue::Table(entries) = held.get_ref() else {
            let message = format!("`{name}` must be a table");
            self.refuse(
                self.span(held.span()),
                message,
                format!("write `[{name}]` on a line of its own, its settings below"),
            );
            return None;
        };
        for key in entries.keys().filter(|key| !keys(name).contains(&key.get_ref().as_ref())) {
            self.unknown_key(name, key.get_ref(), key.span());
        }
        Some(entries)
    }

    /// Refuses tables that are not known, and settings that stand outside all tables.
    pub(super) fn unknown_tables(&mut self, root: &DeTable<'_>) {
        for (key, value) in root {
            let name = key.get_ref().as_ref();
            if TABLES.iter().any(|(known, _)| *known == name) {
                continue;
            }
            let span = self.span(key.span());
            let diagnostic = Diagnostic::new(Code::UnknownSetting, span, format!("`{name}` is not a setting"));
            let help = match (homes(name), nearest(name, TABLES.iter().map(|(known, _)| *known))) {
                (Some(home), _) => format!("`{name}` belongs below `[{home}]`"),
                (None, Some(near)) if value.get_ref().is_table() => format!("did you mean `[{near}]`?"),
                _ => format!("the tables are {}", list(TABLES.iter().map(|(known, _)| *known), ["[", "]"])),
            };
            self.diagnostics.push(diagnostic.help(help));
        }
    }

    fn unknown_key(&mut self, table: &str, name: &str, bytes: std::ops::Range<usize>) {
        let span = self.span(bytes);
        let diagnostic = Diagnostic::new(Code::UnknownSetting, span, format!("`[{table}]` has no setting `{name}`"));
        let known = keys(table);
        let diagnostic = match (nearest(name, known.iter().copied()), homes(name)) {
            (Some(near), _) => diagnostic.help(format!("did you mean `{near}`?")).patch(span, near),
            (None, Some(home)) => diagnostic.help(format!("`{name}` belongs below `[{home}]`")),
            (None, None) => diagnostic.help(format!("it has {}", list(known.iter().copied(), ["", ""]))),
        };
        self.diagnostics.push(diagnostic);
    }

    /// Returns the value of a key if it is of the wanted kind; `kind` says what that is (`a text in quotes`).
    fn value<'t, T>(
        &mut self,
        table: Table<'t>,
        key: &str,
        (kind, read): (&str, impl Fn(&'t DeValue<'t>) -> Option<T>),
    ) -> Option<Found<T>> {
        let held = table?.get(key)?;
        let span = self.span(held.span());
        if let Some(value) = read(held.get_ref()) {
            return Some(Found { value, span });
        }
        let message = format!("`{key}` must be {kind}");
        self.refuse(span, message, format!("here it is {}", kind_of(held.get_ref())));
        None
    }

    /// Returns a text that is not empty.
    pub(super) fn text(&mut self, table: Table<'_>, key: &str) -> Option<Found<String>> {
        let found =
            self.value(table, key, ("a text in quotes", |value| value.as_str().map(|text| text.trim().to_owned())))?;
        if found.value.is_empty() {
            self.refuse(found.span, format!("`{key}` is empty"), "write it out, or delete the line");
            return None;
        }
        Some(found)
    }

    /// Returns a text, whatever it says.
    pub(super) fn plain(&mut self, table: Table<'_>, key: &str) -> Option<String> {
        self.text(table, key).map(|found| found.value)
    }

    /// Returns yes or no.
    pub(super) fn boolean(&mut self, table: Table<'_>, key: &str) -> Option<bool> {
        self.value(table, key, ("`true` or `false`", DeValue::as_bool)).map(|found| found.value)
    }

    /// Returns a list of texts; a single text is a list of one.
    pub(super) fn texts(&mut self, table: Table<'_>, key: &str) -> Vec<String> {
        let wanted = ("a list of texts, as in `[\"one\", \"two\"]`", text_list);
        let mut texts: Vec<String> = self.value(table, key, wanted).map(|found| found.value).unwrap_or_default();
        texts.retain(|text| !text.is_empty());
        texts
    }

    /// Returns one of a few words, as what it stands for.
    pub(super) fn choice<T: Copy>(&mut self, table: Table<'_>, key: &str, choices: &[(&str, T)]) -> Option<T> {
        let found = self.text(table, key)?;
        if let Some((_, chosen)) = choices.iter().find(|(word, _)| *word == found.value) {
            return Some(*chosen);
        }
        let words = || choices.iter().map(|(word, _)| *word);
        let near = nearest(&found.value, words()).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
        let help = format!("{near}it is one of {}", list(words(), ["\"", "\""]));
        self.refuse(found.span, format!("`{key}` cannot be `{}`", found.value), help);
        None
    }

    /// Returns the items of a list with their places.
    pub(super) fn items<'t>(&mut self, table: Table<'t>, key: &str) -> &'t [Spanned<DeValue<'t>>] {
        let found = self.value(table, key, ("a list", DeValue::as_array));
        found.map(|found| found.value.as_ref()).unwrap_or_default()
    }
}

/// Reads a list of texts, or one text.
fn text_list(value: &DeValue<'_>) -> Option<Vec<String>> {
    let text = |value: &DeValue<'_>| value.as_str().map(|text| text.trim().to_owned());
    match value {
        DeValue::Array(held) => held.iter().map(|item| text(item.get_ref())).collect(),
        value => text(value).map(|text| vec![text]),
    }
}

/// Returns the one table that has a setting of this name.
fn homes(name: &str) -> Option<&'static str> {
    TABLES.iter().find(|(_, keys)| keys.contains(&name)).map(|(table, _)| *table)
}

/// Writes names as `` `a`, `b` and `c` ``, each between the given marks.
fn list<'a>(names: impl Iterator<Item = &'a str>, [open, close]: [&str; 2]) -> String {
    let mut names: Vec<_> = names.map(|name| format!("`{open}{name}{close}`")).collect();
    match names.pop() {
        Some(last) if !names.is_empty() => format!("{} and {last}", names.join(", ")),
        last => last.unwrap_or_default(),
    }
}

/// Says what kind of value stands there.
fn kind_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number; put it in quotes if it is meant as a text",
        DeValue::Boolean(_) => "`true` or `false`",
        DeValue::Datetime(_) => "a date; put it in quotes if it is meant as a text",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
