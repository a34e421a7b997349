//! What a reader meets: the shipped edition and the sampler in a real browser, over HTTP and from a disk; and what an author does in
//! the preview.
//!
//! A target of its own, with a `main` of its own: all cases share one driver, which must end with them, and the other tests
//! run where there is no browser. `cargo test --test browser` runs all, `cargo test --test browser NAME` those with NAME in
//! theirs. A browser that is missing is a failure, never a case less.

#![allow(
    clippy::unwrap_used,
    clippy::string_slice,
    clippy::case_sensitive_file_extension_comparisons,
    clippy::print_stdout,
    clippy::exit,
    clippy::disallowed_methods,
    reason = "a test works on files of its own, tells what it does, and may fail"
)]

mod asking;
mod choices;
mod copying;
mod driver;
mod first_day;
mod host;
mod long;
mod moving;
mod pages;
mod paper;
mod places;
mod preview;
mod reader;
mod weight;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use reader::World;

/// A case: its name and what it does.
type Case = (&'static str, fn(&World));

/// How many browsers work at a time.
const WORKERS: usize = 2;

fn main() {
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with('-')).unwrap_or_default();
    let all = [
        pages::CASES,
        weight::CASES,
        places::CASES,
        moving::CASES,
        long::CASES,
        choices::CASES,
        copying::CASES,
        asking::CASES,
        paper::CASES,
        preview::CASES,
        first_day::CASES,
    ];
    let cases: Vec<Case> = all.into_iter().flatten().copied().filter(|(name, _)| name.contains(&wanted)).collect();
    if std::env::args().any(|argument| argument == "--list") {
        for (name, _) in &cases {
            println!("{name}: test");
        }
        return;
    }
    println!("\nrunning {} tests", cases.len());
    let failed = if cases.is_empty() { Vec::new() } else { run(&cases, &World::new()) };
    println!("\nbrowser: {} passed, {} failed\n", cases.len() - failed.len(), failed.len());
    if !failed.is_empty() {
        println!("failed: {}", failed.join(", "));
        std::process::exit(1);
    }
}

/// Runs cases, several at a time; returns the names of those that failed.
fn run(cases: &[Case], world: &World) -> Vec<&'static str> {
    let next = AtomicUsize::new(0);
    let failed = Mutex::new(Vec::new());
    let work = || {
        while let Some((name, case)) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            let passed = catch_unwind(AssertUnwindSafe(|| case(world))).is_ok();
            println!("test {name} ... {}", if passed { "ok" } else { "FAILED" });
            if !passed {
                failed.lock().unwrap().push(*name);
            }
        }
    };
    std::thread::scope(|scope| (0..WORKERS).for_each(|_| drop(scope.spawn(work))));
    failed.into_inner().unwrap()
}
