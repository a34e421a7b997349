//! The site as git's objects: a blob a file, and the manifest.
//!
//! In: an [`Output`]. Out: a [`Site`]: path → blob. Pages are made on every thread while one git takes them in; a site that code
//! hosts would not serve is refused.

#![allow(clippy::disallowed_methods, reason = "git tells the ids of objects in a file")]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender};

use rayon::prelude::*;

use super::refuse;
use super::repository::Repository;
use crate::disk::{self, Hash, MANIFEST, Manifest, Whole};
use crate::error::Error;
use crate::output::{Content, Output};

const MEGABYTE: u64 = 1024 * 1024;
/// The largest file that GitHub takes.
const LARGEST: u64 = 100 * MEGABYTE;
/// The largest site that GitHub Pages serve.
const WHOLE_SITE: u64 = 1024 * MEGABYTE;
/// How many files may wait for git.
const WAITING: usize = 64;

/// A site whose files git holds.
#[derive(Debug)]
pub struct Site {
    /// The id of each file's blob, the manifest's too.
    pub(super) blobs: BTreeMap<String, String>,
}

/// A file under way to git: the number that git gives it back by, and its bytes.
type Blob<'o> = (usize, std::borrow::Cow<'o, [u8]>);

impl Site {
    /// Makes every file of the site and hands it to git.
    ///
    /// # Errors
    /// Those of the makers of pages; [`Error::Publish`] when the site is too large, or git fails.
    pub fn make(repository: &Repository, output: &Output<'_>) -> Result<Self, Error> {
        let root = repository.root.as_path();
        weigh_copies(root, output)?;
        let (send, receive) = mpsc::sync_channel::<Blob<'_>>(WAITING);
        let (fed, made) = std::thread::scope(|scope| {
            let feeding = scope.spawn(move || feed(repository, receive));
            let made = make(root, output, send);
            (feeding.join(), made)
        });
        // When git stops, that is the cause, and the rest follows from it.
        fed.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        made?;
        let marks = repository.temp.path().join("marks");
        let ids = std::fs::read_to_string(&marks).map_err(Error::io("read", &marks))?;
        let ids: BTreeMap<usize, &str> = ids.lines().filter_map(mark).collect();
        let paths = output.files().keys().map(String::as_str).chain([MANIFEST]);
        let blobs: BTreeMap<String, String> = paths
            .enumerate()
            .filter_map(|(at, path)| Some((path.to_owned(), (*ids.get(&(at + 1))?).to_owned())))
            .collect();
        if blobs.len() != output.files().len() + 1 {
            return Err(refuse("git did not take in every file of the site\nrun this again".into()));
        }
        Ok(Self { blobs })
    }

    /// Returns how many files the site has.
    pub fn len(&self) -> usize {
        self.blobs.len() - 1
    }

    /// Tells whether the site has no file.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Refuses what is too large before anything is read: only copied files are ever that large.
fn weigh_copies(root: &Path, output: &Output<'_>) -> Result<(), Error> {
    let mut sizes = Vec::new();
    for (path, content) in output.files().iter().filter(|(_, content)| matches!(content, Content::Copy(_))) {
        if let Whole::TooLarge(size) = disk::whole(root, path, content, 0)? {
            sizes.push((size, path.as_str()));
        }
    }
    weigh(sizes.iter().map(|(size, _)| size).sum(), &mut sizes)
}

/// Refuses a file or a site that is too large.
fn weigh(total: u64, sizes: &mut Vec<(u64, &str)>) -> Result<(), Error> {
    sizes.sort_by(|one, other| other.cmp(one));
    let megabytes = |size: u64| format!("{} MB", size.div_ceil(MEGABYTE));
    let largest = |number: usize| {
        let named = sizes.iter().take(number).map(|(size, path)| format!("`{path}` ({})", megabytes(*size)));
        named.collect::<Vec<_>>().join(", ")
    };
    if sizes.first().is_some_and(|(size, _)| *size > LARGEST) {
        let number = sizes.iter().take_while(|(size, _)| *size > LARGEST).count();
        return Err(refuse(format!(
            "too large to publish: {}; code hosts take files of 100 MB at most\n\
             make it smaller, or put it elsewhere and link to it",
            largest(number.min(5))
        )));
    }
    if total <= WHOLE_SITE {
        return Ok(());
    }
    let named = if sizes.is_empty() { String::new() } else { format!("; the largest files are {}", largest(3)) };
    Err(refuse(format!(
        "the site is too large to publish: {} where GitHub Pages serve 1024 MB at most{named}\n\
         make its files smaller, or put some elsewhere and link to them",
        megabytes(total)
    )))
}

/// Makes every file, and the manifest last; what would be too much for git is only counted.
fn make<'o>(root: &Path, output: &'o Output<'_>, send: SyncSender<Blob<'o>>) -> Result<(), Error> {
    let total = AtomicU64::new(0);
    let stopped = || refuse("git stopped while it took in the site".into());
    let jobs: Vec<_> = output.files().iter().enumerate().collect();
    let last = send.clone();
    let made = jobs.par_iter().map_with(send, |send, (at, (path, content))| {
        let bytes = match disk::whole(root, path, content, LARGEST)? {
            Whole::Bytes(bytes) => bytes,
            Whole::TooLarge(size) => return Ok((Hash::of(b""), size)),
        };
        let size = bytes.len() as u64;
        let hash = Hash::of(&bytes);
        if total.fetch_add(size, Ordering::Relaxed) + size <= WHOLE_SITE {
            send.send((at + 1, bytes)).map_err(|_| stopped())?;
        }
        Ok((hash, size))
    });
    let made = made.collect::<Result<Vec<_>, Error>>()?;
    let mut manifest = Manifest::default();
    let mut sizes = Vec::new();
    for ((hash, size), (path, _)) in made.into_iter().zip(output.files()) {
        manifest.files.insert(path.clone(), hash);
        sizes.push((size, path.as_str()));
    }
    weigh(total.into_inner(), &mut sizes)?;
    last.send((jobs.len() + 1, manifest.text().into_bytes().into())).map_err(|_| stopped())
}

/// Runs the git that takes in blobs. When they stop coming it ends in good order, with those that it has.
fn feed(repository: &Repository, blobs: Receiver<Blob<'_>>) -> Result<(), Error> {
    let args = ["fast-import", "--quiet", "--export-marks=marks"];
    let fed = repository.workshop.feed(&args, move |to| {
        for (mark, bytes) in blobs {
            write!(to, "blob\nmark :{mark}\ndata {}\n", bytes.len())?;
            to.write_all(&bytes)?;
            to.write_all(b"\n")?;
        }
        Ok(())
    });
    fed.map(|_| ()).map_err(|failure| {
        failure.told("git could not take in the site", "nothing was published; when the cause is gone, run this again")
    })
}

/// Reads a line of the file that tells the ids: `:7 0f3a…`.
fn mark(line: &str) -> Option<(usize, &str)> {
    let (mark, id) = line.strip_prefix(':')?.split_once(' ')?;
    Some((mark.parse().ok()?, id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_named() {
        assert!(weigh(WHOLE_SITE, &mut vec![(LARGEST, "a")]).is_ok());
        let file = weigh(0, &mut vec![(1, "a"), (LARGEST + 1, "b.mp4")]).unwrap_err().to_string();
        assert!(file.contains("`b.mp4` (101 MB)") && !file.contains("`a`"), "{file}");
        let site = weigh(WHOLE_SITE + 1, &mut vec![(2 * MEGABYTE, "a")]).unwrap_err().to_string();
        assert!(site.contains("1025 MB") && site.contains("`a` (2 MB)"), "{site}");
    }
}
