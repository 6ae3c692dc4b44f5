//! Leaves of what is judged, and of what volunteers say and what becomes of them.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::compose::{Composer, Item, each, ids, ms, said};
use super::queue::{CaptureNote, millimetres};
use crate::domain::ledger::{
    Building, Capture, Erased, Judgement, Kind, Leaf, Merge, Quarantine, Superseding,
};
use crate::store::schema::{
    buildings as b, capture_files as f, captures as c, judgements as j, merges as m,
    quarantines as q, supersedings as s,
};
use crate::store::{Db, StoreError};

type Leaves = Result<Vec<Option<Leaf>>, StoreError>;

pub(super) fn captures(db: &mut Db, items: &[Item]) -> Leaves {
    type Row = ((String, NaiveDateTime, String, Option<i64>), (bool, bool, f64, f64));
    let query = c::table.filter(c::id.eq_any(ids(items))).select((
        c::id,
        (
            (c::external_id, c::captured_at, c::precision, c::import_id),
            (c::is_shown, c::is_held, c::shift_east_m, c::shift_north_m),
        ),
    ));
    let rows: Vec<(i64, Row)> = query.load(db)?;
    let of = f::table
        .filter(f::capture_id.eq_any(ids(items)))
        .order((f::capture_id, f::position))
        .select((f::capture_id, f::sha256));
    let mut files: HashMap<i64, Vec<String>> = HashMap::new();
    for (capture, sha256) in of.load::<(i64, String)>(db)? {
        files.entry(capture).or_default().push(sha256);
    }
    each(items, rows, |number, (what, now), note| {
        let (image_id, taken, precision, import) = what.clone();
        let present = (now.0, now.1, millimetres(now.2), millimetres(now.3));
        let then: CaptureNote = said(note)?.unwrap_or(present);
        let (shown, held, east_mm, north_mm) = then;
        let files = files.get(&number).cloned().unwrap_or_default();
        let taken = ms(taken);
        Ok(Some(Leaf::Capture(Capture {
            number,
            image_id,
            taken,
            precision,
            files,
            import,
            shown,
            held,
            east_mm,
            north_mm,
        })))
    })
}

pub(super) fn buildings(db: &mut Db, composer: &Composer<'_>, items: &[Item]) -> Leaves {
    type Row = (Option<i64>, String, String);
    let query = b::table
        .filter(b::id.eq_any(ids(items)))
        .select((b::id, (b::import_id, b::external_id, b::footprint)));
    let rows: Vec<(i64, Row)> = query.load(db)?;
    each(items, rows, |number, (import, external_id, footprint), _| {
        Ok(Some(Leaf::Building(Building {
            number,
            import: *import,
            external_id: composer.commit(number, "external_id", external_id),
            footprint: composer.commit(number, "footprint", footprint),
        })))
    })
}

pub(super) fn judgements(db: &mut Db, composer: &Composer<'_>, items: &[Item]) -> Leaves {
    type Row = (
        (i64, i64, String, Option<i64>, Option<i64>),
        (Option<String>, Option<String>, String, String),
        (NaiveDateTime, NaiveDateTime, Option<String>),
    );
    let query = j::table.filter(j::id.eq_any(ids(items))).select((
        j::id,
        (
            (
                j::building_id,
                j::volunteer_id,
                j::verdict,
                j::last_standing_capture_id,
                j::first_destroyed_capture_id,
            ),
            (j::doubt, j::sureness, j::unusable, j::purpose),
            (j::dealt_at, j::submitted_at, j::exhibit),
        ),
    ));
    let rows: Vec<(i64, Row)> = query.load(db)?;
    each(items, rows, |number, (what, how, when), _| {
        let (building, volunteer, outcome, last, first) = what.clone();
        let (doubt, sureness, unusable, purpose) = how.clone();
        Ok(Some(Leaf::Judgement(Judgement {
            number,
            building,
            volunteer: composer.volunteer(volunteer),
            outcome,
            last,
            first,
            doubt,
            sureness,
            unusable,
            purpose,
            dealt: ms(when.0),
            submitted: ms(when.1),
            exhibit: when.2.clone(),
        })))
    })
}

pub(super) fn supersedings(db: &mut Db, items: &[Item]) -> Leaves {
    let query = s::table
        .filter(s::judgement_id.eq_any(ids(items)))
        .select((s::judgement_id, (s::reason, s::superseded_at)));
    let rows: Vec<(i64, (String, NaiveDateTime))> = query.load(db)?;
    each(items, rows, |judgement, (reason, at), _| {
        let (reason, at) = (reason.clone(), ms(*at));
        Ok(Some(Leaf::Superseding(Superseding { judgement, reason, at })))
    })
}

/// Why, by whom and when something began and ended.
type Span =
    ((String, String, NaiveDateTime), (Option<String>, Option<String>, Option<NaiveDateTime>));

/// The one or the other end: (why, by whom, when); none where it did not end.
fn end((began, ended): &Span, is_end: bool) -> Option<(String, String, i64)> {
    if is_end {
        let (reason, account, at) = ended.clone();
        Some((reason?, account?, ms(at?)))
    } else {
        let (reason, account, at) = began.clone();
        Some((reason, account, ms(at)))
    }
}

pub(super) fn quarantines(
    db: &mut Db,
    composer: &Composer<'_>,
    kind: Kind,
    items: &[Item],
) -> Leaves {
    let query = q::table.filter(q::id.eq_any(ids(items))).select((
        q::id,
        (
            q::volunteer_id,
            ((q::reason, q::account, q::began_at), (q::end_reason, q::ended_by, q::ended_at)),
        ),
    ));
    let rows: Vec<(i64, (i64, Span))> = query.load(db)?;
    each(items, rows, |number, (volunteer, span), _| {
        let Some((reason, account, at)) = end(span, kind == Kind::Restore) else {
            return Ok(None);
        };
        let body = Quarantine {
            number,
            volunteer: composer.volunteer(*volunteer),
            account: composer.named(&account),
            reason: composer.commit(number, "reason", &reason),
            at,
        };
        let leaf = if kind == Kind::Restore { Leaf::Restore } else { Leaf::Quarantine };
        Ok(Some(leaf(body)))
    })
}

pub(super) fn merges(db: &mut Db, composer: &Composer<'_>, kind: Kind, items: &[Item]) -> Leaves {
    type Row = ((i64, i64), Span);
    let query = m::table.filter(m::id.eq_any(ids(items))).select((
        m::id,
        (
            (m::volunteer_id, m::person_id),
            ((m::reason, m::account, m::began_at), (m::end_reason, m::ended_by, m::ended_at)),
        ),
    ));
    let rows: Vec<(i64, Row)> = query.load(db)?;
    each(items, rows, |number, ((volunteer, person), span), _| {
        let Some((reason, account, at)) = end(span, kind == Kind::Part) else { return Ok(None) };
        let body = Merge {
            number,
            volunteer: composer.volunteer(*volunteer),
            person: composer.volunteer(*person),
            account: composer.named(&account),
            reason: composer.commit(number, "reason", &reason),
            at,
        };
        Ok(Some(if kind == Kind::Part { Leaf::Part(body) } else { Leaf::Merge(body) }))
    })
}

pub(super) fn erased(
    composer: &Composer<'_>,
    (volunteer, note): &Item,
) -> Result<Option<Leaf>, StoreError> {
    let at: Option<i64> = said(note.as_deref())?;
    let volunteer = composer.volunteer(*volunteer);
    Ok(at.map(|at| Leaf::Erased(Erased { volunteer, at })))
}
