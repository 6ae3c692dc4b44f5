//! What went wrong, and how to go on.

use askama::Template;

use crate::web::page::Frame;

/// The page of a failure; its title is the frame's.
#[derive(Template)]
#[template(path = "pages/error.html")]
pub struct ErrorPage<'a> {
    /// The frame.
    pub frame: Frame,
    /// What happened and how to mend it.
    pub message: &'a str,
    /// Ways on: (address, label).
    pub links: &'a [(String, &'static str)],
}
