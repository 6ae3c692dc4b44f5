//! Chip bytes: immutable, and only for those who were dealt the building, or staff, as long as the
//! source's licence holds.

use actix_web::http::header::{ACCEPT, LOCATION, VARY};
use actix_web::{HttpRequest, HttpResponse, web};

use super::App;
use super::cache::Cache;
use super::error::Failure;
use super::staff::Staff;
use super::who::Anyone;
use crate::domain::chip::ChipKind;
use crate::domain::id::{BuildingId, CaptureId};
use crate::imagery::vault::ContentHash;
use crate::journey::cut::CutError;
use crate::journey::look::{self, Viewer};
use crate::journey::on_demand::Wanted;
use crate::store::StoreError;

/// `GET /chips/{sha256}.webp`, or `.jpg` for chips of earlier versions.
///
/// # Errors
/// 404 when there is no such chip, or none that this person may see today.
pub async fn serve(
    request: HttpRequest,
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    anyone: Anyone,
    staff: Option<Staff>,
) -> Result<HttpResponse, Failure> {
    let hash: ContentHash = path.0.parse().ok().ok_or_else(Failure::not_found)?;
    let viewer = viewer(anyone, staff.as_ref()).ok_or_else(Failure::not_found)?;
    let (now, name) = (app.now(), hash.to_string());
    let terms = app.door.read(move |db| look::chip_terms(db, now, &name, &viewer)).await?;
    let terms = terms.ok_or_else(Failure::not_found)?;
    let takes_webp = takes_webp(&request);
    let read = web::block(move || look::chip_bytes(&app.vault, &hash, takes_webp)).await;
    let read = read.ok().ok_or(StoreError::Lost)?;
    let found = read.map_err(|error| Failure::internal(&error))?;
    let (bytes, mime) =
        found.ok_or_else(|| Failure::internal(&"a chip is missing from its folder"))?;
    let cache = if terms.may_cache { Cache::PrivateForever } else { Cache::Never };
    Ok(HttpResponse::Ok()
        .content_type(mime)
        .insert_header(cache.header())
        .insert_header((VARY, "Accept"))
        .insert_header(("Cross-Origin-Resource-Policy", "same-origin"))
        .body(bytes))
}

/// `GET /chips/of/{building}/{capture}/{kind}`: leads to the chip, cut now if it is not there.
///
/// # Errors
/// 404 when there is no such chip, or none that this person may see today.
pub async fn on_demand(
    app: web::Data<App>,
    path: web::Path<(BuildingId, CaptureId, String)>,
    anyone: Anyone,
    staff: Option<Staff>,
) -> Result<HttpResponse, Failure> {
    let (building, capture, kind) = path.into_inner();
    let kind = ChipKind::parse(&kind).ok_or_else(Failure::not_found)?;
    let viewer = viewer(anyone, staff.as_ref()).ok_or_else(Failure::not_found)?;
    let (now, pair) = (app.now(), (building, capture));
    let campaign = app.door.read(move |db| look::campaign_of_chip(db, now, pair, &viewer)).await?;
    let campaign = campaign.ok_or_else(Failure::not_found)?;
    let wanted = Wanted { building, capture, kind };
    let cut =
        web::block(move || app.on_demand.hash(app.door.store(), &app.vault, &campaign, wanted));
    let hash = match cut.await.ok().ok_or(StoreError::Lost)? {
        Ok(hash) => hash,
        Err(CutError::NotShown) => return Err(Failure::not_found()),
        Err(error) => return Err(Failure::internal(&error)),
    };
    Ok(HttpResponse::SeeOther()
        .insert_header((LOCATION, address(&hash)))
        .insert_header(Cache::Never.header())
        .finish())
}

/// The address of a chip that was cut.
#[must_use]
pub fn address(hash: &str) -> String {
    format!("/chips/{hash}.webp")
}

/// The address that leads to a chip, whether it was cut or not.
#[must_use]
pub fn address_of(building: BuildingId, capture: CaptureId, kind: ChipKind) -> String {
    format!("/chips/of/{building}/{capture}/{}", kind.as_str())
}

fn viewer(anyone: Anyone, staff: Option<&Staff>) -> Option<Viewer> {
    let of_staff = staff.map(|staff| Viewer::Staff(staff.account.id));
    of_staff.or_else(|| anyone.volunteer.map(Viewer::Volunteer))
}

/// Browsers that ask for pictures say which kinds they take; those of before 2020 leave WebP out.
fn takes_webp(request: &HttpRequest) -> bool {
    let accept = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_none_or(|accept| accept.contains("image/webp") || !accept.contains("image/"))
}
