//! A small town without pixels: captures, buildings and chips as rows, enough for all that does
//! not look at pictures.

use aftermath::domain::campaign::{Campaign, Phase};
use aftermath::domain::capture::{CaptureFacts, CapturedAt};
use aftermath::domain::chip::{ChipKind, ChipRecipe};
use aftermath::domain::consensus::decide;
use aftermath::domain::dealing::Dealing;
use aftermath::domain::id::{AccountId, BuildingId, CaptureId};
use aftermath::domain::licence::Terms;
use aftermath::domain::place::{Footprint, LonLat};
use aftermath::domain::policy::Policy;
use aftermath::domain::reading::Reading;
use aftermath::domain::role::Role;
use aftermath::domain::task::Task;
use aftermath::imagery::Vault;
use aftermath::imagery::encode::Format;
use aftermath::journey::log::{By, COMMAND_LINE};
use aftermath::journey::team::{self, TeamError};
use aftermath::store::buildings::{NewBuilding, Start};
use aftermath::store::campaigns::{self, NewCampaign};
use aftermath::store::captures::{self, Belongs, NewCapture};
use aftermath::store::chips::{self, NewChip};
use aftermath::store::imports::{ImportKind, ImportState, NewImport};
use aftermath::store::{Db, Store, StoreError, buildings, coverage, imports, sources};
use chrono::{DateTime, Utc};

/// A town in a campaign.
#[derive(Clone)]
pub(crate) struct Town {
    pub(crate) campaign: Campaign,
    pub(crate) captures: Vec<CaptureId>,
    pub(crate) buildings: Vec<BuildingId>,
}

pub(crate) fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Builds an open campaign with `n` buildings, B-1 and on, in six captures of 2017.
pub(crate) fn build(store: &Store, vault: &Vault, slug: &str, policy: Policy, n: usize) -> Town {
    let slug = slug.to_owned();
    let bytes =
        |building: usize, capture: usize| format!("RIFF\0\0\0\0WEBP {slug} {building} {capture}");
    let hash =
        |building, capture| vault.put(bytes(building, capture).as_bytes(), Format::WebP).unwrap();
    let hashes: Vec<String> = (0..n)
        .flat_map(|building| (0..6).map(move |capture| (building, capture)))
        .map(|(building, capture)| hash(building, capture).to_string())
        .collect();
    let town = store.write(move |db| fill(db, &slug, policy, n, &hashes));
    let (campaign, captures, buildings) = town.unwrap();
    Town { campaign, captures, buildings }
}

type Filled = (Campaign, Vec<CaptureId>, Vec<BuildingId>);

fn fill(
    db: &mut Db,
    slug: &str,
    policy: Policy,
    n: usize,
    hashes: &[String],
) -> Result<Filled, StoreError> {
    let now = at("2017-10-01T00:00:00Z");
    let new = NewCampaign {
        slug: slug.parse().unwrap(),
        title: format!("Town {slug}"),
        about: "A town for tests.".into(),
        content_note: "Homes in a town for tests.".into(),
        policy,
        dealing: Dealing::default(),
        chip_px: 256,
        export_key: format!("{slug:0>64}"),
    };
    let id = campaigns::add(db, &new, now)?;
    campaigns::set_phase(db, id, Phase::Open)?;
    let terms = Terms { licence: Some("made up".into()), ..Terms::default() };
    let source = sources::put(db, id, "Test", &terms)?;
    let staged = NewImport {
        kind: ImportKind::Buildings,
        name: "made up".into(),
        path: String::new(),
        sha256: String::new(),
        options: String::new(),
        state: ImportState::Applied,
        report: String::new(),
        account: "test".into(),
    };
    let import = imports::add(db, id, &staged, now)?;
    let to = Belongs { campaign: id, source, is_shown: true, is_held: false, import };
    let capture_ids = add_captures(db, to, now)?;
    let task = Task::fresh(policy.judgements_min);
    let start = Start { campaign: id, import, task, method: policy.method() };
    let building = |number: usize| {
        let offset = 0.0001 * f64::from(u32::try_from(number).unwrap());
        NewBuilding {
            external_id: format!("B-{}", number + 1),
            name: None,
            footprint: Footprint::Point(LonLat::new(39.0 + offset, 36.0).unwrap()),
            attributes: String::new(),
            print: 1,
            shuffle: i64::try_from(number).unwrap(),
            captures: capture_ids.clone(),
            reference: None,
            empty: decide(policy, &[], 6),
        }
    };
    let all: Vec<NewBuilding> = (0..n).map(building).collect();
    buildings::add(db, &start, &all, now)?;
    let building_ids = buildings::of_import(db, import)?;
    add_chips(db, &capture_ids, &building_ids, hashes)?;
    Ok((campaigns::get(db, id)?, capture_ids, building_ids))
}

/// Six captures of 2017, one a month.
fn add_captures(
    db: &mut Db,
    to: Belongs,
    now: DateTime<Utc>,
) -> Result<Vec<CaptureId>, StoreError> {
    let mut capture_ids = Vec::new();
    for month in 1..=6 {
        let day = format!("2017-{month:02}-15");
        let new = NewCapture {
            external_id: day.clone(),
            taken: CapturedAt::parse(&day, now).unwrap(),
            facts: CaptureFacts { provider: Some("Test".into()), ..CaptureFacts::default() },
            files: Vec::new(),
            fingerprint: day,
            reading: Reading::default(),
            shift_m: (0.0, 0.0),
        };
        capture_ids.push(captures::add(db, to, &new, now)?);
    }
    Ok(capture_ids)
}

/// A chip of each building in each capture, which is its own thumb.
fn add_chips(
    db: &mut Db,
    captures: &[CaptureId],
    buildings: &[BuildingId],
    hashes: &[String],
) -> Result<(), StoreError> {
    for (position, capture) in captures.iter().enumerate() {
        let recipe = ChipRecipe {
            cutter: 1,
            sources: Vec::new(),
            shift_m: (0.0, 0.0),
            reading: Reading::default(),
            format: "webp".into(),
            quality: 75,
        };
        let recipe = chips::recipe(db, *capture, (ChipKind::Chip, 256), &recipe)?;
        let hash = |number: usize| hashes[number * 6 + position].clone();
        let made = buildings.iter().enumerate();
        let new: Vec<NewChip> = made
            .clone()
            .map(|(number, id)| NewChip {
                building: *id,
                metres: 96,
                sha256: hash(number),
                bytes: 1,
            })
            .collect();
        chips::add(db, recipe, &new)?;
        let show: Vec<_> = made.map(|(number, id)| (*id, hash(number), hash(number))).collect();
        coverage::show(db, *capture, &show)?;
    }
    Ok(())
}

/// Adds a capture of a day that shows every building of a town and waits to be shown.
pub(crate) fn add_held_capture(store: &Store, town: &Town, day: &str) -> CaptureId {
    let (campaign, buildings, day) = (town.campaign.id, town.buildings.clone(), day.to_owned());
    let add = move |db: &mut Db| {
        let now = at("2017-12-01T00:00:00Z");
        let source = sources::of_campaign(db, campaign)?[0].id;
        let import = imports::of_campaign(db, campaign, 1)?[0].id;
        let to = Belongs { campaign, source, is_shown: true, is_held: true, import };
        let new = NewCapture {
            external_id: day.clone(),
            taken: CapturedAt::parse(&day, now).unwrap(),
            facts: CaptureFacts::default(),
            files: Vec::new(),
            fingerprint: day,
            reading: Reading::default(),
            shift_m: (0.0, 0.0),
        };
        let id = captures::add(db, to, &new, now)?;
        let pairs: Vec<_> = buildings.iter().map(|building| (*building, id)).collect();
        coverage::add(db, &pairs)?;
        let chip = |building: &BuildingId| (*building, "ab".repeat(32), "ab".repeat(32));
        let show: Vec<_> = buildings.iter().map(chip).collect();
        coverage::show(db, id, &show)?;
        Ok::<_, StoreError>(id)
    };
    store.write(add).unwrap()
}

/// An account that sees a campaign's pictures.
pub(crate) fn researcher(store: &Store, campaign: &Campaign) -> AccountId {
    let (own, by) = (campaign.clone(), By { name: COMMAND_LINE, now: at("2017-10-20T09:00:00Z") });
    let made = store.write(move |db| {
        let rosa = team::make(db, by, "rosa", "", false)?;
        team::grant(db, by, &own, "rosa", Role::Researcher)?;
        Ok::<_, TeamError>(rosa.id)
    });
    made.unwrap()
}
