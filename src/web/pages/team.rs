//! A campaign's team: who has which part, who is invited, and how volunteers find the campaign.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use crate::access::token::Token;
use crate::domain::campaign::{Campaign, Visibility};
use crate::domain::id::{InvitationId, JoinLinkId};
use crate::domain::limits::INVITATION_DAYS;
use crate::domain::role::Role;
use crate::journey::log::By;
use crate::journey::mail::{self, MailError};
use crate::journey::team::{self, Invitation, Membership, TeamError};
use crate::journey::visibility::{self, JoinLink, VisibilityError};
use crate::store::StoreError;
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::mailer::Mailer;
use crate::web::page::{Frame, render_as, see_other};
use crate::web::staff::{Desk, ManageTeam};
use crate::web::{App, chance};

/// A link that is shown once, as only its hash is kept.
struct Secret {
    address: String,
    about: String,
}

/// The form that was sent and refused: its name and its words, which are not lost.
struct Typed(String, Words);

impl Typed {
    /// What was typed into a field of a form; of the forms that each stand once a person, of whom.
    fn get(&self, form: &str, field: &str, name: &str) -> &str {
        let is_it = self.0 == form && (name.is_empty() || self.1.get("name") == name);
        if is_it { self.1.get(field) } else { "" }
    }
}

/// What the page says beside what it always does.
struct Said {
    secret: Option<Secret>,
    notice: String,
    typed: Typed,
}

impl Said {
    const fn nothing() -> Self {
        Self::shows(None)
    }

    const fn shows(secret: Option<Secret>) -> Self {
        Self { secret, notice: String::new(), typed: Typed(String::new(), Words::of(Vec::new())) }
    }

    fn refused(reason: &str, typed: Typed) -> Self {
        Self { secret: None, notice: format!("Nothing was changed: {reason}."), typed }
    }
}

#[derive(Template)]
#[template(path = "pages/team.html")]
struct TeamPage {
    frame: Frame,
    campaign: Campaign,
    own_name: String,
    members: Vec<Membership>,
    invitations: Vec<Invitation>,
    links: Vec<JoinLink>,
    roles: [Role; 5],
    visibilities: [(Visibility, &'static str); 3],
    days: i64,
    sends_mail: bool,
    said: Said,
}

const fn about(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Public => "everybody: it stands on the front page",
        Visibility::Invited => "those who have one of the links below",
        Visibility::Private => "nobody new: volunteers who came before go on",
    }
}

async fn page(
    app: &App,
    desk: Desk<ManageTeam>,
    status: StatusCode,
    said: Said,
) -> Result<HttpResponse, Failure> {
    let (campaign, now) = (desk.campaign.clone(), app.now());
    let read = app.door.read(move |db| {
        let good = team::invitations(db, Some(&campaign))?.into_iter();
        let good: Vec<Invitation> = good.filter(|own| own.is_good(now)).collect();
        let links = visibility::links(db, &campaign)?;
        Ok::<_, Failure>((team::of_campaign(db, &campaign)?, good, links))
    });
    let (members, invitations, links) = read.await?;
    let frame = Frame::new("Team and access");
    let page = TeamPage {
        frame,
        own_name: desk.account.name,
        campaign: desk.campaign,
        members,
        invitations,
        links,
        roles: Role::ALL,
        visibilities: Visibility::ALL.map(|own| (own, about(own))),
        days: INVITATION_DAYS,
        sends_mail: app.mailer.is_some(),
        said,
    };
    render_as(status, &page)
}

/// `GET /desk/{slug}/team`.
///
/// # Errors
/// When there is no such campaign.
pub async fn show(app: web::Data<App>, desk: Desk<ManageTeam>) -> Result<HttpResponse, Failure> {
    page(&app, desk, StatusCode::OK, Said::nothing()).await
}

/// Something that the page asks for.
enum Act {
    Grant(String, Role),
    Revoke(String, String),
    /// The label, the part, and the address to which the link goes; empty for none.
    Invite(String, Role, String),
    Uninvite(InvitationId),
    Show(Visibility),
    Link(String),
    Unlink(JoinLinkId),
}

impl Act {
    fn read(name: &str, form: &Words) -> Result<Option<Self>, &'static str> {
        let word = |name: &str| form.get(name).to_owned();
        let role = || Role::parse(form.get("role")).ok_or("choose a role");
        let id = || form.get("id").parse().ok().ok_or("that is no number");
        Ok(Some(match name {
            "grant" => Self::Grant(word("name"), role()?),
            "revoke" => Self::Revoke(word("name"), word("reason")),
            "invite" => Self::Invite(word("label"), role()?, word("address")),
            "uninvite" => Self::Uninvite(InvitationId(id()?)),
            "visibility" => {
                let own = Visibility::parse(form.get("visibility"));
                Self::Show(own.ok_or("choose who finds the campaign")?)
            }
            "link" => Self::Link(word("label")),
            "unlink" => Self::Unlink(JoinLinkId(id()?)),
            _ => return Ok(None),
        }))
    }
}

/// `POST /desk/{slug}/team/{act}`.
///
/// # Errors
/// When there is no such campaign or act.
pub async fn act(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    desk: Desk<ManageTeam>,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let (_, name) = path.into_inner();
    let act = match Act::read(&name, &form) {
        Ok(act) => act.ok_or_else(Failure::not_found)?,
        Err(reason) => {
            let said = Said::refused(reason, Typed(name, form));
            return page(&app, desk, StatusCode::UNPROCESSABLE_ENTITY, said).await;
        }
    };
    let token = Token::new(&mut chance());
    let shown = secret(&act, &desk.campaign, &token);
    let (who, campaign, now) = (desk.account.name.clone(), desk.campaign.clone(), app.now());
    let (hash, sends_mail) = (token.hash(), app.mailer.is_some());
    let link = shown.as_ref().map_or_else(String::new, |secret| secret.address.clone());
    let done = app.door.write(move |db| {
        let by = By { name: &who, now };
        match act {
            Act::Grant(name, role) => team::grant(db, by, &campaign, &name, role)?,
            Act::Revoke(name, reason) => team::revoke(db, by, &campaign, &name, &reason)?,
            Act::Invite(label, role, address) => {
                team::invite(db, by, Some((campaign.id, role)), &label, &hash)?;
                if sends_mail && !address.is_empty() {
                    mail::invite(db, by, &address, (&campaign, role), &link)?;
                }
            }
            Act::Uninvite(id) => team::take_back(db, by, Some(&campaign), id)?,
            Act::Show(wanted) => visibility::set(db, by, &campaign, wanted)?,
            Act::Link(label) => visibility::make_link(db, by, &campaign, &label, &hash)?,
            Act::Unlink(id) => visibility::end_link(db, by, &campaign, id)?,
        }
        Ok::<_, Refused>(())
    });
    let done = done.await;
    app.mailer.iter().for_each(Mailer::ask);
    match done {
        Ok(()) if shown.is_some() => page(&app, desk, StatusCode::OK, Said::shows(shown)).await,
        Ok(()) => Ok(see_other(&format!("/desk/{}/team", desk.campaign.slug))),
        Err(
            Refused::Team(TeamError::Store(error))
            | Refused::Visibility(VisibilityError::Store(error))
            | Refused::Mail(MailError::Store(error))
            | Refused::Store(error),
        ) => Err(error.into()),
        Err(error) => {
            let said = Said::refused(&error.to_string(), Typed(name, form));
            page(&app, desk, StatusCode::UNPROCESSABLE_ENTITY, said).await
        }
    }
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
enum Refused {
    Team(#[from] TeamError),
    Visibility(#[from] VisibilityError),
    Mail(#[from] MailError),
    Store(#[from] StoreError),
}

/// The link that an act makes, to be shown once.
fn secret(act: &Act, campaign: &Campaign, token: &Token) -> Option<Secret> {
    match act {
        Act::Invite(label, role, _) => Some(Secret {
            address: format!("/invitation/{}", token.reveal()),
            about: format!("{label} becomes {} by it, once", role.as_str()),
        }),
        Act::Link(label) => Some(Secret {
            address: format!("/c/{}/start?by={}", campaign.slug, token.reveal()),
            about: format!("volunteers of \"{label}\" come by it"),
        }),
        _ => None,
    }
}
