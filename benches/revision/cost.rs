//! What it costs: three thousand notes on a long text of which a tenth must be searched, and a text that is as it was.

use postil::config::Config;
use postil::parse::Drafts;
use postil::source::Sources;

use crate::clock::Clock;
use crate::dice::Dice;
use crate::publication::{Memory, answers, lock, notes, sources, with, written};
use crate::sample::{Quote, Shares, Words, sample};

const NOTES: usize = 3_000;

/// The length of a long text, in bytes.
const LONG: usize = 1_200_000;

/// Prints the time for a text; one that is too short is written several times, other words changed in each.
pub(crate) fn measure(text: &str, is_given: bool) {
    let text = if is_given { text.to_owned() } else { lengthened(text) };
    let quotes = sample(&Words::new(&text), NOTES, 7, Shares { repeated: 0.05, crossing: 0.02 });
    let own = notes("own", quotes.iter().map(|quote| written(&text, *quote)));
    let held = lock(&text, &quotes, &own);
    println!("\n{} notes on {} kB, in milliseconds of one processor", quotes.len(), text.len() / 1000);
    let spoilt = notes("own", quotes.iter().enumerate().map(|(at, quote)| spoilt(&text, *quote, at)));
    let (found, took) = answers(&sources(&text, &spoilt, None), &text);
    let placed = found.values().filter(|answer| matches!(answer, crate::publication::Answer::There(..))).count();
    println!("  a tenth misquoted, no lock: {took:.0} ({placed} placed)");
    let revised = changed(&text, &quotes);
    for memory in [Memory::Words, Memory::Text] {
        let (found, took) = answers(&sources(&revised, &own, Some(&with(memory, &held))), &revised);
        let placed = found.values().filter(|answer| matches!(answer, crate::publication::Answer::There(..))).count();
        println!("  a tenth changed in the text, lock with {memory:?}: {took:.0} ({placed} placed)");
    }
    let numbered = notes("own", (0..quotes.len()).map(|at| format!("> ¶{}", at % 100 + 1)));
    let compile = |sources: &Sources| {
        let clock = Clock::start();
        let compiled = postil::compile(sources, &Config::titled("T"), Drafts::Show);
        let took = clock.milliseconds();
        assert!(!compiled.diagnostics.iter().any(postil::diag::Diagnostic::is_error));
        took
    };
    let (plain, locked, searched) =
        (sources(&text, &numbered, None), sources(&text, &own, Some(&held)), sources(&text, &own, None));
    let mut times: [Vec<f64>; 3] = Default::default();
    for _ in 0..7 {
        for (times, sources) in times.iter_mut().zip([&plain, &locked, &searched]) {
            times.push(compile(sources));
        }
    }
    let [plain, locked, searched] = times.map(|mut times| {
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    });
    println!(
        "  compiling, median of 7: {plain:.0} with notes that need no search (¶), {locked:.0} unchanged with a lock ({:.2}), {searched:.0} without",
        locked / plain
    );
}

/// Misquotes every tenth quotation by a letter.
fn spoilt(text: &str, quote: Quote, at: usize) -> String {
    let line = written(text, quote);
    if at.is_multiple_of(10) { line.replacen('e', "ei", 1) } else { line }
}

/// Changes a word in every tenth passage of the text.
fn changed(text: &str, quotes: &[Quote]) -> String {
    let mut places: Vec<usize> = quotes
        .iter()
        .step_by(10)
        .filter_map(|quote| text[quote.ends.0..quote.ends.1].rfind('e').map(|at| quote.ends.0 + at))
        .collect();
    places.sort_unstable();
    places.dedup();
    let (mut made, mut from) = (String::with_capacity(text.len() + places.len()), 0);
    for place in places {
        made.push_str(&text[from..place]);
        made.push_str("ei");
        from = place + 1;
    }
    made + &text[from..]
}

/// Writes a text again and again, a fifth of its words changed about each time, until it is long.
fn lengthened(text: &str) -> String {
    let vocabulary: Vec<&str> = text.split_whitespace().filter(|word| word.chars().all(char::is_alphabetic)).collect();
    let (mut dice, mut made) = (Dice::new(5), text.to_owned());
    while made.len() < LONG {
        for block in text.split("\n\n") {
            let mut words: Vec<&str> = block.split(' ').collect();
            for word in &mut words {
                if dice.says(0.2) {
                    *word = dice.pick::<&str>(&vocabulary);
                }
            }
            made.push_str("\n\n");
            made.push_str(&words.join(" "));
        }
    }
    made
}
