//! What the anchor stage costs: a small text whose quotes are exact, a long one with many, and what could blow it up.
//!
//! Texts are made of varied words by a seeded generator. Needs `[[bench]] name = "anchor" harness = false`.

use divan::{Bencher, black_box};
use postil::anchor::anchor;
use postil::edition::{
    Authors, Block, Constraint, Leaf, LeafKind, Lemma, Manuscript, Note, Origin, Paragraph, Passage, Prose, Run,
    Selector, Text, TextId, TextMeta,
};
use postil::reading::{Key, sentences};
use postil::source::{FileId, Range, Span};

fn main() {
    divan::main();
}

/// A small generator of numbers: the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % count
    }

    /// Makes a word: a common one as often as prose has them, else one of some thousands.
    fn word(&mut self) -> String {
        const COMMON: [&str; 12] = ["the", "of", "and", "to", "in", "a", "our", "we", "is", "for", "that", "with"];
        const SYLLABLES: [&str; 16] =
            ["ma", "ter", "con", "lo", "sti", "ra", "ven", "pol", "i", "gu", "na", "der", "sa", "tu", "mon", "fe"];
        if self.below(5) < 2 {
            return COMMON[self.below(COMMON.len())].to_owned();
        }
        let rank = self.below(4) * self.below(4_096) / 3;
        format!("{}{}{}", SYLLABLES[rank % 16], SYLLABLES[rank / 16 % 16], SYLLABLES[rank / 256 % 16])
    }
}

fn prose(bytes: usize, words: usize) -> String {
    let mut dice = Dice(7);
    let mut reading = String::with_capacity(bytes + 64);
    let mut count = 0;
    while reading.len() < bytes {
        reading.push_str(&dice.word());
        count += 1;
        reading.push_str(if count % words == 0 {
            ".\n\n"
        } else if count % 17 == 0 {
            ". "
        } else if count % 29 == 0 {
            " – "
        } else {
            " "
        });
    }
    reading
}

fn text(reading: String) -> Text {
    let narrow = |at: usize| u32::try_from(at).expect("bench texts are small");
    let runs = vec![Run { reading: 0, source: 0, len: narrow(reading.len()) }];
    let mut prose = Prose { runs, ..Prose::default() };
    let mut paragraphs = Vec::new();
    let mut at = 0;
    for block in reading.split("\n\n") {
        let range = Range::new(at, at + block.len());
        at += block.len() + 2;
        let span = Span { file: FileId(0), start: range.start, end: range.end };
        let place = narrow(prose.blocks.len());
        prose.blocks.push(Block::Leaf(Leaf { kind: LeafKind::Paragraph, range, span }));
        let (number, sentences) = (Some(place + 1), sentences(&reading, range));
        paragraphs.push(Paragraph { number, fragment: String::new(), range, block: place, sentences });
    }
    prose.reading = reading;
    Text {
        id: "text".into(),
        file: FileId(0),
        meta: TextMeta::default(),
        prose,
        paragraphs,
        sections: Vec::new(),
        lock: None,
        versions: Vec::new(),
    }
}

fn note(words: String) -> Note<Vec<Selector>> {
    let span = Span { file: FileId(1), start: 0, end: 1 };
    let passage = Passage::Quote(Lemma { words, focus: Vec::new() });
    let place = vec![Selector { passage, constraint: Constraint::default(), span }];
    let (text, file, id, body) = (TextId(0), FileId(1), String::new(), Prose::default());
    let (title, layer, authors, date, tags) = (None, None, Authors::default(), None, Vec::new());
    Note { id, text, file, span, origin: Origin::default(), title, layer, authors, date, tags, place, body }
}

/// Cuts quotes of 3 to 20 words out of a reading; of each ten `fuzzy` get a word misspelt and `absent` are foreign.
fn quotes(reading: &str, count: usize, (fuzzy, absent): (usize, usize)) -> Vec<String> {
    let mut dice = Dice(99);
    let starts: Vec<usize> = reading.match_indices(' ').map(|(at, _)| at + 1).collect();
    let mut cut = |at: usize| {
        let from = dice.below(starts.len() - 40);
        let to = from + 4 + dice.below(18);
        let words =
            reading.get(starts[from]..starts[to] - 1).unwrap_or_default().replace("\n\n", " ").replace(" –", "");
        match at % 10 {
            kind if kind < fuzzy => words.replacen(' ', "x ", 1),
            kind if kind < fuzzy + absent => {
                (0..12).map(|_| dice.word() + "e ").collect::<String>().trim_end().to_owned()
            }
            _ => reading.get(starts[from]..starts[to] - 1).unwrap_or_default().to_owned(),
        }
    };
    (0..count).map(&mut cut).collect()
}

fn run(bencher: Bencher<'_, '_>, reading: String, quotes: Vec<String>) {
    let text = text(reading);
    let notes: Vec<_> = quotes.into_iter().map(note).collect();
    bencher
        .with_inputs(|| Manuscript { texts: vec![text.clone()], notes: notes.clone(), ..Manuscript::default() })
        .bench_values(|manuscript| black_box(anchor(manuscript)));
}

#[divan::bench]
fn small_exact(bencher: Bencher<'_, '_>) {
    let reading = prose(6_000, 80);
    let quotes = quotes(&reading, 4, (0, 0));
    run(bencher, reading, quotes);
}

#[divan::bench]
fn small_elided_or_normalised(bencher: Bencher<'_, '_>) {
    let reading = prose(6_000, 80);
    let mut quotes = quotes(&reading, 4, (0, 0));
    quotes[1] = quotes[1].to_uppercase();
    run(bencher, reading, quotes);
}

#[divan::bench(sample_count = 10)]
fn long_exact(bencher: Bencher<'_, '_>) {
    let reading = prose(1_200_000, 80);
    let quotes = quotes(&reading, 3_000, (0, 0));
    run(bencher, reading, quotes);
}

#[divan::bench(sample_count = 10)]
fn long_one_in_ten_fuzzy_one_absent(bencher: Bencher<'_, '_>) {
    let reading = prose(1_200_000, 80);
    let quotes = quotes(&reading, 3_000, (1, 1));
    run(bencher, reading, quotes);
}

#[divan::bench(sample_count = 3)]
fn long_all_fuzzy(bencher: Bencher<'_, '_>) {
    let reading = prose(1_200_000, 80);
    let quotes = quotes(&reading, 3_000, (10, 0));
    run(bencher, reading, quotes);
}

#[divan::bench(sample_count = 10)]
fn ten_thousand_in_one_paragraph(bencher: Bencher<'_, '_>) {
    let reading = prose(60_000, usize::MAX);
    let quotes = quotes(&reading, 10_000, (0, 0));
    run(bencher, reading, quotes);
}

#[divan::bench(sample_count = 3)]
fn ten_thousand_ambiguous(bencher: Bencher<'_, '_>) {
    let reading = prose(60_000, 80);
    run(bencher, reading, (0..10_000).map(|at| ["the", "of", "to the", "The ... of"][at % 4].to_owned()).collect());
}

#[divan::bench(sample_count = 3)]
fn ten_megabytes_on_one_line(bencher: Bencher<'_, '_>) {
    let reading = prose(10_000_000, usize::MAX);
    let quotes = quotes(&reading, 1_000, (1, 1));
    run(bencher, reading, quotes);
}

#[divan::bench(sample_count = 10)]
fn key_of_a_long_text(bencher: Bencher<'_, '_>) {
    let reading = prose(1_200_000, 80);
    bencher.bench(|| Key::new(black_box(&reading)).text().len());
}

#[divan::bench(sample_count = 10)]
fn folded_key_of_a_long_text(bencher: Bencher<'_, '_>) {
    let reading = prose(1_200_000, 80);
    bencher.bench(|| Key::folded(black_box(&reading)).text().len());
}
