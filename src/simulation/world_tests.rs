//! The made-up worlds themselves.

use super::*;

fn wanted(buildings: usize) -> WorldSettings {
    WorldSettings { seed: 8, buildings, volunteers: 400, ..WorldSettings::default() }
}

#[test]
fn the_same_settings_make_the_same_world_to_the_last_bit() {
    let world = World::new(wanted(50));
    assert_eq!(world, World::new(wanted(50)));
    assert_ne!(world, World::new(WorldSettings { seed: 9, ..wanted(50) }));
}

#[test]
fn the_truth_is_the_number_of_captures_before_the_day() {
    let world = World::new(wanted(2000));
    assert!(world.calendar.is_sorted_by(|a, b| b - a >= 2.0), "gaps are two days at least");
    let (mut before, mut after) = (0, 0);
    for seen in &world.buildings {
        let captures_before = world.calendar.iter().filter(|day| **day < seen.day).count();
        assert_eq!(seen.truth, captures_before);
        before += usize::from(seen.truth == 0);
        after += usize::from(seen.truth == world.calendar.len());
    }
    assert!((80..=160).contains(&before), "6 % before the series: {before} of 2000");
    assert!((120..=200).contains(&after), "8 % after it: {after} of 2000");
}

#[test]
fn a_tenth_of_the_volunteers_does_most_of_the_work_and_a_share_does_not_look() {
    let world = World::new(wanted(10));
    let spammers = world.volunteers.iter().filter(|v| v.character != Character::Honest).count();
    assert_eq!(spammers, 40);
    let mut weights: Vec<f64> = world.volunteers.iter().map(|v| v.weight).collect();
    weights.sort_by(|a, b| b.total_cmp(a));
    let share = weights.iter().take(40).sum::<f64>() / weights.iter().sum::<f64>();
    assert!((0.5..0.85).contains(&share), "the top tenth does {share}");
}

#[test]
fn a_ring_leaves_everything_else_as_it_was() {
    let ring = Ring { volume: 0.25, ..Ring::default() };
    let honest = World::new(wanted(60));
    let attacked = World::new(WorldSettings { ring, ..wanted(60) });
    assert_eq!(honest.buildings, attacked.buildings);
    let (own, attackers) = attacked.volunteers.split_at(400);
    assert_eq!(honest.attacked(ring), attacked, "made at once or afterwards");
    assert_eq!(honest.volunteers, own);
    assert_eq!(attackers.len(), 40);
    let all: f64 = attacked.volunteers.iter().map(|v| v.weight).sum();
    let share = attackers.iter().map(|v| v.weight).sum::<f64>() / all;
    assert!((share - 0.25).abs() < 1e-9, "{share}");
}

#[test]
fn more_is_wanted_of_the_scale_where_volunteers_are_more_exact() {
    let scale = |kind, exact| World::new(WorldSettings { exact, kind, ..wanted(80) }).scale;
    assert!(scale(Kind::Evidence, 0.9) > scale(Kind::Evidence, 0.6));
    assert!(scale(Kind::Days, 0.9) < scale(Kind::Days, 0.6), "there it is an error in days");
}

#[test]
fn the_middle_of_an_open_class_is_its_outer_capture() {
    let world = World::new(wanted(5));
    let day = |at: usize| world.calendar[at];
    let is_near = |a: f64, b: f64| (a - b).abs() < 1e-9;
    assert!(is_near(world.midpoint_days(0), day(0)));
    assert!(is_near(world.midpoint_days(11), day(10)));
    assert!(is_near(world.midpoint_days(3), f64::midpoint(day(2), day(3))));
}

#[test]
fn a_known_world_has_the_truths_it_was_given_and_nobody_uses_what_is_clouded() {
    let truths: Vec<_> = (0..=4).map(|class| (class, vec![false, true, false, false])).collect();
    let settings = WorldSettings { volunteers: 60, spam: 0.0, ..WorldSettings::default() };
    let world = World::known(settings, vec![0.0, 30.0, 31.0, 200.0], truths);
    let classes: Vec<usize> = world.buildings.iter().map(|own| own.truth).collect();
    assert_eq!(classes, [0, 1, 2, 3, 4]);
    assert_eq!((world.settings.buildings, world.classes()), (5, 5));
    let answers = (0..60).flat_map(|who| (0..5).map(move |building| (building, who)));
    let mut windows = 0;
    for window in answers.filter_map(|(building, who)| world.verdict(building, who).window()) {
        assert!(window.last_standing() != Some(1) && window.first_destroyed() != Some(1));
        windows += 1;
    }
    assert!(windows > 200, "{windows}");
}
