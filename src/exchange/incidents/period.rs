//! Days, months, years and spans of them, as lists of incidents write them.

use chrono::{Months, NaiveDate};

use crate::domain::incident::Days;
use crate::exchange::days::{DayOrder, day};

/// What parts the two ends of a span.
const BETWEEN: [&str; 5] = [" to ", " until ", " – ", " - ", "–"];

/// The days that a text names; nothing where it names none.
pub(super) fn read(text: &str, order: DayOrder) -> Option<Days> {
    let span = |(from, to): (&str, &str)| {
        let days = Days { from: one(from, order)?.from, to: one(to, order)?.to };
        (days.from <= days.to).then_some(days)
    };
    // What stands behind a day would be taken for its time.
    match BETWEEN.iter().find_map(|between| text.split_once(between)) {
        Some(ends) => span(ends),
        None => one(text, order).or_else(|| span(text.split_once('/')?)),
    }
}

/// One day, month or year.
fn one(text: &str, order: DayOrder) -> Option<Days> {
    let text = text.trim();
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let months = |year: &str, month: u32, count: u32| {
        let from = NaiveDate::from_ymd_opt(year.parse().ok()?, month, 1)?;
        let to = from.checked_add_months(Months::new(count))?.pred_opt()?;
        Some(Days { from, to })
    };
    match text.split('-').collect::<Vec<_>>().as_slice() {
        [year] if year.len() == 4 && is_digits(year) => months(year, 1, 12),
        [year, month] if year.len() == 4 && is_digits(year) && is_digits(month) => {
            months(year, month.parse().ok()?, 1)
        }
        _ => day(text, order).map(|day| Days { from: day.date, to: day.date }),
    }
}
