//! Days as damage lists write them: `2015/04/26`, `2015-04-26T00:00:00`, `20150426`, `31OCT13`,
//! `6FEB14`, `4/26/15`, `10/31/2013`, `26.04.2015`.

use chrono::NaiveDate;

/// Whether 4/5/2015 is in April or in May.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DayOrder {
    /// Month first, as in the United States.
    #[default]
    MonthFirst,
    /// Day first, as nearly everywhere else.
    DayFirst,
}

/// A day, and whether it could as well have been read the other way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Day {
    /// The day.
    pub(super) date: NaiveDate,
    /// Whether only the stated order told the day from the month.
    pub(super) is_guess: bool,
}

const MONTHS: [&str; 12] =
    ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/// The day that a text names; nothing where it names none. A time behind it is not looked at.
pub(super) fn day(text: &str, order: DayOrder) -> Option<Day> {
    let text = text.trim().get(..text.trim().len().min(32))?;
    if let Some(date) = lettered(text) {
        return Some(Day { date, is_guess: false });
    }
    let date_only = text.split(['T', ' ']).next()?;
    let numbers: Vec<&str> = date_only.split(['/', '-', '.']).collect();
    if numbers.iter().any(|part| part.is_empty() || !part.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let exact = |year: &str, month: &str, day: &str| {
        let date =
            NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
        date.map(|date| Day { date, is_guess: false })
    };
    match *numbers.as_slice() {
        [whole] if whole.len() == 8 => {
            let (year, rest) = whole.split_at_checked(4)?;
            let (month, day) = rest.split_at_checked(2)?;
            exact(year, month, day)
        }
        [year, month, day] if year.len() == 4 => exact(year, month, day),
        [first, second, last] if first.len() <= 2 && second.len() <= 2 => {
            parted(first, second, last, order, date_only.contains('.'))
        }
        _ => None,
    }
}

/// A day written as 4/26/15 or 26.04.2015.
fn parted(first: &str, second: &str, last: &str, order: DayOrder, is_dotted: bool) -> Option<Day> {
    let (first, second): (u32, u32) = (first.parse().ok()?, second.parse().ok()?);
    let year = year(last)?;
    let is_guess = first <= 12 && second <= 12 && first != second && !is_dotted;
    let day_first = is_dotted || first > 12 || (second <= 12 && order == DayOrder::DayFirst);
    let (month, day) = if day_first { (second, first) } else { (first, second) };
    Some(Day { date: NaiveDate::from_ymd_opt(year, month, day)?, is_guess })
}

/// A day written as 31OCT13, 6 Feb 2014 or 26-Apr-15.
fn lettered(text: &str) -> Option<NaiveDate> {
    let mut parts = [String::new(), String::new(), String::new()];
    let mut at = 0;
    for letter in text.chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '/' | ',')) {
        let is_letter = letter.is_ascii_alphabetic();
        if !is_letter && !letter.is_ascii_digit() {
            return None;
        }
        if is_letter != (at == 1) {
            at += 1;
        }
        parts.get_mut(at)?.push(letter.to_ascii_uppercase());
    }
    let [day, word, last] = parts;
    let month = MONTHS.iter().position(|month| word.len() >= 3 && word.starts_with(month))?;
    NaiveDate::from_ymd_opt(year(&last)?, u32::try_from(month).ok()? + 1, day.parse().ok()?)
}

/// Two digits are a year of this century: no satellite showed buildings before.
fn year(text: &str) -> Option<i32> {
    let number: i32 = text.parse().ok()?;
    match text.len() {
        2 => Some(2000 + number),
        4 => Some(number),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        day(text, DayOrder::MonthFirst).map(|day| day.date.to_string())
    }

    #[test]
    fn every_way_of_writing_a_day_is_read() {
        for text in [
            "2014-02-06",
            "2014/02/06",
            "2014/2/6",
            "20140206",
            "6FEB14",
            "06FEB14",
            "6 Feb 2014",
            "06-Feb-14",
            "2/6/14",
            "2/6/2014",
            "06.02.2014",
            "2014-02-06T00:00:00Z",
            "2014/02/06 00:00:00.000",
            "6 February 2014",
        ] {
            assert_eq!(read(text).as_deref(), Some("2014-02-06"), "{text}");
        }
    }

    #[test]
    fn what_names_no_day_is_nothing() {
        for text in [
            "",
            "1/0/1900",
            "soon",
            "31FEB14",
            "2014-13-01",
            "6FEB",
            "FEB14",
            "1/2/345",
            "99999999999",
            "31OCT13-31JAN14",
            "ä/ö/ü",
            "2014",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn day_and_month_are_told_apart_where_they_can_be() {
        let guess = day("6/4/15", DayOrder::MonthFirst).unwrap();
        assert_eq!((guess.date.to_string().as_str(), guess.is_guess), ("2015-06-04", true));
        let other = day("6/4/15", DayOrder::DayFirst).unwrap();
        assert_eq!(other.date.to_string(), "2015-04-06");
        let sure = day("26/4/15", DayOrder::MonthFirst).unwrap();
        assert_eq!((sure.date.to_string().as_str(), sure.is_guess), ("2015-04-26", false));
    }
}
