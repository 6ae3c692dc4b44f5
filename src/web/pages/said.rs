//! Sentences that several screens say of a building: when somebody saw it destroyed, and what came
//! of it.

use chrono::NaiveDate;

use crate::web::here::lang;

/// A day in the reader's language, which is not broken over two lines.
#[must_use]
pub fn day(day: NaiveDate) -> String {
    lang().date(day).replace(' ', "\u{a0}")
}

/// What somebody said: a window between two days, one open end, or that it cannot be told.
#[must_use]
pub fn said(last_standing: Option<NaiveDate>, first_destroyed: Option<NaiveDate>) -> String {
    let keys = ["said-window", "said-standing", "said-already", "said-doubt"];
    sentence(keys, last_standing, first_destroyed)
}

/// What a building was settled as.
#[must_use]
pub fn settled(last_standing: Option<NaiveDate>, first_destroyed: Option<NaiveDate>) -> String {
    let keys = [
        "mine-settled-window",
        "mine-settled-standing",
        "mine-settled-already",
        "mine-settled-open",
    ];
    sentence(keys, last_standing, first_destroyed)
}

fn sentence(
    [window, standing, already, open]: [&str; 4],
    last_standing: Option<NaiveDate>,
    first_destroyed: Option<NaiveDate>,
) -> String {
    let lang = lang();
    match (last_standing.map(day), first_destroyed.map(day)) {
        (Some(last), Some(first)) => lang.say(window, &[("last", &last), ("first", &first)]),
        (Some(last), None) => lang.say(standing, &[("last", &last)]),
        (None, Some(first)) => lang.say(already, &[("first", &first)]),
        (None, None) => lang.t(open),
    }
}
