//! Where the site goes: a remote of the repository, and a branch on it.
//!
//! In: names. Out: a [`Target`], or why it may not be published there. Reads settings; does not speak to the remote.

use std::collections::BTreeMap;

use super::address::{self, GitHub};
use super::git::Git;
use super::repository::Repository;
use super::{names, refuse};
use crate::error::Error;

/// The name under which git is told of the remote, so that what it knows of the user's own (references that follow the
/// remote's branches, refspecs) is not updated.
pub(super) const REMOTE: &str = "postil-publish";

/// Where a user wants the site.
#[derive(Clone, Copy, Debug)]
pub struct Aim<'a> {
    /// The remote's name.
    pub remote: &'a str,
    /// The branch.
    pub branch: &'a str,
    /// The branch that the content stands on, as the settings have it.
    pub source: &'a str,
}

/// A remote and a branch that may take the site.
#[derive(Debug)]
pub struct Target<'r> {
    /// Where the publication lies.
    pub(super) repository: &'r Repository,
    /// git in the repository, which knows the remote as [`REMOTE`], watched.
    pub(super) git: Git,
    /// The remote's name.
    pub(super) remote: String,
    /// The branch's name.
    pub(super) branch: String,
    github: Option<GitHub>,
}

impl<'r> Target<'r> {
    /// Checks the names, and finds the remote among those of the repository.
    ///
    /// # Errors
    /// [`Error::Publish`] when a name is odd, there is no such remote, its address is not one to speak to, or the branch is one
    /// that holds the content.
    pub fn find(repository: &'r Repository, aim: Aim<'_>) -> Result<Self, Error> {
        names::remote(aim.remote)?;
        names::branch(aim.branch)?;
        let remotes = remotes(&repository.git)?;
        let Some(settings) = remotes.get(aim.remote) else { return Err(unknown(aim.remote, &remotes)) };
        let git = &repository.git;
        let addresses = |args: &[&str]| {
            let out = git.run(&[&["remote", "get-url", "--all"], args, &["--", aim.remote]].concat());
            out.map(|out| String::from_utf8_lossy(&out).lines().map(str::to_owned).collect::<Vec<_>>())
                .map_err(|failure| failure.told(&format!("git cannot say where the remote `{}` is", aim.remote), ""))
        };
        let push = addresses(&["--push"])?;
        addresses(&[])?.iter().chain(&push).try_for_each(|held| address::check(aim.remote, held))?;
        let [address] = push.as_slice() else {
            return Err(refuse(format!(
                "the remote `{}` has several addresses to push to\nadd one of them as a remote of its own, and publish there",
                aim.remote
            )));
        };
        if let Some(held) =
            [repository.current.as_deref(), Some(aim.source)].into_iter().flatten().find(|held| *held == aim.branch)
        {
            let which = if held == aim.source { "the branch of the content" } else { "the branch that you are on" };
            return Err(refuse(format!(
                "`{held}` is {which}: the site would stand among its sources\npublish to a branch of its own, such as `--branch gh-pages`"
            )));
        }
        let github = GitHub::of(address);
        let git = known_as(git, settings).watched();
        Ok(Self { repository, git, remote: aim.remote.to_owned(), branch: aim.branch.to_owned(), github })
    }

    /// Returns the repository on GitHub, if the remote is there.
    pub fn github(&self) -> Option<&GitHub> {
        self.github.as_ref()
    }
}

/// Setting → values, by remote.
type Remotes = BTreeMap<String, Vec<(String, String)>>;

/// Reads what the settings say of every remote that has an address.
fn remotes(git: &Git) -> Result<Remotes, Error> {
    let out = match git.run(&["config", "--null", "--get-regexp", "^remote\\..*\\."]) {
        Ok(out) => out,
        // There is no such setting.
        Err(failure) if failure.code == Some(1) => Vec::new(),
        Err(failure) => return Err(failure.told("git cannot read its settings", "")),
    };
    let mut remotes = Remotes::new();
    for entry in String::from_utf8_lossy(&out).split('\0') {
        let (key, value) = entry.split_once('\n').unwrap_or((entry, ""));
        let named = key.strip_prefix("remote.").and_then(|key| key.rsplit_once('.'));
        if let Some((name, setting)) = named {
            remotes.entry(name.to_owned()).or_default().push((setting.to_ascii_lowercase(), value.to_owned()));
        }
    }
    remotes.retain(|_, settings| settings.iter().any(|(setting, _)| setting == "url"));
    Ok(remotes)
}

fn unknown(name: &str, remotes: &Remotes) -> Error {
    if remotes.is_empty() {
        return refuse(format!(
            "the repository has no remote, so there is no place to publish to\n\
             make an empty repository on your code host, then: git remote add {name} ADDRESS"
        ));
    }
    let held: Vec<String> = remotes.keys().map(|held| format!("`{held}`")).collect();
    refuse(format!("there is no remote `{name}`\nthe repository has {}: name one with `--remote`", held.join(", ")))
}

/// Tells git of the remote under another name.
fn known_as(git: &Git, settings: &[(String, String)]) -> Git {
    // Published is where pushes go; a remote may fetch from elsewhere.
    let url = if settings.iter().any(|(setting, _)| setting == "pushurl") { "pushurl" } else { "url" };
    let taken = ["proxy", "proxyauthmethod", "receivepack", "uploadpack"];
    let taken = settings.iter().filter(|(setting, _)| setting == url || taken.contains(&setting.as_str()));
    git.with_settings(taken.map(|(setting, value)| {
        let setting = if setting == url { "url" } else { setting };
        (format!("remote.{REMOTE}.{setting}"), value.as_str())
    }))
}
