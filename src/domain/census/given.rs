//! What volunteers said, counted as it comes: hour by hour, so that each hour is read once.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::id::CaptureId;
use crate::domain::statistics::Share;
use crate::domain::trust::gold::GoldScore;

/// Hours with an answer that are remembered one by one.
const HOURS_MAX: usize = 400;

/// What counts of one judgement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Why they could not tell.
    pub doubt: Option<String>,
    /// The captures that they called unusable.
    pub unusable: Vec<CaptureId>,
}

/// Answers on gold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gold {
    /// (right, right and wrong), inside the expert's window.
    pub exact: (u32, u32),
    /// The same with one capture of grace on each side.
    pub within_one: (u32, u32),
    /// Wider than the expert's window, without contradicting it.
    pub wide: u32,
    /// "Cannot tell".
    pub cannot_tell: u32,
}

impl Gold {
    /// Counts in what one volunteer scored.
    pub fn add(&mut self, score: &GoldScore) {
        let add = |to: &mut (u32, u32), share: Share| {
            *to = (to.0 + share.hits, to.1 + share.of);
        };
        add(&mut self.exact, score.exact);
        add(&mut self.within_one, score.within_one);
        self.wide += score.wide;
        self.cannot_tell += score.cannot_tell;
    }
}

/// Every judgement that came, also those that were taken back or set aside later.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// All that came before this time, in seconds, is counted.
    pub up_to: i64,
    /// How many.
    pub all: u64,
    /// How many no longer stand.
    pub superseded: u64,
    /// By hour since 1970; the latest hours only.
    pub hours: BTreeMap<i64, u64>,
    /// "Cannot tell" by reason.
    pub doubts: BTreeMap<String, u64>,
    /// Captures by how often they were called unusable.
    pub unusable: BTreeMap<i64, u64>,
    /// On gold.
    pub gold: Gold,
}

impl Given {
    /// Counts what came in one hour.
    pub fn add(&mut self, hour: i64, said: &[Said]) {
        let more = u64::try_from(said.len()).unwrap_or(u64::MAX);
        self.all += more;
        *self.hours.entry(hour).or_insert(0) += more;
        while self.hours.len() > HOURS_MAX {
            self.hours.pop_first();
        }
        for one in said {
            if let Some(doubt) = &one.doubt {
                *self.doubts.entry(doubt.clone()).or_insert(0) += 1;
            }
            for capture in &one.unusable {
                *self.unusable.entry(capture.0).or_insert(0) += 1;
            }
        }
    }

    /// Judgements of an hour.
    #[must_use]
    pub fn in_hour(&self, hour: i64) -> u64 {
        self.hours.get(&hour).copied().unwrap_or(0)
    }
}
