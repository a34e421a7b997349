//! A publication in memory: files as text, compiled without a disk.

use std::collections::BTreeMap;

use postil::output::Content;
use postil::{Checked, Config, Diagnostic, Drafts, Edition, Sources, Theme};

/// Files of a publication, built up one by one.
pub(crate) struct Site {
    sources: Sources,
    config: Config,
}

impl Site {
    /// Makes an empty publication.
    pub(crate) fn new() -> Self {
        Self { sources: Sources::new(), config: Config::titled("Test edition") }
    }

    /// Changes its settings.
    pub(crate) fn with(mut self, change: impl FnOnce(&mut Config)) -> Self {
        change(&mut self.config);
        self
    }

    /// Adds a file under the content folder.
    pub(crate) fn file(mut self, path: &str, text: &str) -> Self {
        self.sources.add(format!("content/{path}"), text.as_bytes().to_vec());
        self
    }

    /// Adds the text `text`, with these words.
    pub(crate) fn text(self, words: &str) -> Self {
        self.file("text/text.md", &format!("---\ntitle: The text\n---\n\n{words}\n"))
    }

    /// Adds a file of notes on the text `text`.
    pub(crate) fn notes(self, markdown: &str) -> Self {
        let path = format!("text/commentary/n{}.md", self.sources.iter().count());
        self.file(&path, markdown)
    }

    /// Adds a term with a one-line definition; `more` are further lines of its front matter.
    pub(crate) fn term(self, headword: &str, more: &str) -> Self {
        let path = format!("glossary/t{}.md", self.sources.iter().count());
        self.file(&path, &format!("---\nterm: {headword}\n{more}\n---\n\nWhat it means.\n"))
    }

    /// Compiles it.
    pub(crate) fn compile(&self) -> Checked<Edition> {
        postil::compile(&self.sources, &self.config, Drafts::Hide)
    }

    /// Returns what is wrong with it, as code and underlined words.
    pub(crate) fn problems(&self) -> Vec<(&'static str, String)> {
        let named = |held: &Diagnostic| (held.code.name(), self.sources.words(held.primary.span).to_owned());
        self.compile().diagnostics.iter().map(named).collect()
    }

    /// Renders it with the theme that ships; a publication with errors stops the test.
    #[track_caller]
    pub(crate) fn build(&self) -> BTreeMap<String, String> {
        let checked = self.compile();
        let errors: Vec<_> = checked.diagnostics.iter().filter(|held| held.is_error()).collect();
        assert!(errors.is_empty(), "{errors:#?}");
        pages(&checked.value, &self.config)
    }

    /// Renders it whatever is wrong, as `--keep-going` does.
    pub(crate) fn build_anyway(&self) -> BTreeMap<String, String> {
        pages(&self.compile().value, &self.config)
    }
}

/// The theme that ships.
pub(crate) fn theme() -> Theme {
    postil::disk::theme(std::path::Path::new(env!("CARGO_MANIFEST_DIR")), "default")
        .expect("the theme ships with the program")
}

/// Renders every page of an edition; files that are only copied are left out, bytes that are no text shown as such.
#[track_caller]
pub(crate) fn pages(edition: &Edition, config: &Config) -> BTreeMap<String, String> {
    let theme = theme();
    let output = postil::render::render(edition, config, &theme).expect("the theme renders");
    let made = output.files().iter().filter_map(|(path, content)| {
        let bytes = match content {
            Content::Bytes(bytes) => bytes.to_vec(),
            Content::Page(make) => make().unwrap_or_else(|error| panic!("{path}: {error}")),
            Content::Copy(_) => return None,
        };
        Some((path.clone(), String::from_utf8_lossy(&bytes).into_owned()))
    });
    made.collect()
}
