//! Tasks and receipts as the page's script reads them: one answer is one exchange, and brings the
//! next buildings with it.

use actix_web::HttpResponse;
use serde::Serialize;

use super::feedback::FeedbackCard;
use super::task_data::TaskData;
use crate::domain::id::{AssignmentId, JudgementId};
use crate::domain::limits::HELD_MAX;
use crate::journey::look::{self, LookError};
use crate::journey::work::{self, Assignment};
use crate::web::App;
use crate::web::cache::Cache;
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::here::{here, lang};
use crate::web::who::Volunteer;

/// Which tasks the page holds, and how many it wants to hold.
#[derive(Debug, Clone)]
pub struct Hand {
    have: Vec<AssignmentId>,
    /// How many it wants to hold in all, 1 to [`HELD_MAX`].
    pub want: usize,
}

impl Hand {
    /// From a form's `have` and `want`.
    #[must_use]
    pub fn read(form: &Words) -> Self {
        let have = form.get("have").split(',').filter_map(|id| id.parse().ok()).collect();
        let want = form.get("want").parse().unwrap_or(1);
        Self { have, want: want.clamp(1, HELD_MAX) }
    }
}

/// What became of an answer.
#[derive(Debug, Default, Serialize)]
pub struct Said {
    /// `new`, `again` or `surplus`.
    pub saved: &'static str,
    /// The judgement.
    pub judgement: i64,
    /// In the reader's words.
    pub say: String,
    /// What experts say, where the building's answer is known and the campaign tells it.
    pub feedback: Option<FeedbackCard>,
}

/// What is sent to the script.
#[derive(Debug, Serialize)]
struct Reply {
    #[serde(flatten)]
    said: Option<Said>,
    answered: u32,
    next: Vec<TaskData>,
    left: bool,
}

/// Sends the tasks that the page does not have yet, in the order in which they are to be shown.
///
/// # Errors
/// When the store fails.
pub async fn reply(
    app: &App,
    (slug, volunteer): (String, &Volunteer),
    hand: Hand,
    held: Vec<Assignment>,
    said: Option<Said>,
) -> Result<HttpResponse, Failure> {
    let left = held.len() >= hand.want;
    let (hash, wish) = (volunteer.token_hash.clone(), here().wish());
    let looks = app.door.read(move |db| {
        let (campaign, who) = look::enrolled(db, &slug, &hash)?;
        let mut looks = Vec::new();
        let new = held.into_iter().filter(|held| !hand.have.contains(&held.id));
        for (ahead, held) in (0..).zip(new) {
            let known = u32::try_from(hand.have.len()).unwrap_or(0) + ahead;
            let answered = who.answered + known;
            looks.push(work::task(db, campaign.clone(), held, answered, wish)?);
        }
        Ok::<_, LookError>((who.answered, looks))
    });
    let (answered, looks) = looks.await?;
    let data = |look| {
        let all = TaskData::of(look);
        if volunteer.is_wide { all } else { all.without_strip() }
    };
    let next = looks.iter().map(data).collect();
    Ok(HttpResponse::Ok().insert_header(Cache::Never.header()).json(Reply {
        said,
        answered,
        next,
        left,
    }))
}

/// What is said of an answer that was kept.
#[must_use]
pub fn said(saved: &'static str, judgement: JudgementId) -> Said {
    let key = match saved {
        "again" => "task-saved-again",
        "surplus" => "task-saved-surplus",
        _ => "task-saved",
    };
    Said { saved, judgement: judgement.0, say: lang().t(key), feedback: None }
}
