//! Tests of reference windows: the two real lists, and what they do not show. Counts are pandas'
//! (`pandas.read_csv`, `value_counts`), as the comments say.

use std::collections::BTreeMap;
use std::path::Path;

use super::*;
use crate::exchange::buildings::{BuildingDraft, Fields, References, Summary, read as read_list};

fn list(path: &str) -> (Vec<BuildingDraft>, Summary) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/data/imagery/aleppo_dated")
        .join(path);
    let mut items = Vec::new();
    let summary = read_list(&path, &Options::default(), &mut |draft| {
        items.push(draft);
        Ok(())
    });
    (items, summary.unwrap())
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn counted<'a>(words: impl Iterator<Item = Option<&'a str>>) -> BTreeMap<&'a str, usize> {
    let mut counts = BTreeMap::new();
    for word in words {
        *counts.entry(word.unwrap_or("-")).or_default() += 1;
    }
    counts
}

#[test]
fn all_sites_of_hrw_have_their_windows() {
    let (items, summary) = list("HRW_forProcessingV02.csv");
    assert_eq!((summary.rows, summary.kept, summary.error_count), (3_365, 3_365, 0));
    // len(df), (df.DatePeriod.str.startswith("Before")).sum().
    let references = References { closed: 3_027, left_open: 338, ..References::default() };
    assert_eq!(summary.references, references);
    let windows: Vec<&ReferenceWindow> =
        items.iter().map(|item| item.reference.as_ref().unwrap()).collect();
    // df.ConfidenceID.value_counts(dropna=False): two cells are empty.
    let confidence = counted(windows.iter().map(|w| w.confidence.as_deref()));
    let expected = [
        ("-", 2),
        ("Medium", 919),
        ("To Be Evaluated", 303),
        ("Uncertain", 38),
        ("Very High", 2_103),
    ];
    assert_eq!(confidence, BTreeMap::from(expected));
    // df.SensorID.value_counts(dropna=False), with HRW's own spelling.
    let sensors = counted(windows.iter().map(|w| w.sensor.as_deref()));
    assert_eq!((sensors["Pleadies 1A/B"], sensors["-"], sensors.len()), (2_150, 2, 5));
    // df.DamageID1.value_counts().
    let classes = counted(windows.iter().map(|w| w.class.map(DamageClass::as_str)));
    let expected = [("destroyed", 2_989), ("moderate", 1), ("other", 260), ("severe", 115)];
    assert_eq!(classes, BTreeMap::from(expected));
    // (df.DamageCause == "Air Strike / Missile (SSM)").sum().
    let causes = counted(windows.iter().map(|w| w.cause.as_deref()));
    assert_eq!(causes["Air Strike / Missile (SSM)"], 2_558);
}

#[test]
fn the_spellings_of_hrws_days_are_the_same_days() {
    let (items, _) = list("HRW_forProcessingV02.csv");
    let windows = || items.iter().filter_map(|item| item.reference.as_ref());
    let between =
        |after, before| windows().filter(|w| w.after == after && w.before == Some(before)).count();
    // "6FEB14-22FEB14" 7 times and "06FEB14-22FEB14" 3 times in df.DatePeriod.value_counts().
    assert_eq!(between(Some(date("2014-02-06")), date("2014-02-22")), 10);
    assert_eq!(between(Some(date("2013-10-31")), date("2014-01-31")), 204);
    assert_eq!(between(None, date("2013-10-31")), 338);
    let days: Vec<i64> =
        windows().filter_map(|w| Some((w.before? - w.after?).num_days())).collect();
    // imagery.md 1.1: from 2 to 406 days.
    assert_eq!((days.iter().min(), days.iter().max()), (Some(&2), Some(&406)));
    let first = items[0].reference.as_ref().unwrap();
    assert!(first.source_text.starts_with("DatePeriod=Before 31OCT13; DatePeriodStart=1/1/01"));
}

#[test]
fn hrws_duplicates_are_kept_and_told() {
    let (items, summary) = list("HRW_forProcessingV02.csv");
    let notes = summary.notes.join("\n");
    // df.duplicated(["Lat", "Long"]).sum().
    assert!(notes.contains("2 outlines come again"), "{notes}");
    assert_eq!(items.iter().filter(|item| item.external_id.ends_with("-2")).count(), 2);
}

#[test]
fn the_geojson_of_hrw_says_the_same_in_fewer_columns() {
    let (_, summary) = list("HRW_02.geojson");
    // 3,364 features, of which 337 "Before 31OCT13".
    let references = References { closed: 3_027, left_open: 337, ..References::default() };
    assert_eq!((summary.kept, summary.references), (3_364, references));
}

#[test]
fn all_points_of_unosat_have_their_classes() {
    let (items, summary) = list("un.geojson");
    assert_eq!((summary.kept, summary.error_count), (14_058, 0));
    // df.Main_Dam_2.value_counts(): 1 2,878, 2 6,879, 3 4,277, 6 24.
    let windows = || items.iter().filter_map(|item| item.reference.as_ref());
    let classes = counted(windows().map(|w| w.class.map(DamageClass::as_str)));
    let expected = [("destroyed", 2_878), ("moderate", 4_277), ("none", 24), ("severe", 6_879)];
    assert_eq!(classes, BTreeMap::from(expected));
    // One pass only: what it shows destroyed was so by then, what it does not was not.
    let references = References { left_open: 2_878, right_open: 11_180, ..References::default() };
    assert_eq!(summary.references, references);
    // df.SensorDa_2.value_counts(): 2015/04/26 13,668, 2015/05/01 390.
    let on = |day| windows().filter(|w| w.after.or(w.before) == Some(day)).count();
    assert_eq!((on(date("2015-04-26")), on(date("2015-05-01"))), (13_668, 390));
}

fn of(attributes: &[(&str, &str)], options: &Options) -> Result<Reading, Fault> {
    let attributes: Vec<(String, String)> =
        attributes.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    read(&attributes, options)
}

fn window(attributes: &[(&str, &str)]) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let reading = of(attributes, &Options::default()).unwrap();
    reading.window.map_or((None, None), |window| (window.after, window.before))
}

#[test]
fn of_many_passes_the_last_standing_and_the_first_destroyed_bound_the_window() {
    let passes = [
        ("SensorDate", "2023-10-15"),
        ("Main_Damage_Site_Class", "6"),
        ("SensorDa_2", "2023/11/07"),
        ("Main_Dam_2", "3"),
        ("SensorD_10", "2024\u{2f}02\u{2f}29"),
        ("Main_Da_10", "1"),
        ("SensorDate_11", "2024-04-01T00:00:00"),
        ("Main_Damage_Site_Class_11", "1"),
    ];
    assert_eq!(window(&passes), (Some(date("2023-11-07")), Some(date("2024-02-29"))));
    assert_eq!(window(&passes[4..]), (None, Some(date("2024-02-29"))));
    assert_eq!(window(&passes[..4]), (Some(date("2023-11-07")), None));
    let turned: Vec<(&str, &str)> = passes.iter().rev().copied().collect();
    assert_eq!(window(&turned), window(&passes));
}

#[test]
fn a_pass_that_shows_nothing_certain_moves_neither_end() {
    let passes = [
        ("SensorDate", "2023-10-15"),
        ("Main_Damage_Site_Class", "6"),
        ("SensorDate_2", "2023-11-07"),
        ("Main_Damage_Site_Class_2", "11"),
        ("SensorDate_3", "2023-12-01"),
        ("Main_Damage_Site_Class_3", "1"),
    ];
    assert_eq!(window(&passes), (Some(date("2023-10-15")), Some(date("2023-12-01"))));
}

#[test]
fn columns_that_are_named_go_before_all_others_and_must_hold_dates() {
    let fields = Fields {
        after: Some("seen".into()),
        before: Some("gone".into()),
        class: Some("state".into()),
        ..Fields::default()
    };
    let options = Options { fields, ..Options::default() };
    let row = [
        ("seen", "26/04/2015"),
        ("gone", "2015-06-04"),
        ("state", "Destroyed"),
        ("DatePeriod", "Before 31OCT13"),
    ];
    let found = of(&row, &options).unwrap().window.unwrap();
    assert_eq!((found.after, found.before), (Some(date("2015-04-26")), Some(date("2015-06-04"))));
    assert_eq!(found.class, Some(DamageClass::Destroyed));
    let open = of(&[("seen", ""), ("gone", "2015-06-04")], &options).unwrap().window.unwrap();
    assert!(open.is_left_open());
    let fault = of(&[("seen", "spring"), ("gone", "")], &options).unwrap_err();
    assert!(fault.column.as_deref() == Some("seen") && fault.reason.contains("\"spring\""));
}

#[test]
fn what_contradicts_itself_is_no_window_but_a_complaint() {
    let complaint =
        |row: &[(&str, &str)]| of(row, &Options::default()).unwrap().complaint.unwrap_or_default();
    assert!(complaint(&[("DatePeriod", "31OCT13-6FEB13")]).contains("after 2013-10-31"));
    assert!(complaint(&[("DatePeriod", "some day")]).contains("\"some day\""));
    let other = [
        ("DatePeriod", "31OCT13-6FEB14"),
        ("DatePeriodStart", "10/31/13"),
        ("DatePeriodEnd", "2/7/14"),
    ];
    assert!(complaint(&other).contains("the period is used"));
    assert_eq!(window(&other).1, Some(date("2014-02-06")));
    let dateless = [("SensorDate", "1/0/1900"), ("Main_Damage_Site_Class", "1")];
    assert!(complaint(&dateless).contains("\"1/0/1900\""));
    let numbers = [("DatePeriodStart", "1/1/01"), ("DatePeriodEnd", "10/31/13")];
    assert_eq!(window(&numbers), (None, Some(date("2013-10-31"))));
}

#[test]
fn a_list_without_dates_or_classes_has_no_reference() {
    let none = |row: &[(&str, &str)]| of(row, &Options::default()).unwrap().window.is_none();
    assert!(none(&[("confidence", "0.9"), ("cause", "x"), ("building", "yes")]));
    assert!(none(&[("SensorDate", "2015-04-26")]));
    assert!(none(&[("dmg", "4")]));
    let class = of(&[("subtype", "major-damage")], &Options::default()).unwrap().window.unwrap();
    assert_eq!((class.class, class.before), (Some(DamageClass::Severe), None));
}
