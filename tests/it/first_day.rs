//! The first day of an author, from a plain text to a site on the web: every command as it would be typed, then the branch
//! checked out, served as GitHub Pages serves it, and every link followed.
#![cfg(unix)]

mod pages;
mod walk;

use crate::guide::story::Story;
use pages::Pages;
use walk::{Walk, walk};

/// The statement, a paragraph a line.
const STATEMENT: &str = include_str!("../fixtures/statement.txt");

/// Three notes in a file of the author's own; they lead to paragraphs, to the term, and to each other.
const NOTES: &str = "---\nauthor: A. Newcomer\ndate: 2024-03-24\ntags: [words]\n---\n\n\
    ## Iron-clad {#iron-clad}\n\n> Our commitment to Article 5 … is iron-clad.\n\nStrong words: see [[¶1]] and [[Article 5]].\n\n\
    ## Decades {#decades}\n\n> Ukraine, **the gravest threat to Euro-Atlantic security in decades**\n\nCompare [[#iron-clad]].\n\n\
    ## The fourth paragraph {#fourth}\n\n> ¶4\n\nOn all of it, and on [[¶2.1]].\n";

/// Types a command, holds that it succeeds, and returns what it printed.
#[track_caller]
fn types(story: &mut Story, line: &str) -> String {
    let told = story.run(line).unwrap();
    assert_eq!(told.code, 0, "{line}\n{}", told.out);
    told.out
}

/// Writes and publishes a commentary on the statement in the repository `you/repo`; returns the story, in the branch's checkout.
fn published() -> Story {
    let mut story = Story::new();
    story.write("statement.txt", STATEMENT);
    let begun = types(&mut story, "postil init repo --from statement.txt");
    assert!(begun.contains("next:\n  cd repo\n  postil serve"), "{begun}");
    types(&mut story, "cd repo");
    story.write("content/statement/commentary/mine.md", NOTES);
    types(&mut story, "postil new term \"Article 5\"");
    assert!(types(&mut story, "postil serve --open").contains("serving http://127.0.0.1:"));
    let checked = types(&mut story, "postil check --strict");
    assert!(checked.contains("1 text, 4 notes (3 exact, 1 normalised), 2 terms with "), "{checked}");
    for line in [
        "git init",
        "git add -A",
        "git commit --quiet -m \"A first commentary\"",
        "git remote add origin git@github.com:you/repo.git",
        "git push --quiet -u origin main",
    ] {
        types(&mut story, line);
    }
    let told = types(&mut story, "postil publish");
    assert!(told.contains("it will be at https://you.github.io/repo/"), "{told}");
    let again = types(&mut story, "postil publish");
    assert!(again.contains("nothing changed"), "{again}");
    assert_eq!(types(&mut story, "git status --porcelain"), "");
    types(&mut story, "cd ..");
    types(&mut story, "git clone --quiet -b gh-pages git@github.com:you/repo.git site");
    types(&mut story, "cd site");
    assert_eq!(types(&mut story, "git rev-list --count HEAD").trim(), "1");
    story
}

#[test]
fn from_a_plain_text_to_a_site_whose_every_link_works() {
    let story = published();
    let pages = Pages::serve(&story.folder, "/repo/");
    let Walk { pages: read, links, foreign, broken } = walk(&pages, "https://you.github.io/repo/", &["/repo/"]);
    assert!(broken.is_empty(), "{broken:#?}");
    for page in
        ["/repo/", "/repo/statement/index.html", "/repo/statement/commentary.html", "/repo/glossary/article-5.html"]
    {
        assert!(read.contains(page), "{page} was not reached: {read:#?}");
    }
    assert!(read.len() >= 10 && links > 150, "{} pages, {links} links", read.len());
    // The name of a vocabulary, which no browser asks for: the site needs nobody else.
    assert_eq!(foreign.into_iter().collect::<Vec<_>>(), ["http://purl.org/dc/elements/1.1/"]);
    let text = pages.get("/repo/statement/");
    // The walk sees what is broken.
    std::fs::remove_file(story.folder.join("glossary/article-5.html")).unwrap();
    let index = story.folder.join("statement/index.html");
    std::fs::write(&index, text.body.replace("id=\"p4\"", "id=\"p-four\"")).unwrap();
    let broken = walk(&pages, "https://you.github.io/repo/", &["/repo/"]).broken.join("\n");
    assert!(
        broken.contains("article-5.html is answered with 404") && broken.contains("#p4: no such place"),
        "{broken}"
    );
    for words in ["id=\"p15\"", "Iron-clad", "Strong words", "glossary/article-5.html"] {
        assert!(text.body.contains(words), "{words}");
    }
}

#[test]
fn a_page_that_is_not_there_leads_back() {
    let story = published();
    let pages = Pages::serve(&story.folder, "/repo/");
    let lost = pages.get("/repo/no/such/page");
    assert!(lost.status == 404 && lost.body.contains("This page does not exist"), "{}", lost.body);
    let Walk { broken, links, .. } = walk(&pages, "https://you.github.io/repo/", &["/repo/no/such/page"]);
    assert!(links > 3, "it leads to {links} places");
    assert_eq!(broken, Vec::<String>::new());
}
