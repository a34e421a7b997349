//! Asking and citing: the search page, and the panel that cites a passage.

use crate::Case;
use crate::reader::{Reader, Site, World};

pub(crate) const CASES: &[Case] = &[
    ("search_answers_while_one_types", answers),
    ("search_answers_from_a_disk", answers_from_a_disk),
    ("search_in_parts_shows_words_from_the_pages", in_parts),
    ("search_without_script_leads_to_the_index", without_script),
    ("the_slash_leads_to_search", slash),
    ("a_paragraph_is_cited", cites),
    ("selected_words_are_cited", cites_words),
    ("citations_run_in_their_own_direction", cites_from_right),
];

/// Types words into the field in focus, key by key.
fn type_words(reader: &Reader, words: &str) {
    for letter in words.chars() {
        reader.press(&letter.to_string());
    }
}

/// Holds that an answer leads to a paragraph which holds the words.
fn leads_to_words(reader: &Reader, words: &str) {
    type_words(reader, words);
    reader.wait("return document.querySelector('#results li a') && document.querySelector('#found').textContent");
    reader.holds(
        "a count that is announced",
        "return document.querySelector('#found').getAttribute('role') === 'status'",
    );
    reader.click("#results li a.pn:not(.nn)");
    reader.wait(&format!(
        "const p = document.querySelector('.text p[id]:target'), r = p?.getBoundingClientRect(); \
         return !!p?.textContent.toLowerCase().includes('{words}') && r.bottom > 0 && r.top < innerHeight"
    ));
    reader.quiet();
}

fn answers(world: &World) {
    for width in [360, 1280] {
        let reader = world.reader(width);
        reader.open(&world.edition.http("search.html"));
        reader.click("#q");
        leads_to_words(&reader, "pledge");
    }
}

fn answers_from_a_disk(world: &World) {
    let reader = world.reader(1280);
    reader.open(&world.edition.disk("search.html"));
    reader.click("#q");
    leads_to_words(&reader, "iron-clad");
}

/// The words around a hit come from its page where the index does not hold them: those of a term from all of its page.
fn in_parts(world: &World) {
    let filler =
        "The keeper of the gate counts the boats of the harbour at dusk and rings for each of them.\n\n".repeat(3000);
    let files = [
        ("book.toml", "[book]\ntitle = \"T\"\n"),
        ("content/a/text.md", &format!("---\ntitle: A\n---\n\n{filler}Nobody reads the zebra of it.\n")),
        ("content/glossary/gate.md", "---\nterm: gate\n---\n\nOne.\n\n## More\n\nA zebra crossing, or two.\n"),
    ];
    let site = Site::of(&files, "/parts/");
    let reader = world.reader(1280);
    reader.open(&site.http("search.html"));
    reader.click("#q");
    type_words(&reader, "\"zebra crossing\"");
    reader.wait("return document.querySelector('#results li mark')?.parentElement.textContent.includes('More A zebra crossing')");
    reader.holds("one place", "return document.querySelectorAll('#results li').length === 1");
    reader.quiet();
}

fn without_script(world: &World) {
    let reader = world.reader(1280);
    reader.script(false);
    reader.open(&world.edition.http("search.html?q=pledge"));
    reader.click("main noscript a");
    reader.wait("return location.pathname.endsWith('/subject-index.html')");
    reader.quiet();
}

fn slash(world: &World) {
    let reader = world.reader(1280);
    reader.open(&world.edition.http("statement/index.html"));
    reader.press("/");
    reader.wait(
        "return document.activeElement.matches('input[type=search]') || location.pathname.endsWith('/search.html')",
    );
    reader.quiet();
}

/// Holds that the panel is open, with a link to these words in that paragraph, and that the link leads there.
fn panel_leads_to(reader: &Reader, paragraph: &str) {
    let link = reader.wait(
        "const card = document.querySelector('.card:popover-open'); \
         return card && [...card.querySelectorAll('textarea,input,pre,a,p,code')].map(e => e.value || e.href || e.textContent) \
         .map(words => words.match(/https?:\\/\\/\\S+#\\S+:~:text=[^\\s}]+/)?.[0]).find(x => x)",
    );
    let link = link.as_str().expect("a link");
    let (address, _) = link.split_once(":~:").expect("a text fragment");
    assert!(address.ends_with(&format!("/statement/index.html#{paragraph}")), "{link}");
    reader.quiet();
    reader.open(link);
    reader.wait(&format!("return document.querySelector(':target')?.id === '{paragraph}'"));
    reader.quiet();
}

fn cites(world: &World) {
    let reader = world.reader(1280);
    reader.open(&world.edition.http("statement/index.html"));
    reader.click(".pn[href='#p4']");
    panel_leads_to(&reader, "p4");
}

fn cites_words(world: &World) {
    let reader = world.reader(1280);
    reader.open(&world.edition.http("statement/index.html"));
    reader.run(
        "const p = document.getElementById('p4'); p.scrollIntoView({ block: 'center' }); \
         const words = document.createTreeWalker(p, NodeFilter.SHOW_TEXT).nextNode(); \
         getSelection().setBaseAndExtent(words, 0, words, Math.min(30, words.length))",
    );
    reader.wait("return document.querySelector('.chip') && !document.querySelector('.chip').hidden");
    let shown = |yes: u8| format!("return getComputedStyle(document.querySelector('.chip')).opacity === '{yes}'");
    reader.holds("a button to cite", &shown(1));
    reader.click(".chip");
    panel_leads_to(&reader, "p4");
    reader.holds("no button beside what it opened", &shown(0));
    reader.press("\u{e00c}");
    reader.wait(&shown(1));
}

fn cites_from_right(world: &World) {
    let files = [
        ("book.toml", "[book]\ntitle = \"الميناء\"\nlanguage = \"ar\"\n"),
        ("content/a/text.md", "---\ntitle: رسوم الميناء\n---\n\nعلى كل سفينة تدخل الميناء أن تدفع رسما.\n"),
    ];
    let site = Site::of(&files, "/a/");
    let reader = world.reader(1280);
    reader.open(&site.http("a/index.html"));
    reader.click(".pn[href='#p1']");
    reader.wait("return document.querySelector('.cite:popover-open')");
    let found =
        reader.run("return [...document.querySelectorAll('.cite pre')].map(pre => getComputedStyle(pre).direction)");
    assert_eq!(found, serde_json::json!(["rtl", "ltr", "ltr", "rtl"]), "citation, BibTeX, link, quotation");
    reader.quiet();
}
