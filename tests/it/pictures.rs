//! What is shown: chips that move with their capture while judgements keep theirs, chips that are
//! cut on demand, checked and tidied, and pictures that their licence hides.

use std::collections::BTreeSet;

use aftermath::access::token::random_hex;
use aftermath::domain::answer::RawAnswer;
use aftermath::domain::campaign::Phase;
use aftermath::domain::capture::CaptureSeries;
use aftermath::domain::chip::ChipKind;
use aftermath::domain::exhibit::Exhibit;
use aftermath::domain::id::{BuildingId, CaptureId, VolunteerId};
use aftermath::domain::licence::{Audience, Terms};
use aftermath::imagery::ContentHash;
use aftermath::journey::campaign::open;
use aftermath::journey::cut::CutError;
use aftermath::journey::import::Manner;
use aftermath::journey::judge::{Submission, judge};
use aftermath::journey::on_demand::{OnDemand, Wanted};
use aftermath::journey::publish::{self, File};
use aftermath::journey::{assign, keep, licence, look, registration};
use aftermath::store::{StoreError, campaigns, chips, coverage, sources, volunteers};
use chrono::{DateTime, Duration, Utc};
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;

use crate::import::Desk;
use crate::support::app::by;
use crate::support::demo_town::painted;
use crate::support::town::{at, researcher};

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

fn now() -> DateTime<Utc> {
    at("2026-02-01T00:00:00Z")
}

/// The painted town of four buildings in three captures; open, with its chips cut.
fn open_town() -> Desk {
    let desk = town();
    desk.cut();
    open_it(&desk);
    desk
}

fn town() -> Desk {
    let (_, _, files) = painted();
    let desk = Desk::new();
    desk.captures(&files.manifest, &Manner::default()).unwrap();
    desk.buildings(&files.buildings, Manner::default()).unwrap();
    desk
}

fn open_it(desk: &Desk) {
    let campaign = desk.campaign.clone();
    desk.store.write(move |db| open(db, by(now()), &mut rng(1), &campaign)).unwrap();
}

/// A volunteer with a task: who, the building, and the digest of what their page shows.
fn dealt(desk: &Desk, seed: u64) -> (VolunteerId, BuildingId, String) {
    let id = desk.campaign.id;
    let (who, building) = desk
        .store
        .write(move |db| {
            let campaign = campaigns::get(db, id)?;
            let mut chance = rng(seed);
            let who = volunteers::add(db, &random_hex(&mut chance), now())?;
            volunteers::enrol(db, who, id, now())?;
            let dealt = assign::deal(db, now(), &mut chance, who, &campaign, 1).unwrap().remove(0);
            Ok::<_, StoreError>((who, dealt.building))
        })
        .unwrap();
    (who, building, present(desk, building).digest)
}

fn series(desk: &Desk, building: BuildingId) -> (CaptureSeries, Vec<Option<String>>) {
    desk.store.read(|db| coverage::series(db, building)).unwrap()
}

fn present(desk: &Desk, building: BuildingId) -> Exhibit {
    let (series, chips) = series(desk, building);
    Exhibit::of(building, &series, &chips)
}

/// Answers "still standing", with the digest that the page showed.
fn answer(desk: &Desk, who: VolunteerId, exhibit: &str) {
    let (id, exhibit) = (desk.campaign.id, exhibit.to_owned());
    let done = desk.store.write(move |db| {
        let campaign = campaigns::get(db, id)?;
        let open = aftermath::store::assignments::held_by(db, who, id, now())?.remove(0);
        let submission = Submission {
            assignment: open.id,
            client_key: uuid::Uuid::new_v4(),
            raw: RawAnswer {
                verdict: "standing".into(),
                mode: "timeline".into(),
                ..RawAnswer::default()
            },
            exhibit,
            is_low: false,
        };
        judge(db, now(), &mut rng(9), who, &campaign, &submission).unwrap();
        Ok::<_, StoreError>(())
    });
    done.unwrap();
}

fn first_capture(desk: &Desk) -> CaptureId {
    desk.store.read(|db| look::captures(db, &desk.campaign)).unwrap()[0].capture.id
}

fn shift(desk: &Desk, to_m: (f64, f64)) -> bool {
    let (campaign, id) = (desk.campaign.clone(), first_capture(desk));
    let moved = desk.store.write(move |db| registration::shift(db, by(now()), &campaign, id, to_m));
    moved.unwrap()
}

fn exported(desk: &Desk, file: File) -> Vec<csv::StringRecord> {
    let mut bytes = Vec::new();
    publish::write(&desk.store, &desk.campaign, file, &mut bytes).unwrap();
    csv::Reader::from_reader(bytes.as_slice()).records().map(Result::unwrap).collect()
}

#[test]
fn a_moved_capture_gets_new_chips_and_every_judgement_keeps_those_it_saw() {
    let desk = open_town();
    let (early, building, before) = dealt(&desk, 1);
    answer(&desk, early, &before);
    let (late, elsewhere, shown) = dealt(&desk, 2);
    assert!(shift(&desk, (3.0, -1.5)));
    assert!(!shift(&desk, (3.0, -1.5)), "it lies there already");
    assert_eq!(series(&desk, building).1[0], None, "to be cut anew");
    assert_eq!(desk.cut().chips, 4);
    assert_ne!(present(&desk, building).digest, before);
    // The page of the second volunteer was opened before the capture moved.
    answer(&desk, late, &shown);
    let judged: Vec<String> =
        exported(&desk, File::JUDGEMENTS).iter().map(|row| row[row.len() - 1].to_owned()).collect();
    assert_eq!(judged, [before.clone(), shown.clone()]);
    let exhibits = exported(&desk, File::EXHIBITS);
    for (digest, of) in [(&before, building), (&shown, elsewhere)] {
        let rows: Vec<_> = exhibits.iter().filter(|row| row[0] == **digest).collect();
        assert_eq!(rows.len(), 3);
        assert!(rows.iter().all(|row| row[1] == of.to_string()));
        for row in rows {
            let hash: ContentHash = row[4].parse().unwrap();
            assert!(desk.vault.get(&hash).unwrap().is_some(), "what was judged is kept");
        }
    }
    let moved = exported(&desk, File::IMAGES).remove(0);
    assert_eq!((&moved[13], &moved[14]), ("3", "-1.5"));
}

#[test]
fn moving_it_back_shows_the_very_chips_that_were_shown_before() {
    let desk = open_town();
    let building = dealt(&desk, 1).1;
    let before = present(&desk, building);
    shift(&desk, (2.0, 0.0));
    desk.cut();
    shift(&desk, (0.0, 0.0));
    desk.cut();
    assert_eq!(present(&desk, building), before);
}

#[test]
fn a_capture_cannot_be_moved_out_of_its_place() {
    let desk = town();
    let (campaign, id) = (desk.campaign.clone(), first_capture(&desk));
    for to_m in [(51.0, 0.0), (0.0, f64::NAN), (f64::INFINITY, 0.0)] {
        let campaign = campaign.clone();
        let said = desk
            .store
            .write(move |db| registration::shift(db, by(now()), &campaign, id, to_m))
            .unwrap_err();
        assert!(said.to_string().contains("50 metres"), "{said}");
    }
}

#[test]
fn a_forged_digest_is_not_taken_for_what_was_shown() {
    let desk = open_town();
    let (who, building, shown) = dealt(&desk, 1);
    answer(&desk, who, "0123456789abcdef0123456789abcdef");
    assert_eq!(exported(&desk, File::JUDGEMENTS)[0].iter().next_back().unwrap(), shown);
    assert_eq!(present(&desk, building).digest, shown);
}

#[test]
fn many_who_ask_for_one_chip_get_the_same_and_it_is_the_one_that_a_sweep_cuts() {
    let desk = town();
    let on_demand = OnDemand::new(2);
    let (building, capture) = {
        let all = desk.store.read(|db| coverage::uncut(db, first_capture(&desk), BuildingId(0), 9));
        (all.unwrap()[0].building, first_capture(&desk))
    };
    let ask = |kind| {
        let wanted = Wanted { building, capture, kind };
        on_demand.hash(&desk.store, &desk.vault, &desk.campaign, wanted).unwrap()
    };
    let hashes: BTreeSet<String> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..6).map(|_| scope.spawn(|| ask(ChipKind::Chip))).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(hashes.len(), 1);
    let (context, low) = (ask(ChipKind::Context), ask(ChipKind::Low));
    assert!(context != low && !hashes.contains(&low));
    desk.cut();
    assert_eq!(hashes.first(), series(&desk, building).1[0].as_ref());
    assert_eq!(ask(ChipKind::Context), context);
    let nowhere = Wanted { building: BuildingId(99), capture, kind: ChipKind::Chip };
    let said = on_demand.hash(&desk.store, &desk.vault, &desk.campaign, nowhere);
    assert!(matches!(said, Err(CutError::NotShown)));
}

#[test]
fn a_damaged_chip_is_found_and_cut_again_with_the_same_bytes() {
    let desk = town();
    desk.cut();
    let building = desk.store.read(|db| look::imports(db, &desk.campaign, 9)).unwrap().len();
    assert_eq!(building, 2, "captures and buildings");
    let before = exported(&desk, File::IMAGES);
    let all = desk.store.read(|db| chips::hashes(db, "", 100)).unwrap();
    assert_eq!(all.len(), 4 * 3 * 2);
    let quiet = &mut |_| ();
    let found = keep::verify(&desk.store, &desk.vault, false, quiet).unwrap();
    assert_eq!((found.whole, found.missing.len(), found.damaged.len()), (24, 0, 0));
    let path = |name: &str| {
        let root = desk.vault.place().to_string();
        let (first, rest) = name.split_at(2);
        format!("{root}/{first}/{}/{name}.webp", rest.split_at(2).0)
    };
    std::fs::write(path(&all[0]), "no picture").unwrap();
    std::fs::remove_file(path(&all[1])).unwrap();
    let found = keep::verify(&desk.store, &desk.vault, true, quiet).unwrap();
    assert_eq!((&found.damaged[..], &found.missing[..]), (&all[..1], &all[1..2]));
    assert!(desk.cut().chips >= 1);
    let found = keep::verify(&desk.store, &desk.vault, false, quiet).unwrap();
    assert_eq!((found.whole, found.missing.len(), found.damaged.len()), (24, 0, 0));
    assert_eq!(exported(&desk, File::IMAGES), before);
}

#[test]
fn tidying_removes_what_nothing_names_and_spares_the_last_day() {
    let desk = town();
    desk.cut();
    let format = aftermath::imagery::encode::Format::WebP;
    desk.vault.put(b"RIFF\0\0\0\0WEBP of nobody", format).unwrap();
    let today = aftermath::clock::Clock::System.now();
    let young = keep::gc(&desk.store, &desk.vault, today, false).unwrap();
    assert_eq!((young.removed, young.spared), (0, 25));
    let later = today + Duration::days(2);
    let dry = keep::gc(&desk.store, &desk.vault, later, true).unwrap();
    assert_eq!((dry.removed, dry.kept), (1, 24));
    let done = keep::gc(&desk.store, &desk.vault, later, false).unwrap();
    assert_eq!((done.removed, done.kept), (1, 24));
    assert_eq!(keep::gc(&desk.store, &desk.vault, later, false).unwrap().removed, 0);
}

/// The terms of the town's one source, changed.
fn set_terms(desk: &Desk, change: impl FnOnce(&mut Terms)) -> Result<(), String> {
    let source = desk.store.read(|db| look::sources(db, &desk.campaign)).unwrap().remove(0);
    let (campaign, mut terms) = (desk.campaign.clone(), source.terms);
    change(&mut terms);
    let set = desk
        .store
        .write(move |db| licence::set_terms(db, by(now()), &campaign, &source.name, &terms));
    set.map_err(|error| error.to_string())
}

fn try_to_open(desk: &Desk) -> Result<(), String> {
    let campaign = desk.campaign.clone();
    let opened = desk.store.write(move |db| open(db, by(now()), &mut rng(1), &campaign));
    opened.map(drop).map_err(|error| error.to_string())
}

#[test]
fn a_source_without_a_licence_cannot_go_live() {
    let desk = town();
    set_terms(&desk, |terms| terms.licence = None).unwrap();
    let said = try_to_open(&desk).unwrap_err();
    assert!(said.contains("has no licence text") && said.contains("source set"), "{said}");
    set_terms(&desk, |terms| terms.licence = Some("CC BY 4.0".into())).unwrap();
    try_to_open(&desk).unwrap();
}

#[test]
fn what_is_set_for_a_source_stands_beside_every_picture_and_in_the_export() {
    let desk = open_town();
    set_terms(&desk, |terms| {
        terms.attribution = Some("© Somebody 2017".into());
        terms.licence = Some("Loan of 3 March".into());
    })
    .unwrap();
    let shown =
        desk.store.read(|db| aftermath::store::screens::task::series(db, BuildingId(1))).unwrap();
    for picture in shown {
        assert_eq!(picture.capture.facts.attribution.as_deref(), Some("© Somebody 2017"));
    }
    for image in exported(&desk, File::IMAGES) {
        assert_eq!((&image[10], &image[16]), ("Loan of 3 March", "© Somebody 2017"));
    }
}

#[test]
fn a_licence_that_ends_pauses_the_campaign_and_hides_its_chips() {
    let desk = open_town();
    let (_, building, _) = dealt(&desk, 1);
    let chip = series(&desk, building).1[0].clone().unwrap();
    let viewer = look::Viewer::Staff(researcher(&desk.store, &desk.campaign));
    let terms =
        |day: &str| desk.store.read(|db| look::chip_terms(db, at(day), &chip, &viewer)).unwrap();
    set_terms(&desk, |terms| terms.expires_on = "2026-02-10".parse().ok()).unwrap();
    assert!(terms("2026-02-10T23:00:00Z").is_some());
    assert!(terms("2026-02-11T00:00:00Z").is_none());
    let id = desk.campaign.id;
    let said = desk.store.write(move |db| {
        let campaign = campaigns::get(db, id)?;
        let who = volunteers::add(db, "late", now())?;
        volunteers::enrol(db, who, id, now())?;
        let late = at("2026-02-11T00:00:00Z");
        Ok::<_, StoreError>(assign::deal(db, late, &mut rng(3), who, &campaign, 1).err())
    });
    let said = said.unwrap().unwrap().to_string();
    assert!(said.contains("ended on 2026-02-10"), "{said}");
    assert_eq!(desk.store.read(|db| campaigns::get(db, id)).unwrap().phase, Phase::Open);
}

#[test]
fn captures_for_staff_alone_are_in_no_volunteers_series_and_that_is_fixed_once_judged() {
    let desk = town();
    desk.cut();
    let building = BuildingId(1);
    assert_eq!(series(&desk, building).0.len(), 3);
    set_terms(&desk, |terms| terms.audience = Audience::Staff).unwrap();
    assert!(series(&desk, building).0.is_empty());
    set_terms(&desk, |terms| terms.audience = Audience::Volunteers).unwrap();
    try_to_open(&desk).unwrap();
    let (who, _, shown) = dealt(&desk, 1);
    answer(&desk, who, &shown);
    let said = set_terms(&desk, |terms| terms.audience = Audience::Staff).unwrap_err();
    assert!(said.contains("can no longer change"), "{said}");
    assert!(set_terms(&desk, |terms| terms.may_cache = false).is_ok());
    let kept = desk.store.read(|db| sources::of_campaign(db, desk.campaign.id)).unwrap();
    assert!(!kept[0].terms.may_cache && kept[0].terms.audience == Audience::Volunteers);
}

/// Two scenes of 138 by 114 m, and one building in their middle.
fn small_scenes() -> Option<(tempfile::TempDir, Desk)> {
    let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/imagery");
    if !data.is_dir() {
        aftermath::cli::tell(&format!("skipped: {} is not at hand", data.display()));
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.tif", "b.tif"] {
        let scene = data.join("geotiff_matrix/u8_strip_none.tif");
        std::fs::copy(scene, folder.path().join(name)).unwrap();
    }
    let captures = folder.path().join("captures.csv");
    let rows = "capture_id,captured_at,file,licence\na,2017-01-02,a.tif,x\nb,2017-02-02,b.tif,x\n";
    std::fs::write(&captures, rows).unwrap();
    let buildings = folder.path().join("buildings.csv");
    std::fs::write(&buildings, "id,lon,lat\nmiddle,-94.491111,37.070921\n").unwrap();
    let desk = Desk::new();
    assert_eq!(desk.captures(&captures, &Manner::default()).unwrap().added, 2);
    assert_eq!(desk.buildings(&buildings, Manner::default()).unwrap().added, 1);
    assert_eq!(desk.cut().chips, 2);
    Some((folder, desk))
}

#[test]
fn a_capture_that_is_moved_out_of_sight_stays_in_the_series_of_what_was_dealt() {
    let Some((_folder, desk)) = small_scenes() else { return };
    open_it(&desk);
    let building = dealt(&desk, 1).1;
    shift(&desk, (50.0, 50.0));
    let cut = desk.cut();
    assert_eq!((cut.chips, cut.blank), (1, 0));
    let (series, chips) = series(&desk, building);
    assert_eq!(series.len(), 2);
    assert!(chips.iter().all(Option::is_some));
}

#[test]
fn a_capture_that_is_moved_out_of_sight_before_anybody_looked_no_longer_counts() {
    let Some((_folder, desk)) = small_scenes() else { return };
    shift(&desk, (50.0, 50.0));
    let cut = desk.cut();
    assert_eq!((cut.chips, cut.blank), (0, 1));
    assert_eq!(series(&desk, BuildingId(1)).0.len(), 1);
}
