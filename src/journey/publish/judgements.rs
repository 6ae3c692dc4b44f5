//! Judgements as they are published, in our columns and in others'.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::{Captures, Lens, PublishError, Turn};
use crate::access::pseudonym::Pseudonyms;
use crate::domain::campaign::Campaign;
use crate::domain::dealing::Purpose;
use crate::domain::id::{BuildingId, JudgementId, VolunteerId};
use crate::exchange::columns::{ClassificationRow, JudgementRow, ResultRow};
use crate::exchange::sink::{Rows, Sink};
use crate::store::merges::{self, Firsts, Persons};
use crate::store::screens::export::{self, Given};
use crate::store::{Db, StoreError, quarantines};

/// Why the rule does not count a judgement that it sees all the same.
const CANNOT_TELL: &str = "cannot tell";

/// Whether a judgement is told: where everybody reads it, not those on known answers, for which
/// volunteers are asked again.
fn is_told(lens: &Lens, given: &Given) -> bool {
    let is_open = !lens.is_public() || given.purpose != Purpose::Gold;
    is_open && lens.shows(given.building)
}

/// Hands every judgement of a campaign over that is told, in order of arrival.
pub(super) fn each(
    db: &mut Db,
    (campaign, lens): (&Campaign, &Lens),
    mut row: impl FnMut(Given) -> Result<(), PublishError>,
) -> Result<(), PublishError> {
    let mut after = JudgementId(0);
    loop {
        let page = export::judgements(db, campaign.id, &Turn::after(after.0))?;
        let Some(last) = page.last().map(|given| given.id) else { return Ok(()) };
        let mut shown = page.into_iter().filter(|given| is_told(lens, given));
        shown.try_for_each(&mut row)?;
        after = last;
    }
}

/// When work on an answer began, in columns that must have a moment: that of the answer where
/// everybody reads it.
fn started_at(lens: &Lens, given: &Given) -> DateTime<Utc> {
    if lens.is_public() { lens.moment(given.submitted_at) } else { given.dealt_at }
}

/// What is known beside the judgements: whose they are, and which count.
struct Beside {
    pseudonyms: Pseudonyms,
    /// Those made already: a keyed hash for each row would take longer than the row.
    names: BTreeMap<VolunteerId, String>,
    set_aside: BTreeSet<VolunteerId>,
    persons: Persons,
    firsts: Firsts,
}

impl Beside {
    fn load(db: &mut Db, (campaign, lens): (&Campaign, &Lens)) -> Result<Self, StoreError> {
        Ok(Self {
            pseudonyms: lens.pseudonyms.clone(),
            names: BTreeMap::new(),
            set_aside: quarantines::at_present(db, campaign.id)?,
            persons: merges::persons(db, campaign.id)?,
            firsts: Firsts::default(),
        })
    }

    fn name(&mut self, volunteer: VolunteerId) -> String {
        let made = || self.pseudonyms.of(volunteer);
        self.names.entry(volunteer).or_insert_with(made).clone()
    }

    /// Why the rule does not count a judgement, as exported; `None` where it does.
    fn excluded(&mut self, given: &Given) -> Option<String> {
        let mut is_first = || self.firsts.is_first(&self.persons, given.building, given.volunteer);
        let words = match &given.superseded {
            Some(reason) => return Some(reason.replace('_', " ")),
            None if given.purpose != Purpose::Task => given.purpose.as_str(),
            None if given.is_earlier => "earlier captures",
            None if self.set_aside.contains(&given.volunteer) => "set aside",
            None if !is_first() => "same person",
            None if given.verdict == "cannot_tell" => CANNOT_TELL,
            None => return None,
        };
        Some(words.to_owned())
    }

    /// Whether the rule sees a judgement: it counts it, or counts it among those that cannot tell.
    fn is_seen(&mut self, given: &Given) -> bool {
        self.excluded(given).is_none_or(|reason| reason == CANNOT_TELL)
    }
}

/// Writes the judgements in our own columns.
pub(super) fn write(
    db: &mut Db,
    (campaign, lens): (&Campaign, &Lens),
    captures: &Captures,
    sink: &mut dyn Sink,
) -> Result<(), PublishError> {
    let mut beside = Beside::load(db, (campaign, lens))?;
    let mut table = Rows::begin(sink)?;
    each(db, (campaign, lens), |given| {
        let excluded = beside.excluded(&given);
        Ok(table.row(&row(given, excluded, &mut beside, (lens, captures)))?)
    })
}

fn row(
    given: Given,
    excluded: Option<String>,
    beside: &mut Beside,
    (lens, captures): (&Lens, &Captures),
) -> JudgementRow {
    // The seconds of answers in a row, with the hours at which they came, would give their moments.
    let dealt_at = (!lens.is_public()).then_some(given.dealt_at);
    let seconds = dealt_at.map(|dealt| (given.submitted_at - dealt).num_seconds());
    let viewed = given.trace.split('.').filter(|part| !part.is_empty()).count();
    JudgementRow {
        judgement_id: given.id,
        building_id: lens.told(given.building),
        volunteer_pseudonym: beside.name(given.volunteer),
        counted_as: beside.persons.other(given.volunteer).map(|person| beside.name(person)),
        last_intact_image_id: captures.name(given.last_standing),
        first_destroyed_image_id: captures.name(given.first_destroyed),
        outcome: given.verdict,
        confidence: given.sureness,
        started_at: dealt_at,
        submitted_at: lens.moment(given.submitted_at),
        seconds: seconds.and_then(|seconds| u32::try_from(seconds).ok()),
        images_viewed: u32::try_from(viewed).ok().filter(|viewed| *viewed > 0),
        ui_version: None,
        purpose: given.purpose.as_str().to_owned(),
        gold: (!lens.is_public()).then_some(given.is_gold),
        counted: excluded.is_none(),
        exclusion_reason: excluded,
        supersedes: None,
        // Made of the hashes of its pictures, which others can cut as well.
        exhibit: given.exhibit.filter(|_| !lens.is_public() || lens.is_exact(given.building)),
    }
}

/// Writes a page of judgements; the number of the last one.
pub(super) fn page(
    db: &mut Db,
    (campaign, lens): (&Campaign, &Lens),
    (captures, turn): (&Captures, &Turn),
    sink: &mut dyn Sink,
) -> Result<Vec<i64>, PublishError> {
    let mut beside = Beside::load(db, (campaign, lens))?;
    let mut table = Rows::begin(sink)?;
    let all = export::judgements(db, campaign.id, turn)?;
    let ids = all.iter().map(|given| given.id.0).collect();
    // Whether it is a person's first about a building shows only beside those that came before.
    let shared = all.iter().filter(|given| beside.persons.has(given.volunteer));
    let shared: BTreeSet<BuildingId> = shared.map(|given| given.building).collect();
    let mut known: BTreeMap<JudgementId, Option<String>> = BTreeMap::new();
    for building in shared {
        let own = (BuildingId(building.0.saturating_sub(1)), building);
        for given in export::judgements_about(db, campaign.id, own)? {
            known.insert(given.id, beside.excluded(&given));
        }
    }
    for given in all.into_iter().filter(|given| is_told(lens, given)) {
        let excluded = known.remove(&given.id).unwrap_or_else(|| beside.excluded(&given));
        table.row(&row(given, excluded, &mut beside, (lens, captures)))?;
    }
    Ok(ids)
}

/// Writes the judgements that the rule sees as Zooniverse writes classifications.
pub(super) fn as_classifications(
    db: &mut Db,
    (campaign, lens): (&Campaign, &Lens),
    captures: &Captures,
    sink: &mut dyn Sink,
) -> Result<(), PublishError> {
    let mut beside = Beside::load(db, (campaign, lens))?;
    let mut table = Rows::begin(sink)?;
    each(db, (campaign, lens), |given| {
        if !beside.is_seen(&given) {
            return Ok(());
        }
        Ok(table.row(&ClassificationRow {
            judgement_id: given.id,
            building_id: lens.told(given.building),
            pseudonym: beside.name(given.volunteer),
            workflow_id: campaign.id.0,
            workflow_name: campaign.title.clone(),
            ends: [captures.name(given.last_standing), captures.name(given.first_destroyed)],
            started_at: started_at(lens, &given),
            outcome: given.verdict,
            submitted_at: lens.moment(given.submitted_at),
        })?)
    })
}

/// Writes the judgements that the rule sees as `MapSwipe` writes results.
pub(super) fn as_results(
    db: &mut Db,
    (campaign, lens): (&Campaign, &Lens),
    sink: &mut dyn Sink,
) -> Result<(), PublishError> {
    let mut beside = Beside::load(db, (campaign, lens))?;
    let mut table = Rows::begin(sink)?;
    each(db, (campaign, lens), |given| {
        if !beside.is_seen(&given) {
            return Ok(());
        }
        Ok(table.row(&ResultRow {
            project: campaign.slug.to_string(),
            building_id: lens.told(given.building),
            pseudonym: beside.name(given.volunteer),
            started_at: started_at(lens, &given),
            outcome: given.verdict,
            submitted_at: lens.moment(given.submitted_at),
        })?)
    })
}
