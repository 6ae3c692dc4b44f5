//! How long the site keeps personal data: for administrators.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use crate::domain::retention::{DAYS_MAX, Kept};
use crate::journey::retention::{self, Period, PeriodError};
use crate::web::App;
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::page::{Frame, render_as, see_other};
use crate::web::staff::Admin;

#[derive(Template)]
#[template(path = "pages/settings.html")]
struct SettingsPage {
    frame: Frame,
    /// Each with the days as they are, or as they were typed.
    periods: Vec<(Period, String)>,
    notice: String,
}

async fn page(
    app: &App,
    status: StatusCode,
    typed: impl Fn(Kept) -> Option<String>,
    notice: String,
) -> Result<HttpResponse, Failure> {
    let now = app.now();
    let periods = app.door.read(move |db| retention::periods(db, now)).await?;
    let shown = |period: Period| {
        let days = typed(period.kind).unwrap_or_else(|| period.days.to_string());
        (period, days)
    };
    let periods = periods.into_iter().map(shown).collect();
    render_as(status, &SettingsPage { frame: Frame::new("Settings"), periods, notice })
}

/// `GET /site/settings`.
///
/// # Errors
/// When somebody asks who does not look after the site.
pub async fn show(app: web::Data<App>, _admin: Admin) -> Result<HttpResponse, Failure> {
    page(&app, StatusCode::OK, |_| None, String::new()).await
}

/// `POST /site/settings`.
///
/// # Errors
/// When somebody asks who does not look after the site.
pub async fn set(app: web::Data<App>, admin: Admin, form: Words) -> Result<HttpResponse, Failure> {
    let (own, said) = (app.clone(), form.clone());
    let done = app.door.write(move |db| {
        retention::set(db, admin.0.by(&own), |kind| said.get(kind.as_str()).to_owned())
    });
    match done.await {
        Ok(()) => Ok(see_other("/site/settings")),
        Err(PeriodError::Store(error)) => Err(error.into()),
        Err(error) => {
            let typed = |kind: Kept| Some(form.get(kind.as_str()).to_owned());
            let notice = format!("Nothing was changed. {error}.");
            page(&app, StatusCode::UNPROCESSABLE_ENTITY, typed, notice).await
        }
    }
}
