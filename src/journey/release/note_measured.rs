//! Agreement and calibration as the note of the method says them.

use std::collections::BTreeSet;

use super::measured::{self, Agreed, Kept};
use super::note::{Section, section};
use crate::domain::campaign::Campaign;
use crate::domain::consensus::agreement::Metric;
use crate::domain::consensus::calibration::Claims;
use crate::domain::id::BuildingId;
use crate::domain::limits::{CLAIMS_MIN, METHOD_ROWS_MAX, SMALL_CELL};
use crate::domain::release::Tier;
use crate::domain::statistics::Share;
use crate::store::{Db, StoreError, releases};

/// The sections of what is measured; where it is not, a sentence where it stands.
///
/// # Errors
/// When the store fails.
pub(super) fn sections(
    db: &mut Db,
    campaign: &Campaign,
    is_measured: bool,
) -> Result<Vec<Section>, StoreError> {
    if !is_measured {
        let said = format!(
            "With more than {METHOD_ROWS_MAX} answers or buildings these are counted when a \
             release is made: they stand in its METHOD.md."
        );
        return Ok(vec![section("Agreement and calibration", &[&said])]);
    }
    let tiers = releases::tiers(db, campaign.id)?.into_iter();
    let withheld: BTreeSet<BuildingId> =
        tiers.filter(|(_, tier)| *tier == Tier::Withheld).map(|(building, _)| building).collect();
    let agreed = agreement(&measured::agreement(db, campaign, &withheld)?);
    let kept = measured::calibration(db, campaign, &withheld)?;
    Ok(vec![agreed, words(&kept), support(&kept), model(&kept)])
}

fn agreement(found: &Agreed) -> Section {
    let Agreed { intervals, wide } = found;
    let mut section = section(
        "Agreement of volunteers",
        &[
            "Krippendorff’s alpha (2011): 1 is full agreement, 0 is what chance alone would give. \
             Agreement is not accuracy.",
            &format!(
                "Of {} counted answers of one interval about {} buildings with two or more of \
                 them; {wide} wider answers do not enter.",
                intervals.ratings, intervals.units
            ),
            "Asking stops where people agree, so these figures do not compare with those of a \
             fixed number of answers a building.",
        ],
    );
    let metrics = [
        ("categories (nominal)", Metric::Nominal),
        ("ranks (ordinal)", Metric::Ordinal),
        ("numbers (interval)", Metric::Interval),
    ];
    let row = |(name, metric): (&str, Metric)| {
        let alpha = intervals.alpha(metric)?;
        Some(vec![name.to_owned(), format!("{alpha:.3}")])
    };
    section.rows = metrics.into_iter().filter_map(row).collect();
    section.columns = vec!["Intervals between captures as", "Alpha"];
    if section.rows.is_empty() {
        section.said.push("No figure: no two answers differ, or there are too few.".to_owned());
    }
    section
}

/// How many were right, their share, and its interval.
fn cells(right: Share) -> [String; 3] {
    let (bounds, share) = (right.interval(), right.value().unwrap_or(0.0));
    [
        format!("{} of {}", right.hits, right.of),
        format!("{share:.3}"),
        format!("{:.3} to {:.3}", bounds.low, bounds.high),
    ]
}

/// Whether a row is of too few to be told.
fn is_small(right: Share) -> bool {
    usize::try_from(right.of).is_ok_and(|of| of < SMALL_CELL)
}

fn too_few(section: &mut Section, of: u32, what: &str) -> bool {
    if of < CLAIMS_MIN {
        section.said.push(format!(
            "Not shown: {of} {what} can be compared; from {CLAIMS_MIN} on a figure says something."
        ));
    }
    of < CLAIMS_MIN
}

fn words(kept: &Kept) -> Section {
    let (gold, audited) = kept.known;
    let mut section = section(
        "Calibration: volunteers’ own word",
        &[
            "How sure volunteers say they are, held against what experts know. Saying it is \
             optional, and it changes no result.",
            &format!("Buildings whose answer is known: {gold} as gold, {audited} more by audits."),
            "Right is an answer inside the experts’ window, wrong one that contradicts it.",
        ],
    );
    if too_few(&mut section, kept.said.values().map(|share| share.of).sum(), "answers") {
        return section;
    }
    section.columns = vec!["They said", "Right", "Share", "95 % interval"];
    for word in ["sure", "fairly", "guess"] {
        match kept.said.get(word) {
            Some(right) if !is_small(*right) => {
                section.rows.push([vec![word.to_owned()], cells(*right).to_vec()].concat());
            }
            _ => section.said.push(format!("“{word}”: fewer than {SMALL_CELL} answers.")),
        }
    }
    section
}

fn support(kept: &Kept) -> Section {
    let section = section(
        "Calibration: the support of windows",
        &["The share of counted answers that lie inside the window they agree on, held against \
             whether that window holds what experts know. It is not told where an end is in \
             dispute."],
    );
    curve(section, &kept.support)
}

fn model(kept: &Kept) -> Section {
    let section = section(
        "Calibration: the model beside the rule",
        &["How likely the model finds its likeliest interval, held against whether that interval \
             lies inside what experts know."],
    );
    curve(section, &kept.model)
}

/// A reliability curve with its error.
fn curve(mut section: Section, claims: &Claims) -> Section {
    let of = claims.right().of;
    if too_few(&mut section, of, "buildings") {
        return section;
    }
    let bins = claims.bins();
    let small: u32 =
        bins.iter().map(|bin| bin.right).filter(|own| is_small(*own)).map(|own| own.of).sum();
    if let Some(ece) = claims.ece() {
        section.said.push(format!("Expected calibration error: {ece:.3}, over {of} buildings."));
    }
    if small > 0 {
        section.said.push(format!(
            "Bins of fewer than {SMALL_CELL} are left out of the table and not of the error: \
             {small} buildings."
        ));
    }
    section.columns = vec!["Stated", "On average", "Right", "Share", "95 % interval"];
    for bin in bins.iter().filter(|bin| !is_small(bin.right)) {
        let stated = format!("{:.2} to {:.2}", bin.low, bin.high);
        let mean = format!("{:.3}", bin.stated.unwrap_or(0.0));
        section.rows.push([vec![stated, mean], cells(bin.right).to_vec()].concat());
    }
    section
}
