//! Experts audit a drawn sample in the browser: each answers from the pictures alone, a further one
//! settles where they differ, and what they saw is held against what is published.
//!
//! What experts answer is kept beside what adjudicators answer about cases, in a round of the
//! sample's own: minus its id. Who answered in it knowing of the others settles.

use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;

use super::adjudicate::{self, AdjudicateError, Who};
use super::log::By;
use super::quality::{self, QualityError};
use crate::domain::act::ActKind;
use crate::domain::answer::{Answer, RawAnswer};
use crate::domain::building::Building;
use crate::domain::campaign::Campaign;
use crate::domain::id::{AccountId, BuildingId, CaptureId, SampleId};
use crate::domain::judgement::{Verdict, Window};
use crate::domain::limits::SAMPLE_MAX;
use crate::store::blind_answers::{self, BlindAnswer};
use crate::store::samples;
pub use crate::store::samples::{Report, Sample, Sampled};
use crate::store::screens::task::{self, Shown};
use crate::store::{Db, StoreError, cases, coverage};

mod figures;

pub(super) use figures::truths;
pub use figures::{figures, keep_figures, reports};

/// Why nothing was drawn, answered or worked out.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// No such sample, or the building is not in it.
    #[error("there is no such building in this sample")]
    NotFound,
    /// No size.
    #[error("a sample has 1 to {SAMPLE_MAX} buildings")]
    Size,
    /// No number of experts.
    #[error("one expert or two answer about each building")]
    Experts,
    /// They may not answer here.
    #[error("{0}")]
    Barred(String),
    /// Nobody has audited anything.
    #[error("no building of this sample is audited yet")]
    Unaudited,
    /// The answer.
    #[error(transparent)]
    Answer(#[from] AdjudicateError),
    /// The sample.
    #[error(transparent)]
    Quality(#[from] QualityError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<crate::domain::answer::AnswerError> for AuditError {
    fn from(error: crate::domain::answer::AnswerError) -> Self {
        Self::Answer(error.into())
    }
}

/// Draws a sample, by a look at every building: nothing is kept yet.
///
/// # Errors
/// When it has no size, or nothing is published.
pub fn draw(
    db: &mut Db,
    campaign: &Campaign,
    (size, seed, experts): (u32, i64, u32),
) -> Result<Vec<Sampled>, AuditError> {
    if !(1..=SAMPLE_MAX).contains(&size) {
        return Err(AuditError::Size);
    }
    if !(1..=2).contains(&experts) {
        return Err(AuditError::Experts);
    }
    let mut rng = ChaCha20Rng::seed_from_u64(seed.unsigned_abs());
    Ok(quality::sample(db, &mut rng, campaign, size)?)
}

/// Keeps a drawn sample, with its seed and how many experts answer about each building.
///
/// # Errors
/// When the store fails.
pub fn keep(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    (seed, experts): (i64, u32),
    drawn: &[Sampled],
) -> Result<SampleId, AuditError> {
    let new = Sample {
        id: SampleId(0),
        campaign: campaign.id,
        seed,
        experts,
        method: campaign.policy.method(),
        by: by.name.to_owned(),
        drawn_at: by.now,
    };
    let id = samples::add(db, &new, drawn)?;
    let subject = format!("sample {id}: {} buildings, seed {seed}", drawn.len());
    by.did(db, ActKind::SampleDrawn, Some(campaign.id), subject, "")?;
    Ok(id)
}

/// The round of a sample's answers.
fn round(sample: SampleId) -> i32 {
    i32::try_from(-sample.0).unwrap_or(i32::MIN)
}

/// What experts have said about one building.
struct Said<'a> {
    blind: Vec<&'a BlindAnswer>,
    settled: Option<&'a BlindAnswer>,
}

type Ends = (Option<CaptureId>, Option<CaptureId>);

const fn ends(answer: &BlindAnswer) -> Ends {
    (answer.last_standing, answer.first_destroyed)
}

impl<'a> Said<'a> {
    fn of(answers: Option<&'a Vec<BlindAnswer>>) -> Self {
        let all = answers.map_or(&[][..], Vec::as_slice);
        let (blind, informed): (Vec<_>, Vec<_>) = all.iter().partition(|one| one.is_blind);
        Self { blind, settled: informed.first().copied() }
    }

    /// Whether they differ. Reasons why one cannot tell are not compared.
    fn is_differing(&self) -> bool {
        let mut rest = self.blind.iter().map(|one| ends(one));
        let first = rest.next();
        rest.any(|own| Some(own) != first)
    }

    fn is_by(&self, account: AccountId) -> bool {
        self.blind.iter().copied().chain(self.settled).any(|one| one.account == account)
    }

    /// What is true, as far as experts are done with it.
    fn truth(&self, experts: usize) -> Option<&'a BlindAnswer> {
        let agreed = || {
            let is_done = self.blind.len() >= experts && !self.is_differing();
            self.blind.first().copied().filter(|_| is_done)
        };
        self.settled.or_else(agreed)
    }

    fn wants(&self, account: AccountId, experts: usize) -> Option<Wanted> {
        match () {
            () if self.settled.is_some() || self.is_by(account) => None,
            () if self.blind.len() < experts => Some(Wanted::Blind),
            () if self.is_differing() => Some(Wanted::Settle),
            () => None,
        }
    }
}

/// What is wanted of somebody about a building.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Blind,
    Settle,
}

/// How far a sample is.
#[derive(Debug, Clone)]
pub struct SampleLook {
    /// The sample.
    pub sample: Sample,
    /// Buildings in it.
    pub size: usize,
    /// Those that experts are done with.
    pub done: usize,
    /// Those about which they differ, and nobody has settled it.
    pub differing: usize,
    /// The first building about which the reader may answer.
    pub next: Option<String>,
}

fn experts(sample: &Sample) -> usize {
    usize::try_from(sample.experts).unwrap_or(1)
}

/// The samples of a campaign, newest first.
///
/// # Errors
/// When the store fails.
pub fn all(
    db: &mut Db,
    campaign: &Campaign,
    reader: AccountId,
) -> Result<Vec<SampleLook>, StoreError> {
    let all = samples::of_campaign(db, campaign.id)?;
    all.into_iter().map(|sample| look(db, sample, reader)).collect()
}

/// The first building of a sample about which somebody may answer.
///
/// # Errors
/// When the store fails.
pub fn next(
    db: &mut Db,
    campaign: &Campaign,
    sample: SampleId,
    reader: AccountId,
) -> Result<Option<String>, StoreError> {
    let Some(sample) = samples::get(db, campaign.id, sample)? else { return Ok(None) };
    Ok(look(db, sample, reader)?.next)
}

fn look(db: &mut Db, sample: Sample, reader: AccountId) -> Result<SampleLook, StoreError> {
    let drawn = samples::buildings(db, sample.id)?;
    let answers = blind_answers::of_round(db, sample.campaign, round(sample.id))?;
    let seen = samples::seen_by(db, sample.id, reader)?;
    let (mut done, mut differing, mut next) = (0, 0, None);
    for one in &drawn {
        let said = Said::of(answers.get(&one.building));
        done += usize::from(said.truth(experts(&sample)).is_some());
        differing += usize::from(said.settled.is_none() && said.is_differing());
        let is_wanted = said.wants(reader, experts(&sample)).is_some();
        if next.is_none() && is_wanted && !seen.contains(&one.building) {
            next = Some(one.external_id.clone());
        }
    }
    Ok(SampleLook { size: drawn.len(), sample, done, differing, next })
}

/// A building of a sample as an expert sees it: its pictures, and nothing of what is published.
#[derive(Debug, Clone)]
pub struct CaseLook {
    /// The building.
    pub building: Building,
    /// Its captures, oldest first.
    pub series: Vec<Shown>,
    /// Where experts differ, what each saw; the reader settles it.
    pub differing: Vec<BlindAnswer>,
    /// Why the reader does not answer.
    pub bar: Option<String>,
}

/// Why somebody does not answer about a building, or what is wanted of them.
fn wanted(
    db: &mut Db,
    who: Who<'_>,
    building: BuildingId,
    (said, experts): (&Said<'_>, usize),
) -> Result<Result<Wanted, String>, StoreError> {
    match adjudicate::not_own(db, who, building) {
        Ok(()) => {}
        Err(AdjudicateError::Store(error)) => return Err(error),
        Err(error) => return Ok(Err(error.to_string())),
    }
    if cases::has_seen(db, who.account, building)? {
        let why = "you were shown what was said about this building; somebody else audits it";
        return Ok(Err(why.to_owned()));
    }
    let own = said.wants(who.account, experts);
    let done = if said.is_by(who.account) {
        "you have answered about this building"
    } else {
        "experts are done with this building"
    };
    Ok(own.ok_or_else(|| done.to_owned()))
}

/// The sample and a building in it.
fn found(
    db: &mut Db,
    campaign: &Campaign,
    (sample, external_id): (SampleId, &str),
) -> Result<(Sample, Building), AuditError> {
    let sample = samples::get(db, campaign.id, sample)?.ok_or(AuditError::NotFound)?;
    let building = match adjudicate::found(db, campaign, external_id) {
        Err(AdjudicateError::NotFound) => return Err(AuditError::NotFound),
        found => found?,
    };
    let is_drawn = samples::holds(db, sample.id, building.id)?;
    is_drawn.then_some((sample, building)).ok_or(AuditError::NotFound)
}

/// One building of a sample.
///
/// # Errors
/// When there is no such sample or building.
pub fn open(
    db: &mut Db,
    who: Who<'_>,
    campaign: &Campaign,
    at: (SampleId, &str),
) -> Result<CaseLook, AuditError> {
    let (sample, building) = found(db, campaign, at)?;
    let answers = blind_answers::of_round(db, campaign.id, round(sample.id))?;
    let said = Said::of(answers.get(&building.id));
    let wanted = wanted(db, who, building.id, (&said, experts(&sample)))?;
    let is_settling = wanted == Ok(Wanted::Settle);
    let differing =
        if is_settling { said.blind.into_iter().cloned().collect() } else { Vec::new() };
    let series = task::series(db, building.id)?;
    Ok(CaseLook { building, series, differing, bar: wanted.err() })
}

/// Keeps what an expert answers, or how somebody settles where experts differ, for a reason.
///
/// # Errors
/// When it is no answer, or they may not answer here.
pub fn answer(
    db: &mut Db,
    who: Who<'_>,
    campaign: &Campaign,
    at: (SampleId, &str),
    (raw, why): (&RawAnswer, &str),
) -> Result<(), AuditError> {
    let (sample, building) = found(db, campaign, at)?;
    crate::store::tasks::locked(db, building.id)?;
    let answers = blind_answers::of_round(db, campaign.id, round(sample.id))?;
    let said = Said::of(answers.get(&building.id));
    let wanted = wanted(db, who, building.id, (&said, experts(&sample)))?;
    let wanted = wanted.map_err(AuditError::Barred)?;
    let why = match wanted {
        Wanted::Blind => "",
        Wanted::Settle => adjudicate::reason(why)?,
    };
    let (series, _) = coverage::series(db, building.id)?;
    let read = Answer::parse(raw, &series)?;
    let window = read.verdict.window();
    let capture = |position: Option<usize>| position.and_then(|at| series.at(at));
    let new = BlindAnswer {
        account: who.account,
        building: building.id,
        round: round(sample.id),
        last_standing: capture(window.and_then(Window::last_standing)),
        first_destroyed: capture(window.and_then(Window::first_destroyed)),
        doubt: match read.verdict {
            Verdict::CannotTell(doubt) => Some(doubt),
            Verdict::Seen(_) => None,
        },
        sureness: read.sureness,
        is_blind: wanted == Wanted::Blind,
    };
    blind_answers::add(db, campaign.id, &new, who.by.now)?;
    if wanted == Wanted::Settle {
        let subject = format!("sample {}: {}", sample.id, building.external_id);
        who.by.did(db, ActKind::AuditSettled, Some(campaign.id), subject, why)?;
    }
    Ok(())
}
