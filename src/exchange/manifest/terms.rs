//! The sources that the captures of one list come from, and what is said about their terms. Each
//! capture may say it; no two may say different things of one source.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::cells::{bounded, short};
use crate::domain::licence::{Audience, Terms};
use crate::exchange::rows::{RowError, Spot, label};

/// The name of a source where neither it nor the provider is stated.
pub(super) const UNNAMED: &str = "imagery";

/// A source as a list describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceDraft {
    /// Its name; captures with the same one share its terms.
    pub name: String,
    /// What is stated of its terms, by whichever capture; the rest is the careful reading.
    pub terms: Terms,
}

/// What one capture says of its source.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Stated {
    /// The source's name, where it is given.
    pub(super) name: Option<String>,
    terms: Vec<(&'static str, Spot, String)>,
}

impl Stated {
    /// Adds one of the columns `licence`, `attribution`, `visible_to`, `may_cache`,
    /// `may_export`, `expires_on`.
    pub(super) fn say(&mut self, column: &'static str, spot: Spot, text: &str) {
        self.terms.push((column, spot, text.to_owned()));
    }

    /// Adds what another file of the same capture says.
    pub(super) fn join(&mut self, other: Self) {
        self.name = self.name.take().or(other.name);
        self.terms.extend(other.terms);
    }
}

/// What was said first: by whom, in which words.
type Said = BTreeMap<&'static str, (String, String)>;

/// The sources of one list.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    sources: BTreeMap<String, (Terms, Said)>,
}

impl Ledger {
    /// Takes what a capture, or the list itself (`whose` says which), states of the source
    /// `name`; every fault is one of the place that states it.
    pub(super) fn take(
        &mut self,
        name: &str,
        stated: Stated,
        whose: Option<&str>,
    ) -> Vec<RowError> {
        let (terms, said) = self.sources.entry(name.to_owned()).or_default();
        let mut faults = Vec::new();
        for (column, spot, text) in stated.terms {
            let outcome = match said.get(column) {
                Some((first, own)) if !means_the_same(column, own, &text) => Err(format!(
                    "\"{}\" for the source \"{name}\", but {first} says \"{}\"; captures \
                     of one source must agree or leave it empty, or name their sources apart in \
                     the column source",
                    short(&text),
                    short(own)
                )),
                Some(_) => Ok(()),
                None => bounded(&text).and_then(|text| set(terms, column, text)).map(|()| {
                    let whose = whose.map_or_else(|| spot.to_string(), str::to_owned);
                    said.insert(column, (whose, text));
                }),
            };
            if let Err(reason) = outcome {
                faults.push(RowError::new(spot, reason).in_column(column));
            }
        }
        faults
    }

    /// The terms of a source, as far as they were stated.
    pub(super) fn terms(&self, name: &str) -> Terms {
        self.sources.get(name).map(|(terms, _)| terms.clone()).unwrap_or_default()
    }

    /// The names of all sources, in order.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.sources.keys().map(String::as_str)
    }
}

/// The name of a source, if it can be one.
pub(super) fn source_name(spot: Spot, text: &str) -> Result<String, RowError> {
    label(text).map_err(|error| RowError::new(spot, error).in_column("source"))
}

fn means_the_same(column: &str, first: &str, second: &str) -> bool {
    let (mut one, mut other) = (Terms::default(), Terms::default());
    let both = set(&mut one, column, first).and_then(|()| set(&mut other, column, second));
    both.is_ok() && one == other
}

fn set(terms: &mut Terms, column: &str, text: &str) -> Result<(), String> {
    let text = text.trim();
    match column {
        "licence" => terms.licence = Some(text.to_owned()),
        "attribution" => terms.attribution = Some(text.to_owned()),
        "visible_to" => {
            let word = text.to_ascii_lowercase();
            terms.audience = Audience::parse(&word)
                .ok_or_else(|| format!("\"{text}\" is none of staff, volunteers, public"))?;
        }
        "may_cache" => terms.may_cache = yes_or_no(text)?,
        "may_export" => terms.may_export = yes_or_no(text)?,
        _ => {
            let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
            let wrong = || format!("\"{text}\" is no day; write it as 2026-12-31");
            terms.expires_on = Some(day.ok_or_else(wrong)?);
        }
    }
    Ok(())
}

fn yes_or_no(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "true" | "1" => Ok(true),
        "no" | "false" | "0" => Ok(false),
        _ => Err(format!("\"{text}\" is neither yes nor no")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stated(line: u64, column: &'static str, text: &str) -> Stated {
        let mut stated = Stated::default();
        stated.say(column, Spot::Line(line), text);
        stated
    }

    #[test]
    fn what_one_capture_says_holds_for_its_source() {
        let mut ledger = Ledger::default();
        assert!(ledger.take("P", stated(2, "visible_to", "Staff"), None).is_empty());
        assert!(ledger.take("P", stated(3, "may_cache", "no"), None).is_empty());
        assert!(ledger.take("P", stated(4, "may_cache", "false"), None).is_empty());
        let terms = ledger.terms("P");
        assert!(terms.audience == Audience::Staff && !terms.may_cache && !terms.may_export);
        assert_eq!(ledger.terms("Q"), Terms::default());
    }

    #[test]
    fn two_captures_that_contradict_each_other_are_both_named() {
        let mut ledger = Ledger::default();
        ledger.take("P", stated(2, "licence", "CC BY 4.0"), None);
        let faults = ledger.take("P", stated(7, "licence", "CC0"), None);
        let text = faults[0].to_string();
        assert!(text.starts_with("line 7, column licence: \"CC0\""), "{text}");
        assert!(text.contains("line 2 says \"CC BY 4.0\""), "{text}");
        assert!(ledger.take("Q", stated(8, "licence", "CC0"), None).is_empty());
    }

    #[test]
    fn words_that_are_no_terms_are_faults() {
        let mut ledger = Ledger::default();
        for (column, text) in
            [("visible_to", "all"), ("may_export", "maybe"), ("expires_on", "31.12.2026")]
        {
            assert_eq!(ledger.take("P", stated(2, column, text), None).len(), 1, "{column}");
        }
        assert_eq!(ledger.terms("P"), Terms::default());
    }
}
