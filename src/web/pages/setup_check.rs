//! The last step: the tasks are tried, care is taken, and the campaign is opened.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::setup::Told;
use crate::domain::campaign::{Campaign, Phase};
use crate::domain::setup::{CARES, Care, Line, State};
use crate::journey::log::By;
use crate::journey::setup;
use crate::web::App;
use crate::web::error::Failure;
use crate::web::page::{Frame, render_as};
use crate::web::staff::{Desk, Run};

/// Buildings that a pilot is offered with.
const PILOT_OF: u64 = 100;

/// A line of the list of care.
struct Taken {
    care: Care,
    /// Who ticked it, and when; empty where nobody did.
    by: String,
}

#[derive(Template)]
#[template(path = "pages/setup_check.html")]
struct CheckPage {
    frame: Frame,
    campaign: Campaign,
    cares: Vec<Taken>,
    blocking: Vec<Line>,
    tasks: usize,
    pilot_of: String,
    notice: String,
}

/// The page, perhaps after something was refused.
pub(super) async fn page(app: &App, desk: Desk<Run>, told: Told) -> Result<HttpResponse, Failure> {
    let (own, who, now) = (desk.campaign.clone(), desk.account.name.clone(), app.now());
    let read = app.door.read(move |db| {
        let facts = setup::facts(db, By { name: &who, now }, &own)?;
        let tasks = setup::rehearse(db, &own, 1)?.map_or(0, |first| first.of);
        Ok::<_, Failure>((facts, setup::ticks(db, &own)?, tasks))
    });
    let (facts, ticks, tasks) = read.await?;
    let taken = |care: Care| {
        let tick = ticks.iter().find(|tick| tick.name == care.name);
        let by = tick.map(|tick| format!("{}, {}", tick.by, tick.at.format("%-d %b %Y")));
        Taken { care, by: by.unwrap_or_default() }
    };
    let lines = facts.lines().into_iter();
    let page = CheckPage {
        frame: Frame::new("Check and open"),
        cares: CARES.map(taken).into(),
        blocking: lines.filter(|line| line.state == State::Blocking).collect(),
        tasks,
        pilot_of: if told.typed.is_empty() {
            PILOT_OF.min(facts.buildings.div_ceil(10)).max(1).to_string()
        } else {
            told.typed.clone()
        },
        notice: told.notice.clone(),
        campaign: desk.campaign,
    };
    render_as(told.status(), &page)
}

/// `GET /desk/{slug}/setup/check`.
///
/// # Errors
/// When there is no such campaign.
pub async fn show(app: web::Data<App>, desk: Desk<Run>) -> Result<HttpResponse, Failure> {
    page(&app, desk, Told::default()).await
}
