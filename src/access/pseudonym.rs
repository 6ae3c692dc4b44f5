//! Pseudonyms: stable within a campaign, unlinkable between campaigns, and only the holder of
//! the campaign's key can make them (a keyed one-way function, as EDPB 01/2025 asks).

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::token::hex;
use crate::domain::id::{AccountId, VolunteerId};

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

    fn name(&self, letter: &str, what: &[u8], id: i64) -> String {
        let mut mac = self.mac.clone();
        mac.update(what);
        mac.update(&id.to_be_bytes());
        let digest = mac.finalize().into_bytes();
        format!("{letter}-{}", hex(digest.get(..8).unwrap_or(&digest)))
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
