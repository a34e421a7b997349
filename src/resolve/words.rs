//! Words as terms are compared by them: runs of letters and digits, and what stands between, made comparable.
//!
//! In: a reading, or a form of a term; both go through the same functions. Out: words with the hash of their folded
//! letters, and [`Canon`], a form taken apart. ASCII words are never copied; others go through [`Key`].

use unicode_normalization::char::is_combining_mark;

use crate::reading::{Key, push_folded};

/// What [`FOLD`] gives for a byte of a character outside ASCII.
const WIDE: u8 = 0xff;

/// The folded letter of each byte; 0 for what is no part of a word.
const FOLD: [u8; 256] = fold_table();

const fn fold_table() -> [u8; 256] {
    let mut table = [0; 256];
    let mut at: u8 = 0;
    loop {
        table[at as usize] = match at {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_' => at.to_ascii_lowercase(),
            0x80.. => WIDE,
            _ => 0,
        };
        if at == u8::MAX {
            return table;
        }
        at += 1;
    }
}

/// One word of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Its first byte.
    pub(super) start: usize,
    /// One past its last byte.
    pub(super) end: usize,
    /// The hash of its folded letters; nothing when it is not all ASCII and must be folded first.
    pub(super) hash: Option<Hash>,
}

/// A hash of folded text that grows letter by letter, so that every beginning of a form has one. It only has to be fast
/// (two instructions a letter): whoever looks up by it multiplies it first, and compares the words after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hash(pub(super) u64);

impl Hash {
    /// The hash of nothing.
    pub(super) const EMPTY: Self = Self(0);

    /// Returns the hash with more text after it.
    pub(super) fn with(self, text: &str) -> Self {
        text.bytes().fold(self, Self::step)
    }

    fn step(self, byte: u8) -> Self {
        Self(self.0.rotate_left(5) ^ u64::from(byte))
    }
}

/// Finds the first word that begins at byte `from` or after.
pub(super) fn next_word(text: &str, from: usize) -> Option<Word> {
    next_after(text, from, Hash::EMPTY)
}

/// Finds the same, with the hash of it after what `before` is the hash of.
pub(super) fn next_after(text: &str, from: usize, before: Hash) -> Option<Word> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        match FOLD[usize::from(*bytes.get(at)?)] {
            0 => at += 1,
            WIDE => match char_at(text, at)? {
                letter if is_word(letter) => break,
                other => at += other.len_utf8(),
            },
            _ => break,
        }
    }
    let start = at;
    let mut hash = before;
    let mut is_ascii = true;
    loop {
        // Nearly all letters are ASCII, and are taken without looking back at where they stand.
        let rest = bytes.get(at..).unwrap_or_default();
        let folded =
            rest.iter().map(|&byte| FOLD[usize::from(byte)]).take_while(|&folded| folded != 0 && folded != WIDE);
        at += folded.map(|folded| hash = hash.step(folded)).count();
        let wide = bytes.get(at).filter(|byte| !byte.is_ascii()).and_then(|_| char_at(text, at));
        let Some(letter) = wide.filter(|&letter| is_word(letter)) else { break };
        is_ascii = false;
        at += letter.len_utf8();
    }
    Some(Word { start, end: at, hash: is_ascii.then_some(hash) })
}

fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// Tells whether a character is part of a word. Characters of scripts without spaces are not: each stands alone.
pub(super) fn is_word(letter: char) -> bool {
    if letter.is_ascii() {
        return letter.is_ascii_alphanumeric() || letter == '_';
    }
    let quote = matches!(letter, '\u{2bb}' | '\u{2bc}');
    !quote && !is_unspaced(letter) && (letter.is_alphanumeric() || is_combining_mark(letter) || is_ignorable(letter))
}

/// Tells whether a character is of a script that sets no spaces between words.
pub(super) fn is_unspaced(letter: char) -> bool {
    matches!(letter,
        '\u{e00}'..='\u{fff}'          // Thai, Lao, Tibetan
        | '\u{1000}'..='\u{109f}'      // Myanmar
        | '\u{1780}'..='\u{17ff}'      // Khmer
        | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}' // kana
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}') // Han
}

/// Characters that are there for the typesetter only.
fn is_ignorable(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// Tells whether a character is an apostrophe, straight or curly.
pub(super) fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2bb}' | '\u{2bc}' | '\u{2032}' | '`')
}

/// Adds a word made comparable: with its case to `written`, without to `folded`.
pub(super) fn push_word(word: &str, written: &mut String, folded: &mut String) {
    if word.is_ascii() {
        written.push_str(word);
        folded.extend(word.chars().map(|letter| letter.to_ascii_lowercase()));
    } else {
        let key = Key::new(word);
        written.push_str(key.text());
        key.text().chars().for_each(|letter| push_folded(letter, folded));
    }
}

/// Adds what stands between two words made comparable: white space is one space, a dash with or without spaces is one
/// hyphen, quotation marks are straight.
pub(super) fn push_separator(between: &str, out: &mut String) {
    let start = out.len();
    for letter in between.chars() {
        let last = out.get(start..).and_then(|pushed| pushed.chars().next_back());
        match letter {
            _ if letter.is_whitespace() => {
                if !matches!(last, Some(' ' | '-')) {
                    out.push(' ');
                }
            }
            '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => {
                if last == Some(' ') {
                    out.pop();
                }
                if !out.get(start..).is_some_and(|pushed| pushed.ends_with('-')) {
                    out.push('-');
                }
            }
            _ if is_apostrophe(letter) => out.push('\''),
            '\u{201c}'..='\u{201f}' | '\u{2033}' | '\u{ab}' | '\u{bb}' => out.push('"'),
            '\u{2026}' => out.push_str("..."),
            _ if is_ignorable(letter) => {}
            _ => out.push(letter),
        }
    }
}

/// A form of a term taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Canon {
    /// Signs before its first word: `§ ` of `§ 5`.
    pub(super) lead: String,
    /// Its words and what stands between them, with their case.
    pub(super) written: String,
    /// The same without case.
    pub(super) folded: String,
    /// Where each word ends in `folded`.
    pub(super) ends: Vec<usize>,
    /// Signs after its last word: `.` of `U.N.`
    pub(super) trail: String,
}

/// Takes a form apart.
pub(super) fn canon(form: &str) -> Canon {
    let form = form.trim();
    let mut canon = Canon::default();
    let mut at = 0;
    while let Some(word) = next_word(form, at) {
        let between = form.get(at..word.start).unwrap_or_default();
        if canon.ends.is_empty() {
            push_separator(between, &mut canon.lead);
        } else {
            push_separator(between, &mut canon.written);
            push_separator(between, &mut canon.folded);
        }
        push_word(form.get(word.start..word.end).unwrap_or_default(), &mut canon.written, &mut canon.folded);
        canon.ends.push(canon.folded.len());
        at = word.end;
    }
    push_separator(form.get(at..).unwrap_or_default(), &mut canon.trail);
    canon
}

/// Returns a name made comparable whole: two names with one key are one name.
pub(super) fn name_key(name: &str) -> String {
    let Canon { lead, folded, trail, .. } = canon(name);
    lead + &folded + &trail
}

/// Returns the English plurals of words, made comparable: of `Defence Policy`, `Defence Policies`.
pub(super) fn plurals(words: &str) -> Vec<String> {
    let lower = words.to_ascii_lowercase();
    let mut letters = lower.chars().rev();
    let (Some(last), Some(before)) = (letters.next(), letters.next()) else { return Vec::new() };
    if !last.is_ascii_alphabetic() || !before.is_alphabetic() {
        return Vec::new();
    }
    let with = |ending: &str| format!("{words}{ending}");
    match (before, last) {
        (_, 's' | 'x' | 'z') | ('c' | 's', 'h') => vec![with("es")],
        ('a' | 'e' | 'i' | 'o' | 'u', 'y') => vec![with("s")],
        (_, 'y') => words.get(..words.len() - 1).map(|stem| format!("{stem}ies")).into_iter().collect(),
        (_, 'o') => vec![with("s"), with("es")],
        _ => vec![with("s")],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(word) = next_word(text, at) {
            found.extend(text.get(word.start..word.end));
            at = word.end;
        }
        found
    }

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        assert_eq!(words("The U.N. Charter, ES-11/1"), ["The", "U", "N", "Charter", "ES", "11", "1"]);
        assert_eq!(words("l’état: naïve"), ["l", "état", "naïve"]);
        assert_eq!(words("NATOは加盟国"), ["NATO"]);
        assert!(words(" — ").is_empty());
    }

    #[test]
    fn names_are_compared_without_typography_and_case() {
        assert_eq!(name_key("Iron–Clad  Commitment"), name_key("iron-clad commitment"));
        assert_eq!(name_key("the ‘ring’"), name_key("The 'ring'"));
        assert_eq!(name_key("Straße"), name_key("STRASSE"));
        assert_ne!(name_key("C"), name_key("C++"));
        assert_ne!(name_key("iron clad"), name_key("iron-clad"));
    }

    #[test]
    fn signs_at_the_ends_are_part_of_a_form() {
        let held = canon("§ 5 (a)");
        assert_eq!((held.lead.as_str(), held.folded.as_str(), held.trail.as_str()), ("§ ", "5 (a", ")"));
    }

    #[test]
    fn plurals_follow_english_spelling() {
        assert_eq!(plurals("Policy"), ["Policies"]);
        assert_eq!(plurals("day"), ["days"]);
        assert_eq!(plurals("approach"), ["approaches"]);
        assert_eq!(plurals("CBRN"), ["CBRNs"]);
        assert_eq!(plurals("veto"), ["vetos", "vetoes"]);
        assert!(plurals("Article 5").is_empty());
    }
}
