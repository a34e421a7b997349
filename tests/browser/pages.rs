//! Every kind of page: what an accessibility checker finds, whether it fits the screen, what it asks for.

use serde_json::Value;

use crate::Case;
use crate::reader::{Reader, Site, World};

pub(crate) const CASES: &[Case] = &[
    ("pages_are_accessible_in_light", |world| accessible(world, 1280, "light")),
    ("pages_are_accessible_in_dark", |world| accessible(world, 1280, "dark")),
    ("pages_are_accessible_on_a_phone", |world| accessible(world, 360, "light")),
    ("pages_fit_every_screen", fit),
    ("pages_fit_with_large_text", fit_large),
    ("pages_ask_for_nothing_elsewhere_and_say_nothing", ask_for_nothing),
    ("pages_open_from_a_disk", open_from_a_disk),
    ("a_missing_page_leads_home", missing_page),
    ("nothing_moves_while_a_text_loads", nothing_moves),
    ("pages_read_in_order_without_a_style_sheet", read_in_order),
];

/// Where test.sh puts the checker.
const AXE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/html/node_modules/axe-core/axe.min.js");

fn accessible(world: &World, width: u32, scheme: &str) {
    let axe = std::fs::read_to_string(AXE).unwrap_or_else(|error| {
        panic!("{AXE}: {error}: run `npm ci --ignore-scripts` in tests/html, or ./test.sh, which does")
    });
    let check = format!(
        "{axe}; const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']; \
         return axe.run(document, {{ runOnly: {{ type: 'tag', values: tags }}, resultTypes: ['violations'] }}).then(found => \
         [found.passes.length, found.violations.map(held => held.id + ': ' + held.help + ' :: ' + held.nodes[0].html)])"
    );
    let reader = world.reader(width);
    reader.prefers(scheme);
    for (site, path) in world.pages() {
        reader.open(&site.http(path));
        let found = reader.run(&check);
        assert!(found[0].as_u64() > Some(5), "{path}: axe looked at little: {found}");
        assert_eq!(found[1], Value::Array(Vec::new()), "{path}, {width} px, {scheme}");
    }
    reader.quiet();
}

fn fit(world: &World) {
    let reader = world.reader(320);
    for (site, path) in world.pages() {
        reader.open(&site.http(path));
        for width in [320, 360, 768, 1280, 1600] {
            reader.resize(width);
            let wide = reader.run("return document.documentElement.scrollWidth");
            assert!(wide.as_u64() <= Some(width.into()), "{path} is {wide} px wide on a screen of {width}");
        }
        // Readers may ask for more space between lines, words and letters (WCAG 1.4.12).
        reader.resize(320);
        let wide = reader.run(
            "for (const e of document.querySelectorAll('body *')) e.style.cssText += \
             ';line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important'; \
             return document.documentElement.scrollWidth",
        );
        assert!(wide.as_u64() <= Some(320), "{path} is {wide} px wide with more space in its lines");
    }
    reader.quiet();
}

/// Text twice as large, as the browser is told to make it.
fn fit_large(world: &World) {
    let files = [
        (
            "book.toml",
            "[book]\ntitle = \"T\"\n[commentary]\nlayers = [{ id = \"words\", title = \"Words and their many meanings\" }]\n",
        ),
        (
            "content/a/text.md",
            "---\ntitle: A\nsource: https://example.org/\nrights: Unquestionably-public-domain\n---\n\nEvery ship pays.\n",
        ),
        ("content/a/commentary/notes.md", "## N {layer=words}\n\n> Every ship\n\nOne.\n"),
    ];
    let site = Site::of(&files, "/a/");
    let reader = world.reader(360);
    reader.text_size(32);
    for (site, path) in world.pages().chain([(&site, "a/index.html")]) {
        reader.open(&site.http(path));
        let beside = reader.run(
            "const root = document.documentElement; return root.scrollWidth <= 360 ? [] : \
             [...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > 360 && !e.closest('.scroll *, pre *')).map(e => e.outerHTML.slice(0, 90))",
        );
        assert_eq!(beside, Value::Array(Vec::new()), "beside a screen of 360 px: {path}");
    }
    reader.holds("large text", "return parseFloat(getComputedStyle(document.documentElement).fontSize) === 32");
    reader.quiet();
}

fn ask_for_nothing(world: &World) {
    for (width, scheme, script) in [(360, "dark", true), (1280, "light", true), (1600, "dark", false)] {
        let reader = world.reader(width);
        reader.prefers(scheme);
        reader.script(script);
        for (site, path) in world.pages() {
            reader.open(&site.http(path));
            let dark = scheme == "dark";
            reader.holds(
                &format!("{scheme}, as the system asks,"),
                &format!(
                    "const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number); \
                     return (r + g + b < 300) === {dark}"
                ),
            );
            reader.quiet();
        }
    }
}

fn open_from_a_disk(world: &World) {
    for script in [true, false] {
        let reader = world.reader(1280);
        reader.script(script);
        // A server shows the page for what is missing under any address: it knows where the site stands on that server alone.
        for (site, path) in world.pages().filter(|(_, path)| *path != "404.html") {
            reader.open(&site.disk(path));
            reader.holds(
                "a style sheet",
                "return getComputedStyle(document.querySelector('.skip')).position === 'absolute'",
            );
            reader.holds(
                "controls only with script",
                &format!("return !document.querySelector('.keys').hidden === {script}"),
            );
            reader.quiet();
        }
    }
}

fn missing_page(world: &World) {
    let reader = world.reader(1280);
    let site = &world.sampler;
    reader.open(&site.http("no/such/page.html"));
    reader.holds("a style sheet", "return getComputedStyle(document.querySelector('.skip')).position === 'absolute'");
    let dead = reader.run(
        "const links = [...document.querySelectorAll('a[href]')].filter(a => a.origin === location.origin && !a.hash); \
         return Promise.all(links.map(a => fetch(a.href).then(got => got.ok ? '' : a.href))) \
         .then(found => [links.length, found.filter(x => x)])",
    );
    assert!(dead[0].as_u64() > Some(3), "{dead}");
    assert_eq!(dead[1], Value::Array(Vec::new()), "links of the page for what is missing");
    reader.click("main a");
    reader.wait(&format!("return location.href === '{}'", site.http("index.html")));
    // Names differ by case, folders are not listed.
    for (path, status) in [("Index.html", 404), ("charter/notes/", 404), ("charter/", 200), ("charter", 200)] {
        let got = reader.run(&format!("return fetch('{}').then(got => got.status)", site.http(path)));
        assert_eq!(got, status, "{path}");
    }
}

fn nothing_moves(world: &World) {
    for width in [360, 1280] {
        let reader = world.reader(width);
        reader.before_pages(
            "window.moved = 0; new PerformanceObserver(list => { for (const e of list.getEntries()) if (!e.hadRecentInput) \
             window.moved += e.value; }).observe({ type: 'layout-shift', buffered: true })",
        );
        for (site, path) in world.texts() {
            reader.open(&site.http(path));
            let moved = reader.run(
                "return (async () => { for (let y = 0; y < document.documentElement.scrollHeight; y += 600) { scrollTo(0, y); \
                 await new Promise(requestAnimationFrame); } await new Promise(requestAnimationFrame); return window.moved; })()",
            );
            assert_eq!(moved, 0, "{path} moves at {width} px");
        }
        reader.quiet();
    }
}

fn read_in_order(world: &World) {
    let reader = world.reader(1280);
    reader.script(false);
    for (site, path) in world.texts() {
        reader.open(&site.http(path));
        let (read, expected) = in_order(&reader);
        assert!(!expected.is_empty(), "{path} has no paragraph");
        let mut rest = read.as_str();
        for words in &expected {
            let at = rest.find(words.as_str());
            rest = at
                .and_then(|at| rest.get(at + words.len()..))
                .unwrap_or_else(|| panic!("{path}: `{words}` is not read in its turn"));
        }
    }
}

/// What is read without a style sheet, and what should be, in its order: each paragraph, then its notes, each with its
/// number, its title and its words.
fn in_order(reader: &Reader) -> (String, Vec<String>) {
    let found = reader.run(
        "for (const sheet of document.styleSheets) sheet.disabled = true; \
         for (const d of document.querySelectorAll('details')) d.open = true; \
         const words = e => e.innerText.replace(/\\s+/g, ' ').trim(); \
         for (const nh of document.querySelectorAll('.note .nh')) if (!/^Note \\d/.test(words(nh))) throw 'unnamed: ' + words(nh); \
         const parts = [...document.querySelectorAll('.text p[id], .note .nh, .note > p')]; \
         return [words(document.body), parts.filter(e => words(e)).map(words)]",
    );
    let words = |value: &Value| value.as_str().unwrap().to_owned();
    (words(&found[0]), found[1].as_array().unwrap().iter().map(words).collect())
}
