//! Tables of pairs, one row for each place with a picture before and one after: no manifest, but
//! common, so that they get an example of what to write instead.

use std::fmt::Write as _;
use std::io::Read;

use csv::{Reader, StringRecord};

use super::{ManifestError, table};

const BEFORE: [&str; 4] = ["pre_", "before_", "t1_", "date_pre"];
const AFTER: [&str; 4] = ["post_", "after_", "t2_", "date_post"];

/// Whether a header has a date before and one after.
pub(super) fn is_header(header: &StringRecord) -> bool {
    dates(header, &BEFORE).is_some() && dates(header, &AFTER).is_some()
}

fn dates(header: &StringRecord, starts: &[&str]) -> Option<usize> {
    header.iter().position(|name| {
        let name = name.trim().to_ascii_lowercase();
        name.contains("date") && starts.iter().any(|start| name.starts_with(start))
    })
}

fn picture(header: &StringRecord, row: &StringRecord, starts: &[&str]) -> Option<String> {
    let endings = [".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff"];
    let cells = header.iter().zip(row).filter(|(name, cell)| {
        let (name, cell) = (name.trim().to_ascii_lowercase(), cell.to_ascii_lowercase());
        starts.iter().any(|start| name.starts_with(start))
            && endings.iter().any(|ending| cell.ends_with(ending))
    });
    // A GeoTIFF would be cut, not taken as it is: prefer what a browser shows.
    let order = |cell: &String| {
        let cell = cell.to_ascii_lowercase();
        endings.iter().position(|ending| cell.ends_with(ending))
    };
    cells.map(|(_, cell)| cell.to_owned()).min_by_key(order)
}

const ADVICE: &str = "this is a table of pairs, two pictures in each row, which is no manifest; \
                      make two tables of it in a folder with the pictures: captures.csv \
                      (capture_id, captured_at), a row for each picture's date, and tiles.csv \
                      (building_id, capture_id, file), two rows for each row here";

/// What to make of such a table, by the example of its first row.
pub(super) fn advice<R: Read>(header: &StringRecord, reader: &mut Reader<R>) -> ManifestError {
    let mut text = ADVICE.to_owned();
    let mut row = StringRecord::new();
    if let Ok(Some(Ok(_))) = table::next(reader, &mut row, header.len()) {
        let short = |text: &str| text.trim().chars().take(100).collect::<String>();
        let place: Vec<String> =
            row.iter().take(dates(header, &BEFORE).unwrap_or(1).max(1)).map(short).collect();
        let place = place.join(" ");
        let mut lines = (Vec::new(), Vec::new());
        for starts in [&BEFORE, &AFTER] {
            let date = dates(header, starts).and_then(|at| row.get(at)).map(short);
            let (Some(date), Some(file)) = (date, picture(header, &row, starts)) else {
                continue;
            };
            lines.0.push(format!("\"{date},{}\"", spelt(&date)));
            lines.1.push(format!("\"{place},{date},{file}\""));
        }
        if !lines.0.is_empty() {
            let (captures, tiles) = (lines.0.join(" and "), lines.1.join(" and "));
            let _ = write!(
                text,
                "; the first row here becomes in captures.csv {captures}, and in tiles.csv {tiles}"
            );
        }
    }
    ManifestError::Columns(text)
}

/// `20220817` as `2022-08-17`; anything else as it is.
fn spelt(date: &str) -> String {
    match (date.len(), date.get(..4), date.get(4..6), date.get(6..)) {
        (8, Some(year), Some(month), Some(day)) if date.bytes().all(|b| b.is_ascii_digit()) => {
            format!("{year}-{month}-{day}")
        }
        _ => date.to_owned(),
    }
}
