//! Pixels: rasters are opened, chips are cut, encoded and kept. The promise: the same files, frame
//! and shift give the same bytes, so that a date can be traced to the pixels that were judged.
//!
//! In the order in which a chip comes about: [`raster`] opens a `GeoTIFF`, or a picture with a
//! world file (its [`georeference`] says where on the globe it lies, [`samples`] what its numbers
//! mean as colours, [`facts`] all that is known without its pixels, and [`refusal`] why a file
//! cannot be used and how to mend it); [`stretch`] computes which values are shown as black and
//! white; [`mod@cut`] takes one square of ground out of it, [`encode`] makes a WebP of it, and
//! [`vault`] keeps that under the hash of its bytes. [`ready`] takes pictures that were cut
//! elsewhere, and [`register`] measures how far one capture lies beside another.
//!
//! A TIFF is read from the outside in: `container` (header, tags), `layout` (strips and tiles),
//! `codec` (compressions), `predictor`, and `level` (one resolution, with its mask).
//!
//! [`pmtiles`] is a map in one file, which a server lays below its own.
//!
//! No database, no network, no decision about which chip is wanted: that is `journey::cut`.

mod blocks;
mod codec;
mod container;
pub mod cut;
pub mod encode;
pub mod facts;
pub mod georeference;
mod layout;
mod level;
mod number;
mod picture;
pub mod pmtiles;
mod predictor;
pub mod raster;
pub mod ready;
pub mod refusal;
pub mod register;
pub mod samples;
pub mod shrink;
mod sniff;
pub mod stretch;
mod tone;
pub mod vault;
mod view;
mod world_file;

#[cfg(test)]
mod bad_file_tests;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod made_tests;
#[cfg(test)]
mod matrix_tests;
#[cfg(test)]
mod real_tests;
#[cfg(test)]
mod reference_tests;

pub use cut::{CUTTER_VERSION, Pixels, cut, cut_tile};
pub use encode::{EncodeError, jpeg};
pub use facts::{MaskKind, RasterFacts, inspect};
pub use raster::Raster;
pub use refusal::RasterError;
pub use vault::{ContentHash, Vault, file_sha256};
