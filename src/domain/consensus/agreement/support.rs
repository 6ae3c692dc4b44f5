//! How many votes stand behind a published window, and behind each interval.

use crate::domain::consensus::span::Span;
use crate::domain::consensus::window::{Agreed, End, Tally};
use crate::domain::judgement::Window;
use crate::domain::statistics::{Share, count};

/// The votes behind one window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Support {
    /// Votes that lie wholly inside the window.
    pub inside: Share,
    /// Votes that could still be reconciled with it: they share an interval.
    pub touching: Share,
    /// Votes that say standing at the last standing capture; none where that end is open.
    pub standing: Option<Share>,
    /// Votes that say destroyed at the first destroyed capture; none where that end is open.
    pub destroyed: Option<Share>,
}

/// Counts the votes behind an agreed window.
#[must_use]
pub fn support(windows: &[Window], agreed: Agreed, captures: usize) -> Support {
    let tally = Tally::of(windows, captures);
    let run = Span::of_agreed(agreed, captures);
    let of = tally.counted;
    let those = |holds: &dyn Fn(Span) -> bool| {
        let hits = windows.iter().filter(|window| holds(Span::of(**window, captures))).count();
        Share { hits: count(hits), of }
    };
    let end = |end: End, hits: &dyn Fn(usize) -> u32| {
        end.position().map(|position| Share { hits: hits(position), of })
    };
    Support {
        inside: those(&|vote| run.contains(vote)),
        touching: those(&|vote| run.overlaps(vote)),
        standing: end(agreed.last_standing, &|position| tally.standing(position)),
        destroyed: end(agreed.first_destroyed, &|position| tally.destroyed(position)),
    }
}

/// For each of the `captures + 1` intervals: the votes for exactly it, and the votes that leave it
/// possible. The true share of supporters lies between the two (belief and plausibility in the
/// words of Shafer 1976).
#[must_use]
pub fn shares(windows: &[Window], captures: usize) -> Vec<(Share, Share)> {
    let votes: Vec<Span> = windows.iter().map(|window| Span::of(*window, captures)).collect();
    let of = count(votes.len());
    (0..=captures)
        .map(|interval| {
            let only = votes.iter().filter(|vote| **vote == Span::at(interval)).count();
            let also = votes.iter().filter(|vote| vote.contains(Span::at(interval))).count();
            (Share { hits: count(only), of }, Share { hits: count(also), of })
        })
        .collect()
}
