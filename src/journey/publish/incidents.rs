//! What others report as it is published, and what people linked to it.

use super::{Lens, PublishError};
use crate::domain::campaign::Campaign;
use crate::domain::id::IncidentId;
use crate::domain::limits::EXPORT_PAGE_ROWS;
use crate::exchange::columns::{IncidentRow, LinkRow};
use crate::exchange::sink::{Rows, Sink};
use crate::store::Db;
use crate::store::incident_links::{self, Link};
use crate::store::incidents::{self, Listed};

/// Writes every incident of a campaign.
pub(super) fn write(
    db: &mut Db,
    (campaign, _): (&Campaign, &Lens),
    sink: &mut dyn Sink,
) -> Result<(), PublishError> {
    let (mut table, mut after) = (Rows::begin(sink)?, IncidentId(0));
    loop {
        let page = incidents::page(db, campaign.id, Listed::All, (after, EXPORT_PAGE_ROWS))?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.id;
        for kept in page {
            table.row(&IncidentRow {
                incident_id: kept.id,
                source: kept.source,
                incident: kept.incident,
                version: kept.version,
            })?;
        }
    }
}

/// Writes what people answered. Of buildings whose place is not told exactly nothing: an incident's
/// place is known to all, and how far from it a building stands would tell the building's.
pub(super) fn links(
    db: &mut Db,
    (campaign, lens): (&Campaign, &Lens),
    sink: &mut dyn Sink,
) -> Result<(), PublishError> {
    let (mut table, mut after) = (Rows::begin(sink)?, 0);
    loop {
        let page = incident_links::page(db, campaign.id, after, EXPORT_PAGE_ROWS)?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        after = last.id;
        for (link, version) in page.into_iter().filter(|(own, _)| lens.is_exact(own.building)) {
            table.row(&row(lens, link, version))?;
        }
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
