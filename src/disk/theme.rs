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
use crate::source::{Defect, Theme};

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// Returns the built-in theme, with every file that stands in `<root>/themes/<name>/` put in place of its own or added.
///
/// # Errors
/// [`Error::Usage`] when there is no theme of that name, [`Error::Theme`] when a file of it cannot be used,
/// [`Error::Io`] when one cannot be read.
pub fn theme(root: &Path, name: &str) -> Result<Theme, Error> {
    let mut theme = Theme::default();
    embed(&EMBEDDED, &mut theme);
    let themes = root.join("themes");
    let own = themes.join(name);
    if names::fault(name).is_some() || !own.is_dir() {
        return if name == "default" { Ok(theme) } else { Err(no_such_theme(&themes, name)) };
    }
    let root = root.canonicalize().map_err(Error::io("read", root))?;
    walk::follow(&root, &own).map_err(|defect| unusable(&format!("themes/{name}"), &defect))?;
    for folder in ["templates", "static"] {
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
        } else if let (Some(name), Some(text)) = (path.strip_prefix("templates/"), file.contents_utf8()) {
            theme.templates.insert(name.to_owned(), Cow::Borrowed(text));
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
