//! How names sort in a language, and under which letter they stand.
//!
//! In: a language tag. Out: an order of words, and letters to group them by. Unicode's order (UTS #10) with the language's own
//! rules (CLDR), by icu_collator.

use std::cmp::Ordering;

use icu_casemap::CaseMapper;
use icu_collator::options::{CollatorOptions, Strength};
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};
use icu_locale_core::{LanguageIdentifier, Locale};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The order of words in one language.
pub struct Collation {
    words: CollatorBorrowed<'static>,
    letters: CollatorBorrowed<'static>,
    language: LanguageIdentifier,
}

impl Collation {
    /// Takes the order of a language; of one that is not known, that of Unicode.
    pub fn new(language: &str) -> Self {
        Self {
            words: collator(language, Strength::Tertiary),
            letters: collator(language, Strength::Primary),
            language: Locale::try_from_str(language).map_or(LanguageIdentifier::UNKNOWN, |locale| locale.id),
        }
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
            let letter = self.initial(name(&thing));
            match groups.iter_mut().find(|(held, _)| self.letters.compare(held, &letter).is_eq()) {
                Some((_, group)) => group.push(thing),
                None => groups.push((self.plain(letter), vec![thing])),
            }
        }
        groups
    }

    /// The first letter or digit, in upper case. What the language takes for one letter is one (Czech `Ch`), what it takes
    /// for two stands under the first (German `ß` under `S`, French `Œ` under `O`).
    fn initial(&self, name: &str) -> String {
        let mut all = name.chars().skip_while(|letter| !letter.is_alphanumeric());
        let Some(first) = all.next() else { return "#".to_owned() };
        if first.is_numeric() {
            return "0–9".to_owned();
        }
        let first = first.to_string();
        let upper = CaseMapper::new().uppercase_to_string(&first, &self.language);
        if let Some(second) = all.next().filter(|letter| letter.is_alphabetic() && first.is_ascii()) {
            // No two letters sort after the first with the last of the Latin letters, unless they are one.
            let pair = format!("{upper}{}", second.to_lowercase());
            if self.letters.compare(&pair, &format!("{first}ʒ")).is_gt() {
                return pair;
            }
        }
        let apart = match first.as_str() {
            "œ" | "Œ" => "OE",
            "æ" | "Æ" => "AE",
            _ => &upper,
        };
        match apart.chars().next() {
            Some(one) if self.letters.compare(&first, apart).is_eq() => one.to_string(),
            _ => {
                if upper.chars().count() == 1 {
                    upper.into_owned()
                } else {
                    first
                }
            }
        }
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
        check(
            "uk",
            &["їжак", "Іван", "ґанок", "город", "йод", "ирій"],
            &[
                ("Г", &["город"]),
                ("Ґ", &["ґанок"]),
                ("И", &["ирій"]),
                ("І", &["Іван"]),
                ("Ї", &["їжак"]),
                ("Й", &["йод"]),
            ],
        );
        check("es", &["ñu", "oso", "nota"], &[("N", &["nota"]), ("Ñ", &["ñu"]), ("O", &["oso"])]);
        check("tr", &["istanbul", "ısı", "su"], &[("I", &["ısı"]), ("İ", &["istanbul"]), ("S", &["su"])]);
        check("no such language", &["b", "a"], &[("A", &["a"]), ("B", &["b"])]);
    }

    #[test]
    fn two_letters_may_be_one_and_one_letter_two() {
        check(
            "cs",
            &["chata", "cena", "hora", "Cesta"],
            &[("C", &["cena", "Cesta"]), ("H", &["hora"]), ("Ch", &["chata"])],
        );
        check("en", &["chat", "cedar", "hat"], &[("C", &["cedar", "chat"]), ("H", &["hat"])]);
        check(
            "hr",
            &["ljeto", "luk", "Njemačka", "noć"],
            &[("L", &["luk"]), ("Lj", &["ljeto"]), ("N", &["noć"]), ("Nj", &["Njemačka"])],
        );
        check("fr", &["œuvre", "or", "École"], &[("E", &["École"]), ("O", &["œuvre", "or"])]);
        check("da", &["æble", "ost"], &[("O", &["ost"]), ("Æ", &["æble"])]);
        check("de", &["ßa", "Salz"], &[("S", &["Salz", "ßa"])]);
    }
}
