//! One row for each judgement, under a pseudonym.

use chrono::{DateTime, Utc};

use super::Kind::{Boolean, Instant, Integer, Text};
use super::{Cell, Column, Record, word};
use crate::domain::id::{BuildingId, JudgementId};

/// A judgement as it is exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgementRow {
    /// Ours.
    pub judgement_id: JudgementId,
    /// The building judged.
    pub building_id: BuildingId,
    /// Who judged, under another name in each campaign.
    pub volunteer_pseudonym: String,
    /// As whom it counts, where a person has several devices.
    pub counted_as: Option<String>,
    /// The last capture said to show it standing.
    pub last_intact_image_id: Option<String>,
    /// The first capture said to show it destroyed.
    pub first_destroyed_image_id: Option<String>,
    /// One of the words of the column `outcome`.
    pub outcome: String,
    /// One of the words of the column `confidence`.
    pub confidence: Option<String>,
    /// When the chips were first shown.
    pub started_at: Option<DateTime<Utc>>,
    /// When the answer came in.
    pub submitted_at: DateTime<Utc>,
    /// Whole seconds spent.
    pub seconds: Option<u32>,
    /// Captures looked at.
    pub images_viewed: Option<u32>,
    /// Version of the screen.
    pub ui_version: Option<String>,
    /// What it was asked for.
    pub purpose: String,
    /// Whether the building's answer was known; nothing where everybody reads it.
    pub gold: Option<bool>,
    /// Whether the rule counted it.
    pub counted: bool,
    /// Why not.
    pub exclusion_reason: Option<String>,
    /// The judgement it replaces.
    pub supersedes: Option<JudgementId>,
    /// The set of chips that was shown.
    pub exhibit: Option<String>,
}

impl Record for JudgementRow {
    const TABLE: &'static str = "judgements";

    fn columns() -> &'static [Column<Self>] {
        JUDGEMENTS
    }
}

/// The columns of `judgements.csv`.
pub static JUDGEMENTS: &[Column<JudgementRow>] = &[
    Column::new("judgement_id", Integer, "Number of the judgement in this installation.", |row| {
        Cell::Integer(row.judgement_id.0)
    }),
    Column::new("building_id", Integer, "The building judged; joins with buildings.csv.", |row| {
        Cell::Integer(row.building_id.0)
    }),
    Column::new(
        "volunteer_pseudonym",
        Text,
        "Who judged: the same in every export of one campaign, another in every other campaign \
         and in a release with pseudonyms of its own. No name, address or device can be had from \
         it.",
        |row| Cell::text(Some(&row.volunteer_pseudonym)),
    ),
    Column::new(
        "last_intact_image_id",
        Text,
        "The last capture the volunteer saw standing (image_id in images.csv). Empty when none \
         was, or they could not tell.",
        |row| Cell::text(row.last_intact_image_id.as_ref()),
    ),
    Column::new(
        "first_destroyed_image_id",
        Text,
        "The first capture the volunteer saw destroyed (image_id in images.csv). Captures between \
         the two were unusable or in doubt. Empty when none was, or they could not tell.",
        |row| Cell::text(row.first_destroyed_image_id.as_ref()),
    ),
    Column::new("outcome", Text, "What the volunteer answered.", |row: &JudgementRow| {
        Cell::text(Some(&row.outcome))
    })
    .of(&[
        word("destroyed", "Destroyed between two captures"),
        word("already_destroyed", "Destroyed already in the first usable capture"),
        word("still_standing", "Not visibly destroyed in the last usable capture"),
        word("cannot_tell", "The captures do not let the volunteer say"),
    ]),
    Column::new(
        "confidence",
        Text,
        "How sure the volunteer said to be; the rule does not use it. Empty when not said.",
        |row: &JudgementRow| Cell::text(row.confidence.as_ref()),
    )
    .of(&[
        word("sure", "Would say the same again"),
        word("fairly", "Rather this than anything else"),
        word("guess", "The best guess"),
    ]),
    Column::new(
        "started_at",
        Instant,
        "When the building was given to the volunteer (UTC): for all but the first, the moment of \
         their previous answer. Empty when not known, and in public releases.",
        |row| Cell::instant(row.started_at),
    ),
    Column::new("submitted_at", Instant, "When the answer reached the server (UTC).", |row| {
        Cell::Instant(row.submitted_at)
    }),
    Column::new(
        "seconds",
        Integer,
        "Whole seconds from started_at to submitted_at, pauses included. Empty when not known, and \
         in public releases.",
        |row| Cell::integer(row.seconds),
    ),
    Column::new(
        "images_viewed",
        Integer,
        "How many captures of the building were looked at. Empty when not known, as without \
         scripts.",
        |row| Cell::integer(row.images_viewed),
    ),
    Column::new(
        "ui_version",
        Text,
        "Version of the screen on which it was judged. Empty when not known.",
        |row| Cell::text(row.ui_version.as_ref()),
    ),
    Column::new("purpose", Text, "What it was asked for.", |row: &JudgementRow| {
        Cell::text(Some(&row.purpose))
    })
    .of(&[
        word("task", "To date the building"),
        word("gold", "To measure the volunteer on a building whose answer is known; not counted"),
        word("repeat", "To measure the volunteer against their own earlier answer; not counted"),
        word("surplus", "To date the building; it came when that needed no more. Not counted"),
    ]),
    Column::new(
        "gold",
        Boolean,
        "Whether an expert has given the building's answer, so that the judgement measures the \
         volunteer, whatever it was dealt for. Empty in releases for everybody, which leave out \
         what was dealt for that.",
        |row| row.gold.map_or(Cell::Empty, Cell::Boolean),
    ),
    Column::new(
        "counted",
        Boolean,
        "Whether the rule counted it for the published window.",
        |row| Cell::Boolean(row.counted),
    ),
    Column::new(
        "exclusion_reason",
        Text,
        "Why it was not counted. Empty when it was.",
        |row: &JudgementRow| Cell::text(row.exclusion_reason.as_ref()),
    )
    .of(&[
        word("taken back", "The volunteer took it back"),
        word("changed", "The volunteer replaced it before the building was decided"),
        word("erased", "The volunteer left and took it back before the building was decided"),
        word("cannot tell", "It says cannot_tell, which is counted apart"),
        word("gold", "It was dealt to measure the volunteer"),
        word("repeat", "It was dealt to measure the volunteer"),
        word("surplus", "It came when the building needed no more answers"),
        word("set aside", "The volunteer is set aside at present"),
        word("same person", "Another device of the same person judged the building before"),
        word("earlier captures", "It was given before captures that show the building were added"),
    ]),
    Column::new(
        "counted_as",
        Text,
        "The volunteer_pseudonym as whose judgement it counts, where staff found that several \
         devices are one person's. Empty where it counts under its own.",
        |row| Cell::text(row.counted_as.as_ref()),
    ),
    Column::new(
        "supersedes",
        Integer,
        "The judgement_id of the same volunteer's earlier answer that this one replaces. Empty \
         when it replaces none.",
        |row| Cell::integer(row.supersedes.map(|id| id.0)),
    ),
    Column::new(
        "exhibit",
        Text,
        "The set of chips that the volunteer was shown; its files are in exhibits.csv, which has \
         none of buildings whose place is told coarsely. Empty for these in public releases, and \
         for judgements of versions that did not record it.",
        |row| Cell::text(row.exhibit.as_ref()),
    ),
];
