//! Moving between text and notes: by click, by keyboard, by touch, with script and without; previews.

use serde_json::Value;

use crate::Case;
use crate::reader::{Reader, Site, World};

pub(crate) const CASES: &[Case] = &[
    ("references_lead_to_notes_and_back_by_click", |world| by_click(world, 1280)),
    ("references_lead_to_notes_and_back_by_keyboard", by_keyboard),
    ("references_lead_to_notes_and_back_without_script", without_script),
    ("keys_lead_through_all_notes", keys),
    ("keys_pass_over_hidden_notes", keys_among_hidden),
    ("keys_can_be_switched_off", off_switch),
    ("a_term_is_previewed_on_hover", preview_on_hover),
    ("a_term_is_previewed_on_focus", preview_on_focus),
    ("a_note_lights_its_passage", lights),
    ("a_passage_that_is_lit_can_be_told_without_colour", lights_without_colour),
    ("a_reference_opens_a_sheet_on_a_phone", sheet),
    ("a_sheet_that_is_left_leads_back", sheet_left),
    ("a_reference_stays_with_its_word", with_its_word),
];

const ESCAPE: &str = "\u{e00c}";
const ENTER: &str = "\u{e007}";
const TAB: &str = "\u{e004}";

/// Ids and numbers of all references of the page that is open.
fn references(reader: &Reader) -> Vec<(String, String)> {
    let found = reader.run("return [...document.querySelectorAll('.text .r')].map(r => [r.id, r.dataset.n])");
    let words = |value: &Value| value.as_str().expect("a reference has an id and a number").to_owned();
    let pairs: Vec<_> = found.as_array().unwrap().iter().map(|pair| (words(&pair[0]), words(&pair[1]))).collect();
    assert!(!pairs.is_empty(), "the page has references");
    pairs
}

/// Holds that an element is the one in focus, or the target of the address, and that its top is on the screen.
#[track_caller]
fn at(reader: &Reader, which: &str, css: &str) {
    reader.wait(&format!(
        "const e = {which}, r = e?.getBoundingClientRect(); return !!e?.matches(`{css}`) && r.top >= -1 && r.top < innerHeight"
    ));
}

const FOCUS: &str = "document.activeElement";
const TARGET: &str = "document.querySelector(':target')";

fn by_click(world: &World, width: u32) {
    let reader = world.reader(width);
    for (site, path) in world.texts() {
        for url in [site.http(path), site.disk(path)] {
            reader.open(&url);
            for (id, number) in references(&reader) {
                reader.click(&format!("[id=\"{id}\"]"));
                at(&reader, FOCUS, &format!(".note[data-n=\"{number}\"]"));
                reader.holds("the address of the note", "return location.hash.slice(1) === document.activeElement.id");
                reader.click(&format!(".note[data-n=\"{number}\"] .nh .back"));
                at(&reader, FOCUS, &format!(".r[data-n=\"{number}\"]"));
            }
        }
    }
    reader.quiet();
}

fn by_keyboard(world: &World) {
    let reader = world.reader(1280);
    for (site, path) in world.texts() {
        reader.open(&site.http(path));
        reader.press(TAB);
        for (id, number) in references(&reader) {
            reader.run(&format!("document.getElementById('{id}').focus()"));
            reader.press(ENTER);
            at(&reader, FOCUS, &format!(".note[data-n=\"{number}\"]"));
            reader.press(ESCAPE);
            at(&reader, FOCUS, &format!(".r[data-n=\"{number}\"]"));
        }
    }
    reader.quiet();
}

fn without_script(world: &World) {
    for width in [360, 1280] {
        let reader = world.reader(width);
        reader.script(false);
        for (site, path) in world.texts() {
            reader.open(&site.http(path));
            for (id, number) in references(&reader) {
                reader.click(&format!("[id=\"{id}\"]"));
                at(&reader, TARGET, &format!(".note[data-n=\"{number}\"]"));
                reader.click(&format!(".note[data-n=\"{number}\"] .nh .back"));
                at(&reader, TARGET, &format!(".r[data-n=\"{number}\"]"));
            }
        }
        reader.quiet();
    }
}

/// Opens the page of the edition's text and returns the numbers of the notes that have a reference.
fn open_statement(reader: &Reader, site: &Site) -> Vec<String> {
    reader.open(&site.http("statement/index.html"));
    let found = reader.run("return [...document.querySelectorAll('.text .note')].map(n => n.dataset.n)");
    strings(&found)
}

fn strings(found: &Value) -> Vec<String> {
    found.as_array().unwrap().iter().map(|number| number.as_str().unwrap().to_owned()).collect()
}

/// Holds that `n` leads through the notes of these numbers, and `p` back to the first.
fn leads_through(reader: &Reader, numbers: &[String]) {
    for number in numbers {
        reader.press("n");
        at(reader, FOCUS, &format!(".note[data-n=\"{number}\"]"));
    }
    for number in numbers.iter().rev().skip(1) {
        reader.press("p");
        at(reader, FOCUS, &format!(".note[data-n=\"{number}\"]"));
    }
}

fn keys(world: &World) {
    let reader = world.reader(1280);
    let numbers = open_statement(&reader, &world.edition);
    assert!(numbers.len() > 20);
    leads_through(&reader, &numbers);
    reader.press(ESCAPE);
    at(&reader, FOCUS, &format!(".r[data-n=\"{}\"]", numbers[0]));
    reader.press("\u{e00a}n");
    reader.holds("a key with Alt is the browser's", "return document.activeElement.matches('.r')");
    reader.quiet();
}

fn keys_among_hidden(world: &World) {
    for width in [360, 1280] {
        let reader = world.reader(width);
        open_statement(&reader, &world.edition);
        reader.click("input[data-layer=context]");
        let left = reader.run(
            "return [...document.querySelectorAll('.text .note:not([data-layer=context])')].map(n => n.dataset.n)",
        );
        let left = strings(&left);
        assert!(left.len() > 3);
        leads_through(&reader, &left);
        reader.quiet();
    }
}

fn off_switch(world: &World) {
    let reader = world.reader(1280);
    open_statement(&reader, &world.edition);
    reader.press("?");
    reader.wait("return document.querySelector('dialog').open");
    reader.click("dialog input");
    reader.press(ESCAPE);
    reader.wait("return !document.querySelector('dialog').open");
    for _ in 0..2 {
        reader.press("n");
        reader.press("?");
        reader.holds(
            "keys that are off do nothing",
            "return !document.activeElement.matches('.note') && !document.querySelector('dialog').open",
        );
        open_statement(&reader, &world.edition);
    }
    reader.click("[data-do=keys]");
    reader.wait("return document.querySelector('dialog').open && !document.querySelector('dialog input').checked");
    reader.quiet();
}

const OPEN: &str = "return document.querySelector('.card').matches(':popover-open')";
const SHUT: &str = "return !document.querySelector('.card').matches(':popover-open')";

fn preview_on_hover(world: &World) {
    let reader = world.reader(1280);
    open_statement(&reader, &world.edition);
    reader.hover(".text p .g");
    reader.wait(OPEN);
    reader.holds(
        "the headword and what it means",
        "const card = document.querySelector('.card'), g = document.querySelector('.text p .g'); \
         const dt = document.getElementById('g-' + g.dataset.g); \
         return card.querySelector('b').textContent === dt.textContent && card.innerText.length > dt.textContent.length + 20 \
         && card.querySelector('a').href === g.href",
    );
    reader.hover(".card");
    std::thread::sleep(std::time::Duration::from_millis(500));
    reader.holds("a preview that stays while it is read", OPEN);
    reader.press(ESCAPE);
    reader.wait(SHUT);
    reader.hover(".text p .g");
    reader.wait(OPEN);
    reader.hover("h1");
    reader.wait(SHUT);
    reader.quiet();
}

fn preview_on_focus(world: &World) {
    let reader = world.reader(1280);
    open_statement(&reader, &world.edition);
    reader.press(TAB);
    reader.run("document.querySelector('.text p .g').focus()");
    reader.wait(OPEN);
    reader.press(ESCAPE);
    reader.wait(SHUT);
    reader.holds("the focus where it was", "return document.activeElement === document.querySelector('.text p .g')");
    reader.press(TAB);
    reader.holds("no preview of what is not a term", SHUT);
    reader.quiet();
}

fn lights(world: &World) {
    let reader = world.reader(1280);
    open_statement(&reader, &world.edition);
    reader.hover(".text .note .nh");
    reader.wait(
        "const n = document.querySelector('.text .note').dataset.n; \
         return ['.r', '.m', '.note'].every(kind => document.querySelector(`${kind}[data-n~='${n}'].on`))",
    );
    reader.hover("h1");
    reader.wait("return !document.querySelector('.on')");
    reader.quiet();
}

fn lights_without_colour(world: &World) {
    let reader = world.reader(1280);
    reader.forced_colors();
    open_statement(&reader, &world.edition);
    reader.hover(".text .note .nh");
    reader.wait("return document.querySelector('.m.on')");
    reader.holds(
        "lines around the note and its passage alone",
        "const line = e => getComputedStyle(e).outlineStyle === 'solid'; \
         return [...document.querySelectorAll('.m, .note')].every(e => line(e) === e.matches('.on'))",
    );
    reader.quiet();
}

/// Marks the reference whose note stands the furthest below, and brings it to the middle of the screen.
fn far_reference(reader: &Reader) {
    // The reference whose note stands the furthest below: when one is in the middle of the screen, the other is not on it.
    reader.run(
        "const top = e => e.getBoundingClientRect().top, below = r => top(document.querySelector(r.hash)) - top(r); \
         const far = [...document.querySelectorAll('.text .r')].reduce((a, b) => below(a) > below(b) ? a : b); \
         if (below(far) < innerHeight / 2) throw 'no note stands far enough'; \
         far.dataset.far = ''; far.scrollIntoView({ block: 'center' })",
    );
}

fn sheet(world: &World) {
    let reader = world.reader(360);
    open_statement(&reader, &world.edition);
    far_reference(&reader);
    reader.run("window.before = scrollY");
    reader.tap("[data-far]");
    reader.wait(OPEN);
    reader.holds("the page where it was", "return scrollY === window.before");
    reader.holds(
        "the note in the sheet",
        "const note = document.querySelector(`.note[data-n='${document.querySelector('[data-far]').dataset.n}']`); \
         return document.querySelector('.card').textContent.includes(note.querySelector('b').textContent)",
    );
    reader.holds(
        "a sheet at the foot of the screen",
        "const r = document.querySelector('.card').getBoundingClientRect(); \
         return Math.round(r.bottom) === innerHeight && r.left <= 0 && Math.round(r.right) === innerWidth",
    );
    reader.press(ESCAPE);
    reader.wait(SHUT);
    at(&reader, FOCUS, "[data-far]");
    reader.quiet();
}

fn sheet_left(world: &World) {
    let reader = world.reader(360);
    open_statement(&reader, &world.edition);
    far_reference(&reader);
    reader.tap("[data-far]");
    reader.wait(OPEN);
    reader.holds(
        "a dialogue, named as the note is",
        "const card = document.querySelector('.card'), note = document.querySelector(document.querySelector('[data-far]').hash); \
         return card.getAttribute('role') === 'dialog' && card.ariaLabel === note.querySelector('b').textContent",
    );
    // Words of the text above the sheet.
    reader.run(
        "const p = [...document.querySelectorAll('.text p[id]')].find(p => { const r = p.getClientRects()[0]; \
         const [x, y] = [r.left + r.width / 2, r.top + r.height / 2]; \
         return y > 0 && y < innerHeight && document.elementFromPoint(x, y) === p; }); \
         p.dataset.outside = ''",
    );
    reader.tap("[data-outside]");
    reader.wait(SHUT);
    at(&reader, FOCUS, "[data-far]");
    reader.quiet();
}

fn with_its_word(world: &World) {
    let files = [
        ("book.toml", "[book]\ntitle = \"T\"\n"),
        ("content/a/text.md", "---\ntitle: A\n---\n\nEvery ship that enters pays a toll! And then it leaves again.\n"),
        ("content/a/commentary/notes.md", "## N\n\n> pays a toll!\n\nOne.\n\n## M\n\n> a toll!\n\nTwo.\n"),
    ];
    let site = Site::of(&files, "/a/");
    let reader = world.reader(1280);
    reader.open(&site.http("a/index.html"));
    let apart = reader.run(
        "const p = document.querySelector('.text p[id]'), refs = [...p.querySelectorAll('.r')], mark = p.querySelector('.m:has(+ .r)'); \
         const last = mark.lastChild, before = document.createRange(); before.setStart(last, last.length - 1); before.setEnd(last, last.length); \
         const apart = []; for (let width = 60; width < 400; width++) { p.style.width = width + 'px'; \
         const tops = [before, ...refs].map(e => e.getBoundingClientRect().top); if (Math.max(...tops) - Math.min(...tops) > 16) apart.push(width); } \
         return [refs.length, apart]",
    );
    assert_eq!(apart, serde_json::json!([2, []]), "widths at which a reference begins a line");
    reader.quiet();
}
