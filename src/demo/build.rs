//! The demo town becomes a campaign: painted, written, imported, cut, opened, half judged.

use std::path::Path;

use chrono::Duration;
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;

use super::crowd::{self, CrowdError};
use super::files::{self, FilesError};
use super::lessons::{self, LessonError};
use super::town::Town;
use crate::domain::campaign::Campaign;
use crate::domain::dealing::Dealing;
use crate::domain::place::PlaceError;
use crate::domain::policy::{Policy, PolicyError};
use crate::imagery::Vault;
use crate::journey::campaign::{CampaignError, Outline, create, open};
use crate::journey::cut::{self, CutError};
use crate::journey::import::{self, BuildingManner, CaptureManner, ImportError, Manner};
use crate::journey::log::{By, COMMAND_LINE};
use crate::store::{Store, StoreError};

/// The campaign's name in addresses.
pub const SLUG: &str = "demo";
/// Simulated volunteers.
const VOLUNTEERS: usize = 60;
/// The share of buildings that they settle.
const SETTLED: f32 = 0.5;

/// Which town.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// The same seed gives the same town, the same answers, the same exports.
    pub seed: u64,
    /// How many buildings.
    pub buildings: usize,
    /// How many captures.
    pub captures: usize,
    /// Threads to work with.
    pub threads: usize,
}

/// Why the demo cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The plan.
    #[error(transparent)]
    Place(#[from] PlaceError),
    /// The slug or policy.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The files.
    #[error(transparent)]
    Files(#[from] FilesError),
    /// The campaign.
    #[error(transparent)]
    Campaign(#[from] CampaignError),
    /// The import.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The import found faults in our own files.
    #[error("the demo's own files have faults: {0}")]
    Faults(String),
    /// The chips.
    #[error(transparent)]
    Cut(#[from] CutError),
    /// The practice buildings.
    #[error(transparent)]
    Lesson(#[from] LessonError),
    /// The crowd.
    #[error(transparent)]
    Crowd(#[from] CrowdError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Builds the demo in a folder. `progress` is told (what, done, of how many).
///
/// # Errors
/// The first thing that went wrong.
pub fn build(
    store: &Store,
    vault: &Vault,
    folder: &Path,
    wanted: Wanted,
    progress: &(dyn Fn(&'static str, u64, u64) + Sync),
) -> Result<Campaign, BuildError> {
    let town = Town::build(wanted.seed, wanted.buildings, wanted.captures)?;
    let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let files = files::write(&town, folder, &mut |done, all| {
        progress("painting captures", number(done), number(all));
    })?;
    let mut rng = ChaCha20Rng::seed_from_u64(wanted.seed);
    let last = town.captures.last().map(|capture| capture.at).unwrap_or_default();
    let now = last + Duration::days(7);
    let outline = outline(&town)?;
    let mut keys = rng.clone();
    let campaign =
        store.write(move |db| create(db, By { name: COMMAND_LINE, now }, &mut keys, &outline))?;
    let manner = Manner::default();
    let mut quiet = |_: usize, _: usize| ();
    let how = CaptureManner { manner: manner.clone(), ..CaptureManner::default() };
    sound(&import::captures(store, now, &campaign, &files.manifest, &how, &mut quiet)?)?;
    let how = BuildingManner { captures_min: 2, manner, ..BuildingManner::default() };
    sound(&import::buildings(store, now, &mut rng, &campaign, &files.buildings, &how)?)?;
    let all = number(town.buildings.len() * town.captures.len());
    let done = std::sync::atomic::AtomicU64::new(0);
    cut::cut_all(store, vault, &campaign, wanted.threads, &|more| {
        let before = done.fetch_add(more, std::sync::atomic::Ordering::Relaxed);
        progress("cutting chips", before + more, all);
    })?;
    let owned = campaign.clone();
    store.write(move |db| open(db, By { name: COMMAND_LINE, now }, &mut rng, &owned))?;
    lessons::teach(store, now, &town, &campaign)?;
    let campaign = store.read(|db| crate::store::campaigns::get(db, campaign.id))?;
    progress("asking simulated volunteers", 0, 1);
    crowd::work(store, &town, &campaign, wanted.seed, VOLUNTEERS, SETTLED)?;
    progress("asking simulated volunteers", 1, 1);
    Ok(campaign)
}

fn outline(town: &Town) -> Result<Outline, PolicyError> {
    Ok(Outline {
        slug: SLUG.parse()?,
        title: town.title.clone(),
        about: "A town that does not exist, painted by this program, so that anybody can try the \
                whole work without looking at real suffering. Its true dates are known."
            .to_owned(),
        content_note: "You will see bird's-eye pictures of destroyed homes in a made-up town, \
                       Qasr Mithal. In a real campaign this note names the real place."
            .to_owned(),
        policy: Policy::default(),
        dealing: Dealing::default(),
        chip_px: 256,
    })
}

/// Our own files must have no faults.
fn sound(outcome: &import::Outcome) -> Result<(), BuildError> {
    match outcome.errors.first() {
        Some(error) => Err(BuildError::Faults(error.to_string())),
        None => Ok(()),
    }
}
