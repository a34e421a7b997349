//! Reads the authors' files: Sources → Manuscript.
//!
//! Each file is read on its own, on any thread: `classify` tells from its path what it is, then `text`, `notes`, `term`
//! or `page` reads it with the help of `front_matter` (keys), `yaml` and `markdown`. Then `assemble` puts all in order.
//! Nothing is placed or looked up here, and whatever is wrong in a file is a diagnostic at its own line.

mod classify;
mod explicit;
mod front_matter;
mod lock;
mod markdown;
mod notes;
mod page;
mod plain;
mod term;
#[cfg(test)]
mod tests;
mod text;
mod version;
mod yaml;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use rayon::prelude::*;

use crate::config::{Config, Html};
use crate::diag::{Checked, Code, Diagnostic};
use crate::edition::lock::Lock;
use crate::edition::{Manuscript, Note, Page, Selector, Term, Text, TextId, Version};
use crate::source::{Defect, FileId, Source, Sources, Span};

use classify::{Kind, classify};
pub use notes::note_level;

/// Whether drafts are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Drafts {
    /// They are left out.
    #[default]
    Hide,
    /// They are read like anything else.
    Show,
}

/// One file, and how to read it.
struct Input<'a> {
    id: FileId,
    source: &'a Source,
    html: Html,
    config: &'a Config,
}

/// What one file held.
enum Content {
    Nothing,
    Text(Box<Text>),
    /// An earlier version of the text with this id.
    Version(String, Box<Version>),
    /// Notes of the text with this id; which number it gets is known once all texts are.
    Notes(String, Vec<Note<Vec<Selector>>>),
    /// Where the notes on the text with this id stood.
    Lock(String, Box<Lock>),
    Term(Box<Term>),
    Page(Box<Page>),
}

/// What each file of a publication is, by its path: kept between builds for as long as no file comes or goes.
#[derive(Clone, Debug)]
pub struct Kinds(Vec<Kind>);

impl Kinds {
    /// Tells the kind of every file.
    pub fn new(sources: &Sources, config: &Config) -> Self {
        Self(classify(sources, &config.book.src))
    }

    /// Returns the id of the text that a file is, is a version of, holds notes on, or remembers.
    pub fn text_of(&self, file: FileId) -> Option<&str> {
        match self.0.get(file.0 as usize) {
            Some(Kind::Text(id) | Kind::Version(id, _) | Kind::Notes(id) | Kind::Lock(id)) => Some(id),
            _ => None,
        }
    }
}

/// Reads one text and the notes on it again; `None` where the text is a draft that is left out.
pub fn parse_text(
    sources: &Sources,
    config: &Config,
    (kinds, text, drafts): (&Kinds, TextId, Drafts),
    id: &str,
) -> Checked<Option<TextWithNotes>> {
    let mut diagnostics = Vec::new();
    let (mut found, mut notes, mut lock, mut versions) = (None, Vec::new(), None, Vec::new());
    for (file, kind) in kinds.0.iter().zip(0..).map(|(kind, at)| (FileId(at), kind)) {
        if kinds.text_of(file) != Some(id) {
            continue;
        }
        let input = Input { id: file, source: sources.file(file), html: config.content.html, config };
        match read(&input, kind, drafts, &mut diagnostics) {
            Content::Text(held) => found = Some(*held),
            Content::Notes(_, held) => notes.extend(held),
            Content::Lock(_, held) => lock = Some(*held),
            Content::Version(_, held) => versions.push(*held),
            _ => {}
        }
    }
    for note in &mut notes {
        note.text = text;
    }
    let value = found.map(|mut found: Text| {
        found.lock = lock;
        version::give(&mut found, versions);
        (found, notes)
    });
    if let Some((_, notes)) = &value {
        refuse_equal_ids(notes, &mut diagnostics);
    }
    Checked { value, diagnostics }
}

/// A text, and the notes on it in the order of their files.
pub type TextWithNotes = (Text, Vec<Note<Vec<Selector>>>);

/// Reads every file of a publication.
pub fn parse(sources: &Sources, config: &Config, drafts: Drafts) -> Checked<Manuscript> {
    let files: Vec<_> = sources.iter().collect();
    let kinds = classify(sources, &config.book.src);
    let read: Vec<_> = files
        .par_iter()
        .zip(kinds.par_iter())
        .map(|(&(id, source), kind)| {
            let input = Input { id, source, html: config.content.html, config };
            let mut sink = Vec::new();
            let content = read(&input, kind, drafts, &mut sink);
            (content, sink)
        })
        .collect();
    let mut diagnostics = Vec::new();
    let mut contents = Vec::with_capacity(read.len());
    for (content, sink) in read {
        diagnostics.extend(sink);
        contents.push(content);
    }
    let mut manuscript = assemble(contents, &mut diagnostics);
    let prefix = format!("{}/", config.book.src);
    manuscript.assets =
        sources.assets().iter().filter_map(|path| path.strip_prefix(&prefix)).map(str::to_owned).collect();
    Checked { value: manuscript, diagnostics }
}

fn read(input: &Input<'_>, kind: &Kind, drafts: Drafts, sink: &mut Vec<Diagnostic>) -> Content {
    if *kind == Kind::Ignored {
        return Content::Nothing;
    }
    if let Some(defect) = &input.source.defect {
        sink.push(defective(input, defect));
        return Content::Nothing;
    }
    if let Some(at) = input.source.text.find('\0') {
        sink.push(
            Diagnostic::new(Code::NulCharacter, Span::new(input.id, at, at + 1), "the file holds a NUL character")
                .help("take it away; a file that holds many is not a text file (save it as plain text in UTF-8)"),
        );
        return Content::Nothing;
    }
    match kind {
        Kind::Ignored => Content::Nothing,
        Kind::Text(id) => {
            text::read(input, id, drafts, sink).map_or(Content::Nothing, |text| Content::Text(Box::new(text)))
        }
        Kind::Version(text, slug) => version::read(input, (text, slug), drafts, sink)
            .map_or(Content::Nothing, |version| Content::Version(text.clone(), Box::new(version))),
        Kind::Notes(text) => Content::Notes(text.clone(), notes::read(input, drafts, sink)),
        Kind::Lock(text) => {
            lock::read(input, sink).map_or(Content::Nothing, |lock| Content::Lock(text.clone(), Box::new(lock)))
        }
        Kind::Term => term::read(input, drafts, sink).map_or(Content::Nothing, |term| Content::Term(Box::new(term))),
        Kind::Page(id) => {
            page::read(input, id, drafts, sink).map_or(Content::Nothing, |page| Content::Page(Box::new(page)))
        }
        Kind::Misplaced(code, message, help) => {
            let top = Span::new(input.id, 0, 0);
            sink.push(Diagnostic::new(*code, top, message.clone()).help(help.clone()));
            Content::Nothing
        }
    }
}

fn defective(input: &Input<'_>, defect: &Defect) -> Diagnostic {
    let place = |at: usize| Span::new(input.id, at, at);
    let name = &input.source.path;
    match defect {
        Defect::NotUtf8(at) => {
            // The first bytes that are not UTF-8 became U+FFFD; what stands before them is unchanged, but for a byte order
            // mark of three bytes that may have been dropped.
            let at = *at as usize;
            let is_there = |at: &usize| input.source.text.get(*at..).is_some_and(|rest| rest.starts_with('\u{fffd}'));
            let at = [at, at.saturating_sub(3)].into_iter().find(is_there).unwrap_or_default();
            Diagnostic::new(
                Code::InvalidUtf8,
                Span::new(input.id, at, at + '\u{fffd}'.len_utf8()),
                "this is not UTF-8 text",
            )
            .help("save the file with the encoding UTF-8 (in most editors: Save as, Encoding)")
        }
        Defect::TooLarge => Diagnostic::new(Code::FileTooLarge, place(0), format!("`{name}` is larger than 64 MB"))
            .help("divide it into several texts"),
        Defect::NotAFile => {
            Diagnostic::new(Code::NotAFile, place(0), format!("`{name}` is not a file that can be read"))
                .help("it is a pipe, a socket or a device: take it out of the content folder")
        }
        Defect::LinkOutside => {
            Diagnostic::new(Code::LinkOutside, place(0), format!("`{name}` is a link to a place outside"))
                .help("nothing outside the publication's folder is read: copy the file in its place")
        }
        Defect::BadName(why) => {
            Diagnostic::new(Code::BadFileName, place(0), format!("the name `{name}` cannot be used: {why}"))
                .help("rename the file: letters, figures, hyphens and points are safe on every system")
        }
    }
}

/// Puts what was read in order, and gives notes the number of their text.
fn assemble(contents: Vec<Content>, sink: &mut Vec<Diagnostic>) -> Manuscript {
    let mut manuscript = Manuscript::default();
    let (mut notes, mut locks) = (Vec::new(), BTreeMap::new());
    let mut versions: BTreeMap<String, Vec<Version>> = BTreeMap::new();
    for content in contents {
        match content {
            Content::Nothing => {}
            Content::Text(text) => manuscript.texts.push(*text),
            Content::Notes(text, found) => notes.push((text, found)),
            Content::Lock(text, lock) => drop(locks.insert(text, *lock)),
            Content::Version(text, version) => versions.entry(text).or_default().push(*version),
            Content::Term(term) => manuscript.terms.push(*term),
            Content::Page(page) => manuscript.pages.push(*page),
        }
    }
    manuscript.texts.sort_by(|a, b| order(a.meta.order, &a.id).cmp(&order(b.meta.order, &b.id)));
    manuscript.pages.sort_by(|a, b| order(a.order, &a.id).cmp(&order(b.order, &b.id)));
    for text in &mut manuscript.texts {
        text.lock = locks.remove(&text.id);
        version::give(text, versions.remove(&text.id).unwrap_or_default());
    }
    let ids: BTreeMap<_, _> =
        (0_u32..).zip(&manuscript.texts).map(|(at, text)| (text.id.as_str(), TextId(at))).collect();
    let mut placed: Vec<(TextId, Vec<_>)> = Vec::new();
    for (text, found) in notes {
        // The notes of a text that is a draft are left out with it.
        if let Some(id) = ids.get(text.as_str()) {
            placed.push((*id, found));
        }
    }
    placed.sort_by_key(|(id, _)| *id);
    for (id, found) in placed {
        manuscript.notes.extend(found.into_iter().map(|mut note| {
            note.text = id;
            note
        }));
    }
    refuse_equal_ids(&manuscript.notes, sink);
    manuscript
}

/// Things with an order come first, by it; the others follow by name.
fn order(order: Option<i64>, id: &str) -> (bool, i64, &str) {
    (order.is_none(), order.unwrap_or_default(), id)
}

fn refuse_equal_ids(notes: &[Note<Vec<Selector>>], sink: &mut Vec<Diagnostic>) {
    let mut first: BTreeMap<(TextId, String), Span> = BTreeMap::new();
    let mut twice = Vec::new();
    for note in notes {
        match first.entry((note.text, note.id.to_lowercase())) {
            Entry::Vacant(free) => {
                free.insert(note.span);
            }
            Entry::Occupied(held) => twice.push((note, *held.get())),
        }
    }
    // The next number to try for each id, so that many equal titles cost no more than few.
    let mut numbers: BTreeMap<(TextId, String), u32> = BTreeMap::new();
    for (note, held) in twice {
        let next = numbers.entry((note.text, note.id.to_lowercase())).or_insert(1);
        let id = loop {
            *next += 1;
            let id = format!("{}-{next}", note.id);
            if let Entry::Vacant(free) = first.entry((note.text, id.to_lowercase())) {
                free.insert(note.span);
                break id;
            }
        };
        let help = match note.title {
            Some(_) => format!("give one of them an id of its own behind its title: `{{#{id}}}`"),
            None => format!("give one of them a heading with an id of its own: `## Its title {{#{id}}}`"),
        };
        sink.push(
            Diagnostic::new(
                Code::DuplicateNote,
                note.span,
                format!("two notes on this text have the id `{}`", note.id),
            )
            .also(held, "the other stands here")
            .help(help),
        );
    }
}
