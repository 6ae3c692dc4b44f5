//! `aftermath aggregate`: one answer a task out of the labels of any crowd. It reads and writes
//! files only, and needs no campaign.

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;

use super::outcome::{Done, Trouble, say, tell};
use crate::clock::Stopwatch;
use crate::domain::consensus::model::alarm::disagreement;
use crate::domain::consensus::model::{self, Aggregate as Outcome, Kind, Method, Settings};
use crate::domain::policy::Threshold;
use crate::exchange::labels::{
    LabelFile, LabelFileError, Options, Repeats, Truth, read, read_truth, write_results,
};
use report::Report;
use score::Score;

mod agreement;
mod report;
mod score;

/// Make one answer a task out of many workers' labels, from a CSV file.
///
/// Reads task,worker,label, or task,worker,low,high (an empty end is open), or the judgements.csv
/// of an export with its images.csv, of which the judgements that count are used. Bad rows are
/// named by line, and then nothing is written.
#[derive(Debug, Args)]
pub(crate) struct Aggregate {
    /// The table of labels
    labels: PathBuf,
    /// majority, median, window, quorum, dawid-skene, one-coin, ibcc, pcm, ordinal, or auto
    #[arg(long, default_value = "auto", value_parser = method)]
    method: Method,
    /// nominal, or ordinal: whether the labels have an order. Unless said, windows, judgements.csv
    /// and the methods median, window, quorum and ordinal have one; other labels do not, even if
    /// they are numbers
    #[arg(long, value_parser = kind)]
    kind: Option<Kind>,
    /// A table task,truth to hold the results against; no method sees it
    #[arg(long)]
    truth: Option<PathBuf>,
    /// Where a row for each task is written
    #[arg(long)]
    output: Option<PathBuf>,
    /// Write the summary as JSON
    #[arg(long)]
    json: bool,
    /// Rounds of fitting; by default the method's own number
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    iterations: Option<u32>,
    /// The share of a task's labels that must agree on an end of its window (window: 4/5 unless
    /// said), or that a run of levels must hold (quorum: 3/4 unless said); above 1/2
    #[arg(long)]
    threshold: Option<Threshold>,
    /// The levels from the lowest to the highest, with commas between them; needed for ordinal
    /// labels that are not all numbers
    #[arg(long, value_delimiter = ',')]
    levels: Vec<String>,
    /// What becomes of a worker's second label about a task: all (both count, also where they are
    /// the same), last (it replaces the first), first (it is left out), or refuse (bad rows, unless
    /// they are the same)
    #[arg(long, default_value_t)]
    duplicates: Repeats,
    /// The captures of a judgements.csv; by default images.csv in the same folder
    #[arg(long)]
    images: Option<PathBuf>,
}

fn method(word: &str) -> Result<Method, String> {
    word.parse().map_err(|error: model::AggregateError| error.to_string())
}

fn kind(word: &str) -> Result<Kind, String> {
    word.parse().map_err(|error: model::AggregateError| error.to_string())
}

impl Aggregate {
    /// Runs it.
    pub(crate) fn run(self) -> Result<Done, Trouble> {
        if let Some(output) = &self.output {
            let inputs = [Some(&self.labels), self.truth.as_ref(), self.images.as_ref()];
            if inputs.into_iter().flatten().any(|input| is_same(input, output)) {
                let output = output.display();
                return Err(Trouble(format!("{output} is read; choose another --output")));
            }
        }
        let reading = Stopwatch::start();
        let Some(file) = listed(read(&self.labels, &self.options()))? else {
            return Ok(Done::Refused);
        };
        let truth = match &self.truth {
            None => None,
            Some(path) => match listed(read_truth(path, &file))? {
                None => return Ok(Done::Refused),
                truth => truth,
            },
        };
        notes(&file, truth.as_ref(), self.duplicates);
        let settings = self.settings();
        let (read_seconds, fitting) = (reading.seconds(), Stopwatch::start());
        let outcome = model::aggregate(&file.labels, file.kind, self.method, &settings)?;
        let seconds = fitting.seconds();
        if let Some(path) = &self.output {
            write(path, &file, &outcome)?;
        }
        let is_vote = outcome.log_likelihood.is_none() && outcome.method != Method::Auto;
        let disagreement = (!is_vote).then(|| disagreement(&file.labels, &outcome.probability));
        if let Some(found) = disagreement.filter(|found| found.is_alarming()) {
            tell(&format!(
                "warning: the model differs from {} of {} clear pluralities, more than one in ten: \
                 either most workers err alike, or it has left them all; hold it against majority \
                 before you use it",
                found.differing, found.compared
            ));
        }
        let report = Report {
            disagreement,
            asked: self.method,
            settings: &settings,
            duplicates: self.duplicates,
            file: &file,
            outcome: &outcome,
            score: truth.as_ref().map(|truth| Score::of(&outcome, truth, file.kind)),
            read_seconds,
            seconds,
        };
        if self.json {
            say(serde_json::to_string_pretty(&report.to_json())?);
        } else {
            say(report);
        }
        Ok(Done::Whole)
    }

    fn settings(&self) -> Settings {
        let mut settings = Settings { iterations: self.iterations, ..Settings::default() };
        if let Some(threshold) = self.threshold {
            (settings.threshold, settings.quorum) = (threshold, threshold);
        }
        settings
    }

    fn options(&self) -> Options {
        let ordinal = self.method.needs_order().then_some(Kind::Ordinal);
        Options {
            kind: self.kind.or(ordinal),
            levels: self.levels.clone(),
            repeats: self.duplicates,
            images: self.images.clone(),
        }
    }
}

/// What was read; nothing where rows were at fault, each of which has then been said.
fn listed<T>(read: Result<T, LabelFileError>) -> Result<Option<T>, Trouble> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(error) => {
            let LabelFileError::Rows { faults, .. } = &error else { return Err(error.into()) };
            for fault in &faults.listed {
                tell(&fault.to_string());
            }
            let listed = u64::try_from(faults.listed.len()).unwrap_or(u64::MAX);
            if faults.count > listed {
                tell(&format!("... and {} more rows like these", faults.count - listed));
            }
            tell(&format!("{error}; nothing was written: mend the rows above"));
            Ok(None)
        }
    }
}

/// Says what of the files was not used, or was used in a way that is not plain.
fn notes(file: &LabelFile, truth: Option<&Truth>, duplicates: Repeats) {
    let note = |words: String| tell(&format!("note: {words}"));
    if !file.unused_columns.is_empty() {
        note(format!("columns not used: {}", file.unused_columns.join(", ")));
    }
    let again = file.repeated;
    if again.identical + again.contradicting > 0 {
        let fate = match duplicates {
            Repeats::All => "all of them count",
            Repeats::Last => "the last of each counts",
            Repeats::First | Repeats::Refuse => "the first of each counts",
        };
        note(format!(
            "{} rows repeat what their worker said of the task, {} say something else: {fate} \
             (--duplicates {duplicates})",
            again.identical, again.contradicting
        ));
    }
    if file.open > 0 {
        note(format!("{} rows are open at both ends and say nothing", file.open));
    }
    if file.not_counted > 0 {
        note(format!("{} judgements do not count and are left out", file.not_counted));
    }
    if let Some(truth) = truth {
        if truth.without_labels > 0 {
            note(format!("{} truths are of tasks without labels", truth.without_labels));
        }
        if truth.elsewhere > 0 {
            note(format!(
                "{} truths are levels that no label names: no answer to them can be right",
                truth.elsewhere
            ));
        }
    }
}

/// Writes the results; they appear under their name only once they are whole.
fn write(path: &Path, file: &LabelFile, outcome: &Outcome) -> Result<(), Trouble> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let whole = || {
        let mut output = BufWriter::new(File::create(&part)?);
        write_results(&mut output, file, outcome).map_err(std::io::Error::other)?;
        output.flush()?;
        fs::rename(&part, path)
    };
    whole().map_err(|error| {
        // What is half written is of no use; where it cannot be removed either, nothing is lost.
        fs::remove_file(&part).ok();
        let path = path.display();
        Trouble(format!("{path} cannot be written: {error}; choose another --output"))
    })
}

/// Whether two names are those of one file.
fn is_same(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().ok();
    real(one).is_some_and(|one| real(other) == Some(one))
}

#[cfg(test)]
#[path = "aggregate_tests.rs"]
mod tests;
