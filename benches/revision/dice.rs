//! A small seeded generator of numbers (mulberry32), so that every figure can be had again.

/// The generator.
#[derive(Clone, Debug)]
pub(crate) struct Dice(u32);

impl Dice {
    /// Starts from a seed.
    pub(crate) fn new(seed: u32) -> Self {
        Self(seed)
    }

    /// Throws a number from 0 to 1, 1 excepted.
    pub(crate) fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x6d2b_79f5);
        let mut t = (self.0 ^ (self.0 >> 15)).wrapping_mul(self.0 | 1);
        t = t.wrapping_add((t ^ (t >> 7)).wrapping_mul(t | 0x3d)) ^ t;
        f64::from(t ^ (t >> 14)) / 4_294_967_296.0
    }

    /// Throws a number below `count`, 0 where that is 0.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "counts here are small, and a share is not negative"
    )]
    pub(crate) fn below(&mut self, count: usize) -> usize {
        (self.share() * count as f64) as usize
    }

    /// Says yes with a probability.
    pub(crate) fn says(&mut self, probability: f64) -> bool {
        probability > 0.0 && self.share() < probability
    }

    /// Picks one of several.
    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}
