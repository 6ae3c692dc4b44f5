//! The distributions that the simulator draws from, on any seeded generator. Transcendental
//! functions come from `libm`, so that a seed gives the same world on every platform.

use rand::{Rng, RngExt as _};

/// Even in `[0, 1)`.
pub(super) fn share(rng: &mut impl Rng) -> f64 {
    rng.random::<f64>()
}

/// Even in `low..high`.
pub(super) fn between(rng: &mut impl Rng, low: f64, high: f64) -> f64 {
    low + (high - low) * share(rng)
}

/// True with this probability.
pub(super) fn happens(rng: &mut impl Rng, probability: f64) -> bool {
    share(rng) < probability
}

/// Even in `0..count`; 0 when there is nothing to choose from.
pub(super) fn below(rng: &mut impl Rng, count: usize) -> usize {
    if count == 0 { 0 } else { rng.random_range(0..count) }
}

/// Standard normal (Box and Muller, 1958).
pub(super) fn normal(rng: &mut impl Rng) -> f64 {
    let radius = (-2.0 * libm::log(1.0 - share(rng))).sqrt();
    radius * libm::cos(std::f64::consts::TAU * share(rng))
}

/// Exponential with this mean.
pub(super) fn exponential(rng: &mut impl Rng, mean: f64) -> f64 {
    -mean * libm::log(1.0 - share(rng))
}

/// Gamma with this shape, scale 1 (Marsaglia and Tsang, 2000; below a shape of 1 raised by the
/// power of an even draw, as they propose).
pub(super) fn gamma(rng: &mut impl Rng, shape: f64) -> f64 {
    if shape < 1.0 {
        let lift = libm::pow(1.0 - share(rng), 1.0 / shape.max(1e-6));
        return gamma(rng, shape + 1.0) * lift;
    }
    let start = shape - 1.0 / 3.0;
    let slope = 1.0 / (9.0 * start).sqrt();
    loop {
        let x = normal(rng);
        let v = 1.0 + slope * x;
        if v <= 0.0 {
            continue;
        }
        let v = v * v * v;
        let u = 1.0 - share(rng);
        if libm::log(u) < 0.5 * x * x + start - start * v + start * libm::log(v) {
            return start * v;
        }
    }
}

/// Beta: the first of two gamma draws as a share of both.
pub(super) fn beta(rng: &mut impl Rng, a: f64, b: f64) -> f64 {
    let x = gamma(rng, a);
    let y = gamma(rng, b);
    if x + y > 0.0 { x / (x + y) } else { 0.5 }
}

/// How often in a row something goes on that goes on with probability `on`; ends at `most`.
pub(super) fn geometric(rng: &mut impl Rng, on: f64, most: usize) -> usize {
    (0..most).find(|_| !happens(rng, on)).unwrap_or(most)
}

/// A position in a list of cumulated weights, in proportion to the weights.
pub(super) fn weighted(rng: &mut impl Rng, cumulated: &[f64]) -> usize {
    let all = cumulated.last().copied().unwrap_or(0.0);
    let at = share(rng) * all;
    cumulated.partition_point(|sum| *sum <= at).min(cumulated.len().saturating_sub(1))
}

/// The logistic function.
pub(super) fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}

/// Its inverse, for shares inside 0..1.
pub(super) fn logit(p: f64) -> f64 {
    libm::log(p / (1.0 - p))
}

/// A count as a real number; counts of a simulation stay far below 2^32.
pub(super) fn real(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// `share` of `count`, rounded to the nearest whole; exact for counts below 2^32.
pub(super) fn share_of(count: usize, share: f64) -> usize {
    let wanted = real(count) * share;
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = usize::midpoint(low, high);
        if real(middle) + 0.5 > wanted { high = middle } else { low = middle + 1 }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng as _;
    use rand_chacha::ChaCha8Rng;

    fn moments(draws: usize, mut draw: impl FnMut(&mut ChaCha8Rng) -> f64) -> (f64, f64) {
        let mut rng = ChaCha8Rng::seed_from_u64(5);
        let all: Vec<f64> = (0..draws).map(|_| draw(&mut rng)).collect();
        let mean = all.iter().sum::<f64>() / real(draws);
        let variance = all.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / real(draws);
        (mean, variance)
    }

    fn is_near(found: (f64, f64), mean: f64, variance: f64) -> bool {
        (found.0 - mean).abs() < 0.03 * (1.0 + mean) && (found.1 / variance - 1.0).abs() < 0.1
    }

    #[test]
    fn draws_have_the_mean_and_variance_of_their_distribution() {
        let n = 20_000;
        assert!(is_near(moments(n, normal), 0.0, 1.0));
        assert!(is_near(moments(n, |rng| exponential(rng, 2.0)), 2.0, 4.0));
        assert!(is_near(moments(n, |rng| gamma(rng, 2.0)), 2.0, 2.0));
        assert!(is_near(moments(n, |rng| gamma(rng, 0.4)), 0.4, 0.4));
        assert!(is_near(moments(n, |rng| beta(rng, 9.0, 3.0)), 0.75, 27.0 / (144.0 * 13.0)));
        assert!(is_near(moments(n, |rng| real(geometric(rng, 0.5, 99))), 1.0, 2.0));
    }

    #[test]
    fn a_weight_is_drawn_as_often_as_it_weighs() {
        let mut rng = ChaCha8Rng::seed_from_u64(5);
        let mut seen = [0_usize; 3];
        for _ in 0..10_000 {
            seen[weighted(&mut rng, &[1.0, 1.0, 4.0])] += 1;
        }
        assert_eq!(seen[1], 0, "a weight of nothing is never drawn");
        assert!((2_300..2_700).contains(&seen[0]), "{seen:?}");
    }

    #[test]
    fn a_share_of_a_count_is_rounded_to_the_nearest_whole() {
        assert_eq!(share_of(820, 0.10), 82);
        assert_eq!(share_of(410, 0.075), 31);
        assert_eq!((share_of(10, 0.0), share_of(10, 1.0), share_of(10, 0.14)), (0, 10, 1));
    }
}
