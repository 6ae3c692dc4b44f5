//! One chip as every screen shows it: its date, its credit, and the marker over it.

use crate::domain::building::Building;
use crate::domain::capture::CaptureSeries;
use crate::domain::chip::{ChipFrame, ChipKind};
use crate::domain::exhibit::Exhibit;
use crate::domain::id::BuildingId;
use crate::domain::place::Footprint;
use crate::store::screens::task::Shown;
use crate::web::chips;

/// Metres by which the marker keeps off the roof.
const CLEARANCE_M: f64 = 1.5;
/// From this many degrees on a picture is called tilted.
const TILTED_DEG: f64 = 15.0;

/// A chip, ready to be shown.
#[derive(Debug, Clone)]
pub struct Picture {
    /// The capture's id.
    pub capture: i64,
    /// Its place in the series, from 0.
    pub position: usize,
    /// `2017-06-21`.
    pub date: String,
    /// `21 Jun 2017`.
    pub spoken: String,
    /// Time of day in UTC, where it is known.
    pub time: String,
    /// Days since the capture before; empty for the first.
    pub gap: String,
    /// The chip.
    pub chip: String,
    /// The small chip.
    pub thumb: String,
    /// Whose picture it is, its resolution, tilt, and note.
    pub credit: String,
}

/// The pictures of a series, oldest first.
#[must_use]
pub fn pictures(building: BuildingId, series: &[Shown]) -> Vec<Picture> {
    let mut before = None;
    let picture = |(position, shown): (usize, &Shown)| {
        let taken = shown.capture.taken;
        let days = before.replace(taken.at).map(|earlier| (taken.at - earlier).num_days());
        Picture {
            capture: shown.capture.id.0,
            position,
            date: taken.date(),
            spoken: taken.spoken(),
            time: match taken.precision {
                crate::domain::capture::Precision::Instant => {
                    taken.at.format("%H:%M UTC").to_string()
                }
                _ => String::new(),
            },
            gap: days.map_or_else(String::new, |days| format!("{days} d")),
            chip: address(building, shown, ChipKind::Chip),
            thumb: address(building, shown, ChipKind::Thumb),
            credit: credit(shown),
        }
    };
    series.iter().enumerate().map(picture).collect()
}

/// Where a chip is, or where it is cut when somebody asks.
fn address(building: BuildingId, shown: &Shown, kind: ChipKind) -> String {
    let hash = if kind == ChipKind::Thumb { &shown.thumb } else { &shown.chip };
    match hash {
        Some(hash) => chips::address(hash),
        None => chips::address_of(building, shown.capture.id, kind),
    }
}

/// The digest of what a page shows, for its form to say.
#[must_use]
pub fn exhibit(building: BuildingId, series: &[Shown]) -> String {
    let captures = CaptureSeries::new(series.iter().map(|shown| shown.capture.id).collect());
    let chips: Vec<_> = series.iter().map(|shown| shown.chip.clone()).collect();
    Exhibit::of(building, &captures, &chips).digest
}

fn credit(shown: &Shown) -> String {
    let facts = &shown.capture.facts;
    let tilt = facts.off_nadir_deg.filter(|deg| *deg >= TILTED_DEG);
    let parts = [
        facts.attribution.clone().or_else(|| facts.provider.clone()),
        facts.gsd_m.map(|gsd| format!("{gsd} m")),
        tilt.map(|deg| format!("tilted {deg:.0}°: roofs lean")),
        facts.note.clone(),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// The marker of a building over its chips, in thousandths of their side.
#[derive(Debug, Clone)]
pub struct Marker {
    /// Corners of the outline, `x,y x,y`; empty for a point.
    pub outline: String,
    /// Corner brackets as an SVG path; empty for an outline.
    pub brackets: String,
    /// Metres across the chip.
    pub metres: u32,
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
