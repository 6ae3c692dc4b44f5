//! Posted forms: bounded in size and time, and read as words.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, web};

use super::error::Failure;
use crate::domain::limits::BODY_SECONDS_MAX;

/// The names and values of a posted form.
#[derive(Debug, Clone)]
pub struct Words(Vec<(String, String)>);

impl Words {
    /// The names and values of an address.
    #[must_use]
    pub const fn of(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// Whether nothing was said.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first value of a name, trimmed; empty when there is none.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.trim())
    }

    /// Every value of a name, trimmed.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(own, _)| own == name).map(|(_, value)| value.trim())
    }
}

impl FromRequest for Words {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Failure>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let form = web::Form::<Vec<(String, String)>>::from_request(request, payload);
        Box::pin(async move {
            match tokio::time::timeout(Duration::from_secs(BODY_SECONDS_MAX), form).await {
                Ok(Ok(form)) => Ok(Self(form.into_inner())),
                Ok(Err(error)) => {
                    let status = error.as_response_error().status_code();
                    Err(Failure::said(status, "error-form-title", "error-form"))
                }
                Err(_) => {
                    let status = StatusCode::REQUEST_TIMEOUT;
                    Err(Failure::said(status, "error-slow-title", "error-slow"))
                }
            }
        })
    }
}
