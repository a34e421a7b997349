//! Every kind of change on a disk, seen, and seen once.

use std::process::Command;
use std::time::{Duration, Instant};

use super::preview::{Preview, TEXT, status, write};

#[test]
fn every_kind_of_change_is_seen() {
    let preview = Preview::start();
    let root = &preview.root;
    preview.wait("/text/", |page| page.contains("A first remark."));
    write(root, "content/text/text.md", &TEXT.replace("old harbour", "new harbour"));
    preview.wait("/text/", |page| page.contains("new harbour"));
    // As editors save: beside, then moved over.
    write(root, "content/text/.text.md.tmp", &TEXT.replace("old harbour", "third harbour"));
    std::fs::rename(root.join("content/text/.text.md.tmp"), root.join("content/text/text.md")).unwrap();
    preview.wait("/text/", |page| page.contains("third harbour"));
    write(root, "content/deep/er/about.md", "# A page in a new folder\n");
    preview.wait("/deep/er/about.html", |page| page.contains("A page in a new folder"));
    std::fs::remove_file(root.join("content/deep/er/about.md")).unwrap();
    preview.wait("/deep/er/about.html", |page| status(page) == "404");
    write(root, "book.toml", "[book]\ntitle = \"Renamed\"\n");
    preview.wait("/", |page| page.contains("Renamed"));
    for count in 0..100 {
        write(root, &format!("content/many/{count}.md"), &format!("# Page {count}\n"));
    }
    preview.wait("/many/99.html", |page| page.contains("Page 99"));
    preview.wait("/many/0.html", |page| page.contains("Page 0"));
}

/// The number of the state that browsers are told of.
fn generation(preview: &Preview) -> u64 {
    let state = preview.state();
    let told: serde_json::Value = serde_json::from_str(state.strip_prefix("data:").unwrap()).unwrap();
    told["generation"].as_u64().unwrap()
}

#[test]
fn a_change_is_seen_once() {
    let mark = "\u{feff}";
    let preview = Preview::start_with(&[("content/text/text.md", &format!("{mark}{TEXT}"))]);
    let root = &preview.root;
    preview.wait("/text/", |page| page.contains("old harbour"));
    let before = generation(&preview);
    write(root, "content/text/text.md", &format!("{mark}{}", TEXT.replace("old harbour", "new harbour")));
    preview.wait("/text/", |page| page.contains("new harbour"));
    write(root, "content/text/figure.txt", "another figure");
    let told = |preview: &Preview| preview.state().contains("\"shown\":{\"text/figure.txt\":");
    let started = Instant::now();
    while !told(&preview) {
        assert!(started.elapsed() < Duration::from_secs(30), "{}", preview.state());
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(preview.get("/text/figure.txt").ends_with("another figure"));
    // What an editor leaves beside a file for a moment, and a file that is touched, are no change; nor is what the slow look, which
    // comes every two seconds, finds again.
    write(root, "content/text/text.md.tmp.1", "half a");
    std::fs::remove_file(root.join("content/text/text.md.tmp.1")).unwrap();
    write(root, "content/text/commentary/notes.md", "## One {#one}\n\n> keeps the peace\n\nA first remark.\n");
    let mut settled = generation(&preview);
    loop {
        std::thread::sleep(Duration::from_millis(400));
        match generation(&preview) {
            now if now == settled => break,
            now => settled = now,
        }
        assert!(started.elapsed() < Duration::from_secs(30), "it never comes to rest");
    }
    std::thread::sleep(Duration::from_millis(2500));
    assert_eq!(generation(&preview), settled, "seen again");
    assert!(settled >= before + 2);
}

#[test]
fn files_that_are_renamed_deleted_and_made_again_are_seen() {
    let preview = Preview::start();
    let root = &preview.root;
    let (one, other) = (root.join("content/text/commentary/notes.md"), root.join("content/text/commentary/law.md"));
    preview.wait("/text/", |page| page.contains("A first remark."));
    std::fs::rename(&one, &other).unwrap();
    write(root, "content/text/commentary/law.md", "## One {#one}\n\n> keeps the peace\n\nA renamed remark.\n");
    preview.wait("/text/", |page| page.contains("A renamed remark.") && !page.contains("A first remark."));
    std::fs::remove_file(&other).unwrap();
    preview.wait("/text/", |page| !page.contains("A renamed remark."));
    write(root, "content/text/commentary/notes.md", "## One {#one}\n\n> old harbour\n\nMade again.\n");
    preview.wait("/text/", |page| page.contains("Made again."));
    std::fs::rename(root.join("content/text"), root.join("content/treaty")).unwrap();
    preview.wait("/treaty/", |page| page.contains("Made again."));
    preview.wait("/text/", |page| status(page) == "404");
}

#[test]
fn the_style_of_the_theme_is_served_as_it_is_written() {
    let preview = Preview::start_with(&[("themes/own/static/style.css", "body { color: #111 }")]);
    write(&preview.root, "book.toml", "[book]\ntitle = \"Preview\"\n[site]\ntheme = \"own\"\n");
    let sheet = |page: &str| page.split("style.css?v=").nth(1).map(|rest| rest.split('"').next().unwrap().to_owned());
    let before = sheet(&preview.wait("/text/", |page| page.contains("style.css?v="))).unwrap();
    preview.wait("/assets/style.css", |page| page.contains("#111"));
    write(&preview.root, "themes/own/static/style.css", "body { color: #222 }");
    preview.wait("/assets/style.css", |page| page.contains("#222"));
    assert_ne!(sheet(&preview.get("/text/")).unwrap(), before, "pages name the new sheet, which the script puts in");
}

#[test]
fn another_branch_that_is_checked_out_is_seen_whole() {
    let preview = Preview::start();
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command.args(["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]);
        let out = command.args(arguments).current_dir(&preview.root).output().unwrap();
        assert!(out.status.success(), "{arguments:?} {}", String::from_utf8_lossy(&out.stderr));
    };
    for count in 0..40 {
        write(&preview.root, &format!("content/many/{count}.md"), &format!("# Page {count}\n"));
    }
    git(&["init", "--quiet", "--initial-branch", "main"]);
    git(&["add", "."]);
    git(&["commit", "--quiet", "-m", "one"]);
    git(&["checkout", "--quiet", "-b", "other"]);
    write(&preview.root, "content/text/text.md", &TEXT.replace("old harbour", "other harbour"));
    std::fs::remove_file(preview.root.join("content/text/commentary/notes.md")).unwrap();
    std::fs::rename(preview.root.join("content/many"), preview.root.join("content/few")).unwrap();
    write(&preview.root, "content/few/0.md", "# Another page\n");
    git(&["add", "."]);
    git(&["commit", "--quiet", "-m", "two"]);
    preview.wait("/few/0.html", |page| page.contains("Another page"));
    git(&["checkout", "--quiet", "main"]);
    preview.wait("/text/", |page| page.contains("old harbour") && page.contains("A first remark."));
    preview.wait("/many/39.html", |page| page.contains("Page 39"));
    preview.wait("/few/0.html", |page| status(page) == "404");
    git(&["checkout", "--quiet", "other"]);
    preview.wait("/text/", |page| page.contains("other harbour") && !page.contains("A first remark."));
    preview.wait("/few/39.html", |page| page.contains("Page 39"));
    preview.wait("/many/0.html", |page| status(page) == "404");
}
