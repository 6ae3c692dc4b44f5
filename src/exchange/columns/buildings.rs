//! One row for each building: the agreed answer, and on what it rests.

use chrono::{DateTime, Utc};

use super::Kind::{Boolean, Date, Instant, Integer, Number, Text};
use super::outcomes::{OPEN_END, RETIREMENT, RULING, STATUS};
use super::{Cell, Column, Record, word};
use crate::domain::capture::CapturedAt;
use crate::domain::id::BuildingId;
use crate::domain::place::Footprint;
use crate::domain::policy::method_id;
use crate::domain::release::Tier;
use crate::exchange::outline::{fingerprint, rounded};

mod beside;

pub use beside::{PosteriorCells, RulingCells};

/// A capture at one end of a window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The capture's own id.
    pub image_id: String,
    /// When it was taken.
    pub taken: CapturedAt,
}

/// A building as it is exported. What follows from other fields (the centre, the fingerprint, the
/// interval, the shares) is not a field: the columns work it out.
#[derive(Debug, Clone, PartialEq)]
pub struct BuildingRow {
    /// Ours.
    pub building_id: BuildingId,
    /// The coordinator's.
    pub external_id: String,
    /// What people call it.
    pub name: Option<String>,
    /// The ground it stands on.
    pub footprint: Footprint,
    /// How exactly that is told.
    pub precision: Tier,
    /// One of the words of the column `status`.
    pub status: String,
    /// One of the words of the column `retirement_reason`; `None` while asked.
    pub retirement_reason: Option<String>,
    /// The last capture agreed to show it standing.
    pub last_intact: Option<Seen>,
    /// Why there is none: `evidence` or `dispute`.
    pub last_intact_open: Option<String>,
    /// The first capture agreed to show it destroyed.
    pub first_destroyed: Option<Seen>,
    /// Why there is none: `evidence` or `dispute`.
    pub first_destroyed_open: Option<String>,
    /// The median of the counted answers.
    pub median_first_destroyed_image_id: Option<String>,
    /// Judgements in force, of every outcome.
    pub n_judgements: u32,
    /// Those that the rule counted.
    pub n_counted: u32,
    /// Those in force that said "cannot tell".
    pub n_cannot_tell: u32,
    /// Counted ones that agree with both ends; `None` where there is no window.
    pub n_agree: Option<u32>,
    /// The first capture that shows it.
    pub first_image_id: Option<String>,
    /// The last one.
    pub last_image_id: Option<String>,
    /// The lower end of the most frequent answer.
    pub plurality_last_intact_image_id: Option<String>,
    /// Its upper end.
    pub plurality_first_destroyed_image_id: Option<String>,
    /// How many gave it; `None` where several lead.
    pub n_plurality: Option<u32>,
    /// The least number of judgements without which the window would be another.
    pub n_removals_to_change: Option<u32>,
    /// What the model says beside the rule.
    pub posterior: Option<PosteriorCells>,
    /// The rule in words, with every parameter.
    pub method: String,
    /// Its version.
    pub method_version: String,
    /// `crowd` or `adjudicator`; `None` while open.
    pub decided_by: Option<String>,
    /// When; `None` while open.
    pub decided_at: Option<DateTime<Utc>>,
    /// How often the result has changed; 0 before the first judgement.
    pub verdict_version: u32,
    /// The ruling in force, if any.
    pub ruling: Option<RulingCells>,
}

impl Record for BuildingRow {
    const TABLE: &'static str = "buildings";
    const IS_PLACED: bool = true;

    fn columns() -> &'static [Column<Self>] {
        BUILDINGS
    }

    fn place(&self) -> Option<&Footprint> {
        Some(&self.footprint)
    }
}

/// The columns of `buildings.csv` and the properties of `buildings.geojson`.
pub static BUILDINGS: &[Column<BuildingRow>] = &[
    Column::new(
        "building_id",
        Integer,
        "Number of the building in this installation; joins with judgements.csv. Where a public \
         release tells the place coarsely, 15 digits that are the same in all public releases of \
         the campaign.",
        |row| Cell::Integer(row.building_id.0),
    ),
    Column::new(
        "external_id",
        Text,
        "Id from the coordinator's own list, unique in the campaign. Where that list had none: \
         g- and 12 hex digits made from the outline. Empty where a release gives the place \
         coarsely and keeps no names, and always there when made from the outline.",
        |row| Cell::text(Some(&row.external_id)),
    ),
    Column::new("name", Text, "Name from the coordinator's list. Empty when it has none.", |row| {
        Cell::text(row.name.as_ref())
    }),
    Column::new(
        "lat",
        Number,
        "Latitude of the middle of the footprint's bounding box, degrees, WGS 84, 7 decimals.",
        |row| Cell::Number(rounded(row.footprint.centre().lat())),
    ),
    Column::new(
        "lon",
        Number,
        "Longitude of the middle of the footprint's bounding box, degrees, WGS 84, 7 decimals.",
        |row| Cell::Number(rounded(row.footprint.centre().lon())),
    ),
    Column::new(
        "location_precision",
        Text,
        "How exactly the place is given here.",
        |row: &BuildingRow| Cell::Text(row.precision.as_str().into()),
    )
    .of(&[
        word("exact", "As exact as the coordinator's list"),
        word("100m", "The middle of a square of about 100 m that holds the building; no outline"),
        word("neighbourhood", "The middle of a square of about 1 km that holds it; no outline"),
    ]),
    Column::new(
        "footprint_sha256",
        Text,
        "SHA-256 in hex of the footprint with 7 decimals, the same wherever the ring starts: two \
         exports that agree here speak of the same outline.",
        |row| Cell::Text(fingerprint(&row.footprint).into()),
    ),
    Column::new("status", Text, "What is published about the building.", |row: &BuildingRow| {
        Cell::text(Some(&row.status))
    })
    .of(STATUS),
    Column::new(
        "retirement_reason",
        Text,
        "Why volunteers are no longer asked about it. Empty while they are.",
        |row: &BuildingRow| Cell::text(row.retirement_reason.as_ref()),
    )
    .of(RETIREMENT),
    Column::new(
        "last_intact_date",
        Date,
        "Date (UTC) of the last capture that the agreed share of volunteers saw standing. The \
         destruction came after it. Empty when that end is open, see last_intact_open.",
        |row| row.last_intact.as_ref().map_or(Cell::Empty, |end| Cell::taken(Some(end.taken))),
    ),
    Column::new(
        "last_intact_image_id",
        Text,
        "That capture's image_id in images.csv. Empty when that end is open.",
        |row| Cell::text(row.last_intact.as_ref().map(|end| &end.image_id)),
    ),
    Column::new(
        "last_intact_open",
        Text,
        "Why no capture is agreed to show it standing. Empty when one is, or nothing is \
         published yet.",
        |row: &BuildingRow| Cell::text(row.last_intact_open.as_ref()),
    )
    .of(OPEN_END),
    Column::new(
        "first_destroyed_date",
        Date,
        "Date (UTC) of the first capture that the agreed share of volunteers saw destroyed. The \
         destruction came at or before it. Empty when that end is open, see first_destroyed_open.",
        |row| row.first_destroyed.as_ref().map_or(Cell::Empty, |end| Cell::taken(Some(end.taken))),
    ),
    Column::new(
        "first_destroyed_image_id",
        Text,
        "That capture's image_id in images.csv. Empty when that end is open.",
        |row| Cell::text(row.first_destroyed.as_ref().map(|end| &end.image_id)),
    ),
    Column::new(
        "first_destroyed_open",
        Text,
        "Why no capture is agreed to show it destroyed. Empty when one is, or nothing is \
         published yet.",
        |row: &BuildingRow| Cell::text(row.first_destroyed_open.as_ref()),
    )
    .of(OPEN_END),
    Column::new(
        "median_first_destroyed_image_id",
        Text,
        "The capture at the median of the counted answers: a point estimate beside the window, \
         never instead of it. Empty when the median is not destroyed or nothing was counted.",
        |row| Cell::text(row.median_first_destroyed_image_id.as_ref()),
    ),
    Column::new(
        "interval_days",
        Integer,
        "Whole days from last_intact_date to first_destroyed_date; a month counts from its first \
         day. Empty when an end is open.",
        |row| Cell::integer(row.interval_days()),
    ),
    Column::new(
        "n_judgements",
        Integer,
        "Judgements in force about the building, of every outcome, without those superseded.",
        |row| Cell::integer(Some(row.n_judgements)),
    ),
    Column::new(
        "n_counted",
        Integer,
        "Judgements that the rule counted: those in force that are not excluded and do not say \
         cannot_tell.",
        |row| Cell::integer(Some(row.n_counted)),
    ),
    Column::new(
        "n_cannot_tell",
        Integer,
        "Judgements in force that say cannot_tell. They make a building undatable when they are \
         more than half.",
        |row| Cell::integer(Some(row.n_cannot_tell)),
    ),
    Column::new(
        "n_agree",
        Integer,
        "Counted judgements that agree with both ends of the published window: standing at the \
         last intact capture and destroyed at the first destroyed one. Empty when there is no \
         window, or an end of it is in dispute.",
        |row| Cell::integer(row.n_agree),
    ),
    Column::new(
        "support_share",
        Number,
        "n_agree divided by n_counted, 0 to 1, 4 decimals. Empty when either is.",
        |row| Cell::number(row.support_share()),
    ),
    Column::new(
        "agreement_level",
        Text,
        "support_share in a word. Empty when support_share is.",
        |row: &BuildingRow| {
            row.agreement_level().map_or(Cell::Empty, |word| Cell::Text(word.into()))
        },
    )
    .of(&[
        word("unanimous", "All counted judgements agree with the window"),
        word("majority", "More than half do"),
        word("split", "Half or fewer do"),
    ]),
    Column::new(
        "first_image_id",
        Text,
        "The first capture that shows the building (image_id in images.csv). Agreed destroyed \
         there, the lower end of the window is open by evidence. Empty when none shows it.",
        |row| Cell::text(row.first_image_id.as_ref()),
    ),
    Column::new(
        "last_image_id",
        Text,
        "The last capture that shows the building. Agreed standing there, the upper end of the \
         window is open by evidence.",
        |row| Cell::text(row.last_image_id.as_ref()),
    ),
    Column::new(
        "plurality_last_intact_image_id",
        Text,
        "Lower end of the most frequent answer, beside the window and never instead of it. Empty \
         when it is open, when several lead, or nothing was counted.",
        |row| Cell::text(row.plurality_last_intact_image_id.as_ref()),
    ),
    Column::new("plurality_first_destroyed_image_id", Text, "Its upper end, likewise.", |row| {
        Cell::text(row.plurality_first_destroyed_image_id.as_ref())
    }),
    Column::new(
        "n_plurality",
        Integer,
        "How many counted judgements gave the most frequent answer. Empty when several answers \
         lead, or nothing was counted.",
        |row| Cell::integer(row.n_plurality),
    ),
    Column::new(
        "n_removals_to_change",
        Integer,
        "The least number of counted judgements whose removal would change an end of the window: \
         1 means that a single account decides. Empty when nothing is published.",
        |row| Cell::integer(row.n_removals_to_change),
    ),
    Column::new(
        "posterior_last_intact_image_id",
        Text,
        "Beside the rule, never instead of it: lower end of the interval that the model finds \
         likeliest. Empty when it is open, or no model was fitted.",
        |row| row.posterior_end(|cells| &cells.likeliest, 0),
    ),
    Column::new("posterior_first_destroyed_image_id", Text, "Its upper end, likewise.", |row| {
        row.posterior_end(|cells| &cells.likeliest, 1)
    }),
    Column::new(
        "posterior_share",
        Number,
        "How likely the model finds that interval, 0 to 1, 3 decimals, rounded down; not \
         calibrated (METHOD.md). Empty when no model was fitted.",
        |row| {
            let share = row.posterior.as_ref().map(|cells| f64::from(cells.share_pm) / 1e3);
            Cell::number(share)
        },
    ),
    Column::new(
        "posterior_90_last_intact_image_id",
        Text,
        "Lower end of the narrowest run of intervals that the model gives nine tenths. Empty \
         when it is open, or no model was fitted.",
        |row| row.posterior_end(|cells| &cells.credible, 0),
    ),
    Column::new("posterior_90_first_destroyed_image_id", Text, "Its upper end, likewise.", |row| {
        row.posterior_end(|cells| &cells.credible, 1)
    }),
    Column::new(
        "posterior_fit",
        Integer,
        "Number of the fit of the model in this installation. Empty when none was made.",
        |row| Cell::integer(row.posterior.as_ref().map(|cells| cells.fit)),
    ),
    Column::new(
        "method_id",
        Text,
        "Name of the rule that made the row from the judgements: the first 16 hex digits of the \
         SHA-256 of the column method.",
        |row: &BuildingRow| Cell::Text(method_id(&row.method).into()),
    ),
    Column::new("method", Text, "The rule with every parameter.", |row: &BuildingRow| {
        Cell::text(Some(&row.method))
    }),
    Column::new(
        "method_version",
        Text,
        "Version of the rule: raised whenever the same judgements give another window.",
        |row| Cell::text(Some(&row.method_version)),
    ),
    Column::new("decided_by", Text, "Who decided. Empty while nobody has.", |row: &BuildingRow| {
        Cell::text(row.decided_by.as_ref())
    })
    .of(&[
        word("crowd", "The rule, from the volunteers' judgements"),
        word("adjudicator", "A person, whose ruling outranks the rule; the counts stay beside it"),
    ]),
    Column::new(
        "decided_at",
        Instant,
        "When (UTC). Empty while nobody has.",
        |row: &BuildingRow| Cell::instant(row.decided_at),
    ),
    Column::new(
        "verdict_version",
        Integer,
        "How often the result about this building has changed; 0 before its first judgement. Two \
         exports that agree here hold the same result.",
        |row| Cell::integer(Some(row.verdict_version)),
    ),
    Column::new(
        "ruling_kind",
        Text,
        "How people ruled on it; rulings.csv says why. Empty where no ruling is in force.",
        |row: &BuildingRow| Cell::text(row.ruling.as_ref().map(|ruling| &ruling.kind)),
    )
    .of(RULING),
    Column::new(
        "ruling_blind",
        Boolean,
        "Whether who ruled last had answered before they saw any vote. Empty likewise.",
        |row| row.ruling.as_ref().map_or(Cell::Empty, |ruling| Cell::Boolean(ruling.is_blind)),
    ),
    Column::new(
        "n_adjudicators",
        Integer,
        "How many people ruled on it in the round that decided. Empty likewise.",
        |row| Cell::integer(row.ruling.as_ref().map(|ruling| ruling.adjudicators)),
    ),
];
