//! Paper: the page of a text as a small book.

use crate::Case;
use crate::places::covers_nothing;
use crate::reader::{Site, World};

pub(crate) const CASES: &[Case] =
    &[("texts_are_printed", texts), ("long_words_stay_on_paper", long_words), ("pages_are_printed", pages)];

/// Sizes of paper in inches, and what is between their margins, in pixels.
const PAPERS: [((f64, f64), u32); 2] = [((8.27, 11.69), 680), ((8.5, 11.0), 702)];

fn texts(world: &World) {
    for (paper, between) in PAPERS {
        let reader = world.reader(between);
        reader.script(false);
        for (site, path) in world.texts() {
            reader.open(&site.http(path));
            reader.as_printed();
            let notes = reader.run("return document.querySelectorAll('.note').length").as_u64().unwrap();
            covers_nothing(&reader, notes, &format!("{path} on paper"));
            reader.holds("paper as wide as it is", "return document.documentElement.scrollWidth <= innerWidth");
            reader.holds(
                "open folds",
                "return [...document.querySelectorAll('.note details > :not(summary)')].every(e => e.getClientRects().length && e.offsetHeight)",
            );
            reader.holds(
                "no control on paper",
                "return [...document.querySelectorAll('header.site, .view, .toc, .keys, .more summary')].every(e => !e.offsetHeight)",
            );
            reader.holds(
                "terms at the end",
                "return !document.querySelector('.terms') || document.querySelector('.terms').offsetHeight > 0",
            );
            assert!(reader.print(paper).starts_with("JVBERi0"), "{path}: a PDF");
        }
        reader.quiet();
    }
}

fn long_words(world: &World) {
    let address = format!("https://example.org/{}", "archive/".repeat(20));
    let files = [
        ("book.toml", "[book]\ntitle = \"T\"\n"),
        ("content/a/text.md", "---\ntitle: A\n---\n\nEvery ship pays a toll.\n"),
        ("content/a/commentary/notes.md", &format!("## N\n\n> a toll\n\n<{address}>\n\n## On all\n\n{address}\n")),
    ];
    let site = Site::of(&files, "/a/");
    let reader = world.reader(PAPERS[0].1);
    reader.open(&site.http("a/index.html"));
    reader.as_printed();
    reader.holds(
        "notes on paper",
        "return [...document.querySelectorAll('.note')].every(n => n.scrollWidth <= n.clientWidth && n.getBoundingClientRect().right <= innerWidth)",
    );
    reader.quiet();
}

fn pages(world: &World) {
    let reader = world.reader(1280);
    for (site, path) in world.pages() {
        reader.open(&site.http(path));
        reader.as_printed();
        reader.holds(
            "no control on paper",
            "return [...document.querySelectorAll('button, label, header.site, .pager, .edit, .fns .back')].every(e => !e.offsetHeight)",
        );
        reader.holds(
            "no dot behind the last that is printed of a line",
            "const shown = e => e.offsetHeight > 0; return [...document.querySelectorAll('.by')].filter(shown).every(line => { \
             const last = [...line.children].filter(shown).at(-1); \
             return !last || ['none', 'normal'].includes(getComputedStyle(last, '::after').content) \
               || getComputedStyle(last, '::after').display === 'none'; })",
        );
        assert!(reader.print(PAPERS[0].0).starts_with("JVBERi0"), "{path}: a PDF");
        reader.quiet();
    }
}
