//! A volunteer practises on buildings whose answer experts know, and learns how they did.

use chrono::{DateTime, NaiveDate, Utc};

use super::assign;
use crate::domain::answer::{Answer, AnswerError, RawAnswer};
use crate::domain::building::Building;
use crate::domain::campaign::{Campaign, Feedback as When};
use crate::domain::capture::CaptureSeries;
use crate::domain::dealing::Purpose;
use crate::domain::id::{AssignmentId, BuildingId, CaptureId, JudgementId, VolunteerId};
use crate::domain::judgement::{Verdict, Window};
use crate::domain::practice::{self, TRIES_BEFORE_SHOWN};
use crate::store::assignments::{self, Assignment, AssignmentState, Lease};
use crate::store::practices::{self, Exercise, Practised};
use crate::store::screens::mine;
use crate::store::screens::task::{self, Shown};
use crate::store::{Db, StoreError, buildings, captures, coverage, golds};

/// A practice building in the list of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PracticeItem {
    /// Its place, from 1.
    pub place: u32,
    /// Whether this volunteer answered it rightly.
    pub is_passed: bool,
    /// How often they tried.
    pub tries: u32,
}

/// What the screen of a practice building needs.
#[derive(Debug, Clone)]
pub struct PracticeLook {
    /// What gives the volunteer the right to see its pictures.
    pub assignment: Assignment,
    /// The building.
    pub building: Building,
    /// Its captures, oldest first.
    pub series: Vec<Shown>,
    /// Its place, from 1.
    pub place: u32,
    /// How many there are.
    pub of: u32,
    /// What to look for, in the campaign's own words; `text::of_gold` has other languages.
    pub hint: String,
    /// How often they tried.
    pub tries: u32,
    /// Whether they answered it rightly.
    pub is_passed: bool,
}

/// What experts know, in positions of the building's captures: (last standing, first destroyed).
pub type Known = (Option<usize>, Option<usize>);

/// What came of a practice answer.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The building, with this try counted.
    pub look: PracticeLook,
    /// Whether the answer was right.
    pub is_right: bool,
    /// Whether the answer is to be shown: it was right, or they tried twice.
    pub shows_answer: bool,
    /// What they said.
    pub said: Verdict,
    /// What experts know.
    pub known: Known,
    /// What to look for.
    pub hint: String,
    /// Why, in a sentence.
    pub explanation: String,
}

/// The answer of a practice building, for somebody who asked to be shown it.
#[derive(Debug, Clone)]
pub struct Revealed {
    /// The building.
    pub look: PracticeLook,
    /// What experts know.
    pub known: Known,
    /// Why, in a sentence.
    pub explanation: String,
}

/// Why a practice answer cannot be taken.
#[derive(Debug, thiserror::Error)]
pub enum PracticeError {
    /// No practice building has this place.
    #[error("there is no such practice building; begin with the first one")]
    NoSuch,
    /// The campaign keeps its answers to itself.
    #[error("this campaign does not show the answers of its practice buildings")]
    NotTold,
    /// The answer itself.
    #[error(transparent)]
    Answer(#[from] AnswerError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How an answer on a known building compares with what experts know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feedback {
    /// Whether it was right within one picture.
    pub is_right: bool,
    /// The days of the experts' window: (last standing, first destroyed).
    pub known: (Option<NaiveDate>, Option<NaiveDate>),
    /// Why, in a sentence of the campaign's own language.
    pub explanation: String,
}

/// Whether a campaign has practice buildings.
///
/// # Errors
/// When the store fails.
pub fn is_there(db: &mut Db, campaign: &Campaign) -> Result<bool, StoreError> {
    Ok(!practices::exercises(db, campaign.id)?.is_empty())
}

/// A campaign's practice buildings in their order, and how a volunteer did on each.
///
/// # Errors
/// When the store fails.
pub fn list(
    db: &mut Db,
    campaign: &Campaign,
    volunteer: VolunteerId,
) -> Result<Vec<PracticeItem>, StoreError> {
    let mut items = Vec::new();
    for (place, exercise) in (1..).zip(practices::exercises(db, campaign.id)?) {
        let done = practices::of(db, volunteer, exercise.building)?;
        items.push(PracticeItem { place, is_passed: done.is_passed, tries: done.tries });
    }
    Ok(items)
}

/// Opens the practice building of a place, which lets the volunteer see its pictures and keeps it
/// from being dealt to them as a task. A write.
///
/// # Errors
/// When the store fails.
pub fn open(
    db: &mut Db,
    now: DateTime<Utc>,
    campaign: &Campaign,
    volunteer: VolunteerId,
    place: u32,
) -> Result<Option<PracticeLook>, StoreError> {
    Ok(begin(db, now, campaign, volunteer, place)?.map(|begun| begun.look))
}

/// A practice building that a volunteer opened.
struct Begun {
    look: PracticeLook,
    exercise: Exercise,
    done: Practised,
}

fn begin(
    db: &mut Db,
    now: DateTime<Utc>,
    campaign: &Campaign,
    volunteer: VolunteerId,
    place: u32,
) -> Result<Option<Begun>, StoreError> {
    let all = practices::exercises(db, campaign.id)?;
    let of = u32::try_from(all.len()).unwrap_or(u32::MAX);
    let mut numbered = (1..).zip(all);
    let Some((_, exercise)) = numbered.find(|(own, _)| *own == place) else { return Ok(None) };
    let assignment = admit(db, now, campaign, volunteer, exercise.building)?;
    let done = practices::of(db, volunteer, exercise.building)?;
    let look = PracticeLook {
        assignment,
        building: buildings::get(db, exercise.building)?,
        series: task::series(db, exercise.building)?,
        place,
        of,
        hint: exercise.hint.clone(),
        tries: done.tries,
        is_passed: done.is_passed,
    };
    Ok(Some(Begun { look, exercise, done }))
}

/// What gives a volunteer the right to see a practice building. A task of theirs about it ends:
/// they are about to learn its answer.
pub(super) fn admit(
    db: &mut Db,
    now: DateTime<Utc>,
    campaign: &Campaign,
    volunteer: VolunteerId,
    building: BuildingId,
) -> Result<Assignment, StoreError> {
    assignments::lock_volunteer(db, volunteer, campaign.id)?;
    let last = assignments::last_of(db, volunteer, building)?;
    let round = last.as_ref().map_or(0, |last| last.round + 1);
    match last {
        Some(admitted) if admitted.purpose == Purpose::Practice => return Ok(admitted),
        Some(dealt) if dealt.state == AssignmentState::Open => {
            // Its seat goes back as it is; where it stands among its equals does not matter.
            assign::release_to(db, Lease::from(&dealt), dealt.id.0)?;
        }
        _ => {}
    }
    let mut admitted = Assignment {
        id: AssignmentId(0),
        volunteer,
        campaign: campaign.id,
        building,
        round,
        state: AssignmentState::Done,
        dealt_at: now,
        expires_at: now,
        purpose: Purpose::Practice,
    };
    admitted.id = assignments::add(db, &admitted)?;
    Ok(admitted)
}

/// Holds an answer on a practice building against what experts know. A write; never a judgement.
///
/// # Errors
/// When there is no such building, or the answer cannot be read.
pub fn answer(
    db: &mut Db,
    now: DateTime<Utc>,
    campaign: &Campaign,
    volunteer: VolunteerId,
    place: u32,
    raw: &RawAnswer,
) -> Result<Outcome, PracticeError> {
    let begun = begin(db, now, campaign, volunteer, place)?.ok_or(PracticeError::NoSuch)?;
    let Begun { mut look, exercise, mut done } = begun;
    let (series, _) = coverage::series(db, exercise.building)?;
    let known = known(&exercise, &series)?;
    let answer = Answer::parse(raw, &series)?;
    let is_right = is_right(&answer.verdict, known, (&series, &answer.unusable));
    done.is_first_right |= is_right && done.tries == 0 && !done.was_shown;
    done.tries += 1;
    done.is_passed |= is_right;
    let is_known = done.is_passed || done.was_shown || done.tries >= TRIES_BEFORE_SHOWN;
    let shows_answer = is_known && campaign.feedback != When::Never;
    done.was_shown |= shows_answer;
    practices::put(db, volunteer, (campaign.id, exercise.building), done, now)?;
    (look.tries, look.is_passed) = (done.tries, done.is_passed);
    Ok(Outcome {
        look,
        is_right,
        shows_answer,
        said: answer.verdict,
        known: (known.last_standing(), known.first_destroyed()),
        hint: exercise.hint,
        explanation: exercise.explanation,
    })
}

/// The answer of a practice building, for somebody who asked for it. A write: it opens it.
///
/// # Errors
/// When there is no such building, or the campaign does not tell.
pub fn show(
    db: &mut Db,
    now: DateTime<Utc>,
    campaign: &Campaign,
    volunteer: VolunteerId,
    place: u32,
) -> Result<Revealed, PracticeError> {
    if campaign.feedback == When::Never {
        return Err(PracticeError::NotTold);
    }
    let begun = begin(db, now, campaign, volunteer, place)?.ok_or(PracticeError::NoSuch)?;
    let Begun { look, exercise, done } = begun;
    let (series, _) = coverage::series(db, exercise.building)?;
    let known = known(&exercise, &series)?;
    let done = Practised { was_shown: true, ..done };
    practices::put(db, volunteer, (campaign.id, exercise.building), done, now)?;
    Ok(Revealed {
        look,
        known: (known.last_standing(), known.first_destroyed()),
        explanation: exercise.explanation,
    })
}

/// What experts know of a practice building; no such one where its captures are shown no more.
fn known(exercise: &Exercise, series: &CaptureSeries) -> Result<Window, PracticeError> {
    let ends = (exercise.last_standing, exercise.first_destroyed);
    series.window(ends).ok_or(PracticeError::NoSuch)
}

fn is_right(
    said: &Verdict,
    known: Window,
    (series, unusable): (&CaptureSeries, &[CaptureId]),
) -> bool {
    let all: Vec<CaptureId> = (0..series.len()).filter_map(|at| series.at(at)).collect();
    practice::is_right(*said, known, &practice::without(&all, unusable))
}

/// How a judgement compares with what experts know: only where the campaign always tells, and the
/// task was dealt to measure.
///
/// # Errors
/// When the store fails.
pub fn feedback(
    db: &mut Db,
    campaign: &Campaign,
    volunteer: VolunteerId,
    judgement: JudgementId,
) -> Result<Option<Feedback>, StoreError> {
    if campaign.feedback != When::Always {
        return Ok(None);
    }
    let after = JudgementId(judgement.0.saturating_add(1));
    let found = mine::answers(db, volunteer, campaign.id, Some(after), 1)?;
    let Some(own) = found.into_iter().find(|own| own.id == judgement) else { return Ok(None) };
    if own.purpose != Purpose::Gold {
        return Ok(None);
    }
    let golds = golds::of_campaign(db, campaign.id)?;
    let Some(gold) = golds.into_iter().find(|gold| gold.building == own.building) else {
        return Ok(None);
    };
    let (series, _) = coverage::series(db, own.building)?;
    let ends = (gold.last_standing, gold.first_destroyed);
    let (Some(known), Some((said, unusable))) =
        (series.window(ends), mine::content(db, volunteer, judgement, &series)?)
    else {
        return Ok(None);
    };
    let mut days = [None, None];
    for (id, day) in [gold.last_standing, gold.first_destroyed].into_iter().zip(&mut days) {
        if let Some(id) = id {
            *day = Some(captures::taken_at(db, id)?.date_naive());
        }
    }
    Ok(Some(Feedback {
        is_right: is_right(&said, known, (&series, &unusable)),
        known: days.into(),
        explanation: gold.explanation,
    }))
}
