//! Leaves of what staff decide and do.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::compose::{Composer, Item, digest, each, ids, ms, said};
use crate::domain::ledger::{
    Act, CampaignState, Dispute, Gold, Import, Kind, Leaf, Priority, PriorityEnded, Rules, Ruling,
};
use crate::store::schema::{
    acts as a, case_reopenings as d, golds as g, imports as i, places as p, rule_versions as v,
    rulings as r, texts,
};
use crate::store::{Db, StoreError, campaigns as store_campaigns};

type Leaves = Result<Vec<Option<Leaf>>, StoreError>;

pub(super) fn campaigns(db: &mut Db, composer: &Composer<'_>, items: &[Item]) -> Leaves {
    let campaign = store_campaigns::get(db, composer.campaign)?;
    let query = texts::table
        .filter(texts::campaign_id.eq(composer.campaign.0))
        .order((texts::lang, texts::name))
        .select((texts::lang, texts::name, texts::text));
    let mut words: Vec<(String, String, String)> = query.load(db)?;
    // The databases do not sort alike.
    words.sort();
    let told = (&campaign.title, &campaign.about, &campaign.content_note, &words);
    let told =
        serde_json::to_string(&told).map_err(|error| StoreError::unknown("campaigns", &error))?;
    let method = campaign.policy.method();
    let leaf = Leaf::Campaign(CampaignState {
        slug: campaign.slug.to_string(),
        phase: campaign.phase.as_str().to_owned(),
        method_id: digest(&method),
        method,
        dealing: campaign.dealing.words(),
        definition: digest(&told),
    });
    Ok(items.iter().map(|_| Some(leaf.clone())).collect())
}

pub(super) fn rulings(db: &mut Db, composer: &Composer<'_>, items: &[Item]) -> Leaves {
    type Ends = (Option<String>, Option<i64>, Option<String>, Option<i64>);
    type Row = (
        (i64, i64, i32, String),
        Ends,
        (Option<String>, Option<i32>, String),
        (bool, bool, NaiveDateTime),
    );
    let query = r::table.filter(r::id.eq_any(ids(items))).select((
        r::id,
        (
            (r::building_id, r::account_id, r::round, r::kind),
            (
                r::last_standing,
                r::last_standing_capture_id,
                r::first_destroyed,
                r::first_destroyed_capture_id,
            ),
            (r::doubt, r::more, r::reason),
            (r::is_blind, r::decides, r::ruled_at),
        ),
    ));
    let rows: Vec<(i64, Row)> = query.load(db)?;
    each(items, rows, |number, (what, ends, why, how), _| {
        let (last, last_capture, first, first_capture) = ends.clone();
        Ok(Some(Leaf::Ruling(Ruling {
            number,
            building: what.0,
            account: composer.account(what.1),
            round: i64::from(what.2),
            how: what.3.clone(),
            last,
            last_capture,
            first,
            first_capture,
            doubt: why.0.clone(),
            more: why.1.map(i64::from),
            reason: composer.commit(number, "reason", &why.2),
            blind: how.0,
            decides: how.1,
            at: ms(how.2),
        })))
    })
}

pub(super) fn disputes(db: &mut Db, composer: &Composer<'_>, items: &[Item]) -> Leaves {
    type Row = (i64, i64, i32, String, String, NaiveDateTime);
    let query = d::table.filter(d::id.eq_any(ids(items))).select((
        d::id,
        (d::building_id, d::account_id, d::round, d::kind, d::reason, d::reopened_at),
    ));
    let rows: Vec<(i64, Row)> = query.load(db)?;
    each(items, rows, |number, (building, account, round, how, reason, at), _| {
        Ok(Some(Leaf::Dispute(Dispute {
            number,
            building: *building,
            account: composer.account(*account),
            round: i64::from(*round),
            how: how.clone(),
            reason: composer.commit(number, "reason", reason),
            at: ms(*at),
        })))
    })
}

pub(super) fn golds(db: &mut Db, composer: &Composer<'_>, items: &[Item]) -> Leaves {
    type Row = (Option<i64>, Option<i64>, bool, String, NaiveDateTime);
    type Note = (Option<i64>, Option<i64>, bool, String, i64);
    let query = g::table.filter(g::building_id.eq_any(ids(items))).select((
        g::building_id,
        (
            g::last_standing_capture_id,
            g::first_destroyed_capture_id,
            g::is_active,
            g::account,
            g::set_at,
        ),
    ));
    let rows: Vec<(i64, Row)> = query.load(db)?;
    each(items, rows, |building, row, note| {
        let (last, first, active, name, at) = row.clone();
        let then: Note = said(note)?.unwrap_or((last, first, active, name, ms(at)));
        let (last, first, active, name, at) = then;
        let account = composer.named(&name);
        Ok(Some(Leaf::Gold(Gold { building, last, first, active, account, at })))
    })
}

pub(super) fn rules(db: &mut Db, composer: &Composer<'_>, items: &[Item]) -> Leaves {
    type Row = (i32, String, String, String, String, NaiveDateTime);
    let query = v::table
        .filter(v::id.eq_any(ids(items)))
        .select((v::id, (v::number, v::method, v::dealing, v::account, v::reason, v::set_at)));
    let rows: Vec<(i64, Row)> = query.load(db)?;
    each(items, rows, |id, (number, method, dealing, account, reason, at), _| {
        Ok(Some(Leaf::Rules(Rules {
            number: i64::from(*number),
            method: method.clone(),
            method_id: digest(method),
            dealing: dealing.clone(),
            account: composer.named(account),
            reason: composer.commit(id, "reason", reason),
            at: ms(*at),
        })))
    })
}

pub(super) fn priorities(db: &mut Db, composer: &Composer<'_>, items: &[Item]) -> Leaves {
    type Row = (String, i32, i32, i32, String, NaiveDateTime);
    let query = p::table
        .filter(p::id.eq_any(ids(items)))
        .select((p::id, (p::name, p::weight, p::least, p::buildings, p::made_by, p::made_at)));
    let rows: Vec<(i64, Row)> = query.load(db)?;
    each(items, rows, |number, (name, weight, least, buildings, account, at), _| {
        Ok(Some(Leaf::Priority(Priority {
            number,
            name: composer.commit(number, "name", name),
            weight: i64::from(*weight),
            least: i64::from(*least),
            buildings: i64::from(*buildings),
            account: composer.named(account),
            at: ms(*at),
        })))
    })
}

pub(super) fn priorities_ended(db: &mut Db, composer: &Composer<'_>, items: &[Item]) -> Leaves {
    type Row = (Option<String>, Option<NaiveDateTime>);
    let query =
        p::table.filter(p::id.eq_any(ids(items))).select((p::id, (p::ended_by, p::ended_at)));
    let rows: Vec<(i64, Row)> = query.load(db)?;
    each(items, rows, |number, (account, at), _| {
        let ended = account.as_deref().zip(*at);
        Ok(ended.map(|(account, at)| {
            let (account, at) = (composer.named(account), ms(at));
            Leaf::PriorityEnded(PriorityEnded { number, account, at })
        }))
    })
}

pub(super) fn imports(db: &mut Db, composer: &Composer<'_>, kind: Kind, items: &[Item]) -> Leaves {
    type Row = (String, String, String, String, NaiveDateTime, NaiveDateTime);
    let query = i::table
        .filter(i::id.eq_any(ids(items)))
        .select((i::id, (i::kind, i::sha256, i::name, i::account, i::created_at, i::changed_at)));
    let rows: Vec<(i64, Row)> = query.load(db)?;
    let is_undone = kind == Kind::ImportUndone;
    each(items, rows, |number, (what, sha256, name, account, created, changed), _| {
        let body = Import {
            number,
            what: what.clone(),
            sha256: sha256.clone(),
            name: composer.commit(number, "name", name),
            account: composer.named(account),
            at: ms(if is_undone { *changed } else { *created }),
        };
        Ok(Some(if is_undone { Leaf::ImportUndone(body) } else { Leaf::Import(body) }))
    })
}

pub(super) fn acts(db: &mut Db, composer: &Composer<'_>, items: &[Item]) -> Leaves {
    type Row = (String, String, String, String, NaiveDateTime);
    let query = a::table
        .filter(a::id.eq_any(ids(items)))
        .select((a::id, (a::kind, a::done_by, a::subject, a::reason, a::done_at)));
    let rows: Vec<(i64, Row)> = query.load(db)?;
    each(items, rows, |number, (did, account, subject, reason, at), _| {
        Ok(Some(Leaf::Act(Act {
            number,
            did: did.clone(),
            account: composer.named(account),
            subject: composer.commit(number, "subject", subject),
            reason: composer.commit(number, "reason", reason),
            at: ms(*at),
        })))
    })
}
