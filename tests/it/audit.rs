//! Experts audit a drawn sample blind, differ, and what they saw is held against what is published.

use std::collections::BTreeMap;

use aftermath::domain::role::Role;
use aftermath::domain::task::TaskState;
use aftermath::journey::log::{self, Wanted};
use aftermath::store::{samples, tasks};

use crate::quality::judged;
use crate::support::{Person, TestApp, Town};

const QUALITY: &str = "/desk/raqqa/quality";

async fn draw(chen: &Person<'_>, experts: &str) {
    chen.post(QUALITY, &[("size", "200"), ("seed", "7"), ("experts", experts)]).await.is(303);
}

async fn next(who: &Person<'_>) -> Option<String> {
    who.get(QUALITY).await.is(200).attr("a.button", "href")
}

/// Says of every building that waits that it was destroyed by a capture; says which they were.
async fn judge(who: &Person<'_>, town: &Town, first: impl Fn(&str) -> usize) -> Vec<String> {
    let mut seen = Vec::new();
    let mut at = next(who).await;
    while let Some(href) = at.take().filter(|href| href.matches('/').count() == 5) {
        let building = href.rsplit('/').next().unwrap().to_owned();
        let page = who.get(&href).await;
        page.is(200).says("Your answer");
        for told in ["Volunteers", "dated/", "retired", "Published"] {
            assert!(!page.text().contains(told), "{told} is shown to an expert");
        }
        let capture = town.captures[first(&building)].to_string();
        let form = [("verdict", "dated"), ("first_destroyed", capture.as_str())];
        let answer = who.post(&href, &form).await;
        at = Some(answer.is(303).header("location").to_owned());
        seen.push(building);
        assert!(seen.len() <= 200, "it goes on and on");
    }
    seen
}

fn csv(bytes: &[u8]) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut table = csv::Reader::from_reader(bytes);
    let rows = table.deserialize().map(Result::unwrap);
    rows.map(|row: BTreeMap<String, String>| (row["part"].clone(), row)).collect()
}

#[actix_web::test]
async fn two_experts_answer_blind_a_third_settles_and_the_figures_are_kept() {
    let app = TestApp::start().await;
    let town = judged(&app);
    let chen = app.staff("chen", Role::Coordinator).await;
    let (ada, bo) =
        (app.staff("ada", Role::Adjudicator).await, app.staff("bo", Role::Adjudicator).await);
    draw(&chen, "2").await;
    let own = app.store.read(|db| samples::of_campaign(db, town.campaign.id)).unwrap().remove(0);
    assert_eq!((own.seed, own.experts, own.by.as_str()), (7, 2, "chen"));
    let drawn = app.store.read(|db| samples::buildings(db, own.id)).unwrap();
    assert_eq!(drawn.len(), 15, "all of what is published");
    assert!(drawn.iter().all(|one| one.stratum == "dated/full" && one.population == 15));
    let report = format!("{QUALITY}/{}", own.id);
    chen.post(&report, &[]).await.is(422).says("no building of this sample is audited yet");

    // They agree with the volunteers, who say the third capture, but differ about one building.
    let odd = drawn[4].external_id.clone();
    let order: Vec<String> = drawn.iter().map(|one| one.external_id.clone()).collect();
    assert_eq!(judge(&ada, &town, |_| 2).await, order);
    let by_bo = judge(&bo, &town, |building| if building == odd { 4 } else { 2 }).await;
    assert_eq!(by_bo.len(), 15);
    assert_eq!(next(&ada).await, None, "who answered does not settle it");
    let href = next(&chen).await.unwrap();
    let page = chen.get(&href).await;
    page.is(200).says("Experts differ").says("by 15\u{a0}Mar 2017").says("by 15\u{a0}May 2017");
    let first = town.captures[4].to_string();
    let mut form = vec![("verdict", "dated"), ("first_destroyed", first.as_str())];
    chen.post(&href, &form).await.is(422).says("a reason is needed");
    form.push(("reason", "the shadow is gone in May only"));
    chen.post(&href, &form).await.is(303);
    chen.post(&href, &form).await.is(422).says("you have answered");

    chen.post(&report, &[]).await.is(303);
    let page = chen.get(QUALITY).await;
    page.is(200).says("15 of 15 audited").says("14 of 15 pairs").says("0.933");
    let href = page.attr("a[href$='.csv']", "href").unwrap();
    let answer = chen.get(&href).await;
    let table = csv(&answer.is(200).body);
    let parts: Vec<&str> = table.keys().map(String::as_str).collect();
    assert_eq!(parts, ["all", "dated", "dated/full"]);
    for part in ["all", "dated", "dated/full"] {
        let row = &table[part];
        assert_eq!((row["audited"].as_str(), row["holding_right"].as_str()), ("15", "14"));
        assert_eq!(row["holding"], "0.933333");
        // All of the stratum was drawn: nothing is left to chance.
        assert_eq!(
            (row["holding_low"].as_str(), row["holding_high"].as_str()),
            ("0.933333", "0.933333")
        );
    }
    let wanted = Wanted { campaign: Some(town.campaign.id), most: 3, ..Wanted::default() };
    let acts = app.store.read(|db| log::list(db, &wanted)).unwrap();
    let kinds: Vec<&str> = acts.iter().map(|entry| entry.act.kind.as_str()).collect();
    assert_eq!(kinds, ["quality reported", "audit settled", "sample drawn"]);
}

#[actix_web::test]
async fn who_saw_votes_or_gave_them_audits_nothing() {
    let app = TestApp::start().await;
    let town = judged(&app);
    let chen = app.staff("chen", Role::Coordinator).await;
    draw(&chen, "1").await;
    let href = next(&chen).await.unwrap();
    let building = href.rsplit('/').next().unwrap();
    chen.get(&format!("/desk/raqqa/buildings/{building}")).await.is(200);
    chen.get(&href).await.is(200).says("you were shown what was said");
    let first = town.captures[2].to_string();
    let form = [("verdict", "dated"), ("first_destroyed", first.as_str())];
    chen.post(&href, &form).await.is(422).says("somebody else audits it");
    assert_ne!(next(&chen).await.unwrap(), href);

    // A building that was not drawn is answered like one that does not exist.
    let open = town
        .buildings
        .iter()
        .position(|id| app.store.read(|db| tasks::get(db, *id)).unwrap().state == TaskState::Open);
    let other = format!("B-{}", open.unwrap() + 1);
    let found = chen.get(&format!("{QUALITY}/1/{other}")).await;
    let absent = chen.get(&format!("{QUALITY}/1/B-999")).await;
    assert_eq!(found.is(404).text().replace(&other, "B-999"), absent.is(404).text());
    for (form, said) in [
        ([("size", "0"), ("seed", "1"), ("experts", "1")], "1 to 2000"),
        ([("size", "9"), ("seed", "-1"), ("experts", "1")], "a whole number from 0"),
        ([("size", "9"), ("seed", "1"), ("experts", "3")], "one expert or two"),
    ] {
        let refused = chen.post(QUALITY, &form).await;
        refused.is(422).says(said);
        assert_eq!(refused.value("#size").as_deref(), Some(form[0].1));
    }
}
