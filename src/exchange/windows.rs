//! When an outside list says that a building was damaged, from the words beside its shape: columns
//! that the coordinator names, Human Rights Watch's date periods ("31OCT13-31JAN14"), or UNOSAT's
//! satellite passes side by side. A list without any of them has no reference.

use chrono::{Datelike as _, NaiveDate};

use super::buildings::Options;
use super::days::{Day, DayOrder, day};
use super::feature::Fault;
use crate::domain::reference::{DamageClass, ReferenceWindow};
use passes::Passes;

mod passes;

/// Characters kept of the cells that a window was read from.
const SOURCE_CHARS_MAX: usize = 500;
/// The first satellite pictures in which a building can be seen; an earlier start is a code for
/// "unknown", such as 1/1/01 in HRW's tables.
const FIRST_YEAR: i32 = 2002;

/// What was read of one row.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// The window, if the row has one.
    pub(super) window: Option<ReferenceWindow>,
    /// What looked like a date and could not be read, or contradicts another.
    pub(super) complaint: Option<String>,
    /// Whether only the stated order told a day from a month.
    pub(super) is_guess: bool,
}

/// Cells by their meaning.
#[derive(Default)]
struct Cells<'a> {
    period: Option<Cell<'a>>,
    start: Option<Cell<'a>>,
    end: Option<Cell<'a>>,
    after: Option<Cell<'a>>,
    before: Option<Cell<'a>>,
    class: Option<Cell<'a>>,
    confidence: Option<&'a str>,
    sensor: Option<&'a str>,
    cause: Option<&'a str>,
    passes: Passes<'a>,
}

/// A column's name and its text.
type Cell<'a> = (&'a str, &'a str);

const CLASS: [&str; 5] = ["DamageID1", "damage_class", "damage", "dmg", "subtype"];
const CONFIDENCE: [&str; 2] = ["ConfidenceID", "confidence"];
const CAUSE: [&str; 2] = ["DamageCause", "cause"];

fn is_any(name: &str, names: &[&str]) -> bool {
    names.iter().any(|own| own.eq_ignore_ascii_case(name))
}

impl<'a> Cells<'a> {
    fn sort(attributes: &'a [(String, String)], options: &Options) -> Self {
        let mut cells = Self::default();
        let fields = &options.fields;
        let is_named = |field: &Option<String>, name: &str| field.as_deref() == Some(name);
        for (name, text) in attributes {
            let (name, text) = (name.as_str(), said(text));
            let cell = Some((name, text));
            if is_named(&fields.after, name) {
                cells.after = cell;
            } else if is_named(&fields.before, name) {
                cells.before = cell;
            } else if is_named(&fields.class, name) {
                cells.class = cell;
            } else if is_named(&fields.confidence, name) {
                cells.confidence = Some(text);
            } else if !text.is_empty() {
                cells.guess(name, text, options);
            }
        }
        cells
    }

    /// Sorts a cell whose column nobody named, by the names that known lists use.
    fn guess(&mut self, name: &'a str, text: &'a str, options: &Options) {
        let cell = (name, text);
        let fields = &options.fields;
        let first = name.as_bytes().first().map(u8::to_ascii_lowercase);
        match first {
            Some(b'd') if name.eq_ignore_ascii_case("DatePeriod") => self.period = Some(cell),
            Some(b'd') if name.eq_ignore_ascii_case("DatePeriodStart") => self.start = Some(cell),
            Some(b'd') if name.eq_ignore_ascii_case("DatePeriodEnd") => self.end = Some(cell),
            Some(b'd' | b's') if fields.class.is_none() && is_any(name, &CLASS) => {
                self.class.get_or_insert(cell);
            }
            Some(b'd' | b'c') if is_any(name, &CAUSE) => self.cause = Some(text),
            Some(b'c') if fields.confidence.is_none() && is_any(name, &CONFIDENCE) => {
                self.confidence = Some(text);
            }
            Some(b's') if starts(name, "SensorID") => {
                self.sensor.get_or_insert(text);
            }
            Some(b's' | b'm') => self.passes.add(name, text),
            _ => {}
        }
    }
}

/// A cell's text, without the words that programs write into empty cells.
fn said(text: &str) -> &str {
    let text = text.trim();
    let is_empty = ["#N/A", "N/A", "NaN", "NULL", "<Null>"];
    if is_empty.iter().any(|word| word.eq_ignore_ascii_case(text)) { "" } else { text }
}

fn starts(name: &str, start: &str) -> bool {
    name.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

/// What one row says.
///
/// # Errors
/// When a column that the coordinator named holds no date.
pub(super) fn read(attributes: &[(String, String)], options: &Options) -> Result<Reading, Fault> {
    let cells = Cells::sort(attributes, options);
    let mut reading = Reading::default();
    let mut dates = (None, None);
    let mut class = cells.class.map(|(_, text)| (DamageClass::of_words(text), text));
    let mut sources: Vec<Cell<'_>> = Vec::new();
    if options.fields.after.is_some() || options.fields.before.is_some() {
        dates = stated(&cells, options.days, &mut reading)?;
        sources.extend([cells.after, cells.before].into_iter().flatten());
    } else if cells.period.is_some() || cells.end.is_some() {
        dates = period(&cells, options.days, &mut reading);
        sources.extend([cells.period, cells.start, cells.end].into_iter().flatten());
    } else if !cells.passes.is_empty() {
        let found = cells.passes.window(options.days, &mut reading);
        dates = (found.after, found.before);
        class = found.class.or(class);
        sources = found.sources;
    }
    if let (Some(after), Some(before)) = dates
        && after >= before
    {
        reading.complaint = Some(format!("the damage is dated after {after} but by {before}"));
        dates = (None, None);
    }
    sources.extend(cells.class);
    let says_class = class.is_some_and(|(class, _)| class != DamageClass::Other);
    if dates != (None, None) || says_class {
        let text = |text: Option<&str>| text.filter(|t| !t.is_empty()).map(str::to_owned);
        reading.window = Some(ReferenceWindow {
            after: dates.0,
            before: dates.1,
            class: class.map(|(class, _)| class),
            class_text: text(class.map(|(_, text)| text)),
            confidence: text(cells.confidence),
            sensor: text(cells.sensor),
            cause: text(cells.cause),
            source_text: source_text(&sources),
        });
    }
    Ok(reading)
}

fn source_text(cells: &[Cell<'_>]) -> String {
    let texts: Vec<String> = cells.iter().map(|(name, text)| format!("{name}={text}")).collect();
    texts.join("; ").chars().take(SOURCE_CHARS_MAX).collect()
}

type Dates = (Option<NaiveDate>, Option<NaiveDate>);

/// The columns that the coordinator named; an empty cell leaves its end open.
fn stated(cells: &Cells<'_>, order: DayOrder, reading: &mut Reading) -> Result<Dates, Fault> {
    let mut read = |cell: Option<Cell<'_>>| match cell {
        None | Some((_, "")) => Ok(None),
        Some((name, text)) => {
            day(text, order).map(|day| Some(noted(day, reading))).ok_or_else(|| {
                let reason =
                    format!("\"{text}\" is no date; write it as 2015-04-26, or leave it empty");
                Fault::of_column(name, reason)
            })
        }
    };
    Ok((read(cells.after)?, read(cells.before)?))
}

fn noted(day: Day, reading: &mut Reading) -> NaiveDate {
    reading.is_guess |= day.is_guess;
    day.date
}

/// HRW's date period, or the two columns beside it that say the same in numbers.
fn period(cells: &Cells<'_>, order: DayOrder, reading: &mut Reading) -> Dates {
    let worded = cells.period.and_then(|(_, text)| worded(text));
    let mut column = |cell: Option<Cell<'_>>| {
        let day = cell.and_then(|(_, text)| day(text, order))?;
        (day.date.year() >= FIRST_YEAR).then(|| noted(day, reading))
    };
    let numbers = (column(cells.start), column(cells.end));
    match worded {
        Some(dates) => {
            reading.is_guess = false;
            if cells.end.is_some() && dates != numbers {
                let text = cells.period.map_or("", |(_, text)| text);
                reading.complaint = Some(format!(
                    "the period \"{text}\" is not what the columns of its start and end say; the \
                     period is used"
                ));
            }
            dates
        }
        None if numbers.1.is_some() => numbers,
        None => {
            let (name, text) = cells.period.or(cells.end).unwrap_or_default();
            reading.complaint = Some(format!("{name} \"{text}\" is no period of time"));
            (None, None)
        }
    }
}

/// "31OCT13-31JAN14" or "Before 31OCT13".
fn worded(text: &str) -> Option<Dates> {
    let date = |text: &str| day(text, DayOrder::MonthFirst).map(|day| day.date);
    if starts(text, "before") {
        return Some((None, Some(date(text.get("before".len()..)?)?)));
    }
    if starts(text, "after") {
        return Some((Some(date(text.get("after".len()..)?)?), None));
    }
    let (from, to) = text.split_once('-')?;
    Some((Some(date(from)?), Some(date(to)?)))
}

#[cfg(test)]
#[path = "windows_tests.rs"]
mod tests;
