//! A day as a page shows it.

use serde::Serialize;

use crate::edition::Date;
use crate::words::Words;

/// A day: for a program, and for a reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Day {
    /// As ISO 8601 writes it, for `datetime`: `2022-03-24`.
    pub iso: String,
    /// As the language writes it: `24 March 2022`; as ISO 8601 does where we do not know the language's months.
    pub words: String,
}

impl Day {
    /// Writes a day in the language of the interface.
    pub fn new(date: Date, words: &Words) -> Self {
        let iso = date.to_string();
        let months = words.months.as_deref().unwrap_or_default();
        let month = months.get(usize::from(date.month).saturating_sub(1));
        let pattern = if date.day == 1 { &words.first_day } else { &words.day };
        let said = |month: &String| {
            pattern.say(&[("day", &date.day.to_string()), ("month", month), ("year", &date.year.to_string())])
        };
        Self { words: month.map_or_else(|| iso.clone(), said), iso }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[track_caller]
    fn check(language: &str, day: u8, expected: &str) {
        let theme = crate::disk::theme(Path::new("src"), "default").unwrap();
        let found = Day::new(Date { year: 2022, month: 3, day }, &Words::new(&theme, language).unwrap());
        assert_eq!(found, Day { iso: format!("2022-03-{day:02}"), words: expected.into() });
    }

    #[test]
    fn a_day_is_written_as_its_language_does() {
        check("en-GB", 24, "24 March 2022");
        check("fr-CA", 24, "24 mars 2022");
        check("fr", 1, "1er mars 2022");
        check("de", 24, "24. März 2022");
        check("es", 1, "1 de marzo de 2022");
        check("uk", 24, "24 березня 2022");
        check("pl", 24, "2022-03-24");
    }
}
