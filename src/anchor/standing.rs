//! How every quotation of a text's notes stands: found as on the first day, or as `anchors.lock` remembers it.
//!
//! In: a text and the notes on it. Out: for each quotation its place or why it has none, what to say of it, and what became of the
//! passage since it was last confirmed. A quotation that the author has changed since is a new one.

use std::collections::{BTreeMap, BTreeSet};

use super::differ::differences;
use super::explain;
use super::finding::{Finding, candidates};
use super::lemma::Forms;
use super::numbered::Numbered;
use super::recall::{Fate, There, Way, follow, recall};
use super::{passage, tiers};
use crate::diag::{Code, Diagnostic};
use crate::edition::lock::{Lock, Locked, lemma_hash};
use crate::edition::{Anchor, Lemma, Note, Orphan, OrphanReason, Passage, Selector, Text, Verdict};
use crate::reading::Key;
use crate::source::Range;

/// What became of a passage since it was last confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It stands as it did, but for typography.
    Unchanged,
    /// It was never confirmed, or the author has changed the quotation since; it stands in the text.
    New,
    /// It says what it did, at another place.
    Moved,
    /// It was carried over, but its words have changed.
    Changed,
    /// Something much like it was found.
    Doubtful,
    /// Its words fit several places.
    Ambiguous,
    /// It is not there, but in an earlier version of the text.
    Earlier,
    /// It is not there.
    Gone,
}

/// How a quotation stands.
#[derive(Clone, Debug)]
pub struct Standing {
    /// What became of it.
    pub state: State,
    /// Its place, or why it has none.
    pub place: Result<Anchor, Orphan>,
    /// Its place with the words that were put in the place of its first and last ones, where it was carried over and there are any.
    pub replaced: Option<Range>,
    /// What is wrong with it.
    pub diagnostic: Option<Diagnostic>,
}

impl Standing {
    /// Returns the stretch that it covers, where it has a place.
    pub fn range(&self) -> Option<Range> {
        let anchor = self.place.as_ref().ok()?;
        Some(Range { start: anchor.ranges.first()?.start, end: anchor.ranges.last()?.end })
    }

    /// Returns what a new quotation of it quotes; nothing where it has no place.
    pub fn quotable(&self) -> &[Range] {
        let placed = self.place.as_ref().map(|anchor| anchor.ranges.as_slice()).unwrap_or_default();
        self.replaced.as_ref().map_or(placed, std::slice::from_ref)
    }
}

/// Tells how the quotations of the notes on a text stand: for each note a list, in the order of its quotations.
pub fn stand(text: &Text, notes: &[&Note<Vec<Selector>>]) -> Vec<Vec<Standing>> {
    let held = remembered(text, notes);
    let mut asked = tiers::Asked::default();
    let asks: Vec<Vec<Option<usize>>> = notes
        .iter()
        .zip(&held)
        .map(|(note, held)| {
            let ask = |(selector, held): (_, &Option<_>)| if held.is_none() { asked.ask(selector) } else { None };
            note.place.iter().zip(held).map(ask).collect()
        })
        .collect();
    let findings = tiers::run(text, asked);
    let all: Vec<&Locked> = held.iter().flatten().filter_map(|held| *held).collect();
    let mut fates = match &text.lock {
        Some(lock) if !all.is_empty() => recall(text, lock, &all),
        _ => Vec::new(),
    }
    .into_iter();
    let mut found = Vec::with_capacity(notes.len());
    for ((note, held), asks) in notes.iter().zip(held).zip(asks) {
        let one = |((selector, held), ask): ((&Selector, Option<&Locked>), Option<usize>)| match held {
            Some(held) => {
                let fate = fates.next().unwrap_or(Fate::Gone(None));
                match selector.passage {
                    Passage::Quote(_) => Recalled { text, note, selector, held }.stand(fate),
                    _ => Numbered { text, note, selector, held }.stand(fate),
                }
            }
            None => first((text, note), selector, ask.and_then(|ask| findings.get(ask))),
        };
        found.push(note.place.iter().zip(held).zip(asks).map(one).collect());
    }
    found
}

/// Finds what is remembered of the quotations of the notes on a text. A quotation that has another name now, because its note was
/// renamed or another quotation of it put in or taken out, is known by its words, where they name one passage that is not claimed.
pub fn remembered<'t>(text: &'t Text, notes: &[&Note<Vec<Selector>>]) -> Vec<Vec<Option<&'t Locked>>> {
    let Some(lock) = &text.lock else {
        return notes.iter().map(|note| vec![None; note.place.len()]).collect();
    };
    let find = |note: &&Note<Vec<Selector>>| {
        note.place.iter().zip(1..).map(|(selector, quote)| lock.find(&note.id, quote, selector)).collect()
    };
    let mut found: Vec<Vec<Option<&Locked>>> = notes.iter().map(find).collect();
    let known = found.iter().flatten().flatten().count();
    if known < lock.passages.len() && known < found.iter().map(Vec::len).sum() {
        for is_own in [true, false] {
            claim(lock, notes, &mut found, is_own);
        }
    }
    found
}

/// Gives quotations of which nothing is known what is remembered of the same words, where no other quotation has it: of their own
/// note, or of any.
fn claim<'t>(lock: &'t Lock, notes: &[&Note<Vec<Selector>>], found: &mut [Vec<Option<&'t Locked>>], is_own: bool) {
    let name = |held: &'t Locked| (held.note.as_str(), held.quote);
    let claimed: BTreeSet<(&str, u32)> = found.iter().flatten().flatten().map(|held| name(held)).collect();
    let owner = |note: &'t str| if is_own { note } else { "" };
    let mut free: BTreeMap<(&str, u64), Vec<&Locked>> = BTreeMap::new();
    for held in lock.passages.iter().filter(|held| !claimed.contains(&name(held))) {
        free.entry((owner(&held.note), held.lemma)).or_default().push(held);
    }
    let mut wanted: BTreeMap<(&str, u64), Vec<&mut Option<&'t Locked>>> = BTreeMap::new();
    for (note, found) in notes.iter().zip(found) {
        for (selector, slot) in note.place.iter().zip(found).filter(|(_, slot)| slot.is_none()) {
            let own = if is_own { note.id.as_str() } else { "" };
            wanted.entry((own, lemma_hash(selector))).or_default().push(slot);
        }
    }
    for (words, mut slots) in wanted {
        if let ([slot], Some([held])) = (slots.as_mut_slice(), free.get(&words).map(Vec::as_slice)) {
            **slot = Some(held);
        }
    }
}

/// Tells how a quotation stands of which nothing is remembered.
fn first((text, note): (&Text, &Note<Vec<Selector>>), selector: &Selector, finding: Option<&Finding>) -> Standing {
    if let Some(located) = passage::locate(text, selector) {
        return match located {
            Ok(anchor) => Standing { state: State::New, place: Ok(anchor), replaced: None, diagnostic: None },
            Err((orphan, diagnostic)) => {
                Standing { state: State::Gone, place: Err(orphan), replaced: None, diagnostic: Some(diagnostic) }
            }
        };
    }
    let orphan = |reason, candidates| Err(Orphan { selector: selector.clone(), reason, candidates });
    let (Passage::Quote(lemma), Some(finding)) = (&selector.passage, finding) else {
        let place = orphan(OrphanReason::NotFound, Vec::new());
        return Standing { state: State::Gone, place, replaced: None, diagnostic: None };
    };
    let diagnostic = explain::explain((text, note), (selector, lemma), finding);
    let (state, place) = match finding {
        Finding::Placed(anchor) => (State::New, Ok(anchor.clone())),
        Finding::Nearly(anchor, _) => (State::Doubtful, Ok(anchor.clone())),
        Finding::Several(rivals) => (State::Ambiguous, orphan(OrphanReason::Ambiguous, rivals.candidates.clone())),
        Finding::Missing(_, candidates) => (State::Gone, orphan(OrphanReason::NotFound, candidates.clone())),
    };
    Standing { state, place, replaced: None, diagnostic }
}

/// A quotation of which something is remembered.
struct Recalled<'a> {
    text: &'a Text,
    note: &'a Note<Vec<Selector>>,
    selector: &'a Selector,
    held: &'a Locked,
}

impl Recalled<'_> {
    fn stand(&self, fate: Fate) -> Standing {
        let orphan = |reason, ranges: &[Range]| {
            Err(Orphan { selector: self.selector.clone(), reason, candidates: candidates(ranges, 0.5) })
        };
        match fate {
            Fate::There(there) => self.there(there),
            Fate::Several(ranges) => {
                let place = orphan(OrphanReason::Ambiguous, &ranges);
                let diagnostic = Some(self.several(&ranges));
                Standing { state: State::Ambiguous, place, replaced: None, diagnostic }
            }
            Fate::Gone(now) => {
                let place = orphan(OrphanReason::NotFound, &now.into_iter().collect::<Vec<_>>());
                Standing { state: State::Gone, place, replaced: None, diagnostic: Some(self.gone(now)) }
            }
        }
    }

    fn there(&self, there: There) -> Standing {
        let words = there.range.of(&self.text.prose.reading);
        let same = words == self.held.confirmed();
        let alike = same || Key::folded(words).text() == Key::folded(self.held.confirmed()).text();
        let verdict = match self.held.verdict {
            verdict if same => verdict,
            verdict if alike => verdict.max(Verdict::Normalised),
            _ if self.holds(words) => Verdict::Normalised,
            _ => Verdict::Fuzzy,
        };
        let settled = alike || verdict != Verdict::Fuzzy;
        let confidence = match (verdict, settled) {
            (Verdict::Fuzzy, true) => self.held.confidence,
            (Verdict::Fuzzy, false) => there.score.clamp(0.0, 0.99),
            _ => 1.0,
        };
        let (state, diagnostic) = match (settled, there.way) {
            (true, _) if there.moved => (State::Moved, Some(self.moved(there.range))),
            (true, Way::Contested) => (State::Moved, Some(self.contested(there.range))),
            (true, _) => match self.misnumbered(there.range) {
                Some(diagnostic) => (State::Moved, Some(diagnostic)),
                None => (State::Unchanged, None),
            },
            (false, Way::Searched) => (State::Doubtful, Some(self.changed(there.whole))),
            (false, _) => (State::Changed, Some(self.changed(there.whole))),
        };
        let ranges = self.ranges(there.range);
        let replaced = Some(there.whole).filter(|whole| self.held.focus.is_empty() && *whole != there.range);
        Standing { state, place: Ok(Anchor { ranges, verdict, confidence }), replaced, diagnostic }
    }

    /// Tells whether the quotation still fits, whatever has changed where it leaves words out.
    fn holds(&self, words: &str) -> bool {
        let Passage::Quote(lemma) = &self.selector.passage else { return false };
        if !lemma.focus.is_empty() {
            return false;
        }
        let (forms, key) = (Forms::new(&lemma.words), Key::folded(words));
        if forms.whole.iter().any(|form| form.folded() == key.text().trim()) {
            return true;
        }
        let (Some(first), Some(last)) = (forms.parts.first(), forms.parts.last()) else { return false };
        let mut rest = key.text();
        let mut all = rest.starts_with(first.folded()) && rest.ends_with(last.folded());
        for part in &forms.parts {
            match rest.find(part.folded()).and_then(|at| rest.get(at + part.folded().len()..)) {
                Some(after) => rest = after,
                None => all = false,
            }
        }
        all
    }

    /// Returns what is annotated of a passage: all of it, or its bold words.
    fn ranges(&self, range: Range) -> Vec<Range> {
        let words = range.of(&self.text.prose.reading);
        let bold = match self.held.focus.as_slice() {
            [] => Vec::new(),
            focus if words == self.held.exact => focus.to_vec(),
            focus => follow(&self.held.exact, focus, words),
        };
        let placed: Vec<Range> = bold
            .iter()
            .map(|bold| Range { start: range.start + bold.start, end: range.start + bold.end })
            .filter(|bold| range.contains(*bold) && !bold.is_empty())
            .collect();
        if placed.is_empty() { vec![range] } else { placed }
    }

    fn at(&self, diagnostic: Diagnostic, range: Range, words: &str) -> Diagnostic {
        diagnostic.also(self.text.prose.span(self.text.file, range), words)
    }

    fn diagnostic(&self, code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.selector.span, message)
    }

    fn paragraph(&self, range: Range) -> String {
        self.text.number_at(range.start).map_or_else(|| "the text".to_owned(), |number| format!("`¶{number}`"))
    }

    fn moved(&self, range: Range) -> Diagnostic {
        let message = format!("this passage has moved: it stands in {} now", self.paragraph(range));
        let diagnostic = self.at(self.diagnostic(Code::QuoteMoved, message), range, "here");
        diagnostic.help("if that is the passage that the note is about, run `postil anchors update`")
    }

    fn contested(&self, range: Range) -> Diagnostic {
        let place = self.paragraph(range);
        let message = format!("what stands in {place} may be this passage, or another that was much like it");
        let diagnostic = self.at(self.diagnostic(Code::QuoteMoved, message), range, "here");
        diagnostic.help("if that is the passage that the note is about, run `postil anchors update`")
    }

    /// Tells of a note that names another paragraph than the one where its passage is.
    fn misnumbered(&self, range: Range) -> Option<Diagnostic> {
        let asked = self.selector.constraint.paragraph?;
        let number = self.text.number_at(range.start).filter(|number| *number != asked)?;
        let message = format!("the note asks for `¶{asked}`, but its passage stands in `¶{number}` now");
        let diagnostic = self.at(self.diagnostic(Code::QuoteMoved, message), range, "here");
        Some(diagnostic.help(format!("write `{{p={number}}}` in the note's heading")))
    }

    fn changed(&self, range: Range) -> Diagnostic {
        let quote = match &self.selector.passage {
            Passage::Quote(lemma) if lemma.focus.is_empty() && !is_elided(lemma) => lemma.words.as_str(),
            _ => self.held.confirmed(),
        };
        let mut told = differences(quote, range.of(&self.text.prose.reading)).into_iter();
        let first = told.next().unwrap_or_else(|| "the text differs in its marks".to_owned());
        let message = format!("the text has changed here: {first}");
        let mut diagnostic = self.at(self.diagnostic(Code::QuoteChanged, message), range, "the text says now");
        diagnostic.notes.extend(told);
        let id = &self.note.id;
        diagnostic.help(format!(
            "see whether the comment still holds; then `postil anchors fix {id}` quotes the new words, and `postil anchors accept {id}` keeps the quotation"
        ))
    }

    fn several(&self, ranges: &[Range]) -> Diagnostic {
        let message = format!("the text has changed, and this passage fits {} places equally well", ranges.len());
        let mut diagnostic = self.diagnostic(Code::QuoteAmbiguous, message);
        for range in ranges.iter().take(5) {
            diagnostic = self.at(diagnostic, *range, "here");
        }
        diagnostic.help("quote a little more of the passage that you mean, with the words themselves in bold")
    }

    fn gone(&self, now: Option<Range>) -> Diagnostic {
        let diagnostic =
            self.diagnostic(Code::QuoteGone, "the passage that this note is about is no longer in the text");
        let help = "quote other words that the comment is about, or take the note out";
        let Some(now) = now else {
            return diagnostic.help(help);
        };
        let words = super::paste::shown(now.of(&self.text.prose.reading));
        let diagnostic = self.at(diagnostic, now, "what stands there now");
        diagnostic.note(format!("at its place, in {}, the text says now: `{words}`", self.paragraph(now))).help(help)
    }
}

fn is_elided(lemma: &Lemma) -> bool {
    !Forms::new(&lemma.words).parts.is_empty()
}

impl State {
    /// Tells whether a passage does not stand as it did.
    pub fn is_news(self) -> bool {
        !matches!(self, Self::Unchanged | Self::New)
    }

    /// Returns the word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unchanged => "unchanged",
            Self::New => "new",
            Self::Moved => "moved",
            Self::Changed => "changed",
            Self::Doubtful => "doubtful",
            Self::Ambiguous => "ambiguous",
            Self::Earlier => "earlier",
            Self::Gone => "gone",
        }
    }
}
