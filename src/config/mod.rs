//! `book.toml`: settings, read strictly.
//!
//! In: the file's text. Out: [`Config`], with a default for everything but the title. Never reads a file.

mod raw;
mod schema;
mod table;
#[cfg(test)]
mod tests;
mod value;

pub use raw::{glance, read};

use crate::edition::LinkPolicy;

/// All settings of a publication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// `[book]`
    pub book: Book,
    /// `[build]`
    pub build: Build,
    /// `[site]`
    pub site: Site,
    /// `[content]`
    pub content: Content,
    /// `[commentary]`
    pub commentary: Commentary,
    /// `[glossary]`
    pub glossary: Glossary,
    /// `[search]`
    pub search: Search,
}

impl Config {
    /// Makes settings with a title, and the default of everything else.
    pub fn titled(title: impl Into<String>) -> Self {
        Self {
            book: Book {
                title: title.into(),
                subtitle: None,
                description: None,
                authors: Vec::new(),
                language: "en".into(),
                license: None,
                src: "content".into(),
            },
            build: Build { build_dir: "public".into(), strict: Strictness::Lenient },
            site: Site {
                url: None,
                repository: None,
                branch: "main".into(),
                theme: "default".into(),
                cname: None,
                within: String::new(),
            },
            content: Content::default(),
            commentary: Commentary::default(),
            glossary: Glossary::default(),
            search: Search { enabled: Switch::On, engine: SearchEngine::Postil },
        }
    }
}

/// `[book]`: what the publication is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Book {
    /// Its title.
    pub title: String,
    /// Its subtitle.
    pub subtitle: Option<String>,
    /// One or two sentences on it.
    pub description: Option<String>,
    /// Its authors.
    pub authors: Vec<String>,
    /// Its language (BCP 47).
    pub language: String,
    /// The licence of the commentary, as an SPDX name or in words.
    pub license: Option<String>,
    /// The content folder, relative to the root.
    pub src: String,
}

/// `[build]`: how it is built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Build {
    /// The output folder, relative to the root.
    pub build_dir: String,
    /// Whether warnings fail the build.
    pub strict: Strictness,
}

/// Whether warnings fail a build.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strictness {
    /// Warnings are shown.
    #[default]
    Lenient,
    /// Warnings fail.
    Strict,
}

/// `[site]`: where it is published and how it looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The address of the site, with a final slash; only for canonical links, feeds, sitemap, cards, 404.
    pub url: Option<String>,
    /// The repository's address on its code host.
    pub repository: Option<String>,
    /// The branch that the content stands on.
    pub branch: String,
    /// The theme's name.
    pub theme: String,
    /// A domain of its own.
    pub cname: Option<String>,
    /// The folder of the repository that the publication lies in, with a final slash; empty at its top. No setting: it is found out.
    pub within: String,
}

impl Site {
    /// Returns the path of the site on its server, with a slash at both ends; `None` where it has no address.
    pub fn folder(&self) -> Option<String> {
        let url = self.url.as_deref()?;
        let after = url.split_once("://").map_or(url, |(_, after)| after);
        let folder = after.split_once('/').map_or("", |(_, folder)| folder).trim_end_matches('/');
        Some(if folder.is_empty() { "/".to_owned() } else { format!("/{folder}/") })
    }
}

/// `[content]`: what content may do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// What happens to raw HTML.
    pub html: Html,
}

/// What happens to raw HTML in content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Html {
    /// It is shown as text, with a warning.
    #[default]
    Text,
    /// An allow-list passes, the rest is dropped.
    Sanitise,
}

/// `[commentary]`: defaults for all notes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Commentary {
    /// The layers, in the order of their legend; empty: none are declared and any name is good.
    pub layers: Vec<Layer>,
    /// Whether each note gets a page of its own.
    pub note_pages: NotePages,
}

/// Whether notes have pages of their own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NotePages {
    /// A note's home is beside its passage.
    #[default]
    Beside,
    /// Each note also gets a page of its own.
    Own,
}

/// A layer of commentary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    /// Its id, as notes name it.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// `[glossary]`: how terms are linked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Glossary {
    /// Which uses become links.
    pub link: LinkPolicy,
}

/// `[search]`: the search page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// Whether there is one.
    pub enabled: Switch,
    /// Whose it is.
    pub engine: SearchEngine,
}

impl Search {
    /// Returns whose search page there is; `None` where there is none.
    pub fn page(&self) -> Option<SearchEngine> {
        (self.enabled == Switch::On).then_some(self.engine)
    }
}

/// What searches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SearchEngine {
    /// The index that Postil makes.
    #[default]
    Postil,
    /// Pagefind, which is run over the finished site.
    Pagefind,
}

/// On or off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Switch {
    /// On.
    #[default]
    On,
    /// Off.
    Off,
}
