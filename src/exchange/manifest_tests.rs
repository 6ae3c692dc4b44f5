//! Tests of manifests as people write them, in a folder with pictures beside them.

use std::fs;

use chrono::TimeZone as _;
use tempfile::TempDir;

use super::*;
use crate::domain::licence::Audience;
use crate::domain::limits::CAPTURES_MAX;
use crate::domain::reading::Range;

/// A folder with three picture files, one of them in a folder of its own.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        fs::create_dir(desk.0.path().join("tiles")).unwrap();
        for file in ["a.tif", "b.tif", "tiles/c.tif"] {
            fs::write(desk.0.path().join(file), file).unwrap();
        }
        desk
    }

    fn try_read(&self, manifest: impl AsRef<[u8]>) -> Result<Report<CaptureDraft>, ManifestError> {
        let path = self.0.path().join("manifest");
        fs::write(&path, manifest).unwrap();
        Ok(read(&path, Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap())?.captures)
    }

    fn items(&self, manifest: &str) -> Vec<CaptureDraft> {
        let report = self.try_read(manifest).unwrap();
        assert!(report.is_clean(), "{:?}", report.errors);
        report.items
    }

    fn errors(&self, manifest: &str) -> Vec<String> {
        let report = self.try_read(manifest).unwrap();
        report.errors.iter().map(ToString::to_string).collect()
    }

    fn refused(&self, manifest: &str) -> String {
        self.try_read(manifest).unwrap_err().to_string()
    }
}

const HEAD: &str = "capture_id,file,captured_at,sensor,gsd_m\n";

fn with_head(rows: &str) -> String {
    format!("{HEAD}{rows}")
}

#[test]
fn rows_with_one_id_are_files_of_one_capture() {
    let desk = Desk::new();
    let text =
        with_head("s1,a.tif,2017-06-21,WV02,\ns2,b.tif,2017-07,,0.5\ns1,tiles/c.tif,,,0.3\n");
    let items = desk.items(&format!("\u{feff}{text}"));
    assert_eq!(items.len(), 2);
    assert_eq!(items[0].files, [desk.0.path().join("a.tif"), desk.0.path().join("tiles/c.tif")]);
    assert_eq!(items[0].facts.gsd_m, Some(0.3));
    assert_eq!(items[0].place, Spot::Line(2));
    assert_eq!(items[1].taken.date(), "2017-07");
    assert_eq!(items[1].facts.sensor, None);
}

#[test]
fn two_captures_of_one_instant_are_two_captures() {
    let at = "2017-06-21T08:31:00Z";
    let items = Desk::new().items(&with_head(&format!("s1,a.tif,{at},,\ns2,b.tif,{at},,\n")));
    assert_eq!(items[0].taken, items[1].taken);
}

#[test]
fn rows_that_contradict_each_other_name_both_lines() {
    let text = with_head("s1,a.tif,2017-06-21,WV02,\ns1,b.tif,2017-06-22,WV02,\n");
    let found = Desk::new().errors(&text);
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("line 3, column captured_at: \"2017-06-22\""), "{}", found[0]);
    assert!(found[0].contains("line 2 has \"2017-06-21\""));
}

#[test]
fn missing_and_unreadable_dates_are_faults_of_their_rows() {
    let found = Desk::new().errors(&with_head("s1,a.tif,,,\ns2,b.tif,21JUN17,,\n"));
    assert!(found[0].starts_with("line 2, column captured_at: the capture has no date"));
    assert!(
        found[1].starts_with("line 3, column captured_at: \"21JUN17\" is not a date; write"),
        "{}",
        found[1]
    );
}

#[test]
fn a_file_must_be_there_and_inside_the_folder() {
    let desk = Desk::new();
    let fault = |file: &str| desk.errors(&with_head(&format!("s,{file},2017-06-21,,\n"))).join(";");
    assert!(fault("none.tif").contains("there is no file \"none.tif\""));
    assert!(fault("../a.tif").contains("leads out"));
    assert!(fault("tiles/../a.tif").contains("leads out"));
    assert!(fault("/etc/passwd").contains("leads out"));
    assert!(fault("https://x.org/none.tif").contains("download"));
    assert!(fault("tiles\\c.tif").contains("write the path with /"));
    assert!(fault("tiles").contains("is a folder"));
    assert!(fault("").contains("names no file"));
    assert!(fault(".").contains("names no file"));
    assert_eq!(fault("./a.tif"), "");
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_folder_is_refused() {
    let desk = Desk::new();
    std::os::unix::fs::symlink("/etc/hostname", desk.0.path().join("link.tif")).unwrap();
    let found = desk.errors(&with_head("s,link.tif,2017-06-21,,\n"));
    assert!(found[0].contains("a link that leads out"), "{found:?}");
}

#[test]
fn one_picture_cannot_have_two_dates() {
    let text = with_head("s1,a.tif,2017-06-21,,\ns2,./a.tif,2017-06-22,,\n");
    assert!(Desk::new().errors(&text)[0].contains("already named on line 2 for capture \"s1\""));
}

#[test]
fn unknown_missing_and_doubled_columns_are_refused_with_a_hint() {
    let desk = Desk::new();
    let error = desk.refused("capture_id,file,date\ns1,a.tif,2017\n");
    assert!(error.contains("\"date\" is not known; did you mean captured_at"), "{error}");
    assert!(desk.refused("capture_id,file\n").contains("captured_at is missing"));
    assert!(desk.refused("capture_id,file,File,captured_at\n").contains("twice"));
}

#[test]
fn numbers_that_are_none_or_cannot_be_are_faults() {
    let head = "capture_id;file;captured_at;gsd_m;cloud_pct\n";
    let found = Desk::new().errors(&format!("{head}s;a.tif;2017-06-21;0,5;120\n"));
    assert!(found[0].contains("column gsd_m: \"0,5\" is no number"), "{found:?}");
    assert!(found[1].contains("column cloud_pct: 120 is outside 0 to 100 percent"), "{found:?}");
    let found = Desk::new().errors(&with_head("s,a.tif,2017-06-21,,inf\n"));
    assert!(found[0].contains("no number"));
}

#[test]
fn short_rows_and_rows_without_id_are_faults() {
    let desk = Desk::new();
    let found = desk.errors(&with_head("s1,a.tif\n,b.tif,2017-06-21,,\n"));
    assert!(found[0].starts_with("line 2: it has 2 cells, the header 5"));
    assert!(found[1].starts_with("line 3, column capture_id: it is empty"));
    let report = desk.try_read([HEAD.as_bytes(), b"s\xff,a.tif,2017-06-21,,\n"].concat());
    assert!(report.unwrap().errors[0].to_string().contains("UTF-8"));
}

#[test]
fn a_manifest_has_bounds() {
    let desk = Desk::new();
    let row = |number| format!("s{number},a.tif,2017-06-21,,\n");
    let rows = (0..=CAPTURES_MAX).map(row).collect::<Vec<_>>().concat();
    assert!(matches!(desk.try_read(with_head(&rows)), Err(ManifestError::TooMany)));
    assert!(matches!(desk.try_read(HEAD), Err(ManifestError::NoCaptures)));
    assert!(desk.refused("{\"captures\":[]}").contains("names no capture"));
    let path = desk.0.path().join("large");
    fs::File::create(&path).unwrap().set_len(MANIFEST_BYTES_MAX + 1).unwrap();
    let error = read(&path, Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap()).unwrap_err();
    assert!(matches!(error, ManifestError::Open(OpenError::TooLarge { .. })));
}

#[test]
fn a_json_list_is_read_like_a_table() {
    let text = "{\"captures\":[
        {\"capture_id\":\"s1\",\"captured_at\":\"2017-06-21\",\"files\":[\"a.tif\",\"b.tif\"],
         \"cloud_pct\":0,\"licence\":\"CC BY 4.0\",\"sensor\":\" \"},
        {\"capture_id\":\"s2\",\"captured_at\":\"2017-06-22\",\"file\":\"tiles/c.tif\"}]}";
    let items = Desk::new().items(text);
    assert_eq!(items[0].files.len(), 2);
    assert_eq!(items[0].facts.cloud_pct, Some(0.0));
    assert_eq!(items[0].facts.sensor, None);
    assert_eq!(items[1].place, Spot::Capture(2));
}

#[test]
fn faults_of_a_json_list_name_the_capture_or_the_line() {
    let desk = Desk::new();
    let text = "{\"captures\":[{\"capture_id\":\"s1\",\"file\":\"a.tif\"},
        {\"capture_id\":\"s1\",\"captured_at\":\"2017\",\"files\":[]}]}";
    let found = desk.errors(text);
    assert!(found[0].starts_with("capture 1 (\"s1\"), column captured_at: the capture has no"));
    assert!(found[1].contains("already the id of capture 1"), "{found:?}");
    assert!(found[2].contains("not a date") && found[3].contains("no file"), "{found:?}");
    let error = desk.refused("{\"captures\":[\n{\"capture_id\":\"s1\",\"sensr\":\"x\"}]}");
    assert!(error.starts_with("line 2, ") && error.contains("`sensr`"), "{error}");
    assert!(desk.refused("{\"captures\":[").contains("in the middle"));
    assert!(desk.refused("{\"a\":1}").contains("without \"captures\""));
    assert!(desk.refused("[1]").contains("a JSON list"));
}

#[test]
fn a_building_list_and_foreign_files_are_no_manifests() {
    let desk = Desk::new();
    let list = "{\"type\":\"FeatureCollection\",\"features\":[{\"properties\":{}}]}";
    assert!(desk.refused(list).contains("no STAC items"));
    assert!(desk.refused(&list.replace("{}", "null")).contains("no STAC items"));
    assert!(desk.refused("{\"type\":\"Feature\"}").contains("without \"stac_version\""));
    let catalogue = "{\"type\":\"Catalog\",\"stac_version\":\"1.0.0\"}";
    assert!(desk.refused(catalogue).contains("names no capture"));
    assert!(desk.refused("II*\0").contains("TIFF"));
}

#[test]
fn every_column_of_the_table_is_read() {
    let cells = [
        ("capture_id", "s1"),
        ("file", "a.tif"),
        ("captured_at", "2017-06-21T08:31:05Z"),
        ("provider", "P"),
        ("sensor", "WV02"),
        ("constellation", "worldview"),
        ("instruments", "vnir"),
        ("provider_scene_id", "103"),
        ("strip_id", "7"),
        ("gsd_m", "0.5"),
        ("pan_gsd_m", "0.4"),
        ("off_nadir_deg", "26"),
        ("incidence_deg", "60.6"),
        ("view_azimuth_deg", "334"),
        ("target_azimuth_deg", "154"),
        ("sun_elevation_deg", "69.5"),
        ("sun_azimuth_deg", "138.4"),
        ("cloud_pct", "0"),
        ("taken_from", "2017-06-21T08:31:00Z"),
        ("taken_to", "2017-06-21T11:31:09+03:00"),
        ("crs", "EPSG:32637"),
        ("bbox", "36 35 37 36"),
        ("data_mask", "mask.gpkg"),
        ("source", "S"),
        ("licence", "CC0"),
        ("attribution", "(c) P"),
        ("visible_to", "public"),
        ("may_cache", "no"),
        ("may_export", "yes"),
        ("expires_on", "2030-01-31"),
        ("epsg", "32637"),
        ("bands", "5 3 2"),
        ("stretch", "0 2000"),
        ("shift_east_m", "1.5"),
        ("shift_north_m", "-2"),
        ("note", "n"),
    ];
    let names: Vec<&str> = COLUMNS.iter().map(|column| column.name).collect();
    assert_eq!(names, cells.map(|(name, _)| name));
    let rows = [cells.map(|(name, _)| name).join(";"), cells.map(|(_, cell)| cell).join(";")];
    let table = Desk::new().items(&rows.join("\n")).pop().unwrap();
    let member = |(name, cell): &(&str, &str)| format!("\"{name}\":\"{cell}\"");
    let object = cells.iter().map(member).collect::<Vec<_>>().join(",");
    let list = Desk::new().items(&format!("{{\"captures\":[{{{object}}}]}}")).pop().unwrap();
    assert_eq!((&table.facts, &table.source), (&list.facts, &list.source));
    assert_eq!((&table.reading, table.shift_m), (&list.reading, list.shift_m));

    let facts = serde_json::to_value(&table.facts).unwrap();
    assert!(facts.as_object().unwrap().values().all(|value| !value.is_null()), "{facts}");
    assert_eq!(facts.as_object().unwrap().len(), 23);
    assert_eq!(table.facts.bbox, Some([36.0, 35.0, 37.0, 36.0]));
    assert_eq!(table.source.name, "S");
    let terms = table.source.terms;
    assert!(terms.audience == Audience::Public && !terms.may_cache && terms.may_export);
    assert_eq!(terms.expires_on.unwrap().to_string(), "2030-01-31");
    assert_eq!(table.reading.bands, Some([5, 3, 2]));
    assert_eq!(table.reading.stretch, Some([Range { low: 0.0, high: 2000.0 }; 3]));
    assert_eq!((table.reading.epsg, table.shift_m), (Some(32637), (1.5, -2.0)));
}

#[test]
fn a_json_list_may_hold_numbers_and_lists_where_a_table_holds_text() {
    let text = "{\"sources\":[{\"name\":\"P\",\"licence\":\"CC0\",\"may_export\":true}],
        \"captures\":[{\"capture_id\":\"s1\",\"captured_at\":\"2017-06-21\",\"file\":\"a.tif\",
        \"provider\":\"P\",\"epsg\":32637,\"bands\":[3,2,1],\"stretch\":[[0,9],[1,8],[2,7]],
        \"instruments\":[\"a\",\"b\"],\"shift_east_m\":1.5,\"expires_on\":null}]}";
    let item = Desk::new().items(text).pop().unwrap();
    assert_eq!(item.reading.stretch.unwrap()[2], Range { low: 2.0, high: 7.0 });
    assert_eq!((item.reading.bands, item.shift_m), (Some([3, 2, 1]), (1.5, 0.0)));
    assert_eq!(item.facts.instruments.as_deref(), Some("a, b"));
    assert!(item.source.terms.may_export);
    assert_eq!(item.facts.licence.as_deref(), Some("CC0"));
    let error = Desk::new().refused("{\"captures\":[{\"bands\":{\"red\":1}}]}");
    assert!(error.contains("`bands` holds an object"), "{error}");
}

#[test]
fn the_terms_of_a_source_are_those_that_any_of_its_captures_states() {
    let head = "capture_id,file,captured_at,provider,licence,visible_to\n";
    let rows = "s1,a.tif,2017-06-21,P,,\ns2,b.tif,2017-07-21,P,CC0,staff\n\
                s3,tiles/c.tif,2017-08-21,,,\n";
    let report = Desk::new().try_read(format!("{head}{rows}")).unwrap();
    assert_eq!(report.items[0].source, report.items[1].source);
    assert_eq!(report.items[0].source.terms.audience, Audience::Staff);
    assert_eq!(report.items[0].facts.licence.as_deref(), Some("CC0"));
    assert_eq!(report.items[2].source.name, "imagery");
    assert_eq!(report.items[2].facts.licence, None);
    assert!(report.notes[0].contains("\"imagery\" has no licence text"), "{:?}", report.notes);
    let rows = "s1,a.tif,2017-06-21,P,CC BY 4.0,\ns2,b.tif,2017-07-21,P,CC0,all\n";
    let found = Desk::new().errors(&format!("{head}{rows}"));
    assert!(found[0].starts_with("line 3, column licence: \"CC0\" for the source"), "{found:?}");
    assert!(found[0].contains("line 2 says \"CC BY 4.0\""), "{found:?}");
    assert!(found[1].contains("column visible_to: \"all\" is none of"), "{found:?}");
}

#[test]
fn the_copy_of_a_file_on_the_net_is_found_by_the_end_of_its_address() {
    let row = |url: &str| with_head(&format!("s,{url},2017-06-21,,\n"));
    let desk = Desk::new();
    let report = desk.try_read(row("https://x.org/tiles/c.tif?sig=1")).unwrap();
    assert_eq!(report.items[0].files, [desk.0.path().join("tiles/c.tif")]);
    assert!(report.notes.iter().any(|note| note.contains("copies beside the list")));
    let found = desk.errors(&row("https://x.org/../../etc/passwd"));
    assert!(found[0].contains("on the net"), "{found:?}");
    let two = "s1,https://x.org/1/a.tif,2017-06-21,,\ns2,https://x.org/2/a.tif,2017-06-22,,\n";
    let found = desk.errors(&with_head(two));
    assert!(
        found[0].contains("as \"1/a.tif\"") && found[1].contains("as \"2/a.tif\""),
        "{found:?}"
    );
}

#[test]
fn no_cell_is_longer_than_people_write_and_none_is_repeated_whole() {
    let desk = Desk::new();
    let long = "x".repeat(5_000);
    let found = desk.errors(&with_head(&format!("s1,a.tif,2017-06-21,{long},\n")));
    assert!(found[0].contains("column sensor: it has more than 4000"), "{found:?}");
    let rows = format!("s1,a.tif,2017-06-21,{long},\ns1,b.tif,,y,\n");
    let found = desk.errors(&with_head(&rows));
    assert!(found.iter().all(|fault| fault.len() < 400), "{found:?}");
    let rows = "s1,a.tif,2017-06-21,,\n".repeat(FILES_MAX + 1);
    assert!(desk.refused(&with_head(&rows)).contains("more than 100000 rows"));
}
