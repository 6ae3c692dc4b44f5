//! UNOSAT's damage assessments: one date and one class for each time a satellite passed, side by
//! side in numbered columns, whose names a Shapefile cuts to ten letters.

use chrono::NaiveDate;

use super::super::days::{DayOrder, day};
use super::{Cell, Reading, noted, starts};
use crate::domain::reference::DamageClass;

/// Numbered columns that are looked at; the longest known table has 14.
const PASSES_MAX: usize = 40;

/// The cells of every pass, by its number.
#[derive(Default)]
pub(super) struct Passes<'a>(Vec<Pass<'a>>);

#[derive(Default)]
struct Pass<'a> {
    number: u32,
    date: Option<Cell<'a>>,
    class: Option<Cell<'a>>,
}

/// What all passes together say.
#[derive(Default)]
pub(super) struct Found<'a> {
    pub(super) after: Option<NaiveDate>,
    pub(super) before: Option<NaiveDate>,
    pub(super) class: Option<(DamageClass, &'a str)>,
    pub(super) sources: Vec<Cell<'a>>,
}

impl<'a> Passes<'a> {
    /// Takes a cell if its column is the date or the class of a pass.
    pub(super) fn add(&mut self, name: &'a str, text: &'a str) {
        if let Some(number) = numbered(name, "sensordate", "sensord".len())
            && let Some(pass) = self.pass(number)
        {
            pass.date = Some((name, text));
        } else if let Some(number) = numbered(name, "main_damage_site_class", "main_da".len())
            && let Some(pass) = self.pass(number)
        {
            pass.class = Some((name, text));
        }
    }

    /// Whether no pass has a class: dates alone say nothing of damage.
    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|pass| pass.class.is_none())
    }

    fn pass(&mut self, number: u32) -> Option<&mut Pass<'a>> {
        if let Some(at) = self.0.iter().position(|pass| pass.number == number) {
            return self.0.get_mut(at);
        }
        if self.0.len() >= PASSES_MAX {
            return None;
        }
        self.0.push(Pass { number, ..Pass::default() });
        self.0.last_mut()
    }

    /// The window from the last pass that shows the building not destroyed to the first that shows
    /// it destroyed; left open when the first pass shows it so, right open when none does.
    pub(super) fn window(&self, order: DayOrder, reading: &mut Reading) -> Found<'a> {
        let mut found = Found::default();
        let mut seen: Vec<(NaiveDate, DamageClass, &str)> = Vec::new();
        for pass in &self.0 {
            let Some((class_name, code)) = pass.class else { continue };
            found.sources.extend(pass.date.into_iter().chain(pass.class));
            let date = pass.date.and_then(|(_, text)| day(text, order));
            if let Some(day) = date {
                seen.push((noted(day, reading), DamageClass::of_unosat(code), code));
            } else {
                let text = pass.date.map_or("", |(_, text)| text);
                reading.complaint =
                    Some(format!("{class_name} has a class, but its date is \"{text}\""));
            }
        }
        seen.sort_by_key(|(date, ..)| *date);
        let destroyed = seen.iter().find(|(_, class, _)| *class == DamageClass::Destroyed);
        found.before = destroyed.map(|(date, ..)| *date);
        let is_earlier = |date: &NaiveDate| found.before.is_none_or(|before| *date < before);
        found.after = seen
            .iter()
            .rfind(|(date, class, _)| class.is_standing() && is_earlier(date))
            .map(|(date, ..)| *date);
        found.class = destroyed.or(seen.last()).map(|(_, class, code)| (*class, *code));
        found
    }
}

/// The number of a column such as `SensorDate`, `SensorDate_2`, `SensorDa_2` or `SensorD_10`: a
/// beginning of `whole` of at least `least` letters, then perhaps a number.
fn numbered(name: &str, whole: &str, least: usize) -> Option<u32> {
    let (stem, number) = match name.rsplit_once('_') {
        Some((stem, digits)) if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            (stem, digits.parse().ok()?)
        }
        _ => (name, 1),
    };
    let is_beginning = stem.len() >= least && stem.len() <= whole.len() && starts(whole, stem);
    is_beginning.then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cut_names_are_known_by_their_beginning_and_number() {
        let date = |name| numbered(name, "sensordate", 7);
        assert_eq!(date("SensorDate"), Some(1));
        assert_eq!(date("SensorDate_14"), Some(14));
        assert_eq!(date("SensorDa_2"), Some(2));
        assert_eq!(date("SensorD_10"), Some(10));
        assert_eq!(date("SensorID_3"), None);
        assert_eq!(date("Sensor"), None);
        let class = |name| numbered(name, "main_damage_site_class", 7);
        assert_eq!(class("Main_Damage_Site_Class"), Some(1));
        assert_eq!(class("Main_Dam_2"), Some(2));
        assert_eq!(class("Main_Damag"), Some(1));
        assert_eq!(class("Main_Street"), None);
    }
}
