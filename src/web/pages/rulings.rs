//! What was ruled, by whom and why; where a ruling is disputed, and what is to be mended.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::map::desk_href;
use super::picture::{Marker, Picture, marker, pictures};
use super::review_case::gone;
use crate::domain::adjudication::{Bound, CaseState, Kind, Outcome};
use crate::domain::id::CaptureId;
use crate::domain::limits::REASON_CHARS_MAX;
use crate::domain::role::Power;
use crate::journey::adjudicate::{self, Reopening, Ruling, Who};
use crate::journey::log::By;
use crate::store::screens::cases::Ruled;
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::page::{Frame, render, see_other};
use crate::web::staff::{Desk, Dispute, SeeRulings};
use crate::web::{App, chance};

/// Finds the day of a capture.
pub(super) type Date<'a> = &'a dyn Fn(Option<CaptureId>) -> Option<String>;

/// The day of a capture by its id, among pictures.
pub(super) fn days(pictures: &[Picture]) -> impl Fn(Option<CaptureId>) -> Option<String> + '_ {
    move |capture| {
        let found = pictures.iter().find(|picture| Some(CaptureId(picture.capture)) == capture);
        found.map(|picture| picture.spoken.clone())
    }
}

/// A ruling, or what opened the case again, as a line.
pub(super) struct RulingLine {
    pub(super) who: String,
    pub(super) said: String,
    pub(super) how: &'static str,
    pub(super) reason: String,
    pub(super) at: String,
}

/// What a ruling says, in words.
fn said(outcome: Outcome, date: Date<'_>) -> String {
    let day = |capture: CaptureId| date(Some(capture)).unwrap_or_else(|| "a picture".to_owned());
    match outcome {
        Outcome::Window(Bound::At(last), Bound::At(first)) => {
            format!("destroyed after {}, by {}", day(last), day(first))
        }
        Outcome::Window(Bound::Evidence, Bound::At(first)) => {
            format!("already destroyed in the first picture, {}", day(first))
        }
        Outcome::Window(Bound::At(last), Bound::Evidence) => {
            format!("not visibly destroyed; last seen standing {}", day(last))
        }
        Outcome::Window(Bound::At(last), Bound::Dispute) => {
            format!("standing on {}; when it was destroyed stays open", day(last))
        }
        Outcome::Window(_, Bound::At(first)) => {
            format!("destroyed by {}; when it last stood stays open", day(first))
        }
        Outcome::Window(..) => "both ends stay open".to_owned(),
        Outcome::Undatable(doubt) => {
            format!("cannot be dated: {}", doubt.as_str().replace('_', " "))
        }
        Outcome::Ask(1) => "1 more volunteer is asked".to_owned(),
        Outcome::Ask(more) => format!("{more} more volunteers are asked"),
        Outcome::Mend => "the outline or a picture is to be mended".to_owned(),
    }
}

/// Rulings and what opened the case again, in order.
pub(super) fn ruling_lines(
    rulings: &[Ruling],
    reopenings: &[Reopening],
    date: Date<'_>,
) -> Vec<RulingLine> {
    let ruled = rulings.iter().map(|ruling| {
        let accepted = if ruling.kind == Kind::Accept { " (as the volunteers agree)" } else { "" };
        let line = RulingLine {
            who: ruling.name.clone(),
            said: format!("{}{accepted}", said(ruling.outcome, date)),
            how: if ruling.is_blind { "answered blind" } else { "had seen votes or rulings" },
            reason: ruling.reason.clone(),
            at: ruling.ruled_at.format("%Y-%m-%d %H:%M").to_string(),
        };
        (ruling.ruled_at, line)
    });
    let opened = reopenings.iter().map(|one| {
        let line = RulingLine {
            who: one.name.clone(),
            said: if one.is_dispute { "disputed the ruling" } else { "mended it" }.to_owned(),
            how: "",
            reason: one.reason.clone(),
            at: one.at.format("%Y-%m-%d %H:%M").to_string(),
        };
        (one.at, line)
    });
    let mut all: Vec<_> = ruled.chain(opened).collect();
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, line)| line).collect()
}

/// A ruling of the list.
struct Line {
    href: String,
    ruled: Ruled,
    kind: &'static str,
    at: String,
}

#[derive(Template)]
#[template(path = "pages/rulings.html")]
struct RulingsPage {
    frame: Frame,
    closed: Vec<Line>,
    mending: Vec<Line>,
}

const fn about(kind: Kind) -> &'static str {
    match kind {
        Kind::Accept => "as the volunteers agree",
        Kind::Window => "a window of their own",
        Kind::Undatable => "cannot be dated",
        Kind::Ask => "more volunteers asked",
        Kind::Mend => "to be mended",
    }
}

/// `GET /desk/{slug}/rulings`.
///
/// # Errors
/// When there is no such campaign.
pub async fn show(app: web::Data<App>, desk: Desk<SeeRulings>) -> Result<HttpResponse, Failure> {
    let own = desk.campaign.clone();
    let [closed, mending] = app.door.read(move |db| adjudicate::ruled(db, &own)).await?;
    let line = |ruled: Ruled| Line {
        href: desk_href(&desk.campaign.slug, "rulings", &ruled.external_id),
        kind: about(ruled.kind),
        at: ruled.at.format("%Y-%m-%d").to_string(),
        ruled,
    };
    render(&RulingsPage {
        frame: Frame::new("Rulings"),
        closed: closed.into_iter().map(line).collect(),
        mending: mending.into_iter().map(line).collect(),
    })
}

#[derive(Template)]
#[template(path = "pages/ruling.html")]
struct RulingPage {
    frame: Frame,
    slug: String,
    href: String,
    name: String,
    is_mending: bool,
    may_dispute: bool,
    bounds: Vec<Picture>,
    marker: Marker,
    lines: Vec<RulingLine>,
    reason_max: usize,
}

/// `GET /desk/{slug}/rulings/{id}`.
///
/// # Errors
/// When there is no such building, or nothing is ruled on it.
pub async fn one(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    desk: Desk<SeeRulings>,
) -> Result<HttpResponse, Failure> {
    let (_, id) = path.into_inner();
    let (own, account, now) = (desk.campaign.clone(), desk.account.clone(), app.now());
    let read = app.door.write(move |db| {
        let who = Who { account: account.id, by: By { name: &account.name, now }, volunteer: None };
        adjudicate::ruling(db, who, &own, &id).map_err(gone)
    });
    let look = read.await?;
    let pictures = pictures(&look.building, &look.series);
    let lines = ruling_lines(&look.rulings, &look.reopenings, &days(&pictures));
    let ends = match look.rulings.last().map(|ruling| ruling.outcome) {
        Some(Outcome::Window(last, first)) => [last, first],
        _ => [Bound::Dispute; 2],
    };
    let is_end = |picture: &Picture| ends.contains(&Bound::At(CaptureId(picture.capture)));
    render(&RulingPage {
        frame: Frame::new(format!("Ruling on {}", look.building.external_id)),
        slug: desk.campaign.slug.to_string(),
        href: desk_href(&desk.campaign.slug, "rulings", &look.building.external_id),
        name: look.building.name.clone().unwrap_or_default(),
        is_mending: look.case.state == CaseState::Mending,
        may_dispute: desk.role.may(Power::Dispute),
        marker: marker(&look.building, desk.campaign.chip_px),
        lines,
        bounds: pictures.iter().filter(|picture| is_end(picture)).cloned().collect(),
        reason_max: REASON_CHARS_MAX,
    })
}

/// `POST /desk/{slug}/rulings/{id}/{act}`: a `dispute`, or that something was `mended`.
///
/// # Errors
/// When there is no such building or act, or nothing to be disputed or mended.
pub async fn act(
    app: web::Data<App>,
    path: web::Path<(String, String, String)>,
    desk: Desk<Dispute>,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let (_, id, act) = path.into_inner();
    if act != "dispute" && act != "mended" {
        return Err(Failure::not_found());
    }
    let (own, account, now) = (desk.campaign.clone(), desk.account.clone(), app.now());
    let why = form.get("reason").to_owned();
    let done = app.door.write(move |db| {
        let who = Who { account: account.id, by: By { name: &account.name, now }, volunteer: None };
        let about = (id.as_str(), why.as_str());
        if act == "mended" {
            return adjudicate::mended(db, who, &own, about);
        }
        adjudicate::dispute(db, &mut chance(), who, &own, about)
    });
    let list = format!("/desk/{}/rulings", desk.campaign.slug);
    match done.await {
        Ok(()) => Ok(see_other(&list)),
        Err(error) => Err(gone(error).link(list, "Rulings")),
    }
}
