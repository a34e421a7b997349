//! One build into one folder: what stands there, what each file becomes, where changed ones are staged.
//!
//! In: a checked place, the files to write, the old manifest. Out: a [`Fate`] a file, and a [`Stage`] if any differs.
//! Until the first difference is found nothing on the disk is touched.

#![allow(clippy::disallowed_methods, reason = "this module writes the site")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};

use super::in_place::{Flat, Steps};
use super::manifest::Hash;
use super::names;
use super::place::Site;
use super::survey::{self, Old, Stale};
use super::swap::Tree;
use super::system;
use super::work::{self, Job, Made, Standing};
use crate::error::Error;
use crate::output::Content;

/// What became of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It stands as it shall.
    Unchanged(Hash),
    /// It was staged.
    Changed(Hash),
    /// The very bytes stand there, but another hand put them there: the file stays that hand's.
    Foreign,
}

/// Where changed files are made.
#[derive(Debug)]
pub(super) enum Stage {
    /// In a new site beside the old one.
    Tree(Tree),
    /// In a folder inside the output, for a reason given in words.
    Flat(Flat, String),
}

impl Stage {
    fn place(&self, job: &Job<'_, '_>) -> std::path::PathBuf {
        match self {
            Self::Tree(tree) => tree.site.join(job.path),
            Self::Flat(flat, _) => flat.folder.join(job.at.to_string()),
        }
    }
}

/// A build under way.
pub(super) struct Build<'b, 'e> {
    /// Where it goes.
    pub(super) site: &'b Site,
    /// What is written.
    pub(super) jobs: &'b [Job<'b, 'e>],
    /// The same, by path.
    pub(super) wanted: &'b BTreeMap<String, Content<'e>>,
    /// What stands there.
    pub(super) old: Old,
    /// What of it has no place any more.
    pub(super) stale: Stale,
    file_by_file: Option<String>,
    stage: OnceLock<Stage>,
    beginning: Mutex<()>,
}

impl<'b, 'e> Build<'b, 'e> {
    /// Reads what stands in the output folder.
    ///
    /// # Errors
    /// [`Error::OutputRefused`] when that is not ours, [`Error::Io`] when it cannot be read.
    pub(super) fn begin(
        site: &'b Site,
        jobs: &'b [Job<'b, 'e>],
        wanted: &'b BTreeMap<String, Content<'e>>,
    ) -> Result<Self, Error> {
        let old = Old::read(&site.out)?;
        let gone_or_kept = survey::stale(&site.out, &old.manifest, wanted)?;
        let beginning = Mutex::new(());
        Ok(Self { site, jobs, wanted, old, stale: gone_or_kept, file_by_file: None, stage: OnceLock::new(), beginning })
    }

    /// Has the site renewed file by file, for a reason given in words.
    pub(super) fn file_by_file(self, why: String) -> Self {
        Self { file_by_file: Some(why), ..self }
    }

    /// Makes one file, compares it with what stands in its place, and stages it if it differs.
    ///
    /// # Errors
    /// Those of [`work::make`]; [`Error::Io`]; [`Error::OutputRefused`] when something that is not ours stands in its place.
    pub(super) fn settle(&self, job: &Job<'_, '_>, buffer: &mut Vec<u8>) -> Result<Fate, Error> {
        match work::make(job.content, &self.site.root)? {
            Made::Bytes(bytes) => {
                let hash = Hash::of(&bytes);
                if let Some(fate) = self.standing(job, hash, |place| work::compare_bytes(place, &bytes, buffer))? {
                    return Ok(fate);
                }
                self.put(job, |to| to.write_all(&bytes).map(|()| hash))
            }
            Made::File(mut file) if self.old.stands => {
                let doing = Error::io("read", job.path);
                let hash = work::hash(&mut file, buffer).map_err(doing)?;
                match self.standing(job, hash, |place| work::compare_file(place, &mut file, buffer))? {
                    Some(fate) => Ok(fate),
                    None => self.put(job, |to| work::pour(&mut file, to, buffer)),
                }
            }
            Made::File(mut file) => self.put(job, |to| work::pour(&mut file, to, buffer)),
        }
    }

    /// Returns where changed files go; the first call makes that place.
    ///
    /// # Errors
    /// [`Error::OutputRefused`] when the site cannot stand beside what is not ours, [`Error::Io`] when the place cannot be made.
    pub(super) fn stage(&self) -> Result<&Stage, Error> {
        if let Some(stage) = self.stage.get() {
            return Ok(stage);
        }
        let _one = self.beginning.lock().unwrap_or_else(PoisonError::into_inner);
        if self.stage.get().is_none() {
            let stage = self.begin_stage()?;
            return Ok(self.stage.get_or_init(|| stage));
        }
        self.stage()
    }

    /// Lists the steps of a file-by-file renewal.
    pub(super) fn steps<'s>(&'s self, put: Vec<(usize, &'s str)>) -> Steps<'s> {
        let folded: BTreeSet<_> = put.iter().map(|(_, path)| path.to_lowercase()).collect();
        let (drop_first, drop_last) = self.stale.gone.iter().partition(|(_, path)| {
            let folder_now = survey::any_below(self.wanted, path);
            let file_above = names::folders_above(path).any(|folder| self.wanted.contains_key(folder));
            folder_now || file_above || folded.contains(&path.to_lowercase())
        });
        Steps { put, drop_first, drop_last }
    }

    fn standing(
        &self,
        job: &Job<'_, '_>,
        hash: Hash,
        compare: impl FnOnce(&Path) -> io::Result<Standing>,
    ) -> Result<Option<Fate>, Error> {
        let was = self.old.manifest.files.get(job.path);
        // Where systems ignore case, a page whose name changed in case only would be found under its old name.
        let only_case_differs = was.is_none() && self.stale.holds_but_for_case(job.path);
        if !self.old.stands || only_case_differs || was.is_some_and(|was| *was != hash) {
            return Ok(None);
        }
        let place = self.site.out.join(job.path);
        match (compare(&place).map_err(Error::io("read", &place))?, was) {
            (Standing::Same, Some(_)) => Ok(Some(Fate::Unchanged(hash))),
            (Standing::Same, None) => Ok(Some(Fate::Foreign)),
            (Standing::Other, None) => Err(survey::held(&self.site.out, job.path)),
            (Standing::Other, Some(_)) | (Standing::Nothing, _) => Ok(None),
        }
    }

    fn put(&self, job: &Job<'_, '_>, fill: impl FnOnce(&mut File) -> io::Result<Hash>) -> Result<Fate, Error> {
        let place = self.stage()?.place(job);
        // The message names the place that the user knows, not the staging folder.
        let hash = File::create(place).and_then(|mut file| fill(&mut file));
        hash.map(Fate::Changed).map_err(Error::io("write", self.site.out.join(job.path)))
    }

    fn begin_stage(&self) -> Result<Stage, Error> {
        let out = &self.site.out;
        let mut why = self.file_by_file.clone();
        if self.old.stands {
            let foreign = survey::foreign(out, &self.old.manifest)?;
            survey::collide(out, &foreign, self.wanted)?;
            let other = foreign.example().or(self.stale.kept.first().map(String::as_str));
            why = why.or(other.map(|path| format!("it also holds what Postil did not make (`{path}`)")));
        }
        if why.is_none() && system::is_mount_point(out) {
            why = Some("something is mounted on it".to_owned());
        }
        if why.is_none() {
            match Tree::begin(self.site, self.jobs) {
                Ok(tree) => return Ok(Stage::Tree(tree)),
                Err(error) if out.is_dir() && is_closed(&error) => {
                    why = Some("the folder that holds it cannot be written to".to_owned());
                }
                Err(error) => return Err(Error::io("write beside", out)(error)),
            }
        }
        let flat = Flat::begin(out).map_err(Error::io("write", out))?;
        Ok(Stage::Flat(flat, why.unwrap_or_default()))
    }
}

fn is_closed(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem)
}
