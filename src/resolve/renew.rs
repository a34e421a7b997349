//! One text resolved again, alone: what it can be when nothing elsewhere depends on what changed in it.
//!
//! In: the edition of the last build, and a text with its notes, read and placed anew. Out: the same edition as if all had been
//! resolved again, or a refusal, and then nothing was changed. What other places know of a text is its title, and what they
//! link to in it; what a text knows of others is in its links. Where these stayed as they were, only its own words are
//! looked at: uses of terms are found again, and links keep their far ends.

use std::collections::BTreeSet;

use super::scope::Scopes;
use super::{links, terms, uses};
use crate::config::Config;
use crate::diag::Diagnostic;
use crate::edition::{
    Edition, LeafKind, LinkKind, Note, NoteId, Occurrence, Place, Placement, Prose, Reference, Target, Text, TextId,
    TextMeta,
};
use crate::source::narrow;

/// Puts a text and its notes, in the order of their places, into the stead of the old ones.
///
/// Returns the warnings for terms that stand nowhere, told anew; `None` when something elsewhere may depend on what changed:
/// then all must be resolved again.
pub fn renew(
    edition: &mut Edition,
    config: &Config,
    id: TextId,
    new: (Text, Vec<Note<Placement>>),
) -> Option<Vec<Diagnostic>> {
    if !is_alone(edition, id, &new) {
        return None;
    }
    let kept = kept_links(edition, id, &new);
    let (text, notes) = new;
    put(edition, id, text, notes);
    let scopes = Scopes::new(edition, &mut Vec::new());
    let own = own_places(edition, id);
    let current: Vec<Place> = own.iter().copied().filter(|place| !matches!(place, Place::Version(..))).collect();
    put_uses(edition, id, uses::find_in(edition, &scopes, config, &current));
    put_references(edition, &own, kept);
    let mut unused = Vec::new();
    terms::check_use(edition, &scopes, &mut unused);
    Some(unused)
}

/// Tells whether nothing elsewhere depends on what changed.
fn is_alone(edition: &Edition, id: TextId, new: &(Text, Vec<Note<Placement>>)) -> bool {
    let Some(old) = edition.texts.get(id.0 as usize) else { return false };
    let (text, notes) = new;
    let same_names = || edition.notes_on(id).map(|(_, note)| name(note)).eq(notes.iter().map(name));
    let from_here = |reference: &Reference| super::text_of(edition, reference.from) == Some(id);
    let outbound = edition.references.iter().any(from_here) || proses(text, notes).any(|prose| !prose.links.is_empty());
    let inbound = edition.references.iter().any(|reference| leads_into(edition, &reference.to, id));
    // What quotes a paragraph is checked against its words.
    let quoted = edition.references.iter().any(|reference| {
        !from_here(reference)
            && matches!(reference.to, Target::Paragraphs(text, ..) | Target::Sentence(text, ..) if text == id)
    });
    let to_notes = || edition.references.iter().any(|reference| matches!(reference.to, Target::Note(_)));
    old.meta == text.meta
        && labels(edition.notes_on(id).map(|(_, note)| note)) == labels(notes.iter())
        && (same_names() || !(inbound || outbound || to_notes()))
        && (!quoted || old.prose.reading == text.prose.reading)
        && versions(old).eq(versions(text))
        && (!inbound || outlines(old).eq(outlines(text)))
        && (!outbound || written(old, edition.notes_on(id).map(|(_, note)| note)) == written(text, notes.iter()))
}

/// What links to a note name and show.
fn name(note: &Note<Placement>) -> (&str, &str) {
    (&note.id, note.title_words())
}

/// What pages of their own are made for: each tag, author and layer of the notes on a text.
fn labels<'n>(notes: impl Iterator<Item = &'n Note<Placement>>) -> BTreeSet<(u8, &'n str)> {
    let of = |note: &'n Note<Placement>| {
        let tags = note.tags.iter().map(|tag| (0, tag.as_str()));
        let authors = note.authors.iter().map(|author| (1, author.as_str()));
        tags.chain(authors).chain(note.layer.iter().map(|layer| (2, layer.as_str())))
    };
    notes.flat_map(of).collect()
}

fn leads_into(edition: &Edition, to: &Target, id: TextId) -> bool {
    match to {
        Target::Paragraphs(text, ..) | Target::Sentence(text, ..) => *text == id,
        Target::Note(note) => edition.notes.get(note.0 as usize).is_some_and(|note| note.text == id),
        Target::Fragment(place, _) => super::text_of(edition, *place) == Some(id),
        _ => false,
    }
}

/// What links into a text can name: its paragraphs with the number of their sentences, and its headings.
fn outline(text: &Text) -> Vec<(Option<u32>, &str, usize)> {
    let paragraphs = text.paragraphs.iter().map(|held| (held.number, held.fragment.as_str(), held.sentences.len()));
    let headings = text.prose.leaves().filter_map(|leaf| match &leaf.kind {
        LeafKind::Heading { fragment, .. } => Some((None, fragment.as_str(), 0)),
        _ => None,
    });
    paragraphs.chain(headings).collect()
}

/// The same of a text and of its earlier versions.
fn outlines(text: &Text) -> impl Iterator<Item = Vec<(Option<u32>, &str, usize)>> {
    std::iter::once(text).chain(text.versions.iter().map(|version| &version.text)).map(outline)
}

/// What pages of their own are made for, and how they are called.
fn versions(text: &Text) -> impl Iterator<Item = (&str, &TextMeta)> {
    text.versions.iter().map(|version| (version.slug.as_str(), &version.text.meta))
}

/// A text, the notes on it, and its earlier versions.
fn proses<'n>(text: &'n Text, notes: impl IntoIterator<Item = &'n Note<Placement>>) -> impl Iterator<Item = &'n Prose> {
    let versions = text.versions.iter().map(|version| &version.text.prose);
    std::iter::once(&text.prose).chain(notes.into_iter().map(|note| &note.body)).chain(versions)
}

/// A link as written: its kind, where to, its words by themselves, and as they are shown.
type Written<'n> = (LinkKind, &'n str, &'n str, &'n str);

/// Every link as it is written, prose by prose.
fn written<'n>(text: &'n Text, notes: impl IntoIterator<Item = &'n Note<Placement>>) -> Vec<Vec<Written<'n>>> {
    let of = |prose: &'n Prose| {
        let each = prose.links.iter();
        each.map(|link| (link.kind, link.destination.as_str(), link.label.as_str(), link.range.of(&prose.reading)))
            .collect()
    };
    proses(text, notes).map(of).collect()
}

/// The references of a text and its notes, prose by prose, standing where the new words have them.
fn kept_links(edition: &Edition, id: TextId, new: &(Text, Vec<Note<Placement>>)) -> Vec<Vec<Reference>> {
    let own = own_places(edition, id);
    let moved = |(place, prose): (&Place, &Prose)| {
        let mut held: Vec<Reference> = edition.references_in(*place).to_vec();
        for reference in &mut held {
            if let Some(link) = prose.links.get(reference.link as usize) {
                reference.range = link.range;
            }
        }
        held.sort_by_key(|reference| (reference.range.start, reference.link));
        held
    };
    own.iter().zip(proses(&new.0, &new.1)).map(moved).collect()
}

/// The text, its notes and its earlier versions, as places.
fn own_places(edition: &Edition, id: TextId) -> Vec<Place> {
    let notes = edition.notes_on(id).map(|(note, _)| Place::Note(note));
    let versions = edition.texts.get(id.0 as usize).map_or(0, |text| narrow(text.versions.len()));
    std::iter::once(Place::Text(id)).chain(notes).chain((0..versions).map(|at| Place::Version(id, at))).collect()
}

/// Puts the new text and its notes in place. Where their number changed, all notes after them get new ids.
fn put(edition: &mut Edition, id: TextId, text: Text, notes: Vec<Note<Placement>>) {
    let at = id.0 as usize;
    if let Some(held) = edition.texts.get_mut(at) {
        *held = text;
    }
    let old = edition.notes_of.get(at).cloned().unwrap_or_default();
    let (before, after) = (old.end, old.start + narrow(notes.len()));
    edition.notes.splice(old.start as usize..old.end as usize, notes);
    // The uses in the old notes go first: their ids may be those of other notes now.
    edition.glossary.occurrences.retain(|held| match held.place {
        Place::Note(note) => !old.contains(&note.0),
        Place::Text(text) => text != id,
        Place::Page(_) | Place::Term(_) | Place::Version(..) => true,
    });
    if before == after {
        return;
    }
    let moved = |note: &mut NoteId| {
        if note.0 >= before {
            note.0 = note.0 - before + after;
        }
    };
    let moved_place = |place: &mut Place| {
        if let Place::Note(note) = place {
            moved(note);
        }
    };
    for (held, own) in edition.notes_of.iter_mut().skip(at).zip(0..) {
        if own > 0 {
            held.start = held.start - before + after;
        }
        held.end = held.end - before + after;
    }
    edition.glossary.occurrences.iter_mut().for_each(|held| moved_place(&mut held.place));
    for reference in &mut edition.references {
        moved_place(&mut reference.from);
        match &mut reference.to {
            Target::Note(note) => moved(note),
            Target::Fragment(place, _) => moved_place(place),
            _ => {}
        }
    }
}

/// Puts the uses in a text and its notes among all.
fn put_uses(edition: &mut Edition, id: TextId, found: Vec<Occurrence>) {
    let all = &mut edition.glossary.occurrences;
    let (in_text, in_notes): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|held| matches!(held.place, Place::Text(_)));
    // Notes stand after texts: the later stretch is put in first, so that the earlier one stays where it is.
    if let Some(first) = edition.notes_of.get(id.0 as usize) {
        let at = all.partition_point(|held| held.place < Place::Note(NoteId(first.start)));
        all.splice(at..at, in_notes);
    }
    let at = all.partition_point(|held| held.place < Place::Text(id));
    all.splice(at..at, in_text);
    edition.glossary.by_term = uses::by_term(all, edition.terms.len());
}

/// Puts the references of a text and its notes where they stood.
fn put_references(edition: &mut Edition, own: &[Place], kept: Vec<Vec<Reference>>) {
    if edition.references.is_empty() {
        return;
    }
    for (place, held) in own.iter().zip(kept) {
        let start = edition.references.partition_point(|found| found.from < *place);
        let slots = edition.references.iter_mut().skip(start);
        for (slot, reference) in slots.zip(held) {
            *slot = reference;
        }
    }
    edition.backlinks = links::backlinks(&edition.references);
}
