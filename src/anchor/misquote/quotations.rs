//! What a note's body quotes: words in quotation marks, and block quotes.
//!
//! In: a body. Out: its quotations, each with where a reference for it may stand. All typographic marks are read, those that
//! point either way and those of East Asia too; the straight single one is not: it is an apostrophe first.

use crate::edition::{Block, Container, Leaf, LeafKind, Prose};
use crate::reading::{sentences, words};
use crate::source::Range;

/// A reference stands right after a quotation within so many bytes.
const NEAR: usize = 60;

/// So many places are tried at which a quotation in single marks may end: an apostrophe looks like its last mark.
const ENDS: usize = 4;

/// A stretch of a note's body that quotes.
pub(super) struct Quotation {
    /// Its words: the first is the likeliest, the others go on to a later mark.
    pub(super) words: Vec<Range>,
    /// Where its references may stand: in its own sentences.
    pub(super) within: Vec<Range>,
    /// Where a reference can be for nothing else: right after it; of a block quote, in it or beside it.
    pub(super) attached: Vec<Range>,
    /// Whether it is a block.
    pub(super) block: bool,
}

/// Finds the quotations of a body that have so many words.
pub(super) fn quotations(body: &Prose, fewest: usize) -> Vec<Quotation> {
    let mut found = quoted_blocks(body);
    for leaf in body.leaves().filter(|leaf| is_running(leaf)) {
        let borders = sentences(&body.reading, leaf.range);
        for words in quoted_words(&body.reading, leaf.range) {
            let Some(&first) = words.first() else { continue };
            let at = borders.partition_point(|sentence| sentence.end <= first.start);
            let touched = borders.iter().skip(at).take_while(|sentence| sentence.start < first.end);
            let attached = words.iter().filter_map(|words| right_after(&body.reading, *words, leaf.range)).collect();
            found.push(Quotation { within: touched.copied().collect(), attached, words, block: false });
        }
    }
    for quotation in &mut found {
        quotation.words.retain(|range| words(range.of(&body.reading)).nth(fewest - 1).is_some());
    }
    found.retain(|quotation| !quotation.words.is_empty());
    found
}

fn is_running(leaf: &Leaf) -> bool {
    matches!(leaf.kind, LeafKind::Paragraph | LeafKind::Plain)
}

/// Finds the words in quotation marks in a leaf; of marks in marks the outer ones count.
fn quoted_words(reading: &str, leaf: Range) -> Vec<Vec<Range>> {
    let mut found = Vec::new();
    let letters: Vec<(usize, char)> =
        leaf.of(reading).char_indices().map(|(at, letter)| (leaf.start as usize + at, letter)).collect();
    let mut at = 0;
    while let Some(&(start, mark)) = letters.get(at) {
        at += 1;
        let before = at.checked_sub(2).and_then(|before| letters.get(before)).map(|(_, letter)| *letter);
        if !opens(mark, before) {
            continue;
        }
        let start = start + mark.len_utf8();
        let mut ends = Vec::new();
        for (next, &(end, letter)) in letters.iter().enumerate().skip(at) {
            let after = letters.get(next + 1).map(|(_, letter)| *letter);
            if single(mark) && letter == mark || ends.len() == ENDS {
                break;
            }
            if closes(mark, letter) && !(single(mark) && after.is_some_and(char::is_alphanumeric)) {
                ends.push((Range::new(start, end), next + 1));
                if !single(mark) {
                    break;
                }
            }
        }
        if let Some((_, next)) = ends.first() {
            at = *next;
            found.push(ends.into_iter().map(|(range, _)| range).collect());
        }
    }
    found
}

/// Tells whether a mark can begin a quotation after a letter.
fn opens(mark: char, before: Option<char>) -> bool {
    let free = before.is_none_or(|before| !before.is_alphanumeric());
    match mark {
        '"' | '“' | '„' | '«' | '‹' | '「' | '『' | '‚' | '＂' => true,
        '‘' | '”' | '»' | '›' => free,
        _ => false,
    }
}

fn closes(open: char, letter: char) -> bool {
    match open {
        '„' => matches!(letter, '“' | '”'),
        '“' => letter == '”',
        '«' => letter == '»',
        '»' => matches!(letter, '«' | '»'),
        '‹' => letter == '›',
        '›' => matches!(letter, '‹' | '›'),
        '「' => letter == '」',
        '『' => letter == '』',
        '‘' => letter == '’',
        '‚' => matches!(letter, '‘' | '’'),
        _ => letter == open,
    }
}

/// Tells whether a mark's last one looks like an apostrophe.
fn single(open: char) -> bool {
    matches!(open, '‘' | '‚')
}

/// A stop inside the marks ends the sentence, but a reference after it still belongs to the quotation: at once, or after a word
/// (`in ¶12`). After a stop outside them only one in brackets does.
fn right_after(reading: &str, quoted: Range, leaf: Range) -> Option<Range> {
    let near = reading.floor_char_boundary((quoted.end as usize + NEAR).min(leaf.end as usize));
    let rest = reading.get(quoted.end as usize..near)?;
    let marks: String = rest.chars().skip(1).take_while(|c| !c.is_alphanumeric() && *c != '¶').collect();
    if marks.contains(['.', '!', '?']) && !marks.contains(['(', '[']) {
        return None;
    }
    let mut end = 0;
    for _ in 0..2 {
        let start = end + rest.get(end..)?.find(|c: char| c.is_alphanumeric() || c == '¶')?;
        let word = rest.get(start..)?;
        end = start + word.find(|c: char| matches!(c, ')' | ']') || c.is_whitespace()).unwrap_or(word.len());
        if word.starts_with('¶') {
            break;
        }
    }
    Some(Range::new(quoted.end as usize, quoted.end as usize + end))
}

/// Finds the block quotes of a body; a quote in a quote belongs to the outer one.
fn quoted_blocks(body: &Prose) -> Vec<Quotation> {
    let mut found: Vec<Quotation> = Vec::new();
    let (mut open, mut depth) = (Vec::new(), 0_usize);
    let mut words: Option<Range> = None;
    let mut before: Option<Range> = None;
    for block in &body.blocks {
        match block {
            Block::Open(container) => {
                let quote = matches!(container, Container::Quote);
                open.push(quote);
                depth += usize::from(quote);
            }
            Block::Close => {
                let quote = open.pop().unwrap_or_default();
                depth -= usize::from(quote);
                if let (true, 0, Some(range)) = (quote, depth, words.take()) {
                    let introduction = before.and_then(|leaf| sentences(&body.reading, leaf).pop());
                    let attached = introduction.into_iter().chain([range]).collect();
                    found.push(Quotation { words: vec![range], within: Vec::new(), attached, block: true });
                    before = None;
                }
            }
            Block::Leaf(leaf) if depth > 0 => {
                let start = words.map_or(leaf.range.start, |held| held.start);
                words = Some(Range { start, end: leaf.range.end });
            }
            Block::Leaf(leaf) => {
                if let Some(last) = found.last_mut().filter(|_| before.is_none()) {
                    last.attached.extend(sentences(&body.reading, leaf.range).first());
                }
                before = Some(leaf.range);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(reading: &str, expected: &[&str]) {
        let found = quoted_words(reading, Range::new(0, reading.len()));
        let first: Vec<&str> = found.iter().map(|ends| ends[0].of(reading)).collect();
        assert_eq!(first, expected);
    }

    #[test]
    fn all_marks_are_read() {
        check(
            "a \"b\" “c” „d“ „e” «f» « g » »h« ‘i’ ‚j‘ ‹k› ›l‹ 「m」『n』 ”o” p",
            &["b", "c", "d", "e", "f", " g ", "h", "i", "j", "k", "l", "m", "n", "o"],
        );
        check("It’s the states’ own, don't 'quote' rock ’n’ roll", &[]);
        check("“outer ‘inner’ outer” 「外『内』外」", &["outer ‘inner’ outer", "外『内』外"]);
        check("never “closed", &[]);
    }

    #[test]
    fn an_apostrophe_may_end_nothing() {
        let reading = "They said ‘the Allies’ plan is theirs’ and left";
        let found = quoted_words(reading, Range::new(0, reading.len()));
        let ends: Vec<&str> = found[0].iter().map(|range| range.of(reading)).collect();
        assert_eq!((found.len(), ends), (1, vec!["the Allies", "the Allies’ plan is theirs"]));
    }
}
