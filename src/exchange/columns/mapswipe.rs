//! Judgements and buildings in the columns of `MapSwipe`'s results.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};

use super::Kind::{Instant, Integer, Number, Text};
use super::{Cell, Column, Record};
use crate::domain::id::BuildingId;
use crate::domain::place::{Footprint, LonLat};
use crate::exchange::outline::{counter_clockwise, rounded};

/// A judgement that the rule sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultRow {
    /// The campaign.
    pub project: String,
    /// The building judged.
    pub building_id: BuildingId,
    /// Who judged.
    pub pseudonym: String,
    /// One of the words of the column `outcome` of the judgements.
    pub outcome: String,
    /// When it was dealt.
    pub started_at: DateTime<Utc>,
    /// When it was answered.
    pub submitted_at: DateTime<Utc>,
}

impl Record for ResultRow {
    const TABLE: &'static str = "mapswipe-results";

    fn columns() -> &'static [Column<Self>] {
        RESULTS
    }
}

/// The columns of `mapswipe-results.csv`.
pub static RESULTS: &[Column<ResultRow>] = &[
    Column::new("project_id", Text, "Short name of the campaign.", |row| {
        Cell::text(Some(&row.project))
    }),
    Column::new("group_id", Text, "Always empty: buildings are dealt one by one.", |_| Cell::Empty),
    Column::new("user_id", Text, "The volunteer_pseudonym, never a name.", |row| {
        Cell::text(Some(&row.pseudonym))
    }),
    Column::new("task_id", Integer, "The building_id of buildings.csv.", |row| {
        Cell::Integer(row.building_id.0)
    }),
    Column::new("timestamp", Instant, "When the answer reached the server (UTC).", |row| {
        Cell::Instant(row.submitted_at)
    }),
    Column::new(
        "start_time",
        Instant,
        "started_at of judgements.csv (UTC); end_time in public releases.",
        |row| Cell::Instant(row.started_at),
    ),
    Column::new("end_time", Instant, "submitted_at of judgements.csv (UTC).", |row| {
        Cell::Instant(row.submitted_at)
    }),
    Column::new("app_version", Text, "Always empty: it is not kept.", |_| Cell::Empty),
    Column::new("client_type", Text, "Always empty: devices are not kept.", |_| Cell::Empty),
    Column::new(
        "result",
        Integer,
        "1 seen destroyed, in whichever capture; 0 not visibly destroyed in the last usable \
         capture, which does not say undamaged; 2 cannot tell. MapSwipe's 3 is not used.",
        |row| {
            Cell::Integer(match row.outcome.as_str() {
                "destroyed" | "already_destroyed" => 1,
                "still_standing" => 0,
                _ => 2,
            })
        },
    ),
    Column::new("username", Text, "The volunteer_pseudonym, never a name.", |row| {
        Cell::text(Some(&row.pseudonym))
    }),
];

/// A building with its answers counted.
#[derive(Debug, Clone, PartialEq)]
pub struct TotalsRow {
    /// Its place among the rows.
    pub idx: i64,
    /// The building.
    pub building_id: BuildingId,
    /// How many gave the results 0, 1 and 2.
    pub counts: [u32; 3],
    /// The ground it stands on.
    pub footprint: Footprint,
}

impl TotalsRow {
    fn total(&self) -> u32 {
        self.counts.iter().sum()
    }

    fn count(&self, result: usize) -> Cell<'_> {
        Cell::integer(Some(self.counts.get(result).copied().unwrap_or(0)))
    }

    fn share(&self, result: usize) -> Cell<'_> {
        let count = f64::from(self.counts.get(result).copied().unwrap_or(0));
        let total = f64::from(self.total());
        Cell::number((total > 0.0).then(|| (count / total * 1e4).round() / 1e4))
    }

    /// The share of pairs of answers that are the same.
    fn agreement(&self) -> Option<f64> {
        let pairs = |count: u32| f64::from(count) * (f64::from(count) - 1.0);
        match self.total() {
            0 => None,
            1 => Some(1.0),
            total => {
                let same: f64 = self.counts.iter().map(|count| pairs(*count)).sum();
                Some((same / pairs(total) * 1e4).round() / 1e4)
            }
        }
    }

    fn wkt(&self) -> String {
        let pair = |at: &LonLat| format!("{} {}", rounded(at.lon()), rounded(at.lat()));
        match &self.footprint {
            Footprint::Point(at) => format!("POINT ({})", pair(at)),
            Footprint::Ring(ring) => {
                let ring = counter_clockwise(ring);
                let mut text = "POLYGON ((".to_owned();
                for at in ring.iter().chain(ring.first()) {
                    // Writing to a String cannot fail.
                    let _ = write!(text, "{}, ", pair(at));
                }
                text.truncate(text.len() - 2);
                text + "))"
            }
        }
    }
}

impl Record for TotalsRow {
    const TABLE: &'static str = "mapswipe-aggregated";

    fn columns() -> &'static [Column<Self>] {
        TOTALS
    }
}

/// The columns of `mapswipe-aggregated.csv`.
pub static TOTALS: &[Column<TotalsRow>] = &[
    Column::new("idx", Integer, "The row's number, from 0.", |row| Cell::Integer(row.idx)),
    Column::new("task_id", Integer, "The building_id of buildings.csv.", |row| {
        Cell::Integer(row.building_id.0)
    }),
    Column::new(
        "0_count",
        Integer,
        "How many saw it not visibly destroyed in the last usable capture, which does not say \
         undamaged.",
        |row| row.count(0),
    ),
    Column::new("1_count", Integer, "How many saw it destroyed in some capture.", |row| {
        row.count(1)
    }),
    Column::new("2_count", Integer, "How many could not tell.", |row| row.count(2)),
    Column::new("3_count", Integer, "Always 0: the result 3 is not used.", |_| Cell::Integer(0)),
    Column::new("total_count", Integer, "How many judgements the rule sees.", |row| {
        Cell::integer(Some(row.total()))
    }),
    Column::new(
        "0_share",
        Number,
        "0_count divided by total_count. Empty when there are none.",
        |row| row.share(0),
    ),
    Column::new("1_share", Number, "1_count divided by total_count, likewise.", |row| row.share(1)),
    Column::new("2_share", Number, "2_count divided by total_count, likewise.", |row| row.share(2)),
    Column::new("3_share", Number, "3_count divided by total_count, likewise.", |row| row.share(3)),
    Column::new(
        "agreement",
        Number,
        "Of all pairs of answers the share that are the same, 4 decimals; 1 where there is one. \
         It is about the result, not the window. Empty when there are none.",
        |row| Cell::number(row.agreement()),
    ),
    Column::new("geom", Text, "The footprint as WKT, WGS 84, 7 decimals.", |row| {
        Cell::Text(row.wkt().into())
    }),
];
