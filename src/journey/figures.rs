//! Figures about volunteers and their agreement, from what they said. They propose; people decide.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::log::By;
use super::record::{Dossier, Record, number};
use crate::domain::act::ActKind;
use crate::domain::campaign::Campaign;
use crate::domain::consensus::agreement::{Agreement, Metric, Rating, agreement, alpha};
use crate::domain::consensus::calibration::{Coverage, coverage};
use crate::domain::consensus::span::Span;
use crate::domain::id::{CohortId, VolunteerId};
use crate::domain::judgement::Window;
use crate::domain::trust::cohort::{self, Joined, Limits, Vote};
use crate::domain::trust::gold::{GoldAnswer, GoldScore, gold_scores};
use crate::domain::trust::pace::{Pace, PaceLimits, Timing, paces};
use crate::domain::trust::peers::{Ballot, Peer, peers};
use crate::store::{Db, StoreError, cohorts, quarantines, volunteers};

/// Others whose agreement a volunteer's answer is held against, at least.
const OTHERS_MIN: usize = 2;

/// What is known about one volunteer.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// Under which name they are shown.
    pub pseudonym: String,
    /// Judgements given and not taken back, whatever for.
    pub given: u32,
    /// On gold.
    pub gold: Option<GoldScore>,
    /// Beside the others.
    pub peer: Option<Peer>,
    /// How fast.
    pub pace: Option<Pace>,
    /// Whether they are set aside.
    pub is_set_aside: bool,
}

/// The figures of every volunteer with a judgement, those with most judgements first.
///
/// # Errors
/// When the store fails.
pub fn volunteers(db: &mut Db, campaign: &Campaign) -> Result<Vec<Figures>, StoreError> {
    let record = Record::read(db, campaign)?;
    let set_aside = quarantines::at_present(db, campaign.id)?;
    let mut given: BTreeMap<VolunteerId, u32> = BTreeMap::new();
    for said in record.buildings.iter().flat_map(|building| &building.said) {
        *given.entry(said.volunteer).or_default() += u32::from(!said.is_superseded);
    }
    let golds = by(gold_scores(&on_gold(&record)), |score| score.volunteer);
    let counted: Vec<(usize, Vec<(u64, Window)>)> =
        record.buildings.iter().map(|one| (one.shown.len(), one.counted())).collect();
    let ballots = counted.iter().map(|(captures, windows)| Ballot { captures: *captures, windows });
    let peers = by(peers(ballots, campaign.policy.threshold, OTHERS_MIN), |peer| peer.volunteer);
    let paces = by(paces(&timings(&record), &PaceLimits::default()), |pace| pace.volunteer);
    let mut all: Vec<Figures> = given
        .into_iter()
        .map(|(volunteer, given)| {
            let id = number(volunteer);
            Figures {
                pseudonym: record.pseudonyms.of(volunteer),
                given,
                gold: golds.get(&id).copied(),
                peer: peers.get(&id).copied(),
                pace: paces.get(&id).cloned(),
                is_set_aside: set_aside.contains(&volunteer),
            }
        })
        .collect();
    all.sort_by(|a, b| b.given.cmp(&a.given).then_with(|| a.pseudonym.cmp(&b.pseudonym)));
    Ok(all)
}

fn by<T>(all: Vec<T>, key: impl Fn(&T) -> u64) -> BTreeMap<u64, T> {
    all.into_iter().map(|one| (key(&one), one)).collect()
}

fn on_gold(record: &Record) -> Vec<GoldAnswer> {
    let mut answers = Vec::new();
    for building in &record.buildings {
        let Some(gold) = building.gold else { continue };
        let captures = building.shown.len();
        let first_looks = building.said.iter().filter(|said| said.is_first_look());
        answers.extend(first_looks.map(|said| GoldAnswer {
            volunteer: number(said.volunteer),
            answer: said.window.map(|window| Span::of(window, captures)),
            truth: Span::of(gold, captures),
            captures,
        }));
    }
    answers
}

fn timings(record: &Record) -> Vec<Timing> {
    let of = |building: &Dossier| {
        let pictures = u32::try_from(building.shown.len()).unwrap_or(u32::MAX);
        let answers = building.said.iter().filter(|said| !said.is_superseded);
        answers
            .map(|said| Timing {
                volunteer: number(said.volunteer),
                at_ms: said.submitted_at.timestamp_millis(),
                spent_ms: (said.submitted_at - said.dealt_at).num_milliseconds(),
                pictures,
            })
            .collect::<Vec<_>>()
    };
    record.buildings.iter().flat_map(of).collect()
}

/// A group of accounts that may not be independent, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspicion {
    /// Its number.
    pub id: CohortId,
    /// Who, by pseudonym.
    pub pseudonyms: Vec<String>,
    /// Why, in words.
    pub why: String,
}

/// The groups that are suspected at present.
///
/// # Errors
/// When the store fails.
pub fn suspected(db: &mut Db, campaign: &Campaign) -> Result<Vec<Suspicion>, StoreError> {
    let pseudonyms = super::look::pseudonyms(db, campaign)?;
    let all = cohorts::suspected(db, campaign.id)?;
    let suspicion = |found: cohorts::Cohort| Suspicion {
        id: found.id,
        pseudonyms: found.volunteers.iter().map(|who| pseudonyms.of(*who)).collect(),
        why: found.why,
    };
    Ok(all.into_iter().map(suspicion).collect())
}

/// A group as it is found: who, and why.
pub type Found = (Vec<VolunteerId>, String);

/// Looks for groups of accounts that may not be independent. Changes nothing.
///
/// # Errors
/// When the store fails.
pub fn find_groups(db: &mut Db, campaign: &Campaign) -> Result<Vec<Found>, StoreError> {
    let record = Record::read(db, campaign)?;
    let mut votes = Vec::new();
    for building in &record.buildings {
        let captures = building.shown.len();
        let in_force = building.said.iter().filter(|said| said.is_in_force);
        votes.extend(in_force.filter_map(|said| {
            Some(Vote {
                volunteer: number(said.person),
                building: building.id.0.unsigned_abs(),
                answer: Span::of(said.window?, captures),
                captures,
                at_ms: said.submitted_at.timestamp_millis(),
            })
        }));
    }
    let joined: Vec<Joined> = volunteers::joined(db, campaign.id)?
        .into_iter()
        .map(|(who, at)| Joined { volunteer: number(who), at_ms: at.timestamp_millis() })
        .collect();
    let members = |group: &cohort::Cohort| {
        let ids = group.members.iter().filter_map(|member| i64::try_from(member.volunteer).ok());
        ids.map(VolunteerId).collect()
    };
    let found = cohort::cohorts(&votes, &joined, &Limits::default());
    Ok(found.iter().map(|group| (members(group), group.to_string())).collect())
}

/// Notes groups as suspected, but not those that were suspected before, even if a person has
/// dismissed them: how many are new. From then on no building is dealt to two of one group.
///
/// # Errors
/// When the store fails.
pub fn propose(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    groups: &[Found],
) -> Result<u32, StoreError> {
    let mut new = 0;
    for (members, why) in groups {
        if !cohorts::is_known(db, campaign.id, members)? {
            cohorts::propose(db, campaign.id, members, why, by.now)?;
            new += 1;
        }
    }
    let subject = format!("{new} new");
    by.did(db, ActKind::GroupsSought, Some(campaign.id), subject, "")?;
    Ok(new)
}

/// How far a campaign's volunteers agree with one another and with gold.
#[derive(Debug, Clone)]
pub struct Quality {
    /// Over answers of one interval, with intervals as categories, ranks and numbers.
    pub answers: Agreement,
    /// Krippendorff's alpha with the dates of the windows' middles, in days; wide answers too.
    pub alpha_days: Option<f64>,
    /// Answers wider than one interval, which only enter `alpha_days`.
    pub wide: u64,
    /// The published windows of decided buildings against gold.
    pub on_gold: Coverage,
}

/// The agreement of a campaign's volunteers.
#[must_use]
pub fn quality(record: &Record) -> Quality {
    let (mut narrow, mut days, mut wide, mut pairs) = (Vec::new(), Vec::new(), 0, Vec::new());
    for building in &record.buildings {
        let captures = building.shown.len();
        let unit = building.id.0.unsigned_abs();
        for (rater, window) in building.counted() {
            let span = Span::of(window, captures);
            if span.width() == 1 {
                let value = crate::domain::statistics::number(span.low);
                narrow.push(Rating { unit, rater, value });
            } else {
                wide += 1;
            }
            if let Some(value) = middle_day(record, building, window) {
                days.push(Rating { unit, rater, value });
            }
        }
        let published = building.published;
        if let (Some(gold), true) = (building.gold, published.status.has_window()) {
            let window = Span::of_agreed(published.window, captures);
            pairs.push((window, Span::of(gold, captures)));
        }
    }
    Quality {
        answers: agreement(&narrow),
        alpha_days: alpha(&days, Metric::Interval),
        wide,
        on_gold: coverage(&pairs),
    }
}

/// The middle of a window in days; an open end is put at the outermost capture.
pub(super) fn middle_day(record: &Record, building: &Dossier, window: Window) -> Option<f64> {
    let last = building.shown.len().checked_sub(1)?;
    let from = record.taken_at(building, window.last_standing().unwrap_or(0))?;
    let to = record.taken_at(building, window.first_destroyed().unwrap_or(last))?;
    let day = |at: DateTime<Utc>| {
        f64::from(i32::try_from(at.timestamp() / 60).unwrap_or(i32::MAX)) / 1440.0
    };
    Some(f64::midpoint(day(from), day(to)))
}
