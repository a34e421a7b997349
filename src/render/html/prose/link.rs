//! Links, terms and images: what leads from the words of a leaf to somewhere else.
//!
//! In: the sweep at the place where one begins. Out: its tag, and the element that the sweep will close. No link ever
//! stands in a link: the inner one is its words.

use super::sweep::{Close, Ink, Open};
use super::tag;
use crate::edition::{Leaf, MarkKind, Occurrence, Reference, Target, paths};
use crate::render::escape;
use crate::source::Range;

impl<'a> Ink<'a> {
    /// A term is a link where that nests with the marks and holds no other link.
    pub(super) fn term(&mut self, used: &Occurrence) {
        let end = used.range.end;
        let crosses = self.open.last().is_some_and(|open| open.end < end);
        let rest = self.prose.marks.get(self.next_mark..).unwrap_or_default();
        let mut inner = rest.iter().take_while(|mark| mark.range.start < end).peekable();
        let plain = inner.peek().is_none();
        let holds = |kind: &MarkKind| matches!(kind, MarkKind::Link(_) | MarkKind::Image(_) | MarkKind::Footnote(_));
        let barred = inner.any(|mark| mark.range.end > end || holds(&mark.kind));
        let Some(setting) = self.setting else { return };
        let Some(term) = setting.edition.terms.get(used.term.0 as usize) else { return };
        if crosses || barred || self.is_shut() {
            return;
        }
        let within = plain && self.covers.next_change() >= end;
        if within {
            self.light();
        } else {
            self.unlight();
        }
        tag::term(&mut self.out, &paths::relative(setting.page, &paths::term_page(term, 1)), &term.id);
        let within = within && self.lit;
        self.open.push(Open { end, close: Close::Tag("</a>"), shut: true, within });
    }

    /// A link that leads nowhere is its words; one with a label shows that instead of them.
    pub(super) fn link(&mut self, link: u32, range: Range, leaf: &Leaf) {
        let reference = self.resolved(link, range);
        let address = self.address(reference).filter(|_| !self.open.iter().any(|open| open.shut));
        let title = self.prose.links.get(link as usize).map_or("", |link| link.title.as_str());
        if range.is_empty() {
            return self.around_images(link, address, leaf);
        }
        if let Some(address) = &address {
            self.unlight();
            tag::link(&mut self.out, address, title);
            self.enter(Open { end: range.end, close: Close::Tag("</a>"), shut: true, within: false });
        }
        if let Some(label) = reference.and_then(|reference| reference.label.as_deref()) {
            self.light();
            escape::text(&mut self.out, label);
            self.mute = range.end;
        }
    }

    /// A link on nothing but images has no words: the source tells which images it holds.
    fn around_images(&mut self, link: u32, address: Option<String>, leaf: &Leaf) {
        let Some((address, whole)) = address.zip(self.prose.links.get(link as usize)) else { return };
        let mut opened = false;
        while let Some(MarkKind::Image(image)) = self.prose.marks.get(self.next_mark).map(|mark| &mark.kind)
            && let Some(inner) = self.prose.links.get(*image as usize)
            && whole.span.start <= inner.span.start
            && inner.span.end <= whole.span.end
            && inner.span.start < leaf.span.end
        {
            if !opened {
                self.unlight();
                tag::link(&mut self.out, &address, &whole.title);
                self.open.push(Open { end: u32::MAX, close: Close::Tag(""), shut: true, within: false });
                opened = true;
            }
            self.next_mark += 1;
            self.image(*image);
        }
        if opened {
            self.open.pop();
            self.out.push_str("</a>");
        }
    }

    /// An image that is not part of the site is a link to it: a page loads nothing foreign.
    pub(super) fn image(&mut self, link: u32) {
        let Some(image) = self.prose.links.get(link as usize) else { return };
        let reference = self.resolved(link, image.range);
        self.unlight();
        match (self.address(reference), reference.map(|reference| &reference.to)) {
            (Some(address), Some(Target::External(_))) if !self.is_shut() => {
                tag::link(&mut self.out, &address, &image.title);
                escape::text(&mut self.out, if image.label.is_empty() { &address } else { &image.label });
                self.out.push_str("</a>");
            }
            (Some(address), Some(Target::Asset(_))) => tag::image(&mut self.out, &address, image),
            _ => escape::text(&mut self.out, &image.label),
        }
    }

    fn address(&self, reference: Option<&Reference>) -> Option<String> {
        self.setting?.address(&reference?.to)
    }

    /// References come in the order of their words, so that mostly the place of a link is that of its reference.
    fn resolved(&self, link: u32, range: Range) -> Option<&'a Reference> {
        let at_once = self.references.get(link as usize).filter(|found| found.link == link);
        at_once.or_else(|| {
            let first = self.references.partition_point(|found| found.range.start < range.start);
            let same = self.references.iter().skip(first).take_while(|found| found.range.start == range.start);
            same.into_iter().find(|found| found.link == link)
        })
    }
}
