//! The index of a large publication, in parts.
//!
//! `index.js` names the first word of each file of words, how many units a file of places holds, and where the units of
//! each kind end. A file of words is one string, `word places word places …`, sorted by UTF-16 units as scripts compare; places
//! are the steps from one unit to the next, one character for each (see [`step`]); a word of a title ends with `*`. A file of places has the docs of `whole`,
//! each unit with its title after its number: the words a hit takes from its page.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::units::docs;
use super::whole::{head, unit};
use super::{Plan, json, script};
use crate::reading::search_words;
use crate::render::Site;

/// What one step is at most; a longer way is several, each but the last written as `!`.
const FAR: u32 = 1_000_000;

/// Where one word stands.
#[derive(Default)]
pub(super) struct Places {
    /// The number of the unit that comes after the last.
    next: u32,
    /// The steps from each unit to the next.
    pub(super) steps: String,
}

/// The index in the making.
struct Maker<'p> {
    plan: &'p Plan,
    /// How many units a file of places holds.
    size: usize,
    words: HashMap<String, Places>,
    /// The units of each file of places.
    places: Vec<String>,
    /// How many units there are so far, and where those of each kind end.
    count: u32,
    ends: [u32; 4],
}

/// Writes all files: `index.js`, the words, the places.
pub(super) fn write(site: &Site<'_>, plan: Plan) -> Vec<Vec<u8>> {
    let units: usize = docs(site).map(|doc| doc.units.len()).sum();
    let of_each = units.div_ceil(plan.places).max(1);
    let places = vec![String::new(); plan.places];
    let mut maker = Maker { plan: &plan, size: of_each, words: HashMap::new(), places, count: 0, ends: [0; 4] };
    maker.take(site);
    let (firsts, words) = maker.shelves();
    let files: Vec<Vec<u8>> = (0..)
        .zip(&words)
        .map(|(at, words)| script(&format!("words-{at}"), &json(words)))
        .chain((0..).zip(&maker.places).map(|(at, docs)| script(&format!("places-{at}"), &format!("[{docs}]"))))
        .collect();
    let version = crate::render::site::stamp(&files.concat());
    let index = format!(
        "{{\"several\":{},\"version\":\"{version}\",\"size\":{of_each},\"ends\":{:?},\"firsts\":[{}]}}",
        site.has_several(),
        maker.ends,
        firsts.iter().map(|word| json(word)).collect::<Vec<_>>().join(",")
    );
    std::iter::once(script("index", &index)).chain(files).collect()
}

impl Maker<'_> {
    fn take(&mut self, site: &Site<'_>) {
        for doc in docs(site) {
            let mut written: Vec<String> = Vec::new();
            for held in &doc.units {
                self.index(held.title, "*");
                self.index(&held.words(site), "");
                written.push(unit(held, Some(held.title)));
                self.count += 1;
                if (self.count as usize).is_multiple_of(self.size) {
                    self.shelve(&head(&doc, &written));
                    written.clear();
                }
            }
            if !written.is_empty() {
                self.shelve_at(self.count as usize / self.size, &head(&doc, &written));
            }
            self.ends.iter_mut().skip(doc.kind as usize).for_each(|end| *end = self.count);
        }
    }

    /// Notes words of the unit that is counted next, each with a mark: those of titles bear an asterisk.
    fn index(&mut self, text: &str, mark: &str) {
        let unit = self.count;
        let mut marked = String::new();
        search_words(text, |word| {
            marked.clear();
            marked.push_str(word);
            marked.push_str(mark);
            if let Some(places) = self.words.get_mut(&marked) {
                places.add(unit);
            } else {
                let mut places = Places::default();
                places.add(unit);
                self.words.insert(marked.clone(), places);
            }
        });
    }

    /// Puts units that fill a file of places to the end.
    fn shelve(&mut self, doc: &str) {
        self.shelve_at(self.count as usize / self.size - 1, doc);
    }

    fn shelve_at(&mut self, file: usize, doc: &str) {
        if let Some(docs) = self.places.get_mut(file) {
            docs.push_str(if docs.is_empty() { "" } else { ",\n" });
            docs.push_str(doc);
        }
    }

    /// Cuts the sorted words into files of about one length; returns the first word of each, and what it holds.
    fn shelves(&self) -> (Vec<&str>, Vec<String>) {
        let mut sorted: Vec<(&str, &Places)> = self.words.iter().map(|(word, held)| (word.as_str(), held)).collect();
        sorted.sort_unstable_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
        let total: usize = sorted.iter().map(|(word, held)| word.len() + held.steps.len()).sum();
        let mut shelves = vec![String::new(); self.plan.words];
        let mut firsts = vec![None; self.plan.words];
        let mut done = 0;
        for (word, held) in sorted {
            let at = done * self.plan.words / total.max(1);
            done += word.len() + held.steps.len();
            if let Some((shelf, first)) = shelves.get_mut(at).zip(firsts.get_mut(at)) {
                first.get_or_insert(word);
                write!(shelf, "{word} {} ", held.steps).expect("a string takes what is written to it");
            }
        }
        // A file without words, after a word that is longer than a file, begins where the next one does.
        let mut next = "\u{10ffff}";
        for first in firsts.iter_mut().rev() {
            next = first.get_or_insert(next);
        }
        let firsts = firsts.into_iter().flatten().collect();
        (firsts, shelves)
    }
}

impl Places {
    /// Adds a unit; they come in order.
    pub(super) fn add(&mut self, unit: u32) {
        if unit + 1 == self.next {
            return;
        }
        let mut way = unit + 1 - self.next;
        while way > FAR {
            self.steps.push('!');
            way -= FAR;
        }
        self.steps.extend(step(way));
        self.next = unit + 1;
    }
}

/// Writes a step, 1 and more, as one character: those that a string in a script would have to escape, and those that
/// are none, are passed over. Of a common word most steps take one byte.
fn step(way: u32) -> Option<char> {
    let code = way + 34;
    let code = if code >= 92 { code + 1 } else { code };
    char::from_u32(if code >= 0xd800 { code + 0x800 } else { code })
}
