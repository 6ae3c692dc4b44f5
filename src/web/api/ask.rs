//! What a program asks for: read from the address, and refused with what is wrong, where, and how
//! to mend it.

use actix_web::http::StatusCode;
use actix_web::web;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};

use super::endpoints::{ENDPOINTS, Param, Place};
use crate::web::error::Failure;

/// Most rows of a page.
pub(super) const LIMIT_MAX: i64 = 1_000;
/// Rows of a page where nothing is said.
pub(super) const LIMIT_USUAL: i64 = 100;

/// What is asked of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ask {
    pub(super) limit: i64,
    pub(super) after: i64,
    /// As it was written, to be repeated in the address of the next page.
    pub(super) updated_since: Option<(String, DateTime<Utc>)>,
}

fn refused(place: &'static str, message: impl Into<String>) -> Failure {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Failure::new(status, "Nothing was read", message).at(place)
}

/// Reads what a query asks of an endpoint.
pub(super) fn read(id: &str, query: &str) -> Result<Ask, Failure> {
    let pairs = web::Query::<Vec<(String, String)>>::from_query(query)
        .map_err(|_error| refused("query", "The part after the question mark cannot be read."))?;
    let params = ENDPOINTS.iter().find(|own| own.id == id).map_or(&[][..], |own| own.params);
    let mut ask = Ask { limit: LIMIT_USUAL, after: 0, updated_since: None };
    let mut seen: Vec<&str> = Vec::new();
    for (name, value) in pairs.iter() {
        let known = |own: &&Param| own.place == Place::Query && own.name == name;
        let Some(param) = params.iter().find(known) else {
            let names: Vec<&str> =
                params.iter().filter(|own| own.place == Place::Query).map(|own| own.name).collect();
            let told = if names.is_empty() { "nothing".to_owned() } else { names.join(", ") };
            let message = format!("There is no parameter {name:?} here: it takes {told}.");
            return Err(refused("query", message));
        };
        if seen.contains(&param.name) {
            return Err(refused(param.name, format!("{name} stands there twice: leave one.")));
        }
        seen.push(param.name);
        match param.name {
            "limit" => ask.limit = limit(value)?,
            "cursor" => ask.after = number(id, value)?,
            _ => ask.updated_since = Some((value.clone(), moment(value)?)),
        }
    }
    Ok(ask)
}

fn limit(value: &str) -> Result<i64, Failure> {
    let limit = plain(value).filter(|limit| (1..=LIMIT_MAX).contains(limit));
    limit.ok_or_else(|| {
        refused("limit", format!("limit is {value:?}: give a whole number of 1 to {LIMIT_MAX}."))
    })
}

/// A number of digits alone.
pub(super) fn plain(value: &str) -> Option<i64> {
    value.bytes().all(|byte| byte.is_ascii_digit()).then(|| value.parse().ok()).flatten()
}

fn moment(value: &str) -> Result<DateTime<Utc>, Failure> {
    // In a query a plus stands for a blank.
    let moment = DateTime::parse_from_rfc3339(&value.replace(' ', "+"));
    moment.map(|moment| moment.to_utc()).map_err(|_error| {
        let message = format!(
            "updated_since is {value:?}: give a moment by RFC 3339, as 2017-06-21T08:31:00Z."
        );
        refused("updated_since", message)
    })
}

/// Where a list goes on after a number.
pub(super) fn cursor(id: &str, after: i64) -> String {
    URL_SAFE_NO_PAD.encode(format!("{id} {after}"))
}

fn number(id: &str, cursor: &str) -> Result<i64, Failure> {
    let text = URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|text| String::from_utf8(text).ok());
    let after = text.as_deref().and_then(|text| plain(text.strip_prefix(id)?.strip_prefix(' ')?));
    after.ok_or_else(|| {
        let message = "This cursor is none of this list: take it from the next of a page, or leave \
                       it out to begin anew.";
        refused("cursor", message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_is_read() {
        let query = format!(
            "limit=7&updated_since=2017-06-21T08:31:00%2B01:00&cursor={}",
            cursor("buildings", 42)
        );
        let ask = read("buildings", &query).unwrap();
        assert_eq!((ask.limit, ask.after), (7, 42));
        assert_eq!(ask.updated_since.unwrap().1.to_rfc3339(), "2017-06-21T07:31:00+00:00");
        assert_eq!(read("releases", "").unwrap().limit, LIMIT_USUAL);
    }

    #[test]
    fn what_is_wrong_is_refused_with_its_place() {
        let other = format!("cursor={}", cursor("judgements", 42));
        for (query, said) in [
            ("limit=0", "1 to 1000"),
            ("limit=1001", "1 to 1000"),
            ("limit=%2B5", "1 to 1000"),
            ("limit=1&limit=2", "twice"),
            ("limits=1", "limit, cursor, updated_since"),
            ("updated_since=yesterday", "RFC 3339"),
            ("cursor=42", "none of this list"),
            (&other, "none of this list"),
        ] {
            let failure = read("buildings", query).unwrap_err();
            assert_eq!(failure.status(), StatusCode::UNPROCESSABLE_ENTITY);
            assert!(failure.message().contains(said), "{query}: {}", failure.message());
        }
    }
}
