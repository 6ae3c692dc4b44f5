//! What staff do is written down in the same transaction: who, what, when and why.

use chrono::{DateTime, Utc};

use crate::domain::act::{Act, ActKind};
use crate::domain::id::CampaignId;
use crate::exchange::columns::ActRow;
use crate::exchange::export::{ExportError, csv_of};
pub use crate::store::acts::{Entry, Wanted};
use crate::store::{Db, StoreError, acts};

/// The name under which acts of the command line are written down.
pub const COMMAND_LINE: &str = "command line";

/// Who does something, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct By<'a> {
    /// The account's name, or [`COMMAND_LINE`].
    pub name: &'a str,
    /// When.
    pub now: DateTime<Utc>,
}

impl By<'_> {
    /// Writes an act down.
    ///
    /// # Errors
    /// When the store fails.
    pub fn did(
        self,
        db: &mut Db,
        kind: ActKind,
        campaign: Option<CampaignId>,
        subject: impl Into<String>,
        reason: &str,
    ) -> Result<(), StoreError> {
        let act = Act {
            by: self.name.to_owned(),
            campaign,
            kind,
            subject: subject.into(),
            reason: reason.to_owned(),
        };
        acts::add(db, &act, self.now)
    }
}

/// Acts, newest first.
///
/// # Errors
/// When the store fails.
pub fn list(db: &mut Db, wanted: &Wanted) -> Result<Vec<Entry>, StoreError> {
    acts::list(db, wanted)
}

/// Acts as a table.
///
/// # Errors
/// When it cannot be written.
pub fn table(entries: &[Entry]) -> Result<Vec<u8>, ExportError> {
    csv_of(entries.iter().map(|entry| ActRow {
        number: entry.id,
        done_at: entry.done_at,
        done_by: entry.act.by.clone(),
        kind: entry.act.kind.as_str(),
        subject: entry.act.subject.clone(),
        reason: entry.act.reason.clone(),
    }))
}
