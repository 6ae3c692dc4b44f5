//! Simulated volunteers of known skill, who judge the demo town through the same legs as real
//! ones, at made-up times.
//!
//! A small stand-in for a real simulator: each has a chance of answering exactly, errs mostly
//! late and by one capture, and cannot see through clouds. Some are careless.

use chrono::{DateTime, Duration};
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;
use uuid::Uuid;

use super::chance::Chance;
use super::fates::Trap;
use super::town::{DemoBuilding, Town};
use crate::access::token::Token;
use crate::clock::Clock;
use crate::domain::answer::RawAnswer;
use crate::domain::campaign::Campaign;
use crate::domain::id::{CaptureId, VolunteerId};
use crate::domain::task::TaskState;
use crate::journey::assign::AssignError;
use crate::journey::judge::{JudgeError, Submission, judge};
use crate::journey::remark::{NewRemark, RemarkError, RemarkKind, raise};
use crate::journey::work::{TaskLook, Wish};
use crate::journey::{account, assign, work};
use crate::store::{Store, StoreError};

/// The crowd reads no words.
const PLAIN: Wish = Wish { lang: "en", is_low: false };
/// From this much cloud on a building cannot be seen.
const HIDDEN: f32 = 0.45;

/// Why the crowd had to stop.
#[derive(Debug, thiserror::Error)]
pub enum CrowdError {
    /// A volunteer could not start.
    #[error(transparent)]
    Account(#[from] account::AccountError),
    /// No task could be dealt.
    #[error(transparent)]
    Assign(#[from] AssignError),
    /// An answer was refused.
    #[error("a simulated answer was refused: {0}")]
    Judge(#[from] JudgeError),
    /// A remark was refused.
    #[error("a simulated remark was refused: {0}")]
    Remark(#[from] RemarkError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A simulated volunteer.
#[derive(Debug, Clone, Copy)]
struct Worker {
    id: VolunteerId,
    /// The chance of an exact answer.
    exactness: f32,
    /// The chance of an answer without looking.
    carelessness: f32,
}

/// Lets `volunteers` judge until about `share` of the town is settled; how many answers that took.
///
/// # Errors
/// When the store fails or a leg refuses, which would be a fault of the program.
pub fn work(
    store: &Store,
    town: &Town,
    campaign: &Campaign,
    seed: u64,
    volunteers: usize,
    share: f32,
) -> Result<u64, CrowdError> {
    let mut chance = Chance::new(seed, 11);
    let mut gossip = Chance::new(seed, 13);
    let mut tokens = ChaCha20Rng::seed_from_u64(seed);
    let opened = town.captures.last().map_or(DateTime::UNIX_EPOCH, |last| last.at);
    let clock = Clock::fixed(opened + Duration::days(30));
    let mut workers = Vec::new();
    for _ in 0..volunteers.max(1) {
        let (hash, now, campaign) = (Token::new(&mut tokens).hash(), clock.now(), campaign.clone());
        let id = store.write(move |db| account::join(db, now, &hash, &campaign, None))?;
        let careless = chance.happens(0.07);
        workers.push(Worker {
            id,
            exactness: chance.between(0.62, 0.97),
            carelessness: if careless { 0.7 } else { 0.03 },
        });
    }
    let wanted = super::grain::count(town.buildings.len()) * share;
    let (mut answers, mut settled, mut idle) = (0, 0u16, 0);
    while f32::from(settled) < wanted && idle < workers.len() * 3 {
        // A few do most of the work, as everywhere.
        let place = chance.below(workers.len()).min(chance.below(workers.len()));
        let Some(worker) = workers.get(place).copied() else { break };
        clock.advance(Duration::seconds(chance.whole(4, 90)));
        match answer_one(store, town, campaign, &clock, worker, (&mut chance, &mut gossip))? {
            Some(is_settled) => {
                (answers, idle) = (answers + 1, 0);
                settled += u16::from(is_settled);
            }
            None => idle += 1,
        }
    }
    Ok(answers)
}

/// One volunteer answers one building; whether that settled it, or `None` when nothing is left.
fn answer_one(
    store: &Store,
    town: &Town,
    campaign: &Campaign,
    clock: &Clock,
    worker: Worker,
    (chance, gossip): (&mut Chance, &mut Chance),
) -> Result<Option<bool>, CrowdError> {
    let rng = |chance: &mut Chance| ChaCha20Rng::seed_from_u64(u64::from(chance.bits()));
    let (now, owned, mut first) = (clock.now(), campaign.clone(), rng(chance));
    let dealt = store.write(move |db| {
        let held = assign::deal(db, now, &mut first, worker.id, &owned, 1)?;
        match held.into_iter().next() {
            Some(dealt) => Ok::<_, CrowdError>(Some(work::task(db, owned, dealt, 0, PLAIN)?)),
            None => Ok(None),
        }
    })?;
    let Some(task) = dealt else { return Ok(None) };
    let known = town.buildings.iter().find(|building| building.id == task.building.external_id);
    let Some(building) = known else { return Ok(None) };
    clock.advance(Duration::seconds(chance.whole(11, 75)));
    let submission = Submission {
        assignment: task.assignment.id,
        client_key: Uuid::from_u64_pair(u64::from(chance.bits()), u64::from(chance.bits())),
        raw: say(town, building, &task, worker, chance),
        exhibit: String::new(),
        is_low: false,
    };
    let said = remark(building, &submission, gossip);
    let (now, owned, mut second) = (clock.now(), campaign.clone(), rng(chance));
    let settled = store.write(move |db| {
        judge(db, now, &mut second, worker.id, &owned, &submission)?;
        if let Some(said) = said {
            raise(db, now, worker.id, &owned, &said)?;
        }
        let task = crate::store::tasks::get(db, task.building.id)?;
        Ok::<_, CrowdError>(matches!(task.state, TaskState::Retired(_)))
    })?;
    Ok(Some(settled))
}

/// What a volunteer remarks on a building, now and then: its own stream of chance, so that the
/// answers stay as they are.
fn remark(
    building: &DemoBuilding,
    submission: &Submission,
    chance: &mut Chance,
) -> Option<NewRemark> {
    use RemarkKind::{Other, WrongOutline};
    const WORDS: [(RemarkKind, &str); 4] = [
        (WrongOutline, "The outline lies a little beside the roof."),
        (WrongOutline, ""),
        (Other, "The house next to it seems to be damaged as well."),
        (Other, "The shadow helped: it gets shorter from one picture to the next."),
    ];
    let corner = building.fate.trap.is_some_and(|(trap, _)| trap == Trap::Corner);
    let speaks = chance.happens(if corner { 0.2 } else { 0.015 });
    let (kind, text) = chance.pick(&WORDS, (Other, "?"));
    let key = Uuid::from_u64_pair(u64::from(chance.bits()), u64::from(chance.bits()));
    let text = if corner { "Only one corner is down; the rest stands." } else { text };
    speaks.then(|| NewRemark {
        assignment: submission.assignment,
        client_key: key,
        kind: if corner { Other } else { kind },
        text: text.to_owned(),
        capture: None,
    })
}

/// What a volunteer says of a building.
fn say(
    town: &Town,
    building: &DemoBuilding,
    task: &TaskLook,
    worker: Worker,
    chance: &mut Chance,
) -> RawAnswer {
    let captures: Vec<(CaptureId, bool)> = task
        .series
        .iter()
        .map(|shown| (shown.capture.id, is_hidden(town, building, &shown.capture.external_id)))
        .collect();
    let count = captures.len();
    let mut standing = building.fate.truth.standing.min(count);
    if chance.happens(worker.carelessness) {
        standing = chance.below(count + 1);
    } else if !chance.happens(worker.exactness) {
        let far = 1 + usize::from(chance.happens(0.25));
        let is_late = chance.happens(0.65);
        standing = if is_late { (standing + far).min(count) } else { standing.saturating_sub(far) };
    }
    let visible = |mut range: Box<dyn Iterator<Item = usize>>| {
        range.find_map(|p| captures.get(p).filter(|(_, hidden)| !hidden).map(|(id, _)| *id))
    };
    let last = visible(Box::new((0..standing).rev()));
    let first = visible(Box::new(standing..count));
    let unusable: Vec<String> = captures
        .iter()
        .filter(|(_, hidden)| *hidden && chance.happens(0.8))
        .map(|(id, _)| id.to_string())
        .collect();
    let mode = if chance.happens(0.6) { "guided" } else { "timeline" };
    let text = |id: Option<CaptureId>| id.map_or_else(String::new, |id| id.to_string());
    let cannot_tell = chance.happens(0.02) || (last.is_none() && first.is_none());
    RawAnswer {
        verdict: if cannot_tell { "cannot_tell" } else { "window" }.to_owned(),
        last_standing: if cannot_tell { String::new() } else { text(last) },
        first_destroyed: if cannot_tell { String::new() } else { text(first) },
        unusable: unusable.join(","),
        reason: if cannot_tell { "cloud" } else { "" }.to_owned(),
        sureness: chance.pick(&["", "", "sure", "fairly", "guess"], "").to_owned(),
        mode: mode.to_owned(),
        trace: String::new(),
    }
}

/// Whether clouds hide a building in a capture.
pub(super) fn is_hidden(town: &Town, building: &DemoBuilding, capture: &str) -> bool {
    let (x, y) = building.body.centre;
    let found = town.captures.iter().find(|own| own.id == capture);
    found.is_some_and(|capture| capture.cloud(x, y) > HIDDEN)
}
