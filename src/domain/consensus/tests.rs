//! What the rule promises, by example and by property.

use proptest::prelude::*;

use super::window::{Agreed, End, Tally, median, supermajority};
use super::{Decision, RetirementReason, Vote, Why, decide, decide_apart};
use crate::domain::id::CohortId;
use crate::domain::judgement::{Doubt, Verdict, Window};
use crate::domain::policy::{AtCap, Policy, Threshold};

/// The window of a volunteer who saw the building standing in the first `y` of `captures`.
fn seen(y: usize, captures: usize) -> Verdict {
    let first = Some(y).filter(|y| *y < captures);
    Verdict::Seen(Window::new(y.checked_sub(1), first, captures).unwrap())
}

fn all_say(y: usize, times: usize) -> Vec<Verdict> {
    vec![seen(y, 12); times]
}

const UNSURE: Verdict = Verdict::CannotTell(Doubt::Cloud);

#[test]
fn three_that_agree_retire_with_the_right_window() {
    let consensus = decide(Policy::default(), &all_say(5, 3), 12);
    assert_eq!(consensus.decision, Decision::Retire(RetirementReason::Agreed));
    assert_eq!(consensus.agreed.last_standing, End::At(4));
    assert_eq!(consensus.agreed.first_destroyed, End::At(5));
    assert_eq!((consensus.agree, consensus.counted, consensus.width), (3, 3, 1));
}

#[test]
fn five_that_differ_stay_open_and_say_why() {
    let verdicts: Vec<_> = [1, 3, 5, 8, 11].into_iter().map(|y| seen(y, 12)).collect();
    let consensus = decide(Policy::default(), &verdicts, 12);
    assert_eq!(consensus.decision, Decision::AskAgain { more: 1 });
    assert!(matches!(consensus.why, Why::TooWide { counted: 5, .. }));
}

#[test]
fn two_are_too_few() {
    let consensus = decide(Policy::default(), &all_say(5, 2), 12);
    assert_eq!(consensus.decision, Decision::AskAgain { more: 1 });
    assert_eq!(consensus.why.to_string(), "2 of at least 3 windows given");
    assert_eq!(decide(Policy::default(), &[], 12).decision, Decision::AskAgain { more: 3 });
}

#[test]
fn open_ends_by_evidence_retire_with_their_own_reasons() {
    let never = decide(Policy::default(), &all_say(12, 3), 12);
    assert_eq!(never.decision, Decision::Retire(RetirementReason::Never));
    assert_eq!(never.agreed.first_destroyed, End::Evidence);
    let before = decide(Policy::default(), &all_say(0, 3), 12);
    assert_eq!(before.decision, Decision::Retire(RetirementReason::BeforeSeries));
    assert_eq!(before.agreed.last_standing, End::Evidence);
}

#[test]
fn an_end_open_by_dispute_is_not_an_end_open_by_evidence() {
    let verdicts = [seen(0, 12), seen(12, 12), seen(12, 12)];
    let agreed = decide(Policy::default(), &verdicts, 12).agreed;
    assert_eq!((agreed.last_standing, agreed.first_destroyed), (End::Dispute, End::Dispute));
}

#[test]
fn from_the_fifth_on_two_intervals_are_narrow_enough() {
    let two_apart = |n: usize| {
        let mut verdicts = all_say(5, n - n / 2);
        verdicts.extend(all_say(6, n / 2));
        decide(Policy::default(), &verdicts, 12)
    };
    assert_eq!(two_apart(4).decision, Decision::AskAgain { more: 1 });
    assert_eq!(two_apart(5).width, 2);
    assert_eq!(two_apart(5).decision, Decision::Retire(RetirementReason::Agreed));
}

#[test]
fn more_than_half_who_cannot_tell_make_it_undatable() {
    let verdicts = [UNSURE, UNSURE, seen(5, 12)];
    let consensus = decide(Policy::default(), &verdicts, 12);
    assert_eq!(consensus.decision, Decision::Retire(RetirementReason::Undatable));
    let half = [UNSURE, UNSURE, seen(5, 12), seen(5, 12)];
    assert_eq!(decide(Policy::default(), &half, 12).decision, Decision::AskAgain { more: 1 });
}

#[test]
fn the_cap_publishes_or_escalates_as_the_campaign_says() {
    let verdicts: Vec<_> = (0..9).map(|y| seen(y, 12)).collect();
    let publish = decide(Policy::default(), &verdicts, 12);
    assert_eq!(publish.decision, Decision::Retire(RetirementReason::CapReached));
    let escalating = Policy { at_cap: AtCap::Escalate, ..Policy::default() };
    assert_eq!(decide(escalating, &verdicts, 12).decision, Decision::Escalate);
}

#[test]
fn a_wide_window_is_an_honest_answer_that_does_not_block_a_narrow_one() {
    let wide = Verdict::Seen(Window::new(Some(2), Some(8), 12).unwrap());
    let mut verdicts = all_say(5, 4);
    verdicts.push(wide);
    let consensus = decide(Policy::default(), &verdicts, 12);
    assert_eq!(consensus.decision, Decision::Retire(RetirementReason::Agreed));
    assert_eq!(consensus.agreed, Agreed { last_standing: End::At(4), first_destroyed: End::At(5) });
}

#[test]
fn the_median_points_where_the_window_is_wide() {
    let windows: Vec<_> = [3, 5, 8].into_iter().filter_map(|y| seen(y, 12).window()).collect();
    let point = median(&Tally::of(&windows, 12));
    assert_eq!(point, Agreed { last_standing: End::At(4), first_destroyed: End::At(5) });
}

prop_compose! {
    fn any_verdict(captures: usize)(
        last in proptest::option::of(0..captures),
        first in proptest::option::of(0..captures),
    ) -> Verdict {
        Window::new(last, first, captures).map_or(UNSURE, Verdict::Seen)
    }
}

prop_compose! {
    fn any_policy()(min in 1u32..5, more in 0u32..8, num in 6u32..=10) -> Policy {
        let threshold = Threshold::new(num, 10).unwrap();
        Policy::new(min, min + more, threshold, AtCap::Publish).unwrap()
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 10_000,
        max_global_rejects: 1_000_000,
        ..ProptestConfig::default()
    })]

    #[test]
    fn order_does_not_matter(
        policy in any_policy(),
        (verdicts, shuffled) in proptest::collection::vec(any_verdict(9), 0..14)
            .prop_flat_map(|v| (Just(v.clone()), Just(v).prop_shuffle())),
    ) {
        prop_assert_eq!(decide(policy, &verdicts, 9), decide(policy, &shuffled, 9));
    }

    #[test]
    fn the_window_never_contradicts_itself(
        policy in any_policy(),
        verdicts in proptest::collection::vec(any_verdict(9), 0..14),
    ) {
        let consensus = decide(policy, &verdicts, 9);
        if let (End::At(last), End::At(first)) =
            (consensus.agreed.last_standing, consensus.agreed.first_destroyed)
        {
            prop_assert!(last < first);
        }
        prop_assert!((1..=10).contains(&consensus.width));
        prop_assert!(consensus.agree <= consensus.counted);
    }

    #[test]
    fn one_more_that_agrees_never_widens(
        policy in any_policy(),
        verdicts in proptest::collection::vec(any_verdict(9), 1..14),
        extra in any_verdict(9),
    ) {
        let before = decide(policy, &verdicts, 9);
        let window = extra.window();
        prop_assume!(window.is_some_and(|w| before.agreed.holds(w, 9)));
        let mut more = verdicts;
        more.push(extra);
        prop_assert!(decide(policy, &more, 9).width <= before.width);
    }

    #[test]
    fn one_more_that_agrees_never_opens_what_is_decided(
        policy in any_policy(),
        verdicts in proptest::collection::vec(any_verdict(9), 1..10),
        extra in any_verdict(9),
    ) {
        use RetirementReason::{Agreed, BeforeSeries, Never};
        let before = decide(policy, &verdicts, 9);
        let Decision::Retire(reason @ (Agreed | BeforeSeries | Never)) = before.decision else {
            return Ok(());
        };
        prop_assume!(extra.window().is_some_and(|w| before.agreed.holds(w, 9)));
        let mut more = verdicts;
        more.push(extra);
        let after = decide(policy, &more, 9).decision;
        let Decision::Retire(later) = after else {
            return Err(TestCaseError::fail(format!("{reason:?} became {after:?}")));
        };
        prop_assert!([Agreed, BeforeSeries, Never].contains(&later));
    }

    #[test]
    fn hope_is_given_up_only_where_no_further_agreement_helps(
        verdicts in proptest::collection::vec(any_verdict(6), 7..9),
        y in 0usize..=6,
    ) {
        let policy = Policy::default();
        let consensus = decide(policy, &verdicts, 6);
        prop_assume!(matches!(consensus.why, Why::Hopeless { .. }));
        let mut more = verdicts;
        while more.len() < 9 {
            more.push(seen(y, 6));
            let decision = decide(policy, &more, 6).decision;
            prop_assert_eq!(decision, Decision::Retire(RetirementReason::CapReached));
        }
    }

    #[test]
    fn two_of_one_group_never_decide_what_one_of_them_would_not(
        policy in any_policy(),
        votes in proptest::collection::vec((any_verdict(6), proptest::option::of(0i64..3)), 1..10),
    ) {
        let votes: Vec<Vote> = votes
            .into_iter()
            .map(|(verdict, cohort)| Vote { verdict, cohort: cohort.map(CohortId) })
            .collect();
        let mut seen = Vec::new();
        let apart: Vec<Verdict> = votes
            .iter()
            .filter(|vote| {
                let is_new = vote.cohort.is_none_or(|cohort| !seen.contains(&cohort));
                seen.extend(vote.cohort);
                is_new
            })
            .map(|vote| vote.verdict)
            .collect();
        let together = decide_apart(policy, &votes, 6, None);
        let alone = decide(policy, &apart, 6);
        let is_open = matches!(alone.decision, Decision::AskAgain { .. });
        if is_open && together.all() < policy.judgements_max {
            let asks = matches!(together.decision, Decision::AskAgain { .. });
            prop_assert!(asks, "{:?}", together.decision);
        }
        let all: Vec<Verdict> = votes.iter().map(|vote| vote.verdict).collect();
        prop_assert_eq!(together.agreed, decide(policy, &all, 6).agreed);
    }

    #[test]
    fn accounts_set_aside_and_restored_leave_no_trace(
        policy in any_policy(),
        (votes, shuffled) in proptest::collection::vec((any_verdict(6), 0u8..6), 0..12)
            .prop_flat_map(|v| (Just(v.clone()), Just(v).prop_shuffle())),
        aside in 0u8..6,
    ) {
        let of = |votes: &[(Verdict, u8)], without: Option<u8>| {
            let counted = votes.iter().filter(|(_, account)| Some(*account) != without);
            let verdicts: Vec<Verdict> = counted.map(|(verdict, _)| *verdict).collect();
            format!("{:?}", decide(policy, &verdicts, 6))
        };
        let (before, without) = (of(&votes, None), of(&votes, Some(aside)));
        let never_there: Vec<_> =
            shuffled.iter().copied().filter(|(_, account)| *account != aside).collect();
        prop_assert_eq!(without, of(&never_there, None));
        prop_assert_eq!(before, of(&shuffled, None));
    }

    #[test]
    fn asking_again_ends_at_the_cap(
        policy in any_policy(),
        verdicts in proptest::collection::vec(any_verdict(9), 0..14),
    ) {
        let consensus = decide(policy, &verdicts, 9);
        match consensus.decision {
            Decision::AskAgain { more } => {
                prop_assert!(more >= 1 && consensus.all() + more <= policy.judgements_max);
            }
            Decision::Retire(_) | Decision::Escalate => {
                prop_assert!(consensus.all() >= policy.judgements_min);
            }
        }
    }

    #[test]
    fn agreement_of_all_is_what_all_said(policy in any_policy(), y in 0usize..=9, n in 1usize..9) {
        let verdicts = vec![seen(y, 9); n];
        let consensus = decide(policy, &verdicts, 9);
        prop_assert_eq!(consensus.width, 1);
        let windows: Vec<_> = verdicts.iter().filter_map(|v| v.window()).collect();
        let tally = Tally::of(&windows, 9);
        prop_assert_eq!(supermajority(&tally, policy.threshold), median(&tally));
    }
}
