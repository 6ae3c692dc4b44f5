//! A volunteer remarks on a building, passes it on, or says that they know the place.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde_json::json;
use uuid::Uuid;

use super::task;
use crate::domain::guide::Trace;
use crate::domain::id::{AssignmentId, JudgementId};
use crate::domain::remark::RemarkKind;
use crate::journey::look;
use crate::journey::remark::{self, NewRemark, RemarkError};
use crate::journey::skip::{self, SkipError};
use crate::web::cache::Cache;
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::here::{Reader, here, lang};
use crate::web::page::see_other;
use crate::web::who::Volunteer;
use crate::web::{App, chance};

/// `POST /c/{slug}/remarks`: a remark on a building that this volunteer was dealt.
///
/// # Errors
/// Why it was not kept.
pub async fn raise(
    app: web::Data<App>,
    slug: web::Path<String>,
    volunteer: Volunteer,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let back = back(&slug, &form);
    let onward = |failure: Failure| failure.way(back.clone(), "remark-back");
    let new = read(&form).map_err(onward)?;
    let now = app.now();
    let kept = app.door.write(move |db| {
        let (campaign, who) = look::enrolled(db, &slug, &volunteer.token_hash)?;
        Ok(remark::raise(db, now, who.volunteer, &campaign, &new)?)
    });
    let was_kept = kept.await.map_err(onward)?;
    if here().reader == Reader::Script {
        let (saved, key) =
            if was_kept { ("again", "remark-said-again") } else { ("new", "remark-said") };
        let say = lang().t(key);
        return Ok(HttpResponse::Ok()
            .insert_header(Cache::Never.header())
            .json(json!({ "saved": saved, "say": say })));
    }
    let and = if back.contains('?') { '&' } else { '?' };
    Ok(see_other(&format!("{back}{and}said={}", if was_kept { "again" } else { "1" })))
}

/// Where a remark leads back to: the page of an answer, or the task as far as it was.
fn back(slug: &str, form: &Words) -> String {
    if let Ok(judgement) = form.get("judgement").parse::<JudgementId>() {
        return format!("/c/{slug}/mine/{judgement}");
    }
    let task = format!("/c/{slug}/task");
    let Ok(assignment) = form.get("assignment").parse::<AssignmentId>() else { return task };
    let said: Trace = form.get("t").parse().unwrap_or_default();
    let view = if form.get("view") == "timeline" { "timeline" } else { "guided" };
    // What can be taken back can be so still.
    let last = form.get("j").parse::<JudgementId>();
    let last = last.map_or_else(|_| String::new(), |last| format!("&j={last}"));
    format!("{task}?a={assignment}&t={said}&view={view}{last}")
}

/// Thanks for a remark, from what the address says of it: `1`, or `again` when it was there before.
#[must_use]
pub fn noted(said: &str) -> String {
    match said {
        "1" => lang().t("remark-said"),
        "again" => lang().t("remark-said-again"),
        _ => String::new(),
    }
}

fn read(form: &Words) -> Result<NewRemark, Failure> {
    let assignment = form.get("assignment").parse::<AssignmentId>().ok();
    let key = Uuid::parse_str(form.get("key")).ok();
    let (Some(assignment), Some(client_key)) = (assignment, key) else {
        return Err(RemarkError::UnknownTask.into());
    };
    let kind = RemarkKind::parse(form.get("reason"));
    let kind =
        kind.ok_or_else(|| refused(StatusCode::UNPROCESSABLE_ENTITY, "remark-refused-kind"))?;
    Ok(NewRemark {
        assignment,
        client_key,
        kind,
        text: form.get("text").to_owned(),
        capture: form.get("capture").parse().ok(),
    })
}

fn refused(status: StatusCode, message: &'static str) -> Failure {
    Failure::said(status, "remark-refused-title", message)
}

impl From<RemarkError> for Failure {
    fn from(error: RemarkError) -> Self {
        match error {
            RemarkError::Store(error) => error.into(),
            RemarkError::UnknownTask => refused(StatusCode::NOT_FOUND, "remark-refused-task"),
            RemarkError::NotYours => refused(StatusCode::FORBIDDEN, "remark-refused-yours"),
            RemarkError::TooLong => {
                refused(StatusCode::UNPROCESSABLE_ENTITY, "remark-refused-long")
            }
            RemarkError::Empty => refused(StatusCode::UNPROCESSABLE_ENTITY, "remark-refused-empty"),
            // Not "too many requests": it would be no other later.
            RemarkError::TooMany => refused(StatusCode::CONFLICT, "remark-refused-many"),
            RemarkError::KeyReused => refused(StatusCode::CONFLICT, "remark-refused-key"),
        }
    }
}

impl From<SkipError> for Failure {
    fn from(error: SkipError) -> Self {
        match error {
            SkipError::UnknownTask | SkipError::NotYours => {
                Self::said(StatusCode::NOT_FOUND, "skip-refused-title", "skip-refused")
            }
            SkipError::Store(error) => error.into(),
        }
    }
}

/// `POST /c/{slug}/skip`: passes a building on; with `near`, its neighbourhood too.
///
/// # Errors
/// When the volunteer has no such task, or passed on too many in a short time.
pub async fn skip(
    app: web::Data<App>,
    slug: web::Path<String>,
    volunteer: Volunteer,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let is_near = form.get("near") == "1";
    let back = format!("/c/{slug}/task");
    let assignment = form.get("assignment").parse().unwrap_or(AssignmentId(0));
    let (now, mut rng) = (app.now(), chance());
    let (name, hash) = (slug.clone(), volunteer.token_hash.clone());
    app.skips.admit(&hash).map_err(|seconds| {
        let status = StatusCode::TOO_MANY_REQUESTS;
        let refused = Failure::said(status, "error-wait-title", "skip-too-many").after(seconds);
        refused.way(back.clone(), "remark-back")
    })?;
    let done = app.door.write(move |db| {
        let (campaign, who) = look::enrolled(db, &name, &hash)?;
        skip::skip(db, now, &mut rng, who.volunteer, &campaign, assignment, is_near)?;
        Ok::<_, Failure>(())
    });
    done.await.map_err(|failure| failure.way(back.clone(), "remark-back"))?;
    if here().reader == Reader::Script {
        return task::ahead(app, slug, volunteer, form).await;
    }
    let next = if is_near { format!("/c/{slug}/help?near=1") } else { back };
    Ok(see_other(&next))
}
