//! The names that are nearest to one that was not found.

use crate::diag::nearest_few;

/// How many names a message gives.
const MOST: usize = 3;

/// Returns the names most like the wanted one, the nearest first, each once, three at most.
pub(super) fn nearest<'n>(wanted: &str, names: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    nearest_few(wanted, names.filter(|name| *name != wanted), MOST)
}

/// Returns the paths most like the wanted one. Folders and endings are much alike everywhere, so the file's own name
/// decides: a slip in it, or the same name in another folder.
pub(super) fn nearest_paths<'n>(wanted: &str, paths: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let (folder, name) = halves(wanted);
    let paths: Vec<&str> = paths.collect();
    let beside: Vec<&str> = paths.iter().copied().filter(|path| halves(path).0 == folder && *path != wanted).collect();
    let names = nearest_few(stem(name), beside.iter().map(|path| stem(halves(path).1)), MOST);
    let near = names.iter().flat_map(|near| beside.iter().copied().filter(|path| stem(halves(path).1) == *near));
    let moved = paths.iter().copied().filter(|path| halves(path).1 == name && *path != wanted);
    let mut found: Vec<&str> = Vec::new();
    for path in near.chain(moved) {
        if !found.contains(&path) && found.len() < MOST {
            found.push(path);
        }
    }
    found
}

fn halves(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// Returns names as a message gives them: `` `a`, `b` or `c` ``.
pub(super) fn listed(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_comes_first() {
        let names = ["Article 5", "Article 15", "Alliance", "Article 5"];
        assert_eq!(nearest("Artcle 5", names.into_iter()), ["Article 5", "Article 15"]);
        assert_eq!(nearest("zebra", names.into_iter()), Vec::<&str>::new());
        assert_eq!(listed(&["a", "b", "c"]), "`a`, `b` or `c`");
    }

    #[track_caller]
    fn check_path(wanted: &str, expected: &[&str]) {
        let paths = ["about.md", "treaty/text.md", "treaty/commentary/law.md", "glossary/party.md", "treaty/map.png"];
        assert_eq!(nearest_paths(wanted, paths.into_iter()), expected);
    }

    #[test]
    fn the_name_of_a_file_decides() {
        check_path("treaty/abuot.md", &[]);
        check_path("abuot.md", &["about.md"]);
        check_path("treaty/about.md", &["about.md"]);
        check_path("treaty/map.jpg", &["treaty/map.png"]);
        check_path("treay/text.md", &["treaty/text.md"]);
        check_path("treaty/essay.md", &[]);
    }
}
