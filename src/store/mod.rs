//! DIESEL. Rows to domain values and back; decides nothing.
//!
//! Functions are read module-first: `judgements::add`, `tasks::next_for`. All take `&mut Db`, so
//! that a leg composes them in one transaction. A write may only start with [`Store::write`].

pub mod accounts;
pub mod acts;
pub mod announcements;
pub mod api_tokens;
pub mod assignments;
pub mod avoided;
pub mod blind_answers;
pub mod buildings;
pub mod campaigns;
pub mod captures;
pub mod cases;
pub mod censuses;
pub mod chips;
pub mod cohorts;
mod connect;
pub mod consensus;
pub mod coverage;
pub mod devices;
mod dialect;
pub mod examples;
pub mod exhibits;
pub mod fits;
pub mod golds;
pub mod identities;
pub mod imports;
pub mod incident_links;
pub mod incidents;
pub mod invitations;
pub mod join_links;
pub mod judgements;
pub mod ledger;
pub mod mails;
pub mod memberships;
pub mod merges;
pub mod messages;
pub mod migrations;
pub mod places;
pub mod practices;
pub mod proposals;
pub mod quarantines;
pub mod references;
pub mod releases;
pub mod remarks;
pub mod repeats;
pub mod results;
pub mod retention;
pub mod rule_versions;
pub mod rulings;
pub mod samples;
mod schema;
pub mod screens;
mod seats;
pub mod setups;
pub mod shown;
pub mod sources;
pub mod takings;
pub mod tasks;
pub mod texts;
pub mod tiles;
pub mod upkeep;
pub mod visits;
pub mod volunteers;
pub mod which;
mod writer;

pub use connect::Address;
pub use dialect::Db;
use seats::run_in;
pub use seats::{Store, StoreError};

use chrono::{DateTime, NaiveDateTime, Utc};

/// A time as the database keeps it: UTC, without a zone.
fn stored(at: DateTime<Utc>) -> NaiveDateTime {
    at.naive_utc()
}

/// A count as the database keeps it.
fn stored_count(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// A count that the database kept.
fn count(stored: i32) -> u32 {
    u32::try_from(stored).unwrap_or(0)
}
