//! A phrase: words with places for values, as `Note {number}, back to the text`.

use std::fmt::{Display, Write as _};

use serde::{Serialize, Serializer};

/// Words with places for values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Phrase {
    /// What stands before the first value.
    head: String,
    /// The name of each value, and what follows it.
    rest: Vec<(String, String)>,
}

impl Phrase {
    /// Reads a phrase.
    ///
    /// # Errors
    /// What is wrong with its braces.
    pub(super) fn read(words: &str) -> Result<Self, String> {
        let mut pieces = words.split('{');
        let head = pieces.next().unwrap_or_default().to_owned();
        let value = |piece: &str| {
            let (name, after) = piece.split_once('}').ok_or_else(|| format!("`{{{piece}` is never closed"))?;
            let plain = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
            let found = (name.to_owned(), after.to_owned());
            if plain { Ok(found) } else { Err(format!("`{{{name}}}` is not the name of a value")) }
        };
        let rest = pieces.map(value).collect::<Result<Vec<_>, String>>()?;
        if head.contains('}') || rest.iter().any(|(_, after)| after.contains('}')) {
            return Err("a `}` has no `{` before it".to_owned());
        }
        Ok(Self { head, rest })
    }

    /// Returns the names of the values.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.rest.iter().map(|(name, _)| name.as_str())
    }

    /// Returns the words; of a phrase with values, those before the first.
    pub fn as_str(&self) -> &str {
        &self.head
    }

    /// Returns the words before the first value, then the name of each value with the words that follow it.
    pub fn pieces(&self) -> (&str, impl Iterator<Item = (&str, &str)>) {
        (&self.head, self.rest.iter().map(|(name, after)| (name.as_str(), after.as_str())))
    }

    /// Says it, with its values by name.
    pub fn say(&self, values: &[(&str, &str)]) -> String {
        let mut out = self.head.clone();
        for (name, after) in &self.rest {
            out.push_str(values.iter().find(|(held, _)| held == name).map_or("", |(_, value)| value));
            out.push_str(after);
        }
        out
    }

    /// Says it with its one value.
    pub fn with(&self, value: impl Display) -> String {
        let mut out = String::with_capacity(self.head.len() + 32);
        out.push_str(&self.head);
        for (_, after) in &self.rest {
            // A string takes whatever is written.
            let _ = write!(out, "{value}");
            out.push_str(after);
        }
        out
    }
}

/// The phrase as it was written.
impl Display for Phrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.head)?;
        self.rest.iter().try_for_each(|(name, after)| write!(f, "{{{name}}}{after}"))
    }
}

impl Serialize for Phrase {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_said_with_its_values() {
        let phrase = Phrase::read("{text}, note {number}.").unwrap();
        assert_eq!(phrase.names().collect::<Vec<_>>(), ["text", "number"]);
        assert_eq!(phrase.say(&[("number", "3"), ("text", "The {number}")]), "The {number}, note 3.");
        assert_eq!(phrase.to_string(), "{text}, note {number}.");
        assert_eq!(Phrase::read("Note {number}").unwrap().with(12), "Note 12");
    }

    #[test]
    fn wrong_braces_are_refused() {
        for wrong in ["a {b", "a } b", "{}", "{a b}", "{a}}", "{{a}"] {
            assert!(Phrase::read(wrong).is_err(), "{wrong}");
        }
    }
}
