//! One case: its pictures and a form before the adjudicator has answered; after that every vote,
//! and the form of the ruling.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::building::{
    CaptureLine, RemarkLine, VoteLine, capture_lines, remark_line, vote_line, window,
};
use super::map::desk_href;
use super::picture::{Marker, Picture, marker, pictures};
use super::rulings::{Date, RulingLine, days, ruling_lines};
use crate::domain::adjudication::CaseState;
use crate::domain::answer::RawAnswer;
use crate::domain::campaign::Campaign;
use crate::domain::id::CaptureId;
use crate::domain::judgement::Doubt;
use crate::domain::limits::{REASON_CHARS_MAX, RULING_MORE_MAX};
use crate::journey::account::Account;
use crate::journey::adjudicate::{
    self, AdjudicateError, BlindAnswer, CaseLook, RawRuling, Revealed, Stage, Who,
};
use crate::journey::log::By;
use crate::store::screens::cases::Waiting;
use crate::store::screens::votes::Vote;
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::here::lang;
use crate::web::page::{Frame, render_as, see_other};
use crate::web::staff::{Adjudicate, Desk};
use crate::web::who::Anyone;
use crate::web::{App, chance};

/// A vote under a picture: it was the last one standing there, or the first destroyed.
struct Tick {
    who: String,
    is_standing: bool,
}

/// A picture, what was said of it, and by whom.
struct Shot {
    line: CaptureLine,
    ticks: Vec<Tick>,
}

/// A vote, and how exact its volunteer is found, in hundredths.
struct Said {
    line: VoteLine,
    exactness: Option<String>,
}

/// What is shown after the adjudicator's own answer.
struct Shown {
    own: String,
    /// The captures at its ends; 0 for none.
    own_last: i64,
    own_first: i64,
    is_blind: bool,
    window: String,
    why: String,
    shots: Vec<Shot>,
    votes: Vec<Said>,
    remarks: Vec<RemarkLine>,
    rulings: Vec<RulingLine>,
    bar: Option<String>,
}

#[derive(Template)]
#[template(path = "pages/review_case.html")]
struct CasePage {
    frame: Frame,
    href: String,
    slug: String,
    name: String,
    waits: &'static str,
    pictures: Vec<Picture>,
    marker: Marker,
    shown: Option<Shown>,
    is_over: bool,
    ruling_href: String,
    refused: String,
    doubts: [Doubt; 6],
    reason_max: usize,
    more_max: u32,
    typed: String,
    notice: String,
    previous: Option<String>,
    next: Option<String>,
}

/// What somebody of the staff answered, in words.
pub(super) fn own_answer(own: &BlindAnswer, date: Date<'_>) -> String {
    let ends = (date(own.last_standing), date(own.first_destroyed));
    match (ends, own.doubt) {
        ((Some(last), Some(first)), _) => format!("destroyed after {last}, by {first}"),
        ((Some(last), None), _) => format!("still standing on {last}"),
        ((None, Some(first)), _) => format!("already destroyed on {first}"),
        ((None, None), doubt) => {
            let why = doubt.map_or("other", Doubt::as_str).replace('_', "-");
            format!("cannot tell: {}", lang().t(&format!("task-doubt-{why}")))
        }
    }
}

fn shown(revealed: Revealed, pictures: &[Picture]) -> Shown {
    let date = days(pictures);
    let counted: Vec<&Vote> = revealed
        .votes
        .iter()
        .map(|seen| &seen.vote)
        .filter(|vote| vote.superseded.is_none())
        .collect();
    let lines = capture_lines(pictures, &counted, &revealed.agreement);
    let shot = |line: CaptureLine| {
        let id = Some(CaptureId(line.picture.capture));
        let standing = revealed.votes.iter().filter(|seen| seen.vote.last_standing == id);
        let destroyed = revealed.votes.iter().filter(|seen| seen.vote.first_destroyed == id);
        let ticks = standing
            .map(|seen| (seen, true))
            .chain(destroyed.map(|seen| (seen, false)))
            .filter(|(seen, _)| seen.vote.superseded.is_none())
            .map(|(seen, is_standing)| Tick { who: seen.who.clone(), is_standing });
        Shot { ticks: ticks.collect(), line }
    };
    let said = revealed.votes.iter().map(|seen| Said {
        line: vote_line(&seen.who, &seen.vote, &date),
        exactness: seen.exactness.map(|share| format!("{share:.2}")),
    });
    let own = &revealed.own;
    Shown {
        own: own_answer(own, &date),
        own_last: own.last_standing.map_or(0, |id| id.0),
        own_first: own.first_destroyed.map_or(0, |id| id.0),
        is_blind: own.is_blind,
        window: window(&revealed.agreement, &date),
        why: format!(
            "{}; {} could not tell",
            revealed.agreement.why, revealed.agreement.cannot_tell
        ),
        shots: lines.into_iter().map(shot).collect(),
        votes: said.collect(),
        rulings: ruling_lines(&revealed.rulings, &revealed.reopenings, &date),
        remarks: revealed.remarks.into_iter().map(remark_line).collect(),
        bar: revealed.bar.map(|bar| bar.to_string()),
    }
}

/// The cases before and after one in the first page of the queue; the first where it is not there.
fn beside(all: &[Waiting], external_id: &str) -> (Option<String>, Option<String>) {
    let id = |at: Option<usize>| Some(all.get(at?)?.external_id.clone());
    match all.iter().position(|case| case.external_id == external_id) {
        Some(at) => (id(at.checked_sub(1)), id(Some(at + 1))),
        None => (None, id(Some(0))),
    }
}

const fn waits(state: CaseState) -> &'static str {
    match state {
        CaseState::Open => "Nobody has ruled in this round.",
        CaseState::Second => "One person has ruled; a second one must, without knowing how.",
        CaseState::Third => "Two people ruled differently; a third decides.",
        CaseState::Mending => "Something is to be mended first.",
        CaseState::Closed => "It is decided.",
    }
}

/// What is typed into a form that was refused, and why.
#[derive(Default)]
struct Told {
    notice: String,
    typed: String,
}

async fn page(
    app: &App,
    (account, campaign): (Account, Campaign),
    volunteer: Option<String>,
    id: &str,
    told: Told,
) -> Result<HttpResponse, Failure> {
    let (own, asked, name, now) =
        (campaign.clone(), id.to_owned(), account.name.clone(), app.now());
    let number = account.id;
    let read = app.door.read(move |db| {
        let by = By { name: &name, now };
        let who = Who { account: number, by, volunteer: volunteer.as_deref() };
        let look = adjudicate::open(db, who, &own, &asked).map_err(gone)?;
        Ok::<_, Failure>((look, adjudicate::queue(db, &own, 0)?))
    });
    let (look, queue) = read.await?;
    let status =
        if told.notice.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let frame = Frame::new(look.building.external_id.clone());
    render_as(status, &case_page(frame, &campaign, look, &queue, told))
}

fn case_page(
    frame: Frame,
    campaign: &Campaign,
    look: CaseLook,
    queue: &[Waiting],
    told: Told,
) -> CasePage {
    let pictures = pictures(&look.building, &look.series);
    let id = &look.building.external_id;
    let (previous, next) = beside(queue, id);
    let to = |id: String| desk_href(&campaign.slug, "review", &id);
    let (mut is_over, mut refused, mut after) = (false, String::new(), None);
    match look.stage {
        Stage::Blind => {}
        Stage::Over => is_over = true,
        Stage::Refused(why) => refused = why,
        Stage::Revealed(revealed) => after = Some(shown(*revealed, &pictures)),
    }
    CasePage {
        frame,
        href: to(id.clone()),
        slug: campaign.slug.to_string(),
        name: look.building.name.clone().unwrap_or_default(),
        waits: waits(look.case.state),
        marker: marker(&look.building, campaign.chip_px),
        shown: after,
        is_over,
        ruling_href: desk_href(&campaign.slug, "rulings", id),
        refused,
        doubts: Doubt::ALL,
        reason_max: REASON_CHARS_MAX,
        more_max: RULING_MORE_MAX,
        typed: told.typed,
        notice: told.notice,
        previous: previous.map(to),
        next: next.map(to),
        pictures,
    }
}

/// The failure of what cannot be shown at all.
pub(super) fn gone(error: AdjudicateError) -> Failure {
    match error {
        AdjudicateError::NotFound => Failure::not_found(),
        AdjudicateError::Store(error) => error.into(),
        other => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Failure::new(status, "Nothing was changed", format!("{other}."))
        }
    }
}

/// `GET /desk/{slug}/review/{id}`.
///
/// # Errors
/// When there is no such building.
pub async fn show(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    desk: Desk<Adjudicate>,
    anyone: Anyone,
) -> Result<HttpResponse, Failure> {
    let (_, id) = path.into_inner();
    let of = (desk.account, desk.campaign);
    page(&app, of, anyone.volunteer, &id, Told::default()).await
}

pub(super) fn raw_answer(form: &Words) -> RawAnswer {
    let verdict = form.get("verdict").to_owned();
    // Of what is not asked for with a verdict, nothing is read.
    let end = |name: &str, with: &[&str]| {
        if with.contains(&verdict.as_str()) { form.get(name).to_owned() } else { String::new() }
    };
    RawAnswer {
        last_standing: end("last_standing", &["dated", ""]),
        first_destroyed: end("first_destroyed", &["dated", ""]),
        reason: form.get("doubt").to_owned(),
        sureness: form.get("sureness").to_owned(),
        mode: "timeline".to_owned(),
        verdict,
        ..RawAnswer::default()
    }
}

/// `POST /desk/{slug}/review/{id}/{act}`: an `answer`, or a ruling (`rule`).
///
/// # Errors
/// When there is no such building or act.
pub async fn act(
    app: web::Data<App>,
    path: web::Path<(String, String, String)>,
    desk: Desk<Adjudicate>,
    anyone: Anyone,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let (_, id, act) = path.into_inner();
    if act != "answer" && act != "rule" {
        return Err(Failure::not_found());
    }
    let raw = RawRuling {
        kind: form.get("kind").to_owned(),
        answer: raw_answer(&form),
        more: form.get("more").to_owned(),
        reason: form.get("reason").to_owned(),
    };
    let (account, campaign, now) = (desk.account.clone(), desk.campaign.clone(), app.now());
    let (asked, volunteer, typed) = (id.clone(), anyone.volunteer.clone(), raw.reason.clone());
    let done = app.door.write(move |db| {
        let by = By { name: &account.name, now };
        let who = Who { account: account.id, by, volunteer: volunteer.as_deref() };
        if act == "answer" {
            return adjudicate::answer(db, who, &campaign, &asked, &raw.answer);
        }
        adjudicate::rule(db, &mut chance(), who, &campaign, (&asked, &raw)).map(|_| ())
    });
    match done.await {
        Ok(()) => Ok(see_other(&desk_href(&desk.campaign.slug, "review", &id))),
        Err(error @ (AdjudicateError::NotFound | AdjudicateError::Store(_))) => Err(gone(error)),
        Err(error) => {
            let told = Told { notice: format!("Nothing was kept: {error}."), typed };
            page(&app, (desk.account, desk.campaign), anyone.volunteer, &id, told).await
        }
    }
}
