//! What an audit of some buildings mends: the temperature of the posterior, and the mass that a
//! credible window must hold to contain the truth as often as it says. How an audit is drawn in
//! a campaign lives with the domain.

use rand::Rng;

use super::chance::{below, real};
use super::score::{narrowest, top};
use super::world::World;

/// The temperatures that are tried.
const TEMPERATURES: [f64; 15] =
    [0.6, 0.7, 0.8, 0.9, 1.0, 1.15, 1.3, 1.5, 1.75, 2.0, 2.3, 2.6, 3.0, 3.5, 4.0];
/// The masses that are tried for a window.
const MASSES: usize = 40;

/// What an audit found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Audited {
    /// The posterior is raised to one over this: above 1 it was too sure.
    pub temperature: f64,
    /// The mass a window must hold so that nine in ten contain the truth.
    pub mass: f64,
}

/// So many distinct buildings, drawn evenly, in order.
#[must_use]
pub fn sample(buildings: usize, wanted: usize, rng: &mut impl Rng) -> Vec<usize> {
    let mut all: Vec<usize> = (0..buildings).collect();
    for at in 0..wanted.min(buildings) {
        let other = at + below(rng, buildings - at);
        all.swap(at, other);
    }
    all.truncate(wanted);
    all.sort_unstable();
    all
}

/// The temperature (Guo et al., 2017) under which the truth of the audited buildings is likeliest,
/// and the least mass of a window that then covers 90 % of one more than them (split conformal:
/// Papadopoulos et al., 2002).
#[must_use]
pub fn audit(world: &World, posterior: &[f32], audited: &[usize]) -> Audited {
    let rows: Vec<(&[f32], usize)> = audited
        .iter()
        .filter_map(|building| {
            let row = posterior.chunks_exact(world.classes()).nth(*building)?;
            Some((row, world.buildings.get(*building)?.truth))
        })
        .collect();
    let fit = |temperature: f64| -> f64 {
        rows.iter()
            .map(|(row, truth)| {
                let share = warmed(row, temperature).get(*truth).copied().unwrap_or(0.0);
                libm::log(f64::from(share).max(1e-6))
            })
            .sum()
    };
    let start = (1.0, f64::NEG_INFINITY);
    let (temperature, _) = TEMPERATURES
        .into_iter()
        .map(|temperature| (temperature, fit(temperature)))
        .fold(start, |best, now| if now.1 > best.1 { now } else { best });
    let warm: Vec<(Vec<f32>, usize)> =
        rows.iter().map(|(row, truth)| (warmed(row, temperature), *truth)).collect();
    let covers = |mass: f64| {
        let held = warm.iter().filter(|(row, truth)| {
            let (low, high) = narrowest(row, mass);
            (low..=high).contains(truth)
        });
        held.count() * 10 >= (warm.len() + 1) * 9
    };
    let mass = (1..=MASSES)
        .map(|step| 0.5 + 0.49 * real(step) / real(MASSES))
        .find(|mass| covers(*mass))
        .unwrap_or(0.99);
    Audited { temperature, mass }
}

/// A posterior at another temperature.
#[must_use]
pub fn warmed(row: &[f32], temperature: f64) -> Vec<f32> {
    let (_, most) = top(row);
    let raised: Vec<f64> = row
        .iter()
        .map(|share| {
            let share = f64::from(*share) / most.max(f64::MIN_POSITIVE);
            if share > 0.0 { libm::exp(libm::log(share) / temperature) } else { 0.0 }
        })
        .collect();
    let sum: f64 = raised.iter().sum();
    raised.into_iter().map(|share| narrowed(share / sum.max(f64::MIN_POSITIVE))).collect()
}

/// A share in single precision.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "a share of 0..1 loses digits only; no other conversion exists"
)]
const fn narrowed(share: f64) -> f32 {
    share as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_higher_temperature_is_less_sure_and_keeps_the_order() {
        let row = [0.7_f32, 0.2, 0.1, 0.0];
        let warm = warmed(&row, 2.0);
        assert!(warm[0] < 0.7 && warm[0] > warm[1] && warm[1] > warm[2]);
        assert!((warm.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        assert!(warmed(&row, 0.6)[0] > 0.7);
        assert!((warmed(&row, 1.0)[1] - 0.2).abs() < 1e-6);
    }

    #[test]
    fn a_sample_has_distinct_buildings_in_order() {
        use rand::SeedableRng as _;
        let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(3);
        let drawn = sample(50, 20, &mut rng);
        assert_eq!(drawn.len(), 20);
        assert!(drawn.is_sorted_by(|a, b| a < b) && drawn.iter().all(|b| *b < 50));
        assert_eq!(sample(5, 20, &mut rng), [0, 1, 2, 3, 4]);
    }
}
