//! One integration binary, in the order of the journey. On `SQLite`, or on the `PostgreSQL` that
//! `AFTERMATH_TEST_DATABASE` names (`scripts/postgres` starts a throw-away one).
#![cfg(test)]

mod support;

mod ahead;
mod api;
mod assign;
mod audit;
mod bad_input;
mod basemap;
mod chips;
mod crash;
mod dash;
mod docs;
mod elsewhere;
mod exports;
mod frame;
mod front;
mod guide;
mod import;
mod joplin;
mod judge;
mod ledger;
mod lists;
mod live;
mod mail;
mod measure;
mod mine;
mod model;
mod people;
mod permissions;
mod pictures;
mod places;
mod plans;
mod publish;
mod quality;
mod recompute;
mod release_pages;
mod releases;
mod remarks;
mod reopen;
mod results;
mod review;
mod rules;
mod s3;
mod schema;
mod settle;
mod setup;
mod sign_in;
mod team;
mod upkeep;
mod volunteer;
mod volunteer_pages;
mod volunteer_ways;
mod whole_journey;
mod witness;
