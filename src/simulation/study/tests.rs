//! Every study on worlds small enough for a debug build.

use super::*;
use crate::simulation::answer::Kind;
use crate::simulation::deal::Dealing;
use crate::simulation::table::{Cell, Table};
use crate::simulation::world::WorldSettings;

fn plan() -> Plan {
    Plan {
        base: WorldSettings { buildings: 60, volunteers: 30, ..WorldSettings::default() },
        exacts: vec![0.75],
        spams: vec![0.1],
        kinds: vec![Kind::Parametric, Kind::Days],
        seeds: vec![1],
        policies: vec!["rule:4/5".parse().unwrap(), "posterior:0.9:2".parse().unwrap()],
        judgements: 4,
        dealing: Dealing::default(),
    }
}

fn text(study: impl Fn(&Plan, Tick<'_>) -> Table) -> String {
    serde_json::to_string(&study(&plan(), &mut |_, _| ())).unwrap()
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    assert_eq!(text(tradeoff), text(tradeoff));
}

#[test]
fn a_study_has_a_row_for_every_question() {
    let rows = |table: Table| {
        assert!(table.rows.iter().all(|row| row.len() == table.columns.len()), "{table}");
        table.rows.len()
    };
    let mut told = 0;
    assert_eq!(rows(tradeoff(&plan(), &mut |_, all| told += all)), 2);
    assert_eq!(told, 2 * 2, "two worlds, told each time");
    let quiet: Tick<'_> = &mut |_, _| ();
    assert_eq!(rows(accuracy(&plan(), quiet)), 3, "two models and all");
    assert_eq!(rows(selftest(&plan(), &mut |_, _| ())), 8);
    assert_eq!(rows(calibration(&plan(), &mut |_, _| ())), 6);
    assert_eq!(rows(frames(&plan(), &mut |_, _| ())), 8);
    let few = Plan { kinds: vec![Kind::Days], ..plan() };
    let few = Plan { policies: few.policies.iter().copied().take(1).collect(), ..few };
    assert_eq!(rows(sabotage(&few, &mut |_, _| ())), 10, "three kinds of ring and none");
}

#[test]
fn the_alarm_hears_a_planted_collapse_and_no_healthy_fit() {
    let base = WorldSettings { buildings: 200, volunteers: 60, ..WorldSettings::default() };
    let table = robustness(&Plan { base, judgements: 5, ..plan() }, &mut |_, _| ());
    let row = table.rows.first().unwrap();
    let cell = |name: &str| &row[table.columns.iter().position(|c| *c == name).unwrap()];
    assert_eq!(cell("planted"), &Cell::Count(4));
    assert_eq!(cell("caught"), &Cell::Count(4));
    assert_eq!((cell("collapses"), cell("alarms")), (&Cell::Count(0), &Cell::Count(0)));
}
