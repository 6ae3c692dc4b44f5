//! What went wrong, and how to go on.

use askama::Template;

use crate::web::page::Frame;

/// The page of a failure; its title is the frame's.
#[derive(Template)]
#[template(path = "pages/error.html")]
pub struct ErrorPage {
    /// The frame.
    pub frame: Frame,
    /// What happened and how to mend it.
    pub message: String,
    /// Ways on: (address, label).
    pub links: Vec<(String, String)>,
}
