//! Why a raster cannot be used, in words for the person who brought it: each message says what is
//! wrong and how to mend it, with the exact GDAL line where GDAL mends it.
//!
//! No reading here; the readers raise these.

use std::io;

use tiff::TiffError;

use crate::domain::limits::{RASTER_DECODE_BYTES_MAX, RASTER_SIDE_PX_MAX, RASTER_WINDOW_PX_MAX};
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
    /// One strip or tile decodes to more than [`RASTER_DECODE_BYTES_MAX`].
    #[error(
        "one compressed block decodes to {bytes} bytes and at most {RASTER_DECODE_BYTES_MAX} are \
         read; store it in small tiles with `gdal_translate -of COG -co COMPRESS=DEFLATE in.tif \
         out.tif`"
    )]
    BlockTooLarge {
        /// Bytes of one block once decoded.
        bytes: u64,
    },
    /// The list of strips or tiles, or another of its header, exceeds what the decoder takes.
    #[error(
        "a list in the header is longer than is read: either the file is damaged (copy it again \
         from its source), or it has very many blocks, and then `gdal_translate -of COG -co \
         BLOCKSIZE=1024 -co COMPRESS=DEFLATE in.tif out.tif` stores it in fewer"
    )]
    IndexTooLarge,
    /// Numbers other than unsigned 8-bit.
    #[error(
        "the pixels are {found} and only 8-bit unsigned ones are read; choose the range of values \
         to show and run `gdal_translate -ot Byte -scale LOW HIGH 0 255 {choice}in.tif out.tif`"
    )]
    SampleType {
        /// Such as "16-bit unsigned".
        found: String,
        /// The options that choose three of several bands, or nothing.
        choice: &'static str,
    },
    /// Colours through a table.
    #[error("the colours are in a palette; run `gdal_translate -expand rgb in.tif out.tif`")]
    Palette,
    /// CMYK, Lab and other spaces.
    #[error(
        "the colours are {found} and only RGB, YCbCr and grey are read; run `gdal_translate -b 1 \
         -b 2 -b 3 -co PHOTOMETRIC=RGB in.tif out.tif` and compare the result with the original"
    )]
    Colours {
        /// The colour space.
        found: &'static str,
    },
    /// Several bands and nothing says which are red, green and blue.
    #[error(
        "the {bands} bands are not marked as red, green and blue; choose them in that order with \
         `gdal_translate -b 1 -b 2 -b 3 -co PHOTOMETRIC=RGB in.tif out.tif`"
    )]
    BandChoice {
        /// Bands of the file.
        bands: u16,
    },
    /// A fourth band beside the colours and predictor 2, which the decoder gets wrong together.
    #[error(
        "a band beside red, green and blue is stored with a predictor, which is not read; drop \
         the band with `gdal_translate -b 1 -b 2 -b 3 in.tif out.tif`"
    )]
    ExtraBandPredicted,
    /// A compression that is not built in.
    #[error(
        "the compression {found} is not read; run `gdal_translate -co COMPRESS=DEFLATE -co \
         TILED=YES in.tif out.tif`"
    )]
    Compression {
        /// Its name, or its number.
        found: String,
    },
    /// Bands stored one after another.
    #[error(
        "the bands are stored apart from one another (planar); run `gdal_translate -co \
         INTERLEAVE=PIXEL in.tif out.tif`"
    )]
    Planar,
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

impl RasterError {
    /// What the TIFF decoder said, in our words.
    pub(crate) fn from_tiff(error: TiffError) -> Self {
        match error {
            TiffError::FormatError(cause) => Self::Damaged(cause.to_string()),
            TiffError::UnsupportedError(cause) => Self::UnknownKind(cause.to_string()),
            TiffError::IoError(cause) if cause.kind() == io::ErrorKind::UnexpectedEof => {
                Self::Damaged("it ends too early".to_owned())
            }
            TiffError::IoError(cause) => match cause.kind() {
                io::ErrorKind::InvalidData => Self::Damaged(cause.to_string()),
                io::ErrorKind::InvalidInput => {
                    Self::Damaged("it points far outside itself".to_owned())
                }
                _ => Self::Unreadable(cause),
            },
            TiffError::LimitsExceeded => Self::IndexTooLarge,
            TiffError::IntSizeError | TiffError::UsageError(_) => {
                Self::Damaged("a size in it is impossible".to_owned())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_ends_early_is_called_cut_short() {
        let error = io::Error::from(io::ErrorKind::UnexpectedEof);
        let said = RasterError::from_tiff(TiffError::IoError(error)).to_string();
        assert!(said.contains("cut short"), "{said}");
    }

    #[test]
    fn a_missing_crs_names_the_line_that_states_one() {
        let said = RasterError::NoCrs.to_string();
        assert!(said.contains("`gdal_translate -a_srs EPSG:326NN in.tif out.tif`"), "{said}");
    }
}
