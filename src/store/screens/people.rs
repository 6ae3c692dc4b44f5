//! A campaign's volunteers, as staff look after them.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::dealing::Purpose;
use crate::domain::id::{BuildingId, CampaignId, CaptureId, VolunteerId};
use crate::domain::limits::{FIGURES_ANSWERS_MAX, VOLUNTEERS_PAGE};
use crate::store::schema::{enrolments as e, judgements as j, quarantines as q, supersedings};
use crate::store::{Db, StoreError, count};

/// In which order volunteers are listed, and which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Listed {
    /// All, those with most answers first.
    #[default]
    ByAnswers,
    /// All, those who came last first.
    Newest,
    /// Those of suspected groups.
    Suspected,
    /// Those who are set aside.
    SetAside,
    /// Those with several devices.
    Merged,
}

impl Listed {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 5] =
        [Self::ByAnswers, Self::Newest, Self::Suspected, Self::SetAside, Self::Merged];

    /// The word in addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ByAnswers => "answers",
            Self::Newest => "newest",
            Self::Suspected => "suspected",
            Self::SetAside => "set-aside",
            Self::Merged => "merged",
        }
    }

    /// The value of a word written by [`Self::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|listed| listed.as_str() == word)
    }
}

/// A volunteer in a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Enrolment {
    /// Who.
    pub volunteer: VolunteerId,
    /// Buildings answered, without answers taken back.
    pub answered: u32,
    /// Since when.
    pub joined_at: DateTime<Utc>,
}

type Row = (i64, i32, NaiveDateTime);

fn enrolment((id, answered, joined_at): Row) -> Enrolment {
    Enrolment {
        volunteer: VolunteerId(id),
        answered: count(answered),
        joined_at: joined_at.and_utc(),
    }
}

/// A page of volunteers; pages count from 0. One more than a page holds where there is another.
///
/// # Errors
/// When the store fails.
pub fn page(
    db: &mut Db,
    campaign: CampaignId,
    listed: Listed,
    page: i64,
) -> Result<Vec<Enrolment>, StoreError> {
    let mut query = e::table
        .filter(e::campaign_id.eq(campaign.0))
        .select((e::volunteer_id, e::answered, e::consented_at))
        .limit(VOLUNTEERS_PAGE + 1)
        .offset(page.saturating_mul(VOLUNTEERS_PAGE))
        .into_boxed();
    query = match listed {
        Listed::Newest => query.order(e::volunteer_id.desc()),
        _ => query.order((e::answered.desc(), e::volunteer_id)),
    };
    query = match listed {
        Listed::ByAnswers | Listed::Newest => query,
        Listed::Suspected => query.filter(e::cohort_id.is_not_null()),
        Listed::Merged => query.filter(e::person_id.is_not_null()),
        Listed::SetAside => {
            let open = q::table.filter(q::campaign_id.eq(campaign.0)).filter(q::ended_at.is_null());
            query.filter(e::volunteer_id.eq_any(open.select(q::volunteer_id)))
        }
    };
    Ok(query.load::<Row>(db)?.into_iter().map(enrolment).collect())
}

/// How many volunteers a campaign has.
///
/// # Errors
/// When the store fails.
pub fn number(db: &mut Db, campaign: CampaignId) -> Result<i64, StoreError> {
    Ok(e::table.filter(e::campaign_id.eq(campaign.0)).count().get_result(db)?)
}

/// How many answers they gave in all.
///
/// # Errors
/// When the store fails.
pub fn answers(db: &mut Db, campaign: CampaignId) -> Result<i64, StoreError> {
    let query = e::table.filter(e::campaign_id.eq(campaign.0));
    Ok(query.select(diesel::dsl::sum(e::answered)).first::<Option<i64>>(db)?.unwrap_or(0))
}

/// One volunteer of a campaign.
///
/// # Errors
/// When there is none, or the store fails.
pub fn one(
    db: &mut Db,
    campaign: CampaignId,
    volunteer: VolunteerId,
) -> Result<Enrolment, StoreError> {
    let own = e::table.find((volunteer.0, campaign.0));
    Ok(enrolment(own.select((e::volunteer_id, e::answered, e::consented_at)).first(db)?))
}

/// An answer, as far as figures need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brief {
    /// About which building.
    pub building: BuildingId,
    /// What for.
    pub purpose: Purpose,
    /// The last capture seen standing, and the first seen destroyed.
    pub ends: (Option<CaptureId>, Option<CaptureId>),
    /// When it was dealt.
    pub dealt_at: DateTime<Utc>,
    /// When it came.
    pub submitted_at: DateTime<Utc>,
    /// Whether it was taken back.
    pub is_superseded: bool,
}

type BriefRow =
    (i64, String, Option<i64>, Option<i64>, NaiveDateTime, NaiveDateTime, Option<String>);

/// The newest answers of a volunteer, newest first.
///
/// # Errors
/// When the store fails.
pub fn newest_answers(
    db: &mut Db,
    campaign: CampaignId,
    volunteer: VolunteerId,
) -> Result<Vec<Brief>, StoreError> {
    let query = j::table
        .left_join(supersedings::table)
        .filter(j::volunteer_id.eq(volunteer.0))
        .filter(j::campaign_id.eq(campaign.0))
        .order(j::id.desc())
        .limit(FIGURES_ANSWERS_MAX)
        .select((
            j::building_id,
            j::purpose,
            j::last_standing_capture_id,
            j::first_destroyed_capture_id,
            j::dealt_at,
            j::submitted_at,
            supersedings::reason.nullable(),
        ));
    let brief = |(building, purpose, last, first, dealt_at, submitted_at, superseded): BriefRow| {
        let known = Purpose::parse(&purpose);
        Ok(Brief {
            building: BuildingId(building),
            purpose: known.ok_or_else(|| StoreError::unknown("judgements", &purpose))?,
            ends: (last.map(CaptureId), first.map(CaptureId)),
            dealt_at: dealt_at.and_utc(),
            submitted_at: submitted_at.and_utc(),
            is_superseded: superseded.is_some(),
        })
    };
    query.load::<BriefRow>(db)?.into_iter().map(brief).collect()
}

/// How many buildings both of two volunteers judged in a campaign.
///
/// # Errors
/// When the store fails.
pub fn judged_by_both(
    db: &mut Db,
    campaign: CampaignId,
    (one, other): (VolunteerId, VolunteerId),
) -> Result<usize, StoreError> {
    let mut of = |volunteer: VolunteerId| {
        let query = j::table
            .filter(j::volunteer_id.eq(volunteer.0))
            .filter(j::campaign_id.eq(campaign.0))
            .select(j::building_id)
            .distinct();
        Ok::<BTreeSet<i64>, StoreError>(query.load::<i64>(db)?.into_iter().collect())
    };
    Ok(of(one)?.intersection(&of(other)?).count())
}
