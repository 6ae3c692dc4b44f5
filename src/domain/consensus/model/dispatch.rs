//! From a method's name to its answer: every method behind one function. How each works lives in
//! its own file.

use super::aggregate::{Aggregate, AggregateError, Best, Kind, Method, Settings};
use super::dawid_skene::{ConfusionSettings, Smoothing};
use super::labels::Labels;
use super::math::{class, index};
use super::{auto, dawid_skene, one_coin, ordinal, pooled, vote};

/// Numbers that a model of free matrices may hold beside the posterior: 1 GiB of them.
const CELLS_MAX: usize = 1 << 27;
/// Where Dawid-Skene stops when nobody says how many rounds: as crowd-kit does.
const TOLERANCE: f64 = 1e-5;

/// Makes one answer a task out of all labels by one method.
///
/// # Errors
/// When the method needs an order that the classes do not have, a setting is out of its range, gold
/// names a task or class that there is not or one task twice, or the model would be larger than
/// memory is meant for.
pub fn aggregate(
    labels: &Labels,
    kind: Kind,
    method: Method,
    settings: &Settings,
) -> Result<Aggregate, AggregateError> {
    check(labels, kind, method, settings)?;
    let iterations = |usual| settings.iterations.unwrap_or(usual);
    let gold = || settings.gold.clone();
    let fitted = match method {
        Method::Majority | Method::Median | Method::Window | Method::Quorum => {
            return Ok(counted(labels, kind, method, settings));
        }
        Method::Pool => return Ok(auto::pooled_opinion(labels, kind, settings)),
        Method::Auto => return Ok(auto::aggregate(labels, kind, settings)),
        Method::DawidSkene => {
            let is_free = settings.iterations.is_none();
            let tolerance = settings.tolerance.or(is_free.then_some(TOLERANCE));
            confusion(labels, iterations(dawid_skene::ITERATIONS), tolerance, None, gold())
        }
        Method::Ibcc => {
            let iterations = iterations(dawid_skene::IBCC_ITERATIONS);
            confusion(labels, iterations, settings.tolerance, Some(Smoothing::IBCC), gold())
        }
        Method::OneCoin => {
            let fit = one_coin::fit(labels, iterations(one_coin::ITERATIONS), &settings.gold);
            Fitted::new(fit.posterior, fit.iterations, fit.log_likelihood)
        }
        Method::Pcm => {
            let fit = pooled::fit(labels, iterations(pooled::ITERATIONS), &settings.gold);
            Fitted::new(fit.posterior, fit.iterations, fit.log_likelihood)
        }
        Method::Ordinal => {
            let iterations = iterations(ordinal::OrdinalSettings::default().iterations);
            let temper = settings.temper;
            let ordinal = ordinal::OrdinalSettings { iterations, temper, gold: gold() };
            let fit = ordinal::fit(labels, &ordinal);
            Fitted::new(fit.posterior, fit.iterations, fit.log_likelihood)
        }
    };
    Ok(fitted.told(labels, kind, method, settings))
}

/// Fits confusion matrices.
pub(super) fn confusion(
    labels: &Labels,
    iterations: u32,
    tolerance: Option<f64>,
    smoothing: Option<Smoothing>,
    gold: Vec<(u32, u16)>,
) -> Fitted {
    let settings = ConfusionSettings { iterations, tolerance, smoothing, gold };
    let fit = dawid_skene::fit(labels, &settings);
    Fitted::new(fit.posterior, fit.iterations, fit.log_likelihood)
}

/// What a model leaves.
pub(super) struct Fitted {
    pub(super) posterior: Vec<f32>,
    pub(super) iterations: u32,
    pub(super) log_likelihood: Option<f64>,
}

impl Fitted {
    /// Of a single model.
    pub(super) fn new(posterior: Vec<f32>, iterations: u32, log_likelihood: f64) -> Self {
        Self { posterior, iterations, log_likelihood: Some(log_likelihood) }
    }

    /// The same for readers: best classes and credible windows.
    pub(super) fn told(
        self,
        labels: &Labels,
        kind: Kind,
        method: Method,
        settings: &Settings,
    ) -> Aggregate {
        let classes = labels.classes();
        let rows = || self.posterior.chunks_exact(classes).enumerate();
        let has_label = |task: usize| !labels.of(task).is_empty();
        let best = rows()
            .map(|(task, row)| if has_label(task) { best(row) } else { Best::Nothing })
            .collect();
        let is_ordered = kind == Kind::Ordinal;
        let windows = rows()
            .map(|(task, row)| {
                (is_ordered && has_label(task)).then(|| credible(row, settings.mass)).flatten()
            })
            .collect();
        Aggregate {
            classes,
            best,
            windows,
            probability: self.posterior,
            iterations: self.iterations,
            log_likelihood: self.log_likelihood,
            method,
        }
    }
}

/// The classes with the highest probability.
fn best(row: &[f32]) -> Best {
    let most = row.iter().copied().fold(0f32, f32::max);
    told(row.iter().enumerate().filter(|(_, share)| **share >= most).map(|(z, _)| class(z)))
}

fn told(leaders: impl Iterator<Item = u16>) -> Best {
    let leaders: Vec<u16> = leaders.collect();
    match leaders.as_slice() {
        [] => Best::Nothing,
        [leader] => Best::Leads(*leader),
        _ => Best::Tied(leaders),
    }
}

/// The narrowest run of classes with at least `mass` of a posterior; among runs as narrow the one
/// with most, then the earliest.
#[must_use]
pub fn credible(row: &[f32], mass: f64) -> Option<(u16, u16)> {
    let total: f64 = row.iter().copied().map(f64::from).sum();
    let needed = mass.min(total);
    let mut found: Option<(usize, f64, usize)> = None;
    for low in 0..row.len() {
        let mut sum = 0.0;
        for (width, share) in row.iter().skip(low).enumerate() {
            sum += f64::from(*share);
            if sum < needed {
                continue;
            }
            if found.is_none_or(|(least, most, _)| width < least || (width == least && sum > most))
            {
                found = Some((width, sum, low));
            }
            break;
        }
    }
    found.map(|(width, _, low)| (class(low), class(low + width)))
}

/// The methods that count.
pub(super) fn counted(
    labels: &Labels,
    kind: Kind,
    method: Method,
    settings: &Settings,
) -> Aggregate {
    let window = |task| match method {
        Method::Window => vote::window(labels, task, settings.threshold),
        Method::Quorum => vote::quorum(labels, task, settings.quorum),
        Method::Median => vote::median(labels, task),
        _ if kind == Kind::Ordinal => vote::window(labels, task, settings.threshold),
        _ => None,
    };
    let best = if method == Method::Majority {
        vote::plurality(labels).into_iter().map(|leaders| told(leaders.into_iter())).collect()
    } else {
        let median = |task| match vote::median(labels, task) {
            None => Best::Nothing,
            Some((low, high)) if low == high => Best::Leads(low),
            Some((low, high)) => Best::Tied(vec![low, high]),
        };
        (0..labels.tasks()).map(median).collect()
    };
    Aggregate {
        classes: labels.classes(),
        best,
        probability: vote::shares(labels),
        windows: (0..labels.tasks()).map(window).collect(),
        iterations: 0,
        log_likelihood: None,
        method,
    }
}

fn check(
    labels: &Labels,
    kind: Kind,
    method: Method,
    settings: &Settings,
) -> Result<(), AggregateError> {
    let classes = labels.classes();
    if method.needs_order() && kind == Kind::Nominal && classes > 2 {
        return Err(AggregateError::NeedsOrder { method });
    }
    if !(settings.temper > 0.0 && settings.temper <= 10.0) {
        return Err(AggregateError::Setting { name: "temper", range: "above 0 and at most 10" });
    }
    if !(settings.mass > 0.0 && settings.mass <= 1.0) {
        return Err(AggregateError::Setting { name: "mass", range: "above 0 and at most 1" });
    }
    let mut gold = settings.gold.clone();
    gold.sort_unstable();
    gold.dedup();
    for (task, class) in &gold {
        if index(*task) >= labels.tasks() || usize::from(*class) >= classes {
            return Err(AggregateError::Gold { task: *task, class: *class });
        }
    }
    for pair in gold.windows(2) {
        if let [(task, _), (other, _)] = pair
            && task == other
        {
            return Err(AggregateError::GoldTwice { task: *task });
        }
    }
    let cells = labels.cells();
    if matches!(method, Method::DawidSkene | Method::Ibcc | Method::Pool | Method::Auto)
        && cells > CELLS_MAX
    {
        return Err(AggregateError::TooLarge { cells, most: CELLS_MAX });
    }
    Ok(())
}
