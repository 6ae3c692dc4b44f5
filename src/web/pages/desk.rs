//! The desk: every campaign, for staff, with what their role may do.

use actix_web::{HttpResponse, web};
use askama::Template;

use crate::domain::campaign::Campaign;
use crate::journey::look;
use crate::web::App;
use crate::web::error::Failure;
use crate::web::page::{Frame, render};
use crate::web::who::Staff;

#[derive(Template)]
#[template(path = "pages/desk.html")]
struct DeskPage {
    frame: Frame,
    campaigns: Vec<Campaign>,
    sees_progress: bool,
}

/// `GET /desk`.
///
/// # Errors
/// When nobody is signed in.
pub async fn show(app: web::Data<App>, staff: Staff) -> Result<HttpResponse, Failure> {
    let campaigns = app.door.read(look::campaigns).await?;
    let sees_progress = staff.account.role.sees_progress();
    render(&DeskPage { frame: Frame::new("Campaigns").by(staff.account), campaigns, sees_progress })
}
