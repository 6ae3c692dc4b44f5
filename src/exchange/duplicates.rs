//! Buildings that stand in the same place: pairs nearer to each other than a distance, found while
//! a list streams by. What to do about them is the coordinator's decision.

use std::collections::HashMap;

use crate::domain::place::LonLat;

/// The distance in metres within which two places are taken for the same.
pub const SAME_PLACE_M: f64 = 2.0;
/// Metres of a degree of latitude; only the size of the cells depends on it.
const METRES_PER_DEGREE: f64 = 111_195.0;
/// No entry.
const END: u32 = u32::MAX;

/// Two rows in the same place, by the numbers they were added with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// The earlier row.
    pub first: u32,
    /// The later row.
    pub second: u32,
    /// Metres between them.
    pub metres: f64,
}

/// Finds pairs by a grid of cells as wide as the distance: each place is compared with those in
/// its own and the eight cells around. About 20 bytes a place and 13 to 30 a cell in use.
#[derive(Debug, Default)]
pub struct Detector {
    /// The last place added in each cell.
    cells: HashMap<(i32, i32), u32>,
    /// Every place.
    places: Vec<LonLat>,
    /// Of every place, the one added before it in the same cell.
    before: Vec<u32>,
}

/// Places of one cell that a new one is compared with: more are the same pile, already reported.
const COMPARED_MAX: usize = 16;

impl Detector {
    /// Nothing added yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a place; tells its number, from 0, and the nearest earlier place within
    /// [`SAME_PLACE_M`], if there is one.
    pub fn add(&mut self, place: LonLat) -> (u32, Option<Pair>) {
        let number = u32::try_from(self.places.len()).unwrap_or(END);
        if number == END {
            return (END, None);
        }
        let (column, row) = cell(place);
        let around = [-1, 0, 1].into_iter().flat_map(|up| [-1, 0, 1].map(|right| (right, up)));
        let pair = around
            .filter_map(|(right, up)| self.cells.get(&(column + right, row + up)))
            .flat_map(|last| self.in_cell(*last))
            .map(|(first, other)| Pair { first, second: number, metres: apart(place, other) })
            .filter(|pair| pair.metres < SAME_PLACE_M)
            .min_by(|a, b| a.metres.total_cmp(&b.metres).then(a.first.cmp(&b.first)));
        let before = self.cells.insert((column, row), number).unwrap_or(END);
        self.places.push(place);
        self.before.push(before);
        (number, pair)
    }

    /// How many places were added.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether none was added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    fn in_cell(&self, last: u32) -> impl Iterator<Item = (u32, LonLat)> {
        let entry = |number: u32| {
            let index = usize::try_from(number).ok()?;
            let before = self.before.get(index)?;
            self.places.get(index).map(|place| (number, *place, *before))
        };
        std::iter::successors(entry(last), move |(_, _, before)| entry(*before))
            .take(COMPARED_MAX)
            .map(|(number, place, _)| (number, place))
    }
}

fn apart(a: LonLat, b: LonLat) -> f64 {
    let (east, north) = a.metres_to(b);
    east.hypot(north)
}

/// The cell of a place. Its width in degrees follows the latitude in steps of one degree, so that
/// neighbours share it but for the rare pair across such a step.
fn cell(place: LonLat) -> (i32, i32) {
    let parallel = place.lat().abs().floor().min(89.0);
    let width = SAME_PLACE_M / (METRES_PER_DEGREE * parallel.to_radians().cos());
    let height = SAME_PLACE_M / METRES_PER_DEGREE;
    (whole(place.lon() / width), whole(place.lat() / height))
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "at most 180 degrees in cells of two metres: 10 million"
)]
fn whole(number: f64) -> i32 {
    number.floor() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lon: f64, lat: f64) -> LonLat {
        LonLat::new(lon, lat).unwrap()
    }

    #[test]
    fn places_nearer_than_two_metres_are_a_pair_on_either_side_of_a_cell() {
        let mut detector = Detector::new();
        let raqqa = at(39.01, 35.95);
        assert_eq!(detector.add(raqqa), (0, None));
        for (east, north) in [(1.9, 0.0), (-1.9, 0.0), (0.0, 1.9), (0.0, -1.9), (1.3, 1.3)] {
            let mut detector = Detector::new();
            detector.add(raqqa);
            let (_, pair) = detector.add(raqqa.offset_by(east, north));
            assert!(pair.is_some_and(|pair| pair.metres < 2.0), "{east} {north}");
        }
        for (east, north) in [(2.1, 0.0), (0.0, -2.1), (1.5, 1.5)] {
            let mut detector = Detector::new();
            detector.add(raqqa);
            assert_eq!(detector.add(raqqa.offset_by(east, north)).1, None, "{east} {north}");
        }
    }

    #[test]
    fn a_pile_of_a_hundred_thousand_takes_no_longer_than_a_town() {
        let mut detector = Detector::new();
        let pairs = (0..100_000).filter(|_| detector.add(at(39.0, 35.9)).1.is_some()).count();
        assert_eq!((pairs, detector.len()), (99_999, 100_000));
    }

    #[test]
    fn the_poles_and_the_date_line_do_no_harm() {
        let mut detector = Detector::new();
        for place in [at(180.0, 90.0), at(-180.0, -90.0), at(0.0, 89.999_999)] {
            detector.add(place);
        }
        assert!(detector.add(at(0.0, 89.999_999)).1.is_some());
    }
}
