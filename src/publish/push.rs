//! The commit, and its way to the remote.
//!
//! In: a [`Plan`] and a message. Out: [`Pushed`]. The commit has what stood on the branch as its parent, and the push is never
//! forced: a remote that moved meanwhile refuses it, and nothing is lost.

use super::branch;
use super::git::Failure;
use super::plan::Plan;
use super::target::{REMOTE, Target};
use crate::error::Error;

/// How a push ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pushed {
    /// The branch stands at this commit.
    Done(String),
    /// Someone else moved the branch meanwhile; nothing was changed.
    Moved,
}

impl Target<'_> {
    /// Commits the plan and pushes it.
    ///
    /// # Errors
    /// [`Error::Publish`] when git fails, or the remote refuses or does not answer.
    pub fn push(&self, plan: &Plan, message: &str) -> Result<Pushed, Error> {
        let commit = self.commit(plan, message).map_err(|failure| {
            failure
                .told("git could not make the commit", "nothing was published; when the cause is gone, run this again")
        })?;
        let refspec = format!("{commit}:refs/heads/{}", self.branch);
        let args = [
            "push",
            "--progress",
            "--no-follow-tags",
            "--no-signed",
            "--recurse-submodules=no",
            "--",
            REMOTE,
            &refspec,
        ];
        let Err(failure) = self.git.run(&args) else { return Ok(Pushed::Done(commit)) };
        // What the remote holds is the truth: it may have taken the push and lost the line before it could say so.
        match branch::tip(self) {
            Ok((Some(tip), _)) if tip == commit => Ok(Pushed::Done(commit)),
            Ok((tip, _)) if tip != plan.tip => Ok(Pushed::Moved),
            Ok(_) => Err(failure.told(
                &format!("the remote `{}` refused the site", self.remote),
                "the branch is as it was: when the cause is gone, run this again",
            )),
            Err(_) => Err(failure.told(
                &format!("the remote `{}` did not take the site", self.remote),
                "nothing is lost: run this again when the remote answers",
            )),
        }
    }

    /// Makes the tree and the commit; returns its id.
    fn commit(&self, plan: &Plan, message: &str) -> Result<String, Failure> {
        let shop = &self.repository.workshop;
        shop.run(&["read-tree", "--empty"])?;
        shop.feed(&["update-index", "-z", "--index-info"], |to| {
            for (path, entry) in &plan.entries {
                write!(to, "{} {}\t", entry.mode, entry.id)?;
                to.write_all(path)?;
                to.write_all(&[0])?;
            }
            Ok(())
        })?;
        // Of a partial clone not every file that is kept is at hand.
        let tree = shop.line(&["write-tree", "--missing-ok"])?;
        let parent: &[&str] = match &plan.tip {
            Some(tip) => &["-p", tip],
            None => &[],
        };
        let args = [&["commit-tree", &tree], parent, &["-F", "-"]].concat();
        let out = self.repository.git.feed(&args, |to| to.write_all(message.as_bytes()))?;
        Ok(String::from_utf8_lossy(&out).trim().to_owned())
    }
}
