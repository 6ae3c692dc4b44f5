//! What is true and what should happen. Pure: no files, no clock, no database, no web; time and
//! chance are arguments.
//!
//! # Glossary, in the order of the journey
//! - A [`campaign::Campaign`] is one investigation with its [`policy::Policy`].
//! - A [`capture::Capture`] is one dated satellite image; a [`capture::CaptureSeries`] is all of
//!   them that show one building, oldest first.
//! - A [`building::Building`] is the thing judged; its [`place::Footprint`] says where it stands.
//! - A [`chip::ChipFrame`] is the square of ground that every chip of one building shows.
//! - A [`task::Task`] is the question "when was this building destroyed?"; an assignment deals
//!   it to one volunteer.
//! - A [`guide::Trace`] is what a volunteer said picture by picture; an [`answer::Answer`] is
//!   what the form said, and becomes a judgement once accepted.
//! - A [`judgement::Window`] is `(last standing, first destroyed]`, either end may be open.
//! - A [`consensus::Consensus`] is what the judgements of one building agree on, with the
//!   [`consensus::Decision`] that follows and its reasons.
//! - An [`incident::Incident`] is what others report; a [`incident::Candidate`] is a dated building
//!   that it may have to do with, until a person says so or not.

pub mod act;
pub mod adjudication;
pub mod answer;
pub mod api_token;
pub mod area;
pub mod building;
pub mod campaign;
pub mod capture;
pub mod census;
pub mod chip;
pub mod consensus;
pub mod dealing;
pub mod exhibit;
pub mod finding;
pub mod guide;
pub mod help;
pub mod id;
pub mod incident;
pub mod judgement;
pub mod ledger;
pub mod licence;
pub mod limits;
pub mod mail;
pub mod place;
pub mod policy;
pub mod practice;
pub mod reading;
pub mod reference;
pub mod rehearsal;
pub mod release;
pub mod remark;
pub mod reopening;
pub mod results;
pub mod retention;
pub mod role;
pub mod setup;
pub mod statistics;
pub mod task;
pub mod tile;
pub mod trust;
pub mod work;
