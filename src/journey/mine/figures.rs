//! A volunteer's own figures: private, and honest about how little a few answers say.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::Calendar;
use crate::domain::campaign::{Campaign, Feedback};
use crate::domain::capture::CaptureSeries;
use crate::domain::consensus::span::Span;
use crate::domain::dealing::Purpose;
use crate::domain::finding::Status;
use crate::domain::id::{BuildingId, CaptureId, VolunteerId};
use crate::domain::judgement::Window;
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
    let all = mine::answers(db, volunteer, campaign.id, None, OWN_ANSWERS_MAX)?;
    let calendar = Calendar::read(db, campaign)?;
    let times = all.iter().map(|own| (own.dealt_at, own.submitted_at)).collect();
    let standing: Vec<&Own> = all.iter().filter(|own| own.superseded.is_none()).collect();
    let is_today = |own: &&&Own| own.submitted_at.date_naive() == now.date_naive();
    let settled: Vec<&Own> =
        standing.iter().copied().filter(|own| calendar.settled(own).is_some()).collect();
    let is_told = campaign.feedback == Feedback::Always;
    // Today's are left out where nobody is told, so that no answer shows by itself that it was one
    // of these.
    let measured: Vec<&Own> =
        standing.iter().copied().filter(|own| is_told || !is_today(&own)).collect();
    Ok(Mine {
        answered: volunteers::standing(db, volunteer, campaign.id)?.answered,
        today: number(standing.iter().filter(is_today).count()),
        seconds_at_work: seconds_at_work(times),
        settled: number(settled.len()),
        narrowed: narrowed(db, &calendar, &settled)?,
        agreement: bounds(agreement(&calendar, &settled)),
        gold: on_gold(db, campaign, &measured)?,
        avoided: skip::avoided(db, volunteer, campaign)?,
    })
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Medians in days over what is dated: from the first picture to the last, and of the window.
fn narrowed(
    db: &mut Db,
    calendar: &Calendar,
    settled: &[&Own],
) -> Result<Option<(f64, f64)>, StoreError> {
    let dated = settled.iter().filter(|own| calendar.status(own) == Status::Dated);
    let windows: BTreeMap<BuildingId, f64> = dated
        .filter_map(|own| {
            let (from, to) = calendar.settled(own)?;
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
fn agreement(calendar: &Calendar, settled: &[&Own]) -> Share {
    let (series, mut share) = (&calendar.series, Share::default());
    for own in settled {
        let ends = (own.last_standing, own.first_destroyed);
        let Some(window) = window(ends, series) else { continue };
        let decided = Span::of_agreed(own.agreed_in(series), series.len());
        share.add(decided.contains(Span::of(window, series.len())));
    }
    share
}

/// A window of captures in positions of a series; none where it says nothing there.
fn window(
    (last, first): (Option<CaptureId>, Option<CaptureId>),
    series: &CaptureSeries,
) -> Option<Window> {
    let position = |id: Option<CaptureId>| id.and_then(|id| series.position(id));
    Window::new(position(last), position(first), series.len()).ok()
}

/// The interval of a share in hundredths, once enough was given.
fn bounds(share: Share) -> Option<(u32, u32)> {
    let bounds = share.interval();
    let whole = |share: f64| (0..=100).rev().find(|pct| f64::from(*pct) <= share * 100.0 + 0.5);
    let ends = (whole(bounds.low).unwrap_or(0), whole(bounds.high).unwrap_or(100));
    (share.of >= SHARE_ANSWERS_MIN).then_some(ends)
}

/// First answers on buildings that experts know, as staff count them: right within one picture.
fn on_gold(
    db: &mut Db,
    campaign: &Campaign,
    measured: &[&Own],
) -> Result<Option<(u32, u32, u32, u32)>, StoreError> {
    let golds: BTreeMap<BuildingId, (Option<CaptureId>, Option<CaptureId>)> =
        golds::of_campaign(db, campaign.id)?
            .into_iter()
            .map(|gold| (gold.building, (gold.last_standing, gold.first_destroyed)))
            .collect();
    let first_looks = measured.iter().filter(|own| own.purpose != Purpose::Repeat);
    let known = first_looks.filter_map(|own| Some((own, *golds.get(&own.building)?)));
    let mut answers = Vec::new();
    for (own, ends) in known.take(GOLD_ANSWERS_MAX) {
        let (series, _) = coverage::series(db, own.building)?;
        let captures = series.len();
        let Some(truth) = window(ends, &series) else { continue };
        let answer = window((own.last_standing, own.first_destroyed), &series);
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
