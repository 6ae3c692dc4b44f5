//! The files about pictures: the captures, and the chips that were judged.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::{Captures, Lens, PublishError, Turn, judgements};
use crate::access::token::hex;
use crate::domain::campaign::Campaign;
use crate::domain::id::{BuildingId, CaptureId};
use crate::domain::licence::Terms;
use crate::domain::limits::EXPORT_PAGE_ROWS;
use crate::exchange::columns::{ExhibitRow, ImageRow};
use crate::exchange::sink::{Rows, Sink};
use crate::store::captures::Cutting;
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
    let all = captures::cuttings(db, campaign.id)?;
    write_images(db, campaign, all, sink, |db, capture| {
        let votes = bad.get(&capture).copied().unwrap_or(0);
        Ok((served(db, capture, lens)?, votes))
    })
}

/// Writes captures, with what is counted of each over the whole campaign.
fn write_images(
    db: &mut Db,
    campaign: &Campaign,
    cuttings: Vec<Cutting>,
    sink: &mut dyn Sink,
    mut counted: impl FnMut(&mut Db, CaptureId) -> Result<(Option<String>, u32), StoreError>,
) -> Result<(), PublishError> {
    let mut table = Rows::begin(sink)?;
    let terms: BTreeMap<CaptureId, Terms> =
        captures::terms_of_all(db, campaign.id)?.into_iter().collect();
    for cutting in cuttings {
        let mut capture = cutting.capture;
        // What was set for the source stands; the list may have said something else.
        if let Some(terms) = terms.get(&capture.id) {
            let facts = &mut capture.facts;
            facts.licence = terms.licence.clone().or(facts.licence.take());
            facts.attribution = terms.attribution.clone().or(facts.attribution.take());
        }
        let (sha256_served, bad_votes) = counted(db, capture.id)?;
        table.row(&ImageRow {
            image_id: capture.external_id,
            taken: capture.taken,
            facts: capture.facts,
            sha256_original: cutting.files.into_iter().map(|(_, sha256)| sha256).collect(),
            sha256_served,
            offset_m: cutting.shift_m,
            bad_votes,
        })?;
    }
    Ok(())
}

/// Writes a page of captures, in order of time, without what is counted over the whole campaign;
/// their places in that order, from 1.
pub(super) fn page(
    db: &mut Db,
    campaign: &Campaign,
    turn: &Turn,
    sink: &mut dyn Sink,
) -> Result<Vec<i64>, PublishError> {
    let all = (1_i64..).zip(captures::cuttings(db, campaign.id)?);
    let most = usize::try_from(turn.most).unwrap_or(usize::MAX);
    let wanted = all.filter(|(place, _)| *place > turn.after).take(most);
    let (places, cuttings): (Vec<i64>, Vec<Cutting>) = wanted.unzip();
    write_images(db, campaign, cuttings, sink, |_, _| Ok((None, 0)))?;
    Ok(places)
}

/// The SHA-256 of the list of a capture's chips, one a line: of those whose place is told. Others
/// can cut the same chips from the same capture, so that a hash leads to the place.
fn served(db: &mut Db, capture: CaptureId, lens: &Lens) -> Result<Option<String>, StoreError> {
    let (mut digest, mut after, mut has_chips) = (Sha256::new(), BuildingId(0), false);
    loop {
        let page = export::chip_hashes(db, capture, after)?;
        let Some(last) = page.last().map(|(building, _)| *building) else {
            return Ok(has_chips.then(|| hex(&digest.finalize())));
        };
        for (_, hash) in page.into_iter().filter(|(building, _)| lens.is_exact(*building)) {
            digest.update(hash.as_bytes());
            digest.update(b"\n");
        }
        (after, has_chips) = (last, true);
    }
}

/// Writes the chips that were judged, where the place of their building is told: see [`served`].
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
        for (building_id, exhibit) in page.into_iter().filter(|(own, _)| lens.is_exact(*own)) {
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
