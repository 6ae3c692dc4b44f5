//! Pictures that volunteers will be shown next are cut before they ask, in campaigns that are too
//! large to cut ahead: of the next buildings in the queue the oldest, the newest and the middle
//! one, with which every volunteer begins.

use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};

use tracing::warn;

use crate::domain::campaign::Campaign;
use crate::domain::chip::ChipKind;
use crate::domain::id::CaptureId;
use crate::imagery::vault::Vault;
use crate::journey::look;
use crate::journey::on_demand::{OnDemand, Wanted};
use crate::store::Store;

/// Buildings of the queue that are looked at.
const AHEAD: i64 = 16;

/// A thread that cuts what is likely to be asked for.
#[derive(Debug)]
pub struct Warmer(SyncSender<Campaign>);

impl Warmer {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the system gives none.
    pub fn start(
        store: Store,
        vault: Arc<Vault>,
        on_demand: Arc<OnDemand>,
    ) -> std::io::Result<Self> {
        let (hint, hints) = sync_channel::<Campaign>(1);
        std::thread::Builder::new().name("warmer".to_owned()).spawn(move || {
            while let Ok(campaign) = hints.recv() {
                warm(&store, &vault, &on_demand, &campaign);
            }
        })?;
        Ok(Self(hint))
    }

    /// Says that somebody works in a campaign whose pictures are not all cut. While the thread is
    /// busy with an earlier hint this one is dropped: the next page gives another.
    pub fn hint(&self, campaign: &Campaign) {
        drop(self.0.try_send(campaign.clone()));
    }
}

fn warm(store: &Store, vault: &Vault, on_demand: &OnDemand, campaign: &Campaign) {
    let next = match store.read(|db| look::next_uncut(db, campaign, AHEAD)) {
        Ok(next) => next,
        Err(error) => return warn!(%error, "the next pictures are not known"),
    };
    for (building, captures) in next {
        for capture in first_looks(&captures) {
            let wanted = Wanted { building, capture, kind: ChipKind::Chip };
            if let Err(error) = on_demand.hash(store, vault, campaign, wanted) {
                return warn!(%error, "a picture could not be cut before it was asked for");
            }
        }
    }
}

/// The captures with which a volunteer begins: the oldest, the newest, and the one between.
fn first_looks(captures: &[CaptureId]) -> Vec<CaptureId> {
    let middle = captures.get(captures.len() / 2);
    let mut looks: Vec<CaptureId> =
        [captures.first(), captures.last(), middle].into_iter().flatten().copied().collect();
    looks.dedup();
    looks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_volunteer_begins_with_the_ends_and_the_middle() {
        let of = |n: i64| first_looks(&(0..n).map(CaptureId).collect::<Vec<_>>());
        assert_eq!(of(7), [CaptureId(0), CaptureId(6), CaptureId(3)]);
        assert_eq!(of(1), [CaptureId(0)]);
        assert!(of(0).is_empty());
    }
}
