//! Dashboards that are watched live: one thread makes what changes once for all who watch a
//! campaign, and tells them that there is something new; they fetch it from here. Nobody's
//! connection asks the store.

use std::collections::HashMap;
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tracing::warn;

use super::counts::Counts;
use super::error::Failure;
use super::pages::progress::live_part;
use crate::clock::Clock;
use crate::domain::campaign::Campaign;
use crate::domain::id::{AccountId, CampaignId};
use crate::domain::limits::{WATCHERS_MAX, WATCHERS_OF_ACCOUNT_MAX};
use crate::journey::census;
use crate::store::Store;

/// How often a campaign that somebody watches is looked at.
const EVERY: Duration = Duration::from_secs(5);

/// What a dashboard shows, and how often that has changed.
#[derive(Debug, Clone, Default)]
pub struct Beat {
    /// How often it changed since somebody watches; 0: it was not made yet.
    pub number: u64,
    /// The part of the page that changes.
    pub html: Arc<str>,
    /// The same without the time of counting, which is no change.
    timeless: Arc<str>,
}

#[derive(Debug)]
struct Room {
    campaign: Campaign,
    beats: watch::Sender<Beat>,
}

#[derive(Debug, Default)]
struct Rooms {
    by_campaign: HashMap<CampaignId, Room>,
    watchers: HashMap<AccountId, usize>,
    is_over: bool,
}

/// Why nobody more can watch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoSeat {
    /// The account watches in many places already, or very many accounts do.
    Full,
    /// The server stops.
    Over,
}

/// Who watches what.
#[derive(Debug, Clone)]
pub struct Lives {
    rooms: Arc<Mutex<Rooms>>,
    wake: SyncSender<()>,
}

/// Somebody's watching, for as long as it is kept.
#[derive(Debug)]
pub struct Seat {
    /// What is new, the present state being new at first.
    pub beats: watch::Receiver<Beat>,
    account: AccountId,
    rooms: Arc<Mutex<Rooms>>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let watchers = &mut held(&self.rooms).watchers;
        if let Some(count) = watchers.get_mut(&self.account) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                watchers.remove(&self.account);
            }
        }
    }
}

fn held(rooms: &Mutex<Rooms>) -> MutexGuard<'_, Rooms> {
    rooms.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Lives {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the system gives none.
    pub fn start(store: Store, clock: Clock, counts: Counts) -> std::io::Result<Self> {
        let (wake, woken) = sync_channel(1);
        let rooms = Arc::new(Mutex::new(Rooms::default()));
        let own = Arc::clone(&rooms);
        std::thread::Builder::new().name("live".to_owned()).spawn(move || {
            loop {
                let is_idle = held(&own).by_campaign.is_empty();
                let wait = if is_idle { Duration::MAX } else { EVERY };
                let only_new = match woken.recv_timeout(wait) {
                    Ok(()) => true,
                    Err(RecvTimeoutError::Timeout) => false,
                    Err(RecvTimeoutError::Disconnected) => return,
                };
                beat(&own, only_new, |campaign| {
                    let now = clock.now();
                    let (seen, is_due) =
                        store.read(|db| census::look(db, campaign.clone(), now))?;
                    if is_due {
                        counts.ask(campaign.id);
                    }
                    live_part(seen, now)
                });
            }
        })?;
        Ok(Self { rooms, wake })
    }

    /// A seat for an account that watches a campaign.
    ///
    /// # Errors
    /// When there is none.
    pub fn join(&self, account: AccountId, campaign: &Campaign) -> Result<Seat, NoSeat> {
        let mut rooms = held(&self.rooms);
        if rooms.is_over {
            return Err(NoSeat::Over);
        }
        let own = rooms.watchers.get(&account).copied().unwrap_or(0);
        let all: usize = rooms.watchers.values().sum();
        if own >= WATCHERS_OF_ACCOUNT_MAX || all >= WATCHERS_MAX {
            return Err(NoSeat::Full);
        }
        *rooms.watchers.entry(account).or_default() += 1;
        let room = rooms.by_campaign.entry(campaign.id).or_insert_with(|| Room {
            campaign: campaign.clone(),
            beats: watch::Sender::default(),
        });
        let mut beats = room.beats.subscribe();
        if beats.borrow().number > 0 {
            beats.mark_changed();
        } else {
            // Full: it is about to wake already.
            let _ = self.wake.try_send(());
        }
        Ok(Seat { beats, account, rooms: Arc::clone(&self.rooms) })
    }

    /// What a campaign's dashboard shows, where somebody watches it.
    #[must_use]
    pub fn shown(&self, campaign: CampaignId) -> Option<Arc<str>> {
        let rooms = held(&self.rooms);
        let beat = rooms.by_campaign.get(&campaign)?.beats.borrow();
        (beat.number > 0).then(|| Arc::clone(&beat.html))
    }

    /// Ends all watching: the server stops.
    pub fn end(&self) {
        let mut rooms = held(&self.rooms);
        rooms.is_over = true;
        rooms.by_campaign.clear();
    }
}

/// Makes what each dashboard shows; those that nobody watches any more are forgotten.
fn beat(
    rooms: &Mutex<Rooms>,
    only_new: bool,
    make: impl Fn(&Campaign) -> Result<(String, String), Failure>,
) {
    let watched: Vec<Campaign> = {
        let all = &mut held(rooms).by_campaign;
        all.retain(|_, room| room.beats.receiver_count() > 0);
        let due = all.values().filter(|room| !only_new || room.beats.borrow().number == 0);
        due.map(|room| room.campaign.clone()).collect()
    };
    for campaign in watched {
        let (html, timeless) = match make(&campaign) {
            Ok(both) => both,
            Err(error) => {
                warn!(%error, "a dashboard could not be made");
                continue;
            }
        };
        if let Some(room) = held(rooms).by_campaign.get(&campaign.id) {
            room.beats.send_if_modified(|last| {
                let is_new = *last.timeless != *timeless;
                last.number += u64::from(is_new);
                (last.html, last.timeless) = (html.into(), timeless.into());
                is_new
            });
        }
    }
}
