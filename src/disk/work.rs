//! One file of the site: where its bytes come from, and whether they stand there already.
//!
//! In: an [`Output`]'s content. Out: bytes, hashes, answers. Files are copied in pieces, never held whole.

#![allow(clippy::disallowed_methods, reason = "this module copies and compares files")]

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, Write};
use std::path::Path;

use super::manifest::{self, Hash};
use super::walk;
use crate::error::Error;
use crate::output::{Content, Output};
use crate::source::Defect;

const PIECE: usize = 128 * 1024;

/// One file to write.
pub(super) struct Job<'o, 'e> {
    /// Its place in the order of all paths.
    pub(super) at: usize,
    /// Its path in the output.
    pub(super) path: &'o str,
    /// What will stand there.
    pub(super) content: &'o Content<'e>,
}

/// A file's bytes, or where they are read from.
pub(super) enum Made<'o> {
    /// The bytes.
    Bytes(Cow<'o, [u8]>),
    /// A file of the publication, open.
    File(File),
}

/// What stands in the output at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// The very bytes.
    Same,
    /// A file with other bytes.
    Other,
    /// No file.
    Nothing,
}

/// Lists what is to be written, in the order of the paths.
///
/// # Errors
/// [`Error::OutputRefused`] for a path that is not one of plain names inside the output.
pub(super) fn plan<'o, 'e>(output: &'o Output<'e>) -> Result<Vec<Job<'o, 'e>>, Error> {
    let files = output.files().iter().enumerate();
    let jobs = files.map(|(at, (path, content))| match manifest::path_fault(path) {
        Some(fault) => Err(Error::OutputRefused(format!("the site cannot be written: {fault}"))),
        None => Ok(Job { at, path, content }),
    });
    jobs.collect()
}

/// Makes a page, or opens the file that is copied; `root` is canonical.
///
/// # Errors
/// The maker's own; [`Error::Io`] when a file cannot be read; [`Error::OutputRefused`] when it is none or lies outside the root.
pub(super) fn make<'o>(content: &'o Content<'_>, root: &Path) -> Result<Made<'o>, Error> {
    match content {
        Content::Bytes(bytes) => Ok(Made::Bytes(Cow::Borrowed(bytes))),
        Content::Page(maker) => Ok(Made::Bytes(Cow::Owned(maker()?))),
        Content::Copy(path) => {
            let place = root.join(path);
            let refuse = |why| Error::OutputRefused(format!("`{path}` cannot be copied: {why}"));
            let real = walk::follow(root, &place).map_err(|defect| match defect {
                Defect::LinkOutside => refuse("it is hidden, or leads out of the publication's folder"),
                _ => refuse("there is no such file"),
            })?;
            if !real.is_file() {
                return Err(refuse("it is not a file"));
            }
            File::open(&real).map(Made::File).map_err(Error::io("read", real))
        }
    }
}

/// The bytes of one file of the site, unless they are more than was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whole<'o> {
    /// The bytes.
    Bytes(Cow<'o, [u8]>),
    /// There are more of them: this many.
    TooLarge(u64),
}

/// Makes one file of the site whole, for an edge that writes it elsewhere than on the disk; more than `most` bytes are not read.
///
/// # Errors
/// The maker's own; [`Error::Io`] when a file cannot be read; [`Error::OutputRefused`] when it is none, lies outside the root,
/// or the path is not one that a site may have.
pub fn whole<'o>(root: &Path, path: &str, content: &'o Content<'_>, most: u64) -> Result<Whole<'o>, Error> {
    if let Some(fault) = manifest::path_fault(path) {
        return Err(Error::OutputRefused(format!("the site cannot be written: {fault}")));
    }
    let root = root.canonicalize().map_err(Error::io("read", root))?;
    let bytes = match make(content, &root)? {
        Made::Bytes(bytes) => bytes,
        Made::File(file) => {
            let size = file.metadata().map_err(Error::io("read", path))?.len();
            if size > most {
                return Ok(Whole::TooLarge(size));
            }
            let mut bytes = Vec::new();
            file.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(Error::io("read", path))?;
            Cow::Owned(bytes)
        }
    };
    let size = bytes.len() as u64;
    Ok(if size > most { Whole::TooLarge(size) } else { Whole::Bytes(bytes) })
}

/// Compares bytes with the file at a place.
///
/// # Errors
/// What the system says, except that nothing, or a folder, stands there.
pub(super) fn compare_bytes(place: &Path, bytes: &[u8], buffer: &mut Vec<u8>) -> io::Result<Standing> {
    let Some(mut old) = open_if_file(place)? else { return Ok(Standing::Nothing) };
    if buffer.len() <= bytes.len() {
        buffer.resize(bytes.len() + 1, 0);
    }
    // One byte more than expected is asked for: a longer file shows itself in the same call.
    let wanted = buffer.get_mut(..=bytes.len()).unwrap_or_default();
    match old.read(wanted) {
        Ok(read) => Ok(if wanted.get(..read) == Some(bytes) { Standing::Same } else { Standing::Other }),
        Err(error) if error.kind() == ErrorKind::IsADirectory => Ok(Standing::Nothing),
        Err(error) => Err(error),
    }
}

/// Compares an open file, from its start, with the file at a place.
///
/// # Errors
/// What the system says, except that nothing, or a folder, stands there.
pub(super) fn compare_file(place: &Path, file: &mut File, buffer: &mut Vec<u8>) -> io::Result<Standing> {
    let Some(mut old) = open_if_file(place)? else { return Ok(Standing::Nothing) };
    let facts = old.metadata()?;
    if facts.is_dir() {
        return Ok(Standing::Nothing);
    }
    if facts.len() != file.metadata()?.len() {
        return Ok(Standing::Other);
    }
    let same = hash(file, buffer)? == hash(&mut old, buffer)?;
    Ok(if same { Standing::Same } else { Standing::Other })
}

/// Hashes an open file from its start.
///
/// # Errors
/// What the system says.
pub(super) fn hash(file: &mut File, buffer: &mut Vec<u8>) -> io::Result<Hash> {
    pour(file, &mut io::sink(), buffer)
}

/// Copies an open file from its start, and hashes what went through.
///
/// # Errors
/// What the system says.
pub(super) fn pour(from: &mut File, to: &mut dyn Write, buffer: &mut Vec<u8>) -> io::Result<Hash> {
    from.rewind()?;
    if buffer.len() < PIECE {
        buffer.resize(PIECE, 0);
    }
    let mut hasher = xxhash_rust::xxh3::Xxh3::new();
    loop {
        let read = from.read(buffer)?;
        if read == 0 {
            return Ok(Hash(hasher.digest128().to_be_bytes()));
        }
        let piece = buffer.get(..read).unwrap_or_default();
        hasher.update(piece);
        to.write_all(piece)?;
    }
}

fn open_if_file(place: &Path) -> io::Result<Option<File>> {
    match File::open(place) {
        Ok(file) => Ok(Some(file)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(error),
    }
}
