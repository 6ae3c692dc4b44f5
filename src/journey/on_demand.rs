//! A chip is cut when somebody asks for it: what a campaign is too large to cut ahead, and the
//! kinds that few people look at. As many at once as there are slots, and each only once however
//! many ask for it.

use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use super::cut::{CutError, Made};
use super::scene::{Scene, recipe};
use crate::domain::campaign::Campaign;
use crate::domain::chip::ChipKind;
use crate::domain::id::{BuildingId, CaptureId};
use crate::imagery::Vault;
use crate::imagery::encode::Format;
use crate::store::captures::Cutting;
use crate::store::chips::NewChip;
use crate::store::coverage::Uncut;
use crate::store::{Store, StoreError, buildings, captures, chips, coverage};

/// Which chip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Wanted {
    /// Of which building.
    pub building: BuildingId,
    /// In which capture.
    pub capture: CaptureId,
    /// For what.
    pub kind: ChipKind,
}

/// Cuts chips that are asked for.
#[derive(Debug)]
pub struct OnDemand {
    slots: Slots,
    flights: Mutex<HashMap<Wanted, Arc<Flight>>>,
}

/// A chip that is being cut, for those who wait for it.
#[derive(Debug, Default)]
struct Flight {
    state: Mutex<State>,
    news: Condvar,
}

/// How far that is.
#[derive(Debug, Default, Clone)]
enum State {
    /// It is being cut.
    #[default]
    UnderWay,
    /// It is there, under this hash.
    Landed(String),
    /// It could not be cut.
    Failed,
}

impl OnDemand {
    /// Cuts up to `slots` chips at once.
    #[must_use]
    pub fn new(slots: usize) -> Self {
        Self { slots: Slots::new(slots), flights: Mutex::default() }
    }

    /// The hash of a chip, cut now if need be. Blocks until it is there.
    ///
    /// # Errors
    /// [`CutError::NotShown`] when the capture does not show the building, or why it cannot be
    /// cut.
    pub fn hash(
        &self,
        store: &Store,
        vault: &Vault,
        campaign: &Campaign,
        wanted: Wanted,
    ) -> Result<String, CutError> {
        let cutting = store.read(|db| captures::cutting(db, campaign.id, wanted.capture))?;
        let cutting = cutting.ok_or(CutError::NotShown)?;
        if let Some(known) = known(store, campaign, &cutting, wanted)? {
            return Ok(known);
        }
        loop {
            let (flight, is_pilot) = self.board(wanted);
            if !is_pilot {
                match flight.wait() {
                    Some(hash) => return Ok(hash),
                    None => continue, // The other request failed: this one says why itself.
                }
            }
            let slot = self.slots.take();
            // It may have landed between the look above and boarding.
            let made = match known(store, campaign, &cutting, wanted) {
                Ok(None) => make(store, vault, campaign, &cutting, wanted),
                Ok(Some(hash)) => Ok(hash),
                Err(error) => Err(error.into()),
            };
            drop(slot);
            self.land(wanted, &flight, made.as_ref().ok());
            return made;
        }
    }

    fn board(&self, wanted: Wanted) -> (Arc<Flight>, bool) {
        let mut flights = self.flights.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(flight) = flights.get(&wanted) {
            return (Arc::clone(flight), false);
        }
        let flight = Arc::new(Flight::default());
        flights.insert(wanted, Arc::clone(&flight));
        (flight, true)
    }

    fn land(&self, wanted: Wanted, flight: &Flight, hash: Option<&String>) {
        self.flights.lock().unwrap_or_else(PoisonError::into_inner).remove(&wanted);
        let state = hash.map_or(State::Failed, |hash| State::Landed(hash.clone()));
        *flight.state.lock().unwrap_or_else(PoisonError::into_inner) = state;
        flight.news.notify_all();
    }
}

impl Flight {
    /// The hash once it is there, or nothing once it failed.
    fn wait(&self) -> Option<String> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let state = self.news.wait_while(state, |state| matches!(state, State::UnderWay));
        match state.unwrap_or_else(PoisonError::into_inner).clone() {
            State::Landed(hash) => Some(hash),
            State::UnderWay | State::Failed => None,
        }
    }
}

/// A counted number of places.
#[derive(Debug)]
struct Slots {
    free: Mutex<usize>,
    news: Condvar,
}

/// A place, given back when dropped.
struct Slot<'a>(&'a Slots);

impl Slots {
    fn new(free: usize) -> Self {
        Self { free: Mutex::new(free.max(1)), news: Condvar::new() }
    }

    fn take(&self) -> Slot<'_> {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let free = self.news.wait_while(free, |free| *free == 0);
        *free.unwrap_or_else(PoisonError::into_inner) -= 1;
        Slot(self)
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        *self.0.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.0.news.notify_one();
    }
}

/// The hash of a chip that was cut by today's recipe.
fn known(
    store: &Store,
    campaign: &Campaign,
    cutting: &Cutting,
    wanted: Wanted,
) -> Result<Option<String>, StoreError> {
    let (_, recipe) = recipe(cutting, wanted.kind, campaign.chip_px);
    store.read(|db| match chips::known_recipe(db, wanted.capture, wanted.kind, &recipe)? {
        Some(recipe) => chips::by_recipe(db, wanted.building, recipe),
        None => Ok(None),
    })
}

fn make(
    store: &Store,
    vault: &Vault,
    campaign: &Campaign,
    cutting: &Cutting,
    wanted: Wanted,
) -> Result<String, CutError> {
    let Wanted { building, capture, kind } = wanted;
    let uncut = store.read(|db| {
        if !coverage::shows(db, building, capture)? {
            return Ok(None);
        }
        let footprint = buildings::get(db, building)?.footprint;
        let (centre, longest_side_m) = (footprint.centre(), footprint.longest_side_m());
        Ok::<_, StoreError>(Some(Uncut { building, centre, longest_side_m }))
    })?;
    let uncut = uncut.ok_or(CutError::NotShown)?;
    let mut scene = Scene::open(store, cutting, campaign.chip_px)?;
    let new = |bytes: &[u8], metres: u32| -> Result<NewChip, CutError> {
        let sha256 = vault.put(bytes, Format::WebP)?.to_string();
        let bytes = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        Ok(NewChip { building, metres, sha256, bytes })
    };
    if !ChipKind::AHEAD.contains(&kind) {
        let (bytes, metres) = scene.one(kind, &uncut)?;
        let chip = new(&bytes, metres)?;
        let (sha256, (px, recipe)) = (chip.sha256.clone(), scene.recipe(kind));
        store.write(move |db| {
            let recipe = chips::recipe(db, capture, (kind, px), &recipe)?;
            chips::add(db, recipe, &[chip])
        })?;
        return Ok(sha256);
    }
    // The picture and its thumb are of the same pixels. A blank one is shown as it is: whoever
    // was given the building says that nothing can be seen.
    let pair = scene.judged_pair(&uncut)?;
    let (chip, thumb) = (new(&pair.chip, pair.metres)?, new(&pair.thumb, pair.metres)?);
    let (of_chip, of_thumb) = (chip.sha256.clone(), thumb.sha256.clone());
    let wanted = if kind == ChipKind::Chip { of_chip.clone() } else { of_thumb.clone() };
    let show = vec![(building, of_chip, of_thumb)];
    Made { chips: vec![chip], thumbs: vec![thumb], show, blank: Vec::new() }
        .record(store, &scene)?;
    Ok(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn no_more_work_at_once_than_there_are_slots() {
        let (slots, now, most) = (Slots::new(2), AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let _slot = slots.take();
                    let at_once = now.fetch_add(1, Ordering::SeqCst) + 1;
                    most.fetch_max(at_once, Ordering::SeqCst);
                    std::thread::yield_now();
                    now.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        assert!(most.load(Ordering::SeqCst) <= 2);
    }

    #[test]
    fn whoever_comes_second_gets_what_the_first_one_made() {
        let on_demand = OnDemand::new(1);
        let wanted =
            Wanted { building: BuildingId(1), capture: CaptureId(1), kind: ChipKind::Context };
        let (flight, is_pilot) = on_demand.board(wanted);
        assert!(is_pilot);
        std::thread::scope(|scope| {
            let second = scope.spawn(|| {
                let (flight, is_pilot) = on_demand.board(wanted);
                assert!(!is_pilot);
                flight.wait()
            });
            while Arc::strong_count(&flight) < 3 {
                std::thread::yield_now();
            }
            on_demand.land(wanted, &flight, Some(&"abc".to_owned()));
            assert_eq!(second.join().unwrap().as_deref(), Some("abc"));
        });
        assert!(on_demand.board(wanted).1, "the next one flies again");
    }
}
