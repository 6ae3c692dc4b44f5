//! Experts audit a sample: which buildings, and what their audit says of all that is published.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use rand::Rng;

use super::figures::middle_day;
use super::model;
use super::published::{Published, deciding};
use super::record::{Dossier, Record};
use crate::domain::adjudication::Outcome;
use crate::domain::campaign::Campaign;
use crate::domain::consensus::RetirementReason::Ruled;
use crate::domain::consensus::agreement::{Panels, Rating, panels};
use crate::domain::consensus::calibration::{
    Audited, Coverage, Lag, Reading, Reliability, Temperature, coverage, credible_set, lag,
    reliability, temperature,
};
use crate::domain::consensus::outlook::fold;
use crate::domain::consensus::sample::{
    Building, Drawn, Estimate, EstimateError, Level, Plan, draw, estimate,
};
use crate::domain::consensus::span::Span;
use crate::domain::id::BuildingId;
use crate::domain::judgement::Window;
use crate::domain::task::TaskState;
use crate::exchange::experts::{self, ExpertError, Sampled as Row};
use crate::exchange::rows::RowError;
pub use crate::store::samples::Sampled;
use crate::store::samples::Standing;
use crate::store::{Db, StoreError, samples};

/// What a building is sampled by: what is published about it, and how far its volunteers agree.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stratum {
    /// One of the words of the exported column `status`.
    pub status: &'static str,
    /// How far they agree.
    pub level: Level,
}

impl fmt::Display for Stratum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.status, self.level.as_str())
    }
}

/// Why an audit cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum QualityError {
    /// The file.
    #[error(transparent)]
    File(#[from] ExpertError),
    /// The sizes of the strata.
    #[error(transparent)]
    Estimate(#[from] EstimateError),
    /// Nothing is decided yet.
    #[error("no building is decided yet, so there is nothing to audit")]
    Nothing,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The stratum of a building; none while nothing is published about it. Its level is that of the
/// votes, ruled or not: how far its volunteers agree.
fn stratum(one: &Standing, ruling: Option<Outcome>, campaign: &Campaign) -> Option<Stratum> {
    // Which capture is not asked for.
    let status = Published::of(one.state, one.agreed, ruling, |_| Some(0)).status;
    let level = Level::of_counts((one.agree, one.counted), one.width, campaign.policy.threshold);
    status.has_window().then_some(Stratum { status: status.as_str(), level })
}

/// Draws the buildings that experts are to audit, of those about which something is published: at
/// least 200, or all there are; in random order, with what each stands for.
///
/// # Errors
/// When nothing is published.
pub fn sample(
    db: &mut Db,
    rng: &mut impl Rng,
    campaign: &Campaign,
    wanted: u32,
) -> Result<Vec<Sampled>, QualityError> {
    use rand::seq::SliceRandom as _;
    let standings = samples::standings(db, campaign.id)?;
    let is_ruled = |one: &&Standing| one.state == TaskState::Retired(Ruled);
    let ruled: Vec<BuildingId> =
        standings.iter().filter(is_ruled).map(|one| one.building).collect();
    let rulings = deciding(db, campaign, &ruled)?;
    let all: Vec<Building<Stratum>> = standings
        .iter()
        .filter_map(|one| {
            let stratum = stratum(one, rulings.get(&one.building).copied(), campaign)?;
            Some(Building { stratum, id: one.building.0.unsigned_abs() })
        })
        .collect();
    if all.is_empty() {
        return Err(QualityError::Nothing);
    }
    let Drawn { buildings, strata } = draw(&all, Plan { wanted, ..Plan::default() }, rng);
    let sizes: BTreeMap<Stratum, u32> =
        strata.into_iter().map(|(stratum, population, _)| (stratum, population)).collect();
    let names: BTreeMap<u64, &Standing> =
        standings.iter().map(|one| (one.building.0.unsigned_abs(), one)).collect();
    let mut sample: Vec<Sampled> = buildings
        .into_iter()
        .filter_map(|building| {
            let own = names.get(&building.id)?;
            Some(Sampled {
                building: own.building,
                external_id: own.external_id.clone(),
                population: *sizes.get(&building.stratum)?,
                stratum: building.stratum.to_string(),
            })
        })
        .collect();
    sample.shuffle(rng);
    Ok(sample)
}

/// A sample as the rows of the table for experts.
#[must_use]
pub fn rows(sample: &[Sampled]) -> Vec<Row> {
    let row = |one: &Sampled| Row {
        external_id: one.external_id.clone(),
        stratum: one.stratum.clone(),
        population: one.population,
    };
    sample.iter().map(row).collect()
}

/// What an audit found.
#[derive(Debug, Clone)]
pub struct Audit {
    /// Rows of the file that are at fault and were left out.
    pub errors: Vec<RowError>,
    /// The share of all published buildings whose window holds what the experts saw, reweighted.
    pub holding: Estimate<String>,
    /// The share whose window is just what the experts saw.
    pub exact: Estimate<String>,
    /// The published windows against the experts'.
    pub coverage: Coverage,
    /// How much later than the experts the crowd dates.
    pub lag: Option<Lag>,
    /// Experts with one another, volunteers with one another, and the two.
    pub panels: Panels,
    /// How well the model's stated chances are met; none where it cannot be fitted or is frozen.
    pub model: Option<Met>,
}

/// The model's stated chances against what the experts saw.
#[derive(Debug, Clone, PartialEq)]
pub struct Met {
    /// As it states them.
    pub reliability: Reliability,
    /// The temperature at which they would be met best.
    pub temperature: Temperature,
    /// The runs to which it gives nine tenths.
    pub credible: Coverage,
}

/// Fits the model, cold and without the audit, and holds what it says of the audited buildings
/// (their number in the record, what the expert saw) against the experts.
fn met(record: &Record, audited: &[(usize, Span)]) -> Option<Met> {
    let rows = model::posteriors(record)?;
    let folded: Vec<(Vec<f32>, Span)> = audited
        .iter()
        .filter_map(|(at, truth)| {
            let shown = &record.buildings.get(*at)?.shown;
            Some((fold(rows.get(*at)?, shown)?, *truth))
        })
        .collect();
    let audited: Vec<Audited<'_>> =
        folded.iter().map(|(posterior, truth)| Audited { posterior, truth: *truth }).collect();
    let runs: Vec<(Span, Span)> = audited
        .iter()
        .filter_map(|one| Some((credible_set(one.posterior, 0.9)?, one.truth)))
        .collect();
    Some(Met {
        reliability: reliability(&audited)?,
        temperature: temperature(&audited)?,
        credible: coverage(&runs),
    })
}

/// Reads an audit against what is published at present; `sample` is what was drawn. Where several
/// experts judged a building, it counts by the first row about it; all enter the agreement.
///
/// # Errors
/// When the file is no such table, or a stratum was not audited.
pub fn report(
    db: &mut Db,
    campaign: &Campaign,
    sample: &[Row],
    bytes: &[u8],
) -> Result<Audit, QualityError> {
    let read = experts::read(bytes)?;
    let mut errors = read.errors;
    let record = Record::read(db, campaign)?;
    let populations: BTreeMap<String, u32> =
        sample.iter().map(|one| (one.stratum.clone(), one.population)).collect();
    let populations: Vec<(String, u32)> = populations.into_iter().collect();
    let drawn: BTreeMap<&str, &str> =
        sample.iter().map(|one| (one.external_id.as_str(), one.stratum.as_str())).collect();
    let known: BTreeMap<&str, usize> =
        record.buildings.iter().zip(0..).map(|(one, at)| (one.external_id.as_str(), at)).collect();
    let mut found = Found::default();
    let mut seen = BTreeSet::new();
    for row in &read.items {
        let at = known.get(row.external_id.as_str()).copied();
        let stratum = drawn.get(row.external_id.as_str()).map(|stratum| (*stratum).to_owned());
        let of = at.and_then(|at| record.buildings.get(at)).zip(stratum);
        let Some((building, stratum)) = of else {
            let words = "such a building was not drawn for this sample";
            errors.push(RowError::new(row.place, words).in_column("external_id"));
            continue;
        };
        let ends = [&row.last_intact, &row.first_destroyed];
        let places = ends.map(|name| {
            let name = name.as_deref()?;
            Some(own_position(&record, building, name).ok_or(name))
        });
        let window = match places.map(Option::transpose) {
            [Ok(last), Ok(first)] => Window::new(last, first, building.shown.len()),
            [Err(name), _] | [_, Err(name)] => {
                let words = format!("no capture \"{name}\" shows this building");
                errors.push(RowError::new(row.place, words).of(&row.external_id));
                continue;
            }
        };
        match window {
            Err(error) => errors.push(RowError::new(row.place, error).of(&row.external_id)),
            Ok(window) => {
                let is_first = seen.insert(building.id);
                if is_first {
                    let truth = Span::of(window, building.shown.len());
                    found.audited.extend(at.map(|at| (at, truth)));
                }
                found.take(&record, building, (stratum, &row.expert), window, is_first);
            }
        }
    }
    Ok(Audit {
        errors,
        holding: estimate(&populations, &found.holding)?,
        exact: estimate(&populations, &found.exact)?,
        coverage: coverage(&found.pairs),
        lag: lag(&found.readings),
        panels: panels(&found.experts, &found.volunteers),
        model: met(&record, &found.audited),
    })
}

fn own_position(record: &Record, building: &Dossier, name: &str) -> Option<usize> {
    building.shown.iter().position(|of_all| {
        record.captures.get(*of_all).is_some_and(|capture| capture.external_id == name)
    })
}

/// What the rows of an audit come to.
#[derive(Default)]
struct Found {
    holding: Vec<(String, bool)>,
    exact: Vec<(String, bool)>,
    pairs: Vec<(Span, Span)>,
    audited: Vec<(usize, Span)>,
    readings: Vec<Reading>,
    experts: Vec<Rating>,
    volunteers: Vec<Rating>,
}

impl Found {
    fn take(
        &mut self,
        record: &Record,
        building: &Dossier,
        (stratum, expert): (String, &str),
        window: Window,
        is_first: bool,
    ) {
        let captures = building.shown.len();
        let truth = Span::of(window, captures);
        let unit = building.id.0.unsigned_abs();
        let value = truth.middle();
        self.experts.push(Rating { unit, rater: named(expert), value });
        if !is_first {
            return;
        }
        let published = Span::of_agreed(building.published.window, captures);
        self.holding.push((stratum.clone(), published.contains(truth)));
        self.exact.push((stratum, published == truth));
        self.pairs.push((published, truth));
        let counted = building.counted();
        self.volunteers.extend(counted.iter().map(|(rater, window)| Rating {
            unit,
            rater: *rater,
            value: Span::of(*window, captures).middle(),
        }));
        let closed = building.published.window.last_standing.position();
        let closed = closed.zip(building.published.window.first_destroyed.position());
        let own = closed.and_then(|(a, b)| Window::new(Some(a), Some(b), captures).ok());
        let is_closed = window.last_standing().is_some() && window.first_destroyed().is_some();
        self.readings.push(Reading {
            dated_interval: published.middle(),
            true_interval: value,
            dated_day: own.and_then(|own| middle_day(record, building, own)),
            true_day: middle_day(record, building, window).filter(|_| is_closed),
        });
    }
}

/// A number for an expert's name, the same for the same name.
fn named(expert: &str) -> u64 {
    expert.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
