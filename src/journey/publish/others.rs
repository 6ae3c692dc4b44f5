//! Buildings in the columns of others.

use std::collections::BTreeMap;

use super::{Captures, Lens, PublishError, each_building};
use crate::domain::campaign::Campaign;
use crate::domain::judgement::Verdict;
use crate::exchange::columns::{Class, Sensed, TotalsRow, UnosatRow};
use crate::exchange::sink::{Rows, Sink};
use crate::store::Db;

/// Writes a point a building with a class a capture, as UNOSAT's damage assessments have them:
/// only what the published window says.
pub(super) fn unosat(
    db: &mut Db,
    of: (&Campaign, &Lens),
    captures: &Captures,
    sink: &mut dyn Sink,
) -> Result<(), PublishError> {
    sink.begin(&UnosatRow::head(captures.all.len()))?;
    let named = captures.all.iter().zip(0..);
    let positions: BTreeMap<&str, usize> =
        named.map(|(capture, position)| (capture.external_id.as_str(), position)).collect();
    each_building(db, of, captures, |told| {
        let at = |seen: &Option<super::Seen>| {
            seen.as_ref().and_then(|seen| positions.get(seen.image_id.as_str())).copied()
        };
        let (last, first) = (at(&told.row.last_intact), at(&told.row.first_destroyed));
        let mut sensed = vec![None; captures.all.len()];
        for position in told.shown {
            let class = match *position {
                position if first.is_some_and(|first| position >= first) => Some(Class::Destroyed),
                position if last.is_some_and(|last| position <= last) => Some(Class::NotVisibly),
                _ => None,
            };
            let taken = captures.all.get(*position).map(|capture| capture.taken);
            if let (Some(place), Some(taken)) = (sensed.get_mut(*position), taken) {
                *place = Some(Sensed { taken, class });
            }
        }
        let row = UnosatRow {
            event: of.0.slug.to_string(),
            site: told.row.external_id.clone(),
            place: told.row.footprint.centre(),
            sensed,
        };
        Ok(row.write(sink)?)
    })
}

/// Writes how many saw each building destroyed, as `MapSwipe`'s aggregated results have it.
pub(super) fn totals(
    db: &mut Db,
    of: (&Campaign, &Lens),
    captures: &Captures,
    sink: &mut dyn Sink,
) -> Result<(), PublishError> {
    let mut table = Rows::begin(sink)?;
    let mut idx = 0;
    each_building(db, of, captures, |told| {
        let mut counts = [0_u32; 3];
        for vote in told.votes {
            let [intact, destroyed, unsure] = &mut counts;
            *match vote {
                Verdict::Seen(window) if window.first_destroyed().is_some() => destroyed,
                Verdict::Seen(_) => intact,
                Verdict::CannotTell(_) => unsure,
            } += 1;
        }
        let (building_id, footprint) = (told.row.building_id, told.row.footprint.clone());
        table.row(&TotalsRow { idx, building_id, counts, footprint })?;
        idx += 1;
        Ok(())
    })
}
