//! The columns of a manifest, all in this one table: a CSV manifest has them as columns, a JSON
//! manifest as members. What their cells become is in `cells`.

use chrono::{DateTime, Utc};

use crate::domain::capture::CaptureFacts;

/// Where in the facts of a capture a cell goes.
pub(super) type Slot<T> = fn(&mut CaptureFacts) -> &mut Option<T>;

/// What a column means to the reader.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// Handled by the form itself.
    Id,
    /// Handled by the form itself.
    File,
    /// When the capture was taken.
    Time,
    /// A fact in words.
    Text(Slot<String>),
    /// A fact in numbers: least, most, and what the unit is.
    Number(Slot<f64>, f64, f64, &'static str),
    /// A direction in degrees.
    Azimuth(Slot<f64>),
    /// An instant.
    Moment(Slot<DateTime<Utc>>),
    /// West, south, east, north.
    Bounds,
    /// The name of the source.
    SourceName,
    /// One of the terms of the source.
    Terms,
    /// The coordinate reference system, stated.
    Epsg,
    /// Which bands are red, green and blue.
    Bands,
    /// Which values are black and white.
    Stretch,
    /// Metres by which it is moved east.
    ShiftEast,
    /// Metres by which it is moved north.
    ShiftNorth,
}

/// A column of the manifest.
#[derive(Debug)]
pub struct Column {
    /// Its name, in CSV and in JSON.
    pub name: &'static str,
    /// What stands in it, for people.
    pub meaning: &'static str,
    /// What others call it: for hints only, never taken silently.
    others: &'static [&'static str],
    pub(super) kind: Kind,
}

const fn column(
    name: &'static str,
    kind: Kind,
    others: &'static [&'static str],
    meaning: &'static str,
) -> Column {
    Column { name, meaning, others, kind }
}

const GROUND: &str = "metres of one pixel";
const TILT: &str = "degrees from straight down";

/// Every column a manifest may have. `capture_id` and `captured_at` it must have, and `file`
/// unless its chips are ready cut.
pub static COLUMNS: &[Column] = &[
    column(
        "capture_id",
        Kind::Id,
        &["id", "image_id"],
        "Your own id of the capture; rows with the same one are several files of one capture.",
    ),
    column(
        "file",
        Kind::File,
        &["path", "filename", "url", "href"],
        "Path of the picture, counted from the manifest's own folder; forward slashes.",
    ),
    column(
        "captured_at",
        Kind::Time,
        &["date", "datetime", "time", "acquired", "acquisition_date", "capture_date"],
        "When it was taken, never when it was released: 2017-06-21T08:31:00Z, 2017-06-21 or \
         2017-06.",
    ),
    column(
        "provider",
        Kind::Text(|facts| &mut facts.provider),
        &["vendor", "owner"],
        "Who delivers the picture.",
    ),
    column(
        "sensor",
        Kind::Text(|facts| &mut facts.sensor),
        &["platform", "satellite"],
        "The satellite or aircraft.",
    ),
    column(
        "constellation",
        Kind::Text(|facts| &mut facts.constellation),
        &["mission"],
        "The family of satellites.",
    ),
    column(
        "instruments",
        Kind::Text(|facts| &mut facts.instruments),
        &["instrument", "camera"],
        "The instruments that took it.",
    ),
    column(
        "provider_scene_id",
        Kind::Text(|facts| &mut facts.provider_scene_id),
        &["catalog_id", "scene_id"],
        "The provider's own id of the scene, with which it can be ordered again.",
    ),
    column(
        "strip_id",
        Kind::Text(|facts| &mut facts.strip_id),
        &["pl:strip_id"],
        "The provider's id of the pass or strip that the scene is a part of.",
    ),
    column(
        "gsd_m",
        Kind::Number(|facts| &mut facts.gsd_m, 0.01, 1000.0, GROUND),
        &["resolution", "gsd"],
        "Metres of ground in one pixel.",
    ),
    column(
        "pan_gsd_m",
        Kind::Number(|facts| &mut facts.pan_gsd_m, 0.01, 1000.0, GROUND),
        &["pan_resolution"],
        "Metres of ground in one pixel of the panchromatic band.",
    ),
    column(
        "off_nadir_deg",
        Kind::Number(|facts| &mut facts.off_nadir_deg, 0.0, 90.0, TILT),
        &["view:off_nadir", "off_nadir_angle"],
        "Degrees by which the sensor looked away from straight down.",
    ),
    column(
        "incidence_deg",
        Kind::Number(|facts| &mut facts.incidence_deg, 0.0, 90.0, TILT),
        &["view:incidence_angle"],
        "Degrees between the line of sight and the vertical at the ground.",
    ),
    column(
        "view_azimuth_deg",
        Kind::Azimuth(|facts| &mut facts.view_azimuth_deg),
        &["view:azimuth"],
        "Degrees clockwise from north of the satellite, seen from the scene.",
    ),
    column(
        "target_azimuth_deg",
        Kind::Azimuth(|facts| &mut facts.target_azimuth_deg),
        &["target_azimuth"],
        "Degrees clockwise from north of the target, as its provider writes it.",
    ),
    column(
        "sun_elevation_deg",
        Kind::Number(|facts| &mut facts.sun_elevation_deg, -90.0, 90.0, "degrees over the horizon"),
        &["view:sun_elevation"],
        "Degrees of the sun above the horizon.",
    ),
    column(
        "sun_azimuth_deg",
        Kind::Azimuth(|facts| &mut facts.sun_azimuth_deg),
        &["view:sun_azimuth"],
        "Degrees clockwise from north of the sun.",
    ),
    column(
        "cloud_pct",
        Kind::Number(|facts| &mut facts.cloud_pct, 0.0, 100.0, "percent"),
        &["cloud_cover", "eo:cloud_cover"],
        "Percent of the whole scene under cloud.",
    ),
    column(
        "taken_from",
        Kind::Moment(|facts| &mut facts.taken_from),
        &["start_datetime"],
        "When the taking of it began, with its zone.",
    ),
    column(
        "taken_to",
        Kind::Moment(|facts| &mut facts.taken_to),
        &["end_datetime"],
        "When the taking of it ended, with its zone.",
    ),
    column(
        "crs",
        Kind::Text(|facts| &mut facts.crs),
        &["proj:code"],
        "The coordinate reference system for the record; to state it for files that do not, use \
         epsg.",
    ),
    column(
        "bbox",
        Kind::Bounds,
        &["bounds", "extent"],
        "West, south, east and north of what it shows, in degrees.",
    ),
    column(
        "data_mask",
        Kind::Text(|facts| &mut facts.data_mask),
        &["data-mask", "udm", "mask"],
        "Where the mask of its usable pixels is; for the record only.",
    ),
    column(
        "source",
        Kind::SourceName,
        &["source_name"],
        "Name of the source whose terms hold; the provider where it is empty.",
    ),
    column(
        "licence",
        Kind::Terms,
        &["license", "rights"],
        "The licence of the source, in words or by name; without one no campaign can be opened.",
    ),
    column(
        "attribution",
        Kind::Terms,
        &["credit", "copyright"],
        "The words that the source's owner wants beside every picture.",
    ),
    column(
        "visible_to",
        Kind::Terms,
        &["audience"],
        "Who may see pictures of the source: staff, volunteers or public; volunteers where empty.",
    ),
    column(
        "may_cache",
        Kind::Terms,
        &["cache"],
        "yes or no: whether a browser may keep pictures of the source; yes where empty.",
    ),
    column(
        "may_export",
        Kind::Terms,
        &["export"],
        "yes or no: whether pictures of the source may leave in exports; no where empty.",
    ),
    column(
        "expires_on",
        Kind::Terms,
        &["expiry", "expires"],
        "The last day on which pictures of the source may be shown, as 2026-12-31.",
    ),
    column(
        "epsg",
        Kind::Epsg,
        &["proj:epsg", "srid"],
        "EPSG number of the files' coordinate reference system; it goes before the files' own.",
    ),
    column(
        "bands",
        Kind::Bands,
        &["rgb"],
        "The bands shown as red, green and blue, counted from 1, as 3 2 1; one number for grey.",
    ),
    column(
        "stretch",
        Kind::Stretch,
        &["range", "scale"],
        "The values that become black and white: low high, or three such pairs with ; between.",
    ),
    column(
        "shift_east_m",
        Kind::ShiftEast,
        &["dx", "offset_x_m", "shift_x"],
        "Metres by which the pictures are moved east to lie on the others.",
    ),
    column(
        "shift_north_m",
        Kind::ShiftNorth,
        &["dy", "offset_y_m", "shift_y"],
        "Metres by which the pictures are moved north to lie on the others.",
    ),
    column(
        "note",
        Kind::Text(|facts| &mut facts.note),
        &["comment", "remarks"],
        "Anything a reader of the data should know, such as that the date is assumed.",
    ),
];

/// The column of a name, whatever its case.
pub(super) fn find(name: &str) -> Option<&'static Column> {
    COLUMNS.iter().find(|column| column.name.eq_ignore_ascii_case(name.trim()))
}

/// Every name, for messages.
pub(super) fn names() -> String {
    COLUMNS.iter().map(|column| column.name).collect::<Vec<_>>().join(", ")
}

/// The known column that an unknown name most likely stands for.
pub(super) fn nearest(name: &str) -> &'static str {
    let name: String = name.to_lowercase().chars().take(32).collect();
    let all = COLUMNS.iter().flat_map(|column| {
        [column.name].into_iter().chain(column.others.iter().copied()).map(|own| (own, column.name))
    });
    let letters = name.chars().count();
    let start = ("capture_id", usize::MAX);
    let nearer = |best: (&'static str, usize), (other, own): (&str, &'static str)| {
        if letters.abs_diff(other.len()) >= best.1 {
            return best;
        }
        let distance = distance(&name, other);
        if distance < best.1 { (own, distance) } else { best }
    };
    all.fold(start, nearer).0
}

/// How many letters must be put in, left out or exchanged to turn one word into the other
/// (Levenshtein 1966, by rows).
fn distance(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.chars().count()).collect();
    for (count, letter) in from.chars().enumerate() {
        let (mut diagonal, mut left) = (count, count + 1);
        let mut next = vec![left];
        for (other, above) in to.chars().zip(row.iter().skip(1)) {
            let exchanged = diagonal + usize::from(letter != other);
            left = exchanged.min(above + 1).min(left + 1);
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_or_borrowed_name_leads_to_ours() {
        assert_eq!(nearest("Captured At"), "captured_at");
        assert_eq!(nearest("sensr"), "sensor");
        assert_eq!(nearest("license"), "licence");
        assert_eq!(nearest("date"), "captured_at");
        assert_eq!(nearest("view:off_nadir"), "off_nadir_deg");
    }

    #[test]
    fn distance_counts_letters() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", "abc"), 0);
    }

    #[test]
    fn no_name_is_given_twice() {
        let mut all: Vec<&str> = COLUMNS
            .iter()
            .flat_map(|c| [c.name].into_iter().chain(c.others.iter().copied()))
            .collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
