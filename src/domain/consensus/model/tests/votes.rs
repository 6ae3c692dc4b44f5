//! The counting methods.

use proptest::prelude::*;

use super::super::labels::{Label, Labels, LabelsError};
use super::super::vote;
use super::{any_rows, one};
use crate::domain::consensus::window::{Agreed, End, Tally, median, supermajority};
use crate::domain::judgement::Window;
use crate::domain::policy::Threshold;

/// The classes that an agreed window leaves possible, by the words of its ends.
fn classes_of(agreed: Agreed, captures: usize) -> (u16, u16) {
    let low = match agreed.last_standing {
        End::At(last) => last + 1,
        End::Evidence | End::Dispute => 0,
    };
    let high = match (agreed.first_destroyed, agreed.last_standing) {
        (End::At(first), _) => first,
        (_, End::Evidence) => 0,
        _ => captures,
    };
    (low.try_into().unwrap(), high.try_into().unwrap())
}

fn window_of(label: Label, captures: usize) -> Option<Window> {
    let last = usize::from(label.low).checked_sub(1);
    let first = Some(usize::from(label.high)).filter(|first| *first < captures);
    Window::new(last, first, captures).ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn the_window_over_classes_is_the_published_rule(
        rows in any_rows(12),
        num in 6u32..=10,
    ) {
        let (labels, captures) = (rows.labels(), rows.classes - 1);
        let threshold = Threshold::new(num, 10).unwrap();
        for task in 0..rows.tasks {
            let said = labels.of(task).iter();
            let windows: Vec<Window> = said.filter_map(|l| window_of(*l, captures)).collect();
            let tally = Tally::of(&windows, captures);
            let is_heard = !windows.is_empty();
            let rule = is_heard.then(|| classes_of(supermajority(&tally, threshold), captures));
            prop_assert_eq!(vote::window(&labels, task, threshold), rule);
            let middle = is_heard.then(|| classes_of(median(&tally), captures));
            prop_assert_eq!(vote::median(&labels, task), middle);
        }
    }

    #[test]
    fn one_more_for_the_leader_never_lowers_its_share(rows in any_rows(12), pick in 0usize..6) {
        let task = usize::try_from(rows.given[pick % rows.given.len()].0).unwrap();
        let before = rows.labels();
        let leaders = vote::plurality(&before).swap_remove(task);
        let leader = leaders[pick % leaders.len()];
        let mut more = rows.clone();
        more.given.push((task.try_into().unwrap(), one(0, leader)));
        let after = more.labels();
        let at = task * rows.classes + usize::from(leader);
        prop_assert!(vote::shares(&after)[at] >= vote::shares(&before)[at]);
        prop_assert_eq!(vote::plurality(&after).swap_remove(task), vec![leader]);
    }

    #[test]
    fn no_narrower_run_holds_the_quorum(rows in any_rows(12), num in 6u32..=10) {
        let labels = rows.labels();
        let share = Threshold::new(num, 10).unwrap();
        let top: u16 = (rows.classes - 1).try_into().unwrap();
        for task in 0..rows.tasks {
            let said: Vec<_> =
                labels.of(task).iter().filter(|l| labels.says_something(**l)).collect();
            let inside = |low: u16, high: u16| {
                let held = said.iter().filter(|l| l.low >= low && l.high <= high).count();
                share.is_reached(held.try_into().unwrap(), said.len().try_into().unwrap())
            };
            let runs = (0..=top).flat_map(|low| (low..=top).map(move |high| (low, high)));
            let least = runs.filter(|(low, high)| inside(*low, *high)).map(|(l, h)| h - l).min();
            let found = vote::quorum(&labels, task, share);
            prop_assert_eq!(found.map(|(low, high)| high - low), least);
            prop_assert!(found.is_none_or(|(low, high)| inside(low, high)));
        }
    }

    #[test]
    fn shares_sum_to_one(rows in any_rows(12)) {
        for row in vote::shares(&rows.labels()).chunks_exact(rows.classes) {
            prop_assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        }
    }

    #[test]
    fn labels_come_back_grouped_with_those_of_a_worker_together(rows in any_rows(12)) {
        let labels = rows.labels();
        let mut back: Vec<(u32, Label)> = (0u32..)
            .zip(0..rows.tasks)
            .flat_map(|(number, task)| labels.of(task).iter().map(move |l| (number, *l)))
            .collect();
        let mut given = rows.given.clone();
        for task in 0..rows.tasks {
            let workers: Vec<u32> = labels.of(task).iter().map(|label| label.worker).collect();
            let mut runs = workers.clone();
            runs.dedup();
            let mut distinct = workers;
            distinct.sort_unstable();
            distinct.dedup();
            prop_assert_eq!(runs.len(), distinct.len());
        }
        back.sort_unstable();
        given.sort_unstable();
        prop_assert_eq!(back, given);
    }
}

#[test]
fn a_label_takes_eight_bytes() {
    assert_eq!(size_of::<Label>(), 8);
}

#[test]
fn three_thirds_tie_with_one_whole() {
    let wide = |worker| (0, Label { worker, low: 0, high: 2 });
    let rows = vec![wide(0), wide(1), wide(2), (0, one(3, 3))];
    let labels = Labels::new(1, 4, 5, rows).unwrap();
    assert_eq!(vote::plurality(&labels), [vec![0, 1, 2, 3]]);
    assert_eq!(vote::shares(&labels), [0.25, 0.25, 0.25, 0.25, 0.0]);
}

#[test]
fn among_quorums_as_narrow_the_one_with_most_votes_then_the_earliest_wins() {
    let quarter = Threshold::new(3, 4).unwrap();
    let told = |classes: &[u16]| {
        let rows = (0u32..).zip(classes).map(|(worker, class)| (0, one(worker, *class))).collect();
        vote::quorum(&Labels::new(1, 12, 12, rows).unwrap(), 0, quarter)
    };
    assert_eq!(told(&[3, 4, 4, 5]), Some((3, 4)));
    assert_eq!(told(&[3, 3, 4, 4, 4, 4, 4, 4, 4, 5, 5, 5]), Some((4, 5)));
    assert_eq!(told(&[]), None);
}

#[test]
fn rows_outside_the_bounds_are_named() {
    let refused = |row| Labels::new(2, 2, 3, vec![(0, one(0, 0)), row]).unwrap_err();
    assert_eq!(refused((2, one(0, 0))), LabelsError::Task { row: 1, task: 2, tasks: 2 });
    assert_eq!(refused((0, one(2, 0))), LabelsError::Worker { row: 1, worker: 2, workers: 2 });
    let range = |low, high| LabelsError::Range { row: 1, low, high, classes: 3 };
    assert_eq!(refused((0, one(0, 3))), range(3, 3));
    assert_eq!(refused((0, Label { worker: 0, low: 2, high: 1 })), range(2, 1));
    assert_eq!(Labels::new(1, 1, 0, vec![]), Err(LabelsError::Classes { classes: 0 }));
}
