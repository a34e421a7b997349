//! From the words that someone selected on a page to the stretch of the text that they are.
//!
//! A page has the words of the text in order, but its own white space. So only letters and marks are compared: those of the selection,
//! and those that stand before it, counted from the nearest element with a fragment.

use crate::edition::{LeafKind, Text, paths};
use crate::source::Range;

/// Words of a page.
#[derive(Clone, Debug, Default, serde::Deserialize)]
pub struct Selection {
    /// The fragment of the element that they stand in, or after.
    pub fragment: String,
    /// The words between its beginning and the selection, or the last of them.
    pub before: String,
    /// The selected words.
    pub words: String,
}

/// Finds a selection: of all places at which its words stand, the one before which the most of the other words stand.
pub fn find(text: &Text, selection: &Selection) -> Option<Range> {
    let reading = text.prose.reading.as_str();
    let start = start_of(text, &selection.fragment).unwrap_or_default() as usize;
    let letters: Vec<(usize, char)> =
        reading.char_indices().skip_while(|(at, _)| *at < start).filter(|(_, letter)| is_compared(*letter)).collect();
    let bare = |words: &str| words.chars().filter(|letter| is_compared(*letter)).collect::<Vec<char>>();
    let (before, words) = (bare(&selection.before), bare(&selection.words));
    let (first, rest) = words.split_first()?;
    let is_here = |at: usize| {
        let tail = letters.get(at + 1..=at + rest.len());
        tail.is_some_and(|tail| tail.iter().map(|held| held.1).eq(rest.iter().copied()))
    };
    let mut best: Option<(usize, usize)> = None;
    for (at, _) in letters.iter().enumerate().filter(|(at, held)| held.1 == *first && is_here(*at)) {
        let ahead = letters.get(..at).unwrap_or_default().iter().rev().map(|held| held.1);
        let same = ahead.zip(before.iter().rev()).take_while(|(held, wanted)| held == *wanted).count();
        if best.is_none_or(|(_, most)| same > most) {
            best = Some((at, same));
        }
        // All that may stand before it does: none can do better.
        if same == before.len() {
            break;
        }
    }
    let (at, _) = best?;
    let (last, letter) = letters.get(at + rest.len())?;
    Some(Range::new(letters.get(at)?.0, last + letter.len_utf8()))
}

/// White space is the page's own, and what is invisible may be.
fn is_compared(letter: char) -> bool {
    !letter.is_whitespace() && !matches!(letter, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// Returns where the element with a fragment begins in the reading.
fn start_of(text: &Text, fragment: &str) -> Option<u32> {
    let paragraph = text.paragraphs.iter().find(|held| held.fragment == fragment).map(|held| held.range.start);
    let heading = || {
        text.prose.leaves().find_map(|leaf| match &leaf.kind {
            LeafKind::Heading { fragment: held, .. } if held == fragment => Some(leaf.range.start),
            _ => None,
        })
    };
    let landmark = || paths::landmarks(text).into_iter().find(|held| held.1 == fragment).map(|held| held.0.start);
    paragraph.or_else(heading).or_else(landmark)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::parse::parse;
    use crate::source::Sources;

    #[track_caller]
    fn check((fragment, before, words): (&str, &str, &str), expected: Option<(usize, &str)>) {
        let mut sources = Sources::new();
        let markdown = "---\ntitle: A\n---\n\n# Toll {#toll}\n\nToll paid, toll *paid*\nagain.\n\nToll paid.\n\n| a | b |\n|--|--|\n| toll | paid |\n";
        sources.add("content/a/text.md", markdown.as_bytes().to_vec());
        let text = parse(&sources, &Config::titled("Test"), crate::parse::Drafts::Hide).value.texts.remove(0);
        let selection = Selection { fragment: fragment.into(), before: before.into(), words: words.into() };
        let found = find(&text, &selection).map(|range| (range.start as usize, range.of(&text.prose.reading)));
        assert_eq!(found, expected, "{:?}", text.prose.reading);
    }

    #[test]
    fn words_are_found_after_those_before_them() {
        check(("toll", "", "Toll"), Some((0, "Toll")));
        check(("p1", "", "Toll paid"), Some((6, "Toll paid")));
        check(("p1", "Toll paid, toll", "paid \n again."), Some((22, "paid again.")));
        check(("p2", "", " Toll paid"), Some((35, "Toll paid")));
        check(("p1", "again.\nToll", "paid."), Some((40, "paid.")));
        check(("table_1", "ab", "toll"), Some((53, "toll")));
        check(("p9", "", "Toll"), Some((0, "Toll")));
        check(("p1", "", "never"), None);
        check(("p1", "x", " "), None);
    }
}
