//! The campaign that is judged: rows only, no pixels, through the library's own store. A chip's
//! hash is made up so that its building can be read from it.

use aftermath::domain::campaign::Phase;
use aftermath::domain::capture::{CaptureFacts, CapturedAt};
use aftermath::domain::chip::{ChipKind, ChipRecipe};
use aftermath::domain::consensus::decide;
use aftermath::domain::dealing::Dealing;
use aftermath::domain::id::{BuildingId, CaptureId};
use aftermath::domain::licence::Terms;
use aftermath::domain::place::{Footprint, LonLat};
use aftermath::domain::policy::Policy;
use aftermath::domain::reading::Reading;
use aftermath::domain::task::Task;
use aftermath::store::buildings::{self, NewBuilding, Start};
use aftermath::store::campaigns::{self, NewCampaign};
use aftermath::store::captures::{self, Belongs, NewCapture};
use aftermath::store::chips::{self, NewChip};
use aftermath::store::imports::{self, ImportKind, ImportState, NewImport};
use aftermath::store::{Db, Store, StoreError, coverage, sources};
use chrono::{DateTime, Utc};

use crate::Outcome;

/// The campaign's name in addresses.
pub(crate) const SLUG: &str = "bench";
/// Captures of every building.
pub(crate) const CAPTURES: u32 = 12;
const CHIP_PX: u32 = 256;
const THUMB_PX: u32 = 64;

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
            dealing: Dealing::default(),
            chip_px: CHIP_PX,
            export_key: "5".repeat(64),
        };
        let campaign = campaigns::add(db, &new, now)?;
        campaigns::set_phase(db, campaign, Phase::Open)?;
        let source = sources::put(db, campaign, "Bench", &Terms::default())?;
        let staged = NewImport {
            kind: ImportKind::Buildings,
            name: "made up".into(),
            path: String::new(),
            sha256: String::new(),
            options: String::new(),
            state: ImportState::Applied,
            report: String::new(),
            account: "bench".into(),
        };
        let import = imports::add(db, campaign, &staged, now)?;
        let to = Belongs { campaign, source, is_shown: true, is_held: false, import };
        let mut series = Vec::new();
        for (day, taken) in dates {
            let facts = CaptureFacts {
                provider: Some("Bench".into()),
                gsd_m: Some(0.5),
                ..CaptureFacts::default()
            };
            let fingerprint = day.clone();
            let new = NewCapture {
                external_id: day,
                taken,
                facts,
                files: vec![],
                fingerprint,
                reading: Reading::default(),
                shift_m: (0.0, 0.0),
            };
            series.push(captures::add(db, to, &new, now)?);
        }
        add_buildings(db, to, footprints, &series, now)?;
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
    to: Belongs,
    footprints: Vec<Footprint>,
    series: &[CaptureId],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let policy = Policy::default();
    let task = Task::fresh(policy.judgements_min);
    let method = policy.method();
    let start = Start { campaign: to.campaign, import: to.import, task, method };
    let building = |(number, footprint)| NewBuilding {
        external_id: format!("B-{number}"),
        name: None,
        footprint,
        attributes: String::new(),
        print: 1,
        shuffle: mix(number).cast_signed(),
        captures: series.to_vec(),
        reference: None,
        empty: decide(policy, &[], series.len()),
    };
    let all: Vec<NewBuilding> = (1u64..).zip(footprints).map(building).collect();
    buildings::add(db, &start, &all, now)?;
    let ids = buildings::of_import(db, to.import)?;
    for capture in series {
        for (kind, px) in [(ChipKind::Chip, CHIP_PX), (ChipKind::Thumb, THUMB_PX)] {
            let recipe = ChipRecipe {
                cutter: 1,
                sources: Vec::new(),
                shift_m: (0.0, 0.0),
                reading: Reading::default(),
                format: "webp".into(),
                quality: kind.quality(),
            };
            let recipe = chips::recipe(db, *capture, (kind, px), &recipe)?;
            let new: Vec<NewChip> = ids.iter().map(|id| chip(*id, *capture, px)).collect();
            chips::add(db, recipe, &new)?;
        }
        let hash = |id: BuildingId, px| chip(id, *capture, px).sha256;
        let show: Vec<_> =
            ids.iter().map(|id| (*id, hash(*id, CHIP_PX), hash(*id, THUMB_PX))).collect();
        coverage::show(db, *capture, &show)?;
    }
    Ok(())
}

/// A chip or thumb.
fn chip(building: BuildingId, capture: CaptureId, px: u32) -> NewChip {
    let (number, of) = (building.0.unsigned_abs(), capture.0.unsigned_abs());
    let head = mix((number << 20) | (of << 12) | u64::from(px));
    let (second, third) = (mix(head), mix(head ^ 1));
    let tail = number ^ (head >> 32);
    let sha256 = format!("{head:016x}{second:016x}{third:016x}{:08x}{tail:08x}", second >> 32);
    NewChip { building, metres: 96, sha256, bytes: 9_000 }
}

/// The building of a chip's hash.
pub(crate) fn building_of(hash: &str) -> Option<u64> {
    let head = u64::from_str_radix(hash.get(..8)?, 16).ok()?;
    let tail = u64::from_str_radix(hash.get(56..64)?, 16).ok()?;
    Some(head ^ tail)
}
