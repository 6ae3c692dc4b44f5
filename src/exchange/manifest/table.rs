//! A manifest as a table. Rows with the same `capture_id` are several files of one capture.

use std::collections::{BTreeMap, HashMap};

use csv::{ErrorKind, ReaderBuilder, StringRecord};

use super::{Intake, ManifestError, Written};
use crate::domain::capture::CaptureFacts;
use crate::domain::limits::CAPTURES_MAX;
use crate::exchange::rows::{RowError, Spot};
use crate::exchange::sniff::line_of;

/// Every column a manifest may have; the first three it must have.
const COLUMNS: [&str; 13] = [
    "capture_id",
    "file",
    "captured_at",
    "provider",
    "sensor",
    "provider_scene_id",
    "gsd_m",
    "off_nadir_deg",
    "sun_elevation_deg",
    "cloud_pct",
    "licence",
    "attribution",
    "note",
];
const REQUIRED: [&str; 3] = ["capture_id", "file", "captured_at"];

/// What others call our columns: for hints only, never taken silently.
const OTHER_NAMES: [(&str, &str); 21] = [
    ("id", "capture_id"),
    ("image_id", "capture_id"),
    ("date", "captured_at"),
    ("datetime", "captured_at"),
    ("time", "captured_at"),
    ("acquired", "captured_at"),
    ("acquisition_date", "captured_at"),
    ("capture_date", "captured_at"),
    ("path", "file"),
    ("filename", "file"),
    ("url", "file"),
    ("href", "file"),
    ("platform", "sensor"),
    ("satellite", "sensor"),
    ("catalog_id", "provider_scene_id"),
    ("resolution", "gsd_m"),
    ("cloud_cover", "cloud_pct"),
    ("eo:cloud_cover", "cloud_pct"),
    ("view:off_nadir", "off_nadir_deg"),
    ("view:sun_elevation", "sun_elevation_deg"),
    ("source", "provider"),
];

/// Cells by column, each with the line that gave it.
type Cells = BTreeMap<&'static str, (u64, String)>;

/// The rows of one capture, put together.
#[derive(Default)]
struct Group {
    id: String,
    line: u64,
    cells: Cells,
    files: Vec<(Spot, String)>,
    faults: Vec<RowError>,
}

/// Reads every capture into `intake`.
pub(super) fn read(
    bytes: &[u8],
    separator: u8,
    intake: &mut Intake<'_>,
) -> Result<(), ManifestError> {
    let mut reader = ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(bytes);
    let columns = header(reader.headers()?)?;
    let mut groups: Vec<Group> = Vec::new();
    let mut by_id: HashMap<String, usize> = HashMap::new();
    let mut row = StringRecord::new();
    loop {
        match reader.read_record(&mut row) {
            Ok(false) => break,
            Ok(true) => match cells(&columns, &row) {
                Ok(cells) => {
                    let id = cells.get("capture_id").map_or("", |(_, id)| id.as_str()).to_owned();
                    let position = *by_id.entry(id.clone()).or_insert_with(|| {
                        let line = line_of(row.position());
                        groups.push(Group { id, line, ..Group::default() });
                        groups.len() - 1
                    });
                    if groups.len() > CAPTURES_MAX {
                        return Err(ManifestError::TooMany);
                    }
                    if let Some(group) = groups.get_mut(position) {
                        group.merge(line_of(row.position()), cells);
                    }
                }
                Err(error) => intake.report.fail(error),
            },
            Err(error) => match error.kind() {
                ErrorKind::Utf8 { pos, .. } => {
                    let place = Spot::Line(line_of(pos.as_ref()));
                    let reason = "it is not UTF-8; save the file as \"CSV UTF-8\"";
                    intake.report.fail(RowError::new(place, reason));
                }
                _ => return Err(error.into()),
            },
        }
    }
    groups.into_iter().try_for_each(|group| {
        let place = Spot::Line(group.line);
        intake.take(place, group.written())
    })
}

/// The known column of every cell.
fn header(header: &StringRecord) -> Result<Vec<&'static str>, ManifestError> {
    let mut columns = Vec::new();
    for name in header {
        let name = name.trim();
        let known = COLUMNS.into_iter().find(|own| own.eq_ignore_ascii_case(name));
        let Some(known) = known else {
            return Err(ManifestError::Columns(format!(
                "the column \"{name}\" is not known; did you mean {}? known are: {}",
                nearest(name),
                COLUMNS.join(", ")
            )));
        };
        if columns.contains(&known) {
            return Err(ManifestError::Columns(format!("the column {known} stands there twice")));
        }
        columns.push(known);
    }
    match REQUIRED.into_iter().find(|wanted| !columns.contains(wanted)) {
        Some(missing) => Err(ManifestError::Columns(format!(
            "the column {missing} is missing; a manifest needs {}",
            REQUIRED.join(", ")
        ))),
        None => Ok(columns),
    }
}

fn cells(columns: &[&'static str], row: &StringRecord) -> Result<Cells, RowError> {
    let line = line_of(row.position());
    if row.len() != columns.len() {
        let reason = format!(
            "it has {} cells, the header {}; put quotes around cells that hold the separator",
            row.len(),
            columns.len()
        );
        return Err(RowError::new(Spot::Line(line), reason));
    }
    let filled = columns.iter().zip(row).map(|(column, cell)| (*column, cell.trim()));
    let cells: Cells = filled
        .filter(|(_, cell)| !cell.is_empty())
        .map(|(column, cell)| (column, (line, cell.to_owned())))
        .collect();
    if cells.contains_key("capture_id") {
        return Ok(cells);
    }
    let reason = "it is empty; give every row the id of its capture";
    Err(RowError::new(Spot::Line(line), reason).in_column("capture_id"))
}

impl Group {
    fn merge(&mut self, line: u64, mut cells: Cells) {
        match cells.remove("file") {
            Some((line, file)) => self.files.push((Spot::Line(line), file)),
            None => self
                .faults
                .push(RowError::new(Spot::Line(line), "it names no file").in_column("file")),
        }
        for (column, (line, cell)) in cells {
            match self.cells.get(column) {
                Some((first, own)) if *own != cell => {
                    let reason = format!(
                        "\"{cell}\" for capture \"{}\", but line {first} has \"{own}\"; rows of \
                         one capture must agree or be empty",
                        self.id
                    );
                    self.faults.push(RowError::new(Spot::Line(line), reason).in_column(column));
                }
                Some(_) => {}
                None => {
                    self.cells.insert(column, (line, cell));
                }
            }
        }
    }

    fn written(self) -> Written {
        let Self { id, mut cells, files, mut faults, .. } = self;
        let mut text = |column| cells.remove(column).map(|(_, cell)| cell);
        let mut facts = CaptureFacts {
            provider: text("provider"),
            sensor: text("sensor"),
            provider_scene_id: text("provider_scene_id"),
            licence: text("licence"),
            attribution: text("attribution"),
            note: text("note"),
            ..CaptureFacts::default()
        };
        let captured_at = Ok(text("captured_at").unwrap_or_default());
        let mut number = |column| {
            let (line, cell) = cells.remove(column)?;
            let value = cell.parse::<f64>().ok().filter(|value| value.is_finite());
            if value.is_none() {
                let reason = format!("\"{cell}\" is no number; write it with a point, as 0.5");
                faults.push(RowError::new(Spot::Line(line), reason).in_column(column));
            }
            value
        };
        facts.gsd_m = number("gsd_m");
        facts.off_nadir_deg = number("off_nadir_deg");
        facts.sun_elevation_deg = number("sun_elevation_deg");
        facts.cloud_pct = number("cloud_pct");
        Written { id, captured_at, files, facts, faults }
    }
}

/// The known column that an unknown name most likely stands for.
fn nearest(name: &str) -> &'static str {
    let name: String = name.to_lowercase().chars().take(64).collect();
    let own = COLUMNS.into_iter().map(|own| (own, own));
    let all = OTHER_NAMES.into_iter().chain(own);
    let best = all.min_by_key(|(other, _)| distance(&name, other));
    best.map_or("capture_id", |(_, own)| own)
}

/// How many letters must be put in, left out or exchanged to turn one word into the other
/// (Levenshtein 1966, by rows).
fn distance(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.chars().count()).collect();
    for (count, letter) in from.chars().enumerate() {
        let (mut diagonal, mut left) = (count, count + 1);
        let mut next = vec![left];
        for (other, above) in to.chars().zip(row.iter().skip(1)) {
            let exchanged = diagonal + usize::from(letter != other);
            left = exchanged.min(above + 1).min(left + 1);
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_or_borrowed_name_leads_to_ours() {
        assert_eq!(nearest("Captured At"), "captured_at");
        assert_eq!(nearest("sensr"), "sensor");
        assert_eq!(nearest("license"), "licence");
        assert_eq!(nearest("date"), "captured_at");
        assert_eq!(nearest("view:off_nadir"), "off_nadir_deg");
    }

    #[test]
    fn distance_counts_letters() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", "abc"), 0);
    }
}
