//! A publication built by hand for tests: Markdown of one's own, reduced to paragraphs, `# headings`, links and code.

use crate::config::Config;
use crate::diag::{Code, Diagnostic};
use crate::edition::{
    Anchored, Block, Case, Edition, Inflection, Leaf, LeafKind, Link, LinkKind, Mark, MarkKind, Match, Note,
    Occurrence, Origin, Page, Paragraph, Placement, Prose, Run, Section, Term, Text, TextId, TextMeta,
};
use crate::reading::{sentences, slug};
use crate::resolve::resolve;
use crate::source::{FileId, Range, Sources, Span};

/// A publication that grows piece by piece.
pub(super) struct Sample {
    pub(super) anchored: Anchored,
    pub(super) sources: Sources,
    pub(super) config: Config,
}

/// What became of it.
pub(super) struct Outcome {
    pub(super) edition: Edition,
    pub(super) found: Vec<Diagnostic>,
}

impl Sample {
    pub(super) fn new() -> Self {
        Self { anchored: Anchored::default(), sources: Sources::new(), config: config() }
    }

    /// Adds a text; every paragraph is numbered.
    pub(super) fn text(mut self, id: &str, source: &str) -> Self {
        let file = self.file(&format!("{id}/text.md"), source);
        let prose = prose(file, source);
        let (mut paragraphs, mut sections) = (Vec::new(), Vec::new());
        for (leaf, block) in prose.leaves().zip(0..) {
            let number = u32::try_from(paragraphs.len() + 1).expect("few");
            match &leaf.kind {
                LeafKind::Heading { level, fragment } => sections.push(Section {
                    level: *level,
                    fragment: fragment.clone(),
                    range: leaf.range,
                    first: number - 1,
                }),
                LeafKind::Paragraph => paragraphs.push(Paragraph {
                    number: Some(number),
                    fragment: format!("p{number}"),
                    range: leaf.range,
                    block,
                    sentences: sentences(&prose.reading, leaf.range),
                }),
                _ => {}
            }
        }
        let title = id.rsplit('/').next().unwrap_or(id).to_uppercase();
        let meta = TextMeta { title, ..TextMeta::default() };
        self.anchored.texts.push(Text {
            id: id.into(),
            file,
            meta,
            prose,
            paragraphs,
            sections,
            lock: None,
            versions: Vec::new(),
        });
        self
    }

    /// Adds a note on a text that was added before, in a commentary file of its own.
    pub(super) fn note(mut self, text: &str, id: &str, source: &str) -> Self {
        let at = self.anchored.texts.iter().position(|held| held.id == text).expect("the text comes first");
        let file = self.file(&format!("{text}/commentary/{id}.md"), source);
        self.anchored.notes.push(Note {
            id: id.into(),
            text: TextId(u32::try_from(at).expect("few")),
            file,
            span: Span::new(file, 0, 0),
            origin: Origin::default(),
            title: Some(prose(file, &format!("About {id}"))),
            layer: None,
            authors: Vec::new(),
            date: None,
            tags: Vec::new(),
            place: Placement::Whole,
            body: prose(file, source),
        });
        self
    }

    pub(super) fn page(mut self, id: &str, source: &str) -> Self {
        let file = self.file(&format!("{id}.md"), source);
        self.anchored.pages.push(Page {
            id: id.into(),
            file,
            title: format!("Page {id}"),
            description: None,
            order: None,
            authors: Vec::new(),
            date: None,
            prose: prose(file, source),
        });
        self
    }

    pub(super) fn term(self, headword: &str) -> Self {
        self.term_with(headword, |_| {})
    }

    /// Adds a term after a change to it.
    pub(super) fn term_with(mut self, headword: &str, change: impl FnOnce(&mut Term)) -> Self {
        let mut made = term(headword);
        made.file = self.file(&format!("glossary/{}.md", made.id), headword);
        made.span = Span::new(made.file, 0, headword.len());
        change(&mut made);
        made.body = prose(made.file, &made.body.reading);
        self.anchored.terms.push(made);
        self
    }

    pub(super) fn asset(mut self, path: &str) -> Self {
        self.anchored.assets.push(path.into());
        self
    }

    pub(super) fn config(mut self, change: impl FnOnce(&mut Config)) -> Self {
        change(&mut self.config);
        self
    }

    pub(super) fn resolve(self) -> Outcome {
        let checked = resolve(self.anchored, &self.sources, &self.config);
        Outcome { edition: checked.value, found: checked.diagnostics }
    }

    fn file(&mut self, path: &str, source: &str) -> FileId {
        self.sources.add(format!("content/{path}"), source.as_bytes().to_vec())
    }
}

impl Outcome {
    /// The uses in order, as their words and headwords; one that is not a link begins with a hyphen.
    pub(super) fn uses(&self) -> Vec<String> {
        let shown = |held: &Occurrence| {
            let words = held.range.of(&self.edition.prose(held.place).reading);
            let headword = &self.edition.terms[held.term.0 as usize].headword;
            format!("{}{words}:{headword}", if held.linked { "" } else { "-" })
        };
        self.edition.glossary.occurrences.iter().map(shown).collect()
    }

    /// The codes, but for those of terms without use.
    pub(super) fn codes(&self) -> Vec<Code> {
        self.found.iter().map(|problem| problem.code).filter(|code| *code != Code::UnusedTerm).collect()
    }

    #[track_caller]
    pub(super) fn the(&self, code: Code) -> &Diagnostic {
        let mut held = self.found.iter().filter(|problem| problem.code == code);
        let first = held.next().unwrap_or_else(|| panic!("no {} in {:?}", code.name(), self.found));
        assert_eq!(held.next(), None, "one alone");
        first
    }
}

/// A term without anything but its headword.
pub(super) fn term(headword: &str) -> Term {
    Term {
        id: slug(headword),
        file: FileId(0),
        span: Span::new(FileId(0), 0, 0),
        headword: headword.into(),
        aliases: Vec::new(),
        short: None,
        see_also: Vec::new(),
        matching: Match::Auto,
        case: Case::Smart,
        except: Vec::new(),
        within: Vec::new(),
        inflection: Inflection::English,
        body: Prose::default(),
    }
}

/// Reads the little Markdown that tests need.
pub(super) fn prose(file: FileId, source: &str) -> Prose {
    let mut prose = Prose::default();
    let mut at = 0;
    for block in source.split("\n\n") {
        let (kind, words) = match (block.strip_prefix("# "), block.strip_prefix("    ")) {
            (Some(words), _) => (LeafKind::Heading { level: 2, fragment: slug(words) }, words),
            (_, Some(words)) => (LeafKind::Code { language: String::new() }, words),
            _ => (LeafKind::Paragraph, block),
        };
        if !prose.reading.is_empty() {
            prose.reading.push_str("\n\n");
        }
        let start = prose.reading.len();
        inline(&mut prose, (file, at + block.len() - words.len()), words);
        let range = Range::new(start, prose.reading.len());
        prose.blocks.push(Block::Leaf(Leaf { kind, range, span: Span::new(file, at, at + block.len()) }));
        at += block.len() + 2;
    }
    prose
}

fn inline(prose: &mut Prose, (file, base): (FileId, usize), words: &str) {
    let mut at = 0;
    while let Some(rest) = words.get(at..).filter(|rest| !rest.is_empty()) {
        let held = [("[[", "]]", LinkKind::Wiki), ("![", ")", LinkKind::Image), ("[", ")", LinkKind::Markdown)]
            .into_iter()
            .find_map(|(open, close, kind)| {
                let inner = rest.strip_prefix(open)?;
                Some((open, inner.get(..inner.find(close)?)?, close, kind))
            });
        let start = prose.reading.len();
        if let Some((open, inner, close, kind)) = held {
            let len = open.len() + inner.len() + close.len();
            let (shown, label, destination) = match kind {
                LinkKind::Wiki => match inner.split_once('|') {
                    Some((destination, label)) => (label, label, destination),
                    None => (inner, "", inner),
                },
                LinkKind::Image => ("", inner.split("](").next().unwrap_or(""), inner.split("](").nth(1).unwrap_or("")),
                LinkKind::Markdown => {
                    (inner.split("](").next().unwrap_or(""), "", inner.split("](").nth(1).unwrap_or(""))
                }
            };
            prose.reading.push_str(shown);
            prose.links.push(Link {
                kind,
                destination: destination.into(),
                title: String::new(),
                label: label.into(),
                range: Range::new(start, prose.reading.len()),
                span: Span::new(file, base + at, base + at + len),
            });
            at += len;
        } else if let Some(code) = rest.strip_prefix('`').and_then(|rest| rest.split('`').next()) {
            prose.reading.push_str(code);
            let range = Range::new(start, prose.reading.len());
            prose.marks.push(Mark { range, kind: MarkKind::Code });
            at += code.len() + 2;
        } else {
            let next = rest.char_indices().skip(1).find(|(_, letter)| matches!(letter, '[' | '!' | '`'));
            let plain = rest.get(..next.map_or(rest.len(), |(end, _)| end)).unwrap_or_default();
            let place = |at: usize| u32::try_from(at).expect("short");
            prose.runs.push(Run { reading: place(start), source: place(base + at), len: place(plain.len()) });
            prose.reading.push_str(plain);
            at += plain.len();
        }
    }
}

fn config() -> Config {
    Config::titled("A book")
}
