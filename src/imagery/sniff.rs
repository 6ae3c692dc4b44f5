//! What a file is by its first bytes, whatever its name says. Only what is not a TIFF is told
//! apart here; the readers judge the rest.

use std::io::{self, Read, Seek, SeekFrom};

use image::ImageFormat;

use super::refusal::RasterError;

/// What a kind of file starts with, what it is called, and how to make a `GeoTIFF` of it.
type Kind = (&'static [u8], &'static str, &'static str);

const CONVERT: &str =
    "run `gdal_translate -of GTiff -co TILED=YES -co COMPRESS=DEFLATE in out.tif`";

const KINDS: [Kind; 8] = [
    (b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 file", CONVERT),
    (b"\xff\x4f\xff\x51", "a JPEG 2000 file", CONVERT),
    (b"NITF", "a NITF file", CONVERT),
    (b"\x89HDF", "an HDF5 or netCDF file", CONVERT),
    (b"EHFA", "an Erdas Imagine file", CONVERT),
    (b"PK\x03\x04", "a zip archive", "unpack it and import the images in it"),
    (b"\x1f\x8b", "a gzip archive", "unpack it and import the images in it"),
    (b"GIF8", "a GIF picture", CONVERT),
];

/// What reads a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// The TIFF reader.
    Tiff,
    /// The reader of pictures.
    Picture(ImageFormat),
}

/// Which reader a file is for; leaves `reader` at its start.
///
/// # Errors
/// [`RasterError::LfsPointer`], [`RasterError::NotTiff`], or what the file system says.
pub(super) fn reader_of(reader: &mut (impl Read + Seek)) -> Result<Reader, RasterError> {
    let start = first_bytes(reader).map_err(RasterError::Unreadable)?;
    if start.starts_with(b"II") || start.starts_with(b"MM") {
        return Ok(Reader::Tiff);
    }
    if start.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Ok(Reader::Picture(ImageFormat::Png));
    }
    if start.starts_with(b"\xff\xd8\xff") {
        return Ok(Reader::Picture(ImageFormat::Jpeg));
    }
    if start.starts_with(b"version https://git-lfs") {
        return Err(RasterError::LfsPointer);
    }
    let known = KINDS.into_iter().find(|(magic, _, _)| start.starts_with(magic));
    let (looks_like, mend) = match known {
        Some((_, looks_like, mend)) => (looks_like, mend),
        None if start.is_empty() => ("an empty file", "copy it again from its source"),
        None => ("a file of an unknown kind", "see with `gdalinfo FILE` what it is"),
    };
    Err(RasterError::NotTiff { looks_like, mend })
}

fn first_bytes(reader: &mut (impl Read + Seek)) -> io::Result<Vec<u8>> {
    let mut start = Vec::with_capacity(32);
    reader.by_ref().take(32).read_to_end(&mut start)?;
    reader.seek(SeekFrom::Start(0))?;
    Ok(start)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn said_of(bytes: &[u8]) -> String {
        reader_of(&mut Cursor::new(bytes)).unwrap_err().to_string()
    }

    #[test]
    fn a_jpeg_2000_file_is_told_its_gdal_line() {
        let said = said_of(b"\x00\x00\x00\x0cjP  \r\n\x87\n");
        assert!(said.contains("JPEG 2000") && said.contains("gdal_translate -of GTiff"), "{said}");
    }

    #[test]
    fn a_git_lfs_pointer_is_no_unknown_file() {
        let said = said_of(b"version https://git-lfs.github.com/spec/v1\noid sha256:00\n");
        assert!(said.contains("git lfs pull"), "{said}");
    }

    #[test]
    fn an_empty_file_is_called_empty() {
        assert!(said_of(b"").contains("an empty file"));
    }

    #[test]
    fn a_picture_is_known_by_its_bytes_not_its_name() {
        let png = reader_of(&mut Cursor::new(b"\x89PNG\r\n\x1a\n...")).unwrap();
        assert_eq!(png, Reader::Picture(ImageFormat::Png));
    }
}
