//! Why a link leads nowhere, as the resolvers find it; the diagnostic is made from it later, in order.

use super::index::Index;
use super::near::{listed, nearest, nearest_paths};
use crate::diag::{Code, Diagnostic};
use crate::edition::{LeafKind, Place, Prose, TextId};
use crate::source::{Sources, Span};

/// What was wrong with a link.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fault {
    /// Which kind of problem.
    pub(super) code: Code,
    /// What is wrong.
    pub(super) message: String,
    /// Facts.
    pub(super) notes: Vec<String>,
    /// What to do.
    pub(super) help: Option<String>,
    /// What may have been meant.
    pub(super) guess: Option<Box<Guess>>,
}

/// How to find what may have been meant.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Guess {
    /// What was looked for, as it is compared.
    pub(super) wanted: String,
    /// The part of the link that names it, as written.
    pub(super) written: String,
    /// Among which names.
    pub(super) pool: Pool,
}

/// Which names to guess from.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Pool {
    /// Texts, pages and terms.
    Names,
    /// Texts only.
    Texts,
    /// Files under the content folder, written as seen from this one.
    Files(String),
    /// Copied files, likewise.
    Assets(String),
    /// Notes and headings of a text.
    InText(TextId),
    /// Headings of a place.
    Headings(Place),
    /// Headings of a place that belongs to no text, and all notes.
    Anywhere(Place),
}

impl Fault {
    /// Makes a fault.
    pub(super) fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), notes: Vec::new(), help: None, guess: None }
    }

    /// A link to what is not there.
    pub(super) fn broken(message: impl Into<String>) -> Self {
        Self::new(Code::BrokenLink, message)
    }

    /// Says what to do.
    pub(super) fn help(mut self, words: impl Into<String>) -> Self {
        self.help = Some(words.into());
        self
    }

    /// Adds a fact.
    pub(super) fn note(mut self, words: impl Into<String>) -> Self {
        self.notes.push(words.into());
        self
    }

    /// Says how to guess what was meant.
    pub(super) fn guess(mut self, wanted: &str, written: &str, pool: Pool) -> Self {
        self.guess = Some(Box::new(Guess { wanted: wanted.to_owned(), written: written.to_owned(), pool }));
        self
    }

    /// Makes the diagnostic, with the nearest names, and with a patch when one name alone is near.
    pub(super) fn diagnostic(self, index: &Index<'_>, sources: &Sources, span: Span) -> Diagnostic {
        let near = self.guess.as_ref().map(|guess| guess.near(index)).unwrap_or_default();
        let mut problem = Diagnostic::new(self.code, span, self.message);
        problem.notes = self.notes;
        problem.help = self.help;
        if !near.is_empty() {
            let names: Vec<_> = near.iter().map(String::as_str).collect();
            problem.help = Some(format!("did you mean {}?", listed(&names)));
        }
        if problem.help.is_none() {
            problem.help = Some("mend the link, or write what it should lead to".to_owned());
        }
        if let (Some(guess), [name]) = (self.guess, near.as_slice()) {
            let written = sources.words(span);
            if written.matches(guess.written.as_str()).count() == 1 {
                problem = problem.patch(span, written.replacen(guess.written.as_str(), name, 1));
            }
        }
        problem
    }
}

impl Guess {
    fn near(&self, index: &Index<'_>) -> Vec<String> {
        let edition = index.edition;
        let owned = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect();
        let texts = || edition.texts.iter().flat_map(|text| [Some(text.id.as_str()), text.meta.short_title.as_deref()]);
        match &self.pool {
            Pool::Texts => owned(nearest(&self.wanted, texts().flatten())),
            Pool::Names => {
                let pages = edition.pages.iter().map(|page| page.id.as_str());
                let terms = edition.terms.iter().flat_map(|term| {
                    std::iter::once(term.headword.as_str()).chain(term.aliases.iter().map(|alias| alias.0.as_str()))
                });
                owned(nearest(&self.wanted, texts().flatten().chain(pages).chain(terms)))
            }
            Pool::Files(from) => seen_from(from, nearest_paths(&self.wanted, index.paths())),
            Pool::Assets(from) => {
                seen_from(from, nearest_paths(&self.wanted, edition.assets.iter().map(String::as_str)))
            }
            Pool::InText(text) => {
                let notes = edition.notes_on(*text).map(|(_, note)| note.id.as_str());
                owned(nearest(&self.wanted, notes.chain(headings(edition.prose(Place::Text(*text))))))
            }
            Pool::Anywhere(place) => {
                let notes = edition.notes.iter().map(|note| note.id.as_str());
                owned(nearest(&self.wanted, notes.chain(headings(edition.prose(*place)))))
            }
            Pool::Headings(place) => owned(nearest(&self.wanted, headings(edition.prose(*place)))),
        }
    }
}

fn headings(prose: &Prose) -> impl Iterator<Item = &str> {
    prose.leaves().filter_map(|leaf| match &leaf.kind {
        LeafKind::Heading { fragment, .. } => Some(fragment.as_str()),
        _ => None,
    })
}

fn seen_from(from: &str, paths: Vec<&str>) -> Vec<String> {
    paths.into_iter().map(|path| crate::edition::paths::relative(from, path)).collect()
}
