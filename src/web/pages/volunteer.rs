//! One volunteer, for those who look after them: figures, what was done about them, and what may be
//! done.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::map::desk_href;
use super::volunteers::{seconds, share};
use crate::domain::campaign::Campaign;
use crate::domain::limits::{NOTICE_CHARS_MAX, REASON_CHARS_MAX};
use crate::domain::role::{Power, Role};
use crate::journey::log::By;
use crate::journey::notice::{self, NoticeError};
use crate::journey::people::{self, Whole};
use crate::journey::trust::{self, Recomputed, TrustError};
use crate::store::{Db, StoreError};
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::page::{Frame, render_as, see_other};
use crate::web::staff::{Desk, Moderate, SeeVolunteers};
use crate::web::{App, chance};

/// What was typed, and why nothing came of it.
#[derive(Default)]
struct Typed {
    notice: String,
    act: String,
    reason: String,
    with: String,
    text: String,
}

#[derive(Template)]
#[template(path = "pages/volunteer.html")]
struct VolunteerPage {
    frame: Frame,
    slug: String,
    href: String,
    whole: Whole,
    gold: String,
    range: String,
    seconds: String,
    may_act: bool,
    reason_max: usize,
    text_max: usize,
    typed: Typed,
}

impl VolunteerPage {
    /// What was typed into the reason of an act.
    fn reason(&self, act: &str) -> &str {
        if self.typed.act == act { &self.typed.reason } else { "" }
    }
}

/// A volunteer who is not there is answered like any other page that is not.
fn gone(error: TrustError) -> Failure {
    match error {
        TrustError::Store(error) => error.into(),
        _ => Failure::not_found(),
    }
}

async fn page(
    app: &App,
    (campaign, role): (Campaign, Role),
    pseudonym: String,
    (status, typed): (StatusCode, Typed),
) -> Result<HttpResponse, Failure> {
    let own = campaign.clone();
    let found = app.door.read(move |db| {
        let volunteer = trust::by_pseudonym(db, &own, &pseudonym).map_err(gone)?;
        people::whole(db, &own, volunteer).map_err(Failure::from)
    });
    let whole = found.await?;
    let (gold, range) = share(whole.person.right());
    let page = VolunteerPage {
        frame: Frame::new(format!("Volunteer {}", whole.person.pseudonym)),
        slug: campaign.slug.to_string(),
        href: desk_href(&campaign.slug, "volunteers", &whole.person.pseudonym),
        gold,
        range,
        seconds: seconds(&whole.person),
        may_act: role.may(Power::Moderate),
        reason_max: REASON_CHARS_MAX,
        text_max: NOTICE_CHARS_MAX,
        typed,
        whole,
    };
    render_as(status, &page)
}

/// `GET /desk/{slug}/volunteers/{pseudonym}`.
///
/// # Errors
/// When there is no such volunteer.
pub async fn show(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    desk: Desk<SeeVolunteers>,
) -> Result<HttpResponse, Failure> {
    let who = (desk.campaign, desk.role);
    page(&app, who, path.into_inner().1, (StatusCode::OK, Typed::default())).await
}

/// Why an act came to nothing.
enum Refused {
    /// The volunteer is not there.
    Absent,
    /// In words for whoever asked.
    Said(String),
    Store(StoreError),
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<TrustError> for Refused {
    fn from(error: TrustError) -> Self {
        match error {
            TrustError::Store(error) => Self::Store(error),
            error => Self::Said(error.to_string()),
        }
    }
}

impl From<NoticeError> for Refused {
    fn from(error: NoticeError) -> Self {
        match error {
            NoticeError::Store(error) => Self::Store(error),
            error => Self::Said(error.to_string()),
        }
    }
}

fn perform(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    pseudonym: &str,
    typed: &Typed,
) -> Result<(), Refused> {
    let whom = trust::by_pseudonym(db, campaign, pseudonym).map_err(|error| match error {
        TrustError::Store(error) => Refused::Store(error),
        _ => Refused::Absent,
    })?;
    let (rng, why) = (&mut chance(), typed.reason.as_str());
    let nothing = |_: Recomputed| ();
    match typed.act.as_str() {
        "set-aside" => trust::set_aside(db, by, rng, campaign, whom, why).map(nothing)?,
        "restore" => trust::restore(db, by, rng, campaign, whom, why).map(nothing)?,
        "part" => trust::part(db, by, rng, campaign, whom, why).map(nothing)?,
        "merge" => {
            let with = trust::by_pseudonym(db, campaign, &typed.with)?;
            trust::merge(db, by, rng, campaign, (whom, with), why).map(nothing)?;
        }
        _ => notice::write(db, by, campaign, whom, &typed.text)?,
    }
    Ok(())
}

/// `POST /desk/{slug}/volunteers/{pseudonym}/{act}`: `set-aside`, `restore`, `merge`, `part` or
/// `message`.
///
/// # Errors
/// When there is no such volunteer or act.
pub async fn act(
    app: web::Data<App>,
    path: web::Path<(String, String, String)>,
    desk: Desk<Moderate>,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let (_, pseudonym, act) = path.into_inner();
    if !["set-aside", "restore", "merge", "part", "message"].contains(&act.as_str()) {
        return Err(Failure::not_found());
    }
    let word = |name: &str| form.get(name).to_owned();
    let typed = Typed {
        notice: String::new(),
        act,
        reason: word("reason"),
        with: word("with"),
        text: word("text"),
    };
    let (own, name, now) = (desk.campaign.clone(), desk.account.name.clone(), app.now());
    let whom = pseudonym.clone();
    let done = app.door.write(move |db| {
        match perform(db, By { name: &name, now }, &own, &whom, &typed) {
            Ok(()) => Ok(Ok(())),
            // Nothing was written before a refusal.
            Err(Refused::Said(words)) => Ok(Err((words, typed))),
            Err(Refused::Absent) => Err(Failure::not_found()),
            Err(Refused::Store(error)) => Err(error.into()),
        }
    });
    match done.await? {
        Ok(()) => Ok(see_other(&desk_href(&desk.campaign.slug, "volunteers", &pseudonym))),
        Err((words, typed)) => {
            let typed = Typed { notice: format!("Nothing was changed: {words}."), ..typed };
            let who = (desk.campaign, desk.role);
            page(&app, who, pseudonym, (StatusCode::UNPROCESSABLE_ENTITY, typed)).await
        }
    }
}
