//! What a reader may choose: notes or none, layers, authors and tags, light or dark.

use crate::Case;
use crate::places::covers_nothing;
use crate::reader::{Reader, World};

pub(crate) const CASES: &[Case] = &[
    ("layers_can_be_hidden", |world| layers(world, true)),
    ("layers_can_be_hidden_without_script", |world| layers(world, false)),
    ("layers_stay_as_they_were_left", remembered),
    ("all_notes_can_be_hidden_without_script", no_notes),
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
