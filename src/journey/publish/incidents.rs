//! What others report as it is published, and what people linked to it.

use std::collections::BTreeSet;

use super::{Lens, PublishError, Turn};
use crate::domain::campaign::Campaign;
use crate::domain::id::IncidentId;
use crate::domain::incident::LinkState;
use crate::domain::limits::EXPORT_PAGE_ROWS;
use crate::exchange::columns::{IncidentRow, LinkRow};
use crate::exchange::sink::{Rows, Sink};
use crate::store::Db;
use crate::store::incident_links::{self, Answered, Link};
use crate::store::incidents::{self, Kept, Listed};

/// Writes every incident of a campaign; where everybody reads it, those alone that were linked,
/// since a list may have been lent.
pub(super) fn write(
    db: &mut Db,
    (campaign, lens): (&Campaign, &Lens),
    sink: &mut dyn Sink,
) -> Result<(), PublishError> {
    let mut linked = BTreeSet::new();
    if lens.is_public() {
        told(db, (campaign, lens), |(link, _)| {
            linked.insert(link.incident);
            Ok(())
        })?;
    }
    let (mut table, mut after) = (Rows::begin(sink)?, IncidentId(0));
    loop {
        let page = incidents::page(db, campaign.id, Listed::All, (after, EXPORT_PAGE_ROWS))?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.id;
        let is_told = |id| !lens.is_public() || linked.contains(&id);
        for kept in page.into_iter().filter(|kept| is_told(kept.id)) {
            table.row(&of_kept(kept))?;
        }
    }
}

fn of_kept(kept: Kept) -> IncidentRow {
    IncidentRow {
        incident_id: kept.id,
        source: kept.source,
        incident: kept.incident,
        version: kept.version,
    }
}

/// Writes a page of incidents, as staff see them; their numbers.
pub(super) fn page(
    db: &mut Db,
    campaign: &Campaign,
    turn: &Turn,
    sink: &mut dyn Sink,
) -> Result<Vec<i64>, PublishError> {
    let mut table = Rows::begin(sink)?;
    let from = (IncidentId(turn.after), turn.most);
    let page = incidents::page(db, campaign.id, Listed::All, from)?;
    let ids = page.iter().map(|kept| kept.id.0).collect();
    page.into_iter().try_for_each(|kept| table.row(&of_kept(kept)))?;
    Ok(ids)
}

/// Writes a page of what people answered, as staff see it; its numbers.
pub(super) fn links_page(
    db: &mut Db,
    (campaign, lens): (&Campaign, &Lens),
    turn: &Turn,
    sink: &mut dyn Sink,
) -> Result<Vec<i64>, PublishError> {
    let mut table = Rows::begin(sink)?;
    let page = incident_links::page(db, campaign.id, turn.after, turn.most)?;
    let ids = page.iter().map(|(link, _)| link.id).collect();
    page.into_iter().try_for_each(|(link, version)| table.row(&row(lens, link, version)))?;
    Ok(ids)
}

/// Writes what people answered.
pub(super) fn links(
    db: &mut Db,
    (campaign, lens): (&Campaign, &Lens),
    sink: &mut dyn Sink,
) -> Result<(), PublishError> {
    let mut table = Rows::begin(sink)?;
    told(db, (campaign, lens), |(link, version)| Ok(table.row(&row(lens, link, version))?))
}

/// Hands over what people answered; where everybody reads it, what they linked. Of buildings whose
/// place is not told exactly nothing: an incident's place is known to all, and how far from it a
/// building stands would tell the building's.
fn told(
    db: &mut Db,
    (campaign, lens): (&Campaign, &Lens),
    mut take: impl FnMut(Answered) -> Result<(), PublishError>,
) -> Result<(), PublishError> {
    let mut after = 0;
    loop {
        let page = incident_links::page(db, campaign.id, after, EXPORT_PAGE_ROWS)?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        after = last.id;
        let shown = page.into_iter().filter(|(own, _)| {
            let is_told = !lens.is_public() || own.state == LinkState::Confirmed;
            is_told && lens.is_exact(own.building)
        });
        shown.into_iter().try_for_each(&mut take)?;
    }
}

fn row(lens: &Lens, link: Link, version: u32) -> LinkRow {
    LinkRow {
        link_id: link.id,
        incident_id: link.incident,
        building_id: link.building,
        state: link.state.as_str().to_owned(),
        distance_m: link.distance_m,
        overlap_days: link.overlap_days,
        window: (link.window.from, link.window.to),
        versions: link.versions,
        is_current: (link.versions.1 == version, link.versions.0 == link.today.1),
        reason: link.reason,
        decided_at: link.decided.map(|(_, at)| lens.moment(at)),
    }
}
