//! One row for each incident that others report.

use super::Kind::{Date, Integer, Number, Text};
use super::{Cell, Column, Record};
use crate::domain::id::IncidentId;
use crate::domain::incident::Incident;
use crate::domain::place::LonLat;

/// An incident as it is exported.
#[derive(Debug, Clone, PartialEq)]
pub struct IncidentRow {
    /// Ours.
    pub incident_id: IncidentId,
    /// Who publishes it.
    pub source: String,
    /// What they say.
    pub incident: Incident,
    /// How often that was another, and once more.
    pub version: u32,
}

impl Record for IncidentRow {
    const TABLE: &'static str = "incidents";

    fn columns() -> &'static [Column<Self>] {
        INCIDENTS
    }
}

/// The columns of `incidents.csv`.
pub static INCIDENTS: &[Column<IncidentRow>] = &[
    Column::new("incident_id", Integer, "Number of the incident in this installation.", |row| {
        Cell::Integer(row.incident_id.0)
    }),
    Column::new("source", Text, "Who publishes the list that it is from.", |row| {
        Cell::text(Some(&row.source))
    }),
    Column::new("external_id", Text, "Its own id in that list.", |row| {
        Cell::text(Some(&row.incident.external_id))
    }),
    Column::new("title", Text, "What the list calls it. Empty when it does not.", |row| {
        Cell::text(Some(&row.incident.title))
    }),
    Column::new("url", Text, "Where to read about it. Empty when the list does not say.", |row| {
        Cell::text(Some(&row.incident.url))
    }),
    Column::new(
        "grade",
        Text,
        "How well it is attested, in the list's own word. Empty when it does not say.",
        |row| Cell::text(Some(&row.incident.grade)),
    ),
    Column::new(
        "status",
        Text,
        "What kind of attack the list says that it was, in its own words. Empty when it does not.",
        |row| Cell::text(Some(&row.incident.status)),
    ),
    Column::new("from", Date, "The first day on which it may have happened.", |row| {
        Cell::date(Some(row.incident.when.from))
    }),
    Column::new("to", Date, "The last day on which it may have happened.", |row| {
        Cell::date(Some(row.incident.when.to))
    }),
    Column::new("lat", Number, "Latitude as the list has it. Empty when it has none.", |row| {
        Cell::number(row.incident.place.map(LonLat::lat))
    }),
    Column::new("lon", Number, "Longitude as the list has it. Empty when it has none.", |row| {
        Cell::number(row.incident.place.map(LonLat::lon))
    }),
    Column::new(
        "accuracy",
        Text,
        "How well the place is known: the list's word or metres. Empty when it does not say.",
        |row| Cell::text(Some(&row.incident.accuracy.said)),
    ),
    Column::new(
        "accuracy_m",
        Integer,
        "How far around the place buildings are looked for, in metres. Empty when none are.",
        |row| Cell::integer(row.incident.accuracy.metres),
    ),
    Column::new("killed_min", Integer, "Civilians killed, at least. Empty when not said.", |row| {
        Cell::integer(row.incident.killed.0)
    }),
    Column::new("killed_max", Integer, "Civilians killed, at most. Empty when not said.", |row| {
        Cell::integer(row.incident.killed.1)
    }),
    Column::new(
        "injured_min",
        Integer,
        "Civilians injured, at least. Empty when not said.",
        |row| Cell::integer(row.incident.injured.0),
    ),
    Column::new(
        "injured_max",
        Integer,
        "Civilians injured, at most. Empty when not said.",
        |row| Cell::integer(row.incident.injured.1),
    ),
    Column::new(
        "version",
        Integer,
        "1, and one more each time that an import found the list to say something else.",
        |row| Cell::integer(Some(row.version)),
    ),
];
