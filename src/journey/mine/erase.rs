//! A volunteer is forgotten: nothing leads to them any more, and what is published stays checkable.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use rand::CryptoRng;

use crate::access::token::Token;
use crate::domain::campaign::Campaign;
use crate::domain::dealing::Purpose;
use crate::domain::id::{BuildingId, VolunteerId};
use crate::domain::limits::OWN_ANSWERS_MAX;
use crate::domain::task::TaskState;
use crate::journey::settle::{self, Occasion};
use crate::journey::skip;
use crate::store::screens::mine::{self, Own};
use crate::store::{
    Db, StoreError, assignments, avoided, campaigns, coverage, devices, judgements, ledger,
    messages, practices, remarks, shown, tasks, volunteers,
};

/// What erasing came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Erased {
    /// Answers that no longer count.
    pub taken_back: u32,
    /// Answers that stay, under the pseudonym.
    pub kept: u32,
}

/// Forgets a volunteer: nothing leads from any device or phrase to them any more; their words, what
/// staff wrote to them, the places where they were, how they practised, what they were dealt and
/// did not answer, and what they were shown are removed, and what they held goes back. With
/// `with_answers` their answers on buildings that are not settled no longer count. Judgements stay
/// under the pseudonym: what is published must stay checkable.
///
/// # Errors
/// When the store fails.
pub fn erase(
    db: &mut Db,
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
    volunteer: VolunteerId,
    with_answers: bool,
) -> Result<Erased, StoreError> {
    let mut erased = Erased::default();
    let enrolled = mine::enrolments_of(db, volunteer)?;
    for (id, ..) in &enrolled {
        assignments::lock_volunteer(db, volunteer, *id)?;
    }
    for (id, ..) in enrolled {
        ledger::erased(db, id, volunteer, now.timestamp_millis())?;
        let campaign = campaigns::get(db, id)?;
        let (taken_back, kept) = leave(db, now, rng, volunteer, &campaign, with_answers)?;
        erased.taken_back += taken_back;
        erased.kept += kept;
    }
    practices::remove_all(db, volunteer)?;
    assignments::forget_unanswered(db, volunteer)?;
    shown::forget(db, volunteer)?;
    remarks::silence(db, volunteer)?;
    messages::remove_all(db, volunteer)?;
    avoided::forget_places(db, volunteer)?;
    devices::cut_off(db, volunteer, &Token::new(rng).hash())?;
    Ok(erased)
}

/// Leaves one campaign: (answers taken back, answers that stay).
fn leave(
    db: &mut Db,
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
    volunteer: VolunteerId,
    campaign: &Campaign,
    with_answers: bool,
) -> Result<(u32, u32), StoreError> {
    let all = mine::answers(db, volunteer, campaign.id, None, OWN_ANSWERS_MAX)?;
    let standing: Vec<Own> = all.into_iter().filter(|own| own.superseded.is_none()).collect();
    let held = avoided::held(db, volunteer, campaign.id)?;
    // All locks first, in order of building, so that no two writers wait for each other.
    let mut buildings: BTreeSet<BuildingId> = held.iter().map(|lease| lease.building).collect();
    if with_answers {
        buildings.extend(standing.iter().map(|own| own.building));
    }
    for building in buildings {
        tasks::locked(db, building)?;
    }
    skip::release_all(db, rng, held)?;
    let (mut taken_back, mut kept) = (0, 0);
    for own in standing {
        if !with_answers || is_settled(db, &own)? {
            kept += 1;
            continue;
        }
        judgements::supersede(db, own.id, "erased", now)?;
        volunteers::count_answers(db, volunteer, campaign.id, -1)?;
        if own.purpose == Purpose::Task {
            let (series, _) = coverage::series(db, own.building)?;
            let subject = (own.building, tasks::get(db, own.building)?);
            settle::settle(db, now, rng, campaign, subject, (&series, Occasion::Erased))?;
        }
        taken_back += 1;
    }
    Ok((taken_back, kept))
}

/// Whether the building of an answer is settled, whatever the answer was dealt for: what was
/// dealt to measure is not told apart.
fn is_settled(db: &mut Db, own: &Own) -> Result<bool, StoreError> {
    Ok(matches!(tasks::get(db, own.building)?.state, TaskState::Retired(_)))
}
