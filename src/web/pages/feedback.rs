//! How the answer before compares with what experts know, where a campaign always tells.

use serde::Serialize;

use super::said::said;
use crate::domain::campaign;
use crate::domain::id::JudgementId;
use crate::journey::{look, practice};
use crate::web::App;
use crate::web::error::Failure;
use crate::web::here::lang;
use crate::web::who::Volunteer;

/// What is said of an answer whose building was a known one.
#[derive(Debug, Clone, Serialize)]
pub struct FeedbackCard {
    /// Whether it was right.
    pub title: String,
    /// What experts know, and why.
    pub lines: Vec<String>,
}

/// What is said of an answer; nothing unless the campaign tells and the building was a known one.
///
/// # Errors
/// When the volunteer has not consented yet.
pub async fn of(
    app: &App,
    slug: &str,
    volunteer: &Volunteer,
    judgement: JudgementId,
) -> Result<Option<FeedbackCard>, Failure> {
    let (slug, hash) = (slug.to_owned(), volunteer.token_hash.clone());
    let found = app.door.read(move |db| {
        let (campaign, who) = look::enrolled(db, &slug, &hash)?;
        if campaign.feedback != campaign::Feedback::Always {
            return Ok(None);
        }
        practice::feedback(db, &campaign, who.volunteer, judgement).map_err(Failure::from)
    });
    Ok(found.await?.map(|feedback| card(&feedback)))
}

/// A leg's feedback in words.
#[must_use]
pub fn card(feedback: &practice::Feedback) -> FeedbackCard {
    let words = lang();
    let title = if feedback.is_right { "feedback-title-right" } else { "feedback-title-wrong" };
    let known = said(feedback.known.0, feedback.known.1);
    let known = words.say("feedback-known", &[("said", &known)]);
    let lines = [known, feedback.explanation.clone()];
    FeedbackCard {
        title: words.t(title),
        lines: lines.into_iter().filter(|line| !line.is_empty()).collect(),
    }
}
