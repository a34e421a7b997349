//! A word file: TOML with a table for each section, read strictly against the list of all words.
//!
//! In: the file's text. Out: its words by name (`note.back`), and what is wrong with it, line by line.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::plural::{FORMS, Rules};
use super::{Phrase, Plural};
use crate::diag::nearest;

/// What stands under one name.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Word {
    /// Words, with places for values.
    Phrase(Phrase),
    /// A phrase for each form that the language counts with.
    Plural(Plural),
    /// Several words: the months.
    List(Vec<String>),
}

impl Word {
    /// Returns the phrases of it, each with the name of its form.
    pub(super) fn phrases(&self) -> Vec<(&'static str, &Phrase)> {
        match self {
            Self::Phrase(phrase) => vec![("", phrase)],
            Self::Plural(plural) => plural.written().collect(),
            Self::List(_) => Vec::new(),
        }
    }

    /// Returns the names of the values that it may be given.
    pub(super) fn values(&self) -> Vec<&str> {
        let count = matches!(self, Self::Plural(_)).then_some("count");
        let mut names: Vec<&str> = self.phrases().into_iter().flat_map(|(_, phrase)| phrase.names()).collect();
        names.extend(count);
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// Words by their names: `note.back`.
pub(super) type Table = BTreeMap<String, Word>;

/// What is wrong with a word file: the line, and what to do.
pub(super) type Fault = (usize, String);

/// Reads a word file; `known` is the list of all words, where there is one already.
pub(super) fn read(text: &str, rules: &Arc<Rules>, known: Option<&Table>) -> (Table, Vec<Fault>) {
    let mut reader = Reader { text, rules, known, words: Table::new(), faults: Vec::new() };
    let (root, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let what = format!("this is not TOML: {}", error.message().replace('\n', ", "));
        reader.fault(error.span().unwrap_or_default().start, what);
    }
    for (section, held) in root.get_ref() {
        reader.section(section, held);
    }
    reader.faults.sort();
    (reader.words, reader.faults)
}

struct Reader<'t> {
    text: &'t str,
    rules: &'t Arc<Rules>,
    known: Option<&'t Table>,
    words: Table,
    faults: Vec<Fault>,
}

/// A key of TOML, with its place.
type Key<'t> = Spanned<std::borrow::Cow<'t, str>>;

impl Reader<'_> {
    fn fault(&mut self, at: usize, what: String) {
        let before = self.text.get(..at).unwrap_or_default();
        self.faults.push((before.matches('\n').count() + 1, what));
    }

    fn section(&mut self, key: &Key<'_>, held: &Spanned<DeValue<'_>>) {
        let section = key.get_ref().as_ref();
        let sections = self.known.into_iter().flat_map(Table::keys).filter_map(|name| name.split('.').next());
        let mut sections: Vec<&str> = sections.collect();
        sections.dedup();
        if self.known.is_some() && !sections.contains(&section) {
            let remedy = proposal(section, &sections);
            self.fault(key.span().start, format!("there is no section `{section}`; {remedy}"));
            return;
        }
        let DeValue::Table(words) = held.get_ref() else {
            let what = format!("`{section}` is a section: write `[{section}]` on a line of its own, its words below");
            self.fault(key.span().start, what);
            return;
        };
        for (key, held) in words {
            self.word(section, key, held);
        }
    }

    fn word(&mut self, section: &str, key: &Key<'_>, held: &Spanned<DeValue<'_>>) {
        let name = format!("{section}.{}", key.get_ref());
        let known = self.known.map(|known| (known, known.get(&name)));
        if let Some((known, None)) = known {
            let all: Vec<&str> = known.keys().map(String::as_str).collect();
            let here: Vec<&str> = all.iter().copied().filter(|held| held.split('.').next() == Some(section)).collect();
            let near = nearest(&name, here.iter().copied()).or_else(|| nearest(&name, all));
            let remedy = near.map_or_else(|| list(&here), |near| format!("did you mean `{near}`?"));
            self.fault(key.span().start, format!("there is no word `{name}`; {remedy}"));
            return;
        }
        let known = known.and_then(|(_, word)| word);
        match self.read_word(held, known) {
            Ok(word) => {
                self.words.insert(name, word);
            }
            Err((at, what)) => self.fault(at, format!("`{name}`: {what}")),
        }
    }

    /// Reads a word in the shape that the list of all words has it in.
    fn read_word(&mut self, held: &Spanned<DeValue<'_>>, known: Option<&Word>) -> Result<Word, (usize, String)> {
        let at = held.span().start;
        match (held.get_ref(), known) {
            (DeValue::String(words), None | Some(Word::Phrase(_))) => phrase(at, words, known).map(Word::Phrase),
            // A language with one form only.
            (DeValue::String(words), Some(Word::Plural(_))) => {
                let other = phrase(at, words, known)?;
                Ok(Word::Plural(Plural::new(Vec::new(), other, Arc::clone(self.rules))))
            }
            (DeValue::Table(forms), None | Some(Word::Plural(_))) => self.plural(at, forms, known),
            (DeValue::Array(words), None | Some(Word::List(_))) => {
                let words: Option<Vec<String>> =
                    words.iter().map(|word| word.get_ref().as_str().map(str::to_owned)).collect();
                let words = words.ok_or((at, "must be a list of words in quotes".to_owned()))?;
                match known {
                    Some(Word::List(all)) if all.len() != words.len() => {
                        Err((at, format!("has {} words, and must have {}", words.len(), all.len())))
                    }
                    _ => Ok(Word::List(words)),
                }
            }
            (_, Some(Word::Plural(_))) => {
                Err((at, "must be a phrase for each form: `{ one = \"…\", other = \"…\" }`".into()))
            }
            (_, Some(Word::List(all))) => Err((at, format!("must be a list of {} words", all.len()))),
            _ => Err((at, "must be words in quotes".into())),
        }
    }

    fn plural(&self, at: usize, held: &DeTable<'_>, known: Option<&Word>) -> Result<Word, (usize, String)> {
        let mut forms = Vec::new();
        for (key, value) in held {
            let name = FORMS.into_iter().find(|form| *form == key.get_ref().as_ref());
            let Some(name) = name else {
                let remedy = proposal(key.get_ref(), &FORMS);
                return Err((key.span().start, format!("no language has a form `{}`; {remedy}", key.get_ref())));
            };
            let all = self.rules.forms();
            if !all.contains(&name) {
                let what = format!("the language does not count with the form `{name}`; {}", list(&all));
                return Err((key.span().start, what));
            }
            let at = value.span().start;
            let words = value.get_ref().as_str().ok_or_else(|| (at, format!("`{name}` must be words in quotes")))?;
            forms.push((name, phrase(at, words, known)?));
        }
        let other = forms.iter().position(|(name, _)| *name == "other").map(|at| forms.remove(at).1);
        let other = other.ok_or_else(|| (at, "has no form `other`".to_owned()))?;
        Ok(Word::Plural(Plural::new(forms, other, Arc::clone(self.rules))))
    }
}

fn phrase(at: usize, words: &str, known: Option<&Word>) -> Result<Phrase, (usize, String)> {
    let phrase = Phrase::read(words).map_err(|what| (at, what))?;
    let Some(known) = known else { return Ok(phrase) };
    let values = known.values();
    let fault = phrase.names().find(|name| !values.contains(name)).map(|name| match values.as_slice() {
        [] => format!("has no value `{{{name}}}`, nor any other"),
        values => format!("has no value `{{{name}}}`; {}", proposal(name, values)),
    });
    fault.map_or(Ok(phrase), |fault| Err((at, fault)))
}

fn proposal(name: &str, known: &[&str]) -> String {
    nearest(name, known.iter().copied()).map_or_else(|| list(known), |near| format!("did you mean `{near}`?"))
}

fn list(known: &[&str]) -> String {
    let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    format!("there are {}", known.join(", "))
}
