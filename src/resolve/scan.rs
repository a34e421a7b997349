//! Finds forms in a stretch of text: one pass over its words, each looked up once.
//!
//! In: the [`Forms`], and a [`Ground`]: a reading with what bars a find in it. Out: [`Hit`]s in order, the leftmost and
//! longest first choice, none overlapping. Never crosses the end of the stretch.

use super::borders::{joined_after, joined_before, lead_start, trail_end};
use super::forms::{Form, Forms, Node, Role, Rule, Shape};
use super::scope::Scopes;
use super::words::{Hash, Word, is_word, next_after, next_word, push_separator, push_word};
use crate::edition::{Inflection, TermId, TextId};
use crate::reading::{Key, fold_letter};
use crate::source::Range;

/// The language of a stretch of text, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tongue {
    /// English: plurals and possessives.
    English,
    /// Any other: forms as written; an elided article (`l'`) may stand before one.
    Other,
}

/// A reading in which forms are looked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ground<'a> {
    /// The reading.
    pub(super) reading: &'a str,
    /// Its language.
    pub(super) tongue: Tongue,
    /// Where no term is found (links, code): sorted, none overlapping.
    pub(super) barred: &'a [Range],
    /// The scopes of the terms.
    pub(super) scopes: &'a Scopes,
    /// The text that the reading belongs to, if any.
    pub(super) text: Option<TextId>,
}

/// A use of a term that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hit {
    /// The words in the reading.
    pub(super) range: Range,
    /// The term.
    pub(super) term: TermId,
}

/// One step along a form: the words so far, and what is known of them.
#[derive(Clone, Copy, Debug)]
struct Step {
    node: Node,
    start: usize,
    end: usize,
    folded: usize,
    written: usize,
}

/// Looks for forms; keeps its room from one stretch to the next.
#[derive(Debug)]
pub(super) struct Scanner<'f> {
    forms: &'f Forms,
    folded: String,
    written: String,
    steps: Vec<Step>,
    excepted: Vec<Hit>,
    hits: Vec<Hit>,
}

impl<'f> Scanner<'f> {
    /// Makes a scanner.
    pub(super) fn new(forms: &'f Forms) -> Self {
        let (folded, written) = (String::new(), String::new());
        Self { forms, folded, written, steps: Vec::new(), excepted: Vec::new(), hits: Vec::new() }
    }

    /// Finds the forms in a stretch of the reading.
    pub(super) fn scan(&mut self, ground: &Ground<'_>, stretch: Range) -> &[Hit] {
        self.hits.clear();
        self.excepted.clear();
        let Some(text) = ground.reading.get(..stretch.end as usize) else { return &self.hits };
        let mut at = stretch.start as usize;
        while let Some(word) = next_word(text, at) {
            at = word.end;
            if self.follow(text, word) {
                self.note_excepted(ground, text, word.start);
                if self.hits.last().is_none_or(|hit| hit.range.end as usize <= word.start)
                    && let Some(hit) = self.best(ground, text, word.start)
                {
                    self.hits.push(hit);
                }
            }
        }
        if self.forms.has_unspaced() && !stretch.of(ground.reading).is_ascii() {
            self.scan_unspaced(ground, stretch);
        }
        &self.hits
    }

    /// Follows the words from a first one on as long as a form does; tells whether one may end on the way.
    fn follow(&mut self, text: &str, word: Word) -> bool {
        let mut hash = word.hash.unwrap_or_else(|| self.hash_of(text, Hash::EMPTY, (word.start, word)));
        let Some(mut node) = self.forms.node(hash) else { return false };
        self.steps.clear();
        let mut last = word;
        loop {
            self.steps.push(Step { node, start: last.start, end: last.end, folded: 0, written: 0 });
            if !node.more {
                break;
            }
            // Nearly always one space stands between two words; then the hash goes on by itself.
            let Some(next) = next_after(text, last.end, hash.with(" ")) else { break };
            let is_space = text.get(last.end..next.start) == Some(" ");
            hash = match next.hash {
                Some(hash) if is_space => hash,
                _ => self.hash_of(text, hash, (last.end, next)),
            };
            let Some(found) = self.forms.node(hash) else { break };
            node = found;
            last = next;
        }
        let ends = self.steps.iter().any(|step| step.node.is_end());
        if ends {
            self.spell(text);
        }
        ends
    }

    /// Goes on with a hash over what stands from an offset to the end of a word.
    fn hash_of(&mut self, text: &str, before: Hash, (from, word): (usize, Word)) -> Hash {
        self.folded.clear();
        self.written.clear();
        push_separator(text.get(from..word.start).unwrap_or_default(), &mut self.folded);
        push_word(text.get(word.start..word.end).unwrap_or_default(), &mut self.written, &mut self.folded);
        before.with(&self.folded)
    }

    /// Writes out the words of all steps, made comparable.
    fn spell(&mut self, text: &str) {
        self.folded.clear();
        self.written.clear();
        let mut last = None;
        for step in &mut self.steps {
            if let Some(end) = last.replace(step.end) {
                let between = text.get(end..step.start).unwrap_or_default();
                push_separator(between, &mut self.folded);
                push_separator(between, &mut self.written);
            }
            push_word(text.get(step.start..step.end).unwrap_or_default(), &mut self.written, &mut self.folded);
            step.folded = self.folded.len();
            step.written = self.written.len();
        }
    }

    /// Remembers the phrases that begin here and in which a term is not meant.
    fn note_excepted(&mut self, ground: &Ground<'_>, text: &str, start: usize) {
        self.excepted.retain(|phrase| phrase.range.end as usize > start);
        for step in &self.steps {
            for form in self.forms.at(step.node).iter().filter(|form| form.role == Role::Except) {
                if let Some(range) = self.fits(form, step, (ground.tongue, text, start)) {
                    self.excepted.push(Hit { range, term: form.term });
                }
            }
        }
    }

    /// Returns the longest use that begins here and that nothing bars.
    fn best(&self, ground: &Ground<'_>, text: &str, start: usize) -> Option<Hit> {
        self.steps.iter().rev().find_map(|step| {
            self.forms.at(step.node).iter().filter(|form| form.role == Role::Use).find_map(|form| {
                let range = self.fits(form, step, (ground.tongue, text, start))?;
                let hit = Hit { range, term: form.term };
                let held = self.hits.last().is_some_and(|held| held.range.overlaps(range));
                (!held && self.is_free(ground, hit)).then_some(hit)
            })
        })
    }

    fn is_free(&self, ground: &Ground<'_>, hit: Hit) -> bool {
        let after = ground.barred.partition_point(|barred| barred.end <= hit.range.start);
        let barred = ground.barred.get(after).is_some_and(|barred| barred.overlaps(hit.range));
        let excepted = |phrase: &Hit| phrase.term == hit.term && phrase.range.contains(hit.range);
        !barred && ground.scopes.admits(hit.term, ground.text) && !self.excepted.iter().any(excepted)
    }

    /// Tells whether a form stands here to the letter, and where.
    fn fits(&self, form: &Form, step: &Step, (tongue, text, start): (Tongue, &str, usize)) -> Option<Range> {
        let english = tongue == Tongue::English && form.inflection == Inflection::English;
        if (form.shape == Shape::Plural && !english) || self.folded.get(..step.folded)? != &*form.folded {
            return None;
        }
        if !case_fits(form, self.written.get(..step.written)?) {
            return None;
        }
        let from = match &*form.lead {
            "" if joined_before(text, start, tongue) => return None,
            "" => start,
            lead => lead_start(text, start, lead)?,
        };
        let to = match &*form.trail {
            "" if joined_after(text, step.end, english) => return None,
            "" => step.end,
            trail => trail_end(text, step.end, trail)?,
        };
        Some(Range::new(from, to))
    }

    /// Finds forms in scripts without spaces: at any character, in the key of the stretch.
    fn scan_unspaced(&mut self, ground: &Ground<'_>, stretch: Range) {
        let key = Key::new(stretch.of(ground.reading));
        let text = key.text();
        let (mut free, words) = (0, self.hits.len());
        for (at, first) in text.char_indices().filter(|(_, letter)| !letter.is_ascii() || letter.is_alphanumeric()) {
            let second = text.get(at + first.len_utf8()..).and_then(|rest| rest.chars().next());
            let pair = (fold_letter(first), second.map_or('\0', fold_letter));
            let ends = self.forms.unspaced(pair.0, pair.1).filter(|_| at >= free).filter_map(|form| {
                let end = unspaced_end(form, text, at)?;
                let range = key.reading(at, end);
                let range = Range { start: range.start + stretch.start, end: range.end + stretch.start };
                Some((end, form.role, Hit { range, term: form.term }))
            });
            let mut ends: Vec<_> = ends.collect();
            if ends.is_empty() {
                continue;
            }
            // Phrases that lie behind are of no use any more.
            let from = key.reading(at, at + first.len_utf8()).start as usize + stretch.start as usize;
            ends.sort_by_key(|&(end, _, hit)| (std::cmp::Reverse(end), hit.term));
            self.excepted.retain(|phrase| phrase.range.end as usize > from);
            self.excepted.extend(ends.iter().filter(|found| found.1 == Role::Except).map(|found| found.2));
            let uses = ends.iter().filter(|found| found.1 == Role::Use);
            let is_free = |hit: Hit| {
                let words = self.hits.get(..words).unwrap_or_default();
                let after = words.partition_point(|held| held.range.end <= hit.range.start);
                self.is_free(ground, hit) && !words.get(after).is_some_and(|held| held.range.overlaps(hit.range))
            };
            if let Some(&(end, _, hit)) = uses.into_iter().find(|found| is_free(found.2)) {
                self.hits.push(hit);
                free = end;
            }
        }
        self.hits.sort_unstable();
    }
}

fn case_fits(form: &Form, written: &str) -> bool {
    match form.rule {
        Rule::Any => true,
        Rule::Exact => &*form.written == written,
        Rule::Capitals => {
            let (mut wanted, mut found) = (form.written.chars(), written.chars());
            let first = match (wanted.next(), found.next()) {
                (Some(wanted), Some(found)) => wanted == found || found.to_lowercase().eq([wanted]),
                _ => false,
            };
            first && wanted.as_str() == found.as_str()
        }
    }
}

/// Returns where a form in a script without spaces ends, if it stands at a place of the key.
fn unspaced_end(form: &Form, key: &str, at: usize) -> Option<usize> {
    let rest = key.get(at..)?;
    let mut letters = rest.char_indices();
    for wanted in form.folded.chars() {
        let (_, found) = letters.next()?;
        if found != wanted && !(form.rule == Rule::Any && fold_letter(found) == fold_letter(wanted)) {
            return None;
        }
    }
    let end = letters.next().map_or(rest.len(), |(end, _)| end);
    let before = key.get(..at)?.chars().next_back();
    let (inner, after) = (rest.get(..end)?, rest.get(end..)?.chars().next());
    let cut = |outer: Option<char>, inner: Option<char>| outer.is_some_and(is_word) && inner.is_some_and(is_word);
    (!cut(before, inner.chars().next()) && !cut(after, inner.chars().next_back())).then_some(at + end)
}
