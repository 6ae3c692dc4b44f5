//! Windows that experts give: gold, and the answers of a quality sample. One table for both, with
//! the names of the export: `external_id`, `last_intact_image_id`, `first_destroyed_image_id`, and,
//! where they are of use, `expert` and `explanation`.

use csv::{ReaderBuilder, StringRecord, Trim, Writer};
use serde::{Deserialize, Serialize};

use super::rows::{Report, RowError, Spot};
use crate::domain::limits::GOLDS_MAX;

/// One building as one expert sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpertRow {
    /// Where it stands in the file.
    pub place: Spot,
    /// The coordinator's own id of the building.
    pub external_id: String,
    /// The last capture that shows it standing; none when it was destroyed in the first.
    pub last_intact: Option<String>,
    /// The first capture that shows it destroyed; none when it stands in the last.
    pub first_destroyed: Option<String>,
    /// Who says so; empty where the file has no such column.
    pub expert: String,
    /// Why, in a sentence; empty where the file has no such column.
    pub explanation: String,
}

/// Why a table cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum ExpertError {
    /// A column is missing.
    #[error(
        "the file needs the columns external_id, last_intact_image_id and \
         first_destroyed_image_id in its first line; {0} is missing"
    )]
    Column(&'static str),
    /// Too many rows.
    #[error("the file has more than {GOLDS_MAX} rows; gold and samples are hundreds, not more")]
    TooLong,
    /// Not a table.
    #[error("the file is no table of comma-separated values: {0}")]
    Table(#[from] csv::Error),
}

/// Reads a table; rows at fault are named by line.
///
/// # Errors
/// When it is no table, lacks a column or is too long.
pub fn read(bytes: &[u8]) -> Result<Report<ExpertRow>, ExpertError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = ReaderBuilder::new().trim(Trim::All).flexible(true).from_reader(bytes);
    let header = reader.headers()?.clone();
    let at = |name: &str| header.iter().position(|own| own.eq_ignore_ascii_case(name));
    let need = |name: &'static str| at(name).ok_or(ExpertError::Column(name));
    let id = need("external_id")?;
    let (last, first) = (need("last_intact_image_id")?, need("first_destroyed_image_id")?);
    let (expert, explanation) = (at("expert"), at("explanation"));
    let mut report = Report::new();
    let mut row = StringRecord::new();
    while reader.read_record(&mut row)? {
        if report.items.len() >= usize::try_from(GOLDS_MAX).unwrap_or(usize::MAX) {
            return Err(ExpertError::TooLong);
        }
        let place = Spot::Line(row.position().map_or(0, csv::Position::line));
        let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).unwrap_or("").to_owned();
        let named = |at: usize| Some(cell(Some(at))).filter(|name| !name.is_empty());
        let external_id = cell(Some(id));
        let found = ExpertRow {
            place,
            last_intact: named(last),
            first_destroyed: named(first),
            expert: cell(expert),
            explanation: cell(explanation),
            external_id,
        };
        if row.len() != header.len() {
            let (has, wants) = (row.len(), header.len());
            let words = format!("the row has {has} cells, the header {wants}");
            report.fail(RowError::new(place, words));
        } else if found.external_id.is_empty() {
            report.fail(RowError::new(place, "empty").in_column("external_id"));
        } else if found.last_intact.is_none() && found.first_destroyed.is_none() {
            let words = "both ends are empty; where the answer is not known, leave the row out";
            report.fail(RowError::new(place, words).of(&found.external_id));
        } else {
            report.items.push(found);
        }
    }
    Ok(report)
}

/// A building of a quality sample: what it stands for. Experts do not see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sampled {
    /// The coordinator's own id of the building.
    pub external_id: String,
    /// Its status and agreement when the sample was drawn.
    pub stratum: String,
    /// How many buildings of that stratum there were.
    pub population: u32,
}

/// Writes a sample: first the table for experts to fill in, then what each building stands for.
///
/// # Errors
/// Never in memory; what the format says.
pub fn write_sample(sample: &[Sampled]) -> Result<(Vec<u8>, Vec<u8>), csv::Error> {
    let (mut blind, mut strata) =
        (Writer::from_writer(Vec::new()), Writer::from_writer(Vec::new()));
    blind.write_record([
        "external_id",
        "last_intact_image_id",
        "first_destroyed_image_id",
        "expert",
        "explanation",
    ])?;
    for one in sample {
        blind.write_record([one.external_id.as_str(), "", "", "", ""])?;
        strata.serialize(one)?;
    }
    let bytes = |table: Writer<Vec<u8>>| {
        table.into_inner().map_err(|error| csv::Error::from(error.into_error()))
    };
    Ok((bytes(blind)?, bytes(strata)?))
}

/// Reads what the buildings of a sample stand for.
///
/// # Errors
/// When it is no such table.
pub fn read_strata(bytes: &[u8]) -> Result<Vec<Sampled>, csv::Error> {
    ReaderBuilder::new().from_reader(bytes).deserialize().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_and_the_words_are_read() {
        let text = "\u{feff}external_id,last_intact_image_id,first_destroyed_image_id,explanation\n\
                    B-1,a,b,\"roof gone, walls down\"\nB-2,,a,\nB-3,z,,\n";
        let report = read(text.as_bytes()).unwrap();
        assert_eq!((report.items.len(), report.error_count), (3, 0));
        assert_eq!(report.items[0].explanation, "roof gone, walls down");
        assert_eq!(report.items[1].last_intact, None);
        assert_eq!(report.items[2].first_destroyed, None);
    }

    #[test]
    fn rows_at_fault_are_named_by_line() {
        let text =
            "external_id,last_intact_image_id,first_destroyed_image_id\nB-1,,\n,a,b\nB-2,a\n";
        let report = read(text.as_bytes()).unwrap();
        let lines: Vec<_> = report.errors.iter().map(|error| error.line().unwrap()).collect();
        assert_eq!((report.items.len(), lines), (0, vec![2, 3, 4]));
    }

    #[test]
    fn a_missing_column_is_named() {
        let error = read(b"external_id,first_destroyed_image_id\n").unwrap_err();
        assert!(error.to_string().contains("last_intact_image_id is missing"), "{error}");
    }
}
