//! `book.toml` as TOML: what is written becomes a [`Config`], what is wrong becomes diagnostics, all of it in one run.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::table::{Reader, Table};
use super::value::{self, Refusal};
use super::{
    Book, Build, Commentary, Config, Content, Glossary, Html, Layer, NotePages, Search, SearchEngine, Site, Strictness,
    Switch,
};
use crate::diag::{Checked, Code, Diagnostic};
use crate::edition::LinkPolicy;
use crate::source::{Defect, FileId, Source, Sources};

/// What stands for a title where none is given.
const UNTITLED: &str = "Untitled";

/// Reads the settings by themselves, to learn where the content stands; what is wrong in them is told with the rest, later.
pub fn glance(bytes: Vec<u8>) -> Config {
    let mut sources = Sources::new();
    let file = sources.add("book.toml", bytes);
    read(&sources, file).value
}

/// Reads `book.toml`; where a setting is wrong, its default stands in the value.
pub fn read(sources: &Sources, file: FileId) -> Checked<Config> {
    let source = sources.file(file);
    let mut reader = Reader { file, diagnostics: Vec::new() };
    if let Some(diagnostic) = defect(source, file) {
        return Checked { value: Config::titled(UNTITLED), diagnostics: vec![diagnostic] };
    }
    let (root, errors) = DeTable::parse_recoverable(&source.text);
    for error in &errors {
        let span = reader.span(error.span().unwrap_or_default());
        let message = format!("this is not TOML: {}", error.message().replace('\n', ", "));
        reader.refuse(
            span,
            message,
            "a setting is a line such as `title = \"My commentary\"`, below a line such as `[book]`",
        );
    }
    let root = root.get_ref();
    reader.unknown_tables(root);
    let mut value = config(&mut reader, root);
    value.site.within.push_str(sources.within());
    // After a syntax error what seems to be missing may only be unread.
    if errors.is_empty() {
        title(&mut reader, root);
    }
    Checked { value, diagnostics: reader.diagnostics }
}

/// Says what is wrong with the file itself.
fn defect(source: &Source, file: FileId) -> Option<Diagnostic> {
    let at = crate::source::Span::new(file, 0, 0);
    let (code, message, help) = match source.defect.as_ref()? {
        Defect::NotUtf8(_) => (Code::InvalidUtf8, "the file is not UTF-8", "save it as UTF-8"),
        Defect::TooLarge => (Code::FileTooLarge, "the file is too large", "settings fit on a page"),
        Defect::LinkOutside => {
            (Code::LinkOutside, "the file is a link that leads out of the folder", "put the file itself here")
        }
        Defect::NotAFile | Defect::BadName(_) => (Code::InvalidConfig, "this is not a file", "put a text file here"),
    };
    Some(Diagnostic::new(code, at, message).help(help))
}

/// Notes a missing title at the place where it belongs.
fn title(reader: &mut Reader, root: &DeTable<'_>) {
    let book = root.get_key_value("book");
    if book.is_some_and(|(_, value)| value.get_ref().as_table().is_none_or(|table| table.contains_key("title"))) {
        return;
    }
    let span = reader.span(book.map(|(key, _)| key.span()).unwrap_or_default());
    let help = if book.is_some() { "add a line" } else { "add the two lines `[book]` and" };
    reader.refuse(span, "the publication has no `title`".into(), format!("{help} `title = \"My commentary\"`"));
}

fn config(reader: &mut Reader, root: &DeTable<'_>) -> Config {
    let book = reader.table(root, "book");
    let build = reader.table(root, "build");
    let site = reader.table(root, "site");
    let content = reader.table(root, "content");
    let commentary = reader.table(root, "commentary");
    let glossary = reader.table(root, "glossary");
    let search = reader.table(root, "search");
    let book = read_book(reader, book);
    Config {
        build: read_build(reader, build, &book.src),
        book,
        site: read_site(reader, site),
        content: Content {
            html: reader
                .choice(content, "html", &[("text", Html::Text), ("sanitise", Html::Sanitise)])
                .unwrap_or_default(),
        },
        commentary: read_commentary(reader, commentary),
        glossary: Glossary { link: reader.choice(glossary, "link", LINKS).unwrap_or_default() },
        search: Search {
            enabled: pick(reader.boolean(search, "enabled"), [Switch::Off, Switch::On]),
            engine: reader.choice(search, "engine", ENGINES).unwrap_or_default(),
        },
    }
}

/// The words of `[search] engine`.
const ENGINES: &[(&str, SearchEngine)] = &[("postil", SearchEngine::Postil), ("pagefind", SearchEngine::Pagefind)];

/// The words of `[glossary] link`.
const LINKS: &[(&str, LinkPolicy)] = &[
    ("first-in-text", LinkPolicy::FirstInText),
    ("first-in-section", LinkPolicy::FirstInSection),
    ("first-in-paragraph", LinkPolicy::FirstInParagraph),
    ("all", LinkPolicy::All),
    ("none", LinkPolicy::None),
];

fn read_book(reader: &mut Reader, table: Table<'_>) -> Book {
    let standard = Config::titled(UNTITLED).book;
    Book {
        title: reader.plain(table, "title").unwrap_or(standard.title),
        subtitle: reader.plain(table, "subtitle"),
        description: reader.plain(table, "description"),
        authors: reader.texts(table, "authors"),
        language: checked(reader, table, ("language", value::language)).unwrap_or(standard.language),
        license: reader.plain(table, "license"),
        src: checked(reader, table, ("src", value::source_folder)).unwrap_or(standard.src),
    }
}

fn read_build(reader: &mut Reader, table: Table<'_>, src: &str) -> Build {
    let standard = Config::titled(UNTITLED).build;
    let mut build_dir =
        checked(reader, table, ("build-dir", value::site_folder)).unwrap_or_else(|| standard.build_dir.clone());
    let taken = [src, "themes"].into_iter().find(|taken| value::meet(&build_dir, taken));
    if let Some(taken) = taken {
        let held = table.and_then(|entries| entries.get("build-dir")).map(Spanned::span);
        let message = format!("`build-dir` and `{taken}` must not lie in one another");
        reader.refuse(
            reader.span(held.unwrap_or_default()),
            message,
            "the site is written to a folder of its own, such as \"public\"",
        );
        build_dir = standard.build_dir;
    }
    Build { build_dir, strict: pick(reader.boolean(table, "strict"), [Strictness::Lenient, Strictness::Strict]) }
}

fn read_site(reader: &mut Reader, table: Table<'_>) -> Site {
    let standard = Config::titled(UNTITLED).site;
    Site {
        url: checked(reader, table, ("url", value::site_url)),
        repository: checked(reader, table, ("repository", value::repository)),
        branch: checked(reader, table, ("branch", value::branch)).unwrap_or(standard.branch),
        theme: checked(reader, table, ("theme", value::theme)).unwrap_or(standard.theme),
        cname: checked(reader, table, ("cname", value::domain)),
        ..standard
    }
}

fn read_commentary(reader: &mut Reader, table: Table<'_>) -> Commentary {
    let mut layers: Vec<Layer> = Vec::new();
    for item in reader.items(table, "layers") {
        let span = reader.span(item.span());
        let Some(layer) = read_layer(reader, item) else { continue };
        if layers.iter().any(|held| held.id == layer.id) {
            reader.refuse(span, format!("two layers have the id `{}`", layer.id), "give each layer an id of its own");
        } else {
            layers.push(layer);
        }
    }
    Commentary { layers, note_pages: pick(reader.boolean(table, "note-pages"), [NotePages::Beside, NotePages::Own]) }
}

fn read_layer(reader: &mut Reader, item: &Spanned<DeValue<'_>>) -> Option<Layer> {
    const EXAMPLE: &str = "write it as `{ id = \"law\", title = \"Law\" }`";
    let span = reader.span(item.span());
    let DeValue::Table(entries) = item.get_ref() else {
        reader.refuse(span, "a layer must be a table".into(), EXAMPLE);
        return None;
    };
    for key in entries.keys().filter(|key| !["id", "title"].contains(&key.get_ref().as_ref())) {
        let message = format!("a layer has no setting `{}`", key.get_ref());
        reader.diagnostics.push(Diagnostic::new(Code::UnknownSetting, reader.span(key.span()), message).help(EXAMPLE));
    }
    let table: Table<'_> = Some(entries);
    if !entries.contains_key("id") {
        reader.refuse(span, "a layer has no `id`".into(), EXAMPLE);
    }
    let id = checked(reader, table, ("id", value::layer))?;
    let title = reader.plain(table, "title").unwrap_or_else(|| id.clone());
    Some(Layer { id, title })
}

/// A check of a text: its one form, or what is wrong with it.
type Check = fn(&str) -> Result<String, Refusal>;

/// Returns a text that passes a check, in its one form.
fn checked(reader: &mut Reader, table: Table<'_>, (key, check): (&str, Check)) -> Option<String> {
    let found = reader.text(table, key)?;
    match check(&found.value) {
        Ok(value) => Some(value),
        Err((what, help)) => {
            reader.refuse(found.span, format!("`{key}` {what}: `{}`", found.value), help);
            None
        }
    }
}

/// Turns no and yes into what they stand for; nothing written is the default.
fn pick<T: Copy + Default>(written: Option<bool>, [no, yes]: [T; 2]) -> T {
    written.map_or_else(T::default, |written| if written { yes } else { no })
}
