//! The volunteer's loop: a task is shown, an answer comes, the next task follows.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use uuid::Uuid;

use super::{task_confirm, task_doubt, task_guided, task_none, task_timeline};
use crate::domain::answer::RawAnswer;
use crate::domain::guide::{self, Step, Trace};
use crate::domain::id::{AssignmentId, BuildingId, JudgementId};
use crate::journey::assign::AssignError;
use crate::journey::judge::{JudgeError, Submission};
use crate::journey::look::{LookError, OpenTask, TaskLook};
use crate::journey::{assign, judge, look};
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::page::see_other;
use crate::web::who::Volunteer;
use crate::web::{App, chance};

/// What the address of a task says.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    /// The assignment that the trace belongs to.
    pub a: Option<AssignmentId>,
    /// What was said picture by picture.
    #[serde(default)]
    pub t: String,
    /// `guided`, `timeline` or `doubt`; by the screen's width when it is left out.
    #[serde(default)]
    pub view: String,
    /// Set after an answer was saved: `1`, or `again` when it was saved before.
    #[serde(default)]
    pub saved: String,
    /// The judgement that was saved, which may be taken back.
    pub j: Option<JudgementId>,
}

/// `GET /c/{slug}/task`: the volunteer's task, dealt if they have none.
///
/// # Errors
/// When they have not consented, or the campaign is closed.
pub async fn show(
    app: web::Data<App>,
    slug: web::Path<String>,
    volunteer: Volunteer,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Failure> {
    let (now, hash, name) = (app.now(), volunteer.token_hash.clone(), slug.clone());
    let found = app.door.read(move |db| look::open_task(db, now, &name, &hash)).await?;
    let task = match found {
        OpenTask::Open(task) => Some(task),
        OpenTask::MayBeDealt => deal(&app, slug.clone(), volunteer.token_hash.clone()).await?,
        OpenTask::NothingLeft => None,
    };
    match task {
        Some(task) => {
            if task.series.iter().any(|shown| shown.chip.is_none()) {
                app.warmer.hint(&task.campaign);
            }
            screen(&task, &volunteer, &asked)
        }
        None => task_none::show(&app, slug.into_inner(), &volunteer, &asked).await,
    }
}

async fn deal(
    app: &App,
    slug: String,
    token_hash: String,
) -> Result<Option<Box<TaskLook>>, Failure> {
    let (now, mut rng) = (app.now(), chance());
    app.door
        .write(move |db| {
            let (campaign, who) = look::enrolled(db, &slug, &token_hash)?;
            match assign::deal(db, now, &mut rng, who.volunteer, &campaign)? {
                Some(dealt) => Ok(Some(Box::new(look::task(db, campaign, dealt, who.answered)?))),
                None => Ok(None),
            }
        })
        .await
}

/// Chooses the screen of a task.
fn screen(task: &TaskLook, volunteer: &Volunteer, asked: &Asked) -> Result<HttpResponse, Failure> {
    let is_of_this_task = asked.a.is_none_or(|a| a == task.assignment.id);
    let trace: Trace =
        if is_of_this_task { asked.t.parse().unwrap_or_default() } else { Trace::default() };
    match asked.view.as_str() {
        "doubt" => return task_doubt::show(task, &trace),
        "timeline" => return task_timeline::show(task, asked),
        "" if volunteer.is_wide && trace.is_empty() => return task_timeline::show(task, asked),
        _ => {}
    }
    let nudge = task.assignment.id.0.unsigned_abs();
    match guide::next(task.series.len(), &trace, nudge) {
        Step::Look { position, remaining } => {
            task_guided::show(task, &trace, position, remaining, asked)
        }
        Step::Confirm { last_standing, first_destroyed } => {
            task_confirm::show(task, &trace, last_standing, first_destroyed)
        }
        Step::NothingUsable => task_doubt::show(task, &trace),
        Step::Contradiction => {
            let step = guide::next(task.series.len(), &Trace::default(), nudge);
            let Step::Look { position, remaining } = step else { return Err(no_pictures()) };
            task_guided::show(task, &Trace::default(), position, remaining, asked)
        }
    }
}

/// A building without pictures is never dealt; if it is, the fault is ours.
pub(super) fn no_pictures() -> Failure {
    Failure::internal(&"a building without chips was dealt")
}

/// `POST /c/{slug}/judgements`: an answer. Deals the next task in the same commit.
///
/// # Errors
/// Why it was not accepted; nothing of it is kept then.
pub async fn judge(
    app: web::Data<App>,
    slug: web::Path<String>,
    volunteer: Volunteer,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let back = format!("/c/{slug}/task");
    let submission =
        read(&form).map_err(|failure| failure.link(back.clone(), "Your current task"))?;
    match send(&app, &slug, &volunteer, submission.clone()).await {
        Ok(receipt) => {
            let saved = if receipt.was_kept { "again" } else { "1" };
            Ok(see_other(&format!("{back}?saved={saved}&j={}", receipt.judgement)))
        }
        Err(Refused::Judge(JudgeError::Expired(building))) => {
            offer_again(&app, &slug, &volunteer, building, &submission).await
        }
        Err(Refused::Judge(error)) => Err(Failure::from(error).link(back, "Your current task")),
        Err(Refused::Look(error)) => Err(error.into()),
    }
}

/// Why an answer did not get through.
enum Refused {
    Judge(JudgeError),
    Look(LookError),
}

impl From<crate::store::StoreError> for Refused {
    fn from(error: crate::store::StoreError) -> Self {
        Self::Judge(error.into())
    }
}

/// Sends an answer to its leg; once more when another request of the same answer was first, so
/// that it is then recognised.
async fn send(
    app: &App,
    slug: &str,
    volunteer: &Volunteer,
    submission: Submission,
) -> Result<judge::Receipt, Refused> {
    let mut tries = 0;
    loop {
        tries += 1;
        let (now, mut rng) = (app.now(), chance());
        let (slug, hash) = (slug.to_owned(), volunteer.token_hash.clone());
        let submission = submission.clone();
        let outcome = app.door.write(move |db| {
            let (campaign, who) = look::enrolled(db, &slug, &hash).map_err(Refused::Look)?;
            let who = who.volunteer;
            let receipt = judge::judge(db, now, &mut rng, who, &campaign, &submission)
                .map_err(Refused::Judge)?;
            if receipt.was_kept {
                return Ok(receipt); // whoever sent it has their next task already.
            }
            // The next task rides in this commit; without one the next page says so.
            match assign::deal_next(db, now, &mut rng, who, &campaign) {
                Ok(_) | Err(AssignError::NotOpen | AssignError::Licence(_)) => Ok(receipt),
                Err(AssignError::Store(error)) => Err(error.into()),
            }
        });
        match outcome.await {
            Err(Refused::Judge(JudgeError::Store(error))) if error.is_race() && tries < 3 => {}
            outcome => return outcome,
        }
    }
}

/// An answer that came too late: the building is dealt again if it is still wanted, and the
/// answer is shown to be sent once more, so that nothing is lost.
async fn offer_again(
    app: &App,
    slug: &str,
    volunteer: &Volunteer,
    building: BuildingId,
    late: &Submission,
) -> Result<HttpResponse, Failure> {
    let (now, mut rng) = (app.now(), chance());
    let (name, hash) = (slug.to_owned(), volunteer.token_hash.clone());
    let dealt = app.door.write(move |db| {
        let (campaign, who) = look::enrolled(db, &name, &hash)?;
        match assign::deal_again(db, now, &mut rng, who.volunteer, &campaign, building)? {
            Some(dealt) => Ok::<_, Failure>(Some(look::task(db, campaign, dealt, who.answered)?)),
            None => Ok(None),
        }
    });
    if let Some(task) = dealt.await? {
        return task_confirm::show_late(&task, &late.raw);
    }
    let message = "This task was yours for 20 minutes and went back to the queue. Meanwhile \
         others have settled this building, or enough are looking at it, so your answer is not \
         needed. Thank you; there is more to do.";
    Err(Failure::new(StatusCode::CONFLICT, "Settled meanwhile", message)
        .link(format!("/c/{slug}/task"), "Next building"))
}

/// `POST /c/{slug}/undo`: takes the newest answer back and deals its building again.
///
/// # Errors
/// When there is none that can be taken back.
pub async fn undo(
    app: web::Data<App>,
    slug: web::Path<String>,
    volunteer: Volunteer,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let asked = form.get("judgement").parse().unwrap_or(JudgementId(0));
    let (now, mut rng, address) = (app.now(), chance(), format!("/c/{slug}/task"));
    let done = app.door.write(move |db| {
        let (campaign, who) = look::enrolled(db, &slug, &volunteer.token_hash)?;
        let building = judge::take_back(db, now, &mut rng, who.volunteer, &campaign, asked)?;
        assign::deal_again(db, now, &mut rng, who.volunteer, &campaign, building)?;
        Ok::<(), Failure>(())
    });
    done.await.map_err(|failure| failure.link(address.clone(), "Your current task"))?;
    Ok(see_other(&address))
}

/// The words of the form.
fn read(form: &Words) -> Result<Submission, Failure> {
    let unreadable = || Failure::from(JudgeError::UnknownTask);
    let unusable: Vec<&str> = form.all("unusable").filter(|text| !text.is_empty()).collect();
    let word = |name: &str| form.get(name).to_owned();
    Ok(Submission {
        assignment: form.get("assignment").parse().ok().ok_or_else(unreadable)?,
        client_key: Uuid::parse_str(form.get("key")).ok().ok_or_else(unreadable)?,
        raw: RawAnswer {
            verdict: word("verdict"),
            last_standing: word("last_standing"),
            first_destroyed: word("first_destroyed"),
            unusable: unusable.join(","),
            reason: word("reason"),
            sureness: word("sureness"),
            mode: word("mode"),
            trace: word("trace"),
        },
        exhibit: word("exhibit"),
    })
}
