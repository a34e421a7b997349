//! Plurals: a phrase for each form that a language counts with, by the rules of CLDR.
//!
//! The only file that names icu_plurals.

use std::sync::Arc;

use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules};
use serde::{Serialize, Serializer};

use super::Phrase;

/// The names of all forms, in the order of CLDR.
pub(super) const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// How a language counts.
#[derive(Debug)]
pub(super) struct Rules(Option<PluralRules>);

impl Rules {
    /// Takes the rules of a language; in one that is not known, everything has the form `other`.
    pub(super) fn new(language: &str) -> Self {
        let locale = Locale::try_from_str(language).ok();
        Self(locale.and_then(|locale| PluralRules::try_new_cardinal(locale.into()).ok()))
    }

    /// Returns the forms that the language has.
    pub(super) fn forms(&self) -> Vec<&'static str> {
        let Some(rules) = &self.0 else { return vec!["other"] };
        let has: Vec<usize> = rules.categories().map(place).collect();
        FORMS.into_iter().enumerate().filter(|(at, _)| has.contains(at)).map(|(_, name)| name).collect()
    }

    fn place(&self, count: usize) -> usize {
        self.0.as_ref().map_or(OTHER, |rules| place(rules.category_for(count)))
    }
}

/// The place of the form that every language has.
const OTHER: usize = 5;

fn place(category: PluralCategory) -> usize {
    match category {
        PluralCategory::Zero => 0,
        PluralCategory::One => 1,
        PluralCategory::Two => 2,
        PluralCategory::Few => 3,
        PluralCategory::Many => 4,
        PluralCategory::Other => OTHER,
    }
}

/// A phrase that counts.
#[derive(Clone, Debug)]
pub struct Plural {
    /// A phrase for each of [`FORMS`]; a form that is not written is said as `other`.
    forms: Box<[Option<Phrase>; 6]>,
    other: Phrase,
    rules: Arc<Rules>,
}

impl Plural {
    /// Takes phrases by the names of their forms, the one for `other` apart.
    pub(super) fn new(mut written: Vec<(&str, Phrase)>, other: Phrase, rules: Arc<Rules>) -> Self {
        let take = |name: &str| {
            let at = written.iter().position(|(held, _)| *held == name)?;
            Some(written.swap_remove(at).1)
        };
        Self { forms: Box::new(FORMS.map(take)), other, rules }
    }

    /// Returns the phrases that are written, by the names of their forms.
    pub(super) fn written(&self) -> impl Iterator<Item = (&'static str, &Phrase)> {
        let forms = FORMS.into_iter().zip(self.forms.iter()).filter(|(name, _)| *name != "other");
        forms.filter_map(|(name, phrase)| Some((name, phrase.as_ref()?))).chain([("other", &self.other)])
    }

    /// Returns the phrase for a number of things.
    pub fn of(&self, count: usize) -> &Phrase {
        self.forms.get(self.rules.place(count)).and_then(Option::as_ref).unwrap_or(&self.other)
    }

    /// Says it; `values` are those beside `count`.
    pub fn say(&self, count: usize, values: &[(&str, &str)]) -> String {
        let digits = count.to_string();
        let mut all = vec![("count", digits.as_str())];
        all.extend_from_slice(values);
        self.of(count).say(&all)
    }
}

impl Serialize for Plural {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.written())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(language: &str, expected: &[(usize, &str)]) {
        let phrase = |name: &'static str| (name, Phrase::read(name).unwrap());
        let written = FORMS.map(phrase).to_vec();
        let plural = Plural::new(written, Phrase::read("other").unwrap(), Arc::new(Rules::new(language)));
        let found: Vec<_> = expected.iter().map(|(count, _)| (*count, plural.of(*count).as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn each_language_counts_in_its_own_way() {
        check("en-GB", &[(0, "other"), (1, "one"), (2, "other")]);
        check("fr", &[(0, "one"), (1, "one"), (2, "other"), (1_000_000, "many")]);
        check("uk", &[(0, "many"), (1, "one"), (3, "few"), (5, "many"), (11, "many"), (21, "one"), (112, "many")]);
        check("ar", &[(0, "zero"), (2, "two"), (3, "few"), (11, "many"), (100, "other")]);
        check("ja", &[(1, "other")]);
        check("not a language", &[(1, "other")]);
        assert_eq!(Rules::new("pl").forms(), ["one", "few", "many", "other"]);
    }

    #[test]
    fn a_form_that_is_not_written_is_said_as_other() {
        let one = vec![("one", Phrase::read("{count} thing").unwrap())];
        let plural = Plural::new(one, Phrase::read("{count} of {all}").unwrap(), Arc::new(Rules::new("uk")));
        assert_eq!(plural.say(21, &[]), "21 thing");
        assert_eq!(plural.say(3, &[("all", "9")]), "3 of 9");
    }
}
