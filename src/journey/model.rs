//! The model beside the rule is fitted, always cold, and says of each building how sure one may be.
//! It helps to decide whom and whether to ask; what is published is counted.

use chrono::{DateTime, Utc};

use super::record::{Dossier, Record};
use super::settle;
use crate::domain::campaign::Campaign;
use crate::domain::capture::CaptureSeries;
use crate::domain::consensus::Vote;
use crate::domain::consensus::model::ordinal::{self, OrdinalSettings};
use crate::domain::consensus::model::{Label, Labels, LabelsError};
use crate::domain::consensus::outlook::{Outlook, classes_of, outlook};
use crate::domain::id::{BuildingId, CaptureId, VolunteerId};
use crate::domain::policy::Stopping;
pub use crate::store::fits::Fit;
use crate::store::fits::{self, Parameters, Posterior};
use crate::store::{Db, Store, StoreError, campaigns};

/// The factor on the log-likelihood of the judgements: volunteers err together, so their answers
/// say less than as many independent ones (`docs/METHOD.md`).
pub const TEMPER: f64 = 0.7;

/// Buildings written at once.
const BATCH: usize = 200;
/// Judgements before the model is fitted at all, and again.
const REFIT_MIN: u64 = 100;

/// Why the model cannot be fitted.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// Nothing to fit.
    #[error("no volunteer has dated a building yet; fit the model when there are judgements")]
    Nothing,
    /// What was said does not fit the captures.
    #[error(transparent)]
    Labels(#[from] LabelsError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A campaign's judgements as a model reads them.
struct Given {
    labels: Labels,
    volunteers: Vec<VolunteerId>,
    gold: Vec<(u32, u16)>,
}

fn given(record: &Record) -> Result<Given, ModelError> {
    let captures = record.captures.len();
    let mut rows: Vec<(u32, VolunteerId, u16, u16)> = Vec::new();
    let mut gold = Vec::new();
    for (building, task) in record.buildings.iter().zip(0u32..) {
        let known = building.gold.and_then(|gold| classes_of(gold, &building.shown, captures));
        gold.extend(known.filter(|(low, high)| low == high).map(|(low, _)| (task, low)));
        // On gold every first look tells how good its volunteer is, whatever it was dealt for.
        let enters = |said: &&super::record::Said| {
            said.is_in_force || (known.is_some() && said.is_first_look() && !said.is_set_aside)
        };
        for said in building.said.iter().filter(enters) {
            let classes = said.window.and_then(|w| classes_of(w, &building.shown, captures));
            rows.extend(classes.map(|(low, high)| (task, said.person, low, high)));
        }
    }
    let mut volunteers: Vec<VolunteerId> = rows.iter().map(|(_, who, ..)| *who).collect();
    volunteers.sort_unstable();
    volunteers.dedup();
    let label = |(task, who, low, high): (u32, VolunteerId, u16, u16)| {
        let worker = volunteers.binary_search(&who).ok().and_then(|at| u32::try_from(at).ok())?;
        Some((task, Label { worker, low, high }))
    };
    let rows = rows.into_iter().filter_map(label).collect();
    let labels = Labels::new(record.buildings.len(), volunteers.len(), captures + 1, rows)?;
    if labels.is_empty() {
        return Err(ModelError::Nothing);
    }
    Ok(Given { labels, volunteers, gold })
}

/// How a campaign's model is fitted.
fn settings(gold: Vec<(u32, u16)>) -> OrdinalSettings {
    OrdinalSettings { temper: TEMPER, gold, ..OrdinalSettings::default() }
}

/// What a cold fit says of every building, in classes over all captures; none where there is
/// nothing to fit, or the alarm fires.
#[must_use]
pub(super) fn posteriors(record: &Record) -> Option<Vec<Vec<f32>>> {
    let Given { labels, gold, .. } = given(record).ok()?;
    let found = ordinal::fit_guarded(&labels, &settings(gold));
    let rows = found.fit.posterior.chunks_exact(labels.classes());
    (!found.is_frozen).then(|| rows.map(<[f32]>::to_vec).collect())
}

/// Fits the model to all that counts at present and stores it, and decides the buildings anew in a
/// campaign that asks it. Where it leaves clear pluralities too often it is stored as frozen, and
/// decides nothing.
///
/// # Errors
/// When there is nothing to fit, or the store fails.
pub fn refit(store: &Store, now: DateTime<Utc>, campaign: &Campaign) -> Result<Fit, ModelError> {
    let (record, (judgements, _)) = store.snapshot(|db| {
        Ok::<_, StoreError>((Record::read(db, campaign)?, fits::size(db, campaign.id)?))
    })?;
    let Given { labels, volunteers, gold } = given(&record)?;
    let settings = settings(gold);
    let found = ordinal::fit_guarded(&labels, &settings);
    let captures: Vec<CaptureId> = record.captures.iter().map(|capture| capture.id).collect();
    let mut fit = Fit {
        id: 0,
        method: format!("structured-ordinal/1 iterations={} temper={TEMPER}", settings.iterations),
        judgements,
        disagreement: found.disagreement,
        is_frozen: found.is_frozen,
        parameters: Parameters {
            captures,
            prior: found.fit.prior.clone(),
            population: fits::numbers(found.fit.population),
            temper: TEMPER,
        },
        fitted_at: now,
    };
    let skills: Vec<_> = volunteers.into_iter().zip(found.fit.skills).collect();
    let rows = found.fit.posterior.chunks_exact(labels.classes());
    let outlooks: Vec<(BuildingId, Vec<CaptureId>, Outlook)> = record
        .buildings
        .iter()
        .zip(rows)
        .filter_map(|(building, row)| {
            let own = own_captures(&record, building);
            Some((building.id, own, outlook(row, &building.shown)?))
        })
        .collect();
    let id = campaign.id;
    let fit = store.write(move |db| {
        fit.id = fits::add(db, id, &fit)?;
        fits::put_skills(db, id, &skills)?;
        Ok::<_, StoreError>(fit)
    })?;
    if fit.is_frozen {
        return Ok(fit);
    }
    // In many small writes, so that nobody waits; each building keeps what a judgement that came
    // meanwhile has made of it.
    let number = fit.id;
    for part in outlooks.chunks(BATCH) {
        let part: Vec<Posterior> = part
            .iter()
            .map(|(building, own, outlook)| {
                posterior(*building, number, outlook, |at| own.get(at).copied())
            })
            .collect();
        store.write(move |db| fits::put_older(db, id, &part, now))?;
    }
    if campaign.policy.stopping != Stopping::Rule {
        let campaign = store.read(|db| campaigns::get(db, id))?;
        let seed = number.unsigned_abs();
        settle::settle_all(store, now, seed, &campaign, settle::Occasion::Fit, |_| ())?;
    }
    Ok(fit)
}

fn own_captures(record: &Record, building: &Dossier) -> Vec<CaptureId> {
    let of = |position: &usize| record.captures.get(*position).map(|capture| capture.id);
    building.shown.iter().filter_map(of).collect()
}

/// An outlook with captures in place of positions; `capture` is the building's at a position.
fn posterior(
    building: BuildingId,
    fit: i64,
    outlook: &Outlook,
    capture: impl Fn(usize) -> Option<CaptureId>,
) -> Posterior {
    let before = |interval: usize| interval.checked_sub(1).and_then(&capture);
    Posterior {
        building,
        fit,
        likeliest: [before(outlook.likeliest), capture(outlook.likeliest)],
        sure_pm: outlook.sure_pm,
        credible: [before(outlook.credible.low), capture(outlook.credible.high)],
    }
}

/// Fits the model anew where enough was judged since it was fitted last: in campaigns that ask the
/// model, every five judgements to twelve buildings, as in the simulations that chose the rules.
///
/// # Errors
/// When it cannot be fitted.
pub fn refit_if_due(
    store: &Store,
    now: DateTime<Utc>,
    campaign: &Campaign,
) -> Result<Option<Fit>, ModelError> {
    if campaign.policy.stopping == Stopping::Rule {
        return Ok(None);
    }
    let (last, judged, buildings) = store.read(|db| {
        let last = fits::latest(db, campaign.id)?.map_or(0, |fit| fit.judgements);
        let (judged, buildings) = fits::size(db, campaign.id)?;
        Ok::<_, StoreError>((last, judged, buildings))
    })?;
    let due = (buildings * 5 / 12).max(REFIT_MIN);
    if judged.saturating_sub(last) < due {
        return Ok(None);
    }
    refit(store, now, campaign).map(Some)
}

/// How sure the newest fit is of a building's likeliest interval given its votes, in thousandths,
/// and stores what it says; none where there is no fit, it is frozen, or it does not know the
/// captures.
///
/// # Errors
/// When the store fails.
pub(super) fn sure_of(
    db: &mut Db,
    now: DateTime<Utc>,
    campaign: &Campaign,
    building: BuildingId,
    series: &CaptureSeries,
    votes: &[(VolunteerId, Vote)],
) -> Result<Option<u32>, StoreError> {
    let Some((stored, sure_pm)) = foreseen(db, campaign, building, series, votes)? else {
        return Ok(None);
    };
    fits::put_posteriors(db, &[stored], now)?;
    Ok(Some(sure_pm))
}

/// What the newest fit says of a building given its votes, and how sure it is, in thousandths;
/// changes nothing.
pub(super) fn foreseen(
    db: &mut Db,
    campaign: &Campaign,
    building: BuildingId,
    series: &CaptureSeries,
    votes: &[(VolunteerId, Vote)],
) -> Result<Option<(Posterior, u32)>, StoreError> {
    let Some(fit) = fits::latest(db, campaign.id)?.filter(|fit| !fit.is_frozen) else {
        return Ok(None);
    };
    let known = CaptureSeries::new(fit.parameters.captures.clone());
    let own: Vec<CaptureId> = (0..series.len()).filter_map(|at| series.at(at)).collect();
    let shown: Vec<usize> = own.iter().filter_map(|id| known.position(*id)).collect();
    if shown.len() != own.len() || !shown.is_sorted() {
        return Ok(None);
    }
    let people: Vec<VolunteerId> = votes.iter().map(|(who, _)| *who).collect();
    let skills = fits::skills_of(db, campaign.id, &people)?;
    let population = fits::skill(fit.parameters.population);
    let answers = votes.iter().filter_map(|(who, vote)| {
        let (low, high) = classes_of(vote.verdict.window()?, &shown, known.len())?;
        Some((skills.get(who).copied().unwrap_or(population), low, high))
    });
    let (prior, temper) = (&fit.parameters.prior, fit.parameters.temper);
    let mut shares = vec![0.0; prior.len()];
    ordinal::posterior(prior, temper, answers, &mut shares);
    let shares: Vec<f32> = shares.iter().copied().map(narrowed).collect();
    let Some(outlook) = outlook(&shares, &shown) else { return Ok(None) };
    let stored = posterior(building, fit.id, &outlook, |at| own.get(at).copied());
    Ok(Some((stored, outlook.sure_pm)))
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "a share needs no more than seven digits"
)]
const fn narrowed(share: f64) -> f32 {
    share as f32
}
