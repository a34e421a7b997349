//! A publication, compiled and kept, so that a change costs what it touches.
//!
//! In: its files, then the bytes of those that changed. Out: the edition and what is wrong, the same as if all had been
//! compiled anew. What changes in one text, or in the notes on it, is read, placed and resolved alone where nothing
//! elsewhere depends on it (`resolve::renew` decides); everything else compiles all. Never reads a file.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use crate::anchor;
use crate::config::{self, Config};
use crate::diag::{self, Checked, Code, Diagnostic};
use crate::edition::{Edition, TextId};
use crate::parse::{self, Drafts, Kinds};
use crate::resolve;
use crate::source::{FileId, Sources, Span};

/// Compiles a publication: reads its files, places its notes, and connects all that belongs together.
pub fn compile(sources: &Sources, config: &Config, drafts: Drafts) -> Checked<Edition> {
    let mut found = Found::default();
    let value = found.edition(sources, config, drafts);
    let Found { config: _, parse, anchor, resolve } = found;
    let mut diagnostics = [parse, anchor, resolve].concat();
    diag::sort(&mut diagnostics, sources);
    Checked { value, diagnostics }
}

/// A publication with all that is wrong in it.
#[derive(Debug)]
pub struct Compilation {
    sources: Sources,
    drafts: Drafts,
    config: Config,
    /// Told at the first change: a build needs none.
    kinds: OnceLock<Kinds>,
    edition: Edition,
    found: Found,
    diagnostics: Vec<Diagnostic>,
}

/// What each stage found.
#[derive(Debug, Default)]
struct Found {
    config: Vec<Diagnostic>,
    parse: Vec<Diagnostic>,
    anchor: Vec<Diagnostic>,
    resolve: Vec<Diagnostic>,
}

impl Found {
    /// Runs the stages: what each finds stands in the stead of what it found before.
    fn edition(&mut self, sources: &Sources, config: &Config, drafts: Drafts) -> Edition {
        let manuscript = staged(parse::parse(sources, config, drafts), &mut self.parse);
        let anchored = staged(anchor::anchor(manuscript), &mut self.anchor);
        staged(resolve::resolve(anchored, sources, config), &mut self.resolve)
    }
}

/// Hands a stage's value on, and puts what it found in the stead of what it found before.
fn staged<T>(checked: Checked<T>, found: &mut Vec<Diagnostic>) -> T {
    found.clear();
    checked.into(found)
}

/// How much was compiled again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// The texts that changed, and no more.
    Texts,
    /// Everything.
    Whole,
}

impl Compilation {
    /// Compiles files, of which `book.toml` is one.
    pub fn new(sources: Sources, drafts: Drafts) -> Self {
        let mut found = Found::default();
        let settings = sources.find("book.toml").map(|file| config::read(&sources, file));
        let config = settings.map_or_else(|| Config::titled("Untitled"), |read| read.into(&mut found.config));
        let (kinds, edition) = (OnceLock::new(), Edition::default());
        let mut made = Self { sources, drafts, config, kinds, edition, found, diagnostics: Vec::new() };
        made.compile();
        made
    }

    /// Puts new bytes in the place of files, and compiles what depends on them.
    pub fn update(&mut self, changed: Vec<(FileId, Vec<u8>)>) -> Extent {
        let files: Vec<FileId> = changed.iter().map(|(file, _)| *file).collect();
        for (file, bytes) in changed {
            self.sources.replace(file, bytes);
        }
        if files.iter().any(|file| self.sources.find("book.toml") == Some(*file)) {
            *self = Self::new(std::mem::take(&mut self.sources), self.drafts);
            return Extent::Whole;
        }
        let texts: Option<BTreeSet<TextId>> = files.iter().map(|file| self.text_of(*file)).collect();
        if texts.is_some_and(|texts| texts.into_iter().all(|text| self.renew(text))) {
            self.gather();
            return Extent::Texts;
        }
        self.compile();
        Extent::Whole
    }

    /// Returns the files.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// Returns the settings.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Returns the edition, however partial.
    pub fn edition(&self) -> &Edition {
        &self.edition
    }

    /// Returns all that is wrong, sorted by place.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Gives away its parts: files, settings, edition, and all that is wrong.
    pub fn into_parts(self) -> (Sources, Config, Edition, Vec<Diagnostic>) {
        (self.sources, self.config, self.edition, self.diagnostics)
    }

    fn compile(&mut self) {
        self.edition = self.found.edition(&self.sources, &self.config, self.drafts);
        self.gather();
    }

    /// Sorts what the stages found; the settings' own defects are told once, whoever else looks at that file.
    fn gather(&mut self) {
        let Found { config, parse, anchor, resolve } = &self.found;
        let told: Vec<(Code, Span)> = config.iter().map(|held| (held.code, held.primary.span)).collect();
        let others = parse.iter().chain(anchor).chain(resolve);
        let others = others.filter(|held| !told.contains(&(held.code, held.primary.span)));
        self.diagnostics = config.iter().chain(others).cloned().collect();
        diag::sort(&mut self.diagnostics, &self.sources);
    }

    fn text_of(&self, file: FileId) -> Option<TextId> {
        let id = self.kinds.get_or_init(|| Kinds::new(&self.sources, &self.config)).text_of(file)?;
        self.edition.texts.iter().zip(0..).find(|(text, _)| text.id == id).map(|(_, at)| TextId(at))
    }

    /// Compiles one text alone; tells whether that could be done.
    fn renew(&mut self, id: TextId) -> bool {
        let Some(name) = self.edition.texts.get(id.0 as usize).map(|text| text.id.clone()) else { return false };
        let Some(kinds) = self.kinds.get() else { return false };
        let own = |held: &Diagnostic| kinds.text_of(held.primary.span.file) == Some(name.as_str());
        let settled = |code| {
            matches!(
                code,
                Code::UnusedTerm | Code::DuplicateTerm | Code::AmbiguousTerm | Code::UnknownTerm | Code::UnknownScope
            )
        };
        if self.found.resolve.iter().any(|held| own(held) || !settled(held.code)) {
            return false;
        }
        let mut parsed = Vec::new();
        let read = parse::parse_text(&self.sources, &self.config, (kinds, id, self.drafts), &name);
        let Some((text, notes)) = read.into(&mut parsed) else { return false };
        let mut anchored = Vec::new();
        // The new text stands among the others while its notes are placed: they may quote it.
        let Some(held) = self.edition.texts.get_mut(id.0 as usize) else { return false };
        let old = std::mem::replace(held, text);
        let placed = self.edition.texts.get(id.0 as usize);
        let placed = placed.map(|text| anchor::anchor_text(&self.edition.texts, text, notes).into(&mut anchored));
        let Some((held, notes)) = self.edition.texts.get_mut(id.0 as usize).zip(placed) else { return false };
        let mut text = std::mem::replace(held, old);
        anchor::trace(&mut text, &notes, &mut anchored);
        let Some(unused) = resolve::renew(&mut self.edition, &self.config, id, (text, notes)) else { return false };
        let other = |held: &Diagnostic| !own(held);
        self.found.parse.retain(other);
        self.found.parse.extend(parsed);
        self.found.anchor.retain(other);
        self.found.anchor.extend(anchored);
        self.found.resolve.retain(|held| held.code != Code::UnusedTerm);
        self.found.resolve.extend(unused);
        true
    }
}
