//! `postil init`: a publication to begin with, that builds without a warning.
//!
//! The note and the term that it begins with are tried before anything is written: only what anchors is seeded.

mod host;
mod html;
mod import;
mod seed;

use std::borrow::Cow;
use std::path::Path;

use super::Outcome;
use super::args::InitOptions;
use super::session::{STRONG, Session, TYPED};
use crate::authoring::{escape, term_page, title};
use crate::compilation::Compilation;
use crate::diag::{Diagnostic, visible};
use crate::disk;
use crate::edition::Edition;
use crate::error::Error;
use crate::parse::Drafts;
use crate::reading::slug;
use crate::source::Sources;
use import::Base;

/// A file to be made: its path in the publication, and its text.
type File = (String, String);

/// Begins a publication.
///
/// # Errors
/// When a file exists that would be made, the given text cannot be read, or the disk fails.
pub(super) fn run(session: &Session, options: &InitOptions) -> Result<Outcome, Error> {
    let files = match &options.from {
        Some(path) => imported(path)?,
        None => example(),
    };
    let dir = &options.dir;
    let (sources, _, diagnostics) = trial(&files);
    let mut made: Vec<_> = files.iter().map(|(path, text)| (dir.join(path), text.clone().into_bytes())).collect();
    let host = host::files(dir)?;
    made.extend(host.files);
    disk::create_all(&made)?;
    let shown = visible(&dir.to_string_lossy()).into_owned();
    session.say(format_args!("{STRONG}made in `{shown}`:{STRONG:#}"));
    for (path, _) in &made {
        let path = path.strip_prefix(dir).unwrap_or(path);
        session.say(format_args!("  {TYPED}{}{TYPED:#}", path.display()));
    }
    for told in &host.told {
        session.say(format_args!("note: {told}"));
    }
    session.tell(&diagnostics, &sources);
    next(session, dir, &shown);
    Ok(Outcome::Done)
}

/// Says the three commands to type next.
fn next(session: &Session, dir: &Path, shown: &str) {
    let serve = ("postil serve --open".to_owned(), "  the site in your browser, following what you write");
    let publish = ("postil publish".to_owned(), "       the site on the web, once there are git and a remote");
    let commands = if dir == Path::new(".") {
        [serve, ("postil check".into(), "         what is wrong, and whether every note stands"), publish]
    } else {
        [(format!("cd {}", word(shown)), ""), serve, publish]
    };
    session.say(format_args!("{STRONG}next:{STRONG:#}"));
    for (command, told) in commands {
        session.say(format_args!("  {TYPED}{command}{TYPED:#}{told}"));
    }
}

/// Writes a path as a shell takes it.
fn word(path: &str) -> Cow<'_, str> {
    let plain = |letter: char| letter.is_alphanumeric() || "-_./".contains(letter);
    if path.chars().all(plain) { path.into() } else { format!("'{}'", path.replace('\'', "'\\''")).into() }
}

/// The publication that shows what there is: a short text that belongs to everyone, three notes, a term.
fn example() -> Vec<File> {
    let title = "The Gettysburg Address, annotated";
    vec![
        ("book.toml".into(), book(title)),
        ("content/index.md".into(), home(title, "The Gettysburg Address", "gettysburg-address")),
        ("content/gettysburg-address/text.md".into(), include_str!("example/text.md").into()),
        ("content/gettysburg-address/commentary/notes.md".into(), include_str!("example/notes.md").into()),
        ("content/glossary/nation.md".into(), include_str!("example/term.md").into()),
    ]
}

/// The publication of a given text: a note on its first words and a term, if such are found that anchor.
fn imported(path: &Path) -> Result<Vec<File>, Error> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let base = import::import(&name, disk::read_bytes(path)?)?;
    let id = folder(&base);
    let title = format!("{}, annotated", base.title);
    let mut files = vec![
        ("book.toml".into(), book(&title)),
        ("content/index.md".into(), home(&title, &base.title, &id)),
        (format!("content/{id}/text.md"), base.file()),
    ];
    let (_, edition, _) = trial(&files);
    let Some(text) = edition.texts.first() else { return Ok(files) };
    let notes = format!("content/{id}/commentary/notes.md");
    let quotes = seed::quotes(text).into_iter().map(|quote| first_note(&quote, &escape::line(&quote)));
    // A text without four words in a row that are its own still has a first paragraph.
    let candidates = quotes.chain([first_note("The first paragraph", "¶1")]);
    seed_with(&mut files, candidates.map(|note| (notes.clone(), note)));
    let terms = seed::terms(text).into_iter().filter(|term| !slug(term).is_empty());
    let short = "Say in a sentence or two what the text means by it.";
    seed_with(&mut files, terms.map(|term| (format!("content/glossary/{}.md", slug(&term)), term_page(&term, short))));
    Ok(files)
}

/// Adds the first of the candidates in which nothing is wrong.
fn seed_with(files: &mut Vec<File>, candidates: impl Iterator<Item = File>) {
    for candidate in candidates {
        files.push(candidate);
        let (sources, _, diagnostics) = trial(files);
        let path = files.last().map(|(path, _)| path.as_str());
        if !diagnostics.iter().any(|held| Some(sources.file(held.primary.span.file).path.as_str()) == path) {
            return;
        }
        files.pop();
    }
}

/// Compiles files that stand on no disk yet.
fn trial(files: &[File]) -> (Sources, Edition, Vec<Diagnostic>) {
    let mut order: Vec<_> = files.iter().collect();
    order.sort_by_key(|(path, _)| (path != "book.toml", path));
    let mut sources = Sources::new();
    for (path, text) in order {
        sources.add(path, text.clone().into_bytes());
    }
    let (sources, _, edition, diagnostics) = Compilation::new(sources, Drafts::Hide).into_parts();
    (sources, edition, diagnostics)
}

/// Names the text's folder; the glossary has one of its own.
fn folder(base: &Base) -> String {
    match slug(&base.title) {
        name if name.is_empty() => "text".into(),
        name if name == "glossary" => "the-glossary".into(),
        name => name,
    }
}

fn book(title: &str) -> String {
    format!(
        "[book]\ntitle = {}\nauthors = []\nlanguage = \"en\"\n\n\
         [site]\n\
         # The site's address once it is published, for the feed and search engines:\n\
         # url = \"https://user.github.io/repository/\"\n\
         # Its repository, for the links \"edit this note\" and \"suggest a note\":\n\
         # repository = \"https://github.com/user/repository\"\n",
        escape::quoted(title)
    )
}

fn home(title: &str, text: &str, id: &str) -> String {
    let (title, text) = (escape::quoted(title), escape::inline(text));
    format!("---\ntitle: {title}\n---\n\nWelcome. The text, with its notes beside it: [{text}]({id}/text.md).\n")
}

fn first_note(quote: &str, lemma: &str) -> String {
    let title = escape::inline(&title(quote));
    format!("## {title}\n\n> {lemma}\n\nWrite here what you have to say about these words.\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_quotes_its_text() {
        let files = example();
        let text = &files[2].1;
        for quote in
            ["Four score and seven years ago", "all men are created equal", "we can not dedicate", "we can not hallow"]
        {
            assert_eq!(text.matches(quote).count(), 1, "{quote}");
        }
        assert_eq!(text.matches("nation").count(), 5);
    }

    #[test]
    fn settings_read_back_whatever_the_title() {
        let mut sources = Sources::new();
        let file = sources.add("book.toml", book("A \"title\" \\ with \u{7f} marks").into_bytes());
        let checked = crate::config::read(&sources, file);
        assert_eq!(checked.diagnostics, []);
        assert_eq!(checked.value.book.title, "A \"title\" \\ with \u{7f} marks");
    }
}
