//! The forms of all terms, ready to be looked up by the words of a text.
//!
//! In: the terms. Out: [`Forms`]: for the hash of every first word, and of every longer beginning of a form, a [`Node`]
//! that says whether a form ends there and whether one goes on. Looking a word up costs the same for ten terms and
//! for ten thousand: a bit in a filter turns most words away, a hash map answers for the rest.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::words::{Canon, Hash, canon, is_unspaced, plurals};
use crate::edition::{Case, Inflection, Match, Term, TermId};
use crate::reading::{Key, fold_letter};

/// Forms of more words are not looked for.
const MOST_WORDS: usize = 64;

/// What a form is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It is a use of its term.
    Use,
    /// It is a phrase in which the term is not meant.
    Except,
}

/// How a form came about; the better first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shape {
    /// As the author wrote it.
    Written,
    /// Its English plural.
    Plural,
}

/// How the case of a form is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// Not at all.
    Any,
    /// As written, but that a small first letter may be a capital (at the start of a sentence).
    Capitals,
    /// As written.
    Exact,
}

/// One way in which a term may stand in a text.
#[derive(Clone, Debug)]
pub(super) struct Form {
    /// The term.
    pub(super) term: TermId,
    /// What it is there for.
    pub(super) role: Role,
    /// How it came about.
    pub(super) shape: Shape,
    /// How its case is compared.
    pub(super) rule: Rule,
    /// Whether English endings may follow.
    pub(super) inflection: Inflection,
    /// Signs before the first word.
    pub(super) lead: Box<str>,
    /// Its words with their case; empty where case does not matter.
    pub(super) written: Box<str>,
    /// Its words without case.
    pub(super) folded: Box<str>,
    /// Signs after the last word.
    pub(super) trail: Box<str>,
}

/// What is known of one beginning of a form.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Node {
    /// Whether a form goes on from here.
    pub(super) more: bool,
    first: u32,
    count: u32,
}

impl Node {
    /// Tells whether a form ends here.
    pub(super) fn is_end(self) -> bool {
        self.count > 0
    }
}

/// All forms, by the hash of their beginnings.
#[derive(Clone, Debug, Default)]
pub(super) struct Forms {
    filter: Vec<u64>,
    nodes: HashMap<u64, Node, BuildHasherDefault<Ready>>,
    list: Vec<Form>,
    anywhere: HashMap<(char, char), Vec<Form>>,
}

impl Forms {
    /// Makes the forms of all terms that are looked for.
    pub(super) fn new(terms: &[Term]) -> Self {
        let mut made = Made::default();
        let mut all = Self::default();
        for (at, term) in terms.iter().enumerate().filter(|(_, term)| term.matching != Match::Never) {
            let id = TermId(u32::try_from(at).unwrap_or(u32::MAX));
            let names = std::iter::once(&term.headword).chain(term.aliases.iter().map(|(name, _)| name));
            for (name, role) in names.map(|name| (name, Role::Use)).chain(term.except.iter().map(|p| (p, Role::Except)))
            {
                let maker = Maker { id, term, role };
                if name.chars().any(is_unspaced) {
                    all.add_anywhere(&maker, name);
                } else {
                    all.add(&maker, name, &mut made);
                }
            }
        }
        all.settle(made);
        all
    }

    /// Returns what is known of the beginning of a form; most words are turned away by the filter.
    pub(super) fn node(&self, hash: Hash) -> Option<Node> {
        let (at, bits) = self.bits(hash);
        if self.filter.get(at)? & bits != bits {
            return None;
        }
        self.nodes.get(&hash.0).copied()
    }

    /// Returns the forms that end at a node, those to be preferred first.
    pub(super) fn at(&self, node: Node) -> &[Form] {
        let first = node.first as usize;
        self.list.get(first..first + node.count as usize).unwrap_or_default()
    }

    /// Tells whether there are forms in scripts without spaces.
    pub(super) fn has_unspaced(&self) -> bool {
        !self.anywhere.is_empty()
    }

    /// Returns the forms in scripts without spaces that begin with these characters.
    pub(super) fn unspaced(&self, first: char, second: char) -> impl Iterator<Item = &Form> {
        let pair = self.anywhere.get(&(first, second)).map(Vec::as_slice).unwrap_or_default();
        let single = self.anywhere.get(&(first, '\0')).map(Vec::as_slice).unwrap_or_default();
        pair.iter().chain(single)
    }

    /// Where the filter keeps a hash: two bits of one word.
    fn bits(&self, hash: Hash) -> (usize, u64) {
        let mixed = mixed(hash.0);
        let at = usize::try_from(mixed >> 32).unwrap_or_default() & self.filter.len().saturating_sub(1);
        (at, 1 << (mixed >> 6 & 63) | 1 << (mixed & 63))
    }

    /// Adds a form and its plurals to `made`, and its beginnings to the nodes.
    fn add(&mut self, maker: &Maker<'_>, name: &str, made: &mut Made) {
        let held = canon(name);
        if held.ends.is_empty() || held.ends.len() > MOST_WORDS {
            return;
        }
        let mut before = 0;
        let mut hash = Hash::EMPTY;
        for &end in held.ends.iter().take(held.ends.len() - 1) {
            hash = hash.with(held.folded.get(before..end).unwrap_or_default());
            self.nodes.entry(hash.0).or_default().more = true;
            made.begun.push(hash);
            before = end;
        }
        let inflects = maker.term.inflection == Inflection::English && held.trail.is_empty();
        if inflects {
            for (written, folded) in plurals(&held.written).into_iter().zip(plurals(&held.folded)) {
                let plural = Canon { written, folded, ..held.clone() };
                made.forms.push((Hash::EMPTY.with(&plural.folded), maker.form(plural, Shape::Plural)));
            }
        }
        made.forms.push((Hash::EMPTY.with(&held.folded), maker.form(held, Shape::Written)));
    }

    fn add_anywhere(&mut self, maker: &Maker<'_>, name: &str) {
        let written = Key::new(name.trim()).text().to_owned();
        let held = Canon { folded: written.clone(), written, ..Canon::default() };
        let mut letters = held.written.chars().map(fold_letter);
        let Some(first) = letters.next() else { return };
        let pair = (first, letters.next().unwrap_or('\0'));
        let form = maker.form(held, Shape::Written);
        self.anywhere.entry(pair).or_default().push(form);
    }

    /// Sorts the forms by hash, so that those of one node stand together, and fills nodes and filter.
    fn settle(&mut self, Made { forms: mut made, begun }: Made) {
        made.sort_by(|(a, left), (b, right)| {
            let rank = |form: &Form| (std::cmp::Reverse(form.trail.len() + form.lead.len()), form.shape, form.term);
            a.cmp(b).then_with(|| rank(left).cmp(&rank(right)))
        });
        for (at, (hash, _)) in made.iter().enumerate() {
            let node = self.nodes.entry(hash.0).or_default();
            if node.count == 0 {
                node.first = u32::try_from(at).unwrap_or(u32::MAX);
            }
            node.count += 1;
        }
        // Sixteen bits a node: one word in fifty passes in vain.
        self.filter = vec![0; (self.nodes.len() / 4).next_power_of_two()];
        for hash in begun.iter().chain(made.iter().map(|(hash, _)| hash)) {
            let (at, bits) = self.bits(*hash);
            if let Some(held) = self.filter.get_mut(at) {
                *held |= bits;
            }
        }
        self.list = made.into_iter().map(|(_, form)| form).collect();
    }
}

/// Forms on the way into the table.
#[derive(Default)]
struct Made {
    forms: Vec<(Hash, Form)>,
    /// The hashes of the beginnings of longer forms.
    begun: Vec<Hash>,
}

/// Makes the forms of one term.
struct Maker<'a> {
    id: TermId,
    term: &'a Term,
    role: Role,
}

impl Maker<'_> {
    fn form(&self, held: Canon, shape: Shape) -> Form {
        let rule = match self.term.case {
            Case::Smart if held.written.chars().any(char::is_uppercase) => Rule::Capitals,
            Case::Smart | Case::Insensitive => Rule::Any,
            Case::Sensitive => Rule::Exact,
        };
        let written = if rule == Rule::Any { Box::default() } else { held.written.into() };
        Form {
            term: self.id,
            role: self.role,
            shape,
            rule,
            inflection: self.term.inflection,
            lead: held.lead.into(),
            written,
            folded: held.folded.into(),
            trail: held.trail.into(),
        }
    }
}

/// Spreads a hash over all its bits.
fn mixed(hash: u64) -> u64 {
    let spread = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    spread ^ (spread >> 29)
}

/// Passes a hash through that is one already.
#[derive(Clone, Copy, Debug, Default)]
struct Ready(u64);

impl Hasher for Ready {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = mixed(hash);
    }
}
