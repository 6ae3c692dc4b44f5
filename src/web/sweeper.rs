//! Once a day what was kept long enough is removed, on a thread of its own.

use std::path::PathBuf;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;

use tracing::{info, warn};

use crate::clock::Clock;
use crate::journey::retention::{self, SERVER};
use crate::store::Store;

/// How long after the start the first sweep comes: a server that is started daily sweeps too.
const FIRST: Duration = Duration::from_mins(10);
/// How long after one sweep the next one comes.
const EVERY: Duration = Duration::from_hours(24);

/// A thread that sweeps; it ends with this.
#[derive(Debug)]
pub struct Sweeper {
    _until: Sender<()>,
}

impl Sweeper {
    /// Starts the thread; `folder` is that of the data.
    ///
    /// # Errors
    /// When the system gives none.
    pub fn start(store: Store, clock: Clock, folder: PathBuf) -> std::io::Result<Self> {
        let (until, ended) = channel::<()>();
        std::thread::Builder::new().name("sweeper".to_owned()).spawn(move || {
            let mut wait = FIRST;
            while let Err(RecvTimeoutError::Timeout) = ended.recv_timeout(wait) {
                wait = EVERY;
                match retention::sweep(&store, clock.now(), SERVER, &folder) {
                    Ok(gone) if gone.is_empty() => {}
                    Ok(gone) => info!(gone = retention::said(&gone), "what was old is removed"),
                    Err(error) => warn!(%error, "what is old could not be removed"),
                }
            }
        })?;
        Ok(Self { _until: until })
    }
}
