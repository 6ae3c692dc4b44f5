//! How far open campaigns are, counted once a minute however many look at the front page.

use std::collections::BTreeMap;
use std::sync::Mutex;

use chrono::{DateTime, Duration, Utc};

use crate::domain::id::CampaignId;
use crate::store::screens::progress::Front;

/// Seconds for which a count is shown.
const FRESH_SECONDS: i64 = 60;

/// The counts, and when they were made.
#[derive(Debug, Default)]
pub struct Fronts {
    kept: Mutex<BTreeMap<CampaignId, (DateTime<Utc>, Front)>>,
}

impl Fronts {
    /// The counts of a campaign: those that are kept while they are fresh, or new ones.
    ///
    /// # Errors
    /// When it cannot be counted.
    pub fn of<E>(
        &self,
        campaign: CampaignId,
        now: DateTime<Utc>,
        count: impl FnOnce() -> Result<Front, E>,
    ) -> Result<Front, E> {
        if let Some(front) = self.fresh(campaign, now) {
            return Ok(front);
        }
        let front = count()?;
        if let Ok(mut kept) = self.kept.lock() {
            kept.insert(campaign, (now, front));
        }
        Ok(front)
    }

    fn fresh(&self, campaign: CampaignId, now: DateTime<Utc>) -> Option<Front> {
        let kept = self.kept.lock().ok()?;
        let (made, front) = kept.get(&campaign)?;
        let age = now - *made;
        // A clock that was set back makes none fresh for ever.
        (age >= Duration::zero() && age < Duration::seconds(FRESH_SECONDS)).then_some(*front)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_shown_for_a_minute_and_not_before_it_was_made() {
        let (fronts, start) = (Fronts::default(), DateTime::UNIX_EPOCH);
        let front = |answers| Front { buildings: 3, answers, people: 1 };
        let at = |seconds, answers| {
            let now = start + Duration::seconds(seconds);
            fronts.of(CampaignId(1), now, || Ok::<_, ()>(front(answers))).unwrap().answers
        };
        assert_eq!((at(0, 5), at(0, 6), at(59, 7), at(60, 8), at(61, 9)), (5, 5, 5, 8, 8));
        assert_eq!(at(-1, 10), 10, "of a clock that was set back");
        assert_eq!(fronts.of(CampaignId(2), start, || Err(())), Err(()));
    }
}
