//! What volunteers remarked: the list of it, newest first, and one remark with its building.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::map::{building_href, desk_href};
use super::picture::{Marker, Picture, marker, pictures};
use crate::domain::campaign::Campaign;
use crate::domain::id::{AccountId, RemarkId};
use crate::domain::limits::{REASON_CHARS_MAX, REMARKS_PAGE};
use crate::domain::remark::RemarkKind;
use crate::domain::role::{Power, Role};
use crate::journey::account::Account;
use crate::journey::flag::{self, Flag, FlagError, Wanted};
use crate::journey::log::By;
use crate::web::App;
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::page::{Frame, render, render_as, see_other};
use crate::web::staff::{Desk, Moderate, SeeVolunteers};

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    /// The word of a kind; empty for all.
    #[serde(default)]
    pub kind: String,
    /// `1` for those that are dealt with.
    #[serde(default)]
    pub resolved: String,
    /// Those before this one.
    pub before: Option<i64>,
}

/// A remark as a line of the list.
struct Line {
    href: String,
    about: &'static str,
    day: String,
    flag: Flag,
}

#[derive(Template)]
#[template(path = "pages/flags.html")]
struct FlagsPage {
    frame: Frame,
    lines: Vec<Line>,
    kinds: Vec<(RemarkKind, &'static str, i64)>,
    /// The word of the kind that is shown; empty for all.
    kind: &'static str,
    is_resolved: bool,
    open: i64,
    before: Option<RemarkId>,
}

const fn about(kind: RemarkKind) -> &'static str {
    match kind {
        RemarkKind::WrongOutline => "wrong outline",
        RemarkKind::NotABuilding => "not a building",
        RemarkKind::PictureMissing => "picture missing",
        RemarkKind::Sensitive => "sensitive",
        RemarkKind::Other => "something else",
    }
}

/// `GET /desk/{slug}/flags`.
///
/// # Errors
/// When there is no such campaign.
pub async fn show(
    app: web::Data<App>,
    desk: Desk<SeeVolunteers>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Failure> {
    let wanted = Wanted {
        is_resolved: asked.resolved == "1",
        kind: RemarkKind::parse(&asked.kind),
        before: asked.before.map(RemarkId),
    };
    let own = desk.campaign.clone();
    let read = app
        .door
        .read(move |db| Ok::<_, Failure>((flag::list(db, &own, wanted)?, flag::open(db, &own)?)));
    let (mut flags, open) = read.await?;
    let most = usize::try_from(REMARKS_PAGE).unwrap_or(usize::MAX);
    let has_more = flags.len() > most;
    flags.truncate(most);
    let slug = &desk.campaign.slug;
    let of = |kind| open.iter().find(|(own, _)| *own == kind).map_or(0, |(_, count)| *count);
    render(&FlagsPage {
        before: flags.last().map(|flag| flag.id).filter(|_| has_more),
        lines: flags
            .into_iter()
            .map(|flag| Line {
                href: desk_href(slug, "flags", &flag.id.to_string()),
                about: about(flag.kind),
                day: flag.raised_at.format("%Y-%m-%d").to_string(),
                flag,
            })
            .collect(),
        kinds: RemarkKind::ALL.into_iter().map(|kind| (kind, about(kind), of(kind))).collect(),
        kind: wanted.kind.map_or("", RemarkKind::as_str),
        is_resolved: wanted.is_resolved,
        open: open.iter().map(|(_, count)| count).sum(),
        frame: Frame::new("Remarks"),
    })
}

#[derive(Template)]
#[template(path = "pages/flag.html")]
struct FlagPage {
    frame: Frame,
    slug: String,
    href: String,
    /// The page of the building's votes, for those who may see them.
    votes: Option<String>,
    who: String,
    who_href: String,
    about: &'static str,
    flag: Flag,
    pictures: Vec<Picture>,
    marker: Marker,
    may_act: bool,
    reason_max: usize,
    notice: String,
    note: String,
}

async fn page(
    app: &App,
    (account, campaign, role): (Account, Campaign, Role),
    id: RemarkId,
    (status, notice, note): (StatusCode, String, String),
) -> Result<HttpResponse, Failure> {
    let (own, now, reader) = (campaign.clone(), app.now(), account.id);
    // Who reads what volunteers say about a building does not rule blind on it later.
    let blind: Option<AccountId> = role.may(Power::Adjudicate).then_some(reader);
    let seen = app.door.write(move |db| flag::one(db, now, &own, id, blind).map_err(gone)).await?;
    let slug = &campaign.slug;
    let building = &seen.flag.building;
    let page = FlagPage {
        frame: Frame::new(format!("Remark on {building}")),
        href: desk_href(slug, "flags", &id.to_string()),
        votes: role.may(Power::SeeVotes).then(|| building_href(slug, building)),
        who_href: desk_href(slug, "volunteers", &seen.who),
        who: seen.who,
        about: about(seen.flag.kind),
        pictures: pictures(&seen.building, &seen.series),
        marker: marker(&seen.building, campaign.chip_px),
        flag: seen.flag,
        may_act: role.may(Power::Moderate),
        reason_max: REASON_CHARS_MAX,
        slug: slug.to_string(),
        notice,
        note,
    };
    render_as(status, &page)
}

fn gone(error: FlagError) -> Failure {
    match error {
        FlagError::Store(error) => error.into(),
        _ => Failure::not_found(),
    }
}

/// `GET /desk/{slug}/flags/{id}`.
///
/// # Errors
/// When there is no such remark.
pub async fn one(
    app: web::Data<App>,
    path: web::Path<(String, i64)>,
    desk: Desk<SeeVolunteers>,
) -> Result<HttpResponse, Failure> {
    let who = (desk.account, desk.campaign, desk.role);
    let told = (StatusCode::OK, String::new(), String::new());
    page(&app, who, RemarkId(path.into_inner().1), told).await
}

/// `POST /desk/{slug}/flags/{id}/{act}`: `resolve` or `reopen`.
///
/// # Errors
/// When there is no such remark or act.
pub async fn act(
    app: web::Data<App>,
    path: web::Path<(String, i64, String)>,
    desk: Desk<Moderate>,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let (_, id, act) = path.into_inner();
    let (id, is_open) = (RemarkId(id), act == "reopen");
    if !is_open && act != "resolve" {
        return Err(Failure::not_found());
    }
    let (own, name, now) = (desk.campaign.clone(), desk.account.name.clone(), app.now());
    let (note, typed) = (form.get("note").to_owned(), form.get("note").to_owned());
    let done = app
        .door
        .write(move |db| flag::set_open(db, By { name: &name, now }, &own, id, (is_open, &note)));
    let who = (desk.account, desk.campaign, desk.role);
    match done.await {
        Ok(()) => Ok(see_other(&format!("/desk/{}/flags", who.1.slug))),
        Err(error @ (FlagError::NotFound | FlagError::Store(_))) => Err(gone(error)),
        Err(error) => {
            let told = format!("Nothing was changed: {error}.");
            page(&app, who, id, (StatusCode::UNPROCESSABLE_ENTITY, told, typed)).await
        }
    }
}
