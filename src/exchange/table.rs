//! Buildings out of a table: one row each, placed by two numbers or by well-known text.

use std::io::Read;

use csv::{ErrorKind, ReaderBuilder, StringRecord};

use super::buildings::{BuildingListError, Candidate, ID_NAMES, Intake};
use super::outline::{Outline, point};
use super::rows::{RowError, Spot};
use super::sniff::line_of;
use super::wkt;
use crate::domain::place::Footprint;

const LON: [&str; 5] = ["lon", "longitude", "lng", "long", "x"];
const LAT: [&str; 3] = ["lat", "latitude", "y"];
const WKT: [&str; 4] = ["wkt", "geometry", "geom", "the_geom"];
const NAME: [&str; 1] = ["name"];

/// A column: its name as the header writes it, and its position.
#[derive(Debug, Clone)]
struct Place {
    name: String,
    position: usize,
}

/// Which column means what.
#[derive(Debug)]
struct Columns {
    count: usize,
    id: Option<Place>,
    name: Option<Place>,
    lon_lat: Option<(Place, Place)>,
    wkt: Option<Place>,
    /// A comma inside a number is a decimal sign, since it does not separate cells.
    decimal_comma: bool,
}

/// Reads every row into `intake`.
///
/// # Errors
/// When the header lacks the columns that place a building, or there are too many rows.
pub(super) fn read<R: Read>(
    source: R,
    separator: u8,
    intake: &mut Intake<'_>,
) -> Result<(), BuildingListError> {
    let mut reader = ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(source);
    let id_field = intake.options.id_field.clone();
    let columns = Columns::find(reader.headers()?, id_field.as_deref(), separator != b',')?;
    let mut row = StringRecord::new();
    let mut commas = false;
    loop {
        match reader.read_record(&mut row) {
            Ok(false) => break,
            Ok(true) => {
                let candidate = columns.candidate(&row, &mut commas);
                match candidate {
                    Ok(candidate) => intake.take(candidate)?,
                    Err(error) => intake.fail(error),
                }
            }
            Err(error) => intake.fail(unreadable(error)?),
        }
    }
    if commas {
        intake.note("commas inside numbers are read as decimal points".to_owned());
    }
    Ok(())
}

/// A row that is not text is one row's fault; any other error ends the reading.
fn unreadable(error: csv::Error) -> Result<RowError, csv::Error> {
    match error.kind() {
        ErrorKind::Utf8 { pos, .. } => Ok(RowError::new(
            Spot::Line(line_of(pos.as_ref())),
            "it is not UTF-8; save the file as \"CSV UTF-8\"",
        )),
        _ => Err(error),
    }
}

impl Columns {
    fn find(
        header: &StringRecord,
        id_field: Option<&str>,
        decimal_comma: bool,
    ) -> Result<Self, BuildingListError> {
        let find = |names: &[&str]| {
            names.iter().find_map(|wanted| {
                let position =
                    header.iter().position(|own| own.trim().eq_ignore_ascii_case(wanted));
                position.map(|position| Place { name: (*wanted).to_owned(), position })
            })
        };
        let missing = |reason: String| BuildingListError::Columns {
            reason,
            found: header.iter().collect::<Vec<_>>().join(", ").chars().take(300).collect(),
        };
        let id = match id_field {
            Some(field) => Some(find(&[field]).ok_or_else(|| {
                missing(format!("the table has no column \"{field}\" to take the id from"))
            })?),
            None => find(&ID_NAMES),
        };
        let lon_lat = find(&LON).zip(find(&LAT));
        let wkt = find(&WKT);
        if lon_lat.is_none() && wkt.is_none() {
            let reason = "the table says nowhere where a building is; \
                          name two columns lon and lat, or one wkt";
            return Err(missing(reason.to_owned()));
        }
        let name = find(&NAME);
        Ok(Self { count: header.len(), id, name, lon_lat, wkt, decimal_comma })
    }

    fn candidate(&self, row: &StringRecord, commas: &mut bool) -> Result<Candidate, RowError> {
        let place = Spot::Line(line_of(row.position()));
        if row.len() != self.count {
            let reason = format!(
                "it has {} cells, the header {}; put quotes around cells that hold the separator",
                row.len(),
                self.count
            );
            return Err(RowError::new(place, reason));
        }
        let cell = |column: &Place| row.get(column.position).unwrap_or_default().trim();
        let text = |column: &Option<Place>| column.as_ref().map(|column| cell(column).to_owned());
        let outline = match (&self.wkt, &self.lon_lat) {
            (Some(column), None) => shape(place, column, cell(column)),
            (Some(column), Some(_)) if !cell(column).is_empty() => {
                shape(place, column, cell(column))
            }
            (_, Some((lon, lat))) => self
                .degrees(cell(lon), commas)
                .map_err(|reason| RowError::new(place, reason).in_column(&lon.name))
                .and_then(|x| {
                    let y = self
                        .degrees(cell(lat), commas)
                        .map_err(|reason| RowError::new(place, reason).in_column(&lat.name))?;
                    point(x, y).map_err(|reason| RowError::new(place, reason))
                })
                .map(|at| Outline { footprint: Footprint::Point(at), parts: 1 }),
            (None, None) => Err(RowError::new(place, "it has no place")),
        };
        Ok(Candidate { place, id: text(&self.id), name: text(&self.name), outline })
    }

    fn degrees(&self, text: &str, commas: &mut bool) -> Result<f64, String> {
        if text.is_empty() {
            return Err("it is empty; write degrees such as 36.2033".to_owned());
        }
        if let Ok(number) = text.parse::<f64>() {
            return Ok(number);
        }
        let pointed = text.replacen(',', ".", 1);
        match pointed.parse::<f64>() {
            Ok(number) if self.decimal_comma && !text.contains('.') => {
                *commas = true;
                Ok(number)
            }
            _ => Err(format!("\"{text}\" is no number of degrees; write it as 36.2033")),
        }
    }
}

fn shape(place: Spot, column: &Place, text: &str) -> Result<Outline, RowError> {
    wkt::outline(text).map_err(|reason| RowError::new(place, reason).in_column(&column.name))
}
