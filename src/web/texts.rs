//! A campaign's own words as its pages show them.

use crate::domain::campaign::Campaign;

/// What a campaign says of itself, in the reader's language where it was translated.
#[derive(Debug, Clone)]
pub struct Texts {
    /// Its name.
    pub title: String,
    /// What it is about.
    pub about: String,
    /// What to know before looking.
    pub content_note: String,
    /// Where somebody who is troubled finds help: (label, address).
    pub help: Vec<(String, String)>,
    /// Whether it has practice buildings.
    pub has_practice: bool,
}

/// The words of a campaign.
#[must_use]
pub fn of(campaign: &Campaign) -> Texts {
    Texts {
        title: campaign.title.clone(),
        about: campaign.about.clone(),
        content_note: campaign.content_note.clone(),
        help: Vec::new(),
        has_practice: false,
    }
}
