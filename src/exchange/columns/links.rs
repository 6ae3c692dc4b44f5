//! One row for each building that people linked to an incident, or said not to belong to it.

use chrono::{DateTime, NaiveDate, Utc};

use super::Kind::{Boolean, Date, Instant, Integer, Number, Text};
use super::{Cell, Column, Record, word};
use crate::domain::id::{BuildingId, IncidentId};

/// A link as it is exported.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkRow {
    /// Ours.
    pub link_id: i64,
    /// The incident.
    pub incident_id: IncidentId,
    /// The building.
    pub building_id: BuildingId,
    /// One of the words of the column `state`.
    pub state: String,
    /// From the reported place to the building.
    pub distance_m: f64,
    /// Days of the incident in the window.
    pub overlap_days: i64,
    /// The window as it was: last seen standing, first seen destroyed.
    pub window: (NaiveDate, NaiveDate),
    /// The versions of the result and of the incident then.
    pub versions: (u32, u32),
    /// Whether the incident, and the result, are still those.
    pub is_current: (bool, bool),
    /// Why.
    pub reason: String,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
}

impl Record for LinkRow {
    const TABLE: &'static str = "links";

    fn columns() -> &'static [Column<Self>] {
        LINKS
    }
}

/// The columns of `links.csv`.
pub static LINKS: &[Column<LinkRow>] = &[
    Column::new("link_id", Integer, "Number of the link in this installation.", |row| {
        Cell::Integer(row.link_id)
    }),
    Column::new("incident_id", Integer, "The incident; joins with incidents.csv.", |row| {
        Cell::Integer(row.incident_id.0)
    }),
    Column::new("building_id", Integer, "The building; joins with buildings.csv.", |row| {
        Cell::Integer(row.building_id.0)
    }),
    Column::new("state", Text, "What a person answered.", |row: &LinkRow| {
        Cell::text(Some(&row.state))
    })
    .of(&[
        word("confirmed", "The incident has to do with the building"),
        word("refused", "It was looked at, and has not"),
    ]),
    Column::new(
        "distance_m",
        Number,
        "Metres from the place that the list gives to the middle of the building.",
        |row| Cell::Number(row.distance_m),
    ),
    Column::new(
        "overlap_days",
        Integer,
        "Days on which the incident may have happened that lie in the building's window.",
        |row| Cell::integer(Some(row.overlap_days)),
    ),
    Column::new(
        "window_from",
        Date,
        "The day on which the building was last seen standing, when this was looked up.",
        |row| Cell::date(Some(row.window.0)),
    ),
    Column::new(
        "window_to",
        Date,
        "The day on which it was first seen destroyed, when this was looked up.",
        |row| Cell::date(Some(row.window.1)),
    ),
    Column::new(
        "verdict_version",
        Integer,
        "The version of the building's result that this is about; buildings.csv has that of now.",
        |row| Cell::integer(Some(row.versions.0)),
    ),
    Column::new(
        "incident_version",
        Integer,
        "The version of the incident that this is about; incidents.csv has that of now.",
        |row| Cell::integer(Some(row.versions.1)),
    ),
    Column::new(
        "same_incident",
        Boolean,
        "Whether the list still says of the incident what it said then.",
        |row| Cell::Boolean(row.is_current.0),
    ),
    Column::new(
        "same_verdict",
        Boolean,
        "Whether the building's result is still the one of then.",
        |row| Cell::Boolean(row.is_current.1),
    ),
    Column::new("reason", Text, "Why it was answered so, in a person's own words.", |row| {
        Cell::text(Some(&row.reason))
    }),
    Column::new("decided_at", Instant, "When it was answered (UTC).", |row| {
        Cell::instant(row.decided_at)
    }),
];
