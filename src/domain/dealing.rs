//! How tasks are dealt: how often one is gold or a repeat, and how much of one neighbourhood a
//! volunteer may judge. Which building it is, is decided by the queue.

use super::place::LonLat;

/// Answers after which the share of gold has fallen to its later value.
const GOLD_FALLS_OVER: u32 = 30;
/// Answers before which nothing is asked a second time.
const REPEAT_AFTER: u32 = 50;
/// Judgements of a neighbourhood that any volunteer may give, however small it is.
pub const NEAR_MIN: i64 = 20;
/// Neighbourhoods to a degree: squares of half a kilometre from south to north, narrower from
/// west to east away from the equator.
const CELLS_TO_A_DEGREE: f64 = 200.0;
/// Cells around the globe.
const CELLS_AROUND: i64 = 72_000;

/// What a dealt task is for. The volunteer cannot tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To date the building.
    Task,
    /// To measure the volunteer on a building whose answer is known.
    Gold,
    /// To measure the volunteer against their own earlier answer.
    Repeat,
    /// Of a judgement: it was to date the building, and came when that needed no more.
    Surplus,
    /// To practise on a building whose answer is known: never open, and never judged.
    Practice,
}

impl Purpose {
    /// The word used in the database and in exports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Task => "task",
            Self::Gold => "gold",
            Self::Repeat => "repeat",
            Self::Surplus => "surplus",
            Self::Practice => "practice",
        }
    }

    /// The value of a word written by [`Self::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        let all = [Self::Task, Self::Gold, Self::Repeat, Self::Surplus, Self::Practice];
        all.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A campaign's shares, each in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dealing {
    /// Of a newcomer's tasks, how many are gold.
    pub gold_first_pm: u32,
    /// Of an experienced volunteer's tasks, how many are gold.
    pub gold_later_pm: u32,
    /// Of an experienced volunteer's tasks, how many repeat one of theirs.
    pub repeat_pm: u32,
    /// Of the judgements that a neighbourhood wants, how many one volunteer may give.
    pub near_pm: u32,
}

/// Why shares are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DealingError {
    /// Gold ends, or grows.
    #[error(
        "the share of gold is given in thousandths and falls from the first to the later value: \
         1 to 900, never 0, such as 400 and 100"
    )]
    Gold,
    /// Too many repeats.
    #[error("the share of repeats is given in thousandths: 0 to 100, such as 20")]
    Repeat,
    /// No share.
    #[error("a volunteer's share of a neighbourhood is given in thousandths: 10 to 1000")]
    Near,
}

impl Dealing {
    /// The shares in words, as [`crate::domain::policy::Policy::method`] has those of a policy.
    #[must_use]
    pub fn words(self) -> String {
        let Self { gold_first_pm, gold_later_pm, repeat_pm, near_pm } = self;
        format!(
            "gold-first={gold_first_pm}/1000 gold-later={gold_later_pm}/1000 \
             repeat={repeat_pm}/1000 near={near_pm}/1000"
        )
    }
}

impl Dealing {
    /// Checked shares.
    ///
    /// # Errors
    /// When one is out of bounds.
    pub fn new(
        gold_first_pm: u32,
        gold_later_pm: u32,
        repeat_pm: u32,
        near_pm: u32,
    ) -> Result<Self, DealingError> {
        if !(1..=900).contains(&gold_later_pm) || !(gold_later_pm..=900).contains(&gold_first_pm) {
            return Err(DealingError::Gold);
        }
        if repeat_pm > 100 {
            return Err(DealingError::Repeat);
        }
        if !(10..=1000).contains(&near_pm) {
            return Err(DealingError::Near);
        }
        Ok(Self { gold_first_pm, gold_later_pm, repeat_pm, near_pm })
    }

    /// The share of gold for somebody with so many answers: from the first value evenly down to
    /// the later one over thirty answers, and never less.
    #[must_use]
    pub fn gold_pm(self, answered: u32) -> u32 {
        let left = GOLD_FALLS_OVER.saturating_sub(answered);
        self.gold_later_pm + (self.gold_first_pm - self.gold_later_pm) * left / GOLD_FALLS_OVER
    }

    /// What the next task of somebody with so many answers is for; `roll` is even in 0..1000.
    #[must_use]
    pub fn purpose(self, answered: u32, roll: u32) -> Purpose {
        let gold = self.gold_pm(answered);
        let repeat = if answered < REPEAT_AFTER { 0 } else { self.repeat_pm };
        if roll < gold {
            Purpose::Gold
        } else if roll < gold + repeat {
            Purpose::Repeat
        } else {
            Purpose::Task
        }
    }
}

impl Default for Dealing {
    /// 40 % gold falling to 10 %, no repeats, a quarter of a neighbourhood.
    fn default() -> Self {
        Self { gold_first_pm: 400, gold_later_pm: 100, repeat_pm: 0, near_pm: 250 }
    }
}

/// The neighbourhood of a place: the number of its square of 0.005 degrees.
#[must_use]
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "degrees are bounded, so the products fit by far"
)]
pub fn cell(place: LonLat) -> i64 {
    let north = ((place.lat() + 90.0) * CELLS_TO_A_DEGREE).floor() as i64;
    let east = ((place.lon() + 180.0) * CELLS_TO_A_DEGREE).floor() as i64;
    north * CELLS_AROUND + east
}

/// A neighbourhood and the eight around it: what somebody who knows a place is not asked about.
#[must_use]
pub fn around(cell: i64) -> [i64; 9] {
    let (north, east) = (cell.div_euclid(CELLS_AROUND), cell.rem_euclid(CELLS_AROUND));
    std::array::from_fn(|place| {
        let step = i64::try_from(place).unwrap_or(0);
        let (up, along) = (step / 3 - 1, step % 3 - 1);
        (north + up) * CELLS_AROUND + (east + along).rem_euclid(CELLS_AROUND)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gold_falls_and_never_ends() {
        let dealing = Dealing::default();
        let shares: Vec<u32> = (0..200).map(|answered| dealing.gold_pm(answered)).collect();
        assert_eq!((shares[0], shares[15], shares[30], shares[199]), (400, 250, 100, 100));
        assert!(shares.is_sorted_by(|a, b| a >= b));
        assert_eq!(Dealing::new(400, 0, 0, 200), Err(DealingError::Gold));
    }

    #[test]
    fn a_roll_of_a_thousand_sides_meets_the_shares() {
        let dealing = Dealing::new(400, 100, 20, 200).unwrap();
        let of = |answered, wanted| {
            (0..1000).filter(|roll| dealing.purpose(answered, *roll) == wanted).count()
        };
        assert_eq!((of(0, Purpose::Gold), of(0, Purpose::Repeat)), (400, 0));
        assert_eq!((of(99, Purpose::Gold), of(99, Purpose::Repeat)), (100, 20));
    }

    #[test]
    fn places_half_a_kilometre_apart_are_in_other_neighbourhoods() {
        let cell = |lon, lat| cell(LonLat::new(lon, lat).unwrap());
        assert_eq!(cell(39.0101, 35.9501), cell(39.0149, 35.9549));
        assert_ne!(cell(39.0101, 35.9501), cell(39.0101, 35.9551));
        assert_ne!(cell(39.0101, 35.9501), cell(39.0151, 35.9501));
    }

    #[test]
    fn the_cells_around_a_place_meet_across_the_date_line() {
        let cell = |lon, lat| cell(LonLat::new(lon, lat).unwrap());
        let near = around(cell(39.0121, 35.9521));
        for (east, north) in [(-1.0, -1.0), (0.0, 0.0), (1.0, 0.0), (1.0, 1.0)] {
            assert!(near.contains(&cell(39.0121 + east * 0.005, 35.9521 + north * 0.005)));
        }
        assert!(!near.contains(&cell(39.0221, 35.9521)));
        assert!(around(cell(179.9999, -17.0)).contains(&cell(-179.9999, -17.0)));
    }
}
