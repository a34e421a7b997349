//! `postil new`: one more note, one more term.
//!
//! A note is tried before it is written: the publication is compiled with it, and a note whose words do not stand at
//! one place is told about and not written.

use std::path::Path;

use super::Outcome;
use super::args::{Editing, NoteOptions, TermOptions};
use super::editor;
use super::publication::Publication;
use super::session::{Session, TYPED};
use crate::authoring::{
    Draft, Skeleton, Trial, attempt, escape, held_term, note_id, notes_file, term_file, term_page, title,
};
use crate::diag::{Code, nearest};
use crate::disk;
use crate::edition::{Constraint, Edition, Text, TextId};
use crate::error::Error;
use crate::parse::Drafts;

/// Stands where the comment of a note will be written.
const COMMENT: &str = "Write here what you have to say about these words.";

/// Adds a note on some words of a text.
///
/// # Errors
/// When there is no such text, the file cannot take notes, or the disk fails.
pub(super) fn note(session: &Session, options: &NoteOptions) -> Result<Outcome, Error> {
    let publication = Publication::open(session.root()?, Drafts::Show)?;
    let (id, text) = find_text(&publication.edition, &options.text)?;
    let path = notes_file(&publication.config.book.src, &text.id, Some(&options.file))?;
    let words = options.words.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() {
        return Err(Error::Usage("no words to quote\nput them in quotation marks, as they stand in the text".into()));
    }
    let title = title(&words);
    let (id, quote) = (note_id(&publication.edition, id, &title), format!("> {}", escape::start(&words)));
    let skeleton = Skeleton { title: &title, id: &id, constraint: Constraint::default(), quote: &quote, body: COMMENT };
    let add = |held: Option<&str>| {
        let draft = skeleton.after(held);
        let Trial { sources, wrong, note } = attempt(&publication.sources, (&path, held), &draft.text);
        // What stands there only nearly is a slip of the keyboard: the answer shows the text's own words.
        if wrong.iter().any(|held| held.is_error() || held.code == Code::QuoteFuzzy) {
            session.tell(&wrong, &sources);
            session.warn("the note was not written\n");
            return Ok(None);
        }
        if note.is_none() {
            return Err(Error::Usage(format!(
                "a note at the end of `{path}` would not be one\nthe file ends in code or in a remark that is not closed: write the line ``` or --> at its end"
            )));
        }
        session.tell(&wrong, &sources);
        Ok(Some(draft))
    };
    let place = publication.path(&path);
    let written = if publication.sources.find(&path).is_some() {
        // A link is followed, so that the note comes into the file and not in the stead of the link.
        disk::append(&place.canonicalize().unwrap_or_else(|_| place.clone()), |held| add(Some(held)))?
    } else {
        let draft = add(None)?;
        if let Some(draft) = &draft {
            disk::create_all(&[(place.clone(), draft.text.clone().into_bytes())])?;
        }
        draft
    };
    let Some(Draft { line, .. }) = written else { return Ok(Outcome::Faulty) };
    session.say(format_args!("added a note to {TYPED}{path}{TYPED:#}: write what you have to say below the quote"));
    edit(session, options.editing, (&place, line));
    Ok(Outcome::Done)
}

/// Opens the author's editor, where that is asked for.
fn edit(session: &Session, editing: Editing, (place, line): (&Path, usize)) {
    if !editing.no_edit
        && let Err(why) = editor::open(place, line)
    {
        session.warn(format_args!("the editor was not opened: {why}\n"));
    }
}

/// Adds a term to the glossary.
///
/// # Errors
/// When the glossary has it already, or the disk fails.
pub(super) fn term(session: &Session, options: &TermOptions) -> Result<Outcome, Error> {
    let headword = options.headword.split_whitespace().collect::<Vec<_>>().join(" ");
    let publication = Publication::open(session.root()?, Drafts::Show)?;
    let path = term_file(&publication.config.book.src, &headword)?;
    if let Some(held) = held_term(&publication.edition, &headword) {
        let path = &publication.sources.file(held.file).path;
        return Err(Error::Usage(format!("the glossary has `{}` already, in `{path}`", held.headword)));
    }
    let page = term_page(&headword, "Say in a sentence or two what it means.");
    let line = page.lines().position(|line| line.starts_with("short:")).map_or(1, |at| at + 1);
    let place = publication.path(&path);
    disk::create_all(&[(place.clone(), page.into_bytes())])?;
    session.say(format_args!("made {TYPED}{path}{TYPED:#}: write what the term means"));
    edit(session, options.editing, (&place, line));
    Ok(Outcome::Done)
}

/// Finds a text by its id, or by the last part of it where that is unique.
fn find_text<'e>(edition: &'e Edition, name: &str) -> Result<(TextId, &'e Text), Error> {
    let wanted = name.trim_matches('/');
    let texts =
        || edition.texts.iter().enumerate().map(|(at, text)| (TextId(u32::try_from(at).unwrap_or(u32::MAX)), text));
    if let Some(found) = texts().find(|(_, text)| text.id == wanted) {
        return Ok(found);
    }
    let mut ends = texts().filter(|(_, text)| text.id.rsplit('/').next() == Some(wanted));
    if let (Some(found), None) = (ends.next(), ends.next()) {
        return Ok(found);
    }
    let names: Vec<&str> = edition.texts.iter().map(|text| text.id.as_str()).collect();
    let help = match nearest(wanted, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if names.is_empty() => "the publication has no text yet: a text is a folder with a `text.md`".into(),
        None => format!("the texts are: {}", names.iter().take(20).copied().collect::<Vec<_>>().join(", ")),
    };
    Err(Error::Usage(format!("there is no text `{name}`\n{help}")))
}
