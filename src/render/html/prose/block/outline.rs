//! The outline of a page: which rank each heading of its prose has.
//!
//! In: levels as written. Out: ranks that never skip one.

/// The ranks of headings as a page needs them: the first is `h2`, and none skips a rank downward.
#[derive(Default)]
pub(super) struct Outline {
    above: Vec<u8>,
}

impl Outline {
    /// Returns the rank of the next heading.
    pub(super) fn rank(&mut self, level: u8) -> u8 {
        while self.above.pop_if(|above| *above >= level).is_some() {}
        self.above.push(level);
        u8::try_from(self.above.len() + 1).unwrap_or(6).min(6)
    }
}
