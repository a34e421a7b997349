//! The authors' own files, for the commands that make or change them: `init`, `new`, `anchors`.
//!
//! In: paths and bytes. Out: files that are whole, and never one lost: what exists is not overwritten, what changes is replaced in one step.

#![allow(clippy::disallowed_methods, reason = "this module writes the authors' files")]

use std::fs::{self, File};
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::names::{self, LARGEST};
use super::read::read_capped;
use super::system;
use crate::error::Error;
use crate::source::{Defect, Sources};

/// So often a file is looked at again that changed while it was looked at.
const TRIES: usize = 5;

/// Creates files, with the folders that they need; either all of them or none.
///
/// # Errors
/// [`Error::Exists`] with every path at which something stands already, before anything is written;
/// [`Error::Io`] when a file cannot be written: those made until then are removed again.
pub fn create_all(files: &[(PathBuf, Vec<u8>)]) -> Result<(), Error> {
    let taken: Vec<_> =
        files.iter().map(|(path, _)| path).filter(|path| path.symlink_metadata().is_ok()).cloned().collect();
    if !taken.is_empty() {
        return Err(Error::Exists(taken));
    }
    let mut made = Vec::new();
    let all = files.iter().try_for_each(|(path, bytes)| {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(Error::io("create the folder", folder))?;
        }
        let mut file = match File::create_new(path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(Error::Exists(vec![path.clone()])),
            Err(error) => return Err(Error::io("write", path)(error)),
        };
        made.push(path);
        file.write_all(bytes).map_err(Error::io("write", path))
    });
    if all.is_err() {
        for path in made {
            // The first error is the one to report.
            let _ = fs::remove_file(path);
        }
    }
    all
}

/// Finds the git repository that a folder lies in or is, whether the folder is there or not: the repository's
/// top, and the way down from there.
///
/// # Errors
/// [`Error::Io`] when the folder's place cannot be found out.
pub fn repository_top(dir: &Path) -> Result<Option<(PathBuf, PathBuf)>, Error> {
    let whole = std::path::absolute(dir).map_err(Error::io("find", dir))?;
    let there = whole.ancestors().find(|held| held.exists()).unwrap_or(&whole);
    let real = there.canonicalize().map_err(Error::io("find", there))?;
    // What is not there yet holds no links.
    let whole = real.join(whole.strip_prefix(there).unwrap_or(Path::new("")));
    let top = whole.ancestors().find(|held| held.join(".git").exists());
    Ok(top.and_then(|top| Some((top.to_owned(), whole.strip_prefix(top).ok()?.to_owned()))))
}

/// Says in the files of the publication at `root` in which folder of a git repository they lie; of none, that they are at its top.
///
/// # Errors
/// [`Error::Io`] when the folder's place cannot be found out.
pub fn locate(root: &Path, sources: &mut Sources) -> Result<(), Error> {
    let way = repository_top(root)?.map(|(_, way)| way).unwrap_or_default();
    let parts: Vec<String> = way.iter().map(|part| format!("{}/", part.to_string_lossy())).collect();
    sources.lie_within(parts.concat());
    Ok(())
}

/// Adds to the end of a file what `make` says of its text; nothing where it says nothing. Returns what was said.
///
/// The file is not replaced: the words are put behind its last byte, wherever that is by then, so that what an editor writes at the
/// same time is not lost. Where one puts a new file in the stead of this one meanwhile, that one gets the words.
///
/// # Errors
/// [`Error::Io`] when it cannot be read or written, [`Error::Usage`] when it is a link, no file, not UTF-8, or never comes to rest;
/// it then is as it was. What `make` fails with.
pub fn append<T: AsRef<str>>(
    path: &Path,
    mut make: impl FnMut(&str) -> Result<Option<T>, Error>,
) -> Result<Option<T>, Error> {
    let refuse = |why| Error::Usage(format!("`{}` {why}", path.display()));
    for _ in 0..TRIES {
        let mut file = system::open_to_append(path).map_err(Error::io("open", path))?;
        if !file.metadata().is_ok_and(|facts| facts.is_file() && facts.len() <= LARGEST) {
            return Err(refuse("is not a file that notes can be added to"));
        }
        let mut held = Vec::new();
        file.read_to_end(&mut held).map_err(Error::io("read", path))?;
        let text = std::str::from_utf8(&held).map_err(|_| refuse("is not UTF-8 text: save it with that encoding"))?;
        let Some(words) = make(text)? else { return Ok(None) };
        let length = held.len() as u64;
        if !file.metadata().is_ok_and(|facts| facts.len() == length) {
            continue;
        }
        if let Err(error) = file.write_all(words.as_ref().as_bytes()).and_then(|()| file.sync_all()) {
            // A part of the words may stand there: no file is left with half a note.
            let _ = file.set_len(length);
            return Err(Error::io("write", path)(error));
        }
        if system::stands_at(&file, path) {
            return Ok(Some(words));
        }
    }
    Err(refuse("is written by another program all the time; try again when that is done"))
}

/// Returns where a file below the root stands, if no part of its path is a link that could lead elsewhere.
///
/// # Errors
/// [`Error::Usage`] when one is, or when the name cannot be used on every system.
pub fn unlinked(root: &Path, path: &str) -> Result<PathBuf, Error> {
    if let Some(fault) = names::path_fault(path) {
        return Err(Error::Usage(format!("`{path}` cannot be written: {fault}")));
    }
    let mut place = root.to_owned();
    for part in path.split('/') {
        place.push(part);
        if place.symlink_metadata().is_ok_and(|facts| facts.is_symlink()) {
            let told = format!("`{}` is a link: nothing is written through it", place.display());
            return Err(Error::Usage(told));
        }
    }
    Ok(place)
}

/// Writes a file in one step, whether it exists or not: a reader finds the old bytes or the new ones.
///
/// # Errors
/// [`Error::Io`] when it cannot be written; what stood there then still stands.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    // A link is followed, so that the file is replaced and not the link.
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = match real.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".postil-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut draft = builder.tempfile_in(folder).map_err(Error::io("write", path))?;
    let written = draft.write_all(bytes).and_then(|()| match real.metadata() {
        Ok(facts) => draft.as_file().set_permissions(facts.permissions()),
        Err(_) => Ok(()),
    });
    written.and_then(|()| draft.as_file().sync_all()).map_err(Error::io("write", path))?;
    draft.persist(&real).map_err(|error| Error::io("write", path)(error.error))?;
    Ok(())
}

/// Reads a file that the user names, such as that of `init --from`; what encoding it has is for the caller to find out.
///
/// # Errors
/// [`Error::Io`] when it cannot be read, [`Error::Usage`] when it is no file or larger than 64 MB.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, Error> {
    let facts = path.metadata().map_err(Error::io("read", path))?;
    let refuse = |why| Error::Usage(format!("`{}` {why}", path.display()));
    if !facts.is_file() {
        return Err(refuse("is not a file; give one that can be read whole"));
    }
    read_capped(path)?.map_err(|defect| match defect {
        Defect::TooLarge => refuse("is larger than 64 MB, the most that is read"),
        _ => refuse("is not a file; give one that can be read whole"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_overwritten_and_all_that_stands_is_named() {
        let top = tempfile::tempdir().unwrap();
        let at = |name: &str| top.path().join(name);
        create_all(&[(at("a"), b"1".to_vec()), (at("x/b"), b"2".to_vec())]).unwrap();
        let again = [(at("new"), b"3".to_vec()), (at("a"), b"3".to_vec()), (at("x/b"), b"3".to_vec())];
        assert!(matches!(create_all(&again), Err(Error::Exists(paths)) if paths == [at("a"), at("x/b")]));
        assert!(!at("new").exists());
        assert_eq!(fs::read(at("a")).unwrap(), b"1");
    }

    #[test]
    fn creating_twice_in_one_call_leaves_nothing() {
        let top = tempfile::tempdir().unwrap();
        let path = top.path().join("a");
        let twice = [(path.clone(), b"1".to_vec()), (path.clone(), b"2".to_vec())];
        assert!(matches!(create_all(&twice), Err(Error::Exists(_))));
        assert!(!path.exists());
    }

    /// Adds the same words to whatever a file holds.
    fn add(path: &Path, words: &str) -> Result<Option<String>, Error> {
        append(path, |_| Ok(Some(words.to_owned())))
    }

    #[test]
    fn the_repository_of_a_folder_is_found() {
        let top = tempfile::tempdir().unwrap();
        let at = |name: &str| top.path().join(name);
        assert_eq!(repository_top(&at("notes")).unwrap(), None);
        fs::create_dir_all(at(".git")).unwrap();
        let real = top.path().canonicalize().unwrap();
        assert_eq!(repository_top(top.path()).unwrap(), Some((real.clone(), PathBuf::new())));
        assert_eq!(repository_top(&at("a/b")).unwrap(), Some((real, "a/b".into())));
        let within = |name: &str| {
            let mut sources = Sources::new();
            locate(&at(name), &mut sources).unwrap();
            sources.within().to_owned()
        };
        assert_eq!([within(""), within("a/b c")], ["", "a/b c/"]);
    }

    #[test]
    fn a_file_grows_and_keeps_every_byte() {
        let top = tempfile::tempdir().unwrap();
        let path = top.path().join("notes.md");
        replace(&path, b"\xef\xbb\xbfone\r\n").unwrap();
        assert_eq!(add(&path, "two\n").unwrap().as_deref(), Some("two\n"));
        assert_eq!(read_bytes(&path).unwrap(), b"\xef\xbb\xbfone\r\ntwo\n");
        assert_eq!(append(&path, |_| Ok(None::<String>)).unwrap(), None);
        assert_eq!(fs::read_dir(top.path()).unwrap().count(), 1);
        assert!(matches!(add(&top.path().join("none"), "x"), Err(Error::Io { .. })));
        assert!(matches!(read_bytes(top.path()), Err(Error::Usage(_))));
        fs::write(&path, b"caf\xe9").unwrap();
        assert!(matches!(add(&path, "x"), Err(Error::Usage(_))));
        assert_eq!(fs::read(&path).unwrap(), b"caf\xe9");
    }

    #[test]
    fn what_an_editor_saves_meanwhile_is_kept() {
        let top = tempfile::tempdir().unwrap();
        let path = top.path().join("notes.md");
        fs::write(&path, "one\n").unwrap();
        let mut seen = Vec::new();
        let mut saves = 0;
        append(&path, |held| {
            seen.push(held.to_owned());
            saves += 1;
            match saves {
                1 => fs::write(&path, "one\nsaved in place\n").unwrap(),
                2 => replace(&path, b"saved by renaming\n").unwrap(),
                _ => {}
            }
            Ok(Some("mine\n"))
        })
        .unwrap();
        assert_eq!(seen, ["one\n", "one\nsaved in place\n", "saved by renaming\n"]);
        assert_eq!(fs::read_to_string(&path).unwrap(), "saved by renaming\nmine\n");
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_through_a_link() {
        use std::os::unix::fs::symlink;
        let (top, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let at = |name: &str| top.path().join(name);
        fs::write(outside.path().join("secret.md"), "secret").unwrap();
        symlink(outside.path().join("secret.md"), at("notes.md")).unwrap();
        symlink(outside.path(), at("folder")).unwrap();
        assert!(add(&at("notes.md"), "x").is_err());
        for path in ["notes.md", "folder/secret.md", "folder/new.md", "a/../x.md", "con.md", ""] {
            assert!(matches!(unlinked(top.path(), path), Err(Error::Usage(_))), "{path}");
        }
        assert_eq!(unlinked(top.path(), "a/new.md").unwrap(), at("a/new.md"));
        assert_eq!(fs::read_to_string(outside.path().join("secret.md")).unwrap(), "secret");
    }
}
