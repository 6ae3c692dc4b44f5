//! Campaigns.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::schema::campaigns as t;
use super::{Db, StoreError, count, ledger, stored, stored_count};
use crate::domain::campaign::{Campaign, Feedback, Phase, Slug, Visibility};
use crate::domain::dealing::Dealing;
use crate::domain::id::CampaignId;
use crate::domain::ledger::Kind;
use crate::domain::policy::{Policy, PolicyError, Threshold};

#[derive(Queryable)]
struct Row {
    id: i64,
    slug: String,
    title: String,
    about: String,
    content_note: String,
    phase: String,
    judgements_min: i32,
    judgements_max: i32,
    threshold_num: i32,
    threshold_den: i32,
    at_cap: String,
    chip_px: i32,
    _export_key: String,
    _created_at: NaiveDateTime,
    width_max: i32,
    stopping: String,
    sure_pm: i32,
    gold_first_pm: i32,
    gold_later_pm: i32,
    repeat_pm: i32,
    near_pm: i32,
    feedback: String,
    help: String,
    visibility: String,
    rulings_by: i32,
}

impl TryFrom<Row> for Campaign {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let bad = |value: &dyn ToString| StoreError::unknown("campaigns", &value.to_string());
        let threshold = Threshold::new(count(row.threshold_num), count(row.threshold_den));
        let policy = Policy::new(
            count(row.judgements_min),
            count(row.judgements_max),
            threshold.map_err(|e| bad(&e))?,
            row.at_cap.parse().map_err(|e: PolicyError| bad(&e))?,
        );
        let stopping = row.stopping.parse().map_err(|e: PolicyError| bad(&e))?;
        let policy =
            policy.and_then(|p| p.stopping(count(row.width_max), stopping, count(row.sure_pm)));
        let dealing = Dealing::new(
            count(row.gold_first_pm),
            count(row.gold_later_pm),
            count(row.repeat_pm),
            count(row.near_pm),
        );
        Ok(Self {
            id: CampaignId(row.id),
            slug: row.slug.parse().map_err(|e: PolicyError| bad(&e))?,
            title: row.title,
            about: row.about,
            content_note: row.content_note,
            phase: Phase::parse(&row.phase).ok_or_else(|| bad(&row.phase))?,
            policy: policy.map_err(|e| bad(&e))?,
            dealing: dealing.map_err(|e| bad(&e))?,
            chip_px: count(row.chip_px),
            feedback: Feedback::parse(&row.feedback).ok_or_else(|| bad(&row.feedback))?,
            help: row.help,
            visibility: Visibility::parse(&row.visibility).ok_or_else(|| bad(&row.visibility))?,
            rulings_by: count(row.rulings_by),
        })
    }
}

/// The columns of a policy and of the shares of a dealing.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = t)]
struct Rules {
    judgements_min: i32,
    judgements_max: i32,
    threshold_num: i32,
    threshold_den: i32,
    at_cap: &'static str,
    width_max: i32,
    stopping: &'static str,
    sure_pm: i32,
    gold_first_pm: i32,
    gold_later_pm: i32,
    repeat_pm: i32,
    near_pm: i32,
}

impl Rules {
    fn of(policy: Policy, dealing: Dealing) -> Self {
        Self {
            judgements_min: stored_count(policy.judgements_min),
            judgements_max: stored_count(policy.judgements_max),
            threshold_num: stored_count(policy.threshold.num()),
            threshold_den: stored_count(policy.threshold.den()),
            at_cap: policy.at_cap.as_str(),
            width_max: stored_count(policy.width_max),
            stopping: policy.stopping.as_str(),
            sure_pm: stored_count(policy.sure_pm),
            gold_first_pm: stored_count(dealing.gold_first_pm),
            gold_later_pm: stored_count(dealing.gold_later_pm),
            repeat_pm: stored_count(dealing.repeat_pm),
            near_pm: stored_count(dealing.near_pm),
        }
    }
}

/// What is said of a new campaign.
#[derive(Debug, Clone)]
pub struct NewCampaign {
    /// Its name in addresses.
    pub slug: Slug,
    /// Its name for people.
    pub title: String,
    /// What it is about.
    pub about: String,
    /// What a volunteer should know before they look.
    pub content_note: String,
    /// How its buildings are settled.
    pub policy: Policy,
    /// How its tasks are dealt.
    pub dealing: Dealing,
    /// Pixels across its chips.
    pub chip_px: u32,
    /// 32 random bytes in hex: the key of its pseudonyms.
    pub export_key: String,
}

/// Adds a campaign, as a draft.
///
/// # Errors
/// A race when the slug is taken.
pub fn add(db: &mut Db, new: &NewCampaign, now: DateTime<Utc>) -> Result<CampaignId, StoreError> {
    let row = (
        t::slug.eq(new.slug.as_str()),
        t::title.eq(&new.title),
        t::about.eq(&new.about),
        t::content_note.eq(&new.content_note),
        t::phase.eq(Phase::Draft.as_str()),
        Rules::of(new.policy, new.dealing),
        t::chip_px.eq(stored_count(new.chip_px)),
        t::export_key.eq(&new.export_key),
        t::created_at.eq(stored(now)),
    );
    let id = diesel::insert_into(t::table).values(row).returning(t::id).get_result(db)?;
    queued(db, CampaignId(id))?;
    Ok(CampaignId(id))
}

/// Lets the ledger say what the campaign is now.
fn queued(db: &mut Db, id: CampaignId) -> Result<(), StoreError> {
    ledger::queue(db, id, Kind::Campaign, id.0)
}

/// The campaign of a slug, in any phase.
///
/// # Errors
/// When the database fails.
pub fn by_slug(db: &mut Db, slug: &str) -> Result<Option<Campaign>, StoreError> {
    let row: Option<Row> = t::table.filter(t::slug.eq(slug)).first(db).optional()?;
    row.map(Campaign::try_from).transpose()
}

/// A campaign by its id.
///
/// # Errors
/// When there is none, or the database fails.
pub fn get(db: &mut Db, id: CampaignId) -> Result<Campaign, StoreError> {
    t::table.find(id.0).first::<Row>(db)?.try_into()
}

/// All campaigns, newest first.
///
/// # Errors
/// When the database fails.
pub fn all(db: &mut Db) -> Result<Vec<Campaign>, StoreError> {
    let rows: Vec<Row> = t::table.order(t::id.desc()).limit(1_000).load(db)?;
    rows.into_iter().map(Campaign::try_from).collect()
}

/// Sets how a campaign's buildings are settled and its tasks dealt.
///
/// # Errors
/// When the database fails.
pub fn set_rules(
    db: &mut Db,
    id: CampaignId,
    policy: Policy,
    dealing: Dealing,
) -> Result<(), StoreError> {
    diesel::update(t::table.find(id.0)).set(Rules::of(policy, dealing)).execute(db)?;
    queued(db, id)
}

/// Opens or closes a campaign.
///
/// # Errors
/// When the database fails.
pub fn set_phase(db: &mut Db, id: CampaignId, phase: Phase) -> Result<(), StoreError> {
    diesel::update(t::table.find(id.0)).set(t::phase.eq(phase.as_str())).execute(db)?;
    queued(db, id)
}

/// Sets when a campaign's volunteers are told how they did.
///
/// # Errors
/// When the database fails.
pub fn set_feedback(db: &mut Db, id: CampaignId, feedback: Feedback) -> Result<(), StoreError> {
    diesel::update(t::table.find(id.0)).set(t::feedback.eq(feedback.as_str())).execute(db)?;
    Ok(())
}

/// Sets where a campaign's volunteers find help, a line each.
///
/// # Errors
/// When the database fails.
pub fn set_help(db: &mut Db, id: CampaignId, help: &str) -> Result<(), StoreError> {
    diesel::update(t::table.find(id.0)).set(t::help.eq(help)).execute(db)?;
    Ok(())
}

/// Sets who finds a campaign.
///
/// # Errors
/// When the database fails.
pub fn set_visibility(
    db: &mut Db,
    id: CampaignId,
    visibility: Visibility,
) -> Result<(), StoreError> {
    diesel::update(t::table.find(id.0)).set(t::visibility.eq(visibility.as_str())).execute(db)?;
    Ok(())
}

/// When a campaign was made.
///
/// # Errors
/// When the database fails.
pub fn created_at(db: &mut Db, id: CampaignId) -> Result<DateTime<Utc>, StoreError> {
    let at: NaiveDateTime = t::table.find(id.0).select(t::created_at).first(db)?;
    Ok(at.and_utc())
}

/// The key of a campaign's pseudonyms, in hex.
///
/// # Errors
/// When the database fails.
pub fn export_key(db: &mut Db, id: CampaignId) -> Result<String, StoreError> {
    Ok(t::table.find(id.0).select(t::export_key).first(db)?)
}

/// Sets how many people rule on a case.
///
/// # Errors
/// When the database fails.
pub fn set_rulings_by(db: &mut Db, id: CampaignId, people: u32) -> Result<(), StoreError> {
    let value = t::rulings_by.eq(stored_count(people));
    diesel::update(t::table.find(id.0)).set(value).execute(db)?;
    Ok(())
}

/// Sets what a campaign says of itself in its own language: (title, about, content note).
///
/// # Errors
/// When the database fails.
pub fn set_texts(
    db: &mut Db,
    id: CampaignId,
    (title, about, content_note): (&str, &str, &str),
) -> Result<(), StoreError> {
    let values = (t::title.eq(title), t::about.eq(about), t::content_note.eq(content_note));
    diesel::update(t::table.find(id.0)).set(values).execute(db)?;
    queued(db, id)
}
