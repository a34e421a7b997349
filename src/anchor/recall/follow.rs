//! Follows the bold words of a passage into what the passage became.

use crate::reading::words;
use crate::source::Range;

/// Finds the stretches of the old words in the new ones: each from the place of its first word to that of its last, or as near to
/// them as words that are left of the passage lead. None where nothing stands there.
pub(in crate::anchor) fn follow(old: &str, stretches: &[Range], new: &str) -> Vec<Range> {
    let (ours, theirs): (Vec<Range>, Vec<Range>) = (words(old).collect(), words(new).collect());
    let [a, b] = [(old, &ours), (new, &theirs)]
        .map(|(text, ranges)| ranges.iter().map(|range| range.of(text).to_lowercase()).collect::<Vec<String>>());
    let pairs = crate::anchor::matching::shared(&a, &b);
    let place = |stretch: &Range| -> Option<Range> {
        let is_in = |&&(i, _): &&(usize, usize)| ours.get(i).is_some_and(|word| stretch.overlaps(*word));
        let first = ours.iter().position(|word| stretch.overlaps(*word))?;
        let last = ours.iter().rposition(|word| stretch.overlaps(*word))?;
        let inner: Vec<&(usize, usize)> = pairs.iter().filter(is_in).collect();
        let before = pairs.iter().rev().find(|(i, _)| *i < first).map_or(0, |(_, j)| j + 1);
        let after = pairs.iter().find(|(i, _)| *i > last).map_or(theirs.len(), |(_, j)| *j);
        let from = inner.first().filter(|(i, _)| *i == first).map_or(before, |(_, j)| *j);
        let to = inner.last().filter(|(i, _)| *i == last).map_or(after, |(_, j)| j + 1);
        let (start, end) = (theirs.get(from)?.start, theirs.get(to.checked_sub(1)?)?.end);
        (start < end).then_some(Range { start, end })
    };
    let mut found: Vec<Range> = stretches.iter().filter_map(place).collect();
    found.dedup_by(|next, last| next.start < last.end);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bold_words_are_followed() {
        let old = "We mend the old road for safety";
        let found = |new: &str, bold: &str| -> Vec<String> {
            let at = old.find(bold).expect("it is there");
            follow(old, &[Range::new(at, at + bold.len())], new).iter().map(|range| range.of(new).to_owned()).collect()
        };
        assert_eq!(found("We mend the very old road for safety", "old road"), ["old road"]);
        assert_eq!(found("We mend the new road for safety", "old road"), ["new road"]);
        assert_eq!(found("We mend the lane for safety", "old road"), ["lane"]);
        assert_eq!(found("We mend the for safety", "old road"), Vec::<String>::new());
    }
}
