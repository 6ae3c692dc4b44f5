//! One chip as every screen shows it: its date, its credit, and the marker over it.

use std::time::Duration;

use serde::Serialize;

use crate::domain::building::Building;
use crate::domain::capture::{CaptureSeries, CapturedAt, Precision};
use crate::domain::chip::{ChipFrame, ChipKind};
use crate::domain::exhibit::Exhibit;
use crate::domain::id::BuildingId;
use crate::domain::place::Footprint;
use crate::i18n::Lang;
use crate::store::screens::task::Shown;
use crate::web::chips;
use crate::web::here::here;

/// Metres by which the marker keeps off the roof.
const CLEARANCE_M: f64 = 1.5;
/// From this many degrees on a picture is called tilted.
const TILTED_DEG: f64 = 15.0;

/// A chip, ready to be shown.
#[derive(Debug, Clone, Serialize)]
pub struct Picture {
    /// The capture's id.
    #[serde(rename = "id")]
    pub capture: i64,
    /// Its place in the series, from 0.
    #[serde(skip)]
    pub position: usize,
    /// `2017-06-21`.
    #[serde(skip)]
    pub date: String,
    /// Days since the first of the series.
    pub since: i64,
    /// `21 Jun 2017`, in the reader's language.
    #[serde(rename = "day")]
    pub spoken: String,
    /// Time of day in UTC and by the sun over the building, where it is known.
    pub time: String,
    /// Days since the capture before; empty for the first.
    pub gap: String,
    /// The chip; the one of fewer bytes where few are wanted.
    pub chip: String,
    /// The small chip; empty where no strip is wanted.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub thumb: String,
    /// The surroundings, four times as wide. A script knows their address.
    #[serde(skip)]
    pub context: String,
    /// Whose picture it is, its resolution, tilt, and note.
    pub credit: String,
}

/// The pictures of a series, oldest first.
#[must_use]
pub fn pictures(building: &Building, series: &[Shown]) -> Vec<Picture> {
    let here = here();
    let chip = if here.is_low { ChipKind::Low } else { ChipKind::Chip };
    let mut before = None;
    let first = series.first().map(|shown| shown.capture.taken.at);
    let picture = |(position, shown): (usize, &Shown)| {
        let taken = shown.capture.taken;
        let days = before.replace(taken.at).map(|earlier| (taken.at - earlier).num_days());
        let gap = |days: i64| here.lang.say("task-gap", &[("days", &days.to_string())]);
        Picture {
            capture: shown.capture.id.0,
            position,
            date: taken.date(),
            since: first.map_or(0, |first| (taken.at - first).num_days()),
            spoken: day(here.lang, taken),
            time: time(here.lang, taken, building.footprint.centre().lon()),
            gap: days.map_or_else(String::new, gap),
            chip: address(building.id, shown, chip),
            thumb: address(building.id, shown, ChipKind::Thumb),
            context: address(building.id, shown, ChipKind::Context),
            credit: credit(here.lang, shown),
        }
    };
    series.iter().enumerate().map(picture).collect()
}

/// The small chip of one capture of a building, and its day.
#[must_use]
pub fn small(building: BuildingId, shown: &Shown) -> (String, String) {
    (address(building, shown, ChipKind::Thumb), day(here().lang, shown.capture.taken))
}

/// The day of a capture as people say it.
fn day(lang: Lang, taken: CapturedAt) -> String {
    let day = taken.at.date_naive();
    let said = if taken.precision == Precision::Month { lang.month(day) } else { lang.date(day) };
    // A line does not begin with the month.
    said.replacen(' ', "\u{a0}", 1)
}

/// The time of day in UTC, and by the sun over the building, which needs no zone: shadows tell it.
fn time(lang: Lang, taken: CapturedAt, lon: f64) -> String {
    if taken.precision != Precision::Instant {
        return String::new();
    }
    // The sun goes round in 24 hours: 240 seconds for a degree.
    let ahead = Duration::from_secs_f64(lon.abs() * 240.0);
    let sun = if lon < 0.0 { taken.at - ahead } else { taken.at + ahead };
    let (utc, hour) = (taken.at.format("%H:%M").to_string(), sun.format("%H:%M").to_string());
    if sun.date_naive() == taken.at.date_naive() {
        return lang.say("task-time", &[("utc", &utc), ("sun", &hour)]);
    }
    let there = day(lang, CapturedAt { at: sun, ..taken });
    lang.say("task-time-day", &[("utc", &utc), ("sun", &hour), ("day", &there)])
}

/// Where a chip is, or where it is cut when somebody asks.
fn address(building: BuildingId, shown: &Shown, kind: ChipKind) -> String {
    let hash = match kind {
        ChipKind::Thumb => &shown.thumb,
        ChipKind::Chip | ChipKind::Low => &shown.chip,
        ChipKind::Context => &None,
    };
    match hash {
        Some(hash) => chips::address(hash),
        None => chips::address_of(building, shown.capture.id, kind),
    }
}

/// The digest of what a page shows and how many pictures these are, for its form to say.
#[must_use]
pub fn exhibit(building: BuildingId, series: &[Shown]) -> String {
    let captures = CaptureSeries::new(series.iter().map(|shown| shown.capture.id).collect());
    let chips: Vec<_> = series.iter().map(|shown| shown.chip.clone()).collect();
    format!("{}.{}", Exhibit::of(building, &captures, &chips).digest, chips.len())
}

fn credit(lang: Lang, shown: &Shown) -> String {
    let facts = &shown.capture.facts;
    let tilt = facts.off_nadir_deg.filter(|deg| *deg >= TILTED_DEG);
    let parts = [
        facts.attribution.as_ref().or(facts.provider.as_ref()).map(|name| source(lang, name)),
        facts.gsd_m.map(|gsd| lang.say("task-scale", &[("metres", &gsd.to_string())])),
        tilt.map(|deg| lang.say("task-tilted", &[("degrees", &format!("{deg:.0}"))])),
        facts.note.as_deref().map(apart),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Whose picture it is; lists that do not know say `unknown`.
fn source(lang: Lang, name: &str) -> String {
    let is_known = !name.eq_ignore_ascii_case("unknown");
    if is_known { apart(name) } else { lang.t("task-source-unknown") }
}

/// Words of a list, kept apart from a sentence that may run the other way.
fn apart(words: &str) -> String {
    format!("\u{2068}{words}\u{2069}")
}

/// The marker of a building over its chips, in thousandths of their side.
#[derive(Debug, Clone, Serialize)]
pub struct Marker {
    /// Corners of the outline, `x,y x,y`; empty for a point.
    pub outline: String,
    /// Corner brackets as an SVG path; empty for an outline.
    pub brackets: String,
    /// Metres across the chip.
    pub metres: u32,
}

impl Marker {
    /// The round number of metres that the scale bar shows, about a fifth of the side.
    #[must_use]
    pub const fn rule(&self) -> u32 {
        match self.metres {
            0..=150 => 20,
            151..=250 => 40,
            _ => 50,
        }
    }

    /// The length of the scale bar in thousandths of the side.
    #[must_use]
    pub const fn rule_length(&self) -> u32 {
        match (self.rule() * 1000).checked_div(self.metres) {
            Some(length) => length,
            None => 0,
        }
    }
}

/// The marker of a building: an outline that keeps off the roof, or brackets around a point.
#[must_use]
pub fn marker(building: &Building, px: u32) -> Marker {
    let frame = ChipFrame::around(&building.footprint, px);
    let thousandths = |share: f64| (share * 10_000.0).round() / 10.0;
    let outline = match &building.footprint {
        Footprint::Point(_) => String::new(),
        Footprint::Ring(corners) => {
            let centre = building.footprint.centre();
            let grown = corners.iter().map(|corner| {
                let (east, north) = centre.metres_to(*corner);
                let away = east.hypot(north).max(0.1);
                let factor = 1.0 + CLEARANCE_M / away;
                let (x, y) = frame.share(centre.offset_by(east * factor, north * factor));
                format!("{},{}", thousandths(x), thousandths(y))
            });
            grown.collect::<Vec<_>>().join(" ")
        }
    };
    let brackets = match &building.footprint {
        Footprint::Ring(_) => String::new(),
        Footprint::Point(_) => {
            "M420 460V420H460M540 420H580V460M580 540V580H540M460 580H420V540".to_owned()
        }
    };
    Marker { outline, brackets, metres: frame.metres }
}
