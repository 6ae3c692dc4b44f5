//! What programs read at `/api/v1` with a token: the columns and words of the files, a page of rows
//! at a time. [`ENDPOINTS`] is the one list of it: its description and its page are made of that.

mod answers;
mod ask;
mod endpoints;
mod examples;
mod openapi;
mod schemas;

pub use answers::{
    building, buildings, campaign, campaigns, images, incidents, judgements, links, release,
    releases, rulings,
};
pub use endpoints::{ENDPOINTS, Endpoint, Param, Place};
pub use examples::Examples;
pub use openapi::{description, document};
