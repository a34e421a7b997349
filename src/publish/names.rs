//! Names that a user gives: of a remote, of a branch. What could be anything else is refused before git is started.
//!
//! In: the words as typed. Out: nothing, or why they are refused and what to write instead.

use super::refuse;
use crate::error::Error;

/// Refuses what cannot be the name of a remote: an option, an address, a transport with a command in it.
///
/// # Errors
/// [`Error::Publish`] with the remedy.
pub(super) fn remote(name: &str) -> Result<(), Error> {
    if name.contains(':') || name.contains("//") || name.starts_with(['/', '.', '~']) {
        return Err(refuse(format!(
            "`{}` is an address, not the name of a remote\nadd it with `git remote add pages ADDRESS`, then publish with `--remote pages`",
            super::address::mask(name)
        )));
    }
    let odd = |c: char| c.is_whitespace() || c.is_control() || "~^?*[\\+'\"`$;&|<>(){}!#%=,@".contains(c);
    if name.is_empty() || name.starts_with('-') || name.contains(odd) {
        return Err(refuse(format!(
            "`{name}` is not the name of a remote\nwrite the name as `git remote` lists it, such as `origin`"
        )));
    }
    Ok(())
}

/// Refuses what cannot be the plain name of a branch: an option, a refspec, a full reference.
///
/// # Errors
/// [`Error::Publish`] with the remedy.
pub(super) fn branch(name: &str) -> Result<(), Error> {
    let odd = |c: char| c.is_whitespace() || c.is_control() || "~^:?*[\\+".contains(c);
    let part_is_odd = |part: &str| {
        let lock = part.len() >= 5 && part.get(part.len() - 5..).is_some_and(|end| end.eq_ignore_ascii_case(".lock"));
        part.is_empty() || part.starts_with('.') || part.ends_with('.') || lock
    };
    let plain = !name.starts_with('-')
        && !name.contains(odd)
        && !name.contains("..")
        && !name.contains("@{")
        && !name.split('/').any(part_is_odd);
    if plain && !name.starts_with("refs/") && !matches!(name, "@" | "HEAD") && name.len() <= 200 {
        return Ok(());
    }
    Err(refuse(format!("`{name}` is not the plain name of a branch\nwrite a name such as `gh-pages`")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_remotes_pass() {
        for name in ["origin", "my-pages", "team/site", "a.b_c"] {
            assert!(remote(name).is_ok(), "{name}");
        }
        for name in [
            "",
            "-x",
            "--upload-pack=touch x",
            "ext::sh -c x",
            "https://a.org/r",
            "git@a.org:r",
            "../r",
            "/r",
            "~/r",
            "a b",
            "$(x)",
            "a;b",
        ] {
            assert!(remote(name).is_err(), "{name}");
        }
    }

    #[test]
    fn only_plain_branches_pass() {
        for name in ["gh-pages", "site/live", "Seiten-ä", "v1.2", "head"] {
            assert!(branch(name).is_ok(), "{name}");
        }
        for name in [
            "",
            "-x",
            "--force",
            "+x",
            "a:b",
            "refs/heads/x",
            "HEAD",
            "@",
            "a..b",
            "a b",
            "x.lock",
            ".x",
            "a/.x",
            "/a",
            "a/",
            "a//b",
            "x~1",
            "x^",
            "x@{1}",
            "a.",
            "*",
        ] {
            assert!(branch(name).is_err(), "{name}");
        }
    }

    #[test]
    fn a_token_in_what_was_typed_is_not_repeated() {
        let told = remote("https://user:s3cret@a.org/r").unwrap_err().to_string();
        assert!(!told.contains("s3cret") && told.contains("https://***@a.org/r"), "{told}");
    }
}
