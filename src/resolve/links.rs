//! Written links: each becomes a [`Reference`], and those that lead nowhere a diagnostic.
//!
//! In: the edition and the index of its names. Out: references in the order of their places, and the far ends of them.

use rayon::prelude::*;

use super::address::{Address, address};
use super::fault::Fault;
use super::index::Index;
use super::linking;
use super::scope::Scopes;
use super::wiki::wiki;
use crate::diag::Diagnostic;
use crate::edition::{Backlink, Edition, Link, LinkKind, Place, Reference, Target};
use crate::source::{FileId, Sources, Span};

/// For so many faults the nearest names are looked for; more are never shown.
const GUESSES: usize = 200;

/// What was found in one place.
#[derive(Debug, Default)]
struct Found {
    references: Vec<Reference>,
    faults: Vec<(Span, Fault)>,
}

/// Resolves all links.
pub(super) fn resolve(
    index: &Index<'_>,
    scopes: &Scopes,
    (sources, found): (&Sources, &mut Vec<Diagnostic>),
) -> Vec<Reference> {
    let places: Vec<Place> = linking(index.edition).collect();
    let all: Vec<Found> = places.par_iter().with_min_len(8).map(|&place| in_place(index, scopes, place)).collect();
    let mut references = Vec::new();
    let mut faults = Vec::new();
    for place in all {
        references.extend(place.references);
        faults.extend(place.faults);
    }
    for (at, (span, mut fault)) in faults.into_iter().enumerate() {
        if at >= GUESSES {
            fault.guess = None;
        }
        found.push(fault.diagnostic(index, sources, span));
    }
    references
}

fn in_place(index: &Index<'_>, scopes: &Scopes, place: Place) -> Found {
    let mut found = Found::default();
    let prose = index.edition.prose(place);
    for (link, at) in prose.links.iter().zip(0..) {
        let lead = match link.kind {
            LinkKind::Wiki => wiki(index, scopes, (place, &link.destination)).map(|lead| (lead.to, lead.label)),
            LinkKind::Markdown | LinkKind::Image => written(index, place, link).map(|to| (to, None)),
        };
        let (to, label) = lead.unwrap_or_else(|fault| {
            found.faults.push((link.span, fault));
            (Target::Broken, None)
        });
        let label = label.filter(|words| link.label.is_empty() && words != link.range.of(&prose.reading));
        found.references.push(Reference { from: place, link: at, range: link.range, to, label });
    }
    found.references.sort_by_key(|reference| (reference.range.start, reference.link));
    found
}

fn written(index: &Index<'_>, place: Place, link: &Link) -> Result<Target, Fault> {
    let written = link.destination.as_str();
    let shown = link.range.of(&index.edition.prose(place).reading);
    if link.kind == LinkKind::Markdown && shown == written && written.contains('@') && !written.contains([':', '/']) {
        return Ok(Target::External(format!("mailto:{written}")));
    }
    let file = index.inner_path(file_of(index.edition, place)).unwrap_or_default();
    address(index, Address { place, file, written, kind: link.kind })
}

fn file_of(edition: &Edition, place: Place) -> FileId {
    match place {
        Place::Text(id) => edition.texts[id.0 as usize].file,
        Place::Note(id) => edition.notes[id.0 as usize].file,
        Place::Page(id) => edition.pages[id.0 as usize].file,
        Place::Term(id) => edition.terms[id.0 as usize].file,
        Place::Version(id, at) => edition.texts[id.0 as usize].versions[at as usize].text.file,
    }
}

/// Gathers the references that lead to each thing of the edition; what is outside or a copied file has none, and what an earlier
/// version links to is not cited by it any more.
pub(super) fn backlinks(references: &[Reference]) -> Vec<Backlink> {
    let inside = |to: &Target| !matches!(to, Target::Asset(_) | Target::External(_) | Target::Broken);
    let mut all: Vec<(&Target, u32)> = references
        .iter()
        .zip(0..)
        .filter(|(held, _)| inside(&held.to) && is_current(held.from))
        .map(|(held, at)| (&held.to, at))
        .collect();
    all.sort();
    let groups = all.chunk_by(|(one, _), (other, _)| one == other);
    groups
        .filter_map(|group| {
            let (to, _) = group.first()?;
            Some(Backlink { to: (*to).clone(), from: group.iter().map(|(_, at)| *at).collect() })
        })
        .collect()
}

fn is_current(from: Place) -> bool {
    !matches!(from, Place::Version(..))
}
