//! The ledger: every event has its place once, nothing can be changed unseen, and erasure leaves
//! the tree as it is.

use std::path::Path;

use aftermath::access::ledger_key::KeyFile;
use aftermath::domain::id::JudgementId;
use aftermath::domain::ledger::proof::{is_consistent, parse_lines, root_of_inclusion};
use aftermath::domain::ledger::tree::leaf_hash;
use aftermath::domain::ledger::{Kind, Leaf, Nonce, Note};
use aftermath::domain::policy::Policy;
use aftermath::domain::role::Role;
use aftermath::journey::ledger::check::{Checked, check};
use aftermath::journey::ledger::{self, Kept};
use aftermath::journey::log::By;
use aftermath::journey::{judge, mine, trust};
use aftermath::store::{Db, StoreError, ledger as kept};
use chrono::Duration as Span;

use crate::measure::{all_gold, answer, deal, join, judged, set_gold};
use crate::support::{TestApp, Town, town};
use crate::volunteer::rng;

pub(crate) fn keys(app: &TestApp) -> KeyFile {
    KeyFile::load_or_make(&app.database.folder.path().join("ledger.key"), &mut rng()).unwrap()
}

/// Seals what waits, and signs.
pub(crate) fn sign(app: &TestApp, town: &Town) -> Kept {
    ledger::seal(&app.store, &mut rng()).unwrap();
    let (keys, now, own) = (keys(app), app.clock.now(), town.campaign.clone());
    app.store.write(move |db| ledger::sign(db, now, &keys, &own)).unwrap().unwrap()
}

fn checked(app: &TestApp, town: &Town, outside: &[String]) -> Checked {
    let keys = keys(app);
    app.store.snapshot(|db| check(db, &town.campaign, Some(&keys), outside)).unwrap()
}

#[track_caller]
pub(crate) fn is_whole(app: &TestApp, town: &Town) -> Checked {
    let found = checked(app, town, &[]);
    assert!(found.problems.is_empty(), "{:#?}", found.problems);
    found
}

pub(crate) fn leaves(app: &TestApp, town: &Town) -> Vec<Leaf> {
    let mut all = Vec::new();
    loop {
        let first = u64::try_from(all.len()).unwrap();
        let page = app.store.read(|db| kept::page(db, town.campaign.id, first)).unwrap();
        if page.is_empty() {
            return all;
        }
        all.extend(page.iter().map(|line| Leaf::parse(&line.line).unwrap()));
    }
}

/// A volunteer is set aside and restored, and takes an answer back; gold is set.
fn busy(app: &TestApp, town: &Town) {
    let people = judged(app, town, 1);
    let (now, campaign, who) = (app.clock.now(), town.campaign.clone(), people[0]);
    let by = By { name: "chen", now };
    app.store
        .write(move |db| {
            trust::set_aside(db, by, &mut rng(), &campaign, who, "answers at random")?;
            trust::restore(db, by, &mut rng(), &campaign, who, "a mistake of ours")
        })
        .unwrap();
    let last = join(app, town, "last");
    let dealt = deal(app, town, last, 1).unwrap();
    let id = answer(app, town, &dealt, 1).judgement;
    let campaign = town.campaign.clone();
    app.store
        .write(move |db| judge::take_back(db, now, &mut rng(), last, &campaign, id).map(drop))
        .unwrap();
    assert!(set_gold(app, town, &all_gold(app, town)).is_empty());
}

/// A town in which volunteers have more to say than the rules ask of them.
fn open_town(app: &TestApp, n: usize) -> Town {
    let policy = Policy { judgements_min: 9, ..Policy::default() };
    town::build(&app.store, &app.vault(), "raqqa", policy, n)
}

#[actix_web::test]
async fn what_happens_is_recorded_once_and_others_can_check_it() {
    let app = TestApp::start().await;
    let town = open_town(&app, 3);
    app.account("chen", true);
    app.grant("chen", "raqqa", Role::Coordinator);
    let chen = app.signed_in("chen").await;
    let first = sign(&app, &town);
    busy(&app, &town);
    chen.get("/desk/raqqa/exports/buildings.csv?why=x").await.is(200);
    let taken = app.store.read(|db| ledger::checkpoint(db, &town.campaign, None)).unwrap().unwrap();
    assert!(taken.size > first.size, "an export leaves with a checkpoint of its own");
    let found = is_whole(&app, &town);
    assert_eq!((found.lines, found.checkpoints), (taken.size, 2));

    let all = leaves(&app, &town);
    let count = |kind: Kind| all.iter().filter(|leaf| leaf.kind() == kind).count();
    let events = [
        (Kind::Capture, 6),
        (Kind::Building, 3),
        (Kind::Judgement, 19),
        (Kind::Superseding, 1),
        (Kind::Quarantine, 1),
        (Kind::Restore, 1),
        (Kind::Gold, 3),
    ];
    for (kind, wanted) in events {
        assert_eq!(count(kind), wanted, "{kind:?}");
    }
    assert!(count(Kind::Campaign) > 0 && count(Kind::Act) > 2 && count(Kind::Import) > 0);
    let text: String = all.iter().map(|leaf| leaf.line(Nonce::new([0; 16]))).collect();
    for word in ["chen", "answers at random", "a mistake of ours", "B-1", "amina"] {
        assert!(!text.contains(word), "{word} is in the ledger");
    }

    // Somebody outside keeps the first and gets the second, over the web alone.
    let anybody = app.anybody();
    let key = keys(&app).key.public("aftermath.invalid/raqqa");
    let old =
        Note::parse(&anybody.get(&format!("/c/raqqa/checkpoint/{}", first.size)).await.text());
    let new = Note::parse(&anybody.get("/c/raqqa/checkpoint").await.is(200).text());
    let (old, new) =
        (old.unwrap().checkpoint(&key).unwrap(), new.unwrap().checkpoint(&key).unwrap());
    let path = format!("/c/raqqa/consistency/{}/{}", old.size, new.size);
    let proof = parse_lines(&anybody.get(&path).await.is(200).text()).unwrap();
    assert!(is_consistent(old.size, new.size, &old.root, &new.root, &proof));
    anybody.get("/checkpoint").await.is(200).says(&key.to_string()).says("/c/raqqa/checkpoint");
    let too_far = format!("/c/raqqa/consistency/1/{}", new.size + 1);
    anybody.get(&too_far).await.is(404);
    let (line, file) = app
        .store
        .read(|db| ledger::prove(db, &town.campaign, Kind::Judgement, 1))
        .unwrap()
        .unwrap();
    let leaf = leaf_hash(line.as_bytes());
    assert_eq!(root_of_inclusion(file.index, new.size, &leaf, &file.path), Some(new.root));
}

#[actix_web::test]
async fn two_sealers_at_once_leave_no_gap_and_no_line_twice() {
    let app = TestApp::start().await;
    let town = open_town(&app, 40);
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                    ledger::seal(&app.store, &mut rng()).unwrap();
                }
            });
        }
        judged(&app, &town, 2);
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    sign(&app, &town);
    is_whole(&app, &town);
    let all = leaves(&app, &town);
    let mut given: Vec<i64> = all
        .iter()
        .filter_map(|leaf| match leaf {
            Leaf::Judgement(own) => Some(own.number),
            _ => None,
        })
        .collect();
    let count = given.len();
    given.sort_unstable();
    given.dedup();
    assert_eq!((given.len(), count), (240, 240));
}

#[actix_web::test]
async fn a_sealer_that_dies_half_way_leaves_all_to_the_next() {
    let app = TestApp::start().await;
    let town = open_town(&app, 3);
    judged(&app, &town, 0);
    let died = app.store.write(|db| {
        assert!(ledger::seal_some(db, &mut rng())? > 0);
        Err::<(), StoreError>(StoreError::Lost)
    });
    assert!(died.is_err());
    let size = |db: &mut Db| ledger::size(db, &town.campaign);
    assert_eq!(app.store.read(size).unwrap(), 0);
    sign(&app, &town);
    assert!(is_whole(&app, &town).lines > 18);
}

#[actix_web::test]
async fn what_was_there_before_the_ledger_comes_first_in_order_of_time() {
    let app = TestApp::start().await;
    let town = open_town(&app, 3);
    busy(&app, &town);
    let kind = if app.database.is_postgres() { "postgres" } else { "sqlite" };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(kind);
    for file in ["down.sql", "up.sql"] {
        let path = folder.join("2026-11-30-120000_ledger").join(file);
        app.database.execute(&std::fs::read_to_string(path).unwrap());
    }
    app.clock.advance(Span::minutes(1));
    let late = join(&app, &town, "late");
    let dealt = deal(&app, &town, late, 1).unwrap();
    let newest = answer(&app, &town, &dealt, 1).judgement;
    sign(&app, &town);
    is_whole(&app, &town);
    let mut last = 0;
    let all = leaves(&app, &town);
    assert!(matches!(all.first(), Some(Leaf::Campaign(_))));
    assert!(matches!(all.last(), Some(Leaf::Judgement(own)) if own.number == newest.0));
    for leaf in &all {
        let at = match leaf {
            Leaf::Judgement(own) => own.submitted,
            Leaf::Superseding(own) => own.at,
            Leaf::Quarantine(own) | Leaf::Restore(own) => own.at,
            Leaf::Gold(own) => own.at,
            _ => continue,
        };
        assert!(at >= last, "{leaf:?} comes too late");
        last = at;
    }
}

#[actix_web::test]
async fn erasure_leaves_every_line_and_takes_what_opens_their_texts() {
    let app = TestApp::start().await;
    let town = open_town(&app, 3);
    busy(&app, &town);
    let before = sign(&app, &town);
    let (now, campaign) = (app.clock.now(), town.campaign.clone());
    let all = leaves(&app, &town);
    let set_aside = all.iter().find_map(|leaf| match leaf {
        Leaf::Quarantine(own) => Some(own.volunteer.clone()),
        _ => None,
    });
    let pseudonym = set_aside.unwrap();
    let who = app.store.read(|db| trust::by_pseudonym(db, &campaign, &pseudonym)).unwrap();
    let secrets = "SELECT CAST(count(*) AS TEXT) AS name FROM ledger_secrets \
                   WHERE kind IN ('quarantine', 'restore')";
    assert_eq!(app.database.column(secrets), ["2"]);
    app.store.write(move |db| mine::erase(db, now, &mut rng(), who, true)).unwrap();
    let after = sign(&app, &town);
    assert_eq!(app.database.column(secrets), ["0"]);
    assert!(after.size > before.size);
    is_whole(&app, &town);
    assert!(checked(&app, &town, &[before.note]).problems.is_empty());
    let told = leaves(&app, &town);
    assert_eq!(told[..all.len()], all[..], "no line changed");
    let erased = |leaf: &Leaf| matches!(leaf, Leaf::Erased(own) if own.volunteer == pseudonym);
    assert_eq!(told.iter().filter(|leaf| erased(leaf)).count(), 1);
}

#[actix_web::test]
async fn what_is_changed_behind_the_back_is_found_and_named() {
    let app = TestApp::start().await;
    let town = open_town(&app, 3);
    busy(&app, &town);
    let newest = sign(&app, &town);
    is_whole(&app, &town);
    let hits = |statement: &str, undo: &str, wanted: &str| {
        app.database.execute(statement);
        let found = checked(&app, &town, &[]).problems;
        assert!(found.iter().any(|told| told.contains(wanted)), "{statement}: {found:#?}");
        app.database.execute(undo);
        is_whole(&app, &town);
    };
    let standing = "UPDATE judgements SET verdict = 'still_standing' WHERE id = 2";
    let window = "UPDATE judgements SET verdict = 'window' WHERE id = 2";
    let was = app.database.column("SELECT verdict AS name FROM judgements WHERE id = 2").remove(0);
    let window = window.replace("'window'", &format!("'{was}'"));
    hits(standing, &window, "the row of judgement 2 says something else");
    let away = "CREATE TABLE aside AS SELECT * FROM supersedings; DELETE FROM supersedings";
    let back = "INSERT INTO supersedings SELECT * FROM aside; DROP TABLE aside";
    hits(away, back, "is gone");
    let edited = "UPDATE ledger_leaves SET line = replace(line, '\"v\":2', '\"v\": 2') \
                  WHERE position = 4";
    let undone = "UPDATE ledger_leaves SET line = replace(line, '\"v\": 2', '\"v\":2') \
                  WHERE position = 4";
    hits(edited, undone, "line 4: its hash is another");
    let key = "UPDATE ledger_checkpoints SET note = replace(note, 'invalid/', 'example/')";
    let lock = "UPDATE ledger_checkpoints SET note = replace(note, 'example/', 'invalid/')";
    hits(key, lock, "has signed it");

    // Whoever has the database and the key can write another history, and is caught by whoever
    // kept a checkpoint of this one.
    app.database.execute(
        "DELETE FROM supersedings; DELETE FROM ledger_leaves; DELETE FROM ledger_nodes; \
         DELETE FROM ledger_heads; DELETE FROM ledger_checkpoints; \
         INSERT INTO ledger_queue (campaign_id, kind, subject) \
         SELECT campaign_id, 'building', id FROM buildings ORDER BY id; \
         INSERT INTO ledger_queue (campaign_id, kind, subject) \
         SELECT campaign_id, 'judgement', id FROM judgements ORDER BY id",
    );
    let other = sign(&app, &town);
    is_whole(&app, &town);
    assert!(other.size < newest.size);
    let found = checked(&app, &town, std::slice::from_ref(&newest.note)).problems;
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("lines were taken away"), "{found:?}");
    let key = keys(&app).key.public("aftermath.invalid/raqqa");
    let told = ledger::witnessed(&key, Some(&newest.note), &other.note, "").unwrap_err();
    assert!(told.to_string().contains("lines were taken away"), "{told}");
    let more = "INSERT INTO ledger_queue (campaign_id, kind, subject) \
                SELECT campaign_id, 'building', id FROM buildings, \
                (SELECT 1 AS a UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4) AS n, \
                (SELECT 1 AS b UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4) AS m";
    app.database.execute(more);
    let longer = sign(&app, &town);
    assert!(longer.size > newest.size);
    let sizes = (newest.size, longer.size);
    let path = app.store.read(|db| ledger::consistency(db, &town.campaign, sizes)).unwrap();
    let told = ledger::witnessed(&key, Some(&newest.note), &longer.note, &path.unwrap());
    assert!(told.unwrap_err().to_string().contains("it was changed"));
}

/// An event is queued in its own transaction: what is undone is not recorded.
#[actix_web::test]
async fn what_was_undone_is_not_recorded() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    let who = join(&app, &town, "amina");
    let dealt = deal(&app, &town, who, 1).unwrap();
    let given = answer(&app, &town, &dealt, 1).judgement;
    ledger::seal(&app.store, &mut rng()).unwrap();
    let size = |db: &mut Db| ledger::size(db, &town.campaign);
    let before = app.store.read(size).unwrap();
    let now = app.clock.now();
    let undone = app.store.write(move |db| {
        aftermath::store::judgements::supersede(db, JudgementId(given.0), "taken_back", now)?;
        Err::<(), StoreError>(StoreError::Lost)
    });
    assert!(undone.is_err());
    assert_eq!(ledger::seal(&app.store, &mut rng()).unwrap(), 0);
    assert_eq!(app.store.read(size).unwrap(), before);
}

/// Lines, nodes and checkpoints are inserted by one file each, and changed by none.
#[test]
fn no_source_changes_or_removes_a_line_or_a_checkpoint() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store");
    let read = |path: &str| std::fs::read_to_string(root.join(path)).unwrap();
    for file in ["ledger/leaves.rs", "ledger/checkpoints.rs"] {
        let source = read(file);
        for (deed, open) in [("diesel::update(", ["h::"]), ("diesel::delete(", ["q::"])] {
            for rest in source.split(deed).skip(1).map(str::trim_start) {
                assert!(open.iter().any(|own| rest.starts_with(own)), "{file}: {deed}{rest:.40}");
            }
        }
    }
    let mut open = vec![root.clone()];
    let mut users = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if ["ledger_leaves", "ledger_nodes", "ledger_checkpoints"]
                .iter()
                .any(|table| std::fs::read_to_string(&path).unwrap().contains(table))
            {
                users.push(path.strip_prefix(&root).unwrap().to_string_lossy().into_owned());
            }
        }
    }
    users.sort();
    assert_eq!(users, ["ledger/checkpoints.rs", "ledger/leaves.rs", "schema/ledger.rs"]);
}
