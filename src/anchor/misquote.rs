//! Checks the quotations in a note that carry a paragraph reference: are the words in that paragraph?
//!
//! A quotation is a block quote of the body, or three words and more in double quotation marks. A reference is a wiki link to a
//! paragraph in the sentence of the quotation or right after it; of a block quote within it, or in the sentence before or
//! after it. Where there are several references any of them may hold the words. In doubt it is silent.

use super::align;
use super::differ::differences;
use super::lemma::Forms;
use super::passage;
use super::paste::shown;
use crate::diag::{Code, Diagnostic};
use crate::edition::{Block, Container, Leaf, LeafKind, LinkKind, Note, Prose, Selector, Text};
use crate::reading::{Key, sentences, words};
use crate::source::Range;

/// Fewer words are a term, not a quotation.
const FEWEST: usize = 3;

/// The nearest words are shown where at most one letter in so many differs.
const WORTH_SHOWING: usize = 2;

/// A reference stands right after a quotation within so many bytes.
const NEAR: usize = 60;

/// Where more references stand with a quotation none of them is for it.
const MOST: usize = 20;

/// Above this product of lengths the nearest words are not looked for.
const COMPARABLE: usize = 10_000_000;

/// A stretch of a note's body that quotes, and the references that may stand for it.
struct Quotation {
    words: Range,
    /// Where its references may stand.
    within: Vec<Range>,
}

/// A reference to paragraphs: its words in the body, and what it names.
struct Reference<'t> {
    range: Range,
    label: String,
    text: &'t Text,
    words: Range,
}

/// Adds a warning for each quotation whose words are in none of the paragraphs that it refers to.
pub(super) fn check(texts: &[Text], text: &Text, note: &Note<Vec<Selector>>, diagnostics: &mut Vec<Diagnostic>) {
    let references = references(texts, text, &note.body);
    if references.is_empty() {
        return;
    }
    for quotation in quotations(&note.body) {
        let meant = |reference: &&Reference<'_>| quotation.within.iter().any(|within| within.contains(reference.range));
        let meant: Vec<&Reference<'_>> = references.iter().filter(meant).take(MOST + 1).collect();
        if meant.len() > MOST {
            continue;
        }
        let said = without_links(&note.body, quotation.words);
        if let (Some(first), true) = (meant.first(), words(&said).count() >= FEWEST)
            && !meant.iter().any(|reference| reference.holds(&said))
        {
            diagnostics.push(warn(note, &quotation, (first, &said)));
        }
    }
}

/// Reads the paragraph references of a body; those that name nothing are the link check's concern.
fn references<'t>(texts: &'t [Text], text: &'t Text, body: &Prose) -> Vec<Reference<'t>> {
    let wiki = body.links.iter().filter(|link| link.kind == LinkKind::Wiki);
    wiki.filter_map(|link| {
        let (name, numbers) = link.destination.split_once('¶')?;
        let name = name.trim();
        let text = if name.is_empty() { text } else { texts.iter().find(|text| text.id == name)? };
        let paragraph = numbers.split_once('.').map_or(numbers, |(paragraph, _)| paragraph);
        let (first, last) = paragraph.split_once(['-', '–']).unwrap_or((paragraph, paragraph));
        let words = passage::paragraphs(text, first.trim().parse().ok()?, last.trim().parse().ok()?)?;
        Some(Reference { range: link.range, label: link.destination.clone(), text, words })
    })
    .collect()
}

impl Reference<'_> {
    fn holds(&self, said: &str) -> bool {
        let key = comparable(Key::folded(self.words.of(&self.text.prose.reading)).text());
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
}

/// Quotation marks inside a quotation change with the house style.
fn comparable(key: &str) -> String {
    key.replace(['"', '\''], "").trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

fn quotations(body: &Prose) -> Vec<Quotation> {
    let mut found = quoted_blocks(body);
    for leaf in body.leaves().filter(|leaf| is_running(leaf)) {
        let borders = sentences(&body.reading, leaf.range);
        for words in quoted_words(&body.reading, leaf.range) {
            let first = borders.partition_point(|sentence| sentence.end <= words.start);
            let touched = borders.iter().skip(first).take_while(|sentence| sentence.start < words.end);
            let mut within: Vec<Range> = touched.copied().collect();
            within.extend(right_after(&body.reading, words, leaf.range));
            found.push(Quotation { words, within });
        }
    }
    found
}

fn is_running(leaf: &Leaf) -> bool {
    matches!(leaf.kind, LeafKind::Paragraph | LeafKind::Plain)
}

/// Finds the words in double quotation marks in a leaf.
fn quoted_words(reading: &str, leaf: Range) -> Vec<Range> {
    let mut found = Vec::new();
    let mut open: Option<(char, usize)> = None;
    for (at, letter) in leaf.of(reading).char_indices() {
        let at = leaf.start as usize + at;
        match open {
            None if matches!(letter, '"' | '“' | '„' | '«') => open = Some((letter, at + letter.len_utf8())),
            Some((mark, start)) if closes(mark, letter) => {
                found.push(Range::new(start, at));
                open = None;
            }
            _ => {}
        }
    }
    found
}

fn closes(open: char, letter: char) -> bool {
    match open {
        '„' => matches!(letter, '“' | '”'),
        '“' => letter == '”',
        '«' => letter == '»',
        _ => letter == open,
    }
}

/// A stop inside the marks ends the sentence, but a reference in brackets after it still belongs to the quotation.
fn right_after(reading: &str, quoted: Range, leaf: Range) -> Option<Range> {
    let near = reading.floor_char_boundary((quoted.end as usize + NEAR).min(leaf.end as usize));
    let rest = reading.get(quoted.end as usize..near)?;
    let start = rest.find(|c: char| c.is_alphanumeric() || c == '¶')?;
    let reference = rest.get(start..)?;
    let len = reference.find(|c: char| matches!(c, ')' | ']') || c.is_whitespace()).unwrap_or(reference.len());
    Some(Range::new(quoted.end as usize, quoted.end as usize + start + len))
}

/// Finds the block quotes of a body; a quote in a quote belongs to the outer one.
fn quoted_blocks(body: &Prose) -> Vec<Quotation> {
    let mut found: Vec<Quotation> = Vec::new();
    let (mut open, mut depth) = (Vec::new(), 0_usize);
    let mut words: Option<Range> = None;
    let mut before: Option<Range> = None;
    for block in &body.blocks {
        match block {
            Block::Open(container) => {
                let quote = matches!(container, Container::Quote);
                open.push(quote);
                depth += usize::from(quote);
            }
            Block::Close => {
                let quote = open.pop().unwrap_or_default();
                depth -= usize::from(quote);
                if let (true, 0, Some(range)) = (quote, depth, words.take()) {
                    let introduction = before.and_then(|leaf| sentences(&body.reading, leaf).pop());
                    found.push(Quotation { words: range, within: introduction.into_iter().chain([range]).collect() });
                    before = None;
                }
            }
            Block::Leaf(leaf) if depth > 0 => {
                let start = words.map_or(leaf.range.start, |held| held.start);
                words = Some(Range { start, end: leaf.range.end });
            }
            Block::Leaf(leaf) => {
                if let Some(last) = found.last_mut().filter(|_| before.is_none()) {
                    last.within.extend(sentences(&body.reading, leaf.range).first());
                }
                before = Some(leaf.range);
            }
        }
    }
    found
}

/// Returns the quoted words without the references among them.
fn without_links(body: &Prose, quoted: Range) -> String {
    let mut said = String::new();
    let mut at = quoted.start;
    let first = body.links.partition_point(|link| link.range.start < quoted.start);
    let inside = body.links.iter().skip(first).take_while(|link| link.range.start < quoted.end);
    for link in inside.filter(|link| quoted.contains(link.range) && link.destination.contains('¶')) {
        said.push_str(Range { start: at, end: link.range.start }.of(&body.reading));
        at = link.range.end;
    }
    said.push_str(Range { start: at, end: quoted.end }.of(&body.reading));
    said.trim_matches(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '—' | '–' | '-' | ',' | ';')).to_owned()
}

fn warn(note: &Note<Vec<Selector>>, quotation: &Quotation, (reference, said): (&Reference<'_>, &str)) -> Diagnostic {
    let label = reference.label.as_str();
    let span = note.body.span(note.file, quotation.words);
    let mut diagnostic = Diagnostic::new(Code::Misquote, span, format!("these words are not in `{label}`"));
    let reading = reference.words.of(&reference.text.prose.reading);
    let key = Key::folded(reading);
    let quoted = Key::folded(said).text().trim().to_owned();
    if quoted.len() * reading.len() < COMPARABLE
        && let Some(found) = align::letters(&quoted, key.text())
        && found.edits * WORTH_SHOWING <= quoted.chars().count()
    {
        let words = key.reading(found.start, found.end).of(reading);
        diagnostic = diagnostic.note(format!("`{label}` says `{}`", shown(words)));
        diagnostic.notes.extend(differences(said, words));
    }
    let place = reference.text.prose.span(reference.text.file, reference.words);
    diagnostic.also(place, "the paragraph").help("check the quotation, or the number of the paragraph")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edition::{Authors, Link, Paragraph, Run, TextId, TextMeta};
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
        let texts = [text()];
        let (id, span) = (String::new(), Span { file: FileId(1), start: 0, end: 0 });
        let (title, layer, date, tags, place) = (None, None, None, Vec::new(), Vec::new());
        let (file, authors, body) = (FileId(1), Authors::default(), body(lines));
        let origin = crate::edition::Origin::default();
        let note = Note { id, text: TextId(0), file, span, origin, title, layer, authors, date, tags, place, body };
        let mut found = Vec::new();
        check(&texts, &texts[0], &note, &mut found);
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
        check_body(&["A term, “one two”, in ¶2."], &[]);
        check_body(&["Others said “quite another thing”. That was not ¶2."], &[]);
        check_body(&["Nothing is said in ¶9 of “quite another thing”."], &[]);
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
        check_body(&["“we will defend every inch” is ¶2."], &["these words are not in `¶2`"]);
    }
}
