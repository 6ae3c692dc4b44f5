//! All that a release holds about one building, read from its files: nothing that came later.

use std::collections::{BTreeMap, BTreeSet};

use super::make::MakeError;
use super::{Shelf, lines};
use crate::domain::id::BuildingId;
use crate::domain::policy::Policy;
use crate::journey::publish::File;
use crate::store::releases::Kept;

/// A row of a file, by column.
pub type Row = BTreeMap<String, String>;

/// A picture of the building.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The capture.
    pub image: String,
    /// When it was taken.
    pub taken: String,
    /// Who delivered it.
    pub source: String,
    /// The SHA-256 of each file of it that was shown.
    pub sha256: BTreeSet<String>,
    /// Counted answers that call it standing.
    pub standing: usize,
    /// Counted answers that call it destroyed.
    pub destroyed: usize,
}

/// What a release holds about one building.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dossier {
    /// What is published about it.
    pub building: Row,
    /// Its pictures that were judged, oldest first.
    pub pictures: Vec<Shown>,
    /// Every answer about it.
    pub votes: Vec<Row>,
    /// Every ruling on it.
    pub rulings: Vec<Row>,
    /// The incidents that people linked to it, each with the link.
    pub incidents: Vec<(Row, Row)>,
    /// How many answers count.
    pub counted: usize,
    /// How many of them an end of the window takes; none where the rule is of another version.
    pub needed: Option<usize>,
}

/// The rows of a file: all, or those about a building.
fn rows(
    shelf: &Shelf,
    files: &[Kept],
    (file, building): (File, Option<BuildingId>),
) -> Result<Vec<Row>, MakeError> {
    let Some(kept) = files.iter().find(|kept| kept.name == file.name()) else {
        return Ok(Vec::new());
    };
    match building {
        Some(building) => read(lines::about(shelf, kept, building)?.as_slice()),
        None => read(std::io::BufReader::new(shelf.open(kept)?)),
    }
}

/// The incidents of those links that were confirmed.
fn incidents(
    shelf: &Shelf,
    files: &[Kept],
    mut links: Vec<Row>,
) -> Result<Vec<(Row, Row)>, MakeError> {
    links.retain(|link| get(link, "state") == "confirmed");
    if links.is_empty() {
        return Ok(Vec::new());
    }
    let mut all = Vec::new();
    for incident in rows(shelf, files, (File::INCIDENTS, None))? {
        let is_own = |link: &&Row| get(link, "incident_id") == get(&incident, "incident_id");
        if let Some(link) = links.iter().find(is_own) {
            all.push((incident, link.clone()));
        }
    }
    Ok(all)
}

fn read(text: impl std::io::Read) -> Result<Vec<Row>, MakeError> {
    let mut table = csv::Reader::from_reader(text);
    let header = table.headers()?.clone();
    let (mut found, mut row) = (Vec::new(), csv::ByteRecord::new());
    while table.read_byte_record(&mut row)? {
        let cell = |cell: &[u8]| String::from_utf8_lossy(cell).into_owned();
        found.push(header.iter().map(str::to_owned).zip(row.iter().map(cell)).collect());
    }
    Ok(found)
}

fn get<'a>(row: &'a Row, column: &str) -> &'a str {
    row.get(column).map_or("", String::as_str)
}

/// Reads the dossier of a building; none where the release has no row about it.
///
/// # Errors
/// When a file cannot be read.
pub fn dossier(
    shelf: &Shelf,
    files: &[Kept],
    building: BuildingId,
) -> Result<Option<Dossier>, MakeError> {
    let about = |file| rows(shelf, files, (file, Some(building)));
    let Some(own) = about(File::BUILDINGS)?.pop() else { return Ok(None) };
    let votes = about(File::JUDGEMENTS)?;
    let images = rows(shelf, files, (File::IMAGES, None))?;
    let order: BTreeMap<&str, usize> =
        images.iter().enumerate().map(|(at, image)| (get(image, "image_id"), at)).collect();
    let is_counted = |vote: &&Row| get(vote, "counted") == "true";
    let counted = votes.iter().filter(is_counted).count();
    let mut pictures: BTreeMap<usize, Shown> = BTreeMap::new();
    for exhibit in about(File::EXHIBITS)? {
        let name = get(&exhibit, "image_id");
        let Some((at, image)) = order.get(name).and_then(|at| Some((*at, images.get(*at)?))) else {
            continue;
        };
        let place = |vote: &Row, column: &str| order.get(get(vote, column)).copied();
        let last = |vote: &&Row| place(vote, "last_intact_image_id") >= Some(at);
        let first =
            |vote: &&Row| place(vote, "first_destroyed_image_id").is_some_and(|own| own <= at);
        let shown = pictures.entry(at).or_insert_with(|| Shown {
            image: name.to_owned(),
            taken: get(image, "captured_at").to_owned(),
            source: get(image, "source").to_owned(),
            sha256: BTreeSet::new(),
            standing: votes.iter().filter(is_counted).filter(last).count(),
            destroyed: votes.iter().filter(is_counted).filter(first).count(),
        });
        shown.sha256.extend(exhibit.get("sha256").filter(|hash| !hash.is_empty()).cloned());
    }
    let share = Policy::read(get(&own, "method")).map(|policy| policy.threshold);
    let needed = share.map(|share| {
        let reached = |count: &usize| {
            let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
            share.is_reached(number(*count), number(counted))
        };
        (1..=counted).find(reached).unwrap_or(counted)
    });
    Ok(Some(Dossier {
        building: own,
        pictures: pictures.into_values().collect(),
        votes,
        rulings: about(File::RULINGS)?,
        incidents: incidents(shelf, files, about(File::LINKS)?)?,
        counted,
        needed,
    }))
}
