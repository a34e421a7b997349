//! The site renewed file by file, where it cannot be swapped whole: foreign files stand in it, or it is a mount point.
//!
//! In: changed files, made beforehand in a folder of ours inside the output. Out: each is renamed to its place.
//! A journal, on the disk before the first rename, lists every step; whoever finds it finishes it, so that a kill costs nothing but time.
//! Each file is old or new at any moment, and a disk that fills up does so before the first step.

#![allow(clippy::disallowed_methods, reason = "this module writes the site")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::manifest::{self, Hash};
use super::names;
use super::survey;
use super::{swap, system};
use crate::error::Error;

/// The folder inside the output in which files are made.
pub(super) const STAGING: &str = ".postil-staging";

const JOURNAL: &str = "journal";
const FIRST_LINE: &str = "postil-journal 1";

/// Changed files in the making, each under its number; the folder goes when this is dropped before the journal is written.
#[derive(Debug)]
pub(super) struct Flat {
    /// The staging folder.
    pub(super) folder: PathBuf,
}

/// What is to happen, in any order.
#[derive(Debug, Default)]
pub(super) struct Steps<'s> {
    /// Staged files by number, and where they go.
    pub(super) put: Vec<(usize, &'s str)>,
    /// Old files that go before anything is put, because a new file or folder needs their place.
    pub(super) drop_first: Vec<&'s (Hash, String)>,
    /// Old files that go when all is in place.
    pub(super) drop_last: Vec<&'s (Hash, String)>,
}

impl Flat {
    /// Makes the staging folder inside the output folder, and that folder if there is none.
    ///
    /// # Errors
    /// What the system says.
    pub(super) fn begin(out: &Path) -> io::Result<Self> {
        fs::create_dir_all(out)?;
        let folder = out.join(STAGING);
        let mut builder = fs::DirBuilder::new();
        builder.recursive(false);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&folder)?;
        swap::mark(&folder)?;
        Ok(Self { folder })
    }

    /// Writes the journal and does what it says.
    ///
    /// # Errors
    /// [`Error::Io`]; before the journal stands nothing has changed, after that the next build finishes it.
    pub(super) fn commit(&self, out: &Path, steps: &Steps<'_>, manifest: &str) -> Result<(), Error> {
        let last = steps.put.iter().map(|(at, _)| at + 1).max().unwrap_or(0);
        let journal = journal(steps, last);
        self.record(last, manifest, &journal).map_err(Error::io("write", out.join(manifest::NAME)))?;
        finish(out)
    }

    fn record(&self, number: usize, manifest: &str, journal: &str) -> io::Result<()> {
        fs::write(self.folder.join(number.to_string()), manifest)?;
        system::flush(&self.folder)?;
        let draft = self.folder.join("journal.new");
        let mut file = File::create(&draft)?;
        file.write_all(journal.as_bytes())?;
        file.sync_all()?;
        fs::rename(draft, self.folder.join(JOURNAL))?;
        system::flush(&self.folder)
    }
}

impl Drop for Flat {
    fn drop(&mut self) {
        if !self.folder.join(JOURNAL).exists() {
            // What cannot be removed now bears our mark and is removed by the next build.
            let _ = swap::remove_staging(&self.folder);
        }
    }
}

/// Finishes what a journal in the output folder says, and removes what a killed build left there.
///
/// # Errors
/// [`Error::Io`] when a step fails; [`Error::OutputRefused`] when the journal is not one of ours.
pub(super) fn finish(out: &Path) -> Result<(), Error> {
    let folder = out.join(STAGING);
    if !folder.symlink_metadata().is_ok_and(|facts| facts.is_dir()) {
        return Ok(());
    }
    let place = folder.join(JOURNAL);
    let refuse =
        || Error::OutputRefused(format!("`{}` is not one of Postil's: delete it or move it away", folder.display()));
    match fs::read_to_string(&place) {
        Ok(text) => {
            let mut known = BTreeSet::new();
            for step in parse(&text).ok_or_else(refuse)? {
                apply(out, &folder, &step, &mut known)?;
            }
            fs::remove_file(&place).map_err(Error::io("remove", place))?;
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(Error::io("read", place)(error)),
    }
    if !swap::is_staging(&folder) {
        return Err(refuse());
    }
    swap::remove_staging(&folder).map_err(Error::io("remove", folder))
}

#[derive(Debug, PartialEq, Eq)]
enum Step<'j> {
    Put(usize, &'j str),
    Drop(Hash, &'j str),
}

/// Assets come before the pages that show them, pages before the manifest, removals last.
fn journal(steps: &Steps<'_>, last: usize) -> String {
    let mut text = format!("{FIRST_LINE}\n");
    let drop = |text: &mut String, (hash, path): &(Hash, String)| {
        text.push_str("drop ");
        hash.write(text);
        text.push(' ');
        text.push_str(path);
        text.push('\n');
    };
    steps.drop_first.iter().for_each(|file| drop(&mut text, file));
    let is_page = |path: &str| Path::new(path).extension().is_some_and(|extension| extension == "html");
    let (pages, assets): (Vec<_>, Vec<_>) = steps.put.iter().partition(|(_, path)| is_page(path));
    let own = (last, manifest::NAME);
    for (number, path) in assets.into_iter().chain(pages).chain([&own]) {
        writeln!(text, "put {number} {path}").expect("a String takes all that is written to it");
    }
    steps.drop_last.iter().for_each(|file| drop(&mut text, file));
    text
}

/// Reads a journal; nothing where it is not ours or leads out of the output folder.
fn parse(text: &str) -> Option<Vec<Step<'_>>> {
    let mut lines = text.lines();
    if lines.next() != Some(FIRST_LINE) {
        return None;
    }
    let steps = lines.map(|line| {
        let (verb, rest) = line.split_once(' ')?;
        let (first, path) = rest.split_once(' ')?;
        if path != manifest::NAME && manifest::path_fault(path).is_some() {
            return None;
        }
        match verb {
            "put" => Some(Step::Put(first.parse().ok()?, path)),
            "drop" => Some(Step::Drop(Hash::parse(first)?, path)),
            _ => None,
        }
    });
    steps.collect()
}

/// Does a step, or finds it done; `known` are folders that were seen to be real ones.
fn apply<'j>(out: &Path, staging: &Path, step: &Step<'j>, known: &mut BTreeSet<&'j str>) -> Result<(), Error> {
    match step {
        Step::Put(number, path) => {
            let (from, to) = (staging.join(number.to_string()), out.join(path));
            if !from.exists() {
                return Ok(());
            }
            make_folders(out, path, known)?;
            fs::rename(from, &to).map_err(Error::io("write", to))
        }
        Step::Drop(hash, path) => drop_file(out, path, *hash),
    }
}

fn drop_file(out: &Path, path: &str, hash: Hash) -> Result<(), Error> {
    let is_no_folder = |folder: &str| out.join(folder).symlink_metadata().is_ok_and(|facts| !facts.is_dir());
    if names::folders_above(path).any(is_no_folder) {
        return Ok(());
    }
    let place = out.join(path);
    if survey::as_written(&place, hash)? == Some(true) {
        fs::remove_file(&place).map_err(Error::io("remove", &place))?;
    }
    for folder in names::folders_above(path) {
        match fs::remove_dir(out.join(folder)) {
            Err(error) if error.kind() != ErrorKind::NotFound => break,
            _ => {}
        }
    }
    Ok(())
}

fn make_folders<'j>(out: &Path, path: &'j str, known: &mut BTreeSet<&'j str>) -> Result<(), Error> {
    let new: Vec<_> = names::folders_above(path).take_while(|folder| !known.contains(folder)).collect();
    for folder in new.into_iter().rev() {
        let place = out.join(folder);
        match place.symlink_metadata() {
            Ok(facts) if facts.is_dir() => {}
            Ok(_) => return Err(survey::held(out, folder)),
            Err(_) => fs::create_dir(&place).map_err(Error::io("create the folder", &place))?,
        }
        known.insert(folder);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_names_the_steps_in_a_safe_order() {
        let (first, last) = ((Hash::of(b"1"), "a".to_owned()), (Hash::of(b"2"), "old.html".to_owned()));
        let steps =
            Steps { put: vec![(0, "a/b.html"), (3, "style.css")], drop_first: vec![&first], drop_last: vec![&last] };
        let text = journal(&steps, 4);
        let expected = [
            Step::Drop(first.0, "a"),
            Step::Put(3, "style.css"),
            Step::Put(0, "a/b.html"),
            Step::Put(4, manifest::NAME),
            Step::Drop(last.0, "old.html"),
        ];
        assert_eq!(parse(&text).as_deref(), Some(&expected[..]));
    }

    #[test]
    fn a_journal_that_leads_elsewhere_is_refused() {
        for line in ["put 0 ../book.toml", "put x a", "put 0 /etc/passwd", "drop 00 a", "put 0 .git/config", "burn 0 a"]
        {
            assert_eq!(parse(&format!("{FIRST_LINE}\n{line}\n")), None, "{line}");
        }
        assert_eq!(parse("something else\n"), None);
    }
}
