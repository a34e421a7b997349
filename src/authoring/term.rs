//! The beginning of a term.

use super::{Draft, escape};
use crate::edition::{Edition, Term};
use crate::error::Error;
use crate::reading::slug;

/// Finds the term that a word names already: by its headword, its id or another name of it.
pub fn held_term<'e>(edition: &'e Edition, headword: &str) -> Option<&'e Term> {
    let (name, lower) = (slug(headword), headword.to_lowercase());
    let is_it = |word: &str| word.to_lowercase() == lower;
    edition
        .terms
        .iter()
        .find(|term| is_it(&term.headword) || term.id == name || term.aliases.iter().any(|(alias, _)| is_it(alias)))
}

/// Returns the path of the file of a term.
///
/// # Errors
/// [`Error::Usage`] when its headword holds nothing that a file can be named by.
pub fn term_file(src: &str, headword: &str) -> Result<String, Error> {
    match slug(headword) {
        name if name.is_empty() => Err(Error::Usage("a term needs at least one letter or digit".into())),
        name => Ok(format!("{src}/glossary/{name}.md")),
    }
}

/// Makes the file of a term that is still to be defined.
pub fn bare_term(headword: &str) -> Draft {
    let head = format!("---\nterm: {}\n---\n\n", escape::quoted(headword));
    Draft { line: 1 + head.matches('\n').count(), text: head }
}

/// Makes the file of a term, with what stands where its meaning will be written.
pub fn term_page(headword: &str, short: &str) -> String {
    let (headword, short) = (escape::quoted(headword), escape::quoted(short));
    format!("---\nterm: {headword}\naliases: []\nshort: {short}\n---\n\nWrite here what a reader should know of it.\n")
}
