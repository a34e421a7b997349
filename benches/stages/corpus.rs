//! A publication made of invented words, the same at every run: texts of about 900 words, four notes each, and terms.

use std::fmt::Write as _;

use postil::{Config, Sources};

/// The settings of the publication.
pub(crate) fn config() -> Config {
    Config::titled("Benchmark")
}

/// A small generator of numbers (xorshift): no seed but its start, so that every run sees the same words.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).expect("the limit fits")
    }

    /// Frequent words are the first ones, as in any language.
    fn frequent(&mut self, limit: usize) -> usize {
        let first = self.below(limit) + 1;
        self.below(first)
    }
}

fn vocabulary(numbers: &mut Numbers) -> Vec<String> {
    let onsets = ["b", "c", "d", "f", "g", "h", "l", "m", "n", "p", "r", "s", "t", "v", "br", "tr"];
    let vowels = ["a", "e", "i", "o", "u", "ai"];
    (0..8000)
        .map(|at| {
            let syllables = if at < 150 { 1 } else { 3 };
            (0..syllables)
                .flat_map(|_| [onsets[numbers.below(onsets.len())], vowels[numbers.below(vowels.len())]])
                .collect()
        })
        .collect()
}

/// Makes `texts` texts and `terms` terms.
pub(crate) fn sources(texts: usize, terms: usize) -> Sources {
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let words = vocabulary(&mut numbers);
    let names: Vec<String> =
        (0..terms).map(|at| format!("{} {}", words[600 + at % 7000], words[200 + at / 3])).collect();
    let mut sources = Sources::new();
    for name in &names {
        let text = format!("---\nterm: {name}\n---\n\n{}\n", prose(&mut numbers, &words, &names, 40));
        sources.add(format!("content/glossary/{}.md", name.replace(' ', "-")), text.into_bytes());
    }
    for at in 0..texts {
        add_text(&mut sources, at, &mut numbers, (&words, &names));
    }
    sources
}

fn add_text(sources: &mut Sources, at: usize, numbers: &mut Numbers, (words, names): (&[String], &[String])) {
    let mut text = format!("---\ntitle: Text {at}\n---\n\n");
    let mut notes = String::new();
    for paragraph in 1..=15 {
        let body = prose(numbers, words, names, 60);
        if paragraph % 4 == 0 {
            let from = body.split(' ').skip(5).take(6).collect::<Vec<_>>().join(" ");
            let comment = prose(numbers, words, names, 60);
            write!(notes, "## Note {paragraph} {{#n{paragraph} p={paragraph}}}\n\n> {from}\n\n{comment}\n\n")
                .expect("a string takes what is written to it");
        }
        text.push_str(&body);
        text.push_str("\n\n");
    }
    sources.add(format!("content/d{at:05}/text.md"), text.into_bytes());
    sources.add(format!("content/d{at:05}/commentary/notes.md"), notes.into_bytes());
}

fn prose(numbers: &mut Numbers, words: &[String], names: &[String], count: usize) -> String {
    let mut found = String::new();
    for at in 0..count {
        if at > 0 {
            found.push(' ');
        }
        if !names.is_empty() && numbers.below(50) == 0 {
            found.push_str(&names[numbers.frequent(names.len())]);
        } else {
            found.push_str(&words[numbers.frequent(words.len())]);
        }
        if at % 14 == 13 || at + 1 == count {
            found.push('.');
        }
    }
    found
}
