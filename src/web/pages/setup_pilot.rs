//! What a pilot tells: from the answers of a few buildings, what the rest will want.

use actix_web::{HttpResponse, web};
use askama::Template;

use crate::domain::campaign::{Campaign, Phase};
use crate::journey::pilot::{self, Advice};
use crate::journey::setup;
use crate::web::App;
use crate::web::error::Failure;
use crate::web::page::{Frame, render};
use crate::web::staff::{Desk, Run};

/// A line of what was tried.
struct Line {
    min: u32,
    each: String,
    changed: String,
    wanting: String,
    is_proposed: bool,
}

#[derive(Template)]
#[template(path = "pages/setup_pilot.html")]
struct PilotPage {
    frame: Frame,
    campaign: Campaign,
    size: Option<u32>,
    judged: usize,
    answers: usize,
    seconds: String,
    alpha: String,
    proposed: String,
    reasons: Vec<String>,
    lines: Vec<Line>,
}

/// `GET /desk/{slug}/setup/pilot`.
///
/// # Errors
/// When there is no such campaign.
pub async fn show(app: web::Data<App>, desk: Desk<Run>) -> Result<HttpResponse, Failure> {
    let own = desk.campaign.clone();
    let size = app.door.read(move |db| setup::of(db, &own)).await?.pilot_of;
    let mut advice = None;
    if size.is_some() {
        // Only of a pilot: its answers are few.
        let (store, own) = (app.door.store().clone(), desk.campaign.clone());
        let read = web::block(move || pilot::advice(&store, &own)).await;
        advice = Some(read.map_err(|error| Failure::internal(&error))??);
    }
    render(&page(&desk, size, advice))
}

fn page(desk: &Desk<Run>, size: Option<u32>, advice: Option<Advice>) -> PilotPage {
    let percent = |share: f64| format!("{:.0} %", share * 100.0);
    let none = || "–".to_owned();
    let (mut lines, mut reasons) = (Vec::new(), Vec::new());
    let (mut judged, mut answers) = (0, 0);
    let (mut seconds, mut alpha, mut proposed) = (none(), none(), String::new());
    if let Some(advice) = advice {
        (judged, answers) = (advice.judged, advice.answers);
        seconds = advice.seconds.map_or_else(none, |seconds| seconds.to_string());
        alpha = advice.alpha.map_or_else(none, |alpha| format!("{alpha:.2}"));
        let min = advice.judgements_min;
        proposed = min.map_or_else(String::new, |min| min.to_string());
        reasons = advice.reasons;
        let line = |trial: &pilot::Trial| Line {
            min: trial.policy.judgements_min,
            each: format!("{:.1}", trial.each),
            changed: percent(trial.changed),
            wanting: percent(trial.wanting),
            is_proposed: Some(trial.policy.judgements_min) == min,
        };
        lines = advice.trials.iter().map(line).collect();
    }
    PilotPage {
        frame: Frame::new("Pilot"),
        campaign: desk.campaign.clone(),
        size,
        judged,
        answers,
        seconds,
        alpha,
        proposed,
        reasons,
        lines,
    }
}
