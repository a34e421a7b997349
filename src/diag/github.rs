//! Diagnostics for GitHub Actions: one workflow command a line, which the host shows beside the file.

use std::fmt::Write as _;

use super::lines::Atlas;
use super::visible::visible;
use super::{Diagnostic, Severity};
use crate::source::Sources;

/// Writes diagnostics as workflow commands: `::error file=…,line=…,col=…,title=…::message`; `before` stands before each
/// path: where the publication lies in its repository.
pub fn github(diagnostics: &[Diagnostic], sources: &Sources, before: &str) -> String {
    let mut atlas = Atlas::new(sources);
    diagnostics.iter().map(|diagnostic| command(diagnostic, &mut atlas, before)).collect()
}

fn command(diagnostic: &Diagnostic, atlas: &mut Atlas<'_>, before: &str) -> String {
    let span = diagnostic.primary.span;
    let lines = atlas.lines(span.file);
    let (start, end) = (lines.position(span.start as usize), lines.position(span.end as usize));
    let severity = match diagnostic.code.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut told =
        format!("::{severity} file={}{},line={}", property(before), property(atlas.path(span.file)), start.line);
    // GitHub takes a column's end only where it stands on the line of its start.
    let end_column = if end.line == start.line { format!(",endColumn={}", end.column) } else { String::new() };
    let words = std::iter::once(&diagnostic.message).chain(&diagnostic.notes).chain(&diagnostic.help);
    let message: Vec<_> = words.map(|words| data(words)).collect();
    writeln!(
        told,
        ",endLine={},col={}{end_column},title={}::{}",
        end.line,
        start.column,
        property(diagnostic.code.name()),
        message.join("%0A")
    )
    .expect("writing to a string cannot fail");
    told
}

/// Escapes the words of a command.
fn data(words: &str) -> String {
    visible(words).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property.
fn property(words: &str) -> String {
    data(words).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::Code;
    use super::*;
    use crate::source::Span;

    #[test]
    fn a_command_is_one_line_and_cannot_be_broken_out_of() {
        let mut sources = Sources::new();
        let file = sources.add("a,b:c.md", b"one\ntwo".to_vec());
        let held = Diagnostic::new(Code::QuoteAmbiguous, Span::new(file, 4, 7), "100 %\r\n::error::x").help("do this");
        assert_eq!(
            github(&[held], &sources, "d,e/"),
            "::error file=d%2Ce/a%2Cb%3Ac.md,line=2,endLine=2,col=1,endColumn=4,title=quote-ambiguous::100 %25␍%0A::error::x%0Ado this\n"
        );
    }
}
