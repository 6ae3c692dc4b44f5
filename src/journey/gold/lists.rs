//! Gold out of what lists say: buildings whose dates fix a window among the captures.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::GoldError;
use crate::domain::act::ActKind;
use crate::domain::campaign::Campaign;
use crate::domain::id::{BuildingId, CaptureId};
use crate::domain::limits::{GOLDS_MAX, GOLDS_OFFERED_MAX, TEXT_CHARS_MAX};
use crate::domain::reference::DamageClass;
use crate::journey::log::By;
use crate::store::golds::{self, Gold};
use crate::store::references::{self, Reference};
use crate::store::{Db, StoreError, buildings, coverage};

/// A capture and its day.
pub type Dated = (CaptureId, NaiveDate);

/// A building without a known answer of which lists say when it was damaged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Which.
    pub building: BuildingId,
    /// Its own id.
    pub external_id: String,
    /// What the lists say.
    pub said: Vec<Reference>,
    /// The last capture that shows it standing and the first that shows it destroyed, where all
    /// that is said comes to the same two.
    pub fixed: Option<[Dated; 2]>,
}

/// The captures nearest to a list's days that contradict none of them.
pub(super) fn nearest(said: &Reference, series: &[Dated]) -> [Option<Dated>; 2] {
    let last = said.after_on.and_then(|after| series.iter().rfind(|(_, day)| *day <= after));
    let first = said.before_on.and_then(|by| series.iter().find(|(_, day)| *day >= by));
    [last, first].map(Option::<&Dated>::copied)
}

/// The one window that everything said comes to; none where it is open, or nobody says that the
/// building was destroyed.
fn fixed(said: &[Reference], series: &[Dated]) -> Option<[Dated; 2]> {
    let is_standing = |one: &Reference| DamageClass::of_words(&one.damage).is_standing();
    let window = |one: &Reference| match nearest(one, series) {
        [Some(last), Some(first)] if last.1 < first.1 && !is_standing(one) => Some([last, first]),
        _ => None,
    };
    let first = window(said.first()?)?;
    said.iter().all(|one| window(one) == Some(first)).then_some(first)
}

/// What lists say of some buildings, in their order.
fn look(db: &mut Db, named: Vec<(BuildingId, String)>) -> Result<Vec<Offer>, StoreError> {
    let ids: Vec<BuildingId> = named.iter().map(|(id, _)| *id).collect();
    let mut said: HashMap<BuildingId, Vec<Reference>> = HashMap::new();
    for (id, reference) in references::of_buildings(db, &ids)? {
        said.entry(id).or_default().push(reference);
    }
    let days = coverage::days(db, &ids)?;
    let offer = |(building, external_id): (BuildingId, String)| {
        let said = said.remove(&building).unwrap_or_default();
        let series = days.get(&building).map_or(&[][..], Vec::as_slice);
        Offer { fixed: fixed(&said, series), building, external_id, said }
    };
    Ok(named.into_iter().map(offer).collect())
}

/// The next buildings above `after` of which lists say when they were damaged.
///
/// # Errors
/// When the store fails.
pub fn offers(
    db: &mut Db,
    campaign: &Campaign,
    after: BuildingId,
) -> Result<Vec<Offer>, StoreError> {
    let named = references::without_gold(db, campaign.id, after, GOLDS_OFFERED_MAX)?;
    look(db, named)
}

/// Makes what lists say of these buildings their known answer, all of them or none; the reason is
/// what volunteers read, and stands in the log.
///
/// # Errors
/// When a building's window is not fixed or its answer is set, or there is too much gold.
pub fn take(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    external_ids: &[&str],
    reason: &str,
) -> Result<(), GoldError> {
    if external_ids.is_empty() {
        return Err(GoldError::NoneChosen);
    }
    match reason.chars().count() {
        0 => return Err(GoldError::NoReason),
        1..=TEXT_CHARS_MAX => {}
        _ => return Err(GoldError::TooLong),
    }
    let ids = buildings::named(db, campaign.id, external_ids)?;
    let known = golds::names(db, campaign.id)?;
    let mut named: Vec<_> = ids.into_iter().map(|(name, id)| (id, name)).collect();
    named.sort();
    let is_there =
        |name: &&&str| named.iter().any(|(id, own)| own == *name && !known.contains_key(id));
    if let Some(absent) = external_ids.iter().find(|name| !is_there(name)) {
        return Err(GoldError::NotFixed((*absent).to_owned()));
    }
    if known.len() + named.len() > usize::try_from(GOLDS_MAX).unwrap_or(usize::MAX) {
        return Err(GoldError::TooMany);
    }
    let offers = look(db, named)?;
    for offer in &offers {
        let [last, first] =
            offer.fixed.ok_or_else(|| GoldError::NotFixed(offer.external_id.clone()))?;
        let gold = Gold {
            building: offer.building,
            last_standing: Some(last.0),
            first_destroyed: Some(first.0),
            explanation: reason.to_owned(),
            is_active: true,
        };
        golds::put(db, campaign.id, &gold, by.name, by.now)?;
    }
    let what = match offers.as_slice() {
        [one] => one.external_id.clone(),
        many => format!("{} buildings by what lists say", many.len()),
    };
    Ok(by.did(db, ActKind::GoldSet, Some(campaign.id), what, reason)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2017, 2, day).unwrap()
    }

    fn said(after: Option<u32>, by: Option<u32>, damage: &str) -> Reference {
        Reference {
            after_on: after.map(on),
            before_on: by.map(on),
            damage: damage.to_owned(),
            confidence: None,
            said: String::new(),
        }
    }

    #[test]
    fn a_window_is_fixed_when_all_that_is_said_comes_to_the_same_two_captures() {
        let series: Vec<Dated> =
            [(1, 5), (2, 10), (3, 15)].map(|(id, day)| (CaptureId(id), on(day))).to_vec();
        let at = |list: &[Reference]| fixed(list, &series).map(|ends| ends.map(|(id, _)| id.0));
        let one = said(Some(7), Some(10), "destroyed");
        assert_eq!(at(std::slice::from_ref(&one)), Some([1, 2]));
        assert_eq!(at(&[one.clone(), said(Some(5), Some(9), "other")]), Some([1, 2]));
        assert_eq!(at(&[one.clone(), said(Some(5), Some(11), "destroyed")]), None, "they differ");
        for open in [
            said(Some(4), Some(9), "destroyed"),
            said(Some(7), Some(16), "destroyed"),
            said(None, Some(9), "destroyed"),
            said(Some(10), Some(10), "destroyed"),
            said(Some(7), Some(10), "moderate"),
        ] {
            assert_eq!(at(&[open]), None);
        }
        assert_eq!(at(&[]), None);
    }
}
