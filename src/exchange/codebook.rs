//! The codebook: what every exported column says, in Markdown, made from the column dictionary.

use std::fmt::{self, Write};

use super::columns::{BUILDINGS, Column, EXHIBITS, IMAGES, JUDGEMENTS, REFERENCES, RULINGS};

const PREAMBLE: &str = "\
# Codebook

What every column of the exported files says.

- CSV files are UTF-8 without a byte order mark, with commas, `\\n` line ends and a decimal point.
- An empty cell (in GeoJSON `null`) means not known or not applicable. It never means zero or no.
- All times are in UTC. An `instant` is written `2017-06-21T08:31:00.000Z`, a `date` `2017-06-21`,
  or `2017-06` where only the month is known.
- A window is half-open: the destruction came **after** the last intact capture and **at or
  before** the first destroyed one.
- In CSV files a text that begins like a formula (with `=`, `+`, `-`, `@` or a control character)
  has an apostrophe put before it, so that no spreadsheet runs it. Numbers are never changed.
  GeoJSON holds the text as it is.
- `buildings.geojson` holds the footprints in WGS 84 (RFC 7946), with the columns of
  `buildings.csv` as properties and `external_id` as the id of each feature.
";

/// The codebook of all exports; the same text on every call.
#[must_use]
pub fn codebook() -> String {
    let mut text = PREAMBLE.to_owned();
    // Writing to a String cannot fail.
    let _ = chapters(&mut text);
    text
}

fn chapters(text: &mut String) -> fmt::Result {
    chapter(text, "buildings.csv", "One row for each building of the campaign.", BUILDINGS)?;
    chapter(text, "judgements.csv", "One row for each judgement.", JUDGEMENTS)?;
    chapter(text, "images.csv", "One row for each capture of the campaign.", IMAGES)?;
    let about = "One row for each picture of each set of pictures that was judged.";
    chapter(text, "exhibits.csv", about, EXHIBITS)?;
    let about = "One row for each date that an imported list gives a building: for comparison.";
    chapter(text, "references.csv", about, REFERENCES)?;
    let about = "One row for each ruling of an adjudicator, in force or not.";
    chapter(text, "rulings.csv", about, RULINGS)
}

fn chapter<R>(text: &mut String, file: &str, about: &str, columns: &[Column<R>]) -> fmt::Result {
    writeln!(text, "\n## {file}\n\n{about}\n\n| column | type | meaning |\n|---|---|---|")?;
    for column in columns {
        let Column { name, meaning, .. } = column;
        writeln!(text, "| `{name}` | {} | {meaning} |", column.kind.as_str())?;
    }
    for column in columns.iter().filter(|column| !column.words.is_empty()) {
        writeln!(text, "\n`{}` is one of:\n", column.name)?;
        for own in column.words {
            writeln!(text, "- `{}`: {}.", own.word, own.meaning)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_and_every_word_is_explained() {
        let text = codebook();
        for name in BUILDINGS.iter().map(|c| c.name).chain(IMAGES.iter().map(|c| c.name)) {
            assert!(text.contains(&format!("| `{name}` |")), "{name}");
        }
        for own in BUILDINGS.iter().flat_map(|column| column.words) {
            assert!(text.contains(&format!("- `{}`: ", own.word)), "{}", own.word);
        }
        assert!(text.contains("This does not say undamaged"));
        assert_eq!(text, codebook());
    }
}
