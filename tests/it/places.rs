//! Places that are put first, new captures shown, and gold set, on the pages of the desk.

use aftermath::domain::dealing::{Dealing, Purpose};
use aftermath::domain::id::BuildingId;
use aftermath::domain::role::Role;
use aftermath::domain::task::TaskState;
use aftermath::journey::settle::{self, Occasion};
use aftermath::store::references::{self, Reference};
use aftermath::store::{buildings, golds, places, tasks};
use chrono::NaiveDate;

use crate::measure::{all_gold, answer, deal, join, set_gold, with_dealing};
use crate::setup::{draft, takes_care};
use crate::support::town::add_held_capture;
use crate::support::{TestApp, Town};

/// Three volunteers agree about every building: B-n is destroyed after capture n - 1.
pub(crate) fn agree(app: &TestApp, town: &Town) {
    for name in ["amina", "bram", "dana"] {
        let who = join(app, town, name);
        let mut seed = 0;
        while let Some(dealt) = deal(app, town, who, seed) {
            let number = town.buildings.iter().position(|id| *id == dealt.building).unwrap();
            answer(app, town, &dealt, number);
            seed += 1;
        }
    }
}

/// (weight, answers wanted at least) of every building.
fn weights(app: &TestApp, town: &Town) -> Vec<(i32, u32)> {
    let all = app.store.read(|db| places::standings(db, &town.buildings)).unwrap();
    all.iter().map(|one| (one.priority, one.least)).collect()
}

/// A box that holds the second and third building alone.
fn around_two(app: &TestApp, town: &Town) -> String {
    let at = |n: usize| {
        let id = town.buildings[n];
        app.store.read(move |db| buildings::get(db, id)).unwrap().footprint.centre()
    };
    let (a, b) = (at(1), at(2));
    let (west, east) = (a.lon().min(b.lon()), a.lon().max(b.lon()));
    let (south, north) = (a.lat().min(b.lat()), a.lat().max(b.lat()));
    let e = 1e-6;
    format!("{}, {}, {}, {}", west - e, south - e, east + e, north + e)
}

#[actix_web::test]
async fn an_area_is_seen_before_it_is_set_and_its_weights_go_back_when_it_ends() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 4);
    let chen = app.staff("chen", Role::Coordinator).await;
    let area = around_two(&app, &town);
    let form = [("name", "The souk"), ("area", area.as_str()), ("weight", "5")];
    let seen = chen.post("/desk/raqqa/priorities/preview", &form).await;
    seen.is(200).says("This would be set").says("<dt>buildings</dt><dd>2</dd>");
    seen.says("<dt>change their weight</dt><dd>2</dd>");
    assert_eq!(weights(&app, &town), [(0, 0); 4], "nothing was changed");
    chen.post("/desk/raqqa/priorities/apply", &form).await.is(303);
    assert_eq!(weights(&app, &town), [(0, 0), (5, 0), (5, 0), (0, 0)]);

    // What overlaps it weighs less, and holds when it ends.
    let list = [("name", "Two"), ("list", "B-1\nB-2"), ("weight", "2")];
    chen.post("/desk/raqqa/priorities/apply", &list).await.is(303);
    assert_eq!(weights(&app, &town), [(2, 0), (5, 0), (5, 0), (0, 0)]);
    chen.get("/desk/raqqa/priorities").await.is(200).says("The souk").says("Polygon");
    chen.post("/desk/raqqa/priorities/end", &[("id", "1")]).await.is(303);
    assert_eq!(weights(&app, &town), [(2, 0), (2, 0), (0, 0), (0, 0)]);
    chen.post("/desk/raqqa/priorities/end", &[("id", "1")]).await.is(422).says("ended already");
    chen.get("/desk/raqqa/priorities").await.is(200).says("ended by");
    let log = chen.get("/desk/raqqa/log").await;
    log.says("priority set").says("priority ended").says("The souk: 2 buildings, weight 5");
    // Another campaign's coordinator ends nothing here.
    app.town("mosul", 1);
    app.account("ola", false);
    app.grant("ola", "mosul", Role::Coordinator);
    let ola = app.signed_in("ola").await;
    ola.post("/desk/mosul/priorities/end", &[("id", "2")]).await.is(422);
    assert_eq!(weights(&app, &town)[0], (2, 0));
}

#[actix_web::test]
async fn what_cannot_be_put_first_is_said_and_what_was_typed_kept() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 2);
    let chen = app.staff("chen", Role::Coordinator).await;
    for (area, list, weight, words) in [
        ("", "", "1", "draw an area or list buildings"),
        ("", "B-1\nB-9", "1", "line 2: &#34;B-9&#34;"),
        ("1 2 3", "", "1", "four numbers"),
        ("0, 0, 1, 1", "", "1", "no building of this campaign"),
        ("", "B-1", "much", "a weight is a whole number"),
        ("", "B-1", "1001", "a weight is a whole number"),
        ("", "B-1", "0", "changes nothing"),
    ] {
        let form = [("name", "Kept name"), ("area", area), ("list", list), ("weight", weight)];
        for act in ["preview", "apply"] {
            let refused = chen.post(&format!("/desk/raqqa/priorities/{act}"), &form).await;
            refused.is(422).says("Kept name").says(words);
        }
    }
    assert_eq!(weights(&app, &town), [(0, 0); 2]);
    // A list as long as a large campaign's is no form that is too long.
    let long = "B-1\n".repeat(20_000);
    let form = [("name", "Long"), ("list", long.as_str()), ("weight", "1")];
    chen.post("/desk/raqqa/priorities/apply", &form).await.is(303);
    assert_eq!(weights(&app, &town), [(1, 0), (0, 0)]);
}

#[actix_web::test]
async fn a_place_that_wants_more_answers_asks_again_until_it_ends() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 3);
    agree(&app, &town);
    let chen = app.staff("chen", Role::Coordinator).await;
    let form = [("name", "Sure"), ("list", "B-2"), ("weight", "0"), ("least", "5")];
    let seen = chen.post("/desk/raqqa/priorities/preview", &form).await;
    seen.is(200).says("asked about again</dt><dd>1</dd>").says("more answers</dt><dd>2</dd>");
    chen.post("/desk/raqqa/priorities/apply", &form).await.is(303);
    let task = |n: usize| app.store.read(|db| tasks::get(db, town.buildings[n])).unwrap();
    assert_eq!((task(1).state, task(1).wanted), (TaskState::Open, 5));
    assert!(matches!(task(0).state, TaskState::Retired(_)));
    let emil = join(&app, &town, "emil");
    let dealt = deal(&app, &town, emil, 1).unwrap();
    assert_eq!(dealt.building, town.buildings[1]);
    answer(&app, &town, &dealt, 1);
    assert_eq!(task(1).state, TaskState::Open, "four are fewer than five");
    chen.post("/desk/raqqa/priorities/end", &[("id", "1")]).await.is(303);
    assert!(matches!(task(1).state, TaskState::Retired(_)));
}

#[actix_web::test]
async fn what_a_place_wants_at_least_outlives_rules_of_a_draft_and_a_pilot() {
    let app = TestApp::start().await;
    let town = draft(&app, "raqqa", 6);
    let chen = app.staff("chen", Role::Coordinator).await;
    let list = "B-1\nB-2\nB-3\nB-4\nB-5";
    let form = [("name", "Sure"), ("list", list), ("weight", "0"), ("least", "5")];
    chen.post("/desk/raqqa/priorities/apply", &form).await.is(303);
    let wanted = || {
        let of = |id: &BuildingId| app.store.read(|db| tasks::get(db, *id)).unwrap();
        town.buildings.iter().map(|id| of(id).wanted).collect::<Vec<_>>()
    };
    assert_eq!(wanted(), [5, 5, 5, 5, 5, 3]);
    let id = town.campaign.id;
    app.store.write(move |db| tasks::want(db, id, 4)).unwrap();
    assert_eq!(wanted(), [5, 5, 5, 5, 5, 4], "other rules");
    takes_care(&chen, "raqqa").await;
    chen.post("/desk/raqqa/setup/pilot", &[("buildings", "1")]).await.is(303);
    assert_eq!(wanted().iter().filter(|wanted| **wanted == 0).count(), 5, "the others wait");
    chen.post("/desk/raqqa/setup/open", &[]).await.is(303);
    let now = wanted();
    assert_eq!(now.get(..5), Some(&[5; 5][..]), "{now:?}");
    let dealable = |id: &BuildingId| app.store.read(|db| tasks::get(db, *id)).unwrap();
    assert!(town.buildings.iter().all(|id| dealable(id).is_dealable()));
}

#[actix_web::test]
async fn new_captures_are_listed_before_they_open_anything_again() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 4);
    agree(&app, &town);
    let chen = app.staff("chen", Role::Coordinator).await;
    chen.get("/desk/raqqa/reopen").await.is(200).says("No new capture waits");
    let new = add_held_capture(&app.store, &town, "2017-03-01").to_string();
    let form = [("capture", new.as_str()), ("reason", "a clear day")];
    let listed = chen.post("/desk/raqqa/reopen/list", &form).await;
    listed.is(200).says("1 buildings would be asked").says("B-2").says("Close the campaign first");
    let refused = chen.post("/desk/raqqa/reopen/apply", &form).await;
    refused.is(422).says("close it before new captures are shown").says("B-2");
    chen.post("/desk/raqqa/reopen/close", &[]).await.is(303);
    let silent = [("capture", new.as_str())];
    chen.post("/desk/raqqa/reopen/apply", &silent).await.is(422).says("say why");
    // Nothing of it lies in an area elsewhere.
    let elsewhere = [("capture", new.as_str()), ("area", "0,0,1,1")];
    let none = chen.post("/desk/raqqa/reopen/list", &elsewhere).await;
    none.is(200).says("0 buildings would be asked").says("1 more could be narrowed");
    let task = |n: usize| app.store.read(|db| tasks::get(db, town.buildings[n])).unwrap();
    assert!(matches!(task(1).state, TaskState::Retired(_)), "nothing was changed");

    chen.post("/desk/raqqa/reopen/apply", &form).await.is(303);
    assert_eq!(task(1).state, TaskState::Open);
    assert!([0, 2, 3].iter().all(|n| matches!(task(*n).state, TaskState::Retired(_))));
    chen.post("/desk/raqqa/reopen/open", &[]).await.is(303);
    chen.get("/desk/raqqa/reopen").await.says("Volunteers work on it");
    let log = chen.get("/desk/raqqa/log").await;
    log.says("reopened by new captures").says("1 buildings by 2017-03-01").says("a clear day");
    log.says("campaign closed").says("campaign opened");
}

#[actix_web::test]
async fn buildings_that_are_not_chosen_keep_what_was_decided() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 4);
    agree(&app, &town);
    let chen = app.staff("chen", Role::Coordinator).await;
    let new = add_held_capture(&app.store, &town, "2017-03-01").to_string();
    chen.post("/desk/raqqa/reopen/close", &[]).await.is(303);
    let form = [("capture", new.as_str()), ("area", "0,0,1,1"), ("reason", "elsewhere")];
    chen.post("/desk/raqqa/reopen/apply", &form).await.is(303);
    let campaign = town.campaign.clone();
    let tally =
        settle::settle_all(&app.store, app.clock.now(), 1, &campaign, Occasion::Asked, |_| {});
    assert_eq!(tally.unwrap().changed, 0, "also when all is decided anew");
}

#[actix_web::test]
async fn gold_is_chosen_with_its_pictures_set_and_taken_out() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 4);
    let chen = app.staff("chen", Role::Coordinator).await;
    chen.get("/desk/raqqa/gold").await.is(200).says("0 of at most 5000 are set");
    let found = chen.post("/desk/raqqa/gold", &[("building", "B-2")]).await;
    assert_eq!(found.header("location"), "/desk/raqqa/gold/B-2");
    chen.post("/desk/raqqa/gold", &[("building", "B-9")]).await.is(422).says("B-9");
    chen.get("/desk/raqqa/gold/B-9").await.is(404);
    chen.get("/desk/raqqa/gold/B-2").await.is(200).says("Set its answer").says("class=\"shot\"");

    let [last, first] = [town.captures[1].to_string(), town.captures[2].to_string()];
    let backwards = [("last_standing", first.as_str()), ("first_destroyed", last.as_str())];
    chen.post("/desk/raqqa/gold/B-2/set", &backwards).await.is(422).says("Nothing was changed");
    let silent = [("explanation", "kept words")];
    chen.post("/desk/raqqa/gold/B-2/set", &silent).await.is(422).says("kept words");
    let form = [
        ("last_standing", last.as_str()),
        ("first_destroyed", first.as_str()),
        ("explanation", "The roof is gone."),
        ("explanation-fr", "Le toit a disparu."),
        ("place", "1"),
        ("hint", "Look at the roof."),
    ];
    chen.post("/desk/raqqa/gold/B-2/set", &form).await.is(303);
    let listed = chen.get("/desk/raqqa/gold").await;
    listed.says("practice 1").says("The roof is gone.").says("1 of at most 5000");
    chen.get("/desk/raqqa/gold/B-2").await.says("Le toit a disparu.").says("Look at the roof.");
    chen.post("/desk/raqqa/gold/B-3/set", &form).await.is(422).says("has place 1");
    let gold = app.store.read(|db| golds::get(db, town.buildings[2])).unwrap();
    assert!(gold.is_none(), "what was refused set nothing");
    chen.post("/desk/raqqa/gold/B-2/retire", &[]).await.is(303);
    chen.get("/desk/raqqa/gold").await.says("taken out");
    chen.post("/desk/raqqa/gold/B-4/retire", &[]).await.is(422).says("no gold on a building");
    let log = chen.get("/desk/raqqa/log").await;
    log.says("gold set").says("practice set").says("B-2 at place 1").says("gold taken out");
}

#[actix_web::test]
async fn many_become_gold_at_once_where_lists_fix_their_windows() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 4);
    let chen = app.staff("chen", Role::Coordinator).await;
    let on = |month, day| NaiveDate::from_ymd_opt(2017, month, day);
    let said = |after_on, before_on, damage: &str| Reference {
        after_on,
        before_on,
        damage: damage.to_owned(),
        confidence: None,
        said: String::new(),
    };
    let lists = [
        (town.buildings[0], said(on(2, 20), on(3, 10), "destroyed")),
        (town.buildings[1], said(on(2, 20), on(3, 10), "moderate")),
        (town.buildings[2], said(on(3, 20), on(4, 10), "destroyed")),
        (town.buildings[3], said(None, on(4, 10), "destroyed")),
    ];
    app.store.write(move |db| references::add(db, &lists)).unwrap();
    let page = chen.get("/desk/raqqa/gold").await;
    page.is(200).says("2017-02-15 to 2017-03-15").says("2017-03-15 to 2017-04-15");
    assert_eq!(page.text().matches("type=\"checkbox\" name=\"building\"").count(), 2);

    let all = "/desk/raqqa/gold/many";
    chen.post(all, &[("reason", "A list says so.")]).await.is(422).says("at least one building");
    let silent = chen.post(all, &[("building", "B-1")]).await;
    silent.is(422).says("say in a sentence").says("aria-label=\"B-1\" checked");
    let mixed = [("building", "B-1"), ("building", "B-2"), ("reason", "kept words")];
    chen.post(all, &mixed).await.is(422).says("B-2").says("kept words");
    let id = town.campaign.id;
    assert_eq!(app.store.read(|db| golds::count_of(db, id)).unwrap(), 0, "all of it or none");
    let both = [("building", "B-1"), ("building", "B-3"), ("reason", "A list says so.")];
    chen.post(all, &both).await.is(303);
    let gold = app.store.read(|db| golds::get(db, town.buildings[2])).unwrap().unwrap().0;
    assert_eq!(gold.last_standing, Some(town.captures[2]));
    assert_eq!(gold.first_destroyed, Some(town.captures[3]));
    assert_eq!(gold.explanation, "A list says so.");
    let after = chen.get("/desk/raqqa/gold").await;
    after.says("2 of at most 5000");
    assert!(!after.text().contains("name=\"building\" value=\"B-1\""));
    chen.post(all, &both).await.is(422).says("set already");
    chen.get("/desk/raqqa/log").await.says("2 buildings by what lists say");
}

#[actix_web::test]
async fn the_list_of_gold_counts_how_it_was_answered() {
    let app = TestApp::start().await;
    let mut town = app.town("raqqa", 12);
    assert!(set_gold(&app, &town, &all_gold(&app, &town)).is_empty());
    with_dealing(&app, &mut town, Dealing::new(500, 500, 0, 1000).unwrap());
    let amina = join(&app, &town, "amina");
    let mut on_gold = 0;
    for seed in 0..10 {
        let dealt = deal(&app, &town, amina, seed).unwrap();
        let is_gold = dealt.purpose == Purpose::Gold;
        on_gold += usize::from(is_gold);
        // The first is right, all others are not.
        answer(&app, &town, &dealt, if is_gold && on_gold == 1 { 0 } else { 4 });
    }
    assert!(on_gold > 1, "{on_gold}");
    let chen = app.staff("chen", Role::Coordinator).await;
    let page = chen.get("/desk/raqqa/gold").await.text();
    assert_eq!(page.matches("1 of 1").count(), 1);
    assert_eq!(page.matches("0 of 1").count(), on_gold - 1);
    assert_eq!(page.matches("<td>hidden</td>").count(), 12);
}
