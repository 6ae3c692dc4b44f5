//! The quorum window: the narrowest run of intervals that holds a given share of the votes,
//! reported beside the published rule, never instead of it.

use super::span::Span;
use crate::domain::judgement::Window;
use crate::domain::policy::Threshold;
use crate::domain::statistics::count;

/// The narrowest run that holds a quorum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quorum {
    /// The run; of several equally narrow ones the earliest.
    pub run: Span,
    /// How many votes lie wholly inside it.
    pub held: u32,
    /// How many votes were counted.
    pub counted: u32,
    /// The other runs of the same width that hold a quorum, in order of time. A tie is said, never
    /// broken in silence.
    pub tied: Vec<Span>,
}

/// The narrowest run of consecutive intervals that wholly holds at least `share` of the windows;
/// none of no windows. A vote that leaves several intervals possible counts only where all of them
/// lie inside the run, so that it can widen the run but never narrow it.
///
/// In integers; O(n^2) for n windows. The highest-density idea is that of the shortest half
/// (Rousseeuw 1984, least median of squares), here with a stated share and interval-censored votes.
#[must_use]
pub fn quorum(windows: &[Window], captures: usize, share: Threshold) -> Option<Quorum> {
    let mut votes: Vec<Span> = windows.iter().map(|window| Span::of(*window, captures)).collect();
    votes.sort_unstable_by_key(|vote| (vote.high, vote.low));
    let counted = count(votes.len());
    let wanted = (0..=counted).find(|held| share.is_reached(*held, counted))?;
    let skipped = usize::try_from(wanted.checked_sub(1)?).unwrap_or(usize::MAX);
    let mut starts: Vec<usize> = votes.iter().map(|vote| vote.low).collect();
    starts.sort_unstable();
    starts.dedup();
    // A narrowest run begins where some vote begins, and ends where the last vote needed ends.
    let runs: Vec<Span> = starts
        .into_iter()
        .filter_map(|low| {
            let last = votes.iter().filter(|vote| vote.low >= low).nth(skipped)?;
            Some(Span { low, high: last.high })
        })
        .collect();
    let width = runs.iter().map(|run| run.width()).min()?;
    let mut narrowest = runs.into_iter().filter(|run| run.width() == width);
    let run = narrowest.next()?;
    let held = count(votes.iter().filter(|vote| run.contains(**vote)).count());
    Some(Quorum { run, held, counted, tied: narrowest.collect() })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn window(low: usize, high: usize, captures: usize) -> Option<Window> {
        let first = Some(high).filter(|high| *high < captures);
        Window::new(low.checked_sub(1), first, captures).ok()
    }

    fn votes(of: &[(usize, usize)]) -> Vec<Window> {
        of.iter().filter_map(|(low, high)| window(*low, *high, 11)).collect()
    }

    fn three_quarters() -> Threshold {
        Threshold::new(3, 4).unwrap()
    }

    #[test]
    fn three_of_four_in_one_interval_are_a_quorum() {
        let found = quorum(&votes(&[(5, 5), (5, 5), (9, 9), (5, 5)]), 11, three_quarters());
        let found = found.unwrap();
        assert_eq!((found.run, found.held, found.counted), (Span::at(5), 3, 4));
        assert!(found.tied.is_empty());
    }

    #[test]
    fn a_wide_vote_counts_only_where_it_lies_inside() {
        let found = quorum(&votes(&[(5, 5), (5, 5), (4, 6)]), 11, three_quarters()).unwrap();
        assert_eq!(found.run, Span { low: 4, high: 6 });
    }

    #[test]
    fn of_equally_narrow_runs_the_earliest_is_given_and_the_tie_is_said() {
        let found = quorum(&votes(&[(3, 3), (5, 5), (7, 7)]), 11, Threshold::new(3, 5).unwrap());
        let found = found.unwrap();
        assert_eq!(found.run, Span { low: 3, high: 5 });
        assert_eq!(found.tied, [Span { low: 5, high: 7 }]);
        assert_eq!(quorum(&[], 11, three_quarters()), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]
        #[test]
        fn no_run_is_narrower_and_no_tie_is_left_out(
            spans in proptest::collection::vec((0usize..9, 0usize..9), 1..9),
            num in 6u32..=10,
        ) {
            let windows: Vec<Window> = spans
                .iter()
                .filter_map(|(a, b)| window(*a.min(b), *a.max(b), 8))
                .collect();
            let share = Threshold::new(num, 10).unwrap();
            let held = |run: Span| {
                let inside = windows.iter().filter(|w| run.contains(Span::of(**w, 8)));
                share.is_reached(count(inside.count()), count(windows.len()))
            };
            let every: Vec<Span> = (0..9)
                .flat_map(|low| (low..9).map(move |high| Span { low, high }))
                .filter(|run| held(*run))
                .collect();
            let narrowest = every.iter().map(|run| run.width()).min();
            let all: Vec<Span> =
                every.iter().copied().filter(|run| Some(run.width()) == narrowest).collect();
            let mut reversed = windows.clone();
            reversed.reverse();
            let found = quorum(&windows, 8, share);
            prop_assert_eq!(&found, &quorum(&reversed, 8, share));
            let mine: Vec<Span> =
                found.into_iter().flat_map(|f| std::iter::once(f.run).chain(f.tied)).collect();
            prop_assert_eq!(mine, all);
        }
    }
}
