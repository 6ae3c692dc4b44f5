//! The queue of contested cases: what is to be ruled on next, and nothing of its votes.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::map::desk_href;
use super::picture::small;
use crate::domain::adjudication::{Between, CaseState};
use crate::domain::campaign::Campaign;
use crate::domain::limits::CASES_PAGE;
use crate::domain::role::{Power, Role};
use crate::journey::adjudicate::{self, AdjudicateError};
use crate::journey::log::By;
use crate::store::screens::cases::Waiting;
use crate::store::screens::task::Shown;
use crate::web::App;
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::page::{Frame, render_as, see_other};
use crate::web::staff::{Adjudicate, Desk, Run};

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    /// The page, from 0.
    #[serde(default)]
    pub page: i64,
    /// The id of a building to be opened.
    #[serde(default)]
    pub id: String,
}

/// A case as a line of the list.
struct Line {
    href: String,
    case: Waiting,
    why: String,
    /// The first and the last picture: (which, address, day). Never those of its window.
    ends: Vec<(&'static str, String, String)>,
}

#[derive(Template)]
#[template(path = "pages/review.html")]
struct ReviewPage {
    frame: Frame,
    campaign: Campaign,
    lines: Vec<Line>,
    earlier: Option<i64>,
    later: Option<i64>,
    may_set: bool,
    between: Between,
    notice: String,
}

fn line(campaign: &Campaign, case: Waiting, ends: Option<&(Shown, Shown)>) -> Line {
    let mut why = Vec::new();
    if case.is_contested {
        why.push("no agreement".to_owned());
    }
    match case.remarks {
        0 => {}
        1 => why.push("1 remark".to_owned()),
        n => why.push(format!("{n} remarks")),
    }
    match case.state {
        CaseState::Second => why.push("a second person is needed".to_owned()),
        CaseState::Third => why.push("a third person decides".to_owned()),
        CaseState::Open | CaseState::Mending | CaseState::Closed => {}
    }
    if case.priority > 0 {
        why.push(format!("priority {}", case.priority));
    }
    let href = desk_href(&campaign.slug, "review", &case.external_id);
    let end = |which, shown| {
        let (src, day) = small(case.building, shown);
        (which, src, day)
    };
    let ends = match ends {
        Some((first, last)) if first.capture.id == last.capture.id => vec![end("only", first)],
        Some((first, last)) => vec![end("first", first), end("last", last)],
        None => Vec::new(),
    };
    Line { href, case, why: why.join(", "), ends }
}

async fn page(
    app: &App,
    frame: Frame,
    (campaign, role): (Campaign, Role),
    number: i64,
    (status, notice): (StatusCode, String),
) -> Result<HttpResponse, Failure> {
    let own = campaign.clone();
    let read = app.door.read(move |db| {
        let cases = adjudicate::queue(db, &own, number)?;
        let ends = adjudicate::ends(db, &cases)?;
        Ok::<_, Failure>((cases, ends, adjudicate::between(db, &own)?))
    });
    let (mut cases, ends, between) = read.await?;
    let most = usize::try_from(CASES_PAGE).unwrap_or(usize::MAX);
    let has_more = cases.len() > most;
    cases.truncate(most);
    let line_of = |case: Waiting| {
        let ends = ends.get(&case.building);
        line(&campaign, case, ends)
    };
    let page = ReviewPage {
        frame,
        lines: cases.into_iter().map(line_of).collect(),
        earlier: (number > 0).then_some(number - 1),
        later: has_more.then_some(number + 1),
        may_set: role.may(Power::Run),
        between,
        notice,
        campaign,
    };
    render_as(status, &page)
}

/// `GET /desk/{slug}/review`.
///
/// # Errors
/// When there is no such campaign.
pub async fn show(
    app: web::Data<App>,
    desk: Desk<Adjudicate>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Failure> {
    let asked = asked.into_inner();
    if !asked.id.trim().is_empty() {
        return Ok(see_other(&desk_href(&desk.campaign.slug, "review", asked.id.trim())));
    }
    let number = asked.page.clamp(0, 100_000);
    let frame = Frame::new("Contested cases");
    let told = (StatusCode::OK, String::new());
    page(&app, frame, (desk.campaign, desk.role), number, told).await
}

/// `POST /desk/{slug}/review`: how many people rule on a case.
///
/// # Errors
/// When there is no such campaign.
pub async fn set(
    app: web::Data<App>,
    desk: Desk<Run>,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let needed = form.get("people").parse().unwrap_or(0);
    let (who, campaign, now) = (desk.account.name.clone(), desk.campaign.clone(), app.now());
    let set = app
        .door
        .write(move |db| adjudicate::set_people(db, By { name: &who, now }, &campaign, needed));
    match set.await {
        Ok(()) => Ok(see_other(&format!("/desk/{}/review", desk.campaign.slug))),
        Err(AdjudicateError::Store(error)) => Err(error.into()),
        Err(error) => {
            let told = (StatusCode::UNPROCESSABLE_ENTITY, format!("Nothing was changed: {error}."));
            let frame = Frame::new("Contested cases");
            page(&app, frame, (desk.campaign, desk.role), 0, told).await
        }
    }
}
