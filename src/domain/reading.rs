//! How a raster's numbers become a picture: what a coordinator states where the file does not say,
//! or says wrongly. Recorded with each chip; no pixels here.

use serde::{Deserialize, Serialize};

/// The values of one band that become black and white.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Range {
    /// The value, and all below it, that becomes 0.
    pub low: f64,
    /// The value, and all above it, that becomes 255.
    pub high: f64,
}

/// The stretch of red, green and blue: one for all of a capture, never one for each chip, since
/// that would make rubble and roofs look alike.
pub type Stretch = [Range; 3];

/// What is stated about a capture's files. `None` leaves it to the file.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Reading {
    /// EPSG number of the coordinate reference system; it goes before the file's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub epsg: Option<u32>,
    /// The bands shown as red, green and blue, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bands: Option<[u16; 3]>,
    /// How their values are spread over 0 to 255. Without one, 8-bit values are shown as they
    /// are, and others cannot be shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stretch: Option<Stretch>,
}
