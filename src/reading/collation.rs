//! How names sort in a language, and under which letter they stand.
//!
//! In: a language tag. Out: an order of words, and letters to group them by. Unicode's order (UTS #10) with the language's own
//! rules (CLDR), by icu_collator.

use std::cmp::Ordering;

use icu_collator::options::{CollatorOptions, Strength};
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};
use icu_locale_core::Locale;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The order of words in one language.
pub struct Collation {
    words: CollatorBorrowed<'static>,
    letters: CollatorBorrowed<'static>,
}

impl Collation {
    /// Takes the order of a language; of one that is not known, that of Unicode.
    pub fn new(language: &str) -> Self {
        Self { words: collator(language, Strength::Tertiary), letters: collator(language, Strength::Primary) }
    }

    /// Compares two names; those that sort alike, by their bytes.
    pub fn compare(&self, one: &str, other: &str) -> Ordering {
        self.words.compare(one, other).then_with(|| one.cmp(other))
    }

    /// Cuts sorted things into groups by the first letter of their names: each group's letter, and what stands in it.
    /// Names that begin with neither letter nor digit stand under `#`.
    pub fn groups<T>(&self, sorted: Vec<T>, name: impl Fn(&T) -> &str) -> Vec<(String, Vec<T>)> {
        let mut groups: Vec<(String, Vec<T>)> = Vec::new();
        for thing in sorted {
            let letter = initial(name(&thing));
            match groups.iter_mut().find(|(held, _)| self.letters.compare(held, &letter).is_eq()) {
                Some((_, group)) => group.push(thing),
                None => groups.push((self.plain(letter), vec![thing])),
            }
        }
        groups
    }

    /// A letter without its marks, where the language takes both for one.
    fn plain(&self, letter: String) -> String {
        let bare: String = letter.nfd().filter(|part| !is_combining_mark(*part)).collect();
        if self.letters.compare(&bare, &letter).is_eq() { bare } else { letter }
    }
}

fn collator(language: &str, strength: Strength) -> CollatorBorrowed<'static> {
    let mut options = CollatorOptions::default();
    options.strength = Some(strength);
    let wanted = Locale::try_from_str(language).map(|locale| CollatorPreferences::from(&locale));
    // `Article 5` before `Article 10`.
    let mut wanted = wanted.unwrap_or_default();
    wanted.numeric_ordering = Some(CollationNumericOrdering::True);
    Collator::try_new(wanted, options)
        .or_else(|_| Collator::try_new(CollatorPreferences::default(), options))
        .expect("the order of Unicode is compiled in")
}

/// The first letter or digit, in upper case where that is one letter (`ß` stays).
fn initial(name: &str) -> String {
    match name.chars().find(|letter| letter.is_alphanumeric()) {
        Some(digit) if digit.is_numeric() => "0–9".to_owned(),
        Some(letter) => {
            let upper: String = letter.to_uppercase().collect();
            if upper.chars().count() == 1 { upper } else { letter.to_string() }
        }
        None => "#".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(language: &str, names: &[&'static str], expected: &[(&str, &[&str])]) {
        let collation = Collation::new(language);
        let mut names = names.to_vec();
        names.sort_by(|a, b| collation.compare(a, b));
        let groups = collation.groups(names, |name| name);
        let found: Vec<_> = groups.iter().map(|(letter, names)| (letter.as_str(), names.as_slice())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn letters_with_marks_stand_where_the_language_puts_them() {
        let groups: &[(&str, &[&str])] =
            &[("0–9", &["2 %", "12"]), ("A", &["Ära", "Art. 5", "Art. 10"]), ("Z", &["zoo"])];
        check("en", &["zoo", "Ära", "Art. 10", "Art. 5", "2 %", "12"], groups);
        check("sv", &["Ära", "zoo", "apa"], &[("A", &["apa"]), ("Z", &["zoo"]), ("Ä", &["Ära"])]);
        check("no such language", &["b", "a"], &[("A", &["a"]), ("B", &["b"])]);
    }
}
