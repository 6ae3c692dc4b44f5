//! Setting a campaign up: what is done, what is missing and what is in the way, step by step; and
//! how it is paused, closed, put away and brought back.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::setup_check;
use crate::domain::campaign::{Campaign, Phase};
use crate::domain::setup::{Line, State, Step};
use crate::journey::campaign::{self, CampaignError};
use crate::journey::log::By;
use crate::journey::setup::{self, Setup, SetupError};
use crate::journey::team::TeamError;
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::page::{Frame, render_as, see_other};
use crate::web::staff::{Desk, Run};
use crate::web::{App, chance};

/// A step, and its lines.
struct Part {
    step: Step,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "pages/setup.html")]
struct SetupPage {
    frame: Frame,
    campaign: Campaign,
    setup: Setup,
    parts: Vec<Part>,
    blocking: usize,
    notice: String,
    typed: String,
}

impl SetupPage {
    const fn may_close(&self) -> bool {
        matches!(self.campaign.phase, Phase::Open | Phase::Paused)
    }
}

/// What a form that was refused is shown with: why, and what was typed.
#[derive(Default)]
pub(super) struct Told {
    pub(super) notice: String,
    pub(super) typed: String,
}

impl Told {
    pub(super) const fn status(&self) -> StatusCode {
        if self.notice.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
    }
}

async fn page(app: &App, desk: Desk<Run>, told: Told) -> Result<HttpResponse, Failure> {
    let (own, who, now) = (desk.campaign.clone(), desk.account.name.clone(), app.now());
    let read = app.door.read(move |db| {
        let facts = setup::facts(db, By { name: &who, now }, &own)?;
        Ok::<_, Failure>((facts.lines(), setup::of(db, &own)?))
    });
    let (lines, setup) = read.await?;
    let of = |step: Step| lines.iter().filter(move |line| line.step == step).cloned().collect();
    let page = SetupPage {
        frame: Frame::new("Set up"),
        parts: Step::ALL.map(|step| Part { step, lines: of(step) }).into(),
        blocking: lines.iter().filter(|line| line.state == State::Blocking).count(),
        campaign: desk.campaign,
        setup,
        typed: told.typed.clone(),
        notice: told.notice.clone(),
    };
    render_as(told.status(), &page)
}

/// `GET /desk/{slug}/setup`.
///
/// # Errors
/// When there is no such campaign.
pub async fn show(app: web::Data<App>, desk: Desk<Run>) -> Result<HttpResponse, Failure> {
    page(&app, desk, Told::default()).await
}

/// Something that is done to a campaign as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Open,
    Pilot,
    Care,
    Pause,
    Resume,
    Close,
    Archive,
    Unarchive,
}

impl Act {
    fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "open" => Self::Open,
            "pilot" => Self::Pilot,
            "care" => Self::Care,
            "pause" => Self::Pause,
            "resume" => Self::Resume,
            "close" => Self::Close,
            "archive" => Self::Archive,
            "unarchive" => Self::Unarchive,
            _ => return None,
        })
    }

    /// Whether the campaign's title has to be typed, so that nobody does it by a slip.
    const fn wants_title(self) -> bool {
        matches!(self, Self::Close | Self::Archive)
    }

    /// Whether it is asked for on the page of the last check.
    const fn is_of_check(self) -> bool {
        matches!(self, Self::Open | Self::Pilot | Self::Care)
    }
}

/// `POST /desk/{slug}/setup/{act}`.
///
/// # Errors
/// When there is no such campaign or act.
pub async fn act(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    desk: Desk<Run>,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let act = Act::parse(&path.into_inner().1).ok_or_else(Failure::not_found)?;
    let typed = form.get("title").to_owned();
    if act.wants_title() && typed != desk.campaign.title.trim() {
        let title = &desk.campaign.title;
        let notice =
            format!("Nothing was changed: type the campaign's title, {title}, as it stands here.");
        return page(&app, desk, Told { notice, typed }).await;
    }
    let (who, campaign, now) = (desk.account.name.clone(), desk.campaign.clone(), app.now());
    let size = form.get("buildings").parse().unwrap_or(0);
    let cares: Vec<String> = form.all("care").map(str::to_owned).collect();
    let done = app.door.write(move |db| {
        let by = By { name: &who, now };
        match act {
            Act::Open => setup::open(db, by, &mut chance(), &campaign, None).map(drop)?,
            Act::Pilot => setup::open(db, by, &mut chance(), &campaign, Some(size)).map(drop)?,
            Act::Care => setup::take_care(db, by, &campaign, &cares)?,
            Act::Pause => campaign::pause(db, by, &campaign)?,
            Act::Resume => campaign::resume(db, by, &campaign)?,
            Act::Close => campaign::close(db, by, &campaign)?,
            Act::Archive => campaign::set_archived(db, by, &campaign, true)?,
            Act::Unarchive => campaign::set_archived(db, by, &campaign, false)?,
        }
        Ok::<_, SetupError>(())
    });
    let told = match done.await {
        Ok(()) => {
            let back = if act == Act::Care { "setup/check" } else { "setup" };
            return Ok(see_other(&format!("/desk/{}/{back}", desk.campaign.slug)));
        }
        Err(error) => Told { notice: refused(error)?, typed: form.get("buildings").to_owned() },
    };
    if act.is_of_check() {
        setup_check::page(&app, desk, told).await
    } else {
        page(&app, desk, told).await
    }
}

/// What is said of something that was refused; a failure of the store is none.
pub(super) fn refused(error: SetupError) -> Result<String, Failure> {
    match error {
        SetupError::Store(error)
        | SetupError::Team(TeamError::Store(error))
        | SetupError::Campaign(CampaignError::Store(error)) => Err(error.into()),
        error => Ok(format!("Nothing was changed: {error}.")),
    }
}
