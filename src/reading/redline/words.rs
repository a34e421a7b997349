//! Two blocks compared word by word.
//!
//! In: their words. Out: what is the same and what stands for what, cut so that it can be read, and the way from a stretch of the
//! newer block back to the older one. Words, marks and white space are told apart; what differs only in typography is the same.

use std::borrow::Cow;

use imara_diff::{Algorithm, Diff, InternedInput, Interner};

use crate::reading::{Key, has_words, words};
use crate::source::Range;

/// Two blocks in which less than this share of the newer one's letters is the same are not woven into each other.
const WOVEN: usize = 4;

/// Something that follows in both blocks: the same in both, or with one side for the other. A side may be empty, but not both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Whether both sides are the same but for typography.
    pub same: bool,
    /// Where it stands in the older block.
    pub old: Range,
    /// Where it stands in the newer block.
    pub new: Range,
}

/// What a stretch of the newer block was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Image {
    /// Where it stood in the older block.
    pub old: Range,
    /// How many letters of it stood there.
    pub kept: usize,
    /// Whether it stood there as it stands now.
    pub same: bool,
}

/// Two blocks, compared.
#[derive(Debug)]
pub struct Words<'a> {
    older: &'a str,
    newer: &'a str,
    old: Vec<Range>,
    new: Vec<Range>,
    /// Stretches of tokens that differ, in order.
    hunks: Vec<Hunk>,
}

/// Tokens of the older block, and those that stand for them.
#[derive(Clone, Copy, Debug)]
struct Hunk {
    old: (usize, usize),
    new: (usize, usize),
}

impl<'a> Words<'a> {
    /// Compares two blocks.
    pub fn new(older: &'a str, newer: &'a str) -> Self {
        let (old, new) = (tokens(older), tokens(newer));
        let mut input = InternedInput { before: Vec::new(), after: Vec::new(), interner: Interner::new(64) };
        input.update_before(old.iter().map(|token| key(token.of(older))));
        input.update_after(new.iter().map(|token| key(token.of(newer))));
        let mut diff = Diff::compute(Algorithm::Histogram, &input);
        diff.postprocess_no_heuristic(&input);
        let wide = |range: std::ops::Range<u32>| (range.start as usize, range.end as usize);
        let hunks = diff.hunks().map(|hunk| Hunk { old: wide(hunk.before), new: wide(hunk.after) }).collect();
        Self { older, newer, old, new, hunks }
    }

    /// Cuts both blocks into pieces, in order; together they are all of both. Little that is the same between much that is not
    /// joins it, so that whole phrases stand for each other.
    pub fn pieces(&self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let (mut old, mut new) = (0, 0);
        for hunk in self.joined() {
            pieces.extend(self.piece(true, (old, hunk.old.0), (new, hunk.new.0)));
            pieces.extend(self.piece(false, hunk.old, hunk.new));
            (old, new) = (hunk.old.1, hunk.new.1);
        }
        pieces.extend(self.piece(true, (old, self.old.len()), (new, self.new.len())));
        pieces
    }

    /// Finds what a stretch of the newer block was; `None` where nothing stood for it.
    pub fn image(&self, range: Range) -> Option<Image> {
        let first = self.new.partition_point(|token| token.end <= range.start);
        let last = self.new.partition_point(|token| token.start < range.end);
        let mut found = Image { old: Range::default(), kept: 0, same: true };
        let (mut from, mut to): (Option<usize>, usize) = (None, 0);
        let mut at = first;
        // The first stretch of differing tokens that touches this one or comes after it.
        let next = self.hunks.partition_point(|hunk| hunk.new.1 < first || hunk.new.1 == first && hunk.new.0 < first);
        let before = next.checked_sub(1).and_then(|before| self.hunks.get(before));
        let mut shift = before.map_or((0, 0), |hunk| (hunk.old.1, hunk.new.1));
        for hunk in self.hunks.get(next..).unwrap_or_default().iter().take_while(|hunk| hunk.new.0 < last) {
            self.keep((at, hunk.new.0.max(at)), shift, (&mut from, &mut to, &mut found.kept));
            // What is put in or left out right before the first word, or right after the last, is not part of it.
            let inner = first <= hunk.new.0 && hunk.new.1 <= last && (hunk.new.0 > first || hunk.new.0 < hunk.new.1);
            found.same &= !inner && hunk.new.1 <= first;
            if inner {
                from.get_or_insert(hunk.old.0);
                to = to.max(hunk.old.1);
            }
            (at, shift) = (hunk.new.1.max(at), (hunk.old.1, hunk.new.1));
        }
        self.keep((at, last), shift, (&mut from, &mut to, &mut found.kept));
        let tokens = self.old.get(from?..to)?;
        let (start, end) = (tokens.first()?.start, tokens.last()?.end);
        let words = Range { start, end }.of(self.older);
        let lead = words.len() - words.trim_start().len();
        found.old = Range::new(start as usize + lead, start as usize + lead + words.trim().len());
        found.same &= found.kept > 0;
        (!found.old.is_empty()).then_some(found)
    }

    /// Takes tokens that are the same in both into an image.
    fn keep(
        &self,
        (start, end): (usize, usize),
        (old, new): (usize, usize),
        (from, to, kept): (&mut Option<usize>, &mut usize, &mut usize),
    ) {
        if start >= end {
            return;
        }
        from.get_or_insert(old + (start - new));
        *to = old + (end - new);
        *kept += self.new.get(start..end).map_or(0, |tokens| letters(self.newer, tokens));
    }

    fn piece(&self, same: bool, old: (usize, usize), new: (usize, usize)) -> Option<Piece> {
        let over = |tokens: &[Range], (start, end): (usize, usize)| {
            let held = tokens.get(start..end).unwrap_or_default();
            let at = tokens.get(start).map_or(0, |token| token.start);
            held.first()
                .zip(held.last())
                .map_or(Range { start: at, end: at }, |(first, last)| Range { start: first.start, end: last.end })
        };
        (old.0 < old.1 || new.0 < new.1).then(|| Piece { same, old: over(&self.old, old), new: over(&self.new, new) })
    }

    /// Joins stretches that differ where what is the same between them is shorter than either.
    fn joined(&self) -> Vec<Hunk> {
        let differing: usize = self.hunks.iter().map(|hunk| self.weight(&Hunk { old: (0, 0), ..*hunk })).sum();
        let all = letters(self.newer, &self.new);
        if !self.hunks.is_empty() && all.saturating_sub(differing) * WOVEN < all {
            return vec![Hunk { old: (0, self.old.len()), new: (0, self.new.len()) }];
        }
        let mut joined: Vec<Hunk> = Vec::with_capacity(self.hunks.len());
        for &hunk in &self.hunks {
            let Some(last) = joined.last_mut() else {
                joined.push(hunk);
                continue;
            };
            let same = self.new.get(last.new.1..hunk.new.0).unwrap_or_default();
            let between = letters(self.newer, same);
            let is_marks = same.iter().all(|token| !has_words(token.of(self.newer)));
            if is_marks && same.len() <= 1 || between <= self.weight(last).min(self.weight(&hunk)) / 2 {
                (last.old.1, last.new.1) = (hunk.old.1, hunk.new.1);
            } else {
                joined.push(hunk);
            }
        }
        joined
    }

    /// How many letters the longer side has.
    fn weight(&self, hunk: &Hunk) -> usize {
        let side = |words: &str, tokens: &[Range], (start, end): (usize, usize)| {
            letters(words, tokens.get(start..end).unwrap_or_default())
        };
        side(self.older, &self.old, hunk.old).max(side(self.newer, &self.new, hunk.new))
    }
}

fn letters(words: &str, tokens: &[Range]) -> usize {
    tokens.iter().flat_map(|token| token.of(words).chars()).filter(|letter| letter.is_alphanumeric()).count()
}

/// Cuts words, single marks and stretches of white space apart.
fn tokens(text: &str) -> Vec<Range> {
    let mut found = Vec::new();
    let mut at = 0;
    for word in words(text) {
        marks(text, (at, word.start as usize), &mut found);
        found.push(word);
        at = word.end as usize;
    }
    marks(text, (at, text.len()), &mut found);
    found
}

fn marks(text: &str, (from, to): (usize, usize), found: &mut Vec<Range>) {
    let between = text.get(from..to).unwrap_or_default();
    for (at, mark) in between.char_indices() {
        let (start, end) = (from + at, from + at + mark.len_utf8());
        match found.last_mut() {
            Some(last) if mark.is_whitespace() && last.end as usize == start && is_space(last.of(text)) => {
                *last = Range::new(last.start as usize, end);
            }
            _ => found.push(Range::new(start, end)),
        }
    }
}

fn is_space(token: &str) -> bool {
    token.starts_with(char::is_whitespace)
}

/// What a token is compared by.
fn key(token: &str) -> Cow<'_, str> {
    if is_space(token) {
        Cow::Borrowed(" ")
    } else if token.is_ascii() && token != "`" {
        Cow::Borrowed(token)
    } else {
        Cow::Owned(Key::new(token).text().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes pieces as `same [old>new] same`.
    fn shown(older: &str, newer: &str) -> String {
        let mut out = String::new();
        let (mut olds, mut news) = (String::new(), String::new());
        for piece in Words::new(older, newer).pieces() {
            olds.push_str(piece.old.of(older));
            news.push_str(piece.new.of(newer));
            if piece.same {
                out.push_str(piece.new.of(newer));
            } else {
                out.extend(["[", piece.old.of(older), ">", piece.new.of(newer), "]"]);
            }
        }
        assert_eq!((olds.as_str(), news.as_str()), (older, newer));
        out
    }

    #[test]
    fn words_are_compared() {
        assert_eq!(shown("We defend every inch.", "We defend each inch."), "We defend [every>each] inch.");
        assert_eq!(shown("We defend.", "We shall defend."), "We [>shall ]defend.");
        assert_eq!(shown("one, two", "one two"), "one[,>] two");
        assert_eq!(shown("“So — it”", "\"So - it\""), "\"So - it\"");
        assert_eq!(shown("the same", "the same"), "the same");
        assert_eq!(
            shown("all of it is other", "nothing stands there now"),
            "[all of it is other>nothing stands there now]"
        );
        assert_eq!(shown("", "new"), "[>new]");
    }

    #[test]
    fn phrases_stand_for_each_other_whole() {
        assert_eq!(
            shown(
                "The Council condemns the invasion by foreign forces, and calls for peace at once.",
                "The Council condemns the aggression of hostile armies, and calls for peace at once."
            ),
            "The Council condemns the [invasion by foreign forces>aggression of hostile armies], and calls for peace at once."
        );
    }

    #[track_caller]
    fn check_image(older: &str, newer: &str, (words, expected): (&str, Option<(&str, bool)>)) {
        let start = newer.find(words).unwrap();
        let compared = Words::new(older, newer);
        let image = compared.image(Range::new(start, start + words.len()));
        assert_eq!(image.map(|image| (image.old.of(older), image.same)), expected);
    }

    #[test]
    fn a_stretch_has_an_image() {
        let (older, newer) = ("At first we defend every inch of the land.", "Today we defend each inch of all land.");
        check_image(older, newer, ("we defend", Some(("we defend", true))));
        check_image(older, newer, ("defend each inch", Some(("defend every inch", false))));
        check_image(older, newer, ("each", Some(("every", false))));
        check_image(older, newer, ("inch of", Some(("inch of", true))));
        check_image("One two three.", "One two new three.", ("two new three", Some(("two three", false))));
        check_image("One two three.", "One two new three.", ("new", None));
        check_image("One two three four.", "One three four.", ("One three", Some(("One two three", false))));
        check_image("One two three four.", "One three four.", ("three four", Some(("three four", true))));
        check_image("“One” two", "\"One\" two", ("\"One\"", Some(("“One”", true))));
    }
}
