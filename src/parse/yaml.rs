//! Front matter by serde_yaml, one key at a time, so that every problem stands at its own line.
//!
//! In: the lines between the two `---`. Out: [`Field`]s: each key with its value as written (`1.10` stays `1.10`, `NO`
//! stays text) and its place. The only file that names serde_yaml.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Range as Bytes;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use crate::diag::{Code, Diagnostic};
use crate::source::{FileId, Span};

/// A value as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// One word or phrase; empty where nothing was written.
    One(String),
    /// A list of them.
    Many(Vec<String>),
}

/// One key of the front matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Field {
    /// The key.
    pub(super) key: String,
    /// Its value.
    pub(super) value: Written,
    /// Where the key stands.
    pub(super) key_span: Span,
    /// Where the value stands (on the key's line, or the lines below it).
    pub(super) span: Span,
}

/// Reads the front matter in `bytes` of a source; returns its keys, and the first lines of what could not be read.
pub(super) fn fields(
    file: FileId,
    source: &str,
    bytes: Bytes<usize>,
    sink: &mut Vec<Diagnostic>,
) -> (Vec<Field>, Vec<String>) {
    let (mut found, mut unread): (Vec<Field>, Vec<String>) = Default::default();
    for chunk in chunks(source, bytes) {
        match field(file, source, &chunk) {
            Ok(None) => {}
            Ok(Some(field)) => match found.iter().find(|held| held.key == field.key) {
                Some(first) => sink.push(
                    Diagnostic::new(Code::DuplicateKey, field.key_span, format!("`{}` is set twice", field.key))
                        .also(first.key_span, "first set here")
                        .help("keep one of the two lines"),
                ),
                None => found.push(field),
            },
            Err(problem) => {
                let line = source.get(chunk).and_then(|words| words.lines().next()).unwrap_or_default();
                unread.push(line.trim_start_matches(['"', '\'']).to_owned());
                sink.push(*problem);
            }
        }
    }
    (found, unread)
}

/// Cuts the front matter at the lines that begin a key: those that begin neither with white space nor with a list item.
fn chunks(source: &str, bytes: Bytes<usize>) -> Vec<Bytes<usize>> {
    let mut found: Vec<Bytes<usize>> = Vec::new();
    let mut at = bytes.start;
    for line in source.get(bytes).unwrap_or_default().split_inclusive('\n') {
        let end = at + line.len();
        let continues = line.starts_with([' ', '\t', '-', '}', ']', '#']) || line.trim().is_empty();
        match found.last_mut() {
            Some(last) if continues => last.end = end,
            _ => found.push(at..end),
        }
        at = end;
    }
    found
}

fn field(file: FileId, source: &str, chunk: &Bytes<usize>) -> Result<Option<Field>, Box<Diagnostic>> {
    let words = source.get(chunk.clone()).unwrap_or_default();
    let line_end = chunk.start + words.find('\n').unwrap_or(words.len());
    let first_line =
        Span::new(file, chunk.start, chunk.start + words.lines().next().unwrap_or_default().trim_end().len());
    match pair(words) {
        Ok(None) => Ok(None),
        Ok(Some((key, value))) => {
            let key_end = chunk.start + words.find(':').unwrap_or(words.len());
            let key_span = Span::new(file, chunk.start, key_end.min(line_end));
            let after = words.get(key_end - chunk.start + 1..).unwrap_or_default();
            let lead = after.len() - after.trim_start().len();
            let start = (key_end + 1 + lead).min(chunk.end);
            let end = start + after.trim().len();
            let span = if end > start { Span::new(file, start, end) } else { key_span };
            Ok(Some(Field { key, value, key_span, span }))
        }
        Err(error) => Err(Box::new(problem(&error, words, chunk.start, first_line))),
    }
}

fn problem(error: &serde_yaml::Error, words: &str, base: usize, line: Span) -> Diagnostic {
    let span = error.location().map_or(line, |place| {
        // The parser's index can lie after the line at fault; a key that holds the mistake is the better place.
        let index = place.index().min(words.len());
        let start = words.get(..index).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        let rest = words.get(start..).unwrap_or_default();
        let end = start + rest.find('\n').unwrap_or(rest.len());
        if words.get(start..end).unwrap_or_default().trim().is_empty() {
            line
        } else {
            Span::new(
                line.file,
                base + start,
                base + start + words.get(start..end).unwrap_or_default().trim_end().len(),
            )
        }
    });
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or_default();
    let said = said.split(" at position ").next().unwrap_or_default();
    Diagnostic::new(Code::InvalidYaml, span, format!("the front matter cannot be read: {said}")).help(advice(words))
}

fn advice(words: &str) -> &'static str {
    let first = words.lines().next().unwrap_or_default();
    let Some((_, value)) = first.split_once(':') else {
        return "every line here is `key: value`, for example `title: The Treaty`; the text itself begins after the second `---`";
    };
    let value = value.trim();
    if words.contains('\t') {
        "use spaces instead of the tab"
    } else if !value.is_empty() && !value.starts_with(' ') && !first.contains(": ") && !value.starts_with('"') {
        "put a space after the colon"
    } else if value.contains(": ") || value.contains(" #") {
        "a value that holds a colon is put in quotation marks: `title: \"Article 5: the pledge\"`"
    } else if value.starts_with('[') {
        "a list is written `[one, two]`: see that the bracket is closed and that words with a comma or colon are in quotation marks"
    } else if value.starts_with(['"', '\'']) {
        "see that the quotation mark at the start has its twin at the end, and that nothing follows it"
    } else if value.starts_with(['*', '&', '!', '%', '@', '`', '|', '>', '{']) {
        "a value that begins with a sign like this is put in quotation marks"
    } else {
        "put the value in quotation marks"
    }
}

/// A mapping of one key. Words are read as they are written, whatever YAML would make of them: asked for a string,
/// serde_yaml gives `1.10` and `NO` to the letter; asked for anything, it would resolve them.
struct Pair<T>(String, T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Pair<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PairVisitor<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for PairVisitor<T> {
            type Value = Pair<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`key: value`")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pair<T>, A::Error> {
                let Some(key) = map.next_key()? else { return Err(serde::de::Error::custom("expected `key: value`")) };
                let value = map.next_value()?;
                while map.next_entry::<String, serde::de::IgnoredAny>()?.is_some() {}
                Ok(Pair(key, value))
            }
        }
        deserializer.deserialize_map(PairVisitor(PhantomData))
    }
}

/// Reads the one pair of a chunk; `None` when it holds only comments.
fn pair(words: &str) -> Result<Option<(String, Written)>, serde_yaml::Error> {
    if words.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
        return Ok(None);
    }
    if is_list(words) {
        serde_yaml::from_str::<Pair<Vec<String>>>(words).map(|Pair(key, value)| Some((key, Written::Many(value))))
    } else {
        serde_yaml::from_str::<Pair<String>>(words).map(|Pair(key, value)| Some((key, Written::One(value))))
    }
}

fn is_list(words: &str) -> bool {
    let value = words.split_once(':').map_or("", |(_, value)| value);
    let content =
        value.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#')).unwrap_or_default();
    content.starts_with('[') || content == "-" || content.starts_with("- ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: &str) -> (Vec<Field>, Vec<Diagnostic>) {
        let mut sink = Vec::new();
        let (found, _) = fields(FileId(0), source, 0..source.len(), &mut sink);
        (found, sink)
    }

    #[track_caller]
    fn check(source: &str, key: &str, expected: &Written) {
        let (found, sink) = read(source);
        assert_eq!(sink, []);
        let field = found.iter().find(|field| field.key == key);
        assert_eq!(field.map(|field| &field.value), Some(expected));
    }

    #[test]
    fn values_mean_what_is_written() {
        check("version: 1.10\n", "version", &Written::One("1.10".into()));
        check("country: NO\n", "country", &Written::One("NO".into()));
        check("date: 2022-03-24\n", "date", &Written::One("2022-03-24".into()));
        check("title: \"Article 5: the pledge\"\n", "title", &Written::One("Article 5: the pledge".into()));
        check("tags: [2022, NO, 'a, b']\n", "tags", &Written::Many(vec!["2022".into(), "NO".into(), "a, b".into()]));
        check("a: b\ntags:\n- one\n- two\n", "tags", &Written::Many(vec!["one".into(), "two".into()]));
        check("# remark\nshort: >\n  two\n  lines\nx: y\n", "short", &Written::One("two lines\n".into()));
        check("title: a\r\nx: y\r\n", "title", &Written::One("a".into()));
    }

    #[test]
    fn every_problem_stands_at_its_own_line() {
        let source = "title: Article 5: the pledge\nauthor: me\ntags: [a, b\nauthor: you\n";
        let (found, sink) = read(source);
        assert_eq!(found.len(), 1);
        let places: Vec<_> =
            sink.iter().map(|held| (held.code, source.get(held.primary.span.bytes()).unwrap())).collect();
        assert_eq!(
            places,
            [
                (Code::InvalidYaml, "title: Article 5: the pledge"),
                (Code::InvalidYaml, "tags: [a, b"),
                (Code::DuplicateKey, "author")
            ]
        );
    }

    #[test]
    fn hostile_nesting_is_an_error() {
        let (_, sink) = read(&format!("title: {}\n", "[".repeat(5000)));
        assert_eq!(sink.len(), 1);
    }
}
