//! The levels that labels name, and their order.

use std::cmp::Ordering;

use super::LabelFileError;
use super::names::{Names, number};
use crate::domain::consensus::model::labels::CLASSES_MAX;

/// Levels that a message names.
const WORDS_MAX: usize = 10;

/// The labels met so far, and whether others may come.
#[derive(Debug, Default)]
pub(super) struct Levels {
    names: Names,
    is_stated: bool,
}

/// Why a label is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoLevel {
    /// It is none of those that were stated.
    NotStated,
    /// There are too many different ones already.
    TooMany,
}

impl Levels {
    /// Those that were stated, in their order; any if none were.
    ///
    /// # Errors
    /// When one was stated twice, or only one, or too many.
    pub(super) fn new(stated: &[String]) -> Result<Self, LabelFileError> {
        let mut levels = Self { names: Names::new(), is_stated: !stated.is_empty() };
        for level in stated {
            let level = level.trim();
            if level.is_empty() || same_level(&levels.names, level).is_some() {
                return Err(LabelFileError::StatedTwice(level.to_owned()));
            }
            levels.names.learn(level);
        }
        if levels.names.len() > CLASSES_MAX {
            return Err(LabelFileError::TooManyLevels);
        }
        Ok(levels)
    }

    /// Levels 0 to `last`, as numbers.
    pub(super) fn counted(last: usize) -> Self {
        let mut names = Names::new();
        for level in 0..=last {
            names.learn(&level.to_string());
        }
        Self { names, is_stated: true }
    }

    /// The number of a label: its place in the end where levels were stated, else the order in
    /// which it was met.
    pub(super) fn of(&mut self, label: &str) -> Result<u16, NoLevel> {
        let known = self.names.find(label);
        let found = match known {
            None if self.is_stated => same_level(&self.names, label).ok_or(NoLevel::NotStated)?,
            None if self.names.len() >= CLASSES_MAX => return Err(NoLevel::TooMany),
            None => self.names.learn(label),
            Some(known) => known,
        };
        u16::try_from(found).ok().ok_or(NoLevel::TooMany)
    }

    /// The words of the stated levels, for a message; of many the first.
    pub(super) fn words(&self) -> String {
        let some: Vec<&str> = self.names.iter().take(WORDS_MAX).collect();
        let more = if self.names.len() > WORDS_MAX { ", ..." } else { "" };
        format!("{}{more}", some.join(", "))
    }

    /// The levels in their order, and the place of each number that [`Self::of`] gave.
    ///
    /// # Errors
    /// When they need an order and have none, or two write the same number.
    pub(super) fn ordered(self, is_ordinal: bool) -> Result<(Names, Vec<u16>), LabelFileError> {
        if self.is_stated {
            let places = (0..=u16::MAX).take(self.names.len()).collect();
            return Ok((self.names, places));
        }
        let (names, ranks) = self.names.sorted();
        let numbers: Option<Vec<f64>> = names.iter().map(number).collect();
        match numbers {
            Some(numbers) => {
                let twice = numbers.iter().zip(numbers.iter().skip(1)).zip(0_u32..);
                let is_same = |(a, b): (&f64, &f64)| a.partial_cmp(b) == Some(Ordering::Equal);
                if let Some((_, at)) = twice.filter(|(pair, _)| is_same(*pair)).last() {
                    let (one, other) = (names.get(at).to_owned(), names.get(at + 1).to_owned());
                    return Err(LabelFileError::SameNumber(one, other));
                }
            }
            None if is_ordinal => {
                let some: Vec<&str> = names.iter().take(5).collect();
                return Err(LabelFileError::NoOrder(some.join(", ")));
            }
            None => {}
        }
        let places = ranks.into_iter().map(|rank| u16::try_from(rank).unwrap_or(0)).collect();
        Ok((names, places))
    }
}

/// The number of a level, written the same or as the same number (1 and 1.0).
pub(super) fn same_level(levels: &Names, text: &str) -> Option<u32> {
    levels.find(text).or_else(|| {
        let wanted = number(text)?;
        let same = |own: &str| {
            number(own).and_then(|own| own.partial_cmp(&wanted)) == Some(Ordering::Equal)
        };
        levels.iter().position(same).and_then(|at| u32::try_from(at).ok())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn met(labels: &[&str]) -> Levels {
        let mut levels = Levels::new(&[]).unwrap();
        for label in labels {
            levels.of(label).unwrap();
        }
        levels
    }

    #[test]
    fn numbers_are_ordered_as_numbers_and_words_need_an_order() {
        let (names, places) = met(&["10", "2", "-5"]).ordered(true).unwrap();
        assert_eq!(names.iter().collect::<Vec<_>>(), ["-5", "2", "10"]);
        assert_eq!(places, [2, 1, 0]);
        let error = met(&["low", "high"]).ordered(true).unwrap_err().to_string();
        assert!(error.contains("--levels") && error.contains("high, low"), "{error}");
        assert!(met(&["low", "high"]).ordered(false).is_ok());
    }

    #[test]
    fn the_same_number_written_twice_is_not_two_levels() {
        let error = met(&["1.0", "2", "1"]).ordered(false).unwrap_err().to_string();
        assert!(error.contains("\"1\" and \"1.0\""), "{error}");
        let stated = ["1".to_owned(), "2".to_owned()];
        assert_eq!(Levels::new(&stated).unwrap().of("2.0"), Ok(1));
    }

    #[test]
    fn stated_levels_keep_their_order_and_admit_no_other() {
        let stated = ["low", "middle", "high"].map(str::to_owned);
        let mut levels = Levels::new(&stated).unwrap();
        assert_eq!((levels.of("high"), levels.of("huge")), (Ok(2), Err(NoLevel::NotStated)));
        assert_eq!(levels.ordered(true).unwrap().1, [0, 1, 2]);
        assert!(Levels::new(&["a".to_owned(), "a".to_owned()]).is_err());
    }
}
