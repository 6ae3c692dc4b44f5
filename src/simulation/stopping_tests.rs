//! What each policy does with judgements made by hand.

use super::*;
use crate::domain::judgement::Doubt;

/// Over 9 captures: the first `y` show it standing.
fn seen(y: usize) -> Verdict {
    Verdict::Seen(Window::new(y.checked_sub(1), (y < 9).then_some(y), 9).unwrap())
}

fn step(policy: &str, classes: &[usize], top: Option<f64>) -> Step {
    let verdicts: Vec<Verdict> = classes.iter().map(|y| seen(*y)).collect();
    let posterior = top.map(|top| vec![1.0 - top, top]);
    policy.parse::<Stopping>().unwrap().step(&verdicts, 9, posterior.as_deref())
}

#[test]
fn a_fixed_number_stops_there_whatever_was_said() {
    assert_eq!(step("fixed:3", &[1, 2], None), Step::Ask);
    assert_eq!(step("fixed:3", &[1, 2, 7], None), Step::Stop);
}

#[test]
fn three_who_agree_stop_if_they_are_three_in_five() {
    assert_eq!(step("agree:3", &[4, 4, 5], None), Step::Ask);
    assert_eq!(step("agree:3", &[4, 4, 5, 4], None), Step::Stop);
    assert_eq!(step("agree:3", &[4, 4, 5, 6, 7, 4], None), Step::Ask, "3 of 6 are too few");
    assert_eq!(step("agree:3", &[4, 4, 5, 5, 4, 5], None), Step::Ask, "a tie leads nowhere");
    assert_eq!(step("agree:3", &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], None), Step::Escalate);
}

#[test]
fn the_rule_stops_when_its_window_is_narrow_and_escalates_at_its_cap() {
    assert_eq!(step("rule:4/5:3:9", &[4, 4], None), Step::Ask);
    assert_eq!(step("rule:4/5:3:9", &[4, 4, 4], None), Step::Stop);
    assert_eq!(step("rule:4/5:3:9", &[4, 4, 5, 4], None), Step::Ask);
    assert_eq!(step("rule:4/5:3:4", &[4, 4, 5, 4], None), Step::Escalate);
    assert_eq!(step("rule:3/4:3:9", &[4, 4, 5, 4], None), Step::Stop);
}

#[test]
fn a_curtailed_rule_stops_asking_when_nothing_could_narrow_the_window_any_more() {
    // Two early dissenters of seven leave hope for 8 of 10, but not for 8 of 9.
    let split = [4, 4, 4, 4, 4, 1, 1];
    assert_eq!(step("rule:4/5:3:9", &split, None), Step::Ask);
    assert_eq!(step("curtailed:4/5:3:9", &split, None), Step::Escalate);
    assert_eq!(step("curtailed:4/5:3:10", &split, None), Step::Ask);
    assert_eq!(step("curtailed:4/5:3:9", &split[1..], None), Step::Ask, "six are too few");
    assert_eq!(step("curtailed:4/5:3:9", &[4, 4, 4], None), Step::Stop);
}

#[test]
fn the_posterior_stops_when_it_is_sure_and_has_seen_enough() {
    assert_eq!(step("posterior:0.9:2", &[4], Some(0.99)), Step::Ask);
    assert_eq!(step("posterior:0.9:2", &[4, 4], Some(0.89)), Step::Ask);
    assert_eq!(step("posterior:0.9:2", &[4, 4], Some(0.9)), Step::Stop);
    assert_eq!(step("posterior:0.9:2", &[4, 4], None), Step::Ask, "no model, no stop");
    assert_eq!(step("posterior:0.9:2:4", &[4, 5, 6, 7], Some(0.6)), Step::Escalate);
}

#[test]
fn either_stops_by_one_and_both_by_the_two_together() {
    let (agreed, split) = ([4, 4, 4], [4, 5, 4]);
    assert_eq!(step("either:4/5:3:9:0.9:3", &agreed, Some(0.5)), Step::Stop);
    assert_eq!(step("either:4/5:3:9:0.9:3", &split, Some(0.95)), Step::Stop);
    assert_eq!(step("either:4/5:3:9:0.9:3", &split, Some(0.5)), Step::Ask);
    assert_eq!(step("both:4/5:3:9:0.9:3", &agreed, Some(0.5)), Step::Ask);
    assert_eq!(step("both:4/5:3:9:0.9:3", &split, Some(0.95)), Step::Ask);
    assert_eq!(step("both:4/5:3:9:0.9:3", &agreed, Some(0.95)), Step::Stop);
    assert_eq!(step("both:4/5:3:9:0.9:3", &agreed, None), Step::Stop, "frozen: the rule alone");
    assert_eq!(step("both:4/5:3:3:0.9:3", &agreed, Some(0.5)), Step::Escalate, "at the cap");
}

#[test]
fn a_building_that_most_cannot_tell_is_asked_no_more() {
    let doubt = Verdict::CannotTell(Doubt::Cloud);
    for policy in ["rule:4/5:3:9", "posterior:0.9:3", "either:4/5:3:9:0.9"] {
        let policy: Stopping = policy.parse().unwrap();
        assert_eq!(policy.step(&[doubt, seen(2), doubt], 9, Some(&[0.5, 0.5])), Step::Stop);
        assert_eq!(policy.step(&[doubt, doubt], 9, Some(&[0.5, 0.5])), Step::Ask);
    }
}

#[test]
fn a_policy_written_out_is_read_back_as_itself() {
    for text in [
        "fixed:5",
        "agree:3:3/5:10",
        "rule:4/5:3:9",
        "curtailed:4/5:3:10",
        "posterior:0.95:2:12:0.7:0.15:0.8",
        "either:4/5:3:9:0.9:3:12:0.7:0.15:1",
        "both:3/4:3:7:0.9:2:12:1:0.05:0.8",
    ] {
        assert_eq!(text.parse::<Stopping>().unwrap().to_string(), text);
    }
    for short in ["agree:3", "rule:2/3", "posterior:0.9", "both:4/5:3:9:0.9"] {
        let policy: Stopping = short.parse().unwrap();
        assert_eq!(policy.to_string().parse::<Stopping>(), Ok(policy));
    }
}

#[test]
fn what_is_no_policy_is_refused() {
    for bad in [
        "",
        "fixed",
        "fixed:0",
        "fixed:5:5",
        "agree:0",
        "agree:11",
        "rule:1/2",
        "rule:4/5:9:3",
        "posterior:1.1",
        "posterior:0.9:0",
        "posterior:0.9:13",
        "posterior:nan",
        "both:4/5:0.9",
        "sometimes:3",
    ] {
        assert!(bad.parse::<Stopping>().is_err(), "{bad:?} must be refused");
    }
}

#[test]
fn of_better_volunteers_more_is_wanted_and_of_worse_ones_the_same() {
    let policy: Stopping = "posterior:0.9:2:15:0.6:0:0.8".parse().unwrap();
    let tau = |exactness| policy.among(exactness).sure().unwrap().tau;
    assert!((tau(0.8) - 0.9).abs() < 1e-9 && (tau(0.5) - 0.9).abs() < 1e-9);
    assert!((tau(0.9) - 0.95).abs() < 1e-9 && (tau(0.96) - 0.98).abs() < 1e-9);
    let constant: Stopping = "posterior:0.9:2".parse().unwrap();
    assert_eq!(constant.among(0.99), constant);
}
