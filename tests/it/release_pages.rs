//! What is read out of releases: what changed, all about one building, and the method.

use aftermath::domain::release::{Audience, Tier};
use aftermath::domain::role::Role;

use crate::releases::{asked, file, judged, made};
use crate::support::TestApp;

#[actix_web::test]
async fn two_releases_tell_what_changed_between_them() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 2);
    let rosa = app.staff("rosa", Role::Researcher).await;
    let (_, old) = made(&app, &town, &asked());
    made(&app, &town, &asked());
    rosa.get("/c/raqqa/releases/2/since/1").await.is(200).says("0 buildings changed");
    judged(&app, &town, 3).await;
    made(&app, &town, &asked());
    rosa.get("/c/raqqa/releases/3").await.is(200).says("/releases/3/since/1");
    let page = rosa.get("/c/raqqa/releases/3/since/1").await;
    page.is(200).says("2 buildings changed").says("2017-03-15 to 2017-04-15");
    let table = rosa.get("/c/raqqa/releases/3/since/1/changes.csv").await;
    let id = &town.buildings[0];
    table.is(200).says(&format!("\n{id},B-1,changed,open,,,,,,,dated,2017-03-15,"));
    rosa.get("/c/raqqa/releases/3/since/9").await.is(404);
    app.anybody().get("/c/raqqa/releases/3/since/1").await.is(404);
    // What is withheld later is gone from then on.
    let chen = app.staff("chen", Role::Coordinator).await;
    let form = [("ids", "B-1"), ("tier", "withheld"), ("reason", "asked to")];
    chen.post("/desk/raqqa/releases/places", &form).await.is(303);
    made(&app, &town, &asked());
    rosa.get("/c/raqqa/releases/4/since/3").await.is(200).says("1 are gone");
    assert!(file(&app, &old, "buildings.csv").contains("B-1"), "what was frozen stays");
}

#[actix_web::test]
async fn a_dossier_holds_what_its_release_holds_and_nothing_later() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 2);
    judged(&app, &town, 3).await;
    let rosa = app.staff("rosa", Role::Researcher).await;
    let (_, files) = made(&app, &town, &asked());
    let at = format!("/c/raqqa/releases/1/buildings/{}", town.buildings[0]);
    rosa.get(&at).await.is(422).says("say what it is for");
    let page = rosa.get(&format!("{at}?why=a+court")).await;
    page.is(200).says("2017-03-15").says("an end of the window takes").says("3 answers count");
    for cell in
        file(&app, &files, "judgements.csv").split(',').filter(|cell| cell.starts_with("v-"))
    {
        page.says(cell);
    }
    rosa.get("/desk/raqqa/exports/taken.csv").await.says("dossier of building").says("a court");
    rosa.get("/c/raqqa/releases/1/buildings/999999?why=x").await.is(404);
    app.anybody().get(&at).await.is(404);
    // A coarse one shows no picture, whoever reads it.
    let open = asked();
    let open = aftermath::journey::release::Asked {
        audience: Audience::Public,
        precision: Tier::Neighbourhood,
        ..open
    };
    made(&app, &town, &open);
    let coarse = format!("/c/raqqa/releases/2/buildings/{}", town.buildings[0]);
    assert!(!app.anybody().get(&coarse).await.is(200).text().contains("<img"));
    assert!(!rosa.get(&coarse).await.is(200).text().contains("<img"));
}

#[actix_web::test]
async fn the_method_is_of_the_campaigns_own_settings_and_stands_in_the_release() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    judged(&app, &town, 3).await;
    let method = town.campaign.policy.method();
    let page = app.anybody().get("/c/raqqa/method").await;
    page.is(200).says(&method).says("2017-06-15").says("fewer than 5");
    page.says("No audit of a sample was reported").says("No model was fitted");
    let (_, files) = made(&app, &town, &asked());
    let text = file(&app, &files, "METHOD.md");
    assert!(text.contains(&method) && text.contains("| 2017-06-15 |"), "{text}");
    assert!(text.contains("| dated | 1 |"), "{text}");
}
