//! The summary of an aggregation, for people and for programs.

use std::fmt;

use serde_json::{Value, json};

use super::agreement;
use super::score::Score;
use crate::domain::consensus::model::alarm::Disagreement;
use crate::domain::consensus::model::{Aggregate, Best, Kind, Method, Settings};
use crate::exchange::labels::{LabelFile, Repeats};

/// Everything that is said of an aggregation.
pub(super) struct Report<'a> {
    pub(super) asked: Method,
    pub(super) settings: &'a Settings,
    pub(super) duplicates: Repeats,
    pub(super) file: &'a LabelFile,
    pub(super) outcome: &'a Aggregate,
    /// How a model compares with the clear pluralities; nothing for votes.
    pub(super) disagreement: Option<Disagreement>,
    pub(super) score: Option<Score>,
    pub(super) read_seconds: f64,
    pub(super) seconds: f64,
}

impl Report<'_> {
    /// As JSON, numbers with 6 decimals. What needs a truth is `null` without one.
    pub(super) fn to_json(&self) -> Value {
        let (file, outcome) = (self.file, self.outcome);
        let (score, agreement) = (self.score.unwrap_or_default(), agreement::of(file));
        json!({
            "method": self.asked.as_str(),
            "method_used": outcome.method.as_str(),
            "kind": file.kind.as_str(),
            "tasks": file.tasks.len(),
            "workers": file.workers,
            "labels": file.labels.len(),
            "classes": outcome.classes,
            "levels": file.levels.iter().collect::<Vec<_>>(),
            "iterations": outcome.iterations,
            "seconds": rounded(self.seconds),
            "read_seconds": rounded(self.read_seconds),
            "log_likelihood": outcome.log_likelihood.map(rounded),
            "ties": self.ties(),
            "disagreement": self.disagreement.map(|found| json!({
                "compared": found.compared,
                "differing": found.differing,
                "is_alarming": found.is_alarming(),
            })),
            "truths": self.score.map(|score| score.truths),
            "accuracy": score.accuracy.map(rounded),
            "within_one": score.within_one.map(rounded),
            "ece": score.ece.map(rounded),
            "nll": score.nll.map(rounded),
            "auc": score.auc.map(rounded),
            "window_coverage": score.coverage.map(rounded),
            "window_width": score.width.map(rounded),
            "alpha_nominal": agreement.and_then(|all| all.alpha_nominal).map(rounded),
            "alpha_ordinal": agreement.and_then(|all| all.alpha_ordinal).map(rounded),
            "alpha_interval": agreement.and_then(|all| all.alpha_interval).map(rounded),
            "mean_pairwise_agreement": agreement.and_then(|all| all.pairwise).map(rounded),
            "mean_entropy_nats": agreement.and_then(|all| all.entropy_nats).map(rounded),
            "rows": file.rows,
            "duplicates": {
                "policy": self.duplicates.as_str(),
                "identical": file.repeated.identical,
                "contradicting": file.repeated.contradicting,
            },
            "open_windows": file.open,
            "not_counted": file.not_counted,
            "ignored_columns": file.unused_columns,
            "settings": {
                "iterations": self.settings.iterations,
                "threshold": self.settings.threshold.to_string(),
                "quorum": self.settings.quorum.to_string(),
                "mass": self.settings.mass,
                "temper": self.settings.temper,
            },
        })
    }

    fn ties(&self) -> usize {
        self.outcome.best.iter().filter(|best| matches!(best, Best::Tied(_))).count()
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (file, outcome) = (self.file, self.outcome);
        let mut row = |name: &str, value: String| writeln!(f, "{name:<15}{value}");
        let used = if outcome.method == self.asked {
            String::new()
        } else {
            format!(" (used {})", outcome.method)
        };
        row("method", format!("{}{used}, {}", self.asked, file.kind))?;
        row("tasks", file.tasks.len().to_string())?;
        row("workers", file.workers.to_string())?;
        row("labels", file.labels.len().to_string())?;
        row("classes", outcome.classes.to_string())?;
        if outcome.method == Method::Window {
            row("threshold", self.settings.threshold.to_string())?;
        }
        if outcome.iterations > 0 {
            row("iterations", outcome.iterations.to_string())?;
        }
        if let Some(likelihood) = outcome.log_likelihood {
            row("log-likelihood", format!("{likelihood:.3}"))?;
        }
        row("ties", self.ties().to_string())?;
        if let Some(found) = self.disagreement {
            let (differing, compared) = (found.differing, found.compared);
            row("against votes", format!("{differing} of {compared} clear pluralities"))?;
        }
        let share = |value: Option<f64>| {
            value.map_or_else(|| "-".to_owned(), |value| format!("{value:.4}"))
        };
        if let Some(score) = self.score {
            row("truths", score.truths.to_string())?;
            row("accuracy", format!("{} (a tie counts its chance)", share(score.accuracy)))?;
            if file.kind == Kind::Ordinal {
                row("within one", share(score.within_one))?;
            }
            row("ece, nll", format!("{}, {}", share(score.ece), share(score.nll)))?;
            if score.auc.is_some() {
                row("auc", share(score.auc))?;
            }
            if score.width.is_some() {
                let (coverage, width) = (share(score.coverage), share(score.width));
                row("windows", format!("{coverage} hold the truth, mean width {width}"))?;
            }
        }
        let times = format!("{:.3} s, reading {:.3} s", self.seconds, self.read_seconds);
        write!(f, "{:<15}{times}", "time")
    }
}

/// Six decimals: more would be noise of the last bits.
fn rounded(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}
