//! Buildings counted: by state, by the day they settled, by window, and by place.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::DAY;
use crate::domain::consensus::RetirementReason;
use crate::domain::limits::{LISTED_MAX, MAP_CELLS_ACROSS, MAP_CIRCLES_MAX};
use crate::domain::place::LonLat;
use crate::domain::statistics::number;
use crate::domain::task::TaskState;

/// Where one building stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// Which.
    pub id: i64,
    /// Degrees.
    pub lon: f64,
    /// Degrees.
    pub lat: f64,
    /// Where its task is.
    pub state: TaskState,
    /// The last capture agreed to show it standing.
    pub after: Option<i64>,
    /// The first capture agreed to show it destroyed.
    pub before: Option<i64>,
    /// Intervals left possible.
    pub width: i32,
    /// When that was decided.
    pub decided_at: DateTime<Utc>,
    /// When it came in.
    pub imported_at: DateTime<Utc>,
}

/// Buildings in one state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateOf {
    /// The state's word.
    pub word: String,
    /// Its reason's.
    pub reason: Option<String>,
    /// How many.
    pub buildings: u64,
}

impl StateOf {
    /// The state; none where this version does not know the words.
    #[must_use]
    pub fn state(&self) -> Option<TaskState> {
        TaskState::parse(&self.word, self.reason.as_deref())
    }
}

/// Buildings that were destroyed between the same two captures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// The last capture that shows them standing.
    pub after: i64,
    /// The first that shows them destroyed.
    pub before: i64,
    /// How many.
    pub buildings: u64,
}

/// One square of the ground with buildings on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GridCell {
    /// From the west.
    pub column: u32,
    /// From the north.
    pub row: u32,
    /// Buildings by position in [`Buildings::states`].
    pub states: BTreeMap<usize, u64>,
}

/// Buildings by square of ground: what a map shows of more than it can draw.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    /// Metres along one side of a square.
    pub side_m: f64,
    /// The squares with buildings, from the north-west.
    pub cells: Vec<GridCell>,
}

/// Buildings counted.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Buildings {
    /// How many.
    pub all: u64,
    /// By state, in order of the words.
    pub states: Vec<StateOf>,
    /// By the day, since 1970, on which what is settled now was settled.
    pub settled_on: BTreeMap<i64, u64>,
    /// Dated ones by window.
    pub windows: Vec<Window>,
    /// Settled ones with a window, by how many intervals are left possible.
    pub widths: BTreeMap<i32, u64>,
    /// (settled, contested, waiting) a day before.
    pub day_before: [u64; 3],
    /// By place; empty where every building can be drawn.
    pub grid: Grid,
    /// Those decided last, latest first.
    pub latest: Vec<i64>,
}

const fn is_settled(state: TaskState) -> bool {
    matches!(state, TaskState::Retired(_))
}

impl Buildings {
    /// Counts buildings. `past` is where those stood a day ago that have been decided anew since.
    #[must_use]
    pub fn of(all: &[Standing], past: &[TaskState], now: DateTime<Utc>) -> Self {
        let mut counted = Self { all: count(all.len()), ..Self::default() };
        let (mut states, mut windows) = (BTreeMap::new(), BTreeMap::new());
        for one in all {
            *states.entry(one.state.as_strs()).or_insert(0) += 1;
            let TaskState::Retired(reason) = one.state else { continue };
            let day = one.decided_at.timestamp().div_euclid(DAY);
            *counted.settled_on.entry(day).or_insert(0) += 1;
            if let (true, Some(after), Some(before)) = (dates(reason), one.after, one.before) {
                *windows.entry((after, before)).or_insert(0) += 1;
            }
            if one.after.is_some() || one.before.is_some() {
                *counted.widths.entry(one.width).or_insert(0) += 1;
            }
        }
        let state = |((word, reason), buildings): ((&str, Option<&str>), u64)| StateOf {
            word: word.to_owned(),
            reason: reason.map(str::to_owned),
            buildings,
        };
        counted.states = states.into_iter().map(state).collect();
        let window = |((after, before), buildings)| Window { after, before, buildings };
        counted.windows = windows.into_iter().map(window).collect();
        counted.day_before = day_before(all, past, now - Duration::days(1));
        counted.latest = latest(all);
        if all.len() > MAP_CIRCLES_MAX {
            counted.grid = grid(all, &counted.states);
        }
        counted
    }

    /// How many were destroyed between two captures.
    #[must_use]
    pub fn dated(&self) -> u64 {
        self.windows.iter().map(|window| window.buildings).sum()
    }
}

/// Whether what retired for this reason is dated where both its ends are captures.
const fn dates(reason: RetirementReason) -> bool {
    matches!(reason, RetirementReason::Agreed | RetirementReason::Ruled)
}

/// (settled, contested, waiting) at a time: what was decided before it and stands, and what has
/// ended since. What was decided since and was not settled before was waiting.
fn day_before(all: &[Standing], past: &[TaskState], at: DateTime<Utc>) -> [u64; 3] {
    let stood = all.iter().filter(|one| one.decided_at <= at).map(|one| one.state);
    let (mut settled, mut contested) = (0, 0);
    for state in stood.chain(past.iter().copied()) {
        settled += u64::from(is_settled(state));
        contested += u64::from(state == TaskState::Escalated);
    }
    let there = count(all.iter().filter(|one| one.imported_at <= at).count());
    [settled, contested, there.saturating_sub(settled + contested)]
}

fn latest(all: &[Standing]) -> Vec<i64> {
    let mut order: Vec<(DateTime<Utc>, i64)> =
        all.iter().map(|one| (one.decided_at, one.id)).collect();
    let first = |a: &(DateTime<Utc>, i64), b: &(DateTime<Utc>, i64)| {
        b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1))
    };
    if order.len() > LISTED_MAX {
        order.select_nth_unstable_by(LISTED_MAX, first);
        order.truncate(LISTED_MAX);
    }
    order.sort_by(first);
    order.into_iter().map(|(_, id)| id).collect()
}

fn grid(all: &[Standing], states: &[StateOf]) -> Grid {
    let point = |one: &Standing| LonLat::new(one.lon, one.lat).ok();
    let west = all.iter().map(|one| one.lon).fold(180.0, f64::min);
    let east = all.iter().map(|one| one.lon).fold(-180.0, f64::max);
    let south = all.iter().map(|one| one.lat).fold(90.0, f64::min);
    let north = all.iter().map(|one| one.lat).fold(-90.0, f64::max);
    let (Ok(corner), Ok(opposite)) = (LonLat::new(west, north), LonLat::new(east, south)) else {
        return Grid::default();
    };
    let (width_m, height_m) = corner.metres_to(opposite);
    let side_m = width_m.max(-height_m).max(50.0) / number(MAP_CELLS_ACROSS);
    let states: BTreeMap<(&str, Option<&str>), usize> = states
        .iter()
        .enumerate()
        .map(|(at, of)| ((of.word.as_str(), of.reason.as_deref()), at))
        .collect();
    let mut cells: BTreeMap<(u32, u32), BTreeMap<usize, u64>> = BTreeMap::new();
    for one in all {
        let (Some(at), Some(state)) = (point(one), states.get(&one.state.as_strs())) else {
            continue;
        };
        let (east_m, north_m) = corner.metres_to(at);
        let cell = (whole(-north_m / side_m), whole(east_m / side_m));
        *cells.entry(cell).or_default().entry(*state).or_insert(0) += 1;
    }
    let cell = |((row, column), states)| GridCell { column, row, states };
    Grid { side_m, cells: cells.into_iter().map(cell).collect() }
}

fn count(items: usize) -> u64 {
    u64::try_from(items).unwrap_or(u64::MAX)
}

/// The square that a distance lies in; the farthest edge belongs to the last one.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "bounded by the grid"
)]
fn whole(length: f64) -> u32 {
    length.clamp(0.0, number(MAP_CELLS_ACROSS) - 1.0) as u32
}
