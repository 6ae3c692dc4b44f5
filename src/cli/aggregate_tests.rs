//! What the command writes, and when it writes nothing.

use clap::Parser;

use super::*;

#[derive(Debug, Parser)]
struct Words {
    #[command(flatten)]
    aggregate: Aggregate,
}

/// Runs the command in a folder; words that end in .csv are files of it.
fn run(folder: &Path, words: &[&str]) -> Result<Done, Trouble> {
    let in_folder = |word: &&str| match word.strip_suffix(".csv") {
        Some(_) => folder.join(word).into_os_string(),
        None => word.into(),
    };
    let words = std::iter::once("aggregate".into()).chain(words.iter().map(in_folder));
    Words::try_parse_from(words).unwrap().aggregate.run()
}

fn given(labels: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("labels.csv"), labels).unwrap();
    folder
}

fn names(folder: &Path) -> Vec<String> {
    let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name();
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| name(entry).to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

const LABELS: &str = "task,worker,label\n1,a,0\n1,b,1\n1,c,1\n2,a,0\n2,b,0\n2,c,1\n";

#[test]
fn results_are_the_same_bytes_however_often_they_are_written() {
    let folder = given(LABELS);
    let write = |output| {
        let words = ["labels.csv", "--method", "dawid-skene", "--output", output];
        assert_eq!(run(folder.path(), &words).unwrap(), Done::Whole);
        fs::read_to_string(folder.path().join(output)).unwrap()
    };
    let (one, other) = (write("one.csv"), write("other.csv"));
    assert_eq!(one, other);
    assert!(one.starts_with("task,label,probability,low,high,votes,tied,p_0,p_1\n1,1,"), "{one}");
    assert_eq!(names(folder.path()), ["labels.csv", "one.csv", "other.csv"]);
}

#[test]
fn a_bad_row_of_labels_or_of_the_truth_leaves_the_old_results_alone() {
    let folder = given(&format!("{LABELS}3,a,\n"));
    fs::write(folder.path().join("results.csv"), "old").unwrap();
    let words = ["labels.csv", "--method", "majority", "--output", "results.csv"];
    assert_eq!(run(folder.path(), &words).unwrap(), Done::Refused);
    fs::write(folder.path().join("labels.csv"), LABELS).unwrap();
    fs::write(folder.path().join("truth.csv"), "task,truth\n1,1\n1,0\n").unwrap();
    let with_truth = [&words[..], &["--truth", "truth.csv"]].concat();
    assert_eq!(run(folder.path(), &with_truth).unwrap(), Done::Refused);
    assert_eq!(fs::read_to_string(folder.path().join("results.csv")).unwrap(), "old");
    assert_eq!(names(folder.path()), ["labels.csv", "results.csv", "truth.csv"]);
}

#[test]
fn results_are_never_written_over_what_they_were_made_of() {
    let folder = given(LABELS);
    let words = ["labels.csv", "--method", "majority", "--output", "labels.csv"];
    let Trouble(words) = run(folder.path(), &words).unwrap_err();
    assert!(words.contains("choose another --output"), "{words}");
    assert_eq!(fs::read_to_string(folder.path().join("labels.csv")).unwrap(), LABELS);
}

#[test]
fn results_that_cannot_be_written_leave_nothing_behind() {
    let folder = given(LABELS);
    fs::create_dir(folder.path().join("folder.csv")).unwrap();
    let words = ["labels.csv", "--method", "majority", "--output", "folder.csv"];
    assert!(run(folder.path(), &words).is_err());
    assert_eq!(names(folder.path()), ["folder.csv", "labels.csv"]);
}

#[test]
fn a_method_that_needs_an_order_makes_the_labels_ordinal_unless_they_are_said_not_to_be() {
    let folder = given(&format!("{LABELS}3,a,2\n"));
    let words = ["labels.csv", "--method", "median"];
    assert_eq!(run(folder.path(), &words).unwrap(), Done::Whole);
    let Trouble(why) =
        run(folder.path(), &[&words[..], &["--kind", "nominal"]].concat()).unwrap_err();
    assert!(why.contains("order"), "{why}");
}

#[test]
fn the_summary_has_nothing_of_the_truth_when_none_is_given() {
    let folder = given(LABELS);
    let file = read(&folder.path().join("labels.csv"), &Options::default()).unwrap();
    let settings = Settings::default();
    let outcome = model::aggregate(&file.labels, file.kind, Method::Majority, &settings).unwrap();
    let mut report = Report {
        asked: Method::Majority,
        settings: &settings,
        duplicates: Repeats::All,
        file: &file,
        outcome: &outcome,
        disagreement: None,
        score: None,
        read_seconds: 0.0,
        seconds: 0.0,
    };
    let json = report.to_json();
    for name in ["accuracy", "within_one", "ece", "nll", "auc", "truths", "log_likelihood"] {
        assert!(json.get(name).unwrap().is_null(), "{name}");
    }
    assert_eq!(
        (&json["tasks"], &json["labels"], &json["classes"]),
        (&2.into(), &6.into(), &2.into())
    );
    let truth = folder.path().join("truth.csv");
    fs::write(&truth, "task,truth\n1,1\n2,1\n").unwrap();
    let truth = read_truth(&truth, &file).unwrap();
    report.score = Some(Score::of(&outcome, &truth, file.kind));
    let json = report.to_json();
    assert_eq!((&json["accuracy"], &json["truths"]), (&0.5.into(), &2.into()));
    assert!(report.to_string().contains("accuracy       0.5000"));
}
