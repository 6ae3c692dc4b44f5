//! Which column of a table of labels means what.

use super::LabelFileError;

/// Where in a row the answer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// One level.
    Label(usize),
    /// The lowest and the highest level that are left possible; an empty one leaves its end open.
    Window { low: usize, high: usize },
    /// The two captures of our own `judgements.csv`, and whether the judgement counts.
    Judgement { last_intact: usize, first_destroyed: usize, counted: usize },
}

/// The columns of a table of labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) task: usize,
    pub(super) worker: usize,
    pub(super) answer: Answer,
    /// How many cells every row must have.
    pub(super) width: usize,
    /// The names of the columns that say nothing here.
    pub(super) unused: Vec<String>,
}

impl Columns {
    /// Finds the columns of labels, of windows, or of our own `judgements.csv`.
    ///
    /// # Errors
    /// When a column is missing, stands there twice, or says the same as another.
    pub(super) fn find(names: &[String]) -> Result<Self, LabelFileError> {
        let judgements = [
            "building_id",
            "volunteer_pseudonym",
            "last_intact_image_id",
            "first_destroyed_image_id",
            "counted",
        ];
        let places: Option<Vec<usize>> = judgements
            .iter()
            .map(|wanted| find(names, wanted))
            .collect::<Result<Option<Vec<_>>, _>>()?;
        if let Some(&[task, worker, last_intact, first_destroyed, counted]) = places.as_deref() {
            let answer = Answer::Judgement { last_intact, first_destroyed, counted };
            let unused = Vec::new();
            return Ok(Self { task, worker, answer, width: names.len(), unused });
        }
        let task = needed(names, "task")?;
        let worker = needed(names, "worker")?;
        let (label, low, high) = (find(names, "label")?, find(names, "low")?, find(names, "high")?);
        let answer = match (label, low.zip(high)) {
            (Some(label), None) => Answer::Label(label),
            (None, Some((low, high))) => Answer::Window { low, high },
            (Some(_), Some(_)) => return Err(LabelFileError::BothForms),
            (None, None) => return Err(missing(names, "label")),
        };
        let used = match answer {
            Answer::Window { low, high } => vec![task, worker, low, high],
            Answer::Label(label) => vec![task, worker, label],
            Answer::Judgement { .. } => vec![],
        };
        let unused = names.iter().enumerate().filter(|(at, _)| !used.contains(at));
        let unused = unused.map(|(_, name)| name.clone()).collect();
        Ok(Self { task, worker, answer, width: names.len(), unused })
    }
}

/// The place of a column, whatever the case of its letters.
///
/// # Errors
/// When it stands there twice.
pub(super) fn find(names: &[String], wanted: &str) -> Result<Option<usize>, LabelFileError> {
    let mut places = names.iter().enumerate().filter(|(_, own)| own.eq_ignore_ascii_case(wanted));
    let first = places.next().map(|(at, _)| at);
    match places.next() {
        Some(_) => Err(LabelFileError::TwiceNamed(wanted.to_owned())),
        None => Ok(first),
    }
}

/// The place of a column that must be there.
///
/// # Errors
/// When it is not, or stands there twice.
pub(super) fn needed(names: &[String], wanted: &str) -> Result<usize, LabelFileError> {
    find(names, wanted)?.ok_or_else(|| missing(names, wanted))
}

fn missing(names: &[String], wanted: &str) -> LabelFileError {
    LabelFileError::MissingColumn { wanted: wanted.to_owned(), found: names.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(header: &str) -> Result<Columns, LabelFileError> {
        let names: Vec<String> = header.split(',').map(str::to_owned).collect();
        Columns::find(&names)
    }

    #[test]
    fn columns_are_found_by_name_in_any_order_and_the_others_are_named() {
        let found = columns("t,Label,WORKER,task").unwrap();
        assert_eq!((found.task, found.worker, found.answer), (3, 2, Answer::Label(1)));
        assert_eq!(found.unused, ["t"]);
        let windows = columns("task,worker,low,high").unwrap();
        assert_eq!(windows.answer, Answer::Window { low: 2, high: 3 });
    }

    #[test]
    fn our_own_judgements_are_known_by_their_columns() {
        let found = columns(
            "judgement_id,building_id,volunteer_pseudonym,last_intact_image_id,\
             first_destroyed_image_id,outcome,counted",
        )
        .unwrap();
        let answer = Answer::Judgement { last_intact: 3, first_destroyed: 4, counted: 6 };
        assert_eq!((found.task, found.worker, found.answer), (1, 2, answer));
    }

    #[test]
    fn what_is_missing_or_said_twice_is_named() {
        let words = |header| columns(header).unwrap_err().to_string();
        assert!(words("task,label").contains("no column \"worker\""));
        assert!(words("item,worker,label").contains("task"));
        assert!(words("task,worker,low").contains("\"label\""));
        assert!(words("task,worker,label,Label").contains("twice"));
        assert!(words("task,worker,label,low,high").contains("both"));
    }
}
