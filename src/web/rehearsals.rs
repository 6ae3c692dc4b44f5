//! What other rules would change is counted, and new rules decide every building, on a thread of
//! their own: no page waits for it.

use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

use rand::RngExt as _;
use tracing::warn;

use super::chance;
use crate::clock::Clock;
use crate::journey::rules;
use crate::store::Store;

/// How often it is looked whether anything is to be done, such as rules set by command.
const EVERY: Duration = Duration::from_mins(1);

/// A thread that counts and decides.
#[derive(Debug)]
pub struct Rehearsals(SyncSender<()>);

impl Rehearsals {
    /// Starts the thread, which first goes on with what was under way.
    ///
    /// # Errors
    /// When the system gives none.
    pub fn start(store: Store, clock: Clock) -> std::io::Result<Self> {
        let (ask, asked) = sync_channel(1);
        std::thread::Builder::new().name("rules".to_owned()).spawn(move || {
            loop {
                if let Err(error) = rules::work_off(&store, clock.now(), chance().random()) {
                    warn!(%error, "rules could not be worked off");
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
