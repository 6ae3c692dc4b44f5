//! Buildings out of `GeoJSON` (RFC 7946, and the older form with a `crs` member), feature by
//! feature: at no time is more than one feature in memory, and of that only what is wanted.
//!
//! Accepted are a `FeatureCollection`, a single `Feature`, and one feature after another (as in
//! `.geojsonl` files, with or without RFC 8142's record separators). Writing is in `export`.

use std::io::Read;

use serde::Deserialize;

use super::buildings::BuildingListError;
use super::buildings::intake::Intake;
use super::crs::Frame;
use super::json::{Loose, reason};
use super::rows::{RowError, Spot};
use feature::Parsed;
use pieces::{At, PieceError, Pieces};

mod feature;
mod geometry;
mod pieces;

/// What parts the features of a `GeoJSON` text sequence (RFC 8142).
const RECORD_SEPARATOR: u8 = 0x1e;

/// Reads every feature into `intake`.
///
/// # Errors
/// When the file is broken JSON, no building list, in an unknown coordinate system, or too long.
pub(super) fn read<R: Read>(source: R, intake: &mut Intake<'_>) -> Result<(), BuildingListError> {
    let mut reader = Reader { pieces: Pieces::new(source), features: 0 };
    let mut roots = 0_u64;
    loop {
        match reader.peek()? {
            Some(RECORD_SEPARATOR) => reader.pieces.bump(),
            Some(b'{') => {
                reader.root(intake)?;
                roots += 1;
            }
            None if roots > 0 => return Ok(()),
            None => return Err(reader.broken(&PieceError::End)),
            Some(_) if roots > 0 => {
                return Err(reader.broken(&"trailing characters after the end of the list"));
            }
            Some(_) => {
                return Err(reader.broken(&"expected a GeoJSON FeatureCollection or Feature"));
            }
        }
    }
}

struct Reader<R> {
    pieces: Pieces<R>,
    features: u64,
}

/// The members of the outermost object, but for its features.
#[derive(Default)]
struct Root {
    parsed: Parsed,
    has_features: bool,
}

impl<R: Read> Reader<R> {
    fn broken(&self, reason: &dyn std::fmt::Display) -> BuildingListError {
        broken(self.pieces.at(), reason)
    }

    fn peek(&mut self) -> Result<Option<u8>, BuildingListError> {
        self.pieces.peek().map_err(|error| broken(self.pieces.at(), &error))
    }

    fn expect(&mut self, wanted: u8) -> Result<(), BuildingListError> {
        match self.peek()? {
            Some(byte) if byte == wanted => {
                self.pieces.bump();
                Ok(())
            }
            Some(_) => Err(self.broken(&format!("expected `{}`", char::from(wanted)))),
            None => Err(self.broken(&PieceError::End)),
        }
    }

    fn value(&mut self) -> Result<(&[u8], At), BuildingListError> {
        let at = self.pieces.at();
        self.pieces.value().map_err(|error| broken(at, &error))
    }

    /// One outermost object: a collection or a single feature.
    fn root(&mut self, intake: &mut Intake<'_>) -> Result<(), BuildingListError> {
        let mut root = Root::default();
        self.pieces.bump();
        while self.peek()? != Some(b'}') {
            if self.peek()? != Some(b'"') {
                return self.expect(b'"');
            }
            let (key, at) = self.value()?;
            let key: String = parse(key, at)?;
            self.expect(b':')?;
            self.member(&key, &mut root, intake)?;
            if self.peek()? != Some(b'}') {
                self.expect(b',')?;
                if self.peek()? == Some(b'}') {
                    return Err(self.broken(&"a comma before the closing bracket"));
                }
            }
        }
        self.pieces.bump();
        match (root.parsed.kind.as_deref(), root.has_features) {
            (Some("FeatureCollection"), true) => Ok(()),
            (Some("Feature"), false) => self.feature(Ok(root.parsed), intake),
            (Some(kind), _) => {
                Err(BuildingListError::NotBuildings(format!("JSON of type \"{kind}\"")))
            }
            (None, _) => Err(BuildingListError::NotBuildings("JSON without a \"type\"".to_owned())),
        }
    }

    fn member(
        &mut self,
        key: &str,
        root: &mut Root,
        intake: &mut Intake<'_>,
    ) -> Result<(), BuildingListError> {
        if key == "features" && self.peek()? == Some(b'[') {
            root.has_features = true;
            return self.features(intake);
        }
        let features = self.features;
        let (value, at) = self.value()?;
        match key {
            "crs" => {
                let frame = frame(parse(value, at)?, intake)?;
                if features > 0 && frame.name() != intake.frame().name() {
                    return Err(BuildingListError::OtherCrs(format!(
                        "{}, which the file says only after its features; state that number when \
                         importing",
                        frame.name().unwrap_or("another system")
                    )));
                }
                intake.set_frame(frame);
                Ok(())
            }
            _ => root.parsed.member(key, value).map_err(|error| fault(&error, at)),
        }
    }

    fn features(&mut self, intake: &mut Intake<'_>) -> Result<(), BuildingListError> {
        self.pieces.bump();
        if self.peek()? == Some(b']') {
            self.pieces.bump();
            return Ok(());
        }
        loop {
            let (value, at) = self.value()?;
            let parsed = serde_json::from_slice::<Parsed>(value).map_err(|error| {
                let at = place(&error, at);
                format!("line {}, column {}: {}", at.line, at.column, reason(&error))
            });
            self.feature(parsed, intake)?;
            if self.peek()? == Some(b']') {
                self.pieces.bump();
                return Ok(());
            }
            self.expect(b',')?;
        }
    }

    fn feature(
        &mut self,
        parsed: Result<Parsed, String>,
        intake: &mut Intake<'_>,
    ) -> Result<(), BuildingListError> {
        self.features += 1;
        let place = Spot::Feature(self.features);
        match parsed {
            Ok(parsed) if parsed.is_stac => {
                let what = "a STAC item, which describes a capture".to_owned();
                Err(BuildingListError::NotBuildings(what))
            }
            Ok(parsed) => intake.take(parsed.feature(place)),
            Err(reason) => {
                let reason = format!("{reason}; it is broken JSON, mend or remove the feature");
                intake.fail(RowError::new(place, reason))
            }
        }
    }
}

fn broken(at: At, reason: &dyn std::fmt::Display) -> BuildingListError {
    BuildingListError::Json { line: at.line, column: at.column, reason: reason.to_string() }
}

fn parse<'a, T: Deserialize<'a>>(value: &'a [u8], at: At) -> Result<T, BuildingListError> {
    serde_json::from_slice(value).map_err(|error| fault(&error, at))
}

fn fault(error: &serde_json::Error, at: At) -> BuildingListError {
    broken(place(error, at), &reason(error))
}

/// The place of an error inside a value that begins at `at`.
fn place(error: &serde_json::Error, at: At) -> At {
    match error.line() {
        0 | 1 => At { line: at.line, column: at.column + error.column().saturating_sub(1) },
        line => At { line: at.line + line - 1, column: error.column() },
    }
}

/// The coordinate system of a file older than RFC 7946.
#[derive(Debug, Deserialize)]
struct Crs {
    #[serde(default)]
    properties: Option<CrsName>,
}

#[derive(Debug, Deserialize)]
struct CrsName {
    #[serde(default)]
    name: Option<Loose>,
}

fn frame(crs: Option<Crs>, intake: &Intake<'_>) -> Result<Frame, BuildingListError> {
    if let Some(epsg) = intake.options.epsg {
        return Frame::of_epsg(epsg).map_err(BuildingListError::OtherCrs);
    }
    let Some(crs) = crs else { return Ok(Frame::default()) };
    let name = crs.properties.and_then(|properties| properties.name).and_then(Loose::text);
    match name {
        Some(name) => Frame::of_name(&name).map_err(BuildingListError::OtherCrs),
        None => Err(BuildingListError::OtherCrs("a system the file only links to".to_owned())),
    }
}
