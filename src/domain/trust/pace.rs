//! Pace: answers faster than anyone can look, and gaps more even than anyone works.

use std::collections::BTreeMap;
use std::fmt;

use crate::domain::statistics::{Share, median_of, number, quantile_of};

/// When one answer was given, and how long it took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// Who.
    pub volunteer: u64,
    /// When it was given, in milliseconds since any fixed moment.
    pub at_ms: i64,
    /// From the first sight of the building to the answer, in milliseconds.
    pub spent_ms: i64,
    /// Pictures that were shown.
    pub pictures: u32,
}

/// From where on pace is questioned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PaceLimits {
    /// Answers of a volunteer before anything is said.
    pub answers_min: usize,
    /// Nobody answers sooner than this, in milliseconds.
    pub base_ms: i64,
    /// What one more picture costs at least: one fixation of the eye, 200 to 300 milliseconds
    /// (Rayner 1998).
    pub picture_ms: i64,
    /// A volunteer is far faster than the crowd below this part of its median.
    pub crowd_part: f64,
    /// Gaps are too even below this ratio of their interquartile range to their median.
    pub evenness: f64,
}

impl Default for PaceLimits {
    /// Ten answers; 0.8 s and 0.2 s a picture; a third of the crowd's pace; gaps within a tenth.
    fn default() -> Self {
        let (base_ms, picture_ms) = (800, 200);
        Self { answers_min: 10, base_ms, picture_ms, crowd_part: 1.0 / 3.0, evenness: 0.1 }
    }
}

/// What is odd about a volunteer's pace.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PaceFlag {
    /// Far faster than the crowd, and at least a quarter of the answers (by the lower end of the
    /// interval) sooner than the pictures can be looked at.
    TooFast {
        /// Answers sooner than can be looked at.
        rushed: Share,
        /// The volunteer's median, in milliseconds.
        median_ms: f64,
        /// The median of all volunteers' medians.
        crowd_ms: f64,
    },
    /// The gaps between answers hardly differ.
    TooEven {
        /// Gaps compared.
        gaps: usize,
        /// Their median, in milliseconds.
        median_ms: f64,
        /// Their interquartile range, in milliseconds.
        range_ms: f64,
    },
}

impl fmt::Display for PaceFlag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = |ms: f64| ms / 1000.0;
        match *self {
            Self::TooFast { rushed, median_ms, crowd_ms } => write!(
                f,
                "{} of {} answers came sooner than the pictures can be looked at; \
                 half within {:.1} s, where volunteers usually take {:.1} s",
                rushed.hits,
                rushed.of,
                seconds(median_ms),
                seconds(crowd_ms)
            ),
            Self::TooEven { gaps, median_ms, range_ms } => write!(
                f,
                "{gaps} gaps between answers hardly differ: half of them lie within {:.2} s \
                 around {:.1} s",
                seconds(range_ms),
                seconds(median_ms)
            ),
        }
    }
}

/// One volunteer's pace.
#[derive(Debug, Clone, PartialEq)]
pub struct Pace {
    /// Who.
    pub volunteer: u64,
    /// Answers timed.
    pub answers: usize,
    /// The median time of an answer, in milliseconds.
    pub median_ms: f64,
    /// Answers sooner than the pictures can be looked at.
    pub rushed: Share,
    /// What is odd, if anything.
    pub flags: Vec<PaceFlag>,
}

/// The pace of every volunteer, in order of id. The crowd's pace is the median of the volunteers'
/// medians, so that a few who answer much do not set it. O(n log n).
#[must_use]
pub fn paces(timings: &[Timing], limits: &PaceLimits) -> Vec<Pace> {
    let mut by_volunteer: BTreeMap<u64, Vec<Timing>> = BTreeMap::new();
    for timing in timings {
        by_volunteer.entry(timing.volunteer).or_default().push(*timing);
    }
    let mut paces: Vec<(Pace, Vec<Timing>)> = by_volunteer
        .into_iter()
        .map(|(volunteer, timings)| {
            let mut rushed = Share::default();
            for timing in &timings {
                let floor = limits.base_ms + limits.picture_ms * i64::from(timing.pictures);
                rushed.add(timing.spent_ms < floor);
            }
            let mut spent: Vec<f64> = timings.iter().map(|t| milliseconds(t.spent_ms)).collect();
            let median_ms = median_of(&mut spent).unwrap_or(0.0);
            let answers = timings.len();
            (Pace { volunteer, answers, median_ms, rushed, flags: Vec::new() }, timings)
        })
        .collect();
    let is_known = |pace: &Pace| pace.answers >= limits.answers_min;
    let mut medians: Vec<f64> =
        paces.iter().filter(|(p, _)| is_known(p)).map(|(pace, _)| pace.median_ms).collect();
    let crowd_ms = median_of(&mut medians).unwrap_or(0.0);
    for (pace, timings) in paces.iter_mut().filter(|(pace, _)| is_known(pace)) {
        let Pace { rushed, median_ms, .. } = *pace;
        if median_ms < limits.crowd_part * crowd_ms && rushed.interval().low >= 0.25 {
            pace.flags.push(PaceFlag::TooFast { rushed, median_ms, crowd_ms });
        }
        pace.flags.extend(evenness(timings, limits));
    }
    paces.into_iter().map(|(pace, _)| pace).collect()
}

/// Fewest gaps whose evenness means anything.
const GAPS_MIN: usize = 20;

fn evenness(timings: &[Timing], limits: &PaceLimits) -> Option<PaceFlag> {
    let mut moments: Vec<i64> = timings.iter().map(|timing| timing.at_ms).collect();
    moments.sort_unstable();
    let mut gaps: Vec<f64> = moments
        .iter()
        .zip(moments.iter().skip(1))
        .map(|(earlier, later)| milliseconds(later.saturating_sub(*earlier)))
        .collect();
    gaps.sort_unstable_by(f64::total_cmp);
    let median_ms = quantile_of(&gaps, 0.5)?;
    let range_ms = quantile_of(&gaps, 0.75)? - quantile_of(&gaps, 0.25)?;
    let is_even =
        gaps.len() >= GAPS_MIN && median_ms > 0.0 && range_ms < limits.evenness * median_ms;
    is_even.then_some(PaceFlag::TooEven { gaps: gaps.len(), median_ms, range_ms })
}

/// A span of time as a number, at most 2^32 - 1 milliseconds (50 days).
fn milliseconds(ms: i64) -> f64 {
    number(usize::try_from(ms).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use rand::{RngExt as _, SeedableRng as _};
    use rand_chacha::ChaCha20Rng;

    use super::*;

    /// A person: skewed times, now and then a pause.
    fn person(volunteer: u64, scale: f64, rng: &mut ChaCha20Rng) -> Vec<Timing> {
        let mut at_ms = 0;
        (0..60)
            .map(|_| {
                let swing = (0..6).map(|_| rng.random::<f64>() - 0.5).sum::<f64>();
                let ms = scale * libm::exp(0.9 * swing);
                let spent_ms = whole(ms);
                at_ms += spent_ms + i64::from(rng.random_range(200u32..2_000));
                if rng.random_range(0u32..10) == 0 {
                    at_ms += 60_000;
                }
                Timing { volunteer, at_ms, spent_ms, pictures: 11 }
            })
            .collect()
    }

    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        reason = "rounding is meant"
    )]
    fn whole(ms: f64) -> i64 {
        ms as i64
    }

    #[test]
    fn quick_and_slow_people_are_not_flagged_but_scripts_are() {
        let mut rng = ChaCha20Rng::seed_from_u64(4);
        let mut timings = Vec::new();
        for volunteer in 0..300 {
            let scale = 7_000.0 + 60.0 * number(usize::try_from(volunteer).unwrap());
            timings.extend(person(volunteer, scale, &mut rng));
        }
        timings.extend(person(900, 500.0, &mut rng));
        timings.extend((0i64..60).map(|i| {
            let spent_ms = 9_000 + (i * 37) % 200;
            Timing { volunteer: 901, at_ms: i * 10_000 + (i * 53) % 300, spent_ms, pictures: 11 }
        }));
        let found = paces(&timings, &PaceLimits::default());
        let flagged: Vec<u64> =
            found.iter().filter(|p| !p.flags.is_empty()).map(|p| p.volunteer).collect();
        assert_eq!(flagged, [900, 901]);
        assert!(matches!(found[300].flags[0], PaceFlag::TooFast { .. }));
        let words = found[301].flags[0].to_string();
        assert!(words.starts_with("59 gaps between answers hardly differ"), "{words}");
    }

    #[test]
    fn too_few_answers_say_nothing() {
        let timings: Vec<Timing> =
            (0..9).map(|i| Timing { volunteer: 1, at_ms: i, spent_ms: 1, pictures: 11 }).collect();
        assert!(paces(&timings, &PaceLimits::default())[0].flags.is_empty());
    }
}
