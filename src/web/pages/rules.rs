//! The rules of a campaign: what is in force, every version there was, and what another rule would
//! change before it is put in force.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::map::desk_href;
use super::rule_form::RuleWords;
use crate::domain::campaign::Campaign;
use crate::domain::id::{BuildingId, ProposalId};
use crate::domain::limits::{CHANGES_LISTED_MAX, CHANGES_PAGE, REASON_CHARS_MAX};
use crate::domain::policy::{AtCap, PATIENCE, Policy, Stopping, difference, method_id};
use crate::domain::rehearsal::Rehearsal;
use crate::domain::role::{Power, Role};
use crate::journey::account::Account;
use crate::journey::log::By;
use crate::journey::rules::{self, Change, Proposal, RulesError, Version};
use crate::web::App;
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::page::{Frame, render_as, see_other};
use crate::web::staff::{Desk, Run, SeeProgress};

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    /// The changed buildings with ids above this one.
    #[serde(default)]
    pub after: i64,
}

/// A parameter before and after.
type Differs = (String, String, String);

/// A version of the list.
struct VersionLine {
    number: i32,
    id: String,
    method: String,
    is_in_force: bool,
    by: String,
    at: String,
    reason: String,
    difference: Vec<Differs>,
}

/// A building that would change.
struct ChangeLine {
    href: String,
    id: String,
    states: [String; 2],
    windows: [String; 2],
}

/// What is proposed.
struct Proposed {
    id: ProposalId,
    by: String,
    at: String,
    difference: Vec<Differs>,
    found: Option<Rehearsal>,
    figures: Vec<(&'static str, String)>,
    is_outdated: bool,
}

#[derive(Template)]
#[template(path = "pages/rules.html")]
struct RulesPage {
    frame: Frame,
    slug: String,
    words: Vec<String>,
    method: String,
    method_id: String,
    dealing: String,
    is_settling: bool,
    proposal: Option<Proposed>,
    changes: Vec<ChangeLine>,
    is_later: bool,
    more: Option<i64>,
    listed_max: u64,
    may_run: bool,
    reason_max: usize,
    reason: String,
    typed: RuleWords,
    versions: Vec<VersionLine>,
    notice: String,
}

impl RulesPage {
    /// Whether the server's thread is at work on what is shown.
    fn is_busy(&self) -> bool {
        self.is_settling || self.proposal.as_ref().is_some_and(|own| own.found.is_none())
    }
}

/// A rule in words.
pub(super) fn words(policy: Policy) -> Vec<String> {
    let Policy { judgements_min: min, judgements_max: max, threshold, width_max: width, .. } =
        policy;
    let sure = policy.sure_pm;
    let intervals =
        |n: u32| if n == 1 { "1 interval".to_owned() } else { format!("{n} intervals") };
    let patient = if width < 2 {
        format!(" From {PATIENCE} windows on two intervals are enough, if both ends are agreed.")
    } else {
        String::new()
    };
    vec![
        format!(
            "A date stands where at least {threshold} of the volunteers who gave one agree: \
             so many saw the building standing in one picture, so many saw it destroyed in another."
        ),
        format!(
            "Nothing is decided before {min} windows, and nobody is asked after {max} answers."
        ),
        format!(
            "A window is narrow enough when it leaves {} between pictures possible.{patient}",
            intervals(width)
        ),
        match policy.at_cap {
            AtCap::Publish => "One that is wider when no more may be asked is published as it is.",
            AtCap::Escalate => "One that is wider when no more may be asked is put before people.",
        }
        .to_owned(),
        match policy.stopping {
            Stopping::Rule => {
                "Asking ends when the window is narrow enough. No model has a say.".into()
            }
            Stopping::Posterior => format!("Asking ends when the model is sure to {sure}/1000."),
            Stopping::Either => format!(
                "Asking ends when the window is narrow enough, or the model is sure to {sure}/1000."
            ),
            Stopping::Both => format!(
                "Asking ends when the window is narrow enough and the model is sure to {sure}/1000."
            ),
        },
    ]
}

fn differs(before: &str, after: &str) -> Vec<Differs> {
    let owned = |(name, before, after): (&str, &str, &str)| {
        (name.to_owned(), before.to_owned(), after.to_owned())
    };
    difference(before, after).into_iter().map(owned).collect()
}

/// Versions with what each changed, newest first.
fn lines(all: &[Version]) -> Vec<VersionLine> {
    let line = |(at, own): (usize, &Version)| {
        let before = all.get(at + 1);
        let mut difference = before.map_or_else(Vec::new, |old| differs(&old.method, &own.method));
        difference.extend(before.map_or_else(Vec::new, |old| differs(&old.dealing, &own.dealing)));
        VersionLine {
            number: own.number,
            id: method_id(&own.method),
            method: own.method.clone(),
            is_in_force: at == 0,
            by: own.by.clone(),
            at: own.set_at.format("%Y-%m-%d %H:%M").to_string(),
            reason: own.reason.clone(),
            difference,
        }
    };
    all.iter().enumerate().map(line).collect()
}

fn figures(found: &Rehearsal) -> Vec<(&'static str, String)> {
    let Rehearsal { taken_now, taken_then, wanted_now, wanted_then, .. } = *found;
    let saved = match found.saved_pct() {
        Some(pct) if pct < 0 => format!(", {} % more", -pct),
        Some(pct) => format!(", {pct} % saved"),
        None => String::new(),
    };
    vec![
        ("Buildings", found.buildings.to_string()),
        ("Votes", found.votes.to_string()),
        ("Votes it would have taken", format!("{taken_then} in place of {taken_now}{saved}")),
        ("Votes wanted still", format!("{wanted_then} in place of {wanted_now}")),
        ("Another window", found.windows.to_string()),
        ("Asked about again", found.reopened.to_string()),
        ("Settled at once", found.settled.to_string()),
        ("Put before people", found.contested.to_string()),
        ("Changed in all", found.changed.to_string()),
    ]
}

fn proposed(own: Proposal, campaign: &Campaign) -> Proposed {
    let method = campaign.policy.method();
    let found = own.counted.map(|(_, found)| found);
    Proposed {
        id: own.id,
        by: own.by,
        at: own.asked_at.format("%Y-%m-%d %H:%M").to_string(),
        difference: differs(&method, &own.method),
        figures: found.as_ref().map_or_else(Vec::new, figures),
        found,
        is_outdated: own.base != method,
    }
}

/// What a form that was refused says and keeps.
#[derive(Default)]
struct Told {
    notice: String,
    typed: Option<RuleWords>,
    reason: String,
}

async fn page(
    app: &App,
    (account, campaign, role): (Account, Campaign, Role),
    after: i64,
    told: Told,
) -> Result<HttpResponse, Failure> {
    let may_see = role.may(Power::SeeVotes);
    let (own, who, now) = (campaign.clone(), (account.id, may_see), app.now());
    let read = app
        .door
        .read(move |db| Ok::<_, Failure>((rules::history(db, &own)?, rules::proposed(db, &own)?)));
    let (versions, proposal) = read.await?;
    let mut changes = Vec::new();
    let counted = proposal.as_ref().filter(|own| own.counted.is_some() && who.1);
    if let Some(id) = counted.map(|own| own.id) {
        // Who sees what votes agree on is noted.
        let job = move |db: &mut _| rules::changes(db, (who.0, now), id, BuildingId(after));
        changes = app.door.write(job).await.map_err(Failure::from)?;
    }
    let most = usize::try_from(CHANGES_PAGE).unwrap_or(usize::MAX);
    let has_more = changes.len() > most;
    changes.truncate(most);
    let more = changes.last().map(|last| last.building.0).filter(|_| has_more);
    let line = |change: Change| ChangeLine {
        href: desk_href(&campaign.slug, "buildings", &change.external_id),
        id: change.external_id,
        states: change.states,
        windows: change.windows,
    };
    let is_settling = versions.first().is_some_and(|own| own.settled_at.is_none());
    let asked = proposal.as_ref().and_then(|own| Policy::read(&own.method));
    let status =
        if told.notice.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let method = campaign.policy.method();
    let page = RulesPage {
        frame: Frame::new("Rules"),
        slug: campaign.slug.to_string(),
        words: words(campaign.policy),
        method_id: method_id(&method),
        method,
        dealing: campaign.dealing.words(),
        is_settling,
        changes: changes.into_iter().map(line).collect(),
        is_later: after > 0,
        more,
        listed_max: CHANGES_LISTED_MAX,
        may_run: role.may(Power::Run),
        reason_max: REASON_CHARS_MAX,
        reason: told.reason,
        typed: told.typed.unwrap_or_else(|| {
            let policy = asked.unwrap_or(campaign.policy);
            RuleWords::of((policy, campaign.dealing, campaign.feedback))
        }),
        versions: lines(&versions),
        notice: told.notice,
        proposal: proposal.map(|own| proposed(own, &campaign)),
    };
    render_as(status, &page)
}

/// `GET /desk/{slug}/rules`.
///
/// # Errors
/// When there is no such campaign.
pub async fn show(
    app: web::Data<App>,
    desk: Desk<SeeProgress>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Failure> {
    let of = (desk.account, desk.campaign, desk.role);
    page(&app, of, asked.after.max(0), Told::default()).await
}

/// `POST /desk/{slug}/rules/{act}`: `propose` a rule, `apply` or `withdraw` what is proposed.
///
/// # Errors
/// When there is no such campaign or act.
pub async fn act(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    desk: Desk<Run>,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let (_, act) = path.into_inner();
    let (who, campaign, now) = (desk.account.name.clone(), desk.campaign.clone(), app.now());
    let (why, id) = (form.get("reason").to_owned(), form.get("id").parse().unwrap_or_default());
    let typed = (act == "propose").then(|| RuleWords::read(&form));
    let told = |notice: String, typed, reason| Told {
        notice: format!("Nothing was changed. {notice}."),
        typed,
        reason,
    };
    let of = (desk.account, desk.campaign, desk.role);
    let asked = match act.as_str() {
        "propose" => match RuleWords::read(&form).policy() {
            Ok(policy) => Some(policy),
            Err(error) => return page(&app, of, 0, told(error, typed, String::new())).await,
        },
        "apply" | "withdraw" => None,
        _ => return Err(Failure::not_found()),
    };
    let reason = why.clone();
    let done = app.door.write(move |db| {
        let by = By { name: &who, now };
        match (asked, act.as_str()) {
            (Some(policy), _) => rules::propose(db, by, &campaign, policy),
            (None, "apply") => rules::apply(db, by, &campaign, ProposalId(id), &why).map(|_| ()),
            _ => rules::withdraw(db, &campaign),
        }
    });
    match done.await {
        Ok(()) => {
            app.rehearsals.ask();
            Ok(see_other(&format!("/desk/{}/rules", of.1.slug)))
        }
        Err(RulesError::Store(error)) => Err(error.into()),
        Err(error) => page(&app, of, 0, told(error.to_string(), typed, reason)).await,
    }
}
