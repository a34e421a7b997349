//! Earlier versions of a text: their order and names, what they have of the notes, their pages, and what changed.

use postil::edition::{Fit, Text};

use crate::site::Site;

const NOTES: &str = "## Toll {#toll}\n\n> pays a toll at the gate\n\nOne.\n\n## Year {#year}\n\n> once a year\n\nTwo.\n\n\
    ## New {#new}\n\n> Nobody is kept outside the walls by night\n\nThree.\n\n## All {#all}\n\nFour.\n\n## Second {#second}\n\n> ¶2\n\nFive.\n";

fn site() -> Site {
    Site::new()
        .text("Every ship that enters the harbour pays a toll at the gate.\n\nThe toll is paid once a year by the master.\n\nNobody is kept outside the walls by night.")
        .notes(NOTES)
        .file(
            "text/versions/2022-03-23-draft.md",
            "---\nlabel: Draft\n---\n\nEvery ship that enters the harbour pays a toll at the gate.\n\nThe toll is paid twice a year by the master.\n",
        )
        .file(
            "text/versions/first.txt",
            "---\ndate: 2021-12-01\n---\nThe toll is paid twice a year by the master.\n\nThe sea is free to all.\n",
        )
}

fn text(site: &Site) -> Text {
    site.compile().value.texts.remove(0)
}

/// The places of the notes by their ids.
fn place(site: &Site, id: &str) -> u32 {
    let edition = site.compile().value;
    u32::try_from(edition.notes.iter().position(|note| note.id == id).unwrap()).unwrap()
}

#[test]
fn versions_stand_in_the_order_of_their_days() {
    let site = site()
        .file("text/versions/b/other.md", "Words.\n")
        .file("text/versions/hidden.md", "---\ndraft: true\n---\n\nX.\n");
    assert_eq!(site.problems(), []);
    let text = text(&site);
    let told: Vec<_> =
        text.versions.iter().map(|held| (held.slug.as_str(), held.text.meta.date.map(|day| day.to_string()))).collect();
    let day = |day: &str| Some(day.to_owned());
    assert_eq!(told, [("b-other", None), ("first", day("2021-12-01")), ("2022-03-23-draft", day("2022-03-23"))]);
    assert!(text.versions.iter().all(|held| held.text.meta.title == "The text"));
    let page = &site.build()["text/index.html"];
    for name in ["b-other", "1 December 2021", "Draft, 23 March 2022"] {
        assert!(page.contains(&format!("{name}</a>")), "{name}");
    }
}

#[test]
fn what_is_wrong_in_a_version_is_told_but_not_what_it_lacks() {
    let site = site().file("text/versions/2022-01-01.md", "---\nlabl: Sketch\ndate: 2022\n---\n\nSee [[nowhere]].\n");
    let problems = site.problems();
    let expected = [("unknown-key", "labl"), ("invalid-value", "2022"), ("broken-link", "[[nowhere]]")];
    assert_eq!(problems, expected.map(|(code, words)| (code, words.to_owned())));
}

#[test]
fn a_version_has_its_traces_of_the_notes() {
    let site = site();
    let text = text(&site);
    let trace = |version: u32, id: &str| {
        let trace = text.trace(version, place(&site, id))?;
        let reading = &text.versions[version as usize].text.prose.reading;
        Some((trace.fit, trace.ranges.iter().map(|range| range.of(reading)).collect::<Vec<_>>()))
    };
    assert_eq!(trace(1, "toll"), Some((Fit::Same, vec!["pays a toll at the gate"])));
    assert_eq!(trace(0, "toll"), None);
    assert_eq!(trace(1, "year"), Some((Fit::Other, vec!["twice a year"])));
    assert_eq!(trace(0, "second"), Some((Fit::Other, vec!["The toll is paid twice a year by the master."])));
    assert_eq!((trace(0, "new"), trace(1, "new"), trace(1, "all")), (None, None, None));
    let history = text.history(place(&site, "toll"));
    assert_eq!((history.first, history.last, history.other), (Some(1), Some(1), None));
    assert_eq!(text.history(place(&site, "year")).other, Some(1));
}

#[test]
fn a_note_says_what_became_of_its_passage() {
    let pages = site().build();
    let page = &pages["text/index.html"];
    let draft = |id: &str| format!("<a href=\"versions/2022-03-23-draft.html#r-{id}\">Draft, 23 March 2022</a>");
    assert!(page.contains(&format!("First in {}.", draft("toll"))));
    assert!(page.contains(&format!("Changed since {}: ", draft("year"))));
    assert!(page.contains("deleted: </span>twice</del>") && page.contains("inserted: </span>once</ins> a year"));
    assert_eq!(page.matches("New in the present text.").count(), 1);
    let data: serde_json::Value = serde_json::from_str(&pages["text/text.json"]).unwrap();
    assert_eq!(data["versions"][1]["page"], "versions/2022-03-23-draft.html");
    assert_eq!(data["versions"][0]["changes"], "versions/first--2022-03-23-draft.html");
    let year = data["notes"].as_array().unwrap().iter().find(|note| note["id"] == "year").unwrap();
    assert_eq!(year["versions"][1]["fit"], "other");
    assert_eq!(year["versions"][1]["quotes"][0], "twice a year");
}

#[test]
fn a_version_has_a_page_with_the_notes_on_it() {
    let pages = site().build();
    let page = &pages["text/versions/2022-03-23-draft.html"];
    assert!(page.contains("This is an earlier version."));
    assert!(page.contains("href=\"../index.html#n-year\"") && page.contains("id=\"r-year\""));
    assert!(!page.contains("n-new") && !page.contains("n-all"));
    assert!(page.contains("<p id=\"p2\">"));
    for path in ["first--2022-03-23-draft", "2022-03-23-draft--present"] {
        assert!(page.contains(&format!("href=\"{path}.html\"")), "{path}");
    }
    let redline = &pages["text/versions/2022-03-23-draft--present.html"];
    assert!(redline.contains("1 paragraph changed, 1 new<"));
    assert!(redline.contains("<p>The toll is paid <del><span class=\"vh\">deleted: </span>twice</del>"));
    let earlier = &pages["text/versions/first--2022-03-23-draft.html"];
    assert!(earlier.contains("<a href=\"first.html#p2\">¶ 2</a>") && earlier.contains("1 new, 1 deleted<"));
}

#[test]
fn a_note_on_what_only_an_earlier_version_has_is_kept() {
    let site = site().notes("## Sea {#sea}\n\n> The sea is free\n\nOnce it was.\n");
    assert_eq!(site.problems(), [("quote-earlier", "> The sea is free".to_owned())]);
    let pages = site.build();
    let page = &pages["text/index.html"];
    assert!(page.contains("<h2 id=\"earlier_notes\">") && !page.contains("unplaced_notes"));
    assert!(page.contains("Last in <a href=\"versions/first.html#r-sea\">1 December 2021</a>"));
    assert!(pages["text/versions/first.html"].contains("href=\"../index.html#n-sea\""));
}

#[test]
fn two_versions_of_one_name_are_refused() {
    let site = site().file("text/versions/first.md", "Other words.\n");
    assert!(site.problems().iter().any(|(code, _)| *code == "duplicate-path"));
}
