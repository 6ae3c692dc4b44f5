//! Gives the ledger's events their places within a second, and signs checkpoints, on a thread of
//! its own.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use tracing::warn;

use super::chance;
use crate::access::ledger_key::KeyFile;
use crate::clock::Clock;
use crate::journey::ledger;
use crate::store::{Store, StoreError};

/// How long an event waits for its place at most, while the server is not busy.
const EVERY: Duration = Duration::from_millis(900);
/// After how many rounds it is looked whether a checkpoint is due.
const ROUNDS: u32 = 10;

/// A thread that seals; it seals once more and ends with this.
#[derive(Debug)]
pub struct Sealer {
    until: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Sealer {
    /// Starts the thread; `key` is the file of the key.
    ///
    /// # Errors
    /// When the system gives none, or there is no key and none can be made.
    pub fn start(store: Store, clock: Clock, key: PathBuf) -> std::io::Result<Self> {
        KeyFile::load_or_make(&key, &mut chance())?;
        let (until, ended) = channel::<()>();
        let work = move || {
            let mut round = 0_u32;
            loop {
                let is_due = round.is_multiple_of(ROUNDS);
                if let Err(error) = seal(&store, &clock, is_due.then_some(key.as_path())) {
                    warn!(%error, "the ledger could not be written; what waits is kept");
                }
                round = round.wrapping_add(1);
                if ended.recv_timeout(EVERY) != Err(RecvTimeoutError::Timeout) {
                    break;
                }
            }
            if let Err(error) = seal(&store, &clock, None) {
                warn!(%error, "the ledger could not be written; what waits is kept");
            }
        };
        let thread = std::thread::Builder::new().name("sealer".to_owned()).spawn(work)?;
        Ok(Self { until: Some(until), thread: Some(thread) })
    }
}

impl Drop for Sealer {
    fn drop(&mut self) {
        drop(self.until.take());
        if let Some(thread) = self.thread.take() {
            // What a panic left undone waits for the next start.
            drop(thread.join());
        }
    }
}

/// What goes wrong on the thread.
#[derive(Debug, thiserror::Error)]
enum SealError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Key(#[from] std::io::Error),
}

fn seal(store: &Store, clock: &Clock, key: Option<&Path>) -> Result<(), SealError> {
    ledger::seal(store, &mut chance())?;
    // Read anew each time: it may have been changed for another meanwhile.
    if let Some(keys) = key.map(KeyFile::load).transpose()?.flatten() {
        ledger::sign_due(store, clock.now(), &keys)?;
    }
    Ok(())
}
