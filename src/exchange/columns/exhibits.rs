//! One row for each chip of each set of chips that was judged.

use super::Kind::{Integer, Text};
use super::{Cell, Column, Record};
use crate::domain::id::BuildingId;

/// A chip of a set, as it is exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExhibitRow {
    /// The set.
    pub exhibit: String,
    /// The building it shows.
    pub building_id: BuildingId,
    /// The place of the capture in the building's series, from 1.
    pub position: usize,
    /// The coordinator's own id of the capture.
    pub image_id: String,
    /// SHA-256 of the chip, in hex.
    pub sha256: Option<String>,
}

impl Record for ExhibitRow {
    const TABLE: &'static str = "exhibits";

    fn columns() -> &'static [Column<Self>] {
        EXHIBITS
    }
}

/// The columns of `exhibits.csv`.
pub static EXHIBITS: &[Column<ExhibitRow>] = &[
    Column::new(
        "exhibit",
        Text,
        "Name of a set of chips that was shown together, made of their hashes; joins with \
         judgements.csv.",
        |row| Cell::text(Some(&row.exhibit)),
    ),
    Column::new(
        "building_id",
        Integer,
        "The building it shows; joins with buildings.csv.",
        |row| Cell::Integer(row.building_id.0),
    ),
    Column::new(
        "position",
        Integer,
        "The place of the image among those of this building, 1 being the oldest: together they \
         are the images that cover the building.",
        |row| Cell::integer(u32::try_from(row.position).ok()),
    ),
    Column::new("image_id", Text, "The image; joins with images.csv.", |row| {
        Cell::text(Some(&row.image_id))
    }),
    Column::new(
        "sha256",
        Text,
        "SHA-256 in hex of the very file that was shown. Empty when this image was never asked \
         for.",
        |row| Cell::text(row.sha256.as_ref()),
    ),
];
