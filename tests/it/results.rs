//! Results of a release: what was certain and what possible at a time, for those who may see it.

use std::io::Read as _;

use aftermath::domain::release::Tier;
use aftermath::domain::role::Role;
use aftermath::journey::release::{coarsen, results};
use aftermath::store::Store;

use crate::releases::{asked, judged, made, public};
use crate::support::TestApp;

#[actix_web::test]
async fn results_say_what_was_certain_and_what_possible_at_a_time() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 3);
    judged(&app, &town, 3).await;
    made(&app, &town, &public());
    let anybody = app.anybody();
    let to = anybody.get("/c/raqqa/results?at=2017-04-01").await;
    let at = "/c/raqqa/releases/1/results";
    assert_eq!(to.is(303).header("Location"), format!("{at}?at=2017-04-01"));
    let line = |fate: &str, count: u32| format!("{fate}</th><td class=\"num\">{count}</td>");
    for (day, fate) in [
        ("2017-03-15", "seen standing then, destroyed later"),
        ("2017-03-16", "possibly destroyed by then"),
        ("2017-04-15", "certainly destroyed by then"),
    ] {
        let page = anybody.get(&format!("{at}?at={day}")).await;
        page.is(200).says(&line(fate, 3)).says("3 of 3 buildings");
        assert_eq!(page.text().matches("<use href=\"#s-").count(), 5 + 3, "five keys, three marks");
    }
    anybody.get(at).await.says(&line("certainly destroyed by then", 3));
    let stepped = anybody.get(&format!("{at}?step=0&status=dated")).await;
    let own = format!("{at}?at=2017-03-15&status=dated");
    assert_eq!(stepped.is(303).header("Location"), own);
    anybody.get(&format!("{at}?status=not_destroyed")).await.is(200).says("No building is so");
    anybody.get(&format!("{at}?from=2017-04-15")).await.says("0 of 3 buildings");
    anybody.get(&format!("{at}?min_agreement=100&to=2017-03-16")).await.says("3 of 3 buildings");
    anybody.get(&format!("{at}?page=9")).await.is(200).says("1 to 3 of 3");
    let wrong = anybody.get(&format!("{at}?bbox=1,2&from=soon")).await;
    wrong.is(422).says("a day like 2017-03-15").says("value=\"soon\"").says("value=\"1,2\"");
    anybody.get(&format!("{at}?from=2017-04-15&to=2017-04-01")).await.is(422).says("or earlier");
    anybody.get(&format!("{at}?map=live")).await.is(200).says("points.json?map=live");
    let text = anybody.get(at).await.text();
    assert!(!text.contains("maplibre") && !text.contains("undamaged"), "{text}");

    let points = anybody.get(&format!("{at}/points.json?at=2017-03-16")).await;
    let mut json = String::new();
    flate2::read::GzDecoder::new(&points.is(200).body[..]).read_to_string(&mut json).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (&json["mark"], &json["after"][0], &json["before"][0]),
        (&"111".into(), &0.into(), &1.into())
    );
    assert_eq!(json["id"][0], town.buildings[0].to_string());

    // What comes later is not in it.
    made(&app, &town, &asked());
    anybody.get("/c/raqqa/releases/2/results").await.is(404);
    anybody.get("/c/raqqa/releases/2/results/points.json").await.is(404);
    let to = anybody.get("/c/raqqa/results").await;
    assert_eq!(to.header("Location"), at, "the newest that they may see");
}

#[actix_web::test]
async fn a_card_tells_counts_and_no_single_answer_and_nothing_of_a_withheld_building() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 2);
    judged(&app, &town, 3).await;
    let chen = app.staff("chen", Role::Coordinator).await;
    let (own, by) = (town.campaign.clone(), app.by());
    let hidden = ("B-2", Tier::Withheld, "asked to");
    app.store.write(move |db| coarsen(db, by, &own, hidden)).unwrap();
    made(&app, &town, &public());
    let at = format!("/c/raqqa/releases/1/results/{}", town.buildings[0]);
    let page = app.anybody().get(&at).await;
    page.is(200).says("last seen standing on 2017-03-15").says("3 of 3 agree with both ends");
    assert!(!page.text().contains("v-") && !page.text().contains("<img"), "{}", page.text());
    let newest = app.anybody().get(&format!("/c/raqqa/results/{}", town.buildings[0])).await;
    assert_eq!(newest.is(303).header("Location"), at);
    let rosa = app.staff("rosa", Role::Researcher).await;
    for absent in [town.buildings[1].to_string(), "999999".into(), "x".into()] {
        rosa.get(&format!("/c/raqqa/releases/1/results/{absent}")).await.is(404);
    }
    rosa.get("/c/raqqa/releases/1/results").await.says("1 of 1 buildings");
    chen.post("/desk/raqqa/releases/withdraw", &[("number", "1"), ("reason", "wrong")]).await;
    app.anybody().get("/c/raqqa/releases/1/results").await.is(410);
    app.anybody().get(&at).await.is(410);
}

#[actix_web::test]
async fn a_release_of_before_is_listed_when_it_is_found() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 3);
    judged(&app, &town, 3).await;
    let (release, _) = made(&app, &town, &public());
    let rows = |store: &Store| store.read(|db| results::points(db, release.id)).unwrap();
    let before = rows(&app.store);
    assert_eq!(before.as_ref().map(Vec::len), Some(3));
    app.database.execute("DELETE FROM release_buildings; UPDATE releases SET is_listed = FALSE");
    let at = "/c/raqqa/releases/1/results";
    app.anybody().get(at).await.is(200).says("are being listed");
    app.anybody().get(&format!("{at}/points.json")).await.is(404);
    let folder = app.database.folder.path();
    assert_eq!(results::list_due(&app.store, folder).unwrap(), 1);
    assert_eq!(results::list_due(&app.store, folder).unwrap(), 0);
    assert_eq!(rows(&app.store), before);
    app.anybody().get(at).await.says("3 of 3 buildings");
    // Where a row lies in the file is where it is read.
    let told = app.store.read(|db| results::told_of(db, release.id, &town.buildings[1..2]));
    let (own, file) = (
        &told.unwrap()[0],
        &crate::releases::file(&app, &made_files(&app, &town), "buildings.csv"),
    );
    let start = usize::try_from(own.row.0).unwrap();
    let line = file.get(start..start + usize::try_from(own.row.1).unwrap()).unwrap();
    assert!(line.starts_with(&format!("{},", town.buildings[1])), "{own:?}");
    assert!(line.ends_with('\n'));
}

fn made_files(
    app: &TestApp,
    town: &crate::support::Town,
) -> Vec<aftermath::journey::release::Kept> {
    let own = app.store.read(|db| aftermath::store::releases::get(db, town.campaign.id, 1));
    let id = own.unwrap().unwrap().id;
    app.store.read(|db| aftermath::store::releases::files(db, id)).unwrap()
}

#[actix_web::test]
async fn a_dossier_has_the_results_before_and_proofs_for_staff() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    judged(&app, &town, 3).await;
    let (_, files) = made(&app, &town, &public());
    let rosa = app.staff("rosa", Role::Researcher).await;
    let at = format!("/c/raqqa/releases/1/buildings/{}", town.buildings[0]);
    rosa.get(&at).await.is(200).says("None was decided before this one.");
    let text = crate::releases::file(&app, &files, "judgements.csv");
    let judgement = text.lines().nth(1).unwrap().split(',').next().unwrap().to_owned();
    let proof = format!("{at}/proofs/{judgement}");
    rosa.get(&at).await.says(&proof);
    rosa.get(&proof).await.is(200).says("c2sp.org/tlog-proof").says("index ");
    rosa.get(&format!("{at}/proofs/999999")).await.is(404);
    app.anybody().get(&proof).await.is(404);
    let page = app.anybody().get(&at).await;
    page.is(200).says("Researchers of the campaign see them.");
    assert!(!page.text().contains("/proofs/"));
}
