//! The codebook: what every exported column says, in Markdown, made from the column dictionary.

use std::fmt::{self, Write};

use super::columns::{
    BUILDINGS, CLASSIFICATIONS, Column, EXHIBITS, IMAGES, INCIDENTS, JUDGEMENTS, LINKS, REFERENCES,
    RESULTS, RULINGS, TOTALS,
};

const PREAMBLE: &str = include_str!("codebook/begin.md");
const UNOSAT: &str = include_str!("codebook/unosat.md");

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
    chapter(text, "rulings.csv", about, RULINGS)?;
    let about = "One row for each incident that others report. Nothing of it enters a result.";
    chapter(text, "incidents.csv", about, INCIDENTS)?;
    let about = "One row for each building that a person held against an incident. Buildings whose \
                 place a release tells coarsely or not have none there: where the incident was \
                 would tell it.";
    chapter(text, "links.csv", about, LINKS)?;
    text.push_str(UNOSAT);
    let about = "One row for each judgement that the rule sees, in the columns of Zooniverse's \
                 classifications.";
    chapter(text, "zooniverse-classifications.csv", about, CLASSIFICATIONS)?;
    let about = "One row for each judgement that the rule sees, in the columns of MapSwipe's \
                 results.";
    chapter(text, "mapswipe-results.csv", about, RESULTS)?;
    let about = "One row for each building, in the columns of MapSwipe's aggregated results.";
    chapter(text, "mapswipe-aggregated.csv", about, TOTALS)
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
        assert!(text.contains("`\\n` line ends"));
        assert_eq!(text, codebook());
    }
}
