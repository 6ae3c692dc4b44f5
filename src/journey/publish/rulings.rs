//! Rulings as they are published: the one in force of each building, and the file of all.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::{Captures, Lens, PublishError, Turn};
use crate::domain::adjudication::{Bound, CaseState, Outcome};
use crate::domain::campaign::Campaign;
use crate::domain::id::{BuildingId, RulingId};
use crate::domain::limits::EXPORT_PAGE_ROWS;
use crate::exchange::columns::{RulingCells, RulingRow};
use crate::exchange::sink::{Rows, Sink};
use crate::store::cases::Reopening;
use crate::store::rulings::Ruling;
use crate::store::which::Which;
use crate::store::{Db, StoreError, cases, rulings};

/// The ruling that a building's row follows.
pub(super) struct InForce {
    /// What it says.
    pub(super) outcome: Outcome,
    /// When.
    pub(super) ruled_at: DateTime<Utc>,
    /// What is exported of it.
    pub(super) cells: RulingCells,
}

/// The newest deciding ruling of each of some buildings; it is in force where the task says that it
/// was ruled on.
pub(super) fn in_force(
    db: &mut Db,
    campaign: &Campaign,
    which: Which<'_>,
) -> Result<BTreeMap<BuildingId, InForce>, StoreError> {
    let all = rulings::among(db, campaign.id, which)?;
    let mut found = BTreeMap::new();
    for ruling in all.iter().filter(|ruling| ruling.decides) {
        let is_of_round =
            |own: &&Ruling| own.building == ruling.building && own.round == ruling.round;
        let adjudicators = all.iter().filter(is_of_round).count();
        let cells = RulingCells {
            kind: ruling.kind.as_str().to_owned(),
            is_blind: ruling.is_blind,
            adjudicators: u32::try_from(adjudicators).unwrap_or(u32::MAX),
        };
        let (outcome, ruled_at) = (ruling.outcome, ruling.ruled_at);
        found.insert(ruling.building, InForce { outcome, ruled_at, cells });
    }
    Ok(found)
}

/// Writes every ruling of a campaign.
pub(super) fn write(
    db: &mut Db,
    (campaign, lens): (&Campaign, &Lens),
    captures: &Captures,
    sink: &mut dyn Sink,
) -> Result<(), PublishError> {
    let (mut table, mut after) = (Rows::begin(sink)?, RulingId(0));
    loop {
        let page = rulings::page(db, campaign.id, after, EXPORT_PAGE_ROWS)?;
        let Some(last) = page.last() else { break };
        after = last.id;
        write_page(db, lens, (captures, page), &mut table)?;
    }
    Ok(())
}

fn write_page(
    db: &mut Db,
    lens: &Lens,
    (captures, page): (&Captures, Vec<Ruling>),
    table: &mut Rows<'_, RulingRow>,
) -> Result<(), PublishError> {
    let about: BTreeSet<BuildingId> = page.iter().map(|ruling| ruling.building).collect();
    let about: Vec<BuildingId> = about.into_iter().collect();
    let reopenings = cases::reopenings(db, &about)?;
    let closed = cases::rounds(db, &about, CaseState::Closed)?;
    for ruling in page.into_iter().filter(|ruling| lens.shows(ruling.building)) {
        let mut ended = reopenings.iter();
        let ended = ended.find(|one| (one.building, one.round) == (ruling.building, ruling.round));
        let is_in_force = ruling.decides && closed.get(&ruling.building) == Some(&ruling.round);
        table.row(&row(ruling, lens, (ended, is_in_force), captures))?;
    }
    Ok(())
}

/// Writes a page of rulings; their numbers.
pub(super) fn page(
    db: &mut Db,
    (campaign, lens): (&Campaign, &Lens),
    (captures, turn): (&Captures, &Turn),
    sink: &mut dyn Sink,
) -> Result<Vec<i64>, PublishError> {
    let mut table = Rows::begin(sink)?;
    let page = rulings::page(db, campaign.id, RulingId(turn.after), turn.most)?;
    let ids = page.iter().map(|ruling| ruling.id.0).collect();
    write_page(db, lens, (captures, page), &mut table)?;
    Ok(ids)
}

fn row(
    ruling: Ruling,
    lens: &Lens,
    (ended, is_in_force): (Option<&Reopening>, bool),
    captures: &Captures,
) -> RulingRow {
    let ends = match ruling.outcome {
        Outcome::Window(last, first) => [Some(last), Some(first)],
        Outcome::Undatable(_) | Outcome::Ask(_) | Outcome::Mend => [None; 2],
    };
    let image = |bound: Option<Bound>| match bound {
        Some(Bound::At(capture)) => captures.name(Some(capture)),
        _ => None,
    };
    let open = |bound: Option<Bound>| match bound {
        Some(Bound::Evidence) => Some("evidence".to_owned()),
        Some(Bound::Dispute) => Some("dispute".to_owned()),
        Some(Bound::At(_)) | None => None,
    };
    let word = |one: &Reopening| if one.is_dispute { "disputed" } else { "mended" };
    RulingRow {
        ruling_id: ruling.id,
        building_id: lens.told(ruling.building),
        round: ruling.round,
        adjudicator_pseudonym: lens.pseudonyms.of_account(ruling.account),
        kind: ruling.kind.as_str().to_owned(),
        images: ends.map(image),
        open: ends.map(open),
        doubt: match ruling.outcome {
            Outcome::Undatable(doubt) => Some(doubt.as_str().to_owned()),
            _ => None,
        },
        more: match ruling.outcome {
            Outcome::Ask(more) => Some(more),
            _ => None,
        },
        reason: lens.words(ruling.building, ruling.reason),
        is_blind: ruling.is_blind,
        ruled_at: lens.moment(ruling.ruled_at),
        is_in_force,
        ended: ended.map(|one| word(one).to_owned()),
        ended_reason: ended.map(|one| lens.words(ruling.building, one.reason.clone())),
    }
}
