//! What is read out of releases: what changed, all about one building, and the method.

use std::collections::BTreeMap;

use aftermath::domain::dealing::{Dealing, Purpose};
use aftermath::domain::release::{Audience, Tier};
use aftermath::domain::role::Role;
use aftermath::journey::figures::quality;
use aftermath::journey::gold;
use aftermath::journey::record::Record;
use aftermath::journey::release::{coarsened, set_places};

use crate::measure;
use crate::releases::{asked, file, judged, made, public};
use crate::support::{TestApp, Town};

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
    let (_, files) = made(&app, &town, &open);
    let told = file(&app, &files, "buildings.csv");
    let id = told.lines().nth(1).and_then(|line| line.split(',').next()).unwrap();
    let coarse = format!("/c/raqqa/releases/2/buildings/{id}");
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

/// Volunteers date 40 buildings to the fourth picture, three each, but one is late about some and
/// sure of everything; experts know all of them.
async fn known(app: &TestApp) -> Town {
    let town = app.town("raqqa", 40);
    for number in 0..4 {
        let amina = app.volunteer("raqqa").await;
        // Nobody is dealt more than a quarter of a neighbourhood's answers.
        for answer in 0..30 {
            let is_late = number == 3 && answer % 10 == 0;
            let first = town.captures[if is_late { 4 } else { 3 }].to_string();
            let sureness = if number == 3 { "sure" } else { "" };
            let form =
                [("verdict", "dated"), ("first_destroyed", first.as_str()), ("sureness", sureness)];
            amina.answers("raqqa", &form).await.is(303);
        }
    }
    let row = |number| format!("B-{number},2017-03-15,2017-04-15");
    let head = "external_id,last_intact_image_id,first_destroyed_image_id".to_owned();
    let rows = std::iter::once(head).chain((1..=town.buildings.len()).map(row));
    let table = rows.collect::<Vec<_>>().join("\n");
    let (campaign, now) = (town.campaign.clone(), app.clock.now());
    let bytes = table.into_bytes();
    let set = app.store.write(move |db| gold::import(db, now, &campaign, &bytes, "chen")).unwrap();
    assert_eq!(set.items.len(), 40, "{:?}", set.errors);
    town
}

#[actix_web::test]
async fn agreement_and_calibration_stand_in_the_method_and_stay_as_they_were_in_a_release() {
    let app = TestApp::start().await;
    let town = known(&app).await;
    let record = app.store.read(|db| Record::read(db, &town.campaign)).unwrap();
    let all = quality(&record).answers;
    let (nominal, ordinal) = (all.alpha_nominal.unwrap(), all.alpha_ordinal.unwrap());
    assert!(nominal < 0.5 && all.ratings == 120, "{all:?}");
    let page = app.anybody().get("/c/raqqa/method").await;
    page.is(200).says(&format!("<bdi>{nominal:.3}</bdi>"));
    assert!(!page.text().contains("not counted yet"), "a small campaign is counted when asked");
    page.says("120 counted answers of one interval about 40 buildings");
    page.says("40 as gold, 0 more by audits");
    // The one who is sure is late about 3 of 30: Wilson (1927).
    page.says("27 of 30").says("0.744 to 0.965").says("“guess”: fewer than 5 answers");
    // The 37 buildings on which all agree are dated right; nothing is published of the others.
    page.says("37 of 37").says("Expected calibration error: 0.000, over 37 buildings");
    page.says("Not shown: 0 buildings can be compared; from 30 on");
    let (_, files) = made(&app, &town, &asked());
    let text = file(&app, &files, "METHOD.md");
    let row = format!("| ranks (ordinal) | {ordinal:.3} |");
    assert!(text.contains(&row) && text.contains("| sure | 27 of 30 | 0.900 |"), "{text}");
    // Of those on whom they differ nothing is published, and the dossier says why.
    let table = file(&app, &files, "buildings.csv");
    let open = table.lines().find(|line| line.contains(",open,")).expect("some are still asked");
    let (id, _) = open.split_once(',').unwrap();
    let rosa = app.staff("rosa", Role::Researcher).await;
    let page = rosa.get(&format!("/c/raqqa/releases/1/buildings/{id}?why=a+court")).await;
    page.is(200).says("None is published: volunteers are still asked");
    assert!(!page.text().contains("Last seen standing"));
}

#[actix_web::test]
async fn a_table_sets_how_exactly_places_are_told_and_a_bad_row_sets_nothing() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 3);
    let set = |table: &'static str| {
        let (campaign, by) = (town.campaign.clone(), app.by());
        app.store.write(move |db| set_places(db, by, &campaign, (table.as_bytes(), "asked to")))
    };
    for (table, fault) in [
        ("id,level\nB-1,100m\n", "line 1"),
        ("id,tier\nB-1,100m\nB-2,vague\n", "line 3"),
        ("id,tier\nB-1,100m\nB-1,withheld\n", "line 2 already"),
        ("id,tier\nB-1,100m\nB-9,withheld\n", "B-9"),
        ("id,tier\n", "no row"),
    ] {
        let refused = set(table).expect_err(table).to_string();
        assert!(refused.contains(fault), "{refused}");
    }
    let told = || app.store.read(|db| coarsened(db, &town.campaign)).unwrap();
    assert_eq!(told(), []);
    assert_eq!(set("id,tier\nB-1,100m\nB-2,withheld\nB-3,withheld\n").unwrap(), 3);
    assert_eq!(told(), [(Tier::Grid, 1), (Tier::Withheld, 2)]);
    assert_eq!(set("id,tier\nB-3,exact\n").unwrap(), 1);
    assert_eq!(told(), [(Tier::Grid, 1), (Tier::Withheld, 1)]);
    let (_, files) = made(&app, &town, &asked());
    assert!(!file(&app, &files, "buildings.csv").contains("B-2"));
}

#[actix_web::test]
async fn everybody_is_not_told_which_answers_are_known() {
    let app = TestApp::start().await;
    let mut town = app.town("raqqa", 30);
    assert!(measure::set_gold(&app, &town, &measure::all_gold(&app, &town)).is_empty());
    measure::with_dealing(&app, &mut town, Dealing::new(500, 500, 0, 1000).unwrap());
    let amina = measure::join(&app, &town, "amina");
    let mut tasks = 0;
    for seed in 0..30 {
        let dealt = measure::deal(&app, &town, amina, seed).unwrap();
        measure::answer(&app, &town, &dealt, 2);
        tasks += usize::from(dealt.purpose == Purpose::Task);
    }
    assert!((1..30).contains(&tasks));
    let (_, files) = made(&app, &town, &public());
    let text = file(&app, &files, "judgements.csv");
    let told: Vec<BTreeMap<String, String>> =
        csv::Reader::from_reader(text.as_bytes()).deserialize().map(Result::unwrap).collect();
    assert_eq!(told.len(), tasks);
    assert!(told.iter().all(|row| row["purpose"] == "task" && row["gold"].is_empty()));
}
