//! A judgement arrives, or is taken back.

use chrono::{DateTime, Duration, Utc};
use rand::{Rng, RngExt as _};
use uuid::Uuid;

use super::settle::Occasion;
use super::{assign, settle, work};
use crate::domain::answer::{Answer, AnswerError, RawAnswer};
use crate::domain::campaign::{Campaign, Feedback, Phase};
use crate::domain::capture::CaptureSeries;
use crate::domain::consensus::Consensus;
use crate::domain::dealing::Purpose;
use crate::domain::exhibit::Exhibit;
use crate::domain::guide::Trace;
use crate::domain::id::{AssignmentId, BuildingId, JudgementId, VolunteerId};
use crate::domain::limits::UNDO_MINUTES;
use crate::domain::task::{Task, TaskState};
use crate::store::assignments::{self, Assignment, AssignmentState, Lease};
use crate::store::judgements::{self, Kept, NewJudgement};
use crate::store::{Db, StoreError, coverage, exhibits, shown, tasks, volunteers};

/// What the volunteer sends.
#[derive(Debug, Clone)]
pub struct Submission {
    /// The task they were dealt.
    pub assignment: AssignmentId,
    /// Made by the client (or the form) once for this answer, so that sending it again is
    /// recognised.
    pub client_key: Uuid,
    /// The form's words.
    pub raw: RawAnswer,
    /// The digest of the chips that the page showed, a dot, and how many they were; empty where it
    /// did not say.
    pub exhibit: String,
    /// Whether the page showed the chips for weak links.
    pub is_low: bool,
}

impl Submission {
    /// The digest of the chips that the page showed.
    fn digest(&self) -> &str {
        self.exhibit.split('.').next().unwrap_or_default()
    }

    /// Whether the page says that it showed another number of captures than the building has now.
    fn showed_others_than(&self, series: &CaptureSeries) -> bool {
        let shown = self.exhibit.split_once('.').and_then(|(_, count)| count.parse().ok());
        shown.is_some_and(|shown: usize| shown != series.len())
    }
}

/// What became of an accepted judgement.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// Ours.
    pub judgement: JudgementId,
    /// The building it is about.
    pub building: BuildingId,
    /// What the building's judgements now agree on; `None` when this one was kept before, or does
    /// not count.
    pub consensus: Option<Consensus>,
    /// Whether this answer was kept before.
    pub was_kept: bool,
    /// Whether it came when the building needed no more, or the campaign had closed: it is kept,
    /// and has no say.
    pub is_surplus: bool,
}

/// Why a judgement is not accepted. Nothing of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum JudgeError {
    /// The campaign was never open, or is closed and nothing can be taken back in it.
    #[error("this campaign takes no answers at present; your earlier answers are kept")]
    NotOpen,
    /// No such task.
    #[error("this task does not exist; open your current task and answer there")]
    UnknownTask,
    /// Somebody else's task.
    #[error("this task was given to somebody else; open your own and answer there")]
    NotYours,
    /// The task was used.
    #[error("you have answered this task already; that answer is kept")]
    AlreadyAnswered,
    /// The key was used for another answer.
    #[error("another answer was sent under the same key; open your current task and answer there")]
    KeyReused,
    /// Pictures were added since the page was made, and the answer speaks of "all" or "the first".
    #[error("new pictures of this building came in; look at it again and answer there")]
    OtherPictures,
    /// Nothing to take back.
    #[error("there is no answer of yours from the last 20 minutes that can be taken back")]
    NothingToTakeBack,
    /// The answer itself.
    #[error(transparent)]
    Answer(#[from] AnswerError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Accepts a judgement and recomputes its building, in the caller's transaction. One that comes
/// after its time counts like any other while the building is open, and is kept as surplus when
/// others have settled it, the campaign has closed, or the building has other captures by now.
///
/// # Errors
/// Why it is not accepted.
pub fn judge(
    db: &mut Db,
    now: DateTime<Utc>,
    rng: &mut impl Rng,
    volunteer: VolunteerId,
    campaign: &Campaign,
    submission: &Submission,
) -> Result<Receipt, JudgeError> {
    let client_key = submission.client_key.to_string();
    assignments::lock_volunteer(db, volunteer, campaign.id)?;
    if let Some(kept) = judgements::by_client_key(db, &client_key)? {
        return recognise(db, volunteer, submission, &kept);
    }
    if campaign.phase == Phase::Draft {
        return Err(JudgeError::NotOpen);
    }
    let building = own_assignment(db, volunteer, campaign, submission.assignment)?.building;
    let task = tasks::locked(db, building)?;
    // Again, now that nobody else can let it run out meanwhile.
    let assignment = own_assignment(db, volunteer, campaign, submission.assignment)?;
    let (series, mut chips) = coverage::series(db, building)?;
    let answer = Answer::parse(&submission.raw, &series)?;
    if answer.verdict.window().is_some()
        && submission.raw.leaves_ends_open()
        && submission.showed_others_than(&series)
    {
        return Err(JudgeError::OtherPictures);
    }
    if submission.is_low {
        chips = work::low_chips(db, building, &series)?;
    }
    let exhibit = exhibit(db, now, building, &series, &chips, submission.digest())?;
    let purpose = match assignment.purpose {
        Purpose::Task if !is_wanted(db, campaign, task, &assignment)? => Purpose::Surplus,
        purpose => purpose,
    };
    let new = NewJudgement {
        client_key: &client_key,
        assignment: assignment.id,
        volunteer,
        campaign: campaign.id,
        building,
        answer: &answer,
        exhibit: &exhibit,
        purpose,
        dealt_at: assignment.dealt_at,
        submitted_at: now,
    };
    let judgement = judgements::add(db, &new, &series)?;
    let is_seated = use_up(db, &assignment)?;
    volunteers::count_answers(db, volunteer, campaign.id, 1)?;
    // Said alike of what measures, so that it is not told apart.
    let is_surplus = purpose == Purpose::Surplus || campaign.phase != Phase::Open;
    if purpose != Purpose::Task {
        // Given to measure the volunteer, or too late: kept, and without a say.
        if is_seated {
            tasks::put(db, building, task.released(), rng.random())?;
        }
        return Ok(Receipt { judgement, building, consensus: None, was_kept: false, is_surplus });
    }
    let occasion = (&series, Occasion::Judgement);
    let task = if is_seated { task.released() } else { task };
    let settled = settle::settle(db, now, rng, campaign, (building, task), occasion)?;
    let consensus = Some(settled.consensus);
    Ok(Receipt { judgement, building, consensus, was_kept: false, is_surplus })
}

/// Whether a building still wants the answer to an assignment.
fn is_wanted(
    db: &mut Db,
    campaign: &Campaign,
    task: Task,
    assignment: &Assignment,
) -> Result<bool, StoreError> {
    if campaign.phase != Phase::Open || task.state != TaskState::Open {
        return Ok(false);
    }
    if assignment.state == AssignmentState::Open {
        return Ok(true);
    }
    // Not about the captures of before the building was opened again, nor after practice told it.
    let last = assignments::last_of(db, assignment.volunteer, assignment.building)?;
    let knows_it = last.is_some_and(|last| last.purpose == Purpose::Practice);
    Ok(!knows_it && assignment.id > tasks::dealt_after(db, assignment.building)?)
}

/// Ends an assignment that is answered; whether that frees a seat of its building's task. Where it
/// had run out, the volunteer may hold the same building again: that one ends too.
fn use_up(db: &mut Db, assignment: &Assignment) -> Result<bool, StoreError> {
    assignments::end(db, assignment.id, AssignmentState::Done)?;
    let holder = if assignment.state == AssignmentState::Open {
        Some(assignment.clone())
    } else {
        let last = assignments::last_of(db, assignment.volunteer, assignment.building)?;
        let again = last.filter(|last| last.state == AssignmentState::Open);
        if let Some(again) = &again {
            assignments::end(db, again.id, AssignmentState::Expired)?;
        }
        again
    };
    Ok(holder.is_some_and(|holder| Lease::from(&holder).holds_a_seat))
}

/// The digest of what the page showed, once it is sure to be kept: the chips shown at present, or
/// an earlier set when chips were cut anew while the page was open.
fn exhibit(
    db: &mut Db,
    now: DateTime<Utc>,
    building: BuildingId,
    series: &CaptureSeries,
    chips: &[Option<String>],
    shown: &str,
) -> Result<String, StoreError> {
    let present = Exhibit::of(building, series, chips);
    if shown != present.digest && exhibits::is_kept(db, building, shown)? {
        return Ok(shown.to_owned());
    }
    exhibits::keep(db, building, &present, now)?;
    Ok(present.digest)
}

/// Whether an answer may still be taken back at a time.
pub(super) fn may_be_taken_back(submitted_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    submitted_at >= now - Duration::minutes(UNDO_MINUTES)
}

/// An answer that was taken back.
#[derive(Debug, Clone)]
pub struct TakenBack {
    /// About which building.
    pub building: BuildingId,
    /// The mode it was given in.
    pub mode: String,
    /// What it said picture by picture.
    pub said: Trace,
}

/// Takes a volunteer's newest answer back, if it is the one `asked` for and fresh, and recomputes
/// its building. The judgement stays, superseded.
///
/// # Errors
/// When there is none that can be taken back.
pub fn take_back(
    db: &mut Db,
    now: DateTime<Utc>,
    rng: &mut impl Rng,
    volunteer: VolunteerId,
    campaign: &Campaign,
    asked: JudgementId,
) -> Result<TakenBack, JudgeError> {
    if campaign.phase != Phase::Open {
        return Err(JudgeError::NotOpen);
    }
    assignments::lock_volunteer(db, volunteer, campaign.id)?;
    let kept = judgements::last_standing_of(db, volunteer, campaign.id)?
        .filter(|kept| kept.id == asked && may_be_taken_back(kept.submitted_at, now))
        // Of this they were told the experts' answer.
        .filter(|kept| kept.purpose != Purpose::Gold || campaign.feedback != Feedback::Always)
        .ok_or(JudgeError::NothingToTakeBack)?;
    assign::lock_with_held(db, now, volunteer, campaign, kept.building)?;
    let task = tasks::get(db, kept.building)?;
    judgements::supersede(db, kept.id, "taken_back", now)?;
    volunteers::count_answers(db, volunteer, campaign.id, -1)?;
    let (series, _) = coverage::series(db, kept.building)?;
    let (mode, said) = judgements::spoken(db, &kept, &series)?;
    if kept.purpose == Purpose::Task {
        let subject = (kept.building, task);
        settle::settle(db, now, rng, campaign, subject, (&series, Occasion::TakenBack))?;
    }
    Ok(TakenBack { building: kept.building, mode, said })
}

/// The assignment, if this volunteer may still answer it.
fn own_assignment(
    db: &mut Db,
    volunteer: VolunteerId,
    campaign: &Campaign,
    id: AssignmentId,
) -> Result<Assignment, JudgeError> {
    let found = assignments::get(db, id)?.filter(|a| a.campaign == campaign.id);
    let assignment = found.ok_or(JudgeError::UnknownTask)?;
    if assignment.volunteer != volunteer {
        return Err(JudgeError::NotYours);
    }
    // One judgement a volunteer and building, whatever was dealt again, unless to be repeated; that
    // is over once they were shown what others said.
    let may_repeat = assignment.purpose == Purpose::Repeat
        && shown::about(db, volunteer, assignment.building)?.is_none();
    if !may_repeat && judgements::standing_about(db, volunteer, assignment.building)?.is_some() {
        return Err(JudgeError::AlreadyAnswered);
    }
    match assignment.state {
        AssignmentState::Done => Err(JudgeError::AlreadyAnswered),
        AssignmentState::Expired | AssignmentState::Open => Ok(assignment),
    }
}

/// A key that was used before: the same answer is answered the same, another one is refused.
fn recognise(
    db: &mut Db,
    volunteer: VolunteerId,
    submission: &Submission,
    kept: &Kept,
) -> Result<Receipt, JudgeError> {
    let (series, _) = coverage::series(db, kept.building)?;
    let said = Answer::parse(&submission.raw, &series)
        .map(|answer| judgements::content(answer.verdict, &series));
    // What "all" and "the first" meant cannot be told once pictures were added.
    let is_same = kept.volunteer == volunteer
        && kept.assignment == submission.assignment
        && (said.is_ok_and(|said| said == kept.content) || submission.showed_others_than(&series));
    if !is_same {
        return Err(JudgeError::KeyReused);
    }
    Ok(Receipt {
        judgement: kept.id,
        building: kept.building,
        consensus: None,
        was_kept: true,
        is_surplus: false,
    })
}
