//! One building of a sample for an expert: its pictures and a form, and nothing of what was said or
//! published.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::map::desk_href;
use super::picture::{Marker, Picture, marker, pictures};
use super::quality::refused;
use super::review_case::{own_answer, raw_answer};
use super::rulings::days;
use crate::domain::campaign::Campaign;
use crate::domain::id::SampleId;
use crate::domain::judgement::Doubt;
use crate::domain::limits::REASON_CHARS_MAX;
use crate::journey::account::Account;
use crate::journey::adjudicate::Who;
use crate::journey::audit;
use crate::journey::log::By;
use crate::web::App;
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::page::{Frame, render_as, see_other};
use crate::web::staff::{Adjudicate, Desk};
use crate::web::who::Anyone;

#[derive(Template)]
#[template(path = "pages/quality_case.html")]
struct CasePage {
    frame: Frame,
    slug: String,
    href: String,
    sample: SampleId,
    name: String,
    pictures: Vec<Picture>,
    marker: Marker,
    doubts: [Doubt; 6],
    differing: Vec<String>,
    bar: Option<String>,
    reason_max: usize,
    typed: String,
    notice: String,
}

async fn page(
    app: &App,
    (account, campaign): (Account, Campaign),
    volunteer: Option<String>,
    (sample, id): (SampleId, String),
    (notice, typed): (String, String),
) -> Result<HttpResponse, Failure> {
    let (own, asked, reader, now) = (campaign.clone(), id.clone(), account.clone(), app.now());
    let read = app.door.read(move |db| {
        let by = By { name: &reader.name, now };
        let who = Who { account: reader.id, by, volunteer: volunteer.as_deref() };
        audit::open(db, who, &own, (sample, &asked))
    });
    let look = match read.await {
        Ok(look) => look,
        Err(error) => {
            let why = refused(error)?;
            return Err(Failure::new(StatusCode::UNPROCESSABLE_ENTITY, "Nothing is shown", why));
        }
    };
    let pictures = pictures(&look.building, &look.series);
    let differing = {
        let date = days(&pictures);
        look.differing.iter().map(|own| own_answer(own, &date)).collect()
    };
    let status = if notice.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = CasePage {
        frame: Frame::new(look.building.external_id.clone()),
        slug: campaign.slug.to_string(),
        href: desk_href(&campaign.slug, &format!("quality/{sample}"), &id),
        sample,
        name: look.building.name.clone().unwrap_or_default(),
        marker: marker(&look.building, campaign.chip_px),
        doubts: Doubt::ALL,
        differing,
        bar: look.bar,
        reason_max: REASON_CHARS_MAX,
        typed,
        notice,
        pictures,
    };
    render_as(status, &page)
}

/// `GET /desk/{slug}/quality/{sample}/{id}`.
///
/// # Errors
/// When there is no such sample, or the building is not in it.
pub async fn show(
    app: web::Data<App>,
    path: web::Path<(String, String, String)>,
    desk: Desk<Adjudicate>,
    anyone: Anyone,
) -> Result<HttpResponse, Failure> {
    let (_, sample, id) = path.into_inner();
    let at = (sample.parse().ok().ok_or_else(Failure::not_found)?, id);
    let of = (desk.account, desk.campaign);
    page(&app, of, anyone.volunteer, at, (String::new(), String::new())).await
}

/// `POST /desk/{slug}/quality/{sample}/{id}`: an answer; then the next building that waits.
///
/// # Errors
/// When there is no such sample, or the building is not in it.
pub async fn answer(
    app: web::Data<App>,
    path: web::Path<(String, String, String)>,
    desk: Desk<Adjudicate>,
    anyone: Anyone,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let (_, sample, id) = path.into_inner();
    let sample: SampleId = sample.parse().ok().ok_or_else(Failure::not_found)?;
    let (raw, why) = (raw_answer(&form), form.get("reason").to_owned());
    let (account, campaign, now) = (desk.account.clone(), desk.campaign.clone(), app.now());
    let (asked, volunteer, typed) = (id.clone(), anyone.volunteer.clone(), why.clone());
    let done = app.door.write(move |db| {
        let by = By { name: &account.name, now };
        let who = Who { account: account.id, by, volunteer: volunteer.as_deref() };
        audit::answer(db, who, &campaign, (sample, &asked), (&raw, &why))
    });
    match done.await {
        Ok(()) => {
            let (campaign, reader) = (desk.campaign.clone(), desk.account.id);
            let next = app.door.read(move |db| audit::next(db, &campaign, sample, reader)).await?;
            let slug = &desk.campaign.slug;
            Ok(see_other(&match next {
                Some(next) => desk_href(slug, &format!("quality/{sample}"), &next),
                None => format!("/desk/{slug}/quality"),
            }))
        }
        Err(error) => {
            let notice = format!("Nothing was kept: {}.", refused(error)?);
            let of = (desk.account, desk.campaign);
            page(&app, of, anyone.volunteer, (sample, id), (notice, typed)).await
        }
    }
}
