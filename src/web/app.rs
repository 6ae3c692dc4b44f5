//! What every handler works with: made once, when the server starts.

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use actix_web::cookie::Key;
use chrono::{DateTime, Utc};
use tokio::sync::Semaphore;

use super::counts::Counts;
use super::door::Door;
use super::elsewhere::Elsewhere;
use super::fronts::Fronts;
use super::jobs::Jobs;
use super::live::Lives;
use super::mailer::{Mailer, NoMailer};
use super::makers::Makers;
use super::pages::map_large::Points;
use super::pages::results::Lists;
use super::rehearsals::Rehearsals;
use super::sweeper::Sweeper;
use super::warm::Warmer;
use crate::access::attempts::Attempts;
use crate::access::password::Effort;
use crate::access::second::SecondFactor;
use crate::clock::Clock;
use crate::config::MailSettings;
use crate::imagery::vault::Vault;
use crate::journey::basemap::Archive;
use crate::journey::on_demand::OnDemand;
use crate::store::Store;

/// How careful a server is.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// The work of a password's hash.
    pub effort: Effort,
    /// Whether a proxy in front ends TLS.
    pub behind_proxy: bool,
    /// Whether staff must have a second factor.
    pub is_second_required: bool,
}

/// What every handler works with.
pub struct App {
    /// The way to the store.
    pub door: Door,
    /// The chips.
    pub vault: Arc<Vault>,
    /// Cuts chips that are not there yet.
    pub on_demand: Arc<OnDemand>,
    /// Cuts what will be asked for next.
    pub warmer: Warmer,
    /// Counts campaigns for their dashboards.
    pub counts: Counts,
    /// Who watches dashboards live.
    pub lives: Lives,
    /// Counts what other rules would change, and decides by new ones.
    pub rehearsals: Rehearsals,
    /// Removes what was kept long enough.
    pub sweeper: Sweeper,
    /// The buildings of maps that were looked at lately.
    pub points: Points,
    /// A map that is laid below that of the desk.
    pub basemap: Option<Arc<Archive>>,
    /// Tiles of maps cut at once.
    pub tiles: Semaphore,
    /// Makes releases.
    pub makers: Makers,
    /// The buildings of releases that were looked at lately.
    pub lists: Lists,
    /// Releases read at once.
    pub dossiers: Semaphore,
    /// Long work.
    pub jobs: Jobs,
    /// Sends mail to staff; none where no server takes it.
    pub mailer: Option<Mailer>,
    /// The folder of the data.
    pub folder: PathBuf,
    /// Where uploads are kept.
    pub uploads: PathBuf,
    /// Where files lie that were copied to the server.
    pub inbox: PathBuf,
    /// The time.
    pub clock: Clock,
    /// Signs cookies.
    pub key: Key,
    /// Makes and checks codes of staff.
    pub second: SecondFactor,
    /// How careful it is.
    pub manner: Manner,
    /// An issuer elsewhere by which staff may sign in.
    pub elsewhere: Option<Elsewhere>,
    /// Starts as a volunteer, by address.
    pub starts: Attempts,
    /// Attempts to sign in, by address.
    pub sign_ins: Attempts,
    /// Requests of programs with a token, by address.
    pub bearers: Attempts,
    /// Codes tried, by account.
    pub codes: Attempts,
    /// Attempts to go on from another device, by address.
    pub restores: Attempts,
    /// Buildings passed on, by the hash of the volunteer's token.
    pub skips: Attempts,
    /// How far the open campaigns are, as the front page says it.
    pub fronts: Fronts,
    /// Passwords hashed at once: each takes 19 MiB.
    pub hashing: Semaphore,
}

impl App {
    /// The parts of a server; `folder` is that of its data.
    ///
    /// # Errors
    /// When the system gives no thread, or the folders cannot be made.
    pub fn new(
        store: Store,
        vault: Vault,
        clock: Clock,
        folder: &Path,
        secret: &[u8],
        manner: Manner,
    ) -> std::io::Result<Self> {
        let burst = |count| NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN);
        let (uploads, inbox) = (folder.join("uploads"), folder.join("inbox"));
        std::fs::create_dir_all(&uploads)?;
        std::fs::create_dir_all(&inbox)?;
        let vault = Arc::new(vault);
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let on_demand = Arc::new(OnDemand::new(cores));
        let warmer = Warmer::start(store.clone(), Arc::clone(&vault), Arc::clone(&on_demand))?;
        let jobs = Jobs::start(store.clone(), Arc::clone(&vault), clock.clone())?;
        let counts = Counts::start(store.clone(), clock.clone())?;
        let lives = Lives::start(store.clone(), clock.clone(), counts.clone())?;
        let rehearsals = Rehearsals::start(store.clone(), clock.clone())?;
        let sweeper = Sweeper::start(store.clone(), clock.clone(), folder.to_owned())?;
        let makers = Makers::start(store.clone(), clock.clone(), folder.to_owned())?;
        Ok(Self {
            makers,
            lists: Lists::default(),
            dossiers: Semaphore::new(1),
            sweeper,
            door: Door::new(store),
            counts,
            lives,
            rehearsals,
            basemap: None,
            tiles: Semaphore::new(cores),
            points: Points::default(),
            jobs,
            mailer: None,
            folder: std::path::absolute(folder)?,
            uploads: std::path::absolute(uploads)?,
            inbox: std::path::absolute(inbox)?,
            vault,
            on_demand,
            warmer,
            clock,
            key: Key::derive_from(secret),
            second: SecondFactor::new(secret).ok_or_else(|| std::io::Error::other("the key"))?,
            manner,
            elsewhere: None,
            // A school or a carrier's whole town may share one address.
            starts: Attempts::new(burst(100), Duration::from_secs(2)),
            sign_ins: Attempts::new(burst(10), Duration::from_mins(1)),
            // A notebook takes all files at once, and a program one a minute all day.
            bearers: Attempts::new(burst(60), Duration::from_secs(5)),
            codes: Attempts::new(burst(10), Duration::from_mins(1)),
            restores: Attempts::new(burst(10), Duration::from_mins(1)),
            // Nobody looks at 120 buildings in a quarter of an hour and passes on all of them.
            skips: Attempts::new(burst(120), Duration::from_secs(30)),
            fronts: Fronts::default(),
            hashing: Semaphore::new(2),
        })
    }

    /// The same, sending mail as the settings say.
    ///
    /// # Errors
    /// When they are no addresses, or the system gives no thread.
    pub fn with_mail(self, settings: &MailSettings) -> Result<Self, NoMailer> {
        let mailer = Mailer::start(self.door.store().clone(), self.clock.clone(), settings)?;
        Ok(Self { mailer, ..self })
    }

    /// The file of the key that signs checkpoints.
    #[must_use]
    pub fn ledger_key(&self) -> PathBuf {
        self.folder.join("ledger.key")
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }
}
