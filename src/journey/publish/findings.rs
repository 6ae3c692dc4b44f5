//! One building as it is published: the stored window, and beside it what follows from the same
//! judgements.

use chrono::{DateTime, Utc};

use super::Captures;
use super::rulings::InForce;
use crate::domain::adjudication::Outcome;
use crate::domain::consensus::RetirementReason;
use crate::domain::consensus::fragility::fragility;
use crate::domain::consensus::vote::{Plurality, plurality};
use crate::domain::consensus::window::{Agreed, End, Tally, median};
use crate::domain::finding::Status;
use crate::domain::id::CaptureId;
use crate::domain::judgement::{Verdict, Window};
use crate::domain::policy::{METHOD_VERSION, Threshold};
use crate::domain::release::Tier;
use crate::domain::task::TaskState;
use crate::exchange::columns::{BuildingRow, PosteriorCells};
use crate::journey::record::among;
use crate::store::fits::Posterior;
use crate::store::screens::export::Found;

/// Why an end is open, as exported; nothing where it is not.
const fn open_word(end: End) -> Option<&'static str> {
    match end {
        End::At(_) => None,
        End::Evidence => Some("evidence"),
        End::Dispute => Some("dispute"),
    }
}

/// The row of a building. Its ends and the verdicts that count are in positions of all captures,
/// `shown` are those that show the building.
pub(super) fn row(
    mut found: Found,
    verdicts: &[Verdict],
    (shown, posterior, ruled): (&[usize], Option<&Posterior>, Option<&InForce>),
    (threshold, captures): (Threshold, &Captures),
) -> BuildingRow {
    let windows: Vec<Window> = verdicts.iter().filter_map(|verdict| verdict.window()).collect();
    let own: Vec<Window> = windows.iter().filter_map(|window| among(*window, shown)).collect();
    let ruled = ruled.filter(|_| found.state == TaskState::Retired(RetirementReason::Ruled));
    if let Some(ruled) = ruled {
        follow(&mut found, ruled, &own, (shown, captures));
    }
    let status = status(&found, ruled);
    let has_window = status.has_window();
    let end = |end: End| captures.at(end).filter(|_| has_window);
    let open = |end: End| open_word(end).filter(|_| has_window).map(str::to_owned);
    let image = |position: Option<usize>| captures.at(End::At(position?)).map(|seen| seen.image_id);
    let middle = median(&Tally::of(&windows, captures.series.len())).first_destroyed;
    let leader = match plurality(&windows) {
        Plurality::Leads(window, votes) => Some((window, votes)),
        Plurality::Nothing | Plurality::Tied(..) => None,
    };
    let is_disputed = [found.last_standing, found.first_destroyed].contains(&End::Dispute);
    let (decided_by, decided_at) = decided(&found, ruled).unzip();
    let fragile = fragility(&own, threshold, shown.len());
    BuildingRow {
        building_id: found.id,
        external_id: found.external_id,
        name: found.name,
        footprint: found.footprint,
        precision: Tier::Exact,
        status: status.as_str().to_owned(),
        retirement_reason: found.state.as_strs().1.map(str::to_owned),
        last_intact: end(found.last_standing),
        last_intact_open: open(found.last_standing),
        first_destroyed: end(found.first_destroyed),
        first_destroyed_open: open(found.first_destroyed),
        median_first_destroyed_image_id: image(middle.position()),
        n_judgements: found.counted + found.cannot_tell,
        n_counted: found.counted,
        n_cannot_tell: found.cannot_tell,
        n_agree: (has_window && !is_disputed).then_some(found.agree),
        first_image_id: image(shown.first().copied()),
        last_image_id: image(shown.last().copied()),
        plurality_last_intact_image_id: image(leader.and_then(|(w, _)| w.last_standing())),
        plurality_first_destroyed_image_id: image(leader.and_then(|(w, _)| w.first_destroyed())),
        n_plurality: leader.map(|(_, votes)| votes),
        n_removals_to_change: fragile
            .removed
            .filter(|_| has_window && ruled.is_none())
            .map(|flip| flip.accounts),
        posterior: posterior.map(|found| PosteriorCells {
            likeliest: found.likeliest.map(|id| captures.name(id)),
            share_pm: found.sure_pm,
            credible: found.credible.map(|id| captures.name(id)),
            fit: found.fit,
        }),
        method: found.method,
        method_version: METHOD_VERSION.to_owned(),
        decided_by: decided_by.map(str::to_owned),
        decided_at,
        verdict_version: found.version,
        ruling: ruled.map(|ruled| ruled.cells.clone()),
    }
}

fn status(found: &Found, ruled: Option<&InForce>) -> Status {
    match ruled.map(|ruled| ruled.outcome) {
        Some(Outcome::Undatable(_)) => Status::Undatable,
        _ => Status::of(found.state, found.last_standing, found.first_destroyed),
    }
}

/// Who decided, and when; nothing while nobody has.
fn decided(found: &Found, ruled: Option<&InForce>) -> Option<(&'static str, DateTime<Utc>)> {
    use RetirementReason::{Ruled, Withdrawn};
    match (ruled, found.state) {
        (Some(ruled), _) => Some(("adjudicator", ruled.ruled_at)),
        (None, TaskState::Open | TaskState::Escalated | TaskState::Retired(Ruled | Withdrawn)) => {
            None
        }
        (None, TaskState::Retired(_)) => Some(("crowd", found.decided_at)),
    }
}

/// Takes the ends of a ruling over, and counts the votes inside them anew.
fn follow(
    found: &mut Found,
    ruled: &InForce,
    votes: &[Window],
    (shown, captures): (&[usize], &Captures),
) {
    let agreed = |position: &dyn Fn(CaptureId) -> Option<usize>| ruled.outcome.agreed(position);
    let everywhere = agreed(&|capture| captures.series.position(capture));
    let here = agreed(&|capture| {
        let position = captures.series.position(capture)?;
        shown.iter().position(|own| *own == position)
    });
    let Some(ends) = everywhere else { return };
    (found.last_standing, found.first_destroyed) = (ends.last_standing, ends.first_destroyed);
    let inside = |here: Agreed| votes.iter().filter(|vote| here.holds(**vote, shown.len())).count();
    found.agree = here.map_or(0, inside).try_into().unwrap_or(u32::MAX);
}
