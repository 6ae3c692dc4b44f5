//! What volunteers say.

use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;

use super::*;
use crate::simulation::world::{Hardship, Ring, WorldSettings};

fn world(kind: Kind, hardship: Hardship) -> World {
    let settings = WorldSettings {
        seed: 4,
        buildings: 120,
        volunteers: 60,
        kind,
        hardship,
        ..WorldSettings::default()
    };
    World::new(settings)
}

/// Shares of honest judgements that are exact, late, and "cannot tell", and their mean width.
fn shares(world: &World) -> (f64, f64, f64, f64) {
    let (mut all, mut exact, mut late, mut doubt, mut width) = (0, 0, 0, 0, 0);
    for (number, volunteer) in world.volunteers.iter().enumerate() {
        if volunteer.character != Character::Honest {
            continue;
        }
        for (building, seen) in world.buildings.iter().enumerate() {
            all += 1;
            match range(world.verdict(building, number), world.calendar.len()) {
                None => doubt += 1,
                Some((low, high)) => {
                    exact += usize::from(low == seen.truth && high == seen.truth);
                    late += usize::from(low > seen.truth);
                    width += high - low + 1;
                }
            }
        }
    }
    let share = |count: usize| real(count) / real(all);
    (share(exact), share(late), share(doubt), share(width))
}

#[test]
fn honest_volunteers_are_as_exact_as_wanted_under_every_model() {
    for kind in Kind::ALL {
        let (exact, late, doubt, width) = shares(&world(kind, Hardship::default()));
        assert!((exact - 0.75).abs() < 0.02, "{kind:?}: {exact}");
        assert!(late > 0.10 && late < 0.20, "{kind:?}: more are late than early, {late}");
        assert!(doubt.abs() < 1e-12 && (width - 1.0).abs() < 1e-12, "{kind:?}");
    }
}

#[test]
fn what_pictures_withhold_shows_in_the_answers() {
    let (exact, ..) = shares(&world(Kind::Evidence, Hardship::default()));
    let none = Hardship::default();
    let (_, _, doubt, _) = shares(&world(Kind::Evidence, Hardship { abstain: 0.2, ..none }));
    assert!((doubt - 0.2).abs() < 0.05, "{doubt}");
    let (_, _, doubt, width) = shares(&world(Kind::Evidence, Hardship { cloud: 0.3, ..none }));
    assert!(width > 1.2 && doubt < 0.01, "clouds widen: {width}, and hide nothing: {doubt}");
    let (partly, ..) = shares(&world(Kind::Evidence, Hardship { partial: 0.5, ..none }));
    assert!(partly < exact - 0.05, "{partly} should be well below {exact}");
}

#[test]
fn a_window_runs_from_the_nearest_usable_capture_to_the_nearest() {
    let seen = |class, hidden: &[usize]| range(of_class(class, 4, |k| hidden.contains(&k)), 4);
    assert_eq!(seen(2, &[]), Some((2, 2)));
    assert_eq!(seen(2, &[1]), Some((1, 2)));
    assert_eq!(seen(2, &[1, 2]), Some((1, 3)));
    assert_eq!(seen(0, &[0]), Some((0, 1)));
    assert_eq!(seen(4, &[3]), Some((3, 4)));
    assert_eq!(seen(2, &[0, 1, 2, 3]), None);
}

#[test]
fn everybody_answers_the_same_however_often_they_are_asked() {
    let world = world(Kind::Shared, Hardship { abstain: 0.1, cloud: 0.1, partial: 0.1 });
    for building in 0..20 {
        for volunteer in 0..20 {
            let once = world.verdict(building, volunteer);
            assert_eq!(once, world.verdict(building, volunteer));
        }
    }
    assert_eq!(world.verdict(9999, 0), Verdict::CannotTell(Doubt::NotVisible));
}

#[test]
fn a_camouflaged_ring_lies_about_targets_only_and_a_blunt_one_always() {
    for attack in [Attack::Blunt, Attack::Camouflaged] {
        let ring = Ring { attack, volume: 0.2, ..Ring::default() };
        let settings = WorldSettings {
            buildings: 150,
            volunteers: 40,
            kind: Kind::Parametric,
            ring,
            ..WorldSettings::default()
        };
        let world = World::new(settings);
        let attacker = world.volunteers.len() - 1;
        let captures = world.calendar.len();
        let mut honest = 0;
        for (building, seen) in world.buildings.iter().enumerate() {
            let said = range(world.verdict(building, attacker), captures).unwrap().0;
            match attack {
                Attack::Blunt => assert_eq!(said, (seen.truth + 3).min(captures)),
                Attack::Camouflaged if seen.is_target => {
                    assert_eq!(said, wrong_class(seen.truth, captures));
                    assert_ne!(said, seen.truth);
                }
                Attack::Camouflaged => honest += usize::from(said == seen.truth),
            }
        }
        assert!(attack == Attack::Blunt || honest > 60, "a good record is the camouflage");
    }
}

#[test]
fn a_single_picture_is_mostly_called_what_it_shows() {
    let world = world(Kind::Evidence, Hardship::default());
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let by = world.volunteers.iter().find(|v| v.character == Character::Honest).unwrap();
    let (mut right, mut all) = (0, 0);
    for building in &world.buildings {
        for capture in 0..world.calendar.len() {
            let said = single_frame(&world, building, by, capture, &mut rng);
            right += usize::from(said == (capture >= building.truth));
            all += 1;
        }
    }
    assert!(right * 10 > all * 7, "{right} of {all}");
}
