//! What many pages share, worked out once: who wrote what, which notes bear which tag, what the navigation lists.
//!
//! In: the edition, the settings, the theme. Out: a [`Site`] that every page of every format is made from.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::html::{Engine, Html, policy};
use super::search::Index;
use crate::config::{Config, SearchEngine};
use crate::edition::{Date, Edition, History, Note, NoteId, Page, PageId, Placement, Text, TextId, paths};
use crate::error::Error;
use crate::reading::Collation;
use crate::source::{Range, Theme};
use crate::words::{Phrase, Words};

/// An edition, and what its pages share.
pub struct Site<'e> {
    /// The edition.
    pub edition: &'e Edition,
    /// The settings.
    pub config: &'e Config,
    /// The theme.
    pub theme: &'e Theme,
    /// The words of the interface, in the publication's language.
    pub words: Arc<Words>,
    /// The theme's templates, compiled.
    pub engine: Engine,
    /// The content security policy of every page.
    pub(crate) policy: Html,
    /// Whether there is a feed: it needs an address to be read at, and notes that have a day.
    pub(crate) has_feed: bool,
    /// The tags that notes bear, sorted.
    pub tags: Vec<Group<'e>>,
    /// The authors of notes, sorted.
    pub authors: Vec<Group<'e>>,
    /// The layers that notes stand in: in the order of the settings, then those that are not declared.
    pub layers: Vec<Group<'e>>,
    /// What the navigation lists.
    pub(crate) nav: Vec<Entry<'e>>,
    /// How names sort in the publication's language.
    pub(crate) collation: Collation,
    /// For each text its tables and footnotes.
    landmarks: Vec<Vec<(Range, String)>>,
    /// For each page the one that it stands below.
    parents: Vec<Option<PageId>>,
    /// The address of each file of the theme, seen from the home page. What changes with a changed file stands in it, so
    /// that no browser shows a new page in an old style.
    assets: BTreeMap<&'e str, String>,
    /// The theme's scripts, each with the words that it shows before it.
    scripts: BTreeMap<&'static str, Vec<u8>>,
    /// The search index, made when it is first asked for.
    index: OnceLock<Index>,
}

/// Notes that have something in common.
#[derive(Clone, Debug)]
pub struct Group<'e> {
    /// What they have in common: the tag, the author, the title of the layer.
    pub name: &'e str,
    /// The slug of the tag or author, or the id of the layer.
    pub id: String,
    /// The path of the page that lists them; of a layer, none.
    pub path: String,
    /// The notes, in order.
    pub notes: Vec<NoteId>,
}

/// A place that the navigation leads to.
#[derive(Clone, Debug)]
pub(crate) struct Entry<'e> {
    /// Its words.
    pub(crate) title: Cow<'e, str>,
    /// The path of its page.
    pub(crate) path: String,
}

impl<'e> Site<'e> {
    /// Compiles the theme and works out what pages share.
    ///
    /// # Errors
    /// [`Error::Theme`] when a template cannot be read, or holds what no policy lets through.
    pub fn new(edition: &'e Edition, config: &'e Config, theme: &'e Theme) -> Result<Self, Error> {
        let collation = Collation::new(&config.book.language);
        let words = Arc::new(Words::new(theme, &config.book.language)?);
        let scripts = scripts(&words, theme);
        let asset = |name: &str, bytes: &[u8]| format!("{}?v={}", paths::theme_file(name), stamp(bytes));
        let mut assets: BTreeMap<&str, String> =
            theme.files.iter().map(|(name, bytes)| (name.as_str(), asset(name, bytes))).collect();
        assets.extend(scripts.iter().map(|(name, script)| (*name, asset(name, script))));
        let mut site = Self {
            edition,
            config,
            theme,
            engine: Engine::new(theme, &words)?,
            policy: policy(theme, config.search.page() == Some(SearchEngine::Pagefind))?,
            has_feed: config.site.url.is_some() && edition.notes.iter().any(|note| note.date.is_some()),
            tags: grouped(edition, &collation, paths::tag_page, |note| &note.tags),
            authors: grouped(edition, &collation, paths::author_page, |note| &note.authors),
            layers: layers(edition, config),
            nav: Vec::new(),
            landmarks: edition.texts.iter().map(paths::landmarks).collect(),
            parents: parents(edition),
            collation,
            words,
            scripts,
            index: OnceLock::new(),
            assets,
        };
        site.nav = nav(&site);
        Ok(site)
    }

    /// Returns a text.
    pub fn text(&self, id: TextId) -> &'e Text {
        &self.edition.texts[id.0 as usize]
    }

    /// Tells whether there are several texts: then numbers alone do not say where something stands.
    pub fn has_several(&self) -> bool {
        self.edition.texts.len() > 1
    }

    /// Returns the language of a text where it differs from the publication's.
    pub fn foreign(&self, text: &'e Text) -> Option<&'e str> {
        text.meta.language.as_deref().filter(|own| *own != self.config.book.language)
    }

    /// Returns a note.
    pub fn note(&self, id: NoteId) -> &'e Note<Placement> {
        &self.edition.notes[id.0 as usize]
    }

    /// Returns the fragment that leads to an offset of a text: of the table or footnote that holds it, else of its paragraph.
    pub fn fragment_at(&self, id: TextId, offset: u32) -> Option<&str> {
        let held = self.landmarks.get(id.0 as usize).map(Vec::as_slice).unwrap_or_default();
        let last = held.get(..held.partition_point(|(range, _)| range.start <= offset)).and_then(<[_]>::last);
        if let Some((_, fragment)) = last.filter(|(range, _)| offset < range.end) {
            return Some(fragment);
        }
        let text = self.text(id);
        text.paragraphs.get(text.paragraph_at(offset)?).map(|held| held.fragment.as_str())
    }

    /// Returns the number that a note is shown with: its place among the notes of its text, from 1.
    pub fn number(&self, id: NoteId) -> u32 {
        let stretch = self.edition.notes_of.get(self.note(id).text.0 as usize);
        id.0.saturating_sub(stretch.map_or(0, |stretch| stretch.start)) + 1
    }

    /// Tells what became of a note's passages from version to version of its text.
    pub(crate) fn past(&self, id: NoteId) -> History {
        self.text(self.note(id).text).history(self.number(id).saturating_sub(1))
    }

    /// Returns the title of a layer; of one that is not declared, its id.
    pub fn layer_title(&self, id: &'e str) -> &'e str {
        let layers = &self.config.commentary.layers;
        layers.iter().find(|layer| layer.id == id).map_or(id, |layer| layer.title.as_str())
    }

    /// Returns the pages but the home page, in order.
    pub fn pages(&self) -> impl Iterator<Item = (PageId, &'e Page)> {
        let all = self.edition.pages.iter().zip(0..).map(|(page, at)| (PageId(at), page));
        all.filter(|(_, page)| page.id != "index")
    }

    /// Returns the pages that stand directly below one: `essays/method` below `essays`.
    pub fn children(&self, of: PageId) -> impl Iterator<Item = &'e Page> {
        let below = move |(at, _): &(PageId, &Page)| self.parents.get(at.0 as usize) == Some(&Some(of));
        let any = self.parents.contains(&Some(of));
        self.pages().filter(move |found| any && below(found)).map(|(_, page)| page)
    }

    /// Returns the page that a page stands below: the nearest one whose id is a folder that holds it.
    pub fn parent(&self, of: PageId) -> Option<&'e Page> {
        let at = self.parents.get(of.0 as usize).copied().flatten()?;
        self.edition.pages.get(at.0 as usize)
    }

    /// Returns a file of the theme as it is written.
    pub(crate) fn asset(&self, name: &str, bytes: &'e [u8]) -> Cow<'e, [u8]> {
        self.scripts.get(name).map_or(Cow::Borrowed(bytes), |script| Cow::Owned(script.clone()))
    }

    /// Returns the search index.
    pub(crate) fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::new(self))
    }

    /// Returns the address of a path on the web, where the publication says that it is published.
    pub(crate) fn address(&self, path: &str) -> Option<String> {
        let url = self.config.site.url.as_deref()?;
        Some(format!("{}/{}", url.trim_end_matches('/'), paths::absolute(path)))
    }

    /// Returns the newest day of notes.
    pub(crate) fn newest(&self, notes: impl Iterator<Item = NoteId>) -> Option<Date> {
        notes.filter_map(|id| self.note(id).date).max()
    }

    /// Returns the address of a file of the theme, seen from the home page.
    pub(crate) fn asset_address(&self, name: &str) -> String {
        self.assets.get(name).cloned().unwrap_or_else(|| paths::theme_file(name))
    }
}

/// Groups notes by names that they carry; names with one page are one group, under the name that comes first.
fn grouped<'e>(
    edition: &'e Edition,
    collation: &Collation,
    path: impl Fn(&str) -> String,
    names: impl Fn(&'e Note<Placement>) -> &'e Vec<String>,
) -> Vec<Group<'e>> {
    let mut groups: BTreeMap<String, Group<'e>> = BTreeMap::new();
    let mut known: BTreeMap<&str, String> = BTreeMap::new();
    for (note, at) in edition.notes.iter().zip(0..) {
        for name in names(note) {
            let path = known.entry(name).or_insert_with(|| path(name));
            let group = groups.entry(path.clone()).or_insert_with(|| Group {
                name,
                id: stem(path),
                path: path.clone(),
                notes: vec![],
            });
            if group.notes.last() != Some(&NoteId(at)) {
                group.notes.push(NoteId(at));
            }
        }
    }
    let mut groups: Vec<_> = groups.into_values().collect();
    groups.sort_by(|a, b| collation.compare(a.name, b.name));
    groups
}

/// The name of a page's file, without its ending.
fn stem(path: &str) -> String {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    name.strip_suffix(".html").unwrap_or(name).to_owned()
}

fn layers<'e>(edition: &'e Edition, config: &'e Config) -> Vec<Group<'e>> {
    let declared = config.commentary.layers.iter().map(|layer| (layer.id.as_str(), layer.title.as_str()));
    let mut groups: Vec<(&str, Group<'e>)> = declared
        .map(|(id, name)| (id, Group { name, id: id.to_owned(), path: String::new(), notes: Vec::new() }))
        .collect();
    for (note, at) in edition.notes.iter().zip(0..) {
        let Some(id) = note.layer.as_deref() else { continue };
        if let Some((_, group)) = groups.iter_mut().find(|(held, _)| *held == id) {
            group.notes.push(NoteId(at));
        } else {
            let group = Group { name: id, id: id.to_owned(), path: String::new(), notes: vec![NoteId(at)] };
            groups.push((id, group));
        }
    }
    groups.into_iter().map(|(_, group)| group).filter(|group| !group.notes.is_empty()).collect()
}

fn parents(edition: &Edition) -> Vec<Option<PageId>> {
    let known: BTreeMap<&str, PageId> =
        edition.pages.iter().map(|page| page.id.as_str()).zip((0..).map(PageId)).collect();
    let folders = |id: &'_ str| id.match_indices('/').map(|(at, _)| at).collect::<Vec<_>>();
    let above = |page: &Page| {
        let nearest_first = folders(&page.id).into_iter().rev();
        nearest_first.filter_map(|at| page.id.get(..at)).find_map(|folder| known.get(folder).copied())
    };
    edition.pages.iter().map(above).collect()
}

/// The text (or the list of them), its notes, the glossary, the index, then the pages that stand at the top.
fn nav<'e>(site: &Site<'e>) -> Vec<Entry<'e>> {
    let mut entries = Vec::new();
    let words = &site.words;
    let entry = |title: &Phrase, path: String| Entry { title: Cow::Owned(title.to_string()), path };
    match site.edition.texts.as_slice() {
        [] => {}
        [text] => {
            entries.push(entry(&words.site_text, paths::text_page(text)));
            if !site.edition.notes.is_empty() {
                entries.push(entry(&words.site_commentary, paths::commentary_page(text)));
            }
        }
        _ => entries.push(entry(&words.site_texts, paths::HOME.to_owned())),
    }
    if !site.edition.terms.is_empty() {
        entries.push(entry(&words.site_glossary, paths::GLOSSARY_INDEX.to_owned()));
    }
    if site.has_index() {
        entries.push(entry(&words.site_index, paths::SUBJECT_INDEX.to_owned()));
    }
    let top = site.pages().filter(|(_, page)| !page.id.contains('/'));
    entries.extend(top.map(|(_, page)| Entry { title: Cow::Borrowed(page.title.as_str()), path: paths::page(page) }));
    entries
}

impl Site<'_> {
    /// Tells whether there is anything that the subject index could list.
    pub fn has_index(&self) -> bool {
        let groups = [&self.tags, &self.authors, &self.layers];
        !self.edition.glossary.occurrences.is_empty() || groups.iter().any(|list| !list.is_empty())
    }
}

/// What the script of the search page says beside the words of its section.
const PLACES: &[&str] = &["paragraph", "note"];

/// Puts one line before a script of the theme, which makes the words that it shows known to it: of `site.js`, which every
/// page loads, also to every script after it.
fn scripts(words: &Words, theme: &Theme) -> BTreeMap<&'static str, Vec<u8>> {
    let mut sections = words.sections();
    let found = sections.remove("found").unwrap_or_default();
    let mut search = found.clone();
    let places = sections.remove("place").unwrap_or_default();
    search.extend(places.into_iter().filter(|(name, _)| PLACES.contains(name)));
    let script = sections.remove("script").unwrap_or_default();
    let shown = [("site.js", "words", script), ("search.js", "says", search), ("search-pagefind.js", "says", found)];
    let scripts = shown.into_iter().filter_map(|(file, name, words)| {
        let words = serde_json::to_string(&words).expect("words have no key that is not a string");
        let mut written = format!("const {name} = {words};\n").into_bytes();
        written.extend_from_slice(theme.files.get(file)?);
        Some((file, written))
    });
    scripts.collect()
}

/// Returns what changes when bytes do.
pub(super) fn stamp(bytes: &[u8]) -> String {
    format!("{:08x}", xxhash_rust::xxh3::xxh3_64(bytes) >> 32)
}
