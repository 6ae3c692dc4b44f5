//! Chip bytes: immutable, and only for those who were dealt the building, or staff.

use actix_web::{HttpResponse, web};

use super::App;
use super::cache::Cache;
use super::error::Failure;
use super::who::{Anyone, Staff};
use crate::imagery::vault::ContentHash;
use crate::journey::look;
use crate::store::StoreError;

/// `GET /chips/{sha256}.jpg`.
///
/// # Errors
/// 404 when there is no such chip, or none that this person may see.
pub async fn serve(
    app: web::Data<App>,
    path: web::Path<String>,
    anyone: Anyone,
    staff: Option<Staff>,
) -> Result<HttpResponse, Failure> {
    let hash: ContentHash = path.parse().ok().ok_or_else(Failure::not_found)?;
    let name = hash.to_string();
    let sees_all = staff.is_some_and(|staff| staff.account.role.sees_progress());
    let may_see = app.door.read(move |db| match anyone.volunteer {
        _ if sees_all => look::chip_exists(db, &name),
        Some(token) => look::was_dealt(db, &name, &token),
        None => Ok(false),
    });
    if !may_see.await? {
        return Err(Failure::not_found());
    }
    let read = web::block(move || app.vault.get(&hash)).await;
    let bytes = read.ok().ok_or(StoreError::Lost)?.map_err(|error| Failure::internal(&error))?;
    let bytes = bytes.ok_or_else(|| Failure::internal(&"a chip is missing from its folder"))?;
    Ok(HttpResponse::Ok()
        .content_type("image/jpeg")
        .insert_header(Cache::PrivateForever.header())
        .insert_header(("Cross-Origin-Resource-Policy", "same-origin"))
        .body(bytes))
}
