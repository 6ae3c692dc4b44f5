//! A campaign's volunteers as staff look after them: figures of each, and what was done about them.
//! Nothing is ranked by how good somebody is, and nobody else sees any of it.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::look;
use super::record::number;
use crate::access::pseudonym::Pseudonyms;
use crate::domain::campaign::Campaign;
use crate::domain::capture::CaptureSeries;
use crate::domain::consensus::span::Span;
use crate::domain::dealing::Purpose;
use crate::domain::id::{BuildingId, CampaignId, CaptureId, CohortId, VolunteerId};
use crate::domain::statistics::Share;
use crate::domain::trust::gold::{GoldAnswer, GoldScore, gold_scores};
use crate::domain::trust::pace::{Pace, PaceLimits, Timing, paces};
use crate::store::cohorts::Cohort;
use crate::store::merges::Persons;
use crate::store::messages::Message;
pub use crate::store::screens::people::Listed;
use crate::store::screens::people::{self as rows, Brief, Enrolment};
use crate::store::{Db, StoreError, cohorts, coverage, golds, merges, messages, quarantines};

/// What is known about a volunteer; their newest thousand answers are looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// Under which name they are shown.
    pub pseudonym: String,
    /// Buildings answered, without answers taken back.
    pub answered: u32,
    /// Since when.
    pub joined_at: DateTime<Utc>,
    /// When their last answer came.
    pub last_at: Option<DateTime<Utc>>,
    /// On buildings that experts know.
    pub gold: Option<GoldScore>,
    /// How fast.
    pub pace: Option<Pace>,
    /// Whether they are set aside.
    pub is_set_aside: bool,
    /// As whom they count, where that is somebody else.
    pub counts_as: Option<String>,
    /// The group that they are suspected to act with, and why.
    pub group: Option<(CohortId, String)>,
}

impl Person {
    /// Right of right and wrong on gold, within one picture.
    #[must_use]
    pub fn right(&self) -> Share {
        self.gold.map(|gold| gold.within_one).unwrap_or_default()
    }
}

/// A page of volunteers, and how many there are.
#[derive(Debug, Clone)]
pub struct Page {
    /// The volunteers; one more than a page holds where there is another.
    pub people: Vec<Person>,
    /// All of the campaign.
    pub all: i64,
    /// The suspected groups: who, by pseudonym, and why.
    pub groups: Vec<(CohortId, Vec<String>, String)>,
}

/// What a campaign knows of all its volunteers.
struct Known {
    campaign: CampaignId,
    pseudonyms: Pseudonyms,
    persons: Persons,
    set_aside: BTreeSet<VolunteerId>,
    groups: Vec<Cohort>,
    gold: Gold,
}

/// Gold buildings, and the captures of those that were looked at.
struct Gold {
    ends: BTreeMap<BuildingId, (Option<CaptureId>, Option<CaptureId>)>,
    series: BTreeMap<BuildingId, CaptureSeries>,
}

impl Gold {
    /// An answer on gold beside the truth; none where it is no gold.
    fn answer(&mut self, db: &mut Db, brief: &Brief) -> Result<Option<GoldAnswer>, StoreError> {
        let Some(ends) = self.ends.get(&brief.building).copied() else { return Ok(None) };
        if brief.is_superseded || brief.purpose == Purpose::Repeat {
            return Ok(None);
        }
        let series = match self.series.entry(brief.building) {
            Entry::Occupied(there) => there.into_mut(),
            Entry::Vacant(free) => free.insert(coverage::series(db, brief.building)?.0),
        };
        let captures = series.len();
        let span = |ends| series.window(ends).map(|window| Span::of(window, captures));
        let answer = |truth| GoldAnswer { volunteer: 0, answer: span(brief.ends), truth, captures };
        Ok(span(ends).map(answer))
    }
}

impl Known {
    fn read(db: &mut Db, campaign: &Campaign) -> Result<Self, StoreError> {
        let gold = golds::of_campaign(db, campaign.id)?.into_iter();
        let ends = gold.map(|gold| (gold.building, (gold.last_standing, gold.first_destroyed)));
        Ok(Self {
            campaign: campaign.id,
            pseudonyms: look::pseudonyms(db, campaign)?,
            persons: merges::persons(db, campaign.id)?,
            set_aside: quarantines::at_present(db, campaign.id)?,
            groups: cohorts::suspected(db, campaign.id)?,
            gold: Gold { ends: ends.collect(), series: BTreeMap::new() },
        })
    }

    fn person(&mut self, db: &mut Db, own: Enrolment) -> Result<Person, StoreError> {
        let id = own.volunteer;
        let newest = rows::newest_answers(db, self.campaign, id)?;
        let mut on_gold = Vec::new();
        for brief in &newest {
            on_gold.extend(self.gold.answer(db, brief)?);
        }
        let standing = newest.iter().filter(|brief| !brief.is_superseded);
        let timings: Vec<Timing> = standing
            .map(|brief| Timing {
                volunteer: number(id),
                at_ms: brief.submitted_at.timestamp_millis(),
                spent_ms: (brief.submitted_at - brief.dealt_at).num_milliseconds(),
                pictures: 0,
            })
            .collect();
        let group = self.groups.iter().find(|group| group.volunteers.contains(&id));
        Ok(Person {
            pseudonym: self.pseudonyms.of(id),
            answered: own.answered,
            joined_at: own.joined_at,
            last_at: newest.first().map(|brief| brief.submitted_at),
            gold: gold_scores(&on_gold).into_iter().next(),
            pace: paces(&timings, &PaceLimits::default()).into_iter().next(),
            is_set_aside: self.set_aside.contains(&id),
            counts_as: self.persons.other(id).map(|person| self.pseudonyms.of(person)),
            group: group.map(|group| (group.id, group.why.clone())),
        })
    }
}

/// A page of a campaign's volunteers; pages count from 0.
///
/// # Errors
/// When the store fails.
pub fn page(
    db: &mut Db,
    campaign: &Campaign,
    listed: Listed,
    page: i64,
) -> Result<Page, StoreError> {
    let mut known = Known::read(db, campaign)?;
    let mut people = Vec::new();
    for own in rows::page(db, campaign.id, listed, page)? {
        people.push(known.person(db, own)?);
    }
    let all = rows::number(db, campaign.id)?;
    let name = |id: &VolunteerId| known.pseudonyms.of(*id);
    let group =
        |group: &Cohort| (group.id, group.volunteers.iter().map(name).collect(), group.why.clone());
    Ok(Page { people, all, groups: known.groups.iter().map(group).collect() })
}

/// How many answers a campaign's volunteers gave in all.
///
/// # Errors
/// When the store fails.
pub fn answers(db: &mut Db, campaign: &Campaign) -> Result<i64, StoreError> {
    rows::answers(db, campaign.id)
}

/// Something that was done about a volunteer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub who: String,
    /// What.
    pub what: String,
    /// Why.
    pub why: String,
}

/// One volunteer, whole.
#[derive(Debug, Clone)]
pub struct Whole {
    /// Their figures.
    pub person: Person,
    /// Other devices that count as the same person, by pseudonym.
    pub devices: Vec<String>,
    /// Buildings that both this one and the person as whom they count judged.
    pub judged_by_both: usize,
    /// What was done about them, newest first.
    pub events: Vec<Event>,
    /// What was written to them, newest first.
    pub messages: Vec<Message>,
}

/// One volunteer.
///
/// # Errors
/// When they are not of this campaign, or the store fails.
pub fn whole(
    db: &mut Db,
    campaign: &Campaign,
    volunteer: VolunteerId,
) -> Result<Whole, StoreError> {
    let mut known = Known::read(db, campaign)?;
    let own = rows::one(db, campaign.id, volunteer)?;
    let person = known.person(db, own)?;
    let devices = merges::devices(db, volunteer, campaign.id)?.into_iter();
    let others = devices.filter(|id| *id != volunteer).map(|id| known.pseudonyms.of(id));
    let judged_by_both = match known.persons.other(volunteer) {
        Some(other) => rows::judged_by_both(db, campaign.id, (volunteer, other))?,
        None => 0,
    };
    let mut events = set_aside(db, campaign, volunteer)?;
    events.extend(merged(db, campaign, volunteer, &known.pseudonyms)?);
    events.sort_by_key(|event| std::cmp::Reverse(event.at));
    let mut messages = messages::of_volunteer(db, campaign.id, volunteer)?;
    messages.reverse();
    Ok(Whole { person, devices: others.collect(), judged_by_both, events, messages })
}

/// The event of something begun, and that of its end.
fn both(
    (at, who, why): (DateTime<Utc>, String, String),
    ended: Option<(DateTime<Utc>, String, String)>,
    (what, undone): (String, String),
) -> Vec<Event> {
    let end = ended.map(|(at, who, why)| Event { at, who, what: undone, why });
    std::iter::once(Event { at, who, what, why }).chain(end).collect()
}

fn set_aside(
    db: &mut Db,
    campaign: &Campaign,
    volunteer: VolunteerId,
) -> Result<Vec<Event>, StoreError> {
    let all = quarantines::of_volunteer(db, campaign.id, volunteer)?.into_iter();
    let words = || ("set aside".to_owned(), "restored".to_owned());
    Ok(all.flat_map(|q| both((q.began_at, q.account, q.reason), q.ended, words())).collect())
}

fn merged(
    db: &mut Db,
    campaign: &Campaign,
    volunteer: VolunteerId,
    pseudonyms: &Pseudonyms,
) -> Result<Vec<Event>, StoreError> {
    let all = merges::of_volunteer(db, campaign.id, volunteer)?.into_iter();
    Ok(all
        .flat_map(|merge| {
            let words = if merge.volunteer == volunteer {
                let person = pseudonyms.of(merge.person);
                (format!("taken for a device of {person}"), format!("parted from {person}"))
            } else {
                let device = pseudonyms.of(merge.volunteer);
                (format!("{device} taken for a device of theirs"), format!("{device} parted"))
            };
            both((merge.began_at, merge.account, merge.reason), merge.ended, words)
        })
        .collect())
}
