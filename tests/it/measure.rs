//! What measures volunteers: gold and repeats in the dealing, setting aside and restoring, accounts
//! that seem to act together.

use std::collections::BTreeMap;

use aftermath::domain::answer::RawAnswer;
use aftermath::domain::dealing::{Dealing, Purpose};
use aftermath::domain::id::{BuildingId, VolunteerId};
use aftermath::domain::task::TaskState;
use aftermath::journey::judge::{Receipt, Submission, judge, take_back};
use aftermath::journey::log::{By, COMMAND_LINE};
use aftermath::journey::priority::put_first;
use aftermath::journey::publish::{self, File};
use aftermath::journey::{account, assign, campaign, gold, trust};
use aftermath::store::assignments::{self, Assignment};
use aftermath::store::{cohorts, tasks};
use chrono::Duration;
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;

use crate::judge::found;
use crate::support::{TestApp, Town};
use crate::volunteer::rng;

pub(crate) fn join(app: &TestApp, town: &Town, name: &str) -> VolunteerId {
    let (now, campaign, hash) = (app.clock.now(), town.campaign.clone(), name.to_owned());
    app.store.write(move |db| account::join(db, now, &hash, &campaign, None)).unwrap()
}

pub(crate) fn deal(app: &TestApp, town: &Town, who: VolunteerId, seed: u64) -> Option<Assignment> {
    let (now, campaign) = (app.clock.now(), town.campaign.clone());
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    app.store.write(move |db| assign::deal(db, now, &mut rng, who, &campaign, 1)).unwrap().pop()
}

/// Answers an assignment with "destroyed between capture `last` and the next".
pub(crate) fn answer(app: &TestApp, town: &Town, dealt: &Assignment, last: usize) -> Receipt {
    let submission = Submission {
        assignment: dealt.id,
        client_key: uuid::Uuid::new_v4(),
        raw: RawAnswer {
            verdict: "window".into(),
            last_standing: town.captures[last].to_string(),
            first_destroyed: town.captures[last + 1].to_string(),
            mode: "timeline".into(),
            ..RawAnswer::default()
        },
        exhibit: String::new(),
        is_low: false,
    };
    let (now, campaign, who) = (app.clock.now(), town.campaign.clone(), dealt.volunteer);
    let mut rng = ChaCha8Rng::seed_from_u64(dealt.id.0.unsigned_abs());
    app.store.write(move |db| judge(db, now, &mut rng, who, &campaign, &submission)).unwrap()
}

pub(crate) fn with_dealing(app: &TestApp, town: &mut Town, dealing: Dealing) {
    let (id, policy) = (town.campaign.id, town.campaign.policy);
    app.store.write(move |db| campaign::set_rules(db, id, policy, dealing)).unwrap();
    town.campaign.dealing = dealing;
}

pub(crate) fn set_gold(app: &TestApp, town: &Town, text: &str) -> Vec<String> {
    let (now, campaign, bytes) = (app.clock.now(), town.campaign.clone(), text.as_bytes().to_vec());
    let report =
        app.store.write(move |db| gold::import(db, now, &campaign, &bytes, "chen")).unwrap();
    report.errors.iter().map(ToString::to_string).collect()
}

pub(crate) fn rows(app: &TestApp, town: &Town, file: File) -> Vec<BTreeMap<String, String>> {
    let mut bytes = Vec::new();
    publish::write(&app.store, &town.campaign, file, &mut bytes).unwrap();
    let mut table = csv::Reader::from_reader(bytes.as_slice());
    table.deserialize().map(Result::unwrap).collect()
}

const HEADER: &str = "external_id,last_intact_image_id,first_destroyed_image_id,explanation\n";

/// Rows that make every building of a town gold: destroyed between the first two captures.
pub(crate) fn all_gold(app: &TestApp, town: &Town) -> String {
    let images = rows(app, town, File::IMAGES);
    let (last, first) = (&images[0]["image_id"], &images[1]["image_id"]);
    let buildings = rows(app, town, File::BUILDINGS);
    let line = |row: &BTreeMap<String, String>| {
        format!("{},{last},{first},roof gone\n", row["external_id"])
    };
    format!("{HEADER}{}", buildings.iter().map(line).collect::<String>())
}

#[actix_web::test]
async fn gold_is_dealt_among_the_tasks_and_never_counted() {
    let app = TestApp::start().await;
    let mut town = app.town("raqqa", 30);
    assert!(set_gold(&app, &town, &all_gold(&app, &town)).is_empty());
    with_dealing(&app, &mut town, Dealing::new(500, 500, 0, 1000).unwrap());
    let amina = join(&app, &town, "amina");
    let mut purposes = Vec::new();
    for seed in 0..30 {
        let dealt = deal(&app, &town, amina, seed).unwrap();
        let task = app.store.read(|db| tasks::get(db, dealt.building)).unwrap();
        let is_task = dealt.purpose == Purpose::Task;
        assert_eq!(task.leased, u32::from(is_task), "gold takes no seat");
        let receipt = answer(&app, &town, &dealt, 2);
        assert_eq!(receipt.consensus.is_some(), is_task);
        purposes.push(dealt.purpose);
    }
    let gold = purposes.iter().filter(|purpose| **purpose == Purpose::Gold).count();
    assert!((8..=22).contains(&gold), "{gold} of 30 at one half");
    let judged = rows(&app, &town, File::JUDGEMENTS);
    assert_eq!(judged.len(), 30);
    for row in judged {
        assert_eq!(row["gold"], "true");
        assert_eq!(row["counted"], (row["purpose"] == "task").to_string());
        assert_eq!(row["exclusion_reason"], if row["purpose"] == "task" { "" } else { "gold" });
    }
    assert!(deal(&app, &town, amina, 99).is_none(), "each building once, whatever for");
}

#[actix_web::test]
async fn nothing_in_what_comes_back_tells_gold_from_a_task() {
    let app = TestApp::start().await;
    let mut town = app.town("raqqa", 24);
    assert!(set_gold(&app, &town, &all_gold(&app, &town)).is_empty());
    with_dealing(&app, &mut town, Dealing::new(500, 500, 0, 1000).unwrap());
    let amina = app.volunteer("raqqa").await;
    let first = town.captures[1].to_string();
    let form = [("verdict", "dated"), ("first_destroyed", first.as_str())];
    let (mut purposes, mut told) = (Vec::new(), Vec::new());
    for _ in 0..14 {
        let page = amina.task("raqqa").await;
        let id = page.value("input[name=a]").unwrap().parse().unwrap();
        let dealt = app.store.read(|db| assignments::get(db, id)).unwrap().unwrap();
        let answer = amina.answers("raqqa", &form).await;
        let to = answer.header("location").rsplit_once("&j=").unwrap().0.to_owned();
        let (who, now) = (dealt.volunteer, app.clock.now());
        let next = app.store.read(|db| assignments::held_by(db, who, town.campaign.id, now));
        assert!(!next.unwrap().is_empty(), "the next one rides in the same commit");
        purposes.push(dealt.purpose);
        told.push((answer.status, to, page.text().len() / 256));
    }
    assert!(purposes.contains(&Purpose::Gold) && purposes.contains(&Purpose::Task));
    assert!(told.iter().all(|one| (one.0, &one.1) == (told[0].0, &told[0].1)), "{told:?}");
}

#[actix_web::test]
async fn what_is_taken_back_comes_again_whatever_it_was_for() {
    let app = TestApp::start().await;
    let mut town = app.town("raqqa", 120);
    assert!(set_gold(&app, &town, &all_gold(&app, &town)).is_empty());
    with_dealing(&app, &mut town, Dealing::new(300, 300, 100, 1000).unwrap());
    let amina = join(&app, &town, "amina");
    let mut done = std::collections::BTreeSet::new();
    for seed in 0..400 {
        if done.len() == 3 {
            break;
        }
        if seed == 60 {
            app.clock.advance(Duration::hours(25));
        }
        let Some(dealt) = deal(&app, &town, amina, seed) else { break };
        let receipt = answer(&app, &town, &dealt, 2);
        if !done.insert(dealt.purpose.as_str()) {
            continue;
        }
        let (now, campaign) = (app.clock.now(), town.campaign.clone());
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let again = app.store.write(move |db| {
            let asked = receipt.judgement;
            let back = take_back(db, now, &mut rng, amina, &campaign, asked).unwrap();
            assign::deal_again(db, now, &mut rng, amina, &campaign, back.building)
        });
        let again = again.unwrap().unwrap();
        assert_eq!((again.building, again.purpose), (dealt.building, dealt.purpose));
        answer(&app, &town, &again, 3);
    }
    assert_eq!(done.into_iter().collect::<Vec<_>>(), ["gold", "repeat", "task"]);
}

/// Fifteen accounts judge forty buildings as they are dealt. A fifth of them always date three
/// captures late; all others are right. How many buildings are published (rightly, wrongly).
fn with_a_ring(app: &TestApp, slug: &str, is_suspected: bool) -> (usize, usize) {
    let mut town = app.town(slug, 40);
    with_dealing(app, &mut town, Dealing::new(1, 1, 0, 1000).unwrap());
    let people: Vec<_> =
        (0..15).map(|number| join(app, &town, &format!("{slug} {number}"))).collect();
    if is_suspected {
        let (now, id, suspects) = (app.clock.now(), town.campaign.id, people[..3].to_vec());
        let why = "always late";
        app.store.write(move |db| cohorts::propose(db, id, &suspects, why, now)).unwrap();
    }
    let (mut idle, mut turn, mut ring, mut all) = (0, 0u64, 0, 0);
    while idle < people.len() {
        let number = usize::try_from(turn).unwrap() * 7 % people.len();
        turn += 1;
        let Some(dealt) = deal(app, &town, people[number], turn) else {
            idle += 1;
            continue;
        };
        idle = 0;
        ring += usize::from(number < 3);
        all += 1;
        answer(app, &town, &dealt, if number < 3 { 4 } else { 1 });
    }
    assert!(is_suspected || ring * 100 >= all * 15, "{ring} of {all} judgements are the ring's");
    let published = rows(app, &town, File::BUILDINGS);
    let dated = published.iter().filter(|row| row["status"] == "dated");
    let first = |row: &&BTreeMap<String, String>| row["first_destroyed_image_id"] == "2017-03-15";
    let right = dated.clone().filter(first).count();
    let late =
        |row: &&BTreeMap<String, String>| row["last_intact_image_id"].as_str() > "2017-02-15";
    (right, dated.filter(late).count())
}

#[actix_web::test]
async fn a_ring_that_cannot_choose_its_buildings_wins_one_in_twenty_at_most() {
    let app = TestApp::start().await;
    let (right, wrong) = with_a_ring(&app, "unseen", false);
    assert!(right >= 30 && wrong <= 2, "{right} right, {wrong} wrong");
    let (right, wrong) = with_a_ring(&app, "suspected", true);
    assert!(right >= 36 && wrong == 0, "{right} right, {wrong} wrong");
}

#[actix_web::test]
async fn gold_at_fault_is_named_by_line_and_nothing_is_set() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 2);
    let good = all_gold(&app, &town);
    let first = good.lines().nth(1).unwrap();
    let text = format!("{good}{first}\nnowhere,a,b,\n");
    let errors = set_gold(&app, &town, &text);
    assert!(errors[0].starts_with("line 4") && errors[0].contains("a row above"), "{errors:?}");
    assert!(errors[1].starts_with("line 5") && errors[1].contains("no such building"));
    let listed = app.store.read(|db| gold::list(db, &town.campaign)).unwrap();
    assert!(listed.is_empty());
}

#[actix_web::test]
async fn a_volunteer_is_asked_again_after_fifty_answers_and_a_day() {
    let app = TestApp::start().await;
    let mut town = app.town("raqqa", 60);
    with_dealing(&app, &mut town, Dealing::new(1, 1, 100, 1000).unwrap());
    let amina = join(&app, &town, "amina");
    for seed in 0..52 {
        let dealt = deal(&app, &town, amina, seed).unwrap();
        assert_eq!(dealt.purpose, Purpose::Task);
        answer(&app, &town, &dealt, 1);
    }
    app.clock.advance(Duration::hours(25));
    let again = (100..).find_map(|seed| {
        let dealt = deal(&app, &town, amina, seed).unwrap();
        answer(&app, &town, &dealt, 3);
        (dealt.purpose == Purpose::Repeat).then_some(dealt)
    });
    let again = again.unwrap();
    assert_eq!(again.round, 1);
    let building = again.building.to_string();
    let judged = rows(&app, &town, File::JUDGEMENTS);
    let both: Vec<_> = judged.iter().filter(|row| row["building_id"] == building).collect();
    let counted: Vec<&str> = both.iter().map(|row| row["counted"].as_str()).collect();
    assert_eq!(counted, ["true", "false"], "the first answer stays the one that counts");
    assert_eq!(both[1]["exclusion_reason"], "repeat");
}

/// Six accounts judge every building; `wrong` of them are off by two captures.
pub(crate) fn judged(app: &TestApp, town: &Town, wrong: usize) -> Vec<VolunteerId> {
    let names = ["amina", "bram", "dana", "emre", "farid", "grace"];
    let people: Vec<_> = names.iter().map(|name| join(app, town, name)).collect();
    for (number, who) in people.iter().enumerate() {
        let mut seed = 0;
        while let Some(dealt) = deal(app, town, *who, seed) {
            answer(app, town, &dealt, if number < wrong { 3 } else { 1 });
            seed += 1;
        }
    }
    people
}

#[actix_web::test]
async fn setting_aside_changes_what_is_published_and_restoring_undoes_it() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 3);
    let people = judged(&app, &town, 1);
    let before = rows(&app, &town, File::BUILDINGS);
    let given = rows(&app, &town, File::JUDGEMENTS);
    let pseudonym = given[0]["volunteer_pseudonym"].clone();
    let who = app.store.read(|db| trust::by_pseudonym(db, &town.campaign, &pseudonym)).unwrap();
    assert_eq!(who, people[0]);

    let set = |is_back: bool| {
        let (now, campaign) = (app.clock.now(), town.campaign.clone());
        let (mut rng, words) = (ChaCha8Rng::seed_from_u64(1), "answers at random");
        let by = By { name: "chen", now };
        app.store.write(move |db| {
            if is_back {
                trust::restore(db, by, &mut rng, &campaign, who, words)
            } else {
                trust::set_aside(db, by, &mut rng, &campaign, who, words)
            }
        })
    };
    let done = set(false).unwrap();
    assert_eq!((done.buildings, done.changed), (3, 3));
    assert!(set(false).unwrap_err().to_string().contains("set aside already"));
    let without = rows(&app, &town, File::BUILDINGS);
    for (before, without) in before.iter().zip(&without) {
        let n = |row: &BTreeMap<String, String>| row["n_counted"].parse::<u32>().unwrap();
        assert_eq!(n(without), n(before) - 1);
    }
    let given = rows(&app, &town, File::JUDGEMENTS);
    let own = given.iter().filter(|row| row["volunteer_pseudonym"] == pseudonym);
    assert!(own.clone().count() == 3 && own.clone().all(|row| row["counted"] == "false"));
    assert!(own.clone().all(|row| row["exclusion_reason"] == "set aside"));

    set(true).unwrap();
    let same = |row: &BTreeMap<String, String>| {
        let mut row = row.clone();
        row.retain(|name, _| !["verdict_version", "decided_at"].contains(&name.as_str()));
        row
    };
    let after: Vec<_> = rows(&app, &town, File::BUILDINGS).iter().map(same).collect();
    assert_eq!(after, before.iter().map(same).collect::<Vec<_>>());
    assert!(set(true).unwrap_err().to_string().contains("not set aside"));
}

#[actix_web::test]
async fn accounts_that_seem_to_act_together_do_not_decide_a_building() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    let people: Vec<_> =
        ["amina", "bram", "dana"].iter().map(|name| join(&app, &town, name)).collect();
    let (now, id, suspects) = (app.clock.now(), town.campaign.id, people.clone());
    let cohort = app
        .store
        .write(move |db| cohorts::propose(db, id, &suspects[..2], "always the same", now))
        .unwrap();
    answer(&app, &town, &deal(&app, &town, people[0], 1).unwrap(), 2);
    assert!(deal(&app, &town, people[1], 2).is_none(), "one of the group was asked");
    answer(&app, &town, &deal(&app, &town, people[2], 3).unwrap(), 2);
    // Without the suspicion the other one may answer too, and three agree.
    let campaign = town.campaign.clone();
    let by = By { name: "chen", now };
    app.store.write(move |db| trust::dismiss(db, by, &campaign, cohort)).unwrap();
    answer(&app, &town, &deal(&app, &town, people[1], 4).unwrap(), 2);
    assert!(matches!(found(&app, &town, 0).state, TaskState::Retired(_)));
    // Suspected again, the group of two counts as one voice for the decision.
    let (campaign, suspects) = (town.campaign.clone(), people.clone());
    app.store
        .write(move |db| cohorts::propose(db, campaign.id, &suspects[..2], "always the same", now))
        .unwrap();
    let tally = aftermath::journey::settle::settle_all(
        &app.store,
        now,
        1,
        &town.campaign,
        aftermath::journey::settle::Occasion::Asked,
        |_| (),
    );
    assert_eq!(tally.unwrap().changed, 1);
    let found = found(&app, &town, 0);
    assert_eq!((found.state, found.counted), (TaskState::Open, 3));
}

#[actix_web::test]
async fn one_volunteer_is_not_dealt_a_whole_neighbourhood() {
    let app = TestApp::start().await;
    let mut town = app.town("raqqa", 40);
    with_dealing(&app, &mut town, Dealing::new(1, 1, 0, 200).unwrap());
    let amina = join(&app, &town, "amina");
    let mut seed = 0;
    while let Some(dealt) = deal(&app, &town, amina, seed) {
        answer(&app, &town, &dealt, 1);
        seed += 1;
    }
    // A fifth of the judgements of 40 buildings that want 3 each.
    assert_eq!(seed, 24);
    assert!(deal(&app, &town, join(&app, &town, "bram"), 1).is_some());
}

#[actix_web::test]
async fn a_higher_priority_is_dealt_first() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 12);
    let first: Vec<BuildingId> = town.buildings[4..7].to_vec();
    let put = |list: &'static str| {
        let campaign = town.campaign.clone();
        let by = By { name: COMMAND_LINE, now: app.clock.now() };
        app.store.write(move |db| put_first(db, by, &mut rng(), &campaign, (list, 5)))
    };
    let unknown = put("B-5\nB-99\n").unwrap_err().to_string();
    assert!(unknown.contains("line 2: \"B-99\"") && unknown.contains("nothing was changed"));
    assert_eq!(put("\u{feff}B-5\r\nB-6\n\nB-7\n").unwrap(), 3);
    let amina = join(&app, &town, "amina");
    for seed in 0..3 {
        let dealt = deal(&app, &town, amina, seed).unwrap();
        assert!(first.contains(&dealt.building));
        answer(&app, &town, &dealt, 1);
    }
    assert!(!first.contains(&deal(&app, &town, amina, 9).unwrap().building));
}
