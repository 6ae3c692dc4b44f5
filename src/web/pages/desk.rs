//! The desk: the campaigns in which somebody has a part, with what it allows.

use actix_web::{HttpResponse, web};
use askama::Template;

use crate::domain::campaign::Campaign;
use crate::domain::role::{Power, Role};
use crate::journey::account;
use crate::web::App;
use crate::web::error::Failure;
use crate::web::page::{Frame, render};
use crate::web::staff::Staff;

#[derive(Template)]
#[template(path = "pages/desk.html")]
struct DeskPage {
    frame: Frame,
    campaigns: Vec<(Campaign, Role)>,
    is_admin: bool,
    lacks_second: bool,
}

impl DeskPage {
    /// The pages of a campaign that a role opens, besides its progress: (address, label).
    fn ways(role: Role) -> Vec<(&'static str, &'static str)> {
        let all = [
            (Power::Run, "imports", "Imports"),
            (Power::Run, "captures", "Captures"),
            (Power::Adjudicate, "review", "Contested cases"),
            (Power::SeeRulings, "rulings", "Rulings"),
            (Power::Export, "exports", "Exports"),
            (Power::ManageTeam, "team", "Team"),
            (Power::ReadLog, "log", "Log"),
        ];
        let open = all.into_iter().filter(|(power, ..)| role.may(*power));
        open.map(|(_, address, label)| (address, label)).collect()
    }
}

/// `GET /desk`.
///
/// # Errors
/// When nobody is signed in.
pub async fn show(app: web::Data<App>, staff: Staff) -> Result<HttpResponse, Failure> {
    let own = staff.account.clone();
    let campaigns = app.door.read(move |db| account::desk(db, &own)).await?;
    let is_admin = staff.account.is_admin;
    let lacks_second = staff.account.second_since.is_none();
    let frame = Frame::new("Campaigns").by(staff.account);
    render(&DeskPage { frame, campaigns, is_admin, lacks_second })
}
