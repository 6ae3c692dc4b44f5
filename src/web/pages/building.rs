//! One building for the coordinator: its chips, its votes, what they agree on, and why.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::incident;
use super::map::{Mark, desk_href, mark_of};
use super::picture::{Marker, Picture, marker, pictures};
use crate::domain::campaign::Slug;
use crate::domain::consensus::RetirementReason;
use crate::domain::id::CaptureId;
use crate::domain::task::{Task, TaskState};
use crate::journey::adjudicate;
use crate::journey::incident::{Kept, Link, confirmed};
use crate::journey::look;
use crate::journey::remark::{self, SeenRemark};
use crate::store::screens::votes::{Agreement, Vote};
use crate::web::App;
use crate::web::error::Failure;
use crate::web::here::lang;
use crate::web::page::{Frame, render};
use crate::web::staff::{Desk, SeeVotes};

/// A vote as a line of the table.
pub(super) struct VoteLine {
    pub(super) who: String,
    pub(super) said: String,
    pub(super) sureness: String,
    pub(super) seconds: i64,
    pub(super) at: String,
    pub(super) superseded: String,
}

/// A remark of a volunteer as a line of the table.
pub(super) struct RemarkLine {
    pub(super) who: String,
    pub(super) kind: String,
    pub(super) text: String,
    pub(super) day: String,
    /// By whom it was dealt with, and how; empty while it is open.
    pub(super) done: String,
}

pub(super) fn remark_line(remark: SeenRemark) -> RemarkLine {
    RemarkLine {
        who: remark.who,
        kind: remark.kind.as_str().replace('_', " "),
        text: remark.text,
        day: remark.day.to_string(),
        done: remark.done.map_or_else(String::new, |done| {
            format!("by {} on {}: {}", done.account, done.at.date_naive(), done.note)
        }),
    }
}

/// How many saw a capture standing and destroyed.
pub(super) struct CaptureLine {
    pub(super) picture: Picture,
    pub(super) standing: usize,
    pub(super) destroyed: usize,
    pub(super) is_last_standing: bool,
    pub(super) is_first_destroyed: bool,
}

#[derive(Template)]
#[template(path = "pages/building.html")]
struct BuildingPage {
    frame: Frame,
    slug: String,
    name: String,
    mark: Mark,
    task: Task,
    ruling: Option<String>,
    window: String,
    agreement: Agreement,
    captures: Vec<CaptureLine>,
    marker: Marker,
    votes: Vec<VoteLine>,
    remarks: Vec<RemarkLine>,
    incidents: Vec<IncidentLine>,
}

/// An incident that was linked to the building.
struct IncidentLine {
    name: String,
    href: String,
    url: String,
    grade: String,
    why: String,
    since: String,
}

fn incident_line(slug: &Slug, (link, kept): &(Link, Kept)) -> IncidentLine {
    IncidentLine {
        name: format!("{} {}", kept.source, kept.incident.external_id),
        href: desk_href(slug, "incidents", &kept.id.to_string()),
        url: kept.incident.url.clone(),
        grade: kept.incident.grade.clone(),
        why: incident::why(link, kept),
        since: incident::since(link, kept),
    }
}

/// `GET /desk/{slug}/buildings/{id}`.
///
/// # Errors
/// When there is no such building.
pub async fn show(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    desk: Desk<SeeVotes>,
) -> Result<HttpResponse, Failure> {
    let (_, id) = path.into_inner();
    let campaign = desk.campaign;
    let (account, now) = (desk.account.id, app.now());
    // Who sees votes here does not rule blind on the building later.
    let found = app.door.write(move |db| {
        let seen = look::building(db, campaign, &id)?;
        adjudicate::note_seen(db, account, seen.building.id, now)?;
        let remarks = remark::of_building(db, &seen.campaign, seen.building.id)?;
        let incidents = confirmed(db, &seen.campaign, seen.building.id)?;
        Ok::<_, Failure>((seen, remarks, incidents))
    });
    let (seen, remarks, incidents) = found.await?;
    let pictures = pictures(&seen.building, &seen.series);
    let date = |capture: Option<CaptureId>| {
        let found = pictures.iter().find(|picture| Some(CaptureId(picture.capture)) == capture);
        found.map(|picture| picture.spoken.clone())
    };
    let votes: Vec<VoteLine> =
        seen.votes.iter().map(|(who, vote)| vote_line(who, vote, &date)).collect();
    let window = window(&seen.agreement, &date);
    let counted: Vec<&Vote> =
        seen.votes.iter().map(|(_, vote)| vote).filter(|vote| vote.superseded.is_none()).collect();
    let captures = capture_lines(&pictures, &counted, &seen.agreement);
    render(&BuildingPage {
        frame: Frame::new(seen.building.external_id.clone()),
        slug: seen.campaign.slug.to_string(),
        name: seen.building.name.clone().unwrap_or_default(),
        mark: mark_of(seen.task.state),
        ruling: (seen.task.state == TaskState::Retired(RetirementReason::Ruled))
            .then(|| desk_href(&seen.campaign.slug, "rulings", &seen.building.external_id)),
        task: seen.task,
        window,
        marker: marker(&seen.building, seen.campaign.chip_px),
        agreement: seen.agreement,
        captures,
        votes,
        remarks: remarks.into_iter().map(remark_line).collect(),
        incidents: incidents.iter().map(|own| incident_line(&seen.campaign.slug, own)).collect(),
    })
}

/// The agreed window in a sentence that names how open ends came about.
pub(super) fn window(
    agreement: &Agreement,
    date: &dyn Fn(Option<CaptureId>) -> Option<String>,
) -> String {
    let last = date(agreement.last_standing_capture);
    let first = date(agreement.first_destroyed_capture);
    let (below, above) = (agreement.last_standing.as_str(), agreement.first_destroyed.as_str());
    match (last, first, below, above) {
        (Some(last), Some(first), _, _) => format!("Destroyed after {last}, by {first}"),
        (Some(last), None, _, "evidence") => {
            format!("Not visibly destroyed in the captures; last seen standing {last}")
        }
        (Some(last), None, _, _) => {
            format!("Standing on {last}; no agreement on what came after")
        }
        (None, Some(first), "evidence", _) => {
            format!("Already destroyed in the first capture, {first}")
        }
        (None, Some(first), _, _) => {
            format!("Destroyed by {first}; no agreement on when it last stood")
        }
        (None, None, _, _) => "No agreement yet on either end".to_owned(),
    }
}

pub(super) fn vote_line(
    who: &str,
    vote: &Vote,
    date: &dyn Fn(Option<CaptureId>) -> Option<String>,
) -> VoteLine {
    let said = match (date(vote.last_standing), date(vote.first_destroyed), &vote.doubt) {
        (Some(last), Some(first), _) => format!("destroyed after {last}, by {first}"),
        (Some(last), None, _) => format!("still standing on {last}"),
        (None, Some(first), _) => format!("already destroyed on {first}"),
        (None, None, Some(doubt)) => {
            let reason = lang().t(&format!("task-doubt-{}", doubt.replace('_', "-")));
            format!("cannot tell: {reason}")
        }
        (None, None, None) => String::new(),
    };
    VoteLine {
        who: who.to_owned(),
        said,
        sureness: vote.sureness.clone().unwrap_or_default(),
        seconds: (vote.submitted_at - vote.dealt_at).num_seconds(),
        at: vote.submitted_at.format("%Y-%m-%d %H:%M").to_string(),
        superseded: vote.superseded.clone().unwrap_or_default().replace('_', " "),
    }
}

pub(super) fn capture_lines(
    pictures: &[Picture],
    votes: &[&Vote],
    agreement: &Agreement,
) -> Vec<CaptureLine> {
    let place = |id: Option<CaptureId>| {
        id.and_then(|id| pictures.iter().position(|picture| picture.capture == id.0))
    };
    let line = |(position, picture): (usize, &Picture)| {
        let stands = |vote: &&&Vote| place(vote.last_standing) >= Some(position);
        let gone =
            |vote: &&&Vote| place(vote.first_destroyed).is_some_and(|first| first <= position);
        let id = Some(CaptureId(picture.capture));
        CaptureLine {
            standing: votes.iter().filter(stands).count(),
            destroyed: votes.iter().filter(gone).count(),
            is_last_standing: agreement.last_standing_capture == id,
            is_first_destroyed: agreement.first_destroyed_capture == id,
            picture: picture.clone(),
        }
    };
    pictures.iter().enumerate().map(line).collect()
}
