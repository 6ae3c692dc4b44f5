//! The volunteer's loop: a task is shown, an answer comes, the next task follows.

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use uuid::Uuid;

use super::place::Place;
use super::task_json::{self, Hand};
use super::{
    feedback, remark, task_confirm, task_doubt, task_guided, task_none, task_said, task_timeline,
    tips,
};
use crate::domain::answer::RawAnswer;
use crate::domain::guide::{self, Step, Trace};
use crate::domain::id::{AssignmentId, JudgementId};
use crate::journey::assign::AssignError;
use crate::journey::judge::{JudgeError, Submission};
use crate::journey::look::LookError;
use crate::journey::work::{Assignment, OpenTask, TaskLook};
use crate::journey::{assign, judge, look, notice, work};
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::here::{Reader, here};
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
    /// Set after an answer was saved: `new`, `again` or `surplus`.
    #[serde(default)]
    pub saved: String,
    /// The judgement that was saved, which may be taken back.
    pub j: Option<JudgementId>,
    /// Set after a remark: `1`, or `again` when it was there before.
    #[serde(default)]
    pub said: String,
}

impl Asked {
    /// What became of an answer: `new`, `again` or `surplus`; empty where the address says none of
    /// them, since anybody can write an address.
    #[must_use]
    pub fn outcome(&self) -> &'static str {
        let known = ["new", "again", "surplus"].into_iter().find(|word| *word == self.saved);
        known.unwrap_or_default()
    }
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
    let (wanted, wish) = (asked.a, here().wish());
    let found =
        app.door.read(move |db| work::open_task(db, now, (&name, &hash), wanted, wish)).await?;
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
            let mut place = Place::real(&task.campaign.slug);
            place.noted = remark::noted(&asked.said);
            let (who, own, lang) = (task.assignment.volunteer, task.campaign.clone(), wish.lang);
            let read = move |db: &mut _| notice::waiting(db, now, &own, Some(who), lang);
            place.notices = app.door.read(read).await?;
            if !asked.outcome().is_empty() {
                place.is_pause = tips::offers_pause(task.answered);
                if let Some(judgement) = asked.j {
                    place.feedback = feedback::of(&app, &slug, &volunteer, judgement).await?;
                }
            }
            screen(&task, &place, volunteer.is_wide, &asked)
        }
        None => task_none::show(&app, slug.into_inner(), &volunteer, &asked).await,
    }
}

async fn deal(
    app: &App,
    slug: String,
    token_hash: String,
) -> Result<Option<Box<TaskLook>>, Failure> {
    let (now, mut rng, wish) = (app.now(), chance(), here().wish());
    app.door
        .write(move |db| {
            let (campaign, who) = look::enrolled(db, &slug, &token_hash)?;
            let held = assign::deal(db, now, &mut rng, who.volunteer, &campaign, 1)?;
            match held.into_iter().next() {
                Some(dealt) => {
                    let look = work::task(db, campaign, dealt, who.answered, wish)?;
                    Ok(Some(Box::new(look)))
                }
                None => Ok(None),
            }
        })
        .await
}

/// `POST /c/{slug}/ahead`: tasks to take along, for a script.
///
/// # Errors
/// When they have not consented, or the campaign is closed.
pub async fn ahead(
    app: web::Data<App>,
    slug: web::Path<String>,
    volunteer: Volunteer,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let hand = Hand::read(&form);
    let (now, mut rng, want) = (app.now(), chance(), hand.want);
    let (name, hash) = (slug.clone(), volunteer.token_hash.clone());
    let held = app.door.write(move |db| {
        let (campaign, who) = look::enrolled(db, &name, &hash)?;
        let held = assign::deal(db, now, &mut rng, who.volunteer, &campaign, want)?;
        Ok::<_, Failure>(held)
    });
    task_json::reply(&app, (slug.into_inner(), &volunteer), hand, held.await?, None).await
}

/// Chooses the screen of a task, real or of practice.
pub(super) fn screen(
    task: &TaskLook,
    place: &Place,
    is_wide: bool,
    asked: &Asked,
) -> Result<HttpResponse, Failure> {
    let trace = task_said::trace(task, asked);
    let is_timeline = match asked.view.as_str() {
        "timeline" => true,
        view => view.is_empty() && is_wide && trace.is_empty(),
    };
    let view = if is_timeline { "timeline" } else { "guided" };
    let last = asked.j.map_or_else(String::new, |last| last.to_string());
    let place = &Place { said: trace.to_string(), view, last, ..place.clone() };
    match asked.view.as_str() {
        "doubt" => return task_doubt::show(task, place, &trace),
        _ if is_timeline => return task_timeline::show(task, place, &trace, asked),
        _ => {}
    }
    let nudge = task.assignment.id.0.unsigned_abs();
    match guide::next(task.series.len(), &trace, nudge) {
        Step::Look { position, remaining } => {
            task_guided::show(task, place, &trace, (position, remaining), asked)
        }
        Step::Confirm { last_standing, first_destroyed } => {
            task_confirm::show(task, place, &trace, (last_standing, first_destroyed))
        }
        Step::NothingUsable => task_doubt::show(task, place, &trace),
        Step::Contradiction => {
            let step = guide::next(task.series.len(), &Trace::default(), nudge);
            let Step::Look { position, remaining } = step else { return Err(no_pictures()) };
            task_guided::show(task, place, &Trace::default(), (position, remaining), asked)
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
    let onward = |failure: Failure| failure.way(back.clone(), "error-current");
    let submission = read(&form).map_err(onward)?;
    let hand = Hand::read(&form);
    match send(&app, &slug, &volunteer, submission, hand.want).await {
        Ok((receipt, held)) => {
            let saved = match (receipt.was_kept, receipt.is_surplus) {
                (true, _) => "again",
                (_, true) => "surplus",
                _ => "new",
            };
            if here().reader == Reader::Script {
                let mut said = task_json::said(saved, receipt.judgement);
                // The answer is kept, whatever becomes of what is said of it.
                said.feedback =
                    feedback::of(&app, &slug, &volunteer, receipt.judgement).await.ok().flatten();
                let whose = (slug.into_inner(), &volunteer);
                return task_json::reply(&app, whose, hand, held, Some(said)).await;
            }
            Ok(see_other(&format!("{back}?saved={saved}&j={}", receipt.judgement)))
        }
        Err(Refused::Judge(error)) => Err(onward(error.into())),
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

/// Sends an answer to its leg, and gives the tasks that the volunteer then holds; once more when
/// another request of the same answer was first, so that it is then recognised.
async fn send(
    app: &App,
    slug: &str,
    volunteer: &Volunteer,
    submission: Submission,
    want: usize,
) -> Result<(judge::Receipt, Vec<Assignment>), Refused> {
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
            // The next tasks ride in this commit; without one the next page says so.
            match assign::deal(db, now, &mut rng, who, &campaign, want) {
                Ok(held) => Ok((receipt, held)),
                Err(AssignError::NotOpen | AssignError::Licence(_)) => Ok((receipt, Vec::new())),
                Err(AssignError::Store(error)) => Err(error.into()),
            }
        });
        match outcome.await {
            Err(Refused::Judge(JudgeError::Store(error))) if error.is_race() && tries < 3 => {}
            outcome => return outcome,
        }
    }
}

/// `POST /c/{slug}/undo`: takes the newest answer back and deals its building again, as
/// far as it was said.
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
    let (name, hash) = (slug.clone(), volunteer.token_hash.clone());
    let done = app.door.write(move |db| {
        let (campaign, who) = look::enrolled(db, &name, &hash)?;
        let back = judge::take_back(db, now, &mut rng, who.volunteer, &campaign, asked)?;
        let again = assign::deal_again(db, now, &mut rng, who.volunteer, &campaign, back.building)?;
        Ok::<_, Failure>((again, back))
    });
    let (again, back) =
        done.await.map_err(|failure| failure.way(address.clone(), "error-current"))?;
    if here().reader == Reader::Script {
        let held = again.into_iter().collect();
        let whose = (slug.into_inner(), &volunteer);
        return task_json::reply(&app, whose, Hand::read(&form), held, None).await;
    }
    Ok(see_other(&match again {
        Some(again) => format!("{address}?a={}&t={}&view={}", again.id, back.said, back.mode),
        None => address,
    }))
}

/// The words of the form.
fn read(form: &Words) -> Result<Submission, Failure> {
    let unreadable = || Failure::from(JudgeError::UnknownTask);
    Ok(Submission {
        assignment: form.get("assignment").parse().ok().ok_or_else(unreadable)?,
        client_key: Uuid::parse_str(form.get("key")).ok().ok_or_else(unreadable)?,
        raw: raw(form),
        exhibit: form.get("exhibit").to_owned(),
        is_low: form.get("low") == "1",
    })
}

/// The words of an answer, real or of practice.
pub(super) fn raw(form: &Words) -> RawAnswer {
    let unusable: Vec<&str> = form.all("unusable").filter(|text| !text.is_empty()).collect();
    let word = |name: &str| form.get(name).to_owned();
    RawAnswer {
        verdict: word("verdict"),
        last_standing: word("last_standing"),
        first_destroyed: word("first_destroyed"),
        unusable: unusable.join(","),
        reason: word("reason"),
        sureness: word("sureness"),
        mode: word("mode"),
        trace: word("trace"),
    }
}
