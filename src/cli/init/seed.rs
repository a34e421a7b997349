//! What a first note and a first term are about: words that surely stand in the text.
//!
//! In: a text, read. Out: candidates, the best first; whoever writes them tries them before.

use std::collections::BTreeMap;

use unicode_segmentation::UnicodeSegmentation as _;

use crate::edition::Text;
use crate::source::Range;

/// The fewest and the most words of a first quote.
const QUOTE: std::ops::RangeInclusive<usize> = 4..=14;
/// A single word that is worth a page has at least this many letters.
const LONG: usize = 6;
/// How many candidates are worth a try.
const TRIES: usize = 6;

/// Returns quotes that stand in the text once: of each of the first paragraphs its shortest unique beginning of four
/// words or more.
pub(super) fn quotes(text: &Text) -> Vec<String> {
    let reading = text.prose.reading.as_str();
    text.paragraphs.iter().filter_map(|held| beginning(reading, held.range)).take(TRIES).collect()
}

fn beginning(reading: &str, range: Range) -> Option<String> {
    let line = range.of(reading).lines().next()?;
    // A number that the document prints is not among its words.
    let from = line.find(char::is_alphabetic)?;
    let line = line.get(from..)?;
    let words: Vec<_> =
        line.split_word_bound_indices().filter(|(_, word)| word.contains(char::is_alphanumeric)).collect();
    QUOTE.filter_map(|number| words.get(number - 1)).find_map(|(at, word)| {
        let quote = line.get(..at + word.len())?;
        (reading.matches(quote).take(2).count() == 1 && !quote.contains('…')).then(|| quote.to_owned())
    })
}

/// Returns words that may be a term: names of several words first, then long words, the most frequent of each first.
pub(super) fn terms(text: &Text) -> Vec<String> {
    let mut names = BTreeMap::new();
    let mut words = BTreeMap::new();
    for paragraph in &text.paragraphs {
        for sentence in &paragraph.sentences {
            count(sentence.of(&text.prose.reading), &mut names, &mut words);
        }
    }
    let mut found = ranked(names);
    found.extend(ranked(words).into_iter().take(TRIES));
    found
}

/// Counts the names and the long words of a sentence; its first word has its capital from its place.
fn count(sentence: &str, names: &mut BTreeMap<String, usize>, words: &mut BTreeMap<String, usize>) {
    let tokens: Vec<_> = sentence.split_word_bounds().collect();
    let mut name: Vec<&str> = Vec::new();
    let mut first = true;
    for token in tokens.into_iter().chain(["."]) {
        let word = token.chars().all(|letter| letter.is_alphabetic() || matches!(letter, '\'' | '’'));
        if word && !first && token.chars().next().is_some_and(char::is_uppercase) {
            name.push(token);
        } else if token != " " {
            if (2..=3).contains(&name.len()) {
                *names.entry(name.join(" ")).or_insert(0) += 1;
            }
            name.clear();
        }
        if word && token.chars().count() >= LONG && token.chars().all(char::is_lowercase) {
            *words.entry(token.to_owned()).or_insert(0) += 1;
        }
        first &= !token.contains(char::is_alphanumeric);
    }
}

fn ranked(counted: BTreeMap<String, usize>) -> Vec<String> {
    let mut counted: Vec<_> = counted.into_iter().collect();
    counted.sort_by(|(a, m), (b, n)| {
        n.cmp(m).then_with(|| b.chars().count().cmp(&a.chars().count())).then_with(|| a.cmp(b))
    });
    counted.into_iter().take(TRIES).map(|(word, _)| word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_is_the_shortest_unique_beginning() {
        let reading = "12. We met in the hall today.\n\nWe met in the hall yesterday. ";
        assert_eq!(beginning(reading, Range::new(0, 29)).as_deref(), Some("We met in the hall today"));
        assert_eq!(beginning("One two three", Range::new(0, 13)), None);
        assert_eq!(beginning("One two three four five", Range::new(0, 23)).as_deref(), Some("One two three four"));
    }

    #[test]
    fn names_of_several_words_are_counted() {
        let (mut names, mut words) = (BTreeMap::new(), BTreeMap::new());
        count("The United Nations and the United Nations, General Assembly: resolve", &mut names, &mut words);
        assert_eq!(ranked(names), ["United Nations", "General Assembly"]);
        assert_eq!(ranked(words), ["resolve"]);
    }
}
