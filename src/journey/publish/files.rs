//! Which files can be exported: tables, each in some formats, and the codebook.

use crate::exchange::sink::Format;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    /// One row a building.
    Buildings,
    /// One row a judgement.
    Judgements,
    /// One row a capture.
    Images,
    /// One row a chip of each set that was judged.
    Exhibits,
    /// One row a date that an imported list gives a building.
    References,
    /// One row a ruling.
    Rulings,
    /// One row an incident that others report.
    Incidents,
    /// One row a building that a person held against an incident.
    Links,
    /// All of these.
    Everything,
    /// One point a building with a class a capture, in the columns of UNOSAT's damage assessments.
    Unosat,
    /// One row a judgement, in the columns of Zooniverse's classifications.
    Zooniverse,
    /// One row a judgement, in the columns of `MapSwipe`'s results.
    MapSwipe,
    /// One row a building, in the columns of `MapSwipe`'s aggregated results.
    MapSwipeTotals,
}

use Format::{Csv, ExcelCsv, GeoJson, GeoPackage, Ndjson, Parquet, Xlsx};

impl Table {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 13] = [
        Self::Buildings,
        Self::Judgements,
        Self::Images,
        Self::Exhibits,
        Self::References,
        Self::Rulings,
        Self::Incidents,
        Self::Links,
        Self::Everything,
        Self::Unosat,
        Self::Zooniverse,
        Self::MapSwipe,
        Self::MapSwipeTotals,
    ];

    /// Those that [`Self::Everything`] holds.
    pub(super) const PARTS: [Self; 8] = [
        Self::Buildings,
        Self::Judgements,
        Self::Images,
        Self::Exhibits,
        Self::References,
        Self::Rulings,
        Self::Incidents,
        Self::Links,
    ];

    /// The name of its files, without the end.
    #[must_use]
    pub const fn stem(self) -> &'static str {
        match self {
            Self::Buildings => "buildings",
            Self::Judgements => "judgements",
            Self::Images => "images",
            Self::Exhibits => "exhibits",
            Self::References => "references",
            Self::Rulings => "rulings",
            Self::Incidents => "incidents",
            Self::Links => "links",
            Self::Everything => "campaign",
            Self::Unosat => "unosat",
            Self::Zooniverse => "zooniverse-classifications",
            Self::MapSwipe => "mapswipe-results",
            Self::MapSwipeTotals => "mapswipe-aggregated",
        }
    }

    /// The formats it is offered in.
    #[must_use]
    pub const fn formats(self) -> &'static [Format] {
        match self {
            Self::Buildings => &[Csv, ExcelCsv, Ndjson, GeoJson, GeoPackage, Parquet, Xlsx],
            Self::Everything => &[GeoPackage, Xlsx],
            Self::Unosat => &[Csv, GeoJson, GeoPackage, Xlsx],
            Self::Zooniverse | Self::MapSwipe | Self::MapSwipeTotals => &[Csv],
            _ => &[Csv, ExcelCsv, Ndjson, Parquet, Xlsx],
        }
    }

    /// What it holds, in a phrase.
    #[must_use]
    pub const fn holds(self) -> &'static str {
        match self {
            Self::Buildings => {
                "One row a building: its window, how it was decided, how many agree; the formats \
                 of maps hold the outlines, WGS 84"
            }
            Self::Judgements => "One row a judgement, under pseudonyms, taken-back ones too",
            Self::Images => "One row a capture: date, source, hashes of its files and chips",
            Self::Exhibits => "One row a picture that was judged, by the hash of its file",
            Self::References => "One row a date of damage from an imported list, for comparison",
            Self::Rulings => "One row a ruling of people, with its reason, under pseudonyms",
            Self::Incidents => "One row an incident from an imported list, as its publisher has it",
            Self::Links => "One row a building that a person linked to an incident, or did not",
            Self::Everything => "All of the tables above in one file",
            Self::Unosat => {
                "One point a building with a class a capture, in the columns of UNOSAT's damage \
                 assessments: 1 destroyed, 6 not visibly destroyed, which is not undamaged"
            }
            Self::Zooniverse => {
                "The judgements that the rule sees, in the columns of Zooniverse's \
                 classifications, for panoptes_aggregation"
            }
            Self::MapSwipe => {
                "The judgements that the rule sees, in the columns of MapSwipe's results"
            }
            Self::MapSwipeTotals => {
                "One row a building: how many saw it destroyed, in the columns of MapSwipe's \
                 aggregated results"
            }
        }
    }

    /// Whether it holds what single people said, so that who takes it says why.
    #[must_use]
    pub const fn is_of_single_people(self) -> bool {
        matches!(
            self,
            Self::Judgements | Self::Rulings | Self::Everything | Self::Zooniverse | Self::MapSwipe
        )
    }

    /// Its files.
    pub fn files(self) -> impl Iterator<Item = File> {
        self.formats().iter().map(move |format| File::Of(self, *format))
    }
}

/// A file that can be exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum File {
    /// A table in a format.
    Of(Table, Format),
    /// What every column means.
    Codebook,
}

impl File {
    /// `buildings.csv`.
    pub const BUILDINGS: Self = Self::Of(Table::Buildings, Csv);
    /// `judgements.csv`.
    pub const JUDGEMENTS: Self = Self::Of(Table::Judgements, Csv);
    /// `images.csv`.
    pub const IMAGES: Self = Self::Of(Table::Images, Csv);
    /// `exhibits.csv`.
    pub const EXHIBITS: Self = Self::Of(Table::Exhibits, Csv);
    /// `rulings.csv`.
    pub const RULINGS: Self = Self::Of(Table::Rulings, Csv);
    /// `incidents.csv`.
    pub const INCIDENTS: Self = Self::Of(Table::Incidents, Csv);
    /// `links.csv`.
    pub const LINKS: Self = Self::Of(Table::Links, Csv);
    /// `references.csv`.
    pub const REFERENCES: Self = Self::Of(Table::References, Csv);
    /// The files that are written where nobody says which.
    pub const USUAL: [Self; 10] = [
        Self::BUILDINGS,
        Self::Of(Table::Buildings, GeoJson),
        Self::JUDGEMENTS,
        Self::IMAGES,
        Self::EXHIBITS,
        Self::REFERENCES,
        Self::RULINGS,
        Self::INCIDENTS,
        Self::LINKS,
        Self::Codebook,
    ];

    /// Those that a release holds: each table where most look for it, and once in each format that
    /// others want.
    pub const RELEASED: [Self; 18] = [
        Self::BUILDINGS,
        Self::Of(Table::Buildings, GeoJson),
        Self::Of(Table::Buildings, Parquet),
        Self::Of(Table::Buildings, Xlsx),
        Self::JUDGEMENTS,
        Self::Of(Table::Judgements, Parquet),
        Self::IMAGES,
        Self::EXHIBITS,
        Self::REFERENCES,
        Self::RULINGS,
        Self::INCIDENTS,
        Self::LINKS,
        Self::Of(Table::Everything, GeoPackage),
        Self::Of(Table::Unosat, Csv),
        Self::Of(Table::Zooniverse, Csv),
        Self::Of(Table::MapSwipe, Csv),
        Self::Of(Table::MapSwipeTotals, Csv),
        Self::Codebook,
    ];

    /// What it holds, in a phrase.
    #[must_use]
    pub const fn holds(self) -> &'static str {
        match self {
            Self::Of(table, _) => table.holds(),
            Self::Codebook => "What every column means",
        }
    }

    /// All, in the order in which they are offered.
    pub fn all() -> impl Iterator<Item = Self> {
        let codebook = std::iter::once(Self::Codebook);
        Table::ALL.into_iter().flat_map(Table::files).chain(codebook)
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Of(table, format) => format!("{}.{}", table.stem(), format.end()),
            Self::Codebook => "CODEBOOK.md".to_owned(),
        }
    }

    /// The file of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::all().find(|file| file.name() == name)
    }

    /// Its media type.
    #[must_use]
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Of(_, format) => format.mime(),
            Self::Codebook => "text/markdown; charset=utf-8",
        }
    }

    /// Whether it holds what single people said, so that who takes it says why.
    #[must_use]
    pub const fn is_of_single_people(self) -> bool {
        matches!(self, Self::Of(table, _) if table.is_of_single_people())
    }

    /// What opens it, in a phrase.
    #[must_use]
    pub const fn opens_in(self) -> &'static str {
        match self {
            Self::Of(_, format) => format.opens_in(),
            Self::Codebook => "any text editor",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_file_has_a_name_of_its_own_and_is_found_by_it() {
        let names: HashSet<String> = File::all().map(File::name).collect();
        assert_eq!(names.len(), File::all().count());
        assert!(File::all().all(|file| File::parse(&file.name()) == Some(file)));
        assert!(File::USUAL.iter().all(|usual| File::all().any(|file| file == *usual)));
        assert_eq!(File::parse("images.gpkg"), None);
    }

    #[test]
    fn a_file_with_every_table_opens_to_nobody_who_may_not_have_each_of_them() {
        assert!(Table::PARTS.iter().any(|table| table.is_of_single_people()));
        assert!(Table::Everything.is_of_single_people());
    }
}
