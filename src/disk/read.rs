//! A publication's files as [`Sources`].
//!
//! In: the root and the name of the content folder. Out: `book.toml` first, then every text in the order of its path; assets by path only.
//! What cannot be read as a file travels as a [`Defect`], which `parse` reports. Never parses, never follows a link out of the root.

#![allow(clippy::disallowed_methods, reason = "this is the module that reads the authors' files")]

use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use rayon::prelude::*;

use super::names::{self, Passing};
use super::walk::{self, Found};
use crate::error::Error;
use crate::source::{Defect, Sources};

/// Reads `book.toml` and everything below the content folder `src` of the publication at `root`.
///
/// Passed over: names that begin with `.` or `_`, editors' backups, and `anchors.lock`.
///
/// # Errors
/// [`Error::Usage`] when there is no content folder, [`Error::Io`] when a file cannot be read.
pub fn read(root: &Path, src: &str) -> Result<Sources, Error> {
    let (root, src) = content_folder(root, src)?;
    let mut sources = Sources::new();
    add_settings(&root, &mut sources)?;
    let mut found = walk::walk(&root, &src, Passing::HiddenAndUnderscored)?;
    found.retain(|file| name(file) != "anchors.lock");
    let (texts, assets): (Vec<_>, Vec<_>) = found.into_iter().partition(|file| file.defect.is_some() || is_text(file));
    let read = texts.into_par_iter().map(open).collect::<Result<Vec<_>, Error>>()?;
    for (path, content) in read {
        match content {
            Ok(bytes) => sources.add(path, bytes),
            Err(defect) => sources.add_defective(path, defect),
        };
    }
    for asset in assets {
        sources.add_asset(asset.path);
    }
    Ok(sources)
}

/// Reads a file whole, unless it is larger than a source may be.
pub(super) fn read_capped(place: &Path) -> Result<Result<Vec<u8>, Defect>, Error> {
    let mut file = File::open(place).map_err(Error::io("read", place))?;
    let facts = file.metadata().map_err(Error::io("read", place))?;
    if !facts.is_file() {
        return Ok(Err(Defect::NotAFile));
    }
    if facts.len() > names::LARGEST {
        return Ok(Err(Defect::TooLarge));
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(Error::io("read", place))?;
    Ok(Ok(bytes))
}

fn content_folder(root: &Path, src: &str) -> Result<(PathBuf, String), Error> {
    let folder = root.join(src);
    let missing = || {
        Error::Usage(format!(
            "there is no folder `{}`: a publication keeps its texts in it; \
             run `postil init` to begin one, or give the publication's folder with `--root`",
            folder.display()
        ))
    };
    let plain = Path::new(src).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    let root = root.canonicalize().map_err(|_| missing())?;
    let real = folder.canonicalize().map_err(|_| missing())?;
    if !plain || !real.starts_with(&root) {
        let why = "must be a folder inside the publication's own; set `src` in book.toml to its name";
        return Err(Error::Usage(format!("the content folder `{src}` {why}")));
    }
    if !real.is_dir() {
        return Err(missing());
    }
    let parts = Path::new(src).components().filter_map(|part| match part {
        Component::Normal(name) => name.to_str(),
        _ => None,
    });
    Ok((root, parts.collect::<Vec<_>>().join("/")))
}

fn add_settings(root: &Path, sources: &mut Sources) -> Result<(), Error> {
    let path = "book.toml";
    let place = root.join(path);
    let Ok(facts) = place.symlink_metadata() else { return Ok(()) };
    let inside = !facts.is_symlink() || place.canonicalize().is_ok_and(|target| target.starts_with(root));
    if !inside {
        sources.add_defective(path, Defect::LinkOutside);
    } else if !place.is_file() {
        sources.add_defective(path, Defect::NotAFile);
    } else {
        match read_capped(&place)? {
            Ok(bytes) => sources.add(path, bytes),
            Err(defect) => sources.add_defective(path, defect),
        };
    }
    Ok(())
}

fn open(found: Found) -> Result<(String, Result<Vec<u8>, Defect>), Error> {
    let content = match found.defect {
        Some(defect) => Err(defect),
        None => read_capped(&found.place)?,
    };
    Ok((found.path, content))
}

fn is_text(found: &Found) -> bool {
    let name = name(found);
    name == "text.txt" || name.rsplit_once('.').is_some_and(|(_, extension)| extension == "md")
}

fn name(found: &Found) -> &str {
    found.path.rsplit('/').next().unwrap_or(&found.path)
}
