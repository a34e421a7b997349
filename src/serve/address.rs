//! From what a browser asks for to the path of a file of the site, as a server of static files finds it.
//!
//! In: the path of a request, and whether a path is one of the site. Out: that path, or where to go. Paths are only looked up
//! among those of the site: nothing that a request says reaches a disk.

use percent_encoding::percent_decode_str;

/// What a request leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// This file of the site.
    File(String),
    /// This address: a folder's, with the slash that was missing.
    Moved(String),
    /// Nothing.
    Nothing,
}

/// Finds the file that a request's path names; `base` is the path that the site will have on its own server.
pub(super) fn find(asked: &str, base: &str, is_there: impl Fn(&str) -> bool) -> Found {
    let path = asked.split(['?', '#']).next().unwrap_or_default();
    let Ok(path) = percent_decode_str(path).decode_utf8() else { return Found::Nothing };
    let inside = path.strip_prefix(base).filter(|_| base.len() > 1).unwrap_or(&path);
    let inside = inside.trim_start_matches('/');
    let in_folder =
        |folder: &str| if folder.is_empty() { "index.html".to_owned() } else { format!("{folder}/index.html") };
    if let Some(folder) = inside.strip_suffix('/').or_else(|| inside.is_empty().then_some("")) {
        let index = in_folder(folder);
        return if is_there(&index) { Found::File(index) } else { Found::Nothing };
    }
    let page = format!("{inside}.html");
    if is_there(inside) {
        Found::File(inside.to_owned())
    } else if is_there(&page) {
        Found::File(page)
    } else if is_there(&in_folder(inside)) {
        Found::Moved(format!("{}/", asked.split(['?', '#']).next().unwrap_or_default()))
    } else {
        Found::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(asked: &str, expected: &Found) {
        let site = ["index.html", "about.html", "a b/index.html", "a b/é.png", "404.html"];
        assert_eq!(find(asked, "/repo/", |path| site.contains(&path)), *expected, "{asked}");
    }

    #[test]
    fn requests_find_files_as_on_a_server_of_static_files() {
        let file = |path: &str| Found::File(path.to_owned());
        check("/", &file("index.html"));
        check("/repo/", &file("index.html"));
        check("/about.html?x=1", &file("about.html"));
        check("/about", &file("about.html"));
        check("/a%20b/", &file("a b/index.html"));
        check("/repo/a%20b/%C3%A9.png", &file("a b/é.png"));
        check("/a%20b", &Found::Moved("/a%20b/".to_owned()));
        for nothing in [
            "/none",
            "/About.html",
            "/../index.html",
            "/%2e%2e/about.html",
            "/a%20b/..%2fabout.html",
            "/%ff",
            "/about.html/",
        ] {
            check(nothing, &Found::Nothing);
        }
    }
}
