//! Prose as HTML: what Markdown marks, notes, terms and links make of one reading text.
//!
//! In: a place of the edition and the page that it is shown in. Out: HTML that may stand in that page as it is.
//! One pass over the flat blocks ([`block`]); in each leaf one sweep over cut points ([`sweep`]): at every point
//! elements end, note references stand, elements begin, and the words up to the next point follow. Highlights of notes
//! wrap words only, never elements, so that they may overlap as they like ([`cover`]). Everything is written once, into
//! one string: O((n + cuts) log n). Never reads a template, never fails: what cannot be shown as asked is shown as words.

mod block;
mod code;
mod cover;
mod link;
mod sweep;
mod tag;
#[cfg(test)]
mod tests;

use crate::edition::{Edition, NoteId, Place, Prose, Target, paths};
use crate::source::Range;
use crate::words::Words;

/// Where prose stands, and where it is shown.
#[derive(Clone, Copy)]
pub(crate) struct Setting<'a> {
    /// The edition.
    pub(crate) edition: &'a Edition,
    /// The path of the page that is made.
    pub(crate) page: &'a str,
    /// The place whose prose is shown.
    pub(crate) place: Place,
    /// The words of the interface.
    pub(crate) words: &'a Words,
}

/// Which layer a note stands in, on a page that has a switch for each layer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct InLayer<'a> {
    /// The layer's id; `None` for a note that stands in none.
    pub(crate) id: Option<&'a str>,
    /// The digit by which the style sheet knows it; 0 for what no switch hides.
    pub(crate) digit: usize,
}

/// A text, cut into rows: one for each of its outermost blocks.
pub(crate) struct Rows {
    /// The HTML of all rows.
    pub(crate) html: String,
    /// The rows in order.
    pub(crate) rows: Vec<Row>,
}

/// One outermost block of a text.
pub(crate) struct Row {
    /// Its bytes of [`Rows::html`].
    pub(crate) html: std::ops::Range<usize>,
    /// Its words in the reading.
    pub(crate) range: Range,
    /// The notes whose reference stands in it, by number, each with the reference's place in the reading.
    pub(crate) notes: Vec<(NoteId, u32)>,
}

impl Setting<'_> {
    /// Shows the prose of a page, a term or a note's body. Headings begin at `h2`; those of a note are paragraphs of the
    /// class `h`, for a note has no place in the outline of a page.
    pub(crate) fn html(&self) -> String {
        block::Walk::new(*self, &[]).html()
    }

    /// Shows the prose of a note's body, cut at an offset where an outermost block begins, or a sentence of an outermost
    /// paragraph that no mark and no term lies across: what is shown at once, and what is shown on demand.
    pub(crate) fn folded(&self, at: u32) -> (String, String) {
        let (mut html, cut) = block::Walk::new(*self, &[]).folded(at);
        let rest = html.get(cut..).unwrap_or_default().to_owned();
        html.truncate(html.len() - rest.len());
        (html, rest)
    }

    /// Shows the rows of a text that share words with a range, with the passages of these notes marked.
    pub(crate) fn rows_within(&self, notes: &[NoteId], within: Range) -> Rows {
        block::Walk::new(*self, notes).rows(Some(within))
    }

    /// Shows a text with the passages of these notes marked. `layers` are those of all notes on it, by number; none where
    /// the page has no switches for them.
    pub(crate) fn rows(&self, notes: &[NoteId], layers: &[InLayer<'_>]) -> Rows {
        block::Walk::new(*self, notes).with_layers(layers).rows(None)
    }

    /// Tells whether what is shown is a text, present or earlier.
    fn is_text(&self) -> bool {
        matches!(self.place, Place::Text(_) | Place::Version(..))
    }

    /// Returns what stands before the fragments of this place in the page: notes share one page, and their headings and
    /// footnotes must not meet.
    fn prefix(&self) -> String {
        paths::heading_fragment(self.edition, self.place, "")
    }

    /// Returns the address of the page that the place is at home on, seen from the page that is made; empty on it.
    fn home(&self) -> String {
        match (self.place, paths::place(self.edition, self.place)) {
            (Place::Text(_), Some((path, _))) => paths::relative(self.page, &path),
            _ => String::new(),
        }
    }

    /// Returns where a link leads, as the page writes it; nothing for one that leads nowhere.
    fn address(&self, target: &Target) -> Option<String> {
        match target {
            Target::External(address) => is_harmless(address).then(|| address.clone()),
            target => {
                let (path, fragment) = paths::target(self.edition, target)?;
                Some(paths::href(self.page, &path, fragment.as_deref()))
            }
        }
    }
}

/// Shows a title: its inline marks, no links.
pub(crate) fn inline(prose: &Prose) -> String {
    let mut ink = sweep::Ink::bare(prose);
    for (at, leaf) in prose.leaves().enumerate() {
        if at > 0 {
            ink.out.push(' ');
        }
        ink.leaf(leaf);
    }
    ink.out
}

/// `resolve` lets only these through; this is the second lock on the same door.
fn is_harmless(address: &str) -> bool {
    let scheme = address.split(':').next().unwrap_or_default();
    ["http", "https", "mailto", "tel"].iter().any(|allowed| scheme.eq_ignore_ascii_case(allowed))
}
