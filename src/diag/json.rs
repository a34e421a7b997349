//! Diagnostics for programs: one JSON object a line.
//!
//! Lines and columns count from 1, columns in Unicode scalar values. Control and direction characters are escaped.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::lines::Atlas;
use super::visible::is_unsafe;
use super::{Diagnostic, Label, Severity};
use crate::source::{Sources, Span};

/// Writes diagnostics, a JSON object a line: `type` is `diagnostic`.
pub fn json(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let mut atlas = Atlas::new(sources);
    diagnostics.iter().map(|diagnostic| line(&object(diagnostic, &mut atlas))).collect()
}

/// Writes a JSON value as a line of its own, with every character escaped that a terminal would obey.
pub fn line(value: &Value) -> String {
    let mut safe = String::new();
    for letter in value.to_string().chars() {
        if is_unsafe(letter) {
            let mut units = [0; 2];
            for unit in letter.encode_utf16(&mut units) {
                write!(safe, "\\u{unit:04x}").expect("writing to a string cannot fail");
            }
        } else {
            safe.push(letter);
        }
    }
    safe.push('\n');
    safe
}

fn object(diagnostic: &Diagnostic, atlas: &mut Atlas<'_>) -> Value {
    let span = diagnostic.primary.span;
    let lines = atlas.lines(span.file);
    let start = lines.position(span.start as usize);
    let end = lines.position(span.end as usize);
    let severity = match diagnostic.code.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    json!({
        "type": "diagnostic",
        "code": diagnostic.code.name(),
        "severity": severity,
        "file": atlas.path(span.file),
        "line": start.line,
        "column": start.column,
        "message": diagnostic.message,
        "help": diagnostic.help,
        "end_line": end.line,
        "end_column": end.column,
        "notes": diagnostic.notes,
        "labels": diagnostic.secondary.iter().map(|label| label_object(label, atlas)).collect::<Vec<_>>(),
        "patch": diagnostic.patch.as_ref().map(|(span, words)| patch_object(*span, words, atlas)),
    })
}

fn label_object(label: &Label, atlas: &mut Atlas<'_>) -> Value {
    let start = atlas.lines(label.span.file).position(label.span.start as usize);
    let file = atlas.path(label.span.file);
    json!({ "file": file, "line": start.line, "column": start.column, "message": label.words })
}

fn patch_object(span: Span, words: &str, atlas: &mut Atlas<'_>) -> Value {
    let lines = atlas.lines(span.file);
    let (start, end) = (lines.position(span.start as usize), lines.position(span.end as usize));
    json!({
        "file": atlas.path(span.file),
        "line": start.line, "column": start.column, "end_line": end.line, "end_column": end.column,
        "text": words,
    })
}

#[cfg(test)]
mod tests {
    use super::super::Code;
    use super::*;

    #[test]
    fn an_object_stands_on_one_line_and_reads_back() {
        let mut sources = Sources::new();
        let file = sources.add("a.md", "one\n“two” x".into());
        let held = Diagnostic::new(Code::QuoteAmbiguous, Span::new(file, 14, 15), "a\nb \u{202e}\u{9b}\u{e0041}")
            .help("do this")
            .patch(Span::new(file, 14, 15), "y");
        let told = json(&[held], &sources);
        assert_eq!(told.matches('\n').count(), 1);
        assert!(!told.trim_end().contains(is_unsafe) && told.contains("\\u202e\\u009b\\udb40\\udc41"), "{told}");
        let back: Value = serde_json::from_str(&told).unwrap();
        assert_eq!((&back["line"], &back["column"]), (&json!(2), &json!(7)));
        assert_eq!(back["message"], json!("a\nb \u{202e}\u{9b}\u{e0041}"));
        assert_eq!(back["patch"]["text"], json!("y"));
        assert!(
            told.starts_with(
                r#"{"type":"diagnostic","code":"quote-ambiguous","severity":"error","file":"a.md","line":2"#
            )
        );
    }
}
