//! The front page: what this is, and which campaigns are open.

use actix_web::{HttpResponse, web};
use askama::Template;

use crate::domain::campaign::{Phase, Visibility};
use crate::journey::look;
use crate::journey::text::{self, Texts};
use crate::store::screens::progress::{self, Front};
use crate::web::App;
use crate::web::error::Failure;
use crate::web::here::lang;
use crate::web::page::{Frame, render};

/// A campaign that may be started.
struct Open {
    slug: String,
    texts: Texts,
    front: Front,
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
    let (now, code, parts) = (app.now(), lang().code(), app.clone());
    let campaigns = app.door.read(move |db| {
        let all = look::campaigns(db)?.into_iter();
        let open = all.filter(|campaign| {
            campaign.phase == Phase::Open && campaign.visibility == Visibility::Public
        });
        let shown = open.map(|campaign| {
            let counted = || progress::front(db, campaign.id);
            let front = parts.fronts.of(campaign.id, now, counted)?;
            let texts = text::of(db, &campaign, code)?;
            Ok(Open { slug: campaign.slug.to_string(), texts, front })
        });
        shown.collect::<Result<Vec<_>, Failure>>()
    });
    let frame = Frame::new(lang().t("home-title"));
    render(&HomePage { frame, campaigns: campaigns.await? })
}
