//! What a reader may choose: notes or none, layers, authors and tags, light or dark.

use crate::Case;
use crate::places::covers_nothing;
use crate::reader::{Reader, Site, World};

pub(crate) const CASES: &[Case] = &[
    ("layers_can_be_hidden", |world| layers(world, true)),
    ("layers_can_be_hidden_without_script", |world| layers(world, false)),
    ("layers_stay_as_they_were_left", remembered),
    ("all_notes_can_be_hidden_without_script", no_notes),
    ("a_link_to_a_hidden_note_shows_it_alone", one_note),
    ("a_heading_goes_with_its_notes", heading),
    ("notes_are_filtered", |world| filters(world, true)),
    ("notes_are_filtered_without_script", |world| filters(world, false)),
    ("the_theme_can_be_chosen", theme),
];

/// How many elements of a kind are seen.
fn seen(reader: &Reader, css: &str) -> u64 {
    let script = format!(
        "return [...document.querySelectorAll(`{css}`)].filter(e => e.offsetHeight && getComputedStyle(e).visibility !== 'hidden').length"
    );
    reader.run(&script).as_u64().unwrap()
}

fn layers(world: &World, script: bool) {
    for (width, (site, path)) in [360, 1280].into_iter().flat_map(|width| world.texts().map(|text| (width, text))) {
        let reader = world.reader(width);
        reader.script(script);
        reader.open(&site.http(path));
        let all = seen(&reader, ".note");
        let of_layer = seen(&reader, ".note[data-layer=law]");
        if seen(&reader, "input[data-layer=law]") == 0 {
            continue;
        }
        assert!(of_layer > 0 && of_layer < all, "{path}: a layer is a part");
        reader.click("input[data-layer=law]");
        covers_nothing(&reader, all - of_layer, &format!("{path} at {width} px, without a layer"));
        assert_eq!(seen(&reader, ".note[data-layer=law]"), 0);
        let place = reader.run("return document.querySelector('input[data-layer=law]').dataset.l");
        let place = place.as_str().expect("the layer has a place");
        assert_eq!(seen(&reader, &format!(".r[data-l=\"{place}\"]")), 0, "its references go, too");
        reader.holds(
            "words keep their colour for the layers that are left",
            &format!(
                "const all = [...document.querySelectorAll('.m[data-l]')], lit = e => getComputedStyle(e).backgroundImage !== 'none'; \
                 return all.length > 1 && all.every(e => lit(e) === /[^{place}]/.test(e.dataset.l))"
            ),
        );
        reader.click("input[data-layer=law]");
        covers_nothing(&reader, all, &format!("{path} at {width} px, with all layers again"));
        reader.quiet();
    }
}

fn remembered(world: &World) {
    let reader = world.reader(1280);
    let page = world.edition.http("statement/index.html");
    reader.open(&page);
    let all = seen(&reader, ".note");
    reader.click("input[data-layer=law]");
    let left = seen(&reader, ".note");
    assert!(left < all);
    reader.open(&page);
    covers_nothing(&reader, left, "a layer that was hidden before");
    reader.click("input[data-layer=law]");
    reader.open(&page);
    covers_nothing(&reader, all, "a layer that was shown again");
    reader.quiet();
}

fn no_notes(world: &World) {
    for width in [360, 1280] {
        let reader = world.reader(width);
        reader.script(false);
        reader.open(&world.edition.http("statement/index.html"));
        reader.click("#view-notes");
        assert_eq!(seen(&reader, ".note"), 0);
        assert_eq!(seen(&reader, ".r"), 0);
        reader.click("#view-notes");
        assert!(seen(&reader, ".note") > 20);
        // A link to a note shows it all the same.
        reader.click("#view-notes");
        let id = reader.run("return document.querySelector('.text .note').id");
        reader.open(&world.edition.http(&format!("statement/index.html#{}", id.as_str().unwrap())));
        assert!(seen(&reader, ".note:target") == 1);
        reader.quiet();
    }
}

/// A text whose one paragraph has three notes, of two layers, and one on the whole.
fn small_site() -> Site {
    let files = [
        (
            "book.toml",
            "[book]\ntitle = \"T\"\n[commentary]\nlayers = [{ id = \"law\", title = \"Law\" }, { id = \"ships\", title = \"Ships\" }]\n",
        ),
        ("content/a/text.md", "---\ntitle: A\n---\n\nEvery ship that enters pays a toll at once.\n"),
        (
            "content/a/commentary/notes.md",
            "## S {#ship layer=ships}\n\n> Every ship\n\nOne.\n\n## T {#toll layer=law}\n\n> a toll\n\nTwo.\n\n\
             ## O {#once layer=law}\n\n> at once\n\nThree.\n\n## W {#whole layer=law}\n\nAll.\n",
        ),
    ];
    Site::of(&files, "/a/")
}

fn one_note(world: &World) {
    let site = small_site();
    let page = |fragment: &str| site.http(&format!("a/index.html{fragment}"));
    for width in [360, 1280] {
        for switch in ["#view-notes", "input[data-layer=law]"] {
            let reader = world.reader(width);
            let others = u64::from(switch != "#view-notes");
            let alone = |what: &str| {
                reader.wait("return document.querySelector('#n-toll').classList.contains('on')");
                assert_eq!((seen(&reader, ".text .note"), seen(&reader, ".r")), (others + 1, others + 1), "{what}");
                reader.holds(
                    "the note, its reference, its passage alone of its layer",
                    "const n = document.querySelector('#n-toll').dataset.n, lit = e => getComputedStyle(e).backgroundColor + getComputedStyle(e).backgroundImage; \
                     const plain = lit(document.querySelector('.m:not(.on):not([data-n=\"' + document.querySelector('#n-ship').dataset.n + '\"])')); \
                     return document.querySelector('#n-toll').offsetHeight > 0 && document.querySelector('#r-toll').offsetHeight > 0 \
                       && lit(document.querySelector(`.m[data-n='${n}']`)) !== plain",
                );
            };
            reader.open(&page(""));
            reader.click(switch);
            assert_eq!((seen(&reader, ".text .note"), seen(&reader, ".r")), (others, others), "{switch}");
            reader.open("about:blank");
            reader.open(&page("#n-toll"));
            alone("a link from elsewhere");
            reader.click("#r-toll");
            reader.wait("return document.activeElement.matches('#n-toll, .card')");
            reader.open("about:blank");
            reader.open(&page("#r-toll"));
            reader.wait("return document.querySelector('#r-toll').offsetHeight > 0");
            reader.click("#r-toll");
            reader.wait("return document.querySelector('#n-toll').offsetHeight > 0 || document.querySelector('.card:popover-open')");
            reader.open(&page(""));
            reader.click(switch);
            reader.click("#r-toll");
            reader.press("\u{e00c}");
            reader.click(switch);
            assert_eq!((seen(&reader, ".text .note"), seen(&reader, ".r")), (others, others), "{switch}, at a note");
            reader.quiet();
        }
    }
    let reader = world.reader(1280);
    reader.open(&site.http("a/commentary.html"));
    reader.click("input[data-layer=law]");
    reader.open("about:blank");
    reader.open(&site.http("a/commentary.html#n-toll"));
    reader.holds("an entry that is led to", "return document.querySelector('.entry:target').offsetHeight > 20");
    assert_eq!(seen(&reader, ".entry"), 2);
    reader.quiet();
}

fn heading(world: &World) {
    let site = small_site();
    for script in [true, false] {
        let reader = world.reader(1280);
        reader.script(script);
        reader.open(&site.http("a/index.html"));
        assert_eq!(seen(&reader, ".whole h2"), 1);
        // Which layers the notes have that stand under it, only the script sees.
        for switch in if script { &["#view-notes", "input[data-layer=law]"][..] } else { &["#view-notes"] } {
            reader.click(switch);
            assert_eq!(seen(&reader, ".whole h2"), 0, "{switch}");
            reader.click(switch);
            assert_eq!(seen(&reader, ".whole h2"), 1, "{switch}");
        }
        reader.click("input[data-layer=ships]");
        assert_eq!(seen(&reader, ".whole h2"), 1);
        reader.quiet();
    }
}

fn filters(world: &World, script: bool) {
    let mut tried = 0;
    for site in world.sites() {
        for path in site.kinds.values().filter(|path| path.ends_with("commentary.html")) {
            let reader = world.reader(1280);
            reader.script(script);
            reader.open(&site.http(path));
            let all = seen(&reader, ".entry");
            for kind in ["authors", "tags"] {
                let choices = reader.run(&format!(
                    "return [...document.querySelectorAll('[data-filter={kind}] option[data-f]')].map(o => o.value)"
                ));
                for choice in choices.as_array().unwrap() {
                    let choice = choice.as_str().unwrap();
                    let choose = |value: &str| {
                        reader.run(&format!(
                            "const s = document.querySelector('[data-filter={kind}]'); s.value = `{value}`; \
                             s.dispatchEvent(new Event('input', {{ bubbles: true }})); s.dispatchEvent(new Event('change', {{ bubbles: true }}))"
                        ))
                    };
                    choose(choice);
                    let left = seen(&reader, ".entry");
                    let fitting = seen(&reader, &format!(".entry[data-{kind}~=\"{choice}\"]"));
                    assert!(left == fitting && left > 0, "{path}: {left} entries, {fitting} with {kind} {choice}");
                    choose("");
                    assert_eq!(seen(&reader, ".entry"), all, "{path}: all again");
                    tried += 1;
                }
            }
            reader.quiet();
        }
    }
    assert!(tried > 2, "there is something to choose");
}

fn theme(world: &World) {
    let reader = world.reader(1280);
    reader.prefers("light");
    let home = world.edition.http("index.html");
    reader.open(&home);
    let paper = "return getComputedStyle(document.body).backgroundColor";
    let light = reader.run(paper);
    // System, light, dark.
    reader.click("[data-do=theme]");
    reader.click("[data-do=theme]");
    let dark = reader.run(paper);
    assert_ne!(light, dark);
    reader.open(&world.edition.http("about.html"));
    assert_eq!(reader.run(paper), dark, "the choice lasts");
    reader.click("[data-do=theme]");
    assert_eq!(reader.run(paper), light, "the system's again");
    reader.quiet();
}
