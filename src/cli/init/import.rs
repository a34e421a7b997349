//! A text from elsewhere, as the Markdown of a base text: plain text, Markdown, HTML.
//!
//! In: a file's name and bytes. Out: [`Base`]. The words are those of the file; nothing is made up but a missing title.

use super::html;
use crate::authoring::escape;
use crate::config::Config;
use crate::edition::Text;
use crate::error::Error;
use crate::parse::{Drafts, parse};
use crate::source::Sources;

/// The longest first line that is taken for a title, in characters.
const TITLE: usize = 110;
/// Lines no longer than this, and several to a paragraph, are verse: their breaks are kept.
const VERSE: usize = 56;
/// The line of front matter for a document that prints its numbers.
pub(super) const BY_SOURCE: &str = "numbering: source\n";

/// A base text, to be written as `text.md`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Base {
    /// Its title.
    pub(super) title: String,
    /// Further lines of its front matter, each with its line feed.
    pub(super) matter: String,
    /// The text, in Markdown.
    pub(super) body: String,
}

impl Base {
    /// Writes the file.
    pub(super) fn file(&self) -> String {
        format!("---\ntitle: {}\n{}---\n\n{}\n", escape::quoted(&self.title), self.matter, self.body.trim_matches('\n'))
    }
}

/// Reads a file by the ending of its name.
///
/// # Errors
/// [`Error::Usage`] when it is of another kind, is not UTF-8, or holds no words.
pub(super) fn import(name: &str, bytes: Vec<u8>) -> Result<Base, Error> {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Error::Usage(format!("`{name}` is not UTF-8 (first at byte {at})\nopen it in an editor and save it as UTF-8"))
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n").replace('\r', "\n");
    let title = title_of(stem);
    let base = match ending.to_lowercase().as_str() {
        "txt" | "text" | "" => plain(&text, title),
        "md" | "markdown" => markdown(&text, title),
        "html" | "htm" | "xhtml" => html::html(&text, title)?,
        _ => {
            let told = format!("`{name}` is of a kind that cannot be read here\ngive a `.txt`, `.md` or `.html` file");
            return Err(Error::Usage(told));
        }
    };
    if !base.body.contains(char::is_alphanumeric) {
        return Err(Error::Usage(format!("`{name}` holds no words")));
    }
    Ok(base)
}

/// Makes a title of a file's name.
fn title_of(stem: &str) -> String {
    let words = stem.replace(['-', '_', '.'], " ");
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => "The text".into(),
    }
}

/// Reads plain text: blank lines separate paragraphs; where there are none each line is one.
pub(super) fn plain(text: &str, title: String) -> Base {
    let mut blocks = blocks(text);
    let first = blocks.first().and_then(|block| match block.as_slice() {
        [line] if line.chars().count() <= TITLE && !line.ends_with(['.', ';', ',', ':']) => Some((*line).to_owned()),
        _ => None,
    });
    let title = match first {
        Some(line) if blocks.len() > 1 => {
            blocks.remove(0);
            line
        }
        _ => title,
    };
    if let [only] = blocks.as_slice() {
        blocks = only.iter().map(|line| vec![*line]).collect();
    }
    let numbers: Vec<_> = blocks.iter().map(|block| block.first().and_then(|line| printed(line))).collect();
    let numbered = is_numbered(&numbers);
    let (matter, first): (_, fn(&str) -> String) =
        if numbered { (BY_SOURCE, numbered_line) } else { ("", escape::line) };
    let several = blocks.iter().filter(|block| block.len() > 1);
    let verse = several.clone().count() > 0 && several.flatten().all(|line| line.chars().count() <= VERSE);
    let glue = if verse { "\\\n" } else { "\n" };
    let paragraphs: Vec<_> = blocks.iter().map(|block| paragraph(block, first, glue)).collect();
    Base { title, matter: matter.into(), body: paragraphs.join("\n\n") }
}

/// Cuts a text at its blank lines; the lines are trimmed.
fn blocks(text: &str) -> Vec<Vec<&str>> {
    let mut blocks = vec![Vec::new()];
    for line in text.lines().map(|line| line.trim_matches([' ', '\t', '\u{c}'])) {
        match blocks.last_mut() {
            Some(last) if !line.is_empty() => last.push(line),
            Some(last) if !last.is_empty() => blocks.push(Vec::new()),
            _ => {}
        }
    }
    blocks.retain(|block| !block.is_empty());
    blocks
}

/// Cuts off the number that a paragraph begins with, and its mark: `12. In response`.
pub(super) fn number(line: &str) -> Option<(&str, &str)> {
    let rest = line.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let digits = line.len() - rest.len();
    let words = rest.strip_prefix(['.', ')'])?;
    let bare = words.trim_start();
    let sound = (1..=4).contains(&digits) && bare.len() < words.len() && !bare.is_empty();
    sound.then(|| (line.get(..=digits).unwrap_or_default(), bare))
}

/// Returns the number that a paragraph begins with.
pub(super) fn printed(line: &str) -> Option<u32> {
    number(line)?.0.trim_end_matches(['.', ')']).parse().ok()
}

/// Tells whether a document prints numbers of its own: they count its paragraphs, or, as in a resolution, those behind a preamble,
/// some of which may have parts without one. A list in a text without numbers is not that.
pub(super) fn is_numbered(numbers: &[Option<u32>]) -> bool {
    let preamble = numbers.iter().take_while(|number| number.is_none()).count();
    let printed: Vec<u32> = numbers.iter().flatten().copied().collect();
    let counts = printed.windows(2).all(|pair| matches!(pair, [one, next] if one + 1 == *next));
    let most = printed.len() * 2 > numbers.len() - preamble && printed.len() * 3 > numbers.len();
    printed.len() > 1 && counts && most && (preamble == 0 || printed.first() == Some(&1))
}

/// Writes a line so that Markdown takes its number for one; a tab behind it would make code of what follows.
fn numbered_line(line: &str) -> String {
    number(line).map_or_else(|| escape::line(line), |(number, words)| format!("{number} {}", escape::line(words)))
}

/// Writes a paragraph: its first line as `first` escapes it, the lines joined by `glue`.
fn paragraph(block: &[&str], first: fn(&str) -> String, glue: &str) -> String {
    let lines = block.iter().enumerate().map(|(at, line)| if at == 0 { first(line) } else { escape::line(line) });
    lines.collect::<Vec<_>>().join(glue)
}

/// Reads Markdown: its own front matter stays, its first heading becomes the title.
fn markdown(text: &str, title: String) -> Base {
    let (matter, body) = front_matter(text);
    let body = body.trim_start_matches('\n');
    let (titled, matter) = cut_title(matter);
    if !titled.is_empty() {
        let read = read(&format!("---\n{titled}---\n\nWords.\n")).map(|text| text.meta.title);
        let written =
            || titled.split_once(':').map_or("", |(_, value)| value).split_whitespace().collect::<Vec<_>>().join(" ");
        let title = read.filter(|title| title != UNREAD).unwrap_or_else(written);
        return Base { title, matter, body: body.to_owned() };
    }
    let heading = body.strip_prefix("# ").map(|rest| rest.split_once('\n').unwrap_or((rest, "")));
    match heading.and_then(|(heading, rest)| Some((words_of(heading)?, rest))) {
        Some((title, rest)) => Base { title, matter, body: rest.to_owned() },
        None => Base { title, matter, body: body.to_owned() },
    }
}

/// The id of a text that is read only for its title; it would be the title of one that has none.
const UNREAD: &str = "unread";

/// Reads a text as every text is read.
fn read(file: &str) -> Option<Text> {
    let mut sources = Sources::new();
    sources.add(format!("content/{UNREAD}/text.md"), file.as_bytes().to_vec());
    parse(&sources, &Config::titled(""), Drafts::Show).value.texts.into_iter().next()
}

/// Returns the words of a heading that is written in Markdown; `None` where it has none.
pub(super) fn words_of(heading: &str) -> Option<String> {
    let line = heading.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = read(&format!("---\ntitle: T\n---\n\n# {line}\n\nWords.\n"))?;
    let words = text.sections.first()?.range.of(&text.prose.reading).trim();
    (!words.is_empty()).then(|| words.to_owned())
}

/// Cuts front matter into the lines of its title and the others.
fn cut_title(matter: &str) -> (String, String) {
    let (mut title, mut others) = (String::new(), String::new());
    let mut inside = false;
    for line in matter.split_inclusive('\n') {
        let goes_on = line.starts_with([' ', '\t']) || line.trim().is_empty();
        let key = line
            .split(':')
            .next()
            .unwrap_or_default()
            .trim_matches(|mark: char| mark == '"' || mark == '\'' || mark == ' ');
        inside = if goes_on { inside } else { key == "title" && line.contains(':') };
        (if inside { &mut title } else { &mut others }).push_str(line);
    }
    (title, others)
}

/// Cuts off the front matter, if there is some.
fn front_matter(text: &str) -> (&str, &str) {
    let held = text.strip_prefix("---\n").and_then(|rest| {
        let end = if rest.starts_with("---\n") { 0 } else { rest.find("\n---\n")? + 1 };
        Some((rest.get(..end)?, rest.get(end + 4..)?))
    });
    held.unwrap_or(("", text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, text: &str, expected: &str) {
        let base = import(name, text.as_bytes().to_vec()).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(base.file(), expected);
    }

    #[test]
    fn plain_text_becomes_paragraphs() {
        check(
            "a_statement.txt",
            "\u{feff}\r\n    We, the Heads of State.\r\nWe condemn it.\r\n",
            "---\ntitle: \"A statement\"\n---\n\nWe, the Heads of State.\n\nWe condemn it.\n",
        );
        check(
            "x.txt",
            "The Title\n\nOne long line that is wrapped at a column which is far to the right and so\ngoes on in the next one which is longer than verse is.\n\n- Two\n",
            "---\ntitle: \"The Title\"\n---\n\nOne long line that is wrapped at a column which is far to the right and so\ngoes on in the next one which is longer than verse is.\n\n\\- Two\n",
        );
        check("x.txt", "Title\n\nOne.\nTwo.\n", "---\ntitle: \"Title\"\n---\n\nOne.\n\nTwo.\n");
    }

    #[test]
    fn verse_keeps_its_lines() {
        check(
            "ode.txt",
            "Ode\n\nA line\nand one\n\nmore\nlines\n",
            "---\ntitle: \"Ode\"\n---\n\nA line\\\nand one\n\nmore\\\nlines\n",
        );
    }

    #[test]
    fn numbered_paragraphs_keep_their_numbers() {
        check("x.txt", "1. One.\n\n2. Two.\n", "---\ntitle: \"X\"\nnumbering: source\n---\n\n1. One.\n\n2. Two.\n");
        check(
            "x.txt",
            "1.\tOne.\n\n2.\t- Two.\n",
            "---\ntitle: \"X\"\nnumbering: source\n---\n\n1. One.\n\n2. \\- Two.\n",
        );
        check(
            "x.txt",
            "The Assembly,\n\n1. Calls;\n\n(a) on all;\n\n2. Ends.\n",
            "---\ntitle: \"X\"\nnumbering: source\n---\n\nThe Assembly,\n\n1. Calls;\n\n(a) on all;\n\n2. Ends.\n",
        );
        check("x.txt", "1. One.\n\nTwo.\n", "---\ntitle: \"X\"\n---\n\n1\\. One.\n\nTwo.\n");
    }

    #[test]
    fn a_list_is_not_the_numbering() {
        for numbers in [
            [None, None, None, None, Some(1), Some(2)],
            [Some(1), Some(2), Some(1), Some(2), Some(3), Some(4)],
            [Some(1), None, None, None, Some(2), Some(3)],
            [None, Some(1986), Some(1987), Some(1988), Some(1989), Some(1990)],
        ] {
            assert!(!is_numbered(&numbers), "{numbers:?}");
        }
        assert!(is_numbered(&[Some(12), Some(13)]) && is_numbered(&[None, Some(1), None, Some(2), Some(3)]));
    }

    #[test]
    fn markdown_is_copied_with_a_title() {
        check("x.md", "# The *Title* {#t}\n\nWords.\n", "---\ntitle: \"The Title\"\n---\n\nWords.\n");
        check("x.md", "---\nauthors: [A]\ntitle: 'T'\n---\n\n# H\n", "---\ntitle: \"T\"\nauthors: [A]\n---\n\n# H\n");
        check("x.md", "Words.\n", "---\ntitle: \"X\"\n---\n\nWords.\n");
        check("x.md", "# \n\nWords.\n", "---\ntitle: \"X\"\n---\n\n# \n\nWords.\n");
    }

    #[test]
    fn a_title_says_what_it_said() {
        for (matter, title, rest) in [
            ("title: >-\n  Long\n  title\ndate: 2022-03-24\n", "Long title", "date: 2022-03-24\n"),
            ("date: 2022-03-24\ntitle: \"A \\\"q\\\" t\" # remark\n", "A \\\"q\\\" t", "date: 2022-03-24\n"),
            ("title: 'It''s'\n", "It's", ""),
            ("title: a: b\n", "a: b", ""),
        ] {
            check("x.md", &format!("---\n{matter}---\n\nW.\n"), &format!("---\ntitle: \"{title}\"\n{rest}---\n\nW.\n"));
        }
        check("x.md", "# Law &amp; [x](u) {#l}\n\nW.\n", "---\ntitle: \"Law & x\"\n---\n\nW.\n");
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        for (name, bytes) in [("x.docx", b"words".to_vec()), ("x.txt", b"\xff".to_vec()), ("x.txt", b" \n".to_vec())] {
            assert!(matches!(import(name, bytes), Err(Error::Usage(_))), "{name}");
        }
    }
}
