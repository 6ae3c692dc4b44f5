//! What the address of the results asks for: the same for the map, the table and the chart.

use std::str::FromStr;

use chrono::NaiveDate;
use serde::Deserialize;

use crate::domain::results::{Status, Wanted};

/// What was typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    /// Windows that reach beyond this day.
    pub from: String,
    /// Windows that begin before this day.
    pub to: String,
    /// The day of what is known.
    pub at: String,
    /// The same, as the slider's position.
    pub step: String,
    /// What is published.
    pub status: String,
    /// Agreement at least, in percent.
    pub min_agreement: String,
    /// West, south, east, north.
    pub bbox: String,
    /// The page of the table, from 1.
    pub page: String,
    /// `live` for the map that is moved.
    pub map: String,
}

/// What is asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Asked {
    /// Which buildings.
    pub wanted: Wanted,
    /// The day of what is known; the last one where none is said.
    pub at: Option<NaiveDate>,
    /// The page of the table, from 1.
    pub page: usize,
    /// Whether the map can be moved.
    pub is_live: bool,
}

fn read<T: FromStr>(words: &str, name: &str, how: &str) -> Result<Option<T>, String> {
    match words.trim() {
        "" => Ok(None),
        words => match words.parse() {
            Ok(value) => Ok(Some(value)),
            Err(_) => Err(format!("{name} is to be {how}.")),
        },
    }
}

impl Fields {
    /// What they ask for; the days are those that the slider has.
    ///
    /// # Errors
    /// With what to mend.
    pub(super) fn read(&self, days: &[NaiveDate]) -> Result<Asked, String> {
        let day = |words: &str, name| read(words, name, "a day like 2017-03-15");
        let status = match self.status.trim() {
            "" => None,
            word => Some(Status::parse(word).ok_or("The status is to be one of the list.")?),
        };
        let how = "a whole number of percent, from 0 to 100";
        let percent: Option<i32> = read(&self.min_agreement, "The agreement", how)?;
        if percent.is_some_and(|percent| !(0..=100).contains(&percent)) {
            return Err(format!("The agreement is to be {how}."));
        }
        let step: Option<usize> = read(&self.step, "The step", "a whole number")?;
        let at = day(&self.at, "The time")?;
        let (from, to) = (day(&self.from, "The first day")?, day(&self.to, "The last day")?);
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            return Err("The first day is to be the last day or earlier.".to_owned());
        }
        Ok(Asked {
            wanted: Wanted {
                from,
                to,
                status,
                agreement_pm: percent.map(|percent| percent * 10),
                bounds: bounds(&self.bbox)?,
            },
            at: step.and_then(|step| days.get(step).copied()).or(at),
            page: read(&self.page, "The page", "a whole number")?.unwrap_or(1).max(1),
            is_live: self.map == "live",
        })
    }
}

fn bounds(words: &str) -> Result<Option<[f64; 4]>, String> {
    if words.trim().is_empty() {
        return Ok(None);
    }
    let ends: Vec<f64> = words.split(',').filter_map(|end| end.trim().parse().ok()).collect();
    match <[f64; 4]>::try_from(ends) {
        Ok([west, south, east, north]) if west <= east && south <= north => {
            Ok(Some([west, south, east, north]))
        }
        _ => Err("The box is to be west,south,east,north in degrees, such as 36.1,34.9,37.2,36.5."
            .to_owned()),
    }
}

impl Asked {
    /// The parts of the address but one: each name and its value.
    pub(super) fn but(&self, left_out: &str) -> Vec<(&'static str, String)> {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        let Wanted { from, to, status, agreement_pm, bounds } = &self.wanted;
        let corners = bounds.map(|ends| ends.map(|end| end.to_string()).join(","));
        let all = [
            ("from", day(*from)),
            ("to", day(*to)),
            ("at", day(self.at)),
            ("status", status.map(|status| status.as_str().to_owned())),
            ("min_agreement", agreement_pm.map(|pm| (pm / 10).to_string())),
            ("bbox", corners),
            ("page", (self.page > 1).then(|| self.page.to_string())),
            ("map", self.is_live.then(|| "live".to_owned())),
        ];
        let is_in = |(name, value): (&'static str, Option<String>)| {
            value.filter(|_| name != left_out).map(|value| (name, value))
        };
        all.into_iter().filter_map(is_in).collect()
    }

    /// The address's query, with its question mark; empty where nothing is asked.
    pub(super) fn query(&self) -> String {
        let pairs: Vec<String> =
            self.but("").iter().map(|(name, value)| format!("{name}={value}")).collect();
        if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_is_what_its_own_address_asks() {
        let days = ["2017-01-05", "2017-02-10"].map(|day| day.parse().unwrap());
        let fields = Fields {
            from: "2017-01-01".into(),
            to: "2017-04-01".into(),
            step: "1".into(),
            status: "dated".into(),
            min_agreement: "67".into(),
            bbox: "36.1,34.9,37.2,36.5".into(),
            page: "3".into(),
            ..Fields::default()
        };
        let asked = fields.read(&days).unwrap();
        assert_eq!(
            asked.query(),
            "?from=2017-01-01&to=2017-04-01&at=2017-02-10&status=dated&min_agreement=67\
             &bbox=36.1,34.9,37.2,36.5&page=3"
        );
        assert!(!asked.but("page").iter().any(|(name, _)| *name == "page"));
        assert_eq!(Fields::default().read(&days).unwrap().query(), "");
        let wrong = [
            Fields { from: "soon".into(), ..Fields::default() },
            Fields { min_agreement: "101".into(), ..Fields::default() },
            Fields { status: "undamaged".into(), ..Fields::default() },
            Fields { bbox: "1,2,3".into(), ..Fields::default() },
            Fields { bbox: "3,2,1,4".into(), ..Fields::default() },
            Fields { bbox: "NaN,2,1,4".into(), ..Fields::default() },
        ];
        for fields in wrong {
            assert!(fields.read(&days).is_err(), "{fields:?}");
        }
    }
}
