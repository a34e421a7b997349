//! `postil new`: one more note, one more term.
//!
//! A note is tried before it is written: the publication is compiled with it, and a note whose words do not stand at
//! one place is told about and not written.

use std::path::Path;

use super::Outcome;
use super::args::{NoteOptions, TermOptions};
use super::init::escape;
use super::publication::Publication;
use super::session::{Session, TYPED};
use crate::compilation::Compilation;
use crate::diag::{Diagnostic, nearest};
use crate::disk;
use crate::edition::{Edition, Text, TextId};
use crate::error::Error;
use crate::parse::Drafts;
use crate::reading::{Slugs, slug};
use crate::source::Sources;

/// The words of a title that is made from a quote.
const TITLE_WORDS: usize = 7;

/// Adds a note on some words of a text.
///
/// # Errors
/// When there is no such text, the file cannot take notes, or the disk fails.
pub(super) fn note(session: &Session, options: &NoteOptions) -> Result<Outcome, Error> {
    let publication = Publication::open(session.root()?, Drafts::Show)?;
    let (id, text) = find_text(&publication.edition, &options.text)?;
    let path = notes_file(&publication.config.book.src, &text.id, &options.file)?;
    let words = options.words.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() {
        return Err(Error::Usage("no words to quote\nput them in quotation marks, as they stand in the text".into()));
    }
    let held = publication.sources.find(&path).map(|file| publication.sources.file(file).text.as_str());
    let skeleton = skeleton(&words, &free_id(&publication.edition, id, &words), held);
    let (sources, start) = with_note(&publication.sources, &path, &skeleton);
    let (sources, _, edition, diagnostics) = Compilation::new(sources, Drafts::Show).into_parts();
    let wrong: Vec<Diagnostic> = diagnostics
        .into_iter()
        .filter(|held| sources.file(held.primary.span.file).path == path && held.primary.span.start as usize >= start)
        .collect();
    if wrong.iter().any(Diagnostic::is_error) {
        session.tell(&wrong, &sources);
        session.warn("the note was not written\n");
        return Ok(Outcome::Faulty);
    }
    let file = sources.find(&path);
    if !edition.notes.iter().any(|note| Some(note.file) == file && note.span.start as usize >= start) {
        return Err(Error::Usage(format!(
            "a note at the end of `{path}` would not be one\nthe file ends in code or in a remark that is not closed: write the line ``` or --> at its end"
        )));
    }
    let place = publication.path(&path);
    match held {
        Some(_) => disk::append(&place, &skeleton)?,
        None => disk::create_all(&[(place, skeleton.into_bytes())])?,
    }
    session.tell(&wrong, &sources);
    session.say(format_args!("added a note to {TYPED}{path}{TYPED:#}: write what you have to say below the quote"));
    Ok(Outcome::Done)
}

/// Adds a term to the glossary.
///
/// # Errors
/// When the glossary has it already, or the disk fails.
pub(super) fn term(session: &Session, options: &TermOptions) -> Result<Outcome, Error> {
    let headword = options.headword.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = slug(&headword);
    if name.is_empty() {
        return Err(Error::Usage("a term needs at least one letter or digit".into()));
    }
    let publication = Publication::open(session.root()?, Drafts::Show)?;
    let lower = headword.to_lowercase();
    let is_it = |word: &str| word.to_lowercase() == lower;
    let held =
        publication.edition.terms.iter().find(|term| {
            is_it(&term.headword) || term.id == name || term.aliases.iter().any(|(alias, _)| is_it(alias))
        });
    if let Some(held) = held {
        let path = &publication.sources.file(held.file).path;
        return Err(Error::Usage(format!("the glossary has `{}` already, in `{path}`", held.headword)));
    }
    let path = format!("{}/glossary/{name}.md", publication.config.book.src);
    let page = term_page(&headword, "Say in a sentence or two what it means.");
    disk::create_all(&[(publication.path(&path), page.into_bytes())])?;
    session.say(format_args!("made {TYPED}{path}{TYPED:#}: write what the term means"));
    Ok(Outcome::Done)
}

/// Makes the file of a term.
pub(super) fn term_page(headword: &str, short: &str) -> String {
    let (headword, short) = (escape::quoted(headword), escape::quoted(short));
    format!("---\nterm: {headword}\naliases: []\nshort: {short}\n---\n\nWrite here what a reader should know of it.\n")
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

/// Returns the path of the file that takes the note: one in the text's `commentary` folder.
fn notes_file(src: &str, text: &str, file: &str) -> Result<String, Error> {
    let folder = format!("{src}/{text}/commentary/");
    let inside = file.strip_prefix(folder.as_str()).unwrap_or(file);
    let parts: Vec<_> = inside.split('/').collect();
    let odd = |part: &&str| part.is_empty() || part.starts_with(['.', '_']) || part.contains(['\\', ':']);
    if parts.iter().any(odd) || Path::new(inside).extension().is_none_or(|end| end != "md") {
        return Err(Error::Usage(format!(
            "a note cannot be added to `{file}`\nname a file that ends with `.md`; it stands in `{folder}`"
        )));
    }
    Ok(folder + inside)
}

/// Returns the slug of the quoted words, or the first free one after it.
fn free_id(edition: &Edition, text: TextId, words: &str) -> String {
    let mut slugs = Slugs::default();
    for (_, note) in edition.notes_on(text) {
        slugs.claim(&note.id);
    }
    let wanted = slug(&title(words));
    slugs.unique(if wanted.is_empty() { "note".into() } else { wanted })
}

/// Makes a title of the first words of a quote.
pub(super) fn title(words: &str) -> String {
    let bare: String =
        words.chars().filter(|letter| !matches!(letter, '*' | '`' | '[' | ']' | '<' | '>' | '#' | '{' | '}')).collect();
    let all: Vec<_> = bare.split_whitespace().collect();
    let kept = all.iter().take(TITLE_WORDS).copied().collect::<Vec<_>>().join(" ");
    let kept = kept.trim_end_matches([',', ';', ':', '.', '—', '–', '-']);
    if all.len() > TITLE_WORDS { format!("{kept} …") } else { kept.to_owned() }
}

/// Makes the note, to stand after what the file holds: a heading of the level of the file's others, the quote, and a
/// place to write at.
fn skeleton(words: &str, id: &str, held: Option<&str>) -> String {
    let marks = held.and_then(top_heading).unwrap_or(2);
    let gap = match held {
        None => "",
        Some(text) if text.is_empty() || text.ends_with("\n\n") => "",
        Some(text) if text.ends_with('\n') => "\n",
        Some(_) => "\n\n",
    };
    let (marks, title) = ("#".repeat(marks), escape::inline(&title(words)));
    format!(
        "{gap}{marks} {title} {{#{id}}}\n\n> {}\n\nWrite here what you have to say about these words.\n",
        escape::start(words)
    )
}

/// Returns the top heading level of a file of notes: a note on another level would not begin one.
fn top_heading(text: &str) -> Option<usize> {
    let mut fence: Option<&str> = None;
    let mut top = None;
    for line in text.lines() {
        let mark = ["```", "~~~"].into_iter().find(|mark| line.trim_start().starts_with(mark));
        match (fence, mark) {
            (Some(open), Some(mark)) if open == mark => fence = None,
            (None, Some(mark)) => fence = Some(mark),
            (Some(_), _) => {}
            (None, None) => {
                let level = line.bytes().take_while(|byte| *byte == b'#').count();
                if (1..=6).contains(&level) && line.get(level..=level) == Some(" ") {
                    top = Some(top.map_or(level, |held: usize| held.min(level)));
                }
            }
        }
    }
    top
}

/// Returns the files with `more` at the end of one of them, and where it begins there.
fn with_note(sources: &Sources, path: &str, more: &str) -> (Sources, usize) {
    let mut changed = Sources::new();
    let mut start = None;
    for (_, file) in sources.iter() {
        if start.is_none() && file.path.as_str() > path && file.path != "book.toml" {
            changed.add(path, more.into());
            start = Some(0);
        }
        match &file.defect {
            Some(defect) => {
                changed.add_defective(&file.path, defect.clone());
            }
            None if file.path == path => {
                start = Some(file.text.len());
                changed.add(path, format!("{}{more}", file.text).into_bytes());
            }
            None => {
                changed.add(&file.path, file.text.clone().into_bytes());
            }
        }
    }
    if start.is_none() {
        changed.add(path, more.into());
    }
    sources.assets().iter().for_each(|asset| changed.add_asset(asset));
    (changed, start.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_skeleton_is_a_note() {
        let note = skeleton(
            "Our commitment to **Article 5** of the Washington Treaty",
            "our-commitment",
            Some("## A\n\n> b\n"),
        );
        assert_eq!(
            note,
            "\n## Our commitment to Article 5 of the … {#our-commitment}\n\n\
             > Our commitment to **Article 5** of the Washington Treaty\n\n\
             Write here what you have to say about these words.\n"
        );
        assert!(skeleton("12. In response", "x", None).contains("> 12\\. In response"));
    }

    #[test]
    fn a_note_takes_the_level_of_its_file() {
        assert_eq!(top_heading("---\na: b\n---\n\n### A\n\n```\n# code\n```\n#### B\n"), Some(3));
        assert_eq!(top_heading("#hashtag\n"), None);
    }

    #[test]
    fn notes_stay_in_the_commentary_of_their_text() {
        assert_eq!(notes_file("content", "a/b", "law.md").ok().as_deref(), Some("content/a/b/commentary/law.md"));
        assert_eq!(
            notes_file("content", "a", "content/a/commentary/x/y.md").ok().as_deref(),
            Some("content/a/commentary/x/y.md")
        );
        for file in ["../x.md", "/x.md", "x.txt", "_x.md", "a//b.md", "a\\b.md"] {
            assert!(notes_file("content", "a", file).is_err(), "{file}");
        }
    }

    #[test]
    fn the_note_is_tried_at_the_end_of_its_file() {
        let mut sources = Sources::new();
        sources.add("book.toml", b"x".to_vec());
        sources.add("content/a/commentary/notes.md", b"one\n".to_vec());
        let (changed, start) = with_note(&sources, "content/a/commentary/notes.md", "two\n");
        assert_eq!(start, 4);
        assert_eq!(
            changed.find("content/a/commentary/notes.md").map(|id| changed.file(id).text.as_str()),
            Some("one\ntwo\n")
        );
        let (changed, start) = with_note(&sources, "content/a/commentary/law.md", "two\n");
        assert_eq!(start, 0);
        let order: Vec<_> = changed.iter().map(|(_, file)| file.path.as_str()).collect();
        assert_eq!(order, ["book.toml", "content/a/commentary/law.md", "content/a/commentary/notes.md"]);
    }
}
