//! The theme: what is embedded in the binary, overridden file by file by the publication's own.
//!
//! In: `themes/default` of this repository at compile time, `<root>/themes/<name>` at run time. Out: a [`Theme`].
//! Never reads a template's meaning; `render` does.

use std::borrow::Cow;
use std::path::Path;

use include_dir::{Dir, include_dir};

use super::names::{self, Passing};
use super::read::read_capped;
use super::walk::{self, Found};
use crate::error::Error;
use crate::source::{Defect, Theme, WordFile};

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// Returns the built-in theme, with every file that stands in `<root>/themes/<name>/` put in place of its own or added.
///
/// # Errors
/// [`Error::Usage`] when there is no theme of that name, [`Error::Theme`] when a file of it cannot be used,
/// [`Error::Io`] when one cannot be read.
pub fn theme(root: &Path, name: &str) -> Result<Theme, Error> {
    let mut theme = Theme::default();
    embed(&EMBEDDED, &mut theme);
    theme.words.sort_by(|one, other| one.language.cmp(&other.language));
    let themes = root.join("themes");
    let own = themes.join(name);
    if names::fault(name).is_some() || !own.is_dir() {
        return if name == "default" { Ok(theme) } else { Err(no_such_theme(&themes, name)) };
    }
    let root = root.canonicalize().map_err(Error::io("read", root))?;
    walk::follow(&root, &own).map_err(|defect| unusable(&format!("themes/{name}"), &defect))?;
    for folder in ["templates", "static", "words"] {
        let folder = format!("themes/{name}/{folder}");
        if root.join(&folder).is_dir() {
            for found in walk::walk(&root, &folder, Passing::Hidden)? {
                add(&mut theme, &folder, &found)?;
            }
        }
    }
    Ok(theme)
}

fn embed(folder: &'static Dir<'_>, theme: &mut Theme) {
    for inner in folder.dirs() {
        embed(inner, theme);
    }
    for file in folder.files() {
        // Embedded paths come from this repository: UTF-8, with the separator of the machine that built it.
        let path = file.path().to_string_lossy().replace('\\', "/");
        let hidden = path.split('/').any(|part| Passing::Hidden.passes(part.as_bytes()));
        if hidden {
            continue;
        }
        if let Some(name) = path.strip_prefix("static/") {
            theme.files.insert(name.to_owned(), Cow::Borrowed(file.contents()));
        } else if let Some(text) = file.contents_utf8() {
            if let Some(name) = path.strip_prefix("templates/") {
                theme.templates.insert(name.to_owned(), Cow::Borrowed(text));
            } else if let Some(language) = path.strip_prefix("words/").and_then(|name| name.strip_suffix(".toml")) {
                let path = format!("themes/default/{path}");
                theme.words.push(WordFile { language: language.to_owned(), path, text: Cow::Borrowed(text) });
            }
        }
    }
}

fn add(theme: &mut Theme, folder: &str, found: &Found) -> Result<(), Error> {
    if let Some(defect) = &found.defect {
        return Err(unusable(&found.path, defect));
    }
    let bytes = read_capped(&found.place)?.map_err(|defect| unusable(&found.path, &defect))?;
    let name = found.path.strip_prefix(folder).unwrap_or(&found.path).trim_start_matches('/').to_owned();
    if folder.ends_with("/static") {
        theme.files.insert(name, Cow::Owned(bytes));
        return Ok(());
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        unusable(&found.path, &Defect::NotUtf8(u32::try_from(error.utf8_error().valid_up_to()).unwrap_or(u32::MAX)))
    })?;
    if folder.ends_with("/words") {
        let Some(language) = name.strip_suffix(".toml") else {
            let why = "a word file is named by its language, such as `pl.toml`; rename or remove it";
            return Err(Error::Words { path: found.path.clone(), message: why.to_owned() });
        };
        let own = WordFile { language: language.to_owned(), path: found.path.clone(), text: Cow::Owned(text) };
        theme.words.insert(0, own);
        return Ok(());
    }
    theme.overridden.push(name.clone());
    theme.templates.insert(name, Cow::Owned(text));
    Ok(())
}

fn unusable(path: &str, defect: &Defect) -> Error {
    let message = match defect {
        Defect::NotUtf8(at) => format!("byte {at} is not UTF-8; save the file as UTF-8"),
        Defect::TooLarge => "the file is larger than 64 MB".to_owned(),
        Defect::NotAFile => "this is not a file that can be read; remove it".to_owned(),
        Defect::LinkOutside => "the link leads out of the publication's folder; put a copy in its place".to_owned(),
        Defect::BadName(why) => format!("{why}; rename the file"),
    };
    Error::Theme { template: path.to_owned(), message }
}

fn no_such_theme(themes: &Path, name: &str) -> Error {
    let mut found: Vec<String> = themes
        .read_dir()
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| !Passing::Hidden.passes(name.as_bytes()) && name != "default")
        .collect();
    found.push("default".to_owned());
    found.sort_unstable();
    let found = found.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    Error::Usage(format!("there is no theme `{name}`; a theme is a folder `themes/{name}/`; found: {found}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn publication(files: &[(&str, &[u8])]) -> tempfile::TempDir {
        let top = tempfile::tempdir().unwrap();
        for (path, bytes) in files {
            let place = top.path().join("themes").join(path);
            std::fs::create_dir_all(place.parent().unwrap()).unwrap();
            super::super::author::replace(&place, bytes).unwrap();
        }
        top
    }

    #[test]
    fn a_publications_theme_overrides_file_by_file() {
        let top = publication(&[
            ("mine/templates/own.html", b"own"),
            ("mine/templates/.hidden.html", b"no"),
            ("mine/static/fonts/new.woff2", b"new"),
            ("mine/static/style.css~", b"no"),
            ("mine/words/pl.toml", b"[site]"),
            ("mine/words/fr.toml", b"[text]"),
            ("mine/README.md", b"no"),
        ]);
        let built_in = theme(top.path(), "default").unwrap();
        let mine = theme(top.path(), "mine").unwrap();
        assert!(built_in.overridden.is_empty());
        assert!(built_in.templates.values().all(|text| matches!(text, Cow::Borrowed(_))));
        assert_eq!(mine.overridden, ["own.html"]);
        assert_eq!(mine.templates["own.html"], "own");
        assert_eq!(&*mine.files["fonts/new.woff2"], b"new");
        assert_eq!(mine.files.len(), built_in.files.len() + 1);
        assert_eq!(mine.words.len(), built_in.words.len() + 2);
        let french: Vec<&str> =
            mine.words.iter().filter(|file| file.language == "fr").map(|file| file.path.as_str()).collect();
        assert_eq!(french, ["themes/mine/words/fr.toml", "themes/default/words/fr.toml"]);
        assert!(mine.templates.keys().chain(mine.files.keys()).all(|name| !name.contains("hidden")));
    }

    #[test]
    fn the_default_theme_can_be_overridden_too() {
        let top = publication(&[("default/templates/text.html", b"own")]);
        assert_eq!(theme(top.path(), "default").unwrap().templates["text.html"], "own");
    }

    #[test]
    fn a_theme_that_is_not_there_is_told_with_those_that_are() {
        let top = publication(&[("mine/static/a", b""), ("other/static/a", b"")]);
        for name in ["none", "../themes/mine", "", ".."] {
            let error = theme(top.path(), name).unwrap_err();
            assert!(matches!(&error, Error::Usage(why) if why.contains("`default`, `mine`, `other`")), "{error}");
        }
    }

    #[test]
    fn a_template_is_text() {
        let top = publication(&[("mine/templates/a.html", b"caf\xe9")]);
        let error = theme(top.path(), "mine").unwrap_err();
        assert!(matches!(&error, Error::Theme { template, .. } if template == "themes/mine/templates/a.html"));
    }

    #[test]
    fn a_word_file_is_named_by_its_language() {
        let top = publication(&[("mine/words/polish.txt", b"")]);
        let error = theme(top.path(), "mine").unwrap_err();
        assert!(matches!(&error, Error::Words { path, .. } if path == "themes/mine/words/polish.txt"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_theme_takes_nothing_from_outside() {
        let outside = publication(&[("secret", b"1")]);
        let top = publication(&[("mine/static/a", b"")]);
        std::os::unix::fs::symlink(outside.path().join("themes/secret"), top.path().join("themes/mine/static/b"))
            .unwrap();
        assert!(matches!(theme(top.path(), "mine"), Err(Error::Theme { .. })));
        std::os::unix::fs::symlink(outside.path(), top.path().join("themes/linked")).unwrap();
        assert!(matches!(theme(top.path(), "linked"), Err(Error::Theme { .. })));
    }
}
