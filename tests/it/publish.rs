//! What leaves: right, whole, and about nobody.

use aftermath::access::token::Token;
use aftermath::domain::role::Role;
use aftermath::journey::publish::{File, Format, Table, write};

use crate::support::{TestApp, Town};

fn bytes(app: &TestApp, town: &Town, file: File) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(&app.store, &town.campaign, file, &mut bytes).unwrap();
    bytes
}

fn export(app: &TestApp, town: &Town, file: File) -> String {
    String::from_utf8(bytes(app, town, file)).unwrap()
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
    let buildings = export(&app, &town, File::BUILDINGS);
    assert_eq!(column(&buildings, "status"), ["dated", "dated"]);
    assert_eq!(column(&buildings, "last_intact_date"), ["2017-03-15", "2017-03-15"]);
    assert_eq!(column(&buildings, "first_destroyed_date"), ["2017-04-15", "2017-04-15"]);
    assert_eq!(column(&buildings, "support_share"), ["1", "1"]);
    assert_eq!(column(&buildings, "median_first_destroyed_image_id"), ["2017-04-15"; 2]);
    let judgements = export(&app, &town, File::JUDGEMENTS);
    assert_eq!(column(&judgements, "counted"), ["true"; 6]);
    let features: serde_json::Value =
        serde_json::from_str(&export(&app, &town, File::Of(Table::Buildings, Format::GeoJson)))
            .unwrap();
    assert_eq!(features["features"][0]["properties"]["first_destroyed_date"], "2017-04-15");
    let images = export(&app, &town, File::IMAGES);
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
    let buildings = export(&app, &town, File::BUILDINGS);
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
    let text = export(&app, &raqqa, File::JUDGEMENTS);
    let hers = column(&text, "volunteer_pseudonym");
    assert_eq!(hers.len(), 2);
    assert_eq!(hers[0], hers[1]);
    assert_eq!(text, export(&app, &raqqa, File::JUDGEMENTS));
    let his = column(&export(&app, &mosul, File::JUDGEMENTS), "volunteer_pseudonym");
    assert_ne!(hers[0], his[0]);
    let token = amina.cookie.get(amina.cookie.len() - 64..).unwrap();
    let token = Token::parse(token).expect("the cookie ends in the token");
    for file in File::all() {
        let bytes = bytes(&app, &raqqa, file);
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains(token.reveal()) && !text.contains(&token.hash()));
    }
}

#[actix_web::test]
async fn the_browser_gets_the_same_bytes_as_the_command_line() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 3);
    let rosa = app.staff("rosa", Role::Researcher).await;
    for file in File::all() {
        let got = rosa.get(&format!("/desk/raqqa/exports/{}?why=a+report", file.name())).await;
        got.is(200);
        assert!(got.header("content-disposition").contains(&file.name()));
        assert!(got.body == bytes(&app, &town, file), "{}", file.name());
    }
    rosa.get("/desk/raqqa/exports/secrets.csv").await.is(404);
}

#[actix_web::test]
async fn the_columns_of_others_say_no_more_than_the_window_and_the_judgements_that_count() {
    let app = TestApp::start().await;
    let (raqqa, mosul) = (app.town("raqqa", 2), app.town("mosul", 2));
    for _ in 0..3 {
        let amina = app.volunteer("raqqa").await;
        let first = raqqa.captures[3].to_string();
        let dated = [("verdict", "dated"), ("first_destroyed", first.as_str())];
        amina.answers("raqqa", &dated).await.is(303);
        amina.answers("raqqa", &dated).await.is(303);
    }
    let bram = app.volunteer("mosul").await;
    bram.answers("mosul", &[("verdict", "standing")]).await.is(303);
    bram.answers("mosul", &[("verdict", "cannot_tell"), ("reason", "cloud")]).await.is(303);
    agrees_with_our_columns(&app, &raqqa, "dated");
    agrees_with_our_columns(&app, &mosul, "open");

    let of = |table| export(&app, &raqqa, File::Of(table, Format::Csv));
    let classifications = of(Table::Zooniverse);
    let results = of(Table::MapSwipe);
    assert_eq!(column(&classifications, "user_name"), column(&results, "user_id"));
    assert!(column(&classifications, "user_ip").iter().all(String::is_empty));
    let annotations = &column(&classifications, "annotations")[0];
    let annotations: serde_json::Value = serde_json::from_str(annotations).unwrap();
    assert_eq!(annotations[0]["value"], "Destroyed between two captures");
    assert_eq!(annotations[1]["value"], "after 2017-03-15, by 2017-04-15");
}

fn agrees_with_our_columns(app: &TestApp, town: &Town, status: &str) {
    let of = |table| export(app, town, File::Of(table, Format::Csv));
    let (unosat, buildings) = (of(Table::Unosat), of(Table::Buildings));
    let classes = |number: usize| {
        let end = if number == 1 { String::new() } else { format!("_{number}") };
        column(&unosat, &format!("Main_Damage_Site_Class{end}"))
    };
    assert_eq!(column(&unosat, "SensorDate_4"), ["2017-04-15"; 2]);
    let statuses = column(&buildings, "status");
    assert_eq!(statuses, [status; 2]);
    for row in 0..statuses.len() {
        let all: Vec<String> = (1..=6).map(|number| classes(number)[row].clone()).collect();
        let wanted = if status == "dated" { ["6", "6", "6", "1", "1", "1"] } else { [""; 6] };
        assert_eq!(all, wanted);
    }
    assert!(column(&unosat, "Class_Meaning")[0].contains("does not say undamaged"));

    let results = of(Table::MapSwipe);
    let (tasks, said) = (column(&results, "task_id"), column(&results, "result"));
    let totals = of(Table::MapSwipeTotals);
    for (row, building) in column(&totals, "task_id").iter().enumerate() {
        for result in ["0", "1", "2", "3"] {
            let given = tasks
                .iter()
                .zip(&said)
                .filter(|(task, own)| (task.as_str(), own.as_str()) == (building, result));
            let counted = &column(&totals, &format!("{result}_count"))[row];
            assert_eq!(*counted, given.count().to_string(), "{building} {result}");
        }
    }
}
