//! Inlines: words, marks, links and breaks inside a leaf.

use std::ops::Range as Bytes;

use pulldown_cmark::{Event, LinkType, Tag};

use super::Keep;
use super::builder::Builder;
use crate::edition::{Link, LinkKind, Mark, MarkKind};
use crate::source::{Range, Span, narrow};

impl Builder<'_> {
    /// Takes an event that stands inside a leaf.
    pub(super) fn inline(&mut self, event: &Event<'_>, bytes: &Bytes<usize>) {
        match event {
            Event::Text(words) => self.words(words, bytes),
            Event::Code(words) => {
                self.ensure_leaf(bytes);
                let start = self.here();
                self.words(words, &inner(words, bytes, self.source));
                self.prose.marks.push(Mark { range: Range::new(start, self.here()), kind: MarkKind::Code });
            }
            Event::SoftBreak => self.line_break(" ", bytes),
            Event::HardBreak => {
                let start = self.here();
                self.line_break("\n", bytes);
                self.prose.marks.push(Mark { range: Range::new(start, self.here()), kind: MarkKind::Break });
            }
            Event::InlineHtml(words) => self.inline_html(words, bytes),
            Event::FootnoteReference(label) if self.keep == Keep::All => {
                self.ensure_leaf(bytes);
                let at = self.footnote_at(label);
                let here = self.here();
                self.prose.marks.push(Mark { range: Range::new(here, here), kind: MarkKind::Footnote(at) });
            }
            _ => {}
        }
    }

    /// Opens an inline mark.
    pub(super) fn start_inline(&mut self, tag: &Tag<'_>, bytes: &Bytes<usize>) {
        self.ensure_leaf(bytes);
        let kind = match tag {
            Tag::Emphasis => Some(MarkKind::Emphasis),
            Tag::Strong => Some(MarkKind::Strong),
            Tag::Strikethrough => Some(MarkKind::Strike),
            Tag::Link { link_type, dest_url, title, .. } if self.keep == Keep::All => {
                let link = self.link(*link_type, (dest_url, title), bytes);
                Some(MarkKind::Link(link))
            }
            Tag::Image { dest_url, title, .. } if self.keep == Keep::All => {
                let image = self.push_link(LinkKind::Image, (dest_url, title), bytes);
                Some(MarkKind::Image(image))
            }
            _ => None,
        };
        let here = self.here();
        let place = kind.map(|kind| {
            self.prose.marks.push(Mark { range: Range::new(here, here), kind });
            self.prose.marks.len() - 1
        });
        self.marks.push(place);
    }

    /// Closes the innermost inline mark.
    pub(super) fn end_inline(&mut self) {
        let Some(Some(place)) = self.marks.pop() else { return };
        let here = self.here();
        let Some(mark) = self.prose.marks.get_mut(place) else { return };
        mark.range = Range::new(mark.range.start as usize, here);
        let range = mark.range;
        match mark.kind {
            MarkKind::Link(at) => {
                if let Some(link) = self.prose.links.get_mut(at as usize) {
                    link.range = range;
                }
            }
            MarkKind::Image(at) => self.close_image(place, at, range),
            _ => {}
        }
    }

    fn link(&mut self, kind: LinkType, (destination, title): (&str, &str), bytes: &Bytes<usize>) -> u32 {
        let LinkType::WikiLink { has_pothole } = kind else {
            return self.push_link(LinkKind::Markdown, (destination, title), bytes);
        };
        // In a table the bar is written `\|`, and the stroke stays at the end of the target.
        let named = destination.trim_end_matches('\\').split_whitespace().collect::<Vec<_>>().join(" ");
        let at = self.push_link(LinkKind::Wiki, (&named, title), bytes);
        let written = self.source.get(bytes.clone()).unwrap_or_default();
        if has_pothole && let Some(link) = self.prose.links.last_mut() {
            link.label = after_bar(written);
        }
        at
    }

    fn push_link(&mut self, kind: LinkKind, (destination, title): (&str, &str), bytes: &Bytes<usize>) -> u32 {
        self.prose.links.push(Link {
            kind,
            destination: destination.to_owned(),
            title: title.to_owned(),
            label: String::new(),
            range: Range::default(),
            span: Span::new(self.file, bytes.start, bytes.end),
        });
        narrow(self.prose.links.len() - 1)
    }

    /// The alternative text is not read: its words, runs and marks leave the reading and stand in the link's label.
    fn close_image(&mut self, place: usize, link: u32, range: Range) {
        let start = range.start as usize;
        let words = self.prose.reading.split_off(start);
        self.prose.marks.truncate(place + 1);
        while self.prose.runs.last().is_some_and(|run| run.reading >= range.start) {
            self.prose.runs.pop();
        }
        if let Some(run) = self.prose.runs.last_mut() {
            run.len = run.len.min(range.start - run.reading);
        }
        if let Some(mark) = self.prose.marks.last_mut() {
            mark.range = Range::new(start, start);
        }
        if let Some(link) = self.prose.links.get_mut(link as usize) {
            link.label = words;
            link.range = Range::new(start, start);
        }
    }
}

/// The words of a code span without its back-ticks, when they stand there unchanged.
fn inner(words: &str, bytes: &Bytes<usize>, source: &str) -> Bytes<usize> {
    let written = source.get(bytes.clone()).unwrap_or_default();
    match written.find(words) {
        Some(at) => bytes.start + at..bytes.start + at + words.len(),
        None => bytes.clone(),
    }
}

fn after_bar(written: &str) -> String {
    let inside = written.trim_start_matches("[[").trim_end_matches("]]");
    inside.split_once('|').map(|(_, words)| words.trim().to_owned()).unwrap_or_default()
}
