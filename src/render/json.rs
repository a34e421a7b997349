//! JSON in the making: the two formats that hold every text and every note whole.
//!
//! In: values, in the order in which they stand. Out: JSON without white space. A general serialiser looks at every byte
//! of a text by itself; here runs without a special character are copied whole (see [`escape`]).

use std::fmt::Write as _;

use super::escape;

/// JSON that is being written. Each value is written by one call; commas come by themselves.
pub(crate) struct Json {
    out: String,
    /// Whether a value stands before what comes next.
    follows: bool,
}

impl Json {
    /// Begins, with room for so many bytes.
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self { out: String::with_capacity(bytes), follows: false }
    }

    /// Returns what was written, and the end of the line.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.out.push('\n');
        self.out.into_bytes()
    }

    /// Writes the name of the value that comes next in an object; it is one of ours, without special characters.
    pub(crate) fn key(&mut self, name: &'static str) -> &mut Self {
        self.value();
        for piece in ["\"", name, "\":"] {
            self.out.push_str(piece);
        }
        self.follows = false;
        self
    }

    /// Writes an object; `members` writes its keys and values.
    pub(crate) fn object(&mut self, members: impl FnOnce(&mut Self)) {
        self.within(('{', '}'), members);
    }

    /// Writes an array; `write` writes each item.
    pub(crate) fn array<T>(&mut self, items: impl IntoIterator<Item = T>, mut write: impl FnMut(&mut Self, T)) {
        self.within(('[', ']'), |json| items.into_iter().for_each(|item| write(json, item)));
    }

    /// Writes a string.
    pub(crate) fn string(&mut self, words: &str) {
        self.value();
        self.out.push('"');
        escape::json(&mut self.out, words);
        self.out.push('"');
    }

    /// Writes strings as an array.
    pub(crate) fn strings(&mut self, all: &[String]) {
        self.array(all, |json, words| json.string(words));
    }

    /// Writes a number.
    pub(crate) fn number(&mut self, number: u32) {
        self.value();
        // A string takes whatever is written.
        let _ = write!(self.out, "{number}");
    }

    /// Writes `true` or `false`.
    pub(crate) fn truth(&mut self, truth: bool) {
        self.value();
        self.out.push_str(if truth { "true" } else { "false" });
    }

    /// Writes what there is, else `null`.
    pub(crate) fn or_null<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        if let Some(value) = value {
            write(self, value);
        } else {
            self.value();
            self.out.push_str("null");
        }
    }

    fn within(&mut self, (open, close): (char, char), inner: impl FnOnce(&mut Self)) {
        self.value();
        self.out.push(open);
        self.follows = false;
        inner(self);
        self.out.push(close);
        self.follows = true;
    }

    fn value(&mut self) {
        if std::mem::replace(&mut self.follows, true) {
            self.out.push(',');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_parted_by_commas() {
        let mut json = Json::with_capacity(0);
        json.object(|json| {
            json.key("a").array([1, 2], Json::number);
            json.key("b").object(|_| {});
            json.key("c").or_null(None, Json::string);
            json.key("d").strings(&["x".into(), "y".into()]);
            json.key("e").truth(true);
        });
        assert_eq!(json.finish(), b"{\"a\":[1,2],\"b\":{},\"c\":null,\"d\":[\"x\",\"y\"],\"e\":true}\n");
    }

    proptest::proptest! {
        #[test]
        fn a_string_is_read_as_it_was(words in "[\\x00-\\x7fü水𝄞]{0,90}") {
            let mut json = Json::with_capacity(0);
            json.string(&words);
            proptest::prop_assert_eq!(serde_json::from_slice::<String>(&json.finish()).ok(), Some(words));
        }
    }
}
