//! A judgement arrives: once, from whom it was asked, in time; or it is said why not.

use aftermath::domain::consensus::RetirementReason;
use aftermath::domain::consensus::window::End;
use aftermath::domain::finding::Status;
use aftermath::domain::id::AssignmentId;
use aftermath::domain::task::TaskState;
use aftermath::journey::assign;
use aftermath::journey::publish::File;
use aftermath::store::screens::export::{self, Found};
use aftermath::store::screens::turn::Turn;
use aftermath::store::{StoreError, assignments, tasks};
use chrono::Duration;
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;

use crate::measure::rows;
use crate::releases;
use crate::support::{TestApp, Town};

/// The stored result of a town's building.
pub(crate) fn found(app: &TestApp, town: &Town, building: usize) -> Found {
    let series = aftermath::domain::capture::CaptureSeries::new(town.captures.clone());
    let id = town.campaign.id;
    let all = app.store.read(|db| export::buildings(db, id, &Turn::after(0), &series)).unwrap();
    all.into_iter().nth(building).unwrap()
}

fn judgement_count(app: &TestApp, town: &Town) -> usize {
    let id = town.campaign.id;
    let all = app.store.read(|db| export::judgements(db, id, &Turn::after(0)));
    all.unwrap().len()
}

fn key() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// "Destroyed between capture `last` and the one after it."
fn between(town: &Town, last: usize) -> [(&'static str, String); 3] {
    [
        ("verdict", "window".into()),
        ("last_standing", town.captures[last].to_string()),
        ("first_destroyed", town.captures[last + 1].to_string()),
    ]
}

fn words<'a>(form: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    form.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

#[actix_web::test]
async fn three_that_agree_retire_a_building_with_the_right_window() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    for _ in 0..3 {
        let amina = app.volunteer("raqqa").await;
        amina.answers("raqqa", &words(&between(&town, 2))).await.is(303);
    }
    let found = found(&app, &town, 0);
    assert_eq!(found.state, TaskState::Retired(RetirementReason::Agreed));
    assert_eq!((found.last_standing, found.first_destroyed), (End::At(2), End::At(3)));
    let status = Status::of(found.state, found.last_standing, found.first_destroyed);
    assert_eq!(status, Status::Dated);
    let bram = app.volunteer("raqqa").await;
    bram.get("/c/raqqa/task").await.is(200).says("Nothing left to date");
}

#[actix_web::test]
async fn five_that_differ_leave_it_open_with_the_reason() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    for last in 0..5 {
        let amina = app.volunteer("raqqa").await;
        amina.answers("raqqa", &words(&between(&town, last))).await.is(303);
    }
    assert_eq!(found(&app, &town, 0).state, TaskState::Open);
    let chen = app.staff("chen", aftermath::domain::role::Role::Coordinator).await;
    let page = chen.get("/desk/raqqa/buildings/B-1").await;
    page.is(200).says("5 windows given, but they leave");
}

#[actix_web::test]
async fn an_answer_sent_twice_counts_once() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 2);
    let amina = app.volunteer("raqqa").await;
    let assignment = amina.task("raqqa").await.value("input[name=a]").unwrap();
    let key = uuid::Uuid::new_v4().to_string();
    let form = between(&town, 2);
    let first = amina.sends("raqqa", &assignment, &key, &words(&form)).await;
    assert!(first.is(303).header("location").starts_with("/c/raqqa/task?saved=new&j="));
    let again = amina.sends("raqqa", &assignment, &key, &words(&form)).await;
    assert!(again.is(303).header("location").starts_with("/c/raqqa/task?saved=again&j="));
    let other_key = uuid::Uuid::new_v4().to_string();
    let other = amina.sends("raqqa", &assignment, &other_key, &words(&form)).await;
    other.is(409).says("answered this task already");
    assert_eq!(judgement_count(&app, &town), 1);
}

#[actix_web::test]
async fn an_answer_taken_back_comes_with_what_was_said() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    let amina = app.volunteer("raqqa").await;
    let window = between(&town, 2);
    let mut form = words(&window);
    form.push(("trace", "3d.2s"));
    let sent = amina.answers("raqqa", &form).await;
    let back = amina.takes_back("raqqa", &sent).await;
    let address = back.is(303).header("location");
    assert!(address.ends_with("&t=3d.2s&view=guided"), "{address}");
    amina.get(address).await.is(200).says("value=\"3d.2s\"");
}

#[actix_web::test]
async fn another_answer_under_the_same_key_is_refused() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    let amina = app.volunteer("raqqa").await;
    let assignment = amina.task("raqqa").await.value("input[name=a]").unwrap();
    let key = uuid::Uuid::new_v4().to_string();
    amina.sends("raqqa", &assignment, &key, &words(&between(&town, 2))).await.is(303);
    let changed = amina.sends("raqqa", &assignment, &key, &words(&between(&town, 3))).await;
    changed.is(409).says("under the same key");
    assert_eq!(found(&app, &town, 0).counted, 1);
}

#[actix_web::test]
async fn a_stolen_assignment_is_refused() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 2);
    let amina = app.volunteer("raqqa").await;
    let hers = amina.task("raqqa").await.value("input[name=a]").unwrap();
    let thief = app.volunteer("raqqa").await;
    let key = uuid::Uuid::new_v4().to_string();
    let stolen = thief.sends("raqqa", &hers, &key, &words(&between(&town, 2))).await;
    stolen.is(403).says("given to somebody else");
    assert_eq!(judgement_count(&app, &town), 0);
    amina.sends("raqqa", &hers, &key, &words(&between(&town, 2))).await.is(303);
}

#[actix_web::test]
async fn an_answer_after_its_time_counts_while_the_building_is_open() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    let amina = app.volunteer("raqqa").await;
    let assignment = amina.task("raqqa").await.value("input[name=a]").unwrap();
    app.clock.advance(Duration::hours(3));
    // Meanwhile its place went to somebody else.
    app.volunteer("raqqa").await.task("raqqa").await.is(200);
    let late = amina.sends("raqqa", &assignment, &key(), &words(&between(&town, 2))).await;
    assert!(late.is(303).header("location").contains("saved=new"));
    assert_eq!(found(&app, &town, 0).counted, 1);
    let task = app.store.read(|db| tasks::get(db, town.buildings[0])).unwrap();
    assert_eq!((task.judged, task.leased), (1, 1));
}

#[actix_web::test]
async fn a_late_answer_about_a_settled_building_is_kept_and_has_no_say() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    let slow = app.volunteer("raqqa").await;
    let assignment = slow.task("raqqa").await.value("input[name=a]").unwrap();
    app.clock.advance(Duration::minutes(21));
    for _ in 0..3 {
        let quick = app.volunteer("raqqa").await;
        quick.answers("raqqa", &words(&between(&town, 2))).await.is(303);
    }
    let before = found(&app, &town, 0);
    let late = slow.sends("raqqa", &assignment, &key(), &words(&between(&town, 4))).await;
    assert!(late.is(303).header("location").contains("saved=surplus"));
    let after = found(&app, &town, 0);
    assert_eq!((after.counted, after.last_standing), (before.counted, before.last_standing));
    assert_eq!(judgement_count(&app, &town), 4);
    let told = rows(&app, &town, File::JUDGEMENTS);
    let reasons: Vec<_> = told.iter().map(|row| row["exclusion_reason"].as_str()).collect();
    assert_eq!(reasons, ["", "", "", "surplus"]);
    let (_, files) = releases::made(&app, &town, &releases::asked());
    assert!(files.iter().any(|kept| kept.name == "package.zip"));
}

#[actix_web::test]
async fn a_closed_campaign_keeps_answers_under_way_and_deals_no_more() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    let amina = app.volunteer("raqqa").await;
    let assignment = amina.task("raqqa").await.value("input[name=a]").unwrap();
    let (campaign, by) = (town.campaign.clone(), app.by());
    app.store.write(move |db| aftermath::journey::campaign::close(db, by, &campaign)).unwrap();
    let late = amina.sends("raqqa", &assignment, &key(), &words(&between(&town, 2))).await;
    assert!(late.is(303).header("location").contains("saved=surplus"));
    assert_eq!((found(&app, &town, 0).counted, judgement_count(&app, &town)), (0, 1));
    amina.task("raqqa").await.is(409);
    app.anybody().get("/c/raqqa/start").await.is(200).says("takes no more answers");
    app.anybody().post("/c/raqqa/start", &[]).await.is(409);
}

#[actix_web::test]
async fn nonsense_is_answered_with_what_to_do_and_changes_nothing() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    let amina = app.volunteer("raqqa").await;
    let first = town.captures[0].to_string();
    let cases: [(&[(&str, &str)], &str); 7] = [
        (&[], "No answer was chosen"),
        (&[("verdict", "window")], "No answer was chosen"),
        (&[("verdict", "cannot_tell")], "needs a reason"),
        (&[("verdict", "nonsense")], "could not be read"),
        (&[("verdict", "dated"), ("first_destroyed", "99999")], "not one of this building"),
        (
            &[("verdict", "window"), ("last_standing", &first), ("first_destroyed", &first)],
            "before",
        ),
        (&[("verdict", "standing"), ("trace", "9999s")], "could not be read"),
    ];
    for (form, words) in cases {
        amina.answers("raqqa", form).await.is(422).says(words);
    }
    let key = uuid::Uuid::new_v4().to_string();
    amina.sends("raqqa", "424242", &key, &[("verdict", "standing")]).await.is(404);
    amina.sends("raqqa", "x", &key, &[("verdict", "standing")]).await.is(404);
    let long = "9".repeat(20_000);
    amina.answers("raqqa", &[("verdict", &long)]).await.is(413);
    assert_eq!(judgement_count(&app, &town), 0);
}

#[actix_web::test]
async fn an_answer_taken_back_is_kept_but_does_not_count() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    for _ in 0..2 {
        let other = app.volunteer("raqqa").await;
        other.answers("raqqa", &words(&between(&town, 2))).await.is(303);
    }
    let amina = app.volunteer("raqqa").await;
    let first = amina.answers("raqqa", &words(&between(&town, 2))).await;
    first.is(303);
    assert!(matches!(found(&app, &town, 0).state, TaskState::Retired(_)));
    amina.takes_back("raqqa", &first).await.is(303);
    let after = found(&app, &town, 0);
    assert_eq!((after.state, after.counted), (TaskState::Open, 2));
    assert_eq!(judgement_count(&app, &town), 3, "nothing is ever deleted");
    amina.takes_back("raqqa", &first).await.is(409);
    let second = amina.answers("raqqa", &words(&between(&town, 4))).await;
    assert_eq!(found(&app, &town, 0).counted, 3);
    app.clock.advance(Duration::minutes(21));
    amina.takes_back("raqqa", &second).await.is(409).says("from the last 20 minutes");
}

#[actix_web::test]
async fn taking_back_twice_takes_back_one_answer() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 2);
    let amina = app.volunteer("raqqa").await;
    amina.answers("raqqa", &words(&between(&town, 1))).await.is(303);
    let second = amina.answers("raqqa", &words(&between(&town, 2))).await;
    amina.takes_back("raqqa", &second).await.is(303);
    amina.takes_back("raqqa", &second).await.is(409);
    let counted = found(&app, &town, 0).counted + found(&app, &town, 1).counted;
    assert_eq!(counted, 1);
    amina.answers("raqqa", &words(&between(&town, 3))).await.is(303);
}

#[actix_web::test]
async fn nobody_votes_twice_by_letting_the_time_run_out() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    let amina = app.volunteer("raqqa").await;
    let old = amina.task("raqqa").await.value("input[name=a]").unwrap();
    app.clock.advance(Duration::minutes(21));
    app.volunteer("raqqa").await.task("raqqa").await.is(200); // returns hers to the queue
    let hers: AssignmentId = old.parse().unwrap();
    let (now, mut rng) = (app.clock.now(), ChaCha8Rng::seed_from_u64(5));
    let (campaign, building) = (town.campaign.clone(), town.buildings[0]);
    let again = app.store.write(move |db| {
        let who = assignments::get(db, hers)?.unwrap().volunteer;
        let again = assign::deal_again(db, now, &mut rng, who, &campaign, building);
        Ok::<_, StoreError>(again.unwrap().unwrap())
    });
    let new = again.unwrap().id.to_string();
    amina.sends("raqqa", &old, &key(), &words(&between(&town, 2))).await.is(303);
    let twice = amina.sends("raqqa", &new, &key(), &words(&between(&town, 2))).await;
    twice.is(409).says("answered this task already");
    let thrice = amina.sends("raqqa", &old, &key(), &words(&between(&town, 2))).await;
    thrice.is(409).says("answered this task already");
    assert_eq!(found(&app, &town, 0).counted, 1);
    let task = app.store.read(|db| tasks::get(db, town.buildings[0])).unwrap();
    assert_eq!((task.judged, task.leased), (1, 1));
}

#[actix_web::test]
async fn every_short_answer_is_understood() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 4);
    let amina = app.volunteer("raqqa").await;
    amina.answers("raqqa", &[("verdict", "standing")]).await.is(303);
    amina.answers("raqqa", &[("verdict", "already")]).await.is(303);
    amina.answers("raqqa", &[("verdict", "cannot_tell"), ("reason", "cloud")]).await.is(303);
    let last = town.captures[5].to_string();
    amina.answers("raqqa", &[("verdict", "dated"), ("first_destroyed", &last)]).await.is(303);
    let id = town.campaign.id;
    let given = app.store.read(|db| export::judgements(db, id, &Turn::after(0)));
    let verdicts: Vec<String> = given.unwrap().into_iter().map(|given| given.verdict).collect();
    assert_eq!(verdicts, ["still_standing", "already_destroyed", "cannot_tell", "destroyed"]);
}

#[actix_web::test]
async fn without_consent_there_is_no_task() {
    let app = TestApp::start().await;
    app.town("raqqa", 1);
    app.town("mosul", 1);
    app.anybody().get("/c/raqqa/task").await.is(401).says("Start");
    let amina = app.volunteer("raqqa").await;
    amina.get("/c/mosul/task").await.is(401).says("/c/mosul/start");
    amina.get("/c/nowhere/task").await.is(404);
}

#[actix_web::test]
async fn a_leased_task_stays_the_same_until_it_is_answered() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 3);
    let amina = app.volunteer("raqqa").await;
    let first = amina.task("raqqa").await.value("input[name=a]").unwrap();
    assert_eq!(amina.task("raqqa").await.value("input[name=a]"), Some(first));
    let leased: u32 = town
        .buildings
        .iter()
        .map(|building| app.store.read(|db| tasks::get(db, *building)).unwrap().leased)
        .sum();
    assert_eq!(leased, 1);
}
