//! Tests of real xBD labels, with stand-ins for their pictures.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{TimeZone as _, Utc};

use super::{buildings, world_file};
use crate::exchange::manifest::{CaptureList, read};

const NAME: &str = "joplin-tornado_00000050";

fn shared() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/imagery/xbd_sample")
}

fn read_at(path: &Path) -> CaptureList {
    read(path, Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap()).unwrap()
}

#[test]
fn labels_in_a_folder_are_captures_of_the_pictures_beside_or_in_images() {
    for images in ["labels", "images"] {
        let folder = tempfile::tempdir().unwrap();
        for inner in ["labels", "images"] {
            fs::create_dir(folder.path().join(inner)).unwrap();
        }
        for when in ["pre", "post"] {
            let label = format!("{NAME}_{when}_disaster.json");
            fs::copy(shared().join(&label), folder.path().join("labels").join(&label)).unwrap();
            let picture = format!("{images}/{NAME}_{when}_disaster.png");
            fs::write(folder.path().join(picture), "").unwrap();
        }
        let report = read_at(folder.path()).captures;
        assert!(report.is_clean(), "{:?}", report.errors);
        let post = &report.items[0];
        assert_eq!(post.external_id, "103001000A285500");
        assert_eq!(post.taken.at.to_rfc3339(), "2011-05-29T17:29:25.433+00:00");
        assert!(post.files[0].is_file());
        assert_eq!(post.facts.sensor.as_deref(), Some("WORLDVIEW02"));
        assert!((post.facts.off_nadir_deg.unwrap() - 28.43).abs() < 0.001);
        assert!((post.facts.target_azimuth_deg.unwrap() - 193.25).abs() < 0.002);
        assert!(post.facts.pan_gsd_m.unwrap() < post.facts.gsd_m.unwrap());
        assert_eq!(report.items[1].taken.date(), "2009-08-08");
    }
}

#[test]
fn labels_without_their_pictures_say_which_are_missing() {
    let report = read_at(&shared()).captures;
    let found: Vec<String> = report.errors.iter().map(ToString::to_string).collect();
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].contains(&format!("there is no file \"{NAME}_post_disaster.png\"")));
    assert!(found[0].contains("103001000A285500"));
    let one = read_at(&shared().join(format!("{NAME}_pre_disaster.json"))).captures;
    assert!(one.errors[0].to_string().contains("there is no file"), "{:?}", one.errors);
}

#[test]
fn the_buildings_of_a_label_have_the_same_ids_before_and_after() {
    let of =
        |when: &str| buildings(&shared().join(format!("{NAME}_{when}_disaster.json"))).unwrap();
    let (before, after) = (of("pre"), of("post"));
    assert_eq!((before.len(), after.len()), (15, 15));
    let ids =
        |list: &[super::XbdBuilding]| list.iter().map(|own| own.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&before), ids(&after));
    assert_eq!(before[0].subtype, None);
    assert_eq!(after[0].subtype.as_deref(), Some("destroyed"));
    assert!(after[0].wkt.starts_with("POLYGON ((-94.47"));
    assert!(buildings(&shared().join("xBD_label_map.json")).is_err());
}

#[test]
fn the_outlines_in_pixels_and_degrees_say_where_the_picture_lies() {
    let of =
        |when: &str| world_file(&shared().join(format!("{NAME}_{when}_disaster.json"))).unwrap();
    let numbers = |text: String| -> Vec<f64> { text.lines().map(|l| l.parse().unwrap()).collect() };
    let [across, _, _, down, lon, lat] = numbers(of("pre").unwrap())[..] else { panic!() };
    let metres = (across * 111_195.0 * lat.to_radians().cos(), -down * 111_195.0);
    assert!((0.4..0.7).contains(&metres.0) && (0.4..0.7).contains(&metres.1), "{metres:?}");
    assert!((-94.48..-94.46).contains(&lon) && (37.06..37.08).contains(&lat), "{lon} {lat}");
    assert!(of("post").is_some());
}

#[test]
fn outlines_that_do_not_fit_place_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x_pre_disaster.json");
    let read = |degrees: &str, pixels: &str| {
        let one = |wkt: &str| format!("[{{\"properties\":{{\"uid\":\"u\"}},\"wkt\":\"{wkt}\"}}]");
        let text = format!(
            "{{\"metadata\":{{}},\"features\":{{\"lng_lat\":{},\"xy\":{}}}}}",
            one(degrees),
            one(pixels)
        );
        fs::write(&path, text).unwrap();
        world_file(&path).unwrap()
    };
    let pixels = "POLYGON ((0 0, 100 0, 100 100, 0 100, 0 0))";
    let square = "POLYGON ((36 35, 36.001 35, 36.001 34.999, 36 34.999, 36 35))";
    assert!(read(square, pixels).unwrap().starts_with("0.00001"));
    let bent = "POLYGON ((36 35, 36.001 35, 36.002 34.999, 36 34.999, 36 35))";
    assert_eq!(read(bent, pixels), None);
    assert_eq!(read(square, "POLYGON ((0 0, 1 1, 2 2, 3 3, 0 0))"), None);
    assert_eq!(read("POLYGON EMPTY", "POLYGON EMPTY"), None);
    assert_eq!(read(square, "POLYGON ((0 0, 100 0))"), None);
}
