//! What becomes of notes when their text is revised, measured against the exact truth.
//!
//! `cargo bench --bench revision`. Each text is revised in five ways (from a few typos to the loss of every other sentence), with
//! several seeds; notes that were remembered in `anchors.lock` are placed in the new text by the way that `check` goes. Told are,
//! in per cent: what was found of the quotations that are kept, with both ends exact, in a wrong place or called ambiguous; of those
//! that are gone what was placed all the same; and quotations of another text that were placed. Then what authors write without any
//! lock, and what it costs. Options after `--`: `--seeds 1,2`, `--quotes 100`, `--text FILE` (instead of those that ship), `--each`
//! (every scenario), `--only opticks`, `--list` (what went wrong).

#![allow(
    clippy::print_stdout,
    clippy::string_slice,
    clippy::disallowed_methods,
    clippy::similar_names,
    reason = "a bench tells what it measured, of texts that it reads itself"
)]

mod clock;
mod cost;
mod dice;
mod first;
mod publication;
mod revise;
mod sample;
mod scenario;
mod score;
mod truth;

use publication::{Answer, Memory, answers, lock, notes, sources, with, with_strangers, written};
use revise::{Stranger, revise};
use sample::{Shares, Words, sample};
use scenario::{POOLED, Scenario, TYPOGRAPHY};
use score::{Tally, Worth};
use truth::truth;

/// What is asked for.
struct Options {
    seeds: Vec<u32>,
    quotes: usize,
    each: bool,
    list: bool,
    only: Option<String>,
    text: Option<String>,
}

/// A text to revise, one from which comes what is put in, and one from which foreign quotations come.
struct Subject {
    name: &'static str,
    text: String,
    other: String,
    foreign: String,
    /// Whether it counts among prose; the others are full of near twins.
    is_prose: bool,
}

fn main() {
    let options = options();
    // One thread, so that its time is the time.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread can be had");
    pool.install(|| {
        let subjects = subjects(&options);
        println!("seeds {:?}, {} quotations a text and seed", options.seeds, options.quotes);
        for memory in [Memory::Words, Memory::Text] {
            println!("\n{}", if memory == Memory::Words { "Searched" } else { "With the old text remembered" });
            println!("{}", score::head());
            let mut pooled = Tally::default();
            for subject in &subjects {
                let tally = measure(&options, subject, memory);
                if subject.is_prose {
                    pooled.add(&tally);
                }
            }
            println!("{}", pooled.line("prose, S2-S6"));
        }
        println!("\nWithout a lock: forty quotations of each kind, seed and text");
        for subject in subjects.iter().filter(|subject| subject.is_prose) {
            first::measure(subject.name, &subject.text, (&options.seeds, options.list));
        }
        cost::measure(&subjects[subjects.len() - 1].text, options.text.is_some());
    });
}

fn options() -> Options {
    let mut options =
        Options { seeds: vec![101, 102, 103], quotes: 200, each: false, list: false, only: None, text: None };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut value = || args.next().expect("the option has a value");
        match arg.as_str() {
            "--seeds" => {
                options.seeds = value().split(',').map(|seed| seed.parse().expect("a seed is a number")).collect();
            }
            "--quotes" => options.quotes = value().parse().expect("so many quotations are a number"),
            "--text" => options.text = Some(value()),
            "--only" => options.only = Some(value()),
            "--each" => options.each = true,
            "--list" => options.list = true,
            _ => {}
        }
    }
    options
}

fn subjects(options: &Options) -> Vec<Subject> {
    let statement = include_str!("../../content/statement/text.md");
    let statement = plain(statement.rsplit("---\n").next().unwrap_or(statement));
    let opticks = plain(include_str!("texts/opticks.txt"));
    let licences = [include_str!("texts/gpl-3.0.txt"), include_str!("texts/lgpl-2.1.txt")].join("\n\n");
    let licences = plain(&licences);
    if let Some(path) = &options.text {
        let text = plain(&std::fs::read_to_string(path).expect("the text can be read"));
        return vec![Subject { name: "the text", text, other: opticks, foreign: licences, is_prose: true }];
    }
    let subject = |name, [text, other, foreign]: [&String; 3], is_prose| {
        let (text, other, foreign) = (text.clone(), other.clone(), foreign.clone());
        Subject { name, text, other, foreign, is_prose }
    };
    let mut subjects = vec![
        subject("statement", [&statement, &opticks, &licences], true),
        subject("licences", [&licences, &opticks, &statement], false),
        subject("opticks", [&opticks, &licences, &statement], true),
    ];
    subjects.retain(|subject| options.only.as_ref().is_none_or(|only| subject.name == only));
    subjects
}

/// Makes one line of each paragraph.
fn plain(text: &str) -> String {
    let mut blocks: Vec<String> = vec![String::new()];
    for line in text.trim_start_matches('\u{feff}').lines() {
        let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
        match blocks.last_mut() {
            Some(_) if words.is_empty() => blocks.push(String::new()),
            Some(block) if block.is_empty() => block.push_str(&words),
            Some(block) => {
                block.push(' ');
                block.push_str(&words);
            }
            None => {}
        }
    }
    blocks.retain(|block| block.contains(char::is_alphanumeric));
    blocks.join("\n\n")
}

/// Revises a text in every way and prints what came of its notes.
fn measure(options: &Options, subject: &Subject, memory: Memory) -> Tally {
    let mut pooled = Tally::default();
    for scenario in POOLED.iter().chain([&TYPOGRAPHY]) {
        let mut tally = Tally::default();
        for &seed in &options.seeds {
            run((options, subject), scenario, (memory, seed), &mut tally);
        }
        if options.each {
            println!("{}", tally.line(&format!("{}, {}", subject.name, scenario.name)));
        }
        if scenario.name != TYPOGRAPHY.name {
            pooled.add(&tally);
        }
    }
    println!("{}", pooled.line(&format!("{} ({} kB), S2-S6", subject.name, subject.text.len() / 1000)));
    pooled
}

fn run(
    (options, subject): (&Options, &Subject),
    scenario: &Scenario,
    (memory, seed): (Memory, u32),
    tally: &mut Tally,
) {
    let (text, other) = (&subject.text, &subject.foreign);
    let revised = revise(text, seed * 100 + 5, scenario, &Stranger::of(&subject.other));
    let quotes = sample(&Words::new(text), options.quotes, seed, Shares { repeated: 0.15, crossing: 0.05 });
    let mut strangers =
        sample(&Words::new(other), options.quotes / 3, seed + 1, Shares { repeated: 0.0, crossing: 0.0 });
    // Words that stand in the text are not foreign to it.
    let stands = revised.text.to_lowercase();
    strangers.retain(|quote| !stands.contains(&other[quote.ends.0..quote.ends.1].to_lowercase()));
    let own = notes("own", quotes.iter().map(|quote| written(text, *quote)));
    let foreign = notes("foreign", strangers.iter().map(|quote| written(other, *quote)));
    let unknown = notes("unknown", strangers.iter().map(|quote| written(other, *quote)));
    let held = with_strangers(&lock(text, &quotes, &own), &lock(other, &strangers, &foreign));
    let sources = sources(&revised.text, &format!("{own}{foreign}{unknown}"), Some(&with(memory, &held)));
    let (answers, took) = answers(&sources, &revised.text);
    tally.time(quotes.len() + 2 * strangers.len(), took);
    let tell = |worth: Worth, words: &str, what: &str, answer: Answer| {
        if options.list && matches!(worth, Worth::Wrong | Worth::Missed | Worth::Ragged) {
            let placed = match answer {
                Answer::There(start, end, _) => &revised.text[start..end],
                Answer::Ambiguous | Answer::Nowhere => "",
            };
            println!("{worth:?} {} {seed} {what}\n  was {words:?}\n  now {placed:?} {answer:?}", scenario.name);
        }
    };
    for (at, quote) in quotes.iter().enumerate() {
        let (answer, truth) = (answers[&format!("own{at}")], truth(text, quote.ends, &revised));
        let worth = tally.judge(&revised.text, truth, answer);
        tell(worth, &text[quote.ends.0..quote.ends.1], &format!("{truth:?}"), answer);
    }
    for (at, quote) in strangers.iter().enumerate() {
        for kind in ["foreign", "unknown"] {
            let answer = answers[&format!("{kind}{at}")];
            let worth = tally.judge_foreign(answer);
            tell(worth, &other[quote.ends.0..quote.ends.1], kind, answer);
        }
    }
}
