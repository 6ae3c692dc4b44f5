//! Days as each language writes them: with the name of the month, and with Western digits.

use chrono::{Datelike as _, NaiveDate};

use super::Lang;

impl Lang {
    /// A day with its month by name, such as "21 Jun 2017". Without walls around its parts: what
    /// shows it puts them around the whole.
    #[must_use]
    pub fn date(self, day: NaiveDate) -> String {
        let (month, year) = self.month_and_year(day);
        self.plain("date-day", &[("day", &day.day()), ("month", &month), ("year", &year)])
    }

    /// The month of a day by name, such as "Jun 2017", where the day is not known.
    #[must_use]
    pub fn month(self, day: NaiveDate) -> String {
        let (month, year) = self.month_and_year(day);
        self.plain("date-month", &[("month", &month), ("year", &year)])
    }

    fn month_and_year(self, day: NaiveDate) -> (String, String) {
        (self.plain(&format!("date-month-{}", day.month()), &[]), day.year().to_string())
    }
}
