//! A building's row made anew, by the same code, from the rows of a package.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use csv::StringRecord;

use super::rulings::InForce;
use super::{Captures, findings};
use crate::domain::adjudication::{Bound, Outcome};
use crate::domain::capture::{Capture, CaptureFacts, CaptureSeries, CapturedAt};
use crate::domain::consensus::window::{End, Tally, supermajority};
use crate::domain::consensus::{Decision, RetirementReason, decide};
use crate::domain::id::{BuildingId, CaptureId};
use crate::domain::judgement::{Doubt, Verdict, Window};
use crate::domain::place::{Footprint, LonLat};
use crate::domain::policy::{Policy, Stopping};
use crate::domain::task::TaskState;
use crate::exchange::columns::{BuildingRow, RulingCells};
use crate::journey::record::among;
use crate::store::screens::export::Found;

/// A row of a table, by column.
#[derive(Clone, Default)]
pub(crate) struct Cells {
    /// The names of the columns.
    pub(crate) header: Arc<StringRecord>,
    /// The row.
    pub(crate) row: StringRecord,
}

/// A cell; an empty one where there is no such column.
pub(crate) fn cell<'a>(cells: &'a Cells, name: &str) -> &'a str {
    let column = cells.header.iter().position(|own| own == name);
    column.and_then(|column| cells.row.get(column)).unwrap_or_default()
}

/// A cell; none where it is empty.
pub(crate) fn filled(cells: &Cells, name: &str) -> Option<String> {
    Some(cell(cells, name)).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// A moment as tables write it.
pub(crate) fn moment(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc())
}

/// All captures of a package, in order of time.
pub(crate) struct Pictures(Captures, BTreeMap<String, usize>);

impl Pictures {
    /// From their ids and times.
    pub(crate) fn new(all: Vec<(String, CapturedAt)>) -> Self {
        let names = all.iter().enumerate().map(|(at, (name, _))| (name.clone(), at)).collect();
        let capture = |((external_id, taken), id): ((String, CapturedAt), i64)| Capture {
            id: CaptureId(id),
            external_id,
            taken,
            facts: CaptureFacts::default(),
        };
        let all: Vec<Capture> = all.into_iter().zip(0..).map(capture).collect();
        let series = CaptureSeries::new(all.iter().map(|capture| capture.id).collect());
        Self(Captures { all, series }, names)
    }

    /// Whether there is one of this name, or the cell is empty.
    fn at(&self, cells: &Cells, name: &str) -> Result<Option<usize>, String> {
        let id = cell(cells, name);
        match self.1.get(id) {
            None if !id.is_empty() => Err(format!("{name} is {id}, which is not in images.csv")),
            found => Ok(found.copied()),
        }
    }

    /// The verdict of a judgement's row that the rule sees.
    pub(crate) fn verdict(&self, cells: &Cells) -> Result<Verdict, String> {
        if cell(cells, "outcome") == "cannot_tell" {
            return Ok(Verdict::CannotTell(Doubt::Other));
        }
        let last = self.at(cells, "last_intact_image_id")?;
        let first = self.at(cells, "first_destroyed_image_id")?;
        let window = Window::new(last, first, self.1.len());
        window.map(Verdict::Seen).map_err(|error| format!("it says no window: {error}"))
    }

    fn bound(&self, cells: &Cells, end: &str) -> Result<Bound, String> {
        let at = self.at(cells, &format!("{end}_image_id"))?;
        let open = cell(cells, &format!("{end}_open"));
        match (at.and_then(|at| self.0.all.get(at)), open) {
            (Some(capture), "") => Ok(Bound::At(capture.id)),
            (None, "evidence") => Ok(Bound::Evidence),
            (None, "dispute") => Ok(Bound::Dispute),
            _ => Err(format!("{end} is no end of a window")),
        }
    }

    /// What a building's row follows of its ruling.
    fn ruled(&self, ruling: &Cells, adjudicators: u32) -> Result<InForce, String> {
        let outcome = if cell(ruling, "kind") == "undatable" {
            Outcome::Undatable(Doubt::parse(cell(ruling, "doubt")).unwrap_or(Doubt::Other))
        } else {
            let last = self.bound(ruling, "last_intact")?;
            Outcome::Window(last, self.bound(ruling, "first_destroyed")?)
        };
        let ruled_at = moment(cell(ruling, "ruled_at")).ok_or("ruled_at is no moment")?;
        let kind = cell(ruling, "kind").to_owned();
        let is_blind = cell(ruling, "blind") == "true";
        Ok(InForce { outcome, ruled_at, cells: RulingCells { kind, is_blind, adjudicators } })
    }

    /// The names of the images in which verdicts end and that are not from a building's first to
    /// its last image.
    pub(crate) fn outside(&self, cells: &Cells, votes: &[Verdict]) -> Result<Vec<&str>, String> {
        let (low, high) = (self.at(cells, "first_image_id")?, self.at(cells, "last_image_id")?);
        let windows = votes.iter().filter_map(|own| own.window());
        let named = windows.flat_map(|own| [own.last_standing(), own.first_destroyed()]).flatten();
        let is_inside = |at: usize| low.is_some_and(|low| low <= at) && high >= Some(at);
        let outside = named.filter(|at| !is_inside(*at)).filter_map(|at| self.0.all.get(at));
        Ok(outside.map(|capture| capture.external_id.as_str()).collect())
    }

    /// Whether the rule retires a building for the reason that its row gives; false where a
    /// package does not tell it: where the model has a say, or people.
    pub(crate) fn is_retired(&self, cells: &Cells, votes: &[Verdict]) -> Result<bool, String> {
        use RetirementReason::{CapReached, Confident, Ruled, Withdrawn};
        let word = cell(cells, "retirement_reason");
        let policy = Policy::read(cell(cells, "method"));
        let (Some(reason), Some(policy)) = (RetirementReason::parse(word), policy) else {
            return Ok(false);
        };
        if matches!(reason, Ruled | Withdrawn) || policy.stopping != Stopping::Rule {
            return Ok(false);
        }
        // Of captures that nobody names it is not told whether they show the building: those that
        // do change only how wide a window is, so that both extremes say the same, or hope differs.
        let (low, high) = (self.at(cells, "first_image_id")?, self.at(cells, "last_image_id")?);
        let all = low.zip(high).map_or(0..0, |(low, high)| low..high + 1);
        let windows = votes.iter().filter_map(|own| own.window());
        let named = windows.flat_map(|own| [own.last_standing(), own.first_destroyed()]);
        let named: BTreeSet<usize> = named.chain([low, high]).flatten().collect();
        let decided = [all.collect(), named.into_iter().collect()].map(|shown: Vec<usize>| {
            let own = |verdict: &Verdict| match verdict.window() {
                Some(window) => among(window, &shown).map(Verdict::Seen),
                None => Some(*verdict),
            };
            let own: Vec<Verdict> = votes.iter().filter_map(own).collect();
            decide(policy, &own, shown.len()).decision
        });
        let may_hope = usize::try_from(policy.hope_from).is_ok_and(|from| votes.len() >= from);
        let goes_on = decided.iter().any(|own| matches!(own, Decision::AskAgain { .. }));
        match decided {
            own if own.contains(&Decision::Retire(reason)) => Ok(true),
            _ if reason == CapReached && may_hope && goes_on => Ok(false),
            _ if reason == Confident => Err("no model has a say, and it is confident".to_owned()),
            [own, _] => Err(format!("retirement_reason is \"{word}\", by the rule: {own:?}")),
        }
    }

    /// The row of a building, from what it says of itself, the verdicts about it and the ruling
    /// in force with how many ruled.
    pub(crate) fn building(
        &self,
        cells: &Cells,
        votes: &[Verdict],
        ruling: Option<(&Cells, u32)>,
    ) -> Result<BuildingRow, String> {
        let number = |name: &str| cell(cells, name).parse::<f64>().ok();
        let place = number("lon").zip(number("lat"));
        let place = place.and_then(|(lon, lat)| LonLat::new(lon, lat).ok()).ok_or("no place")?;
        let (status, reason) = (cell(cells, "status"), filled(cells, "retirement_reason"));
        let state = match (&reason, status) {
            (Some(_), _) => "retired",
            (None, "open") => "open",
            (None, _) => "escalated",
        };
        let state = TaskState::parse(state, reason.as_deref());
        let state = state.ok_or_else(|| format!("retirement_reason is {reason:?}"))?;
        let method = cell(cells, "method").to_owned();
        let policy = Policy::read(&method).ok_or("method is none that this version knows")?;
        let (low, high) = (self.at(cells, "first_image_id")?, self.at(cells, "last_image_id")?);
        // Captures that nobody names between these change nothing.
        let shown: Vec<usize> =
            low.zip(high).map_or(Vec::new(), |(low, high)| (low..=high).collect());
        let windows = votes.iter().filter_map(|verdict| verdict.window());
        let windows: Vec<Window> = windows.filter_map(|own| among(own, &shown)).collect();
        let agreed = supermajority(&Tally::of(&windows, shown.len()), policy.threshold);
        let agree = windows.iter().filter(|own| agreed.holds(**own, shown.len())).count();
        let end = |end: End| match end {
            End::At(at) => shown.get(at).map_or(End::Dispute, |at| End::At(*at)),
            open => open,
        };
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let found = Found {
            id: BuildingId(cell(cells, "building_id").parse().map_err(|_error| "no number")?),
            external_id: cell(cells, "external_id").to_owned(),
            name: filled(cells, "name"),
            footprint: Footprint::Point(place),
            state,
            last_standing: end(agreed.last_standing),
            first_destroyed: end(agreed.first_destroyed),
            counted: count(windows.len()),
            cannot_tell: count(votes.len() - windows.len()),
            agree: count(agree),
            method,
            decided_at: moment(cell(cells, "decided_at")).unwrap_or_default(),
            version: cell(cells, "verdict_version").parse().unwrap_or_default(),
        };
        let ruled = ruling.map(|(ruling, count)| self.ruled(ruling, count)).transpose()?;
        let beside = (shown.as_slice(), None, ruled.as_ref());
        Ok(findings::row(found, votes, beside, (policy.threshold, &self.0)))
    }
}
