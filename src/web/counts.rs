//! Campaigns are counted for their dashboards on a thread of their own, while somebody looks and
//! every few minutes where volunteers are at work: no page waits for it.

use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

use tracing::{debug, warn};

use crate::clock::Clock;
use crate::domain::campaign::Phase;
use crate::domain::id::CampaignId;
use crate::journey::{census, look};
use crate::store::{Store, StoreError};

/// How often large open campaigns are counted though nobody looks.
const EVERY: Duration = Duration::from_mins(5);
/// Campaigns that may wait to be counted.
const WAITING_MAX: usize = 16;

/// A thread that counts campaigns.
#[derive(Debug, Clone)]
pub struct Counts(SyncSender<CampaignId>);

impl Counts {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the system gives none.
    pub fn start(store: Store, clock: Clock) -> std::io::Result<Self> {
        let (ask, asked) = sync_channel::<CampaignId>(WAITING_MAX);
        std::thread::Builder::new().name("counts".to_owned()).spawn(move || {
            loop {
                let done = match asked.recv_timeout(EVERY) {
                    Ok(campaign) => census::recount(&store, clock.now(), campaign).map(|_| ()),
                    Err(RecvTimeoutError::Timeout) => count_open(&store, &clock),
                    Err(RecvTimeoutError::Disconnected) => return,
                };
                if let Err(error) = done {
                    warn!(%error, "a campaign could not be counted");
                }
            }
        })?;
        Ok(Self(ask))
    }

    /// Asks for a campaign to be counted anew. Where many wait already, the next page asks again.
    pub fn ask(&self, campaign: CampaignId) {
        if self.0.try_send(campaign).is_err() {
            debug!(campaign = campaign.0, "others are counted first");
        }
    }
}

fn count_open(store: &Store, clock: &Clock) -> Result<(), StoreError> {
    let campaigns = store.read(look::campaigns)?;
    for campaign in campaigns.iter().filter(|campaign| campaign.phase == Phase::Open) {
        let (captures, buildings) = store.read(|db| look::size(db, campaign))?;
        if captures > 0 && census::is_counted_ahead(buildings) {
            census::recount(store, clock.now(), campaign.id)?;
        }
    }
    Ok(())
}
