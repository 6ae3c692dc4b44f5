//! A judgement in the columns of Zooniverse's export of classifications, so that what reads those
//! reads ours.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::json;

use super::Kind::{Integer, Text};
use super::{Cell, Column, Record};
use crate::domain::id::{BuildingId, JudgementId};

/// A judgement that the rule sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassificationRow {
    /// Ours.
    pub judgement_id: JudgementId,
    /// The building judged.
    pub building_id: BuildingId,
    /// Who judged.
    pub pseudonym: String,
    /// The campaign's number.
    pub workflow_id: i64,
    /// Its title.
    pub workflow_name: String,
    /// The last capture seen standing, and the first seen destroyed.
    pub ends: [Option<String>; 2],
    /// One of the words of the column `outcome` of the judgements.
    pub outcome: String,
    /// When it was dealt.
    pub started_at: DateTime<Utc>,
    /// When it was answered.
    pub submitted_at: DateTime<Utc>,
}

fn moment(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Millis, true)
}

impl ClassificationRow {
    fn metadata(&self) -> String {
        let (started, finished) = (moment(self.started_at), moment(self.submitted_at));
        json!({ "started_at": started, "finished_at": finished }).to_string()
    }

    fn annotations(&self) -> String {
        let seen = match self.outcome.as_str() {
            "destroyed" => "Destroyed between two captures",
            "already_destroyed" => "Destroyed already in the first usable capture",
            "still_standing" => "Not visibly destroyed in the last usable capture",
            _ => "Cannot tell",
        };
        let window = match &self.ends {
            [Some(last), Some(first)] => Some(format!("after {last}, by {first}")),
            [None, Some(first)] => Some(format!("by {first}")),
            [Some(last), None] => Some(format!("not by {last}")),
            [None, None] => None,
        };
        let task =
            |task, label, value| json!({ "task": task, "task_label": label, "value": value });
        let asked = task("T0", "What do the captures show?", Some(seen.to_owned()));
        let when = window.map(|window| task("T1", "In which window?", Some(window)));
        std::iter::once(asked).chain(when).collect::<serde_json::Value>().to_string()
    }

    fn subject(&self) -> String {
        let id = self.building_id.0;
        json!({ id.to_string(): { "retired": null, "building_id": id } }).to_string()
    }
}

impl Record for ClassificationRow {
    const TABLE: &'static str = "zooniverse-classifications";

    fn columns() -> &'static [Column<Self>] {
        CLASSIFICATIONS
    }
}

/// The columns of `zooniverse-classifications.csv`.
pub static CLASSIFICATIONS: &[Column<ClassificationRow>] = &[
    Column::new("classification_id", Integer, "The judgement_id of judgements.csv.", |row| {
        Cell::Integer(row.judgement_id.0)
    }),
    Column::new("user_name", Text, "The volunteer_pseudonym, never a name.", |row| {
        Cell::text(Some(&row.pseudonym))
    }),
    Column::new("user_id", Text, "Always empty: accounts have no part in it.", |_| Cell::Empty),
    Column::new("user_ip", Text, "Always empty: addresses are not kept.", |_| Cell::Empty),
    Column::new("workflow_id", Integer, "Number of the campaign in this installation.", |row| {
        Cell::Integer(row.workflow_id)
    }),
    Column::new("workflow_name", Text, "The title of the campaign.", |row| {
        Cell::text(Some(&row.workflow_name))
    }),
    Column::new("workflow_version", Text, "Always 1.1, as ours have no versions.", |_| {
        Cell::Text("1.1".into())
    }),
    Column::new("created_at", Text, "submitted_at in Zooniverse's way of writing.", |row| {
        Cell::Text(row.submitted_at.format("%Y-%m-%d %H:%M:%S UTC").to_string().into())
    }),
    Column::new("gold_standard", Text, "Always empty, as gold is not among them.", |_| Cell::Empty),
    Column::new("expert", Text, "Always empty, as experts' answers are not here.", |_| Cell::Empty),
    Column::new(
        "metadata",
        Text,
        "JSON: started_at and finished_at (UTC), the same in public releases.",
        |row| Cell::Text(row.metadata().into()),
    ),
    Column::new(
        "annotations",
        Text,
        "JSON: task T0 is what was seen, in the words that explain outcome in judgements.csv; \
         task T1 the window, by image_id, where one was given.",
        |row| Cell::Text(row.annotations().into()),
    ),
    Column::new("subject_data", Text, "JSON: the building_id, under itself.", |row| {
        Cell::Text(row.subject().into())
    }),
    Column::new("subject_ids", Integer, "The building_id of buildings.csv.", |row| {
        Cell::Integer(row.building_id.0)
    }),
];
