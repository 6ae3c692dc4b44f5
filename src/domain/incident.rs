//! Incidents that others report, and which dated buildings an incident may have to do with. Such a
//! candidate is a question to a person; nothing here changes a finding.

use chrono::NaiveDate;

use super::id::BuildingId;
use super::limits::{ACCURACY_METRES_MAX, CANDIDATES_MAX};
use super::place::LonLat;

#[cfg(test)]
mod tests;

/// How far from a reported place a building may lie, in metres, for each word by which lists say
/// how well the place is known; none for words that place nothing.
pub const LADDER: [(&str, Option<u32>); 23] = [
    ("exact", Some(25)),
    ("exact_location", Some(25)),
    ("exact_location_via_airwars", Some(25)),
    ("exact_location_via_coalition", Some(25)),
    ("exact_location_via_other", Some(25)),
    ("exact_location_other", Some(25)),
    ("within_1m", Some(25)),
    ("within_1m_via_coalition", Some(25)),
    ("within_100m", Some(100)),
    ("within_100m_via_coalition", Some(100)),
    ("nearby_landmark", Some(250)),
    ("street", Some(500)),
    ("neighbourhood", Some(1_000)),
    ("neighbourhood_area", Some(1_000)),
    ("village", Some(2_000)),
    ("town", Some(4_000)),
    ("city", Some(10_000)),
    ("subdistrict", None),
    ("district", None),
    ("province", None),
    ("governorate", None),
    ("province_governorate", None),
    ("country", None),
];

/// How well the place of an incident is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Accuracy {
    /// A word of [`LADDER`], or metres; empty where the list does not say.
    pub said: String,
    /// How far a building may lie from the place; none where no building is looked for.
    pub metres: Option<u32>,
}

impl Accuracy {
    /// Reads metres (`150`, `150 m`) or a word of the ladder, however it is written; nothing where
    /// it is neither.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let parts = text.split(|c: char| !c.is_alphanumeric() && c != '.');
        let word = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("_");
        let word = word.to_lowercase();
        if word.is_empty() {
            return Some(Self::default());
        }
        let number = ["_metres", "_m", "m"].iter().find_map(|unit| word.strip_suffix(unit));
        let number = number.unwrap_or(&word);
        let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
        if let (Ok(whole), Ok(part)) = (whole.parse::<u32>(), part.parse::<u32>()) {
            // Rounded up: nothing is called better known than it is.
            let metres = whole.saturating_add(u32::from(part > 0));
            let is_right = (1..=ACCURACY_METRES_MAX).contains(&metres);
            return is_right.then(|| Self { said: number.to_owned(), metres: Some(metres) });
        }
        let found = LADDER.iter().find(|(own, _)| *own == word);
        found.map(|(own, metres)| Self { said: (*own).to_owned(), metres: *metres })
    }
}

/// Days from one to another, both among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// The first.
    pub from: NaiveDate,
    /// The last, not before the first.
    pub to: NaiveDate,
}

impl Days {
    /// How many.
    #[must_use]
    pub fn count(self) -> i64 {
        (self.to - self.from).num_days() + 1
    }

    /// How many of them are others' days, too.
    #[must_use]
    pub fn common(self, other: Self) -> i64 {
        let (from, to) = (self.from.max(other.from), self.to.min(other.to));
        Self { from, to }.count().max(0)
    }
}

/// At least and at most how many; none where a list does not say.
pub type Range = (Option<u32>, Option<u32>);

/// An incident as a list has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Incident {
    /// The list's own id.
    pub external_id: String,
    /// What it is called; empty where the list does not say.
    pub title: String,
    /// Where to read about it; empty likewise.
    pub url: String,
    /// How well it is attested, in the list's own word; empty likewise.
    pub grade: String,
    /// What kind of attack the list says that it was; empty likewise.
    pub status: String,
    /// When it happened.
    pub when: Days,
    /// Where.
    pub place: Option<LonLat>,
    /// How well that is known.
    pub accuracy: Accuracy,
    /// Civilians killed.
    pub killed: Range,
    /// Civilians injured.
    pub injured: Range,
}

impl Incident {
    /// Where buildings are looked for, and how far around, in metres; none where the place is too
    /// coarse or not said.
    #[must_use]
    pub fn around(&self) -> Option<(LonLat, u32)> {
        self.place.zip(self.accuracy.metres)
    }
}

/// A building whose destruction is dated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dated {
    /// Which.
    pub building: BuildingId,
    /// Its middle.
    pub place: LonLat,
    /// The day on which it was last seen standing and that on which it was first seen destroyed:
    /// it may have been destroyed on either, after the one picture and before the other.
    pub window: Days,
    /// The version of that result.
    pub version: u32,
}

/// A building that an incident may have to do with, and why.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// The building as it is dated.
    pub dated: Dated,
    /// From the reported place to its middle.
    pub distance_m: f64,
    /// Days of the incident that lie in the window.
    pub overlap_days: i64,
}

/// What was found for an incident.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    /// The first of those that fit, at most [`CANDIDATES_MAX`].
    pub candidates: Vec<Candidate>,
    /// How many fit.
    pub fits: usize,
}

/// The buildings whose middle lies no farther from the place of an incident than that is known, and
/// whose window holds a day of it: the nearest first, among equals the narrowest window.
#[must_use]
pub fn candidates(incident: &Incident, dated: &[Dated]) -> Found {
    let Some((place, metres)) = incident.around() else { return Found::default() };
    let fit = |own: &Dated| {
        let (east, north) = place.metres_to(own.place);
        let candidate = Candidate {
            dated: *own,
            // To a decimetre, as it is shown.
            distance_m: (east.hypot(north) * 10.0).round() / 10.0,
            overlap_days: incident.when.common(own.window),
        };
        let fits = candidate.distance_m <= f64::from(metres) && candidate.overlap_days > 0;
        fits.then_some(candidate)
    };
    let mut candidates: Vec<Candidate> = dated.iter().filter_map(fit).collect();
    candidates.sort_by(|one, other| {
        let narrow = |own: &Candidate| (own.dated.window.count(), own.dated.building);
        one.distance_m.total_cmp(&other.distance_m).then_with(|| narrow(one).cmp(&narrow(other)))
    });
    let fits = candidates.len();
    candidates.truncate(CANDIDATES_MAX);
    Found { candidates, fits }
}

/// The bounds (west, south, east, north) of all that lies within metres of a place.
#[must_use]
pub fn bounds(place: LonLat, metres: u32) -> (f64, f64, f64, f64) {
    // A little more, as a degree of longitude is shorter at the farther side.
    let metres = f64::from(metres) * 1.01 + 1.0;
    let (low, high) = (place.offset_by(-metres, -metres), place.offset_by(metres, metres));
    (low.lon(), low.lat(), high.lon(), high.lat())
}

/// How a person answered for a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkState {
    /// Not yet.
    Open,
    /// The incident has to do with the building.
    Confirmed,
    /// It has not.
    Refused,
}

impl LinkState {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Open, Self::Confirmed, Self::Refused];

    /// The word used in the database, on screens and in exports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Confirmed => "confirmed",
            Self::Refused => "refused",
        }
    }

    /// The value of a word written by [`Self::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|own| own.as_str() == word)
    }
}
