//! The notes that bear a tag, and the notes of an author: `tags/<tag>.html`, `authors/<author>.html`.

use std::sync::Arc;

use serde::Serialize;

use super::places::{Link, Locator, note, text_link};
use super::{About, Day, Head, Shell};
use crate::edition::{NoteId, TextId, paths};
use crate::error::Error;
use crate::output::Output;
use crate::render::{Group, Site, put_page};

/// How much of the annotated words is shown, and of a note without a title, in Unicode scalar values.
const LONGEST: usize = 140;

/// What `listing.html` sees.
#[derive(Debug, Serialize)]
pub struct Listing<'a> {
    /// What stands around the content.
    pub shell: Shell<'a>,
    /// `tag` or `author`.
    pub kind: &'static str,
    /// The tag, or the author's name.
    pub title: &'a str,
    /// How many notes there are.
    pub count: usize,
    /// The address of the subject index.
    pub index: String,
    /// The notes by the texts that they are on.
    pub texts: Vec<ListedText<'a>>,
}

/// A text, and its notes that are listed.
#[derive(Debug, Serialize)]
pub struct ListedText<'a> {
    /// The text.
    pub text: Link<'a>,
    /// The notes.
    pub notes: Vec<ListedNote<'a>>,
}

/// A note in a list.
#[derive(Debug, Serialize)]
pub struct ListedNote<'a> {
    /// Its number and address.
    pub at: Locator,
    /// Its title; of a note without one, its first words.
    pub title: String,
    /// The words that it is about, shortened; `null` when it is about the whole text, or has no place.
    pub lemma: Option<String>,
    /// The title of its layer.
    pub layer: Option<String>,
    /// Its authors; empty on the page of an author.
    pub authors: &'a [String],
    /// Its day.
    pub day: Option<Day>,
}

/// Puts a page for every tag and every author.
pub(super) fn put<'e>(site: &Arc<Site<'e>>, output: &mut Output<'e>) -> Result<(), Error> {
    for at in 0..site.tags.len() {
        put_listing(site, output, ("tag", at))?;
    }
    (0..site.authors.len()).try_for_each(|at| put_listing(site, output, ("author", at)))
}

fn put_listing<'e>(site: &Arc<Site<'e>>, output: &mut Output<'e>, of: (&'static str, usize)) -> Result<(), Error> {
    let (kind, at) = of;
    let group =
        move |site: &Site<'e>| if kind == "tag" { site.tags.get(at).cloned() } else { site.authors.get(at).cloned() };
    let Some(found) = group(site) else { return Ok(()) };
    put_page(output, site, found.path.clone(), move |site, path| {
        site.engine.page("listing.html", &view(site, path, (kind, &found)))
    })
}

fn view<'a>(site: &'a Site<'a>, path: &'a str, of: (&'static str, &'a Group<'a>)) -> Listing<'a> {
    let (kind, group) = of;
    let title = group.name;
    Listing {
        shell: Shell::new(site, &Head { path, title, description: None, about: About::List }),
        kind,
        title,
        count: group.notes.len(),
        index: paths::href(path, paths::SUBJECT_INDEX, None),
        texts: texts(site, path, of),
    }
}

fn texts<'a>(site: &Site<'a>, path: &str, of: (&'static str, &Group<'a>)) -> Vec<ListedText<'a>> {
    let (kind, group) = of;
    let mut texts: Vec<(TextId, ListedText<'a>)> = Vec::new();
    for &id in &group.notes {
        let on = site.note(id).text;
        if texts.last().is_none_or(|(held, _)| *held != on) {
            texts.push((on, ListedText { text: text_link(site, path, on), notes: Vec::new() }));
        }
        let mut listed = listed(site, path, id);
        if kind == "author" {
            listed.authors = &[];
        }
        if let Some((_, text)) = texts.last_mut() {
            text.notes.push(listed);
        }
    }
    texts.into_iter().map(|(_, text)| text).collect()
}

fn listed<'a>(site: &Site<'a>, path: &str, id: NoteId) -> ListedNote<'a> {
    let held = site.note(id);
    let title = match held.title_words() {
        "" => shortened(&held.body.reading),
        words => words.to_owned(),
    };
    ListedNote {
        at: note(site, path, id),
        title,
        lemma: lemma(site, id),
        layer: held.layer.as_deref().map(|layer| site.layer_title(layer).to_owned()),
        authors: &held.authors,
        day: held.date.map(|date| Day::new(date, &site.words)),
    }
}

/// The words that a note is about, as they stand in the text.
fn lemma(site: &Site<'_>, id: NoteId) -> Option<String> {
    let held = site.note(id);
    let reading = &site.text(held.text).prose.reading;
    let words: Vec<&str> = held.place.ranges().map(|range| range.of(reading)).collect();
    (!words.is_empty()).then(|| shortened(&words.join(" … ")))
}

/// Cuts words at a word border.
fn shortened(words: &str) -> String {
    let words = words.replace('\n', " ");
    let Some((cut, _)) = words.char_indices().nth(LONGEST) else { return words };
    let kept = words.get(..cut).unwrap_or_default();
    let kept = kept.rfind(char::is_whitespace).and_then(|at| kept.get(..at)).unwrap_or(kept);
    format!("{} …", kept.trim_end_matches(|letter: char| letter.is_whitespace() || ",;:".contains(letter)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_are_cut_at_a_border() {
        assert_eq!(shortened("a\nb"), "a b");
        let long = shortened(&"word, ".repeat(60));
        assert!(long.ends_with("word …") && long.chars().count() <= LONGEST + 2, "{long}");
    }
}
