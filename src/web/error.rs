//! Every failure and the page it becomes. Causes go to the log under a reference; the reader is
//! told what happened and how to go on, in their language.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use askama::Template;
use uuid::Uuid;

use super::cache::Cache;
use super::here::{Reader, here, lang};
use super::page::Frame;
use super::pages::error::ErrorPage;
use super::who;
use crate::domain::answer::AnswerError;
use crate::i18n::{Lang, Sentence};
use crate::journey::account::AccountError;
use crate::journey::assign::AssignError;
use crate::journey::judge::JudgeError;
use crate::journey::look::LookError;
use crate::store::StoreError;

/// A failure as its page shows it.
#[derive(Debug)]
pub struct Failure {
    status: StatusCode,
    words: Box<Words>,
    retry_seconds: Option<u64>,
}

/// What the page of a failure says. Apart, as most results are none.
#[derive(Debug)]
struct Words {
    title: Sentence,
    message: Sentence,
    links: Vec<(String, Sentence)>,
    place: Option<&'static str>,
}

impl Failure {
    /// A failure with a status, a heading and a sentence, in English: for staff.
    #[must_use]
    pub fn new(status: StatusCode, title: &'static str, message: impl Into<String>) -> Self {
        let title = Sentence::Plain(title.to_owned());
        Self::of(status, title, Sentence::Plain(message.into()))
    }

    /// A failure with a status, the key of its heading and the key of its sentence.
    #[must_use]
    pub fn said(status: StatusCode, title: &'static str, message: &'static str) -> Self {
        Self::of(status, Sentence::new(title), Sentence::new(message))
    }

    /// A failure with a status, a heading and a sentence.
    #[must_use]
    pub fn of(status: StatusCode, title: Sentence, message: Sentence) -> Self {
        let words = Words { title, message, links: Vec::new(), place: None };
        Self { status, words: Box::new(words), retry_seconds: None }
    }

    /// With a way on, in English: for staff.
    #[must_use]
    pub fn link(mut self, href: impl Into<String>, label: &'static str) -> Self {
        self.words.links.push((href.into(), Sentence::Plain(label.to_owned())));
        self
    }

    /// With a way on, by the key of its words.
    #[must_use]
    pub fn way(mut self, href: impl Into<String>, key: &'static str) -> Self {
        self.words.links.push((href.into(), Sentence::new(key)));
        self
    }

    /// With the parameter that is at fault.
    #[must_use]
    pub fn at(mut self, place: &'static str) -> Self {
        self.words.place = Some(place);
        self
    }

    /// With the seconds after which it may be tried again.
    #[must_use]
    pub const fn after(mut self, seconds: u64) -> Self {
        self.retry_seconds = Some(seconds);
        self
    }

    /// Its heading in the reader's language.
    #[must_use]
    pub fn title(&self) -> String {
        self.words.title.say(lang())
    }

    /// What happened and how to mend it, in the reader's language.
    #[must_use]
    pub fn message(&self) -> String {
        self.words.message.say(lang())
    }

    /// Its status.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// Nothing is there, or nothing that this person may see.
    #[must_use]
    pub fn not_found() -> Self {
        Self::said(StatusCode::NOT_FOUND, "error-not-found-title", "error-not-found")
            .way("/", "error-front-page")
    }

    /// Too many attempts.
    #[must_use]
    pub fn too_many(seconds: u64) -> Self {
        let message = Sentence::new("error-too-many").with("seconds", seconds);
        let title = Sentence::new("error-wait-title");
        Self::of(StatusCode::TOO_MANY_REQUESTS, title, message).after(seconds)
    }

    /// Our fault; the cause is logged under the reference that the reader is given.
    #[must_use]
    pub fn internal(cause: &dyn fmt::Display) -> Self {
        let reference = Uuid::new_v4();
        tracing::error!(%reference, %cause, "a request failed");
        let message = Sentence::new("error-internal").with("reference", reference.to_string());
        let title = Sentence::new("error-internal-title");
        Self::of(StatusCode::INTERNAL_SERVER_ERROR, title, message)
    }
}

impl Failure {
    /// For a program that asks the API: RFC 9457.
    fn told_to_a_program(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        response.insert_header(Cache::Never.header());
        if self.status == StatusCode::UNAUTHORIZED {
            response.insert_header(("WWW-Authenticate", "Bearer"));
        }
        if let Some(seconds) = self.retry_seconds {
            response.insert_header(("Retry-After", seconds.to_string()));
        }
        let problem = serde_json::json!({
            "type": "about:blank",
            "title": self.title(),
            "status": self.status.as_u16(),
            "detail": self.message(),
            "instance": here().path.split('?').next(),
            "where": self.words.place,
        });
        response.content_type("application/problem+json").body(problem.to_string())
    }

    /// For the page's script: whether to keep what it sent and try again, or to drop it.
    fn told_to_a_script(&self) -> HttpResponse {
        let may_try_again = self.status.is_server_error()
            || matches!(
                self.status,
                StatusCode::UNAUTHORIZED
                    | StatusCode::REQUEST_TIMEOUT
                    | StatusCode::TOO_MANY_REQUESTS
            );
        let start = self.words.links.first().map(|(href, _)| href);
        HttpResponse::build(self.status).insert_header(Cache::Never.header()).json(
            serde_json::json!({
                "title": self.title(),
                "message": self.message(),
                "refused": !may_try_again,
                "start": start.filter(|_| self.status == StatusCode::UNAUTHORIZED),
            }),
        )
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (title, message) = (self.words.title.say(Lang::En), self.words.message.say(Lang::En));
        write!(f, "{} {title}: {message}", self.status.as_u16())
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        if here().reader == Reader::Program {
            return self.told_to_a_program();
        }
        if here().reader == Reader::Script {
            return self.told_to_a_script();
        }
        let (lang, message) = (lang(), self.message());
        let links = self.words.links.iter().map(|(href, words)| (href.clone(), words.say(lang)));
        let page = ErrorPage {
            frame: Frame::new(self.title()),
            message: message.clone(),
            links: links.collect(),
        };
        let mut response = HttpResponse::build(self.status);
        response.content_type("text/html; charset=utf-8");
        response.insert_header(Cache::Never.header());
        if let Some(seconds) = self.retry_seconds {
            response.insert_header(("Retry-After", seconds.to_string()));
        }
        response.body(page.render().unwrap_or(message))
    }
}

impl From<actix_web::Error> for Failure {
    fn from(error: actix_web::Error) -> Self {
        Self::internal(&error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        match error {
            StoreError::Busy | StoreError::Unreachable(_) => {
                Self::said(status, "error-wait-title", "error-busy").after(5)
            }
            error if error.is_full() => {
                tracing::error!(%error, "the disk is full");
                Self::said(status, "error-full-title", "error-full").after(60)
            }
            error => Self::internal(&error),
        }
    }
}

impl From<AssignError> for Failure {
    fn from(error: AssignError) -> Self {
        match error {
            AssignError::NotOpen => closed("error-not-open"),
            AssignError::Licence(_) => closed("error-licence"),
            AssignError::Store(error) => error.into(),
        }
    }
}

impl From<AccountError> for Failure {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::NotOpen => closed("error-not-open"),
            AccountError::Refused => {
                Self::said(StatusCode::UNAUTHORIZED, "error-refused-title", "error-refused")
                    .way("/sign-in", "error-again")
            }
            AccountError::WrongCode | AccountError::SignedOut => {
                Self::said(StatusCode::UNAUTHORIZED, "error-sign-in-title", "error-sign-in")
                    .way("/sign-in", "error-sign-in-title")
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
        let twice = |key| Self::said(StatusCode::CONFLICT, "error-not-twice-title", key);
        match error {
            JudgeError::NotOpen => closed("error-not-open-kept"),
            JudgeError::UnknownTask => {
                let title = "error-unknown-task-title";
                Self::said(StatusCode::NOT_FOUND, title, "error-unknown-task")
            }
            JudgeError::NotYours => {
                Self::said(StatusCode::FORBIDDEN, "error-not-yours-title", "error-not-yours")
            }
            JudgeError::AlreadyAnswered => twice("error-already-answered"),
            JudgeError::KeyReused => twice("error-key-reused"),
            JudgeError::OtherPictures => {
                let title = "error-other-pictures-title";
                Self::said(StatusCode::CONFLICT, title, "error-other-pictures")
            }
            JudgeError::NothingToTakeBack => {
                let title = "error-nothing-to-take-back-title";
                Self::said(StatusCode::CONFLICT, title, "error-nothing-to-take-back")
            }
            JudgeError::Answer(error) => error.into(),
            JudgeError::Store(error) => error.into(),
        }
    }
}

impl From<AnswerError> for Failure {
    fn from(error: AnswerError) -> Self {
        let message = match error {
            AnswerError::NothingSaid => "error-answer-nothing-said",
            AnswerError::UnknownCapture => "error-answer-unknown-capture",
            AnswerError::Backwards => "error-answer-backwards",
            AnswerError::UsesUnusable => "error-answer-uses-unusable",
            AnswerError::NoReason => "error-answer-no-reason",
            AnswerError::Unreadable => "error-answer-unreadable",
        };
        Self::said(StatusCode::UNPROCESSABLE_ENTITY, "error-answer-title", message)
    }
}

fn closed(message: &'static str) -> Failure {
    Failure::said(StatusCode::CONFLICT, "error-closed-title", message)
        .way("/", "error-open-campaigns")
}
