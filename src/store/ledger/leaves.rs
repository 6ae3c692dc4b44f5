//! The lines of a ledger, the nodes of its tree, and what waits for a place in it.

use std::collections::HashMap;

use diesel::prelude::*;

use super::compose::Item;
use crate::domain::id::CampaignId;
use crate::domain::ledger::tree::{Frontier, Hash, Nodes, leaf_hash, node_hash};
use crate::domain::ledger::{Kind, hex, unhex};
use crate::store::dialect::on_each_backend;
use crate::store::schema::ledger::{
    ledger_heads as h, ledger_leaves as t, ledger_nodes as n, ledger_queue as q,
};
use crate::store::{Db, StoreError};

/// Nodes of this level and above are kept; those below are made of up to 256 lines' hashes.
const KEPT_LEVEL: u32 = 8;
/// Lines of one page.
pub const LEAVES_PAGE: i64 = 256;

/// An event that waits: its place in the queue, its campaign, kind and what it is about.
pub type Waiting = (i64, CampaignId, Kind, Item);

/// The oldest events that wait.
///
/// # Errors
/// When the database fails.
pub fn waiting(db: &mut Db, most: i64) -> Result<Vec<Waiting>, StoreError> {
    type Row = (i64, i64, String, i64, Option<String>);
    let query = q::table.order(q::id).limit(most);
    let rows: Vec<Row> =
        query.select((q::id, q::campaign_id, q::kind, q::subject, q::note)).load(db)?;
    let one = |(id, campaign, kind, subject, note): Row| {
        let kind = known(&kind)?;
        Ok((id, CampaignId(campaign), kind, (subject, note)))
    };
    rows.into_iter().map(one).collect()
}

fn known(kind: &str) -> Result<Kind, StoreError> {
    Kind::parse(kind).ok_or_else(|| StoreError::unknown("ledger", kind))
}

fn hash(text: &str) -> Result<Hash, StoreError> {
    unhex(text).ok_or_else(|| StoreError::unknown("ledger", text))
}

fn at(position: u64) -> i64 {
    i64::try_from(position).unwrap_or(i64::MAX)
}

fn from(position: i64) -> u64 {
    u64::try_from(position).unwrap_or(0)
}

/// The right edge of a campaign's tree.
fn frontier(db: &mut Db, campaign: CampaignId) -> Result<Frontier, StoreError> {
    let query = h::table.find(campaign.0).select((h::size, h::peaks));
    let kept: Option<(i64, String)> = query.first(db).optional()?;
    let Some((size, peaks)) = kept else { return Ok(Frontier::default()) };
    let list: Result<Vec<Hash>, StoreError> = peaks.split_terminator(' ').map(hash).collect();
    Frontier::new(from(size), list?).ok_or_else(|| StoreError::unknown("ledger_heads", &size))
}

/// How many lines a campaign's ledger has.
///
/// # Errors
/// When the database fails.
pub fn size(db: &mut Db, campaign: CampaignId) -> Result<u64, StoreError> {
    let size: Option<i64> = h::table.find(campaign.0).select(h::size).first(db).optional()?;
    Ok(size.map_or(0, from))
}

/// Gives lines of one campaign the next places, and takes the events at these places of the queue
/// out of it. The caller holds [`super::lock`].
///
/// # Errors
/// When the database fails, or another sealer was there.
pub fn append(
    db: &mut Db,
    campaign: CampaignId,
    lines: &[(i64, Kind, String)],
    done: &[i64],
) -> Result<u64, StoreError> {
    let mut frontier = frontier(db, campaign)?;
    let is_first = frontier.size() == 0;
    let (mut rows, mut nodes) = (Vec::new(), Vec::new());
    for (subject, kind, line) in lines {
        let hash = leaf_hash(line.as_bytes());
        rows.push((
            t::campaign_id.eq(campaign.0),
            t::position.eq(at(frontier.size())),
            t::kind.eq(kind.as_str()),
            t::subject.eq(*subject),
            t::hash.eq(hex(&hash)),
            t::line.eq(line),
        ));
        frontier.append(hash, |level, index, hash| {
            if level >= KEPT_LEVEL {
                nodes.push((
                    n::campaign_id.eq(campaign.0),
                    n::level.eq(i32::try_from(level).unwrap_or(i32::MAX)),
                    n::position.eq(at(index)),
                    n::hash.eq(hex(&hash)),
                ));
            }
        });
    }
    let peaks: Vec<String> = frontier.peaks().iter().map(|peak| hex(peak)).collect();
    let values = (h::size.eq(at(frontier.size())), h::peaks.eq(peaks.join(" ")));
    on_each_backend!(db, |conn| diesel::insert_into(t::table).values(&rows).execute(conn))?;
    on_each_backend!(db, |conn| diesel::insert_into(n::table).values(&nodes).execute(conn))?;
    if is_first && diesel::update(h::table.find(campaign.0)).set(values.clone()).execute(db)? == 0 {
        let row = (h::campaign_id.eq(campaign.0), values);
        diesel::insert_into(h::table).values(row).execute(db)?;
    } else {
        diesel::update(h::table.find(campaign.0)).set(values).execute(db)?;
    }
    diesel::delete(q::table.filter(q::id.eq_any(done))).execute(db)?;
    Ok(frontier.size())
}

/// A line as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its place, from 0.
    pub position: u64,
    /// Its kind.
    pub kind: Kind,
    /// What it is about.
    pub subject: i64,
    /// Its hash, in hex.
    pub hash: String,
    /// The line.
    pub line: String,
}

/// The lines of a campaign from a place on.
///
/// # Errors
/// When the database fails.
pub fn page(db: &mut Db, campaign: CampaignId, first: u64) -> Result<Vec<Stored>, StoreError> {
    type Row = (i64, String, i64, String, String);
    let query = t::table
        .filter(t::campaign_id.eq(campaign.0))
        .filter(t::position.ge(at(first)))
        .order(t::position)
        .limit(LEAVES_PAGE)
        .select((t::position, t::kind, t::subject, t::hash, t::line));
    let one = |(position, kind, subject, hash, line): Row| {
        Ok(Stored { position: from(position), kind: known(&kind)?, subject, hash, line })
    };
    query.load::<Row>(db)?.into_iter().map(one).collect()
}

/// The place of the first line of a kind about something.
///
/// # Errors
/// When the database fails.
pub fn position_of(
    db: &mut Db,
    campaign: CampaignId,
    kind: Kind,
    subject: i64,
) -> Result<Option<u64>, StoreError> {
    let own = t::table.filter(t::campaign_id.eq(campaign.0)).filter(t::kind.eq(kind.as_str()));
    let first = own.filter(t::subject.eq(subject)).order(t::position).select(t::position);
    Ok(first.first::<i64>(db).optional()?.map(from))
}

/// Whether no later line, nor one that waits, says more about what a line is about.
///
/// # Errors
/// When the database fails.
pub fn is_newest(db: &mut Db, campaign: CampaignId, line: &Stored) -> Result<bool, StoreError> {
    let kind = line.kind.as_str();
    let later = t::table
        .filter(t::campaign_id.eq(campaign.0))
        .filter(t::kind.eq(kind))
        .filter(t::subject.eq(line.subject))
        .filter(t::position.gt(at(line.position)));
    let waits = q::table
        .filter(q::campaign_id.eq(campaign.0))
        .filter(q::kind.eq(kind))
        .filter(q::subject.eq(line.subject));
    let is_older: bool = diesel::select(diesel::dsl::exists(later)).get_result(db)?;
    let is_old: bool = diesel::select(diesel::dsl::exists(waits)).get_result(db)?;
    Ok(!is_older && !is_old)
}

/// How many rows of a kind a campaign has, and how many lines about them there are or wait.
/// Of kinds whose rows stay for good alone.
///
/// # Errors
/// When the database fails.
pub fn count(
    db: &mut Db,
    campaign: CampaignId,
    kind: Kind,
) -> Result<Option<(i64, i64)>, StoreError> {
    use crate::store::schema::{judgements as j, rulings as r, supersedings as s};
    let rows: i64 = match kind {
        Kind::Judgement => j::table.filter(j::campaign_id.eq(campaign.0)).count().get_result(db)?,
        Kind::Superseding => s::table
            .inner_join(j::table)
            .filter(j::campaign_id.eq(campaign.0))
            .count()
            .get_result(db)?,
        Kind::Ruling => r::table.filter(r::campaign_id.eq(campaign.0)).count().get_result(db)?,
        _ => return Ok(None),
    };
    let own = t::table.filter(t::campaign_id.eq(campaign.0)).filter(t::kind.eq(kind.as_str()));
    let wait = q::table.filter(q::campaign_id.eq(campaign.0)).filter(q::kind.eq(kind.as_str()));
    let (own, wait): (i64, i64) = (own.count().get_result(db)?, wait.count().get_result(db)?);
    Ok(Some((rows, own + wait)))
}

/// A campaign's tree, read as it is needed.
pub struct Tree<'a> {
    db: &'a mut Db,
    campaign: CampaignId,
    blocks: HashMap<u64, Vec<Hash>>,
}

impl<'a> Tree<'a> {
    /// Of a campaign.
    pub fn new(db: &'a mut Db, campaign: CampaignId) -> Self {
        Self { db, campaign, blocks: HashMap::new() }
    }

    /// The hashes of the 256 lines from a multiple of 256 on, as far as there are.
    fn block(&mut self, block: u64) -> Result<&[Hash], StoreError> {
        if !self.blocks.contains_key(&block) {
            let first = block << KEPT_LEVEL;
            let query = t::table
                .filter(t::campaign_id.eq(self.campaign.0))
                .filter(t::position.ge(at(first)))
                .filter(t::position.lt(at(first + (1 << KEPT_LEVEL))))
                .order(t::position)
                .select(t::hash);
            let hashes = query.load::<String>(self.db)?;
            let hashes = hashes.iter().map(|text| hash(text)).collect::<Result<_, _>>()?;
            self.blocks.insert(block, hashes);
        }
        Ok(self.blocks.get(&block).map_or(&[], Vec::as_slice))
    }
}

impl Nodes for Tree<'_> {
    type Error = StoreError;

    fn node(&mut self, level: u32, index: u64) -> Result<Hash, StoreError> {
        if level >= KEPT_LEVEL {
            let key = (self.campaign.0, i32::try_from(level).unwrap_or(i32::MAX), at(index));
            let kept: String = n::table.find(key).select(n::hash).first(self.db)?;
            return hash(&kept);
        }
        let first = index << level;
        let hashes = self.block(first >> KEPT_LEVEL)?;
        let skip = usize::try_from(first % (1 << KEPT_LEVEL)).unwrap_or(0);
        let missing = || StoreError::unknown("ledger_leaves", &first);
        let mut row = hashes.get(skip..skip + (1 << level)).ok_or_else(missing)?.to_vec();
        while row.len() > 1 {
            let pair = |pair: &[Hash]| match pair {
                [left, right] => node_hash(left, right),
                _ => Hash::default(),
            };
            row = row.chunks(2).map(pair).collect();
        }
        row.first().copied().ok_or_else(missing)
    }
}
