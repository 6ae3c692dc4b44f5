//! Captures: dated satellite images, and the series of them that shows one building.

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

use super::id::CaptureId;
use super::judgement::Window;

/// How exactly the time of a capture is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// To the second or minute.
    Instant,
    /// Only the day, in UTC.
    Day,
    /// Only the month.
    Month,
}

impl Precision {
    /// The word used in the database and in exports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Instant => "instant",
            Self::Day => "day",
            Self::Month => "month",
        }
    }

    /// The value of a word written by [`Self::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Instant, Self::Day, Self::Month].into_iter().find(|p| p.as_str() == word)
    }
}

/// When a capture was taken, UTC, and how exactly that is known. A time known by day or month is
/// held as its first moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapturedAt {
    /// The moment, or the first moment of the day or month.
    pub at: DateTime<Utc>,
    /// How exactly it is known.
    pub precision: Precision,
}

/// Why a text is no capture time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// Empty: a capture without a date cannot date anything.
    #[error("the capture has no date; state when the picture was taken (not published)")]
    Missing,
    /// Not ISO 8601.
    #[error("\"{0}\" is not a date; write 2017-06-21T08:31:00Z, 2017-06-21 or 2017-06")]
    Unreadable(String),
    /// A time of day without a zone is ambiguous by up to a day.
    #[error("\"{0}\" has a time of day but no zone; add Z for UTC or an offset such as +03:00")]
    NoZone(String),
    /// Before the first civil satellite or after today.
    #[error("\"{0}\" is before 1960 or in the future")]
    OutOfRange(String),
}

impl CapturedAt {
    /// The first and the last day on which it may have been taken.
    #[must_use]
    pub fn days(self) -> (NaiveDate, NaiveDate) {
        let first = self.at.date_naive();
        let month = || first.checked_add_months(Months::new(1))?.pred_opt();
        let last = (self.precision == Precision::Month).then(month).flatten();
        (first, last.unwrap_or(first))
    }

    /// Reads ISO 8601: an instant with a zone, a day, or a month. `now` bounds it from above.
    ///
    /// # Errors
    /// When the text is empty, no date, ambiguous, or out of range.
    pub fn parse(text: &str, now: DateTime<Utc>) -> Result<Self, DateError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(DateError::Missing);
        }
        let taken = Self::read(text)?;
        if taken.at.year() < 1960 || taken.at > now {
            return Err(DateError::OutOfRange(text.to_owned()));
        }
        Ok(taken)
    }

    fn read(text: &str) -> Result<Self, DateError> {
        let day_start = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc();
        if let Ok(at) = DateTime::parse_from_rfc3339(text) {
            return Ok(Self { at: at.with_timezone(&Utc), precision: Precision::Instant });
        }
        if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
            return Ok(Self { at: day_start(day), precision: Precision::Day });
        }
        if let Ok(day) = NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d") {
            return Ok(Self { at: day_start(day), precision: Precision::Month });
        }
        let zoneless = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M"];
        if zoneless.iter().any(|form| NaiveDateTime::parse_from_str(text, form).is_ok()) {
            return Err(DateError::NoZone(text.to_owned()));
        }
        Err(DateError::Unreadable(text.to_owned()))
    }

    /// The day in UTC, `2017-06-21`; the month where only that is known.
    #[must_use]
    pub fn date(self) -> String {
        let form = if self.precision == Precision::Month { "%Y-%m" } else { "%Y-%m-%d" };
        self.at.format(form).to_string()
    }

    /// As it is shown to people: `21 Jun 2017`, or `Jun 2017`.
    #[must_use]
    pub fn spoken(self) -> String {
        let form = if self.precision == Precision::Month { "%b %Y" } else { "%-d %b %Y" };
        self.at.format(form).to_string()
    }
}

/// What is known of a capture beside its pixels. `None` is "unknown", never zero.
///
/// It is stored as JSON: what was written before a field was added must go on being read, and
/// facts without the newer fields must go on being written as they were.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CaptureFacts {
    /// Who delivers the picture.
    pub provider: Option<String>,
    /// The satellite or aircraft.
    pub sensor: Option<String>,
    /// The provider's own id of the scene.
    pub provider_scene_id: Option<String>,
    /// Metres of ground in one pixel.
    pub gsd_m: Option<f64>,
    /// Degrees from straight down.
    pub off_nadir_deg: Option<f64>,
    /// Degrees of the sun above the horizon.
    pub sun_elevation_deg: Option<f64>,
    /// Percent of the scene under cloud.
    pub cloud_pct: Option<f64>,
    /// Under which terms it may be shown.
    pub licence: Option<String>,
    /// The words its owner wants beside it.
    pub attribution: Option<String>,
    /// Anything a reader of the data should know, such as "date assumed".
    pub note: Option<String>,
    /// The family of satellites, such as `skysat`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub constellation: Option<String>,
    /// The instruments on board that took it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instruments: Option<String>,
    /// The provider's id of the whole pass or strip that the scene is a part of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strip_id: Option<String>,
    /// Metres of ground in one pixel of the panchromatic band.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pan_gsd_m: Option<f64>,
    /// Degrees between the line of sight and the vertical at the ground, as the provider says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incidence_deg: Option<f64>,
    /// Degrees clockwise from north of the satellite, seen from the scene (STAC `view:azimuth`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub view_azimuth_deg: Option<f64>,
    /// Degrees clockwise from north of the target, as xBD and its provider write it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_azimuth_deg: Option<f64>,
    /// Degrees clockwise from north of the sun; shadows point the other way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sun_azimuth_deg: Option<f64>,
    /// When the taking of it began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taken_from: Option<DateTime<Utc>>,
    /// When the taking of it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taken_to: Option<DateTime<Utc>>,
    /// The coordinate reference system as the list names it, such as `EPSG:32637`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crs: Option<String>,
    /// West, south, east and north of what it shows, in degrees of WGS 84.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bbox: Option<[f64; 4]>,
    /// Where its mask of usable pixels is: a path or an address; several have `; ` between them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_mask: Option<String>,
}

/// One dated satellite image of an area.
#[derive(Debug, Clone, PartialEq)]
pub struct Capture {
    /// Ours.
    pub id: CaptureId,
    /// The coordinator's own id, unique in the campaign.
    pub external_id: String,
    /// When it was taken.
    pub taken: CapturedAt,
    /// What else is known.
    pub facts: CaptureFacts,
}

/// The captures that show one building, in the order in which they were taken. Positions in it
/// (0 is the oldest) are what windows and traces are counted in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaptureSeries {
    captures: Vec<CaptureId>,
}

impl CaptureSeries {
    /// A series from ids already ordered by date.
    #[must_use]
    pub const fn new(captures: Vec<CaptureId>) -> Self {
        Self { captures }
    }

    /// How many captures show the building.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.captures.len()
    }

    /// Whether no capture shows it.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.captures.is_empty()
    }

    /// The position of a capture, if it shows this building.
    #[must_use]
    pub fn position(&self, id: CaptureId) -> Option<usize> {
        self.captures.iter().position(|own| *own == id)
    }

    /// The window between two of its captures, (last standing, first destroyed), in positions; none
    /// where one of them does not show the building, or nothing is said.
    #[must_use]
    pub fn window(&self, (last, first): (Option<CaptureId>, Option<CaptureId>)) -> Option<Window> {
        let position = |id: Option<CaptureId>| match id {
            None => Some(None),
            Some(id) => self.position(id).map(Some),
        };
        Window::new(position(last)?, position(first)?, self.len()).ok()
    }

    /// The capture at a position.
    #[must_use]
    pub fn at(&self, position: usize) -> Option<CaptureId> {
        self.captures.get(position).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    fn parse(text: &str) -> Result<CapturedAt, DateError> {
        CapturedAt::parse(text, Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap())
    }

    #[test]
    fn an_instant_is_turned_to_utc() {
        let taken = parse("2017-06-21T02:31:00+03:00").unwrap();
        assert_eq!(taken.date(), "2017-06-20");
        assert_eq!(taken.precision, Precision::Instant);
    }

    #[test]
    fn a_day_and_a_month_say_how_little_is_known() {
        assert_eq!(parse("2017-06-21").unwrap().precision, Precision::Day);
        assert_eq!(parse("2017-06").unwrap().spoken(), "Jun 2017");
    }

    #[test]
    fn a_time_without_a_zone_is_refused_with_the_mend() {
        let error = parse("2017-06-21T08:31:00").unwrap_err();
        assert!(error.to_string().contains("add Z"));
    }

    #[test]
    fn facts_written_before_a_field_was_added_are_read_and_written_alike() {
        let old = "{\"provider\":\"P\",\"sensor\":null,\"provider_scene_id\":null,\"gsd_m\":0.5,\
                   \"off_nadir_deg\":null,\"sun_elevation_deg\":null,\"cloud_pct\":null,\
                   \"licence\":null,\"attribution\":null,\"note\":null}";
        let facts: CaptureFacts = serde_json::from_str(old).unwrap();
        assert_eq!((facts.gsd_m, facts.sun_azimuth_deg), (Some(0.5), None));
        assert_eq!(serde_json::to_string(&facts).unwrap(), old);
        let newer = CaptureFacts { bbox: Some([1.0, 2.0, 3.0, 4.0]), ..facts };
        let text = serde_json::to_string(&newer).unwrap();
        assert_eq!(serde_json::from_str::<CaptureFacts>(&text).unwrap(), newer);
    }

    #[test]
    fn nonsense_missing_and_future_dates_are_refused() {
        assert_eq!(parse(" "), Err(DateError::Missing));
        assert!(matches!(parse("21JUN17"), Err(DateError::Unreadable(_))));
        assert!(matches!(parse("2017-02-30"), Err(DateError::Unreadable(_))));
        assert!(matches!(parse("2030-01-01"), Err(DateError::OutOfRange(_))));
    }

    #[test]
    fn a_window_with_an_end_that_is_not_shown_is_none() {
        let series = CaptureSeries::new([7, 8, 9].map(CaptureId).to_vec());
        let window = |last: Option<i64>, first: Option<i64>| {
            series.window((last.map(CaptureId), first.map(CaptureId)))
        };
        assert_eq!(window(Some(7), Some(9)), Window::new(Some(0), Some(2), 3).ok());
        assert_eq!(window(Some(8), None), Window::new(Some(1), None, 3).ok());
        assert_eq!(window(Some(7), Some(6)), None, "not the open window after the first");
        assert_eq!((window(None, None), window(Some(9), Some(7))), (None, None));
    }
}
