//! Tests of STAC items: made ones that can be read, and real ones.

use std::fs;
use std::path::Path;

use chrono::{TimeZone as _, Utc};

use crate::domain::capture::Precision;
use crate::exchange::manifest::{CaptureDraft, ManifestError, read};
use crate::exchange::rows::Report;

fn read_at(path: &Path) -> Result<Report<CaptureDraft>, ManifestError> {
    Ok(read(path, Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap())?.captures)
}

fn item(properties: &str, assets: &str) -> String {
    format!(
        "{{\"type\":\"Feature\",\"stac_version\":\"1.0.0\",\"id\":\"I-1\",\"geometry\":null,\
         \"properties\":{{{properties}}},\"assets\":{{{assets}}}}}"
    )
}

fn try_text(text: &str) -> Result<Report<CaptureDraft>, ManifestError> {
    let folder = tempfile::tempdir().unwrap();
    for file in ["v.tif", "d.tif", "t.png"] {
        fs::write(folder.path().join(file), file).unwrap();
    }
    let path = folder.path().join("item.json");
    fs::write(&path, text).unwrap();
    read_at(&path)
}

fn one(properties: &str, assets: &str) -> CaptureDraft {
    let mut report = try_text(&item(properties, assets)).unwrap();
    assert!(report.is_clean(), "{:?}", report.errors);
    report.items.pop().unwrap()
}

fn fault(properties: &str, assets: &str) -> String {
    let report = try_text(&item(properties, assets)).unwrap();
    assert_eq!(report.error_count, 1, "{:?}", report.errors);
    report.errors[0].to_string()
}

const TIME: &str = "\"datetime\":\"2017-08-31T16:27:42.176605Z\"";
const VISUAL: &str = "\"visual\":{\"href\":\"./v.tif\"}";

#[test]
fn an_item_gives_every_fact_we_know() {
    let draft = one(
        &format!(
            "{TIME},\"platform\":\"SSC1\",\"constellation\":\"skysat\",\"gsd\":0.9,\
             \"eo:cloud_cover\":2,\"view:off_nadir\":27.2,\"view:sun_elevation\":56.3,\
             \"view:azimuth\":202.8,\"view:sun_azimuth\":231.9,\"proj:epsg\":32615,\
             \"view:incidence_angle\":30.1,\"instruments\":[\"a\",\"b\"],\
             \"license\":\"CC-BY-4.0\",\"providers\":[{{\"name\":\"Host\"}},\
             {{\"name\":\"Planet\",\"roles\":[\"producer\"]}}]"
        ),
        VISUAL,
    );
    assert_eq!(draft.external_id, "I-1");
    assert_eq!(draft.taken.precision, Precision::Instant);
    let facts = draft.facts;
    assert_eq!(facts.provider.as_deref(), Some("Planet"));
    assert_eq!(facts.sensor.as_deref(), Some("SSC1"));
    assert_eq!(facts.provider_scene_id.as_deref(), Some("I-1"));
    assert_eq!((facts.gsd_m, facts.cloud_pct), (Some(0.9), Some(2.0)));
    assert_eq!((facts.off_nadir_deg, facts.sun_elevation_deg), (Some(27.2), Some(56.3)));
    assert_eq!(facts.licence.as_deref(), Some("CC-BY-4.0"));
    assert_eq!(facts.attribution.as_deref(), Some("Planet"));
    assert_eq!((facts.view_azimuth_deg, facts.sun_azimuth_deg), (Some(202.8), Some(231.9)));
    assert_eq!((facts.incidence_deg, facts.crs.as_deref()), (Some(30.1), Some("EPSG:32615")));
    assert_eq!(facts.instruments.as_deref(), Some("a, b"));
    assert_eq!(facts.constellation.as_deref(), Some("skysat"));
    assert_eq!((draft.source.name.as_str(), draft.source.terms.may_export), ("Planet", false));
}

#[test]
fn items_of_one_strip_within_moments_are_one_capture() {
    let item = |id: &str, second: u32, file: &str| {
        let properties = format!(
            "\"datetime\":\"2017-08-31T16:27:{second}Z\",\"pl:strip_id\":\"s7\",\
             \"view:sun_azimuth\":{}",
            if second == 40 { 359 } else { 1 }
        );
        item(&properties, &format!("\"visual\":{{\"href\":\"{file}\"}}")).replace("I-1", id)
    };
    let (one, two) = (item("a", 42, "v.tif"), item("b", 40, "d.tif"));
    let text = format!("{{\"type\":\"FeatureCollection\",\"features\":[{one},{two}]}}");
    let report = try_text(&text).unwrap();
    assert!(report.is_clean(), "{:?}", report.errors);
    let draft = &report.items[0];
    assert_eq!((report.items.len(), draft.files.len()), (1, 2));
    assert_eq!(
        (draft.external_id.as_str(), draft.taken.at.to_rfc3339().as_str()),
        ("s7", "2017-08-31T16:27:40+00:00")
    );
    assert_eq!(draft.facts.sun_azimuth_deg, Some(0.0));
    let note = draft.facts.note.as_deref().unwrap();
    assert!(note.contains("sun_azimuth_deg is the mean of 1 to 359"), "{note}");
    assert!(note.contains("2 tiles taken from 2017-08-31T16:27:40Z"), "{note}");
    assert_eq!(try_text(&one).unwrap().items[0].external_id, "a");
}

#[test]
fn a_licence_that_only_says_there_is_one_is_noted() {
    let report = try_text(&item(&format!("{TIME},\"license\":\"proprietary\""), VISUAL)).unwrap();
    assert_eq!(report.items[0].source.terms.licence.as_deref(), Some("proprietary"));
    assert!(report.notes[0].contains("only \"proprietary\""), "{:?}", report.notes);
}

#[test]
fn a_span_within_one_day_is_known_by_the_day() {
    let span = "\"datetime\":null,\"start_datetime\":\"2017-08-31T08:00:00Z\",\
                \"end_datetime\":\"2017-08-31T09:00:00Z\"";
    let draft = one(span, VISUAL);
    assert_eq!(
        (draft.taken.precision, draft.taken.date().as_str()),
        (Precision::Day, "2017-08-31")
    );
    assert!(draft.facts.note.unwrap().starts_with("taken between 2017-08-31T08:00:00Z"));
}

#[test]
fn a_span_of_days_is_known_by_the_month_and_one_of_months_dates_nothing() {
    let span = |to: &str| {
        format!(
            "{TIME},\"start_datetime\":\"2017-08-01T08:00:00Z\",\
             \"end_datetime\":\"{to}T09:00:00Z\""
        )
    };
    let draft = one(&span("2017-08-31"), VISUAL);
    assert_eq!((draft.taken.precision, draft.taken.date().as_str()), (Precision::Month, "2017-08"));
    assert!(draft.facts.note.unwrap().contains("known by the month alone"));
    assert!(fault(&span("2017-09-01"), VISUAL).contains("spans 2017-08-01 to 2017-09-01"));
    assert!(fault(&span("2017-07-01"), VISUAL).contains("before it begins"));
}

#[test]
fn a_span_of_minutes_is_dated_by_its_middle() {
    let span = "\"datetime\":null,\"start_datetime\":\"2017-08-31T23:58:00Z\",\
                \"end_datetime\":\"2017-09-01T00:04:00Z\"";
    let draft = one(span, VISUAL);
    assert_eq!(draft.taken.precision, Precision::Instant);
    assert_eq!(draft.taken.at.to_rfc3339(), "2017-09-01T00:01:00+00:00");
    assert!(draft.facts.note.unwrap().contains("dated by the middle"));
    assert_eq!(
        draft.facts.taken_to.unwrap() - draft.facts.taken_from.unwrap(),
        chrono::TimeDelta::minutes(6)
    );
}

#[test]
fn midnight_sharp_is_read_as_the_day() {
    let draft = one("\"datetime\":\"2016-09-28T00:00:00+00:00\"", VISUAL);
    assert_eq!(draft.taken.precision, Precision::Day);
    assert!(draft.facts.note.unwrap().contains("midnight"));
}

#[test]
fn an_item_without_a_time_is_at_fault() {
    assert!(fault("\"datetime\":null", VISUAL).contains("has no date"));
    assert!(fault("\"datetime\":\"2017-08-31T16:27:42\"", VISUAL).contains("add Z"));
}

#[test]
fn the_visual_asset_is_chosen_then_data_then_any_geotiff() {
    let file = |assets: &str| {
        let path = one(TIME, assets).files.pop().unwrap();
        path.file_name().unwrap().to_str().unwrap().to_owned()
    };
    let data = "\"a\":{\"href\":\"d.tif\",\"roles\":[\"data\"]}";
    assert_eq!(file(&format!("{data},{VISUAL}")), "v.tif");
    assert_eq!(
        file(&format!("{data},\"z\":{{\"href\":\"v.tif\",\"roles\":[\"visual\"]}}")),
        "v.tif"
    );
    assert_eq!(file(&format!("{data},\"0\":{{\"href\":\"v.tif\"}}")), "d.tif");
    let thumbnail = "\"visual\":{\"href\":\"t.png\",\"roles\":[\"thumbnail\"]}";
    let tiff = "\"b\":{\"href\":\"d.tif\",\"type\":\"image/tiff; application=geotiff\"}";
    assert_eq!(file(&format!("{thumbnail},{tiff}")), "d.tif");
    let remote = "\"visual\":{\"href\":\"https://x.org/v.tif\"}";
    assert_eq!(file(&format!("{remote},{data}")), "d.tif");
}

#[test]
fn remote_missing_and_absent_assets_are_faults_with_the_mend() {
    let remote = "\"visual\":{\"href\":\"https://x.org/w.tif\"}";
    assert!(fault(TIME, remote).contains("on the net at https://x.org/w.tif; download it beside"));
    assert!(fault(TIME, "\"visual\":{\"href\":\"gone.tif\"}").contains("there is no file"));
    assert!(fault(TIME, "\"visual\":{\"href\":\"/v.tif\"}").contains("leads out"));
    assert!(fault(TIME, "\"t\":{\"href\":\"t.png\"}").contains("no asset named"));
}

#[test]
fn a_collection_of_items_is_several_captures() {
    let first = item(TIME, VISUAL);
    let second = item(TIME, "\"data\":{\"href\":\"d.tif\"}").replace("I-1", "I-2");
    let text = format!("{{\"type\":\"FeatureCollection\",\"features\":[{first},{second}]}}");
    assert_eq!(try_text(&text).unwrap().items.len(), 2);
}

#[test]
fn real_items_are_refused_only_because_their_pictures_are_elsewhere() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/imagery/stac");
    let harvey = "planet-example-v1.0.0-beta.2/hurricane-harvey/hurricane-harvey-0831";
    let items = [
        ("example-landsat8.json".to_owned(), "on the net"),
        ("item-naip.json".to_owned(), "on the net"),
        ("raster-planet-example.json".to_owned(), "there is no file"),
        (format!("{harvey}/20170831_162740_ssc1d1/20170831_162740_ssc1d1.json"), "on the net"),
        (format!("{harvey}/20170831_172754_101c/20170831_172754_101c.json"), "on the net"),
        (format!("{harvey}/20170831_195425_SS02/20170831_195425_SS02.json"), "on the net"),
        (format!("{harvey}/2017831_195552_SS02/2017831_195552_SS02.json"), "on the net"),
        (
            format!(
                "{harvey}/Houston-East-20170831-103f-100d-0f4f-RGB/\
                 Houston-East-20170831-103f-100d-0f4f-RGB.json"
            ),
            "on the net",
        ),
    ];
    for (name, reason) in items {
        let report = read_at(&folder.join(&name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(report.error_count, 1, "{name}: {:?}", report.errors);
        assert!(report.errors[0].to_string().contains(reason), "{}", report.errors[0]);
    }
}
