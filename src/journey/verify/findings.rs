//! The findings of a package against its rows.

use std::collections::BTreeSet;
use std::path::Path;

use super::record::Record;
use super::replay::Replay;
use super::rows::{Seen, Votes};
use super::rulings::Ruled;
use super::table::{compare, each_row, number};
use crate::domain::release::Tier;
use crate::exchange::columns::BuildingRow;
use crate::journey::publish::anew::{Cells, Pictures, cell, filled, moment};

/// What buildings say of themselves that stands in no line.
pub(super) const BESIDE: [&str; 2] = ["footprint_sha256", "location_precision"];

/// What the findings leave open.
#[derive(Default)]
pub(super) struct Left {
    /// Buildings without a line that is told.
    pub(super) untold: u64,
    /// Buildings that the rule alone does not retire.
    pub(super) unstopped: u64,
    /// Buildings settled by another method than the newest.
    pub(super) by_others: u64,
    /// Answers that name an image which shows the building no longer.
    pub(super) unseen: u64,
}

pub(super) fn buildings(
    folder: &Path,
    (record, lines): (&Record, u64),
    replay: &mut Replay<'_>,
    (pictures, votes, ruled): (&Pictures, &Votes, &Ruled),
    left: &mut Left,
) -> Result<String, String> {
    let mut seen = BTreeSet::new();
    let nobody = Seen::default();
    let mut known = record.buildings.iter().filter(|(_, line, _)| *line < lines).peekable();
    let missing = |number: i64| format!("building {number} of the ledger is missing");
    let count = each_row::<BuildingRow>(folder, |cells| {
        let number = number(cells, "building_id")?;
        if seen.last().is_some_and(|last| *last >= number) {
            return Err(format!("building {number} is there twice, or out of its order"));
        }
        seen.insert(number);
        let (mut is_known, mut is_gone) = (false, false);
        while let Some((own, _, import)) = known.next_if(|(own, ..)| *own <= number) {
            is_known |= *own == number;
            is_gone = *own == number && replay.is_undone(*import);
            if *own < number && !seen.contains(own) && !replay.is_undone(*import) {
                return Err(missing(*own));
            }
        }
        if is_gone {
            return Err(format!("building {number} was taken back with all of its import"));
        }
        if !is_known && (replay.redacted == 0 || replay.tells) {
            return Err(format!("building {number} is in no line of the ledger"));
        }
        if !is_known {
            replay.redacted -= 1;
            left.untold += 1;
        }
        let own = votes.by.get(&number).unwrap_or(&nobody);
        finding(cells, replay, (pictures, own, ruled), left)
            .map_err(|words| format!("building {number}: {words}"))
    })?;
    if let Some((own, ..)) =
        known.find(|(own, _, import)| !seen.contains(own) && !replay.is_undone(*import))
    {
        return Err(format!("buildings.csv: {}", missing(*own)));
    }
    match votes.by.keys().find(|building| !seen.contains(building)) {
        Some(building) => {
            Err(format!("buildings.csv: building {building} was judged and has no row"))
        }
        None => Ok(format!("{count} findings follow from the rows, every derived column")),
    }
}

fn finding(
    cells: &Cells,
    replay: &Replay<'_>,
    (pictures, own, ruled): (&Pictures, &Seen, &Ruled),
    left: &mut Left,
) -> Result<(), String> {
    let id = cell(cells, "building_id");
    let method = filled(cells, "method").unwrap_or_default();
    if !replay.methods.contains(method.as_str()) {
        return Err(format!("method is \"{method}\", which no line sets"));
    }
    left.by_others += u64::from(method != replay.method);
    for name in ["first_image_id", "last_image_id"] {
        if filled(cells, name).is_some_and(|id| !replay.shows(&id)) {
            return Err(format!("{name} is an image that volunteers are not shown"));
        }
    }
    for id in pictures.outside(cells, &own.verdicts)? {
        if !replay.may_miss(id) {
            return Err(format!(
                "an answer that counts names {id}, which is not from first_image_id to \
                 last_image_id"
            ));
        }
        left.unseen += 1;
    }
    let is_ruled = cell(cells, "retirement_reason") == "ruled";
    let ruling = ruled.in_force.get(id);
    if is_ruled != ruling.is_some() {
        return Err(match ruling {
            Some(_) => "a ruling is in force, and the row does not follow it".to_owned(),
            None => "it is ruled on, and no ruling is in force".to_owned(),
        });
    }
    let tier = Tier::parse(cell(cells, "location_precision"));
    if tier.ok_or("location_precision is no word for it")? == Tier::Exact
        && ruled.closed_of.contains(id)
    {
        return Err("its place is exact, and salts of its reasons are missing".to_owned());
    }
    let round = |ruling: &Cells| (id.to_owned(), cell(ruling, "round").to_owned());
    let ruling = ruling.map(|own| (own, ruled.rounds.get(&round(own)).copied().unwrap_or(0)));
    let wanted = pictures.building(cells, &own.verdicts, ruling)?;
    compare(cells, &wanted, |name| BESIDE.contains(&name) || name.starts_with("posterior_"))?;
    if !is_ruled && !pictures.is_retired(cells, &own.verdicts)? {
        left.unstopped += 1;
    }
    // Each judgement that counts decides anew: it was decided with the last of them or later.
    let at = moment(cell(cells, "decided_at")).map(|at| at.timestamp_millis());
    match at {
        Some(at) if !is_ruled && at < own.last_at => {
            Err("decided_at is before the last judgement that counts".to_owned())
        }
        Some(at) if at > replay.frozen_at => Err("decided_at is after the release".to_owned()),
        _ => Ok(()),
    }
}
