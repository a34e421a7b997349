//! Plain text: `text.txt` as prose. Nothing in it is markup.

use super::text::Printed;
use crate::edition::{Block, Leaf, LeafKind, Prose, Run};
use crate::source::{FileId, Range, Span, narrow};

/// Makes prose of a plain text from byte `start` on: blank lines separate paragraphs, and where there are none each line is
/// one. Line breaks inside a paragraph are spaces. Where the document prints its numbers (`12. In response`) they are taken
/// off and returned.
pub(super) fn prose(file: FileId, source: &str, (start, numbered): (usize, bool)) -> (Prose, Printed) {
    let body = source.get(start..).unwrap_or_default();
    let lines: Vec<(usize, &str)> = lines(body).map(|(at, line)| (at + start, line)).collect();
    let inner = lines.iter().skip_while(|(_, line)| line.is_empty());
    let each = !inner.clone().zip(inner.skip(1)).any(|((_, line), (_, next))| line.is_empty() && !next.is_empty());
    let mut prose = Prose::default();
    let mut numbers = Printed::new();
    let mut open = false;
    for (at, line) in lines {
        if line.is_empty() {
            open = false;
            continue;
        }
        if open && !each {
            add_line(&mut prose, at, line);
        } else if let Some((number, words)) = printed(line).filter(|_| numbered) {
            numbers.insert(prose.blocks.len(), number);
            add_paragraph(&mut prose, file, at + line.len() - words.len(), words);
        } else {
            add_paragraph(&mut prose, file, at, line);
        }
        open = true;
    }
    (prose, numbers)
}

/// Reads the number that a paragraph begins with, as Markdown reads that of a list; returns it and the words after it.
fn printed(line: &str) -> Option<(u32, &str)> {
    let rest = line.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let digits = line.len() - rest.len();
    let words = rest.strip_prefix(['.', ')'])?.strip_prefix([' ', '\t'])?.trim_start();
    let number = line.get(..digits).filter(|_| digits <= 9)?.parse().ok()?;
    (!words.is_empty()).then_some((number, words))
}

/// Lines without the white space at their ends, with the byte of their first character.
fn lines(body: &str) -> impl Iterator<Item = (usize, &str)> {
    body.split_inclusive('\n').scan(0, |next, line| {
        let at = *next;
        *next += line.len();
        let lead = line.len() - line.trim_start().len();
        Some((at + lead, line.trim()))
    })
}

fn add_paragraph(prose: &mut Prose, file: FileId, at: usize, line: &str) {
    if !prose.reading.is_empty() {
        prose.reading.push_str("\n\n");
    }
    let start = prose.reading.len();
    push(prose, at, line);
    let range = Range::new(start, prose.reading.len());
    let span = Span::new(file, at, at + line.len());
    prose.blocks.push(Block::Leaf(Leaf { kind: LeafKind::Paragraph, range, span }));
}

fn add_line(prose: &mut Prose, at: usize, line: &str) {
    let reading = narrow(prose.reading.len());
    prose.reading.push(' ');
    prose.runs.push(Run { reading, source: narrow(at.saturating_sub(1)), len: 0 });
    push(prose, at, line);
    let end = prose.reading.len();
    if let Some(Block::Leaf(leaf)) = prose.blocks.last_mut() {
        leaf.range = Range::new(leaf.range.start as usize, end);
        leaf.span.end = narrow(at + line.len());
    }
}

fn push(prose: &mut Prose, at: usize, line: &str) {
    prose.runs.push(Run { reading: narrow(prose.reading.len()), source: narrow(at), len: narrow(line.len()) });
    prose.reading.push_str(line);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, reading: &str) {
        let (prose, numbers) = prose(FileId(0), source, (0, false));
        assert!(numbers.is_empty());
        assert_eq!(prose.reading, reading);
        for leaf in prose.leaves() {
            let words = leaf.range.of(&prose.reading);
            let first = words.split(' ').next().unwrap();
            assert!(source.get(leaf.span.start as usize..).unwrap().starts_with(first));
        }
    }

    #[test]
    fn blank_lines_separate_paragraphs() {
        check("One\nline.\n\nTwo.\n", "One line.\n\nTwo.");
        check("One\r\nline.\r\n\r\n\r\n  Two.\r\n", "One line.\n\nTwo.");
    }

    #[test]
    fn without_blank_lines_each_line_is_a_paragraph() {
        check("One.\nTwo.\n", "One.\n\nTwo.");
        check("\n\nOne.\nTwo.\n\n", "One.\n\nTwo.");
        check("", "");
    }
}
