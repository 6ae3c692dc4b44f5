//! How few accounts stand between a published window and another one.
//!
//! One volunteer gives one counted judgement a building, so judgements are accounts here.
//! "Cannot tell" does not enter the window and is left out.

use std::fmt;

use super::window::{Tally, supermajority};
use crate::domain::judgement::Window;
use crate::domain::policy::Threshold;

/// What happens to the window first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// The last standing capture moves earlier, or is no longer agreed.
    StandingLost,
    /// A later capture becomes the last standing one.
    StandingLater,
    /// The first destroyed capture moves later, or is no longer agreed.
    DestroyedLost,
    /// An earlier capture becomes the first destroyed one.
    DestroyedEarlier,
}

impl Change {
    const ALL: [Self; 4] =
        [Self::StandingLost, Self::StandingLater, Self::DestroyedLost, Self::DestroyedEarlier];

    /// In words, as the end of "would ...".
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::StandingLost => "undo the last standing capture",
            Self::StandingLater => "make a later capture the last standing one",
            Self::DestroyedLost => "undo the first destroyed capture",
            Self::DestroyedEarlier => "make an earlier capture the first destroyed one",
        }
    }
}

/// The fewest accounts that change a window, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flip {
    /// How many accounts it takes.
    pub accounts: u32,
    /// What they change; of several possible changes the first in the order of [`Change`].
    pub change: Change,
}

/// How few accounts change the window of one building. None where no number can.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fragility {
    /// Judgements counted now.
    pub counted: u32,
    /// Taking this many counted judgements away.
    pub removed: Option<Flip>,
    /// Turning this many counted judgements into whatever an adversary likes.
    pub replaced: Option<Flip>,
    /// Adding this many judgements of an adversary's choice.
    pub added: Option<Flip>,
}

impl fmt::Display for Fragility {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ways =
            [("removing", self.removed), ("replacing", self.replaced), ("adding", self.added)];
        for (index, (verb, flip)) in ways.into_iter().enumerate() {
            let gap = if index == 0 { "" } else { "; " };
            match flip {
                Some(Flip { accounts, change }) => {
                    write!(f, "{gap}{verb} {accounts} would {}", change.as_str())?;
                }
                None => write!(f, "{gap}{verb} any number changes nothing")?,
            }
        }
        Ok(())
    }
}

/// The fewest accounts that change the supermajority window of a building, exactly.
///
/// Why counting is enough. S never rises and D never falls along the series, whatever is taken
/// away or added; so with l the last standing capture, that end stays exactly as long as S(l)
/// reaches q n and S(l + 1) does not. For a given number r of accounts the new n is fixed, and
/// the smallest S(l) and the largest S(l + 1) that r accounts can bring about are known: take
/// supporters (opponents) away, or add opponents (supporters). So the smallest r that brings
/// either about is the exact answer, and the same holds for D by symmetry; the four ends need
/// not be reached by the same accounts, since one change is enough. O(captures + windows).
#[must_use]
pub fn fragility(windows: &[Window], threshold: Threshold, captures: usize) -> Fragility {
    let tally = Tally::of(windows, captures);
    let n = tally.counted;
    let agreed = supermajority(&tally, threshold);
    let (last, first) = (agreed.last_standing.position(), agreed.first_destroyed.position());
    let later = last.map_or(0, |last| last + 1);
    let earlier = first.unwrap_or(captures).checked_sub(1);
    // The count behind each end now, where that change is possible at all.
    let support = |change: Change| match change {
        Change::StandingLost => last.map(|at| tally.standing(at)),
        Change::StandingLater => (later < captures).then(|| tally.standing(later)),
        Change::DestroyedLost => first.map(|at| tally.destroyed(at)),
        Change::DestroyedEarlier => earlier.map(|at| tally.destroyed(at)),
    };
    let fewest = |accounts: &dyn Fn(Change, u32) -> Option<u32>| {
        let flip = |change| {
            let accounts = accounts(change, support(change)?)?;
            Some(Flip { accounts, change })
        };
        Change::ALL.into_iter().filter_map(flip).min_by_key(|flip| (flip.accounts, flip.change))
    };
    let is_lost = |change| matches!(change, Change::StandingLost | Change::DestroyedLost);
    let removed = |change, support: u32| {
        (1..=n).find(|r| {
            let left = n - r;
            if is_lost(change) {
                !threshold.is_reached(support.saturating_sub(*r), left)
            } else {
                threshold.is_reached(support.min(left), left)
            }
        })
    };
    let replaced = |change, support: u32| {
        (1..=n).find(|r| {
            if is_lost(change) {
                !threshold.is_reached(support.saturating_sub(*r), n)
            } else {
                threshold.is_reached((support + r).min(n), n)
            }
        })
    };
    let added = |change, support: u32| added(is_lost(change), support, n, threshold);
    Fragility {
        counted: n,
        removed: fewest(&removed),
        replaced: fewest(&replaced),
        added: fewest(&added),
    }
}

/// The smallest k >= 1 with `support < q (n + k)` (lost) or `support + k >= q (n + k)` (gained).
fn added(is_lost: bool, support: u32, n: u32, threshold: Threshold) -> Option<u32> {
    let (num, den) = (u64::from(threshold.num()), u64::from(threshold.den()));
    let (have, want) = (u64::from(support) * den, u64::from(n) * num);
    let accounts = if is_lost {
        have.saturating_sub(want) / num + 1
    } else {
        let short = want.saturating_sub(have);
        let gain = den - num;
        if short == 0 { 1 } else { short.checked_add(gain)?.checked_sub(1)?.checked_div(gain)? }
    };
    u32::try_from(accounts).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn every_window(captures: usize) -> Vec<Window> {
        let ends = || std::iter::once(None).chain((0..captures).map(Some));
        ends()
            .flat_map(|last| ends().map(move |first| (last, first)))
            .filter_map(|(last, first)| Window::new(last, first, captures).ok())
            .collect()
    }

    fn outcome(windows: &[Window], threshold: Threshold, captures: usize) -> (bool, String) {
        let agreed = supermajority(&Tally::of(windows, captures), threshold);
        (true, format!("{agreed:?}"))
    }

    /// The smallest number of additions, each any window, that changes the outcome, up to `most`.
    fn brute_added(
        now: &[Window],
        threshold: Threshold,
        captures: usize,
        most: u32,
    ) -> Option<u32> {
        let before = outcome(now, threshold, captures);
        let mut layer = vec![(now.to_vec(), 0usize)];
        let every = every_window(captures);
        for k in 1..=most {
            let mut next = Vec::new();
            for (windows, from) in &layer {
                for (index, window) in every.iter().enumerate().skip(*from) {
                    let mut more = windows.clone();
                    more.push(*window);
                    if outcome(&more, threshold, captures) != before {
                        return Some(k);
                    }
                    next.push((more, index));
                }
            }
            layer = next;
        }
        None
    }

    fn subsets(windows: &[Window], size: u32) -> impl Iterator<Item = Vec<Window>> {
        (0u32..1 << windows.len()).filter(move |mask| mask.count_ones() == size).map(|mask| {
            let kept = windows.iter().enumerate().filter(|(i, _)| mask & (1 << i) != 0);
            kept.map(|(_, window)| *window).collect()
        })
    }

    fn brute_removed(now: &[Window], threshold: Threshold, captures: usize) -> Option<u32> {
        let before = outcome(now, threshold, captures);
        let n = u32::try_from(now.len()).unwrap();
        (1..=n).find(|r| subsets(now, n - r).any(|w| outcome(&w, threshold, captures) != before))
    }

    fn brute_replaced(now: &[Window], threshold: Threshold, captures: usize) -> Option<u32> {
        let before = outcome(now, threshold, captures);
        let every = every_window(captures);
        let n = u32::try_from(now.len()).unwrap();
        (1..=n).find(|r| {
            subsets(now, n - r).any(|kept| {
                let mut layer = vec![(kept, 0usize)];
                for _ in 0..*r {
                    layer = layer
                        .into_iter()
                        .flat_map(|(windows, from)| {
                            every.iter().enumerate().skip(from).map(move |(index, window)| {
                                let mut more = windows.clone();
                                more.push(*window);
                                (more, index)
                            })
                        })
                        .collect();
                }
                layer.iter().any(|(w, _)| outcome(w, threshold, captures) != before)
            })
        })
    }

    fn seen(y: usize) -> Window {
        Window::new(y.checked_sub(1), Some(y).filter(|y| *y < 11), 11).unwrap()
    }

    #[test]
    fn three_that_agree_fall_to_one_false_account() {
        let found = fragility(&[seen(5); 3], Threshold::new(4, 5).unwrap(), 11);
        assert_eq!(found.removed.map(|flip| flip.accounts), Some(3));
        assert_eq!(found.replaced.map(|flip| flip.accounts), Some(1));
        assert_eq!(found.added.map(|flip| flip.accounts), Some(1));
        assert_eq!(
            found.to_string(),
            "removing 3 would undo the last standing capture; \
             replacing 1 would undo the last standing capture; \
             adding 1 would undo the last standing capture"
        );
    }

    #[test]
    fn nine_that_agree_withstand_two() {
        let found = fragility(&[seen(5); 9], Threshold::new(4, 5).unwrap(), 11);
        assert_eq!(found.added.map(|flip| flip.accounts), Some(3));
        assert_eq!(found.replaced.map(|flip| flip.accounts), Some(2));
    }

    #[test]
    fn a_lone_dissenter_is_enough_to_remove() {
        let windows = [seen(5), seen(5), seen(9)];
        let found = fragility(&windows, Threshold::new(4, 5).unwrap(), 11);
        assert_eq!(found.removed.map(|flip| flip.accounts), Some(1));
    }

    #[test]
    fn nothing_can_be_removed_from_nothing() {
        let found = fragility(&[], Threshold::new(4, 5).unwrap(), 11);
        assert_eq!((found.removed, found.replaced), (None, None));
        assert_eq!(found.added.map(|flip| flip.accounts), Some(1));
        let blind = fragility(&[], Threshold::new(4, 5).unwrap(), 0);
        assert_eq!(blind.added, None);
    }

    prop_compose! {
        fn crowd(captures: usize, most: usize)(
            picks in proptest::collection::vec(any::<proptest::sample::Index>(), 0..=most),
        ) -> Vec<Window> {
            let every = every_window(captures);
            picks.iter().map(|pick| *pick.get(&every)).collect()
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn removal_is_as_exact_as_trying_every_subset(
            windows in crowd(4, 7), num in 6u32..=10,
        ) {
            let threshold = Threshold::new(num, 10).unwrap();
            let fast = fragility(&windows, threshold, 4).removed.map(|flip| flip.accounts);
            prop_assert_eq!(fast, brute_removed(&windows, threshold, 4));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn addition_is_as_exact_as_trying_every_window(windows in crowd(3, 5), num in 6u32..=10) {
            let threshold = Threshold::new(num, 10).unwrap();
            let fast = fragility(&windows, threshold, 3).added.map(|flip| flip.accounts);
            let slow = brute_added(&windows, threshold, 3, 3);
            prop_assert_eq!(fast.filter(|accounts| *accounts <= 3), slow);
        }

        #[test]
        fn replacement_is_as_exact_as_trying_everything(windows in crowd(2, 4), num in 6u32..=10) {
            let threshold = Threshold::new(num, 10).unwrap();
            let fast = fragility(&windows, threshold, 2).replaced.map(|flip| flip.accounts);
            prop_assert_eq!(fast, brute_replaced(&windows, threshold, 2));
        }
    }
}
