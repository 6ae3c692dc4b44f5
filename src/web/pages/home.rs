//! The front page: what this is, and which campaigns are open.

use actix_web::{HttpResponse, web};
use askama::Template;

use crate::domain::campaign::{Phase, Visibility};
use crate::journey::look;
use crate::journey::text::{self, Texts};
use crate::store::screens::progress;
use crate::web::App;
use crate::web::error::Failure;
use crate::web::here::lang;
use crate::web::page::{Frame, render};

/// A campaign that may be started.
struct Open {
    slug: String,
    texts: Texts,
    buildings: u64,
    answers: u64,
    people: u64,
}

#[derive(Template)]
#[template(path = "pages/home.html")]
struct HomePage {
    frame: Frame,
    campaigns: Vec<Open>,
}

/// `GET /`.
///
/// # Errors
/// When the store fails.
pub async fn show(app: web::Data<App>) -> Result<HttpResponse, Failure> {
    let (now, code) = (app.now(), lang().code());
    let campaigns = app.door.read(move |db| {
        let all = look::campaigns(db)?.into_iter();
        let open = all.filter(|campaign| {
            campaign.phase == Phase::Open && campaign.visibility == Visibility::Public
        });
        let shown = open.map(|campaign| {
            let figures = progress::figures(db, campaign.id, now)?;
            Ok(Open {
                slug: campaign.slug.to_string(),
                texts: text::of(db, &campaign, code)?,
                buildings: figures.states.iter().map(|of| of.buildings.unsigned_abs()).sum(),
                answers: figures.judgements.unsigned_abs(),
                people: figures.volunteers.unsigned_abs(),
            })
        });
        shown.collect::<Result<Vec<_>, Failure>>()
    });
    let frame = Frame::new(lang().t("home-title"));
    render(&HomePage { frame, campaigns: campaigns.await? })
}
