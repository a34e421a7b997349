//! The third tier: words that are nearly those of the text.
//!
//! A place is accepted when chance could not give it: the share of letters that differ must stay under a line that falls
//! with the length of the text and rises with that of the lemma, or the words that are shared must weigh enough.
//! Two acceptable places that fit nearly equally well are ambiguous. A lemma of fewer than 16 letters carries no
//! evidence. The constants are measured (they are those of a prototype that was tuned on revised texts).
//! Nothing is remembered here: what `anchors.lock` knows of a passage is used by `recall`.

use super::align::{self, Letters};
use super::finding::{Finding, Query, Rivals, Why, candidates};
use super::index::{Index, real};
use super::lemma::{Forms, Placed};
use super::normalised::Keyed;
use super::passage;
use crate::edition::{Anchor, Candidate, Verdict};
use crate::reading::{is_border, widen, words};
use crate::source::Range;

/// The fewest letters of a lemma that may differ from the text.
const SHORTEST: usize = 16;

/// The longest lemma, in bytes, that is compared letter by letter; longer ones are by their words.
const LONGEST: usize = 2_000;

/// By so much the best place must fit better than the next.
const MARGIN: f32 = 0.04;

/// A place that fits so well is worth showing, though not good enough to take.
const WORTH_SHOWING: f32 = 0.5;

/// A place that was looked at closely; ends in bytes of the key.
#[derive(Clone, Copy, Debug)]
struct Likely {
    start: usize,
    end: usize,
    score: f32,
    fits: Fit,
}

/// Whether a place could be the one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fit {
    /// Chance could not give it.
    Accepted,
    /// It is not good enough, but worth showing.
    Shown,
    /// It is of no use.
    Refused,
}

/// Returns the largest share of letters that may differ without chance being the likelier reason, for a lemma of `letters` letters
/// and `places` places where it could begin.
pub(super) fn tolerance(letters: usize, places: usize) -> f32 {
    (0.56 - 0.85 * real(places.max(50)).ln() / real(letters.max(1))).min(0.40)
}

/// Decides a lemma that stands nowhere in the text as written.
pub(super) fn place(keyed: Keyed<'_>, index: &Index<'_>, query: &Query<'_>) -> Finding {
    let Some(forms) = query.forms.as_ref().filter(|forms| !forms.whole.is_empty()) else {
        return Finding::Missing(Why::Wordless, Vec::new());
    };
    let lemma = forms.likeness();
    let key = keyed.key.text();
    let bounds = match query.constraint.paragraph.and_then(|number| passage::paragraphs(keyed.text, number, number)) {
        Some(range) => (keyed.key.at(range.start), keyed.key.at(range.end)),
        None => (0, key.len()),
    };
    let regions = index.regions(&lemma, bounds, (0, 0));
    let looked = regions.into_iter().flat_map(|region| look(keyed, index, (&lemma, region, bounds)));
    let with_stops = |likely: Likely| Likely { end: likely.end + forms.stops_at(key, likely.end), ..likely };
    let mut likely: Vec<Likely> = looked.map(with_stops).collect();
    likely.sort_by(|one, two| two.score.total_cmp(&one.score).then(one.start.cmp(&two.start)));
    decide(keyed, query, (forms, &likely))
}

/// Lays the lemma along the text around a place where it may begin, by letters and by words.
fn look(keyed: Keyed<'_>, index: &Index<'_>, (lemma, region, bounds): (&str, usize, (usize, usize))) -> Vec<Likely> {
    let key = keyed.key.text();
    let slack = (lemma.len() / 2).clamp(40, 300);
    let from = key.floor_char_boundary(region.saturating_sub(slack).max(bounds.0));
    let to = |more: usize| {
        let end = region + lemma.len() + slack + (lemma.len() / 4).max(24) + more;
        key.ceil_char_boundary(end.min(bounds.1)).max(from)
    };
    let (near, wide) = (to(0), to(lemma.len() / 2));
    let stretch = key.get(from..wide).unwrap_or_default();
    let words = align::shared_words(index, lemma, stretch);
    let places = bounds.1.saturating_sub(bounds.0);
    let mut found = Vec::new();
    let mut lay = |start: usize, end: usize| -> Option<(usize, usize)> {
        let letters = align::letters(lemma, key.get(start..end)?)?;
        let ends = (start + letters.start - from, start + letters.end - from);
        let shared = words.as_ref().map(|words| words.shared.as_slice()).unwrap_or_default();
        let ends = reach(index, (lemma, stretch), ends, shared);
        let likely = by_letters((lemma, places), letters, snap(key, (from + ends.0, from + ends.1), lemma));
        found.push(likely);
        (likely.fits == Fit::Accepted).then_some((likely.start, likely.end))
    };
    if lemma.len() <= LONGEST
        && let Some((start, end)) = lay(from, near)
    {
        // A twin may stand beside it.
        for (from, to) in [(from, start), (end, near)] {
            if to.saturating_sub(from) * 2 > lemma.len() {
                lay(from, to);
            }
        }
    }
    let by_words = words.as_ref().and_then(|words| {
        let (first, last) = (words.shared.first()?, words.shared.last()?);
        let ends = with_marks(lemma, key, (from + first.0, from + last.1));
        Some(by_words(keyed, (lemma, places), words, ends))
    });
    found.extend(by_words);
    found
}

fn by_letters((lemma, places): (&str, usize), found: Letters, (start, end): (usize, usize)) -> Likely {
    let count = lemma.chars().count();
    let share = real(found.edits) / real(count.max(1));
    let accepted = count >= SHORTEST && share <= tolerance(count, places);
    let score = 1.0 - share;
    let fits = match accepted {
        true => Fit::Accepted,
        false if score >= WORTH_SHOWING => Fit::Shown,
        false => Fit::Refused,
    };
    Likely { start, end, score, fits }
}

fn by_words(keyed: Keyed<'_>, (lemma, places): (&str, usize), found: &align::Words, ends: (usize, usize)) -> Likely {
    let count = lemma.chars().count();
    let wide = real(ends.1.saturating_sub(ends.0));
    let accepted = count >= SHORTEST
        && found.evidence >= real(places.max(1)).ln() + 5.0
        && found.covered >= 0.6
        && wide <= 2.6 * real(lemma.len()) + 30.0;
    let score = 0.35 + 0.4 * found.covered * (real(lemma.len()) / wide.max(1.0) + 0.3).min(1.0);
    let range = keyed.key.reading(ends.0, ends.1);
    let sentences = || keyed.text.paragraphs.iter().flat_map(|held| &held.sentences);
    // A sentence of the text that the lemma holds whole is worth showing, however much else the lemma says.
    let whole = || found.shared.len() > 1 && sentences().any(|sentence| *sentence == range);
    let fits = match accepted {
        true => Fit::Accepted,
        false if found.covered >= WORTH_SHOWING || ends.1 == keyed.key.text().len() && ends.0 == 0 || whole() => {
            Fit::Shown
        }
        false => Fit::Refused,
    };
    Likely { start: ends.0, end: ends.1, score, fits }
}

/// Widens what the letters found by words of the lemma that stand farther out and are not in it yet, where they weigh
/// more than the gap does.
fn reach(
    index: &Index<'_>,
    (lemma, stretch): (&str, &str),
    (start, end): (usize, usize),
    shared: &[(usize, usize)],
) -> (usize, usize) {
    let word = |&(from, to): &(usize, usize)| stretch.get(from..to).unwrap_or_default();
    let held = stretch.get(start..end).unwrap_or_default();
    let count = |text: &str, word: &str| words(text).filter(|range| range.of(text) == word).count();
    let is_missing = |at: &&(usize, usize)| count(lemma, word(at)) > count(held, word(at));
    let weigh = |words: &[&(usize, usize)]| words.iter().map(|at| index.evidence(word(at), 1.0)).sum::<f32>();
    let gap = |from: usize, to: usize| 2.0 + real(1 + words(stretch.get(from..to).unwrap_or_default()).count()).ln();
    let before: Vec<_> = shared.iter().filter(|word| word.1 <= start).filter(is_missing).collect();
    let after: Vec<_> = shared.iter().filter(|word| word.0 >= end).filter(is_missing).collect();
    let first = before.first().zip(before.last()).filter(|(_, last)| weigh(&before) > gap(last.1, start));
    let last = after.last().zip(after.first()).filter(|(_, first)| weigh(&after) > gap(end, first.0));
    (first.map_or(start, |(first, _)| first.0), last.map_or(end, |(last, _)| last.1))
}

/// Trims spaces, and widens to whole words where the lemma begins and ends with a word.
pub(super) fn snap(key: &str, (start, end): (usize, usize), lemma: &str) -> (usize, usize) {
    let words = key.get(start..end).unwrap_or_default();
    let start = start + words.len() - words.trim_start().len();
    let end = start + words.trim().len();
    let range = widen(key, Range::new(start, end));
    let whole = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    let start = if whole(lemma.chars().next()) { range.start as usize } else { start };
    let end = if whole(lemma.chars().next_back()) || !is_border(key, end) { range.end as usize } else { end };
    (start, end)
}

/// Takes in the marks beside the first and last shared word that the lemma has there too.
fn with_marks(lemma: &str, key: &str, (start, end): (usize, usize)) -> (usize, usize) {
    let last = key.get(start..end).and_then(|words| words.split(|c: char| !c.is_alphanumeric()).next_back());
    let after = last.and_then(|last| lemma.find(last).and_then(|at| lemma.get(at + last.len()..))).unwrap_or_default();
    let rest = key.get(end..).unwrap_or_default();
    let same = |(a, b): &(char, char)| a == b && !a.is_alphanumeric() && !a.is_whitespace();
    let marks: usize = after.chars().zip(rest.chars()).take_while(same).map(|(mark, _)| mark.len_utf8()).sum();
    (start, end + marks)
}

fn decide(keyed: Keyed<'_>, query: &Query<'_>, (forms, likely): (&Forms<'_>, &[Likely])) -> Finding {
    let shown =
        |likely: &Likely| Candidate { range: keyed.key.reading(likely.start, likely.end), confidence: likely.score };
    let mut accepted = likely.iter().filter(|likely| likely.fits == Fit::Accepted);
    let Some(best) = accepted.next() else {
        if let Some(inside) = query.inside {
            return Finding::Missing(Why::InsideWord, candidates(&[inside], 0.5));
        }
        let nearest = likely.iter().find(|likely| likely.fits == Fit::Shown).map(shown);
        return Finding::Missing(Why::Nowhere, nearest.into_iter().collect());
    };
    let mut equal = vec![*best];
    for other in accepted.filter(|other| best.score - other.score < MARGIN) {
        if equal.iter().all(|held| other.end <= held.start || other.start >= held.end) {
            equal.push(*other);
        }
    }
    equal.sort_by_key(|likely| likely.start);
    let nth = query.constraint.nth.and_then(|nth| (nth as usize).checked_sub(1));
    let chosen = match (equal.as_slice(), nth) {
        ([only], None | Some(0)) => *only,
        (several, Some(nth)) if nth < several.len() => several[nth],
        (several, Some(_)) => {
            return Finding::Missing(Why::TooFew(several.len()), several.iter().map(shown).collect());
        }
        (several, None) => {
            let candidates = several.iter().map(shown).collect();
            let (count, apart, focus, second) = (several.len(), Vec::new(), Vec::new(), Vec::new());
            return Finding::Several(Rivals { candidates, count, apart, focus, second });
        }
    };
    take(keyed, query, (forms, chosen))
}

/// Makes the anchor of an accepted place. The words around a focus must stand there as written.
fn take(keyed: Keyed<'_>, query: &Query<'_>, (forms, chosen): (&Forms<'_>, Likely)) -> Finding {
    let range = keyed.key.reading(chosen.start, chosen.end);
    let mut ranges = vec![range];
    if !query.lemma.focus.is_empty() {
        let Some(focus) = focus(keyed, query, (forms, chosen)) else {
            return Finding::Missing(Why::Nowhere, vec![Candidate { range, confidence: chosen.score }]);
        };
        ranges = vec![focus];
    }
    let confidence = chosen.score.clamp(0.0, 0.99);
    Finding::Nearly(Anchor { ranges, verdict: Verdict::Fuzzy, confidence }, range)
}

fn focus(keyed: Keyed<'_>, query: &Query<'_>, (forms, chosen): (&Forms<'_>, Likely)) -> Option<Range> {
    let form = forms.whole.last().filter(|_| forms.parts.is_empty())?;
    let placed: &[Placed<'_>] = &[(form, 0)];
    let ends = forms.focus(&query.lemma.focus, placed);
    let [(start, end)] = ends.as_slice() else { return None };
    let found = keyed.key.text().get(chosen.start..chosen.end)?;
    let before = form.folded().get(..*start)?;
    let after = form.folded().get(*end..)?;
    // The passage may end with the lemma's stops, which its form is without.
    let stops = forms.stops_of(found);
    let middle = found.strip_prefix(before)?.strip_suffix(stops)?.strip_suffix(after)?;
    if middle.trim().is_empty() {
        return None;
    }
    let outside = if forms.is_stop_bold(&query.lemma.focus) { 0 } else { stops.len() + after.len() };
    Some(keyed.key.reading(chosen.start + before.len(), chosen.end - outside))
}
