//! Checks what notes quote against the texts: do the words stand where the note says, or anywhere?
//!
//! A quotation that carries a reference (a `¶`, a link to a text) is compared with that place, one of six words and more without
//! any with the text that the note is on. Words that stand there are right, whatever an editor may do to them (an ellipsis,
//! `[T]he`, a stop); words that nearly do are a misquotation, told with the difference; words that are nowhere near are somebody
//! else's, unless the reference stands right beside them. In doubt it is silent. What the whole text is asked for is asked at once
//! for all notes.

mod beside;
mod quotations;
mod references;

use std::collections::BTreeMap;

use self::beside::{Beside, beside};
use self::quotations::{Quotation, quotations};
use self::references::{Reference, outside, references};
use super::differ::differences;
use super::finding::Finding;
use super::lemma::Forms;
use super::paste::{self, shown};
use super::{align, tiers};
use crate::diag::{Code, Diagnostic};
use crate::edition::{Constraint, Lemma, Note, Passage, Selector, Text};
use crate::reading::{Key, words};
use crate::source::Range;

/// Fewer words are a term, not a quotation.
const FEWEST: usize = 3;

/// Without a reference fewer words, or fewer bytes, may be anybody's.
const UNREFERRED: (usize, usize) = (6, 24);

/// Without a link to the text, and without a reference right after it, words must fit so well to be a misquotation.
const SURE: f32 = 0.8;

/// One letter in so many may differ where the reference stands in the same sentence, and where it stands right after.
const NEARLY: (usize, usize) = (5, 3);

/// The nearest words are shown where at most one letter in so many differs.
const WORTH_SHOWING: usize = 2;

/// Where more references stand with a quotation none of them is for it.
const MOST: usize = 20;

/// Above this product of lengths the nearest words are not looked for.
const COMPARABLE: usize = 10_000_000;

/// A quotation that a whole text is asked for.
struct Asked<'a> {
    note: &'a Note<Vec<Selector>>,
    quotation: Quotation,
    /// Its words without references.
    said: String,
    selector: Selector,
    /// How well words must fit to be those that are meant.
    enough: f32,
    /// The reference that it carries.
    label: Option<String>,
    /// What is wrong if the words stand elsewhere.
    elsewhere: Option<Diagnostic>,
    /// Whether it is wrong too if the words are nowhere.
    nowhere: bool,
}

/// Adds a warning for each quotation in the notes on a text that is not what a text says.
pub(super) fn check(texts: &[Text], text: &Text, notes: &[&Note<Vec<Selector>>], diagnostics: &mut Vec<Diagnostic>) {
    let Some(own) = texts.iter().position(|held| held.id == text.id) else { return };
    let mut asked: BTreeMap<usize, Vec<Asked<'_>>> = BTreeMap::new();
    for note in notes {
        let quotations = quotations(&note.body, FEWEST);
        if quotations.is_empty() {
            continue;
        }
        let (references, outside) = (references(texts, own, &note.body), outside(&note.body));
        for quotation in quotations {
            let translated = text.meta.language.is_some();
            let sight = Sight { note, own, references: &references, outside: &outside, translated };
            match sight.look(quotation) {
                Seen::Right => {}
                Seen::Wrong(diagnostic) => diagnostics.push(*diagnostic),
                Seen::Ask(text, quotation) => asked.entry(text).or_default().push(*quotation),
            }
        }
    }
    for (at, asked) in asked {
        if let Some(text) = texts.get(at) {
            settle(text, &asked, diagnostics);
        }
    }
}

/// What a note refers to.
struct Sight<'s, 'a> {
    note: &'a Note<Vec<Selector>>,
    own: usize,
    references: &'s [Reference<'s>],
    outside: &'s [Range],
    /// Whether the text is in another language than the publication: notes may quote a translation.
    translated: bool,
}

/// What can be said of a quotation.
enum Seen<'a> {
    /// Nothing against it.
    Right,
    /// It is not what the paragraph says.
    Wrong(Box<Diagnostic>),
    /// That text must be asked.
    Ask(usize, Box<Asked<'a>>),
}

impl<'a> Sight<'_, 'a> {
    fn look(&self, quotation: Quotation) -> Seen<'a> {
        let body = &self.note.body;
        let stands = |places: &[Range], range: Range| places.iter().any(|place| place.contains(range));
        let near = |reference: &Reference<'_>| beside(&body.reading, &quotation, reference.range);
        let attached =
            |reference: &Reference<'_>| stands(&quotation.attached, reference.range) || near(reference) > Beside::Not;
        let is_meant =
            |held: &&Reference<'_>| !held.absent && (attached(held) || stands(&quotation.within, held.range));
        let meant: Vec<&Reference<'_>> = self.references.iter().filter(is_meant).collect();
        let said: Vec<String> = quotation.words.iter().map(|words| self.without_references(*words)).collect();
        let Some(first) = said.first().filter(|said| words(said).count() >= FEWEST) else { return Seen::Right };
        let mut named: Vec<&Reference<'_>> = meant.iter().filter(|held| held.words.is_some()).copied().collect();
        if named.len() > MOST || named.iter().any(|reference| said.iter().any(|said| reference.holds(said))) {
            return Seen::Right;
        }
        // A reference right beside the quotation is the likelier one.
        named.sort_by_key(|reference| !attached(reference));
        for reference in &named {
            let close = if attached(reference) { NEARLY.1 } else { NEARLY.0 };
            if let Some(found) = reference.nearest(first, close) {
                return Seen::Wrong(Box::new(self.wrong(&quotation, (reference, first), Some(found))));
            }
        }
        let external = self.leads_out(&quotation);
        // A number without a link may be that of what is linked to.
        let foreign = external || meant.iter().any(|held| held.linked && held.text != self.own);
        let absent = self.references.iter().find(|held| held.absent && !foreign && near(held) > Beside::Not);
        let reference = named.first().or(meant.first()).copied().or(absent);
        let long = words(first).count() >= UNREFERRED.0 && first.len() >= UNREFERRED.1;
        if reference.is_none() && (!long || external) {
            return Seen::Right;
        }
        let right_after = |held: &Reference<'_>| held.linked && stands(&quotation.attached, held.range);
        let told = reference.filter(|held| {
            (held.words.is_some() || held.absent)
                && (right_after(held) || near(held) > Beside::Not && (held.linked || !foreign))
        });
        let nowhere = told.is_some_and(|held| {
            right_after(held) || near(held) == Beside::Alone && !held.absent && (held.linked || !self.translated)
        });
        let elsewhere = told.map(|reference| {
            let told = self.wrong(&quotation, (reference, first), None);
            let nearest = reference.nearest(first, WORTH_SHOWING);
            nearest.into_iter().fold(told, |told, found| reference.compared(told, first, found))
        });
        let span = body.span(self.note.file, quotation.words.first().copied().unwrap_or_default());
        let lemma = Lemma { words: bare(first).to_owned(), focus: Vec::new() };
        let selector = Selector { passage: Passage::Quote(lemma), constraint: Constraint::default(), span };
        let text = reference.map_or(self.own, |reference| reference.text);
        let meant = reference.is_some_and(|held| {
            !held.absent && (held.words.is_none() || stands(&quotation.attached, held.range) || nowhere)
        });
        let enough = if meant { 0.0 } else { SURE };
        let label = reference.map(|reference| reference.label.clone());
        let (note, said) = (self.note, first.clone());
        Seen::Ask(text, Box::new(Asked { note, quotation, said, selector, enough, label, elsewhere, nowhere }))
    }

    /// Tells whether something with a quotation leads out of the publication.
    fn leads_out(&self, quotation: &Quotation) -> bool {
        let places = || quotation.within.iter().chain(&quotation.attached);
        self.outside.iter().any(|out| places().any(|place| place.contains(*out)))
    }

    /// Returns the quoted words without the links among them and the number at their end.
    fn without_references(&self, quoted: Range) -> String {
        let body = &self.note.body;
        let last = |range: Range| {
            let rest = Range { start: range.end, end: quoted.end }.of(&body.reading);
            !rest.contains(char::is_alphanumeric)
        };
        let links = body.links.iter().filter(|link| link.destination.contains('¶')).map(|link| link.range);
        let numbers = self.references.iter().filter(|held| !held.linked).map(|held| held.range);
        let inside = |range: &Range| quoted.contains(*range);
        let mut cut: Vec<Range> =
            links.filter(inside).chain(numbers.filter(inside).filter(|range| last(*range))).collect();
        cut.sort();
        let (mut said, mut at) = (String::new(), quoted.start);
        for range in cut {
            said.push_str(Range { start: at, end: range.start }.of(&body.reading));
            at = range.end;
        }
        said.push_str(Range { start: at, end: quoted.end }.of(&body.reading));
        said.trim_matches(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '—' | '–' | '-' | ',' | ';'))
            .to_owned()
    }

    /// Says that words are not in a paragraph, and what it says instead where that is near.
    fn wrong(
        &self,
        quotation: &Quotation,
        (reference, said): (&Reference<'_>, &str),
        found: Option<Range>,
    ) -> Diagnostic {
        let label = reference.label.as_str();
        let span = self.note.body.span(self.note.file, quotation.words.first().copied().unwrap_or_default());
        let mut diagnostic = Diagnostic::new(Code::Misquote, span, format!("these words are not in `{label}`"));
        let Some((text, place)) = reference.words else { return diagnostic };
        if let Some(found) = found {
            diagnostic = reference.compared(diagnostic, said, found);
        }
        diagnostic = diagnostic.also(text.prose.span(text.file, place), "the paragraph");
        match found {
            Some(found) => mended(diagnostic, (self.note, quotation, said), (text, found)),
            None => diagnostic.help("check the quotation, or the number of the paragraph"),
        }
    }
}

/// Asks a text for quotations, all at once.
fn settle(text: &Text, all: &[Asked<'_>], diagnostics: &mut Vec<Diagnostic>) {
    let mut asked = tiers::Asked::default();
    let places: Vec<Option<usize>> = all.iter().map(|held| asked.ask(&held.selector)).collect();
    let findings = tiers::run(text, asked);
    for (held, place) in all.iter().zip(places) {
        let Some(finding) = place.and_then(|place| findings.get(place)) else { continue };
        diagnostics.extend(held.verdict(text, finding));
    }
}

impl Asked<'_> {
    fn verdict(&self, text: &Text, finding: &Finding) -> Option<Diagnostic> {
        let Passage::Quote(lemma) = &self.selector.passage else { return None };
        match finding {
            Finding::Placed(anchor) => {
                let label = self.label.as_ref()?;
                let range = Range { start: anchor.ranges.first()?.start, end: anchor.ranges.last()?.end };
                let number = text.number_at(range.start)?;
                let mut diagnostic = self.elsewhere.clone()?;
                diagnostic.message = format!("these words are not in `{label}`: they stand in `¶{number}`");
                diagnostic.notes.clear();
                let diagnostic = diagnostic.also(text.prose.span(text.file, range), "here");
                Some(diagnostic.help(format!("correct the number: `¶{number}`")))
            }
            Finding::Nearly(anchor, passage) if anchor.confidence >= self.enough => {
                let passage = joined(&text.prose.reading, *passage);
                let words = passage.of(&text.prose.reading);
                let found = differences(&lemma.words, bare(words));
                if found.is_empty() || holds(words, &lemma.words) {
                    return None;
                }
                let number =
                    text.number_at(passage.start).map_or("the text".to_owned(), |number| format!("`¶{number}`"));
                let message = format!("these words are nearly, but not quite, those of {number}");
                let mut diagnostic = Diagnostic::new(Code::Misquote, self.selector.span, message)
                    .note(format!("the text says `{}`", shown(words)));
                diagnostic.notes.extend(found);
                let diagnostic = diagnostic.also(text.prose.span(text.file, passage), "the text");
                Some(mended(diagnostic, (self.note, &self.quotation, &self.said), (text, passage)))
            }
            Finding::Several(_) | Finding::Nearly(..) | Finding::Missing(..) => {
                self.elsewhere.clone().filter(|_| self.nowhere)
            }
        }
    }
}

/// Adds the right words, to paste in the stead of a quotation.
fn mended(
    diagnostic: Diagnostic,
    (note, quotation, words): (&Note<Vec<Selector>>, &Quotation, &str),
    (text, right): (&Text, Range),
) -> Diagnostic {
    let reading = &text.prose.reading;
    let span = diagnostic.primary.span;
    let said = quotation.words.first().copied().unwrap_or_default();
    if quotation.block || quotation.words.len() > 1 || !note.body.is_verbatim(said) || right.of(reading).contains('\n')
    {
        let block = paste::block(reading, ended(reading, right, words), &[]);
        return diagnostic.help(format!("quote what stands there, or check the number of the paragraph:\n{block}"));
    }
    let written = said.of(&note.body.reading);
    let (before, after) = written.split_once(bare(written)).unwrap_or_default();
    let line = paste::line(reading, right, &[]);
    let words = format!("{before}{}{after}", line.trim_start_matches("> "));
    diagnostic.help("quote what stands there, or check the number of the paragraph").patch(span, words)
}

impl Reference<'_> {
    fn holds(&self, said: &str) -> bool {
        self.words.is_some_and(|(text, range)| holds(range.of(&text.prose.reading), said))
    }

    /// Says how the nearest words of its paragraphs differ.
    fn compared(&self, mut diagnostic: Diagnostic, said: &str, found: Range) -> Diagnostic {
        let Some((text, _)) = self.words else { return diagnostic };
        let words = found.of(&text.prose.reading);
        diagnostic.notes.push(format!("`{}` says `{}`", self.label, shown(words)));
        diagnostic.notes.extend(differences(bare(said), bare(words)));
        diagnostic
    }

    /// Finds the nearest words of its paragraphs, where at most one letter in `close` differs.
    fn nearest(&self, said: &str, close: usize) -> Option<Range> {
        let (text, place) = self.words?;
        let reading = place.of(&text.prose.reading);
        let key = Key::folded(reading);
        let quoted = Key::folded(bare(said)).text().trim().to_owned();
        if quoted.len() * reading.len() >= COMPARABLE {
            return None;
        }
        let found =
            align::letters(&quoted, key.text()).filter(|found| found.edits * close <= quoted.chars().count())?;
        let range = crate::reading::widen(reading, key.reading(found.start, found.end));
        let range = joined(reading, range);
        Some(Range { start: place.start + range.start, end: place.start + range.end })
    }
}

/// Takes in the marks after words of a text that are at the end of what is said too.
fn ended(reading: &str, range: Range, said: &str) -> Range {
    let said = said.trim_end();
    let marks = said.get(bare(said).len() + (said.len() - said.trim_start_matches(is_end).len())..).unwrap_or_default();
    let rest = reading.get(range.end as usize..).unwrap_or_default();
    let len: usize = marks.chars().zip(rest.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    Range::new(range.start as usize, range.end as usize + len)
}

/// Takes in the rest of compounds at the ends: `iron` of `iron-clad`.
fn joined(reading: &str, range: Range) -> Range {
    let part = |letter: char| letter.is_alphanumeric() || letter == '-';
    let (before, after) = (reading.get(..range.start as usize), reading.get(range.end as usize..));
    let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
    let more = |hyphen: bool, len: usize| if hyphen { len } else { 0 };
    let lead = more(before.ends_with('-'), before.len() - before.trim_end_matches(part).len());
    let tail = more(after.starts_with('-'), after.len() - after.trim_start_matches(part).len());
    Range::new(range.start as usize - lead, range.end as usize + tail)
}

/// Tells whether words of a text hold what is said, as an editor may write it.
fn holds(words: &str, said: &str) -> bool {
    let key = comparable(Key::folded(words).text());
    let forms = Forms::new(said);
    let whole = forms.whole.iter().any(|form| key.contains(&comparable(form.folded())));
    whole
        || !forms.parts.is_empty() && {
            let mut rest = key.as_str();
            forms.parts.iter().all(|part| match rest.split_once(&comparable(part.folded())) {
                Some((_, after)) => {
                    rest = after;
                    true
                }
                None => false,
            })
        }
}

/// Quotation marks inside a quotation change with the house style.
fn comparable(key: &str) -> String {
    key.replace(['"', '\''], "").trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

/// Takes the marks at the ends away that a sentence puts there.
fn bare(said: &str) -> &str {
    said.trim_matches(is_end)
}

fn is_end(letter: char) -> bool {
    letter.is_whitespace() || ".,;:!?".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edition::{
        Authors, Block, Container, Leaf, LeafKind, Link, LinkKind, Paragraph, Prose, Run, TextId, TextMeta,
    };
    use crate::source::{FileId, Span};

    const BASE: &str = "We will defend every inch. We stand as one, “together”.\n\nAllies reaffirm their iron-clad commitment to Article 5.";

    fn runs(reading: &str) -> Vec<Run> {
        vec![Run { reading: 0, source: 0, len: u32::try_from(reading.len()).expect("tests are short") }]
    }

    fn text() -> Text {
        let split = BASE.find("\n\n").expect("two paragraphs");
        let paragraph = |number, range| Paragraph {
            number: Some(number),
            fragment: String::new(),
            range,
            block: 0,
            sentences: Vec::new(),
        };
        let paragraphs = vec![paragraph(1, Range::new(0, split)), paragraph(2, Range::new(split + 2, BASE.len()))];
        let prose = Prose { reading: BASE.into(), runs: runs(BASE), ..Prose::default() };
        let (id, file, meta) = ("base".into(), FileId(0), TextMeta::default());
        Text { id, file, meta, prose, paragraphs, sections: Vec::new(), lock: None, versions: Vec::new() }
    }

    /// Makes a body of paragraphs (`> ` marks a block quote), in which `¶n` is a reference.
    fn body(lines: &[&str]) -> Prose {
        let mut body = Prose::default();
        let span = Span { file: FileId(1), start: 0, end: 0 };
        for line in lines {
            if !body.reading.is_empty() {
                body.reading.push_str("\n\n");
            }
            let words = line.strip_prefix("> ").unwrap_or(line);
            let range = Range::new(body.reading.len(), body.reading.len() + words.len());
            body.reading.push_str(words);
            let leaf = Block::Leaf(Leaf { kind: LeafKind::Paragraph, range, span });
            let quote = words.len() < line.len();
            body.blocks.extend(quote.then_some(Block::Open(Container::Quote)));
            body.blocks.push(leaf);
            body.blocks.extend(quote.then_some(Block::Close));
        }
        for (at, _) in body.reading.match_indices('¶') {
            let rest = body.reading.get(at..).unwrap_or_default();
            let len = rest.find(|c: char| !matches!(c, '¶' | '0'..='9')).unwrap_or(rest.len());
            let destination = rest.get(..len).unwrap_or_default().to_owned();
            let (title, label, range) = (String::new(), String::new(), Range::new(at, at + len));
            body.links.push(Link { kind: LinkKind::Wiki, destination, title, label, range, span });
        }
        body.runs = runs(&body.reading);
        body
    }

    #[track_caller]
    fn check_body(lines: &[&str], expected: &[&str]) {
        check_in(text(), body(lines), expected);
    }

    /// The same where `¶n` is no link.
    #[track_caller]
    fn check_plain(lines: &[&str], expected: &[&str]) {
        check_in(text(), Prose { links: Vec::new(), ..body(lines) }, expected);
    }

    #[track_caller]
    fn check_in(text: Text, body: Prose, expected: &[&str]) {
        let texts = [text];
        let (id, span) = (String::new(), Span { file: FileId(1), start: 0, end: 0 });
        let (title, layer, date, tags, place) = (None, None, None, Vec::new(), Vec::new());
        let (file, authors) = (FileId(1), Authors::default());
        let origin = crate::edition::Origin::default();
        let note = Note { id, text: TextId(0), file, span, origin, title, layer, authors, date, tags, place, body };
        let mut found = Vec::new();
        check(&texts, &texts[0], &[&note], &mut found);
        let told: Vec<String> =
            found.iter().map(|found| [vec![found.message.clone()], found.notes.clone()].concat().join("; ")).collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn words_that_stand_there_are_no_misquote() {
        check_body(&["It says “we will defend every inch.” (¶1)"], &[]);
        check_body(&["In ¶1 \"We will … as one, 'together'\" is said."], &[]);
        check_body(&["See ¶1 and ¶2: “iron-clad commitment to Article 5”."], &[]);
        check_body(&["> their iron-clad commitment — ¶2"], &[]);
        check_body(&["“[W]e will defend […] inch” (¶1), ‘Allies reaffirm their commitment’ was not said."], &[]);
        check_body(&["„Allies reaffirm [all of them] their iron-clad commitment“ (¶2), «We stand as one» (¶1)."], &[]);
        check_body(&["A term, “one two”, in ¶2."], &[]);
        check_body(&["Others said “quite another thing”. That was not ¶2."], &[]);
        check_body(&["Nothing is said in ¶9 of “quite another thing”."], &[]);
        check_body(&["“Allies reaffirm their iron-clad commitment to Article 5” needs no number."], &[]);
    }

    #[test]
    fn words_of_others_are_no_misquote() {
        check_body(&["“Nobody shall pass the gate at night” goes beyond ¶2 by far."], &[]);
        check_body(&["“we will defend every inch” goes far beyond ¶2."], &[]);
        check_body(&["A letter says: “the gate is shut to all who come after dark”."], &[]);
        check_body(&["The plan says “we defend each inch” or so."], &[]);
    }

    #[test]
    fn words_that_do_not_stand_there_are() {
        check_body(
            &["It says “we will defend each inch” (¶1)."],
            &[
                "these words are not in `¶1`; `¶1` says `We will defend every inch`; the quote says `each`, the text says `every`",
            ],
        );
        check_body(&["As ¶2 has it:", "> quite another thing altogether"], &["these words are not in `¶2`"]);
        check_body(&["> quite another thing altogether", "So says ¶2. More."], &["these words are not in `¶2`"]);
        check_body(&["“we will defend every inch” (¶2)."], &["these words are not in `¶2`: they stand in `¶1`"]);
        check_body(
            &["‘Allies reaffirm his iron-clad commitment to Article 5’, in ¶2, is much."],
            &[
                "these words are not in `¶2`; `¶2` says `Allies reaffirm their iron-clad commitment to Article 5`; the quote says `his`, the text says `their`",
            ],
        );
    }

    #[test]
    fn a_plain_number_beside_a_quotation_is_for_it() {
        let elsewhere = ["these words are not in `¶2`: they stand in `¶1`"];
        check_plain(&["It says “we will defend” (¶2)."], &elsewhere);
        check_plain(&["It says “we will defend every inch”, ¶2."], &elsewhere);
        check_plain(&["In ¶2, “we will defend every inch” is said."], &elsewhere);
        check_plain(&["The “we will defend” in ¶2 is said."], &elsewhere);
        check_plain(&["> We will defend every inch. (¶2)"], &elsewhere);
        check_plain(&["It says “we will defend” (¶9)."], &["these words are not in `¶9`: they stand in `¶1`"]);
        check_plain(&["It says “does so in secret” (¶2)."], &["these words are not in `¶2`"]);
        check_plain(&["In ¶2:", "> quite another thing altogether"], &["these words are not in `¶2`"]);
        check_body(&["In ¶2, “we will defend every inch” is said."], &elsewhere);
    }

    #[test]
    fn a_plain_number_with_a_name_may_be_anybodys() {
        check_plain(&["It says “we will defend” (Treaty X, ¶2)."], &[]);
        check_plain(&["It says “we will defend” in ¶2 of the Treaty."], &[]);
        check_plain(&["It says “we will defend” (¶9, Treaty X)."], &[]);
        check_plain(&["Others say “does so in secret” (¶9)."], &[]);
        check_plain(&["Others say “does so in secret”. ¶2 does not."], &[]);
        check_plain(&["It says “we will defend” (¶1.1), “their iron-clad” (¶¶ 1–2)."], &[]);
        check_plain(&["“Iron-clad commitment” (¶2), “we will defend” too."], &[]);
        check_plain(&["> their iron-clad commitment to Article 5 — ¶2"], &[]);
        check_plain(&["> We will defend every inch.", "¶2, however, says more."], &[]);
        let mut linked = body(&["¶1 says “we will defend every inch” (¶2)."]);
        linked.links.truncate(1);
        linked.links[0].destination = "https://example.org".into();
        check_in(text(), linked, &[]);
        let mut translated = text();
        translated.meta.language = Some("fr".into());
        let body = Prose { links: Vec::new(), ..body(&["It says “does so in secret” (¶2)."]) };
        check_in(translated, body, &[]);
    }

    #[test]
    fn the_number_beside_a_quotation_goes_before_others() {
        check_plain(
            &["See ¶2: “the iron-bound commitment”. Compare ¶¶1–2: more is there."],
            &[
                "these words are not in `¶2`; `¶2` says `their iron-clad commitment`; the quote says `the iron-bound`, the text says `their iron-clad`",
            ],
        );
    }

    #[test]
    fn the_stop_of_a_quotation_is_the_texts() {
        let (text, said) = (text(), "Allies reaffirm his commitment to Article 5.");
        let end = Range::new(BASE.len() - 10, BASE.len() - 1);
        assert_eq!(ended(BASE, end, said).of(BASE), "Article 5.");
        assert_eq!(ended(BASE, end, "Article 5!").of(BASE), "Article 5");
        assert_eq!(ended(BASE, end, "… Article 5").of(BASE), "Article 5");
        check_in(
            text,
            body(&["As ¶2 has it:", "> Allies reaffirm his iron-clad commitment to Article 5."]),
            &[
                "these words are not in `¶2`; `¶2` says `Allies reaffirm their iron-clad commitment to Article 5`; the quote says `his`, the text says `their`",
            ],
        );
    }

    #[test]
    fn long_quotations_need_no_number() {
        check_body(
            &["They “reaffirm their iron-bound commitment to Article 5” once more."],
            &[
                "these words are nearly, but not quite, those of `¶2`; the text says `reaffirm their iron-clad commitment to Article 5`; the quote says `iron-bound`, the text says `iron-clad`",
            ],
        );
    }
}
