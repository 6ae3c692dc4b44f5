//! The campaign that is judged: rows only, no pixels, through the library's own store. A chip's
//! hash is made up so that its building can be read from it.

use aftermath::domain::campaign::{Phase, Policy};
use aftermath::domain::capture::{CaptureFacts, CapturedAt};
use aftermath::domain::consensus::decide;
use aftermath::domain::id::{BuildingId, CampaignId, CaptureId};
use aftermath::domain::place::{Footprint, LonLat};
use aftermath::domain::task::Task;
use aftermath::store::buildings::{self, NewBuilding};
use aftermath::store::campaigns::{self, NewCampaign};
use aftermath::store::captures::{self, NewCapture};
use aftermath::store::{Db, Store, StoreError};
use chrono::{DateTime, Utc};
use diesel::RunQueryDsl as _;

use crate::Outcome;

/// The campaign's name in addresses.
pub(crate) const SLUG: &str = "bench";
/// Captures of every building.
pub(crate) const CAPTURES: u32 = 12;
const CHIP_PX: u32 = 256;
const THUMB_PX: u32 = 64;
/// Buildings whose chips are added by one statement.
const BATCH: usize = 100;

/// A number that looks random and follows from `seed` (splitmix64, Steele et al. 2014).
pub(crate) const fn mix(seed: u64) -> u64 {
    let z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Builds the town; returns its captures, oldest first.
pub(crate) fn build(store: &Store, buildings: u32) -> Outcome<Vec<CaptureId>> {
    let now: DateTime<Utc> = "2018-06-01T00:00:00Z".parse()?;
    let footprints: Result<Vec<_>, _> = (0..buildings).map(outline).collect();
    let footprints = footprints?;
    let months = (1..=CAPTURES).map(|month| format!("2017-{month:02}-15"));
    let dates: Result<Vec<_>, _> =
        months.map(|day| CapturedAt::parse(&day, now).map(|taken| (day, taken))).collect();
    let (dates, slug) = (dates?, SLUG.parse()?);
    Ok(store.write(move |db| {
        let new = NewCampaign {
            slug,
            title: "A town for measuring".into(),
            about: "Rows without pictures.".into(),
            content_note: "Made up.".into(),
            policy: Policy::default(),
            chip_px: CHIP_PX,
            export_key: "5".repeat(64),
        };
        let campaign = campaigns::add(db, &new, now)?;
        campaigns::set_phase(db, campaign, Phase::Open)?;
        let mut series = Vec::new();
        for (day, taken) in dates {
            let facts = CaptureFacts {
                provider: Some("Bench".into()),
                gsd_m: Some(0.5),
                ..CaptureFacts::default()
            };
            let fingerprint = day.clone();
            let new = NewCapture { external_id: day, taken, facts, files: vec![], fingerprint };
            series.push(captures::add(db, campaign, &new, now)?);
        }
        add_buildings(db, campaign, footprints, &series, now)?;
        Ok::<_, StoreError>(series)
    })?)
}

/// A house of 10 by 12 metres or so, on a grid.
fn outline(number: u32) -> Outcome<Footprint> {
    let west = 38.9 + f64::from(number % 200) * 0.0004;
    let south = 35.9 + f64::from(number / 200) * 0.0004;
    let corners = [(0.0, 0.0), (0.000_12, 0.0), (0.000_12, 0.000_1), (0.0, 0.000_1)];
    let corners: Result<Vec<_>, _> =
        corners.iter().map(|(east, north)| LonLat::new(west + east, south + north)).collect();
    Ok(Footprint::ring(corners?)?)
}

fn add_buildings(
    db: &mut Db,
    campaign: CampaignId,
    footprints: Vec<Footprint>,
    series: &[CaptureId],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let policy = Policy::default();
    let method = policy.method_id();
    let empty = decide(policy, &[], series.len());
    let task = Task::fresh(policy.judgements_min);
    let mut ids = Vec::new();
    for (number, footprint) in (1u64..).zip(footprints) {
        let new = NewBuilding {
            external_id: format!("B-{number}"),
            name: None,
            footprint,
            shuffle: mix(number).cast_signed(),
        };
        ids.push(buildings::add(db, campaign, &new, (task, &empty, &method), now)?);
    }
    for some in ids.chunks(BATCH) {
        let rows = some
            .iter()
            .flat_map(|building| series.iter().map(move |capture| chip_rows(*building, *capture)));
        let rows: Vec<String> = rows.collect();
        let columns = "building_id, capture_id, px, sha256, bytes, recipe";
        let insert = format!("INSERT INTO chips ({columns}) VALUES {}", rows.join(", "));
        diesel::sql_query(insert).execute(db).map_err(StoreError::Query)?;
    }
    Ok(())
}

/// A chip and its thumb, as rows of an INSERT. The names are all digits, so nothing needs quoting.
fn chip_rows(building: BuildingId, capture: CaptureId) -> String {
    let (building, capture) = (building.0.unsigned_abs(), capture.0.unsigned_abs());
    let row = |px: u32| {
        let head = mix((building << 20) | (capture << 12) | u64::from(px));
        let (second, third) = (mix(head), mix(head ^ 1));
        let tail = building ^ (head >> 32);
        let hash = format!("{head:016x}{second:016x}{third:016x}{:08x}{tail:08x}", second >> 32);
        format!("({building}, {capture}, {px}, '{hash}', 9000, '{{\"cutter\":1}}')")
    };
    format!("{}, {}", row(CHIP_PX), row(THUMB_PX))
}

/// The building of a chip's hash.
pub(crate) fn building_of(hash: &str) -> Option<u64> {
    let head = u64::from_str_radix(hash.get(..8)?, 16).ok()?;
    let tail = u64::from_str_radix(hash.get(56..64)?, 16).ok()?;
    Some(head ^ tail)
}
