//! Addresses of remotes: what may be spoken to, what is a secret, and where GitHub serves a repository's pages.
//!
//! In: an address, or words of git that hold some. Out: other words. Never speaks to anything.

use super::refuse;
use crate::error::Error;

/// Refuses an address that git would not only speak to over https, ssh or the file system.
///
/// # Errors
/// [`Error::Publish`] with the remedy.
pub(super) fn check(remote: &str, address: &str) -> Result<(), Error> {
    let shown = mask(address);
    let deny = |why: &str| {
        Err(refuse(format!(
            "the remote `{remote}` cannot be published to: {why} (`{shown}`)\n\
             give it an address with https or ssh: `git remote set-url {remote} https://github.com/USER/REPOSITORY.git`"
        )))
    };
    if address.is_empty() || address.starts_with('-') || address.contains(char::is_control) {
        return deny("its address is not one");
    }
    if address.split(['/', '\\']).next().unwrap_or_default().contains("::") {
        return deny("its address names a helper program");
    }
    match address.split_once("://") {
        Some((scheme, rest)) => match scheme.to_ascii_lowercase().as_str() {
            "https" | "ssh" | "file" if !rest.starts_with('-') => Ok(()),
            "http" | "git" | "ftp" | "ftps" => deny("its address is not protected"),
            _ => deny("git is not allowed to speak that way"),
        },
        None => Ok(()),
    }
}

/// Takes user names and passwords out of every address with `://` in some words.
pub(super) fn mask(words: &str) -> String {
    let mut shown = String::with_capacity(words.len());
    let mut rest = words;
    while let Some((before, after)) = rest.split_once("://") {
        shown.push_str(before);
        shown.push_str("://");
        let end = after.find(|c: char| c.is_whitespace() || "/'\"<>`".contains(c)).unwrap_or(after.len());
        let (host, tail) = after.split_at(end);
        // Over ssh a bare user name is no secret, and everyone's is `git`.
        let secret = host.rsplit_once('@').filter(|(user, _)| !before.ends_with("ssh") || user.contains(':'));
        match secret {
            Some((_, host)) => {
                shown.push_str("***@");
                shown.push_str(host);
            }
            None => shown.push_str(host),
        }
        rest = tail;
    }
    shown.push_str(rest);
    shown
}

/// A repository on GitHub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GitHub {
    owner: String,
    name: String,
}

impl GitHub {
    /// Reads the address of a repository on GitHub, in any of the forms that git takes; nothing for any other address.
    pub(super) fn of(address: &str) -> Option<Self> {
        let (host, path) = match address.split_once("://") {
            Some((scheme, rest)) => {
                matches!(scheme.to_ascii_lowercase().as_str(), "https" | "ssh").then_some(())?;
                rest.split_once('/')?
            }
            // As ssh takes it: `git@github.com:user/repo.git`.
            None => address.split_once(':').filter(|(host, _)| !host.contains('/'))?,
        };
        let host = host.rsplit_once('@').map_or(host, |(_, host)| host).to_ascii_lowercase();
        let host = host.split(':').next().unwrap_or_default();
        matches!(host, "github.com" | "www.github.com" | "ssh.github.com").then_some(())?;
        let path = path.trim_matches('/');
        let (owner, name) = path.strip_suffix(".git").unwrap_or(path).split_once('/')?;
        let plain = |part: &str| {
            !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
        };
        (plain(owner) && plain(name)).then(|| Self { owner: owner.to_ascii_lowercase(), name: name.to_owned() })
    }

    /// Returns where GitHub serves the repository's pages when they have no domain of their own.
    pub fn pages(&self) -> String {
        let host = format!("{}.github.io", self.owner);
        if self.name.eq_ignore_ascii_case(&host) {
            format!("https://{host}/")
        } else {
            format!("https://{host}/{}/", self.name)
        }
    }

    /// Returns the page on which a repository's pages are switched on.
    pub fn settings(&self) -> String {
        format!("https://github.com/{}/{}/settings/pages", self.owner, self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_protected_is_spoken_to() {
        for good in [
            "https://github.com/u/r.git",
            "ssh://git@a.org:22/r",
            "git@github.com:u/r.git",
            "../site.git",
            "/srv/a::b.git",
            "file:///srv/r.git",
            "C:\\r",
        ] {
            assert!(check("origin", good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "-x",
            "--upload-pack=x",
            "ext::sh -c 'touch x'",
            "fd::3",
            "http://a.org/r",
            "git://a.org/r",
            "ssh://-oProxyCommand=x/r",
            "https://a\n",
            "foo://a",
        ] {
            assert!(check("origin", bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn secrets_are_taken_out() {
        let said = "fatal: unable to access 'https://me:gh%40p_x@github.com/u/r.git/': no; see ssh://git@a.org/r and ssh://u:p@b.org";
        let shown =
            "fatal: unable to access 'https://***@github.com/u/r.git/': no; see ssh://git@a.org/r and ssh://***@b.org";
        assert_eq!(mask(said), shown);
        assert_eq!(mask("https://token@a.org/u@v"), "https://***@a.org/u@v");
        assert_eq!(mask("git@github.com:u/r.git"), "git@github.com:u/r.git");
    }

    #[test]
    fn pages_are_where_github_serves_them() {
        let pages = |address: &str| GitHub::of(address).map(|held| held.pages());
        for address in [
            "https://github.com/User/Repo.git",
            "https://token@github.com/User/Repo",
            "git@github.com:User/Repo.git",
            "ssh://git@github.com/User/Repo.git",
            "ssh://git@ssh.github.com:443/User/Repo.git",
            "https://GitHub.com/User/Repo/",
        ] {
            assert_eq!(pages(address).as_deref(), Some("https://user.github.io/Repo/"), "{address}");
        }
        assert_eq!(pages("git@github.com:User/user.github.io").as_deref(), Some("https://user.github.io/"));
        for address in [
            "https://gitlab.com/u/r",
            "/srv/github.com/u/r",
            "https://github.com/u",
            "https://github.com.evil.org/u/r",
            "../x",
            "C:\\github.com\\u\\r",
        ] {
            assert_eq!(pages(address), None, "{address}");
        }
    }
}
