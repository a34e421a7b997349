//! The code host: where a note can be edited in a browser, and where a new one can be suggested.
//!
//! In: `[site] repository` and `branch`, a file of the publication, the folder of the repository that it lies in. Out: addresses, in
//! the form of the host: that of GitLab or Forgejo (Codeberg, Gitea) where the host's name says so, else that of GitHub. All three take
//! the words of a new file in the address.

use crate::config::{Config, Site};
use crate::edition::{Origin, Text, paths};

/// How a host writes its addresses.
struct Form {
    /// What leads to the editor of a file.
    edit: &'static str,
    /// What leads to the editor of a new file.
    new: &'static str,
    /// The parameters that fill it: the name of the file, its words.
    filled: [&'static str; 2],
}

const GITHUB: Form = Form { edit: "edit", new: "new", filled: ["filename", "value"] };
const GITLAB: Form = Form { edit: "-/edit", new: "-/new", filled: ["file_name", "content"] };
const FORGEJO: Form = Form { edit: "_edit", new: "_new", filled: ["filename", "value"] };

impl Form {
    fn of(repository: &str) -> &'static Self {
        let host = repository.split("://").nth(1).and_then(|rest| rest.split(['/', ':']).next());
        let host = host.unwrap_or_default().to_ascii_lowercase();
        let labelled = |names: &[&str]| host.split('.').any(|label| names.contains(&label));
        if labelled(&["gitlab"]) {
            &GITLAB
        } else if labelled(&["codeberg", "forgejo", "gitea"]) {
            &FORGEJO
        } else {
            &GITHUB
        }
    }
}

/// Returns where a note is edited: its file, at its line.
pub(super) fn edit(site: &Site, origin: &Origin) -> Option<String> {
    let repository = site.repository.as_deref()?;
    let (branch, path) = (paths::absolute(&site.branch), paths::absolute(&format!("{}{}", site.within, origin.path)));
    Some(format!("{repository}/{}/{branch}/{path}#L{}", Form::of(repository).edit, origin.line))
}

/// Returns where a note on a text is suggested: a new file in its commentary. The script puts the name of the file in the place of
/// `{name}`, and what it is to hold in the place of `{words}`.
pub(super) fn suggest(config: &Config, text: &Text) -> Option<String> {
    let repository = config.site.repository.as_deref()?;
    let Form { new, filled: [name, words], .. } = Form::of(repository);
    let branch = paths::absolute(&config.site.branch);
    let folder = paths::absolute(&format!("{}{}/{}/commentary", config.site.within, config.book.src, text.id));
    Some(format!("{repository}/{new}/{branch}/{folder}?{name}={{name}}&{words}={{words}}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::fixture;

    #[track_caller]
    fn check(repository: &str, expected: [&str; 2]) {
        let mut config = Config::titled("Harbours");
        config.site.repository = Some(repository.into());
        config.site.branch = "next/year".into();
        let origin = Origin { path: "content/text/commentary/a note?.md".into(), line: 12 };
        let text = fixture::text(&["Words."]);
        let suggested = suggest(&config, &Text { id: "über/text".into(), ..text });
        assert_eq!([edit(&config.site, &origin).as_deref(), suggested.as_deref()], expected.map(Some));
    }

    #[test]
    fn each_host_has_its_form() {
        check(
            "https://github.com/u/r",
            [
                "https://github.com/u/r/edit/next/year/content/text/commentary/a%20note%3F.md#L12",
                "https://github.com/u/r/new/next/year/content/%C3%BCber/text/commentary?filename={name}&value={words}",
            ],
        );
        check(
            "https://gitlab.example.org/group/sub/r",
            [
                "https://gitlab.example.org/group/sub/r/-/edit/next/year/content/text/commentary/a%20note%3F.md#L12",
                "https://gitlab.example.org/group/sub/r/-/new/next/year/content/%C3%BCber/text/commentary?file_name={name}&content={words}",
            ],
        );
        check(
            "https://codeberg.org/u/r",
            [
                "https://codeberg.org/u/r/_edit/next/year/content/text/commentary/a%20note%3F.md#L12",
                "https://codeberg.org/u/r/_new/next/year/content/%C3%BCber/text/commentary?filename={name}&value={words}",
            ],
        );
        check(
            "http://git.example.org:8080/r",
            [
                "http://git.example.org:8080/r/edit/next/year/content/text/commentary/a%20note%3F.md#L12",
                "http://git.example.org:8080/r/new/next/year/content/%C3%BCber/text/commentary?filename={name}&value={words}",
            ],
        );
    }

    #[test]
    fn a_publication_in_a_folder_of_its_repository_is_found_there() {
        let mut config = Config::titled("Harbours");
        config.site.repository = Some("https://github.com/u/r".into());
        config.site.within = "books/the harbour/".into();
        let origin = Origin { path: "content/text/commentary/a.md".into(), line: 3 };
        let file = "https://github.com/u/r/edit/main/books/the%20harbour/content/text/commentary/a.md#L3";
        assert_eq!(edit(&config.site, &origin).as_deref(), Some(file));
        let folder =
            "https://github.com/u/r/new/main/books/the%20harbour/content/text/commentary?filename={name}&value={words}";
        let text = Text { id: "text".into(), ..fixture::text(&["Words."]) };
        assert_eq!(suggest(&config, &text).as_deref(), Some(folder));
    }

    #[test]
    fn without_a_repository_there_is_neither() {
        let config = Config::titled("Harbours");
        assert_eq!(edit(&config.site, &Origin::default()), None);
        assert_eq!(suggest(&config, &fixture::text(&["Words."])), None);
    }
}
