//! What a code host is told of a publication: what git leaves out, and a workflow that checks and deploys.
//!
//! In: where the publication will stand. Out: files to make, and words on those that stand there already.

use std::path::{Component, Path, PathBuf};

use crate::authoring::escape;
use crate::disk;
use crate::error::Error;

/// The workflow, with marks for what differs from one publication to the next.
const WORKFLOW: &str = include_str!("workflow.yml");
/// The line that leaves the site out of git.
const IGNORED: &str = "/public";
/// Where workflows are looked for, from the top of a repository.
const WORKFLOW_PATH: &str = ".github/workflows/pages.yml";
/// The repository that this program was released from, as `owner/name`; a program that someone built has none.
const RELEASED_FROM: Option<&str> = option_env!("POSTIL_REPOSITORY");
/// What stands for its owner then: no account can have this name, so that nothing foreign is run by mistake.
const NOBODY: &str = "OWNER_OF_POSTIL";

/// What is made for the host, and what is said of it.
#[derive(Debug, Default)]
pub(super) struct Host {
    /// The files to make.
    pub(super) files: Vec<(PathBuf, Vec<u8>)>,
    /// What to tell.
    pub(super) told: Vec<String>,
}

/// Decides what is made beside a publication in `dir`; what stands there is its owner's, and kept.
///
/// # Errors
/// [`Error::Io`] when the folder's place cannot be found out.
pub(super) fn files(dir: &Path) -> Result<Host, Error> {
    let mut host = Host::default();
    let ignore = dir.join(".gitignore");
    match disk::read_bytes(&ignore) {
        Err(_) if !ignore.exists() => host.files.push((ignore, format!("{IGNORED}\n").into_bytes())),
        Ok(held) if leaves_out_the_site(&held) => {}
        _ => host.told.push(format!(
            "your .gitignore is kept: add the line `{IGNORED}` to it, because the site is made anew at every build"
        )),
    }
    let top = disk::repository_top(dir)?;
    // A host looks for workflows at the top of a repository only.
    let (folder, root) = match &top {
        Some((top, inside)) if inside != Path::new("") => (top.as_path(), inside.as_path()),
        _ => (dir, Path::new("")),
    };
    let path = folder.join(WORKFLOW_PATH);
    if path.symlink_metadata().is_ok() {
        host.told.push(format!("your workflow `{WORKFLOW_PATH}` is kept: it may have to learn of this publication"));
        return Ok(host);
    }
    host.files.push((path, workflow(root, RELEASED_FROM).into_bytes()));
    if RELEASED_FROM.is_none() {
        host.told.push(format!(
            "this program is not from a release: in `{WORKFLOW_PATH}`, put the account that Postil is released from in the place of `{NOBODY}`"
        ));
    }
    Ok(host)
}

fn leaves_out_the_site(held: &[u8]) -> bool {
    let held = String::from_utf8_lossy(held);
    held.lines().any(|line| line.trim_end().trim_matches('/') == IGNORED.trim_matches('/'))
}

/// Writes the workflow of a publication in a folder of the repository.
fn workflow(root: &Path, released_from: Option<&str>) -> String {
    let parts = root.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy()),
        _ => None,
    });
    let root = parts.collect::<Vec<_>>().join("/");
    let root = if root.is_empty() { ".".to_owned() } else { root };
    let from = released_from.map_or_else(|| format!("{NOBODY}/postil"), str::to_owned);
    let action = format!("{from}@v{}", env!("CARGO_PKG_VERSION"));
    WORKFLOW.replace("@ACTION@", &action).replace("@ROOT@", &escape::quoted(&root))
}

#[cfg(test)]
mod tests {
    use super::*;

    // That the workflow is one is tested with the built program, in tests/it/installing.rs.
    #[test]
    fn a_release_names_where_it_came_from() {
        let written = workflow(Path::new(""), Some("someone/postil"));
        let action = concat!("uses: someone/postil@v", env!("CARGO_PKG_VERSION"), "\n");
        assert_eq!(written.matches(action).count(), 2);
        assert!(!written.contains(NOBODY) && !written.contains("@ROOT@"));
    }

    #[test]
    fn nobody_is_trusted_by_a_program_without_a_release() {
        assert!(workflow(Path::new(""), None).contains(&format!("uses: {NOBODY}/postil@v")));
        // The names of accounts hold letters, figures and hyphens.
        assert!(NOBODY.contains('_'));
    }

    #[test]
    fn a_line_that_leaves_out_the_site_is_known() {
        for line in ["/public", "public", "public/", "/public/ "] {
            assert!(leaves_out_the_site(format!("x\n{line}\r\n").as_bytes()), "{line}");
        }
        assert!(!leaves_out_the_site(b"/public-notes\n"));
    }
}
