//! `aftermath serve`, and what serving shares with the demo.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;

use actix_web::web;
use clap::Args;

use super::outcome::{Done, Trouble, chance, open, say, tell, vault};
use crate::access::secret;
use crate::clock::Clock;
use crate::config::{DataSettings, Demand, MailSettings, PASSWORD_EFFORT, ServerSettings};
use crate::journey::basemap::Archive;
use crate::journey::import;
use crate::store::{Address, Store};
use crate::web::elsewhere::{self, Elsewhere};
use crate::web::{App, Manner, Sealer, server};

/// Serve the web pages.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    server: ServerSettings,
    #[command(flatten)]
    mail: MailSettings,
}

impl Serve {
    /// Runs it until it is told to stop.
    pub(crate) fn run(self, data: &DataSettings, clock: &Clock) -> Result<Done, Trouble> {
        let store = open(data)?;
        let (listener, origin) = listen(&self.server)?;
        run(data, store, clock.clone(), (&self.server, &self.mail), listener, || {
            say(format!("Aftermath serves at {origin}/"));
        })
    }
}

/// Binds the address; the second value is the origin of its pages.
pub(crate) fn listen(settings: &ServerSettings) -> Result<(TcpListener, String), Trouble> {
    let listener = TcpListener::bind((settings.host.as_str(), settings.port)).map_err(|error| {
        let (host, port) = (&settings.host, settings.port);
        Trouble(format!("cannot listen on {host}:{port}: {error}; choose --host and --port"))
    })?;
    let origin = format!("http://{}", listener.local_addr()?);
    Ok((listener, origin))
}

/// Serves on a bound listener; `ready` speaks once it answers.
pub(crate) fn run(
    data: &DataSettings,
    store: Store,
    clock: Clock,
    (settings, mail): (&ServerSettings, &MailSettings),
    listener: TcpListener,
    ready: impl FnOnce(),
) -> Result<Done, Trouble> {
    // Kept open until the end: the lock goes with it.
    let _lock = lock(data)?;
    let key = secret::load_or_make(&data.secret(), &mut chance())?;
    end_interrupted(&store, &clock)?;
    let manner = Manner {
        effort: PASSWORD_EFFORT,
        behind_proxy: settings.behind_proxy,
        is_second_required: settings.second_factor == Demand::Required,
    };
    let sealer = Sealer::start(store.clone(), clock.clone(), data.ledger_key())?;
    let app = App::new(store, vault(data)?, clock, data.folder(), &key, manner)?;
    let mut app = app.with_mail(mail).map_err(|error| Trouble(error.to_string()))?;
    app.elsewhere = elsewhere(settings)?;
    app.basemap = settings.basemap.as_deref().map(map_of).transpose()?;
    let _sealer = sealer;
    let app = web::Data::new(app);
    actix_web::rt::System::new().block_on(async move {
        let server = server::start(app, listener, settings)?;
        ready();
        std::io::stdout().flush()?;
        server.await
    })?;
    Ok(Done::Whole)
}

/// The issuer elsewhere by which staff may sign in, where one is set.
fn elsewhere(settings: &ServerSettings) -> Result<Option<Elsewhere>, Trouble> {
    let (Some(issuer), Some(client), Some(secret)) =
        (&settings.oidc_issuer, &settings.oidc_client, &settings.oidc_secret)
    else {
        return Ok(None);
    };
    let settings = elsewhere::Settings {
        issuer: issuer.clone(),
        client: client.clone(),
        secret: secret.clone(),
        name: settings.oidc_name.clone(),
    };
    let issuer = Elsewhere::new(&settings);
    issuer.map(Some).map_err(|error| Trouble(format!("AFTERMATH_OIDC_ISSUER: {error}")))
}

/// The map that is laid below that of the desk.
fn map_of(path: &Path) -> Result<Arc<Archive>, Trouble> {
    let open = Archive::open(path).map(Arc::new);
    open.map_err(|error| Trouble(format!("--basemap {}: {error}", path.display())))
}

/// Imports that were under way when the server stopped did not get into the campaign.
fn end_interrupted(store: &Store, clock: &Clock) -> Result<(), Trouble> {
    let now = clock.now();
    let ended = store.write(move |db| import::end_interrupted(db, now))?;
    if ended > 0 {
        tell(&format!("{ended} imports were cut off when the server stopped; send them again"));
    }
    Ok(())
}

/// With the embedded database, a second server on the same folder would fight over its writer.
fn lock(data: &DataSettings) -> Result<Option<std::fs::File>, Trouble> {
    if matches!(data.address()?, Address::Postgres(_)) {
        return Ok(None);
    }
    let path = data.folder().join("server.lock");
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(_) => Err(Trouble(format!(
            "another server already works on {}; stop it, or choose another --data-dir",
            data.folder().display()
        ))),
    }
}
