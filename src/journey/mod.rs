//! One file per leg of a building's journey: read, ask the domain, write; in one transaction.
//! Shared by the web, the command line and the demo. Synchronous; time and chance are arguments.
//!
//! 1. [`campaign`]: a campaign is made, opened and closed.
//! 2. [`import`]: captures and buildings come in.
//! 3. [`cut`]: chips are cut for every building and capture, or [`on_demand`] when asked for;
//!    [`registration`] moves a capture so that it lies on the others.
//! 4. [`account`]: a volunteer starts; staff sign in.
//! 5. [`assign`]: a volunteer is given a task.
//! 6. [`judge`]: a judgement arrives, or is taken back.
//! 7. [`settle`]: consensus is computed; buildings retire.
//! 8. [`publish`]: findings and judgements leave as files.
//!
//! Besides, a volunteer may take up [`practice`], [`skip`] a task or a place, make a [`remark`],
//! see, change and erase what is [`mine`], and go on on another [`device`]; [`text`] is a
//! campaign's words in their language, and [`example`] pictures of its own that explain them.
//!
//! [`priority`] says what is asked first; [`reopen`] shows new captures and asks again where they
//! could narrow. [`gold`] brings in what experts know; [`trust`] sets volunteers aside and restores
//! them. [`record`] is all that volunteers said; [`figures`], [`quality`], [`model`] and [`whatif`]
//! are made of it.
//!
//! [`setup`] brings a campaign from its first words to its opening; [`estimate`] says what it will
//! take, and [`pilot`] what a trial of a few buildings tells.
//!
//! [`team`] says who of the staff may do what, [`visibility`] who finds a campaign, and [`log`]
//! keeps what staff did.
//! An [`identity`] elsewhere signs staff in.
//!
//! [`taking`] writes down who took which export and why; a [`token`] lets a program take them.
//! [`retention`] removes what was kept long enough. [`mail`] writes to staff who want it.
//!
//! [`ledger`] records all of it so that nothing can be changed unseen.
//!
//! [`licence`] says under which terms pictures may be shown; [`keep`] looks after chips on the
//! disk.
//!
//! [`look`] changes nothing: it says what may be seen, by whom.

pub mod account;
pub mod adjudicate;
pub mod assign;
pub mod audit;
pub mod backup;
pub mod basemap;
pub mod campaign;
pub mod census;
pub mod cut;
pub mod device;
pub mod estimate;
pub mod example;
pub mod figures;
pub mod flag;
pub mod gold;
pub mod health;
pub mod identity;
pub mod import;
pub mod incident;
pub mod judge;
pub mod keep;
pub mod ledger;
pub mod licence;
pub mod log;
pub mod look;
pub mod mail;
pub mod mine;
pub mod model;
pub mod notice;
pub mod on_demand;
pub mod people;
pub mod pilot;
pub mod practice;
pub mod preview;
pub mod priority;
pub mod publish;
pub mod published;
pub mod quality;
pub mod record;
pub mod registration;
pub mod rehearse;
pub mod release;
pub mod remark;
pub mod reopen;
pub mod retention;
pub mod rules;
mod scene;
pub mod settle;
pub mod setup;
pub mod skip;
pub mod taking;
pub mod team;
pub mod text;
pub mod token;
pub mod trust;
pub mod verify;
pub mod visibility;
pub mod whatif;
pub mod work;
