//! What comes in: whole or not at all, the same twice is nothing, and every fault has its place.

use std::path::Path;

use aftermath::access::token::random_hex;
use aftermath::domain::act::ActKind;
use aftermath::domain::campaign::{Campaign, Phase};
use aftermath::domain::dealing::Dealing;
use aftermath::domain::policy::Policy;
use aftermath::imagery::Vault;
use aftermath::journey::campaign::{Outline, create, open};
use aftermath::journey::cut::{Cut, cut_all};
use aftermath::journey::import::{
    self, BuildingManner, CaptureManner, ImportError, Manner, Outcome,
};
use aftermath::journey::log::{self, Wanted};
use aftermath::journey::{assign, look};
use aftermath::store::{Store, StoreError, campaigns, chips, volunteers};
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;

use crate::support::TestDatabase;
use crate::support::app::{by, open_vault};
use crate::support::demo_town::{copied, painted};
use crate::support::town::at;

pub(crate) struct Desk {
    pub(crate) store: Store,
    pub(crate) vault: Vault,
    pub(crate) campaign: Campaign,
    _database: TestDatabase,
}

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(1)
}

impl Desk {
    pub(crate) fn new() -> Self {
        let database = TestDatabase::new();
        let store = database.open();
        let outline = Outline {
            slug: "qasr".parse().unwrap(),
            title: "Qasr".into(),
            about: String::new(),
            content_note: String::new(),
            policy: Policy::default(),
            dealing: Dealing::default(),
            chip_px: 256,
        };
        let now = at("2026-01-01T00:00:00Z");
        let made = store.write(move |db| create(db, by(now), &mut rng(), &outline)).unwrap();
        let vault = open_vault(database.folder.path());
        Self { store, vault, campaign: made, _database: database }
    }

    pub(crate) fn captures(&self, path: &Path, manner: &Manner) -> Result<Outcome, ImportError> {
        let now = at("2026-01-01T00:00:00Z");
        let how = CaptureManner { manner: manner.clone(), ..CaptureManner::default() };
        import::captures(&self.store, now, &self.campaign, path, &how, &mut |_, _| ())
    }

    pub(crate) fn buildings(&self, path: &Path, manner: Manner) -> Result<Outcome, ImportError> {
        let how = BuildingManner { captures_min: 2, manner, ..BuildingManner::default() };
        let now = at("2026-01-01T00:00:00Z");
        import::buildings(&self.store, now, &mut rng(), &self.campaign, path, &how)
    }

    pub(crate) fn cut(&self) -> Cut {
        cut_all(&self.store, &self.vault, &self.campaign, 2, &|_| ()).unwrap()
    }

    /// Opens the campaign, gives somebody each building, and closes it again.
    pub(crate) fn deal_all(&self) {
        let campaign = self.campaign.clone();
        let now = at("2026-01-02T00:00:00Z");
        let done = self.store.write(move |db| {
            open(db, by(now), &mut rng(), &campaign).unwrap();
            let campaign = campaigns::get(db, campaign.id)?;
            let mut chance = rng();
            for _ in 0..40 {
                let who = volunteers::add(db, &random_hex(&mut chance), now)?;
                volunteers::enrol(db, who, campaign.id, now)?;
                assign::deal(db, now, &mut chance, who, &campaign, 1).unwrap();
            }
            campaigns::set_phase(db, campaign.id, Phase::Closed)
        });
        let done: Result<(), StoreError> = done;
        done.unwrap();
    }

    fn size(&self) -> (u64, u64) {
        self.store.read(|db| look::size(db, &self.campaign)).unwrap()
    }
}

const DRY: Manner =
    Manner { is_dry_run: true, skips_bad_rows: false, account: String::new(), staged: None };
const SKIP: Manner =
    Manner { is_dry_run: false, skips_bad_rows: true, account: String::new(), staged: None };

fn lines(path: &Path) -> Vec<String> {
    std::fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect()
}

fn rewrite(path: &Path, change: impl Fn(&mut Vec<String>)) {
    let mut lines = lines(path);
    change(&mut lines);
    std::fs::write(path, lines.join("\n") + "\n").unwrap();
}

#[test]
fn a_town_comes_in_and_the_second_time_changes_nothing() {
    let (_, town, files) = painted();
    let desk = Desk::new();
    let dry = desk.captures(&files.manifest, &DRY).unwrap();
    assert_eq!((dry.added, dry.is_applied, desk.size()), (3, false, (0, 0)));
    assert_eq!(desk.captures(&files.manifest, &Manner::default()).unwrap().added, 3);
    let dry = desk.buildings(&files.buildings, DRY).unwrap();
    assert_eq!((dry.added, desk.size()), (4, (3, 0)));
    assert_eq!(desk.buildings(&files.buildings, Manner::default()).unwrap().added, 4);
    let cut = desk.cut();
    assert_eq!(cut.chips, u64::try_from(town.buildings.len() * 3).unwrap());
    let again = desk.captures(&files.manifest, &Manner::default()).unwrap();
    assert_eq!((again.added, again.unchanged), (0, 3));
    let again = desk.buildings(&files.buildings, Manner::default()).unwrap();
    assert_eq!((again.added, again.unchanged), (0, 4));
    assert_eq!(desk.cut(), Cut::default());
    assert_eq!(desk.size(), (3, 4));
}

#[test]
fn a_campaign_opens_only_when_there_is_something_to_judge() {
    let (_, _, files) = painted();
    let desk = Desk::new();
    let campaign = desk.campaign.clone();
    let early =
        desk.store.write(move |db| open(db, by(at("2026-01-01T00:00:00Z")), &mut rng(), &campaign));
    assert!(early.unwrap_err().to_string().contains("import captures and buildings first"));
    desk.captures(&files.manifest, &Manner::default()).unwrap();
    desk.buildings(&files.buildings, Manner::default()).unwrap();
    desk.cut();
    let campaign = desk.campaign.clone();
    assert_eq!(
        desk.store
            .write(move |db| open(db, by(at("2026-01-01T00:00:00Z")), &mut rng(), &campaign))
            .unwrap(),
        (4, 0)
    );
}

#[test]
fn chips_have_the_same_bytes_however_often_they_are_cut() {
    let (_, _, files) = painted();
    let hashes = || {
        let desk = Desk::new();
        desk.captures(&files.manifest, &Manner::default()).unwrap();
        desk.buildings(&files.buildings, Manner::default()).unwrap();
        desk.cut();
        let all = desk.store.read(|db| chips::count(db, desk.campaign.id)).unwrap();
        assert_eq!(all, 4 * 3 * 2, "a chip and a thumb each");
        let mut bytes = Vec::new();
        aftermath::journey::publish::write(
            &desk.store,
            &desk.campaign,
            aftermath::journey::publish::File::IMAGES,
            &mut bytes,
        )
        .unwrap();
        bytes
    };
    assert_eq!(hashes(), hashes());
}

#[test]
fn one_bad_date_stops_the_whole_import_and_says_where() {
    let (_folder, manifest, _) = copied();
    rewrite(&manifest, |lines| {
        let bad: Vec<String> = lines[2]
            .split(',')
            .map(|cell| if cell.starts_with("20") && cell.contains('T') { "21JUN17" } else { cell })
            .map(str::to_owned)
            .collect();
        lines[2] = bad.join(",");
    });
    let desk = Desk::new();
    let outcome = desk.captures(&manifest, &Manner::default()).unwrap();
    assert!(!outcome.is_applied);
    assert_eq!(desk.size(), (0, 0));
    let said = outcome.errors[0].to_string();
    assert!(said.contains("line 3") && said.contains("captured_at"), "{said}");
    assert!(said.contains("\"21JUN17\" is not a date"), "{said}");
    let skipping = desk.captures(&manifest, &SKIP).unwrap();
    assert_eq!((skipping.added, skipping.error_count, desk.size()), (2, 1, (2, 0)));
}

#[test]
fn a_file_that_is_no_image_and_a_cut_off_one_are_named() {
    let (folder, manifest, _) = copied();
    let pictures: Vec<_> = std::fs::read_dir(folder.path().join("captures"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    std::fs::write(&pictures[0], "this is a letter").unwrap();
    let whole = std::fs::read(&pictures[1]).unwrap();
    std::fs::write(&pictures[1], &whole[..whole.len() / 2]).unwrap();
    let desk = Desk::new();
    let outcome = desk.captures(&manifest, &Manner::default()).unwrap();
    assert_eq!((outcome.error_count, desk.size()), (2, (0, 0)));
    for error in &outcome.errors {
        let said = error.to_string();
        assert!(said.contains("column file") && said.contains(".tif"), "{said}");
    }
}

#[test]
fn swapped_coordinates_are_recognised() {
    let (folder, manifest, buildings) = copied();
    let desk = Desk::new();
    desk.captures(&manifest, &Manner::default()).unwrap();
    let text = std::fs::read_to_string(&buildings).unwrap();
    let features: serde_json::Value = serde_json::from_str(&text).unwrap();
    let corner = &features["features"][0]["geometry"]["coordinates"][0][0];
    let list = folder.path().join("swapped.csv");
    let row = format!("id,lon,lat\nB-1,{},{}\n", corner[1], corner[0]);
    std::fs::write(&list, row).unwrap();
    let outcome = desk.buildings(&list, Manner::default()).unwrap();
    let said = outcome.errors[0].to_string();
    assert!(said.contains("look swapped") && said.contains("line 2"), "{said}");
}

#[test]
fn a_building_outside_every_capture_is_left_out_and_named() {
    let (folder, manifest, _) = copied();
    let desk = Desk::new();
    desk.captures(&manifest, &Manner::default()).unwrap();
    let list = folder.path().join("far.csv");
    std::fs::write(&list, "id,lon,lat\nfar away,10.0,50.0\n").unwrap();
    let outcome = desk.buildings(&list, Manner::default()).unwrap();
    assert_eq!(outcome.outside.listed, ["far away"]);
    assert_eq!((outcome.added, outcome.error_count), (0, 0));
}

#[test]
fn buildings_before_captures_are_refused_with_the_order() {
    let (_, _, files) = painted();
    let error = Desk::new().buildings(&files.buildings, Manner::default()).unwrap_err();
    assert!(error.to_string().contains("import captures first"));
}

#[test]
fn a_changed_capture_needs_another_id() {
    let (_folder, manifest, buildings) = copied();
    let desk = Desk::new();
    desk.captures(&manifest, &Manner::default()).unwrap();
    desk.buildings(&buildings, Manner::default()).unwrap();
    rewrite(&manifest, |lines| lines[1] = lines[1].replace("made-up town", "another note"));
    let outcome = desk.captures(&manifest, &Manner::default()).unwrap();
    assert!(outcome.errors[0].to_string().contains("imported already"));
    assert_eq!(desk.size(), (3, 4));
}

/// Moves a corner of the first building in a list by about a metre.
fn move_a_corner(buildings: &Path) {
    let text = std::fs::read_to_string(buildings).unwrap();
    let mut features: serde_json::Value = serde_json::from_str(&text).unwrap();
    let ring = &mut features["features"][0]["geometry"]["coordinates"][0];
    let moved = ring[1][0].as_f64().unwrap() + 0.00001;
    ring[1][0] = moved.into();
    std::fs::write(buildings, features.to_string()).unwrap();
}

#[test]
fn a_changed_building_is_changed_and_cut_anew_until_somebody_has_seen_it() {
    let (_folder, manifest, buildings) = copied();
    let desk = Desk::new();
    desk.captures(&manifest, &Manner::default()).unwrap();
    desk.buildings(&buildings, Manner::default()).unwrap();
    desk.cut();
    move_a_corner(&buildings);
    let outcome = desk.buildings(&buildings, Manner::default()).unwrap();
    assert_eq!((outcome.added, outcome.changed, outcome.unchanged), (0, 1, 3));
    assert_eq!(desk.cut().chips, 3, "its chips of three captures");
    assert_eq!(desk.buildings(&buildings, Manner::default()).unwrap().unchanged, 4);
    desk.deal_all();
    move_a_corner(&buildings);
    let outcome = desk.buildings(&buildings, Manner::default()).unwrap();
    let said = outcome.errors[0].to_string();
    assert!(said.contains("volunteers have seen it"), "{said}");
    assert_eq!((outcome.changed, desk.size()), (0, (3, 4)));
}

#[test]
fn a_building_that_a_later_list_lacks_stays_and_is_named() {
    let (_folder, manifest, buildings) = copied();
    let desk = Desk::new();
    desk.captures(&manifest, &Manner::default()).unwrap();
    desk.buildings(&buildings, Manner::default()).unwrap();
    let text = std::fs::read_to_string(&buildings).unwrap();
    let mut features: serde_json::Value = serde_json::from_str(&text).unwrap();
    let gone = features["features"].as_array_mut().unwrap().remove(0);
    std::fs::write(&buildings, features.to_string()).unwrap();
    let outcome = desk.buildings(&buildings, Manner::default()).unwrap();
    assert_eq!(outcome.missing.count, 1);
    let id = gone["properties"]["external_id"].as_str().or(gone["id"].as_str()).unwrap();
    assert_eq!(outcome.missing.listed, [id]);
    assert_eq!(desk.size(), (3, 4));
}

#[test]
fn an_import_is_taken_back_whole_as_long_as_nobody_has_seen_it() {
    let (_folder, manifest, buildings) = copied();
    let desk = Desk::new();
    desk.captures(&manifest, &Manner::default()).unwrap();
    desk.buildings(&buildings, Manner::default()).unwrap();
    desk.cut();
    let undo = |number: usize| {
        let imports = desk.store.read(|db| look::imports(db, &desk.campaign, 10)).unwrap();
        let (id, owned) = (imports[number].id, desk.campaign.clone());
        let now = at("2026-01-01T00:00:00Z");
        desk.store.write(move |db| import::undo(db, by(now), &owned, id))
    };
    assert_eq!(undo(0).unwrap(), 4);
    assert_eq!(desk.size(), (3, 0));
    assert!(undo(0).unwrap_err().to_string().contains("no such import"));
    assert_eq!(undo(1).unwrap(), 3);
    assert_eq!(desk.size(), (0, 0));
    let wanted = Wanted { campaign: Some(desk.campaign.id), most: 100, ..Wanted::default() };
    let log = desk.store.read(|db| log::list(db, &wanted)).unwrap();
    let done: Vec<ActKind> = log.into_iter().rev().map(|entry| entry.act.kind).collect();
    let (made, taken, undone) = (ActKind::CampaignMade, ActKind::Imported, ActKind::ImportUndone);
    let expected = [made, taken, taken, undone, undone];
    assert_eq!(done, expected, "what was refused is not in it");
    desk.captures(&manifest, &Manner::default()).unwrap();
    desk.buildings(&buildings, Manner::default()).unwrap();
    desk.cut();
    desk.deal_all();
    assert!(undo(0).unwrap_err().to_string().contains("shown buildings of this import"));
    assert!(undo(1).unwrap_err().to_string().contains("shown buildings of this import"));
    assert_eq!(desk.size(), (3, 4));
}

#[test]
fn captures_that_come_after_buildings_show_them_too() {
    let (_folder, manifest, buildings) = copied();
    let desk = Desk::new();
    let whole = lines(&manifest);
    rewrite(&manifest, |lines| drop(lines.pop()));
    desk.captures(&manifest, &Manner::default()).unwrap();
    desk.buildings(&buildings, Manner::default()).unwrap();
    assert_eq!(desk.cut().chips, 4 * 2);
    std::fs::write(&manifest, whole.join("\n") + "\n").unwrap();
    assert_eq!(desk.captures(&manifest, &Manner::default()).unwrap().added, 1);
    assert_eq!(desk.cut().chips, 4);
}
