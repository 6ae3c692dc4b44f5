//! Every shape of list, every fault of a row, and any bytes at all.

use proptest::prelude::*;

use super::*;

fn list(text: &str) -> List {
    read(text.as_bytes(), DayOrder::DayFirst).unwrap()
}

fn span(text: &str) -> Option<String> {
    let days = period::read(text, DayOrder::DayFirst)?;
    Some(format!("{} {}", days.from, days.to))
}

#[test]
fn a_day_a_month_a_year_and_a_span_are_read() {
    for (text, wanted) in [
        ("2017-06-21", "2017-06-21 2017-06-21"),
        ("2017-06", "2017-06-01 2017-06-30"),
        ("2016-02", "2016-02-01 2016-02-29"),
        ("2017", "2017-01-01 2017-12-31"),
        ("2017-06-21/2017-06-23", "2017-06-21 2017-06-23"),
        ("2017-06 to 2017-07", "2017-06-01 2017-07-31"),
        ("21 June 2017 – 23 June 2017", "2017-06-21 2017-06-23"),
        ("21/06/2017 - 23/06/2017", "2017-06-21 2017-06-23"),
    ] {
        assert_eq!(span(text).as_deref(), Some(wanted), "{text}");
    }
    for text in [
        "",
        "soon",
        "2017-06-01 to when",
        "2017-13",
        "2017-06-23/2017-06-21",
        "2017-06-31",
        "/",
        " to ",
    ] {
        assert_eq!(span(text), None, "{text}");
    }
}

const AIRWARS: &str = "\
unique_reference_code,date,permalink,country,grading,latitude,longitude,strike_status,\
geolocation_accuracy,civilians_killed_min,civilians_killed_max,civilians_injured_min,\
civilians_injured_max
CS1,2017-06-21,https://example.org/cs1,Syria,Fair,35.95,39.01,Likely strike,\
within_100m_via_coalition,3,5,,
CS2,2017-06,https://example.org/cs2,Syria,Weak,,,Contested strike,province_governorate,0,1,2,2
";

#[test]
fn the_table_of_airwars_is_read() {
    let list = list(AIRWARS);
    assert!(list.is_airwars && list.report.is_clean(), "{:?}", list.report.errors);
    let [one, two] = list.report.items.as_slice() else { panic!("{:?}", list.report.items) };
    assert_eq!((one.external_id.as_str(), one.grade.as_str()), ("CS1", "Fair"));
    assert_eq!(one.around().unwrap().1, 100);
    assert_eq!((one.killed, one.injured), ((Some(3), Some(5)), (None, None)));
    assert_eq!(two.when.count(), 30);
    assert_eq!((two.around(), two.accuracy.said.as_str()), (None, "province_governorate"));
    assert!(list.report.notes[0].starts_with("1 incidents have no place"));
}

#[test]
fn features_are_read_as_the_rows_of_a_table_are() {
    let list = list(
        r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","id":7,"geometry":{"type":"Point","coordinates":[39.01,35.95]},
         "properties":{"from":"2017-06-20","to":"2017-06-22","accuracy":40,"killed_min":2}},
        {"type":"Feature","id":8,"geometry":{"type":"LineString","coordinates":[[1,2],[3,4]]},
         "properties":{"date":"2017-06-20","accuracy":"street"}}]}"#,
    );
    let [one] = list.report.items.as_slice() else { panic!("{:?}", list.report.items) };
    assert_eq!((one.external_id.as_str(), one.accuracy.metres), ("7", Some(40)));
    assert_eq!((one.when.count(), one.killed), (3, (Some(2), None)));
    assert_eq!(list.report.errors[0].feature(), Some(2));
    assert!(!list.is_airwars);
}

#[test]
fn every_bad_row_is_named_with_its_line_its_column_and_the_mend() {
    let list = list(
        "id,date,from,to,lon,lat,accuracy,url,killed_min,killed_max\n\
         ,2017-06-01,,,39,36,exact,,,\n\
         a,June,,,39,36,exact,,,\n\
         b,,2017-06-02,,39,36,exact,,,\n\
         c,,2017-06-02,2017-06-01,39,36,exact,,,\n\
         d,2017-06-01,,,39,96,exact,,,\n\
         e,2017-06-01,,,39,,exact,,,\n\
         f,2017-06-01,,,39,36,roughly,,,\n\
         g,2017-06-01,,,39,36,exact,javascript:alert(1),,\n\
         h,2017-06-01,,,39,36,exact,,5,3\n\
         i,2017-06-01,,,39,36,exact,,few,\n\
         j,2017-06-01\n\
         k,2017-06-01,,,39,36,exact,,,\n\
         k,2017-06-01,,,39,36,exact,,,\n",
    );
    let told: Vec<String> = list.report.errors.iter().map(ToString::to_string).collect();
    let wanted = [
        "line 2, column id: it is empty",
        "line 3, column date: \"June\" is no date; write 2017-06-21",
        "line 4, column to: it is empty, but from is not",
        "line 5, column to: it is before from",
        "line 6, column lat: the latitude is outside",
        "line 7, column lat: \"\" is no number of degrees",
        "line 8, column accuracy: \"roughly\" is no accuracy; write metres",
        "line 9, column url: \"javascript:alert(1)\" is no address",
        "line 10, column killed_min: it is more than killed_max",
        "line 11, column killed_min: \"few\" is no whole number",
        "line 12: it has 2 cells, the header 10",
        "line 14: an incident above has this id",
    ];
    assert_eq!(told.len(), wanted.len(), "{told:#?}");
    for (told, wanted) in told.iter().zip(wanted) {
        assert!(told.starts_with(wanted), "{told:?} is not {wanted:?}");
    }
    assert_eq!(list.report.items.len(), 1);
}

#[test]
fn a_table_without_the_needed_columns_is_refused_with_their_names() {
    let refused = |text: &str| read(text.as_bytes(), DayOrder::DayFirst).unwrap_err().to_string();
    assert!(refused("date,accuracy\n").contains("call it id"));
    assert!(refused("id,from,accuracy\n").contains("call it date, or from and to"));
    assert!(refused("id,date\n").contains("call it accuracy"));
    assert!(refused("{\"type\":\"Topology\"}").contains("no GeoJSON FeatureCollection"));
    assert!(refused("{").contains("no GeoJSON"));
}

proptest! {
    #[test]
    fn no_bytes_break_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes, DayOrder::DayFirst);
        let mut table = AIRWARS.as_bytes().to_vec();
        table.extend(bytes);
        let _ = read(&table, DayOrder::MonthFirst);
    }

    #[test]
    fn no_text_breaks_a_cell(text in "\\PC{0,40}") {
        let _ = Accuracy::parse(&text);
        let _ = period::read(&text, DayOrder::DayFirst);
    }
}
