//! How often a volunteer agrees with what the others would have published without them.

use std::collections::BTreeMap;

use crate::domain::consensus::span::Span;
use crate::domain::consensus::window::{End, Tally, supermajority};
use crate::domain::judgement::Window;
use crate::domain::policy::Threshold;
use crate::domain::statistics::Share;

/// The counted windows of one building, one a volunteer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ballot<'a> {
    /// Captures of the building.
    pub captures: usize,
    /// Who saw what.
    pub windows: &'a [(u64, Window)],
}

/// One volunteer beside the others who judged the same buildings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Peer {
    /// Who.
    pub volunteer: u64,
    /// Windows inside the one that the others agree on without them, of all compared. Its interval
    /// is [`Share::interval`], after Wilson (1927).
    pub inside: Share,
    /// Windows that contradict the others' window.
    pub apart: Share,
    /// Of those apart, the ones that date later: half is no bias.
    pub late: Share,
    /// The share inside that the crowd reaches on the same buildings, 0 to 1: hard buildings pull
    /// it down for everybody, and are no one's fault.
    pub expected: f64,
}

/// Compares every volunteer with the window that the other volunteers agree on, leaving their own
/// judgement out so that no one agrees with themselves. Buildings with fewer than `others_min`
/// others, or whose others agree on neither end, are left out. In order of volunteer.
/// O(sum over buildings of n (n + captures)).
#[must_use]
pub fn peers<'a>(
    buildings: impl IntoIterator<Item = Ballot<'a>>,
    threshold: Threshold,
    others_min: usize,
) -> Vec<Peer> {
    let mut peers: BTreeMap<u64, (Peer, f64)> = BTreeMap::new();
    for ballot in buildings {
        if ballot.windows.len() <= others_min {
            continue;
        }
        let compared: Vec<(u64, Span, Span)> = ballot
            .windows
            .iter()
            .enumerate()
            .filter_map(|(own, (volunteer, window))| {
                let others = without(own, ballot, threshold)?;
                Some((*volunteer, Span::of(*window, ballot.captures), others))
            })
            .collect();
        let mut crowd = Share::default();
        for (_, own, others) in &compared {
            crowd.add(others.contains(*own));
        }
        let Some(share) = crowd.value() else { continue };
        for (volunteer, own, others) in compared {
            let (peer, expected) = peers.entry(volunteer).or_insert((empty(volunteer), 0.0));
            let is_apart = !others.overlaps(own);
            peer.inside.add(others.contains(own));
            peer.apart.add(is_apart);
            if is_apart {
                peer.late.add(own.low > others.high);
            }
            *expected += share;
        }
    }
    let mean =
        |(peer, sum): (Peer, f64)| Peer { expected: sum / f64::from(peer.inside.of), ..peer };
    peers.into_values().map(mean).collect()
}

/// What the others agree on; none where they agree on neither end.
fn without(own: usize, ballot: Ballot<'_>, threshold: Threshold) -> Option<Span> {
    let others: Vec<Window> = ballot
        .windows
        .iter()
        .enumerate()
        .filter(|(index, _)| *index != own)
        .map(|(_, (_, window))| *window)
        .collect();
    let agreed = supermajority(&Tally::of(&others, ballot.captures), threshold);
    let is_open = [agreed.last_standing, agreed.first_destroyed] == [End::Dispute, End::Dispute];
    (!is_open).then(|| Span::of_agreed(agreed, ballot.captures))
}

fn empty(volunteer: u64) -> Peer {
    let (inside, apart, late) = (Share::default(), Share::default(), Share::default());
    Peer { volunteer, inside, apart, late, expected: 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(y: usize) -> Window {
        Window::new(y.checked_sub(1), Some(y).filter(|y| *y < 11), 11).unwrap()
    }

    fn compare(buildings: &[Vec<(u64, Window)>]) -> Vec<Peer> {
        let ballots = buildings.iter().map(|windows| Ballot { captures: 11, windows });
        peers(ballots, Threshold::new(4, 5).unwrap(), 2)
    }

    #[test]
    fn a_late_volunteer_is_apart_from_peers_who_agree_and_they_are_not_blamed() {
        let building = vec![(1, seen(4)), (2, seen(4)), (3, seen(4)), (4, seen(4)), (9, seen(7))];
        let found = compare(&vec![building; 10]);
        let late = found.last().unwrap();
        assert_eq!(late.volunteer, 9);
        assert_eq!(late.apart, Share { hits: 10, of: 10 });
        assert_eq!(late.late, Share { hits: 10, of: 10 });
        assert_eq!(found[0].apart.hits, 0);
        assert!(late.inside.interval().high < late.expected);
    }

    #[test]
    fn nobody_agrees_with_themselves() {
        let found = compare(&[vec![(1, seen(4)), (2, seen(4))]]);
        assert!(found.is_empty());
        let split = compare(&[vec![(1, seen(1)), (2, seen(5)), (3, seen(9))]]);
        assert_eq!(split.len(), 3);
        assert!(split.iter().all(|peer| peer.inside.of == 1));
        assert_eq!(split[1].inside.hits, 1);
    }
}
