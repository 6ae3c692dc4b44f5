//! What leaves: right, whole, and about nobody.

use aftermath::access::token::Token;
use aftermath::domain::role::Role;
use aftermath::journey::publish::{File, write};

use crate::support::{TestApp, Town};

fn export(app: &TestApp, town: &Town, file: File) -> String {
    let mut bytes = Vec::new();
    write(&app.store, &town.campaign, file, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// The cells of one column.
fn column(text: &str, name: &str) -> Vec<String> {
    let mut table = csv::Reader::from_reader(text.as_bytes());
    let index = table.headers().unwrap().iter().position(|header| header == name).unwrap();
    table.records().map(|row| row.unwrap()[index].to_owned()).collect()
}

#[actix_web::test]
async fn a_dated_building_leaves_with_its_window_and_its_support() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 2);
    for _ in 0..3 {
        let amina = app.volunteer("raqqa").await;
        for _ in 0..2 {
            let first = town.captures[3].to_string();
            let form = [("verdict", "dated"), ("first_destroyed", first.as_str())];
            amina.answers("raqqa", &form).await.is(303);
        }
    }
    let buildings = export(&app, &town, File::Buildings);
    assert_eq!(column(&buildings, "status"), ["dated", "dated"]);
    assert_eq!(column(&buildings, "last_intact_date"), ["2017-03-15", "2017-03-15"]);
    assert_eq!(column(&buildings, "first_destroyed_date"), ["2017-04-15", "2017-04-15"]);
    assert_eq!(column(&buildings, "support_share"), ["1", "1"]);
    assert_eq!(column(&buildings, "median_first_destroyed_image_id"), ["2017-04-15"; 2]);
    let judgements = export(&app, &town, File::Judgements);
    assert_eq!(column(&judgements, "counted"), ["true"; 6]);
    let features: serde_json::Value =
        serde_json::from_str(&export(&app, &town, File::BuildingsGeoJson)).unwrap();
    assert_eq!(features["features"][0]["properties"]["first_destroyed_date"], "2017-04-15");
    let images = export(&app, &town, File::Images);
    assert_eq!(column(&images, "image_id").len(), 6);
    assert!(column(&images, "sha256_served").iter().all(|hash| hash.len() == 64));
}

#[actix_web::test]
async fn an_open_building_leaves_without_a_date() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    let amina = app.volunteer("raqqa").await;
    let first = town.captures[3].to_string();
    let form = [("verdict", "dated"), ("first_destroyed", first.as_str())];
    amina.answers("raqqa", &form).await.is(303);
    let buildings = export(&app, &town, File::Buildings);
    assert_eq!(column(&buildings, "status"), ["open"]);
    assert_eq!(column(&buildings, "first_destroyed_date"), [""]);
}

#[actix_web::test]
async fn pseudonyms_are_stable_and_nothing_else_of_a_volunteer_leaves() {
    let app = TestApp::start().await;
    let (raqqa, mosul) = (app.town("raqqa", 2), app.town("mosul", 1));
    let amina = app.volunteer("raqqa").await;
    amina.answers("raqqa", &[("verdict", "standing")]).await.is(303);
    amina.answers("raqqa", &[("verdict", "standing")]).await.is(303);
    let bram = app.volunteer("mosul").await;
    bram.answers("mosul", &[("verdict", "standing")]).await.is(303);
    let text = export(&app, &raqqa, File::Judgements);
    let hers = column(&text, "volunteer_pseudonym");
    assert_eq!(hers.len(), 2);
    assert_eq!(hers[0], hers[1]);
    assert_eq!(text, export(&app, &raqqa, File::Judgements));
    let his = column(&export(&app, &mosul, File::Judgements), "volunteer_pseudonym");
    assert_ne!(hers[0], his[0]);
    let token = amina.cookie.get(amina.cookie.len() - 64..).unwrap();
    let token = Token::parse(token).expect("the cookie ends in the token");
    for file in File::ALL {
        let text = export(&app, &raqqa, file);
        assert!(!text.contains(token.reveal()) && !text.contains(&token.hash()));
    }
}

#[actix_web::test]
async fn the_browser_gets_the_same_bytes_as_the_command_line() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 3);
    let rosa = app.staff("rosa", Role::Researcher).await;
    for file in File::ALL {
        let got = rosa.get(&format!("/desk/raqqa/exports/{}?why=a+report", file.name())).await;
        got.is(200);
        assert!(got.header("content-disposition").contains(file.name()));
        assert_eq!(got.text(), export(&app, &town, file));
    }
    rosa.get("/desk/raqqa/exports/secrets.csv").await.is(404);
}
