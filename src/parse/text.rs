//! A base text: front matter, prose, and its numbered paragraphs and sections.

use std::collections::{BTreeMap, BTreeSet};

use super::explicit::{explicit_id, take_out};
use super::front_matter::{Matter, Standing};
use super::markdown::{Keep, Tokens};
use super::{Drafts, Input, plain};
use crate::diag::{Code, Diagnostic};
use crate::edition::{Block, Container, LeafKind, Numbering, Paragraph, Prose, Section, Text, TextMeta};
use crate::reading::sentences;
use crate::source::{Range, Span};

const KEYS: &[&str] = &[
    "title",
    "label",
    "short-title",
    "subtitle",
    "description",
    "date",
    "author",
    "authors",
    "source",
    "rights",
    "language",
    "order",
    "numbering",
    "draft",
];

const NUMBERINGS: &[(&str, Numbering)] =
    &[("auto", Numbering::Auto), ("source", Numbering::Source), ("none", Numbering::None)];

/// Reads a text; `None` for a draft that is left out.
pub(super) fn read(input: &Input<'_>, id: &str, drafts: Drafts, sink: &mut Vec<Diagnostic>) -> Option<Text> {
    let title = |matter: &Matter, sink: &mut Vec<Diagnostic>| {
        matter.required("title", "The title of the text", sink).unwrap_or_else(|| id.to_owned())
    };
    read_titled(input, id, (drafts, sink), title)
}

/// Reads a text whose title is found by `title`.
pub(super) fn read_titled(
    input: &Input<'_>,
    id: &str,
    (drafts, sink): (Drafts, &mut Vec<Diagnostic>),
    title: impl Fn(&Matter, &mut Vec<Diagnostic>) -> String,
) -> Option<Text> {
    let matter = Matter::read(input.id, input.source, KEYS, sink);
    let standing = matter.standing(drafts, sink);
    if standing == Standing::Draft {
        return None;
    }
    let title = title(&matter, sink);
    let meta = meta(&matter, title, sink);
    let source = input.source.text.as_str();
    let by_source = meta.numbering == Numbering::Source;
    let (prose, numbers) = if input.source.path.rsplit('.').next() == Some("txt") {
        plain::prose(input.id, source, (matter.body, by_source))
    } else {
        let tokens = Tokens::new(input.id, source, matter.body, input.html);
        tokens.check(sink);
        let mut prose = tokens.prose(tokens.all(), Keep::All, sink);
        let numbers = if by_source { printed_numbers(&mut prose, source) } else { Printed::new() };
        (prose, numbers)
    };
    let mut text = Text {
        id: id.to_owned(),
        file: input.id,
        meta,
        prose,
        paragraphs: Vec::new(),
        sections: Vec::new(),
        lock: None,
        versions: Vec::new(),
    };
    number(&mut text, source, (&numbers, sink));
    sections(&mut text);
    if text.paragraphs.is_empty() {
        sink.push(
            Diagnostic::new(Code::EmptyText, Span::new(input.id, matter.body, matter.body), "this text has no words")
                .help("write or paste the text below the front matter; a blank line ends a paragraph"),
        );
    }
    (standing == Standing::Published).then_some(text)
}

fn meta(matter: &Matter, title: String, sink: &mut Vec<Diagnostic>) -> TextMeta {
    TextMeta {
        title,
        label: matter.phrase("label", sink),
        short_title: matter.phrase("short-title", sink),
        subtitle: matter.phrase("subtitle", sink),
        description: matter.phrase("description", sink),
        date: matter.date("date", sink),
        authors: matter.authors(),
        source: web_address(matter, sink),
        rights: matter.phrase("rights", sink),
        language: language(matter, sink),
        order: matter.number("order", sink),
        numbering: matter.choice("numbering", NUMBERINGS, sink).unwrap_or_default(),
    }
}

fn web_address(matter: &Matter, sink: &mut Vec<Diagnostic>) -> Option<String> {
    let address = matter.phrase("source", sink)?;
    if address.starts_with("https://") || address.starts_with("http://") {
        return Some(address);
    }
    sink.push(
        Diagnostic::new(Code::InvalidValue, matter.span("source")?, format!("`{address}` is not a web address"))
            .help("write the whole address of the published text: `source: https://…`; a printed source belongs into `rights`"),
    );
    None
}

fn language(matter: &Matter, sink: &mut Vec<Diagnostic>) -> Option<String> {
    let tag = matter.phrase("language", sink)?;
    let parts = tag.split('-');
    let sound = parts.clone().next().is_some_and(|first| (2..=3).contains(&first.len()))
        && parts.clone().all(|part| (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric()));
    if sound {
        return Some(tag);
    }
    sink.push(
        Diagnostic::new(Code::InvalidValue, matter.span("language")?, format!("`{tag}` is not a language tag"))
            .help("write a short tag such as `en`, `fr`, `de-CH` or `zh-Hant`"),
    );
    None
}

/// The numbers that a document prints, by the place in the blocks of what each begins.
pub(super) type Printed = BTreeMap<usize, u32>;

/// Takes the items of the outermost numbered lists out of their lists, and tells which number each block begins with
/// (by its place in the blocks).
fn printed_numbers(prose: &mut Prose, source: &str) -> Printed {
    let mut numbers = Printed::new();
    let mut kept = Vec::with_capacity(prose.blocks.len());
    // For each open container: whether it was an outermost numbered list, or an item of one.
    let mut open: Vec<bool> = Vec::new();
    let mut pending = false;
    for block in prose.blocks.drain(..) {
        match block {
            Block::Open(Container::List(Some(_))) if open.is_empty() => open.push(true),
            Block::Open(Container::Item(_)) if open.as_slice() == [true] => {
                open.push(true);
                pending = true;
            }
            Block::Open(container) => {
                // The first number inside a list or a quotation is not that of the item.
                pending = false;
                open.push(false);
                kept.push(Block::Open(container));
            }
            Block::Close => {
                if open.pop() == Some(false) {
                    kept.push(Block::Close);
                }
            }
            Block::Leaf(mut leaf) => {
                if pending && is_running(&leaf.kind) {
                    pending = false;
                    if let Some(number) = printed_before(source, leaf.span) {
                        numbers.insert(kept.len(), number);
                    }
                }
                if open.iter().all(|dissolved| *dissolved) && leaf.kind == LeafKind::Plain {
                    leaf.kind = LeafKind::Paragraph;
                }
                kept.push(Block::Leaf(leaf));
            }
        }
    }
    prose.blocks = kept;
    numbers
}

/// Reads the number printed on the line before a paragraph's first word.
fn printed_before(source: &str, span: Span) -> Option<u32> {
    let before = source.get(..span.start as usize)?.trim_end_matches([' ', '\t']);
    let before = before.strip_suffix(['.', ')'])?;
    let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    before.get(before.len() - digits..)?.parse().ok()
}

pub(super) fn is_running(kind: &LeafKind) -> bool {
    matches!(kind, LeafKind::Paragraph | LeafKind::Plain)
}

/// Numbers every block of running text.
fn number(text: &mut Text, source: &str, (printed, sink): (&Printed, &mut Vec<Diagnostic>)) {
    let by_source = text.meta.numbering == Numbering::Source;
    let mut seen: BTreeMap<u32, Span> = BTreeMap::new();
    let mut last = 0_u32;
    let mut parts = 0_u32;
    let mut footnotes = Depth::default();
    let mut paragraphs = Vec::new();
    for (at, block) in text.prose.blocks.iter_mut().enumerate() {
        let inside = footnotes.step(block);
        let Block::Leaf(leaf) = block else { continue };
        if inside || !is_running(&leaf.kind) || leaf.range.is_empty() {
            continue;
        }
        let own = if by_source { printed.get(&at).copied() } else { Some(last + 1) };
        if let Some(own) = own {
            last = own;
            parts = 1;
            if let Some(first) = seen.insert(own, leaf.span) {
                sink.push(twice(own, leaf.span, first));
            }
        } else {
            parts += 1;
        }
        let fragment = if own.is_some() { format!("p{last}") } else { format!("p{last}-{parts}") };
        paragraphs.push((at, own, fragment, (leaf.range, leaf.span)));
    }
    let mut explicit = Vec::new();
    text.paragraphs = paragraphs
        .into_iter()
        .map(|(at, number, fragment, (whole, span))| {
            let (range, id) = explicit_id(&text.prose, whole, (source, span));
            if id.is_some() {
                explicit.push(Range { start: range.end, ..whole });
            }
            let sentences = sentences(&text.prose.reading, range);
            let block = u32::try_from(at).unwrap_or(u32::MAX);
            Paragraph { number, fragment: id.unwrap_or(fragment), range, block, sentences }
        })
        .collect();
    take_out(text, &explicit);
    refuse_equal_fragments(text, sink);
}

fn twice(number: u32, span: Span, first: Span) -> Diagnostic {
    Diagnostic::new(Code::DuplicateNumber, span, format!("the number {number} is printed twice"))
        .also(first, "first here")
        .help("mend the number, or let Postil count: `numbering: auto` in the front matter")
}

fn refuse_equal_fragments(text: &Text, sink: &mut Vec<Diagnostic>) {
    let all: BTreeSet<&str> = text.paragraphs.iter().map(|held| held.fragment.as_str()).collect();
    let mut seen = BTreeMap::new();
    for paragraph in &text.paragraphs {
        let span = text.prose.span(text.file, paragraph.range);
        if is_kept(&paragraph.fragment, &all) {
            let id = &paragraph.fragment;
            sink.push(
                Diagnostic::new(Code::DuplicateFragment, span, format!("the id `{id}` is kept for the page itself"))
                    .help(format!("give the paragraph another id, for example `{{#the-{id}}}`")),
            );
        }
        let Some(first) = seen.insert(paragraph.fragment.as_str(), span) else { continue };
        if paragraph.number.is_some() && text.meta.numbering == Numbering::Source && paragraph.fragment.starts_with('p')
        {
            continue; // the doubled number was reported
        }
        sink.push(
            Diagnostic::new(
                Code::DuplicateFragment,
                span,
                format!("two paragraphs have the id `{}`", paragraph.fragment),
            )
            .also(first, "the other")
            .help("give one of them another id"),
        );
    }
}

/// Lists the sections. A heading whose fragment the page needs for something else gives way.
fn sections(text: &mut Text) {
    let mut first = 0_u32;
    let mut found = Vec::new();
    let paragraphs: BTreeSet<&str> = text.paragraphs.iter().map(|held| held.fragment.as_str()).collect();
    let mut taken: BTreeSet<String> = paragraphs.iter().map(|&held| held.to_owned()).collect();
    let own = text.prose.leaves().filter_map(|leaf| match &leaf.kind {
        LeafKind::Heading { fragment, .. } => Some(fragment.clone()),
        _ => None,
    });
    let mut free: BTreeSet<String> = own.filter(|own| !taken.contains(own) && !is_kept(own, &paragraphs)).collect();
    for block in &mut text.prose.blocks {
        let Block::Leaf(leaf) = block else { continue };
        if let LeafKind::Heading { level, fragment } = &mut leaf.kind {
            if !free.remove(fragment) {
                *fragment = other_name(fragment, |name| {
                    !taken.contains(name) && !free.contains(name) && !is_kept(name, &paragraphs)
                });
            }
            taken.insert(fragment.clone());
            found.push(Section { level: *level, fragment: fragment.clone(), range: leaf.range, first });
        } else if text.paragraphs.get(first as usize).is_some_and(|next| next.range.start == leaf.range.start) {
            first += 1;
        }
    }
    text.sections = found;
}

fn other_name(fragment: &str, is_free: impl Fn(&str) -> bool) -> String {
    let mut name = format!("section-{fragment}");
    let mut number = 1_u32;
    while !is_free(&name) {
        number += 1;
        name = format!("section-{fragment}-{number}");
    }
    name
}

/// Tells whether the page of a text keeps a fragment for itself: notes (`n-`, `t_`), references (`r-`, `r_`), terms (`g-`),
/// footnotes, sentences (`p12s3`) and the parts of the page.
fn is_kept(fragment: &str, paragraphs: &BTreeSet<&str>) -> bool {
    let parts =
        ["view-notes", "site_main", "on_the_whole", "earlier_notes", "unplaced_notes", "text_terms", "text_cited"];
    ["n-", "r-", "g-", "r_", "t_", "fn_", "fnref_"].iter().any(|kept| fragment.starts_with(kept))
        || parts.contains(&fragment)
        || is_sentence(fragment, paragraphs)
}

fn is_sentence(fragment: &str, paragraphs: &BTreeSet<&str>) -> bool {
    let Some((paragraph, number)) = fragment.rsplit_once('s') else { return false };
    number.parse::<u32>().is_ok() && paragraphs.contains(paragraph)
}

/// Tells whether a block stands inside a footnote, walking the blocks in order.
#[derive(Default)]
struct Depth {
    inside: usize,
}

impl Depth {
    fn step(&mut self, block: &Block) -> bool {
        match block {
            Block::Open(Container::Footnote(_)) => self.inside = 1,
            Block::Open(_) if self.inside > 0 => self.inside += 1,
            Block::Close if self.inside > 0 => self.inside -= 1,
            _ => {}
        }
        self.inside > 0
    }
}
