//! What other rules would have done with the judgements that a campaign was given. Changes nothing.

use std::collections::BTreeMap;

use super::record::{Record, Said};
use crate::domain::campaign::Campaign;
use crate::domain::consensus::span::Span;
use crate::domain::id::{JudgementId, VolunteerId};
use crate::domain::judgement::{Doubt, Verdict};
use crate::simulation::progress::Given;
use crate::simulation::replay::{Log, Logged, Replayed, replay};
use crate::simulation::stopping::Stopping;

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct WhatIf {
    /// Each policy, in the real order and in random ones.
    pub replayed: Vec<Replayed>,
    /// The own ids of the buildings, by the numbers in it.
    pub buildings: Vec<String>,
}

/// Plays a campaign's judgements to other policies, in the real order and in `orders` random ones.
/// A policy can only stop earlier than the campaign did; where it would have asked for more, that
/// is counted. Gold of one interval is taken as the truth.
#[must_use]
pub fn what_if(record: &Record, campaign: &Campaign, policies: &[Stopping], orders: u64) -> WhatIf {
    let mut by_arrival: Vec<(JudgementId, usize, &Said)> = record
        .buildings
        .iter()
        .enumerate()
        .flat_map(|(number, building)| {
            let in_force = building.said.iter().filter(|said| said.is_in_force);
            in_force.map(move |said| (said.id, number, said))
        })
        .collect();
    by_arrival.sort_unstable_by_key(|(id, ..)| *id);
    let mut numbers: BTreeMap<VolunteerId, u32> = BTreeMap::new();
    let mut judgements = Vec::with_capacity(by_arrival.len());
    for (_, building, said) in by_arrival {
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        let volunteer = *numbers.entry(said.volunteer).or_insert(next);
        let verdict = said.window.map_or(Verdict::CannotTell(Doubt::Other), Verdict::Seen);
        judgements.push(Logged { building, given: Given { volunteer, verdict } });
    }
    let truth = record.buildings.iter().map(|building| {
        let span = Span::of(building.gold?, building.shown.len());
        (span.width() == 1).then_some(span.low)
    });
    let log = Log {
        captures: record.buildings.iter().map(|building| building.shown.len()).collect(),
        volunteers: numbers.len(),
        judgements,
        truth: truth.collect(),
        published: campaign.policy,
    };
    let buildings = record.buildings.iter().map(|building| building.external_id.clone());
    WhatIf { replayed: replay(&log, policies, orders), buildings: buildings.collect() }
}
