//! How a file shows a campaign: under which names, how exactly it tells places and times.

use std::collections::BTreeMap;

use chrono::{DateTime, DurationRound as _, TimeDelta, Utc};

use crate::access::pseudonym::Pseudonyms;
use crate::domain::campaign::Campaign;
use crate::domain::id::BuildingId;
use crate::domain::place::Footprint;
use crate::domain::release::{Audience, Naming, Tier};
use crate::exchange::buildings::is_of_outline;
use crate::exchange::columns::BuildingRow;
use crate::journey::look;
use crate::store::releases::{self, Release};
use crate::store::{Db, StoreError};

/// How a file shows a campaign.
pub struct Lens {
    pub(super) pseudonyms: Pseudonyms,
    /// Of the campaign: what stands for a building is the same in all its releases.
    numbers: Pseudonyms,
    tier: Tier,
    own: BTreeMap<BuildingId, Tier>,
    keeps_names: bool,
    is_public: bool,
}

impl Lens {
    /// As staff see it: everything as it is.
    ///
    /// # Errors
    /// When the store fails.
    pub fn plain(db: &mut Db, campaign: &Campaign) -> Result<Self, StoreError> {
        let all = look::pseudonyms(db, campaign)?;
        Ok(Self {
            numbers: all.clone(),
            pseudonyms: all,
            tier: Tier::Exact,
            own: BTreeMap::new(),
            keeps_names: true,
            is_public: false,
        })
    }

    /// As a release shows it.
    ///
    /// # Errors
    /// When the store fails.
    pub fn of(db: &mut Db, campaign: &Campaign, release: &Release) -> Result<Self, StoreError> {
        let all = look::pseudonyms(db, campaign)?;
        Ok(Self {
            numbers: all.clone(),
            pseudonyms: match release.asked.naming {
                Naming::Campaign => all,
                Naming::Release => all.of_release(release.number).unwrap_or(all),
            },
            tier: release.asked.precision,
            own: releases::tiers(db, campaign.id)?,
            keeps_names: release.asked.keeps_names,
            is_public: release.asked.audience == Audience::Public,
        })
    }

    /// How exactly the place of a building is told: the coarser of what holds for all and for it.
    pub(crate) fn tier(&self, building: BuildingId) -> Tier {
        self.own.get(&building).map_or(self.tier, |own| self.tier.max(*own))
    }

    /// Whether there are rows about a building.
    pub(crate) fn shows(&self, building: BuildingId) -> bool {
        self.tier(building) != Tier::Withheld
    }

    /// Whether the place of a building is told as it is.
    pub(super) fn is_exact(&self, building: BuildingId) -> bool {
        self.tier(building) == Tier::Exact
    }

    /// Whether everybody reads it.
    pub(super) const fn is_public(&self) -> bool {
        self.is_public
    }

    /// Words of others about a building, which could name its place: only where that is told.
    pub(super) fn words(&self, building: BuildingId, words: String) -> String {
        if self.is_exact(building) { words } else { String::new() }
    }

    /// Under which number a building is told: where everybody reads of one whose place is told
    /// coarsely, another than its own, which would lead to its place in the list, to the order of
    /// the others and to what volunteers were dealt.
    pub(crate) fn told(&self, building: BuildingId) -> BuildingId {
        if self.is_public && !self.is_exact(building) {
            return self.numbers.of_building(building);
        }
        building
    }

    /// A moment as it is told: to the hour where everybody reads it.
    pub(super) fn moment(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        if self.is_public { at.duration_trunc(TimeDelta::hours(1)).unwrap_or(at) } else { at }
    }

    /// A building's row as it is shown.
    pub(super) fn row(&self, mut own: BuildingRow) -> BuildingRow {
        let tier = self.tier(own.building_id);
        own.decided_at = own.decided_at.map(|at| self.moment(at));
        if tier != Tier::Exact {
            own.precision = tier;
            own.footprint = Footprint::Point(tier.coarse(own.footprint.centre()));
            // An id that was made of the outline leads back to it.
            if !self.keeps_names || is_of_outline(&own.external_id) {
                own.external_id = String::new();
            }
            if !self.keeps_names {
                own.name = None;
            }
            own.building_id = self.told(own.building_id);
        }
        own
    }
}
