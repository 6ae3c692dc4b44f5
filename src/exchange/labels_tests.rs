//! What is read of tables of labels, what is refused, and by which line.

use std::fs;
use std::path::PathBuf;

use proptest::prelude::*;

use super::super::rows::Spot;
use super::*;
use crate::domain::consensus::model::{Label, Method, Settings, aggregate};
use crate::domain::limits::ROW_ERRORS_MAX;

/// A folder with one table in it.
struct Given {
    folder: tempfile::TempDir,
    options: Options,
}

impl Given {
    fn new(options: Options) -> Self {
        Self { folder: tempfile::tempdir().unwrap(), options }
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    fn read(&self, bytes: impl AsRef<[u8]>) -> Result<LabelFile, LabelFileError> {
        read(&self.put("labels.csv", bytes), &self.options)
    }
}

fn plain() -> Given {
    Given::new(Options::default())
}

fn ordinal() -> Given {
    Given::new(Options { kind: Some(Kind::Ordinal), ..Options::default() })
}

fn repeating(repeats: Repeats) -> Given {
    Given::new(Options { repeats, ..Options::default() })
}

/// Every label as (task, low, high), by names, in the order of the file's tasks.
fn said(file: &LabelFile) -> Vec<(String, String, String)> {
    let level = |class: u16| file.levels.get(class.into()).to_owned();
    let of_task = |(at, task): (usize, &str)| {
        let mut labels: Vec<Label> = file.labels.of(at).to_vec();
        labels.sort_unstable();
        let row = |l: Label| (task.to_owned(), level(l.low), level(l.high));
        labels.into_iter().map(row).collect::<Vec<_>>()
    };
    file.tasks.iter().enumerate().flat_map(of_task).collect()
}

fn faults(read: Result<LabelFile, LabelFileError>) -> Faults {
    match read.unwrap_err() {
        LabelFileError::Rows { faults, .. } => faults,
        other => panic!("no fault of a row: {other}"),
    }
}

fn written(file: &LabelFile) -> String {
    let settings = Settings::default();
    let result = aggregate(&file.labels, file.kind, Method::Majority, &settings).unwrap();
    let mut output = Vec::new();
    write_results(&mut output, file, &result).unwrap();
    String::from_utf8(output).unwrap()
}

#[test]
fn tasks_and_levels_are_in_the_order_of_numbers_whatever_the_order_of_rows() {
    let file = plain().read("task,worker,label\n10,b,20\n9,a,3\n9,b,20\n").unwrap();
    assert_eq!(file.tasks.iter().collect::<Vec<_>>(), ["9", "10"]);
    assert_eq!(file.levels.iter().collect::<Vec<_>>(), ["3", "20"]);
    assert_eq!((file.rows, file.workers, file.kind), (3, 2, Kind::Nominal));
}

#[test]
fn byte_order_marks_carriage_returns_quotes_blanks_and_semicolons_change_nothing() {
    let wanted = said(&plain().read("task,worker,label\na b,1,x\nc,1,\"y,z\"\n").unwrap());
    let ways: [&[u8]; 4] = [
        b"\xef\xbb\xbftask,worker,label\r\na b,1,x\r\nc,1,\"y,z\"\r\n",
        b"Task;WORKER;label\na b;1;x\nc;1;y,z\n",
        b"task\tworker\tlabel\na b\t1\tx\n\nc\t1\ty,z",
        b"\"task\" , worker , label\n a b , 1 , x \nc,1,\"y,z\"\n",
    ];
    for way in ways {
        let text = String::from_utf8_lossy(way).into_owned();
        assert_eq!(said(&plain().read(way).unwrap()), wanted, "{text}");
    }
}

#[test]
fn every_bad_row_is_named_by_its_line() {
    let table = b"task,worker,label\n1,a,x\n2,,x\n,a,x\n3,a\n4,a,x,y\n5,\xff,x\n6,a, \n7,a,x\n";
    let found = faults(plain().read(table));
    let lines: Vec<Option<u64>> = found.listed.iter().map(RowError::line).collect();
    assert_eq!(lines, [3, 4, 5, 6, 7, 8].map(Some));
    let words: Vec<String> = found.listed.iter().map(ToString::to_string).collect();
    assert!(words[0].starts_with("line 3, column worker: it is empty"), "{}", words[0]);
    assert!(words[2].contains("2 cells, the header 3"), "{}", words[2]);
    assert!(words[4].contains("UTF-8"), "{}", words[4]);
    assert_eq!(found.count, 6);
}

#[test]
fn a_quote_that_is_never_closed_does_not_swallow_the_rows_behind_it() {
    let found = faults(plain().read("task,worker,label\n1,a,x\n2,a,\"x\n3,b,y\n4,b,y\n"));
    assert_eq!((found.count, found.listed[0].line()), (1, Some(3)));
    assert!(found.listed[0].reason.contains("never closed"));
}

#[test]
fn faults_beyond_the_limit_are_counted_and_not_listed() {
    let rows = "1,a\n".repeat(ROW_ERRORS_MAX + 50);
    let found = faults(plain().read(format!("task,worker,label\n{rows}")));
    assert_eq!(found.listed.len(), ROW_ERRORS_MAX);
    assert_eq!(found.count, u64::try_from(ROW_ERRORS_MAX + 50).unwrap());
}

#[test]
fn what_is_no_table_of_labels_is_refused_with_the_reason() {
    let words = |bytes: &[u8]| plain().read(bytes).unwrap_err().to_string();
    assert!(words(b"").contains("empty"));
    assert!(words(b" \n \n").contains("empty"));
    assert!(words(b"task,worker,label\n").contains("no rows"));
    assert!(words(b"1,2,3\n4,5,6\n").contains("no column \"task\""));
    assert!(words(b"{\"task\": 1}").contains("JSON"));
    assert!(words(b"\x1f\x8b\x08rest").contains("gzip"));
    assert!(words(b"\xff\xfet\0a\0").contains("UTF-16"));
    assert!(words(b"task,worker,low,high\n1,a,,\n").contains("no row"));
    let missing = read(&plain().folder.path().join("no-such.csv"), &Options::default());
    assert!(missing.unwrap_err().to_string().contains("no-such.csv"));
}

#[test]
fn columns_that_say_nothing_are_named_once() {
    let file = plain().read("task,worker,label,t,note\n1,a,x,0,\n1,b,x,0,\n").unwrap();
    assert_eq!(file.unused_columns, ["t", "note"]);
}

#[test]
fn an_empty_end_of_a_window_is_open() {
    let table = "task,worker,low,high\n1,a,2,3\n1,b,,2\n1,c,10,\n2,a,,\n";
    let file = plain().read(table).unwrap();
    assert_eq!(file.kind, Kind::Ordinal, "windows need an order");
    let window = |low: &str, high: &str| ("1".to_owned(), low.to_owned(), high.to_owned());
    assert_eq!(said(&file), [window("2", "3"), window("2", "2"), window("10", "10")]);
    assert_eq!((file.open, file.tasks.len(), file.labels.len()), (1, 2, 3));
}

#[test]
fn a_window_that_ends_before_it_begins_is_named_by_line() {
    let found = faults(plain().read("task,worker,low,high\n1,a,2,10\n1,b,10,2\n"));
    assert_eq!(found.listed[0].place, Spot::Line(3));
    assert!(found.listed[0].reason.contains("10 is above its high end 2"));
}

#[test]
fn windows_have_an_order_even_if_told_otherwise() {
    let nominal = Given::new(Options { kind: Some(Kind::Nominal), ..Options::default() });
    let refused = nominal.read("task,worker,low,high\n1,a,1,2\n").unwrap_err();
    assert!(refused.to_string().contains("--kind nominal"));
}

#[test]
fn ordinal_words_need_their_levels_stated_and_keep_that_order() {
    let table = "task,worker,label\n1,a,low\n1,b,high\n";
    assert!(ordinal().read(table).unwrap_err().to_string().contains("--levels"));
    let levels = ["low", "middle", "high"].map(str::to_owned).to_vec();
    let stated = Given::new(Options { levels, ..ordinal().options });
    let file = stated.read(table).unwrap();
    assert_eq!(file.levels.iter().collect::<Vec<_>>(), ["low", "middle", "high"]);
    let found = faults(stated.read("task,worker,label\n1,a,low\n1,b,lwo\n"));
    assert_eq!(found.listed[0].line(), Some(3));
    assert!(found.listed[0].reason.contains("low, middle, high"));
}

const TWICE: &str = "task,worker,label\n1,a,x\n1,a,x\n1,a,y\n1,b,y\n";

#[test]
fn what_becomes_of_repeated_rows_is_chosen_and_always_counted() {
    let labels = |repeats| {
        let file = repeating(repeats).read(TWICE).unwrap();
        assert_eq!(file.repeated, Repeated { identical: 1, contradicting: 1 }, "{repeats}");
        said(&file).into_iter().map(|(_, low, _)| low).collect::<String>()
    };
    assert_eq!(labels(Repeats::Last), "yy");
    assert_eq!(labels(Repeats::First), "xy");
    assert_eq!(labels(Repeats::All), "xxyy");
}

#[test]
fn the_first_and_the_last_of_many_are_those_of_the_file() {
    let rows: Vec<String> = (0..200).map(|n| format!("1,{},{n}\n", n * 7 % 3)).collect();
    let kept = |repeats| {
        let table = format!("task,worker,label\n{}", rows.concat());
        let labels = said(&repeating(repeats).read(table).unwrap());
        let mut labels: Vec<u32> = labels.iter().map(|(_, low, _)| low.parse().unwrap()).collect();
        labels.sort_unstable();
        labels
    };
    assert_eq!(kept(Repeats::Last), [197, 198, 199]);
    assert_eq!(kept(Repeats::First), [0, 1, 2]);
}

#[test]
fn a_refused_contradiction_names_both_lines() {
    let found = faults(repeating(Repeats::Refuse).read(TWICE));
    assert_eq!((found.count, found.listed[0].line()), (1, Some(4)));
    assert!(found.listed[0].reason.contains("line 2"), "{}", found.listed[0]);
    let same = "task,worker,label\n1,a,x\n1,a,x\n";
    assert_eq!(said(&repeating(Repeats::Refuse).read(same).unwrap()).len(), 1);
}

#[test]
fn large_numbers_and_long_names_are_kept_as_they_are() {
    let long = "n".repeat(100_000);
    let table = format!(
        "task,worker,label\n18446744073709551616,{long},-1e300\n18446744073709551615,{long},7\n"
    );
    let file = plain().read(table).unwrap();
    let tasks: Vec<&str> = file.tasks.iter().collect();
    assert_eq!(tasks, ["18446744073709551615", "18446744073709551616"]);
    assert_eq!(file.levels.iter().collect::<Vec<_>>(), ["-1e300", "7"]);
}

#[test]
fn free_text_is_not_taken_for_labels() {
    let rows: Vec<String> = (0..=CLASSES_MAX).map(|n| format!("1,{n},text {n}\n")).collect();
    let refused = plain().read(format!("task,worker,label\n{}", rows.concat())).unwrap_err();
    assert!(refused.to_string().contains("free text"), "{refused}");
}

const IMAGES: &str = "image_id,captured_at,note\n\
    c,2017-07-02T08:00:00.000Z,\na,2017-06-01T08:00:00.000Z,\nb,2017-06-21T08:00:00.000Z,\n";
const JUDGEMENTS: &str = "judgement_id,building_id,volunteer_pseudonym,last_intact_image_id,\
    first_destroyed_image_id,outcome,counted\n";

fn judged(rows: &str) -> Result<LabelFile, LabelFileError> {
    let given = plain();
    given.put("images.csv", IMAGES);
    given.read(format!("{JUDGEMENTS}{rows}"))
}

#[test]
fn judgements_become_windows_between_captures_in_order_of_time() {
    let rows = "1,7,v1,b,c,destroyed,true\n2,7,v2,,a,already_destroyed,true\n\
        3,7,v3,c,,still_standing,true\n4,7,v4,a,c,destroyed,true\n5,7,v5,,,cannot_tell,false\n";
    let file = judged(rows).unwrap();
    assert_eq!(file.levels.iter().collect::<Vec<_>>(), ["0", "1", "2", "3"]);
    let ends: Vec<(String, String)> = said(&file).into_iter().map(|(_, l, h)| (l, h)).collect();
    let window = |low: &str, high: &str| (low.to_owned(), high.to_owned());
    assert_eq!(ends, [window("2", "2"), window("0", "0"), window("3", "3"), window("1", "2")]);
    assert_eq!((file.not_counted, file.kind), (1, Kind::Ordinal));
}

#[test]
fn judgements_that_no_capture_or_rule_explains_are_named_by_line() {
    let rows = "1,7,v1,b,x,destroyed,true\n2,7,v2,c,a,destroyed,true\n3,7,v3,,,destroyed,true\n\
        4,7,v4,a,b,destroyed,yes\n";
    let found = faults(judged(rows));
    let lines: Vec<Option<u64>> = found.listed.iter().map(RowError::line).collect();
    assert_eq!(lines, [2, 3, 4, 5].map(Some));
    assert!(found.listed[0].reason.contains("no capture \"x\""));
}

#[test]
fn judgements_without_their_captures_are_refused() {
    let refused = plain().read(format!("{JUDGEMENTS}1,7,v1,b,c,destroyed,true\n")).unwrap_err();
    assert!(refused.to_string().contains("images.csv"), "{refused}");
}

#[test]
fn the_truth_is_found_by_task_and_by_number() {
    let given = ordinal();
    let file = given.read("task,worker,label\n1,a,0\n1,b,1\n2,a,1\n3,a,1\n").unwrap();
    let truth = given.put("truth.csv", "task,truth,tau\n1,1.0,x\n3,9,x\n8,1,x\n");
    let truth = read_truth(&truth, &file).unwrap();
    assert_eq!(truth.levels, [Some(1), None, Some(u16::MAX)]);
    assert_eq!((truth.elsewhere, truth.without_labels, truth.known()), (1, 1, 2));
    let twice = given.put("truth.csv", "task,truth\n1,1\n1,0\n");
    let LabelFileError::Rows { faults, .. } = read_truth(&twice, &file).unwrap_err() else {
        panic!("a fault of a row")
    };
    assert_eq!(faults.listed[0].line(), Some(3));
}

#[test]
fn a_tie_is_written_as_one_and_a_formula_is_disarmed() {
    let table = "task,worker,label\n=1+1,a,x\n=1+1,b,y\n-5,a,x\nz,a,y\n";
    let expected = "task,label,probability,low,high,votes,tied,p_x,p_y\n\
        -5,x,1.000000,,,1,,1.000000,0.000000\n\
        '=1+1,,0.500000,,,2,x|y,0.500000,0.500000\n\
        z,y,1.000000,,,1,,0.000000,1.000000\n";
    assert_eq!(written(&plain().read(table).unwrap()), expected);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn the_order_of_rows_changes_no_byte_of_the_results(
        rows in prop::collection::vec((0..12_u8, 0..6_u8, 0..4_u8), 1..60),
        seed in any::<u64>(),
        words in any::<bool>(),
    ) {
        let name = |n: u8| if words { format!("t{n}") } else { n.to_string() };
        let line = |(task, worker, label): &(u8, u8, u8)| {
            format!("{},{worker},{label}\n", name(*task))
        };
        let mut shuffled = rows.clone();
        for at in (1..shuffled.len()).rev() {
            let other = usize::try_from(seed.rotate_left(u32::try_from(at).unwrap())).unwrap();
            shuffled.swap(at, other % (at + 1));
        }
        let table = |rows: &[(u8, u8, u8)]| {
            let lines: String = rows.iter().map(line).collect();
            format!("task,worker,label\n{lines}")
        };
        let given = repeating(Repeats::All);
        let one = given.read(table(&rows)).unwrap();
        let other = given.read(table(&shuffled)).unwrap();
        prop_assert_eq!(written(&one), written(&other));
        let settings = Settings { iterations: Some(3), ..Settings::default() };
        let fit = |file: &LabelFile| {
            aggregate(&file.labels, file.kind, Method::DawidSkene, &settings).unwrap()
        };
        prop_assert_eq!(fit(&one), fit(&other));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut table = b"task,worker,label\n".to_vec();
        table.extend(&bytes);
        if let Ok(file) = plain().read(&table) {
            prop_assert!(!file.labels.is_empty());
            prop_assert!(file.levels.len() <= CLASSES_MAX);
        }
    }
}
