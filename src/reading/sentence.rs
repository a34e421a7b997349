//! Sentences: Unicode's default borders (UAX #29), mended after abbreviations.

use unicode_segmentation::UnicodeSegmentation;

use crate::source::Range;

/// Abbreviations after which a sentence goes on, without their final stop, in lower case.
const ABBREVIATIONS: &[&str] = &[
    "art", "arts", "no", "nos", "para", "paras", "sec", "ch", "cf", "vol", "ed", "eds", "fig", "al", "e.g", "i.e",
    "mr", "mrs", "ms", "dr", "prof", "st", "u.n", "u.s", "u.k", "e.u", "vs", "v", "p", "pp", "ca", "approx", "jan",
    "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "gen", "sen", "rep", "gov", "hon",
    "rev", "abs", "nr", "bzw", "z.b", "op", "cit", "ibid", "viz", "col", "lt", "res", "doc", "add", "annex",
];

/// The longest of them, in bytes; a letter that stands alone takes no more.
const LONGEST: usize = 6;

/// Returns the sentences of `range` of a reading text, in order; they cover it but for white space between them.
pub fn sentences(reading: &str, range: Range) -> Vec<Range> {
    let words = range.of(reading);
    let base = range.start as usize;
    let mut found: Vec<Range> = Vec::new();
    let mut start = None;
    let mut at = 0;
    let mut opened = None;
    // The marks that open and close are all outside ASCII.
    let is_ascii = words.is_ascii();
    for border in borders(words) {
        let piece = words.get(at..border).unwrap_or_default();
        let own = if is_ascii { piece.len() } else { before_opening(piece, border == words.len(), &mut opened) };
        let end = at + own;
        let from = *start.get_or_insert(at);
        at = end;
        let whole = words.get(from..end).unwrap_or_default();
        if end < words.len() && goes_on(whole, words.get(end..).unwrap_or_default()) {
            continue;
        }
        push(&mut found, base + from, whole);
        start = None;
    }
    if let Some(from) = start {
        push(&mut found, base + from, words.get(from..).unwrap_or_default());
    }
    found
}

/// Returns where the words that a border ends do end: in front of the marks that open what follows. Without a space between,
/// Unicode takes them for closing ones (`来了。“和平”`).
///
/// `opened` is the last quotation mark in front of the words, and becomes the last one among them.
fn before_opening(words: &str, is_last: bool, opened: &mut Option<char>) -> usize {
    let is_opening = |letter: char| {
        matches!(letter, '“' | '‘' | '（' | '［' | '｛' | '〝' | '｟')
            || ('\u{3008}'..='\u{301a}').contains(&letter) && is_left(letter)
    };
    let bare = words.trim_end_matches(is_opening);
    let last = |words: &str| words.chars().rev().find(|letter| matches!(letter, '„' | '‚' | '“' | '‘'));
    let before = last(bare).or(*opened);
    *opened = last(words).or(*opened);
    // In German the same mark closes.
    if is_last || matches!(before, Some('„' | '‚')) { words.len() } else { bare.len() }
}

/// Tells of a bracket among those of CJK whether it opens: they come in pairs.
fn is_left(letter: char) -> bool {
    u32::from(letter) % 2 == 0 && !matches!(letter, '\u{3012}')
}

/// Returns the ends of Unicode's sentences, in order.
///
/// The default rules (UAX #29) end a sentence only behind a terminator, and look no further than from the letter before it
/// to the letter after it. So where every terminator is known (Latin, with common punctuation) they are asked there alone,
/// which is some ten times faster than asking at each letter.
fn borders(words: &str) -> Vec<usize> {
    let bytes = words.as_bytes();
    if words.is_ascii() && memchr::memchr2(b'\n', b'\r', bytes).is_none() {
        borders_at(words, memchr::memchr3_iter(b'.', b'!', b'?', bytes))
    } else if words.chars().all(is_plain) {
        borders_at(words, words.match_indices(is_terminator).map(|(at, _)| at))
    } else {
        words.split_sentence_bound_indices().map(|(at, piece)| at + piece.len()).collect()
    }
}

/// Asks at these places, each that of a terminator.
fn borders_at(words: &str, terminators: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    let mut asked = 0;
    for at in terminators {
        if at < asked {
            continue;
        }
        match words.as_bytes().get(at..at + 3) {
            // The common cases, decided as the rules do (SB11, SB8): a space and a capital begin a sentence, a space and
            // a small letter go on with one.
            Some([b'.' | b'!' | b'?', b' ', b'A'..=b'Z']) => {
                found.push(at + 2);
                asked = at + 3;
                continue;
            }
            Some([b'.', b' ', b'a'..=b'z']) => {
                asked = at + 3;
                continue;
            }
            _ => {}
        }
        let last = found.last().copied().unwrap_or_default();
        let before = words.get(last..at).unwrap_or_default();
        let from = last + before.trim_end_matches('\u{ad}').char_indices().next_back().map_or(0, |(letter, _)| letter);
        let rest = words.get(at..).unwrap_or_default();
        let next = rest.char_indices().find(|(_, letter)| letter.is_alphabetic());
        let to = next.map_or(words.len(), |(start, letter)| at + start + letter.len_utf8());
        let window = words.get(from..to).unwrap_or_default();
        let ends = window.split_sentence_bound_indices().map(|(start, piece)| from + start + piece.len());
        found.extend(ends.filter(|end| *end > at && *end < to));
        asked = to;
    }
    let after = found.last().copied().unwrap_or_default();
    if after < words.len() {
        found.push(words.len());
    }
    found
}

/// Letters and signs among which [`is_terminator`] finds everything that can end a sentence.
fn is_plain(letter: char) -> bool {
    matches!(letter, '\0'..='\u{24f}' | '\u{2010}'..='\u{2023}' | '\u{2025}'..='\u{2027}' | '\u{202f}')
}

fn is_terminator(letter: char) -> bool {
    matches!(letter, '.' | '!' | '?' | '\n' | '\r' | '\u{85}')
}

fn push(found: &mut Vec<Range>, start: usize, words: &str) {
    let trimmed = words.trim();
    if !trimmed.is_empty() {
        let lead = words.len() - words.trim_start().len();
        found.push(Range::new(start + lead, start + lead + trimmed.len()));
    }
}

/// Tells whether the border after `sentence` is only the stop of an abbreviation or a line break.
fn goes_on(sentence: &str, next: &str) -> bool {
    let trimmed = sentence.trim_end();
    if trimmed.is_empty() {
        return true;
    }
    let Some(before) = trimmed.strip_suffix('.') else {
        // A hard line break inside a sentence is a border to Unicode, not to a reader.
        return sentence.ends_with('\n') && !trimmed.ends_with(['!', '?', '…', ':', ';']);
    };
    let word = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
    if word.len() > LONGEST {
        return false;
    }
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    let single = initial && next.chars().next().is_some_and(char::is_uppercase);
    single || is_abbreviation(word, next)
}

/// `No.` and `Art.` go on before a number or a capital; a word that also ends sentences (`no`) only before a number.
fn is_abbreviation(word: &str, next: &str) -> bool {
    let known = ABBREVIATIONS.iter().find(|known| known.len() == word.len() && known.eq_ignore_ascii_case(word));
    let Some(&lower) = known else { return false };
    let number = next.chars().next().is_some_and(char::is_numeric);
    let capital = word.chars().next().is_some_and(char::is_uppercase);
    number || lower.contains('.') || (capital && lower != "no" && lower != "mar") || matches!(lower, "cf" | "vs" | "v")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(words: &str, expected: &[&str]) {
        let found = sentences(words, Range::new(0, words.len()));
        let found: Vec<_> = found.into_iter().map(|range| range.of(words)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn sentences_end_at_stops() {
        check("We met. We agreed! Did we?", &["We met.", "We agreed!", "Did we?"]);
        check("One sentence", &["One sentence"]);
        check("", &[]);
    }

    #[test]
    fn the_longest_abbreviation_is_known() {
        assert_eq!(ABBREVIATIONS.iter().map(|known| known.len()).max(), Some(LONGEST));
        assert!(ABBREVIATIONS.iter().all(|known| *known == known.to_ascii_lowercase()));
    }

    #[test]
    fn abbreviations_do_not_end_sentences() {
        check("See Art. 5 and No. 3. It holds.", &["See Art. 5 and No. 3.", "It holds."]);
        check("The U.N. Charter holds. So.", &["The U.N. Charter holds.", "So."]);
        check("He said no. They left.", &["He said no.", "They left."]);
        check("Dr. Vale spoke. J. Smith left.", &["Dr. Vale spoke.", "J. Smith left."]);
    }

    proptest::proptest! {
        #[test]
        fn asking_at_terminators_is_asking_everywhere(words in "[a-zA-Z0-9 .!?,;:'\"()\u{201c}\u{201d}\u{e9}\u{2026}\u{2013}\n-]{0,60}") {
            let everywhere: Vec<_> = words.split_sentence_bound_indices().map(|(at, piece)| at + piece.len()).collect();
            proptest::prop_assert_eq!(borders(&words), everywhere);
        }
    }

    #[test]
    fn opening_marks_belong_to_what_follows() {
        check("来了。“和平”。他说：「走。」「好。」", &["来了。", "“和平”。", "他说：「走。」", "「好。」"]);
        check("来了。（和平）走。", &["来了。", "（和平）走。"]);
        check("“来了。”“走。”", &["“来了。”", "“走。”"]);
        check("Er sagte: „Ja.“Dann ging er.", &["Er sagte: „Ja.“", "Dann ging er."]);
        check("“We met.” “We agreed.”", &["“We met.”", "“We agreed.”"]);
    }

    #[test]
    fn a_hard_line_break_is_no_border() {
        check("The sea\nis calm.", &["The sea\nis calm."]);
    }
}
