//! Who is dealt what.

use super::*;
use crate::simulation::answer::Kind;
use crate::simulation::world::{Attack, Ring, WorldSettings};

fn small(seed: u64) -> WorldSettings {
    WorldSettings {
        seed,
        buildings: 120,
        volunteers: 50,
        kind: Kind::Evidence,
        ..WorldSettings::default()
    }
}

#[test]
fn a_fixed_assignment_has_distinct_volunteers() {
    let world = World::new(small(1));
    for given in fixed(&world, 7) {
        let mut who: Vec<u32> = given.iter().map(|judgement| judgement.volunteer).collect();
        who.sort_unstable();
        who.dedup();
        assert_eq!(who.len(), 7);
    }
    let few = World::new(WorldSettings { volunteers: 3, buildings: 5, ..small(1) });
    assert!(fixed(&few, 7).iter().all(|given| given.len() == 3), "no more than there are");
}

#[test]
fn nobody_judges_a_building_twice_and_every_run_ends() {
    let world = World::new(small(2));
    for policy in ["fixed:4", "agree:3", "rule:4/5:3:9", "posterior:0.95:2", "both:4/5:3:9:0.9"] {
        let stopping: Stopping = policy.parse().unwrap();
        let progress = arrive(&world, stopping, Dealing::default());
        assert!(progress.steps.iter().all(|step| *step != Step::Ask), "{policy}");
        for given in &progress.given {
            let mut who: Vec<u32> = given.iter().map(|judgement| judgement.volunteer).collect();
            let judgements = who.len();
            who.sort_unstable();
            who.dedup();
            assert_eq!(who.len(), judgements, "{policy}");
            assert!(u32::try_from(judgements).unwrap() <= stopping.judgements_max(), "{policy}");
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_run_and_another_order_another() {
    let stopping: Stopping = "posterior:0.9:2".parse().unwrap();
    let run = |seed, order| {
        let dealing = Dealing { order, refit_every: Some(100), ..Dealing::default() };
        arrive(&World::new(WorldSettings { buildings: 60, ..small(seed) }), stopping, dealing).given
    };
    assert_eq!(run(3, 0), run(3, 0));
    assert_ne!(run(3, 0), run(3, 1));
    assert_ne!(run(3, 0), run(4, 0));
}

#[test]
fn a_world_with_too_few_volunteers_ends_with_open_buildings_escalated() {
    let world = World::new(WorldSettings { volunteers: 2, buildings: 10, ..small(5) });
    let progress = arrive(&world, "rule:4/5:3:9".parse().unwrap(), Dealing::default());
    assert!(progress.steps.iter().all(|step| *step == Step::Escalate));
    assert!(progress.given.iter().all(|given| given.len() == 2));
}

#[test]
fn a_ring_gives_its_share_of_judgements_through_the_assignment() {
    let ring = Ring { attack: Attack::Blunt, volume: 0.3, accounts: 0.4, ..Ring::default() };
    let world = World::new(WorldSettings { ring, volunteers: 100, ..small(6) });
    let progress = arrive(&world, "fixed:5".parse().unwrap(), Dealing::default());
    let all: Vec<&Given> = progress.given.iter().flatten().collect();
    let attackers = all.iter().filter(|judgement| judgement.volunteer >= 100).count();
    let share = attackers * 100 / all.len();
    assert!((24..=36).contains(&share), "{share} % of the judgements are the ring's");
}

#[test]
fn a_ring_that_may_choose_is_on_every_target_first() {
    let ring = Ring { attack: Attack::Camouflaged, volume: 0.02, ..Ring::default() };
    let world = World::new(WorldSettings { ring, ..small(7) });
    let dealing = Dealing { chosen: 3, ..Dealing::default() };
    let progress = arrive(&world, "rule:4/5:3:9".parse().unwrap(), dealing);
    for (seen, given) in world.buildings.iter().zip(&progress.given) {
        if seen.is_target {
            assert!(given.iter().take(3).all(|judgement| judgement.volunteer >= 50));
        }
    }
}

#[test]
fn a_refit_opens_again_what_it_is_less_sure_of_only_where_no_slack_is_given() {
    let world = World::new(WorldSettings { exact: 0.6, ..small(8) });
    let reopened = |policy: &str| {
        let dealing = Dealing { refit_every: Some(60), ..Dealing::default() };
        arrive(&world, policy.parse().unwrap(), dealing).reopened
    };
    assert!(reopened("posterior:0.8:2:15:0.7:0") > 0);
    assert_eq!(reopened("posterior:0.8:2:15:0.7:1"), 0);
    assert_eq!(reopened("both:4/5:3:9:0.8:2:15:0.7:0"), 0, "what the rule closed stays closed");
}
