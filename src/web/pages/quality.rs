//! Samples that experts audit, how far each is, and the figures that were worked out from them.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::map::desk_href;
use crate::domain::campaign::Campaign;
use crate::domain::consensus::sample::{Accuracy, Figures, Line, SAMPLE_MIN};
use crate::domain::id::SampleId;
use crate::domain::limits::SAMPLE_MAX;
use crate::domain::policy::method_id;
use crate::domain::role::{Power, Role};
use crate::journey::account::Account;
use crate::journey::adjudicate::AdjudicateError;
use crate::journey::audit::{self, AuditError, Report, SampleLook};
use crate::journey::census;
use crate::journey::log::By;
use crate::journey::quality::QualityError;
use crate::web::App;
use crate::web::cache::Cache;
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::page::{Frame, render_as, see_other};
use crate::web::staff::{Desk, Export, Run, SeeProgress};

/// A sample as it is listed.
struct SampleLine {
    id: SampleId,
    seed: i64,
    experts: u32,
    method: String,
    by: String,
    at: String,
    size: usize,
    done: usize,
    differing: usize,
    next: Option<String>,
}

/// A part's figures in words.
struct FigureLine {
    part: String,
    buildings: u32,
    audited: u32,
    holding: String,
    exact: String,
}

/// Kept figures as they are listed.
struct ReportLine {
    id: i64,
    sample: SampleId,
    by: String,
    at: String,
    figures: Figures,
    lines: Vec<FigureLine>,
}

#[derive(Template)]
#[template(path = "pages/quality.html")]
struct QualityPage {
    frame: Frame,
    slug: String,
    samples: Vec<SampleLine>,
    reports: Vec<ReportLine>,
    may_run: bool,
    may_audit: bool,
    may_export: bool,
    size: String,
    size_max: u32,
    seed: String,
    experts: String,
    notice: String,
}

fn sample_line(look: SampleLook, campaign: &Campaign) -> SampleLine {
    let SampleLook { sample, size, done, differing, next } = look;
    let page = format!("quality/{}", sample.id);
    SampleLine {
        id: sample.id,
        seed: sample.seed,
        experts: sample.experts,
        method: method_id(&sample.method),
        by: sample.by,
        at: sample.drawn_at.format("%Y-%m-%d %H:%M").to_string(),
        size,
        done,
        differing,
        next: next.map(|id| desk_href(&campaign.slug, &page, &id)),
    }
}

fn said(found: Accuracy, audited: u32) -> String {
    let Accuracy { right, share } = found;
    match share {
        Some((value, low, high)) => {
            format!("{value:.3} ({low:.3} to {high:.3}); {right} of {audited}")
        }
        None if audited == 0 => "not audited".to_owned(),
        None => format!("{right} of {audited}; not every stratum is audited yet"),
    }
}

fn report_line(report: Report) -> ReportLine {
    let line = |own: &Line| FigureLine {
        part: own.part.replace('_', " "),
        buildings: own.buildings,
        audited: own.audited,
        holding: said(own.holding, own.audited),
        exact: said(own.exact, own.audited),
    };
    ReportLine {
        id: report.id,
        sample: report.sample,
        by: report.by,
        at: report.made_at.format("%Y-%m-%d %H:%M").to_string(),
        lines: report.figures.lines.iter().map(line).collect(),
        figures: report.figures,
    }
}

async fn page(
    app: &App,
    (account, campaign, role): (Account, Campaign, Role),
    (notice, typed): (String, [String; 3]),
) -> Result<HttpResponse, Failure> {
    let (own, reader) = (campaign.clone(), account.id);
    let read = app.door.read(move |db| {
        Ok::<_, Failure>((audit::all(db, &own, reader)?, audit::reports(db, &own)?))
    });
    let (samples, reports) = read.await?;
    let status = if notice.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let [size, seed, experts] = typed;
    let page = QualityPage {
        frame: Frame::new("Quality"),
        slug: campaign.slug.to_string(),
        samples: samples.into_iter().map(|look| sample_line(look, &campaign)).collect(),
        reports: reports.into_iter().map(report_line).collect(),
        may_run: role.may(Power::Run),
        may_audit: role.may(Power::Adjudicate),
        may_export: role.may(Power::Export),
        size,
        size_max: SAMPLE_MAX,
        seed,
        experts,
        notice,
    };
    render_as(status, &page)
}

fn fresh() -> (String, [String; 3]) {
    (String::new(), [SAMPLE_MIN.to_string(), "1".to_owned(), "1".to_owned()])
}

/// `GET /desk/{slug}/quality`.
///
/// # Errors
/// When there is no such campaign.
pub async fn show(app: web::Data<App>, desk: Desk<SeeProgress>) -> Result<HttpResponse, Failure> {
    page(&app, (desk.account, desk.campaign, desk.role), fresh()).await
}

/// `POST /desk/{slug}/quality`: draws a sample.
///
/// # Errors
/// When there is no such campaign.
pub async fn draw(
    app: web::Data<App>,
    desk: Desk<Run>,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let typed = ["size", "seed", "experts"].map(|name| form.get(name).to_owned());
    let [size, seed, experts] = &typed;
    let wanted = (
        size.parse().unwrap_or(0),
        seed.parse::<u32>().map(i64::from),
        experts.parse().unwrap_or(0),
    );
    let of = (desk.account, desk.campaign, desk.role);
    let Ok(seed) = wanted.1 else {
        let notice = "Nothing was drawn. Seed: a whole number from 0 is needed.".to_owned();
        return page(&app, of, (notice, typed)).await;
    };
    let (who, campaign, now) = (of.0.name.clone(), of.1.clone(), app.now());
    let (own, experts) = (campaign.clone(), wanted.2);
    // Every building is looked at before anything is written.
    let drawn = app.door.read(move |db| audit::draw(db, &own, (wanted.0, seed, experts))).await;
    let done = match drawn {
        Ok(drawn) => {
            let kept = app.door.write(move |db| {
                let by = By { name: &who, now };
                audit::keep(db, by, &campaign, (seed, experts), &drawn)
            });
            kept.await.map(|_| ())
        }
        Err(error) => Err(error),
    };
    finish(&app, of, ("Nothing was drawn", typed), done).await
}

/// `POST /desk/{slug}/quality/{sample}`: works its figures out, and keeps them.
///
/// # Errors
/// When there is no such sample.
pub async fn report(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    desk: Desk<Run>,
) -> Result<HttpResponse, Failure> {
    let sample = path.1.parse().ok().ok_or_else(Failure::not_found)?;
    let of = (desk.account, desk.campaign, desk.role);
    let (who, campaign, now) = (of.0.name.clone(), of.1.clone(), app.now());
    let own = campaign.clone();
    let done = match app.door.read(move |db| audit::figures(db, &own, sample)).await {
        Ok(found) => {
            let kept = app.door.write(move |db| {
                audit::keep_figures(db, By { name: &who, now }, &campaign, (sample, &found))
            });
            kept.await
        }
        Err(error) => Err(error),
    };
    finish(&app, of, ("Nothing was worked out", fresh().1), done).await
}

async fn finish(
    app: &App,
    of: (Account, Campaign, Role),
    (what, typed): (&str, [String; 3]),
    done: Result<(), AuditError>,
) -> Result<HttpResponse, Failure> {
    match done {
        Ok(()) => Ok(see_other(&format!("/desk/{}/quality", of.1.slug))),
        Err(error) => {
            let notice = refused(error)?;
            page(app, of, (format!("{what}: {notice}."), typed)).await
        }
    }
}

/// What is wrong, in words, where it can be mended.
///
/// # Errors
/// The failure, where it cannot.
pub(super) fn refused(error: AuditError) -> Result<String, Failure> {
    match error {
        AuditError::NotFound => Err(Failure::not_found()),
        AuditError::Store(error)
        | AuditError::Quality(QualityError::Store(error))
        | AuditError::Answer(AdjudicateError::Store(error)) => Err(error.into()),
        other => Ok(other.to_string()),
    }
}

/// The columns of the figures as a file.
const COLUMNS: [&str; 13] = [
    "sample",
    "made_at",
    "part",
    "buildings",
    "audited",
    "holding_right",
    "holding",
    "holding_low",
    "holding_high",
    "exact_right",
    "exact",
    "exact_low",
    "exact_high",
];

/// `GET /desk/{slug}/quality/reports/{id}.csv`.
///
/// # Errors
/// When there are no such figures.
pub async fn csv(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    desk: Desk<Export>,
) -> Result<HttpResponse, Failure> {
    let id: i64 = path.1.parse().ok().ok_or_else(Failure::not_found)?;
    let campaign = desk.campaign.clone();
    let all = app.door.read(move |db| audit::reports(db, &campaign)).await?;
    let report = all.into_iter().find(|own| own.id == id).ok_or_else(Failure::not_found)?;
    let share = |found: Accuracy| {
        let end = |pick: fn((f64, f64, f64)) -> f64| {
            found.share.map_or_else(String::new, |share| format!("{:.6}", pick(share)))
        };
        [found.right.to_string(), end(|s| s.0), end(|s| s.1), end(|s| s.2)]
    };
    let at = report.made_at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let row = |line: &Line| {
        let mut row = vec![report.sample.to_string(), at.clone(), line.part.clone()];
        row.extend([line.buildings.to_string(), line.audited.to_string()]);
        row.extend(share(line.holding));
        row.extend(share(line.exact));
        row
    };
    let rows: Vec<Vec<String>> = report.figures.lines.iter().map(row).collect();
    let body = census::table(&COLUMNS, &rows).map_err(|error| Failure::internal(&error))?;
    let name = format!("attachment; filename=\"{}-quality-{id}.csv\"", desk.campaign.slug);
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header(("Content-Disposition", name))
        .insert_header(Cache::Never.header())
        .body(body))
}
