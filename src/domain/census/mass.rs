//! When buildings were destroyed, drawn as what is known: each spreads over its window.

use std::collections::BTreeMap;

use super::DAY;

/// Weeks of one drawing: twenty years.
const WEEKS_MAX: i64 = 1_040;

/// Spreads buildings evenly over the time in which each was destroyed, given as (after, before,
/// how many) in seconds since 1970: (Monday, as days since 1970; buildings) for every week from
/// the first to the last, the sum being that of the buildings. The middle of a window says no more
/// than its ends do.
#[must_use]
pub fn mass_per_week(windows: &[(i64, i64, u64)]) -> Vec<(i64, f64)> {
    let mut weeks: BTreeMap<i64, f64> = BTreeMap::new();
    for (after, before, buildings) in windows {
        let buildings = float(i64::try_from(*buildings).unwrap_or(i64::MAX));
        let (first, last) = (week(*after), week((*before - 1).max(*after)));
        let length = float((*before - *after).max(1));
        for at in first..=last.min(first + WEEKS_MAX) {
            let from = start(at).max(*after);
            let to = start(at + 1).min(*before).max(from);
            let share = if first == last { 1.0 } else { float(to - from) / length };
            *weeks.entry(at).or_insert(0.0) += buildings * share;
        }
    }
    let (Some(first), Some(last)) = (weeks.keys().next(), weeks.keys().next_back()) else {
        return Vec::new();
    };
    (*first..=(*last).min(first + WEEKS_MAX))
        .map(|at| (start(at) / DAY, weeks.get(&at).copied().unwrap_or(0.0)))
        .collect()
}

/// The week of a time, counted in Mondays: 1 January 1970 was a Thursday.
const fn week(at: i64) -> i64 {
    (at.div_euclid(DAY) + 3).div_euclid(7)
}

/// When a week begins.
const fn start(week: i64) -> i64 {
    (week * 7 - 3) * DAY
}

#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "far below 2^53")]
const fn float(whole: i64) -> f64 {
    whole as f64
}
