//! All that is kept about a volunteer, for themselves.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::{LineState, Moment};
use crate::domain::id::{BuildingId, JudgementId, VolunteerId};
use crate::domain::limits::OWN_ANSWERS_MAX;
use crate::journey::{device, look, skip};
use crate::store::messages::Message;
use crate::store::practices::Practised;
use crate::store::remarks::Remark;
use crate::store::screens::mine::{self, Dealt, Own, Sent};
use crate::store::{
    Db, StoreError, buildings, campaigns, judgements, messages, practices, remarks, volunteers,
};

/// All that is kept about a volunteer. What their answers were dealt for belongs to the campaign:
/// it would tell which buildings are known.
#[derive(Debug, Clone, Serialize)]
pub struct Everything {
    /// When they came first.
    pub since: DateTime<Utc>,
    /// Whether a phrase restores their progress.
    pub has_phrase: bool,
    /// On how many devices they go on.
    pub devices: u32,
    /// What they did, campaign by campaign.
    pub campaigns: Vec<Part>,
}

/// What a volunteer did in one campaign.
#[derive(Debug, Clone, Serialize)]
pub struct Part {
    /// The campaign's name in addresses.
    pub campaign: String,
    /// The name under which the answers are published.
    pub pseudonym: String,
    /// When they consented.
    pub consented_at: DateTime<Utc>,
    /// Buildings answered, without answers taken back.
    pub answered: u32,
    /// Places that they asked not to be asked about.
    pub places_avoided: u32,
    /// Every task that they were dealt, oldest first; practice buildings, too.
    pub tasks: Vec<Task>,
    /// Every answer, oldest first.
    pub answers: Vec<Given>,
    /// Every remark, oldest first.
    pub remarks: Vec<Said>,
    /// Every message of the staff to them, oldest first.
    pub messages: Vec<Written>,
    /// How they practised.
    pub practice: Vec<Tried>,
}

/// A message of the staff.
#[derive(Debug, Clone, Serialize)]
pub struct Written {
    /// In words.
    pub text: String,
    /// When.
    pub sent_at: DateTime<Utc>,
    /// When they said that they have read it.
    pub read_at: Option<DateTime<Utc>>,
}

/// An answer.
#[derive(Debug, Clone, Serialize)]
pub struct Given {
    /// Its number, as it is published.
    pub judgement_id: JudgementId,
    /// The building's own id.
    pub building: String,
    /// When the task was dealt.
    pub dealt_at: DateTime<Utc>,
    /// When the answer came.
    pub submitted_at: DateTime<Utc>,
    /// `destroyed`, `already_destroyed`, `still_standing` or `cannot_tell`.
    pub verdict: String,
    /// The day of the last picture that shows it standing.
    pub last_standing: Option<NaiveDate>,
    /// The day of the first picture that shows it destroyed.
    pub first_destroyed: Option<NaiveDate>,
    /// Why they could not tell.
    pub doubt: Option<String>,
    /// How sure they said they were.
    pub sureness: Option<String>,
    /// On which screen.
    pub mode: String,
    /// What they said picture by picture.
    pub trace: String,
    /// The days of the pictures that they called unusable.
    pub unusable: Vec<NaiveDate>,
    /// Why it no longer counts.
    pub superseded: Option<String>,
    /// When they were shown what others said about the building.
    pub others_shown_at: Option<DateTime<Utc>>,
}

/// A task that they were dealt.
#[derive(Debug, Clone, Serialize)]
pub struct Task {
    /// The building's own id.
    pub building: String,
    /// When.
    pub dealt_at: DateTime<Utc>,
    /// Until when the answer was awaited.
    pub awaited_until: DateTime<Utc>,
    /// `open`, `done`, or `expired`: passed on, or not answered in time.
    pub state: String,
}

/// A remark.
#[derive(Debug, Clone, Serialize)]
pub struct Said {
    /// The building's own id.
    pub building: String,
    /// Why.
    pub kind: String,
    /// In words.
    pub text: String,
    /// When the picture was taken that it is about, if it is about one.
    pub picture_taken_at: Option<DateTime<Utc>>,
    /// When.
    pub raised_at: DateTime<Utc>,
}

/// How they did on a practice building.
#[derive(Debug, Clone, Serialize)]
pub struct Tried {
    /// The building's own id.
    pub building: String,
    /// Answers given.
    pub tries: u32,
    /// Whether one was right.
    pub is_passed: bool,
    /// Whether the first was right.
    pub is_first_right: bool,
    /// Whether the answer was shown.
    pub was_shown: bool,
}

/// All that is kept about a volunteer, in every campaign.
///
/// # Errors
/// When the store fails.
pub fn everything(
    db: &mut Db,
    now: DateTime<Utc>,
    volunteer: VolunteerId,
) -> Result<Everything, StoreError> {
    let (has_phrase, devices) = device::status(db, volunteer)?;
    let remarks = remarks::of_volunteer(db, volunteer)?;
    let practised = practices::of_volunteer(db, volunteer)?;
    let mut parts = Vec::new();
    for (id, consented_at, answered) in mine::enrolments_of(db, volunteer)? {
        let campaign = campaigns::get(db, id)?;
        let mut all = super::answers(db, &campaign, volunteer, None, OWN_ANSWERS_MAX)?;
        all.reverse();
        let moment = Moment::read(db, now, &campaign, volunteer, &[])?;
        let mut sent: BTreeMap<i64, Sent> =
            mine::sent(db, volunteer, id)?.into_iter().map(|one| (one.id, one)).collect();
        let mut part = Part {
            pseudonym: look::pseudonyms(db, &campaign)?.of(volunteer),
            places_avoided: skip::avoided(db, volunteer, &campaign)?,
            campaign: campaign.slug.to_string(),
            consented_at,
            answered,
            tasks: mine::dealt(db, volunteer, id)?.into_iter().map(task).collect(),
            answers: Vec::new(),
            remarks: Vec::new(),
            messages: messages::of_volunteer(db, id, volunteer)?.into_iter().map(written).collect(),
            practice: Vec::new(),
        };
        for own in all {
            let Some(sent) = sent.remove(&own.id.0) else { continue };
            part.answers.push(given(&moment, &own, sent));
        }
        for remark in remarks.iter().filter(|remark| remark.campaign == id) {
            part.remarks.push(said(db, &moment, remark)?);
        }
        for (_, building, done) in practised.iter().filter(|(own, ..)| *own == id) {
            part.practice.push(tried(db, *building, *done)?);
        }
        parts.push(part);
    }
    let since = volunteers::since(db, volunteer)?;
    Ok(Everything { since, has_phrase, devices, campaigns: parts })
}

fn written(message: Message) -> Written {
    let Message { text, sent_at, read_at, .. } = message;
    Written { text, sent_at, read_at }
}

fn task(dealt: Dealt) -> Task {
    let Dealt { building, at, until, state } = dealt;
    Task { building, dealt_at: at, awaited_until: until, state }
}

fn given(moment: &Moment<'_>, own: &Own, sent: Sent) -> Given {
    let line = moment.line(own);
    let unusable = judgements::unusable(&sent.unusable);
    Given {
        judgement_id: own.id,
        building: sent.building,
        dealt_at: own.dealt_at,
        submitted_at: own.submitted_at,
        verdict: line.verdict,
        last_standing: line.last_standing,
        first_destroyed: line.first_destroyed,
        doubt: sent.doubt,
        sureness: sent.sureness,
        mode: sent.mode,
        trace: sent.trace,
        unusable: unusable.filter_map(|id| moment.calendar.day(Some(id))).collect(),
        superseded: match line.state {
            LineState::Standing => None,
            LineState::Superseded(why) => Some(why),
        },
        others_shown_at: moment.shown.get(&own.building).copied(),
    }
}

fn said(db: &mut Db, moment: &Moment<'_>, remark: &Remark) -> Result<Said, StoreError> {
    Ok(Said {
        building: buildings::get(db, remark.building)?.external_id,
        kind: remark.kind.as_str().to_owned(),
        text: remark.text.clone(),
        picture_taken_at: moment.calendar.time(remark.capture),
        raised_at: remark.raised_at,
    })
}

fn tried(db: &mut Db, building: BuildingId, done: Practised) -> Result<Tried, StoreError> {
    let Practised { tries, is_passed, is_first_right, was_shown } = done;
    let building = buildings::get(db, building)?.external_id;
    Ok(Tried { building, tries, is_passed, is_first_right, was_shown })
}
