//! Why a raster cannot be used, in words for the person who brought it: each message says what is
//! wrong and how to mend it, with the exact GDAL line where GDAL mends it.
//!
//! No reading here; the readers raise these.

use std::io;

use crate::domain::limits::{RASTER_SIDE_PX_MAX, RASTER_WINDOW_PX_MAX};
use crate::geodesy::UnknownCrs;

/// Why a file cannot be opened as a raster, or a chip not be cut from it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RasterError {
    /// The file system refused.
    #[error("the file cannot be read ({0}); check that it exists and may be read by this program")]
    Unreadable(#[source] io::Error),
    /// A stand-in that Git LFS left where the image should be.
    #[error(
        "this is a Git LFS pointer, not the image it points to; fetch the image with \
         `git lfs pull` and import that"
    )]
    LfsPointer,
    /// Another kind of file.
    #[error("this is {looks_like}, not a GeoTIFF; {mend}")]
    NotTiff {
        /// What its first bytes say.
        looks_like: &'static str,
        /// What to do about it.
        mend: &'static str,
    },
    /// Cut short or broken.
    #[error(
        "the file is cut short or damaged ({0}); copy it again from its source and compare sizes \
         or checksums"
    )]
    Damaged(String),
    /// A TIFF of a kind that the decoder does not know.
    #[error(
        "this kind of TIFF is not supported ({0}); make it plain with `gdal_translate -ot Byte \
         -scale -co TILED=YES -co COMPRESS=DEFLATE in.tif out.tif`"
    )]
    UnknownKind(String),
    /// Wider or higher than [`RASTER_SIDE_PX_MAX`].
    #[error(
        "the header says {width} x {height} pixels and at most {RASTER_SIDE_PX_MAX} in either \
         direction are read; if that is its true size, cut it up with `gdal_retile.py -ps 50000 \
         50000 -targetDir tiles in.tif`"
    )]
    TooLarge {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// One strip or tile decodes to more than is read.
    #[error(
        "one compressed block decodes to {bytes} bytes and at most {most} are read; store \
         it in small tiles with `gdal_translate -of COG -co COMPRESS=DEFLATE in.tif out.tif`"
    )]
    BlockTooLarge {
        /// Bytes of one block once decoded.
        bytes: u64,
        /// Bytes that are read.
        most: u64,
    },
    /// The list of strips or tiles, or another of its header, exceeds what the decoder takes.
    #[error(
        "a list in the header is longer than is read: either the file is damaged (copy it again \
         from its source), or it has very many blocks, and then `gdal_translate -of COG -co \
         BLOCKSIZE=1024 -co COMPRESS=DEFLATE in.tif out.tif` stores it in fewer"
    )]
    IndexTooLarge,
    /// Numbers of a kind that is not read.
    #[error(
        "the pixels are {found} and whole bytes are read: 8, 16 or 32 bits, or floating point; \
         run `gdal_translate -ot Byte -scale LOW HIGH 0 255 in.tif out.tif` with the range of \
         values to show"
    )]
    SampleType {
        /// Such as "12-bit unsigned".
        found: String,
    },
    /// Values that are no shades, and nothing says which of them are black and white.
    #[error(
        "the pixels are {found} and nothing says which values are black and white; state the \
         range or have it computed (2 to 98 % of all values), or run `gdal_translate -ot Byte \
         -scale LOW HIGH 0 255 in.tif out.tif`"
    )]
    RangeNotStated {
        /// Such as "u16".
        found: &'static str,
    },
    /// A stated range without values in it.
    #[error("the range of values {low} to {high} is empty; state the lower value first")]
    EmptyRange {
        /// What would be black.
        low: f64,
        /// What would be white.
        high: f64,
    },
    /// No pixel to compute a range from.
    #[error("no pixel of these files shows anything, so that no range can be computed; state it")]
    NothingToStretch,
    /// A band is asked for that the file does not have.
    #[error(
        "band {stated} is to be shown, but the file has {bands}; state bands from 1 to {bands}"
    )]
    BandMissing {
        /// The number asked for.
        stated: u16,
        /// Bands of the file.
        bands: u16,
    },
    /// Colours through a table.
    #[error(
        "the colours are in a palette of other than 8 bits; run `gdal_translate -expand rgb \
         in.tif out.tif`"
    )]
    Palette,
    /// CMYK, Lab and other spaces.
    #[error(
        "the colours are {found} and only RGB, YCbCr, grey and palettes are read; run `{mend}`"
    )]
    Colours {
        /// The colour space.
        found: &'static str,
        /// The line that changes it.
        mend: &'static str,
    },
    /// A compression that is not built in.
    #[error(
        "the compression {found} is not read; run `gdal_translate -co COMPRESS=DEFLATE -co \
         TILED=YES in.tif out.tif`"
    )]
    Compression {
        /// Its name, or its number.
        found: String,
    },
    /// Placed by a transformation but in no stated system.
    #[error(
        "the file does not say which coordinate reference system it is in; ask where it came \
         from, then state it with `gdal_translate -a_srs EPSG:326NN in.tif out.tif` (NN: UTM zone)"
    )]
    NoCrs,
    /// A system without an EPSG number.
    #[error(
        "the coordinate reference system is the file's own, without an EPSG number; run `gdalwarp \
         -t_srs EPSG:4326 -r bilinear in.tif out.tif`, or state the number with `gdal_translate \
         -a_srs EPSG:326NN in.tif out.tif`"
    )]
    OwnCrs,
    /// An EPSG number that cannot be computed here.
    #[error(
        "EPSG:{epsg} cannot be computed here; run `gdalwarp -t_srs EPSG:4326 -r bilinear in.tif \
         out.tif`"
    )]
    UnknownCrs {
        /// The number.
        epsg: u32,
    },
    /// Only ground control points.
    #[error(
        "the file is placed by ground control points only; run `gdalwarp -tps -t_srs EPSG:4326 -r \
         bilinear in.tif out.tif`"
    )]
    GroundControlOnly,
    /// Only a camera model.
    #[error(
        "the file is placed by a camera model (RPC) only; run `gdalwarp -rpc -t_srs EPSG:4326 -r \
         bilinear in.tif out.tif`, better with `-to RPC_DEM=dem.tif`"
    )]
    CameraModelOnly,
    /// Nothing says where it lies.
    #[error(
        "nothing in the file says where on the globe it lies; with its world file (.tfw) beside \
         it run `gdal_translate -a_srs EPSG:326NN in.tif out.tif`, else `gdal_translate -a_srs \
         EPSG:4326 -a_ullr WEST NORTH EAST SOUTH in.tif out.tif`"
    )]
    NotPlaced,
    /// A picture with nothing beside it that places it.
    #[error(
        "this is {looks_like}, which cannot be placed on the ground without its world file; put \
         that (.{world_file} or .wld) beside it, import it as a ready-cut tile, or run \
         `gdal_translate -of GTiff -a_srs EPSG:326NN -a_ullr LEFT TOP RIGHT BOTTOM in out.tif`"
    )]
    PictureNotPlaced {
        /// What it is.
        looks_like: &'static str,
        /// The usual ending of its world file.
        world_file: &'static str,
    },
    /// A world file that is not one.
    #[error(
        "the world file {name} does not hold six numbers, one a line; copy it again from its \
         source, or write it anew with `gdal_translate -of GTiff -co TFW=YES in out.tif`"
    )]
    BadWorldFile {
        /// Its name.
        name: String,
    },
    /// A PNG or JPEG that takes more memory than is allowed.
    #[error(
        "the picture is too large to be read whole ({0}); make a tiled one of it with \
         `gdal_translate -of COG -co COMPRESS=DEFLATE in out.tif`"
    )]
    PictureTooLarge(String),
    /// The transformation cannot be turned round.
    #[error(
        "the file's placing is broken (pixels without a size); state it anew with `gdal_translate \
         -a_ullr LEFT TOP RIGHT BOTTOM in.tif out.tif`"
    )]
    BrokenPlacing,
    /// Corners off the globe, or where the projection cannot be turned round.
    #[error(
        "the image lies where EPSG:{epsg} does not hold; if the system is right run `gdalwarp \
         -t_srs EPSG:4326 -r bilinear in.tif out.tif`, else correct it with `gdal_translate \
         -a_srs EPSG:326NN in.tif out.tif`"
    )]
    OutsideCrs {
        /// The number of the system.
        epsg: u32,
    },
    /// The pixels are so fine that one chip needs too many.
    #[error(
        "one chip needs {pixels} pixels of this image and at most {RASTER_WINDOW_PX_MAX} are \
         read; make it coarser with `gdalwarp -tr 0.3 0.3 -r average in.tif out.tif` (in the \
         units of its coordinates)"
    )]
    WindowTooLarge {
        /// Source pixels under the chip.
        pixels: u64,
    },
    /// A chip without pixels, or of more than anyone looks at.
    #[error("a chip of {0} pixels across cannot be cut; ask for 1 to 4096")]
    FrameSize(u32),
}

impl From<UnknownCrs> for RasterError {
    fn from(UnknownCrs { epsg }: UnknownCrs) -> Self {
        Self::UnknownCrs { epsg }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_crs_names_the_line_that_states_one() {
        let said = RasterError::NoCrs.to_string();
        assert!(said.contains("`gdal_translate -a_srs EPSG:326NN in.tif out.tif`"), "{said}");
    }

    #[test]
    fn a_missing_range_can_be_stated_or_computed() {
        let said = RasterError::RangeNotStated { found: "u16" }.to_string();
        assert!(said.contains("state the range or have it computed"), "{said}");
    }
}
