//! The package of a release is checked from itself alone, and what was tampered with is named.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use aftermath::domain::id::VolunteerId;
use aftermath::domain::ledger::PublicKey;
use aftermath::domain::release::{Audience, Tier};
use aftermath::domain::role::Role;
use aftermath::journey::log::By;
use aftermath::journey::release::Asked;
use aftermath::journey::verify::{Known, Report, Verdict, verify};
use aftermath::journey::{judge, trust};
use aftermath::store::ledger as kept;
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;

use crate::ledger::{keys, sign};
use crate::measure::{answer, deal, join, judged};
use crate::recompute::has_python;
use crate::releases::{asked, bytes, made};
use crate::support::{TestApp, Town};
use crate::volunteer::rng;
use attacks::ATTACKS;
use tamper::{forge, rehash, tamper};

mod attacks;
mod tamper;
mod zips;

/// A town in which somebody is set aside, two devices are one person's, somebody took an answer
/// back, one ruling is in force and one is disputed.
async fn busy(app: &TestApp) -> Town {
    let town = app.town("raqqa", 6);
    let first = join(app, &town, "first");
    let dealt = deal(app, &town, first, 1).unwrap();
    let id = answer(app, &town, &dealt, 1).judgement;
    let (now, campaign) = (app.clock.now(), town.campaign.clone());
    let (c, by) = (campaign.clone(), By { name: "chen", now });
    app.store
        .write(move |db| judge::take_back(db, now, &mut rng(), first, &c, id).map(drop))
        .unwrap();
    let people = judged(app, &town, 1);
    let ada = app.staff("ada", Role::Adjudicator).await;
    for building in ["B-1", "B-2"] {
        let case = format!("/desk/raqqa/review/{building}");
        let ends = [2, 3].map(|at| town.captures[at].to_string());
        let own = [("verdict", "dated"), ("first_destroyed", ends[1].as_str())];
        ada.post(&format!("{case}/answer"), &own).await.is(303);
        let ruling = [
            ("kind", "window"),
            ("last_standing", ends[0].as_str()),
            ("first_destroyed", ends[1].as_str()),
            ("reason", "the roof is gone, the \"shadow\" too"),
        ];
        ada.post(&format!("{case}/rule"), &ruling).await.is(303);
    }
    let milan = app.staff("milan", Role::Moderator).await;
    let why = [("reason", "that is a tent")];
    milan.post("/desk/raqqa/rulings/B-2/dispute", &why).await.is(303);
    let c = campaign.clone();
    let (aside, one, other) = (people[0], people[1], people[2]);
    app.store
        .write(move |db| trust::set_aside(db, by, &mut rng(), &c, aside, "at random"))
        .unwrap();
    app.store
        .write(move |db| trust::merge(db, by, &mut rng(), &campaign, (one, other), "one person"))
        .unwrap();
    // What is open again is judged by others, but for the last.
    for (seed, who) in (100..107).zip(people[3..].iter().cycle()) {
        if let Some(dealt) = deal(app, &town, *who, seed) {
            answer(app, &town, &dealt, 2);
        }
    }
    town
}

/// Puts the files of a new release into a folder.
fn package(app: &TestApp, town: &Town, folder: &Path, asked: &Asked) {
    let (_, files) = made(app, town, asked);
    for kept in files.iter().filter(|kept| kept.name != "package.zip") {
        fs::write(folder.join(&kept.name), bytes(app, kept)).unwrap();
    }
}

fn wrong(report: &Report) -> Vec<&str> {
    let wrong = report.iter().filter(|(verdict, _)| *verdict == Verdict::Wrong);
    wrong.map(|(_, words)| words.as_str()).collect()
}

#[track_caller]
fn is_fine(folder: &Path, old: &str, key: &PublicKey) -> Report {
    let report = verify(folder, Known { checkpoint: Some(old), key: Some(key) }).unwrap();
    assert!(wrong(&report).is_empty(), "{report:#?}");
    let fine = report.iter().filter(|(verdict, _)| *verdict == Verdict::Fine);
    assert_eq!(fine.count(), 10, "{report:#?}");
    if has_python() {
        let said = python(folder, old, key);
        assert_eq!(said.0, Some(0), "{}", said.1);
    }
    report
}

fn python(folder: &Path, old: &str, key: &PublicKey) -> (Option<i32>, String) {
    let outside = tempfile::NamedTempFile::new().unwrap();
    fs::write(outside.path(), old).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/verify.py");
    let mut command = Command::new("python3");
    command.arg(script).arg(folder).arg(outside.path()).arg(key.to_string());
    let said = command.output().unwrap();
    let words = [said.stdout, said.stderr].concat();
    (said.status.code(), String::from_utf8_lossy(&words).into_owned())
}

/// The command and its ends: fine, wrong, and nothing that can be looked at.
fn ends_with(folder: &Path, old: &str, key: &PublicKey) {
    let outside = tempfile::tempdir().unwrap();
    let at = |name: &str| outside.path().join(name);
    fs::write(at("old"), old).unwrap();
    let mut zip = zip::ZipWriter::new(fs::File::create(at("package.zip")).unwrap());
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let options = zip::write::SimpleFileOptions::DEFAULT;
        zip.start_file(entry.file_name().to_str().unwrap(), options).unwrap();
        zip.write_all(&fs::read(entry.path()).unwrap()).unwrap();
    }
    zip.finish().unwrap();
    let run = |package: &Path, old: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_aftermath"));
        command.arg("verify").arg(package).arg("--checkpoint").arg(at(old));
        let said = command.arg("--key").arg(key.to_string()).output().unwrap();
        (said.status.code(), String::from_utf8_lossy(&said.stdout).into_owned())
    };
    let unpacked = run(folder, "old");
    assert_eq!(unpacked.0, Some(0), "{}", unpacked.1);
    assert_eq!(run(&at("package.zip"), "old"), unpacked);
    assert_eq!(run(&at("old"), "old").0, Some(2));
    assert_eq!(run(folder, "none").0, Some(2));
    fs::write(at("old"), old.replacen('\n', "x\n", 1)).unwrap();
    let wrong = run(folder, "old");
    assert_eq!(wrong.0, Some(1), "{}", wrong.1);
    assert!(wrong.1.contains("WRONG    older checkpoint: "), "{}", wrong.1);
}

fn key_of(app: &TestApp) -> PublicKey {
    keys(app).key.public("aftermath.invalid/raqqa")
}

#[actix_web::test]
async fn a_package_is_fine_before_and_after_an_erasure() {
    let app = TestApp::start().await;
    let town = busy(&app).await;
    let (old, key) = (sign(&app, &town).note, key_of(&app));
    let before = tempfile::tempdir().unwrap();
    package(&app, &town, before.path(), &asked());
    let report = is_fine(before.path(), &old, &key);
    let rows = |name: &str| fs::read_to_string(before.path().join(name)).unwrap();
    for (name, wanted) in [
        ("judgements.csv", ["set aside", "same person", "taken back"]),
        ("rulings.csv", ["true", "false", "disputed"]),
        ("buildings.csv", ["ruled", "agreed", "open"]),
    ] {
        let text = rows(name);
        assert!(wanted.iter().all(|words| text.contains(words)), "{text}");
    }
    ends_with(before.path(), &old, &key);
    let told = |(verdict, words): &(Verdict, String)| {
        *verdict == Verdict::NotTold && words.contains("decided_at within bounds")
    };
    assert!(report.iter().any(told), "{report:#?}");
    let (now, id) = (app.clock.now(), town.campaign.id);
    app.store
        .write(move |db| kept::erased(db, id, VolunteerId(2), now.timestamp_millis()))
        .unwrap();
    is_fine(before.path(), &old, &key);
    let after = tempfile::tempdir().unwrap();
    package(&app, &town, after.path(), &asked());
    is_fine(after.path(), &old, &key);
    // One for everybody, without people's lines and with coarse places.
    let public = tempfile::tempdir().unwrap();
    let asked = Asked { audience: Audience::Public, precision: Tier::Neighbourhood, ..asked() };
    package(&app, &town, public.path(), &asked);
    let report = is_fine(public.path(), &old, &key);
    assert!(report.iter().any(|(_, words)| words.contains("have no line that is told")));
}

fn copied(whole: &Path) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(whole).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
    }
    folder
}

#[actix_web::test]
async fn two_hundred_tamperings_are_caught_and_named() {
    let app = TestApp::start().await;
    let town = busy(&app).await;
    let (old, key) = (sign(&app, &town).note, key_of(&app));
    let whole = tempfile::tempdir().unwrap();
    package(&app, &town, whole.path(), &asked());
    is_fine(whole.path(), &old, &key);
    let (has_python, mut scripts, mut missed) = (has_python(), 0, Vec::new());
    let mut chance = ChaCha8Rng::seed_from_u64(7);
    for number in 0..200 {
        let folder = copied(whole.path());
        let own = keys(&app).key;
        let done = tamper(folder.path(), (number, &mut chance), &own);
        let known = Known { checkpoint: Some(&old), key: Some(&key) };
        let report = verify(folder.path(), known).unwrap();
        let found = wrong(&report);
        let is_named = found.iter().any(|words| done.named.iter().all(|own| words.contains(own)));
        if !is_named || (done.is_alone && found.len() > 1) {
            missed.push(format!("case {number}: {}: {found:#?}", done.what));
        }
        // Those in which something was changed that the script looks at.
        if has_python && done.is_for_script && number % 3 == 0 {
            let said = python(folder.path(), &old, &key);
            if said.0 != Some(1) || !said.1.contains("WRONG") {
                missed.push(format!("case {number}, the script: {}: {}", done.what, said.1));
            }
            scripts += 1;
        }
    }
    assert!(missed.is_empty(), "{} are missed:\n{}", missed.len(), missed.join("\n"));
    assert!(scripts > 30 || !has_python, "the script saw {scripts}");
}

#[actix_web::test]
async fn a_rule_that_would_have_gone_on_asking_is_named() {
    let app = TestApp::start().await;
    let town = busy(&app).await;
    let folder = tempfile::tempdir().unwrap();
    package(&app, &town, folder.path(), &asked());
    let path = folder.path().join("buildings.csv");
    let text = fs::read_to_string(&path).unwrap();
    let line = 1 + text.lines().position(|line| line.contains(",agreed,")).unwrap();
    fs::write(&path, text.replacen(",agreed,", ",cap_reached,", 1)).unwrap();
    rehash(folder.path());
    forge(folder.path(), &keys(&app).key);
    let report = verify(folder.path(), Known::default()).unwrap();
    let named = format!("buildings.csv, line {line}: ");
    let is_named = |words: &&str| words.contains(&named) && words.contains("by the rule");
    assert!(wrong(&report).iter().any(is_named), "{report:#?}");
}

#[actix_web::test]
async fn lies_that_hold_together_are_named() {
    let app = TestApp::start().await;
    let town = busy(&app).await;
    let (old, key) = (sign(&app, &town).note, key_of(&app));
    let whole = tempfile::tempdir().unwrap();
    package(&app, &town, whole.path(), &asked());
    let (has_python, mut missed) = (has_python(), Vec::new());
    for (what, by, attack, named, is_for_script) in ATTACKS {
        let folder = copied(whole.path());
        attack(folder.path());
        by.sign(folder.path(), &keys(&app).key);
        let known = Known { checkpoint: Some(&old), key: Some(&key) };
        let report = verify(folder.path(), known).unwrap();
        if !wrong(&report).iter().any(|words| words.contains(named)) {
            missed.push(format!("{what}: {report:#?}"));
        }
        if has_python && is_for_script {
            let said = python(folder.path(), &old, &key);
            if said.0 != Some(1) || !said.1.contains("WRONG") {
                missed.push(format!("{what}, the script: {}", said.1));
            }
        }
    }
    assert!(missed.is_empty(), "{} are missed:\n{}", missed.len(), missed.join("\n"));
}

/// The key that is known leads to those that follow, and the last one to those before.
#[actix_web::test]
async fn keys_are_followed_forward_and_older_checkpoints_backward() {
    let app = TestApp::start().await;
    let town = busy(&app).await;
    let (old, before) = (sign(&app, &town).note, keys(&app));
    let was = key_of(&app);
    let (next, said) = before.rotated(1_700_000_000_000, &mut ChaCha8Rng::seed_from_u64(8));
    next.save(&app.database.folder.path().join("ledger.key")).unwrap();
    app.store.write(move |db| aftermath::journey::ledger::announce_key(db, &said)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    package(&app, &town, folder.path(), &asked());
    let now = key_of(&app);
    is_fine(folder.path(), &old, &was);
    is_fine(folder.path(), &old, &now);
    // Whoever has the old key can sign no more.
    let listed = fs::read_to_string(folder.path().join("keys")).unwrap();
    forge(folder.path(), &before.key);
    fs::write(folder.path().join("keys"), listed).unwrap();
    for key in [&was, &now] {
        let report = verify(folder.path(), Known { checkpoint: None, key: Some(key) }).unwrap();
        assert!(wrong(&report)[0].starts_with("checkpoint: "), "{report:#?}");
        assert_eq!(python(folder.path(), &old, key).0, Some(1));
    }
    let report = verify(folder.path(), Known::default()).unwrap();
    assert!(wrong(&report)[0].starts_with("checkpoint: "), "{report:#?}");
}

/// What follows the data of a release is counted by kind, and told apart from what is wrong.
#[actix_web::test]
async fn what_a_release_leaves_out_is_counted() {
    let app = TestApp::start().await;
    let town = busy(&app).await;
    let folder = tempfile::tempdir().unwrap();
    package(&app, &town, folder.path(), &asked());
    attacks::leave_out(folder.path(), app.clock.now().timestamp_millis());
    forge(folder.path(), &keys(&app).key);
    let report = verify(folder.path(), Known::default()).unwrap();
    assert!(wrong(&report).is_empty(), "{report:#?}");
    let is_counted = |words: &String| words.contains("before its line: 1 quarantine");
    assert!(report.iter().any(|(_, words)| is_counted(words)), "{report:#?}");
}

/// A line that is redacted says nothing else: the script reads JSON, which may say more.
#[actix_web::test]
async fn a_redacted_line_says_nothing_else() {
    let app = TestApp::start().await;
    let town = busy(&app).await;
    let (old, key) = (sign(&app, &town).note, key_of(&app));
    let folder = tempfile::tempdir().unwrap();
    package(&app, &town, folder.path(), &asked());
    attacks::redact_and_say(folder.path());
    let report = verify(folder.path(), Known { checkpoint: Some(&old), key: Some(&key) }).unwrap();
    assert!(wrong(&report)[0].starts_with("ledger: "), "{report:#?}");
    if has_python() {
        let said = python(folder.path(), &old, &key);
        assert!(
            said.0 == Some(1) && said.1.contains("ledger.ndjson do not have the root"),
            "{}",
            said.1
        );
    }
}
