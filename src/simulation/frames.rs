//! One picture a question: "is it destroyed here?", the picture chosen by probabilistic bisection
//! (Horstein, 1963; Waeber, Frazier and Henderson, 2013) of what is believed so far.

use super::answer::single_frame;
use super::chance::{real, weighted};
use super::world::{Building, World};

/// The chance of a right answer that the bisection assumes: it knows nobody.
const ASSUMED: f64 = 0.8;
/// The generator's stream for frames.
const FRAMES: u64 = 7;

/// What single pictures brought.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Frames {
    /// Questions a building, mean.
    pub questions: f64,
    /// Share of buildings whose likeliest class is exact.
    pub exact: f64,
    /// Share within one class.
    pub within_one: f64,
    /// Share that ran into the most questions allowed.
    pub escalated: f64,
}

/// Asks about single pictures until one class is believed with `tau`, or `most` questions are
/// asked. Each question goes to another volunteer, drawn in proportion to the weights.
#[must_use]
pub fn ask(world: &World, tau: f64, most: usize) -> Frames {
    let mut rng = world.stream(FRAMES);
    let mut sum = 0.0;
    let weights: Vec<f64> = world
        .volunteers
        .iter()
        .map(|volunteer| {
            sum += volunteer.weight;
            sum
        })
        .collect();
    let mut total = Frames::default();
    for building in &world.buildings {
        let (class, questions, is_sure) = one(world, building, &weights, (tau, most), &mut rng);
        let yes = |is: bool| f64::from(u8::from(is));
        total.questions += real(questions);
        total.exact += yes(class == building.truth);
        total.within_one += yes(class.abs_diff(building.truth) <= 1);
        total.escalated += yes(!is_sure);
    }
    let all = real(world.buildings.len()).max(1.0);
    Frames {
        questions: total.questions / all,
        exact: total.exact / all,
        within_one: total.within_one / all,
        escalated: total.escalated / all,
    }
}

/// One building: the class believed, the questions it took, and whether that was enough.
fn one(
    world: &World,
    building: &Building,
    weights: &[f64],
    (tau, most): (f64, usize),
    rng: &mut impl rand::Rng,
) -> (usize, usize, bool) {
    let classes = world.classes();
    let mut belief = vec![1.0 / real(classes); classes];
    for asked in 0..most {
        let (class, share) = likeliest(&belief);
        if share >= tau {
            return (class, asked, true);
        }
        let capture = halving(&belief);
        let Some(by) = world.volunteers.get(weighted(rng, weights)) else { break };
        let says_destroyed = single_frame(world, building, by, capture, rng);
        // A class up to the capture's place means that it shows the building destroyed.
        for (class, share) in belief.iter_mut().enumerate() {
            let fits = (class <= capture) == says_destroyed;
            *share *= if fits { ASSUMED } else { 1.0 - ASSUMED };
        }
        let sum: f64 = belief.iter().sum();
        for share in &mut belief {
            *share /= sum;
        }
    }
    let (class, share) = likeliest(&belief);
    (class, most, share >= tau)
}

fn likeliest(belief: &[f64]) -> (usize, f64) {
    belief.iter().enumerate().fold(
        (0, 0.0),
        |best, (class, share)| {
            if *share > best.1 { (class, *share) } else { best }
        },
    )
}

/// The capture that divides the belief most evenly.
fn halving(belief: &[f64]) -> usize {
    let mut sum = 0.0;
    let mut best = (0, f64::INFINITY);
    for (capture, share) in belief.iter().take(belief.len().saturating_sub(1)).enumerate() {
        sum += share;
        let off = f64::abs(sum - 0.5);
        if off < best.1 {
            best = (capture, off);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulation::answer::Kind;
    use crate::simulation::world::WorldSettings;

    #[test]
    fn more_belief_wanted_costs_more_questions_and_is_right_more_often() {
        let settings = WorldSettings {
            buildings: 300,
            volunteers: 80,
            kind: Kind::Evidence,
            ..WorldSettings::default()
        };
        let world = World::new(settings);
        let (little, much) = (ask(&world, 0.6, 60), ask(&world, 0.95, 60));
        assert!(little.questions + 2.0 < much.questions, "{little:?} {much:?}");
        assert!(little.exact < much.exact && much.exact > 0.9, "{little:?} {much:?}");
        assert_eq!(ask(&world, 0.95, 60), much, "the same seed, the same questions");
    }

    #[test]
    fn the_first_picture_divides_the_belief_in_the_middle() {
        assert_eq!(halving(&[0.25; 4]), 1);
        assert_eq!(halving(&[0.7, 0.1, 0.1, 0.1]), 0);
    }
}
