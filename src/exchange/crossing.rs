//! Whether a ring crosses itself. Bounded work: what cannot be decided within it is refused.

use super::feature::Position;

/// Pairs of edges compared for one ring at most: every pair of 200 edges hundreds of times over,
/// and 10,000 edges of any outline that winds like a building.
const PAIRS_MAX: usize = 4_000_000;

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Crossing {
    /// Two sides cross, near this position.
    At(Position),
    /// Too many sides lie over each other to tell in bounded time.
    Undecided,
}

/// One edge, with its bounds along x.
#[derive(Debug, Clone, Copy)]
struct Edge {
    from: Position,
    to: Position,
    west: f64,
    east: f64,
}

/// The first crossing of two sides of an open ring, if there is one. Sides that only touch, as in
/// an outline that returns to one of its corners, do not cross.
///
/// Sweeps over the edges by their western end (Shamos and Hoey 1976, without the ordered status:
/// of building outlines few edges overlap along one axis), so that n edges take about n log n
/// steps, and at most [`PAIRS_MAX`] comparisons.
pub(super) fn crossing(ring: &[Position]) -> Option<Crossing> {
    let mut edges: Vec<Edge> = ring
        .iter()
        .zip(ring.iter().cycle().skip(1))
        .map(|(from, to)| Edge {
            from: *from,
            to: *to,
            west: from.0.min(to.0),
            east: from.0.max(to.0),
        })
        .collect();
    edges.sort_unstable_by(|a, b| a.west.total_cmp(&b.west));
    let mut pairs = 0;
    let mut rest = edges.as_slice();
    while let Some((edge, others)) = rest.split_first() {
        rest = others;
        for other in others.iter().take_while(|other| other.west <= edge.east) {
            pairs += 1;
            if pairs > PAIRS_MAX {
                return Some(Crossing::Undecided);
            }
            if cross(edge, other) {
                return Some(Crossing::At(meeting(edge, other)));
            }
        }
    }
    None
}

/// Whether two edges cross in a point inside both.
fn cross(a: &Edge, b: &Edge) -> bool {
    let south = |edge: &Edge| edge.from.1.min(edge.to.1);
    let north = |edge: &Edge| edge.from.1.max(edge.to.1);
    if north(a) < south(b) || north(b) < south(a) {
        return false;
    }
    let opposite = |p: f64, q: f64| (p > 0.0 && q < 0.0) || (p < 0.0 && q > 0.0);
    opposite(side(a, b.from), side(a, b.to)) && opposite(side(b, a.from), side(b, a.to))
}

/// On which side of an edge a position lies; relative to the edge's start, so that small rings
/// far from 0,0 keep their digits.
fn side(edge: &Edge, at: Position) -> f64 {
    let (ax, ay) = (edge.to.0 - edge.from.0, edge.to.1 - edge.from.1);
    let (bx, by) = (at.0 - edge.from.0, at.1 - edge.from.1);
    ax * by - ay * bx
}

fn meeting(a: &Edge, b: &Edge) -> Position {
    let (p, q) = (side(a, b.from), side(a, b.to));
    let share = p / (p - q);
    (b.from.0 + share * (b.to.0 - b.from.0), b.from.1 + share * (b.to.1 - b.from.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bow_tie_crosses_in_its_middle_and_a_square_does_not() {
        let tie = [(0.0, 0.0), (2.0, 2.0), (2.0, 0.0), (0.0, 2.0)];
        assert_eq!(crossing(&tie), Some(Crossing::At((1.0, 1.0))));
        assert_eq!(crossing(&[(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)]), None);
    }

    #[test]
    fn a_ring_that_touches_itself_in_a_corner_does_not_cross() {
        let eight = [(0.0, 0.0), (1.0, 1.0), (2.0, 0.0), (2.0, 2.0), (1.0, 1.0), (0.0, 2.0)];
        assert_eq!(crossing(&eight), None);
    }

    #[test]
    fn a_late_crossing_of_a_large_ring_is_found() {
        let round = |n: u32| {
            (0..n).map(move |i| (f64::from(i) * std::f64::consts::TAU / f64::from(n)).sin_cos())
        };
        let mut ring: Vec<Position> = round(10_000).collect();
        assert_eq!(crossing(&ring), None);
        ring.swap(9_000, 9_001);
        assert!(matches!(crossing(&ring), Some(Crossing::At(_))));
    }

    #[test]
    fn a_comb_made_to_take_for_ever_is_given_up() {
        let comb: Vec<Position> = (0..10_000)
            .map(|i| (if i % 2 == 0 { 0.0 } else { 1.0 }, f64::from(i) / 10_000.0))
            .chain([(2.0, 1.0), (2.0, -1.0), (-1.0, -1.0)])
            .collect();
        assert_eq!(crossing(&comb), Some(Crossing::Undecided));
    }
}
