//! Where the site goes, and whether it may go there.
//!
//! In: the publication's root, its content folder, the output folder. Out: a [`Site`] with resolved paths, or why the folder is refused.
//! Looks at the disk; changes nothing on it.

use std::ffi::{OsStr, OsString};
use std::path::{Component, Path, PathBuf};

use crate::error::Error;

/// Where a site is written, and the folders that it must keep away from.
#[derive(Clone, Debug)]
pub struct Destination {
    /// The publication's folder.
    pub root: PathBuf,
    /// The output folder, inside the root or anywhere else; it need not exist.
    pub out: PathBuf,
    /// The name of the content folder, from the root.
    pub src: String,
}

/// An output folder that may be written to, with every link above it resolved.
#[derive(Debug)]
pub(super) struct Site {
    /// The publication's folder.
    pub(super) root: PathBuf,
    /// The output folder.
    pub(super) out: PathBuf,
    /// The folder that holds the output folder.
    pub(super) parent: PathBuf,
    /// The output folder's name.
    pub(super) name: OsString,
}

impl Destination {
    /// Resolves the output folder, and refuses one in which something else than a site could be harmed.
    ///
    /// # Errors
    /// [`Error::OutputRefused`] when it is, contains or lies in the publication's own folders, the home folder, the top of the disk
    /// or another publication, or is reached through a link; [`Error::Io`] when the root cannot be resolved.
    pub(super) fn check(&self) -> Result<Site, Error> {
        let shown = self.out.display();
        let refuse = |why: &str| {
            Err(Error::OutputRefused(format!(
                "the site cannot be written to `{shown}`: {why}; choose a folder of its own, such as `public`"
            )))
        };
        let root = self.root.canonicalize().map_err(Error::io("read", &self.root))?;
        // The system resolves every path but an empty one.
        let Ok(lexical) = std::path::absolute(&self.out) else { return refuse("its path is empty") };
        if lexical.components().any(|part| part == Component::ParentDir) {
            return refuse("its path must not hold `..`");
        }
        if self.passes_link(&lexical)? {
            return refuse("its path goes through a symbolic link");
        }
        let out = resolve(&lexical);
        if root.starts_with(&out) {
            return refuse("that folder is, or contains, the publication itself");
        }
        for folder in [self.src.as_str(), "themes"] {
            let inside = root.join(folder);
            let real = inside.canonicalize().unwrap_or_else(|_| inside.clone());
            if [inside, real].iter().any(|inside| out.starts_with(inside) || inside.starts_with(&out)) {
                return refuse(&format!("it meets the publication's folder `{folder}`"));
            }
        }
        let home = std::env::home_dir().and_then(|home| home.canonicalize().ok());
        if home.is_some_and(|home| home.starts_with(&out)) {
            return refuse("that folder is, or contains, your home folder");
        }
        if out.components().any(|part| part.as_os_str() == ".git") {
            return refuse("it lies inside git's own folder");
        }
        if out.join("book.toml").symlink_metadata().is_ok() {
            return refuse("it holds a publication (there is a book.toml in it)");
        }
        if out.symlink_metadata().is_ok_and(|facts| !facts.is_dir()) {
            return refuse("something that is not a folder stands there");
        }
        let (Some(parent), Some(name)) = (out.parent(), out.file_name()) else {
            return refuse("it is the top of the disk");
        };
        Ok(Site { root, parent: parent.to_owned(), name: name.to_owned(), out: out.clone() })
    }

    /// Tells whether the output folder, or below the root any folder above it, is a symbolic link.
    fn passes_link(&self, out: &Path) -> Result<bool, Error> {
        let root = std::path::absolute(&self.root).map_err(Error::io("resolve", &self.root))?;
        let depth = out.strip_prefix(&root).map_or(1, |below| below.components().count());
        Ok(out.ancestors().take(depth).any(Path::is_symlink))
    }
}

/// Resolves links in the part of a path that exists; the rest is kept as written.
fn resolve(path: &Path) -> PathBuf {
    let real = path.ancestors().find_map(|above| Some((above, above.canonicalize().ok()?)));
    let Some((above, real)) = real else { return path.to_owned() };
    match path.strip_prefix(above) {
        Ok(rest) if rest != OsStr::new("") => real.join(rest),
        _ => real,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(root: &Path, out: &Path) -> Result<Site, Error> {
        Destination { root: root.to_owned(), out: out.to_owned(), src: "content".to_owned() }.check()
    }

    #[test]
    fn folders_that_could_be_harmed_are_refused() {
        let top = tempfile::tempdir().unwrap();
        let root = top.path().join("book");
        for folder in ["content/inner", "themes/mine", "other", "public", ".git", "nested/content"] {
            std::fs::create_dir_all(root.join(folder)).unwrap();
        }
        std::fs::File::create_new(root.join("other/book.toml")).unwrap();
        std::fs::File::create_new(root.join("file")).unwrap();
        for out in [
            "",
            ".",
            "content",
            "content/inner",
            "content/new",
            "themes",
            "themes/mine/x",
            ".git/site",
            "other",
            "file",
            "../book",
            "x/../content",
        ] {
            assert!(matches!(check(&root, &root.join(out)), Err(Error::OutputRefused(_))), "{out:?} was let through");
        }
        let home = std::env::home_dir().unwrap();
        for out in [top.path(), Path::new("/"), home.as_path(), Path::new("")] {
            assert!(matches!(check(&root, out), Err(Error::OutputRefused(_))), "{} was let through", out.display());
        }
        assert!(check(&root, &root.join("public")).is_ok());
        assert!(check(&root, &root.join("build/new/site")).is_ok());
        assert!(check(&root, &top.path().join("elsewhere")).is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn an_output_behind_a_link_is_refused() {
        let top = tempfile::tempdir().unwrap();
        let (root, away) = (top.path().join("book"), top.path().join("away"));
        std::fs::create_dir_all(root.join("content")).unwrap();
        std::fs::create_dir_all(&away).unwrap();
        std::os::unix::fs::symlink(&away, root.join("public")).unwrap();
        std::os::unix::fs::symlink(&root, top.path().join("book-link")).unwrap();
        for out in [
            root.join("public"),
            root.join("public/site"),
            top.path().join("book-link"),
            top.path().join("book-link/content"),
        ] {
            assert!(matches!(check(&root, &out), Err(Error::OutputRefused(_))), "{} was let through", out.display());
        }
        let site = check(&root, &top.path().join("book-link/site")).unwrap();
        assert_eq!(site.out, root.canonicalize().unwrap().join("site"));
    }
}
