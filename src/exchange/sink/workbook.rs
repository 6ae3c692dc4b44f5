//! Workbooks: a sheet a table, its header frozen and filtered, dates as dates, texts as texts.

use std::io::Write;

use chrono::{DateTime, NaiveDate, Utc};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook};

use super::{Head, Sink};
use crate::domain::place::Footprint;
use crate::exchange::cell::Cell;
use crate::exchange::export::ExportError;

/// Rows of a sheet below its header.
pub(super) const ROWS_MAX: u32 = 1_048_575;
/// Days from the day that spreadsheets number 0 to 1970.
const DAYS_TO_1970: f64 = 25_569.0;
/// Milliseconds of a day.
const DAY_MS: f64 = 86_400_000.0;

/// Writes tables as one workbook; rows wait in files without a name, never in memory.
pub(super) struct Sheets<'a> {
    output: Box<dyn Write + Send + 'a>,
    book: Workbook,
    number: usize,
    table: &'static str,
    rows: u32,
    columns: u16,
    latest: DateTime<Utc>,
    forms: Forms,
}

struct Forms {
    head: Format,
    date: Format,
    month: Format,
    instant: Format,
}

impl<'a> Sheets<'a> {
    /// Without a sheet yet.
    pub(super) fn new(output: Box<dyn Write + Send + 'a>) -> Self {
        let form = |form: &str| Format::new().set_num_format(form);
        let forms = Forms {
            head: Format::new().set_bold(),
            date: form("yyyy-mm-dd"),
            month: form("yyyy-mm"),
            instant: form("yyyy-mm-dd hh:mm:ss"),
        };
        let latest = DateTime::UNIX_EPOCH;
        let book = Workbook::new();
        Self { output, book, number: 0, table: "", rows: 0, columns: 0, latest, forms }
    }

    fn end_sheet(&mut self) -> Result<(), ExportError> {
        if self.number > 0 && self.columns > 0 {
            let sheet = self.book.worksheet_from_index(self.number - 1)?;
            sheet.autofilter(0, 0, self.rows, self.columns - 1)?;
        }
        Ok(())
    }
}

/// The number of a day in a spreadsheet.
fn day_number(day: NaiveDate) -> f64 {
    let days = day.signed_duration_since(DateTime::UNIX_EPOCH.date_naive()).num_days();
    i32::try_from(days).map_or(0.0, f64::from) + DAYS_TO_1970
}

/// The number of a moment, to the millisecond.
fn moment_number(moment: DateTime<Utc>) -> f64 {
    let past = moment.time().signed_duration_since(chrono::NaiveTime::MIN).num_milliseconds();
    day_number(moment.date_naive()) + i32::try_from(past).map_or(0.0, f64::from) / DAY_MS
}

impl Sink for Sheets<'_> {
    fn begin(&mut self, head: &Head) -> Result<(), ExportError> {
        self.end_sheet()?;
        let sheet = self.book.add_worksheet_with_constant_memory()?;
        sheet.set_name(head.table)?.set_freeze_panes(1, 0)?;
        for (number, column) in (0_u16..).zip(&head.columns) {
            sheet.write_string_with_format(0, number, &*column.name, &self.forms.head)?;
        }
        self.columns = u16::try_from(head.columns.len()).unwrap_or(u16::MAX);
        (self.number, self.table, self.rows) = (self.number + 1, head.table, 0);
        Ok(())
    }

    fn row(&mut self, cells: &[Cell<'_>], _: Option<&Footprint>) -> Result<(), ExportError> {
        if self.rows == ROWS_MAX {
            return Err(ExportError::TooLong { table: self.table, most: ROWS_MAX });
        }
        self.rows += 1;
        self.latest = cells.iter().filter_map(Cell::moment).fold(self.latest, DateTime::max);
        let (row, forms) = (self.rows, &self.forms);
        let sheet = self.book.worksheet_from_index(self.number.saturating_sub(1))?;
        for (at, cell) in (0_u16..).zip(cells) {
            match cell {
                Cell::Empty => {}
                Cell::Text(text) => {
                    sheet.write_string(row, at, &**text)?;
                }
                // Numbers of things: far below 2^53, where a spreadsheet's numbers have gaps.
                Cell::Integer(number) => {
                    let number = number.to_string().parse::<f64>().unwrap_or(f64::NAN);
                    sheet.write_number(row, at, number)?;
                }
                Cell::Number(number) => {
                    sheet.write_number(row, at, *number)?;
                }
                Cell::Boolean(answer) => {
                    sheet.write_boolean(row, at, *answer)?;
                }
                Cell::Date(day) => {
                    sheet.write_number_with_format(row, at, day_number(*day), &forms.date)?;
                }
                Cell::Month(day) => {
                    sheet.write_number_with_format(row, at, day_number(*day), &forms.month)?;
                }
                Cell::Instant(moment) => {
                    let number = moment_number(*moment);
                    sheet.write_number_with_format(row, at, number, &forms.instant)?;
                }
            }
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), ExportError> {
        self.end_sheet()?;
        // The moment of the data, so that the same rows make the same bytes.
        let made = ExcelDateTime::from_timestamp(self.latest.timestamp())?;
        self.book.set_properties(&DocProperties::new().set_creation_datetime(&made));
        self.book.save_to_writer(&mut self.output)?;
        Ok(self.output.flush()?)
    }
}
