//! The files about pictures: the captures, and the chips that were judged.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::{Captures, Lens, PublishError, judgements};
use crate::access::token::hex;
use crate::domain::campaign::Campaign;
use crate::domain::id::{BuildingId, CaptureId};
use crate::domain::licence::Terms;
use crate::domain::limits::EXPORT_PAGE_ROWS;
use crate::exchange::columns::{ExhibitRow, ImageRow};
use crate::exchange::sink::{Rows, Sink};
use crate::store::screens::export;
use crate::store::{Db, StoreError, captures, exhibits as kept};

/// Writes the captures.
pub(super) fn images(
    db: &mut Db,
    (campaign, lens): (&Campaign, &Lens),
    sink: &mut dyn Sink,
) -> Result<(), PublishError> {
    let mut bad: BTreeMap<CaptureId, u32> = BTreeMap::new();
    judgements::each(db, (campaign, lens), |given| {
        for id in given.unusable.iter().filter(|_| given.superseded.is_none()) {
            *bad.entry(*id).or_default() += 1;
        }
        Ok(())
    })?;
    let mut table = Rows::begin(sink)?;
    let terms: BTreeMap<CaptureId, Terms> =
        captures::terms_of_all(db, campaign.id)?.into_iter().collect();
    for cutting in captures::cuttings(db, campaign.id)? {
        let mut capture = cutting.capture;
        // What was set for the source stands; the list may have said something else.
        if let Some(terms) = terms.get(&capture.id) {
            let facts = &mut capture.facts;
            facts.licence = terms.licence.clone().or(facts.licence.take());
            facts.attribution = terms.attribution.clone().or(facts.attribution.take());
        }
        table.row(&ImageRow {
            image_id: capture.external_id,
            taken: capture.taken,
            facts: capture.facts,
            sha256_original: cutting.files.into_iter().map(|(_, sha256)| sha256).collect(),
            sha256_served: served(db, capture.id, lens)?,
            offset_m: cutting.shift_m,
            bad_votes: bad.get(&capture.id).copied().unwrap_or(0),
        })?;
    }
    Ok(())
}

/// The SHA-256 of the list of a capture's chips, one a line.
fn served(db: &mut Db, capture: CaptureId, lens: &Lens) -> Result<Option<String>, StoreError> {
    let (mut digest, mut after, mut has_chips) = (Sha256::new(), BuildingId(0), false);
    loop {
        let page = export::chip_hashes(db, capture, after)?;
        let Some(last) = page.last().map(|(building, _)| *building) else {
            return Ok(has_chips.then(|| hex(&digest.finalize())));
        };
        for (_, hash) in page.into_iter().filter(|(building, _)| lens.shows(*building)) {
            digest.update(hash.as_bytes());
            digest.update(b"\n");
        }
        (after, has_chips) = (last, true);
    }
}

/// Writes the chips that were judged.
pub(super) fn exhibits(
    db: &mut Db,
    (campaign, lens): (&Campaign, &Lens),
    captures: &Captures,
    sink: &mut dyn Sink,
) -> Result<(), PublishError> {
    let (mut table, mut after) = (Rows::begin(sink)?, String::new());
    loop {
        let page = kept::page(db, campaign.id, &after, EXPORT_PAGE_ROWS)?;
        let Some((_, last)) = page.last() else { break };
        after.clone_from(&last.digest);
        for (building_id, exhibit) in page.into_iter().filter(|(own, _)| lens.shows(*own)) {
            for (line, position) in exhibit.chips.lines().zip(1..) {
                let (capture, chip) = line.split_once(' ').unwrap_or_default();
                let id = capture.parse().ok().map(CaptureId);
                table.row(&ExhibitRow {
                    exhibit: exhibit.digest.clone(),
                    building_id,
                    position,
                    image_id: captures.name(id).unwrap_or_default(),
                    sha256: (chip != "-").then(|| chip.to_owned()),
                })?;
            }
        }
    }
    Ok(())
}
