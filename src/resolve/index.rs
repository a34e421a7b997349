//! Everything that a link may name, ready to be looked up: ids, titles, terms, notes, headings, files.
//!
//! In: the edition's texts, notes, terms and pages. Out: [`Index`], asked by the two kinds of links. Maps are only
//! looked into, never walked.

use std::collections::{HashMap, HashSet};

use super::terms::Names;
use super::words::{name_key, plurals};
use crate::config::Config;
use crate::edition::{Edition, Inflection, LeafKind, NoteId, Page, PageId, Place, Target, Term, TermId, Text, TextId};
use crate::source::{FileId, Range, Sources};

/// What a source file is, seen from a link to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum File {
    /// A text, page or term.
    Home(Place),
    /// Notes on a text.
    Notes(TextId),
}

/// All names, by name.
#[derive(Debug)]
pub(super) struct Index<'e> {
    /// What the names belong to.
    pub(super) edition: &'e Edition,
    sources: &'e Sources,
    root: String,
    texts: HashMap<&'e str, TextId>,
    pages: HashMap<&'e str, PageId>,
    titles: HashMap<String, Vec<Target>>,
    terms: &'e Names,
    plurals: Names,
    term_ids: HashMap<&'e str, TermId>,
    notes: HashMap<(TextId, &'e str), NoteId>,
    notes_anywhere: HashMap<&'e str, Vec<NoteId>>,
    headings: HashMap<(Place, &'e str), Range>,
    paragraphs: HashMap<(TextId, &'e str), u32>,
    files: HashMap<&'e str, File>,
    assets: HashSet<&'e str>,
}

impl<'e> Index<'e> {
    /// Makes the index of an edition; `names` are those of its terms.
    pub(super) fn new(edition: &'e Edition, sources: &'e Sources, (config, names): (&Config, &'e Names)) -> Self {
        let mut index = Self {
            edition,
            sources,
            root: root(&config.book.src),
            texts: HashMap::new(),
            pages: HashMap::new(),
            titles: HashMap::new(),
            terms: names,
            plurals: plural_names(&edition.terms, names),
            term_ids: edition.terms.iter().zip(0..).map(|(term, at)| (term.id.as_str(), TermId(at))).collect(),
            notes: HashMap::new(),
            notes_anywhere: HashMap::new(),
            headings: HashMap::new(),
            paragraphs: HashMap::new(),
            files: HashMap::new(),
            assets: edition.assets.iter().map(String::as_str).collect(),
        };
        for (text, at) in edition.texts.iter().zip(0..) {
            index.add_text(text, TextId(at));
        }
        for (page, at) in edition.pages.iter().zip(0..) {
            index.add_page(page, PageId(at));
        }
        for (term, at) in edition.terms.iter().zip(0..) {
            index.add_file(term.file, File::Home(Place::Term(TermId(at))));
        }
        for (note, at) in edition.notes.iter().zip(0..) {
            index.notes.entry((note.text, &note.id)).or_insert(NoteId(at));
            index.notes_anywhere.entry(&note.id).or_default().push(NoteId(at));
            index.add_file(note.file, File::Notes(note.text));
        }
        for place in super::linking(edition) {
            index.add_headings(place);
        }
        index
    }

    fn add_text(&mut self, text: &'e Text, id: TextId) {
        self.texts.entry(&text.id).or_insert(id);
        self.add_file(text.file, File::Home(Place::Text(id)));
        for (version, at) in text.versions.iter().zip(0..) {
            self.add_file(version.text.file, File::Home(Place::Version(id, at)));
        }
        let last = text.id.rsplit('/').next();
        for name in [last, Some(text.meta.title.as_str()), text.meta.short_title.as_deref()].into_iter().flatten() {
            self.add_title(name, Target::Text(id));
        }
        for (paragraph, at) in text.paragraphs.iter().zip(0..) {
            if number_of(&paragraph.fragment).is_none() {
                self.paragraphs.entry((id, &paragraph.fragment)).or_insert(at);
            }
        }
    }

    fn add_page(&mut self, page: &'e Page, id: PageId) {
        self.pages.entry(&page.id).or_insert(id);
        self.add_file(page.file, File::Home(Place::Page(id)));
        self.add_title(&page.title, Target::Page(id));
    }

    fn add_title(&mut self, name: &str, target: Target) {
        let held = self.titles.entry(name_key(name)).or_default();
        if !held.contains(&target) {
            held.push(target);
        }
    }

    fn add_file(&mut self, file: FileId, what: File) {
        if let Some(path) = self.inner_path(file) {
            self.files.entry(path).or_insert(what);
        }
    }

    fn add_headings(&mut self, place: Place) {
        for leaf in self.edition.prose(place).leaves() {
            if let LeafKind::Heading { fragment, .. } = &leaf.kind {
                self.headings.entry((place, fragment)).or_insert(leaf.range);
            }
        }
    }

    /// Returns the path of a source file under the content folder.
    pub(super) fn inner_path(&self, file: FileId) -> Option<&'e str> {
        self.sources.file(file).path.strip_prefix(self.root.as_str())
    }

    /// Finds a text by its id.
    pub(super) fn text(&self, id: &str) -> Option<TextId> {
        self.texts.get(id).copied()
    }

    /// Finds a page by its id.
    pub(super) fn page(&self, id: &str) -> Option<PageId> {
        self.pages.get(id).copied()
    }

    /// Finds a term by its id.
    pub(super) fn term_id(&self, id: &str) -> Option<TermId> {
        self.term_ids.get(id).copied()
    }

    /// Finds terms by headword or alias, else by an English plural of one.
    pub(super) fn terms(&self, name: &str) -> &[TermId] {
        let key = name_key(name);
        self.terms.get(&key).or_else(|| self.plurals.get(&key)).map(Vec::as_slice).unwrap_or_default()
    }

    /// Finds texts and pages by a title, a short title or the last part of an id.
    pub(super) fn titled(&self, name: &str) -> &[Target] {
        self.titles.get(&name_key(name)).map(Vec::as_slice).unwrap_or_default()
    }

    /// Finds a note of a text.
    pub(super) fn note(&self, text: TextId, id: &str) -> Option<NoteId> {
        self.notes.get(&(text, id)).copied()
    }

    /// Finds notes of any text.
    pub(super) fn notes_anywhere(&self, id: &str) -> &[NoteId] {
        self.notes_anywhere.get(id).map(Vec::as_slice).unwrap_or_default()
    }

    /// Finds a heading of a place.
    pub(super) fn heading(&self, place: Place, fragment: &str) -> Option<Target> {
        self.headings.contains_key(&(place, fragment)).then(|| Target::Fragment(place, fragment.to_owned()))
    }

    /// Returns the words of a heading.
    pub(super) fn heading_words(&self, place: Place, fragment: &str) -> Option<&'e str> {
        self.headings.get(&(place, fragment)).map(|range| range.of(&self.edition.prose(place).reading))
    }

    /// Finds a paragraph or a sentence of a text by its fragment: `p12`, `p12s3`, or an id of the author's.
    pub(super) fn passage(&self, id: TextId, fragment: &str) -> Option<Target> {
        if let Some(at) = self.paragraph(id, fragment) {
            return Some(Target::Paragraphs(id, at, at));
        }
        let (paragraph, sentence) = fragment.rsplit_once('s')?;
        let sentence = sentence.parse::<u32>().ok()?.checked_sub(1)?;
        let at = self.paragraph(id, paragraph)?;
        let sentences = &self.edition.texts.get(id.0 as usize)?.paragraphs.get(at as usize)?.sentences;
        sentences.get(sentence as usize).map(|_| Target::Sentence(id, at, sentence))
    }

    fn paragraph(&self, id: TextId, fragment: &str) -> Option<u32> {
        let Some(number) = number_of(fragment) else { return self.paragraphs.get(&(id, fragment)).copied() };
        let text = self.edition.texts.get(id.0 as usize)?;
        let at = text.paragraph_numbered(number).unwrap_or((number as usize).saturating_sub(1));
        let held = text.paragraphs.get(at)?;
        (held.fragment == fragment).then_some(u32::try_from(at).ok()?)
    }

    /// Finds a source file by its path under the content folder.
    pub(super) fn file(&self, path: &str) -> Option<File> {
        self.files.get(path).copied()
    }

    /// Tells whether a path under the content folder is a file that is copied.
    pub(super) fn is_asset(&self, path: &str) -> bool {
        self.assets.contains(path)
    }

    /// Returns the paths of all files that a link may lead to.
    pub(super) fn paths(&self) -> impl Iterator<Item = &'e str> {
        let edition = self.edition;
        let files = edition.texts.iter().map(|text| text.file).chain(edition.pages.iter().map(|page| page.file));
        let files = files.chain(edition.terms.iter().map(|term| term.file));
        let files = files.chain(edition.notes.iter().map(|note| note.file));
        files.filter_map(|file| self.inner_path(file)).chain(edition.assets.iter().map(String::as_str))
    }
}

/// The number of a fragment such as `p12`.
fn number_of(fragment: &str) -> Option<u32> {
    let digits = fragment.strip_prefix('p')?;
    if digits.starts_with(['0', '+']) { None } else { digits.parse().ok() }
}

/// The content folder as paths of sources begin with it: with a final slash, or empty.
pub(super) fn root(src: &str) -> String {
    let parts = src.split('/').filter(|part| !part.is_empty() && *part != ".");
    parts.fold(String::new(), |root, part| root + part + "/")
}

/// The English plurals of the names of terms.
fn plural_names(terms: &[Term], singular: &Names) -> Names {
    let mut names = Names::new();
    for (term, at) in terms.iter().zip(0..).filter(|(term, _)| term.inflection == Inflection::English) {
        for name in std::iter::once(&term.headword).chain(term.aliases.iter().map(|(name, _)| name)) {
            let key = name_key(name);
            if !singular.get(&key).is_some_and(|held| held.contains(&TermId(at))) {
                continue;
            }
            for plural in plurals(&key) {
                let held = names.entry(plural).or_default();
                if !held.contains(&TermId(at)) {
                    held.push(TermId(at));
                }
            }
        }
    }
    names
}
