//! The one table of routes: method, path, handler. Who may is in the handler's extractors, and
//! `tests/it/permissions.rs` holds the table against every role.

use actix_web::middleware::Compress;
use actix_web::web::{self, ServiceConfig, get, post};

use super::error::Failure;
use super::pages::{about, building, desk, exports, home, progress, sign_in, start, task};
use super::{assets, chips};

/// Every route: (method, path).
pub const ROUTES: [(&str, &str); 19] = [
    ("GET", "/"),
    ("GET", "/about"),
    ("GET", "/healthz"),
    ("GET", "/static/{hash}/{name}"),
    ("GET", "/chips/{hash}.jpg"),
    ("GET", "/c/{slug}/start"),
    ("POST", "/c/{slug}/start"),
    ("GET", "/c/{slug}/task"),
    ("POST", "/c/{slug}/judgements"),
    ("POST", "/c/{slug}/undo"),
    ("GET", "/sign-in"),
    ("POST", "/sign-in"),
    ("POST", "/sign-out"),
    ("GET", "/desk"),
    ("GET", "/desk/{slug}"),
    ("GET", "/desk/{slug}/buildings/{id}"),
    ("GET", "/desk/{slug}/exports"),
    ("GET", "/desk/{slug}/exports/{file}"),
    ("GET", "/favicon.ico"),
];

/// Adds every route.
pub fn configure(config: &mut ServiceConfig) {
    config
        .route("/", get().to(home::show))
        .route("/about", get().to(about::show))
        .route("/healthz", get().to(super::server::health))
        .route("/favicon.ico", get().to(super::server::icon))
        .route("/static/{hash}/{name:.*}", get().to(assets::serve))
        .route("/chips/{hash}.jpg", get().to(chips::serve))
        .route("/c/{slug}/start", get().to(start::show))
        .route("/c/{slug}/start", post().to(start::consent))
        .route("/c/{slug}/task", get().to(task::show))
        .route("/c/{slug}/judgements", post().to(task::judge))
        .route("/c/{slug}/undo", post().to(task::undo))
        .route("/sign-in", get().to(sign_in::show))
        .route("/sign-in", post().to(sign_in::sign_in))
        .route("/sign-out", post().to(sign_in::sign_out))
        .route("/desk", get().to(desk::show))
        .route("/desk/{slug}", get().to(progress::show))
        .route("/desk/{slug}/buildings/{id}", get().to(building::show))
        .route("/desk/{slug}/exports", get().to(exports::show))
        // What streams is compressed as it comes.
        .service(
            web::resource("/desk/{slug}/exports/{file}")
                .wrap(Compress::default())
                .route(get().to(exports::file)),
        )
        .default_service(web::to(nothing_here));
}

async fn nothing_here() -> Result<actix_web::HttpResponse, Failure> {
    Err(Failure::not_found())
}
