//! What a volunteer has said of their task so far, from the address: by guided mode's trace, or by
//! the fields of the timeline when its form is left for guided mode.

use super::task::Asked;
use crate::domain::guide::{Seen, Trace};
use crate::journey::work::TaskLook;
use crate::web::here::here;

/// What was said of this task; nothing of what was said of another.
#[must_use]
pub fn trace(task: &TaskLook, asked: &Asked) -> Trace {
    if asked.a.is_some_and(|a| a != task.assignment.id) {
        return Trace::default();
    }
    let position = |id: &str| {
        let id = id.split([':', '%']).next().unwrap_or(id);
        task.series.iter().position(|shown| shown.capture.id.to_string() == id)
    };
    let said: Trace = asked.t.parse().unwrap_or_default();
    from_fields(said, &here().path, position)
}

/// A trace with the words of a form: a later picture is spoken of later.
fn from_fields(said: Trace, path: &str, position: impl Fn(&str) -> Option<usize>) -> Trace {
    let query = path.split_once('?').map_or("", |(_, query)| query);
    let mut trace = said;
    for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        let seen = match name {
            "last_standing" => Seen::Standing,
            "first_destroyed" => Seen::Destroyed,
            "unusable" => Seen::Unusable,
            _ => continue,
        };
        if let Some(position) = position(value) {
            trace = trace.and(position, seen);
        }
    }
    trace
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_of_the_timeline_become_a_trace() {
        let path = "/c/x/task?view=guided&unusable=12%3Acloud&unusable=13&first_destroyed=15\
                    &last_standing=&reason=cloud&unusable=99";
        let place = |id: &str| {
            let id = id.split([':', '%']).next()?;
            id.parse::<usize>().ok().filter(|id| *id < 20).map(|id| id - 10)
        };
        let trace = from_fields(Trace::default(), path, place);
        assert_eq!(trace.to_string(), "2x.3x.5d");
        assert_eq!(from_fields("1s".parse().unwrap(), "/c/x/task", place).to_string(), "1s");
    }
}
