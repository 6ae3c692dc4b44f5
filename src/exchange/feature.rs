//! What every format of building lists hands over: a shape in the file's own coordinates and the
//! words beside it. Whether that is a building is decided in `buildings::intake`.

use super::rows::Spot;
use crate::domain::limits::FOOTPRINT_VERTICES_MAX;
use crate::domain::place::PlaceError;

/// Two coordinates in the order x, y (longitude, latitude), in the file's own system.
pub(super) type Position = (f64, f64);

/// A point or the outer rings of some polygons.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    /// Only the place.
    Point(Position),
    /// The outer ring of each part; holes are not wanted.
    Rings(Vec<Vec<Position>>),
}

/// Why a row has no shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// The column at fault.
    pub(super) column: Option<String>,
    /// What is wrong and how to mend it.
    pub(super) reason: String,
}

impl Fault {
    /// A fault of one column.
    pub(super) fn of_column(column: &str, reason: impl Into<String>) -> Self {
        Self { column: Some(column.to_owned()), reason: reason.into() }
    }
}

impl<S: Into<String>> From<S> for Fault {
    fn from(reason: S) -> Self {
        Self { column: None, reason: reason.into() }
    }
}

/// One row as a format read it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Feature {
    /// Where it stands.
    pub(super) place: Spot,
    /// The id that the format itself gives, outside the attributes.
    pub(super) id: Option<String>,
    /// The words beside the shape, in the order of the file; without empty ones.
    pub(super) attributes: Vec<(String, String)>,
    /// The shape, or why there is none.
    pub(super) shape: Result<Shape, Fault>,
}

/// Refuses a kind of geometry that is no building.
pub(super) fn no_building(kind: &str) -> Fault {
    Fault::from(format!("a {kind} is no building; give it a Point or a Polygon"))
}

/// Refuses a row without geometry.
pub(super) fn no_geometry() -> Fault {
    Fault::from("it has no geometry; give it a point or a polygon")
}

/// Refuses more corners than a building has, before room is made for them.
pub(super) fn within_bounds(corners: usize) -> Result<(), Fault> {
    if corners > 3 * FOOTPRINT_VERTICES_MAX {
        return Err(Fault::from(PlaceError::TooManyCorners.to_string()));
    }
    Ok(())
}
