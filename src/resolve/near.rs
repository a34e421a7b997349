//! The names that are nearest to one that was not found.

use std::collections::BTreeSet;

/// Names less alike than this are not worth a guess.
const ALIKE: f64 = 0.6;
/// How many names a message gives.
const MOST: usize = 3;

/// Returns the names most like the wanted one, the nearest first, each once, three at most.
pub(super) fn nearest<'n>(wanted: &str, names: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let lower = wanted.to_lowercase();
    let length = lower.chars().count();
    let mut rated: Vec<(f64, &str)> = Vec::new();
    for name in names.collect::<BTreeSet<_>>() {
        let other = name.chars().count();
        let (shorter, longer) = (length.min(other), length.max(other));
        if shorter * 5 >= longer * 3 && longer < 200 {
            let alike = strsim::normalized_damerau_levenshtein(&lower, &name.to_lowercase());
            if alike >= ALIKE && name != wanted {
                rated.push((alike, name));
            }
        }
    }
    rated.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    rated.into_iter().take(MOST).map(|(_, name)| name).collect()
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
}
