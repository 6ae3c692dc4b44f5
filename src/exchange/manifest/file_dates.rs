//! Dates in the names of files. They are only ever offered: a name may hold the day of delivery,
//! and eight digits may be anything. What fits two dates, or none, is not offered.

use std::path::Path;

use chrono::{DateTime, Utc};

use crate::domain::capture::{CapturedAt, Precision};

/// A date that a name says, or why it says none.
pub(super) type Found = Result<(CapturedAt, String), String>;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Characters of a name that are looked at.
const NAME_CHARS_MAX: usize = 255;

/// The date of a picture by its path: by its name, or where that has none by the nearest folder
/// that has one.
pub(super) fn of_path(path: &Path, now: DateTime<Utc>) -> Found {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let found = of_name(&stem, now);
    if !matches!(found, Err(Nothing::None)) {
        return found.map_err(Nothing::reason);
    }
    for folder in path.ancestors().skip(1).filter_map(Path::file_name) {
        let folder = folder.to_string_lossy();
        match of_name(&folder, now) {
            Ok((taken, how)) => return Ok((taken, format!("of the folder \"{folder}\": {how}"))),
            Err(Nothing::None) => {}
            Err(reason) => return Err(reason.reason()),
        }
    }
    Err(Nothing::None.reason())
}

/// Why a name gives no date.
enum Nothing {
    None,
    Several(String),
    Ambiguous(String),
}

impl Nothing {
    fn reason(self) -> String {
        match self {
            Self::None => "no date in its name".to_owned(),
            Self::Several(dates) => {
                format!("its name has several dates, {dates}; only one can be when it was taken")
            }
            Self::Ambiguous(reason) => reason,
        }
    }
}

fn of_name(name: &str, now: DateTime<Utc>) -> Result<(CapturedAt, String), Nothing> {
    let name: String = name.chars().take(NAME_CHARS_MAX).collect();
    let tokens = tokens(&name);
    let mut hits: Vec<(CapturedAt, String)> = Vec::new();
    for start in 0..tokens.len() {
        let (before, rest) = tokens.split_at(start);
        if before.last().is_some_and(|token| token.kind != Kind::Other) {
            continue;
        }
        let hit = [eight_digits, parted, month_by_name]
            .into_iter()
            .find_map(|form| form(rest, before.is_empty(), now));
        match hit {
            Some(Ok(hit)) => hits.push(hit),
            Some(Err(reason)) => return Err(Nothing::Ambiguous(reason)),
            None => {}
        }
    }
    let mut days: Vec<String> = hits.iter().map(|(taken, _)| taken.date()).collect();
    days.sort_unstable();
    days.dedup();
    if days.len() > 1 {
        return Err(Nothing::Several(days.join(" and ")));
    }
    let finest = hits.into_iter().min_by_key(|(taken, _)| taken.precision != Precision::Instant);
    finest.ok_or(Nothing::None)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Digits,
    Letters,
    Other,
}

/// A run of characters of one kind.
#[derive(Debug, Clone, Copy)]
struct Token<'n> {
    kind: Kind,
    text: &'n str,
}

fn tokens(name: &str) -> Vec<Token<'_>> {
    let kind = |c: char| match c {
        _ if c.is_ascii_digit() => Kind::Digits,
        _ if c.is_alphabetic() => Kind::Letters,
        _ => Kind::Other,
    };
    let mut tokens = Vec::new();
    let mut rest = name;
    while let Some(first) = rest.chars().next().map(kind) {
        let end = rest.find(|c| kind(c) != first).unwrap_or(rest.len());
        let (text, after) = rest.split_at(end);
        tokens.push(Token { kind: first, text });
        rest = after;
    }
    tokens
}

type Hit = Option<Result<(CapturedAt, String), String>>;

fn taken(text: &str, now: DateTime<Utc>) -> Option<CapturedAt> {
    CapturedAt::parse(text, now).ok()
}

/// `YYYYMMDD`, alone or with `HHMMSS`.
fn eight_digits(rest: &[Token<'_>], is_start: bool, now: DateTime<Utc>) -> Hit {
    let digits = rest.first().filter(|token| token.kind == Kind::Digits)?.text;
    if digits.len() != 8 {
        return None;
    }
    let (year, month) = (digits.get(..4)?, digits.get(4..6)?);
    let date = format!("{year}-{month}-{}", digits.get(6..)?);
    let day = taken(&date, now)?;
    let texts: Vec<&str> = rest.iter().map(|token| token.text).take(4).collect();
    let clock = match texts.as_slice() {
        [_, "T" | "t" | "_" | "-", time, ..] => clock(time),
        [_, second, ..] if second.starts_with(char::is_alphabetic) => return None,
        _ => None,
    };
    let Some(clock) = clock else {
        return Some(Ok((day, format!("the 8 digits {digits} as year, month, day"))));
    };
    let is_utc = matches!(texts.get(3), Some(&"Z" | &"z"));
    if is_utc || (is_start && is_planet(rest)) {
        let taken = taken(&format!("{date}T{clock}Z"), now)?;
        let zone = if is_utc { "Z for UTC" } else { "UTC, as in the names of Planet's scenes" };
        return Some(Ok((taken, format!("{digits} as year, month, day; {clock} with {zone}"))));
    }
    let how = format!(
        "the 8 digits {digits} as year, month, day; the time {clock} is left out, its zone is not \
         in the name"
    );
    Some(Ok((day, how)))
}

/// `HHMMSS`, with or without fractions, as `HH:MM:SS`.
fn clock(digits: &str) -> Option<String> {
    if !(6..=9).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |from, to, most| {
        digits.get(from..to).filter(|text| text.parse::<u8>().is_ok_and(|value| value <= most))
    };
    Some(format!("{}:{}:{}", part(0, 2, 23)?, part(2, 4, 59)?, part(4, 6, 59)?))
}

/// Whether `YYYYMMDD_HHMMSS_` goes on as Planet's names do: with hundredths or not, then the
/// satellite, such as `101c`, `2271`, `ssc1d1` or `SS02`.
fn is_planet(rest: &[Token<'_>]) -> bool {
    let tail: String = rest.iter().skip(3).map(|token| token.text).collect();
    let mut parts = tail.split('_').skip(1);
    let is_count = |part: &&str| part.len() <= 3 && part.bytes().all(|b| b.is_ascii_digit());
    let satellite = match parts.next() {
        Some(part) if !part.is_empty() && is_count(&part) => parts.next(),
        part => part,
    };
    satellite.is_some_and(|name| {
        let name = name.to_ascii_lowercase();
        (name.len() == 4 && name.bytes().all(|byte| byte.is_ascii_hexdigit()))
            || name.strip_prefix("ss").is_some_and(|end| end.contains(|c: char| c.is_ascii_digit()))
    })
}

/// `YYYY-MM-DD` with `-`, `_` or `.` between.
fn parted(rest: &[Token<'_>], _: bool, now: DateTime<Utc>) -> Hit {
    let texts: Vec<&str> = rest.iter().map(|token| token.text).take(6).collect();
    let [year, one, month, two, day, after @ ..] = texts.as_slice() else { return None };
    let is_ended = !after.first().is_some_and(|text| {
        text.starts_with(char::is_alphabetic) && !text.eq_ignore_ascii_case("t")
    });
    let is_form = year.len() == 4 && month.len() == 2 && day.len() == 2;
    if !is_form || !is_ended || one != two || !matches!(*one, "-" | "_" | ".") {
        return None;
    }
    let taken = taken(&format!("{year}-{month}-{day}"), now)?;
    Some(Ok((taken, format!("{year}{one}{month}{two}{day} as year, month, day"))))
}

/// `31OCT13`, `31OCT2013`, and `10MAR23080022` as `DigitalGlobe` and Maxar name their scenes.
fn month_by_name(rest: &[Token<'_>], _: bool, now: DateTime<Utc>) -> Hit {
    let texts: Vec<&str> = rest.iter().map(|token| token.text).take(4).collect();
    let [first, word, second, after @ ..] = texts.as_slice() else { return None };
    let word = word.to_ascii_lowercase();
    let month = (1..).zip(MONTHS).find(|(_, name)| *name == word)?.0;
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_ended = !after.first().is_some_and(|text| text.starts_with(char::is_alphabetic));
    if !is_digits(first) || !is_digits(second) || first.len() > 2 || !is_ended {
        return None;
    }
    let on = |year: &str, day: &str| taken(&format!("{year}-{month:02}-{day:0>2}"), now);
    match (first.len(), second.len()) {
        (2, 8) => {
            let (day, clock) = (second.get(..2)?, clock(second.get(2..)?)?);
            let taken = taken(&format!("20{first}-{month:02}-{day}T{clock}Z"), now)?;
            let how = format!("{first}{word}{second} as year, month, day and UTC, as Maxar writes");
            Some(Ok((taken, how)))
        }
        (_, 4) => {
            let taken = on(second, first)?;
            Some(Ok((taken, format!("{first}{word}{second} as day, month, year"))))
        }
        (_, 2) => {
            let day_first = on(&format!("20{second}"), first);
            let year_first =
                if first.len() == 2 { on(&format!("20{first}"), second) } else { None };
            match (day_first, year_first) {
                (Some(one), Some(other)) if one != other => Some(Err(format!(
                    "{first}{word}{second} in its name is {} or {}",
                    one.date(),
                    other.date()
                ))),
                (Some(taken), _) => {
                    Some(Ok((taken, format!("{first}{word}{second} as day, month, year"))))
                }
                (None, Some(taken)) => {
                    Some(Ok((taken, format!("{first}{word}{second} as year, month, day"))))
                }
                (None, None) => None,
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{SecondsFormat, TimeZone as _};

    fn date(path: &str) -> Result<String, String> {
        let now = Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap();
        let (taken, how) = of_path(Path::new(path), now)?;
        assert!(!how.is_empty());
        Ok(match taken.precision {
            Precision::Instant => taken.at.to_rfc3339_opts(SecondsFormat::Secs, true),
            _ => taken.date(),
        })
    }

    #[test]
    fn the_usual_forms_are_read() {
        for (path, wanted) in [
            ("m_4709963_se_14_1_20120731.tif", "2012-07-31"),
            ("scene 2017-06-21.tif", "2017-06-21"),
            ("2017_06_21_raqqa.png", "2017-06-21"),
            ("raqqa.2017.06.21.v2.tif", "2017-06-21"),
            ("aleppo_31OCT13.tif", "2013-10-31"),
            ("6feb2014.tif", "2014-02-06"),
            ("6FEB14-x.tif", "2014-02-06"),
            ("turkey_s3_20220817T080818Z_rgb_flat_50cm_1920px.jpg", "2022-08-17T08:08:18Z"),
            ("x_20220817_080818Z.tif", "2022-08-17T08:08:18Z"),
            ("20171231_170000_101c_3B_Visual.tif", "2017-12-31T17:00:00Z"),
            ("20171231_170000_38_2271_3B_Visual.tif", "2017-12-31T17:00:00Z"),
            ("20170831_162740_ssc1d1.tif", "2017-08-31T16:27:40Z"),
            ("drone_20171231_170000_101c.tif", "2017-12-31"),
            ("10MAR23080022-S2AS-0123.tif", "2010-03-23T08:00:22Z"),
            ("mimar_sinan_20220807_ssc10_rgb.tif", "2022-08-07"),
            ("37/120020230322/2021-02-28/1040010067C49900-visual.tif", "2021-02-28"),
            ("ab20120731/x_20120731.tif", "2012-07-31"),
        ] {
            assert_eq!(date(path).as_deref(), Ok(wanted), "{path}");
        }
    }

    #[test]
    fn what_is_no_date_or_two_is_not_offered() {
        for path in [
            "m_4709963.tif",
            "10300100D6740900-visual.tif",
            "120020230322.tif",
            "train_386_0512_0768.png",
            "x_20171331.tif",
            "x_31012014.tif",
            "x_20990101.tif",
            "v20170831.tif",
            "2017_06.tif",
            "12345678.tif",
            "31FOO13.tif",
            "\u{0663}.tif",
        ] {
            assert_eq!(date(path), Err("no date in its name".to_owned()), "{path}");
        }
        assert!(date("10MAR23.tif").unwrap_err().contains("2023-03-10 or 2010-03-23"));
        let both = date("m_3009743_sw_14_1_20160928_20161129.tif").unwrap_err();
        assert!(both.contains("2016-09-28 and 2016-11-29"), "{both}");
        assert!(date("x_20160928/10MAR23.tif").is_err());
    }
}
