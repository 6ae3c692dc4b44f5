//! How far volunteers agree, and whether claims of certainty are kept where the answer is known:
//! read page by page, so that memory stays flat.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::campaign::Campaign;
use crate::domain::capture::CaptureSeries;
use crate::domain::consensus::agreement::Coincidences;
use crate::domain::consensus::calibration::Claims;
use crate::domain::consensus::span::Span;
use crate::domain::consensus::window::End;
use crate::domain::dealing::Purpose;
use crate::domain::id::{BuildingId, CaptureId};
use crate::domain::limits::EXPORT_PAGE_ROWS;
use crate::domain::statistics::Share;
use crate::journey::audit;
use crate::journey::published::of_building;
use crate::journey::record::among;
use crate::store::screens::{export, votes};
use crate::store::which::Which;
use crate::store::{Db, StoreError, buildings, captures, fits, golds, quarantines};

/// How far volunteers agree on answers of one interval.
#[derive(Debug, Default)]
pub(super) struct Agreed {
    /// Intervals, numbered by each building's captures.
    pub(super) intervals: Coincidences,
    /// Counted answers that are wider.
    pub(super) wide: u64,
}

/// Counts the agreement of all answers that count, some thousand buildings at a time. Withheld
/// buildings have no part in it: beside the other answers, the figures would tell theirs.
///
/// # Errors
/// When the store fails.
pub(super) fn agreement(
    db: &mut Db,
    campaign: &Campaign,
    withheld: &BTreeSet<BuildingId>,
) -> Result<Agreed, StoreError> {
    let all = captures::of_campaign(db, campaign.id)?;
    let all = CaptureSeries::new(all.iter().map(|capture| capture.id).collect());
    let (mut found, mut after) = (Agreed::default(), BuildingId(0));
    loop {
        let page = buildings::ids(db, campaign.id, after, EXPORT_PAGE_ROWS)?;
        let Some(last) = page.last().copied() else { return Ok(found) };
        let verdicts = export::verdicts(db, campaign.id, Which::Run(after, last), &all)?;
        let shown = export::series(db, campaign.id, Which::Run(after, last), &all)?;
        for (building, verdicts) in verdicts.iter().filter(|(own, _)| !withheld.contains(own)) {
            let own = shown.get(building).map_or(&[][..], Vec::as_slice);
            let windows = verdicts.iter().filter_map(|verdict| among(verdict.window()?, own));
            let (narrow, wide): (Vec<Span>, Vec<Span>) =
                windows.map(|window| Span::of(window, own.len())).partition(|own| own.width() == 1);
            found.wide += u64::try_from(wide.len()).unwrap_or(u64::MAX);
            found.intervals.add(&narrow.iter().map(|own| own.low).collect::<Vec<_>>());
        }
        after = last;
    }
}

/// Claims of certainty about buildings whose answer is known.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// Buildings that are gold, and others that experts audited.
    pub(super) known: (usize, usize),
    /// What volunteers said of themselves, by their word.
    pub(super) said: BTreeMap<String, Share>,
    /// Windows that the votes agree on: stated is the share of votes inside.
    pub(super) support: Claims,
    /// The model's likeliest interval: stated is how likely.
    pub(super) model: Claims,
}

type Ends = (Option<CaptureId>, Option<CaptureId>);

/// Holds claims against what experts know, building by building, but for those that are withheld.
///
/// # Errors
/// When the store fails.
pub(super) fn calibration(
    db: &mut Db,
    campaign: &Campaign,
    withheld: &BTreeSet<BuildingId>,
) -> Result<Kept, StoreError> {
    let mut known: BTreeMap<BuildingId, Ends> = audit::truths(db, campaign)?;
    let mut gold = golds::of_campaign(db, campaign.id)?;
    gold.retain(|own| !withheld.contains(&own.building));
    known.retain(|building, _| !withheld.contains(building));
    known.extend(gold.iter().map(|own| (own.building, (own.last_standing, own.first_destroyed))));
    let mut kept = Kept { known: (gold.len(), known.len() - gold.len()), ..Kept::default() };
    let set_aside = quarantines::at_present(db, campaign.id)?;
    for (building, ends) in known {
        let (published, series) = of_building(db, building, None)?;
        let captures = series.len();
        // Captures that are shown no more leave nothing to compare.
        let Some(truth) = series.window(ends).map(|own| Span::of(own, captures)) else { continue };
        let own = (BuildingId(building.0 - 1), building);
        for given in export::judgements_about(db, campaign.id, own)? {
            let is_asked = matches!(given.purpose, Purpose::Task | Purpose::Gold);
            let is_out = given.superseded.is_some() || set_aside.contains(&given.volunteer);
            let window = series.window((given.last_standing, given.first_destroyed));
            let (Some(word), Some(window)) = (given.sureness, window) else { continue };
            let answer = Span::of(window, captures);
            // Wide answers that contradict nothing count neither way, as on gold.
            let says = truth.contains(answer) || !truth.overlaps(answer);
            if is_asked && !is_out && given.verdict != "cannot_tell" && says {
                kept.said.entry(word).or_default().add(truth.contains(answer));
            }
        }
        let ends = [published.window.last_standing, published.window.first_destroyed];
        let votes = votes::agreement(db, building)?;
        if published.status.has_window() && !ends.contains(&End::Dispute) && votes.counted > 0 {
            let share = f64::from(votes.agree) / f64::from(votes.counted);
            let window = Span::of_agreed(published.window, captures);
            kept.support.add(share, window.contains(truth));
        }
        if let Some(found) =
            fits::posteriors(db, campaign.id, Which::These(&[building]))?.get(&building)
        {
            let [last, first] = found.likeliest;
            let likeliest = series.window((last, first)).map(|own| Span::of(own, captures));
            if let Some(likeliest) = likeliest {
                kept.model.add(f64::from(found.sure_pm) / 1000.0, truth.contains(likeliest));
            }
        }
    }
    Ok(kept)
}
