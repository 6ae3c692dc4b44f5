//! The figures of an audited sample: of all, of each status, and of each stratum.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::estimate::estimate;
use crate::domain::statistics::{Bounds, Share};

/// A share of right buildings, reweighted.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Accuracy {
    /// Audited buildings that are right.
    pub right: u32,
    /// The share of all buildings that are, with the ends of its 95 % interval; none where a
    /// stratum has no audit.
    pub share: Option<(f64, f64, f64)>,
}

/// What an audit says of a part of the published buildings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// `all`, a status such as `dated`, or a stratum such as `dated/full`.
    pub part: String,
    /// Buildings of the part when the sample was drawn.
    pub buildings: u32,
    /// Those that were audited.
    pub audited: u32,
    /// The published window holds what the experts saw.
    pub holding: Accuracy,
    /// The published window is just what the experts saw.
    pub exact: Accuracy,
}

/// What a sample came to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Buildings drawn.
    pub drawn: u32,
    /// Those of which is known what is true, and something is published.
    pub audited: u32,
    /// Those of which the experts could not tell.
    pub unsure: u32,
    /// Those about which the experts differ, and nobody has settled it.
    pub differing: u32,
    /// Those about which nothing is published any more.
    pub gone: u32,
    /// Pairs of answers by experts who did not know of each other, and those that are the same.
    pub pairs: u32,
    /// Of these, those that say the same.
    pub alike: u32,
    /// By part: all, each status, each stratum.
    pub lines: Vec<Line>,
}

/// An audited building: its stratum, whether the window holds the truth, whether it is just that.
pub type Audited = (String, bool, bool);

/// The figures by part; the estimate is that of [`estimate`].
#[must_use]
pub fn lines(populations: &[(String, u32)], audits: &[Audited]) -> Vec<Line> {
    let statuses: BTreeSet<&str> = populations.iter().map(|(stratum, _)| status(stratum)).collect();
    let strata: BTreeSet<&str> = populations.iter().map(|(stratum, _)| stratum.as_str()).collect();
    let mut all = vec![line("all", populations, audits, |_| true)];
    let of_status = |own: &&str| line(own, populations, audits, |stratum| status(stratum) == *own);
    all.extend(statuses.iter().map(of_status));
    all.extend(strata.iter().map(|own| line(own, populations, audits, |other| other == *own)));
    all
}

fn status(stratum: &str) -> &str {
    stratum.split_once('/').map_or(stratum, |(status, _)| status)
}

fn line(
    part: &str,
    populations: &[(String, u32)],
    audits: &[Audited],
    is_in: impl Fn(&str) -> bool,
) -> Line {
    let own: Vec<(String, u32)> =
        populations.iter().filter(|(stratum, _)| is_in(stratum)).cloned().collect();
    let seen: Vec<&Audited> = audits.iter().filter(|(stratum, ..)| is_in(stratum)).collect();
    let accuracy = |is_right: fn(&Audited) -> bool| {
        let pairs: Vec<(String, bool)> =
            seen.iter().map(|one| (one.0.clone(), is_right(one))).collect();
        let mut right = Share::default();
        for (_, is_right) in &pairs {
            right.add(*is_right);
        }
        let found = estimate(&own, &pairs).ok();
        let share = found.map(|found| {
            let Bounds { low, high } = found.interval;
            (found.accuracy, low, high)
        });
        Accuracy { right: right.hits, share }
    };
    Line {
        part: part.to_owned(),
        buildings: own.iter().map(|(_, size)| size).sum(),
        audited: u32::try_from(seen.len()).unwrap_or(u32::MAX),
        holding: accuracy(|one| one.1),
        exact: accuracy(|one| one.2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn populations() -> Vec<(String, u32)> {
        [("dated/full", 900), ("dated/low", 100), ("not_destroyed/full", 50)]
            .map(|(stratum, size)| (stratum.to_owned(), size))
            .to_vec()
    }

    #[test]
    fn a_status_is_weighed_by_its_strata_and_all_by_every_one() {
        let audits: Vec<Audited> = (0..10)
            .flat_map(|i| {
                [("dated/full", true), ("dated/low", i < 5), ("not_destroyed/full", true)]
                    .map(|(stratum, is_right)| (stratum.to_owned(), is_right, false))
            })
            .collect();
        let found = lines(&populations(), &audits);
        let parts: Vec<&str> = found.iter().map(|line| line.part.as_str()).collect();
        let wanted =
            ["all", "dated", "not_destroyed", "dated/full", "dated/low", "not_destroyed/full"];
        assert_eq!(parts, wanted);
        let share = |at: usize| found[at].holding.share.unwrap();
        assert!((share(0).0 - 1000.0 / 1050.0).abs() < 1e-12);
        assert!((share(1).0 - 0.95).abs() < 1e-12);
        assert!(share(1).1 < 0.95 && share(1).2 > 0.95);
        assert_eq!((found[4].holding.right, found[4].audited), (5, 10));
        assert_eq!(found[0].exact.right, 0);
    }

    #[test]
    fn a_part_with_a_stratum_that_nobody_audited_has_no_share() {
        let audits = vec![("dated/full".to_owned(), true, true)];
        let found = lines(&populations(), &audits);
        assert!(found[0].holding.share.is_none() && found[1].holding.share.is_none());
        assert_eq!(found[0].holding.right, 1);
        assert!(found[3].holding.share.is_some());
    }
}
