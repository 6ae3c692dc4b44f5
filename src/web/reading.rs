//! Who reads releases: staff of the campaign, a program with a token, or who finds the campaign.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest, web};

use super::App;
use super::bearer::Taker;
use super::error::Failure;
use super::here::{Part, here};
use super::staff::Staff;
use super::who::Anyone;
use crate::domain::campaign::Campaign;
use crate::domain::release::Reader;
use crate::domain::role::Power;
use crate::journey::token::ApiToken;
use crate::journey::{account, look};

/// Somebody who reads releases of the campaign of the address.
#[derive(Debug)]
pub struct Reading {
    /// The campaign.
    pub campaign: Campaign,
    /// As what.
    pub reader: Reader,
    /// The name of an account; empty where nobody is known.
    pub name: String,
    /// The token that a program showed.
    pub token: Option<ApiToken>,
}

impl FromRequest for Reading {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Failure>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        if request.headers().contains_key(AUTHORIZATION) {
            let taker = Taker::from_request(request, payload);
            return Box::pin(async move {
                let Taker { name, campaign, token } = taker.await?;
                Ok(Self { campaign, reader: Reader::Researcher, name, token })
            });
        }
        let app = request.app_data::<web::Data<App>>().cloned();
        let slug = request.match_info().get("slug").unwrap_or_default().to_owned();
        let staff = Staff::from_request(request, payload);
        let anyone = Anyone::from_request(request, payload);
        Box::pin(async move {
            let app = app.ok_or_else(Failure::not_found)?;
            if let Ok(staff) = staff.await
                && let Some(found) = of_staff(&app, staff, slug.clone()).await?
            {
                return Ok(found);
            }
            let volunteer = anyone.await?.volunteer;
            let found = app.door.read(move |db| look::found(db, &slug, volunteer.as_deref(), None));
            let (campaign, _) = found.await?;
            Ok(Self { campaign, reader: Reader::Anybody, name: String::new(), token: None })
        })
    }
}

/// As staff with a part in the campaign that opens exports.
async fn of_staff(app: &App, staff: Staff, slug: String) -> Result<Option<Reading>, Failure> {
    let own = staff.account.clone();
    let found = app.door.read(move |db| account::at_desk(db, &own, &slug)).await?;
    let Some((campaign, role)) = found else { return Ok(None) };
    let reader = match role {
        role if role.may(Power::Run) => Reader::Coordinator,
        role if role.may(Power::Export) => Reader::Researcher,
        _ => return Ok(None),
    };
    let (title, slug) = (campaign.title.clone(), campaign.slug.to_string());
    let _ = here().part.set(Part { title, slug, role });
    Ok(Some(Reading { campaign, reader, name: staff.account.name, token: None }))
}
