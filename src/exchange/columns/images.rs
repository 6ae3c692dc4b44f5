//! One row for each capture of the campaign.

use super::Kind::{Instant, Integer, Number, Text};
use super::{Cell, Column, Record, word};
use crate::domain::capture::{CaptureFacts, CapturedAt};

/// A capture as it is exported.
#[derive(Debug, Clone, PartialEq)]
pub struct ImageRow {
    /// The coordinator's own id of the capture.
    pub image_id: String,
    /// When it was taken.
    pub taken: CapturedAt,
    /// What else is known.
    pub facts: CaptureFacts,
    /// SHA-256 in hex of each source file, in the order of the manifest.
    pub sha256_original: Vec<String>,
    /// SHA-256 in hex over the chips cut from it.
    pub sha256_served: Option<String>,
    /// Metres (east, north) by which it was moved.
    pub offset_m: (f64, f64),
    /// Judgements that called it unusable.
    pub bad_votes: u32,
}

impl Record for ImageRow {
    const TABLE: &'static str = "images";

    fn columns() -> &'static [Column<Self>] {
        IMAGES
    }
}

/// The columns of `images.csv`.
pub static IMAGES: &[Column<ImageRow>] = &[
    Column::new(
        "image_id",
        Text,
        "Id of the capture from the coordinator's manifest, unique in the campaign; joins with \
         the other files.",
        |row| Cell::text(Some(&row.image_id)),
    ),
    Column::new(
        "captured_at",
        Instant,
        "When it was taken (UTC), never when it was released. Where captured_precision is day or \
         month, the first moment of that day or month.",
        |row| Cell::Instant(row.taken.at),
    ),
    Column::new(
        "captured_precision",
        Text,
        "How exactly captured_at is known.",
        |row: &ImageRow| Cell::Text(row.taken.precision.as_str().into()),
    )
    .of(&[
        word("instant", "To the second or minute"),
        word("day", "Only the day, in UTC"),
        word("month", "Only the month"),
    ]),
    Column::new("source", Text, "Who delivered the image. Empty when not known.", |row| {
        Cell::text(row.facts.provider.as_ref())
    }),
    Column::new(
        "provider_scene_id",
        Text,
        "The provider's own id of the scene, with which it can be ordered again. Empty when not \
         known.",
        |row| Cell::text(row.facts.provider_scene_id.as_ref()),
    ),
    Column::new("sensor", Text, "The satellite or aircraft. Empty when not known.", |row| {
        Cell::text(row.facts.sensor.as_ref())
    }),
    Column::new(
        "gsd_m",
        Number,
        "Metres of ground in one pixel of the source. Empty when not known.",
        |row| Cell::number(row.facts.gsd_m),
    ),
    Column::new(
        "off_nadir_deg",
        Number,
        "Degrees by which the sensor looked away from straight down. Empty when not known.",
        |row| Cell::number(row.facts.off_nadir_deg),
    ),
    Column::new(
        "sun_elev",
        Number,
        "Degrees of the sun above the horizon; low sun makes long shadows. Empty when not known.",
        |row| Cell::number(row.facts.sun_elevation_deg),
    ),
    Column::new(
        "cloud_pct",
        Number,
        "Percent of the whole scene under cloud, 0 to 100, as the provider says. Empty when not \
         known.",
        |row| Cell::number(row.facts.cloud_pct),
    ),
    Column::new(
        "licence",
        Text,
        "Terms under which the image may be used; they are not those of this data. Empty when not \
         known.",
        |row| Cell::text(row.facts.licence.as_ref()),
    ),
    Column::new(
        "sha256_original",
        Text,
        "SHA-256 in hex of the source file; of several files all, in the manifest's order, with a \
         blank between them.",
        |row| match row.sha256_original.as_slice() {
            [] => Cell::Empty,
            all => Cell::Text(all.join(" ").into()),
        },
    ),
    Column::new(
        "sha256_served",
        Text,
        "SHA-256 in hex of a list of the SHA-256s of the chips cut from the image, in order of \
         building_id, one a line, without those of buildings whose place is told coarsely: it \
         vouches for the very pixels that were judged. Empty before any was cut.",
        |row| Cell::text(row.sha256_served.as_ref()),
    ),
    Column::new(
        "offset_x_m",
        Number,
        "Metres by which the image was moved east to lie on the others; 0 when it was not.",
        |row| Cell::Number(row.offset_m.0),
    ),
    Column::new(
        "offset_y_m",
        Number,
        "Metres by which the image was moved north to lie on the others; 0 when it was not.",
        |row| Cell::Number(row.offset_m.1),
    ),
    Column::new(
        "bad_votes",
        Integer,
        "Judgements in force that called this image unusable for their building.",
        |row| Cell::integer(Some(row.bad_votes)),
    ),
    Column::new(
        "attribution",
        Text,
        "The words that the image's owner wants beside it. Empty when there are none.",
        |row| Cell::text(row.facts.attribution.as_ref()),
    ),
    Column::new(
        "note",
        Text,
        "What the coordinator noted about it, such as that its date is assumed. Empty when there \
         is none.",
        |row| Cell::text(row.facts.note.as_ref()),
    ),
];
