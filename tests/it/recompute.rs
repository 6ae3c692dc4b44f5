//! The script for an opposing expert: every published window follows from the exported judgements,
//! and a window that does not is found.

use std::path::Path;
use std::process::{Command, Output};

use aftermath::domain::answer::RawAnswer;
use aftermath::domain::policy::Policy;
use aftermath::journey::judge::{Submission, judge};
use aftermath::journey::log::By;
use aftermath::journey::publish::{self, File};
use aftermath::journey::trust;
use aftermath::store::quarantines;
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;

use crate::measure::{deal, join};
use crate::support::{TestApp, Town};

/// Whether Python is at hand. On CI it must be.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
pub(crate) fn has_python() -> bool {
    let found = Command::new("python3").arg("--version").output().is_ok();
    assert!(found || std::env::var_os("CI").is_none(), "python3 is needed on CI");
    if !found {
        eprintln!("skipped: python3 is not found");
    }
    found
}

pub(crate) fn recompute(folder: &Path) -> Output {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/recompute.py");
    Command::new("python3").arg(script).arg(folder).output().unwrap()
}

/// Every kind of answer, by who gives it and about what.
fn answer(town: &Town, who: usize, building: usize) -> RawAnswer {
    let capture = |position: usize| town.captures[position % 6].to_string();
    let base = RawAnswer { mode: "timeline".into(), ..RawAnswer::default() };
    let window = |last: usize, first: usize| RawAnswer {
        verdict: "window".into(),
        last_standing: capture(last),
        first_destroyed: capture(first),
        ..base.clone()
    };
    let unsure =
        RawAnswer { verdict: "cannot_tell".into(), reason: "cloud".into(), ..base.clone() };
    let standing = RawAnswer { verdict: "standing".into(), ..base.clone() };
    let already =
        RawAnswer { verdict: "dated".into(), first_destroyed: capture(0), ..base.clone() };
    match (building % 6, who % 5) {
        (0, 0..=3) | (4, 0 | 2 | 4) => standing,
        (1, 0..=3) | (4, _) => already,
        (2, 0..=2) => unsure,
        (3, 0) => window(0, 4),
        (3, _) => window(1, 3),
        (_, 4) => window(4, 5),
        (other, _) => window(other % 4, other % 4 + 1),
    }
}

fn judged() -> (TestApp, Town) {
    let app = actix_web::rt::System::new().block_on(TestApp::start());
    let town = app.town("raqqa", 18);
    for number in 0..9 {
        let who = join(&app, &town, &format!("volunteer {number}"));
        let mut seed = 0;
        while let Some(dealt) = deal(&app, &town, who, seed) {
            seed += 1;
            let building = town.buildings.iter().position(|id| *id == dealt.building).unwrap();
            let submission = Submission {
                assignment: dealt.id,
                client_key: uuid::Uuid::new_v4(),
                raw: answer(&town, number, building),
                exhibit: String::new(),
                is_low: false,
            };
            let (now, campaign) = (app.clock.now(), town.campaign.clone());
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            app.store
                .write(move |db| judge(db, now, &mut rng, who, &campaign, &submission))
                .unwrap();
        }
    }
    (app, town)
}

fn export(app: &TestApp, town: &Town, folder: &Path) {
    for file in [File::BUILDINGS, File::JUDGEMENTS, File::IMAGES] {
        let mut output = std::fs::File::create(folder.join(file.name())).unwrap();
        publish::write(&app.store, &town.campaign, file, &mut output).unwrap();
    }
}

#[test]
fn every_published_window_follows_from_the_judgements_and_a_forged_one_does_not() {
    if !has_python() {
        return;
    }
    let (app, town) = judged();
    let folder = tempfile::tempdir().unwrap();
    export(&app, &town, folder.path());
    let statuses = std::fs::read_to_string(folder.path().join("buildings.csv")).unwrap();
    for status in
        ["dated", "not_destroyed", "destroyed_before_first_image", "undatable", "disputed"]
    {
        assert!(statuses.contains(&format!(",{status},")), "the town shows no {status}");
    }
    let said = recompute(folder.path());
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    assert!(String::from_utf8_lossy(&said.stdout).contains("15 published windows follow"));

    // Set aside, a volunteer's answers leave the counts, and the windows still follow.
    let (now, campaign) = (app.clock.now(), town.campaign.clone());
    let set = app.store.write(move |db| {
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        let who = aftermath::domain::id::VolunteerId(5);
        assert!(!quarantines::is_set_aside(db, who, campaign.id)?);
        trust::set_aside(db, By { name: "chen", now }, &mut rng, &campaign, who, "a test")
    });
    assert!(set.unwrap().changed > 0);
    export(&app, &town, folder.path());
    assert!(recompute(folder.path()).status.success());

    // One end moved by one capture is found, and named.
    let path = folder.path().join("buildings.csv");
    let text = std::fs::read_to_string(&path).unwrap();
    let mut table = csv::Reader::from_reader(text.as_bytes());
    let header = table.headers().unwrap().clone();
    let end = header.iter().position(|name| name == "first_destroyed_image_id").unwrap();
    let mut rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
    let status = header.iter().position(|name| name == "status").unwrap();
    let is_forgeable =
        |row: &&mut csv::StringRecord| &row[status] == "dated" && &row[end] != "2017-06-15";
    let forged = rows.iter_mut().find(is_forgeable).unwrap();
    let name = forged[1].to_owned();
    let cell = |(at, cell)| if at == end { "2017-06-15" } else { cell };
    *forged = forged.iter().enumerate().map(cell).collect();
    let mut writer = csv::Writer::from_path(&path).unwrap();
    writer.write_record(&header).unwrap();
    for row in &rows {
        writer.write_record(row).unwrap();
    }
    writer.flush().unwrap();
    let said = recompute(folder.path());
    let words = String::from_utf8_lossy(&said.stderr).into_owned();
    assert_eq!(said.status.code(), Some(1));
    assert!(words.contains(&format!("building {name}:")), "{words}");
    assert_eq!(Policy::default().judgements_max, 9, "the town is made for the default policy");
}
