//! Practice: an answer held against what experts know, with some grace.

use super::id::CaptureId;
use super::judgement::{Verdict, Window};

/// Wrong tries after which the answer is shown.
pub const TRIES_BEFORE_SHOWN: u32 = 2;

/// Whether an answer is right: of the same kind as the experts' (destroyed within the pictures,
/// before them, or still standing), and both of its ends within one usable capture of theirs.
/// `is_usable` is over the building's captures, oldest first: those that the volunteer did not mark
/// as unusable, since an end cannot lie in one that they could not see.
#[must_use]
pub fn is_right(said: Verdict, known: Window, is_usable: &[bool]) -> bool {
    let Some(window) = said.window() else { return false };
    if said.as_str() != Verdict::Seen(known).as_str() {
        return false;
    }
    let last = |window: Window| window.last_standing().map(|end| usable(is_usable, end + 1));
    let first = |window: Window| window.first_destroyed().map(|end| usable(is_usable, end));
    let is_near = |said: Option<usize>, known: Option<usize>| match (said, known) {
        (Some(said), Some(known)) => said.abs_diff(known) <= 1,
        _ => said == known,
    };
    is_near(last(window), last(known)) && is_near(first(window), first(known))
}

/// How many of the first `count` captures are usable.
fn usable(is_usable: &[bool], count: usize) -> usize {
    is_usable.iter().take(count).filter(|usable| **usable).count()
}

/// Which captures, oldest first, a volunteer could use: those that they did not mark.
#[must_use]
pub fn without(series: &[CaptureId], unusable: &[CaptureId]) -> Vec<bool> {
    series.iter().map(|capture| !unusable.contains(capture)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::judgement::Doubt;

    const CAPTURES: usize = 6;

    fn window(last: Option<usize>, first: Option<usize>) -> Window {
        Window::new(last, first, CAPTURES).unwrap()
    }

    fn right(said: (Option<usize>, Option<usize>), known: (Option<usize>, Option<usize>)) -> bool {
        let said = Verdict::Seen(window(said.0, said.1));
        is_right(said, window(known.0, known.1), &[true; CAPTURES])
    }

    #[test]
    fn one_capture_beside_is_right_and_two_are_not() {
        let known = (Some(2), Some(3));
        for said in [(2, 3), (1, 3), (2, 4), (1, 2), (3, 4)] {
            assert!(right((Some(said.0), Some(said.1)), known), "{said:?}");
        }
        for said in [(0, 3), (2, 5), (4, 5), (0, 1)] {
            assert!(!right((Some(said.0), Some(said.1)), known), "{said:?}");
        }
    }

    #[test]
    fn what_stands_is_not_what_falls_in_the_last_picture() {
        let (stands, fell) = ((Some(5), None), (Some(4), Some(5)));
        assert!(right(stands, stands) && right((Some(4), None), stands));
        assert!(!right((Some(3), None), stands));
        assert!(!right(fell, stands) && !right(stands, fell));
        let before = (None, Some(0));
        assert!(right(before, before) && right((None, Some(1)), before));
        assert!(!right((Some(0), Some(1)), before));
    }

    #[test]
    fn captures_that_could_not_be_seen_make_no_distance() {
        let known = window(Some(2), Some(3));
        let said = Verdict::Seen(window(Some(1), Some(5)));
        assert!(!is_right(said, known, &[true; CAPTURES]));
        assert!(is_right(said, known, &[true, true, true, false, true, true]));
        assert!(!is_right(said, known, &[true, true, true, true, true, true]));
        assert!(!is_right(Verdict::CannotTell(Doubt::Cloud), known, &[true; CAPTURES]));
    }

    #[test]
    fn what_was_not_marked_is_usable() {
        let series = [CaptureId(7), CaptureId(8), CaptureId(9)];
        assert_eq!(without(&series, &[CaptureId(8)]), [true, false, true]);
    }
}
