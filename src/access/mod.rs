//! Passwords, second factors, tokens, pseudonyms and attempts. No http types, no database.

pub mod attempts;
pub mod identity;
pub mod ledger_key;
pub mod password;
pub mod phrase;
pub mod pseudonym;
pub mod second;
pub mod secret;
pub mod token;
