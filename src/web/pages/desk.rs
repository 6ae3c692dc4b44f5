//! The desk: the campaigns in which somebody has a part, with what it allows.

use actix_web::{HttpResponse, web};
use askama::Template;

use crate::domain::campaign::Campaign;
use crate::domain::role::Role;
use crate::journey::{account, setup};
use crate::web::App;
use crate::web::error::Failure;
use crate::web::page::{Frame, render};
use crate::web::staff::Staff;
use crate::web::ways::{self, Way};

#[derive(Template)]
#[template(path = "pages/desk.html")]
struct DeskPage {
    frame: Frame,
    campaigns: Vec<(Campaign, Role)>,
    archived: Vec<(Campaign, Role)>,
    is_admin: bool,
    may_found: bool,
    lacks_second: bool,
}

impl DeskPage {
    fn ways(campaign: &Campaign, role: Role) -> Vec<Way> {
        ways::desk(campaign.slug.as_str(), role, "").groups
    }
}

/// `GET /desk`.
///
/// # Errors
/// When nobody is signed in.
pub async fn show(app: web::Data<App>, staff: Staff) -> Result<HttpResponse, Failure> {
    let own = staff.account.clone();
    let read = app.door.read(move |db| {
        let all = account::desk(db, &own)?;
        Ok::<_, Failure>((all, setup::archived(db)?, setup::may_found(db, &own)?))
    });
    let (all, put_away, may_found) = read.await?;
    let (archived, campaigns) =
        all.into_iter().partition(|(campaign, _)| put_away.contains(&campaign.id));
    let is_admin = staff.account.is_admin;
    let lacks_second = staff.account.second_since.is_none();
    let frame = Frame::new("Campaigns");
    render(&DeskPage { frame, campaigns, archived, is_admin, may_found, lacks_second })
}
