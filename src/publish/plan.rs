//! The new tree of the branch: the site laid over what stands there.
//!
//! In: a [`Branch`] and a [`Site`]. Out: a [`Plan`]: every file of the new tree, and how it differs from the old one.
//! What the last publication wrote and this one does not is removed; what another hand wrote is kept.

use std::collections::BTreeSet;

use super::branch::{Branch, Entries, Entry};
use super::git::Failure;
use super::refuse;
use super::site::Site;
use super::target::Target;
use crate::disk::{Hash, MANIFEST};
use crate::error::Error;

/// What becomes of the files of the branch that no publication wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// They are kept.
    Keep,
    /// They are removed, but for `CNAME`, without which a site loses its domain.
    Clean,
}

/// The new tree of the branch, beside the old one; paths are lossy where they are not UTF-8.
#[derive(Debug)]
pub struct Plan {
    /// Every file of the new tree.
    pub(super) entries: Entries,
    /// The commit that it is made on.
    pub(super) tip: Option<String>,
    /// New paths.
    pub added: Vec<String>,
    /// Paths whose content changes.
    pub changed: Vec<String>,
    /// Paths that go.
    pub removed: Vec<String>,
    /// Files of an old site that someone changed since, and that are therefore kept.
    pub kept: Vec<String>,
    /// Files of another hand that stand where the site has a file of its own, and that are replaced.
    pub replaced: Vec<String>,
}

impl Plan {
    /// Lays the site over the branch.
    ///
    /// # Errors
    /// [`Error::Publish`] when a file that is kept stands where the site needs a folder, or the other way round, and when git
    /// cannot read the branch.
    pub fn new(target: &Target<'_>, branch: &Branch, site: &Site, foreign: Foreign) -> Result<Self, Error> {
        let mut entries: Entries = site.blobs.iter().map(|(path, id)| (path.clone().into_bytes(), plain(id))).collect();
        let is_ours = |path: &[u8]| {
            path == MANIFEST.as_bytes()
                || std::str::from_utf8(path).is_ok_and(|path| branch.manifest.files.contains_key(path))
        };
        let (stale, others): (Vec<_>, Vec<_>) =
            branch.entries.iter().filter(|(path, _)| !entries.contains_key(*path)).partition(|(path, _)| is_ours(path));
        let mut kept: Vec<(&Vec<u8>, &Entry)> = match foreign {
            Foreign::Keep => changed_since(target, branch, &stale)?,
            Foreign::Clean => Vec::new(),
        };
        let by_hand = kept.iter().map(|(path, _)| shown(path)).collect();
        kept.extend(others.into_iter().filter(|(path, _)| foreign == Foreign::Keep || path.as_slice() == b"CNAME"));
        collide(target, &entries, &kept)?;
        entries.extend(kept.into_iter().map(|(path, entry)| (path.clone(), entry.clone())));
        let old = &branch.entries;
        let list = |wanted: &dyn Fn(&[u8], &Entry) -> bool, all: &Entries| -> Vec<String> {
            all.iter().filter(|(path, entry)| wanted(path, entry)).map(|(path, _)| shown(path)).collect()
        };
        let differs = |path: &[u8], entry: &Entry| old.get(path).is_some_and(|old| old != entry);
        Ok(Self {
            added: list(&|path, _| !old.contains_key(path), &entries),
            changed: list(&differs, &entries),
            removed: list(&|path, _| !entries.contains_key(path), old),
            replaced: list(&|path, entry| differs(path, entry) && !is_ours(path), &entries),
            kept: by_hand,
            tip: branch.tip.clone(),
            entries,
        })
    }

    /// Returns the commit that holds this very tree already, if the branch stands there.
    pub fn standing(&self) -> Option<&str> {
        let same = self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty();
        self.tip.as_deref().filter(|_| same)
    }
}

fn plain(id: &str) -> Entry {
    Entry { mode: "100644".into(), id: id.to_owned() }
}

fn shown(path: &[u8]) -> String {
    String::from_utf8_lossy(path).into_owned()
}

/// Finds those of the last publication's files whose bytes are not what it wrote.
fn changed_since<'b>(
    target: &Target<'_>,
    branch: &Branch,
    stale: &[(&'b Vec<u8>, &'b Entry)],
) -> Result<Vec<(&'b Vec<u8>, &'b Entry)>, Error> {
    let stale: Vec<_> = stale.iter().filter(|(path, _)| path.as_slice() != MANIFEST.as_bytes()).collect();
    let asked: String = stale.iter().flat_map(|(_, entry)| [entry.id.as_str(), "\n"]).collect();
    let out = target.repository.git.feed(&["cat-file", "--batch"], |to| to.write_all(asked.as_bytes()));
    let unread = |failure: Failure| failure.told("git cannot read the old site", "");
    let out = out.map_err(unread)?;
    let mut rest = out.as_slice();
    let mut kept = Vec::new();
    for (path, entry) in stale {
        let held = object(&mut rest).map(Hash::of);
        let written = std::str::from_utf8(path).ok().and_then(|path| branch.manifest.files.get(path));
        // What git cannot give, as a folder of another repository, is not what was written either.
        if held.is_none() || held.as_ref() != written {
            kept.push((*path, *entry));
        }
    }
    Ok(kept)
}

/// Takes the next answer of `cat-file --batch`: a line that ends with the size, the bytes, a line feed; or a line that ends with a word.
fn object<'b>(rest: &mut &'b [u8]) -> Option<&'b [u8]> {
    let end = rest.iter().position(|byte| *byte == b'\n')?;
    let (line, after) = rest.split_at_checked(end)?;
    *rest = after.get(1..)?;
    let size: usize = std::str::from_utf8(line).ok()?.rsplit(' ').next()?.parse().ok()?;
    let (bytes, after) = rest.split_at_checked(size)?;
    *rest = after.get(1..)?;
    Some(bytes)
}

/// Refuses a tree in which a name would be a file and a folder.
fn collide(target: &Target<'_>, site: &Entries, kept: &[(&Vec<u8>, &Entry)]) -> Result<(), Error> {
    let folders: BTreeSet<&[u8]> = site.keys().flat_map(|path| above(path)).collect();
    let in_the_way = |path: &[u8]| folders.contains(path) || above(path).any(|folder| site.contains_key(folder));
    let Some((path, _)) = kept.iter().find(|(path, _)| in_the_way(path)) else { return Ok(()) };
    Err(refuse(format!(
        "the branch `{}` has a file `{}` that Postil did not write, in the way of the site\n\
         remove it from the branch, or publish with `--clean`, which removes all such files",
        target.branch,
        shown(path)
    )))
}

/// Returns every folder above a path.
fn above(path: &[u8]) -> impl Iterator<Item = &[u8]> {
    path.iter().enumerate().filter(|(_, byte)| **byte == b'/').filter_map(|(at, _)| path.get(..at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_of_git_are_taken_one_by_one() {
        let mut rest = b"0f3a blob 4\na\nb\n\n77 missing\n12 blob 0\n\nend".as_slice();
        let taken = [object(&mut rest), object(&mut rest), object(&mut rest)];
        assert_eq!(taken, [Some(b"a\nb\n".as_slice()), None, Some(b"".as_slice())]);
        assert_eq!(rest, b"end");
        assert_eq!(object(&mut b"0f3a blob 9\nshort".as_slice()), None);
    }

    #[test]
    fn folders_above_a_path() {
        let folders: Vec<_> = above(b"a/b/c").collect();
        assert_eq!(folders, [b"a".as_slice(), b"a/b"]);
        assert_eq!(above(b"a").count(), 0);
    }
}
