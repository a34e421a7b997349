//! The publishing edge: an [`crate::output::Output`] becomes a commit on a branch of a git remote.
//!
//! In: a publication's folder inside a git repository, a remote's name, a branch. [`Repository`] is where the publication lies,
//! [`Target`] where it goes, [`Branch`] what stands there, [`Site`] the new files as git's objects, [`Plan`] one laid over the other.
//! Out: a push of one commit on top of what stood there. All is done with git's plumbing: no working tree, index, branch, setting
//! or reference of the user's repository is touched; only objects are added, which mean nothing until the push has succeeded.
//! Never prints, never forces, never runs a shell.

mod address;
mod branch;
mod git;
mod names;
mod plan;
mod push;
mod repository;
mod site;
mod target;

pub use address::GitHub;
pub use branch::{Branch, Unmarked};
pub use plan::{Foreign, Plan};
pub use push::Pushed;
pub use repository::{Objects, Repository};
pub use site::Site;
pub use target::{Aim, Target};

use crate::error::Error;

fn refuse(told: String) -> Error {
    Error::Publish(told)
}
