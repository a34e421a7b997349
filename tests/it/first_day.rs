//! The first day of an author, from a plain text to a site on the web: every command as it would be typed, then the branch
//! checked out, served as GitHub Pages serves it, and every link followed.
#![cfg(unix)]

mod author;
mod pages;
mod walk;

use crate::guide::story::Story;
use author::published;
use pages::Pages;
use walk::{Walk, walk};

#[test]
fn from_a_plain_text_to_a_site_whose_every_link_works() {
    let story = published(Story::new());
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
    let story = published(Story::new());
    let pages = Pages::serve(&story.folder, "/repo/");
    let lost = pages.get("/repo/no/such/page");
    assert!(lost.status == 404 && lost.body.contains("This page does not exist"), "{}", lost.body);
    let Walk { broken, links, .. } = walk(&pages, "https://you.github.io/repo/", &["/repo/no/such/page"]);
    assert!(links > 3, "it leads to {links} places");
    assert_eq!(broken, Vec::<String>::new());
}
