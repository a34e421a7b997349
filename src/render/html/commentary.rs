//! The page of all notes on a text, in order, each with the words that it is about.
//!
//! In: a text and its notes. Out: `statement/commentary.html`.

use std::sync::Arc;

use serde::Serialize;

use super::beside::{self, Extent, NoteView};
use super::facets::{self, Facets};
use super::places::{Link, text_link};
use super::{About, Head, Shell, direction};
use crate::edition::{NoteId, Placement, TextId, paths};
use crate::error::Error;
use crate::output::Output;
use crate::render::{Site, put_page};

/// What `commentary.html` sees.
#[derive(Debug, Serialize)]
pub struct Commentary<'a> {
    /// What stands around the content.
    pub shell: Shell<'a>,
    /// The text.
    pub text: Link<'a>,
    /// The language of the text, where it differs from the publication's.
    pub language: Option<&'a str>,
    /// `ltr` or `rtl`, where the language differs.
    pub direction: Option<&'static str>,
    /// How many notes there are.
    pub count: usize,
    /// What they can be filtered by.
    pub facets: Facets<'a>,
    /// The notes, in order; those whose passage was not found stand last.
    pub notes: Vec<NoteView<'a>>,
    /// The address of the notes as Web Annotations.
    pub annotations: String,
}

/// Puts the page of every text that has notes.
pub(super) fn put<'e>(site: &Arc<Site<'e>>, output: &mut Output<'e>) -> Result<(), Error> {
    let ids = (0..site.edition.texts.len()).filter_map(|at| u32::try_from(at).ok().map(TextId));
    ids.filter(|&id| site.edition.notes_on(id).next().is_some()).try_for_each(|id| {
        put_page(output, site, paths::commentary_page(site.text(id)), move |site, path| {
            site.engine.page("commentary.html", &view(site, path, id))
        })
    })
}

fn view<'a>(site: &'a Site<'a>, path: &'a str, id: TextId) -> Commentary<'a> {
    let text = site.text(id);
    let mut ids: Vec<NoteId> = site.edition.notes_on(id).map(|(note, _)| note).collect();
    ids.sort_by_key(|&note| matches!(site.note(note).place, Placement::Unplaced { .. }));
    let on = [("text", text.link_title())];
    let title = site.words.commentary_title.say(&on);
    let description = site.words.commentary_description.say(&on);
    let (facets, filed) = facets::facets(site, id);
    let in_layers = facets::in_layers(site, id, &facets.layers);
    let notes = ids.iter().map(|&note| {
        let mut view = beside::view(site, path, (note, Extent::Whole));
        let at = (view.number as usize).saturating_sub(1);
        view.filed = filed.get(at).cloned().unwrap_or_default();
        view.layer_place = in_layers.get(at).map(|held| held.digit).filter(|digit| *digit > 0);
        view
    });
    Commentary {
        shell: Shell::new(
            site,
            &Head { path, title: &title, description: Some(&description), about: About::Commentary(id) },
        ),
        text: text_link(site, path, id),
        language: site.foreign(text),
        direction: site.foreign(text).map(direction),
        count: ids.len(),
        notes: notes.collect(),
        facets,
        annotations: paths::href(path, &paths::annotations(text), None),
    }
}
