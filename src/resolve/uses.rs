//! Uses of terms: where each term of the glossary stands in texts, notes, pages and definitions.
//!
//! In: the edition's prose and the forms of its terms. Out: [`Glossary`] occurrences in order, each a link or not as the
//! policy has it. Headings, links, code and a term's own definition are left out.

use rayon::prelude::*;

use super::forms::Forms;
use super::scan::{Ground, Hit, Scanner, Tongue};
use super::scope::Scopes;
use super::{places, text_of};
use crate::config::Config;
use crate::edition::{
    Edition, Glossary, LeafKind, LinkPolicy, Mark, MarkKind, Match, Occurrence, Place, Prose, TermId, TextId,
};
use crate::source::Range;

/// Finds all uses of all terms; `see_also` stays empty.
pub(super) fn find(edition: &Edition, scopes: &Scopes, config: &Config) -> Glossary {
    let forms = Forms::new(&edition.terms);
    let policies = policies(edition, config);
    let places = places(edition);
    let found: Vec<Vec<Occurrence>> = places
        .par_iter()
        .with_min_len(8)
        .map_init(
            || (Scanner::new(&forms), Links::new(&policies)),
            |(scanner, links), &place| in_place(edition, (scopes, config), place, (scanner, links)),
        )
        .collect();
    let occurrences = found.concat();
    let by_term = by_term(&occurrences, edition.terms.len());
    Glossary { occurrences, by_term, see_also: Vec::new() }
}

/// Finds the uses in a few places, in order.
pub(super) fn find_in(edition: &Edition, scopes: &Scopes, config: &Config, places: &[Place]) -> Vec<Occurrence> {
    let forms = Forms::new(&edition.terms);
    let policies = policies(edition, config);
    let (mut scanner, mut links) = (Scanner::new(&forms), Links::new(&policies));
    let found = places.iter().map(|&place| in_place(edition, (scopes, config), place, (&mut scanner, &mut links)));
    found.collect::<Vec<_>>().concat()
}

/// For each term, where its uses stand among all.
pub(super) fn by_term(occurrences: &[Occurrence], terms: usize) -> Vec<Vec<u32>> {
    let mut counts = vec![0; terms];
    for found in occurrences {
        if let Some(count) = counts.get_mut(found.term.0 as usize) {
            *count += 1;
        }
    }
    let mut by_term: Vec<Vec<u32>> = counts.into_iter().map(Vec::with_capacity).collect();
    for (found, at) in occurrences.iter().zip(0..) {
        if let Some(held) = by_term.get_mut(found.term.0 as usize) {
            held.push(at);
        }
    }
    by_term
}

fn policies(edition: &Edition, config: &Config) -> Vec<LinkPolicy> {
    let policy = |matching| match matching {
        Match::Auto => config.glossary.link,
        Match::Always => LinkPolicy::All,
        Match::Never => LinkPolicy::None,
        Match::Policy(policy) => policy,
    };
    edition.terms.iter().map(|term| policy(term.matching)).collect()
}

/// Where in a place a use stands, as far as the policies care: each counts from 1.
#[derive(Clone, Copy, Debug)]
struct Stand {
    section: u32,
    paragraph: u32,
}

/// Decides which uses are links: remembers where each term was linked last.
#[derive(Debug)]
struct Links<'p> {
    policies: &'p [LinkPolicy],
    last: Vec<(u32, u32)>,
    place: u32,
}

impl<'p> Links<'p> {
    fn new(policies: &'p [LinkPolicy]) -> Self {
        Self { policies, last: vec![(0, 0); policies.len()], place: 0 }
    }

    fn links(&mut self, term: TermId, stand: Stand) -> bool {
        let at = term.0 as usize;
        let unit = match self.policies.get(at) {
            Some(LinkPolicy::All) => return true,
            Some(LinkPolicy::None) | None => return false,
            Some(LinkPolicy::FirstInText) => 0,
            Some(LinkPolicy::FirstInSection) => stand.section,
            Some(LinkPolicy::FirstInParagraph) => stand.paragraph,
        };
        let here = (self.place, unit);
        self.last.get_mut(at).is_some_and(|last| std::mem::replace(last, here) != here)
    }
}

fn in_place(
    edition: &Edition,
    (scopes, config): (&Scopes, &Config),
    place: Place,
    (scanner, links): (&mut Scanner<'_>, &mut Links<'_>),
) -> Vec<Occurrence> {
    let prose = edition.prose(place);
    let barred = barred(prose);
    let text = text_of(edition, place);
    let tongue = tongue(edition, config, place);
    let ground = Ground { reading: &prose.reading, tongue, barred: &barred, scopes, text };
    links.place += 1;
    let mut stand = Stand { section: 1, paragraph: 0 };
    let mut found = Vec::new();
    for leaf in prose.leaves() {
        match leaf.kind {
            LeafKind::Heading { .. } => stand.section += 1,
            LeafKind::Paragraph | LeafKind::Plain | LeafKind::Cell => {
                stand.paragraph += 1;
                let own = |hit: &&Hit| place != Place::Term(hit.term);
                for hit in scanner.scan(&ground, leaf.range).iter().filter(own) {
                    let linked = links.links(hit.term, stand);
                    found.push(Occurrence { place, range: hit.range, term: hit.term, linked });
                }
            }
            LeafKind::Code { .. } | LeafKind::Rule | LeafKind::Html(_) => {}
        }
    }
    found
}

fn tongue(edition: &Edition, config: &Config, place: Place) -> Tongue {
    let own = match place {
        Place::Text(TextId(at)) => edition.texts.get(at as usize).and_then(|text| text.meta.language.as_deref()),
        Place::Note(_) | Place::Page(_) | Place::Term(_) | Place::Version(..) => None,
    };
    let language = own.unwrap_or(&config.book.language);
    let first = language.split(['-', '_']).next().unwrap_or_default();
    if first.eq_ignore_ascii_case("en") { Tongue::English } else { Tongue::Other }
}

/// The words of links and of code, sorted and joined where they touch.
fn barred(prose: &Prose) -> Vec<Range> {
    let code = |mark: &Mark| (mark.kind == MarkKind::Code).then_some(mark.range);
    let links = prose.links.iter().map(|link| link.range);
    let mut all: Vec<Range> = links.chain(prose.marks.iter().filter_map(code)).filter(|r| !r.is_empty()).collect();
    all.sort_unstable();
    let mut joined: Vec<Range> = Vec::with_capacity(all.len());
    for range in all {
        match joined.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}
