//! One answer of a volunteer: what they said, what came of it, and, once it is final, what others
//! remarked.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use uuid::Uuid;

use super::picture::{Marker, Picture, marker, pictures};
use super::said::{day, said, settled};
use crate::domain::id::{CaptureId, JudgementId};
use crate::domain::remark::RemarkKind;
use crate::journey::mine::{ChangeError, Line, LineState};
use crate::journey::remark::{Others, SeenRemark};
use crate::journey::{assign, look, mine, remark, text};
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::here::lang;
use crate::web::page::{Frame, render, see_other};
use crate::web::who::Volunteer;
use crate::web::{App, chance};

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    /// Set after a remark: `1`, or `again` when it was there before.
    #[serde(default)]
    pub said: String,
}

/// A remark as the page shows it.
struct RemarkLine {
    who: String,
    kind: String,
    text: String,
    date: String,
    day: String,
}

#[derive(Template)]
#[template(path = "pages/mine_answer.html")]
struct AnswerPage {
    frame: Frame,
    slug: String,
    judgement: i64,
    assignment: i64,
    /// Of the remark that may be sent.
    key: Uuid,
    said: String,
    day: String,
    outcome: String,
    may_change: bool,
    /// Why it cannot be changed, where that is not plain; empty where it can.
    fixed: String,
    /// Of others' remarks.
    others: Others,
    before: Option<Picture>,
    after: Option<Picture>,
    marker: Marker,
    remarks: Vec<RemarkLine>,
    kinds: Vec<(&'static str, String)>,
    notice: String,
}

/// `GET /c/{slug}/mine/{judgement}`.
///
/// # Errors
/// 404 when there is none, or it is somebody else's.
pub async fn show(
    app: web::Data<App>,
    path: web::Path<(String, JudgementId)>,
    volunteer: Volunteer,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Failure> {
    let (slug, judgement) = path.into_inner();
    let (now, code) = (app.now(), lang().code());
    let found = app.door.read(move |db| {
        let (mut campaign, who) = look::enrolled(db, &slug, &volunteer.token_hash)?;
        campaign.title = text::title(db, &campaign, code)?;
        let one = mine::one(db, now, &campaign, who.volunteer, judgement)?;
        let (line, building, series) = one.ok_or_else(Failure::not_found)?;
        let task = assign::assignment_about(db, who.volunteer, building.id)?;
        let heard = remark::seen(db, now, &campaign, who.volunteer, building.id)?;
        Ok::<_, Failure>((campaign, line, building, series, (task, heard)))
    });
    let (campaign, line, building, series, (task, heard)) = found.await?;
    let pictures = pictures(&building, &series);
    let of = |wanted: Option<CaptureId>| {
        let is_it = |picture: &&Picture| wanted.is_some_and(|id| picture.capture == id.0);
        pictures.iter().find(is_it).cloned()
    };
    let words = lang();
    render(&AnswerPage {
        frame: Frame::new(words.t("answer-title"))
            .of(&campaign.title, format!("/c/{}/start", campaign.slug)),
        slug: campaign.slug.to_string(),
        judgement: judgement.0,
        assignment: task.map_or(0, |task| task.0),
        key: Uuid::new_v4(),
        said: said(line.last_standing, line.first_destroyed),
        day: day(line.submitted_at.date_naive()),
        outcome: outcome(&line),
        may_change: line.may_change,
        fixed: fixed(&line, heard.others),
        others: heard.others,
        before: of(line.ends.0),
        after: of(line.ends.1),
        marker: marker(&building, campaign.chip_px),
        remarks: heard.remarks.into_iter().map(remark_line).collect(),
        kinds: kinds(),
        notice: super::remark::noted(&asked.said),
    })
}

/// What came of an answer, in a sentence.
fn outcome(line: &Line) -> String {
    match (&line.state, line.settled) {
        (LineState::Superseded(why), _) if why == "changed" => lang().t("answer-changed"),
        (LineState::Superseded(_), _) => lang().t("answer-superseded"),
        (LineState::Standing, Some((last, first))) => settled(last, first),
        (LineState::Standing, None) if line.is_fresh => lang().t("answer-fresh"),
        (LineState::Standing, None) => lang().t("answer-open"),
    }
}

/// Why an answer cannot be changed.
fn fixed(line: &Line, others: Others) -> String {
    let is_plain = line.may_change || line.state != LineState::Standing;
    match (others, line.settled) {
        _ if is_plain => String::new(),
        (Others::Shown, _) => lang().t("answer-final"),
        (_, Some(_)) => lang().t("answer-fixed"),
        (_, None) => String::new(),
    }
}

fn remark_line(remark: SeenRemark) -> RemarkLine {
    RemarkLine {
        who: if remark.is_mine { lang().t("remark-you") } else { remark.who },
        kind: kind(remark.kind),
        text: remark.text,
        date: remark.day.to_string(),
        day: day(remark.day),
    }
}

/// The kinds of remark as a form offers them: (word, label).
#[must_use]
pub fn kinds() -> Vec<(&'static str, String)> {
    RemarkKind::ALL.into_iter().map(|it| (it.as_str(), kind(it))).collect()
}

/// A kind of remark in the reader's language.
#[must_use]
pub fn kind(kind: RemarkKind) -> String {
    lang().t(match kind {
        RemarkKind::WrongOutline => "remark-kind-wrong-outline",
        RemarkKind::NotABuilding => "remark-kind-not-a-building",
        RemarkKind::PictureMissing => "remark-kind-picture-missing",
        RemarkKind::Sensitive => "remark-kind-sensitive",
        RemarkKind::Other => "remark-kind-other",
    })
}

/// `POST /c/{slug}/mine/{judgement}/change`: the building is dealt again, the answer replaced.
///
/// # Errors
/// 404 when there is none, or it is somebody else's; 409 when it can no longer be changed.
pub async fn change(
    app: web::Data<App>,
    path: web::Path<(String, JudgementId)>,
    volunteer: Volunteer,
    _form: Words,
) -> Result<HttpResponse, Failure> {
    let (slug, judgement) = path.into_inner();
    let (now, mut rng) = (app.now(), chance());
    let (address, back) = (format!("/c/{slug}/task"), format!("/c/{slug}/mine/{judgement}"));
    let done = app.door.write(move |db| {
        let (campaign, who) = look::enrolled(db, &slug, &volunteer.token_hash)?;
        mine::change(db, now, &mut rng, who.volunteer, &campaign, judgement)
            .map_err(|error| refused(error, back))
    });
    let again = done.await?;
    Ok(see_other(&format!("{address}?a={}", again.id)))
}

fn refused(error: ChangeError, back: String) -> Failure {
    match error {
        ChangeError::Unknown => Failure::not_found(),
        ChangeError::Settled => fast("answer-fixed", back),
        ChangeError::Shown => fast("answer-final", back),
        ChangeError::Replaced => fast("answer-superseded", back),
        ChangeError::Assign(error) => error.into(),
        ChangeError::Store(error) => error.into(),
    }
}

fn fast(why: &'static str, back: String) -> Failure {
    Failure::said(StatusCode::CONFLICT, "answer-not-changeable", why).way(back, "answer-title")
}

/// `POST /c/{slug}/mine/{judgement}/others`: others' remarks are shown from now on, and the answer
/// is final.
///
/// # Errors
/// 404 when there is none, or it is somebody else's.
pub async fn others(
    app: web::Data<App>,
    path: web::Path<(String, JudgementId)>,
    volunteer: Volunteer,
    _form: Words,
) -> Result<HttpResponse, Failure> {
    let (slug, judgement) = path.into_inner();
    let (now, back) = (app.now(), format!("/c/{slug}/mine/{judgement}#remarks"));
    let done = app.door.write(move |db| {
        let (campaign, who) = look::enrolled(db, &slug, &volunteer.token_hash)?;
        let building = mine::building_of(db, &campaign, who.volunteer, judgement)?;
        let building = building.ok_or_else(Failure::not_found)?;
        remark::show_others(db, now, &campaign, who.volunteer, building).map_err(Failure::from)
    });
    done.await?;
    Ok(see_other(&back))
}
