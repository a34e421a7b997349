//! Runs the guide: README.md and every page of docs/ is a story, told in a fresh folder from its first block to its last.
//!
//! What a fenced block is, its first line says:
//! - `sh`: commands, one a line, from what is before a ` #`: `postil`, `git`, `cd`, and `cargo run --release --` for `postil`. Each
//!   must succeed; with `exit=N` the last ends with N. `postil serve` is ended when its first page was served;
//! - `text` right after commands: all that they printed. `…` stands for words, on a line of its own for lines;
//! - any other with `file=PATH`: a file with these words; `append=PATH`: at a file's end; `shows=PATH`: they stand in that file;
//! - with `norun="reason"`: only shown. A block that is none of these fails.
//!
//! A line `<!-- sh: COMMAND -->` runs unseen.
#![cfg(unix)]

mod page;
pub(crate) mod story;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use page::{Block, Kind, Page};
use story::Story;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The pages of docs/.
fn pages() -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let mut pages: Vec<_> = entries.filter(|path| path.extension().is_some_and(|ending| ending == "md")).collect();
    pages.sort();
    assert!(pages.len() > 8, "{pages:?}");
    pages
}

/// Tells the story of a page; what goes wrong names the page and the line.
#[track_caller]
fn tell(path: &Path, mut story: Story) {
    let name = path.strip_prefix(root()).unwrap().display();
    for block in Page::read(&read(path)).unwrap_or_else(|told| panic!("{name}:{told}")).blocks {
        if let Err(told) = story.block(&block) {
            panic!("{name}:{}: {told}", block.line);
        }
    }
}

/// A test for each page, so that they run side by side, and one that holds that each page has its test.
macro_rules! told {
    ($($test:ident $name:literal)*) => {
        $(#[test]
        fn $test() {
            tell(&root().join("docs").join($name), Story::new());
        })*

        #[test]
        fn every_page_is_told() {
            let told = BTreeSet::from([$($name),*]);
            let held: BTreeSet<_> = pages().iter().map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect();
            assert_eq!(held.iter().map(String::as_str).collect::<BTreeSet<_>>(), told);
        }
    };
}

told! {
    index "README.md"
    first_publication "first-publication.md"
    notes "notes.md"
    changing_texts "changing-texts.md"
    glossary "glossary.md"
    links "links.md"
    settings "settings.md"
    themes "themes.md"
    preview "preview.md"
    readers "readers.md"
    publishing "publishing.md"
    troubleshooting "troubleshooting.md"
    installing "installing.md"
}

#[test]
fn the_first_page_of_the_project_is_told_in_the_shipped_edition() {
    let story = Story::new();
    story.take(root(), &["book.toml", "content"]);
    tell(&root().join("README.md"), story);
}

#[test]
fn every_link_of_the_guide_leads_somewhere() {
    for path in pages().iter().chain([&root().join("README.md")]) {
        let page = Page::read(&read(path)).unwrap();
        for (line, link) in &page.links {
            if link.contains("://") {
                continue;
            }
            let (to, fragment) = link.split_once('#').unwrap_or((link, ""));
            let target = if to.is_empty() { path.clone() } else { path.parent().unwrap().join(to) };
            let told = format!("{}:{line}: {link}", path.display());
            assert!(target.exists(), "{told} leads nowhere");
            if !fragment.is_empty() {
                let headings = Page::read(&read(&target)).unwrap().headings;
                assert!(headings.contains(fragment), "{told}: no such heading in {headings:?}");
            }
        }
    }
}

#[test]
fn every_page_is_listed() {
    for list in ["README.md", "docs/README.md"] {
        let text = read(&root().join(list));
        for path in pages() {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            assert!(name == "README.md" || text.contains(&format!("{name})")), "{list} does not name {name}");
        }
    }
}

#[test]
fn every_setting_and_command_is_in_the_guide() {
    let schema = read(&root().join("src/config/schema.rs"));
    let settings = read(&root().join("docs/settings.md"));
    let names: Vec<_> = schema
        .lines()
        .filter(|line| line.starts_with("    (\""))
        .flat_map(|line| line.split('"').skip(1).step_by(2))
        .collect();
    assert!(names.len() > 20, "{names:?}");
    for name in names {
        assert!(settings.contains(&format!("`{name}`")) || settings.contains(&format!("`[{name}]`")), "{name}");
    }
    let help = Story::new().run("postil --help").unwrap().out;
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let all: String = pages().iter().map(|path| read(path)).collect();
    for name in commands.map(|line| line.split_whitespace().next().unwrap()).filter(|name| *name != "help") {
        assert!(all.contains(&format!("\npostil {name}")), "no page runs `postil {name}`");
    }
}

#[test]
fn a_block_that_says_not_what_it_is_is_refused() {
    let told = |text: &str| Page::read(text).err().unwrap_or_else(|| panic!("{text} was taken"));
    assert!(told("```markdown\nx\n```\n").contains("1: "));
    assert!(told("```\nx\n```\n").contains("not said"));
    assert!(told("words\n```sh norun=\"\"\nx\n```\n").contains("no reason"));
    assert!(told("```sh exit=\nx\n```\n").contains("exit"));
    assert!(told("```sh\nx\n").contains("not closed"));
    let mut story = Story::new();
    let mut fails = |text: &str| {
        let blocks = Page::read(text).unwrap().blocks;
        let told: Vec<_> = blocks.iter().filter_map(|block: &Block| story.block(block).err()).collect();
        assert!(!told.is_empty(), "{text} passed");
        told.concat()
    };
    assert!(fails("```sh\nrm -rf x\n```\n").contains("not a command"));
    assert!(fails("```sh\npostil --version\n```\n\n```text\nanother …\n```\n").contains("another"));
    assert!(fails("```sh exit=1\npostil --version\n```\n").contains("exit"));
    assert!(fails("```text\nwords\n```\n").contains("no commands"));
    assert!(fails("```toml shows=none\nx\n```\n").contains("none"));
    let kinds = Page::read("```sh norun=\"why\"\nx\n```\n").unwrap().blocks;
    assert!(matches!(kinds[0].kind, Kind::Shown));
}
