//! Days as each language writes them: with the name of the month, and with Western digits.

use chrono::{Datelike as _, NaiveDate};

use super::Lang;

impl Lang {
    /// A day with its month by name, such as "21 Jun 2017". Without walls around its parts: what
    /// shows it puts them around the whole.
    #[must_use]
    pub fn date(self, day: NaiveDate) -> String {
        let month = self.plain(&format!("date-month-{}", day.month()), &[]);
        let year = day.year().to_string();
        self.plain("date-day", &[("day", &day.day()), ("month", &month), ("year", &year)])
    }
}
