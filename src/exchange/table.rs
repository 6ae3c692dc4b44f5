//! Buildings out of a table: one row each, placed by two numbers or by well-known text.

use std::io::Read;

use csv::{ErrorKind, ReaderBuilder, StringRecord};

use super::buildings::intake::Intake;
use super::buildings::{BuildingListError, Options};
use super::crs::Frame;
use super::dms::{Axis, sexagesimal};
use super::feature::{Fault, Feature, Shape};
use super::guard::Guarded;
use super::rows::{RowError, Spot};
use super::sniff::line_of;
use super::wkt;

const LON: [&str; 13] = [
    "lon",
    "longitude",
    "lng",
    "long",
    "x",
    "xcoord",
    "x_coord",
    "point_x",
    "easting",
    "dms_long",
    "dms_lon",
    "долгота",
    "довгота",
];
const LAT: [&str; 10] = [
    "lat",
    "latitude",
    "y",
    "ycoord",
    "y_coord",
    "point_y",
    "northing",
    "dms_lat",
    "dms_latitude",
    "широта",
];
const WKT: [&str; 5] = ["wkt", "geometry", "geom", "the_geom", "wkt_geom"];

/// A column: its name as the header writes it, and its position.
#[derive(Debug, Clone)]
struct Place {
    name: String,
    position: usize,
}

/// Which column means what.
#[derive(Debug)]
struct Columns {
    names: Vec<String>,
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
    let (source, allowance) = Guarded::new(source);
    let mut reader = ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(source);
    let columns = Columns::find(reader.headers()?, intake.options, separator != b',')?;
    let mut row = StringRecord::new();
    let mut commas = false;
    loop {
        allowance.renew();
        match reader.read_record(&mut row) {
            Ok(false) => break,
            Ok(true) => match columns.feature(&row, intake.frame(), &mut commas) {
                Ok(feature) => intake.take(feature)?,
                Err(error) => intake.fail(error)?,
            },
            Err(error) => intake.fail(unreadable(error)?)?,
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
        options: &Options,
        decimal_comma: bool,
    ) -> Result<Self, BuildingListError> {
        let names: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
        let missing = |reason: String| BuildingListError::Columns {
            reason,
            found: names.join(", ").chars().take(300).collect(),
        };
        let lower: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
        let place = |position: usize| Place {
            name: names.get(position).cloned().unwrap_or_default(),
            position,
        };
        let known = |wanted: &[&str]| {
            let find = |name: &&str| lower.iter().position(|own| own == name);
            wanted.iter().find_map(find).map(place)
        };
        let stated = |field: &Option<String>, what: &str| {
            let Some(field) = field else { return Ok(None) };
            let same = |own: &String| own == field;
            let alike = |own: &String| own.eq_ignore_ascii_case(field);
            let found = names.iter().position(same).or_else(|| names.iter().position(alike));
            found.map(|position| Some(place(position))).ok_or_else(|| {
                missing(format!("the table has no column \"{field}\" to take the {what} from"))
            })
        };
        stated(&options.id_field, "id")?;
        let fields = &options.fields;
        for (field, what) in [
            (&fields.name, "name"),
            (&fields.after, "first day"),
            (&fields.before, "last day"),
            (&fields.class, "class"),
            (&fields.confidence, "confidence"),
        ] {
            stated(field, what)?;
        }
        let lon = stated(&fields.lon, "longitude")?.or_else(|| known(&LON));
        let lat = stated(&fields.lat, "latitude")?.or_else(|| known(&LAT));
        let wkt = stated(&fields.wkt, "outline")?.or_else(|| known(&WKT));
        let lon_lat = lon.zip(lat);
        if lon_lat.is_none() && wkt.is_none() {
            let reason = "the table says nowhere where a building is; name two columns lon and \
                          lat, or one wkt, or state which columns they are";
            return Err(missing(reason.to_owned()));
        }
        Ok(Self { names, lon_lat, wkt, decimal_comma })
    }

    fn feature(
        &self,
        row: &StringRecord,
        frame: &Frame,
        commas: &mut bool,
    ) -> Result<Feature, RowError> {
        let place = Spot::Line(line_of(row.position()));
        if row.len() != self.names.len() {
            let reason = format!(
                "it has {} cells, the header {}; put quotes around cells that hold the separator",
                row.len(),
                self.names.len()
            );
            return Err(RowError::new(place, reason));
        }
        let is_place = |position: usize| {
            let (lon, lat) = self.lon_lat.as_ref().map(|(x, y)| (x.position, y.position)).unzip();
            let wkt = self.wkt.as_ref().map(|column| column.position);
            [lon, lat, wkt].contains(&Some(position))
        };
        let attributes = (self.names.iter().zip(row).enumerate())
            .filter(|(position, (_, text))| !text.trim().is_empty() && !is_place(*position))
            .map(|(_, (name, text))| (name.clone(), text.to_owned()))
            .collect();
        Ok(Feature { place, id: None, attributes, shape: self.shape(row, frame, commas) })
    }

    fn shape(&self, row: &StringRecord, frame: &Frame, commas: &mut bool) -> Result<Shape, Fault> {
        let cell = |column: &Place| row.get(column.position).unwrap_or_default().trim();
        match (&self.wkt, &self.lon_lat) {
            (Some(column), lon_lat) if lon_lat.is_none() || !cell(column).is_empty() => {
                drawn(cell(column), frame).map_err(|reason| Fault::of_column(&column.name, reason))
            }
            (_, Some((lon, lat))) => {
                let mut read = |column: &Place, axis| {
                    self.degrees(cell(column), axis, commas)
                        .map_err(|reason| Fault::of_column(&column.name, reason))
                };
                let x = read(lon, Axis::Longitude)?;
                Ok(Shape::Point((x, read(lat, Axis::Latitude)?)))
            }
            _ => Err(Fault::from("it has no place")),
        }
    }

    fn degrees(&self, text: &str, axis: Axis, commas: &mut bool) -> Result<f64, String> {
        if text.is_empty() {
            return Err("it is empty; write degrees such as 36.2033".to_owned());
        }
        if let Ok(number) = text.parse::<f64>() {
            return Ok(number);
        }
        if text.contains(',') && !text.contains('.') {
            let pointed = text.replacen(',', ".", 1).parse::<f64>();
            match pointed {
                Ok(number) if self.decimal_comma => {
                    *commas = true;
                    return Ok(number);
                }
                Ok(_) => {
                    return Err(format!("\"{text}\" is no number of degrees; write it as 36.2033"));
                }
                Err(_) => {}
            }
        }
        sexagesimal(text, axis).map_err(|error| format!("\"{text}\" {error}"))
    }
}

/// The shape that well-known text draws, in the file's own system.
fn drawn(text: &str, frame: &Frame) -> Result<Shape, String> {
    let (srid, shape) = wkt::shape(text)?;
    let is_other = srid.is_some_and(|srid| match frame.name() {
        None => srid != 4326,
        Some(name) => name != format!("EPSG:{srid}"),
    });
    match srid {
        Some(srid) if is_other => Err(format!(
            "\"SRID={srid}\" is not the system of the file; state EPSG {srid} when importing, or \
             convert the file with ogr2ogr -t_srs EPSG:4326"
        )),
        _ => Ok(shape),
    }
}
