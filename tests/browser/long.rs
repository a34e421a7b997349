//! A long page on a small screen: what stands far below is laid out bit by bit, and nobody notices.

use std::fmt::Write as _;

use crate::Case;
use crate::reader::{Reader, Site, World};

pub(crate) const CASES: &[Case] =
    &[("a_long_page_is_laid_out_bit_by_bit", bit_by_bit), ("a_long_page_is_whole_meanwhile", meanwhile)];

/// How many paragraphs the text has; there is a note on each.
const LENGTH: usize = 120;
/// All paragraphs, or all notes in their list, that a page holds, and those that are not laid out.
const HELD: &str = "const all = [...document.querySelectorAll('.para, .entry')], \
                    skipped = all.filter(e => !e.firstElementChild.checkVisibility({ contentVisibilityAuto: true })); ";
/// A browser moves a page twice, now and then, that grows above the place it was asked for.
const AT_ITS_PLACE: &str =
    "return Math.abs(document.querySelector(':target').getBoundingClientRect().top - innerHeight * .18) < 3";

fn site() -> Site {
    let mut text = "---\ntitle: A long text\n---\n".to_owned();
    let mut notes = String::new();
    for at in 1..=LENGTH {
        let words = "and then the ship left the harbour again ".repeat(2 + at % 5);
        write!(text, "\nParagraph{at} begins here, {words}until evening{at} came.\n").unwrap();
        write!(notes, "## Note {at} {{#at-{at}}}\n\n> Paragraph{at} begins\n\nIt begins, {words}indeed.\n\n").unwrap();
    }
    let files = [
        ("book.toml", "[book]\ntitle = \"Long\"\n"),
        ("content/long/text.md", &text),
        ("content/long/commentary/notes.md", &notes),
    ];
    Site::of(&files, "/long/")
}

/// A reader with a telephone whose browser never finds time.
fn hurried(world: &World) -> Reader {
    let reader = world.reader(360);
    reader.before_pages("window.requestIdleCallback = () => 0");
    reader
}

fn all_laid_out(reader: &Reader) {
    reader.wait(&format!(
        "{HELD} return document.documentElement.dataset.way === '' && all.length > 100 && !skipped.length"
    ));
}

fn bit_by_bit(world: &World) {
    let site = site();
    let reader = world.reader(360);
    for path in ["long/index.html", "long/commentary.html"] {
        for url in [site.http(path), site.disk(path)] {
            reader.open(&url);
            all_laid_out(&reader);
        }
    }
    for fragment in ["p1", "p60", "p119", "n-at-7", "n-at-90"] {
        reader.open("about:blank");
        reader.open(&site.http(&format!("long/index.html#{fragment}")));
        reader.holds(&format!("#{fragment} whole at once"), &format!("{HELD} return !skipped.length"));
        reader.holds(&format!("#{fragment} at its place"), AT_ITS_PLACE);
    }
    reader.open("about:blank");
    reader.open(&site.http("long/index.html#:~:text=until%20evening60%20came"));
    reader.holds("words that are led to, and all before them", &format!("{HELD} return !skipped.length"));
    reader.wait(
        "const at = document.getElementById('p60').getBoundingClientRect(); return at.bottom > 0 && at.bottom < innerHeight",
    );
    for number in [10, 60, 90] {
        reader.open("about:blank");
        reader.open(&site.http("long/index.html"));
        reader.run(&format!(
            "Object.assign(document.body.appendChild(document.createElement('a')), {{ href: '#p{number}' }}).click()"
        ));
        reader.holds(&format!("#p{number} whole when a link leads there"), &format!("{HELD} return !skipped.length"));
        reader.holds(&format!("#p{number} at its place when a link leads there"), AT_ITS_PLACE);
    }
    assert_eq!(reader.heard("doc-footnote"), LENGTH, "notes that are heard");
    reader.run("document.getElementById('p80').scrollIntoView(); window.before = scrollY; sessionStorage.at = scrollY");
    reader.run("location.reload()");
    reader.wait("return window.before === undefined && document.readyState === 'complete' && scrollY > 0");
    reader.holds(
        "a reload that keeps the place",
        "return Math.abs(document.getElementById('p80').getBoundingClientRect().top - innerHeight * .18) < 3 && +sessionStorage.at === scrollY",
    );
    reader.quiet();
}

fn meanwhile(world: &World) {
    let site = site();
    let reader = hurried(world);
    for path in ["long/index.html", "long/commentary.html"] {
        reader.open(&site.http(path));
        reader.holds("what is far below is skipped", &format!("{HELD} return skipped.length > {LENGTH} / 2"));
        reader.holds("no words beside the screen", "return document.documentElement.scrollWidth <= innerWidth");
        let number = LENGTH - 5;
        reader.holds("what is skipped is found", &format!("return window.find('Paragraph{number} begins')"));
        reader.wait("const r = getSelection().getRangeAt(0).getBoundingClientRect(); return r.top > 0 && r.bottom < innerHeight");
        reader.as_printed();
        reader.holds("paper holds all", &format!("{HELD} return all.length === {LENGTH} && !skipped.length"));
        reader.prefers("light");
    }
    reader.script(false);
    reader.open(&site.http("long/index.html"));
    reader.holds(
        "nothing is skipped without script",
        &format!("{HELD} return all.length === {LENGTH} && !skipped.length"),
    );
    reader.quiet();
    let reader = hurried(world);
    reader.resize(1280);
    reader.open(&site.http("long/index.html"));
    reader.holds(
        "nothing is skipped beside a margin",
        &format!("{HELD} return all.length === {LENGTH} && !skipped.length"),
    );
    reader.quiet();
}
