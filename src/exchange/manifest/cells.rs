//! What the cells of a manifest become: facts, terms, how files are read, and by how much they
//! are moved. A cell that cannot be is a fault of its row and column.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::columns::{COLUMNS, Column, Kind};
use super::intake::Written;
use crate::domain::capture::CaptureFacts;
use crate::domain::reading::Range;
use crate::exchange::rows::{RowError, Spot};

/// Metres by which a capture may be moved, in either direction.
const SHIFT_M_MAX: f64 = 1000.0;

/// Characters of one cell.
const TEXT_CHARS_MAX: usize = 4_000;

/// Filled cells by the name of their column, each with the place that gave it.
pub(super) type Cells = BTreeMap<&'static str, (Spot, String)>;

/// The capture of some cells; `files` and `faults` are what its form found besides.
pub(super) fn written(
    id: String,
    cells: &Cells,
    files: Vec<(Spot, String)>,
    faults: Vec<RowError>,
) -> Written {
    let mut capture = Written { id, files, faults, ..Written::default() };
    for column in COLUMNS {
        if let Some((spot, text)) = cells.get(column.name)
            && let Err(reason) =
                bounded(text).and_then(|text| fill(&mut capture, column, *spot, text.trim()))
        {
            capture.faults.push(RowError::new(*spot, reason).in_column(column.name));
        }
    }
    capture
}

/// A text, if it is no longer than any that a person would write into a cell.
pub(super) fn bounded(text: &str) -> Result<&str, String> {
    match text.char_indices().nth(TEXT_CHARS_MAX) {
        Some(_) => Err(format!("it has more than {TEXT_CHARS_MAX} characters; shorten it")),
        None => Ok(text),
    }
}

/// As much of a text as a message needs.
pub(super) fn short(text: &str) -> String {
    text.chars().take(100).collect()
}

fn fill(own: &mut Written, column: &Column, place: Spot, text: &str) -> Result<(), String> {
    match column.kind {
        Kind::Id | Kind::File => {}
        Kind::Time => own.captured_at = Ok(text.to_owned()),
        Kind::Text(slot) => *slot(&mut own.facts) = Some(text.to_owned()),
        Kind::Number(slot, ..) | Kind::Azimuth(slot) => *slot(&mut own.facts) = Some(number(text)?),
        Kind::Moment(slot) => *slot(&mut own.facts) = Some(moment(text)?),
        Kind::Bounds => own.facts.bbox = Some(bounds(text)?),
        Kind::SourceName => own.source.name = Some(text.to_owned()),
        Kind::Terms => own.source.say(column.name, place, text),
        Kind::Epsg => own.reading.epsg = Some(epsg(text)?),
        Kind::Bands => own.reading.bands = Some(bands(text)?),
        Kind::Stretch => own.reading.stretch = Some(stretch(text)?),
        Kind::ShiftEast => own.shift_m.0 = shift(text)?,
        Kind::ShiftNorth => own.shift_m.1 = shift(text)?,
    }
    Ok(())
}

/// A finite number.
pub(super) fn number(text: &str) -> Result<f64, String> {
    let value = text.trim().parse::<f64>().ok().filter(|value| value.is_finite());
    value.ok_or_else(|| format!("\"{text}\" is no number; write it with a point, as 0.5"))
}

/// A shift in metres.
pub(super) fn shift(text: &str) -> Result<f64, String> {
    let metres = number(text)?;
    if metres.abs() > SHIFT_M_MAX {
        return Err(format!(
            "{metres} m is further than {SHIFT_M_MAX} m; a picture that far off needs its \
             georeference mended"
        ));
    }
    Ok(metres)
}

fn moment(text: &str) -> Result<DateTime<Utc>, String> {
    let read = DateTime::parse_from_rfc3339(text);
    read.map(|at| at.with_timezone(&Utc))
        .ok()
        .ok_or_else(|| format!("\"{text}\" is no instant with a zone; write 2017-06-21T08:31:00Z"))
}

fn numbers(text: &str) -> Result<Vec<f64>, String> {
    let parts = text.split([' ', ',', '\t']).filter(|part| !part.is_empty());
    parts.take(64).map(number).collect()
}

fn bounds(text: &str) -> Result<[f64; 4], String> {
    let all = numbers(text)?;
    let four = <[f64; 4]>::try_from(all).ok();
    four.filter(|bounds| are_bounds(*bounds)).ok_or_else(|| {
        format!("\"{text}\" is no west south east north in degrees, as 36.1 36.2 36.2 36.3")
    })
}

/// Whether four numbers are the west, south, east and north of a place. West may be east of
/// east: then it lies across the date line.
pub(super) fn are_bounds([west, south, east, north]: [f64; 4]) -> bool {
    [west, east].iter().all(|lon| (-180.0..=180.0).contains(lon))
        && [south, north].iter().all(|lat| (-90.0..=90.0).contains(lat))
        && south <= north
}

fn epsg(text: &str) -> Result<u32, String> {
    let digits = match text.get(..5) {
        Some(mark) if mark.eq_ignore_ascii_case("epsg:") => text.get(5..).unwrap_or_default(),
        _ => text,
    };
    let number = digits.trim().parse::<u32>().ok().filter(|number| *number > 0);
    number.ok_or_else(|| format!("\"{text}\" is no EPSG number, such as 32637"))
}

fn bands(text: &str) -> Result<[u16; 3], String> {
    let wrong = || {
        format!("\"{text}\" names no bands; write three numbers from 1, as 3 2 1, or one for grey")
    };
    let parts = text.split([' ', ',', '\t']).filter(|part| !part.is_empty()).take(4);
    let all: Option<Vec<u16>> =
        parts.map(|part| part.parse::<u16>().ok().filter(|band| *band > 0)).collect();
    match all.as_deref() {
        Some([red, green, blue]) => Ok([*red, *green, *blue]),
        Some([grey]) => Ok([*grey; 3]),
        _ => Err(wrong()),
    }
}

fn stretch(text: &str) -> Result<[Range; 3], String> {
    let wrong = || {
        format!(
            "\"{text}\" is no stretch; write low high, such as 200 2400, or three such pairs \
             with ; between, each with low below high"
        )
    };
    let pair = |part: &str| match numbers(part).ok().as_deref() {
        Some([low, high]) if low < high => Some(Range { low: *low, high: *high }),
        _ => None,
    };
    let all: Option<Vec<Range>> = text.split(';').take(4).map(pair).collect();
    match all.as_deref() {
        Some([red, green, blue]) => Ok([*red, *green, *blue]),
        Some([all]) => Ok([*all; 3]),
        _ => Err(wrong()),
    }
}

/// Facts that cannot be.
pub(super) fn out_of_range(place: Spot, facts: &CaptureFacts) -> Vec<RowError> {
    let mut facts = facts.clone();
    let mut faults = Vec::new();
    for column in COLUMNS {
        let (value, least, most, unit) = match column.kind {
            Kind::Number(slot, least, most, unit) => (*slot(&mut facts), least, most, unit),
            Kind::Azimuth(slot) => (*slot(&mut facts), -180.0, 360.0, "degrees from north"),
            _ => continue,
        };
        if let Some(value) = value.filter(|value| !(least..=most).contains(value)) {
            let reason = format!(
                "{value} is outside {least} to {most} {unit}; leave it empty where it is not known"
            );
            faults.push(RowError::new(place, reason).in_column(column.name));
        }
    }
    if let (Some(from), Some(to)) = (facts.taken_from, facts.taken_to)
        && from > to
    {
        let reason = format!("{to} is before taken_from, {from}; exchange the two");
        faults.push(RowError::new(place, reason).in_column("taken_to"));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_are_three_or_one_counted_from_one() {
        assert_eq!(bands("3,2,1"), Ok([3, 2, 1]));
        assert_eq!(bands("5 3 2"), Ok([5, 3, 2]));
        assert_eq!(bands("1"), Ok([1, 1, 1]));
        for wrong in ["0 1 2", "3 2", "3 2 1 4", "r g b", "70000 1 1"] {
            assert!(bands(wrong).unwrap_err().contains("write three numbers"), "{wrong}");
        }
    }

    #[test]
    fn a_stretch_is_one_pair_or_three() {
        let range = |low, high| Range { low, high };
        assert_eq!(stretch("0 2000"), Ok([range(0.0, 2000.0); 3]));
        let three = [range(1.0, 2.0), range(3.0, 4.0), range(-1.5, 0.0)];
        assert_eq!(stretch("1 2; 3 4; -1.5 0"), Ok(three));
        for wrong in ["5 5", "9 1", "1", "1 2;3 4", "1 nan", "1 2;3 4;5 6;7 8"] {
            assert!(stretch(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_epsg_number_may_have_its_prefix() {
        assert_eq!(epsg("32637"), Ok(32637));
        assert_eq!(epsg("EPSG:4326"), Ok(4326));
        assert!(epsg("WGS84").is_err() && epsg("0").is_err() && epsg("-1").is_err());
    }

    #[test]
    fn a_shift_has_bounds() {
        assert_eq!(shift("-2.5"), Ok(-2.5));
        assert!(shift("1001").unwrap_err().contains("further"));
        assert!(shift("2,5").unwrap_err().contains("point"));
    }

    #[test]
    fn a_box_may_cross_the_date_line_but_not_stand_on_its_head() {
        assert!(bounds("179,-1,-179,1").is_ok());
        assert!(bounds("1 2 3").is_err() && bounds("1 9 2 8").is_err());
    }
}
