//! The ledger: events that wait are given their places, checkpoints are signed, and what was
//! recorded can be proved. `docs/LEDGER.md` says what a ledger proves, and what not.

pub mod check;
mod look;
mod seal;
mod stamp;
mod witness;

pub use crate::store::ledger::{Kept, Stamp};
pub use look::{checkpoint, checkpoints, consistency, prove, size};
pub use seal::{EVERY_MINUTES, announce_key, seal, seal_and_sign, seal_some, sign, sign_due};
pub use stamp::{StampError, keep_stamp, stamp, stamps};
pub use witness::{WitnessError, witnessed};

use crate::access::pseudonym::Pseudonyms;
use crate::domain::id::{AccountId, CampaignId, VolunteerId};
use crate::domain::ledger::Names;
use crate::store::{Db, StoreError, campaigns};

/// How people are called in one campaign.
struct Own(Pseudonyms);

impl Names for Own {
    fn volunteer(&self, volunteer: VolunteerId) -> String {
        self.0.of(volunteer)
    }

    fn account(&self, account: AccountId) -> String {
        self.0.of_account(account)
    }
}

fn names(db: &mut Db, campaign: CampaignId) -> Result<Own, StoreError> {
    let key = campaigns::export_key(db, campaign)?;
    // HMAC takes keys of every length.
    Pseudonyms::new(&key).map(Own).ok_or(StoreError::Lost)
}
