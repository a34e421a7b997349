//! What stands on the branch before the site is put there.
//!
//! In: a [`Target`]. Out: a [`Branch`]: its last commit, its files, and which of them a publication wrote; or why it may not be
//! published to. Speaks to the remote; fetches only what the repository does not hold yet, and moves no reference.

use std::collections::BTreeMap;

use super::git::Failure;
use super::refuse;
use super::target::{REMOTE, Target};
use crate::disk::{MANIFEST, Manifest};
use crate::error::Error;

const CNAME: &str = "CNAME";

/// A file, as git holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its mode: `100644` for a plain file.
    pub(super) mode: String,
    /// The id of its content.
    pub(super) id: String,
}

/// Files by path; git's paths are bytes.
pub(super) type Entries = BTreeMap<Vec<u8>, Entry>;

/// What happens with a branch that no publication wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unmarked {
    /// It is refused.
    Refuse,
    /// It is taken; its files are someone else's.
    Adopt,
}

/// What stands on the branch.
#[derive(Debug, Default)]
pub struct Branch {
    /// The last commit; none where the branch is not there.
    pub(super) tip: Option<String>,
    /// Its files.
    pub(super) entries: Entries,
    /// What the last publication wrote.
    pub(super) manifest: Manifest,
    domain: Option<String>,
}

impl Branch {
    /// Looks at the branch.
    ///
    /// # Errors
    /// [`Error::Publish`] when the remote does not answer, or the branch holds something that the site may not be put on.
    pub fn look(target: &Target<'_>, unmarked: Unmarked) -> Result<Self, Error> {
        let adopt = unmarked == Unmarked::Adopt;
        let (tip, default) = tip(target)?;
        let Some(tip) = tip else {
            // The only branch of a new repository becomes its default, so that this one may stay so.
            return if default { Err(is_default(target)) } else { Ok(Self::default()) };
        };
        let entries = entries(target, &tip)?;
        let git = &target.repository.git;
        let read = |path: &str| match entries.get(path.as_bytes()) {
            Some(entry) => git.run(&["cat-file", "blob", &entry.id]).map(Some),
            None => Ok(None),
        };
        let unread = |failure: Failure| failure.told(&format!("git cannot read the branch `{}`", target.branch), "");
        let marker = read(MANIFEST).map_err(unread)?;
        let sources = [String::new(), target.repository.prefix.clone()].map(|folder| format!("{folder}book.toml"));
        if let Some(path) = sources.iter().find(|path| entries.contains_key(path.as_bytes())) {
            return Err(refuse(format!(
                "the branch `{}` of `{}` holds a publication (there is `{path}` on it), not a site\n\
                 publish to a branch of its own, such as `--branch gh-pages`",
                target.branch, target.remote
            )));
        }
        if default && marker.is_none() {
            return Err(is_default(target));
        }
        let manifest = match marker {
            Some(marker) => Manifest::parse(&String::from_utf8_lossy(&marker))
                .or_else(|why| if adopt { Ok(Manifest::default()) } else { Err(unreadable(target, &why)) })?,
            None if adopt || entries.is_empty() => Manifest::default(),
            None => return Err(strange(target, &entries)),
        };
        let others = if manifest.files.contains_key(CNAME) { None } else { read(CNAME).map_err(unread)? };
        let domain = others.and_then(|bytes| domain(&bytes));
        Ok(Self { tip: Some(tip), entries, manifest, domain })
    }

    /// Tells whether the branch is not there yet.
    pub fn is_new(&self) -> bool {
        self.tip.is_none()
    }

    /// Returns the domain of a `CNAME` file that no publication wrote, and that is kept.
    pub fn domain(&self) -> Option<&str> {
        self.domain.as_deref()
    }
}

/// Asks the remote for the last commit of the branch, and whether the branch is its default.
///
/// # Errors
/// [`Error::Publish`] when it does not answer.
pub(super) fn tip(target: &Target<'_>) -> Result<(Option<String>, bool), Error> {
    let full = format!("refs/heads/{}", target.branch);
    let out = target.git.run(&["ls-remote", "--symref", "--", REMOTE, "HEAD", &full]);
    let out = out.map_err(|failure| {
        failure.told(
            &format!("the remote `{}` cannot be reached", target.remote),
            "nothing was changed, there or here: run this again when the remote answers",
        )
    })?;
    let (mut tip, mut default) = (None, false);
    for line in String::from_utf8_lossy(&out).lines() {
        match line.split_once('\t') {
            Some((id, "HEAD")) => default |= id.strip_prefix("ref: ") == Some(full.as_str()),
            Some((id, name)) if name == full => tip = Some(id.to_owned()),
            _ => {}
        }
    }
    Ok((tip, default))
}

/// Lists the files of a commit; fetches it if it is not at hand.
fn entries(target: &Target<'_>, tip: &str) -> Result<Entries, Error> {
    let list = || target.repository.git.run(&["ls-tree", "-r", "-z", "--full-tree", tip]);
    let unread = |failure: Failure| failure.told(&format!("git cannot read the branch `{}`", target.branch), "");
    let listed = if let Ok(listed) = list() {
        listed
    } else {
        fetch(target)?;
        list().map_err(unread)?
    };
    let entry = |line: &[u8]| {
        let at = line.iter().position(|byte| *byte == b'\t')?;
        let (facts, path) = line.split_at_checked(at)?;
        let facts = std::str::from_utf8(facts).ok()?;
        let mut facts = facts.split(' ');
        let (mode, _kind, id) = (facts.next()?, facts.next()?, facts.next()?);
        Some((path.get(1..)?.to_vec(), Entry { mode: mode.to_owned(), id: id.to_owned() }))
    };
    Ok(listed.split(|byte| *byte == 0).filter_map(entry).collect())
}

fn fetch(target: &Target<'_>) -> Result<(), Error> {
    let full = format!("refs/heads/{}", target.branch);
    let quietly = [
        "fetch",
        "--progress",
        "--no-write-fetch-head",
        "--no-tags",
        "--no-prune",
        "--no-auto-maintenance",
        "--no-write-commit-graph",
        "--no-recurse-submodules",
        "--",
        REMOTE,
        &full,
    ];
    let done = target.git.run(&quietly).map(|_| ());
    done.map_err(|failure| {
        failure.told(
            &format!("the branch `{}` cannot be fetched from `{}`", target.branch, target.remote),
            "nothing was changed, there or here: run this again when the remote answers",
        )
    })
}

fn domain(bytes: &[u8]) -> Option<String> {
    let name = std::str::from_utf8(bytes).ok()?.lines().next()?.trim();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    (name.contains('.') && name.chars().all(plain)).then(|| name.to_owned())
}

fn is_default(target: &Target<'_>) -> Error {
    refuse(format!(
        "`{}` is the default branch of `{}`, and no site was published to it before\n\
         publish to a branch of its own, such as `--branch gh-pages`",
        target.branch, target.remote
    ))
}

fn strange(target: &Target<'_>, entries: &Entries) -> Error {
    let shown: Vec<_> = entries.keys().take(3).map(|path| format!("`{}`", String::from_utf8_lossy(path))).collect();
    refuse(format!(
        "the branch `{}` of `{}` holds something that Postil did not write: {}{}\n\
         `--adopt` puts the site there and keeps those files; `--adopt --clean` removes them; their history stays either way\n\
         or publish to another branch with `--branch`",
        target.branch,
        target.remote,
        shown.join(", "),
        if entries.len() > shown.len() { " …" } else { "" }
    ))
}

fn unreadable(target: &Target<'_>, why: &str) -> Error {
    refuse(format!(
        "`{MANIFEST}` on the branch `{}` of `{}` cannot be used: {why}\n\
         publish with the Postil that wrote it, or a later one; `--adopt` takes all files there for someone else's",
        target.branch, target.remote
    ))
}
