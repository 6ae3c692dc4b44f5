//! A volunteer's own figures: private, and honest about how little a few answers say.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::Moment;
use crate::domain::campaign::{Campaign, Feedback};
use crate::domain::consensus::span::Span;
use crate::domain::finding::Status;
use crate::domain::id::{BuildingId, CaptureId, VolunteerId};
use crate::domain::limits::{OWN_ANSWERS_MAX, SHARE_ANSWERS_MIN};
use crate::domain::statistics::{Share, median_of};
use crate::domain::trust::gold::{GoldAnswer, gold_scores};
use crate::domain::work::seconds_at_work;
use crate::journey::skip;
use crate::store::screens::mine::{self, Own};
use crate::store::{Db, StoreError, coverage, golds, volunteers};

/// Answers on known buildings that are held against them, the newest.
const GOLD_ANSWERS_MAX: usize = 500;

/// A volunteer's own figures in a campaign; private.
#[derive(Debug, Clone, PartialEq)]
pub struct Mine {
    /// Buildings answered, without answers taken back.
    pub answered: u32,
    /// Answers since midnight UTC.
    pub today: u32,
    /// Seconds spent on answers, pauses cut.
    pub seconds_at_work: i64,
    /// Of the buildings answered, those that now have a date that people agreed on.
    pub settled: u32,
    /// Over these, medians in days: from the first picture to the last, and of the agreed window.
    pub narrowed: Option<(f64, f64)>,
    /// How often an answer lies within what was decided, in hundredths: a 95 % interval. None
    /// under 20 answers.
    pub agreement: Option<(u32, u32)>,
    /// On buildings that experts know: (right, of, low, high), the last two in hundredths. None
    /// under 20.
    pub gold: Option<(u32, u32, u32, u32)>,
    /// Places that they asked not to be asked about.
    pub avoided: u32,
}

/// Buildings that a volunteer answered, and the seconds that they spent on it, pauses cut: all that
/// a certificate says.
///
/// # Errors
/// When the store fails.
pub fn work(
    db: &mut Db,
    campaign: &Campaign,
    volunteer: VolunteerId,
) -> Result<(u32, i64), StoreError> {
    let answered = volunteers::standing(db, volunteer, campaign.id)?.answered;
    Ok((answered, seconds_at_work(mine::times(db, volunteer, campaign.id)?)))
}

/// A volunteer's own figures.
///
/// # Errors
/// When the store fails.
pub fn figures(
    db: &mut Db,
    now: DateTime<Utc>,
    campaign: &Campaign,
    volunteer: VolunteerId,
) -> Result<Mine, StoreError> {
    let all = super::answers(db, campaign, volunteer, None, OWN_ANSWERS_MAX)?;
    // Whether an answer may be changed is no figure.
    let moment = Moment::read(db, now, campaign, volunteer, &[])?;
    let times = all.iter().map(|own| (own.dealt_at, own.submitted_at)).collect();
    let standing: Vec<&Own> = all.iter().filter(|own| own.superseded.is_none()).collect();
    let settled: Vec<&Own> =
        standing.iter().copied().filter(|own| moment.settled(own).is_some()).collect();
    let buildings: BTreeSet<BuildingId> = settled.iter().map(|own| own.building).collect();
    Ok(Mine {
        answered: volunteers::standing(db, volunteer, campaign.id)?.answered,
        today: number(standing.iter().filter(|own| is_of_today(own, now)).count()),
        seconds_at_work: seconds_at_work(times),
        settled: number(buildings.len()),
        narrowed: narrowed(db, &moment, &settled)?,
        agreement: bounds(agreement(&moment, &settled)),
        gold: on_gold(db, campaign, &first_looks(now, campaign, &all))?,
        avoided: skip::avoided(db, volunteer, campaign)?,
    })
}

fn is_of_today(own: &Own, now: DateTime<Utc>) -> bool {
    own.submitted_at.date_naive() == now.date_naive()
}

/// The first answer about each building, newest first, whether it stands or was replaced: a score
/// that moved with a change would tell which buildings are known, and what to say of them. Today's
/// are left out for the same reason, where nobody is told anyway.
fn first_looks<'a>(now: DateTime<Utc>, campaign: &Campaign, all: &'a [Own]) -> Vec<&'a Own> {
    let is_told = campaign.feedback == Feedback::Always;
    let mut seen = BTreeSet::new();
    let mut firsts: Vec<&Own> = all.iter().rev().filter(|own| seen.insert(own.building)).collect();
    firsts.retain(|own| is_told || !is_of_today(own, now));
    firsts.reverse();
    firsts
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Medians in days over what is dated: from the first picture to the last, and of the window.
fn narrowed(
    db: &mut Db,
    moment: &Moment<'_>,
    settled: &[&Own],
) -> Result<Option<(f64, f64)>, StoreError> {
    let dated = settled.iter().filter(|own| moment.status(own) == Status::Dated);
    let windows: BTreeMap<BuildingId, f64> = dated
        .filter_map(|own| {
            let (from, to) = moment.settled(own)?;
            Some((own.building, days((to? - from?).num_days())))
        })
        .collect();
    let ids: Vec<BuildingId> = windows.keys().copied().collect();
    let spans = mine::spans(db, &ids)?;
    let mut wide: Vec<f64> =
        spans.values().map(|(first, last)| days((*last - *first).num_days())).collect();
    let mut narrow: Vec<f64> = windows.into_values().collect();
    Ok(median_of(&mut wide).zip(median_of(&mut narrow)))
}

fn days(count: i64) -> f64 {
    f64::from(i32::try_from(count).unwrap_or(i32::MAX))
}

/// Windows that lie within what was decided, of all that were given about what is decided.
fn agreement(moment: &Moment<'_>, settled: &[&Own]) -> Share {
    let (series, mut share) = (&moment.calendar.series, Share::default());
    for own in settled {
        let ends = (own.last_standing, own.first_destroyed);
        let Some(window) = series.window(ends) else { continue };
        let decided = Span::of_agreed(own.agreed_in(series), series.len());
        share.add(decided.contains(Span::of(window, series.len())));
    }
    share
}

/// The interval of a share in hundredths, once enough was given.
fn bounds(share: Share) -> Option<(u32, u32)> {
    let bounds = share.interval();
    let whole = |share: f64| (0..=100).rev().find(|pct| f64::from(*pct) <= share * 100.0 + 0.5);
    let ends = (whole(bounds.low).unwrap_or(0), whole(bounds.high).unwrap_or(100));
    (share.of >= SHARE_ANSWERS_MIN).then_some(ends)
}

/// First answers on buildings that experts know: right within one picture.
fn on_gold(
    db: &mut Db,
    campaign: &Campaign,
    first_looks: &[&Own],
) -> Result<Option<(u32, u32, u32, u32)>, StoreError> {
    let golds: BTreeMap<BuildingId, (Option<CaptureId>, Option<CaptureId>)> =
        golds::of_campaign(db, campaign.id)?
            .into_iter()
            .map(|gold| (gold.building, (gold.last_standing, gold.first_destroyed)))
            .collect();
    let known = first_looks.iter().filter_map(|own| Some((own, *golds.get(&own.building)?)));
    let mut answers = Vec::new();
    for (own, ends) in known.take(GOLD_ANSWERS_MAX) {
        let (series, _) = coverage::series(db, own.building)?;
        let captures = series.len();
        let Some(truth) = series.window(ends) else { continue };
        let answer = series.window((own.last_standing, own.first_destroyed));
        answers.push(GoldAnswer {
            volunteer: 0,
            answer: answer.map(|window| Span::of(window, captures)),
            truth: Span::of(truth, captures),
            captures,
        });
    }
    let Some(score) = gold_scores(&answers).first().copied() else { return Ok(None) };
    let right = score.within_one;
    Ok(bounds(right).map(|(low, high)| (right.hits, right.of, low, high)))
}
