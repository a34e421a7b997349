//! The order in which problems are told: by file, then place, then code.

use super::Diagnostic;
use crate::source::Sources;

/// Sorts diagnostics by the path of their file, their place in it, their code's name and their words.
pub fn sort(diagnostics: &mut [Diagnostic], sources: &Sources) {
    diagnostics.sort_by(|a, b| key(a, sources).cmp(&key(b, sources)));
}

fn key<'a>(held: &'a Diagnostic, sources: &'a Sources) -> (&'a str, u32, u32, &'static str, &'a str) {
    let span = held.primary.span;
    (&sources.file(span.file).path, span.start, span.end, held.code.name(), &held.message)
}

#[cfg(test)]
mod tests {
    use super::super::Code;
    use super::*;
    use crate::source::Span;

    #[test]
    fn problems_stand_in_the_order_of_their_places() {
        let mut sources = Sources::new();
        let b = sources.add("b.md", b"words".to_vec());
        let a = sources.add("a.md", b"words".to_vec());
        let at = |file, start, code| Diagnostic::new(code, Span::new(file, start, start), "m");
        let mut held =
            [at(b, 0, Code::RawHtml), at(a, 3, Code::RawHtml), at(a, 1, Code::RawHtml), at(a, 1, Code::EmptyNote)];
        sort(&mut held, &sources);
        let order: Vec<_> = held.iter().map(|d| (d.primary.span.start, d.code.name())).collect();
        assert_eq!(order, [(1, "empty-note"), (1, "raw-html"), (3, "raw-html"), (0, "raw-html")]);
    }
}
