//! The repository that the publication lies in, and a workshop beside it.
//!
//! In: the publication's folder. Out: its branch and commit, what is not committed, and two ways to run git: in the repository,
//! with all of the user's settings, and in the workshop: an empty repository in a temporary folder that shares the objects, so
//! that indexes and whatever git leaves behind stand there and not with the user.

#![allow(clippy::disallowed_methods, reason = "the workshop is a folder")]

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::git::Git;
use super::refuse;
use crate::error::Error;

/// Where new objects go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Objects {
    /// Into the user's repository, where they mean nothing until something refers to them.
    Kept,
    /// Into the workshop, which vanishes: nothing at all is left behind.
    Scratch,
}

/// A repository with a publication in it.
#[derive(Debug)]
pub struct Repository {
    /// git in the publication's folder.
    pub(super) git: Git,
    /// git in the workshop.
    pub(super) workshop: Git,
    /// The workshop's folder.
    pub(super) temp: TempDir,
    /// The publication's folder, resolved.
    pub(super) root: PathBuf,
    /// The publication's folder from the top of the repository, with a final slash; empty at the top.
    pub(super) prefix: String,
    /// The branch that is checked out, if any.
    pub(super) current: Option<String>,
    /// The commit that is checked out, shortened; none before the first.
    commit: Option<String>,
}

impl Repository {
    /// Finds git, and the repository that holds the publication.
    ///
    /// # Errors
    /// [`Error::Publish`] when there is no git, no repository, or nobody to sign commits; [`Error::Io`] when there is no place for
    /// the workshop.
    pub fn find(root: &Path, objects: Objects) -> Result<Self, Error> {
        let root = root.canonicalize().map_err(Error::io("read", root))?;
        let git = Git::find(&root)?;
        let (format, prefix, store) = facts(&git)?;
        for who in ["GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"] {
            git.run(&["var", who]).map_err(|failure| {
                let remedy = "git config user.name \"Your Name\"\ngit config user.email you@example.org";
                failure.told("git does not know who publishes", remedy)
            })?;
        }
        let temp = tempfile::Builder::new().prefix("postil-publish-").tempdir();
        let temp = temp.map_err(Error::io("write", std::env::temp_dir()))?;
        let (git, workshop) = begin(&git, temp.path(), (&format, &store), objects)?;
        let answer = |args: &[&str]| git.line(args).ok().filter(|line| !line.is_empty());
        let current = answer(&["symbolic-ref", "--quiet", "--short", "HEAD"]);
        let commit = answer(&["rev-parse", "--quiet", "--verify", "--short", "HEAD^{commit}"]);
        Ok(Self { git, workshop, temp, root, prefix, current, commit })
    }

    /// Returns the short id of the commit that is checked out; none before the first.
    pub fn commit(&self) -> Option<&str> {
        self.commit.as_deref()
    }

    /// Lists what is not committed at some paths below the publication's folder, from the top of the repository.
    ///
    /// Files that a publication passes over (names with `.` or `_` in front, backups) are not asked for.
    ///
    /// # Errors
    /// [`Error::Publish`] when git fails.
    pub fn uncommitted(&self, paths: &[&str]) -> Result<Vec<String>, Error> {
        let told = "git cannot say what is not committed";
        let mut args = vec!["status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", "--"];
        args.extend(paths);
        let out = self.git.run(&args).map_err(|failure| failure.told(told, ""))?;
        let listed = out.split(|byte| *byte == 0).filter_map(|entry| {
            let (state, path) = entry.split_at_checked(3)?;
            let path = String::from_utf8_lossy(path).into_owned();
            let passed_over = |part: &str| part.starts_with(['.', '_']) || part.ends_with('~');
            let below = path.strip_prefix(&self.prefix).unwrap_or(&path);
            (!(state.starts_with(b"??") && below.split('/').any(passed_over))).then_some(path)
        });
        let mut listed: Vec<String> = listed.collect();
        let settings = "book.toml";
        let known = self.git.run(&["ls-files", "-z", "--", settings]).map_err(|failure| failure.told(told, ""))?;
        let path = format!("{}{settings}", self.prefix);
        if known.is_empty() && !listed.contains(&path) {
            listed.push(path);
        }
        Ok(listed)
    }
}

/// Returns the format of object ids, the publication's place in the repository, and where objects are kept.
fn facts(git: &Git) -> Result<(String, String, PathBuf), Error> {
    let none = || {
        refuse(
            "the publication is not in a git repository\n\
             begin one with `git init`, add a remote with `git remote add origin ADDRESS`, commit, then publish"
                .into(),
        )
    };
    let asked = [
        "rev-parse",
        "--is-inside-work-tree",
        "--show-object-format",
        "--show-prefix",
        "--path-format=absolute",
        "--git-path",
        "objects",
    ];
    let out = git.run(&asked).map_err(|failure| {
        let outside = failure.said.iter().any(|line| line.contains("not a git repository"));
        if outside { none() } else { failure.told("git cannot use the repository of the publication", "") }
    })?;
    let out =
        String::from_utf8(out).map_err(|_| refuse("the repository's folder has a name that is not UTF-8".into()))?;
    let mut lines = out.lines();
    let mut next = || lines.next().unwrap_or_default().to_owned();
    let (inside, format, prefix, store) = (next(), next(), next(), next());
    if inside == "true" { Ok((format, prefix, store.into())) } else { Err(none()) }
}

/// Makes the workshop; returns git in the repository and in it.
fn begin(git: &Git, temp: &Path, (format, store): (&str, &Path), objects: Objects) -> Result<(Git, Git), Error> {
    let format = format!("--object-format={format}");
    let shop = git.at(temp);
    shop.run(&["init", "--quiet", "--bare", "--template=", &format, "shop"])
        .map_err(|failure| failure.told("git cannot make a temporary repository", ""))?;
    let shop = shop.with("GIT_DIR", temp.join("shop"));
    let name = "GIT_OBJECT_DIRECTORY";
    if objects == Objects::Kept {
        return Ok((git.clone(), shop.with(name, store)));
    }
    let own = temp.join("shop").join("objects");
    let alternates = own.join("info").join("alternates");
    let mut line = store.as_os_str().to_owned();
    line.push("\n");
    std::fs::create_dir_all(own.join("info"))
        .and_then(|()| std::fs::write(&alternates, line.as_encoded_bytes()))
        .map_err(Error::io("write", alternates))?;
    Ok((git.with(name, &own), shop.with(name, &own)))
}
