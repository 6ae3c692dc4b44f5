//! The package of a release is checked from itself alone, and what was tampered with is named.

use std::fs;
use std::path::Path;
use std::process::Command;

use aftermath::domain::id::VolunteerId;
use aftermath::domain::ledger::{Checkpoint, Key, Note, PublicKey};
use aftermath::journey::log::By;
use aftermath::journey::verify::{Known, Report, Verdict, verify};
use aftermath::journey::{judge, trust};
use aftermath::store::ledger as kept;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use sha2::{Digest as _, Sha256};

use crate::ledger::{keys, sign};
use crate::measure::{answer, deal, join, judged};
use crate::recompute::has_python;
use crate::releases::{asked, bytes, made};
use crate::support::{TestApp, Town};
use crate::volunteer::rng;

/// A town in which somebody is set aside and somebody took an answer back.
fn busy(app: &TestApp) -> Town {
    let town = app.town("raqqa", 6);
    let first = join(app, &town, "first");
    let dealt = deal(app, &town, first, 1).unwrap();
    let id = answer(app, &town, &dealt, 1).judgement;
    let (now, campaign) = (app.clock.now(), town.campaign.clone());
    app.store
        .write(move |db| judge::take_back(db, now, &mut rng(), first, &campaign, id).map(drop))
        .unwrap();
    let people = judged(app, &town, 1);
    let (now, campaign, who) = (app.clock.now(), town.campaign.clone(), people[0]);
    let by = By { name: "chen", now };
    app.store
        .write(move |db| trust::set_aside(db, by, &mut rng(), &campaign, who, "at random"))
        .unwrap();
    town
}

/// Puts the files of a new release into a folder.
fn package(app: &TestApp, town: &Town, folder: &Path) {
    let (_, files) = made(app, town, &asked());
    for kept in files.iter().filter(|kept| kept.name != "package.zip") {
        fs::write(folder.join(&kept.name), bytes(app, kept)).unwrap();
    }
}

fn wrong(report: &Report) -> Vec<&str> {
    let wrong = report.iter().filter(|(verdict, _)| *verdict == Verdict::Wrong);
    wrong.map(|(_, words)| words.as_str()).collect()
}

fn looked(folder: &Path, old: Option<&str>, key: Option<&PublicKey>) -> Report {
    verify(folder, Known { checkpoint: old, key }).unwrap()
}

#[track_caller]
fn is_fine(folder: &Path, old: &str, key: &PublicKey) {
    let report = looked(folder, Some(old), Some(key));
    assert!(wrong(&report).is_empty(), "{report:#?}");
    assert!(report.len() > 7, "{report:#?}");
    if has_python() {
        let said = python(folder);
        assert!(said.0, "{}", said.1);
    }
}

fn python(folder: &Path) -> (bool, String) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/verify.py");
    let said = Command::new("python3").arg(script).arg(folder).output().unwrap();
    let words = [said.stdout, said.stderr].concat();
    (said.status.success(), String::from_utf8_lossy(&words).into_owned())
}

/// Writes the hashes anew, as somebody does who has the files alone.
fn rehash(folder: &Path) {
    let sums = fs::read_to_string(folder.join("SHA256SUMS")).unwrap();
    let line = |line: &str| {
        let name = line.split_once("  ").unwrap().1;
        let bytes = fs::read(folder.join(name)).unwrap();
        let sum = aftermath::domain::ledger::hex(&Sha256::digest(bytes));
        format!("{sum}  {name}\n")
    };
    fs::write(folder.join("SHA256SUMS"), sums.lines().map(line).collect::<String>()).unwrap();
}

/// Signs whatever the ledger's lines are now, with another key.
fn forge(folder: &Path) {
    use aftermath::domain::ledger::hex;
    use aftermath::domain::ledger::tree::{Frontier, leaf_hash};
    let sums = hex(&Sha256::digest(fs::read(folder.join("SHA256SUMS")).unwrap()));
    let text = fs::read_to_string(folder.join("ledger.ndjson")).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    if let Some(line) = lines.iter_mut().rfind(|line| line.contains("\"kind\":\"release\"")) {
        let at = line.find("\"sums\":\"").unwrap() + 8;
        line.replace_range(at..at + 64, &sums);
    }
    let mut frontier = Frontier::default();
    lines.iter().for_each(|line| frontier.append(leaf_hash(line.as_bytes()), |_, _, _| {}));
    fs::write(folder.join("ledger.ndjson"), lines.join("\n") + "\n").unwrap();
    let old = fs::read_to_string(folder.join("checkpoint")).unwrap();
    let origin = old.lines().next().unwrap().to_owned();
    let (size, root, key) = (frontier.size(), frontier.root(), Key::new([9; 32]));
    let mut note = Note::new(Checkpoint { origin: origin.clone(), size, root }.text());
    note.sign(&key, &origin);
    fs::write(folder.join("checkpoint"), note.written()).unwrap();
    fs::write(folder.join("keys"), format!("{}\n", key.public(&origin))).unwrap();
}

#[actix_web::test]
async fn a_package_is_fine_before_and_after_an_erasure() {
    let app = TestApp::start().await;
    let town = busy(&app);
    let old = sign(&app, &town).note;
    let key = keys(&app).key.public("aftermath.invalid/raqqa");
    let before = tempfile::tempdir().unwrap();
    package(&app, &town, before.path());
    is_fine(before.path(), &old, &key);
    let (now, id) = (app.clock.now(), town.campaign.id);
    app.store
        .write(move |db| kept::erased(db, id, VolunteerId(2), now.timestamp_millis()))
        .unwrap();
    is_fine(before.path(), &old, &key);
    let after = tempfile::tempdir().unwrap();
    package(&app, &town, after.path());
    is_fine(after.path(), &old, &key);
}

#[actix_web::test]
async fn two_hundred_tamperings_are_caught_and_named() {
    let app = TestApp::start().await;
    let town = busy(&app);
    let old = sign(&app, &town).note;
    let key = keys(&app).key.public("aftermath.invalid/raqqa");
    let whole = tempfile::tempdir().unwrap();
    package(&app, &town, whole.path());
    let mut names: Vec<String> = fs::read_dir(whole.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let tables = ["judgements.csv", "buildings.csv", "ledger.ndjson"];
    let mut chance = ChaCha8Rng::seed_from_u64(7);
    for case in 0..200_usize {
        let folder = tempfile::tempdir().unwrap();
        for name in &names {
            fs::copy(whole.path().join(name), folder.path().join(name)).unwrap();
        }
        let at = |name: &str| folder.path().join(name);
        let what = match case % 4 {
            // A byte of any file.
            0 => {
                let name = &names[case / 4 % names.len()];
                let mut bytes = fs::read(at(name)).unwrap();
                if bytes.is_empty() {
                    bytes.push(b'\n');
                } else {
                    let place = chance.random_range(0..bytes.len());
                    bytes[place] ^= 1;
                }
                fs::write(at(name), bytes).unwrap();
                format!("{name}: a byte")
            }
            // A line taken away, doubled or swapped.
            kind => {
                let name = tables[chance.random_range(0..tables.len())];
                let text = fs::read_to_string(at(name)).unwrap();
                let mut lines: Vec<&str> = text.lines().collect();
                let place = chance.random_range(1..lines.len() - 1);
                match chance.random_range(0..3) {
                    0 => {
                        lines.remove(place);
                    }
                    1 if lines[place] != lines[place + 1] => lines.swap(place, place + 1),
                    _ => lines.insert(place, lines[place]),
                }
                fs::write(at(name), lines.join("\n") + "\n").unwrap();
                // With the hashes made anew, and signed by somebody else.
                if kind > 1 {
                    rehash(folder.path());
                }
                if kind > 2 {
                    forge(folder.path());
                }
                format!("{name}: lines near {place}, way {kind}")
            }
        };
        let report = match verify(folder.path(), Known { checkpoint: Some(&old), key: Some(&key) })
        {
            Ok(report) => report,
            // A text that is no text any more.
            Err(error) => vec![(Verdict::Wrong, format!("cannot be read: {error}"))],
        };
        let found = wrong(&report);
        assert!(!found.is_empty(), "case {case}: {what} is not found: {report:#?}");
        let table = what.split(':').next().filter(|name| name.ends_with(".csv"));
        // Also where the hashes and the signature hide it.
        let is_named = found.iter().any(|words| table.is_none_or(|name| words.contains(name)));
        assert!(is_named, "case {case}: {what} is not named: {found:?}");
        assert!(found[0].len() > 12, "case {case}: {what} is not named: {found:?}");
    }
}
