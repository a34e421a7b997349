//! What each stage costs, on a thousand texts and two hundred terms; and the whole, on that and on the shipped edition.
//!
//! `cargo bench --bench stages`. The glossary is also measured with five thousand terms: it should hardly cost more.

mod corpus;

use std::path::Path;

use divan::{Bencher, counter::ItemsCount};
use postil::output::Content;
use postil::{Config, Drafts, Output, Sources, Theme};
use postil::{anchor, disk, parse, render, resolve};

const TEXTS: usize = 1000;

fn main() {
    divan::main();
}

fn theme() -> Theme {
    disk::theme(Path::new(env!("CARGO_MANIFEST_DIR")), "default").expect("the theme ships with the program")
}

/// Makes every page and returns the bytes of all.
fn make(output: &Output<'_>) -> usize {
    let sizes = output.files().values().map(|content| match content {
        Content::Page(make) => make().expect("the page renders").len(),
        Content::Bytes(bytes) => bytes.len(),
        Content::Copy(_) => 0,
    });
    sizes.sum()
}

#[divan::bench]
fn parsing(bencher: Bencher<'_, '_>) {
    let (sources, config) = (corpus::sources(TEXTS, 200), corpus::config());
    bencher.counter(ItemsCount::new(TEXTS)).bench(|| parse::parse(&sources, &config, Drafts::Hide));
}

#[divan::bench]
fn anchoring(bencher: Bencher<'_, '_>) {
    let (sources, config) = (corpus::sources(TEXTS, 200), corpus::config());
    let manuscript = parse::parse(&sources, &config, Drafts::Hide).value;
    bencher.counter(ItemsCount::new(TEXTS)).with_inputs(|| manuscript.clone()).bench_values(anchor::anchor);
}

#[divan::bench(args = [200, 5000])]
fn glossary_and_links(bencher: Bencher<'_, '_>, terms: usize) {
    let (sources, config) = (corpus::sources(TEXTS, terms), corpus::config());
    let anchored = anchor::anchor(parse::parse(&sources, &config, Drafts::Hide).value).value;
    bencher
        .counter(ItemsCount::new(TEXTS))
        .with_inputs(|| anchored.clone())
        .bench_values(|anchored| resolve::resolve(anchored, &sources, &config));
}

#[divan::bench]
fn rendering(bencher: Bencher<'_, '_>) {
    let (sources, config, theme) = (corpus::sources(TEXTS, 200), corpus::config(), theme());
    let edition = postil::compile(&sources, &config, Drafts::Hide).value;
    bencher
        .counter(ItemsCount::new(TEXTS))
        .bench(|| make(&render::render(&edition, &config, &theme).expect("the theme renders")));
}

#[divan::bench]
fn whole(bencher: Bencher<'_, '_>) {
    let (sources, config, theme) = (corpus::sources(TEXTS, 200), corpus::config(), theme());
    bencher.counter(ItemsCount::new(TEXTS)).bench(|| build(&sources, &config, &theme));
}

#[divan::bench]
fn shipped_edition(bencher: Bencher<'_, '_>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources = disk::read(root, "content").expect("the shipped edition can be read");
    let (config, theme) = (corpus::config(), theme());
    bencher.bench(|| build(&sources, &config, &theme));
}

fn build(sources: &Sources, config: &Config, theme: &Theme) -> usize {
    let edition = postil::compile(sources, config, Drafts::Hide).value;
    make(&render::render(&edition, config, theme).expect("the theme renders"))
}
