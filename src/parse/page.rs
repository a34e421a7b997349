//! A page of the publication's own.

use super::front_matter::{Matter, Standing};
use super::markdown::{Keep, Tokens};
use super::{Drafts, Input};
use crate::diag::Diagnostic;
use crate::edition::{Block, LeafKind, Page, Prose};

const KEYS: &[&str] = &["title", "description", "order", "author", "authors", "date", "draft"];

/// Reads a page; `None` for a draft that is left out.
pub(super) fn read(input: &Input<'_>, id: &str, drafts: Drafts, sink: &mut Vec<Diagnostic>) -> Option<Page> {
    let matter = Matter::read(input.id, input.source, KEYS, sink);
    let standing = matter.standing(drafts, sink);
    if standing == Standing::Draft {
        return None;
    }
    let tokens = Tokens::new(input.id, &input.source.text, matter.body, input.html);
    tokens.check(sink);
    let mut prose = tokens.prose(tokens.all(), Keep::All, sink);
    let named = matter.phrase("title", sink);
    let heading = own_heading(&mut prose, named.as_deref());
    let title = named.or(heading).unwrap_or_else(|| from_name(id, &input.config.book.title));
    let page = Page {
        id: id.to_owned(),
        file: input.id,
        title,
        description: matter.phrase("description", sink),
        order: matter.number("order", sink),
        authors: matter.authors(),
        date: matter.date("date", sink),
        prose,
    };
    (standing == Standing::Published).then_some(page)
}

/// A page that opens with a heading of the first level has its title there: it is shown once, at the top. Where the front matter
/// names another title, the heading is a part of the page.
fn own_heading(prose: &mut Prose, named: Option<&str>) -> Option<String> {
    let Some(Block::Leaf(leaf)) = prose.blocks.first() else { return None };
    if !matches!(leaf.kind, LeafKind::Heading { level: 1, .. }) {
        return None;
    }
    let words = leaf.range.of(&prose.reading).to_owned();
    if named.is_some_and(|title| title != words) {
        return None;
    }
    prose.blocks.remove(0);
    Some(words)
}

fn from_name(id: &str, book: &str) -> String {
    if id == "index" {
        return book.to_owned();
    }
    let name = id.rsplit('/').next().unwrap_or(id).replace(['-', '_'], " ");
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
