//! Pixels: rasters are opened, chips are cut, encoded and kept. The promise: the same files, frame
//! and shift give the same bytes, so that a date can be traced to the pixels that were judged.
//!
//! In the order in which a chip comes about: [`raster`] opens a `GeoTIFF` (its [`georeference`]
//! says where on the globe it lies, [`samples`] what its numbers mean as colours, and
//! [`refusal`] why a file cannot be used and how to mend it), [`mod@cut`] takes one square of
//! ground out of it, [`encode`] makes a JPEG, and [`vault`] keeps that under the hash of its bytes.
//!
//! No database, no network, no decision about which chip is wanted: that is `journey::cut`.

mod blocks;
pub mod cut;
pub mod encode;
pub mod georeference;
mod jpeg_block;
pub mod raster;
pub mod refusal;
pub mod samples;
mod sniff;
mod source;
pub mod vault;

#[cfg(test)]
mod bad_file_tests;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod matrix_tests;
#[cfg(test)]
mod reference_tests;

pub use cut::{CUTTER_VERSION, Pixels, cut};
pub use encode::{EncodeError, jpeg};
pub use raster::{Raster, RasterFacts};
pub use refusal::RasterError;
pub use vault::{ContentHash, Vault, file_sha256};
