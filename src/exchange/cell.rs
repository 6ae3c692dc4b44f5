//! One value of an export, and how it is written as text without becoming a formula.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde::{Serialize, Serializer};

/// A value of an export.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Not known, or not applicable.
    Empty,
    /// Words, ours or others'.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A finite number.
    Number(f64),
    /// Yes or no.
    Boolean(bool),
    /// An ISO 8601 day, or a month where only that is known.
    Date(String),
    /// A moment in UTC.
    Instant(DateTime<Utc>),
}

impl Cell {
    /// A text, or nothing.
    pub(super) fn text(text: Option<&String>) -> Self {
        text.map_or(Self::Empty, |text| Self::Text(text.clone()))
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
        day.map_or(Self::Empty, |day| Self::Date(day.to_string()))
    }

    /// A moment, or nothing.
    pub(super) fn instant(moment: Option<DateTime<Utc>>) -> Self {
        moment.map_or(Self::Empty, Self::Instant)
    }

    /// As a cell of a table: texts are guarded against being taken for formulas, everything else
    /// is written plainly so that -36.1 stays a number. Moments have milliseconds and end in Z.
    #[must_use]
    pub fn to_table(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) => guarded(text),
            Self::Integer(number) => Cow::Owned(number.to_string()),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Boolean(answer) => Cow::Borrowed(if *answer { "true" } else { "false" }),
            Self::Date(date) => Cow::Borrowed(date),
            Self::Instant(moment) => Cow::Owned(written(*moment)),
        }
    }
}

fn written(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// As JSON: numbers as numbers, nothing as `null`, texts as they are.
impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Empty => serializer.serialize_unit(),
            Self::Text(text) | Self::Date(text) => serializer.serialize_str(text),
            Self::Integer(number) => serializer.serialize_i64(*number),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Boolean(answer) => serializer.serialize_bool(*answer),
            Self::Instant(moment) => serializer.serialize_str(&written(*moment)),
        }
    }
}

/// The text with an apostrophe before it if a spreadsheet could take it for a formula: OWASP ASVS
/// 4.0, 5.3.10 (in 5.0: 1.2.10), with full-width and small forms, and after leading blanks or
/// invisible marks.
fn guarded(text: &str) -> Cow<'_, str> {
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
        assert_eq!(serde_json::to_string(&Cell::Empty).unwrap(), "null");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]
        #[test]
        fn no_guarded_text_begins_a_formula(text in "[ \u{feff}\t\r\n\0=+\\-@＝＋－＠a'\"1]{0,6}|.*") {
            let cell = Cell::Text(text.clone());
            let out = cell.to_table();
            let first = out.chars().find(|c| *c != ' ' && *c != '\n' && *c != '\u{feff}');
            prop_assert!(!first.is_some_and(|c| "=+-@＝＋－＠\t\r\0".contains(c)));
            prop_assert!(out == text.as_str() || out.strip_prefix('\'') == Some(text.as_str()));
        }
    }
}
