//! Which accounts match others too often: pair by pair, and account by account against a group.

use super::Limits;
use super::ballots::flag;
use super::meet::{Meeting, Meetings, burst_of};
use crate::domain::statistics::{Share, benjamini_hochberg, binomial_upper_tail, number};

/// What speaks against one account.
#[derive(Debug, Clone, Copy)]
pub(super) struct Flagged {
    /// Its position.
    pub(super) account: u32,
    /// Its smallest p-value: alone, in a pair, or of its burst.
    pub(super) p: f64,
}

/// An account at one building with all whom it met there.
#[derive(Debug, Clone, Copy)]
struct Visit {
    account: u32,
    building: u32,
    is_match: bool,
    chance: f64,
}

/// The chance that independent accounts match at least as often: `hits` of `of` where the chances
/// sum to `expected`. 1 where the bound of Hoeffding does not hold.
pub(super) fn tail(matched: Share, expected: f64) -> f64 {
    let Share { hits, of } = matched;
    if of == 0 || f64::from(hits) < expected + 1.0 {
        return 1.0;
    }
    binomial_upper_tail(hits, of, expected / f64::from(of))
}

/// The accounts flagged by any test, in order, each with its smallest p-value.
pub(super) fn flagged(
    meetings: &Meetings,
    suspects: &[bool],
    bursts: &[u32],
    limits: &Limits,
) -> Vec<Flagged> {
    // A seventh of the error to each kind of test.
    let rate = limits.error / 7.0;
    let of_suspects =
        |m: &Meeting| (flag(suspects, m.one) && flag(suspects, m.two)).then_some(0u32);
    let of_a_burst = |m: &Meeting| {
        let burst = burst_of(bursts, m.one);
        burst.filter(|_| burst == burst_of(bursts, m.two))
    };
    let mut found = pairs(meetings, rate);
    let is_far_above = |matched, expected| tail(matched, expected) < TELLING_ALONE;
    // Who joined with a burst is suspect already without what they said.
    let is_above = |matched: Share, expected| f64::from(matched.hits) > 2.0 * expected;
    found.extend(pooled(meetings, &of_suspects, rate));
    found.extend(together(meetings, &of_suspects, rate, &is_far_above));
    for half in [0, 1] {
        let chosen = chosen(meetings, suspects, half);
        let of_chosen = |m: &Meeting| {
            let is_tested = m.building % 2 != half && flag(&chosen, m.one) && flag(&chosen, m.two);
            is_tested.then_some(0u32)
        };
        found.extend(pooled(meetings, &of_chosen, rate / 2.0));
        found.extend(together(meetings, &of_chosen, rate / 2.0, &is_far_above));
    }
    found.extend(pooled(meetings, &of_a_burst, rate));
    found.extend(together(meetings, &of_a_burst, rate, &is_above));
    found.sort_by(|a, b| a.account.cmp(&b.account).then(a.p.total_cmp(&b.p)));
    found.dedup_by_key(|flagged| flagged.account);
    found
}

/// The suspects that match each other most on every second building: a ring among many spammers.
/// They are tested on the other buildings, so that the choice does not bias the test.
fn chosen(meetings: &Meetings, suspects: &[bool], half: u32) -> Vec<bool> {
    let mut chosen = suspects.to_vec();
    for _ in 0..2 {
        let are_both =
            |m: &&Meeting| m.building % 2 == half && flag(&chosen, m.one) && flag(&chosen, m.two);
        let visits = visits(meetings.list.iter().filter(are_both));
        let mut fewer = vec![false; chosen.len()];
        for own in visits.chunk_by(|a, b| a.account == b.account) {
            let (matched, expected) = sum(own);
            let account = own.first().and_then(|visit| usize::try_from(visit.account).ok());
            if let Some(is_chosen) = account.and_then(|account| fewer.get_mut(account)) {
                *is_chosen = tail(matched, expected) < CHOSEN;
            }
        }
        chosen = fewer;
    }
    chosen
}

/// Tests each pair with enough matches. No more pairs can have met k times than there are meetings
/// over k.
fn pairs(meetings: &Meetings, rate: f64) -> Vec<Flagged> {
    let tests = meetings.all / usize::try_from(meetings.matches_min.max(1)).unwrap_or(1);
    let mut found: Vec<[Flagged; 2]> = Vec::new();
    for pair in meetings.pairs() {
        let mut matched = Share::default();
        for meeting in pair {
            matched.add(meeting.is_match);
        }
        if matched.hits >= meetings.matches_min {
            let p = tail(matched, pair.iter().map(|meeting| meeting.chance).sum());
            let both = pair.first().map(|m| [m.one, m.two].map(|account| Flagged { account, p }));
            found.extend(both);
        }
    }
    let p_values: Vec<f64> = found.iter().map(|[one, _]| one.p).collect();
    let stands = benjamini_hochberg(&p_values, tests, rate);
    found.into_iter().zip(stands).filter(|(_, s)| *s).flat_map(|(both, _)| both).collect()
}

/// Tests each account against all of its group whom it met.
fn pooled(meetings: &Meetings, group: &dyn Fn(&Meeting) -> Option<u32>, rate: f64) -> Vec<Flagged> {
    let visits = visits(meetings.list.iter().filter(|meeting| group(meeting).is_some()));
    let found: Vec<Flagged> = visits
        .chunk_by(|a, b| a.account == b.account)
        .filter_map(|visits| {
            let account = visits.first()?.account;
            let (matched, expected) = sum(visits);
            Some(Flagged { account, p: tail(matched, expected) })
        })
        .collect();
    let p_values: Vec<f64> = found.iter().map(|flagged| flagged.p).collect();
    let stands = benjamini_hochberg(&p_values, found.len(), rate);
    found.into_iter().zip(stands).filter(|(_, s)| *s).map(|(flagged, _)| flagged).collect()
}

/// Tests each group as a whole, building by building, which finds accounts with too few answers to
/// be tested alone; of a group that fails, those are flagged whose matches are above what is
/// expected.
fn together(
    meetings: &Meetings,
    group: &dyn Fn(&Meeting) -> Option<u32>,
    rate: f64,
    is_above: &dyn Fn(Share, f64) -> bool,
) -> Vec<Flagged> {
    let in_group = |meeting| Some((group(meeting)?, meeting));
    let mut sorted: Vec<(u32, &Meeting)> = meetings.list.iter().filter_map(in_group).collect();
    sorted.sort_by_key(|(group, meeting)| (*group, meeting.building));
    let groups: Vec<&[(u32, &Meeting)]> = sorted.chunk_by(|a, b| a.0 == b.0).collect();
    let tests = number(groups.len());
    let mut found = Vec::new();
    for group in groups {
        let mut matched = Share::default();
        let mut expected = 0.0;
        for building in group.chunk_by(|a, b| a.1.building == b.1.building) {
            let (is_match, chance) = trial(building.iter().map(|(_, m)| (m.is_match, m.chance)));
            matched.add(is_match);
            expected += chance;
        }
        let p = tests * tail(matched, expected);
        if p < rate {
            let visits = visits(group.iter().map(|(_, meeting)| *meeting));
            for own in visits.chunk_by(|a, b| a.account == b.account) {
                let (matched, expected) = sum(own);
                let first = own.first().filter(|_| is_above(matched, expected));
                found.extend(first.map(|visit| Flagged { account: visit.account, p }));
            }
        }
    }
    found
}

/// How many visits match, and how many would at most.
fn sum(visits: &[Visit]) -> (Share, f64) {
    let mut matched = Share::default();
    let mut expected = 0.0;
    for visit in visits {
        matched.add(visit.is_match);
        expected += visit.chance;
    }
    (matched, expected)
}

/// Each account's buildings, sorted, each one trial.
fn visits<'a>(meetings: impl Iterator<Item = &'a Meeting>) -> Vec<Visit> {
    let mut each: Vec<Visit> = meetings
        .flat_map(|meeting| {
            let Meeting { one, two, building, is_match, chance, .. } = *meeting;
            [one, two].map(|account| Visit { account, building, is_match, chance })
        })
        .collect();
    // A stable sort: whom an account met stays in order of account.
    each.sort_by_key(|visit| (visit.account, visit.building));
    each.chunk_by(|a, b| (a.account, a.building) == (b.account, b.building))
        .filter_map(|met| {
            let (is_match, chance) = trial(met.iter().map(|visit| (visit.is_match, visit.chance)));
            Some(Visit { is_match, chance, ..*met.first()? })
        })
        .collect()
}

/// Meetings at one building, as one trial: whether any matches, and the sum of their chances,
/// which bounds that of any. Only the first few in order of account count, as long as the sum says
/// something; the choice does not look at the answers.
pub(super) fn trial(meetings: impl Iterator<Item = (bool, f64)>) -> (bool, f64) {
    let (mut is_match, mut sum) = (false, 0.0);
    for (matches, chance) in meetings {
        if sum > 0.0 && sum + chance > TRIAL_MAX {
            break;
        }
        is_match |= matches;
        sum += chance;
    }
    (is_match, sum.min(1.0))
}

/// Of the suspects, if they fail as a whole, accounts are flagged below this chance of their own.
const TELLING_ALONE: f64 = 0.05;

/// Suspects are chosen for a closer test below this chance.
const CHOSEN: f64 = 0.2;

/// The greatest chance of a trial of several meetings.
const TRIAL_MAX: f64 = 0.4;

/// How many buildings each of some accounts matches another of them at.
pub(super) fn matched_in<'a>(meetings: impl Iterator<Item = &'a Meeting>) -> Vec<(u32, Share)> {
    let visits = visits(meetings);
    visits
        .chunk_by(|a, b| a.account == b.account)
        .filter_map(|own| Some((own.first()?.account, sum(own).0)))
        .collect()
}
