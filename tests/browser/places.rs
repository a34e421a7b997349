//! Where notes stand: beside their lines, never on each other, never on anything else.

use serde_json::Value;

use crate::Case;
use crate::reader::{Reader, Site, World};

pub(crate) const CASES: &[Case] = &[
    ("no_note_covers_anything", |world| cover_nothing(world, true)),
    ("no_note_covers_anything_without_script", |world| cover_nothing(world, false)),
    ("a_text_that_runs_the_other_way_keeps_the_columns", other_way),
    ("words_of_a_foreign_text_say_their_language", foreign),
];

/// Returns what shares room with a note, as pairs of names.
const COVERED: &str = "
    const boxes = e => [...e.getClientRects()].filter(r => r.width > 1 && r.height > 1);
    const seen = e => boxes(e).length && e.checkVisibility({ visibilityProperty: true });
    const all = s => [...document.querySelectorAll(s)].filter(seen);
    const name = e => e.id ? '#' + e.id : e.tagName + '.' + e.className + ' ' + e.innerText.slice(0, 30);
    const notes = all('.note'), others = all('.note, .text p[id], .text .flow > *, .text h2, .text h3, h1, .facts, .view, .toc ul, .toc summary, h2, .terms dt, .terms dd, .citations div, footer.site p, header.site *');
    const found = [];
    for (const note of notes) for (const other of others) {
      if (note === other || note.contains(other) || other.contains(note)) continue;
      const shared = boxes(note).some(a => boxes(other).some(b => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1));
      if (shared) found.push(name(note) + ' and ' + name(other));
    }
    return [notes.length, found]";

/// Holds that so many notes are shown and that none shares room with another thing.
#[track_caller]
pub(crate) fn covers_nothing(reader: &Reader, notes: u64, when: &str) {
    let found = reader.run(COVERED);
    assert_eq!(found[0], notes, "notes shown, {when}");
    assert_eq!(found[1], Value::Array(Vec::new()), "{when}");
}

fn cover_nothing(world: &World, script: bool) {
    let reader = world.reader(1280);
    reader.script(script);
    for (site, path) in world.texts() {
        for url in [site.http(path), site.disk(path)] {
            reader.open(&url);
            let notes = reader.run("return document.querySelectorAll('.note').length").as_u64().unwrap();
            assert!(notes > 0, "{path} has notes");
            for width in [360, 768, 1088, 1280, 1600] {
                reader.resize(width);
                covers_nothing(&reader, notes, &format!("{url} at {width} px"));
            }
            reader.run("for (const fold of document.querySelectorAll('details')) fold.open = true");
            for width in [1600, 1280] {
                reader.resize(width);
                covers_nothing(&reader, notes, &format!("{url} at {width} px, unfolded"));
            }
        }
    }
    reader.quiet();
}

/// A text from right to left in a publication from left to right, and the reverse.
fn other_way(world: &World) {
    let texts = [
        ("en", "he", "כל ספינה הנכנסת לנמל תשלם מס.", "תשלם מס"),
        ("ar", "en", "Every ship that enters shall pay a toll.", "pay a toll"),
    ];
    for (language, other, words, quoted) in texts {
        let files: [(&str, &str); 3] = [
            ("book.toml", &format!("[book]\ntitle = \"Tolls\"\nlanguage = \"{language}\"\n")),
            ("content/toll/text.md", &format!("---\ntitle: Toll\nlanguage: {other}\n---\n\n{words}\n\n{words} 2\n")),
            ("content/toll/commentary/notes.md", &format!("## A note {{p=1}}\n\n> {quoted}\n\nWords.\n")),
        ];
        let site = Site::of(&files, "/tolls/");
        let reader = world.reader(320);
        reader.open(&site.http("toll/index.html"));
        for width in [320, 360, 768, 1280, 1600] {
            reader.resize(width);
            covers_nothing(&reader, 1, &format!("{other} in {language} at {width} px"));
            reader.holds(
                "a page as wide as the screen",
                "return document.documentElement.scrollWidth === document.documentElement.clientWidth",
            );
            // The title stands in the column of the text, whatever its direction.
            reader.holds(
                "the text in its column, its numbers in theirs",
                "const box = s => document.querySelector(s).getBoundingClientRect(); \
                 const [text, title, number] = ['.text p[id]', 'h1', '.pn'].map(box); \
                 const rtl = document.documentElement.dir === 'rtl'; \
                 return text.width > Math.min(240, innerWidth * .6) && Math.abs(rtl ? text.right - title.right : text.left - title.left) < 2 \
                   && (rtl ? number.left >= text.right - 1 : number.right <= text.left + 1) && number.left >= 0 && number.right <= innerWidth",
            );
            reader.holds(
                "the text in its own direction",
                &format!(
                    "return getComputedStyle(document.querySelector('.text p[id]')).direction === '{}'",
                    if other == "he" { "rtl" } else { "ltr" }
                ),
            );
        }
        reader.quiet();
    }
}

fn foreign(world: &World) {
    let files: [(&str, &str); 3] = [
        ("book.toml", "[book]\ntitle = \"Tolls\"\n[commentary]\nnote-pages = true\n"),
        (
            "content/toll/text.md",
            "---\ntitle: מס הנמל\nlanguage: he\n---\n\nכל ספינה הנכנסת לנמל תשלם מס.\n\nכל ספינה היוצאת לא תשלם.\n",
        ),
        ("content/toll/commentary/notes.md", "## A note {#a}\n\n> תשלם מס\n\nWords.\n\n## All {#all}\n\nWords.\n"),
    ];
    let site = Site::of(&files, "/tolls/");
    let reader = world.reader(1280);
    for (path, places) in [
        ("toll/index.html", "h1, .toc span, article.text"),
        ("toll/commentary.html", ".kicker a, .lemma"),
        ("toll/notes/a.html", ".kicker a, article.text"),
    ] {
        reader.open(&site.http(path));
        reader.holds(
            &format!("the language and direction of {places}"),
            &format!(
                "const all = [...document.querySelectorAll('{places}')]; \
                 return all.length > 1 && all.every(e => e.lang === 'he' && e.dir === 'rtl')"
            ),
        );
        reader.holds("no words beside the screen", "return document.documentElement.scrollWidth <= innerWidth");
    }
    reader.quiet();
}
