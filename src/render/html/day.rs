//! A day as a page shows it.

use serde::Serialize;

use crate::edition::Date;

/// A day: for a program, and for a reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Day {
    /// As ISO 8601 writes it, for `datetime`: `2022-03-24`.
    pub iso: String,
    /// As the language writes it: `24 March 2022`; as ISO 8601 does where we do not know the language's months.
    pub words: String,
}

impl Day {
    /// Writes a day in a language.
    pub fn new(date: Date, language: &str) -> Self {
        const MONTHS: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        let iso = date.to_string();
        let english = language.split(['-', '_']).next().is_some_and(|primary| primary.eq_ignore_ascii_case("en"));
        let month = MONTHS.get(usize::from(date.month).saturating_sub(1)).filter(|_| english);
        let words = month.map_or_else(|| iso.clone(), |month| format!("{} {month} {}", date.day, date.year));
        Self { iso, words }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_as_its_language_does() {
        let date = Date { year: 2022, month: 3, day: 24 };
        assert_eq!(Day::new(date, "en-GB").words, "24 March 2022");
        assert_eq!(Day::new(date, "de"), Day { iso: "2022-03-24".into(), words: "2022-03-24".into() });
    }
}
