//! Did you mean …? The nearest of the names that would have been right.

/// The least likeness (0 to 1) at which a name is worth proposing.
const LIKENESS: f64 = 0.72;

/// Returns the candidate that is most like `word`, if one is near enough; the first of equals.
///
/// Case does not count. A candidate of which `word` is the beginning, or which begins `word`, is near as well.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        let likeness = likeness(&word, &candidate.to_lowercase());
        if likeness >= LIKENESS && best.is_none_or(|(held, _)| likeness > held) {
            best = Some((likeness, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Damerau-Levenshtein, so that two letters in the wrong order are one slip; a shared beginning helps.
fn likeness(word: &str, candidate: &str) -> f64 {
    let long = word.len().min(candidate.len()) >= 3;
    if long && (candidate.starts_with(word) || word.starts_with(candidate)) {
        return strsim::normalized_damerau_levenshtein(word, candidate).max(LIKENESS);
    }
    // A word far longer than any name would cost time and never be near.
    if word.len() > 4 * candidate.len() + 16 {
        return 0.0;
    }
    let slips = strsim::damerau_levenshtein(word, candidate);
    let short = word.chars().count().max(candidate.chars().count());
    if slips <= 1 && short >= 3 { 0.9 } else { strsim::normalized_damerau_levenshtein(word, candidate) }
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
    fn what_is_far_off_is_not_proposed() {
        check("colour", None);
        check("x", None);
        check("", None);
    }
}
