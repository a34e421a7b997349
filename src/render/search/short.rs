//! Words of an index in short: compressed, what `whole` writes takes a twentieth less so.
//!
//! In: lines. Out: the same lines with the most frequent words, each with the space before it, as one sign that stands
//! nowhere in them; and a full stop, a space and a capital as another sign, a space and the small letter, so that a word
//! is the same at the beginning of a sentence as within one. `search.js` undoes it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How many words have a sign. Most signs take two bytes, so that more would gain nothing.
const MOST: usize = 80;
/// How often a word must stand to have one.
const OFTEN: usize = 8;

/// Lines in short.
pub(super) struct Short {
    /// What stands for a full stop before a space and a capital; a line break where nothing does.
    pub(super) stop: char,
    /// The signs, each with its word, a space between.
    pub(super) often: String,
    /// The lines, with a line break between.
    pub(super) lines: String,
}

/// Shortens lines; none begins with a space.
pub(super) fn shorten(lines: &str) -> Short {
    let mut signs = signs(lines);
    let Some(stop) = signs.next() else {
        return Short { stop: '\n', often: String::new(), lines: lines.to_owned() };
    };
    let lines = without_capitals(lines, stop);
    let mut counts: HashMap<&str, usize> = HashMap::new();
    pieces(&lines)
        .filter(|piece| piece.len() > 1 && piece.starts_with(' '))
        .for_each(|word| *counts.entry(word).or_default() += 1);
    let mut counts: Vec<(&str, usize)> = counts.into_iter().filter(|&(_, count)| count >= OFTEN).collect();
    counts.sort_unstable_by_key(|&(word, count)| (std::cmp::Reverse(count * (word.len() - 1)), word));
    counts.truncate(MOST);
    // The first signs are the shortest: they are for what stands most often.
    counts.sort_unstable_by_key(|&(word, count)| (std::cmp::Reverse(count), word));
    let signed: Vec<(&str, char)> = counts.iter().map(|&(word, _)| word).zip(signs).collect();
    let often: Vec<String> = signed.iter().map(|(word, sign)| format!("{sign}{}", word.trim_start())).collect();
    let signed: BTreeMap<&str, char> = signed.into_iter().collect();
    let mut short = String::with_capacity(lines.len());
    for piece in pieces(&lines) {
        match signed.get(piece) {
            Some(&sign) => short.push(sign),
            None => short.push_str(piece),
        }
    }
    Short { stop, often: often.join(" "), lines: short }
}

/// Returns signs that do not stand in the lines: marks of one byte that JSON writes as they are, then letters of two.
fn signs(lines: &str) -> impl Iterator<Item = char> + use<> {
    let held: BTreeSet<char> = lines.chars().collect();
    let marks = (' '..='~').filter(|mark| mark.is_ascii_punctuation() && !matches!(mark, '"' | '\\' | '_'));
    let letters = ('\u{c0}'..='\u{24f}').filter(|letter| letter.is_alphabetic());
    marks.chain(letters).filter(move |sign| !held.contains(sign))
}

/// Cuts lines into words, each with the space before it, and what stands between them.
fn pieces(lines: &str) -> impl Iterator<Item = &str> {
    let mut rest = lines;
    std::iter::from_fn(move || {
        let letters = |text: &str| text.find(|letter: char| !letter.is_alphabetic()).unwrap_or(text.len());
        let first = rest.chars().next()?;
        let length = match rest.strip_prefix(' ').map(letters) {
            Some(length) => 1 + length,
            None => letters(rest).max(first.len_utf8()),
        };
        let (piece, after) = rest.split_at_checked(length)?;
        rest = after;
        Some(piece)
    })
}

/// Writes `. The` as `‹stop› the`, and `The` as ` the` where a line begins with it.
fn without_capitals(lines: &str, stop: char) -> String {
    let mut out = String::with_capacity(lines.len());
    for (at, line) in lines.split('\n').enumerate() {
        out.extend((at > 0).then_some('\n'));
        for (at, sentence) in line.split(". ").enumerate() {
            let mut letters = sentence.chars();
            let capital = letters.next().filter(char::is_ascii_uppercase);
            if let Some(capital) =
                capital.filter(|_| letters.as_str().starts_with(|next: char| next.is_ascii_lowercase()))
            {
                out.extend((at > 0).then_some(stop));
                out.extend([' ', capital.to_ascii_lowercase()]);
                out.push_str(letters.as_str());
            } else {
                out.push_str(if at > 0 { ". " } else { "" });
                out.push_str(sentence);
            }
        }
    }
    out
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeMap;

    use super::{Short, shorten};

    /// Undoes it, as `search.js` does.
    pub(in super::super) fn lengthen(stop: &str, often: &str, lines: &str) -> String {
        let words: BTreeMap<char, &str> =
            often.split(' ').filter_map(|pair| Some((pair.chars().next()?, pair))).collect();
        let long = lines.chars().map(|sign| match words.get(&sign) {
            Some(pair) => pair.replacen(sign, " ", 1),
            None => sign.to_string(),
        });
        let long: String = long.collect();
        let sentence = |(at, sentence): (usize, &str)| match sentence.strip_prefix(' ') {
            Some(small) => {
                let (first, rest) = small.split_at(1);
                [if at > 0 { ". " } else { "" }, &first.to_ascii_uppercase(), rest].concat()
            }
            None => [if at > 0 { stop } else { "" }, sentence].concat(),
        };
        let line = |line: &str| line.split(stop).enumerate().map(sentence).collect::<String>();
        long.split('\n').map(line).collect::<Vec<_>>().join("\n")
    }

    fn check(lines: &str) -> Short {
        let short = shorten(lines);
        assert_eq!(lengthen(&short.stop.to_string(), &short.often, &short.lines), lines);
        short
    }

    #[test]
    fn frequent_words_and_sentences_are_one_sign() {
        let short = check(&["The Allies met. The Allies said, of the Allies. 3 of 4"; 4].join("\n"));
        assert_eq!(short.stop, '!');
        assert_eq!(short.often, "#Allies $the %of");
        assert!(short.lines.starts_with("$# met!$# said,%$#. 3% 4\n$#"), "{}", short.lines);
        let few = check("The Allies met. They met");
        assert_eq!((few.often.as_str(), few.lines.as_str()), ("", " the Allies met! they met"));
    }

    #[test]
    fn what_stands_in_the_words_is_no_sign() {
        let marks: String = ('!'..='~').collect();
        let short = check(&format!("{marks}{}", " naïve. Éa. Zé. straße".repeat(9)));
        let signs: Vec<char> = short.often.split(' ').filter_map(|pair| pair.chars().next()).collect();
        assert_eq!(signs, ['Á', 'Â', 'Ã', 'Ä'], "{}", short.often);
        check(&('!'..='\u{250}').chain("aa bb. Cc ".repeat(20).chars()).collect::<String>());
    }

    #[test]
    fn other_scripts_come_back() {
        check("");
        check("\n\nБрюссель. Ми. Ми  і  ми. ǅa. İa. ßa\n北大西洋。 条約. ");
        check(&"الدفاع عن أوروبا. و ".repeat(20));
    }
}
