//! Did you mean …? The nearest of the names that would have been right.

/// The least likeness (0 to 1) at which a name is worth proposing.
const LIKENESS: f64 = 0.72;

/// Returns the candidate that is most like `word`, if one is near enough; the first of equals.
///
/// Case does not count. A candidate of which `word` is the beginning, or which begins `word`, is near as well.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut best: Option<(f64, &str)> = None;
    for (likeness, candidate) in rated(word, candidates) {
        if best.is_none_or(|(held, _)| likeness > held) {
            best = Some((likeness, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Returns the candidates that are near enough to `word`, the nearest first, each once, `most` of them.
pub fn nearest_few<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>, most: usize) -> Vec<&'a str> {
    let mut rated: Vec<_> = rated(word, candidates).collect();
    rated.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    rated.dedup_by_key(|(_, candidate)| *candidate);
    rated.into_iter().take(most).map(|(_, candidate)| candidate).collect()
}

/// The candidates that are near enough, each with its likeness.
fn rated<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> impl Iterator<Item = (f64, &'a str)> {
    let word = word.to_lowercase();
    let rated = candidates.into_iter().map(move |candidate| (likeness(&word, &candidate.to_lowercase()), candidate));
    rated.filter(|(likeness, _)| *likeness >= LIKENESS)
}

/// Damerau-Levenshtein, so that two letters in the wrong order are one slip; a shared beginning helps.
fn likeness(word: &str, candidate: &str) -> f64 {
    let (shorter, longer) = (word.len().min(candidate.len()), word.len().max(candidate.len()));
    let begins = candidate.starts_with(word) || word.starts_with(candidate);
    // Words of such different lengths are never near, and to compare them letter by letter would cost time.
    if !begins && (longer > 2 * shorter + 2 || longer > 400) {
        return 0.0;
    }
    if begins && shorter >= 3 {
        return if longer > 400 {
            LIKENESS
        } else {
            strsim::normalized_damerau_levenshtein(word, candidate).max(LIKENESS)
        };
    }
    let slips = strsim::damerau_levenshtein(word, candidate);
    let letters = word.chars().count().max(candidate.chars().count());
    match slips {
        0 | 1 if letters >= 3 => 0.9,
        2 if letters >= 7 => strsim::normalized_damerau_levenshtein(word, candidate).max(LIKENESS),
        _ => strsim::normalized_damerau_levenshtein(word, candidate),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(word: &str, expected: Option<&str>) {
        assert_eq!(nearest(word, ["title", "subtitle", "description", "Article 5", "url"]), expected);
    }

    #[test]
    fn a_slip_of_the_pen_is_mended() {
        check("tilte", Some("title"));
        check("desc", Some("description"));
        check("article 5", Some("Article 5"));
        check("urls", Some("url"));
        check("sub-title", Some("subtitle"));
    }

    #[test]
    fn two_slips_are_mended_in_a_longer_word() {
        assert_eq!(nearest("treatie", ["treaty", "theatre"]), Some("treaty"));
        assert_eq!(nearest("treatie", ["trade"]), None);
    }

    #[test]
    fn what_is_far_off_is_not_proposed() {
        check("colour", None);
        check("x", None);
        check("", None);
        check(&"title".repeat(100_000), Some("title"));
        check(&"colour".repeat(100_000), None);
    }

    #[test]
    fn several_come_in_the_order_of_their_likeness() {
        let names = ["Article 15", "Alliance", "Article 5", "Article 5"];
        assert_eq!(nearest_few("Artcle 5", names, 3), ["Article 5", "Article 15"]);
        assert_eq!(nearest_few("Artcle 5", names, 1), ["Article 5"]);
    }
}
