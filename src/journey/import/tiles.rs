//! Pictures that were cut elsewhere: each belongs to a building, which is there already, or is new
//! and placed by the list of pictures itself.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};

use super::Outcome;
use super::print::{hash, print_of};
use crate::domain::campaign::Campaign;
use crate::domain::consensus::decide;
use crate::domain::id::{BuildingId, CaptureId, ImportId};
use crate::domain::place::{Footprint, LonLat};
use crate::domain::task::Task;
use crate::exchange::manifest::TileDraft;
use crate::exchange::rows::RowError;
use crate::imagery::file_sha256;
use crate::store::buildings::{self, NewBuilding, Start};
use crate::store::tiles::{self, NewTile};
use crate::store::{Db, Store, StoreError};

/// Ready-cut pictures of new captures.
#[derive(Debug, Default)]
pub(super) struct Pictures {
    all: Vec<Picture>,
    /// Buildings that are only known from the list of pictures, by their own id.
    new: BTreeMap<String, LonLat>,
}

/// A picture, its building's own id, and the position of its capture among the new ones.
#[derive(Debug)]
struct Picture {
    building: String,
    capture: usize,
    path: String,
    sha256: String,
}

impl Pictures {
    /// Finds the building of each picture of a new capture; `positions` are those captures.
    pub(super) fn check(
        store: &Store,
        campaign: &Campaign,
        positions: &HashMap<&str, usize>,
        drafts: Vec<TileDraft>,
        outcome: &mut Outcome,
    ) -> Result<Self, StoreError> {
        let (mut pictures, mut known) = (Self::default(), BTreeMap::<String, bool>::new());
        for draft in drafts {
            let Some(capture) = positions.get(draft.capture_id.as_str()) else { continue };
            let own = &draft.building_id;
            if !known.contains_key(own) {
                let found = store.read(|db| buildings::by_external_id(db, campaign.id, own))?;
                known.insert(own.clone(), found.is_some());
            }
            if known.get(own) != Some(&true) {
                match draft.place {
                    Some(place) => drop(pictures.new.entry(own.clone()).or_insert(place)),
                    None if pictures.new.contains_key(own) => {}
                    None => {
                        let reason = "there is no building of this id yet; state its lon and lat \
                             here, or import the list of buildings first, with --captures-min 0";
                        outcome.fail(
                            RowError::new(draft.spot, reason).in_column("building_id").of(own),
                        );
                        continue;
                    }
                }
            }
            let hashed = file_sha256(&draft.file).and_then(|sha256| {
                Ok((std::path::absolute(&draft.file)?.to_string_lossy().into_owned(), sha256))
            });
            match hashed {
                Ok((path, sha256)) => pictures.all.push(Picture {
                    building: draft.building_id,
                    capture: *capture,
                    path,
                    sha256: sha256.to_string(),
                }),
                Err(error) => {
                    let reason = format!("{}: {error}", draft.file.display());
                    outcome.fail(RowError::new(draft.spot, reason).in_column("file"));
                }
            }
        }
        Ok(pictures)
    }

    /// Adds the new buildings, and all pictures; `captures` are the ids of the new captures.
    pub(super) fn add(
        self,
        db: &mut Db,
        now: DateTime<Utc>,
        campaign: &Campaign,
        import: ImportId,
        captures: &[CaptureId],
    ) -> Result<(), StoreError> {
        let start = Start {
            campaign: campaign.id,
            import,
            task: Task::fresh(campaign.policy.judgements_min),
            method: campaign.policy.method(),
        };
        let new = |(external_id, place): (String, LonLat)| {
            let footprint = Footprint::Point(place);
            let shown = self.all.iter().filter(|picture| picture.building == external_id).count();
            NewBuilding {
                print: print_of(&footprint, None),
                // As good as chance: nobody chooses an id for its hash.
                shuffle: hash(&external_id).cast_signed(),
                footprint,
                external_id,
                name: None,
                attributes: String::new(),
                captures: Vec::new(), // Their pictures say so, below.
                reference: None,
                empty: decide(campaign.policy, &[], shown),
            }
        };
        let all: Vec<NewBuilding> = self.new.into_iter().map(new).collect();
        buildings::add(db, &start, &all, now)?;
        let mut ids: HashMap<String, BuildingId> = HashMap::new();
        let mut tiles = Vec::new();
        for picture in self.all {
            let building = if let Some(id) = ids.get(&picture.building) {
                *id
            } else {
                let found = buildings::by_external_id(db, campaign.id, &picture.building)?;
                let id = found.ok_or(StoreError::Lost)?.id;
                ids.insert(picture.building, id);
                id
            };
            let capture = *captures.get(picture.capture).ok_or(StoreError::Lost)?;
            tiles.push(NewTile { building, capture, path: picture.path, sha256: picture.sha256 });
        }
        tiles::add(db, &tiles)
    }
}
