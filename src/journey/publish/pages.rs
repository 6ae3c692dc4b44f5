//! Pages of rows for programs: the columns and words of the files, a few rows at a time.

use super::{Captures, Lens, PublishError, Table, Turn, incidents, judgements, pictures, rulings};
use crate::domain::campaign::Campaign;
use crate::domain::id::BuildingId;
use crate::exchange::sink::{Objects, Rows};
use crate::store::screens::{export, turn};
use crate::store::which::Which;
use crate::store::{Db, StoreError};

/// Columns that no page has: each is counted over the whole of a campaign.
pub const NOT_PAGED: [&str; 2] = ["bad_votes", "sha256_served"];

/// A page of rows.
#[derive(Debug)]
pub struct Page {
    /// Each as a JSON object.
    pub rows: Vec<Vec<u8>>,
    /// The number after which the next page goes on; none where this is the last.
    pub next: Option<i64>,
}

/// A page of a table, as staff see it.
///
/// # Errors
/// When the store fails.
pub fn page(
    db: &mut Db,
    campaign: &Campaign,
    table: Table,
    turn: &Turn,
) -> Result<Page, PublishError> {
    let (lens, all) = (Lens::plain(db, campaign)?, Captures::load(db, campaign)?);
    let (of, mut sink) = ((campaign, &lens), Objects::without(&NOT_PAGED));
    let numbers = match table {
        Table::Buildings => buildings(db, of, (&all, turn), &mut sink)?,
        Table::Judgements => {
            let turn = started(db, campaign, turn)?;
            judgements::page(db, of, (&all, &turn), &mut sink)?
        }
        Table::Rulings => rulings::page(db, of, (&all, turn), &mut sink)?,
        Table::Incidents => incidents::page(db, campaign, turn, &mut sink)?,
        Table::Links => incidents::links_page(db, of, turn, &mut sink)?,
        Table::Images => pictures::page(db, campaign, turn, &mut sink)?,
        _ => Vec::new(),
    };
    let is_full = i64::try_from(numbers.len()).is_ok_and(|rows| rows >= turn.most);
    let next = numbers.last().copied().filter(|_| is_full);
    Ok(Page { rows: sink.into_rows(), next })
}

/// A turn that begins where judgements since its moment do.
fn started(db: &mut Db, campaign: &Campaign, turn: &Turn) -> Result<Turn, StoreError> {
    let Some(since) = turn.since.filter(|_| turn.after == 0) else { return Ok(*turn) };
    let before = turn::before(db, campaign.id, since)?;
    Ok(before.map_or(Turn { most: 0, ..*turn }, |after| Turn { after, ..*turn }))
}

fn buildings(
    db: &mut Db,
    of: (&Campaign, &Lens),
    (captures, turn): (&Captures, &Turn),
    sink: &mut Objects,
) -> Result<Vec<i64>, PublishError> {
    let page = export::buildings(db, of.0.id, turn, &captures.series)?;
    let own: Vec<BuildingId> = page.iter().map(|found| found.id).collect();
    let mut rows = Rows::begin(sink)?;
    let mut tell = |told: &super::Told<'_>| Ok(rows.row(&told.row)?);
    super::tell_buildings(db, of, (captures, Which::These(&own), page), &mut tell)?;
    Ok(own.into_iter().map(|id| id.0).collect())
}
