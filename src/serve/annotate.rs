//! Notes and terms that an author begins on a page of the preview.
//!
//! In: the words that were selected there. Out: a note at the end of a file of the text's commentary, or a file for the term, and what to
//! tell of it. No request names a file: where something is written follows from the page and from the words.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::address::{Found, find as find_page};
use super::publication::Publication;
use super::reply::Reply;
use crate::anchor::{Quotation, quote};
use crate::authoring::{
    self, Draft, Selection, Skeleton, attempt, bare_term, fullest, held_term, note_id, notes_file, of_text, term_file,
    title,
};
use crate::diag::Diagnostic;
use crate::disk;
use crate::edition::{Placement, Text, TextId, paths};
use crate::error::Error;

/// The longest headword, in letters.
const HEADWORD: usize = 80;

/// What an author wishes for.
pub(super) enum Wish {
    /// A note on the selected words.
    Note(NoteWish),
    /// A term.
    Term(TermWish),
}

/// A note on words of a text's page.
#[derive(Debug, Deserialize)]
pub(super) struct NoteWish {
    /// The path of the page.
    page: String,
    #[serde(flatten)]
    selection: Selection,
}

/// A term that is to be defined.
#[derive(Debug, Deserialize)]
pub(super) struct TermWish {
    /// The words.
    words: String,
}

/// What came of a wish.
pub(super) struct Made {
    /// What to tell.
    message: String,
    /// The file that the author goes on in.
    pub(super) place: PathBuf,
    /// The line to go on at, from 1.
    line: usize,
    /// Where the page shows it, once it does.
    fragment: Option<String>,
}

/// Does what an author wishes for; `base` is the path that the site will have on its own server.
///
/// # Errors
/// [`Error::Usage`] where it cannot be done, in words for the author; [`Error::Io`] when the disk fails.
pub(super) fn make(publication: &Publication, (wish, base): (&Wish, &str)) -> Result<Made, Error> {
    match wish {
        Wish::Note(wish) => note(publication, (wish, base)),
        Wish::Term(wish) => term(publication, wish),
    }
}

/// Tells a page what came of its wish.
pub(super) fn reply(made: Result<Made, Error>, link: impl Fn(&Path, usize) -> String) -> Reply {
    match made {
        Ok(Made { message, place, line, fragment }) => {
            let open = link(&place, line);
            let told = serde_json::json!({ "message": message, "open": open, "fragment": fragment });
            Reply::json(200, &told)
        }
        Err(error) => refusal(&error),
    }
}

/// Tells a page why its wish is not granted.
pub(super) fn refusal(error: &Error) -> Reply {
    Reply::json(422, &serde_json::json!({ "error": error.to_string() }))
}

fn usage<T>(words: impl Into<String>) -> Result<T, Error> {
    Err(Error::Usage(words.into()))
}

fn note(publication: &Publication, (wish, base): (&NoteWish, &str)) -> Result<Made, Error> {
    let (compilation, src) = (&publication.compilation, &publication.compilation.config().book.src);
    let Some((id, text)) = text_of(publication, (&wish.page, base)) else {
        return usage("notes are begun on the page of a text");
    };
    let Some(range) = authoring::find(text, &wish.selection) else {
        return usage("these words do not stand in the text as it is now: reload the page and select them again");
    };
    let Some(quotation) = quote(text, range) else {
        return usage("no quotation tells these words from the same words elsewhere: select some more of them");
    };
    let (sources, edition) = (compilation.sources(), compilation.edition());
    let path = match fullest(edition, id) {
        Some(file) => sources.file(file).path.clone(),
        None => notes_file(src, &text.id, None)?,
    };
    let place = disk::unlinked(&publication.root, &path)?;
    let title = title(quotation.range.of(&text.prose.reading));
    let note = note_id(edition, id, &title);
    let skeleton =
        Skeleton { title: &title, id: &note, constraint: quotation.constraint, quote: &quotation.block, body: "" };
    let own = of_text(sources, src, &text.id);
    let try_after = |held: Option<&str>| {
        let draft = skeleton.after(held);
        stands(&quotation, &attempt(&own, (&path, held), &draft.text), &path)?;
        Ok(Some(draft))
    };
    let written = if sources.find(&path).is_some() {
        disk::append(&place, |held| try_after(Some(held)))?
    } else {
        let draft = try_after(None)?;
        let file = draft.iter().map(|draft| (place.clone(), draft.text.clone().into_bytes()));
        disk::create_all(&file.collect::<Vec<_>>())?;
        draft
    };
    let line = written.map_or(1, |draft| draft.line);
    let message = format!("A note was added to {path}: write what you have to say at line {line}.");
    Ok(Made { message, place, line, fragment: Some(format!("n-{note}")) })
}

/// Finds the text that a page shows.
fn text_of<'p>(publication: &'p Publication, (page, base): (&str, &str)) -> Option<(TextId, &'p Text)> {
    let texts = &publication.compilation.edition().texts;
    let Found::File(path) = find_page(page, base, |path| texts.iter().any(|text| paths::text_page(text) == path))
    else {
        return None;
    };
    texts.iter().zip(0..).find(|(text, _)| paths::text_page(text) == path).map(|(text, at)| (TextId(at), text))
}

/// Looks whether a note that was tried stands where it is meant to, and nothing is wrong with it.
fn stands(quotation: &Quotation, trial: &authoring::Trial, path: &str) -> Result<(), Error> {
    let Some(note) = &trial.note else {
        return usage(format!(
            "a note at the end of {path} would not be one: the file ends in code or in a remark that is not closed; \
             write the line ``` or --> at its end"
        ));
    };
    if let Some(wrong) = trial.wrong.iter().find(|found| Diagnostic::is_error(found)) {
        return usage(format!("the note was not written: {}", wrong.message));
    }
    match &note.place {
        Placement::Anchored(anchors) if anchors.iter().flat_map(|held| &held.ranges).eq([&quotation.range]) => Ok(()),
        _ => usage("the note was not written: it would not stand at these words; select some more of them"),
    }
}

fn term(publication: &Publication, wish: &TermWish) -> Result<Made, Error> {
    let words = wish.words.split_whitespace().collect::<Vec<_>>().join(" ");
    let headword = words.trim_matches(|letter: char| !letter.is_alphanumeric());
    if headword.chars().count() > HEADWORD {
        return usage("a term is a word, or a few: select less");
    }
    let compilation = &publication.compilation;
    let path = term_file(&compilation.config().book.src, headword)?;
    if let Some(held) = held_term(compilation.edition(), headword) {
        let file = compilation.sources().file(held.file);
        let before = file.text.get(..held.span.start as usize).unwrap_or_default();
        let message = format!("The glossary has “{}” already, in {}.", held.headword, file.path);
        let line = 1 + before.matches('\n').count();
        return Ok(Made { message, place: publication.root.join(&file.path), line, fragment: None });
    }
    let place = disk::unlinked(&publication.root, &path)?;
    let Draft { text, line } = bare_term(headword);
    let (message, line) = match disk::create_all(&[(place.clone(), text.into_bytes())]) {
        Ok(()) => (format!("{path} was made: write what “{headword}” means at line {line}."), line),
        Err(Error::Exists(_)) => (format!("{path} exists already."), 1),
        Err(error) => return Err(error),
    };
    Ok(Made { message, place, line, fragment: None })
}
