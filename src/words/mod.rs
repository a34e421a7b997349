//! The words of the interface in the publication's language: `Note 3, back to the text`, `24 March 2022`.
//!
//! In: the word files of the theme, the language. Out: [`Words`], found once and said by every page. A word that the
//! language lacks is said in English, whose file is the list of all words. Never reads a file.

mod file;
mod phrase;
mod plural;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use file::Word;
pub use phrase::Phrase;
pub use plural::Plural;

use self::file::Table;
use self::plural::Rules;
use crate::error::Error;
use crate::source::Theme;

/// The list of all words, in English.
const ENGLISH: &str = include_str!("../../themes/default/words/en.toml");

/// Declares the words that the program says itself, each by the name that word files have for it. Templates say theirs by name.
macro_rules! words {
    ($($field:ident: $kind:ident = $name:literal,)*) => {
        /// The words of the interface in one language.
        pub struct Words {
            all: Table,
            /// The names of the months, as they stand in a date; without them a date is written as ISO 8601 does.
            pub months: Option<Vec<String>>,
            /// What stands between groups of three digits, in numbers of four digits and of more.
            groups: [String; 2],
            $(#[doc = concat!("`", $name, "`")] pub $field: $kind,)*
        }

        impl Words {
            fn find(all: Table, months: Option<Vec<String>>) -> Self {
                Self { months, groups: groups(&all), $($field: $kind::find(&all, $name),)* all }
            }
        }
    };
}

words! {
    site_text: Phrase = "site.text",
    site_texts: Phrase = "site.texts",
    site_commentary: Phrase = "site.commentary",
    site_glossary: Phrase = "site.glossary",
    site_index: Phrase = "site.index",
    site_missing: Phrase = "site.missing",
    title: Phrase = "site.title",
    comma: Phrase = "site.comma",
    colon: Phrase = "site.colon",
    quotation: Phrase = "site.quotation",
    day: Phrase = "date.day",
    first_day: Phrase = "date.first",
    paragraph: Phrase = "place.paragraph",
    paragraphs: Phrase = "place.paragraphs",
    note: Phrase = "place.note",
    notes: Phrase = "place.notes",
    note_of: Phrase = "place.note_of",
    footnote: Phrase = "place.footnote",
    footnote_back: Phrase = "place.footnote_back",
    table: Phrase = "place.table",
    table_of_note: Phrase = "place.table_of_note",
    cited_note: Phrase = "text.cited_note",
    and_more: Phrase = "place.and",
    more: Plural = "place.more",
    more_of: Plural = "place.more_of",
    text_words: Plural = "text.words",
    version_title: Phrase = "version.title",
    version_present: Phrase = "version.present",
    version_changes: Phrase = "version.changes_between",
    version_first: Phrase = "version.first",
    version_new: Phrase = "version.new",
    version_new_here: Phrase = "version.new_here",
    version_last: Phrase = "version.last",
    version_other: Phrase = "version.other",
    version_without: Phrase = "version.without",
    version_deleted: Phrase = "version.deleted",
    version_inserted: Phrase = "version.inserted",
    version_added: Phrase = "version.added",
    version_removed: Phrase = "version.removed",
    version_removed_number: Phrase = "version.removed_number",
    version_came: Phrase = "version.came",
    version_came_from: Phrase = "version.came_from",
    version_left: Phrase = "version.left",
    version_left_to: Phrase = "version.left_to",
    version_unchanged: Plural = "version.unchanged",
    version_tally_changed: Plural = "version.tally_changed",
    version_tally_added: Plural = "version.tally_added",
    version_tally_removed: Plural = "version.tally_removed",
    version_tally_moved: Plural = "version.tally_moved",
    commentary_title: Phrase = "commentary.title",
    commentary_description: Phrase = "commentary.description",
    glossary_description: Phrase = "glossary.description",
    term_title: Phrase = "term.title",
    uses: Plural = "term.uses",
    uses_summary: Phrase = "term.summary",
    uses_in_text: Phrase = "term.in_text",
    uses_in_texts: Plural = "term.in_texts",
    uses_in_notes: Phrase = "term.in_notes",
    uses_in_pages: Phrase = "term.in_pages",
    uses_in_definitions: Phrase = "term.in_definitions",
    text_part: Phrase = "term.text_part",
    texts_part: Phrase = "term.texts_part",
    notes_part: Phrase = "term.notes_part",
    pages_part: Phrase = "term.pages_part",
    definitions_part: Phrase = "term.definitions_part",
    index_description: Phrase = "index.description",
    search_title: Phrase = "search.title",
    search_description: Phrase = "search.description",
}

impl Phrase {
    fn find(all: &Table, name: &str) -> Self {
        match all.get(name) {
            Some(Word::Phrase(phrase)) => phrase.clone(),
            _ => unreachable!("the list of all words has the phrase `{name}`"),
        }
    }
}

impl Plural {
    fn find(all: &Table, name: &str) -> Self {
        match all.get(name) {
            Some(Word::Plural(plural)) => plural.clone(),
            _ => unreachable!("the list of all words has the plural `{name}`"),
        }
    }
}

impl Words {
    /// Finds the words of a language: `fr-CA` takes those of `fr-CA.toml`, then of `fr.toml`, then the English ones; of
    /// two files of one language the publication's own comes first.
    ///
    /// # Errors
    /// [`Error::Words`] when one of these files is not as it must be.
    pub fn new(theme: &Theme, language: &str) -> Result<Self, Error> {
        let known = english();
        let mut all = known.clone();
        let mut months = is_english(language).then(|| list(&known, "date.months")).flatten();
        for tag in ["en".to_owned()].into_iter().chain(prefixes(language)) {
            let rules = Arc::new(Rules::new(&tag));
            for file in theme.words.iter().rev().filter(|file| file.language.eq_ignore_ascii_case(&tag)) {
                let (words, faults) = file::read(&file.text, &rules, Some(&known));
                if !faults.is_empty() {
                    let faults: Vec<String> =
                        faults.iter().map(|(line, what)| format!("line {line}: {what}")).collect();
                    return Err(Error::Words { path: file.path.clone(), message: faults.join("\n  ") });
                }
                if tag != "en" || is_english(language) {
                    months = list(&words, "date.months").or(months);
                }
                all.extend(words);
            }
        }
        Ok(Self::find(all, months))
    }

    /// Tells whether a theme has words of a language, or of what that is a kind of. English stands in where it has none.
    pub fn are_in(theme: &Theme, language: &str) -> bool {
        let has = |tag: String| theme.words.iter().any(|file| file.language.eq_ignore_ascii_case(&tag));
        is_english(language) || prefixes(language).any(has)
    }

    /// Returns a word by its name (`note.back`).
    ///
    /// # Errors
    /// What is near enough to be meant, when there is none of that name.
    pub fn get(&self, name: &str) -> Result<&Word, String> {
        self.all.get(name).ok_or_else(|| match crate::diag::nearest(name, self.all.keys().map(String::as_str)) {
            Some(near) => format!("there is no word `{name}`; did you mean `{near}`?"),
            None => format!("there is no word `{name}`"),
        })
    }

    /// Returns all words by their sections.
    pub fn sections(&self) -> BTreeMap<&str, BTreeMap<&str, &Word>> {
        let mut sections: BTreeMap<&str, BTreeMap<&str, &Word>> = BTreeMap::new();
        for (name, word) in &self.all {
            if let Some((section, name)) = name.split_once('.') {
                sections.entry(section).or_default().insert(name, word);
            }
        }
        sections
    }

    /// Writes a number of things as the language does: `1,310`.
    pub fn grouped(&self, count: usize) -> String {
        let digits = count.to_string();
        let [four, more] = &self.groups;
        let group = if digits.len() > 4 { more } else { four };
        let mut grouped = String::with_capacity(digits.len() + digits.len() / 3 * group.len());
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                grouped.push_str(group);
            }
            grouped.push(digit);
        }
        grouped
    }

    /// Puts words in quotation marks.
    pub fn quoted(&self, words: &str) -> String {
        self.quotation.with(words)
    }
}

fn english() -> Table {
    let (words, faults) = file::read(ENGLISH, &Arc::new(Rules::new("en")), None);
    assert!(faults.is_empty(), "the list of all words: {faults:?}");
    words
}

fn is_english(language: &str) -> bool {
    language.split(['-', '_']).next().is_some_and(|primary| primary.eq_ignore_ascii_case("en"))
}

/// The language itself last, before it what it is a kind of: `zh`, `zh-Hant`, `zh-Hant-TW`.
fn prefixes(language: &str) -> impl Iterator<Item = String> {
    let parts: Vec<&str> = language.split(['-', '_']).collect();
    let prefix = move |count: usize| parts.get(..count).unwrap_or_default().join("-");
    let count = language.split(['-', '_']).count();
    (1..=count).map(prefix).filter(|tag| !tag.eq_ignore_ascii_case("en"))
}

fn list(words: &Table, name: &str) -> Option<Vec<String>> {
    match words.get(name) {
        Some(Word::List(list)) => Some(list.clone()),
        _ => None,
    }
}

/// What stands between the digits of the two sample numbers.
fn groups(all: &Table) -> [String; 2] {
    ["number.thousand", "number.ten_thousand"].map(|name| {
        let sample = Phrase::find(all, name);
        sample.as_str().chars().filter(|letter| !letter.is_ascii_digit()).collect()
    })
}
