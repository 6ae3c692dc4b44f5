//! All that a campaign's volunteers said, read once: what every figure about them is made of.
//! Positions are those of each building's own captures.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::look;
use super::published::{Published, deciding};
use crate::access::pseudonym::Pseudonyms;
use crate::domain::adjudication::Outcome;
use crate::domain::campaign::Campaign;
use crate::domain::capture::{Capture, CaptureSeries};
use crate::domain::consensus::RetirementReason::Ruled;
use crate::domain::consensus::window::{Agreed, End};
use crate::domain::dealing::Purpose;
use crate::domain::id::{BuildingId, CaptureId, JudgementId, VolunteerId};
use crate::domain::judgement::Window;
use crate::domain::task::TaskState;
use crate::store::merges::{self, Firsts};
use crate::store::screens::export::{self, Found, Given};
use crate::store::screens::turn::Turn;
use crate::store::which::Which;
use crate::store::{Db, StoreError, captures, golds, quarantines};

/// One judgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// Ours.
    pub id: JudgementId,
    /// Whose.
    pub volunteer: VolunteerId,
    /// As whom it counts: another volunteer where both are devices of one person.
    pub person: VolunteerId,
    /// What for.
    pub purpose: Purpose,
    /// The window; none where they could not tell.
    pub window: Option<Window>,
    /// Whether it was taken back.
    pub is_superseded: bool,
    /// Whether the volunteer is set aside at present.
    pub is_set_aside: bool,
    /// Whether the rule counts it, or would if it were a window.
    pub is_in_force: bool,
    /// When the task was dealt.
    pub dealt_at: DateTime<Utc>,
    /// When the answer came.
    pub submitted_at: DateTime<Utc>,
}

impl Said {
    /// Whether it is the volunteer's first answer about the building that stands, whatever it was
    /// dealt for: what tells how good they are.
    #[must_use]
    pub fn is_first_look(&self) -> bool {
        !self.is_superseded && self.purpose != Purpose::Repeat
    }
}

/// One building.
#[derive(Debug, Clone, PartialEq)]
pub struct Dossier {
    /// Ours.
    pub id: BuildingId,
    /// The coordinator's.
    pub external_id: String,
    /// What is published: the ruling in force, or what the votes agree on.
    pub published: Published,
    /// The captures that show it, as positions in all of the campaign's.
    pub shown: Vec<usize>,
    /// What an expert knows about it.
    pub gold: Option<Window>,
    /// Its judgements, in order of arrival.
    pub said: Vec<Said>,
}

/// A campaign's judgements, by building.
pub struct Record {
    /// All captures, oldest first.
    pub captures: Vec<Capture>,
    /// All buildings, in order of id.
    pub buildings: Vec<Dossier>,
    /// The names under which volunteers are shown.
    pub pseudonyms: Pseudonyms,
}

impl Record {
    /// Reads a campaign, in one moment of the caller's.
    ///
    /// # Errors
    /// When the store fails.
    pub fn read(db: &mut Db, campaign: &Campaign) -> Result<Self, StoreError> {
        let captures = captures::of_campaign(db, campaign.id)?;
        let series = CaptureSeries::new(captures.iter().map(|capture| capture.id).collect());
        let set_aside = quarantines::at_present(db, campaign.id)?;
        let golds: BTreeMap<BuildingId, (Option<CaptureId>, Option<CaptureId>)> =
            golds::of_campaign(db, campaign.id)?
                .into_iter()
                .map(|gold| (gold.building, (gold.last_standing, gold.first_destroyed)))
                .collect();
        let (persons, mut firsts) = (merges::persons(db, campaign.id)?, Firsts::default());
        let (mut all, mut after) = (Vec::new(), BuildingId(0));
        loop {
            let page = export::buildings(db, campaign.id, &Turn::after(after.0), &series)?;
            let Some(last) = page.last().map(|found| found.id) else { break };
            let mut shown = export::series(db, campaign.id, Which::Run(after, last), &series)?;
            let ruled = page.iter().filter(|found| found.state == TaskState::Retired(Ruled));
            let ruled: Vec<BuildingId> = ruled.map(|found| found.id).collect();
            let rulings = deciding(db, campaign, &ruled)?;
            let mut said: BTreeMap<BuildingId, Vec<Given>> = BTreeMap::new();
            for given in export::judgements_about(db, campaign.id, (after, last))? {
                said.entry(given.building).or_default().push(given);
            }
            after = last;
            for found in page {
                let own = shown.remove(&found.id).unwrap_or_default();
                let gold = golds.get(&found.id).and_then(|ends| window(*ends, &series, &own));
                let answers = said.remove(&found.id).unwrap_or_default();
                let mut answers: Vec<Said> = answers
                    .iter()
                    .map(|given| {
                        let is_set_aside = set_aside.contains(&given.volunteer);
                        let person = persons.of(given.volunteer);
                        Said { person, ..answer(given, is_set_aside, &series, &own) }
                    })
                    .collect();
                for said in answers.iter_mut().filter(|said| said.is_in_force) {
                    said.is_in_force = firsts.is_first(&persons, found.id, said.volunteer);
                }
                let ruling = rulings.get(&found.id).copied();
                all.push(dossier(found, (ruling, &series), own, gold, answers));
            }
        }
        let pseudonyms = look::pseudonyms(db, campaign)?;
        Ok(Self { captures, buildings: all, pseudonyms })
    }

    /// When a building's capture at one of its own positions was taken.
    #[must_use]
    pub fn taken_at(&self, building: &Dossier, position: usize) -> Option<DateTime<Utc>> {
        let of_all = building.shown.get(position)?;
        Some(self.captures.get(*of_all)?.taken.at)
    }
}

impl Dossier {
    /// The windows that the rule counts, and whose each is.
    #[must_use]
    pub fn counted(&self) -> Vec<(u64, Window)> {
        let in_force = self.said.iter().filter(|said| said.is_in_force);
        in_force.filter_map(|said| Some((number(said.person), said.window?))).collect()
    }
}

/// A volunteer as the figures know them.
pub(super) fn number(volunteer: VolunteerId) -> u64 {
    volunteer.0.unsigned_abs()
}

fn dossier(
    found: Found,
    (ruling, series): (Option<Outcome>, &CaptureSeries),
    shown: Vec<usize>,
    gold: Option<Window>,
    said: Vec<Said>,
) -> Dossier {
    let own = |end: End| match end {
        End::At(position) => shown.binary_search(&position).map_or(End::Dispute, End::At),
        other => other,
    };
    let agreed = Agreed {
        last_standing: own(found.last_standing),
        first_destroyed: own(found.first_destroyed),
    };
    let position = |capture| shown.binary_search(&series.position(capture)?).ok();
    let published = Published::of(found.state, agreed, ruling, position);
    let (id, external_id) = (found.id, found.external_id);
    Dossier { id, external_id, published, shown, gold, said }
}

fn answer(given: &Given, is_set_aside: bool, series: &CaptureSeries, shown: &[usize]) -> Said {
    let purpose = given.purpose;
    let is_superseded = given.superseded.is_some();
    let is_excluded = is_set_aside || is_superseded || given.is_earlier;
    Said {
        id: given.id,
        volunteer: given.volunteer,
        person: given.volunteer,
        purpose,
        window: window((given.last_standing, given.first_destroyed), series, shown),
        is_superseded,
        is_set_aside,
        is_in_force: !is_excluded && purpose == Purpose::Task,
        dealt_at: given.dealt_at,
        submitted_at: given.submitted_at,
    }
}

/// A window of captures, in positions of those that show the building; none where it says nothing.
fn window(
    ends: (Option<CaptureId>, Option<CaptureId>),
    series: &CaptureSeries,
    shown: &[usize],
) -> Option<Window> {
    among(series.window(ends)?, shown)
}

/// A window over all captures, as one over those that show the building.
pub(super) fn among(window: Window, shown: &[usize]) -> Option<Window> {
    let own = |position: Option<usize>| match position {
        None => Some(None),
        Some(position) => shown.binary_search(&position).ok().map(Some),
    };
    let (last, first) = (own(window.last_standing())?, own(window.first_destroyed())?);
    Window::new(last, first, shown.len()).ok()
}
