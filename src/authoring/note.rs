//! The beginning of a note: a heading, a quotation, and a place to write at.

use std::collections::BTreeMap;
use std::path::Path;

use super::escape;
use crate::compilation::Compilation;
use crate::diag::Diagnostic;
use crate::edition::{Constraint, Edition, Note, Placement, TextId};
use crate::error::Error;
use crate::parse::{Drafts, note_level};
use crate::reading::{Slugs, slug, words as spelt};
use crate::source::{FileId, Sources};

/// The words of a title that is made from a quote.
const TITLE_WORDS: usize = 7;

/// Its letters, in a script that sets no spaces: there each is a word.
const TITLE_LETTERS: usize = 24;

/// What takes the first note on a text, and notes where no other file is named.
const FILE: &str = "notes.md";

/// A note that is about to be written.
#[derive(Clone, Copy, Debug)]
pub struct Skeleton<'a> {
    /// Its title, in plain words.
    pub title: &'a str,
    /// Its id.
    pub id: &'a str,
    /// What its heading says to tell equal passages apart.
    pub constraint: Constraint,
    /// The block quote.
    pub quote: &'a str,
    /// What stands where the comment will be written: a line, or nothing.
    pub body: &'a str,
}

/// Text for the end of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The text, with the line ends of the file.
    pub text: String,
    /// The line of the file, from 1, at which the author goes on.
    pub line: usize,
}

impl AsRef<str> for Draft {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl Skeleton<'_> {
    /// Makes the note, to stand after what the file holds: its heading has the level of the file's others.
    pub fn after(&self, held: Option<&str>) -> Draft {
        let held = held.unwrap_or_default();
        let plain = held.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        let gap = match plain.as_str() {
            "" => "",
            text if text.ends_with("\n\n") => "",
            text if text.ends_with('\n') => "\n",
            _ => "\n\n",
        };
        let (marks, title) = ("#".repeat(note_level(&plain).map_or(2, usize::from)), escape::inline(self.title));
        let Constraint { paragraph, nth } = self.constraint;
        let said = paragraph.map(|number| format!(" p={number}")).into_iter();
        let said: String = said.chain(nth.map(|nth| format!(" nth={nth}"))).collect();
        let begun = format!("{gap}{marks} {title} {{#{}{said}}}\n\n{}\n\n", self.id, self.quote);
        let line = 1 + plain.matches('\n').count() + begun.matches('\n').count();
        let end = if self.body.is_empty() { "" } else { "\n" };
        let more = format!("{begun}{}{end}", self.body);
        Draft { text: if held.contains("\r\n") { more.replace('\n', "\r\n") } else { more }, line }
    }
}

/// Returns the path of a file of notes: one in the text's `commentary` folder.
///
/// # Errors
/// [`Error::Usage`] when the name leads elsewhere, or cannot be that of a file of notes.
pub fn notes_file(src: &str, text: &str, file: Option<&str>) -> Result<String, Error> {
    let file = file.unwrap_or(FILE);
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

/// Returns the file that holds the most notes on a text, the first of several; `None` where there is no note.
pub fn fullest(edition: &Edition, text: TextId) -> Option<FileId> {
    let mut counts: BTreeMap<FileId, usize> = BTreeMap::new();
    for (_, note) in edition.notes_on(text) {
        *counts.entry(note.file).or_default() += 1;
    }
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map(|(file, _)| file)
}

/// Returns the slug of a title, or the first after it that no note on the text has.
pub fn note_id(edition: &Edition, text: TextId, title: &str) -> String {
    let mut slugs = Slugs::default();
    for (_, note) in edition.notes_on(text) {
        slugs.claim(&note.id);
    }
    let wanted = slug(title);
    slugs.unique(if wanted.is_empty() { "note".into() } else { wanted })
}

/// Makes a title of the first words of a quote.
pub fn title(words: &str) -> String {
    let bare: String =
        words.chars().filter(|letter| !matches!(letter, '*' | '`' | '[' | ']' | '<' | '>' | '#' | '{' | '}')).collect();
    let all: Vec<_> = bare.split_whitespace().collect();
    let mut kept = all.iter().take(TITLE_WORDS).copied().collect::<Vec<_>>().join(" ");
    let end = spelt(&kept).nth(TITLE_LETTERS).map(|next| next.start as usize);
    let is_cut = all.len() > TITLE_WORDS || end.is_some();
    kept.truncate(end.unwrap_or(kept.len()));
    let kept = kept.trim_end_matches([',', ';', ':', '.', '—', '–', '-', '、', '，', '。']);
    if is_cut { format!("{kept} …") } else { kept.to_owned() }
}

/// What came of trying a note.
#[derive(Debug)]
pub struct Trial {
    /// The files with the note among them.
    pub sources: Sources,
    /// What is wrong with the note.
    pub wrong: Vec<Diagnostic>,
    /// The note, where it is one: not in code or a remark that the file leaves open.
    pub note: Option<Note<Placement>>,
}

/// Compiles files as if text were added to the end of one of them; `held` is what that file holds now, if it is there.
pub fn attempt(sources: &Sources, (path, held): (&str, Option<&str>), more: &str) -> Trial {
    let (sources, start) = with_more(sources, (path, held), more);
    let (sources, _, edition, found) = Compilation::new(sources, Drafts::Show).into_parts();
    let file = sources.find(path);
    let is_new = |at: FileId, from: u32| Some(at) == file && from as usize >= start;
    let wrong = found.into_iter().filter(|held| is_new(held.primary.span.file, held.primary.span.start)).collect();
    let note = edition.notes.into_iter().find(|note| is_new(note.file, note.span.start));
    Trial { sources, wrong, note }
}

/// Returns the files that a text and the notes on it depend on: what is tried on them is tried in the time of one text.
pub fn of_text(sources: &Sources, src: &str, text: &str) -> Sources {
    let folder = format!("{src}/{text}/");
    let mut own = Sources::new();
    for (_, file) in sources.iter().filter(|(_, file)| file.path == "book.toml" || file.path.starts_with(&folder)) {
        match &file.defect {
            Some(defect) => own.add_defective(&file.path, defect.clone()),
            None => own.add(&file.path, file.text.clone().into_bytes()),
        };
    }
    own
}

/// Returns the files with `more` at the end of one of them, and where it begins there.
fn with_more(sources: &Sources, (path, held): (&str, Option<&str>), more: &str) -> (Sources, usize) {
    let held = held.unwrap_or_default();
    let held = held.strip_prefix('\u{feff}').unwrap_or(held);
    let mut changed = Sources::new();
    let mut missing = Some(format!("{held}{more}").into_bytes());
    for (_, file) in sources.iter() {
        if file.path.as_str() >= path
            && file.path != "book.toml"
            && let Some(bytes) = missing.take()
        {
            changed.add(path, bytes);
        }
        match &file.defect {
            _ if file.path == path => {}
            Some(defect) => drop(changed.add_defective(&file.path, defect.clone())),
            None => drop(changed.add(&file.path, file.text.clone().into_bytes())),
        }
    }
    if let Some(bytes) = missing {
        changed.add(path, bytes);
    }
    sources.assets().iter().for_each(|asset| changed.add_asset(asset));
    (changed, held.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUOTE: &str = "> Our commitment to **Article 5** of the Washington Treaty";

    fn skeleton(body: &str) -> Skeleton<'_> {
        let title = "Our commitment to Article 5 of the …";
        Skeleton { title, id: "our-commitment", constraint: Constraint::default(), quote: QUOTE, body }
    }

    #[test]
    fn a_skeleton_is_a_note() {
        let held = "## A\n\n> b\n";
        let draft = skeleton("Write here.").after(Some(held));
        let begun = format!("\n## Our commitment to Article 5 of the … {{#our-commitment}}\n\n{QUOTE}\n\n");
        assert_eq!(draft, Draft { text: format!("{begun}Write here.\n"), line: 9 });
        assert_eq!(format!("{held}{}", draft.text).lines().nth(draft.line - 1), Some("Write here."));
        assert_eq!(skeleton("").after(Some(held)), Draft { text: begun, line: 9 });
        assert_eq!(skeleton("").after(None).line, 5);
    }

    #[test]
    fn lines_end_as_those_of_the_file() {
        for (held, gap) in [("## A\r\n\r\n> b\r\n", "\r\n"), ("## A\r\n\r\n> b", "\r\n\r\n"), ("## A\r\n\r\n", "")] {
            let draft = skeleton("").after(Some(held));
            assert!(draft.text.starts_with(&format!("{gap}## Our")), "{draft:?}");
            assert!(!draft.text.replace("\r\n", "").contains(['\r', '\n']), "{draft:?}");
        }
    }

    #[test]
    fn a_heading_names_the_place_that_words_do_not() {
        let constraint = Constraint { paragraph: Some(3), nth: Some(2) };
        let draft = Skeleton { constraint, ..skeleton("") }.after(None);
        assert!(draft.text.contains("{#our-commitment p=3 nth=2}\n"), "{draft:?}");
    }

    #[test]
    fn a_note_takes_the_level_of_its_file() {
        let marks = |held: &str| skeleton("").after(Some(held)).text.trim_start().find(' ');
        let matter = "---\n# not a heading\ntags: [b]\n---\n\n";
        assert_eq!(marks(&format!("{matter}### A\n\n```\n# code\n```\n\n<!--\n# off\n-->\n\n#### B\n")), Some(3));
        assert_eq!(marks(&format!("{matter}> quote\n\n#hashtag\n")), Some(2));
        assert_eq!(marks("Title\n=====\n\n> quote\n"), Some(1));
    }

    #[test]
    fn a_title_is_short_in_every_script() {
        let words = "We reaffirm our commitment, to the Alliance, today and tomorrow";
        assert_eq!(title(words), "We reaffirm our commitment, to the Alliance …");
        assert_eq!(
            title("国際連合憲章の目的及び原則に対する信念並びにすべての国民及び政府とともに"),
            "国際連合憲章の目的及び原則に対する信念並びにすべ …"
        );
        assert_eq!(title("NATO 北大西洋条約"), "NATO 北大西洋条約");
        assert_eq!(title(""), "");
    }

    #[test]
    fn notes_stay_in_the_commentary_of_their_text() {
        let path = |text, file| notes_file("content", text, Some(file)).ok();
        assert_eq!(path("a/b", "law.md").as_deref(), Some("content/a/b/commentary/law.md"));
        assert_eq!(path("a", "content/a/commentary/x/y.md").as_deref(), Some("content/a/commentary/x/y.md"));
        for file in ["../x.md", "/x.md", "x.txt", "_x.md", "a//b.md", "a\\b.md"] {
            assert!(path("a", file).is_none(), "{file}");
        }
    }

    #[test]
    fn the_note_is_tried_at_the_end_of_its_file() {
        let notes = "content/a/commentary/notes.md";
        let mut sources = Sources::new();
        sources.add("book.toml", b"x".to_vec());
        sources.add(notes, b"one\n".to_vec());
        let (changed, start) = with_more(&sources, (notes, Some("one\n")), "two\n");
        assert_eq!(start, 4);
        assert_eq!(changed.find(notes).map(|id| changed.file(id).text.as_str()), Some("one\ntwo\n"));
        let (changed, start) = with_more(&sources, ("content/a/commentary/law.md", None), "two\n");
        assert_eq!(start, 0);
        let order: Vec<_> = changed.iter().map(|(_, file)| file.path.as_str()).collect();
        assert_eq!(order, ["book.toml", "content/a/commentary/law.md", notes]);
    }
}
