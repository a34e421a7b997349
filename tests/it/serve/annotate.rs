//! Notes and terms that are begun on a page, asked for as the page does it.

use serde_json::{Value, json};

use super::preview::{Preview, write};

const NOTES: &str = "content/text/commentary/notes.md";

fn wish(fragment: &str, before: &str, words: &str) -> Value {
    json!({ "page": "/text/", "fragment": fragment, "before": before, "words": words })
}

fn read(preview: &Preview, path: &str) -> String {
    std::fs::read_to_string(preview.root.join(path)).unwrap()
}

#[test]
fn selected_words_become_an_empty_note_in_its_place() {
    let preview = Preview::start();
    let held = read(&preview, NOTES);
    let (status, told) = preview.post("note", &wish("p2", "The", " old harbour\n"));
    assert_eq!(status, "200", "{told}");
    assert_eq!(read(&preview, NOTES), format!("{held}\n## old harbour {{#old-harbour}}\n\n> old harbour\n\n"));
    let open = told["open"].as_str().unwrap();
    assert!(open.starts_with("vscode://file/") && open.ends_with(&format!("{NOTES}:11:1")), "{told}");
    assert_eq!(told["fragment"], "n-old-harbour");
    let page = preview.wait("/text/", |page| page.contains("id=\"n-old-harbour\""));
    assert!(page.contains("old harbour</span>"), "the words are marked: {page}");
    let state = preview.state();
    assert!(state.contains("empty-note") && !state.contains("\"severity\":\"error\""), "{state}");
}

#[test]
fn words_that_stand_twice_are_told_apart() {
    let twice =
        "---\ntitle: T\n---\n\nThe bell rang. Then the bell rang.\n\nPaid.\n\nPaid.\n\n- the bell rang *twice*\n";
    let preview = Preview::start_with(&[("content/text/text.md", twice), (NOTES, "")]);
    for (fragment, before, words, quoted) in [
        ("p1", "The bell rang. Then the", "bell rang", "> Then the **bell rang**\n"),
        ("p3", "", "Paid.", "{#paid p=3}\n\n> Paid.\n"),
        ("p4", "the bell rang", "twice", "> twice\n"),
    ] {
        let (status, told) = preview.post("note", &wish(fragment, before, words));
        assert_eq!(status, "200", "{told}");
        assert!(read(&preview, NOTES).contains(quoted), "{}", read(&preview, NOTES));
    }
    preview.wait("/text/", |page| page.contains("id=\"n-twice\""));
    assert!(!preview.state().contains("\"severity\":\"error\""), "{}", preview.state());
}

#[test]
fn the_fullest_file_takes_the_note_and_the_first_one_is_made() {
    let more = "### A {#a}\r\n\r\n> harbour\r\n\r\nA.\r\n\r\n### B {#b}\r\n\r\n> fell\r\n\r\nB.";
    let second = "---\ntitle: S\n---\n\nAnother text.\n";
    let preview = Preview::start_with(&[
        ("content/text/commentary/more.md", &format!("\u{feff}{more}")),
        ("content/second/text.md", second),
    ]);
    let (status, told) = preview.post("note", &wish("p1", "The", "League"));
    assert_eq!(status, "200", "{told}");
    let end = "\r\n\r\n### League {#league}\r\n\r\n> League\r\n\r\n";
    assert_eq!(read(&preview, "content/text/commentary/more.md"), format!("\u{feff}{more}{end}"));
    let asked = json!({ "page": "/repo/second", "fragment": "p1", "before": "", "words": "Another" });
    assert_eq!(preview.post("note", &asked).0, "422", "the page is a folder");
    let asked = json!({ "page": "/repo/second/", "fragment": "p1", "before": "", "words": "Another" });
    let (status, told) = preview.post("note", &asked);
    assert_eq!(status, "200", "{told}");
    assert_eq!(read(&preview, "content/second/commentary/notes.md"), "## Another {#another}\n\n> Another\n\n");
}

#[test]
fn what_would_not_be_a_note_in_its_place_is_not_written() {
    let preview = Preview::start();
    let held = read(&preview, NOTES);
    for (asked, why) in [
        (wish("p1", "", "words of no text"), "do not stand in the text"),
        (wish("p1", "", " "), "do not stand in the text"),
        (json!({ "page": "/", "fragment": "", "before": "", "words": "League" }), "on the page of a text"),
        (json!({ "page": "/../text/", "fragment": "", "before": "", "words": "League" }), "on the page of a text"),
        (json!({ "page": "/%2e%2e/text/", "fragment": "", "before": "", "words": "League" }), "on the page of a text"),
    ] {
        let (status, told) = preview.post("note", &asked);
        assert!(status == "422" && told["error"].as_str().unwrap().contains(why), "{asked} {told}");
    }
    assert_eq!(read(&preview, NOTES), held);
    let open = format!("{held}\n```\ncode\n");
    write(&preview.root, NOTES, &open);
    let (status, told) = preview.post("note", &wish("p1", "The", "League"));
    assert!(status == "422" && told["error"].as_str().unwrap().contains("not closed"), "{told}");
    assert_eq!(read(&preview, NOTES), open);
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_links() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("notes.md"), "## O {#o}\n\n> League\n\nO.\n").unwrap();
    let preview = Preview::start();
    std::fs::rename(preview.root.join(NOTES), preview.root.join("kept.md")).unwrap();
    symlink(preview.root.join("kept.md"), preview.root.join(NOTES)).unwrap();
    symlink(outside.path(), preview.root.join("content/glossary")).unwrap();
    let (status, told) = preview.post("note", &wish("p2", "The", "old harbour"));
    assert!(status == "422" && told["error"].as_str().unwrap().contains("is a link"), "{told}");
    assert!(!read(&preview, "kept.md").contains("old harbour"));
    let (status, told) = preview.post("term", &json!({ "words": "League" }));
    assert!(status == "422" && told["error"].as_str().unwrap().contains("is a link"), "{told}");
    assert_eq!(std::fs::read_dir(outside.path()).unwrap().count(), 1);
}

#[test]
fn selected_words_become_a_term_once() {
    let preview = Preview::start();
    let path = "content/glossary/old-harbour.md";
    let (status, told) = preview.post("term", &json!({ "words": "“old  harbour”," }));
    assert_eq!(status, "200", "{told}");
    assert_eq!(read(&preview, path), "---\nterm: \"old harbour\"\n---\n\n");
    assert!(told["open"].as_str().unwrap().ends_with(&format!("{path}:5:1")), "{told}");
    preview.wait("/glossary/old-harbour.html", |page| page.contains("old harbour"));
    preview.wait("/text/", |page| page.contains("glossary/old-harbour.html"));
    write(&preview.root, path, "---\nterm: old harbour\naliases: [haven]\n---\n\nWhere ships lie.\n");
    preview.wait("/glossary/old-harbour.html", |page| page.contains("Where ships lie."));
    for words in ["Old Harbour", "haven", "old-harbour"] {
        let (status, told) = preview.post("term", &json!({ "words": words }));
        assert_eq!(status, "200", "{told}");
        assert!(told["message"].as_str().unwrap().contains("already, in content/glossary/old-harbour.md"), "{told}");
        assert!(told["open"].as_str().unwrap().ends_with(&format!("{path}:2:1")), "{told}");
    }
    assert!(read(&preview, path).contains("Where ships lie."));
    for (words, why) in [("—", "at least one letter"), (&"long ".repeat(40), "select less"), ("con", "Windows")] {
        let (status, told) = preview.post("term", &json!({ "words": words }));
        assert!(status == "422" && told["error"].as_str().unwrap().contains(why), "{words} {told}");
    }
    assert_eq!(std::fs::read_dir(preview.root.join("content/glossary")).unwrap().count(), 1);
}
