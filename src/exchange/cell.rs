//! One value of an export, and how it is written as text without becoming a formula.

use std::borrow::Cow;
use std::io::Write as _;

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveTime, Timelike as _, Utc};

use crate::domain::capture::{CapturedAt, Precision};

/// A value of an export.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// Not known, or not applicable.
    Empty,
    /// Words, ours or others'.
    Text(Cow<'a, str>),
    /// A whole number.
    Integer(i64),
    /// A finite number.
    Number(f64),
    /// Yes or no.
    Boolean(bool),
    /// A day.
    Date(NaiveDate),
    /// A month, of which no day is known; by its first day.
    Month(NaiveDate),
    /// A moment in UTC.
    Instant(DateTime<Utc>),
}

impl<'a> Cell<'a> {
    /// A text; nothing where there is none or it is empty.
    pub(super) fn text(text: Option<&'a String>) -> Self {
        let text = text.filter(|text| !text.is_empty());
        text.map_or(Self::Empty, |text| Self::Text(text.as_str().into()))
    }

    /// A whole number, or nothing.
    pub(super) fn integer<T: Into<i64>>(number: Option<T>) -> Self {
        number.map_or(Self::Empty, |number| Self::Integer(number.into()))
    }

    /// A number, or nothing.
    pub(super) fn number(number: Option<f64>) -> Self {
        number.map_or(Self::Empty, Self::Number)
    }

    /// A day, or nothing.
    pub(super) fn date(day: Option<NaiveDate>) -> Self {
        day.map_or(Self::Empty, Self::Date)
    }

    /// The day of a capture, or its month, or nothing.
    pub(super) fn taken(taken: Option<CapturedAt>) -> Self {
        match taken.map(|taken| (taken.precision, taken.at.date_naive())) {
            None => Self::Empty,
            Some((Precision::Month, day)) => Self::Month(day),
            Some((_, day)) => Self::Date(day),
        }
    }

    /// A moment, or nothing.
    pub(super) fn instant(moment: Option<DateTime<Utc>>) -> Self {
        moment.map_or(Self::Empty, Self::Instant)
    }

    /// The moment that it speaks of: of a day its first.
    pub(super) fn moment(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Instant(moment) => Some(*moment),
            Self::Date(day) | Self::Month(day) => Some(day.and_time(NaiveTime::MIN).and_utc()),
            _ => None,
        }
    }

    /// As a cell of a table: texts are guarded against being taken for formulas, everything else
    /// is written plainly so that -36.1 stays a number. Moments have milliseconds and end in Z.
    #[must_use]
    pub fn to_table(&self) -> Cow<'_, str> {
        if let Self::Text(text) = self {
            return guarded(text);
        }
        let mut plain = Vec::new();
        self.plain(&mut plain);
        Cow::Owned(String::from_utf8_lossy(&plain).into_owned())
    }

    /// Adds everything but a text as it is written in tables, and nothing where it is empty.
    pub(super) fn plain(&self, out: &mut Vec<u8>) {
        // Writing to a Vec cannot fail.
        let _ = match self {
            Self::Empty => Ok(()),
            Self::Text(text) => out.write_all(text.as_bytes()),
            Self::Integer(number) => write!(out, "{number}"),
            Self::Number(number) => write!(out, "{number}"),
            Self::Boolean(answer) => write!(out, "{answer}"),
            Self::Date(day) => {
                push_date(out, *day, true);
                Ok(())
            }
            Self::Month(day) => {
                push_date(out, *day, false);
                Ok(())
            }
            Self::Instant(moment) => {
                push_moment(out, *moment);
                Ok(())
            }
        };
    }
}

/// Adds a number with at least so many digits: the general way of writing takes several times as
/// long, and a large export has millions of moments.
fn push_digits(out: &mut Vec<u8>, number: u32, digits: u32) {
    for place in (0..digits).rev() {
        let digit = number / 10_u32.pow(place) % 10;
        out.extend(char::from_digit(digit, 10).and_then(|digit| u8::try_from(digit).ok()));
    }
}

fn push_date(out: &mut Vec<u8>, day: NaiveDate, has_day: bool) {
    push_digits(out, u32::try_from(day.year()).unwrap_or(0), 4);
    out.push(b'-');
    push_digits(out, day.month(), 2);
    if has_day {
        out.push(b'-');
        push_digits(out, day.day(), 2);
    }
}

fn push_moment(out: &mut Vec<u8>, moment: DateTime<Utc>) {
    let (day, time) = (moment.date_naive(), moment.time());
    push_date(out, day, true);
    for (mark, part) in [(b'T', time.hour()), (b':', time.minute()), (b':', time.second())] {
        out.push(mark);
        push_digits(out, part, 2);
    }
    out.push(b'.');
    push_digits(out, time.nanosecond() / 1_000_000 % 1_000, 3);
    out.push(b'Z');
}

/// The text with an apostrophe before it if a spreadsheet could take it for a formula: OWASP ASVS
/// 4.0, 5.3.10 (in 5.0: 1.2.10), with full-width and small forms, and after leading blanks or
/// invisible marks.
pub(super) fn guarded(text: &str) -> Cow<'_, str> {
    let first = text.chars().find(|c| is_control(*c) || !is_blank(*c));
    if first.is_some_and(|c| is_control(c) || is_operator(c)) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

const fn is_control(c: char) -> bool {
    matches!(c, '\t' | '\r' | '\0')
}

const fn is_operator(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '﹦' | '﹢' | '﹣' | '﹫' | '−')
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone as _;
    use proptest::prelude::*;

    #[test]
    fn formulas_are_guarded_and_ordinary_words_are_not() {
        for bad in ["=1+1", "  @SUM(A1)", "\t=1", "＝1", "\u{feff}+1", "\0", "\n-1", "-"] {
            assert_eq!(guarded(bad), format!("'{bad}"), "{bad:?}");
        }
        for good in ["", "House 7", "'Ain Tarma", "a=b", "بيت", "1-2", "way/123"] {
            assert_eq!(guarded(good), good);
        }
    }

    #[test]
    fn a_negative_number_stays_a_number() {
        assert_eq!(Cell::Number(-36.1).to_table(), "-36.1");
        assert_eq!(Cell::Integer(-3).to_table(), "-3");
    }

    #[test]
    fn moments_are_written_in_one_form() {
        let moment = Utc.with_ymd_and_hms(2017, 6, 21, 8, 31, 0).unwrap();
        assert_eq!(Cell::Instant(moment).to_table(), "2017-06-21T08:31:00.000Z");
        assert_eq!(Cell::Month(moment.date_naive()).to_table(), "2017-06");
        assert_eq!(Cell::Date(moment.date_naive()).to_table(), "2017-06-21");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]
        #[test]
        fn no_guarded_text_begins_a_formula(text in "[ \u{feff}\t\r\n\0=+\\-@＝＋－＠a'\"1]{0,6}|.*") {
            let cell = Cell::Text(text.as_str().into());
            let out = cell.to_table();
            let first = out.chars().find(|c| *c != ' ' && *c != '\n' && *c != '\u{feff}');
            prop_assert!(!first.is_some_and(|c| "=+-@＝＋－＠\t\r\0".contains(c)));
            prop_assert!(out == text.as_str() || out.strip_prefix('\'') == Some(text.as_str()));
        }
    }
}
