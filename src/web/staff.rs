//! Extractors that prove who of the staff asks, and that they may. A handler that takes one cannot
//! be reached by anybody else.
//!
//! A campaign in which somebody has no part is answered like one that does not exist.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, web};

use super::App;
use super::error::Failure;
use super::here::{Part, here};
use super::who::session_token;
use crate::domain::campaign::Campaign;
use crate::domain::role::{Power, Role};
use crate::journey::account::{self, Account, Session};
use crate::journey::log::By;
use crate::journey::setup;
use crate::store::StoreError;

/// Something that a handler needs the power for, as a type.
pub trait Need {
    /// The power.
    const POWER: Power;
}

macro_rules! needs {
    ($($name:ident),* $(,)?) => {$(
        #[doc = concat!("Needs `Power::", stringify!($name), "`.")]
        #[derive(Debug)]
        pub struct $name;

        impl Need for $name {
            const POWER: Power = Power::$name;
        }
    )*};
}

needs!(
    SeeProgress,
    SeeVotes,
    Export,
    Run,
    ManageTeam,
    ReadLog,
    Adjudicate,
    SeeRulings,
    Dispute,
    SeeVolunteers,
    Moderate,
);

/// Signed-in staff who have a part in the campaign of the address, and the power that is needed.
#[derive(Debug)]
pub struct Desk<N> {
    /// Who.
    pub account: Account,
    /// The campaign.
    pub campaign: Campaign,
    /// Their part in it.
    pub role: Role,
    need: PhantomData<N>,
}

/// Signed-in staff.
#[derive(Debug, Clone)]
pub struct Staff {
    /// Who.
    pub account: Account,
    /// The hash of their session's token.
    pub session: String,
}

impl Staff {
    /// Who does something, and when.
    #[must_use]
    pub fn by<'a>(&'a self, app: &App) -> By<'a> {
        By { name: &self.account.name, now: app.now() }
    }
}

/// Staff who look after the whole site.
#[derive(Debug, Clone)]
pub struct Admin(pub Staff);

/// Staff who may make a campaign: who run one, and administrators.
#[derive(Debug, Clone)]
pub struct Founder(pub Staff);

/// Somebody who gave a name and its password, and perhaps nothing more.
#[derive(Debug, Clone)]
pub struct Half {
    /// What they have proved so far.
    pub session: Session,
    /// The hash of their session's token.
    pub hash: String,
}

type Later<T> = Pin<Box<dyn Future<Output = Result<T, Failure>>>>;

impl FromRequest for Half {
    type Error = Failure;
    type Future = Later<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let app = request.app_data::<web::Data<App>>().cloned();
        let token = session_token(request);
        Box::pin(async move {
            let (Some(app), Some(token)) = (app, token) else { return Err(signed_out()) };
            let (hash, now) = (token.hash(), app.now());
            let own = hash.clone();
            let found = app.door.read(move |db| account::signed_in(db, now, &own)).await?;
            let session = found.ok_or_else(signed_out)?;
            if account::is_stale(&session, now) {
                let own = hash.clone();
                app.door.write(move |db| account::touch(db, now, &own)).await?;
            }
            Ok(Self { session, hash })
        })
    }
}

impl FromRequest for Staff {
    type Error = Failure;
    type Future = Later<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let half = Half::from_request(request, payload);
        Box::pin(async move {
            let Half { session, hash } = half.await?;
            if !session.is_whole {
                return Err(signed_out());
            }
            let _ = here().staff.set(session.account.clone());
            Ok(Self { account: session.account, session: hash })
        })
    }
}

impl FromRequest for Admin {
    type Error = Failure;
    type Future = Later<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let staff = Staff::from_request(request, payload);
        Box::pin(async move {
            let staff = staff.await?;
            // For others the page does not exist.
            if staff.account.is_admin { Ok(Self(staff)) } else { Err(Failure::not_found()) }
        })
    }
}

impl FromRequest for Founder {
    type Error = Failure;
    type Future = Later<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let app = request.app_data::<web::Data<App>>().cloned();
        let staff = Staff::from_request(request, payload);
        Box::pin(async move {
            let staff = staff.await?;
            let app = app.ok_or_else(Failure::not_found)?;
            let own = staff.account.clone();
            let may = app.door.read(move |db| setup::may_found(db, &own)).await?;
            // For others the page does not exist.
            if may { Ok(Self(staff)) } else { Err(Failure::not_found()) }
        })
    }
}

impl<N: Need> Desk<N> {
    /// Who does something, and when.
    #[must_use]
    pub fn by<'a>(&'a self, app: &App) -> By<'a> {
        By { name: &self.account.name, now: app.now() }
    }
}

impl<N: Need> FromRequest for Desk<N> {
    type Error = Failure;
    type Future = Later<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let app = request.app_data::<web::Data<App>>().cloned();
        let slug = request.match_info().get("slug").unwrap_or_default().to_owned();
        let staff = Staff::from_request(request, payload);
        Box::pin(async move {
            let account = staff.await?.account;
            let app = app.ok_or_else(Failure::not_found)?;
            let own = account.clone();
            let found = app.door.read(move |db| account::at_desk(db, &own, &slug)).await?;
            let (campaign, role) = found.ok_or_else(Failure::not_found)?;
            let (title, slug) = (campaign.title.clone(), campaign.slug.to_string());
            let _ = here().part.set(Part { title, slug, role });
            if !role.may(N::POWER) {
                return Err(not_allowed(&campaign));
            }
            Ok(Self { account, campaign, role, need: PhantomData })
        })
    }
}

/// What stands behind a connection that stays open: whose session, and their part in a campaign.
#[derive(Debug)]
pub struct Pass<N> {
    session: String,
    slug: String,
    need: PhantomData<N>,
}

impl<N: Need> Pass<N> {
    /// That of a request to a campaign's desk.
    ///
    /// # Errors
    /// When the request shows no session.
    pub fn of(request: &HttpRequest, campaign: &Campaign) -> Result<Self, Failure> {
        let session = session_token(request).ok_or_else(signed_out)?.hash();
        Ok(Self { session, slug: campaign.slug.to_string(), need: PhantomData })
    }

    /// Whether it still holds. Being connected is not being there: the session may run out.
    pub async fn holds(&self, app: &App) -> bool {
        let (now, session, slug) = (app.now(), self.session.clone(), self.slug.clone());
        let found = app.door.read(move |db| {
            let session = account::signed_in(db, now, &session)?.filter(|found| found.is_whole);
            let Some(session) = session else { return Ok::<_, StoreError>(None) };
            account::at_desk(db, &session.account, &slug)
        });
        found.await.is_ok_and(|part| part.is_some_and(|(_, role)| role.may(N::POWER)))
    }
}

fn signed_out() -> Failure {
    Failure::said(StatusCode::UNAUTHORIZED, "error-sign-in-title", "error-sign-in")
        .way("/sign-in", "error-sign-in-title")
}

fn not_allowed(campaign: &Campaign) -> Failure {
    let message = "Your part in this campaign does not include this. Its coordinators can give \
                   you another one.";
    Failure::new(StatusCode::FORBIDDEN, "Not for your role", message)
        .link(format!("/desk/{}", campaign.slug), "Progress")
        .link("/desk", "Your desk")
}
