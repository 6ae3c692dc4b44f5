//! Checkpoints for everybody: what somebody outside keeps, so that nothing can be changed unseen.
//! Plain text, for witnesses and their programs.

use std::fmt::Write as _;

use actix_web::{HttpResponse, web};

use crate::access::ledger_key::KeyFile;
use crate::domain::campaign::Campaign;
use crate::journey::{ledger, look};
use crate::store::Db;
use crate::web::App;
use crate::web::cache::Cache;
use crate::web::error::Failure;
use crate::web::who::Anyone;

fn text(body: String) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header(Cache::Never.header())
        .body(body)
}

fn found(db: &mut Db, slug: &str, anyone: &Anyone) -> Result<Campaign, Failure> {
    Ok(look::found(db, slug, anyone.volunteer.as_deref(), None)?.0)
}

/// `GET /checkpoint`: the newest checkpoint of every campaign that everybody finds, and its key.
///
/// # Errors
/// When the store fails.
pub async fn list(app: web::Data<App>, anyone: Anyone) -> Result<HttpResponse, Failure> {
    let keys = KeyFile::load(&app.ledger_key()).map_err(|error| Failure::internal(&error))?;
    let body = app.door.read(move |db| {
        let mut body = String::new();
        for campaign in look::campaigns(db)? {
            let slug = campaign.slug.as_str();
            if look::found(db, slug, anyone.volunteer.as_deref(), None).is_err() {
                continue;
            }
            let Some(newest) = ledger::checkpoint(db, &campaign, None)? else { continue };
            let key = keys.as_ref().map(|keys| keys.key.public(&keys.origin(slug)).to_string());
            // Writing to a string cannot fail.
            let _ = writeln!(body, "/c/{slug}/checkpoint\n{}\n", key.unwrap_or_default());
            let _ = writeln!(body, "{}", newest.note);
        }
        Ok::<_, Failure>(body)
    });
    Ok(text(body.await?))
}

/// `GET /c/{slug}/checkpoint`.
///
/// # Errors
/// 404 when there is no such campaign to see, or none was signed yet.
pub async fn newest(
    app: web::Data<App>,
    slug: web::Path<String>,
    anyone: Anyone,
) -> Result<HttpResponse, Failure> {
    note(&app, slug.into_inner(), None, anyone).await
}

/// `GET /c/{slug}/checkpoint/{size}`.
///
/// # Errors
/// 404 when there is no such campaign to see, or no checkpoint of this size.
pub async fn of_size(
    app: web::Data<App>,
    path: web::Path<(String, u64)>,
    anyone: Anyone,
) -> Result<HttpResponse, Failure> {
    let (slug, size) = path.into_inner();
    note(&app, slug, Some(size), anyone).await
}

async fn note(
    app: &App,
    slug: String,
    size: Option<u64>,
    anyone: Anyone,
) -> Result<HttpResponse, Failure> {
    let kept = app.door.read(move |db| {
        let campaign = found(db, &slug, &anyone)?;
        Ok::<_, Failure>(ledger::checkpoint(db, &campaign, size)?)
    });
    Ok(text(kept.await?.ok_or_else(Failure::not_found)?.note))
}

/// `GET /c/{slug}/consistency/{from}/{to}`: the proof that one size is the beginning of another.
///
/// # Errors
/// 404 when there is no such campaign to see, or no such sizes.
pub async fn consistency(
    app: web::Data<App>,
    path: web::Path<(String, u64, u64)>,
    anyone: Anyone,
) -> Result<HttpResponse, Failure> {
    let (slug, from, to) = path.into_inner();
    let proof = app.door.read(move |db| {
        let campaign = found(db, &slug, &anyone)?;
        Ok::<_, Failure>(ledger::consistency(db, &campaign, (from, to))?)
    });
    Ok(text(proof.await?.ok_or_else(Failure::not_found)?))
}
