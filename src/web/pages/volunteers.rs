//! A campaign's volunteers, for those who look after them, and the groups that are suspected to act
//! together.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::map::desk_href;
use crate::domain::campaign::Campaign;
use crate::domain::id::CohortId;
use crate::domain::limits::{GROUPS_SOUGHT_ANSWERS_MAX, REASON_CHARS_MAX, VOLUNTEERS_PAGE};
use crate::domain::role::{Power, Role};
use crate::domain::statistics::Share;
use crate::journey::figures;
use crate::journey::log::By;
use crate::journey::people::{self, Listed, Person};
use crate::journey::trust::{self, TrustError};
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::page::{Frame, render_as, see_other};
use crate::web::staff::{Desk, Moderate, SeeVolunteers};
use crate::web::{App, chance};

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    /// The word of an order.
    #[serde(default)]
    pub show: String,
    /// The page, from 0.
    #[serde(default)]
    pub page: i64,
}

/// A volunteer as a line.
struct Line {
    href: String,
    person: Person,
    gold: String,
    range: String,
    seconds: String,
    last: String,
}

/// A suspected group.
struct Group {
    id: CohortId,
    why: String,
    people: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "pages/volunteers.html")]
struct VolunteersPage {
    frame: Frame,
    slug: String,
    all: i64,
    listed: Listed,
    lists: [(Listed, &'static str); 5],
    lines: Vec<Line>,
    groups: Vec<Group>,
    earlier: Option<i64>,
    later: Option<i64>,
    may_act: bool,
    reason_max: usize,
    notice: String,
    /// What was typed for a group.
    typed: (String, String),
}

const fn label(listed: Listed) -> &'static str {
    match listed {
        Listed::ByAnswers => "Most answers first",
        Listed::Newest => "Newest first",
        Listed::Suspected => "Suspected",
        Listed::SetAside => "Set aside",
        Listed::Merged => "Several devices",
    }
}

/// A share in words: `7 of 9`, and its interval: `45 to 94 %`. Empty of nothing.
pub(super) fn share(share: Share) -> (String, String) {
    if share.of == 0 {
        return (String::new(), String::new());
    }
    let ends = share.interval();
    let range = format!("{:.0} to {:.0} %", 100.0 * ends.low, 100.0 * ends.high);
    (format!("{} of {}", share.hits, share.of), range)
}

/// Half of the answers took less, in seconds. Empty where there is none.
pub(super) fn seconds(person: &Person) -> String {
    person.pace.as_ref().map_or_else(String::new, |pace| format!("{:.0}", pace.median_ms / 1e3))
}

fn line(campaign: &Campaign, person: Person) -> Line {
    let (gold, range) = share(person.right());
    Line {
        href: desk_href(&campaign.slug, "volunteers", &person.pseudonym),
        gold,
        range,
        seconds: seconds(&person),
        last: person.last_at.map_or_else(String::new, |at| at.format("%Y-%m-%d").to_string()),
        person,
    }
}

/// What a page says beside the volunteers: its status, a notice, and what was typed.
type Told = (StatusCode, String, (String, String));

async fn page(
    app: &App,
    (campaign, role): (Campaign, Role),
    (listed, number): (Listed, i64),
    (status, notice, typed): Told,
) -> Result<HttpResponse, Failure> {
    let own = campaign.clone();
    let read = app.door.read(move |db| people::page(db, &own, listed, number));
    let mut found = read.await?;
    let most = usize::try_from(VOLUNTEERS_PAGE).unwrap_or(usize::MAX);
    let has_more = found.people.len() > most;
    found.people.truncate(most);
    let group = |(id, names, why): (CohortId, Vec<String>, String)| {
        let person = |name: String| (desk_href(&campaign.slug, "volunteers", &name), name);
        Group { id, why, people: names.into_iter().map(person).collect() }
    };
    let page = VolunteersPage {
        frame: Frame::new("Volunteers"),
        slug: campaign.slug.to_string(),
        all: found.all,
        listed,
        lists: Listed::ALL.map(|own| (own, label(own))),
        lines: found.people.into_iter().map(|person| line(&campaign, person)).collect(),
        groups: found.groups.into_iter().map(group).collect(),
        earlier: (number > 0).then_some(number - 1),
        later: has_more.then_some(number + 1),
        may_act: role.may(Power::Moderate),
        reason_max: REASON_CHARS_MAX,
        notice,
        typed,
    };
    render_as(status, &page)
}

/// `GET /desk/{slug}/volunteers`.
///
/// # Errors
/// When there is no such campaign.
pub async fn show(
    app: web::Data<App>,
    desk: Desk<SeeVolunteers>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Failure> {
    let listed = Listed::parse(&asked.show).unwrap_or_default();
    let wanted = (listed, asked.page.clamp(0, 100_000));
    let who = (desk.campaign, desk.role);
    page(&app, who, wanted, (StatusCode::OK, String::new(), Default::default())).await
}

/// `POST /desk/{slug}/groups/{act}`: looks for groups (`seek`), ends the suspicion against one
/// (`dismiss`), or sets one aside (`set-aside`).
///
/// # Errors
/// When there is no such act.
pub async fn act(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    desk: Desk<Moderate>,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let (_, act) = path.into_inner();
    let id = CohortId(form.get("group").parse().unwrap_or(0));
    let (campaign, name, now) = (desk.campaign.clone(), desk.account.name.clone(), app.now());
    let reason = form.get("reason").to_owned();
    let typed = (id.to_string(), reason.clone());
    let done = match act.as_str() {
        "seek" => seek(&app, campaign, name).await?,
        "dismiss" => {
            let done = app
                .door
                .write(move |db| trust::dismiss(db, By { name: &name, now }, &campaign, id));
            done.await
        }
        "set-aside" => {
            let done = app.door.write(move |db| {
                let by = By { name: &name, now };
                trust::set_group_aside(db, by, &mut chance(), &campaign, id, &reason)
            });
            done.await.map(|_| ())
        }
        _ => return Err(Failure::not_found()),
    };
    match done {
        Ok(()) => Ok(see_other(&format!("/desk/{}/volunteers", desk.campaign.slug))),
        Err(TrustError::Store(error)) => Err(error.into()),
        Err(error) => {
            let told = format!("Nothing was changed: {error}.");
            let told = (StatusCode::UNPROCESSABLE_ENTITY, told, typed);
            let who = (desk.campaign, desk.role);
            page(&app, who, (Listed::default(), 0), told).await
        }
    }
}

/// Looks for groups among all that was said, where that is not too much to read for a page.
async fn seek(
    app: &App,
    campaign: Campaign,
    name: String,
) -> Result<Result<(), TrustError>, Failure> {
    let (own, now) = (campaign.clone(), app.now());
    let found = app.door.read(move |db| {
        if people::answers(db, &own)? > GROUPS_SOUGHT_ANSWERS_MAX {
            return Ok(None);
        }
        figures::find_groups(db, &own).map(Some)
    });
    let Some(groups) = found.await? else { return Ok(Err(TrustError::TooLarge(campaign.slug))) };
    let propose =
        move |db: &mut _| figures::propose(db, By { name: &name, now }, &campaign, &groups);
    app.door.write(propose).await?;
    Ok(Ok(()))
}
