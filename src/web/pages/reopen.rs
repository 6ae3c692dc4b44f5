//! Captures that came after judgements were given: what they could narrow is listed first, then
//! they are shown and those buildings are asked about again.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::{DateTime, Utc};

use super::map::{building_href, mark_of};
use crate::domain::campaign::{Campaign, Phase};
use crate::domain::id::CaptureId;
use crate::domain::limits::{LISTED_MAX, REASON_CHARS_MAX};
use crate::journey::campaign::{self, CampaignError};
use crate::journey::log::By;
use crate::journey::reopen::{self, Chosen, Held, Narrowable, Plan, ReopenError};
use crate::store::StoreError;
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::page::{Frame, render_as, see_other};
use crate::web::staff::{Desk, Run};
use crate::web::{App, chance};

/// A capture that waits.
struct Line {
    id: i64,
    name: String,
    date: String,
    may_be_shown: bool,
    is_chosen: bool,
}

/// A building that it could narrow.
struct Row {
    name: String,
    href: String,
    state: &'static str,
    window: String,
    by: String,
    gain: String,
}

/// What would be done.
struct Listed {
    rows: Vec<Row>,
    buildings: usize,
    left: usize,
    captures: usize,
    gain: String,
}

#[derive(Template)]
#[template(path = "pages/reopen.html")]
struct ReopenPage {
    frame: Frame,
    slug: String,
    is_open: bool,
    is_draft: bool,
    held: Vec<Line>,
    listed: Option<Listed>,
    area: String,
    only_decided: bool,
    reason: String,
    reason_max: usize,
    notice: String,
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
enum Refused {
    Reopen(#[from] ReopenError),
    Campaign(#[from] CampaignError),
    Store(#[from] StoreError),
}

/// What was typed.
#[derive(Debug, Clone, Default)]
struct Typed {
    captures: Vec<CaptureId>,
    area: String,
    only_decided: bool,
    reason: String,
}

impl Typed {
    fn read(form: &Words) -> Self {
        Self {
            captures: form.all("capture").filter_map(|id| id.parse().ok()).collect(),
            area: form.get("area").to_owned(),
            only_decided: !form.get("only_decided").is_empty(),
            reason: form.get("reason").to_owned(),
        }
    }

    fn chosen(&self) -> Result<Chosen, Refused> {
        Ok(Chosen::read(self.captures.clone(), &self.area, self.only_decided)?)
    }
}

fn listed(campaign: &Campaign, plan: &Plan) -> Listed {
    let known: Vec<(f64, f64)> = plan.narrowable.iter().filter_map(|one| one.days).collect();
    let mean = |days: &dyn Fn(&(f64, f64)) -> f64| {
        let count = f64::from(u32::try_from(known.len()).unwrap_or(u32::MAX)).max(1.0);
        known.iter().map(days).sum::<f64>() / count
    };
    let gain = match known.len() {
        0 => String::new(),
        count => format!(
            "{count} of them have a window with two ends: {:.1} days on average now, {:.1} to be \
             expected",
            mean(&|days| days.0),
            mean(&|days| days.1)
        ),
    };
    Listed {
        rows: plan.narrowable.iter().take(LISTED_MAX).map(|one| row(campaign, one)).collect(),
        buildings: plan.narrowable.len(),
        left: plan.left.len(),
        captures: plan.held.len(),
        gain,
    }
}

fn row(campaign: &Campaign, one: &Narrowable) -> Row {
    let day = |at: DateTime<Utc>| at.format("%Y-%m-%d").to_string();
    let window = match (one.bounds.last_standing.map(day), one.bounds.first_destroyed.map(day)) {
        (Some(last), Some(first)) => format!("{last} to {first}"),
        (Some(last), None) => format!("after {last}"),
        (None, Some(first)) => format!("by {first}"),
        (None, None) => "none yet".to_owned(),
    };
    Row {
        name: one.external_id.clone(),
        href: building_href(&campaign.slug, &one.external_id),
        state: mark_of(one.state).label(),
        window,
        by: one.by.join(", "),
        gain: one.days.map_or_else(
            || "–".to_owned(),
            |(now, left)| format!("{now:.0} days to about {left:.1}"),
        ),
    }
}

async fn page(
    app: &App,
    desk: &Desk<Run>,
    typed: Typed,
    (plan, notice): (Option<Plan>, String),
) -> Result<HttpResponse, Failure> {
    let campaign = desk.campaign.clone();
    let held = app.door.read(move |db| reopen::waiting(db, &campaign)).await?;
    let line = |one: Held| Line {
        id: one.id.0,
        date: one.taken_at.format("%Y-%m-%d").to_string(),
        may_be_shown: one.may_be_shown,
        is_chosen: typed.captures.is_empty() || typed.captures.contains(&one.id),
        name: one.external_id,
    };
    let held = held.into_iter().map(line).collect();
    let status = if notice.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = ReopenPage {
        frame: Frame::new("New captures"),
        slug: desk.campaign.slug.to_string(),
        is_open: desk.campaign.phase == Phase::Open,
        is_draft: desk.campaign.phase == Phase::Draft,
        held,
        listed: plan.map(|plan| listed(&desk.campaign, &plan)),
        area: typed.area,
        only_decided: typed.only_decided,
        reason: typed.reason,
        reason_max: REASON_CHARS_MAX,
        notice,
    };
    render_as(status, &page)
}

/// `GET /desk/{slug}/reopen`.
///
/// # Errors
/// When there is no such campaign.
pub async fn show(app: web::Data<App>, desk: Desk<Run>) -> Result<HttpResponse, Failure> {
    page(&app, &desk, Typed::default(), (None, String::new())).await
}

/// `POST /desk/{slug}/reopen/{act}`: closes the campaign, lists what new captures could narrow,
/// shows them, or opens the campaign again.
///
/// # Errors
/// When there is no such campaign or act.
pub async fn act(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    desk: Desk<Run>,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let (_, name) = path.into_inner();
    let typed = Typed::read(&form);
    match run(&app, &desk, &name, &typed).await {
        Ok(Some(plan)) => page(&app, &desk, typed, (Some(plan), String::new())).await,
        Ok(None) => Ok(see_other(&format!("/desk/{}/reopen", desk.campaign.slug))),
        Err(None) => Err(Failure::not_found()),
        Err(Some(
            Refused::Store(error)
            | Refused::Reopen(ReopenError::Store(error))
            | Refused::Campaign(CampaignError::Store(error)),
        )) => Err(error.into()),
        Err(Some(error)) => {
            // What was listed is listed again, with the reason that was typed.
            let plan = match name.as_str() {
                "apply" => run(&app, &desk, "list", &typed).await.unwrap_or_default(),
                _ => None,
            };
            page(&app, &desk, typed, (plan, error.to_string())).await
        }
    }
}

/// Does it: a plan is to be shown. Nothing as an error where there is no such act.
async fn run(
    app: &App,
    desk: &Desk<Run>,
    name: &str,
    typed: &Typed,
) -> Result<Option<Plan>, Option<Refused>> {
    let (who, campaign, now) = (desk.account.name.clone(), desk.campaign.clone(), app.now());
    let (mut rng, reason) = (chance(), typed.reason.clone());
    match name {
        "list" => {
            let chosen = typed.chosen()?;
            let read = app.door.read(move |db| Ok(reopen::plan(db, &campaign, &chosen)?));
            return read.await.map(Some).map_err(Some);
        }
        "apply" => {
            let chosen = typed.chosen()?;
            if reason.is_empty() {
                return Err(Some(ReopenError::Reason.into()));
            }
            let done = app.door.write(move |db| {
                let by = By { name: &who, now };
                reopen::reopen(db, by, &mut rng, &campaign, (&chosen, &reason))?;
                Ok::<_, Refused>(())
            });
            done.await?;
        }
        "close" | "open" => {
            let opens = name == "open";
            let done = app.door.write(move |db| {
                let by = By { name: &who, now };
                if opens {
                    campaign::open(db, by, &mut rng, &campaign)?;
                } else {
                    campaign::close(db, by, &campaign)?;
                }
                Ok::<_, Refused>(())
            });
            done.await?;
        }
        _ => return Err(None),
    }
    Ok(None)
}
