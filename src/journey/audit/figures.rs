//! What the experts of a sample saw, held against what is published.

use std::collections::BTreeMap;

use super::{AuditError, Report, Said, Sample, Sampled, ends, experts, round};
use crate::domain::act::ActKind;
use crate::domain::campaign::Campaign;
use crate::domain::consensus::sample::{Audited, Figures, lines};
use crate::domain::consensus::span::Span;
use crate::domain::id::{BuildingId, SampleId};
use crate::domain::judgement::Verdict;
use crate::journey::log::By;
use crate::journey::published::{deciding, of_building};
use crate::store::samples;
use crate::store::{Db, StoreError, blind_answers};

/// Keeps the figures of a sample.
///
/// # Errors
/// When the store fails.
pub fn keep_figures(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    (id, figures): (SampleId, &Figures),
) -> Result<(), AuditError> {
    samples::report(db, id, figures, by.name, by.now)?;
    let subject = format!("sample {id}: {} of {} audited", figures.audited, figures.drawn);
    by.did(db, ActKind::QualityReported, Some(campaign.id), subject, "")?;
    Ok(())
}

/// Works the figures of a sample out against what is published at present.
///
/// # Errors
/// When there is no such sample, or nothing is audited.
pub fn figures(db: &mut Db, campaign: &Campaign, id: SampleId) -> Result<Figures, AuditError> {
    let sample = samples::get(db, campaign.id, id)?.ok_or(AuditError::NotFound)?;
    let found = work_out(db, campaign, &sample)?;
    if found.audited == 0 {
        return Err(AuditError::Unaudited);
    }
    Ok(found)
}

fn work_out(db: &mut Db, campaign: &Campaign, sample: &Sample) -> Result<Figures, StoreError> {
    let drawn = samples::buildings(db, sample.id)?;
    let answers = blind_answers::of_round(db, campaign.id, round(sample.id))?;
    let ids: Vec<BuildingId> = drawn.iter().map(|one| one.building).collect();
    let rulings = deciding(db, campaign, &ids)?;
    let mut found = Figures { drawn: count(drawn.len()), ..Figures::default() };
    let mut audits: Vec<Audited> = Vec::new();
    for one in &drawn {
        let said = Said::of(answers.get(&one.building));
        for (number, answer) in said.blind.iter().enumerate() {
            for other in said.blind.iter().skip(number + 1) {
                found.pairs += 1;
                found.alike += u32::from(ends(answer) == ends(other));
            }
        }
        found.differing += u32::from(said.settled.is_none() && said.is_differing());
        let Some(truth) = said.truth(experts(sample)) else { continue };
        let ruling = rulings.get(&one.building).copied();
        let (published, series) = of_building(db, one.building, ruling)?;
        // Captures that are shown no more leave nothing to compare.
        let window = truth.verdict(&series).ok().map(Verdict::window);
        match window {
            Some(None) => found.unsure += 1,
            Some(Some(window)) if published.status.has_window() => {
                let truth = Span::of(window, series.len());
                let own = Span::of_agreed(published.window, series.len());
                audits.push((one.stratum.clone(), own.contains(truth), own == truth));
            }
            None | Some(Some(_)) => found.gone += 1,
        }
    }
    found.audited = count(audits.len());
    found.lines = lines(&populations(&drawn), &audits);
    Ok(found)
}

/// What experts saw in audits that they are done with: (last standing, first destroyed).
///
/// # Errors
/// When the store fails.
pub(in crate::journey) fn truths(
    db: &mut Db,
    campaign: &Campaign,
) -> Result<BTreeMap<BuildingId, super::Ends>, StoreError> {
    let mut all = BTreeMap::new();
    for sample in samples::of_campaign(db, campaign.id)? {
        let answers = blind_answers::of_round(db, campaign.id, round(sample.id))?;
        for (building, said) in &answers {
            let truth = Said::of(Some(said)).truth(experts(&sample));
            if let Some(truth) = truth.filter(|truth| truth.doubt.is_none()) {
                // The newest sample comes first.
                all.entry(*building).or_insert_with(|| ends(truth));
            }
        }
    }
    Ok(all)
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn populations(drawn: &[Sampled]) -> Vec<(String, u32)> {
    let all: BTreeMap<&str, u32> =
        drawn.iter().map(|one| (one.stratum.as_str(), one.population)).collect();
    all.into_iter().map(|(stratum, size)| (stratum.to_owned(), size)).collect()
}

/// The kept figures of a campaign's samples, newest first.
///
/// # Errors
/// When the store fails.
pub fn reports(db: &mut Db, campaign: &Campaign) -> Result<Vec<Report>, StoreError> {
    samples::reports(db, campaign.id)
}
