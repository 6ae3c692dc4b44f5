//! Looking without changing anything: what may be seen, by whom, and what a screen needs.

use chrono::{DateTime, Utc};

use super::visibility;
use crate::access::pseudonym::Pseudonyms;
use crate::domain::building::Building;
use crate::domain::campaign::{Campaign, Phase, Visibility};
use crate::domain::id::{AccountId, BuildingId, CaptureId, ImportId, JoinLinkId};
use crate::domain::licence::{Audience, Terms};
use crate::domain::limits::CHIPS_COUNTED_MAX;
use crate::domain::task::Task;
use crate::imagery::encode::{self, Format};
use crate::imagery::vault::{ContentHash, Vault, VaultError};
pub use crate::store::captures::Cutting;
pub use crate::store::imports::{Import, ImportKind, ImportState};
use crate::store::screens::progress;
use crate::store::screens::task::{self, Shown};
use crate::store::screens::votes::{self, Agreement, Vote};
pub use crate::store::sources::Source;
pub use crate::store::volunteers::Enrolled;
use crate::store::{
    Db, StoreError, buildings, campaigns, captures as store_captures, chips as store_chips,
    coverage, imports as store_imports, memberships, sources as store_sources, tasks, volunteers,
};

/// Quality of the JPEG that is made of a chip for a browser without WebP.
const JPEG_QUALITY: u8 = 80;

/// Why there is nothing to see.
#[derive(Debug, thiserror::Error)]
pub enum LookError {
    /// There is none, or none that this person may see: the two are not told apart.
    #[error("there is nothing here that you may see")]
    NotFound,
    /// This volunteer did not consent to this campaign yet.
    #[error("you have not started in this campaign yet")]
    NotStarted(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How large a campaign is: (captures, buildings).
///
/// # Errors
/// When the store fails.
pub fn size(db: &mut Db, campaign: &Campaign) -> Result<(u64, u64), StoreError> {
    progress::size(db, campaign.id)
}

/// How many chips a campaign shows, and how many of them are not cut yet.
///
/// # Errors
/// When the store fails.
pub fn chips(db: &mut Db, campaign: &Campaign) -> Result<(u64, u64), StoreError> {
    coverage::size(db, campaign.id)
}

/// The same in words for a page: what is more than can be counted while somebody waits is not.
///
/// # Errors
/// When the store fails.
pub fn chips_said(db: &mut Db, campaign: &Campaign) -> Result<String, StoreError> {
    let most = CHIPS_COUNTED_MAX;
    let (all, missing) = coverage::size_up_to(db, campaign.id, most)?;
    let said = |count: u64| match i64::try_from(count) {
        Ok(few) if few < most => few.to_string(),
        _ => format!("{most} or more"),
    };
    Ok(match missing {
        0 => format!("{} pictures of buildings", said(all)),
        _ => format!("{} pictures of buildings, {} still to be cut", said(all), said(missing)),
    })
}

/// What a campaign's captures are cut from, oldest first.
///
/// # Errors
/// When the store fails.
pub fn captures(db: &mut Db, campaign: &Campaign) -> Result<Vec<Cutting>, StoreError> {
    store_captures::cuttings(db, campaign.id)
}

/// Up to `most` buildings that both of two captures show, spread evenly over all of them.
///
/// # Errors
/// When the store fails.
pub fn shared_buildings(
    db: &mut Db,
    pair: (CaptureId, CaptureId),
    most: usize,
) -> Result<Vec<Building>, StoreError> {
    let shared = coverage::shared(db, pair, most)?;
    shared.into_iter().map(|(id, _)| buildings::get(db, id)).collect()
}

/// The next buildings of a campaign's queue, up to `most` looked at, that have pictures not yet
/// cut: each with the captures that show it, oldest first.
///
/// # Errors
/// When the store fails.
pub fn next_uncut(
    db: &mut Db,
    campaign: &Campaign,
    most: i64,
) -> Result<Vec<(BuildingId, Vec<CaptureId>)>, StoreError> {
    let mut found = Vec::new();
    for building in tasks::upcoming(db, campaign.id, most)? {
        let (series, chips) = coverage::series(db, building)?;
        if chips.iter().any(Option::is_none) {
            found.push((building, (0..series.len()).filter_map(|at| series.at(at)).collect()));
        }
    }
    Ok(found)
}

/// A campaign's sources of imagery, by name.
///
/// # Errors
/// When the store fails.
pub fn sources(db: &mut Db, campaign: &Campaign) -> Result<Vec<Source>, StoreError> {
    store_sources::of_campaign(db, campaign.id)
}

/// One import of a campaign.
///
/// # Errors
/// When the store fails.
pub fn import(
    db: &mut Db,
    campaign: &Campaign,
    id: ImportId,
) -> Result<Option<Import>, StoreError> {
    store_imports::get(db, campaign.id, id)
}

/// A campaign's newest imports, newest first.
///
/// # Errors
/// When the store fails.
pub fn imports(db: &mut Db, campaign: &Campaign, most: i64) -> Result<Vec<Import>, StoreError> {
    store_imports::of_campaign(db, campaign.id, most)
}

/// The campaign of an address, whoever may find it: not while it is a draft.
///
/// # Errors
/// When there is none to see.
pub fn campaign(db: &mut Db, slug: &str) -> Result<Campaign, LookError> {
    let found = campaigns::by_slug(db, slug)?;
    found.filter(|campaign| campaign.phase != Phase::Draft).ok_or(LookError::NotFound)
}

/// The campaign of an address, as somebody finds it who is no staff, with the link they came by.
///
/// # Errors
/// When there is none that they find.
pub fn found(
    db: &mut Db,
    slug: &str,
    volunteer_hash: Option<&str>,
    link_hash: Option<&str>,
) -> Result<(Campaign, Option<JoinLinkId>), LookError> {
    let campaign = campaign(db, slug)?;
    let found = visibility::finds(db, &campaign, volunteer_hash, link_hash)?;
    found.map(|link| (campaign, link)).ok_or(LookError::NotFound)
}

/// Every campaign, newest first.
///
/// # Errors
/// When the store fails.
pub fn campaigns(db: &mut Db) -> Result<Vec<Campaign>, StoreError> {
    campaigns::all(db)
}

/// The campaign of an address, in any phase: for staff.
///
/// # Errors
/// When there is none.
pub fn any_campaign(db: &mut Db, slug: &str) -> Result<Campaign, LookError> {
    campaigns::by_slug(db, slug)?.ok_or(LookError::NotFound)
}

/// The campaign of an address, and the volunteer who consented to it with what they have done.
///
/// # Errors
/// When there is no campaign to see, or no consent.
pub fn enrolled(
    db: &mut Db,
    slug: &str,
    token_hash: &str,
) -> Result<(Campaign, Enrolled), LookError> {
    let campaign = campaign(db, slug)?;
    let enrolled = volunteers::enrolled(db, token_hash, campaign.id)?;
    let enrolled = enrolled.ok_or_else(|| match campaign.visibility {
        Visibility::Public => LookError::NotStarted(slug.to_owned()),
        // Nobody learns that there is one.
        Visibility::Invited | Visibility::Private => LookError::NotFound,
    })?;
    Ok((campaign, enrolled))
}

/// Who asks for a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Viewer {
    /// Staff, who see what belongs to a campaign in which they have a part.
    Staff(AccountId),
    /// The holder of a volunteer's token, by its hash.
    Volunteer(String),
}

/// The terms under which somebody may see a chip today: a volunteer was dealt its building, and
/// its source lets volunteers see it. Nothing when they may not, or there is no such chip.
///
/// # Errors
/// When the store fails.
pub fn chip_terms(
    db: &mut Db,
    now: DateTime<Utc>,
    sha256: &str,
    viewer: &Viewer,
) -> Result<Option<Terms>, StoreError> {
    let terms = match viewer {
        Viewer::Staff(account) => store_chips::terms_of(db, sha256, *account)?,
        Viewer::Volunteer(token_hash) => match volunteers::by_token_hash(db, token_hash)? {
            Some(volunteer) => store_chips::terms_for(db, sha256, volunteer)?
                .filter(|terms| terms.audience != Audience::Staff),
            None => None,
        },
    };
    Ok(terms.filter(|terms| terms.hold_on(now.date_naive())))
}

/// A chip as a browser gets it: its bytes and their media type. One that takes no WebP gets a JPEG
/// made of it; the kept chip stays the evidence. Nothing when it is not kept.
///
/// # Errors
/// When it cannot be read, or its bytes are no longer those of its hash.
pub fn chip_bytes(
    vault: &Vault,
    hash: &ContentHash,
    takes_webp: bool,
) -> Result<Option<(Vec<u8>, &'static str)>, VaultError> {
    let Some(bytes) = vault.get(hash)? else { return Ok(None) };
    let format = Format::sniff(&bytes).unwrap_or(Format::WebP);
    if format == Format::WebP
        && !takes_webp
        && let Ok(jpeg) = encode::jpeg_of_webp(&bytes, JPEG_QUALITY)
    {
        return Ok(Some((jpeg, Format::Jpeg.mime())));
    }
    Ok(Some((bytes, format.mime())))
}

/// The campaign of a building that somebody may see in a capture today.
///
/// # Errors
/// When the store fails.
pub fn campaign_of_chip(
    db: &mut Db,
    now: DateTime<Utc>,
    (building, capture): (BuildingId, CaptureId),
    viewer: &Viewer,
) -> Result<Option<Campaign>, StoreError> {
    if let Viewer::Volunteer(token_hash) = viewer {
        let Some(volunteer) = volunteers::by_token_hash(db, token_hash)? else { return Ok(None) };
        if !store_chips::was_dealt(db, (building, capture), volunteer)? {
            return Ok(None);
        }
    }
    let Some((campaign, terms)) = store_captures::campaign_and_terms(db, capture)? else {
        return Ok(None);
    };
    let is_shown_to = match viewer {
        Viewer::Staff(account) => memberships::of(db, *account, campaign)?.is_some(),
        Viewer::Volunteer(_) => terms.audience != Audience::Staff,
    };
    let may_see = terms.hold_on(now.date_naive()) && is_shown_to;
    if may_see { campaigns::get(db, campaign).map(Some) } else { Ok(None) }
}

/// Whether a source of a campaign may no longer be shown.
///
/// # Errors
/// When the store fails.
pub fn has_expired_source(
    db: &mut Db,
    now: DateTime<Utc>,
    campaign: &Campaign,
) -> Result<bool, StoreError> {
    Ok(store_chips::expired_source(db, campaign.id, now.date_naive())?.is_some())
}

/// What the coordinator's screen of one building needs.
#[derive(Debug, Clone)]
pub struct BuildingLook {
    /// The campaign.
    pub campaign: Campaign,
    /// The building.
    pub building: Building,
    /// Its captures, oldest first.
    pub series: Vec<Shown>,
    /// Its task.
    pub task: Task,
    /// What its judgements agree on.
    pub agreement: Agreement,
    /// Its judgements with their volunteers' pseudonyms, superseded ones too.
    pub votes: Vec<(String, Vote)>,
}

/// A building by its number, as its list has it now.
///
/// # Errors
/// When the store fails, or there is none.
pub fn placed(db: &mut Db, id: BuildingId) -> Result<Building, StoreError> {
    buildings::get(db, id)
}

/// One building of a campaign, by the coordinator's own id.
///
/// # Errors
/// When there is none.
pub fn building(
    db: &mut Db,
    campaign: Campaign,
    external_id: &str,
) -> Result<BuildingLook, LookError> {
    let building = buildings::by_external_id(db, campaign.id, external_id)?;
    let building = building.ok_or(LookError::NotFound)?;
    let id: BuildingId = building.id;
    let pseudonyms = pseudonyms(db, &campaign)?;
    let votes = votes::votes(db, id)?;
    Ok(BuildingLook {
        series: task::series(db, id)?,
        task: tasks::get(db, id)?,
        agreement: votes::agreement(db, id)?,
        votes: votes.into_iter().map(|vote| (pseudonyms.of(vote.volunteer), vote)).collect(),
        building,
        campaign,
    })
}

/// The pseudonyms of a campaign.
///
/// # Errors
/// When the store fails.
pub fn pseudonyms(db: &mut Db, campaign: &Campaign) -> Result<Pseudonyms, StoreError> {
    let key = campaigns::export_key(db, campaign.id)?;
    Pseudonyms::new(&key)
        .ok_or_else(|| StoreError::Unknown { table: "campaigns", value: "export key".to_owned() })
}
