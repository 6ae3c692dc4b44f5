//! Lists as coordinators really have them: dates of Human Rights Watch and UNOSAT, pictures that
//! were cut already, numbers that are not 8-bit.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use aftermath::journey::import::{self, BuildingManner, CaptureManner, Manner};
use aftermath::journey::look;
use aftermath::journey::publish::{self, File};
use rand::SeedableRng as _;

use crate::import::Desk;
use crate::support::app::by;
use crate::support::town::at;

/// The shared test data, if it is at hand.
#[expect(clippy::print_stderr, reason = "what is skipped is named")]
fn data() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/imagery");
    if !path.is_dir() {
        eprintln!("skipped: {} is not at hand", path.display());
        return None;
    }
    Some(path)
}

/// Imports a list without asking whether captures show it.
fn take(desk: &Desk, list: &Path) -> import::Outcome {
    let how = BuildingManner { captures_min: 0, ..BuildingManner::default() };
    let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(1);
    let now = at("2026-01-01T00:00:00Z");
    import::buildings(&desk.store, now, &mut rng, &desk.campaign, list, &how).unwrap()
}

/// How many rows of `references.csv` have (a day after, a day before), and of each kind of damage.
fn references(desk: &Desk) -> (BTreeMap<(bool, bool), usize>, BTreeMap<String, usize>) {
    let mut bytes = Vec::new();
    publish::write(&desk.store, &desk.campaign, File::REFERENCES, &mut bytes).unwrap();
    let (mut windows, mut damage) = (BTreeMap::new(), BTreeMap::new());
    for row in csv::Reader::from_reader(bytes.as_slice()).records() {
        let row = row.unwrap();
        *windows.entry((!row[1].is_empty(), !row[2].is_empty())).or_default() += 1;
        *damage.entry(row[3].to_owned()).or_default() += 1;
    }
    (windows, damage)
}

#[test]
fn every_site_of_human_rights_watch_comes_in_with_its_window() {
    let Some(data) = data() else { return };
    let desk = Desk::new();
    let outcome = take(&desk, &data.join("aleppo_dated/HRW_forProcessingV02.csv"));
    assert_eq!((outcome.read, outcome.added, outcome.error_count), (3_365, 3_365, 0));
    // pandas: DatePeriod begins with "Before" in 338 of 3,365 rows.
    let (windows, _) = references(&desk);
    assert_eq!(windows, BTreeMap::from([((false, true), 338), ((true, true), 3_027)]));
}

#[test]
fn every_point_of_unosat_comes_in_with_its_class() {
    let Some(data) = data() else { return };
    let desk = Desk::new();
    let outcome = take(&desk, &data.join("aleppo_dated/un.geojson"));
    assert_eq!((outcome.read, outcome.added, outcome.error_count), (14_058, 14_058, 0));
    // geopandas: value_counts of Main_Dam_2 is 2,878 / 6,879 / 4,277 / 24 for 1 / 2 / 3 / 6.
    let (_, damage) = references(&desk);
    let wanted = [("destroyed", 2_878), ("moderate", 4_277), ("none", 24), ("severe", 6_879)];
    assert_eq!(damage, wanted.map(|(word, n)| (word.to_owned(), n)).into_iter().collect());
}

/// A folder of three dates of two buildings, cut by somebody else.
fn ready_cut() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("buildings.csv"), "id,lon,lat\na,39.0,36.0\nb,39.1,36.0\n")
        .unwrap();
    let mut captures = "capture_id,captured_at,source,licence\n".to_owned();
    let mut tiles = "building_id,capture_id,file\n".to_owned();
    std::fs::create_dir(folder.path().join("tiles")).unwrap();
    for (number, day) in (0u8..).zip(["2017-01-02", "2017-03-04", "2017-05-06"]) {
        writeln!(captures, "c{number},{day},Tiles,CC0").unwrap();
        for building in ["a", "b"] {
            let name = format!("tiles/{building}{number}.png");
            writeln!(tiles, "{building},c{number},{name}").unwrap();
            let shade = 40 + 60 * number + u8::from(building == "b");
            let picture = image::RgbImage::from_pixel(300, 280, image::Rgb([shade, 90, 70]));
            picture.save(folder.path().join(name)).unwrap();
        }
    }
    std::fs::write(folder.path().join("captures.csv"), captures).unwrap();
    std::fs::write(folder.path().join("tiles.csv"), tiles).unwrap();
    folder
}

#[test]
fn pictures_that_were_cut_elsewhere_become_chips_and_need_no_georeference() {
    let folder = ready_cut();
    let desk = Desk::new();
    let early = desk.captures(folder.path(), &Manner::default()).unwrap();
    let said = early.errors[0].to_string();
    assert!(said.contains("no building of this id") && said.contains("--captures-min 0"), "{said}");
    assert_eq!(take(&desk, &folder.path().join("buildings.csv")).added, 2);
    let outcome = desk.captures(folder.path(), &Manner::default()).unwrap();
    assert_eq!((outcome.added, outcome.error_count), (3, 0), "{:?}", outcome.errors);
    let cut = desk.cut();
    assert_eq!((cut.chips, cut.blank), (6, 0));
    assert_eq!(desk.captures(folder.path(), &Manner::default()).unwrap().unchanged, 3);
    let changed = folder.path().join("tiles/a0.png");
    image::RgbImage::from_pixel(300, 280, image::Rgb([1, 2, 3])).save(changed).unwrap();
    assert_eq!(desk.cut().chips, 0, "what was cut stays");
}

#[test]
fn a_list_of_pictures_that_says_where_its_buildings_stand_needs_no_other_list() {
    let folder = ready_cut();
    let tiles = folder.path().join("tiles.csv");
    let text = std::fs::read_to_string(&tiles).unwrap();
    let placed: String = text
        .lines()
        .map(|line| match line.split(',').next() {
            Some("a") => format!("{line},39.0,36.0\n"),
            Some("b") => format!("{line},39.1,36.0\n"),
            _ => format!("{line},lon,lat\n"),
        })
        .collect();
    std::fs::write(&tiles, placed).unwrap();
    let desk = Desk::new();
    let outcome = desk.captures(folder.path(), &Manner::default()).unwrap();
    assert_eq!((outcome.added, outcome.error_count), (3, 0), "{:?}", outcome.errors);
    assert_eq!(desk.store.read(|db| look::size(db, &desk.campaign)).unwrap(), (3, 2));
    assert_eq!(desk.cut().chips, 6);
    let list = folder.path().join("buildings.csv");
    assert_eq!(take(&desk, &list).unchanged, 2, "the same places under the same ids");
    let imports = desk.store.read(|db| look::imports(db, &desk.campaign, 9)).unwrap();
    let (id, owned) = (imports[0].id, desk.campaign.clone());
    let now = at("2026-01-01T00:00:00Z");
    let removed = desk.store.write(move |db| import::undo(db, by(now), &owned, id)).unwrap();
    assert_eq!(removed, 5, "two buildings and three captures");
}

#[test]
fn numbers_that_are_not_8_bit_are_spread_once_for_the_capture_and_that_is_recorded() {
    let Some(data) = data() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (deep, plain) = ("u16_4band_deflate_pred2.tif", "u8_strip_none.tif");
    for name in [deep, plain] {
        std::fs::copy(data.join("geotiff_matrix").join(name), folder.path().join(name)).unwrap();
    }
    let manifest = folder.path().join("captures.csv");
    let rows = format!(
        "capture_id,captured_at,file,licence\ndeep,2017-01-02,{deep},x\n\
         plain,2017-01-03,{plain},x\n"
    );
    std::fs::write(&manifest, rows).unwrap();
    let desk = Desk::new();
    let outcome = desk.captures(&manifest, &Manner::default()).unwrap();
    assert_eq!((outcome.added, outcome.error_count), (2, 0), "{:?}", outcome.errors);
    let all = desk.store.read(|db| look::captures(db, &desk.campaign)).unwrap();
    let [red, ..] = all[0].reading.stretch.expect("a range was computed");
    assert!(red.low < red.high && red.high > 255.0, "{red:?}");
    assert!(all[1].reading.stretch.is_none(), "8-bit is shown as it is");
    assert_eq!(outcome.images.len(), 2);
    assert!(outcome.images[0].shape.contains("u16"), "{:?}", outcome.images[0]);
}

#[test]
fn bands_that_are_stated_for_all_give_way_to_those_of_the_list() {
    let Some(data) = data() else { return };
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.tif", "b.tif"] {
        let scene = data.join("geotiff_matrix/u16_8band_pixel_lzw.tif");
        std::fs::copy(scene, folder.path().join(name)).unwrap();
    }
    let manifest = folder.path().join("captures.csv");
    let rows = "capture_id,captured_at,file,bands\na,2017-01-02,a.tif,2 3 4\nb,2017-01-03,b.tif,\n";
    std::fs::write(&manifest, rows).unwrap();
    let desk = Desk::new();
    let stated =
        aftermath::domain::reading::Reading { bands: Some([7, 5, 3]), ..Default::default() };
    let how = CaptureManner { stated, ..CaptureManner::default() };
    let now = at("2026-01-01T00:00:00Z");
    let quiet = &mut |_, _| ();
    let outcome =
        import::captures(&desk.store, now, &desk.campaign, &manifest, &how, quiet).unwrap();
    let shown: Vec<&str> = outcome.images.iter().map(|image| image.bands.as_str()).collect();
    assert_eq!(shown, ["2, 3, 4", "7, 5, 3"], "{:?}", outcome.errors);
}

#[test]
fn pictures_of_xbd_are_placed_by_their_labels_and_their_buildings_come_in() {
    let Some(data) = data() else { return };
    let folder = tempfile::tempdir().unwrap();
    for when in ["pre", "post"] {
        let label = format!("joplin-tornado_00000050_{when}_disaster.json");
        std::fs::copy(data.join("xbd_sample").join(&label), folder.path().join(&label)).unwrap();
        // The pictures themselves are not in the test data.
        let shade = if when == "pre" { 90 } else { 150 };
        let picture = image::RgbImage::from_pixel(1024, 1024, image::Rgb([shade, 100, 80]));
        picture.save(folder.path().join(label.replace(".json", ".png"))).unwrap();
    }
    let made = import::xbd::prepare(folder.path()).unwrap();
    assert_eq!((made.placed, made.left), (2, 0));
    let again = import::xbd::prepare(folder.path()).unwrap_err().to_string();
    assert!(again.contains("buildings.csv is there already"), "{again}");
    let desk = Desk::new();
    let captures = desk.captures(folder.path(), &Manner::default()).unwrap();
    assert_eq!((captures.added, captures.error_count), (2, 0), "{:?}", captures.errors);
    let list = folder.path().join(import::xbd::LIST);
    let buildings = desk.buildings(&list, Manner::default()).unwrap();
    assert_eq!(buildings.error_count, 0, "{:?}", buildings.errors);
    assert_eq!(buildings.read, made.buildings);
    assert!(buildings.added > made.buildings / 2, "{} of {}", buildings.added, made.buildings);
    let cut = desk.cut();
    assert_eq!(cut.chips + cut.blank, u64::try_from(buildings.added * 2).unwrap());
}

#[test]
fn an_import_whose_work_stopped_says_why_and_can_no_longer_be_applied() {
    let folder = ready_cut();
    let desk = Desk::new();
    let now = at("2026-01-01T00:00:00Z");
    let staged = import::Staged {
        kind: look::ImportKind::Buildings,
        name: "buildings.csv".into(),
        path: folder.path().join("buildings.csv").display().to_string(),
        stated: import::Stated { captures_min: Some(0), ..import::Stated::default() },
        account: "chen".into(),
    };
    let (stage, campaign) = (import::stage, &desk.campaign);
    let id = stage(&desk.store, now, campaign, &staged).unwrap();
    let get = || desk.store.read(|db| look::import(db, campaign, id)).unwrap().unwrap();
    let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(1);
    import::check(&desk.store, now, &mut rng, campaign, &get(), &mut |_, _| ()).unwrap();
    assert_eq!(get().what.state, look::ImportState::Checked);
    import::give_up(&desk.store, now, &get(), "unheard").unwrap();
    assert_eq!(get().what.state, look::ImportState::Checked, "it had come to its end");
    let again = stage(&desk.store, now, campaign, &staged).unwrap();
    let second = || desk.store.read(|db| look::import(db, campaign, again)).unwrap().unwrap();
    import::give_up(&desk.store, now, &second(), "the disk went away").unwrap();
    assert_eq!(second().what.state, look::ImportState::Refused);
    assert!(second().what.report.contains("the disk went away"));
    let late = import::apply(&desk.store, now, &mut rng, campaign, &second(), &mut |_, _| ());
    assert!(late.is_err());
    assert_eq!(desk.store.read(|db| look::size(db, campaign)).unwrap(), (0, 0));
}
