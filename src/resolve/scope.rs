//! The scopes of terms: which texts `within` confines each to.
//!
//! In: terms and texts. Out: [`Scopes`], and a diagnostic for every scope that names no text and no folder of texts.

use super::near::nearest;
use crate::diag::{Code, Diagnostic};
use crate::edition::{Edition, Term, TermId, Text, TextId};

/// For each term the texts that it is confined to, sorted; nothing where it is not.
#[derive(Clone, Debug, Default)]
pub(super) struct Scopes {
    of: Vec<Option<Vec<TextId>>>,
}

impl Scopes {
    /// Reads the scopes of all terms.
    pub(super) fn new(edition: &Edition, found: &mut Vec<Diagnostic>) -> Self {
        Self { of: edition.terms.iter().map(|term| scope(term, &edition.texts, found)).collect() }
    }

    /// Tells whether a term is looked for in what belongs to a text, or to none (pages, definitions).
    pub(super) fn admits(&self, term: TermId, text: Option<TextId>) -> bool {
        match (self.of.get(term.0 as usize), text) {
            (Some(Some(texts)), Some(text)) => texts.binary_search(&text).is_ok(),
            (Some(Some(_)), None) => false,
            (Some(None) | None, _) => true,
        }
    }

    /// Tells whether there is a place where both terms are looked for.
    pub(super) fn overlap(&self, one: TermId, other: TermId) -> bool {
        let of = |term: TermId| self.of.get(term.0 as usize).and_then(Option::as_ref);
        match (of(one), of(other)) {
            (Some(one), Some(other)) => one.iter().any(|text| other.binary_search(text).is_ok()),
            (Some(texts), None) | (None, Some(texts)) => !texts.is_empty(),
            (None, None) => true,
        }
    }

    /// Tells whether a term's scope is empty, because it names nothing that there is.
    pub(super) fn is_nowhere(&self, term: TermId) -> bool {
        matches!(self.of.get(term.0 as usize), Some(Some(texts)) if texts.is_empty())
    }
}

fn scope(term: &Term, texts: &[Text], found: &mut Vec<Diagnostic>) -> Option<Vec<TextId>> {
    if term.within.is_empty() {
        return None;
    }
    let mut held = Vec::new();
    for (name, span) in &term.within {
        let wanted = name.trim().trim_matches('/');
        let before = held.len();
        let is_in = |text: &Text| text.id == wanted || folders(&text.id).any(|folder| folder == wanted);
        let ids = texts.iter().zip(0..).filter(|(text, _)| is_in(text)).map(|(_, at)| TextId(at));
        held.extend(ids);
        if held.len() == before {
            let names = texts.iter().flat_map(|text| std::iter::once(text.id.as_str()).chain(folders(&text.id)));
            let near = nearest(wanted, names);
            let mut problem = Diagnostic::new(Code::UnknownScope, *span, format!("there is no text `{wanted}`"))
                .label(format!("`{}` is confined to it", term.headword))
                .help("name a text by its folder under the content folder, or a folder of texts");
            if let Some(name) = near.first() {
                problem = problem.note(format!("did you mean `{name}`?")).patch(*span, *name);
            }
            found.push(problem);
        }
    }
    held.sort_unstable();
    held.dedup();
    Some(held)
}

/// The folders above a text: of `2022/brussels`, `2022`.
fn folders(id: &str) -> impl Iterator<Item = &str> {
    id.char_indices().filter(|(_, letter)| *letter == '/').filter_map(|(at, _)| id.get(..at))
}
