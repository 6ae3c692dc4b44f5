//! A campaign is made, as a draft.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use crate::domain::campaign::Slug;
use crate::domain::dealing::Dealing;
use crate::domain::limits::NAME_CHARS_MAX;
use crate::domain::policy::{Policy, PolicyError};
use crate::journey::campaign::{CHIP_PX, CampaignError, Outline};
use crate::journey::setup::{self, SetupError};
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::page::{Frame, render_as, see_other};
use crate::web::staff::Founder;
use crate::web::{App, chance};

#[derive(Template)]
#[template(path = "pages/setup_new.html")]
struct NewPage {
    frame: Frame,
    notice: String,
    title: String,
    slug: String,
    place: String,
    period: String,
    chip_px: u32,
    sizes: [u32; 3],
    chars_max: usize,
}

fn page(form: &Words, notice: String) -> Result<HttpResponse, Failure> {
    let status = if notice.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let word = |name: &str| form.get(name).to_owned();
    let page = NewPage {
        frame: Frame::new("New campaign"),
        notice,
        title: word("title"),
        slug: word("slug"),
        place: word("place"),
        period: word("period"),
        chip_px: form.get("chip_px").parse().unwrap_or(256),
        sizes: CHIP_PX,
        chars_max: NAME_CHARS_MAX,
    };
    render_as(status, &page)
}

/// `GET /desk/new`.
///
/// # Errors
/// When somebody asks who may not make a campaign.
pub async fn show(_founder: Founder) -> Result<HttpResponse, Failure> {
    page(&Words::of(Vec::new()), String::new())
}

/// What the form says, or what is wrong with it.
fn outline(form: &Words) -> Result<Outline, String> {
    let title = form.get("title");
    if title.is_empty() || title.chars().count() > NAME_CHARS_MAX {
        return Err(format!("a title has 1 to {NAME_CHARS_MAX} characters"));
    }
    let slug = form.get("slug").parse::<Slug>().map_err(|error: PolicyError| error.to_string())?;
    Ok(Outline {
        slug,
        title: title.to_owned(),
        about: String::new(),
        content_note: String::new(),
        policy: Policy::default(),
        dealing: Dealing::default(),
        chip_px: form.get("chip_px").parse().unwrap_or(0),
    })
}

/// `POST /desk/new`.
///
/// # Errors
/// When somebody asks who may not make a campaign.
pub async fn make(
    app: web::Data<App>,
    founder: Founder,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let outline = match outline(&form) {
        Ok(outline) => outline,
        Err(reason) => return page(&form, format!("No campaign was made: {reason}.")),
    };
    let (staff, now) = (founder.0.clone(), app.now());
    let (place, period) = (form.get("place").to_owned(), form.get("period").to_owned());
    let made = app.door.write(move |db| {
        let by = crate::journey::log::By { name: &staff.account.name, now };
        setup::found(db, by, &mut chance(), &outline, (&place, &period))
    });
    match made.await {
        Ok(campaign) => Ok(see_other(&format!("/desk/{}/setup", campaign.slug))),
        Err(SetupError::Store(error) | SetupError::Campaign(CampaignError::Store(error))) => {
            Err(error.into())
        }
        Err(error) => page(&form, format!("No campaign was made: {error}.")),
    }
}
