//! The rules of a draft, and what it will take under them.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::rule_form::{RuleWords, Rules};
use super::setup::refused;
use crate::domain::campaign::{Feedback, Phase};
use crate::domain::policy::Stopping;
use crate::journey::estimate::{self, Estimate};
use crate::journey::log::By;
use crate::journey::setup;
use crate::web::App;
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::page::{Frame, render_as, see_other};
use crate::web::staff::{Desk, Run};

/// A line of the estimate: what, and of clear pictures, usual ones, hard ones.
struct Figure {
    what: &'static str,
    values: [String; 3],
}

/// What it will take, in words.
struct Shown {
    buildings: String,
    is_example: bool,
    pictures: String,
    seconds: String,
    are_seconds_measured: bool,
    chip: String,
    are_bytes_measured: bool,
    measures: String,
    stored: String,
    volunteers_min: u32,
    figures: [Figure; 5],
}

#[derive(Template)]
#[template(path = "pages/setup_rules.html")]
struct RulesPage {
    frame: Frame,
    slug: String,
    phase: Phase,
    words: RuleWords,
    stops: [(Stopping, &'static str); 4],
    feedbacks: [(Feedback, &'static str); 3],
    estimate: Option<Shown>,
    has_saved: bool,
    notice: String,
}

const fn about_stop(stop: Stopping) -> &'static str {
    match stop {
        Stopping::Rule => "the rule: enough agree",
        Stopping::Posterior => "the model: it is sure enough",
        Stopping::Either => "whichever comes first",
        Stopping::Both => "when both are satisfied",
    }
}

const fn about_feedback(feedback: Feedback) -> &'static str {
    match feedback {
        Feedback::Always => "in practice and after every building of known answer",
        Feedback::Practice => "in practice only: what is dealt among the tasks stays a measure",
        Feedback::Never => "in practice only, and not what experts said",
    }
}

/// A number with two digits that say something, and commas between thousands.
fn about(number: f64) -> String {
    let digits = number.abs().max(1.0).log10().floor() - 1.0;
    let step = 10_f64.powf(digits.max(0.0));
    let plain = format!("{:.0}", (number / step).round() * step);
    let mut said = String::new();
    for (at, digit) in plain.chars().enumerate() {
        if at > 0 && (plain.len() - at).is_multiple_of(3) {
            said.push(',');
        }
        said.push(digit);
    }
    said
}

fn bytes(number: f64) -> String {
    match number {
        n if n >= 1e9 => format!("{:.1} GB", n / 1e9),
        n if n >= 1e6 => format!("{:.0} MB", n / 1e6),
        n => format!("{:.0} kB", n / 1e3),
    }
}

fn shown(found: Estimate) -> Shown {
    let of =
        |what, values: [f64; 3], say: fn(f64) -> String| Figure { what, values: values.map(say) };
    let known = found.known;
    Shown {
        buildings: about(whole(known.buildings)),
        is_example: known.is_example,
        pictures: format!("{:.1}", known.pictures),
        seconds: format!("{:.0}", known.seconds),
        are_seconds_measured: known.are_seconds_measured,
        chip: bytes(known.chip_bytes.0),
        are_bytes_measured: known.are_bytes_measured,
        measures: format!("{:.0} %", found.measures * 100.0),
        stored: bytes(found.stored_bytes),
        volunteers_min: found.volunteers_min,
        figures: [
            of("Judgements of a building", found.each, |each| format!("{each:.1}")),
            of("Judgements", found.judgements, about),
            of("Hours of volunteers", found.hours, about),
            of("Volunteers, if each gives 117 answers", found.volunteers, about),
            of("Sent to volunteers", found.sent_bytes, bytes),
        ],
    }
}

#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "buildings, below 2^52")]
const fn whole(count: u64) -> f64 {
    count as f64
}

async fn page(
    app: &App,
    desk: Desk<Run>,
    words: RuleWords,
    (notice, has_saved): (String, bool),
) -> Result<HttpResponse, Failure> {
    let campaign = desk.campaign.clone();
    let rules = words.rules();
    let known = app.door.read(move |db| estimate::known(db, &campaign)).await?;
    let (estimate, notice) = match rules {
        Ok((policy, dealing, _)) => {
            let found = web::block(move || estimate::estimate(known, policy, dealing)).await;
            (Some(shown(found.map_err(|error| Failure::internal(&error))?)), notice)
        }
        Err(reason) if notice.is_empty() => (None, format!("These are no rules yet: {reason}.")),
        Err(_) => (None, notice),
    };
    let status = if notice.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = RulesPage {
        frame: Frame::new("Rules"),
        slug: desk.campaign.slug.to_string(),
        phase: desk.campaign.phase,
        words,
        stops: Stopping::ALL.map(|stop| (stop, about_stop(stop))),
        feedbacks: Feedback::ALL.map(|when| (when, about_feedback(when))),
        estimate,
        has_saved,
        notice,
    };
    render_as(status, &page)
}

/// `GET /desk/{slug}/setup/rules`: with rules in its address, what it would take under those.
///
/// # Errors
/// When there is no such campaign.
pub async fn show(
    app: web::Data<App>,
    asked: web::Query<Vec<(String, String)>>,
    desk: Desk<Run>,
) -> Result<HttpResponse, Failure> {
    let form = Words::of(asked.into_inner());
    let own = &desk.campaign;
    let words = if form.get("min").is_empty() {
        RuleWords::of((own.policy, own.dealing, own.feedback))
    } else {
        RuleWords::read(&form)
    };
    page(&app, desk, words, (String::new(), !form.get("saved").is_empty())).await
}

/// `POST /desk/{slug}/setup/rules`.
///
/// # Errors
/// When there is no such campaign.
pub async fn save(
    app: web::Data<App>,
    desk: Desk<Run>,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let words = RuleWords::read(&form);
    let (policy, dealing, feedback): Rules = match words.rules() {
        Ok(rules) => rules,
        Err(reason) => {
            let notice = format!("Nothing was changed: {reason}.");
            return page(&app, desk, words, (notice, false)).await;
        }
    };
    let (campaign, who, now) = (desk.campaign.clone(), desk.account.name.clone(), app.now());
    let done = app.door.write(move |db| {
        setup::set_rules(db, By { name: &who, now }, &campaign, (policy, dealing), feedback)
    });
    match done.await {
        Ok(()) => Ok(see_other(&format!("/desk/{}/setup/rules?saved=1", desk.campaign.slug))),
        Err(error) => {
            let notice = refused(error)?;
            page(&app, desk, words, (notice, false)).await
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_numbers_are_said_with_two_digits() {
        assert_eq!(about(71_650.0), "72,000");
        assert_eq!(about(1_234_567.0), "1,200,000");
        assert_eq!((about(7.4), about(0.0)), ("7".to_owned(), "0".to_owned()));
        assert_eq!((bytes(1.26e9), bytes(3_400.0)), ("1.3 GB".to_owned(), "3 kB".to_owned()));
    }
}
