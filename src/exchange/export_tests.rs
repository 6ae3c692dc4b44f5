//! Tests of the exports as a reader gets them, and of the way back in.

use chrono::{DateTime, TimeZone as _, Utc};

use super::*;
use crate::domain::capture::{CaptureFacts, CapturedAt, Precision};
use crate::domain::id::{BuildingId, JudgementId};
use crate::domain::place::{Footprint, LonLat};
use crate::domain::release::Tier;
use crate::exchange::buildings::{BuildingDraft, Options, read};
use crate::exchange::columns::{
    BUILDINGS, BuildingRow, IMAGES, ImageRow, JUDGEMENTS, JudgementRow, Kind, RULINGS, Seen,
};
use crate::exchange::outline::fingerprint;

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2018, 1, 2, 3, 4, 5).unwrap()
}

fn day(text: &str) -> CapturedAt {
    CapturedAt::parse(text, now()).unwrap()
}

fn at(lon: f64, lat: f64) -> LonLat {
    LonLat::new(lon, lat).unwrap()
}

fn house() -> BuildingRow {
    // Clockwise, so that writing it has to turn it round.
    let ring = vec![at(-39.0, -36.1), at(-39.0, -36.0999), at(-38.9998, -36.0999)];
    BuildingRow {
        building_id: BuildingId(7),
        external_id: "B-7".into(),
        name: Some("=HYPERLINK(\"x\"), \"Old Mill\"".into()),
        footprint: Footprint::ring(ring).unwrap(),
        precision: Tier::Exact,
        status: "dated".into(),
        retirement_reason: Some("agreed".into()),
        last_intact: Some(Seen { image_id: "a".into(), taken: day("2017-06-21T23:59:00Z") }),
        last_intact_open: None,
        first_destroyed: Some(Seen { image_id: "b".into(), taken: day("2017-07-02") }),
        first_destroyed_open: None,
        median_first_destroyed_image_id: Some("b".into()),
        n_judgements: 6,
        n_counted: 5,
        n_cannot_tell: 1,
        n_agree: Some(4),
        first_image_id: Some("a".into()),
        last_image_id: Some("z".into()),
        plurality_last_intact_image_id: Some("a".into()),
        plurality_first_destroyed_image_id: Some("b".into()),
        n_plurality: Some(4),
        n_removals_to_change: Some(2),
        posterior: None,
        method: "supermajority-window/1 q=4/5".into(),
        method_version: "1 q=4/5".into(),
        decided_by: Some("crowd".into()),
        decided_at: Some(now()),
        verdict_version: 1,
        ruling: None,
    }
}

fn csv_of(row: &BuildingRow) -> String {
    String::from_utf8(file_of(Format::Csv, [row.clone()]).unwrap()).unwrap()
}

fn geojson_of(rows: &[BuildingRow]) -> String {
    String::from_utf8(file_of(Format::GeoJson, rows.to_vec()).unwrap()).unwrap()
}

fn cell_of(text: &str, column: &str) -> String {
    let mut table = csv::Reader::from_reader(text.as_bytes());
    let position = table.headers().unwrap().iter().position(|name| name == column).unwrap();
    table.records().next().unwrap().unwrap()[position].to_owned()
}

#[test]
fn the_headers_are_the_ones_published() {
    let header = |names: Vec<&str>| names.join(",");
    assert_eq!(
        header(BUILDINGS.iter().map(|column| column.name).collect()),
        "building_id,external_id,name,lat,lon,location_precision,footprint_sha256,status,\
         retirement_reason,last_intact_date,last_intact_image_id,last_intact_open,\
         first_destroyed_date,first_destroyed_image_id,first_destroyed_open,\
         median_first_destroyed_image_id,interval_days,n_judgements,n_counted,n_cannot_tell,\
         n_agree,support_share,agreement_level,first_image_id,last_image_id,\
         plurality_last_intact_image_id,plurality_first_destroyed_image_id,n_plurality,\
         n_removals_to_change,posterior_last_intact_image_id,\
         posterior_first_destroyed_image_id,posterior_share,posterior_90_last_intact_image_id,\
         posterior_90_first_destroyed_image_id,posterior_fit,method_id,method,\
         method_version,decided_by,decided_at,\
         verdict_version,ruling_kind,ruling_blind,n_adjudicators"
    );
    assert_eq!(
        header(RULINGS.iter().map(|column| column.name).collect()),
        "ruling_id,building_id,round,adjudicator_pseudonym,kind,last_intact_image_id,\
         last_intact_open,first_destroyed_image_id,first_destroyed_open,doubt,more,reason,blind,\
         ruled_at,in_force,ended,ended_reason"
    );
    assert_eq!(
        header(JUDGEMENTS.iter().map(|column| column.name).collect()),
        "judgement_id,building_id,volunteer_pseudonym,last_intact_image_id,\
         first_destroyed_image_id,outcome,confidence,started_at,submitted_at,seconds,\
         images_viewed,ui_version,purpose,gold,counted,exclusion_reason,counted_as,\
         supersedes,exhibit"
    );
    assert_eq!(
        header(IMAGES.iter().map(|column| column.name).collect()),
        "image_id,captured_at,captured_precision,source,provider_scene_id,sensor,gsd_m,\
         off_nadir_deg,sun_elev,cloud_pct,licence,sha256_original,sha256_served,offset_x_m,\
         offset_y_m,bad_votes,attribution,note"
    );
}

#[test]
fn header_and_row_have_the_same_names_and_kinds() {
    let row = house();
    let text = csv_of(&row);
    assert!(!text.starts_with('\u{feff}') && !text.contains('\r') && text.ends_with('\n'));
    let header = text.lines().next().unwrap();
    let names: Vec<_> = BUILDINGS.iter().map(|column| column.name).collect();
    assert_eq!(header, names.join(","));
    for column in BUILDINGS {
        let kind = match column.value(&row) {
            Cell::Empty => continue,
            Cell::Text(_) => Kind::Text,
            Cell::Integer(_) => Kind::Integer,
            Cell::Number(_) => Kind::Number,
            Cell::Boolean(_) => Kind::Boolean,
            Cell::Date(_) | Cell::Month(_) => Kind::Date,
            Cell::Instant(_) => Kind::Instant,
        };
        assert_eq!(kind, column.kind, "{}", column.name);
    }
}

#[test]
fn what_follows_from_the_row_is_worked_out() {
    let text = csv_of(&house());
    assert_eq!(cell_of(&text, "last_intact_date"), "2017-06-21");
    assert_eq!(cell_of(&text, "interval_days"), "11");
    assert_eq!(cell_of(&text, "support_share"), "0.8");
    assert_eq!(cell_of(&text, "agreement_level"), "majority");
    assert_eq!(cell_of(&text, "lat"), "-36.09995");
    assert_eq!(cell_of(&text, "decided_at"), "2018-01-02T03:04:05.000Z");
}

#[test]
fn a_formula_is_guarded_in_the_table_and_kept_in_geojson() {
    let row = house();
    assert_eq!(cell_of(&csv_of(&row), "name"), format!("'{}", row.name.as_ref().unwrap()));
    let json: serde_json::Value = serde_json::from_str(&geojson_of(&[row])).unwrap();
    assert_eq!(json["features"][0]["properties"]["name"], "=HYPERLINK(\"x\"), \"Old Mill\"");
}

#[test]
fn open_ends_are_empty_and_null() {
    let row = BuildingRow {
        status: "not_destroyed".into(),
        first_destroyed: None,
        first_destroyed_open: Some("evidence".into()),
        n_counted: 0,
        ..house()
    };
    let text = csv_of(&row);
    for column in ["first_destroyed_date", "interval_days", "support_share", "agreement_level"] {
        assert_eq!(cell_of(&text, column), "", "{column}");
    }
    let json: serde_json::Value = serde_json::from_str(&geojson_of(&[row])).unwrap();
    assert!(json["features"][0]["properties"]["interval_days"].is_null());
    assert_eq!(json["features"][0]["properties"]["n_judgements"], 6);
}

#[test]
fn a_word_that_the_codebook_does_not_explain_is_not_written() {
    let row = BuildingRow { status: "probably".into(), ..house() };
    for format in Format::ALL {
        let error = file_of(format, [row.clone()]).unwrap_err();
        assert!(error.to_string().contains("\"probably\""));
        assert!(matches!(error, ExportError::UnknownWord { column: "status", .. }));
    }
}

#[test]
fn a_value_that_is_no_number_is_not_written() {
    let row = ImageRow { offset_m: (f64::NAN, 0.0), ..image() };
    let error = file_of(Format::Csv, [row]).unwrap_err();
    assert!(matches!(error, ExportError::NotFinite("offset_x_m")));
}

fn image() -> ImageRow {
    ImageRow {
        image_id: "b".into(),
        taken: day("2017-07"),
        facts: CaptureFacts { gsd_m: Some(0.5), ..CaptureFacts::default() },
        sha256_original: vec!["aa".into(), "bb".into()],
        sha256_served: None,
        offset_m: (-1.5, 0.0),
        bad_votes: 2,
    }
}

#[test]
fn images_and_judgements_are_written_in_full() {
    let text = String::from_utf8(file_of(Format::Csv, [image()]).unwrap()).unwrap();
    assert_eq!(image().taken.precision, Precision::Month);
    let line = text.lines().nth(1).unwrap();
    assert_eq!(line, "b,2017-07-01T00:00:00.000Z,month,,,,0.5,,,,,aa bb,,-1.5,0,2,,");

    let judgement = JudgementRow {
        judgement_id: JudgementId(3),
        building_id: BuildingId(7),
        volunteer_pseudonym: "v-1".into(),
        last_intact_image_id: Some("a".into()),
        first_destroyed_image_id: None,
        outcome: "still_standing".into(),
        confidence: Some("sure".into()),
        started_at: None,
        submitted_at: now(),
        seconds: Some(12),
        images_viewed: None,
        ui_version: None,
        purpose: "task".into(),
        gold: Some(false),
        counted: true,
        exclusion_reason: None,
        counted_as: None,
        supersedes: Some(JudgementId(2)),
        exhibit: Some("ab".into()),
    };
    let text = String::from_utf8(file_of(Format::Csv, [judgement]).unwrap()).unwrap();
    let line = text.lines().nth(1).unwrap();
    let wanted =
        "3,7,v-1,a,,still_standing,sure,,2018-01-02T03:04:05.000Z,12,,,task,false,true,,,2,ab";
    assert_eq!(line, wanted);
}

#[test]
fn an_outline_is_written_closed_and_counter_clockwise() {
    let json: serde_json::Value = serde_json::from_str(&geojson_of(&[house()])).unwrap();
    let ring = json["features"][0]["geometry"]["coordinates"][0].as_array().unwrap();
    assert_eq!((ring.len(), &ring[0]), (4, &ring[3]));
    let number = |node: &serde_json::Value, axis: usize| node[axis].as_f64().unwrap();
    let doubled: f64 = ring
        .windows(2)
        .map(|w| number(&w[0], 0) * number(&w[1], 1) - number(&w[1], 0) * number(&w[0], 1))
        .sum();
    assert!(doubled > 0.0);
    assert!(json.get("crs").is_none());
}

#[test]
fn an_export_without_rows_is_still_geojson() {
    let json: serde_json::Value = serde_json::from_str(&geojson_of(&[])).unwrap();
    assert_eq!(json["features"].as_array().unwrap().len(), 0);
}

#[test]
fn what_was_exported_can_be_imported_again() {
    let point = BuildingRow {
        external_id: "B-8".into(),
        name: None,
        footprint: Footprint::Point(at(39.123_456_7, 35.9)),
        ..house()
    };
    let rows = [house(), point];
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("buildings.geojson");
    std::fs::write(&path, geojson_of(&rows)).unwrap();
    let all = drafts(&path);
    assert_eq!(all.len(), 2);
    for (row, draft) in rows.iter().zip(&all) {
        assert_eq!(draft.external_id, row.external_id);
        assert_eq!(draft.name, row.name);
        assert_eq!(fingerprint(&draft.footprint), fingerprint(&row.footprint));
    }
    let path = folder.path().join("buildings.csv");
    std::fs::write(&path, csv_of(&rows[1])).unwrap();
    let again = drafts(&path);
    assert_eq!(again[0].external_id, "B-8");
    assert_eq!(again[0].footprint, rows[1].footprint);
}

fn drafts(path: &std::path::Path) -> Vec<BuildingDraft> {
    let mut all = Vec::new();
    let mut keep = |draft| {
        all.push(draft);
        Ok(())
    };
    let summary = read(path, &Options::default(), &mut keep).unwrap();
    assert!(summary.is_clean(), "{:?}", summary.errors);
    all
}
