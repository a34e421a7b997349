//! Words of the text made ready to paste into a note: escaped for Markdown, bold where meant, as a block quote.

use unicode_normalization::char::is_combining_mark;

use crate::source::Range;

/// How many words around a passage are shown.
const AROUND: usize = 5;

/// So many bytes beside a passage are looked at.
const NEAR: usize = 400;

/// The longest stretch that is shown in a sentence, in letters.
const SHOWN: usize = 90;

/// Makes the line (blocks joined by a space) that quotes `whole`, with `bold` inside it in bold.
pub(super) fn line(reading: &str, whole: Range, bold: &[Range]) -> String {
    let words = marked(reading, whole, bold);
    format!("> {}", words.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Makes the block quote of `whole`, with `bold` inside it in bold; each block is a paragraph of its own.
pub(super) fn block(reading: &str, whole: Range, bold: &[Range]) -> String {
    let words = marked(reading, whole, bold);
    let blocks =
        words.split("\n\n").map(|block| format!("> {}", block.split_whitespace().collect::<Vec<_>>().join(" ")));
    blocks.collect::<Vec<_>>().join("\n>\n")
}

/// Tells whether Markdown reads the bold words as bold: next to a letter no mark of punctuation can begin or end them.
pub(super) fn can_be_bold(words: &str, whole: Range, bold: &[Range]) -> bool {
    let outer = |at: usize, from: usize, to: usize| {
        let before = words.get(from..at).and_then(|head| head.chars().next_back());
        (before, words.get(at..to).and_then(|tail| tail.chars().next()))
    };
    let (from, to) = (whole.start as usize, whole.end as usize);
    let opens = |inside: Option<char>, outside: Option<char>| match inside {
        Some(letter) if letter.is_whitespace() => false,
        Some(letter) if letter.is_alphanumeric() => true,
        Some(_) => outside.is_none_or(|letter| letter.is_whitespace() || is_mark(letter)),
        None => false,
    };
    bold.iter().filter(|range| **range != whole).all(|range| {
        let (before, first) = outer(range.start as usize, from, to);
        let (last, after) = outer(range.end as usize, from, to);
        whole.contains(*range) && opens(first, before) && opens(last, after)
    })
}

/// Tells whether a sign is punctuation; what combines with a letter, or is invisible, is not.
fn is_mark(letter: char) -> bool {
    let invisible = matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    !letter.is_alphanumeric() && !letter.is_control() && !is_combining_mark(letter) && !invisible
}

fn marked(reading: &str, whole: Range, bold: &[Range]) -> String {
    let mut line = String::new();
    let mut at = whole.start;
    for range in bold.iter().filter(|range| whole.contains(**range) && **range != whole) {
        escape(Range { start: at, end: range.start }.of(reading), &mut line);
        line.push_str("**");
        escape(range.of(reading), &mut line);
        line.push_str("**");
        at = range.end;
    }
    escape(Range { start: at, end: whole.end }.of(reading), &mut line);
    line
}

/// Adds words so that Markdown reads them as they stand.
fn escape(words: &str, into: &mut String) {
    for letter in words.chars() {
        let start = into.is_empty() || into.ends_with('\n');
        let listed = matches!(letter, '.' | ')') && {
            let number = into.rsplit('\n').next().unwrap_or_default();
            !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
        };
        let special = matches!(letter, '*' | '_' | '`' | '[' | '<' | '\\' | '~');
        if special || listed || start && matches!(letter, '#' | '>' | '-' | '+' | '=') {
            into.push('\\');
        }
        into.push(letter);
    }
}

/// Shows a passage, cut in the middle where it is long: between words, where it has any.
pub(super) fn shown(words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let letters: Vec<char> = words.chars().collect();
    if letters.len() <= SHOWN {
        return words;
    }
    let kept = SHOWN / 2;
    // The letter behind the head, and the one before the tail: where it is a space, no word is cut.
    let head: String = letters.iter().take(kept + 1).collect();
    let tail: String = letters.iter().skip(letters.len() - kept - 1).collect();
    let cut: String = letters.iter().take(kept).collect();
    let rest: String = letters.iter().skip(letters.len() - kept).collect();
    let head = head.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
    let tail = tail.split_once(' ').map_or(rest.as_str(), |(_, whole)| whole);
    format!("{head} … {tail}")
}

/// Shows a passage in bold with a few words around it.
pub(super) fn in_context(reading: &str, range: Range) -> String {
    let lefts = word_starts(reading, range.start as usize, AROUND);
    let rights = word_ends(reading, range.end as usize, AROUND);
    let from = lefts.last().copied().unwrap_or(range.start as usize);
    let to = rights.last().copied().unwrap_or(range.end as usize);
    let before = reading.get(from..range.start as usize).unwrap_or_default();
    let after = reading.get(range.end as usize..to).unwrap_or_default();
    let cut = |more: bool| if more { "…" } else { "" };
    let head = cut(head(reading, from).contains(char::is_alphanumeric));
    let tail = cut(tail(reading, to).contains(char::is_alphanumeric));
    format!("{head}{before}**{}**{after}{tail}", shown(range.of(reading)))
}

/// Returns the words before a byte: of its block, and not more than are ever shown.
fn head(reading: &str, at: usize) -> &str {
    let from = reading.ceil_char_boundary(at.saturating_sub(NEAR));
    let words = reading.get(from..at).unwrap_or_default();
    let block = words.rfind('\n').map(|found| found + 1);
    // What is cut off within a word is not one.
    let start = block.or_else(|| if from == 0 { Some(0) } else { words.find(char::is_whitespace) });
    start.and_then(|start| words.get(start..)).unwrap_or_default()
}

/// Returns the words after a byte: of its block, and not more than are ever shown.
fn tail(reading: &str, at: usize) -> &str {
    let to = reading.floor_char_boundary((at + NEAR).min(reading.len()));
    let words = reading.get(at..to).unwrap_or_default();
    let block = words.find('\n');
    let end = block.or_else(|| if to == reading.len() { Some(words.len()) } else { words.rfind(char::is_whitespace) });
    end.and_then(|end| words.get(..end)).unwrap_or_default()
}

/// Returns where the words before a byte begin, the nearest first; not beyond the block.
pub(super) fn word_starts(reading: &str, at: usize, count: usize) -> Vec<usize> {
    let head = head(reading, at);
    let base = at - head.len();
    let mut found = Vec::new();
    let mut rest = head;
    while found.len() < count {
        let word = rest.trim_end();
        let space = word.char_indices().rev().find(|(_, letter)| letter.is_whitespace());
        let start = space.map_or(0, |(at, letter)| at + letter.len_utf8());
        if word.is_empty() {
            break;
        }
        found.push(base + start);
        rest = word.get(..start).unwrap_or_default();
    }
    found
}

/// Returns where the words after a byte end, the nearest first, without the marks after them; not beyond the block.
pub(super) fn word_ends(reading: &str, at: usize, count: usize) -> Vec<usize> {
    let tail = tail(reading, at);
    let mut found = Vec::new();
    let mut done = 0;
    while found.len() < count {
        let rest = tail.get(done..).unwrap_or_default();
        let word = rest.trim_start();
        if word.is_empty() {
            break;
        }
        let start = done + rest.len() - word.len();
        done = start + word.find(char::is_whitespace).unwrap_or(word.len());
        let bare = tail.get(..done).unwrap_or_default().trim_end_matches(|c: char| !c.is_alphanumeric());
        if bare.len() > start {
            found.push(at + bare.len());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_passage_is_cut_between_words() {
        let long = shown(&"heroic resistance ".repeat(20));
        let (head, tail) = long.split_once(" … ").unwrap();
        for word in head.split(' ').chain(tail.split(' ')) {
            assert!(matches!(word, "heroic" | "resistance"), "{long}");
        }
        assert!(long.chars().count() > SHOWN / 2, "{long}");
        let unbroken = shown(&"字".repeat(SHOWN + 1));
        assert_eq!(unbroken.chars().filter(|letter| *letter == '字').count(), SHOWN / 2 * 2);
    }

    #[test]
    fn words_are_escaped_and_quoted() {
        let reading = "12. A *b* c_d.\n\n- Next";
        let whole = Range::new(0, reading.len());
        assert_eq!(block(reading, whole, &[]), "> 12\\. A \\*b\\* c\\_d.\n>\n> \\- Next");
        assert_eq!(line("a b c", Range::new(0, 5), &[Range::new(2, 3)]), "> a **b** c");
        assert_eq!(line("a b c", Range::new(2, 3), &[Range::new(2, 3)]), "> b");
    }

    #[test]
    fn bold_is_written_only_where_markdown_reads_it() {
        for (words, bold, expected) in [
            ("他说“和平”然后", "“和平”", false),
            ("他说“和平”然后", "和平", true),
            ("he said “peace” then", "“peace”", true),
            ("he said “peace”", "“peace”", true),
            ("so-called", "-called", false),
            ("a b", " b", false),
        ] {
            let at = words.find(bold).expect("it is there");
            let (whole, bold) = (Range::new(0, words.len()), Range::new(at, at + bold.len()));
            assert_eq!(can_be_bold(words, whole, &[bold]), expected, "{words}");
        }
    }

    #[test]
    fn context_stays_in_the_block() {
        let reading = "Before.\n\nAt noon, the bell rang again.";
        let at = reading.find("the bell").expect("it is there");
        assert_eq!(in_context(reading, Range::new(at, at + 8)), "At noon, **the bell** rang again");
        assert_eq!(word_starts(reading, at, 9), [at - 6, at - 9]);
        assert_eq!(word_ends(reading, at, 1), [at + 3]);
    }
}
