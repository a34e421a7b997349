//! Writes a site: whole, or not at all.
//!
//! In: a [`Destination`] and an [`Output`]. Out: files, and a [`Written`] that says what was done.
//! Pages are made one by one as they are written, on every thread. While each is as it stands on the disk, nothing is touched;
//! the first that differs begins a staging folder. Then the site is swapped whole (`swap`) or renewed file by file (`in_place`).
//! Files that are not in the manifest are never changed or removed.

#![allow(clippy::disallowed_methods, reason = "this is the module that writes the site")]

use std::fs;

use rayon::prelude::*;

use super::build::{Build, Fate, Stage};
use super::manifest::Manifest;
use super::place::Destination;
use super::swap::{self, Done};
use super::{in_place, lock, work};
use crate::error::Error;
use crate::output::Output;

/// How the site came into its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// It stood there already, byte for byte; nothing was touched.
    Untouched,
    /// In one step.
    Swapped,
    /// File by file; the sentence says why, and what that means.
    FileByFile(String),
}

/// What a build did to the output folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// How the site came into its place.
    pub how: How,
    /// How many files are new or changed.
    pub written: usize,
    /// How many stood there already.
    pub unchanged: usize,
    /// How many old files were removed.
    pub removed: usize,
    /// Old files of ours that are not part of the site any more, but were changed by someone and therefore kept.
    pub kept: Vec<String>,
}

/// Writes a site into its place; waits while another build writes there, and calls `on_wait` once after a second.
///
/// # Errors
/// [`Error::OutputRefused`] when the folder is not one to write to, [`Error::Io`] when reading or writing fails, and whatever
/// the maker of a page returns. The old site then stands as it was.
pub fn write(place: &Destination, output: &Output<'_>, on_wait: &dyn Fn()) -> Result<Written, Error> {
    let site = place.check()?;
    let jobs = work::plan(output)?;
    fs::create_dir_all(&site.parent).map_err(Error::io("create the folder", &site.parent))?;
    let _beside = lock::take(&site.parent, on_wait)?;
    // Two machines may share the output folder, but not the folder that holds it.
    let _inside = if site.out.is_dir() { Some(lock::take(&site.out, on_wait)?) } else { None };
    in_place::finish(&site.out)?;
    swap::sweep(&site)?;
    let why = match attempt(&Build::begin(&site, &jobs, output.files())?)? {
        Ok(written) => return Ok(written),
        Err(why) => why,
    };
    let again = Build::begin(&site, &jobs, output.files())?.file_by_file(why);
    attempt(&again)?
        .map_err(|why| Error::OutputRefused(format!("`{}` cannot be written to: {why}", site.out.display())))
}

/// One attempt; the inner error says why the site must be written file by file instead.
fn attempt(build: &Build<'_, '_>) -> Result<Result<Written, String>, Error> {
    let (site, jobs) = (build.site, build.jobs);
    let settled = jobs.par_iter().map_init(Vec::new, |buffer, job| build.settle(job, buffer));
    let fates = settled.collect::<Result<Vec<_>, Error>>()?;
    let mut manifest = Manifest::default();
    let (mut unchanged, mut changed) = (Vec::new(), Vec::new());
    for (job, fate) in jobs.iter().zip(fates) {
        let hash = match fate {
            Fate::Foreign => continue,
            Fate::Unchanged(hash) => {
                unchanged.push(job.path);
                hash
            }
            Fate::Changed(hash) => {
                changed.push((job.at, job.path));
                hash
            }
        };
        manifest.files.insert(job.path.to_owned(), hash);
    }
    let text = manifest.text();
    let mut written = Written {
        how: How::Untouched,
        written: changed.len(),
        unchanged: jobs.len() - changed.len(),
        removed: build.stale.gone.len(),
        kept: build.stale.kept.clone(),
    };
    if changed.is_empty() && build.stale.gone.is_empty() && build.old.text == text {
        return Ok(Ok(written));
    }
    written.how = match build.stage()? {
        Stage::Tree(tree) => {
            let done = Done { unchanged: &unchanged, manifest: &text };
            match tree.commit(site, &build.old, &done)? {
                Ok(()) => How::Swapped,
                Err(why) => return Ok(Err(why)),
            }
        }
        Stage::Flat(flat, why) => {
            flat.commit(&site.out, &build.steps(changed), &text)?;
            How::FileByFile(format!(
                "`{}` was renewed file by file, not in one step, because {why}: \
                 who reads it meanwhile may find new pages beside old ones",
                site.out.display()
            ))
        }
    };
    Ok(Ok(written))
}
