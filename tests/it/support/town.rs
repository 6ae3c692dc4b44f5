//! A small town without pixels: captures, buildings and chips as rows, enough for all that does
//! not look at pictures.

use aftermath::domain::campaign::{Campaign, Phase, Policy};
use aftermath::domain::capture::{CaptureFacts, CapturedAt};
use aftermath::domain::consensus::decide;
use aftermath::domain::id::{BuildingId, CaptureId};
use aftermath::domain::place::{Footprint, LonLat};
use aftermath::domain::task::Task;
use aftermath::imagery::Vault;
use aftermath::store::buildings::NewBuilding;
use aftermath::store::campaigns::{self, NewCampaign};
use aftermath::store::captures::{self, NewCapture};
use aftermath::store::chips::{self, NewChip};
use aftermath::store::{Db, Store, StoreError, buildings};
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
    let bytes = |building: usize, capture: usize| format!("{slug} {building} {capture}");
    let hash = |building, capture| vault.put(bytes(building, capture).as_bytes()).unwrap();
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
        chip_px: 256,
        export_key: format!("{slug:0>64}"),
    };
    let id = campaigns::add(db, &new, now)?;
    campaigns::set_phase(db, id, Phase::Open)?;
    let mut capture_ids = Vec::new();
    for month in 1..=6 {
        let day = format!("2017-{month:02}-15");
        let new = NewCapture {
            external_id: day.clone(),
            taken: CapturedAt::parse(&day, now).unwrap(),
            facts: CaptureFacts { provider: Some("Test".into()), ..CaptureFacts::default() },
            files: Vec::new(),
            fingerprint: day,
        };
        capture_ids.push(captures::add(db, id, &new, now)?);
    }
    let method = policy.method_id();
    let empty = decide(policy, &[], 6);
    let task = Task::fresh(policy.judgements_min);
    let mut building_ids = Vec::new();
    for number in 0..n {
        let offset = 0.0005 * f64::from(u32::try_from(number).unwrap());
        let new = NewBuilding {
            external_id: format!("B-{}", number + 1),
            name: None,
            footprint: Footprint::Point(LonLat::new(39.0 + offset, 36.0).unwrap()),
            shuffle: i64::try_from(number).unwrap(),
        };
        let building = buildings::add(db, id, &new, (task, &empty, &method), now)?;
        for (position, capture) in capture_ids.iter().enumerate() {
            let chip = NewChip {
                building,
                capture: *capture,
                px: 256,
                sha256: hashes[number * 6 + position].clone(),
                bytes: 1,
                recipe: "{}".into(),
            };
            chips::add(db, &[chip])?;
        }
        building_ids.push(building);
    }
    Ok((campaigns::get(db, id)?, capture_ids, building_ids))
}
