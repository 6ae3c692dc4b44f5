//! Volunteers: each reads the task page and answers as somebody would who mostly sees what is
//! there. What is measured of them is for `cycle.rs` to say.

use std::time::{Duration, Instant};

use aftermath::domain::guide::{self, Seen, Step, Trace};
use aftermath::domain::id::CaptureId;
use uuid::Uuid;

use crate::http::Connection;
use crate::town::{self, SLUG, mix};
use crate::{Outcome, load::Timed};

/// Somebody who has started.
#[derive(Clone)]
pub(crate) struct Volunteer {
    cookie: String,
    page: String,
    chance: u64,
}

impl Volunteer {
    /// Consents and is given a cookie.
    pub(crate) fn start(connection: &mut Connection, number: u64) -> Outcome<Self> {
        let answer = connection.post(&format!("/c/{SLUG}/start"), "", "")?.expect(303)?;
        Ok(Self { cookie: answer.cookie, page: format!("/c/{SLUG}/task"), chance: number })
    }

    /// Loads the task page alone; the time it took and its bytes on the wire.
    pub(crate) fn look(
        &self,
        connection: &mut Connection,
        encoding: &str,
    ) -> Outcome<(Duration, usize)> {
        let start = Instant::now();
        let answer = connection.get(&self.page, &self.cookie, encoding)?.expect(200)?;
        Ok((start.elapsed(), answer.body.len()))
    }

    /// One cycle: the task page, then the answer, which is durable when it is acknowledged.
    pub(crate) fn cycle(
        &mut self,
        connection: &mut Connection,
        series: &[CaptureId],
    ) -> Outcome<Timed> {
        let start = Instant::now();
        let answer = connection.get(&self.page, &self.cookie, "gzip")?.expect(200)?;
        let page = start.elapsed();
        let form = self.answer(&answer.text()?, series)?;
        let start = Instant::now();
        let path = format!("/c/{SLUG}/judgements");
        let answer = connection.post(&path, &self.cookie, &form)?.expect(303)?;
        let submit = start.elapsed();
        if !answer.location.contains("saved=new") {
            return Err(format!("not saved but sent to {}", answer.location).into());
        }
        self.page = answer.location;
        Ok(Timed { page, submit: Some(submit) })
    }

    /// The form of an answer to the page's task: 85 in 100 exact, 10 off by one, 5 cannot tell.
    fn answer(&mut self, page: &str, series: &[CaptureId]) -> Outcome<String> {
        let building = town::building_of(chip(page)?).ok_or("a chip of no building")?;
        self.chance = mix(self.chance);
        let truth = usize::try_from(mix(building) % 13)?;
        let standing = match self.chance % 100 {
            0..5 => return form(page, series, None::<fn(usize) -> Seen>),
            5..10 => truth.saturating_sub(1),
            10..15 => (truth + 1).min(series.len()),
            _ => truth,
        };
        let seen = |at| if at < standing { Seen::Standing } else { Seen::Destroyed };
        form(page, series, Some(seen))
    }
}

/// The hash of the first chip of a task page.
pub(crate) fn chip(page: &str) -> Outcome<&str> {
    between(page, "src=\"/chips/", ".webp")
}

/// The form of an answer to a page's task by somebody who sees this in each capture of the series;
/// without it, of somebody who cannot tell.
pub(crate) fn form(
    page: &str,
    series: &[CaptureId],
    seen: Option<impl Fn(usize) -> Seen>,
) -> Outcome<String> {
    let assignment: u64 = between(page, "name=\"a\" value=\"", "\"")?.parse()?;
    let head = format!("assignment={assignment}&key={}&mode=guided&unusable=", Uuid::new_v4());
    let Some(seen) = seen else {
        return Ok(format!("{head}&verdict=cannot_tell&reason=cloud&trace="));
    };
    let mut trace = Trace::default();
    while let Step::Look { position, .. } = guide::next(series.len(), &trace, assignment) {
        trace = trace.and(position, seen(position));
    }
    let id = |position: Option<usize>| {
        position.and_then(|p| series.get(p)).map_or_else(String::new, CaptureId::to_string)
    };
    let (last, first) = (id(trace.last_standing()), id(trace.first_destroyed()));
    Ok(format!(
        "{head}&verdict=window&last_standing={last}&first_destroyed={first}&trace={trace}&reason=\
         &sureness=fairly"
    ))
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Outcome<&'a str> {
    let found = text.split_once(before).and_then(|(_, rest)| rest.split_once(after));
    found.map(|(inner, _)| inner).ok_or_else(|| format!("no {before} in the page: {text}").into())
}
