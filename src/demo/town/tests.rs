//! What must be true of every town, before a pixel is painted.

use super::*;
use crate::demo::fates::{Look, Ruin};

fn town(seed: u64) -> Town {
    Town::build(seed, 200, 12).unwrap()
}

#[test]
fn a_seed_is_a_town_and_another_seed_another() {
    assert_eq!(format!("{:?}", town(5)), format!("{:?}", town(5)));
    assert_ne!(format!("{:?}", town(5).buildings), format!("{:?}", town(6).buildings));
}

#[test]
fn the_truth_is_the_moment_among_the_captures() {
    let town = town(1);
    for building in &town.buildings {
        let truth = building.fate.truth;
        let before = |at| town.captures.iter().filter(|capture| capture.at < at).count();
        let expected = truth.destroyed_at.map_or(town.captures.len(), before);
        assert_eq!(truth.standing, expected, "{}", building.id);
        let (after, by) = truth.window(town.captures.len());
        if let (Some(at), Some(place)) = (truth.destroyed_at, after) {
            assert!(town.captures[place].at < at);
        }
        if let (Some(at), Some(place)) = (truth.destroyed_at, by) {
            assert!(at < town.captures[place].at);
        }
    }
}

#[test]
fn some_were_ruins_before_some_stand_to_the_end_and_the_rest_fall_in_bursts() {
    for seed in 0..8 {
        let town = town(seed);
        let standing = |y| town.buildings.iter().filter(|b| b.fate.truth.standing == y).count();
        assert_eq!(standing(0), 12);
        assert!((70..=90).contains(&standing(12)), "{}", standing(12));
        let mut falls: Vec<usize> = (1..12).map(standing).collect();
        falls.sort_unstable();
        // The five fullest of eleven gaps hold at least two thirds.
        let fullest: usize = falls.iter().rev().take(5).sum();
        assert!(3 * fullest >= 2 * falls.iter().sum::<usize>(), "{falls:?}");
    }
}

#[test]
fn buildings_that_fall_together_stand_together() {
    let town = town(2);
    let mean = |same: bool| {
        let (mut sum, mut pairs) = (0.0, 0.0);
        for (place, a) in town.buildings.iter().enumerate() {
            for b in town.buildings.iter().skip(place + 1) {
                let (ya, yb) = (a.fate.truth.standing, b.fate.truth.standing);
                if (1..12).contains(&ya) && (1..12).contains(&yb) && (ya == yb) == same {
                    let (dx, dy) =
                        (a.body.centre.0 - b.body.centre.0, a.body.centre.1 - b.body.centre.1);
                    sum += (dx * dx + dy * dy).sqrt();
                    pairs += 1.0;
                }
            }
        }
        sum / pairs
    };
    assert!(mean(true) < 0.8 * mean(false), "{} {}", mean(true), mean(false));
}

#[test]
fn traps_are_few_and_never_destroyed() {
    let town = town(3);
    let trapped: Vec<_> = town.buildings.iter().filter(|b| b.fate.trap.is_some()).collect();
    assert!((8..=30).contains(&trapped.len()), "{}", trapped.len());
    assert!(trapped.iter().all(|b| b.fate.truth.destroyed_at.is_none()));
}

#[test]
fn a_ruin_never_stands_again() {
    let town = town(4);
    for building in &town.buildings {
        let looks: Vec<Look> = (0..12).map(|place| building.fate.look(place)).collect();
        let fallen = looks.iter().skip_while(|look| matches!(look, Look::Standing(_)));
        assert!(fallen.clone().all(|look| !matches!(look, Look::Standing(_))));
        assert_eq!(fallen.count(), 12 - building.fate.truth.standing);
    }
    assert!(town.buildings.iter().any(|b| b.fate.ruin == Ruin::Shell));
}

#[test]
fn no_two_buildings_overlap_and_all_have_the_size_of_houses() {
    for (seed, buildings) in [(1, 200), (2, 1000), (9, 1)] {
        let town = Town::build(seed, buildings, 2).unwrap();
        assert_eq!(town.buildings.len(), buildings);
        for (place, a) in town.buildings.iter().enumerate() {
            assert!((8.0..=24.1).contains(&(2.0 * a.body.half.0)), "{:?}", a.body.half);
            assert!((8.0..=24.1).contains(&(2.0 * a.body.half.1)), "{:?}", a.body.half);
            let others = town.buildings.iter().skip(place + 1);
            assert!(others.filter(|b| a.body.crowds(&b.body, 0.0)).count() == 0, "{}", a.id);
            // The frame of a chip, up to 128 m, lies inside the picture.
            let (x, y) = a.body.centre;
            let inside = 64.0..town.plan.side - 64.0;
            assert!(inside.contains(&x) && inside.contains(&y), "{} {x} {y}", a.id);
        }
    }
}

#[test]
fn a_town_of_200_is_1200_to_1500_pixels_across() {
    assert!((1200..=1500).contains(&town(1).side_px), "{}", town(1).side_px);
}
