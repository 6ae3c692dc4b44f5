//! Every failure and the page it becomes. Causes go to the log under a reference; the reader is
//! told what happened and how to go on.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use askama::Template;
use uuid::Uuid;

use super::cache::Cache;
use super::here::here;
use super::page::Frame;
use super::pages::error::ErrorPage;
use super::who;
use crate::journey::account::AccountError;
use crate::journey::assign::AssignError;
use crate::journey::judge::JudgeError;
use crate::journey::look::LookError;
use crate::store::StoreError;

/// A failure as its page shows it.
#[derive(Debug)]
pub struct Failure {
    status: StatusCode,
    title: &'static str,
    message: String,
    links: Vec<(String, &'static str)>,
    retry_seconds: Option<u64>,
}

impl Failure {
    /// A failure with a status, a heading and a sentence.
    #[must_use]
    pub fn new(status: StatusCode, title: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { status, title, message, links: Vec::new(), retry_seconds: None }
    }

    /// With a way on.
    #[must_use]
    pub fn link(mut self, href: impl Into<String>, label: &'static str) -> Self {
        self.links.push((href.into(), label));
        self
    }

    /// Nothing is there, or nothing that this person may see.
    #[must_use]
    pub fn not_found() -> Self {
        let message = "There is nothing at this address, or nothing that you may see. \
             Check the address, or start from the front page.";
        Self::new(StatusCode::NOT_FOUND, "Not found", message).link("/", "Front page")
    }

    /// Too many attempts.
    #[must_use]
    pub fn too_many(seconds: u64) -> Self {
        let message = format!("There were too many attempts. Try again in {seconds} seconds.");
        let failure = Self::new(StatusCode::TOO_MANY_REQUESTS, "Please wait", message);
        Self { retry_seconds: Some(seconds), ..failure }
    }

    /// Our fault; the cause is logged under the reference that the reader is given.
    #[must_use]
    pub fn internal(cause: &dyn fmt::Display) -> Self {
        let reference = Uuid::new_v4();
        tracing::error!(%reference, %cause, "a request failed");
        let message = format!(
            "Something went wrong on our side, and nothing was saved. Try again; if it stays, \
             tell the coordinator this reference: {reference}"
        );
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong", message)
    }
}

impl Failure {
    /// For the page's script: whether to keep what it sent and try again, or to drop it.
    fn told_to_a_script(&self) -> HttpResponse {
        let may_try_again = self.status.is_server_error()
            || matches!(
                self.status,
                StatusCode::UNAUTHORIZED
                    | StatusCode::REQUEST_TIMEOUT
                    | StatusCode::TOO_MANY_REQUESTS
            );
        let start = self.links.first().map(|(href, _)| href);
        HttpResponse::build(self.status).insert_header(Cache::Never.header()).json(
            serde_json::json!({
                "title": self.title,
                "message": self.message,
                "refused": !may_try_again,
                "start": start.filter(|_| self.status == StatusCode::UNAUTHORIZED),
            }),
        )
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.status.as_u16(), self.title, self.message)
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        if here().wants_json {
            return self.told_to_a_script();
        }
        let page =
            ErrorPage { frame: Frame::new(self.title), message: &self.message, links: &self.links };
        let mut response = HttpResponse::build(self.status);
        response.content_type("text/html; charset=utf-8");
        response.insert_header(Cache::Never.header());
        if let Some(seconds) = self.retry_seconds {
            response.insert_header(("Retry-After", seconds.to_string()));
        }
        response.body(page.render().unwrap_or_else(|_| self.message.clone()))
    }
}

impl From<actix_web::Error> for Failure {
    fn from(error: actix_web::Error) -> Self {
        Self::internal(&error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy | StoreError::Unreachable(_) => {
                let message = "Too many people are working at once. Nothing was saved; \
                     go back and send it again in a moment.";
                let failure = Self::new(StatusCode::SERVICE_UNAVAILABLE, "Please wait", message);
                Self { retry_seconds: Some(5), ..failure }
            }
            error if error.is_full() => {
                tracing::error!(%error, "the disk is full");
                let message = "The server has no room left. Nothing was saved; keep this page and \
                     send it again later.";
                let failure = Self::new(StatusCode::SERVICE_UNAVAILABLE, "No room", message);
                Self { retry_seconds: Some(60), ..failure }
            }
            error => Self::internal(&error),
        }
    }
}

impl From<AssignError> for Failure {
    fn from(error: AssignError) -> Self {
        match error {
            AssignError::NotOpen | AssignError::Licence(_) => not_open(&error),
            AssignError::Store(error) => error.into(),
        }
    }
}

impl From<AccountError> for Failure {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::NotOpen => not_open(&error),
            AccountError::Refused => {
                Self::new(StatusCode::UNAUTHORIZED, "Not signed in", sentence(&error))
                    .link("/sign-in", "Try again")
            }
            AccountError::Store(error) => error.into(),
        }
    }
}

impl From<LookError> for Failure {
    fn from(error: LookError) -> Self {
        match error {
            LookError::NotFound => Self::not_found(),
            LookError::NotStarted(slug) => who::not_started(&slug),
            LookError::Store(error) => error.into(),
        }
    }
}

impl From<JudgeError> for Failure {
    fn from(error: JudgeError) -> Self {
        let said = sentence(&error);
        match error {
            JudgeError::NotOpen => not_open(&error),
            JudgeError::UnknownTask => Self::new(StatusCode::NOT_FOUND, "No such task", said),
            JudgeError::NotYours => Self::new(StatusCode::FORBIDDEN, "Not your task", said),
            JudgeError::AlreadyAnswered | JudgeError::KeyReused => {
                Self::new(StatusCode::CONFLICT, "Not saved a second time", said)
            }
            JudgeError::NothingToTakeBack => {
                Self::new(StatusCode::CONFLICT, "Nothing to take back", said)
            }
            JudgeError::Answer(_) => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "That answer does not fit", said)
            }
            JudgeError::Store(error) => error.into(),
        }
    }
}

fn not_open(error: &dyn fmt::Display) -> Failure {
    Failure::new(StatusCode::CONFLICT, "Closed", sentence(error)).link("/", "Open campaigns")
}

/// An error's words as a sentence.
fn sentence(error: &dyn fmt::Display) -> String {
    let words = error.to_string();
    let mut letters = words.chars();
    letters
        .next()
        .map_or(String::new(), |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}
