//! Two things at one path: refused on every system, also where only case or normal form tells the paths apart.
//!
//! In: the finished edition. Out: a `duplicate-path` for each path that two would be written to, naming both.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use crate::config::{Config, NotePages};
use crate::diag::{Code, Diagnostic};
use crate::edition::{Edition, TermId, paths};
use crate::reading::fold_case;
use crate::source::{FileId, Sources, Span};

/// One thing that is written.
#[derive(Clone, Debug)]
struct Claim {
    /// The path as every system compares it.
    key: String,
    /// The path.
    path: String,
    /// What it is, in words.
    what: String,
    /// Where it comes from; a file that is only copied, or that Postil makes, has no place in a source.
    span: Option<Span>,
}

/// Reports every path that two things would be written to.
pub(super) fn check(edition: &Edition, config: &Config, (sources, found): (&Sources, &mut Vec<Diagnostic>)) {
    let mut claims = Vec::new();
    generated(edition, config, &mut claims);
    texts(edition, config, &mut claims);
    terms(edition, &mut claims);
    people(edition, &mut claims);
    copied(edition, &mut claims);
    // Stable: of two claims to one path the first is the generated one, or the first in the order above.
    claims.sort_by(|a, b| a.key.cmp(&b.key));
    let fallback = sources.iter().next().map(|(id, _)| top(id));
    for group in claims.chunk_by(|a, b| a.key == b.key) {
        if let [first, rest @ ..] = group {
            found.extend(rest.iter().filter_map(|later| clash(first, later, fallback)));
        }
    }
    folders(&claims, (fallback, found));
}

/// Reports files that stand where another needs a folder.
fn folders(claims: &[Claim], (fallback, found): (Option<Span>, &mut Vec<Diagnostic>)) {
    let mut last = "";
    for claim in claims {
        let slashes = claim.key.char_indices().filter(|(_, letter)| *letter == '/');
        for folder in slashes.filter_map(|(at, _)| claim.key.get(..at)) {
            // Claims are sorted, so that those of one folder mostly follow each other.
            if last.starts_with(folder)
                && last.get(folder.len()..).is_none_or(|rest| rest.is_empty() || rest.starts_with('/'))
            {
                continue;
            }
            last = folder;
            if let Ok(at) = claims.binary_search_by(|held| held.key.as_str().cmp(folder)) {
                found.extend(claims.get(at).and_then(|held| clash(held, claim, fallback)));
            }
        }
    }
}

fn clash(first: &Claim, later: &Claim, fallback: Option<Span>) -> Option<Diagnostic> {
    let (here, there, span) = match (later.span, first.span) {
        (Some(span), _) => (later, first, span),
        (None, Some(span)) => (first, later, span),
        (None, None) => (later, first, fallback?),
    };
    let message = format!("{} and {} would both be written to `{}`", first.what, later.what, later.path);
    let mut problem = Diagnostic::new(Code::DuplicatePath, span, message).label(here.what.clone());
    match there.span {
        Some(span) => problem = problem.also(span, there.what.clone()),
        None => problem = problem.note(format!("the other is {}, at `{}`", there.what, there.path)),
    }
    if first.path != later.path {
        problem = problem.note("paths are compared without regard to case, as macOS and Windows do");
    }
    Some(problem.help("rename one of them"))
}

fn claim(path: impl Into<String>, what: impl Into<String>, span: Option<Span>) -> Claim {
    let path = path.into();
    let key = if path.is_ascii() {
        path.to_ascii_lowercase()
    } else {
        fold_case(&path.nfc().collect::<String>()).nfc().collect()
    };
    Claim { key, path, what: what.into(), span }
}

/// The top of a file, for what a whole file makes.
fn top(file: FileId) -> Span {
    Span::new(file, 0, 0)
}

fn generated(edition: &Edition, config: &Config, claims: &mut Vec<Claim>) {
    let own = [
        (paths::SEARCH, "the search page"),
        (paths::SEARCH_INDEX, "the search index"),
        (paths::NOT_FOUND, "the page for lost readers"),
        (paths::SUBJECT_INDEX, "the index"),
        (paths::GLOSSARY_INDEX, "the glossary"),
        (paths::SITEMAP, "the sitemap"),
        (paths::FEED, "the feed"),
        (paths::ROBOTS, "the rules for search engines"),
        (paths::NO_JEKYLL, "the mark for GitHub Pages"),
    ];
    claims.extend(own.into_iter().map(|(path, what)| claim(path, what, None)));
    let home = edition.pages.iter().any(|page| page.id == "index") || edition.texts.iter().any(|t| t.id.is_empty());
    if !home {
        claims.push(claim(paths::HOME, "the home page", None));
    }
    if config.site.cname.is_some() {
        claims.push(claim(paths::CNAME, "the domain of `[site] cname`", None));
    }
}

fn texts(edition: &Edition, config: &Config, claims: &mut Vec<Claim>) {
    for text in &edition.texts {
        let of = |what: &str| format!("{what} `{}`", text.id);
        claims.push(claim(paths::text_page(text), of("the text"), Some(top(text.file))));
        claims.push(claim(paths::commentary_page(text), of("the commentary of"), Some(top(text.file))));
        claims.push(claim(paths::annotations(text), of("the annotations of"), Some(top(text.file))));
        claims.push(claim(paths::text_json(text), of("the data of"), Some(top(text.file))));
        for (version, at) in text.versions.iter().zip(0..) {
            let span = Some(top(version.text.file));
            let named = |what: &str| format!("{what} `{}` of the text `{}`", version.slug, text.id);
            claims.push(claim(paths::version_page(text, version), named("the version"), span));
            claims.extend(
                paths::redline_page(text, at).map(|path| claim(path, named("what changed since the version"), span)),
            );
        }
    }
    for page in &edition.pages {
        claims.push(claim(paths::page(page), format!("the page `{}`", page.id), Some(top(page.file))));
    }
    if config.commentary.note_pages == NotePages::Own {
        for note in &edition.notes {
            if let Some(text) = edition.texts.get(note.text.0 as usize) {
                let what = format!("the note `{}#{}`", text.id, note.id);
                claims.push(claim(paths::note_page(text, note), what, Some(note.span)));
            }
        }
    }
}

fn terms(edition: &Edition, claims: &mut Vec<Claim>) {
    let doubled = super::terms::doubled(&edition.terms);
    let mut seen = BTreeSet::new();
    for (term, at) in edition.terms.iter().zip(0..) {
        if doubled.contains(&TermId(at)) && !seen.insert(&term.id) {
            continue;
        }
        let uses = edition.glossary.of_term(TermId(at)).count();
        for number in 1..=paths::term_pages(uses) {
            let what = format!("the term `{}`", term.headword);
            claims.push(claim(paths::term_page(term, number), what, Some(term.span)));
        }
    }
}

/// Tags and authors, each spelling once, at the first note that has it.
fn people(edition: &Edition, claims: &mut Vec<Claim>) {
    let mut seen = BTreeSet::new();
    for note in &edition.notes {
        for tag in &note.tags {
            if seen.insert((false, tag)) {
                claims.push(claim(paths::tag_page(tag), format!("the tag `{tag}`"), Some(note.span)));
            }
        }
        for author in &note.authors {
            if seen.insert((true, author)) {
                claims.push(claim(paths::author_page(author), format!("the author `{author}`"), Some(note.span)));
            }
        }
    }
}

fn copied(edition: &Edition, claims: &mut Vec<Claim>) {
    claims.extend(edition.assets.iter().map(|path| claim(paths::asset(path), format!("the file `{path}`"), None)));
}
