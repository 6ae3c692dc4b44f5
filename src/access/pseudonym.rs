//! Pseudonyms: stable within a campaign, unlinkable between campaigns, and only the holder of
//! the campaign's key can make them (a keyed one-way function, as EDPB 01/2025 asks).

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::token::hex;
use crate::domain::id::{AccountId, BuildingId, VolunteerId};

/// The least number that stands for a building whose place is told coarsely: 15 digits, which every
/// program reads exactly.
const NUMBER_MIN: u64 = 100_000_000_000_000;

/// Makes the pseudonyms of one campaign.
#[derive(Clone)]
pub struct Pseudonyms {
    mac: Hmac<Sha256>,
}

impl Pseudonyms {
    /// From the campaign's key, whose characters are used as they are.
    #[must_use]
    pub fn new(key: &str) -> Option<Self> {
        Hmac::new_from_slice(key.as_bytes()).ok().map(|mac| Self { mac })
    }

    /// The pseudonyms of one release, which lead back neither to those of the campaign nor to those
    /// of another release.
    #[must_use]
    pub fn of_release(&self, number: i32) -> Option<Self> {
        let mut mac = self.mac.clone();
        mac.update(b"release:");
        mac.update(&number.to_be_bytes());
        Self::new(&hex(&mac.finalize().into_bytes()))
    }

    /// `v-` and 16 hex digits: 64 bits of HMAC-SHA-256 of the volunteer's id.
    #[must_use]
    pub fn of(&self, volunteer: VolunteerId) -> String {
        self.name("v", b"volunteer:", volunteer.0)
    }

    /// `a-` and 16 hex digits, likewise, for the account of an adjudicator.
    #[must_use]
    pub fn of_account(&self, account: AccountId) -> String {
        self.name("a", b"account:", account.0)
    }

    /// A number of 15 digits, likewise, for a building: it says nothing of its place in the list.
    #[must_use]
    pub fn of_building(&self, building: BuildingId) -> BuildingId {
        let digits = u64::from_be_bytes(self.bytes(b"building:", building.0));
        let number = NUMBER_MIN + digits % (9 * NUMBER_MIN);
        BuildingId(i64::try_from(number).unwrap_or(i64::MAX))
    }

    fn name(&self, letter: &str, what: &[u8], id: i64) -> String {
        format!("{letter}-{}", hex(&self.bytes(what, id)))
    }

    fn bytes(&self, what: &[u8], id: i64) -> [u8; 8] {
        let mut mac = self.mac.clone();
        mac.update(what);
        mac.update(&id.to_be_bytes());
        let digest: [u8; 32] = mac.finalize().into_bytes().into();
        digest.first_chunk().copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pseudonym_is_stable_in_its_campaign_and_of_no_use_in_another() {
        let (here, there) = (Pseudonyms::new("key one").unwrap(), Pseudonyms::new("two").unwrap());
        assert_eq!(here.of(VolunteerId(7)), here.of(VolunteerId(7)));
        assert_ne!(here.of(VolunteerId(7)), here.of(VolunteerId(8)));
        assert_ne!(here.of(VolunteerId(7)), there.of(VolunteerId(7)));
        assert_eq!(here.of(VolunteerId(7)).len(), 18);
        let first = here.of_release(1).unwrap().of(VolunteerId(7));
        assert_eq!(first, here.of_release(1).unwrap().of(VolunteerId(7)));
        let second = here.of_release(2).unwrap().of(VolunteerId(7));
        assert!(first != second && first != here.of(VolunteerId(7)));
    }
}
