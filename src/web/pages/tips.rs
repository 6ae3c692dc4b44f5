//! A tip above the task, now and then during a volunteer's first twenty buildings; and when a
//! pause is offered.

use crate::web::here;

/// After how many answers which tip is shown.
const TIPS: [(u32, &str); 11] = [
    (0, "tip-edges"),
    (1, "tip-shadow"),
    (2, "tip-cloud"),
    (3, "tip-rubble"),
    (5, "tip-wide"),
    (7, "tip-lean"),
    (9, "tip-cleared"),
    (11, "tip-outline"),
    (13, "tip-others"),
    (16, "tip-stop"),
    (19, "tip-guide"),
];
/// Answers between two pauses that are offered.
const PAUSE_EVERY: u32 = 25;

/// The tip for somebody who has answered so many buildings.
#[must_use]
pub fn tip(answered: u32) -> Option<String> {
    let (_, key) = TIPS.iter().find(|(after, _)| *after == answered)?;
    Some(here::lang().t(key))
}

/// Whether a pause is offered to somebody who has answered so many buildings.
#[must_use]
pub const fn offers_pause(answered: u32) -> bool {
    answered > 0 && answered.is_multiple_of(PAUSE_EVERY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tips_end_with_the_first_twenty_buildings() {
        assert!(tip(0).is_some_and(|tip| !tip.starts_with("tip-")));
        assert!((20..200).all(|answered| tip(answered).is_none()));
    }

    #[test]
    fn a_pause_is_offered_every_25_answers() {
        assert_eq!((0..80).filter(|n| offers_pause(*n)).collect::<Vec<_>>(), [25, 50, 75]);
    }
}
