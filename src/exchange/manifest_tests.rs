//! Tests of manifests as people write them, in a folder with pictures beside them.

use std::fs;

use chrono::TimeZone as _;
use tempfile::TempDir;

use super::*;

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
        read(&path, Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap())
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
    assert!(fault("https://x.org/a.tif").contains("download"));
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
    assert!(desk.refused(catalogue).contains("name an item"));
    assert!(desk.refused("II*\0").contains("TIFF"));
}
