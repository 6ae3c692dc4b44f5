//! Releases are made on a thread of their own: no page waits for their files.

use std::path::PathBuf;
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

use tracing::warn;

use super::chance;
use crate::clock::Clock;
use crate::journey::release;
use crate::store::Store;

/// How often it is looked whether a release waits that nobody makes any more.
const EVERY: Duration = Duration::from_mins(1);

/// A thread that makes releases.
#[derive(Debug)]
pub struct Makers(SyncSender<()>);

impl Makers {
    /// Starts the thread; `folder` is that of the data.
    ///
    /// # Errors
    /// When the system gives none.
    pub fn start(store: Store, clock: Clock, folder: PathBuf) -> std::io::Result<Self> {
        let (ask, asked) = sync_channel(1);
        std::thread::Builder::new().name("releases".to_owned()).spawn(move || {
            loop {
                if let Err(error) = release::work_off(&store, &folder, (&clock, &mut chance())) {
                    warn!(%error, "releases could not be worked off");
                }
                if let Err(error) = release::results::list_due(&store, &folder) {
                    warn!(%error, "the buildings of a release could not be listed");
                }
                if let Err(RecvTimeoutError::Disconnected) = asked.recv_timeout(EVERY) {
                    return;
                }
            }
        })?;
        Ok(Self(ask))
    }

    /// Asks it to begin. Where it was asked already, it will find this too.
    pub fn ask(&self) {
        let _ = self.0.try_send(());
    }
}
