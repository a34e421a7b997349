//! What the notes on a text can be shown and hidden by: their layers, authors and tags.
//!
//! In: a text and the groups of its notes. Out: [`Facets`], each value with the place by which `style.css` knows it: the
//! switches work without script, so the style sheet has a rule for each place, and there is a last one.

use std::ops::RangeInclusive;

use serde::Serialize;

use super::prose::InLayer;
use crate::edition::{NoteId, TextId};
use crate::render::{Group, Site};

/// How many layers the style sheet can switch.
const LAYERS: usize = 8;
/// How many authors it can choose from, and how many authors and tags together.
const AUTHORS: usize = 8;
const CHOICES: usize = 24;

/// A layer, an author or a tag of the notes on a text.
#[derive(Debug, Serialize)]
pub struct Facet<'a> {
    /// The id of the layer, or the slug of the author or tag.
    pub id: String,
    /// Its title.
    pub title: &'a str,
    /// How many notes on this text have it.
    pub count: usize,
    /// By which it works without script, from 1: that of a layer among layers, that of an author or tag among both;
    /// `null` beyond what the style sheet knows.
    pub place: Option<usize>,
}

/// What notes are shown by; each list is empty where it would leave no choice.
#[derive(Debug, Default, Serialize)]
pub struct Facets<'a> {
    /// The layers.
    pub layers: Vec<Facet<'a>>,
    /// The authors.
    pub authors: Vec<Facet<'a>>,
    /// The tags.
    pub tags: Vec<Facet<'a>>,
}

/// What one note has of the facets of its page: slugs for scripts, places for the style sheet, apart by spaces.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Filed {
    /// The slugs of its authors.
    pub authors: String,
    /// The slugs of its tags.
    pub tags: String,
    /// The places of its authors and tags.
    pub places: String,
}

/// Returns the layers of the notes on a text, where a switch for each makes a difference.
pub(super) fn layers<'a>(site: &Site<'a>, id: TextId) -> Vec<Facet<'a>> {
    listed(site, id, (&site.layers, 1..=LAYERS))
}

/// Returns the layer of every note on a text, by its number from 1; nothing where there are no switches.
pub(super) fn in_layers<'a>(site: &Site<'a>, id: TextId, layers: &[Facet<'_>]) -> Vec<InLayer<'a>> {
    if layers.is_empty() {
        return Vec::new();
    }
    let of = |layer: Option<&'a str>| {
        let held = layers.iter().find(|held| Some(held.id.as_str()) == layer);
        InLayer { id: layer, digit: held.and_then(|held| held.place).unwrap_or_default() }
    };
    site.edition.notes_on(id).map(|(_, note)| of(note.layer.as_deref())).collect()
}

/// Returns what the notes on a text can be filtered by, and what each of them has of it, in the order of their numbers.
pub(super) fn facets<'a>(site: &Site<'a>, id: TextId) -> (Facets<'a>, Vec<Filed>) {
    let facets = Facets {
        layers: layers(site, id),
        authors: listed(site, id, (&site.authors, 1..=AUTHORS)),
        tags: listed(site, id, (&site.tags, AUTHORS + 1..=CHOICES)),
    };
    let stretch = site.edition.notes_of.get(id.0 as usize).cloned().unwrap_or_default();
    let mut filed = vec![Filed::default(); stretch.len()];
    let mut file = |groups: &[Group<'_>], facets: &[Facet<'_>], slugs: fn(&mut Filed) -> &mut String| {
        let mut known = facets.iter().peekable();
        for group in groups {
            let place = known.next_if(|facet| facet.id == group.id).and_then(|facet| facet.place);
            for note in within(group, &stretch) {
                if let Some(filed) = filed.get_mut(note.0.saturating_sub(stretch.start) as usize) {
                    add(slugs(filed), &group.id);
                    if let Some(place) = place {
                        add(&mut filed.places, &place.to_string());
                    }
                }
            }
        }
    };
    file(&site.authors, &facets.authors, |filed| &mut filed.authors);
    file(&site.tags, &facets.tags, |filed| &mut filed.tags);
    (facets, filed)
}

fn add(list: &mut String, word: &str) {
    if !list.is_empty() {
        list.push(' ');
    }
    list.push_str(word);
}

fn within<'n>(group: &'n Group<'_>, stretch: &std::ops::Range<u32>) -> &'n [NoteId] {
    let at = |end: u32| group.notes.partition_point(|note| note.0 < end);
    group.notes.get(at(stretch.start)..at(stretch.end)).unwrap_or_default()
}

/// A single value is a choice only where some notes do not have it.
fn listed<'a>(site: &Site<'a>, id: TextId, of: (&[Group<'a>], RangeInclusive<usize>)) -> Vec<Facet<'a>> {
    let (groups, places) = of;
    let stretch = site.edition.notes_of.get(id.0 as usize).cloned().unwrap_or_default();
    let held = groups.iter().filter_map(|group| {
        let count = within(group, &stretch).len();
        (count > 0).then_some(Facet { id: group.id.clone(), title: group.name, count, place: None })
    });
    let mut held: Vec<Facet<'a>> = held.collect();
    if let [only] = held.as_slice()
        && only.count == stretch.len()
    {
        held.clear();
    }
    held.iter_mut().zip(places).for_each(|(facet, place)| facet.place = Some(place));
    held
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_sheet_has_a_rule_for_every_place() {
        let style = include_str!("../../../themes/default/static/style.css");
        for layer in 1..=LAYERS {
            for state in ["checked", "not(:checked)"] {
                let rule = format!("input[data-l=\"{layer}\"]:{state})~:is(.text,.prose,section) ");
                assert!(style.contains(&rule), "{rule}");
            }
        }
        for place in 1..=CHOICES {
            let rule = format!(".filters:has([data-f=\"{place}\"]:checked)~* .entry:not([data-f~=\"{place}\"])");
            assert!(style.contains(&rule), "{rule}");
        }
        assert!(!style.contains(&format!("data-l=\"{}\"", LAYERS + 1)));
        assert!(!style.contains(&format!("data-f=\"{}\"", CHOICES + 1)));
    }

    /// A browser asks again for each note that it places in the margin what a rule is about. What looks for a switch in
    /// all of a page goes through the page once for each note.
    #[test]
    fn switches_are_looked_for_where_they_stand() {
        let style = include_str!("../../../themes/default/static/style.css");
        for wide in ["main", "body", "html", ":root", ".text"] {
            assert!(!style.contains(&format!("{wide}:has(")), "{wide}:has( looks through the whole page");
        }
    }
}
