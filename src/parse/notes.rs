//! Notes: a commentary file cut at its headings, each with its lemmata, attributes and body.
//!
//! A note begins at a heading of the file's top heading level, or, untitled, at a thematic break or the start of the file.
//! The block quotes that come first in it are its lemmata.

use super::front_matter::{Matter, Standing, date};
use super::markdown::{HeadingMark, Keep, Tokens, TopBlock, TopKind};
use super::{Drafts, Input};
use crate::config::Html;
use crate::diag::{Code, Diagnostic, Lines};
use crate::edition::{Authors, Constraint, Date, Lemma, MarkKind, Note, Origin, Passage, Prose, Selector, TextId};
use crate::reading::{Slugs, slug};
use crate::source::{Range, Sources, Span};

const KEYS: &[&str] = &["author", "authors", "date", "layer", "tags", "draft"];

const ATTRIBUTES: [&str; 5] = ["p", "nth", "layer", "author", "date"];

/// Reads all notes of a commentary file.
pub(super) fn read(input: &Input<'_>, drafts: Drafts, sink: &mut Vec<Diagnostic>) -> Vec<Note<Vec<Selector>>> {
    let matter = Matter::read(input.id, input.source, KEYS, sink);
    let standing = matter.standing(drafts, sink);
    if standing == Standing::Draft {
        return Vec::new();
    }
    let tokens = Tokens::new(input.id, &input.source.text, matter.body, input.html);
    tokens.check(sink);
    let mut reader = Reader {
        input,
        defaults: Defaults {
            authors: matter.authors(),
            date: matter.date("date", sink),
            layer: matter.phrase("layer", sink),
            tags: unique(matter.list("tags")),
        },
        tokens: &tokens,
        lines: Lines::new(&input.source.text),
        nameless: Slugs::default(),
        sink,
    };
    if let (Some(layer), Some(span)) = (reader.defaults.layer.clone(), matter.span("layer")) {
        reader.check_layer(&layer, span);
    }
    let top = tokens.top();
    let cut = cut(&top);
    reader.refuse_swallowed(&cut);
    let notes = cut.into_iter().filter_map(|blocks| reader.note(&blocks)).collect();
    if standing == Standing::Published { notes } else { Vec::new() }
}

/// Returns the level of the headings at which the notes of a commentary file begin; `None` where it has no heading.
pub fn note_level(text: &str) -> Option<u8> {
    let mut sources = Sources::new();
    let id = sources.add("notes.md", text.as_bytes().to_vec());
    let source = sources.file(id);
    let matter = Matter::read(id, source, KEYS, &mut Vec::new());
    level(&Tokens::new(id, &source.text, matter.body, Html::Text).top())
}

fn level(top: &[TopBlock]) -> Option<u8> {
    top.iter().filter_map(|block| heading(block).map(|mark| mark.level)).min()
}

/// Cuts the blocks of a file into notes.
fn cut(top: &[TopBlock]) -> Vec<Vec<&TopBlock>> {
    let level = level(top);
    let mut notes: Vec<Vec<&TopBlock>> = vec![Vec::new()];
    for block in top {
        let begins = heading(block).is_some_and(|mark| Some(mark.level) == level);
        if begins || block.kind == TopKind::Rule {
            notes.push(Vec::new());
        }
        if !matches!(block.kind, TopKind::Rule | TopKind::Footnote | TopKind::Comment)
            && let Some(last) = notes.last_mut()
        {
            last.push(block);
        }
    }
    notes.retain(|blocks| !blocks.is_empty());
    notes
}

fn heading(block: &TopBlock) -> Option<&HeadingMark> {
    match &block.kind {
        TopKind::Heading(mark) => Some(mark),
        _ => None,
    }
}

/// Tells whether a heading has attributes that only a note can have.
fn is_placed(mark: &HeadingMark) -> bool {
    mark.attributes.iter().any(|(key, _)| ATTRIBUTES.contains(&key.as_str()))
}

/// What the front matter says for all notes of the file.
struct Defaults {
    authors: Authors,
    date: Option<Date>,
    layer: Option<String>,
    tags: Vec<String>,
}

struct Reader<'a, 's> {
    input: &'a Input<'a>,
    defaults: Defaults,
    tokens: &'a Tokens<'a>,
    lines: Lines<'a>,
    /// Ids of notes that have neither title nor lemma.
    nameless: Slugs,
    sink: &'s mut Vec<Diagnostic>,
}

/// What the braces of a heading say.
#[derive(Default)]
struct Attributes {
    id: Option<String>,
    tags: Vec<String>,
    constraint: Constraint,
    layer: Option<String>,
    author: Option<String>,
    date: Option<Date>,
}

impl Reader<'_, '_> {
    fn note(&mut self, blocks: &[&TopBlock]) -> Option<Note<Vec<Selector>>> {
        let first = blocks.first()?;
        let span = trimmed(first.span, &self.input.source.text);
        let mut rest = blocks;
        let mut attributes = Attributes::default();
        let mut title = None;
        if let Some(mark) = heading(first) {
            rest = blocks.get(1..).unwrap_or_default();
            attributes = self.attributes(mark, span);
            title = Some(self.tokens.inside(first, Keep::Words, self.sink)).filter(|title| !title.reading.is_empty());
        }
        let quotes = rest.iter().take_while(|block| block.kind == TopKind::Quote).count();
        let (lemmata, body) = rest.split_at(quotes);
        let place: Vec<Selector> =
            lemmata.iter().filter_map(|quote| self.selector(quote, attributes.constraint)).collect();
        let body = self.body(body);
        // A file that holds no more than a comment for its author holds no note.
        if title.is_none() && lemmata.is_empty() && body.is_empty() {
            return None;
        }
        let id = attributes.id.unwrap_or_else(|| self.derived_id(title.as_ref(), &place));
        if body.is_empty() {
            self.sink.push(
                Diagnostic::new(Code::EmptyNote, span, format!("the note `{id}` says nothing"))
                    .help("write the comment below the quotation, after a blank line"),
            );
        }
        let mut tags = self.defaults.tags.clone();
        tags.extend(attributes.tags);
        Some(Note {
            id,
            text: TextId(u32::MAX),
            file: self.input.id,
            span,
            origin: Origin { path: self.input.source.path.clone(), line: self.lines.line(span.start as usize) },
            title,
            layer: attributes.layer.or_else(|| self.defaults.layer.clone()),
            authors: attributes.author.map_or_else(|| self.defaults.authors.clone(), |author| vec![author]),
            date: attributes.date.or(self.defaults.date),
            tags: unique(tags),
            place,
            body,
        })
    }

    fn body(&mut self, blocks: &[&TopBlock]) -> Prose {
        match (blocks.first(), blocks.last()) {
            (Some(first), Some(last)) => self.tokens.prose(first.events.start..last.events.end, Keep::All, self.sink),
            _ => Prose::default(),
        }
    }

    fn derived_id(&mut self, title: Option<&Prose>, place: &[Selector]) -> String {
        let named = title.map(|title| slug(&title.reading)).filter(|id| !id.is_empty());
        let quoted = || {
            place.iter().find_map(|selector| match &selector.passage {
                Passage::Quote(lemma) => {
                    let words: Vec<_> = lemma.words.split_whitespace().take(6).collect();
                    Some(slug(&words.join(" "))).filter(|id| !id.is_empty())
                }
                Passage::Paragraphs(first, last) if first == last => Some(format!("on-p{first}")),
                Passage::Paragraphs(first, last) => Some(format!("on-p{first}-{last}")),
                Passage::Sentence(paragraph, sentence) => Some(format!("on-p{paragraph}s{sentence}")),
            })
        };
        named.or_else(quoted).unwrap_or_else(|| {
            // Named by its file, for another file of the same text may hold such a note too.
            let (_, name) = self.input.source.path.rsplit_once("/commentary/").unwrap_or_default();
            let name = slug(name.strip_suffix(".md").unwrap_or(name));
            let id = if name.is_empty() { "note".to_owned() } else { format!("note-{name}") };
            self.nameless.unique(id)
        })
    }

    /// Refuses a heading that was surely meant to begin a note, but is too deep to: it names a passage, or quotations follow
    /// it where no note of the file has any of its own.
    fn refuse_swallowed(&mut self, notes: &[Vec<&TopBlock>]) {
        let titled = || notes.iter().filter(|blocks| blocks.first().is_some_and(|first| heading(first).is_some()));
        let quotes = |blocks: &&Vec<&TopBlock>| blocks.get(1).is_some_and(|second| second.kind == TopKind::Quote);
        let none_quotes = !titled().any(|blocks| quotes(&blocks));
        let mut found: Vec<(&TopBlock, &TopBlock)> = Vec::new();
        for blocks in titled() {
            let Some((first, rest)) = blocks.split_first() else { continue };
            let next = rest.iter().skip(1).map(Some).chain([None]);
            let swallowed = rest.iter().zip(next).find(|(block, next)| {
                let before_quote = next.is_some_and(|next| next.kind == TopKind::Quote);
                heading(block).is_some_and(|mark| is_placed(mark) || none_quotes && before_quote)
            });
            found.extend(swallowed.map(|(block, _)| (*first, *block)));
        }
        // One is enough: the others have the same reason.
        let Some(&(begins, block)) = found.first() else { return };
        let level = heading(begins).map_or(1, |mark| usize::from(mark.level));
        let marks = "#".repeat(level);
        let source = self.input.source.text.as_str();
        let (span, begins) = (trimmed(block.span, source), trimmed(begins.span, source));
        let title = source.get(begins.bytes()).and_then(|words| words.lines().next()).unwrap_or_default();
        let help = if titled().count() == 1 {
            format!("take the line `{title}` away, or write the headings of the notes with `{marks}`")
        } else {
            format!("write it with `{marks}`, as all headings that begin a note in this file")
        };
        self.sink.push(
            Diagnostic::new(
                Code::SwallowedNote,
                span,
                format!("this heading begins no note: in this file those with `{marks}` do"),
            )
            .also(begins, "it is a part of this note")
            .help(help),
        );
    }

    fn selector(&mut self, quote: &TopBlock, constraint: Constraint) -> Option<Selector> {
        let prose = self.tokens.inside(quote, Keep::Words, self.sink);
        let words = prose.reading.trim();
        if words.is_empty() {
            self.sink.push(
                Diagnostic::new(Code::EmptyLemma, quote.span, "this quotation holds no words")
                    .help("write behind the `>` the words of the text that the note is about; or take the line away: then the note is about the whole text"),
            );
            return None;
        }
        self.warn_of_lazy_line(quote);
        let passage = paragraphs(words).unwrap_or_else(|| Passage::Quote(lemma(&prose)));
        Some(Selector { passage, constraint, span: trimmed(quote.span, &self.input.source.text) })
    }

    /// A line without `>` right below a quotation belongs to it in Markdown: seldom what the author meant.
    fn warn_of_lazy_line(&mut self, quote: &TopBlock) {
        let words = self.input.source.text.get(quote.span.bytes()).unwrap_or_default();
        let mut at = quote.span.start as usize;
        for line in words.split_inclusive('\n') {
            let lead = line.len() - line.trim_start().len();
            if !line.trim().is_empty() && !line.trim_start().starts_with('>') {
                let span = Span::new(self.input.id, at + lead, at + line.trim_end().len());
                self.sink.push(
                    Diagnostic::new(Code::LazyQuote, span, "this line belongs to the quotation above it")
                        .help("put a blank line above it, if it is the comment; or a `>` before it, if it is quoted"),
                );
                return;
            }
            at += line.len();
        }
    }

    fn attributes(&mut self, mark: &HeadingMark, span: Span) -> Attributes {
        let mut found = Attributes { tags: mark.classes.clone(), ..Attributes::default() };
        if let Some(id) = &mark.id {
            self.check_id(id, span);
            found.id = Some(id.clone());
        }
        for (key, value) in &mark.attributes {
            let value = value.clone().unwrap_or_default();
            self.attribute(&mut found, (key, &value), span);
        }
        found
    }

    fn attribute(&mut self, found: &mut Attributes, (key, value): (&str, &str), span: Span) {
        match key {
            "p" => found.constraint.paragraph = self.positive(key, value.trim_start_matches('¶'), span),
            "nth" => found.constraint.nth = self.positive(key, value, span),
            "layer" => {
                self.check_layer(value, span);
                found.layer = Some(value.to_owned());
            }
            "author" => found.author = Some(value.replace('_', " ")),
            "date" => {
                found.date = date(value);
                if found.date.is_none() {
                    self.refuse_value(key, value, (span, "write year, month and day in figures: `date=2022-03-24`"));
                }
            }
            _ => self.unknown_attribute(key, span),
        }
    }

    fn positive(&mut self, key: &str, value: &str, span: Span) -> Option<u32> {
        let number = value.parse().ok().filter(|number| *number > 0);
        if number.is_none() {
            let help = if key == "p" {
                "name a paragraph by its number: `{p=12}`"
            } else {
                "count the matches from 1: `{nth=2}`"
            };
            self.refuse_value(key, value, (span, help));
        }
        number
    }

    fn refuse_value(&mut self, key: &str, value: &str, (span, help): (Span, &str)) {
        self.sink
            .push(Diagnostic::new(Code::InvalidAttribute, span, format!("`{key}={value}` cannot be used")).help(help));
    }

    fn unknown_attribute(&mut self, key: &str, span: Span) {
        self.sink.push(
            Diagnostic::new(Code::UnknownAttribute, span, format!("`{key}=` means nothing on a note")).help(format!(
                "the attributes of a note are `#id`, `.tag` and {}",
                ATTRIBUTES.map(|name| format!("`{name}=`")).join(", ")
            )),
        );
    }

    fn check_id(&mut self, id: &str, span: Span) {
        let sound = id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
            && !id.starts_with('.')
            && !id.ends_with('.');
        if !sound {
            self.sink.push(
                Diagnostic::new(
                    Code::InvalidAttribute,
                    span,
                    format!("the id `{id}` holds signs that an address cannot"),
                )
                .help(format!("use letters, figures and hyphens: `{{#{}}}`", slug(id))),
            );
        }
    }

    fn check_layer(&mut self, layer: &str, span: Span) {
        let layers = &self.input.config.commentary.layers;
        if layers.is_empty() || layers.iter().any(|held| held.id == layer) {
            return;
        }
        let names: Vec<_> = layers.iter().map(|held| format!("`{}`", held.id)).collect();
        self.sink.push(Diagnostic::new(Code::UnknownLayer, span, format!("there is no layer `{layer}`")).help(
            format!("book.toml names {}; add it there under `[commentary]`, or use one of these", names.join(", ")),
        ));
    }
}

/// The words of a quote, with its bold words as focus. Words that are bold throughout have no focus.
fn lemma(prose: &Prose) -> Lemma {
    let words = prose.reading.trim_end().to_owned();
    let mut focus: Vec<Range> = Vec::new();
    for mark in prose.marks.iter().filter(|mark| mark.kind == MarkKind::Strong && !mark.range.is_empty()) {
        match focus.last_mut() {
            Some(last) if mark.range.start <= last.end => last.end = last.end.max(mark.range.end),
            _ => focus.push(mark.range),
        }
    }
    let whole = focus.len() == 1 && focus.first().is_some_and(|only| only.of(&words).len() == words.len());
    Lemma { words, focus: if whole { Vec::new() } else { focus } }
}

/// Reads `¶12`, `¶12–14`, `¶12.3`.
fn paragraphs(words: &str) -> Option<Passage> {
    let named = words.strip_prefix('¶')?.trim();
    if let Some((paragraph, sentence)) = named.split_once('.') {
        return Some(Passage::Sentence(paragraph.trim().parse().ok()?, sentence.trim().parse().ok()?));
    }
    if let Some((first, last)) = named.split_once(['-', '–', '—']) {
        let first = first.trim().parse().ok()?;
        let last = last.trim().trim_start_matches('¶').trim().parse().ok()?;
        return Some(Passage::Paragraphs(first, last));
    }
    let number = named.parse().ok()?;
    Some(Passage::Paragraphs(number, number))
}

/// A block quote's bytes reach to the start of the next line; nobody wants that underlined.
fn trimmed(span: Span, source: &str) -> Span {
    let words = source.get(span.bytes()).unwrap_or_default();
    Span::new(span.file, span.start as usize, span.start as usize + words.trim_end().len())
}

fn unique(mut tags: Vec<String>) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    tags.retain(|tag| seen.insert(tag.to_lowercase()));
    tags
}
