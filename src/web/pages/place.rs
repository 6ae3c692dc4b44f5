//! Where a task's screens stand: on the campaign's real buildings, or on one of practice. They
//! are the same screens; only the addresses that they lead to differ.

use super::feedback::FeedbackCard;
use crate::domain::campaign::Slug;
use crate::journey::notice::Notices;

/// The addresses that a task's screens lead to.
#[derive(Debug, Clone)]
pub struct Place {
    /// The address of the task itself; views and traces are added to it.
    pub base: String,
    /// Where the answer is posted.
    pub post: String,
    /// Of a practice building: which one, of how many.
    pub practice: Option<(u32, u32)>,
    /// What is said of the answer before, where its building was a known one.
    pub feedback: Option<FeedbackCard>,
    /// Whether a break is offered first.
    pub is_pause: bool,
    /// Thanks for a remark that was just made; empty otherwise.
    pub noted: String,
    /// What waits to be read.
    pub notices: Notices,
    /// What was said picture by picture, and on which screen: where a remark leads back to.
    pub said: String,
    /// `guided` or `timeline`.
    pub view: &'static str,
    /// The answer before, which may be taken back after a remark, too; empty otherwise.
    pub last: String,
}

impl Place {
    /// The real buildings of a campaign.
    #[must_use]
    pub fn real(slug: &Slug) -> Self {
        Self {
            base: format!("/c/{slug}/task"),
            post: format!("/c/{slug}/judgements"),
            practice: None,
            feedback: None,
            is_pause: false,
            noted: String::new(),
            notices: Notices::default(),
            said: String::new(),
            view: "guided",
            last: String::new(),
        }
    }

    /// The practice building at a place, of how many.
    #[must_use]
    pub fn practice(slug: &Slug, (place, of): (u32, u32)) -> Self {
        let base = format!("/c/{slug}/learn/{place}");
        Self { post: base.clone(), base, practice: Some((place, of)), ..Self::real(slug) }
    }
}
