//! From flagged accounts to cohorts with their reasons, and bursts of new accounts.

use std::collections::BTreeMap;

use super::ballots::Ballots;
use super::evidence::{Flagged, matched_in, tail, trial};
use super::habit::Habits;
use super::meet::{Meeting, Meetings};
use super::{Cohort, Joined, Limits, Member, Reason};
use crate::domain::statistics::{Share, count, ln_choose, number};

/// Chance below which a burst or lockstep is told as a reason.
const TELLING: f64 = 1e-3;

/// For each account the number of the burst it joined in, 0 for none. A burst is a run of joins
/// in which some time of `burst_ms` holds more than chance puts there with one in a hundred (a scan
/// statistic with Bonferroni's bound; Naus 1965). People come in bursts too, after a broadcast: a
/// burst alone is no evidence, only a group to test.
pub(super) fn bursts(ballots: &Ballots, joined: &[Joined], burst_ms: i64) -> Vec<u32> {
    let mut moments: Vec<(i64, u32)> = joined
        .iter()
        .filter_map(|j| {
            Some((j.at_ms, count(ballots.volunteers.binary_search(&j.volunteer).ok()?)))
        })
        .collect();
    moments.sort_unstable();
    let mut bursts = vec![0u32; ballots.volunteers.len()];
    let (Some(first), Some(last)) = (moments.first(), moments.last()) else { return bursts };
    let all = count(moments.len());
    let length = last.0.abs_diff(first.0).max(1);
    let share = (seconds(burst_ms.unsigned_abs()) / seconds(length)).min(1.0);
    let (mut end, mut number_of_burst, mut burst_end) = (0usize, 0u32, 0usize);
    for (start, (at, _)) in moments.iter().enumerate() {
        let is_within = |(other, _): &(i64, u32)| other.saturating_sub(*at) <= burst_ms;
        while moments.get(end).is_some_and(is_within) {
            end += 1;
        }
        let others = count(end - start).saturating_sub(1);
        let p = crate::domain::statistics::binomial_upper_tail(others, all.max(1) - 1, share);
        if others >= 2 && p * f64::from(all) < 0.01 {
            if start >= burst_end {
                number_of_burst += 1;
            }
            burst_end = end;
            for (_, account) in moments.iter().take(end).skip(start) {
                let place = usize::try_from(*account).ok().and_then(|index| bursts.get_mut(index));
                if let Some(burst) = place {
                    *burst = number_of_burst;
                }
            }
        }
    }
    bursts
}

fn seconds(ms: u64) -> f64 {
    number(usize::try_from(ms / 1000).unwrap_or(usize::MAX)).max(1.0)
}

/// Joins flagged accounts that match more than twice as often as chance allows into cohorts.
pub(super) fn cohorts(
    ballots: &Ballots,
    habits: &Habits,
    meetings: &Meetings,
    flagged: &[Flagged],
    joined: &[Joined],
    limits: &Limits,
) -> Vec<Cohort> {
    let place = |account: u32| flagged.binary_search_by_key(&account, |f| f.account).ok();
    let mut roots: Vec<usize> = (0..flagged.len()).collect();
    for pair in meetings.pairs() {
        let ends = pair.first().map(|m| (place(m.one), place(m.two)));
        let Some((Some(one), Some(two))) = ends else { continue };
        let matches = number(pair.iter().filter(|meeting| meeting.is_match).count());
        let expected: f64 = pair.iter().map(|meeting| meeting.chance).sum();
        if matches > 2.0 * expected {
            let (one, two) = (root(&roots, one), root(&roots, two));
            if let Some(parent) = roots.get_mut(one.max(two)) {
                *parent = one.min(two);
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<Flagged>> = BTreeMap::new();
    for (index, account) in flagged.iter().enumerate() {
        groups.entry(root(&roots, index)).or_default().push(*account);
    }
    groups.retain(|_, members| members.len() > 1);
    let tests = number(groups.len());
    let join_times: BTreeMap<u64, i64> = joined.iter().map(|j| (j.volunteer, j.at_ms)).collect();
    let mut cohorts: Vec<Cohort> = groups
        .into_values()
        .map(|group| {
            let is_in = |account| group.binary_search_by_key(&account, |f| f.account).is_ok();
            let inside = || meetings.list.iter().filter(|m| is_in(m.one) && is_in(m.two));
            let members = members(&group, ballots, habits, &matched_in(inside()));
            let mut reasons = common(inside(), meetings.together, tests);
            reasons.extend(burst(&members, &join_times));
            Cohort { members, reasons }
        })
        .collect();
    cohorts.retain(|cohort| {
        let agree =
            |reason: &Reason| matches!(reason, Reason::CoVotes { p, .. } if *p < limits.error);
        cohort.reasons.iter().any(agree)
    });
    cohorts.sort_by_key(|cohort| std::cmp::Reverse(cohort.members.len()));
    cohorts
}

fn root(roots: &[usize], mut index: usize) -> usize {
    while let Some(parent) = roots.get(index).copied().filter(|parent| *parent != index) {
        index = parent;
    }
    index
}

fn members(
    group: &[Flagged],
    ballots: &Ballots,
    habits: &Habits,
    matched: &[(u32, Share)],
) -> Vec<Member> {
    let member = |flagged: &Flagged| {
        let own = matched.iter().find(|(account, _)| *account == flagged.account);
        let index = usize::try_from(flagged.account).ok()?;
        Some(Member {
            volunteer: ballots.volunteers.get(index).copied()?,
            matched: own.map_or_else(Share::default, |(_, share)| *share),
            unusual: habits.unusual(flagged.account),
            p: flagged.p,
        })
    };
    group.iter().filter_map(member).collect()
}

/// What the meetings of a cohort say, building by building.
fn common<'a>(
    meetings: impl Iterator<Item = &'a Meeting>,
    together_rate: f64,
    tests: f64,
) -> Vec<Reason> {
    let mut sorted: Vec<&Meeting> = meetings.collect();
    sorted.sort_by_key(|meeting| meeting.building);
    let (mut matched, mut together) = (Share::default(), Share::default());
    let (mut expected, mut expected_together) = (0.0, 0.0);
    for building in sorted.chunk_by(|a, b| a.building == b.building) {
        let (is_match, chance) = trial(building.iter().map(|m| (m.is_match, m.chance)));
        matched.add(is_match);
        expected += chance;
        let (is_close, chance) = trial(building.iter().map(|m| (m.is_together, together_rate)));
        together.add(is_close);
        expected_together += chance;
    }
    let p = (tests * tail(matched, expected)).min(1.0);
    let mut reasons = vec![Reason::CoVotes { matched, expected, p }];
    let p = (tests * tail(together, expected_together)).min(1.0);
    if p < TELLING {
        reasons.push(Reason::Lockstep { together, expected: expected_together, p });
    }
    reasons
}

/// The shortest time that holds at least three quarters of a cohort's joins, told where so many of
/// so few would fall together with a small chance: for s of m members among n accounts, of which
/// c joined in that time, at most C(m, s) s ((c - 1) / (n - 1))^(s - 1), since the first of the s
/// may be any of them and the others then fall into the c - 1 next places.
fn burst(members: &[Member], joins: &BTreeMap<u64, i64>) -> Option<Reason> {
    let mut own: Vec<i64> =
        members.iter().filter_map(|m| joins.get(&m.volunteer).copied()).collect();
    own.sort_unstable();
    let some = (own.len() * 3).div_ceil(4).max(2);
    let run =
        own.windows(some).min_by_key(|run| run.last().zip(run.first()).map(|(l, f)| l - f))?;
    let (first, last) = (*run.first()?, *run.last()?);
    let all = joins.values().filter(|at| (first..=last).contains(at)).count();
    let share = number(all.saturating_sub(1)) / number(joins.len().saturating_sub(1).max(1));
    let ln_p = ln_choose(count(own.len()), count(some))
        + libm::log(number(some))
        + (number(some) - 1.0) * libm::log(share);
    let p = libm::exp(ln_p).min(1.0);
    let joined = Share { hits: count(some), of: count(own.len()) };
    (p < TELLING).then_some(Reason::Burst { joined, all: count(all), within_ms: last - first, p })
}
