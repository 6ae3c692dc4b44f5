//! Buildings out of a Shapefile's parts: shapes (.shp), words (.dbf), coordinate system (.prj)
//! and letters (.cpg). Shapes and words are read side by side, one record at a time (ESRI
//! Shapefile Technical Description, 1998).

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use super::buildings::BuildingListError;
use super::buildings::intake::Intake;
use super::bytes::Bytes;
use super::crs::Frame;
use super::feature::{Fault, Feature, Position, Shape, no_building, no_geometry, within_bounds};
use super::rows::Spot;
use dbase::{Alphabet, Record, Words};

mod dbase;

const FORMAT: &str = "Shapefile";
/// Bytes before the first record.
const HEAD_BYTES: usize = 100;
/// Bytes of one record.
const RECORD_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// Bytes of a .prj or .cpg.
const TEXT_BYTES_MAX: u64 = 64 * 1024;

/// Where the parts are.
#[derive(Debug)]
pub(super) struct Files {
    pub(super) shp: PathBuf,
    pub(super) dbf: Option<PathBuf>,
    pub(super) prj: Option<PathBuf>,
    pub(super) cpg: Option<PathBuf>,
}

/// What a Shapefile holds; all its shapes are of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ShapeKind {
    Point,
    Polygon,
    Other,
}

/// The kind of a Shapefile by its first bytes; nothing when it is none.
pub(super) fn kind_of_head(head: &[u8]) -> Option<ShapeKind> {
    let mut bytes = Bytes(head);
    if bytes.u32_high_first()? != 9994 {
        return None;
    }
    bytes.take(28)?;
    Some(match bytes.u32()? {
        1 | 11 | 21 => ShapeKind::Point,
        5 | 15 | 25 => ShapeKind::Polygon,
        _ => ShapeKind::Other,
    })
}

/// Reads every shape into `intake`.
///
/// # Errors
/// When a part is broken or cut off, or the coordinate system unknown.
pub(super) fn read(files: &Files, intake: &mut Intake<'_>) -> Result<(), BuildingListError> {
    match &files.prj {
        Some(prj) => {
            let prj = text(prj)?;
            intake.set_own_frame(|| Frame::of_wkt(&prj))?;
        }
        None if intake.options.epsg.is_none() => {
            let note = "there is no .prj beside the Shapefile; its coordinates were read as \
                        longitude and latitude";
            intake.note(note.to_owned());
        }
        None => {}
    }
    let cpg = files.cpg.as_deref().map(text).transpose()?;
    let mut words = if let Some(dbf) = &files.dbf {
        Some(Words::open(file(dbf)?, cpg.as_deref()).map_err(broken)?)
    } else {
        let note = "there is no .dbf beside the Shapefile; its shapes have no words";
        intake.note(note.to_owned());
        None
    };
    if let Some(Alphabet::Named(name)) = words.as_ref().map(Words::alphabet) {
        intake.note(format!("the words beside the shapes were read as {name}"));
    }
    let mut shapes = Shapes::open(file(&files.shp)?)?;
    let mut number = 0;
    while let Some(shape) = shapes.next()? {
        number += 1;
        let record = match &mut words {
            Some(words) => words.next().map_err(broken)?,
            None => Record::Words(Vec::new()),
        };
        let Record::Words(attributes) = record else { continue };
        intake.take(Feature { place: Spot::Feature(number), id: None, attributes, shape })?;
    }
    Ok(())
}

fn broken(reason: impl std::fmt::Display) -> BuildingListError {
    BuildingListError::Broken { format: FORMAT, reason: reason.to_string() }
}

fn file(path: &Path) -> Result<BufReader<File>, BuildingListError> {
    File::open(path).map(BufReader::new).map_err(broken)
}

fn text(path: &Path) -> Result<String, BuildingListError> {
    let mut bytes = Vec::new();
    file(path)?.take(TEXT_BYTES_MAX).read_to_end(&mut bytes).map_err(broken)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The shapes, one after another.
struct Shapes<R> {
    source: R,
    buffer: Vec<u8>,
}

impl<R: Read> Shapes<R> {
    fn open(mut source: R) -> Result<Self, BuildingListError> {
        let mut head = [0; HEAD_BYTES];
        source.read_exact(&mut head).map_err(cut_off)?;
        if kind_of_head(&head).is_none() {
            return Err(broken("its .shp is none; zip the parts anew"));
        }
        Ok(Self { source, buffer: Vec::new() })
    }

    /// The next shape or why it is none; nothing behind the last.
    fn next(&mut self) -> Result<Option<Result<Shape, Fault>>, BuildingListError> {
        let mut head = Vec::new();
        self.source.by_ref().take(8).read_to_end(&mut head).map_err(cut_off)?;
        if head.is_empty() {
            return Ok(None);
        }
        let mut bytes = Bytes(&head);
        let words = bytes.u32_high_first().and_then(|_| bytes.u32_high_first());
        let Some(words) = words else { return Err(broken("it is cut off; fetch it again")) };
        let length = 2 * u64::from(words);
        if length > RECORD_BYTES_MAX {
            return Err(broken(format!("a record of {length} bytes is no building")));
        }
        self.buffer.clear();
        self.source.by_ref().take(length).read_to_end(&mut self.buffer).map_err(cut_off)?;
        if u64::try_from(self.buffer.len()) != Ok(length) {
            return Err(broken("it is cut off; fetch it again"));
        }
        let cut = || Err(Fault::from("its shape is cut off; write the file anew"));
        Ok(Some(shape(Bytes(&self.buffer)).unwrap_or_else(cut)))
    }
}

fn cut_off(error: io::Error) -> BuildingListError {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => broken("it is cut off; fetch it again"),
        _ => broken(error),
    }
}

/// One shape; nothing where the bytes run out.
fn shape(mut bytes: Bytes<'_>) -> Option<Result<Shape, Fault>> {
    match bytes.u32()? {
        0 => Some(Err(no_geometry())),
        1 | 11 | 21 => Some(Ok(Shape::Point((bytes.f64()?, bytes.f64()?)))),
        5 | 15 | 25 => polygon(bytes),
        3 | 13 | 23 => Some(Err(no_building("line"))),
        8 | 18 | 28 => Some(Err(no_building("group of points"))),
        _ => Some(Err(no_building("solid"))),
    }
}

/// The outer rings: those that turn the same way as the largest. By the book outer rings turn
/// clockwise; some programs write them the other way round, but then all of them.
fn polygon(mut bytes: Bytes<'_>) -> Option<Result<Shape, Fault>> {
    bytes.take(32)?;
    let (parts, corners) = (bytes.count()?, bytes.count()?);
    if let Err(fault) = within_bounds(corners).and_then(|()| within_bounds(parts)) {
        return Some(Err(fault));
    }
    let mut starts = Vec::new();
    for _ in 0..parts {
        starts.push(bytes.count()?);
    }
    let mut positions = Vec::new();
    for _ in 0..corners {
        positions.push((bytes.f64()?, bytes.f64()?));
    }
    let ends = starts.iter().skip(1).copied().chain([corners]);
    let rings: Option<Vec<&[Position]>> =
        starts.iter().zip(ends).map(|(start, end)| positions.get(*start..end)).collect();
    let Some(rings) = rings else {
        return Some(Err("its rings are not in order; write the file anew".into()));
    };
    let areas: Vec<f64> = rings.iter().map(|ring| doubled_area(ring)).collect();
    let largest = areas.iter().copied().max_by(|a, b| a.abs().total_cmp(&b.abs()))?;
    let is_outer = |area: f64| (area < 0.0) == (largest < 0.0);
    let outer = rings.iter().zip(&areas).filter(|(_, area)| is_outer(**area));
    Some(Ok(Shape::Rings(outer.map(|(ring, _)| ring.to_vec()).collect())))
}

/// Twice the signed area: the shoelace formula around the first corner.
fn doubled_area(ring: &[Position]) -> f64 {
    let Some(origin) = ring.first() else { return 0.0 };
    let from_origin = |at: &Position| (at.0 - origin.0, at.1 - origin.1);
    (ring.iter().zip(ring.iter().skip(1)))
        .map(|(a, b)| (from_origin(a), from_origin(b)))
        .map(|((ax, ay), (bx, by))| ax * by - bx * ay)
        .sum()
}
