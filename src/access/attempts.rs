//! How often something may be tried, by whom: signing in, starting as a volunteer and going on from
//! another device by address, passing on by volunteer. A delay, never a lock-out.

use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};

/// Counts attempts by key.
pub struct Attempts {
    limiter: DefaultKeyedRateLimiter<String>,
}

impl Attempts {
    /// `burst` attempts at once, then one more each `every`.
    #[must_use]
    pub fn new(burst: NonZeroU32, every: Duration) -> Self {
        let quota = Quota::with_period(every).unwrap_or(Quota::per_minute(burst));
        Self { limiter: DefaultKeyedRateLimiter::keyed(quota.allow_burst(burst)) }
    }

    /// Counts one attempt.
    ///
    /// # Errors
    /// Seconds to wait, when there were too many.
    pub fn admit(&self, key: &str) -> Result<(), u64> {
        // Keys that are idle again are forgotten, or the map would grow for ever.
        if self.limiter.len() > 10_000 {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(&key.to_owned()).map_err(|refused| {
            refused.wait_time_from(DefaultClock::default().now()).as_secs().saturating_add(1)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_let_through_and_then_each_key_waits_for_itself() {
        let attempts = Attempts::new(NonZeroU32::new(3).unwrap(), Duration::from_mins(1));
        for _ in 0..3 {
            assert!(attempts.admit("chen").is_ok());
        }
        assert!(attempts.admit("chen").is_err_and(|seconds| (1..=61).contains(&seconds)));
        assert!(attempts.admit("bram").is_ok());
    }
}
