//! The server: its limits, its headers, and how it starts and stops.

use std::net::TcpListener;

use actix_web::dev::{Server, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::rt::signal::unix::{SignalKind, signal};
use actix_web::{App as ActixApp, HttpResponse, HttpServer, web};

use super::cache::Cache;
use super::error::Failure;
use super::page::see_other;
use super::{App, assets, guard, head, here, routes, zip};
use crate::config::ServerSettings;
use crate::domain::limits::FORM_BYTES_MAX;

/// The application, for the server and for tests.
pub fn application(
    app: web::Data<App>,
) -> ActixApp<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl actix_web::body::MessageBody>,
        Error = actix_web::Error,
        InitError = (),
    >,
> {
    ActixApp::new()
        .app_data(app)
        .app_data(web::FormConfig::default().limit(FORM_BYTES_MAX))
        .app_data(web::PathConfig::default().error_handler(|_, _| Failure::not_found().into()))
        .app_data(web::QueryConfig::default().error_handler(|_, _| Failure::not_found().into()))
        .wrap(from_fn(guard::own_posts_only))
        .wrap(from_fn(zip::text))
        .wrap(from_fn(here::know))
        .wrap(from_fn(guard::with_policy))
        .wrap(from_fn(head::as_get))
        .configure(routes::configure)
}

/// Starts serving on a listener that is bound already.
///
/// # Errors
/// When the listener cannot be used.
pub fn start(
    app: web::Data<App>,
    listener: TcpListener,
    settings: &ServerSettings,
) -> std::io::Result<Server> {
    end_watching(&app)?;
    let mut server = HttpServer::new(move || application(app.clone()))
        // Without this a file's body waits 40 ms for the acknowledgement of its header.
        .tcp_nodelay(true)
        .max_connections(2_000)
        .shutdown_timeout(10);
    if let Some(workers) = settings.workers {
        server = server.workers(workers);
    }
    Ok(server.listen(listener)?.run())
}

/// Those who watch would hold up a server that stops: their connections end of themselves.
fn end_watching(app: &App) -> std::io::Result<()> {
    let lives = app.lives.clone();
    let mut told = signal(SignalKind::terminate())?;
    actix_web::rt::spawn(async move {
        told.recv().await;
        lives.end();
    });
    Ok(())
}

/// `GET /healthz`: 200 when the store answers.
///
/// # Errors
/// When it does not.
pub async fn health(app: web::Data<App>) -> Result<HttpResponse, Failure> {
    app.door.read(crate::journey::look::campaigns).await?;
    Ok(HttpResponse::Ok().insert_header(Cache::Never.header()).body("ok\n"))
}

/// `GET /favicon.ico`: browsers ask for it whatever the page says.
pub async fn icon() -> HttpResponse {
    see_other(assets::url("icon.svg"))
}
