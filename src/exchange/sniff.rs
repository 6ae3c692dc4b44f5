//! Opening a list and telling by its first bytes what it is, whatever its name says.
//! Reading what was found is the business of the formats.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Take};
use std::path::{Path, PathBuf};

/// Why a file cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The operating system refused.
    #[error("cannot read {}: {source}; check the path and the permissions", path.display())]
    Read {
        /// The file asked for.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// A folder where a file was expected.
    #[error("{} is a folder; name the file inside it", .0.display())]
    Folder(PathBuf),
    /// Larger than this program is meant for.
    #[error("the file has {bytes} bytes, more than the {max} that are accepted; split it")]
    TooLarge {
        /// The file's size.
        bytes: u64,
        /// The limit.
        max: u64,
    },
    /// No bytes, or only blanks.
    #[error("the file is empty")]
    Empty,
    /// Something that neither list is ever written in.
    #[error("this is {what}; {mend}")]
    Foreign {
        /// What the first bytes say.
        what: &'static str,
        /// What to do about it.
        mend: &'static str,
    },
}

/// What an accepted file looks like from its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// Begins with a brace or a bracket.
    Json,
    /// Any other text: a table with this byte between its cells.
    Table(u8),
}

/// What a list of buildings looks like from its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `GeoJSON`.
    Json,
    /// A table with this byte between its cells.
    Table(u8),
    /// KML, or any other XML.
    Xml,
    /// `FlatGeobuf`.
    FlatGeobuf,
    /// `GeoPackage`, or any other `SQLite` database.
    Sqlite,
    /// A zip: a Shapefile, KMZ, or one file packed.
    Zip,
    /// The `.shp` or `.shx` of a Shapefile.
    Shapefile,
}

impl Kind {
    /// What the format is called.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Json => "GeoJSON",
            Self::Table(_) => "table",
            Self::Xml => "KML",
            Self::FlatGeobuf => "FlatGeobuf",
            Self::Sqlite => "GeoPackage",
            Self::Zip => "zip",
            Self::Shapefile => "Shapefile",
        }
    }
}

/// First bytes of the kinds that only lists of buildings come in.
const BUILDING_KINDS: [(&[u8], Kind); 6] = [
    (b"PK\x03\x04", Kind::Zip),
    (b"PK\x05\x06", Kind::Zip),
    (b"SQLite format 3\0", Kind::Sqlite),
    (b"fgb\x03", Kind::FlatGeobuf),
    (b"\0\0\x27\x0a", Kind::Shapefile),
    (b"<", Kind::Xml),
];

/// An open file of at most a given size, read in pieces.
pub(super) type Source = BufReader<Take<File>>;

/// Bytes looked at before deciding what a file is.
const HEAD_BYTES: usize = 64 * 1024;

const TO_GEOJSON: &str = "convert it with: ogr2ogr -f GeoJSON -t_srs EPSG:4326 \
                          -lco RFC7946=YES out.geojson in-file";

/// (first bytes, what they mean, the mend).
const FOREIGN: [(&[u8], &str, &str); 17] = [
    (b"version https://git-lfs", "a Git LFS pointer, not the file itself", "run: git lfs pull"),
    (
        b"PK\x03\x04",
        "a zip file",
        "unpack it and import the list inside; for a Shapefile or \
      an .xlsx workbook, save as GeoJSON or CSV first",
    ),
    (b"\x1f\x8b", "a gzip file", "unpack it with: gunzip in-file"),
    (b"II*\0", "a TIFF image", "a manifest names images, it is not one itself"),
    (b"MM\0*", "a TIFF image", "a manifest names images, it is not one itself"),
    (b"II+\0", "a TIFF image", "a manifest names images, it is not one itself"),
    (b"\x89PNG", "a PNG image", "a manifest names images, it is not one itself"),
    (b"\xff\xd8\xff", "a JPEG image", "a manifest names images, it is not one itself"),
    (b"SQLite format 3\0", "a GeoPackage or another SQLite database", TO_GEOJSON),
    (b"fgb\x03", "a FlatGeobuf file", TO_GEOJSON),
    (b"\0\0\x27\x0a", "part of a Shapefile", TO_GEOJSON),
    (b"PAR1", "a Parquet file", TO_GEOJSON),
    (b"%PDF", "a PDF document", "export the list behind it as GeoJSON or CSV"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook", "save it as CSV (UTF-8)"),
    (b"<", "an XML, KML or HTML file", TO_GEOJSON),
    (b"\xff\xfe", "UTF-16 text", "save it as UTF-8"),
    (b"\xfe\xff", "UTF-16 text", "save it as UTF-8"),
];

/// Opens a list; a byte order mark is already skipped.
///
/// # Errors
/// When the file cannot be read, is too large, empty, or of a kind that no list is written in.
pub(super) fn open(path: &Path, bytes_max: u64) -> Result<(Source, Content), OpenError> {
    let mut source = source(path, bytes_max)?;
    let failed = |source| OpenError::Read { path: path.to_owned(), source };
    let content = content(source.fill_buf().map_err(failed)?)?;
    Ok((source, content))
}

/// Opens a list of buildings, of which there are more kinds than of manifests.
///
/// # Errors
/// As [`open`].
pub(super) fn open_any(path: &Path, bytes_max: u64) -> Result<(Source, Kind), OpenError> {
    let mut source = source(path, bytes_max)?;
    let failed = |source| OpenError::Read { path: path.to_owned(), source };
    let kind = kind(source.fill_buf().map_err(failed)?)?;
    Ok((source, kind))
}

fn kind(head: &[u8]) -> Result<Kind, OpenError> {
    let text = head.trim_ascii_start();
    let known = BUILDING_KINDS
        .iter()
        .find(|(start, _)| head.starts_with(start) || (*start == b"<" && text.starts_with(start)));
    match known {
        Some((_, kind)) => Ok(*kind),
        None => content(head).map(|content| match content {
            Content::Json => Kind::Json,
            Content::Table(separator) => Kind::Table(separator),
        }),
    }
}

/// Opens a file of at most a given size and skips its byte order mark.
fn source(path: &Path, bytes_max: u64) -> Result<Source, OpenError> {
    let failed = |source| OpenError::Read { path: path.to_owned(), source };
    let file = File::open(path).map_err(failed)?;
    let facts = file.metadata().map_err(failed)?;
    if facts.is_dir() {
        return Err(OpenError::Folder(path.to_owned()));
    }
    if facts.len() > bytes_max {
        return Err(OpenError::TooLarge { bytes: facts.len(), max: bytes_max });
    }
    let mut source = BufReader::with_capacity(HEAD_BYTES, file.take(bytes_max));
    if source.fill_buf().map_err(failed)?.starts_with(b"\xef\xbb\xbf") {
        source.consume(3);
    }
    Ok(source)
}

fn content(head: &[u8]) -> Result<Content, OpenError> {
    let text = head.trim_ascii_start();
    if text.is_empty() {
        return Err(OpenError::Empty);
    }
    if let Some((_, what, mend)) =
        FOREIGN.iter().find(|(start, ..)| head.starts_with(start) || text.starts_with(start))
    {
        return Err(OpenError::Foreign { what, mend });
    }
    if head.contains(&0) {
        return Err(OpenError::Foreign { what: "a binary file of unknown kind", mend: TO_GEOJSON });
    }
    match text.first() {
        Some(b'{' | b'[') => Ok(Content::Json),
        _ => Ok(Content::Table(separator(text))),
    }
}

/// The separator that the first line holds most of, outside quotes; a comma where none is.
fn separator(text: &[u8]) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0_u32), (b';', 0), (b'\t', 0)];
    for byte in text.iter().take_while(|byte| !matches!(byte, b'\n' | b'\r')) {
        quoted ^= *byte == b'"';
        if !quoted && let Some(count) = counts.iter_mut().find(|(own, _)| own == byte) {
            count.1 += 1;
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
    counts.iter().find(|(_, count)| *count == most).map_or(b',', |(own, _)| *own)
}

/// The line on which a record of a table begins. A file that ends its lines with carriage
/// returns alone has no lines in the eyes of the reader of tables: there, records are counted.
pub(super) fn line_of(position: Option<&csv::Position>) -> u64 {
    position.map_or(1, |at| if at.line() > 1 { at.line() } else { at.record() + 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_sniffed_outside_quotes() {
        assert_eq!(separator(b"id;name;lat\n1,1,1,1,1"), b';');
        assert_eq!(separator(b"\"a;b;c\",d\n"), b',');
        assert_eq!(separator(b"id\tlat\tlon"), b'\t');
        assert_eq!(separator(b"id"), b',');
    }

    #[test]
    fn content_is_judged_by_bytes_alone() {
        assert_eq!(content(b" \n{\"type\"").unwrap(), Content::Json);
        assert_eq!(content(b"id,lat").unwrap(), Content::Table(b','));
        assert!(matches!(content(b" \n "), Err(OpenError::Empty)));
        let error = content(b"version https://git-lfs.github.com/spec/v1\n").unwrap_err();
        assert!(error.to_string().contains("git lfs pull"));
        let error = content(b"\x03\x7a\x00\x01").unwrap_err();
        assert!(error.to_string().contains("binary"));
    }

    #[test]
    fn kinds_of_building_lists_are_told_by_their_first_bytes() {
        assert_eq!(kind(b"PK\x03\x04rest").unwrap(), Kind::Zip);
        assert_eq!(kind(b"\n <?xml version='1.0'?>").unwrap(), Kind::Xml);
        assert_eq!(kind(b"SQLite format 3\0rest").unwrap(), Kind::Sqlite);
        assert_eq!(kind(b" {\"type\"").unwrap(), Kind::Json);
        assert_eq!(kind(b"a;b").unwrap(), Kind::Table(b';'));
        assert!(kind(b"%PDF-1.7").unwrap_err().to_string().contains("PDF"));
    }

    #[test]
    fn a_file_over_the_limit_is_not_read() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        assert!(matches!(open(&path, 10), Err(OpenError::TooLarge { max: 10, .. })));
    }

    #[test]
    fn a_folder_and_a_missing_file_are_told_apart() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert!(matches!(open(folder, 10), Err(OpenError::Folder(_))));
        assert!(matches!(open(&folder.join("no-such"), 10), Err(OpenError::Read { .. })));
    }
}
