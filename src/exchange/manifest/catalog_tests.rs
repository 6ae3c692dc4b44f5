//! Tests of STAC catalogues on disk: the real one of Planet, and made ones that lead astray.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{TimeZone as _, Utc};
use tempfile::TempDir;

use crate::exchange::manifest::{CaptureDraft, ManifestError, read};
use crate::exchange::rows::Report;

fn read_at(path: &Path) -> Result<Report<CaptureDraft>, ManifestError> {
    Ok(read(path, Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap())?.captures)
}

fn planet() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/data/imagery/stac/planet-example-v1.0.0-beta.2")
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn node(links: &[(&str, &str)]) -> String {
    let link = |(rel, href): &(&str, &str)| format!("{{\"rel\":\"{rel}\",\"href\":\"{href}\"}}");
    let links = links.iter().map(link).collect::<Vec<_>>().join(",");
    format!("{{\"type\":\"Catalog\",\"stac_version\":\"1.0.0\",\"id\":\"c\",\"links\":[{links}]}}")
}

fn item(id: &str, href: &str) -> String {
    format!(
        "{{\"type\":\"Feature\",\"stac_version\":\"1.0.0\",\"id\":\"{id}\",\"properties\":\
         {{\"datetime\":\"2017-08-31T16:27:42Z\"}},\"assets\":{{\"visual\":\
         {{\"href\":\"{href}\"}}}}}}"
    )
}

#[test]
fn every_item_under_the_real_collection_asks_for_its_picture() {
    for start in [planet(), planet().join("collection.json")] {
        let report = read_at(&start).unwrap();
        let found: Vec<String> = report.errors.iter().map(ToString::to_string).collect();
        assert_eq!((report.items.len(), found.len()), (0, 5), "{found:?}");
        assert!(found.iter().all(|fault| fault.contains("on the net at https://storage")));
        let misspelt = found.iter().find(|fault| fault.contains("2017831_195552_SS02")).unwrap();
        assert!(misspelt.contains("hurricane-harvey-0831/2017831_195552_SS02/"), "{misspelt}");
        assert!(misspelt.contains("SkySat_20170831T195552Z_RGB.tif\""), "{misspelt}");
    }
}

#[test]
fn the_real_collection_is_read_once_its_pictures_are_beside_the_items() {
    let folder = tempfile::tempdir().unwrap();
    let harvey = "hurricane-harvey/hurricane-harvey-0831";
    let mut names = vec!["collection.json".to_owned(), "hurricane-harvey/catalog.json".to_owned()];
    names.push(format!("{harvey}/catalog.json"));
    for (item, picture) in [
        ("20170831_172754_101c", "20170831_172754_101c_3b_Visual.tif"),
        ("2017831_195552_SS02", "SkySat_20170831T195552Z_RGB.tif"),
        ("20170831_195425_SS02", "SkySat_PortArthur_s02_20170831T195425Z.tif"),
        ("20170831_162740_ssc1d1", "SkySat_Freeport_s03_20170831T162740Z.tif"),
        (
            "Houston-East-20170831-103f-100d-0f4f-RGB",
            "Houston-East-20170831-103f-100d-0f4f-3-band.tif",
        ),
    ] {
        names.push(format!("{harvey}/{item}/{item}.json"));
        let inner = folder.path().join(harvey).join(item);
        fs::create_dir_all(&inner).unwrap();
        fs::write(inner.join(picture), "").unwrap();
    }
    for name in names {
        fs::copy(planet().join(&name), folder.path().join(&name)).unwrap();
    }
    let report = read_at(folder.path()).unwrap();
    assert!(report.is_clean(), "{:?}", report.errors);
    assert_eq!(report.items.len(), 5);
    let sky = report.items.iter().find(|one| one.external_id == "2017831_195552_SS02").unwrap();
    assert_eq!(sky.facts.strip_id.as_deref(), Some("s02_20170831T195552Z"));
    assert_eq!((sky.facts.cloud_pct, sky.facts.off_nadir_deg), (Some(24.0), Some(25.0)));
    assert_eq!(sky.source.name, "Planet");
    assert_eq!(sky.source.terms.licence.as_deref(), Some("CC-BY-SA-4.0"));
    assert_eq!(sky.facts.attribution.as_deref(), Some("Planet, Planet Disaster Team"));
    let planet = report.items.iter().find(|one| one.external_id.ends_with("101c")).unwrap();
    assert!(planet.facts.data_mask.as_deref().unwrap().ends_with("DN_udm.tif"));
}

#[test]
fn links_that_lead_out_or_to_the_net_are_not_followed() {
    let links = [
        ("item", "a/item.json"),
        ("child", "../other/catalog.json"),
        ("item", "https://x.org/item.json"),
        ("child", "/etc/catalog.json"),
        ("item", "gone.json"),
        ("self", "https://x.org/catalog.json"),
        ("parent", "../catalog.json"),
    ];
    let item = item("I-1", "../v.tif");
    let folder = folder(&[("catalog.json", &node(&links)), ("a/item.json", &item), ("v.tif", "")]);
    let report = read_at(folder.path()).unwrap();
    let found: Vec<String> = report.errors.iter().map(ToString::to_string).collect();
    assert_eq!((report.items.len(), found.len()), (1, 4), "{found:?}");
    assert!(found[0].contains("../other/catalog.json\" leads out"), "{found:?}");
    assert!(found[1].contains("is on the net; download"), "{found:?}");
    assert!(found[2].contains("leads out") && found[3].contains("no file \"gone.json\""));
    assert_eq!(report.items[0].files, [folder.path().join("v.tif")]);
}

#[test]
fn loops_end_and_an_item_linked_twice_is_read_once() {
    let root = node(&[("child", "b/catalog.json"), ("item", "i.json"), ("child", "catalog.json")]);
    let inner = node(&[("child", "../catalog.json"), ("item", "../i.json")]);
    let item = item("I-1", "v.tif");
    let folder = folder(&[
        ("catalog.json", &root),
        ("b/catalog.json", &inner),
        ("i.json", &item),
        ("v.tif", ""),
    ]);
    let report = read_at(folder.path()).unwrap();
    assert!(report.is_clean() && report.items.len() == 1, "{:?}", report.errors);
}

#[test]
fn depth_is_bounded_and_a_broken_child_is_named() {
    let names: Vec<String> = (0..20).map(|number| format!("{number}.json")).collect();
    let texts: Vec<String> =
        (1..21).map(|number| node(&[("child", &format!("{number}.json"))])).collect();
    let mut files: Vec<(&str, &str)> =
        names.iter().map(String::as_str).zip(texts.iter().map(String::as_str)).collect();
    files.push(("catalog.json", &texts[0]));
    files.push(("broken.json", "{"));
    let start = node(&[("child", "0.json"), ("item", "broken.json")]);
    files.push(("start.json", &start));
    let folder = folder(&files);
    let report = read_at(&folder.path().join("start.json")).unwrap();
    let found: Vec<String> = report.errors.iter().map(ToString::to_string).collect();
    assert!(found[0].contains("broken.json: line 1, column 1: the file ends"), "{found:?}");
    assert!(found[1].contains("15.json: the link to \"16.json\" is the 16th"), "{found:?}");
}

#[cfg(unix)]
#[test]
fn a_child_that_is_a_link_out_of_the_folder_is_refused() {
    let outside = folder(&[("i.json", &item("I-1", "v.tif"))]);
    let inside = folder(&[("catalog.json", &node(&[("item", "i.json")]))]);
    std::os::unix::fs::symlink(outside.path().join("i.json"), inside.path().join("i.json"))
        .unwrap();
    let report = read_at(inside.path()).unwrap();
    assert!(report.errors[0].to_string().contains("a link that leads out"), "{:?}", report.errors);
}

#[test]
fn items_that_nothing_links_to_are_found_in_their_folder() {
    let folder = folder(&[
        ("x/a.json", &item("a", "a.tif")),
        ("x/a.tif", ""),
        ("b.json", &item("b", "x/b.tif")),
        ("x/b.tif", ""),
        ("other.json", "{\"a\":1}"),
    ]);
    let report = read_at(folder.path()).unwrap();
    assert!(report.is_clean() && report.items.len() == 2, "{:?}", report.errors);
    assert_eq!(report.items[1].files, [folder.path().join("x/a.tif")]);
}
