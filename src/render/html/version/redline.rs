//! What changed from one version of a text to the next: words, by paragraph, with what moved told as moved.
//!
//! In: two neighbours, the older one an earlier version. Out: `statement/versions/2022-03-23-draft--present.html`. What is
//! unchanged and long is folded, and open on paper.

use std::sync::Arc;

use serde::Serialize;

use super::history::{self, name};
use super::woven::{self, Cut};
use crate::edition::{Block, LeafKind, Numbering, Stretch, Text, TextId, paths};
use crate::error::Error;
use crate::output::Output;
use crate::reading::{Redline, Step, Words};
use crate::render::html::beside::Cited;
use crate::render::html::places::{Link, text_link};
use crate::render::html::{About, Head, Html, Shell, direction};
use crate::render::{Site, escape, put_page};
use crate::words::{Phrase, Plural};

/// So many words of a block that moved are shown where it stood.
const MOVED: usize = 6;

/// What `redline.html` sees.
#[derive(Debug, Serialize)]
pub struct RedlineView<'a> {
    /// What stands around the content.
    pub shell: Shell<'a>,
    /// The present text.
    pub text: Link<'a>,
    /// The older version.
    pub older: Cited,
    /// The newer one, or the present text.
    pub newer: Cited,
    /// What changed, counted: `3 paragraphs changed`, `1 new`; empty where nothing did.
    pub tally: Vec<String>,
    /// The language of the text, where it differs from the publication's.
    pub language: Option<&'a str>,
    /// `ltr` or `rtl`, where the language differs.
    pub direction: Option<&'static str>,
    /// Every block of both, woven into one.
    pub body: Html,
    /// What changed before.
    pub previous: Option<Cited>,
    /// What changed after.
    pub next: Option<Cited>,
}

/// Puts a page for every version and the one that follows it.
pub(in super::super) fn put<'e>(site: &Arc<Site<'e>>, output: &mut Output<'e>) -> Result<(), Error> {
    for (text, id) in site.edition.texts.iter().zip((0..).map(TextId)) {
        for at in (0..).take(text.versions.len()) {
            let Some(path) = paths::redline_page(text, at) else { continue };
            put_page(output, site, path, move |site, path| match view(site, path, (id, at)) {
                Some(view) => site.engine.page("redline.html", &view),
                None => Ok(Vec::new()),
            })?;
        }
    }
    Ok(())
}

/// Leads to what changed from a version to the next one, named by both.
pub(super) fn link(site: &Site<'_>, path: &str, (id, at): (TextId, u32)) -> Option<Cited> {
    let text = site.text(id);
    let to = paths::redline_page(text, at)?;
    Some(Cited { title: title(site, text, at), href: paths::href(path, &to, None) })
}

fn title(site: &Site<'_>, text: &Text, at: u32) -> String {
    let (older, newer) = (name(site, text, at), name(site, text, at + 1));
    site.words.version_changes.say(&[("older", &older), ("newer", &newer)])
}

fn view<'a>(site: &'a Site<'a>, path: &'a str, (id, at): (TextId, u32)) -> Option<RedlineView<'a>> {
    let text = site.text(id);
    let older = &text.versions.get(at as usize)?.text;
    let newer = text.versions.get(at as usize + 1).map_or(text, |version| &version.text);
    let title = format!("{}{}{}", text.link_title(), site.words.colon.as_str(), title(site, text, at));
    let language = site.foreign(newer);
    let homes = (history::link(site, path, (id, at))?, history::link(site, path, (id, at + 1))?);
    let mut weave = Weave {
        site,
        older: Side::new(older, &homes.0.href),
        newer: Side::new(newer, &homes.1.href),
        out: String::new(),
    };
    let redline = weave.redline();
    weave.write(redline.steps());
    let body = Html::new(&weave.out);
    Some(RedlineView {
        shell: Shell::new(site, &Head { path, title: &title, description: None, about: About::Changes(id) }),
        text: text_link(site, path, id),
        tally: tally(site, redline.steps()),
        language,
        direction: language.map(direction),
        body,
        previous: at.checked_sub(1).and_then(|before| link(site, path, (id, before))),
        next: link(site, path, (id, at + 1)),
        older: homes.0,
        newer: homes.1,
    })
}

/// Counts what changed.
fn tally(site: &Site<'_>, steps: &[Step]) -> Vec<String> {
    let words = &site.words;
    let count = |is: fn(&Step) -> bool| steps.iter().filter(|step| is(step)).count();
    let all: [(&Plural, usize); 4] = [
        (&words.version_tally_changed, count(|step| matches!(step, Step::Changed(..)))),
        (&words.version_tally_added, count(|step| matches!(step, Step::Added(_)))),
        (&words.version_tally_removed, count(|step| matches!(step, Step::Removed(_)))),
        (&words.version_tally_moved, count(|step| matches!(step, Step::Came(..)))),
    ];
    all.into_iter().filter(|(_, count)| *count > 0).map(|(said, count)| said.say(count, &[])).collect()
}

/// One of the two versions.
struct Side<'a> {
    text: &'a Text,
    stretches: Vec<Stretch>,
    /// The address of its page.
    home: &'a str,
}

impl<'a> Side<'a> {
    fn new(text: &'a Text, home: &'a str) -> Self {
        Self { text, stretches: text.prose.stretches(), home }
    }

    fn words(&self, at: usize) -> &'a str {
        self.stretches.get(at).map_or("", |stretch| stretch.range.of(&self.text.prose.reading))
    }

    fn all(&self) -> Vec<&'a str> {
        (0..self.stretches.len()).map(|at| self.words(at)).collect()
    }

    fn kind(&self, at: usize) -> Option<&'a LeafKind> {
        match self.text.prose.blocks.get(self.stretches.get(at)?.block)? {
            Block::Leaf(leaf) => Some(&leaf.kind),
            _ => None,
        }
    }

    fn is_heading(&self, at: usize) -> bool {
        matches!(self.kind(at), Some(LeafKind::Heading { .. }))
    }

    /// The number of a block and the address of its paragraph, where it has one.
    fn number(&self, at: usize) -> Option<(u32, String)> {
        let start = self.stretches.get(at)?.range.start;
        let held = self.text.paragraphs.get(self.text.paragraph_at(start)?)?;
        let number =
            held.number.filter(|_| held.range.start == start && self.text.meta.numbering != Numbering::None)?;
        Some((number, format!("{}{}", self.home, paths::href("", "", Some(&held.fragment)))))
    }
}

/// Both versions, woven into one.
struct Weave<'s, 'a> {
    site: &'s Site<'a>,
    older: Side<'s>,
    newer: Side<'s>,
    out: String,
}

impl Weave<'_, '_> {
    fn redline(&self) -> Redline {
        Redline::new(&self.older.all(), &self.newer.all())
    }

    fn write(&mut self, steps: &[Step]) {
        let same = |step: &Step| matches!(step, Step::Same(..));
        for group in steps.chunk_by(|one, two| same(one) == same(two)) {
            if !group.first().is_some_and(same) {
                self.steps(group);
                continue;
            }
            // A heading right before a change tells where that stands.
            let headings =
                group.iter().rev().take_while(|step| matches!(step, Step::Same(_, new) if self.newer.is_heading(*new)));
            let (folded, shown) = group.split_at(group.len() - headings.count());
            if folded.len() > 1 {
                self.out.push_str("<details class=\"fold\"><summary>");
                let said = self.site.words.version_unchanged.say(folded.len(), &[]);
                escape::text(&mut self.out, &said);
                self.out.push_str("</summary>\n");
                self.steps(folded);
                self.out.push_str("</details>\n");
            } else {
                self.steps(folded);
            }
            self.steps(shown);
        }
    }

    /// Writes steps; of blocks that moved together it is told once.
    fn steps(&mut self, steps: &[Step]) {
        let mut before = None;
        for &step in steps {
            let with = |before: Step| match (before, step) {
                (Step::Left(old, new), Step::Left(next, to)) | (Step::Came(old, new), Step::Came(next, to)) => {
                    (old + 1, new + 1) == (next, to)
                }
                _ => false,
            };
            let told = before.is_some_and(with);
            if !(told && matches!(step, Step::Left(..))) {
                self.out.push_str("<div class=\"para\">\n");
                if !told {
                    self.tell(step);
                }
                self.show(step);
                self.out.push_str("</div>\n");
            }
            before = Some(step);
        }
    }

    /// Says what became of a block that is not at its place.
    fn tell(&mut self, step: Step) {
        let words = &self.site.words;
        let (number, numbered, plain) = match step {
            Step::Same(..) | Step::Changed(..) => return,
            Step::Added(_) => (None, &words.version_added, &words.version_added),
            Step::Removed(old) => (self.older.number(old), &words.version_removed_number, &words.version_removed),
            Step::Came(old, _) => (self.older.number(old), &words.version_came_from, &words.version_came),
            Step::Left(_, new) => (self.newer.number(new), &words.version_left_to, &words.version_left),
        };
        self.label(if number.is_some() { numbered } else { plain }, number.as_ref());
    }

    /// Shows a block where it stands, or its first words where it stood.
    fn show(&mut self, step: Step) {
        match step {
            Step::Same(_, new) => self.block(new, |weave, cut| {
                woven::text(&mut weave.out, weave.newer.words(new), cut);
            }),
            Step::Changed(old, new) | Step::Came(old, new) => self.block(new, |weave, cut| {
                weave.compare((old, new), cut);
            }),
            Step::Added(new) => self.block(new, |weave, cut| {
                let said = ("ins", &weave.site.words.version_inserted);
                woven::element(&mut weave.out, said, weave.newer.words(new), cut);
            }),
            Step::Removed(old) => self.gone(old),
            Step::Left(old, _) => {
                let first: Vec<&str> = self.older.words(old).split_whitespace().take(MOVED).collect();
                self.out.push_str("<p class=\"src\">");
                let opening = self.site.words.quoted(&format!("{} …", first.join(" ")));
                escape::text(&mut self.out, &opening);
                self.out.push_str("</p>\n");
            }
        }
    }

    /// Says what became of a block; a number in it leads to its paragraph.
    fn label(&mut self, said: &Phrase, number: Option<&(u32, String)>) {
        self.out.push_str("<p class=\"src\">");
        let (before, rest) = said.pieces();
        escape::text(&mut self.out, before);
        for (_, after) in rest {
            if let Some((number, href)) = number {
                self.out.push_str("<a href=\"");
                escape::attribute(&mut self.out, href);
                self.out.push_str("\">¶ ");
                self.out.push_str(&number.to_string());
                self.out.push_str("</a>");
            }
            escape::text(&mut self.out, after);
        }
        self.out.push_str("</p>\n");
    }

    fn compare(&mut self, (old, new): (usize, usize), cut: Cut) {
        let (ours, theirs) = (self.older.words(old), self.newer.words(new));
        let pieces = Words::new(ours, theirs).pieces();
        woven::write(&mut self.out, &self.site.words, (ours, theirs, &pieces), cut);
    }

    /// Writes a block of the newer version.
    fn block(&mut self, new: usize, write: impl Fn(&mut Self, Cut)) {
        if let Some((number, href)) = self.newer.number(new) {
            self.out.push_str("<a class=\"pn\" href=\"");
            escape::attribute(&mut self.out, &href);
            self.out.push_str("\" aria-label=\"");
            let name = self.site.words.paragraph.with(number);
            escape::attribute(&mut self.out, &name);
            self.out.push_str("\">");
            self.out.push_str(&number.to_string());
            self.out.push_str("</a>\n");
        }
        let (element, cut) = shape(self.newer.kind(new));
        self.out.extend(["<", element, scrolls(element), ">"]);
        write(self, cut);
        self.out.extend(["</", element, ">\n"]);
    }

    /// Writes a block that the older version alone has.
    fn gone(&mut self, old: usize) {
        let (element, cut) = shape(self.older.kind(old));
        self.out.extend(["<", element, scrolls(element), ">"]);
        let said = ("del", &self.site.words.version_deleted);
        woven::element(&mut self.out, said, self.older.words(old), cut);
        self.out.extend(["</", element, ">\n"]);
    }
}

/// Which element a block is, and how its words stand in it.
fn shape(kind: Option<&LeafKind>) -> (&'static str, Cut) {
    match kind {
        Some(LeafKind::Heading { .. }) => ("h2", Cut::Whole),
        Some(LeafKind::Code { .. }) => ("pre", Cut::Whole),
        Some(LeafKind::Cell) => ("p", Cut::Row),
        _ => ("p", Cut::Whole),
    }
}

/// Code that is wider than the page scrolls by itself, and so must be reached by keyboard.
fn scrolls(element: &str) -> &'static str {
    if element == "pre" { " tabindex=\"0\"" } else { "" }
}
