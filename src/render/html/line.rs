//! Words in their context, linked to their place: the lines of a concordance, and of a list of backlinks.
//!
//! In: places and ranges. Out: the `li` elements of an `ol` of class `kwic`, written straight into one string: a glossary
//! has tens of thousands of them, and a template would take ten times as long over each.

use super::Html;
use crate::edition::{Backlink, Numbering, Place, Reference, Target, Text, paths};
use crate::render::{Site, escape, snippet};
use crate::source::Range;
use crate::words::{Phrase, Words};

/// Whether lines name the text that they stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Naming {
    /// Where the publication has several.
    Texts,
    /// No: a heading above them does.
    Nothing,
}

/// Whether what is folded is shown at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fold {
    /// It is.
    Open,
    /// It is not.
    Shut,
}

/// Lines in the making, as seen from a page.
pub(super) struct Lines<'s, 'e> {
    site: &'s Site<'e>,
    from: &'s str,
    naming: Naming,
    html: String,
}

impl<'s, 'e> Lines<'s, 'e> {
    /// Makes an empty list.
    pub(super) fn new(site: &'s Site<'e>, from: &'s str, naming: Naming) -> Self {
        Self { site, from, naming, html: String::with_capacity(4096) }
    }

    /// Adds the line of a range of a place: its number or name, linked, and the words in their sentence.
    pub(super) fn push(&mut self, place: Place, range: Range) {
        let site = self.site;
        let out = &mut self.html;
        out.push_str("<li>");
        let text = match place {
            Place::Text(id) => Some(site.text(id)),
            Place::Note(id) => Some(site.text(site.note(id).text)),
            Place::Page(_) | Place::Term(_) | Place::Version(..) => None,
        };
        let named = text.filter(|_| self.naming == Naming::Texts && site.has_several()).map(Text::link_title);
        let title = title(site, place);
        let href = address(site, self.from, (place, range));
        match place {
            Place::Text(id) => {
                let shown = site.text(id).meta.numbering != Numbering::None;
                let number = site.text(id).number_at(range.start).filter(|_| shown);
                number_link(out, (&site.words, &site.words.paragraph), (&href, "pn"), (number, named));
                out.push_str("<p");
                if let Some(language) = site.foreign(site.text(id)) {
                    out.push_str(" lang=\"");
                    escape::attribute(out, language);
                    out.push('"');
                }
                out.push('>');
            }
            Place::Note(id) => {
                number_link(out, (&site.words, &site.words.note), (&href, "pn nn"), (Some(site.number(id)), named));
                out.push_str("<p class=\"n\">");
            }
            Place::Page(_) | Place::Term(_) | Place::Version(..) => out.push_str("<p class=\"n\">"),
        }
        if let Some(named) = named {
            element(out, "small", named);
        }
        match (place, title) {
            (Place::Page(_) | Place::Term(_), Some(title)) => {
                out.push_str("<a href=\"");
                escape::attribute(out, &href);
                out.push_str("\"><b>");
                escape::text(out, title);
                out.push_str("</b></a> ");
            }
            (_, Some(title)) => element(out, "b", title),
            _ => {}
        }
        snippet::write(out, site.edition, (place, range));
        out.push_str("</p></li>\n");
    }

    /// Begins a fold: the title of a text and how often the term stands there.
    pub(super) fn fold(&mut self, title: &str, uses: usize, fold: Fold) {
        let out = &mut self.html;
        out.push_str(match fold {
            Fold::Open => "<details class=\"fold\" open>",
            Fold::Shut => "<details class=\"fold\">",
        });
        out.push_str("\n<summary><h3>");
        escape::text(out, title);
        out.push_str("</h3> <small>");
        escape::text(out, &self.site.words.uses.say(uses, &[]));
        out.push_str("</small></summary>\n");
    }

    /// Closes the fold.
    pub(super) fn unfold(&mut self) {
        self.html.push_str("</details>\n");
    }

    /// Adds a list of lines.
    pub(super) fn list(&mut self, places: impl Iterator<Item = (Place, Range)>) {
        self.html.push_str("<ol class=\"kwic\">\n");
        for (place, range) in places {
            self.push(place, range);
        }
        self.html.push_str("</ol>\n");
    }

    /// Returns the lines.
    pub(super) fn html(&self) -> Html {
        Html::new(&self.html)
    }
}

fn title<'e>(site: &Site<'e>, place: Place) -> Option<&'e str> {
    match place {
        Place::Text(_) | Place::Version(..) => None,
        Place::Note(id) => site.note(id).title.as_ref().map(|title| title.reading.as_str()),
        Place::Page(id) => site.edition.pages.get(id.0 as usize).map(|page| page.title.as_str()),
        Place::Term(id) => site.edition.terms.get(id.0 as usize).map(|term| term.headword.as_str()),
    }
}

fn address(site: &Site<'_>, from: &str, at: (Place, Range)) -> String {
    if let Place::Text(id) = at.0 {
        let text = site.text(id);
        return paths::href(from, &paths::text_page(text), site.fragment_at(id, at.1.start));
    }
    let (path, fragment) = paths::place(site.edition, at.0).unwrap_or_default();
    paths::href(from, &path, fragment.as_deref())
}

/// Writes the number before a line: `¶` where paragraphs show none.
fn number_link(out: &mut String, said: (&Words, &Phrase), of: (&str, &str), at: (Option<u32>, Option<&str>)) {
    let ((words, phrase), (href, class), (number, text)) = (said, of, at);
    let number = number.map_or_else(|| "¶".to_owned(), |number| number.to_string());
    for piece in ["<a class=\"", class, "\" href=\""] {
        out.push_str(piece);
    }
    escape::attribute(out, href);
    out.push_str("\" aria-label=\"");
    escape::phrase(out, phrase, |out, _| out.push_str(&number));
    if let Some(text) = text {
        escape::attribute(out, words.comma.as_str());
        escape::attribute(out, text);
    }
    for piece in ["\">", &number, "</a>"] {
        out.push_str(piece);
    }
}

fn element(out: &mut String, name: &str, words: &str) {
    for piece in ["<", name, ">"] {
        out.push_str(piece);
    }
    escape::text(out, words);
    for piece in ["</", name, "> "] {
        out.push_str(piece);
    }
}

/// Returns the lines of all links that lead to a place or into it, as seen from a page, in the order of where they
/// stand. A place does not list its own links.
pub(super) fn backlinks(site: &Site<'_>, from: &str, to: Place) -> Html {
    let whole = match to {
        Place::Text(id) => Target::Text(id),
        Place::Note(id) => Target::Note(id),
        Place::Page(id) => Target::Page(id),
        Place::Term(id) => Target::Term(id),
        Place::Version(id, at) => Target::Version(id, at),
    };
    let edition = site.edition;
    let mut found: Vec<&Reference> = edition.backlinks_to(&whole).collect();
    let start = edition.backlinks.partition_point(|held| held.to < Target::Fragment(to, String::new()));
    let rest = edition.backlinks.get(start..).unwrap_or_default();
    let inside = |held: &&Backlink| matches!(&held.to, Target::Fragment(at, _) if *at == to);
    let parts = rest.iter().take_while(inside).flat_map(|held| &held.from);
    found.extend(parts.filter_map(|&at| edition.references.get(at as usize)));
    found.retain(|reference| reference.from != to);
    found.sort_by_key(|reference| (reference.from, reference.range));
    let mut lines = Lines::new(site, from, Naming::Texts);
    for reference in found {
        lines.push(reference.from, reference.range);
    }
    lines.html()
}
