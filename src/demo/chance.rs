//! The demo town's chance: one seeded generator for what is drawn once (lots, fates, dates).
//!
//! Only integers and exact divisions, so that a seed gives the same town on every platform.
//! Texture, which is asked for at any pixel in any order, is in `grain`.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A seeded stream of choices.
pub(super) struct Chance(ChaCha8Rng);

impl Chance {
    /// The stream called `stream` of a seed: streams do not disturb one another.
    pub(super) fn new(seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Self(rng)
    }

    /// Thirty-two even bits.
    pub(super) fn bits(&mut self) -> u32 {
        self.0.next_u32()
    }

    /// Even in 0..1.
    pub(super) fn share(&mut self) -> f32 {
        super::grain::share(self.bits())
    }

    /// Even in `low..high`.
    pub(super) fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.share()
    }

    /// True with a probability of `share`.
    pub(super) fn happens(&mut self, share: f32) -> bool {
        self.share() < share
    }

    /// Even in `0..count`; 0 when `count` is 0. The bias of the multiplication is below 2^-32 for
    /// any count that a town has.
    pub(super) fn below(&mut self, count: usize) -> usize {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        let product = (u128::from(self.0.next_u64()) * u128::from(count)) >> 64;
        usize::try_from(product).unwrap_or(0)
    }

    /// Even in `low..=high`.
    pub(super) fn whole(&mut self, low: i64, high: i64) -> i64 {
        let span = usize::try_from(high - low + 1).unwrap_or(1);
        low + i64::try_from(self.below(span)).unwrap_or(0)
    }

    /// One of a few.
    pub(super) fn pick<T: Copy>(&mut self, from: &[T], otherwise: T) -> T {
        from.get(self.below(from.len())).copied().unwrap_or(otherwise)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_differ_and_repeat() {
        let draw = |stream| Chance::new(7, stream).bits();
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
    }

    #[test]
    fn a_count_is_reached_evenly_and_never_passed() {
        let mut chance = Chance::new(1, 0);
        let mut seen = [0_u32; 5];
        for _ in 0..5_000 {
            seen[chance.below(5)] += 1;
        }
        assert!(seen.iter().all(|n| (850..1150).contains(n)), "{seen:?}");
    }
}
