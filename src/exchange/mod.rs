//! File formats: what comes in as bytes and leaves as domain values, and the way back.
//!
//! In: [`manifest`] (the list of captures) and [`buildings`] (the list of buildings), both told
//! apart by their content, never by a file's name; what is wrong with one row is a
//! [`rows::RowError`], what is wrong with the whole file an error. Out: [`sink`], a format each,
//! and [`export`]; the columns, their order and their meaning stand once, in [`columns`], and are
//! explained to readers by [`codebook`]. No database but files, no http and no clock: the time is
//! an argument.

pub mod archive;
pub mod area;
pub mod buildings;
pub mod cell;
pub mod codebook;
pub mod columns;
pub mod days;
pub mod duplicates;
pub mod experts;
pub mod export;
pub mod incidents;
pub mod labels;
pub mod manifest;
pub mod rows;
pub mod sink;
pub mod sniff;

mod bytes;
mod crossing;
mod crs;
mod dms;
mod feature;
mod flatgeobuf;
mod geojson;
mod geopackage;
mod guard;
mod json;
mod kml;
mod outline;
mod shapefile;
mod table;
mod windows;
mod wkb;
mod wkt;

pub(crate) use outline::fingerprint;
