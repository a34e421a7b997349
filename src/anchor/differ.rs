//! What differs between a quote and the text, in words.

use super::matching;
use super::paste::shown;
use crate::reading::Key;

/// So many differences are told.
const TOLD: usize = 3;

/// Above this product of their words a quote and a passage are compared by the words that are the same in both.
const CELLS: usize = 1_000_000;

/// Tells the differences, a sentence each without a stop: ``the quote says `plaices`, the text says `places` ``.
pub fn differences(quote: &str, text: &str) -> Vec<String> {
    let ours: Vec<&str> = quote.split_whitespace().collect();
    let theirs: Vec<&str> = text.split_whitespace().collect();
    let found = changes(&ours, &theirs);
    let mut told: Vec<String> = found.iter().take(TOLD).map(|(quote, text)| tell(quote, text)).collect();
    if found.len() > TOLD {
        told.push(format!("the quote differs in {} more places", found.len() - TOLD));
    }
    told
}

fn tell(quote: &str, text: &str) -> String {
    let bare = |words: &str| shown(words.trim_matches(|c: char| !c.is_alphanumeric()));
    // Where only marks differ they are what there is to tell.
    let (ours, theirs) = match (bare(quote), bare(text)) {
        (ours, theirs) if ours == theirs => (shown(quote), shown(text)),
        bare => bare,
    };
    match (ours.as_str(), theirs.as_str()) {
        ("", theirs) => format!("the text also says `{theirs}`"),
        (ours, "") => format!("the quote also says `{ours}`"),
        (ours, theirs) => format!("the quote says `{ours}`, the text says `{theirs}`"),
    }
}

/// Finds the runs of words that differ: those of the quote, and those of the text in their stead.
fn changes(ours: &[&str], theirs: &[&str]) -> Vec<(String, String)> {
    let keys = |words: &[&str]| words.iter().map(|word| Key::folded(word).text().to_owned()).collect::<Vec<_>>();
    let (a, b) = (keys(ours), keys(theirs));
    if a.len().saturating_mul(b.len()) > CELLS {
        return long_changes((ours, &a), (theirs, &b));
    }
    let width = b.len() + 1;
    let mut longest = vec![0_u32; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            let here = i * width + j;
            let skip = longest[here + 1].max(longest[here + width]);
            longest[here] = if a[i] == b[j] { longest[here + width + 1] + 1 } else { skip };
        }
    }
    let mut found: Vec<(Vec<&str>, Vec<&str>)> = vec![Default::default()];
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        let Some(run) = found.last_mut() else { break };
        let here = i * width + j;
        if i < a.len() && j < b.len() && a[i] == b[j] {
            if !(run.0.is_empty() && run.1.is_empty()) {
                found.push(Default::default());
            }
            (i, j) = (i + 1, j + 1);
        } else if j == b.len() || i < a.len() && longest[here + width] >= longest[here + 1] {
            run.0.push(ours[i]);
            i += 1;
        } else {
            run.1.push(theirs[j]);
            j += 1;
        }
    }
    found.retain(|run| !(run.0.is_empty() && run.1.is_empty()));
    found.into_iter().map(|(ours, theirs)| (ours.join(" "), theirs.join(" "))).collect()
}

/// The same of long passages: words and their keys.
fn long_changes((ours, a): (&[&str], &[String]), (theirs, b): (&[&str], &[String])) -> Vec<(String, String)> {
    let pairs = matching::shared(a, b);
    let (mut i, mut j, mut found) = (0, 0, Vec::new());
    for (next, other) in pairs.into_iter().chain([(ours.len(), theirs.len())]) {
        let words = |words: &[&str], from: usize, to: usize| words.get(from..to).unwrap_or_default().join(" ");
        if next > i || other > j {
            found.push((words(ours, i, next), words(theirs, j, other)));
        }
        (i, j) = (next + 1, other + 1);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_told_in_words() {
        let told = differences("cut in three plaices, and the “gate”", "cut in three places, and the \"gate\"");
        assert_eq!(told, ["the quote says `plaices`, the text says `places`"]);
        assert_eq!(differences("lifted right off from", "lifted from"), ["the quote also says `right off`"]);
        assert_eq!(differences("lifted from", "lifted away from"), ["the text also says `away`"]);
        assert_eq!(differences("the end", "the end."), ["the quote says `end`, the text says `end.`"]);
        assert!(differences("same", "Same").is_empty());
        let long = (0..2000).map(|at| format!("w{at} ")).collect::<Vec<_>>().concat();
        let told = differences(&long.replace("w77 ", "x "), &long);
        assert_eq!(told, ["the quote says `x`, the text says `w77`"]);
    }
}
