//! What a campaign will take under its rules, before anybody is asked: judgements from a simulated
//! crowd, hours and bytes from those. Shown while rules are chosen; it decides nothing.

use crate::domain::campaign::Campaign;
use crate::domain::chip::ChipKind;
use crate::domain::dealing::Dealing;
use crate::domain::limits::CHIPS_COUNTED_MAX;
use crate::domain::policy::Policy;
use crate::simulation::deal::{self, arrive};
use crate::simulation::stopping::Stopping;
use crate::simulation::world::{Hardship, World, WorldSettings};
use crate::store::{Db, StoreError, chips, coverage, golds, judgements};

/// Seconds that a picture is looked at, until there are answers: the median of 4.7 seconds for two
/// that volunteers of a `MapSwipe` project took after an earthquake.
const SECONDS_A_PICTURE: f64 = 2.4;
/// Answers that a volunteer gives in the mean: 116 people gave 7.5 about each of 1,806 tiles there.
const ANSWERS_EACH: u32 = 117;
/// Bytes of a chip for each of its pixels, until some are cut.
const BYTES_A_PIXEL: f64 = 0.12;
/// Bytes that an answer costs beside its pictures: the page's data, and the answer.
const BYTES_AN_ANSWER: f64 = 4_000.0;
/// Chips and answers of which the usual one is taken.
const SAMPLED: i64 = 500;
/// Buildings of the simulated campaign: enough for a mean to the first digit after the point.
const BUILDINGS: usize = 240;
/// Its volunteers, in the proportion of `docs/METHOD.md`.
const VOLUNTEERS: usize = 66;
/// Captures beyond which more of them change little.
const CAPTURES_MOST: usize = 24;
/// Buildings that are reckoned with where none are imported.
const BUILDINGS_EXAMPLE: u64 = 1_000;
/// Captures that are reckoned with where none are imported.
const CAPTURES_EXAMPLE: u64 = 6;
/// Shares of exact answers of an honest volunteer: clear pictures, usual ones, hard ones.
const EXACT: [f64; 3] = [0.9, 0.75, 0.6];

/// What is known of a campaign.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each says where a figure comes from")]
pub struct Known {
    /// Its buildings; an example where there are none.
    pub buildings: u64,
    /// Whether they are an example.
    pub is_example: bool,
    /// Pictures of a building, in the mean.
    pub pictures: f64,
    /// Bytes of a chip, and of a thumb, in the mean.
    pub chip_bytes: (f64, f64),
    /// Whether those were measured.
    pub are_bytes_measured: bool,
    /// Seconds for an answer: the median.
    pub seconds: f64,
    /// Whether those were measured.
    pub are_seconds_measured: bool,
    /// Whether there is gold to be dealt among the tasks.
    pub has_gold: bool,
}

/// What it will take.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// What it is made of.
    pub known: Known,
    /// Judgements of a building, in the mean: of clear pictures, usual ones, hard ones.
    pub each: [f64; 3],
    /// Judgements of all buildings, likewise.
    pub judgements: [f64; 3],
    /// Of a volunteer's tasks, the share that measures and dates nothing.
    pub measures: f64,
    /// Hours of volunteers, likewise.
    pub hours: [f64; 3],
    /// Volunteers who give as many answers as are usual.
    pub volunteers: [f64; 3],
    /// Volunteers without whom it cannot be finished.
    pub volunteers_min: u32,
    /// Bytes of chips on the disk.
    pub stored_bytes: f64,
    /// Bytes that volunteers are sent.
    pub sent_bytes: [f64; 3],
}

/// What is known of a campaign.
///
/// # Errors
/// When the store fails.
pub fn known(db: &mut Db, campaign: &Campaign) -> Result<Known, StoreError> {
    let (captures, buildings) = super::look::size(db, campaign)?;
    let pairs = coverage_counted(db, campaign, captures * buildings)?.map_or(0, |(all, _)| all);
    let is_example = buildings == 0;
    let pictures = if pairs == 0 || is_example {
        real(if captures == 0 { CAPTURES_EXAMPLE } else { captures })
    } else {
        real(pairs) / real(buildings)
    };
    let mut bytes = |kind| chips::sizes(db, campaign.id, kind, SAMPLED).map(|all| mean(&all));
    let measured = (bytes(ChipKind::Chip)?, bytes(ChipKind::Thumb)?);
    let guess = |kind: ChipKind| f64::from(kind.px(campaign.chip_px)).powi(2) * BYTES_A_PIXEL;
    let spent = judgements::seconds(db, campaign.id, SAMPLED)?;
    let seconds = median(spent);
    let mut golds = golds::of_campaign(db, campaign.id)?.into_iter();
    Ok(Known {
        buildings: if is_example { BUILDINGS_EXAMPLE } else { buildings },
        is_example,
        pictures,
        chip_bytes: (
            measured.0.unwrap_or_else(|| guess(ChipKind::Chip)),
            measured.1.unwrap_or_else(|| guess(ChipKind::Thumb)),
        ),
        are_bytes_measured: measured.0.is_some(),
        seconds: seconds.unwrap_or(SECONDS_A_PICTURE * pictures),
        are_seconds_measured: seconds.is_some(),
        has_gold: golds.any(|gold| gold.is_active),
    })
}

/// The chips of a campaign, and how many of them are not cut; of a large one they are not counted
/// while somebody waits.
///
/// # Errors
/// When the store fails.
pub(super) fn coverage_counted(
    db: &mut Db,
    campaign: &Campaign,
    most: u64,
) -> Result<Option<(u64, u64)>, StoreError> {
    if i64::try_from(most).map_or(true, |most| most > CHIPS_COUNTED_MAX) {
        return Ok(None);
    }
    coverage::size(db, campaign.id).map(Some)
}

/// What a campaign will take under these rules. A simulated crowd, of whom one in ten does not look
/// and which cannot tell one time in ten, judges as many pictures a building, by the rule alone.
#[must_use]
pub fn estimate(known: Known, policy: Policy, dealing: Dealing) -> Estimate {
    let each = EXACT.map(|exact| simulated(known, policy, exact));
    let judgements = each.map(|each| each * real(known.buildings));
    let gold: u32 = (0..ANSWERS_EACH).map(|answered| dealing.gold_pm(answered)).sum();
    let gold = if known.has_gold { f64::from(gold) / f64::from(ANSWERS_EACH) } else { 0.0 };
    let measures = (gold + f64::from(dealing.repeat_pm)) / 1000.0;
    let answers = judgements.map(|judgements| judgements / (1.0 - measures).max(0.05));
    let (chip, thumb) = known.chip_bytes;
    Estimate {
        known,
        each,
        judgements,
        measures,
        hours: answers.map(|answers| answers * known.seconds / 3600.0),
        volunteers: answers.map(|answers| answers / f64::from(ANSWERS_EACH)),
        volunteers_min: policy.judgements_min.max(1000_u32.div_ceil(dealing.near_pm.max(1))),
        stored_bytes: real(known.buildings) * known.pictures * (chip + thumb),
        sent_bytes: answers.map(|answers| answers * (known.pictures * chip + BYTES_AN_ANSWER)),
    }
}

/// Judgements of a building in the mean, where volunteers are so exact.
fn simulated(known: Known, policy: Policy, exact: f64) -> f64 {
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a number of pictures, clamped"
    )]
    let captures = (known.pictures.round() as usize).clamp(2, CAPTURES_MOST);
    let world = World::new(WorldSettings {
        buildings: BUILDINGS,
        volunteers: VOLUNTEERS.max(usize::try_from(policy.judgements_max).unwrap_or(0) * 2),
        captures,
        exact,
        hardship: Hardship { abstain: 0.1, ..Hardship::default() },
        ..WorldSettings::default()
    });
    let progress = arrive(&world, Stopping::Curtailed(policy), deal::Dealing::default());
    let given: usize = progress.given.iter().map(Vec::len).sum();
    real(u64::try_from(given).unwrap_or(0)) / real(u64::try_from(BUILDINGS).unwrap_or(1))
}

#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "counts far below 2^52")]
const fn real(count: u64) -> f64 {
    count as f64
}

fn mean(sizes: &[u32]) -> Option<f64> {
    let sum: u64 = sizes.iter().map(|size| u64::from(*size)).sum();
    let count = u64::try_from(sizes.len()).unwrap_or(0);
    (count > 0).then(|| real(sum) / real(count))
}

fn median(mut all: Vec<u64>) -> Option<f64> {
    all.sort_unstable();
    all.get(all.len() / 2).map(|seconds| real(*seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Known {
        Known {
            buildings: 11_000,
            is_example: false,
            pictures: 11.0,
            chip_bytes: (8_000.0, 800.0),
            are_bytes_measured: true,
            seconds: 26.0,
            are_seconds_measured: true,
            has_gold: true,
        }
    }

    #[test]
    fn harder_pictures_take_more_within_the_bounds_of_the_rules() {
        let policy = Policy::default();
        let found = estimate(known(), policy, Dealing::default());
        let [clear, usual, hard] = found.each;
        assert!(clear < usual && usual < hard, "{:?}", found.each);
        assert!(clear >= f64::from(policy.judgements_min));
        assert!(hard <= f64::from(policy.judgements_max));
    }

    #[test]
    fn stricter_rules_take_more() {
        let of = |policy| estimate(known(), policy, Dealing::default()).judgements[1];
        let lenient = of(Policy::default());
        assert!(of(Policy { judgements_min: 5, ..Policy::default() }) > lenient);
    }

    #[test]
    fn bytes_and_hours_follow_from_the_answers() {
        let found = estimate(known(), Policy::default(), Dealing::default());
        assert!((found.stored_bytes - 11_000.0 * 11.0 * 8_800.0).abs() < 1.0);
        let without =
            estimate(Known { has_gold: false, ..known() }, Policy::default(), Dealing::default());
        assert!(without.hours[1] < found.hours[1], "gold costs hours and dates nothing");
        assert!((without.hours[1] - without.judgements[1] * 26.0 / 3600.0).abs() < 1e-6);
    }
}
