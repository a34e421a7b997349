//! Wiki links: `[[Article 5]]`, `[[¶12–14]]`, `[[statement ¶12.3]]`, `[[#iron-clad]]`, `[[about#part]]`.
//!
//! In: the words between the brackets and the place they stand in. Out: where they lead and which words to show.
//! A name is looked for in this order: the exact id of a text or page; a term (headword, alias, English plural); a
//! title, short title or last part of an id. Two finds of one rank are an `ambiguous-link`.

use super::fault::{Fault, Pool};
use super::index::Index;
use super::scope::Scopes;
use super::text_of;
use crate::diag::Code;
use crate::edition::{NoteId, Place, Target, TermId, Text, TextId};

/// Where a link leads, and the words to show when the author gave none.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Lead {
    /// Where.
    pub(super) to: Target,
    /// Words to show; nothing: as written.
    pub(super) label: Option<String>,
}

impl Lead {
    fn plain(to: Target) -> Self {
        Self { to, label: None }
    }

    /// A lead that shows words of its own.
    pub(super) fn shown(to: Target, label: impl Into<String>) -> Self {
        Self { to, label: Some(label.into()) }
    }
}

/// Resolves the destination of a wiki link.
pub(super) fn wiki(index: &Index<'_>, scopes: &Scopes, (place, written): (Place, &str)) -> Result<Lead, Fault> {
    let unescaped = written.trim().trim_end_matches('\\');
    let wanted = unescaped.split_whitespace().collect::<Vec<_>>().join(" ");
    let wanted = wanted.as_str();
    if wanted.is_empty() {
        return Err(Fault::broken("the link names nothing").help("write a term, a ¶ number, `#note` or a page's name"));
    }
    if let Some((text, numbers)) = wanted.split_once('¶') {
        return passage(index, place, (text.trim(), numbers.trim_start_matches(['¶', ' '])));
    }
    if let Some((name, fragment)) = wanted.split_once('#')
        && index.terms(wanted).is_empty()
    {
        return if name.is_empty() {
            own_fragment(index, place, fragment)
        } else {
            let lead = named(index, scopes, (place, name.trim()))?;
            fragment_of(index, &lead.to, (name, fragment.trim()))
        };
    }
    named(index, scopes, (place, wanted))
}

/// What stands after ¶.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Numbers {
    Paragraphs(u32, u32),
    Sentence(u32, u32),
}

fn numbers(written: &str) -> Option<Numbers> {
    let number = |part: &str| part.trim().parse::<u32>().ok();
    if let Some((paragraph, sentence)) = written.split_once('.') {
        return Some(Numbers::Sentence(number(paragraph)?, number(sentence)?));
    }
    match written.split_once(['-', '–', '—', '‑', '\u{2012}']) {
        Some((first, last)) => Some(Numbers::Paragraphs(number(first)?, number(last.trim_start_matches([' ', '¶']))?)),
        None => number(written).map(|only| Numbers::Paragraphs(only, only)),
    }
}

fn passage(index: &Index<'_>, place: Place, (name, written): (&str, &str)) -> Result<Lead, Fault> {
    let id = if name.is_empty() { own_text(index, place)? } else { text_named(index, name)? };
    let text = text(index, id);
    let numbers = numbers(written).ok_or_else(|| {
        Fault::broken(format!("`¶{written}` is no paragraph number")).help("write `¶12`, `¶12–14` or `¶12.3`")
    })?;
    let to = match numbers {
        Numbers::Paragraphs(first, last) if first > last => {
            return Err(Fault::broken(format!("`¶{written}` runs backwards")).help(format!("write `¶{last}–{first}`")));
        }
        Numbers::Paragraphs(first, last) => Target::Paragraphs(id, paragraph(text, first)?, paragraph(text, last)?),
        Numbers::Sentence(number, sentence) => {
            let at = paragraph(text, number)?;
            let count = text.paragraphs.get(at as usize).map_or(0, |held| held.sentences.len());
            match sentence.checked_sub(1).filter(|&sentence| (sentence as usize) < count) {
                Some(sentence) => Target::Sentence(id, at, sentence),
                None => {
                    return Err(Fault::broken(format!("¶{number} of `{}` has no sentence {sentence}", text.id))
                        .note(format!("it has {count}, from ¶{number}.1 to ¶{number}.{count}"))
                        .help(format!("name one of these sentences, or the whole paragraph: `¶{number}`")));
                }
            }
        }
    };
    Ok(if name.is_empty() { Lead::plain(to) } else { Lead::shown(to, format!("{} ¶{written}", text.link_title())) })
}

fn paragraph(text: &Text, number: u32) -> Result<u32, Fault> {
    let found = text.paragraph_numbered(number).and_then(|at| u32::try_from(at).ok());
    found.ok_or_else(|| {
        let fault = Fault::broken(format!("`{}` has no paragraph ¶{number}", text.id));
        let numbered = || text.paragraphs.iter().filter_map(|held| held.number);
        match (numbered().min(), numbered().max()) {
            (Some(first), Some(last)) => fault
                .note(format!("its paragraphs are numbered from ¶{first} to ¶{last}"))
                .help("mend the number, or name the text that has this paragraph: `[[text ¶…]]`"),
            _ => fault
                .note("its paragraphs have no numbers")
                .help("give the paragraph an id, `{#id}` at its end, and name it: `[[#id]]`"),
        }
    })
}

/// The text that a place belongs to; a page or a term may leave out the only text that there is.
fn own_text(index: &Index<'_>, place: Place) -> Result<TextId, Fault> {
    match (text_of(index.edition, place), index.edition.texts.as_slice()) {
        (Some(text), _) => Ok(text),
        (None, [_]) => Ok(TextId(0)),
        (None, []) => Err(Fault::broken("there is no text that the ¶ number could belong to")
            .help("add a text, or take the link away")),
        (None, [first, ..]) => Err(Fault::broken("the ¶ number does not say of which text")
            .help(format!("name the text before it: `[[{} ¶…]]`", first.id))),
    }
}

fn text_named(index: &Index<'_>, name: &str) -> Result<TextId, Fault> {
    if let Some(text) = index.text(name) {
        return Ok(text);
    }
    let is_text = |target: &Target| if let Target::Text(id) = target { Some(*id) } else { None };
    let texts: Vec<_> = index.titled(name).iter().filter_map(is_text).collect();
    match texts.as_slice() {
        [only] => Ok(*only),
        [] => Err(Fault::broken(format!("there is no text `{name}`")).guess(name, name, Pool::Texts)),
        several => Err(ambiguous(name, several.iter().map(|id| described(index, &Target::Text(*id))))),
    }
}

/// `#name` in a place: a note of the same text, a heading of the place itself, then of its text, a paragraph.
fn own_fragment(index: &Index<'_>, place: Place, fragment: &str) -> Result<Lead, Fault> {
    let heading =
        |place| index.heading(place, fragment).map(|to| Lead::shown(to, heading_words(index, place, fragment)));
    let Some(text) = text_of(index.edition, place) else {
        if let Some(lead) = heading(place) {
            return Ok(lead);
        }
        return match index.notes_anywhere(fragment) {
            [only] => Ok(to_note(index, *only)),
            [] => Err(Fault::broken(format!("there is no note and no heading here named `{fragment}`")).guess(
                fragment,
                fragment,
                Pool::Anywhere(place),
            )),
            several => {
                let of = |id: &NoteId| described(index, &Target::Note(*id));
                Err(ambiguous(fragment, several.iter().map(of)).help("name the text too: `[[text#note]]`"))
            }
        };
    };
    let own = if let Place::Note(_) = place { heading(place) } else { None };
    in_text(index, text, fragment).or(own).ok_or_else(|| {
        Fault::broken(format!("`{}` has no note and no heading `{fragment}`", self::text(index, text).id)).guess(
            fragment,
            fragment,
            Pool::InText(text),
        )
    })
}

fn in_text(index: &Index<'_>, text: TextId, fragment: &str) -> Option<Lead> {
    let place = Place::Text(text);
    let bare = fragment.strip_prefix("n-").unwrap_or(fragment);
    if let Some(note) = index.note(text, fragment).or_else(|| index.note(text, bare)) {
        return Some(to_note(index, note));
    }
    if let Some(to) = index.heading(place, fragment) {
        return Some(Lead::shown(to, heading_words(index, place, fragment)));
    }
    let to = index.passage(text, fragment)?;
    let number = |at: u32| self::text(index, text).paragraphs.get(at as usize).and_then(|held| held.number);
    let words = match to {
        Target::Paragraphs(_, at, _) => number(at).map(|number| format!("¶{number}")),
        Target::Sentence(_, at, sentence) => number(at).map(|number| format!("¶{number}.{}", sentence + 1)),
        _ => None,
    };
    Some(Lead { to, label: words })
}

/// `name#fragment`, once the name is resolved.
fn fragment_of(index: &Index<'_>, whole: &Target, (name, fragment): (&str, &str)) -> Result<Lead, Fault> {
    let (place, pool) = match *whole {
        Target::Text(id) => match in_text(index, id, fragment) {
            Some(lead) => return Ok(lead),
            None => (Place::Text(id), Pool::InText(id)),
        },
        Target::Page(id) => (Place::Page(id), Pool::Headings(Place::Page(id))),
        Target::Term(id) => (Place::Term(id), Pool::Headings(Place::Term(id))),
        _ => {
            return Err(Fault::broken(format!("`{name}` has no part that a link could lead to"))
                .help("take what follows the `#` away"));
        }
    };
    let found = index.heading(place, fragment).map(|to| Lead::shown(to, heading_words(index, place, fragment)));
    found.ok_or_else(|| Fault::broken(format!("`{name}` has no part `{fragment}`")).guess(fragment, fragment, pool))
}

/// A name alone.
fn named(index: &Index<'_>, scopes: &Scopes, (place, name): (Place, &str)) -> Result<Lead, Fault> {
    let exact = exact(index, name);
    let terms = in_scope(index.terms(name), scopes, text_of(index.edition, place));
    match (exact.as_slice(), terms.as_slice()) {
        ([only], terms) if !terms.iter().any(|&term| is_named(index, term, name)) => Ok(to_whole(index, only.clone())),
        ([], [term]) => Ok(Lead::plain(Target::Term(*term))),
        ([], []) => titled(index, name),
        (ids, terms) => {
            let terms = terms.iter().map(|&term| Target::Term(term));
            let all: Vec<_> = ids.iter().cloned().chain(terms).map(|to| described(index, &to)).collect();
            Err(ambiguous(name, all.into_iter()))
        }
    }
}

/// What has exactly this id: a text, a page, a term by its path, the glossary.
fn exact(index: &Index<'_>, name: &str) -> Vec<Target> {
    let term = name.strip_prefix("glossary/").and_then(|id| index.term_id(id)).map(Target::Term);
    let text = index.text(name).map(Target::Text);
    let page = index.page(name).map(Target::Page);
    let found: Vec<_> = [text, page, term].into_iter().flatten().collect();
    if found.is_empty() && name == "glossary" { vec![Target::Glossary] } else { found }
}

/// Of several terms of one name those that are looked for here; all, when none is.
fn in_scope(terms: &[TermId], scopes: &Scopes, text: Option<TextId>) -> Vec<TermId> {
    let here: Vec<_> = terms.iter().copied().filter(|&term| scopes.admits(term, text)).collect();
    if here.is_empty() { terms.to_vec() } else { here }
}

/// Tells whether a term has this very name, to the letter.
fn is_named(index: &Index<'_>, term: TermId, name: &str) -> bool {
    index
        .edition
        .terms
        .get(term.0 as usize)
        .is_some_and(|term| term.headword == name || term.aliases.iter().any(|(alias, _)| alias == name))
}

fn titled(index: &Index<'_>, name: &str) -> Result<Lead, Fault> {
    match index.titled(name) {
        [only] => Ok(to_whole(index, only.clone())),
        [] => Err(Fault::broken(format!("there is no term, text or page `{name}`"))
            .help("name a term, a text or a page; a note is named with `#` before its id")
            .guess(name, name, Pool::Names)),
        several => Err(ambiguous(name, several.iter().map(|to| described(index, to)))),
    }
}

fn ambiguous(name: &str, of: impl Iterator<Item = String>) -> Fault {
    let all: Vec<_> = of.collect();
    let message = format!("`{name}` may be {}", all.join(" or "));
    Fault::new(Code::AmbiguousLink, message)
        .help("write the id of a text or page, `glossary/…` with the id of a term, or a Markdown link to the file")
}

fn described(index: &Index<'_>, to: &Target) -> String {
    let edition = index.edition;
    match to {
        Target::Text(id) => format!("the text `{}`", text(index, *id).id),
        Target::Page(id) => format!("the page `{}`", edition.pages.get(id.0 as usize).map_or("", |page| &page.id)),
        Target::Term(id) => format!(
            "the term `{}` (`glossary/{}`)",
            edition.terms.get(id.0 as usize).map_or("", |term| &term.headword),
            edition.terms.get(id.0 as usize).map_or("", |term| &term.id)
        ),
        Target::Note(id) => {
            let note = edition.notes.get(id.0 as usize);
            let text = note.map_or("", |note| &text(index, note.text).id);
            format!("the note `{text}#{}`", note.map_or("", |note| &note.id))
        }
        _ => "the glossary".to_owned(),
    }
}

/// A link to a whole text or page shows its title.
fn to_whole(index: &Index<'_>, to: Target) -> Lead {
    let edition = index.edition;
    let label = match &to {
        Target::Text(id) => Some(text(index, *id).link_title().to_owned()),
        Target::Page(id) => edition.pages.get(id.0 as usize).map(|page| page.title.clone()),
        Target::Term(id) => edition.terms.get(id.0 as usize).map(|term| term.headword.clone()),
        _ => None,
    };
    Lead { to, label }
}

/// A link to a note shows its title; of a note without one, the words that it is about.
fn to_note(index: &Index<'_>, id: NoteId) -> Lead {
    let to = Target::Note(id);
    let Some(note) = index.edition.notes.get(id.0 as usize) else { return Lead::plain(to) };
    if !note.title_words().is_empty() {
        return Lead::shown(to, note.title_words());
    }
    let reading = &index.edition.prose(Place::Text(note.text)).reading;
    match note.place.ranges().next().map(|range| range.of(reading)) {
        Some(words) if !words.is_empty() => Lead::shown(to, format!("“{}”", shortened(words))),
        _ => Lead::shown(to, note.id.clone()),
    }
}

/// The first words of a passage, about forty characters.
fn shortened(words: &str) -> String {
    let mut short = String::new();
    let mut all = words.split_whitespace();
    for word in all.by_ref() {
        if !short.is_empty() {
            short.push(' ');
        }
        short.push_str(word);
        if short.chars().count() >= 40 {
            break;
        }
    }
    if all.next().is_some() { short + " …" } else { short }
}

fn heading_words(index: &Index<'_>, place: Place, fragment: &str) -> String {
    index.heading_words(place, fragment).unwrap_or(fragment).to_owned()
}

fn text<'e>(index: &Index<'e>, id: TextId) -> &'e Text {
    index.edition.texts.get(id.0 as usize).expect("a TextId names a text of its edition")
}
