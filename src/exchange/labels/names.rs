//! Names of tasks, workers or levels, each kept once and known by a number. Millions of names take
//! little more room than their letters.

use std::hash::{BuildHasher as _, RandomState};

/// A place of the table that holds no name.
const FREE: Place = Place { mark: 0, number: u32::MAX };
/// Places of the smallest table.
const PLACES_MIN: usize = 16;

/// A place of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    /// Half of the name's hash, which says where the name belongs, and spares most looks at names.
    mark: u32,
    number: u32,
}

/// Different names in the order in which they were first met, or as [`Names::sorted`] put them.
/// Together they must have fewer than 2^32 bytes, which the bound on a file's size ensures.
#[derive(Debug, Clone)]
pub struct Names {
    letters: String,
    /// Where each name ends in `letters`.
    ends: Vec<u32>,
    /// Always a power of two of places, at least a quarter of them free.
    table: Vec<Place>,
    hasher: RandomState,
    /// The name that was learnt last: rows of one task often stand together.
    last: u32,
}

impl Names {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        let table = vec![FREE; PLACES_MIN];
        let hasher = RandomState::new();
        Self { letters: String::new(), ends: Vec::new(), table, hasher, last: 0 }
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The name of a number; empty for a number that was never given.
    #[must_use]
    pub fn get(&self, number: u32) -> &str {
        let Ok(at) = usize::try_from(number) else { return "" };
        let end_of = |at: usize| self.ends.get(at).and_then(|end| usize::try_from(*end).ok());
        let start = at.checked_sub(1).map_or(Some(0), end_of);
        let range = start.zip(end_of(at));
        range.and_then(|(start, end)| self.letters.get(start..end)).unwrap_or_default()
    }

    /// All names in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.count()).map(|number| self.get(number))
    }

    /// The number of a name, if it is known.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<u32> {
        self.place(name, self.mark(name)).ok()
    }

    /// The number of a name, which becomes known if it was not.
    pub fn learn(&mut self, name: &str) -> u32 {
        if !self.is_empty() && self.get(self.last) == name {
            return self.last;
        }
        let mark = self.mark(name);
        self.last = match self.place(name, mark) {
            Ok(known) => known,
            Err(free) => self.add(name, free, mark),
        };
        self.last
    }

    /// The same names in the order of numbers if all are numbers, else in the order of their
    /// letters; and the new number of each old one.
    #[must_use]
    pub fn sorted(self) -> (Self, Vec<u32>) {
        let numbers: Option<Vec<f64>> = self.iter().map(number).collect();
        let mut order: Vec<u32> = (0..self.count()).collect();
        if let Some(numbers) = numbers {
            let value = |number: &u32| {
                usize::try_from(*number).ok().and_then(|at| numbers.get(at)).copied()
            };
            order.sort_unstable_by(|a, b| {
                let values = value(a).unwrap_or(0.0).total_cmp(&value(b).unwrap_or(0.0));
                values.then_with(|| self.get(*a).cmp(self.get(*b)))
            });
        } else {
            order.sort_unstable_by(|a, b| self.get(*a).cmp(self.get(*b)));
        }
        let (mut names, mut ranks) = (Self::new(), vec![0; self.len()]);
        names.letters.reserve_exact(self.letters.len());
        names.ends.reserve_exact(self.ends.len());
        for old in order {
            let new = names.learn(self.get(old));
            if let Some(rank) = usize::try_from(old).ok().and_then(|at| ranks.get_mut(at)) {
                *rank = new;
            }
        }
        (names, ranks)
    }

    fn count(&self) -> u32 {
        u32::try_from(self.ends.len()).unwrap_or(u32::MAX)
    }

    fn add(&mut self, name: &str, free: usize, mark: u32) -> u32 {
        let number = self.count();
        self.letters.push_str(name);
        self.ends.push(u32::try_from(self.letters.len()).unwrap_or(u32::MAX));
        if let Some(place) = self.table.get_mut(free) {
            *place = Place { mark, number };
        }
        if self.ends.len() * 4 > self.table.len() * 3 {
            self.grow();
        }
        number
    }

    /// The number of a known name, or the free place where it belongs.
    fn place(&self, name: &str, mark: u32) -> Result<u32, usize> {
        let last = self.table.len() - 1;
        let mut at = index(mark) & last;
        loop {
            match self.table.get(at) {
                Some(place) if *place != FREE => {
                    if place.mark == mark && self.get(place.number) == name {
                        return Ok(place.number);
                    }
                }
                _ => return Err(at),
            }
            at = (at + 1) & last;
        }
    }

    fn mark(&self, name: &str) -> u32 {
        u32::try_from(self.hasher.hash_one(name) >> 32).unwrap_or(0)
    }

    fn grow(&mut self) {
        let mut table = vec![FREE; self.table.len() * 2];
        let last = table.len() - 1;
        for place in self.table.iter().filter(|place| **place != FREE) {
            let mut at = index(place.mark) & last;
            while table.get(at).is_some_and(|taken| *taken != FREE) {
                at = (at + 1) & last;
            }
            if let Some(free) = table.get_mut(at) {
                *free = *place;
            }
        }
        self.table = table;
    }
}

fn index(mark: u32) -> usize {
    usize::try_from(mark).unwrap_or(0)
}

impl Default for Names {
    fn default() -> Self {
        Self::new()
    }
}

/// The finite number that a text writes.
pub(super) fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_number_however_many_follow() {
        let mut names = Names::new();
        let numbers: Vec<u32> = (0..5_000).map(|n| names.learn(&format!("task {n}"))).collect();
        assert_eq!(numbers, (0..5_000).collect::<Vec<u32>>());
        assert_eq!(names.learn("task 17"), 17);
        assert_eq!((names.find("task 4999"), names.find("task 5000")), (Some(4_999), None));
        assert_eq!((names.get(0), names.get(4_999), names.get(5_000)), ("task 0", "task 4999", ""));
    }

    #[test]
    fn names_that_are_all_numbers_are_in_the_order_of_numbers() {
        let sorted = |texts: &[&str]| {
            let mut names = Names::new();
            for text in texts {
                names.learn(text);
            }
            let (names, ranks) = names.sorted();
            (names.iter().map(str::to_owned).collect::<Vec<_>>(), ranks)
        };
        assert_eq!(sorted(&["10", "9", "-1"]).0, ["-1", "9", "10"]);
        assert_eq!(sorted(&["10", "9", "x"]).0, ["10", "9", "x"]);
        assert_eq!(sorted(&["nan", "9"]).0, ["9", "nan"], "not a number is none");
        assert_eq!(sorted(&["b", "a", "c"]).1, [1, 0, 2]);
    }

    #[test]
    fn the_empty_name_is_a_name_too() {
        let mut names = Names::new();
        assert_eq!(names.find(""), None);
        assert_eq!((names.learn(""), names.learn("a"), names.learn("")), (0, 1, 0));
    }
}
