//! Incidents that others report: imported, held against findings, linked by people, exported.

use aftermath::domain::campaign::Visibility;
use aftermath::domain::role::Role;
use aftermath::journey::publish::{self, File, Format, Table};

use crate::releases::{asked, file, judged, made, public};
use crate::support::{Answer, Person, TestApp, Town};

const PAGE: &str = "/desk/raqqa/incidents";

/// A list of three: on B-1, some way off B-2 in the same days, and of a district.
const AIRWARS: &str = "\
unique_reference_code,date,permalink,country,grading,latitude,longitude,strike_status,\
geolocation_accuracy,civilians_killed_min,civilians_killed_max,civilians_injured_min,\
civilians_injured_max
CS1,2017-03-20,https://example.org/cs1,Syria,Fair,36.0,39.0,Likely strike,\
exact_location_via_airwars,3,5,,
CS2,2017-04,https://example.org/cs2,Syria,Weak,36.0,39.0001,Likely strike,\
within_100m_via_coalition,0,1,2,2
CS3,2017-03-20,,Syria,Weak,36.0,39.0,Likely strike,district,,,,
";

/// A town whose three buildings were destroyed between 15 March and 15 April 2017.
async fn dated() -> (TestApp, Town) {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 3);
    judged(&app, &town, 3).await;
    (app, town)
}

/// Sends a list as the page's form does.
async fn sends(chen: &Person<'_>, source: &str, name: &str, text: &str) -> Answer {
    let line = "x-part-x";
    let body = format!(
        "--{line}\r\nContent-Disposition: form-data; name=\"source\"\r\n\r\n{source}\r\n\
         --{line}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n{text}\r\n--{line}--\r\n"
    );
    let kind = format!("multipart/form-data; boundary={line}");
    chen.post_body(PAGE, &kind, body.into_bytes()).await
}

fn exported(app: &TestApp, town: &Town, file: File) -> String {
    let mut bytes = Vec::new();
    publish::write(&app.store, &town.campaign, file, &mut bytes).unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Every file of findings whose bytes depend on nothing else.
fn findings(app: &TestApp, town: &Town) -> Vec<String> {
    let files = Table::Buildings.files().chain(Table::Unosat.files());
    let files =
        files.filter(|file| !matches!(file, File::Of(_, Format::GeoPackage | Format::Xlsx)));
    files.map(|file| exported(app, town, file)).collect()
}

fn rows(text: &str, columns: &[&str]) -> Vec<Vec<String>> {
    let mut table = csv::Reader::from_reader(text.as_bytes());
    let header = table.headers().unwrap().clone();
    let at = |name: &str| header.iter().position(|own| own == name).unwrap();
    let row = |row: csv::StringRecord| -> Vec<String> {
        columns.iter().map(|name| row[at(name)].to_owned()).collect()
    };
    table.records().map(|own| row(own.unwrap())).collect()
}

/// The candidates of an incident, as the page has them: (number of the link, building).
fn links(page: &Answer) -> Vec<(String, String)> {
    let page = scraper::Html::parse_document(&page.text());
    let select = |selector: &str| scraper::Selector::parse(selector).unwrap();
    let (cards, name) = (select("section[id^=link-]"), select("h3 bdi"));
    let cards = page.select(&cards).map(|card| {
        let name = card.select(&name).next().unwrap().text().collect();
        (card.value().attr("id").unwrap().replace("link-", ""), name)
    });
    cards.collect()
}

/// A town with three incidents, of which one was linked to a building and held against two others.
pub(crate) async fn linked() -> TestApp {
    let (app, _) = dated().await;
    let chen = app.staff("chen", Role::Coordinator).await;
    sends(&chen, "", "list.csv", AIRWARS).await.is(303);
    let all = links(&chen.get(&format!("{PAGE}/1")).await);
    for ((link, _), act) in all.iter().zip(["confirm", "refuse", "refuse"]) {
        let why = [("link", link.as_str()), ("reason", "the photograph shows the roof")];
        chen.post(&format!("{PAGE}/1/{act}"), &why).await.is(303);
    }
    app
}

#[actix_web::test]
async fn a_list_is_held_against_findings_and_a_person_links_and_takes_back() {
    let (app, town) = dated().await;
    let chen = app.staff("chen", Role::Coordinator).await;
    let rosa = app.staff("rosa", Role::Researcher).await;
    let before = findings(&app, &town);
    assert!(before[0].contains("dated"));
    sends(&chen, "", "list.csv", AIRWARS).await.is(303);
    chen.get(PAGE).await.is(200).says("CS1").says("CS2").says("within 100m via coalition: 100 m");
    rosa.get(&format!("{PAGE}?show=all")).await.is(200).says("district: too coarse");

    // B-1 and B-2 are 9 m apart, so both fit both; B-3 is 18 m from B-1.
    let one = chen.get(&format!("{PAGE}/1")).await;
    one.is(200).says("2017-03-20").says("3 buildings fit");
    one.says("0 m from the place, which is known to 25 m; 1 of 1 days lie in its window");
    one.says("2017-03-15 to 2017-04-15 (32 days); it fits one other incident");
    let all = links(&one);
    let names: Vec<&str> = all.iter().map(|(_, name)| name.as_str()).collect();
    assert_eq!(names, ["B-1", "B-2", "B-3"], "the nearest first");
    chen.get(&format!("{PAGE}/3")).await.is(200).says("No building is looked for");

    let act = |act: &str| format!("{PAGE}/1/{act}");
    let (first, second) = (all[0].0.as_str(), all[1].0.as_str());
    let why = [("link", first), ("reason", "the photograph shows this roof")];
    chen.post(&act("confirm"), &why[..1]).await.is(422).says("say in a sentence why");
    let long = "x".repeat(501);
    let too_long = chen.post(&act("confirm"), &[("link", first), ("reason", &long)]).await;
    too_long.is(422).says(&long).says("at most 500 characters");
    chen.post(&act("confirm"), &why).await.is(303);
    chen.post(&act("refuse"), &why).await.is(422).says("somebody answered already");
    let other = [("link", second), ("reason", "it stands in the next picture")];
    chen.post(&act("refuse"), &other).await.is(303);
    chen.post(&format!("{PAGE}/2/confirm"), &why).await.is(422).says("no candidate any more");
    rosa.post(&act("undo"), &why).await.is(403);
    rosa.get(&format!("{PAGE}/1")).await.says("confirmed by chen on 2017-10-20: the photograph");

    let building = chen.get("/desk/raqqa/buildings/B-1").await;
    building.is(200).says("had no part in the finding").says("href=\"https://example.org/cs1\"");
    let told = exported(&app, &town, File::LINKS);
    let columns = ["incident_id", "building_id", "state", "distance_m", "reason", "same_incident"];
    let building = |at: usize| town.buildings[at].to_string();
    let wanted = [
        ["1", &building(0), "confirmed", "0", "the photograph shows this roof", "true"],
        ["1", &building(1), "refused", "9", "it stands in the next picture", "true"],
    ];
    assert_eq!(rows(&told, &columns), wanted);
    let incidents = rows(
        &exported(&app, &town, File::INCIDENTS),
        &["source", "external_id", "from", "to", "accuracy_m", "killed_max", "injured_min"],
    );
    assert_eq!(incidents[1], ["Airwars", "CS2", "2017-04-01", "2017-04-30", "100", "1", "2"]);
    assert_eq!(incidents[2][4], "");

    let undo = [("link", first), ("reason", "it is another roof")];
    chen.post(&act("undo"), &undo).await.is(303);
    chen.post(&act("undo"), &undo).await.is(422);
    let open = chen.get(&format!("{PAGE}/1")).await;
    assert_eq!(links(&open).len(), 3);
    assert_eq!(rows(&exported(&app, &town, File::LINKS), &["state"]), [["refused"]]);
    let log = chen.get("/desk/raqqa/log").await;
    for words in ["incidents imported", "incident linked", "incident not linked", "link taken back"]
    {
        log.says(words);
    }
    // No finding was changed by any of it.
    assert!(before == findings(&app, &town), "buildings are exported as before");
}

#[actix_web::test]
async fn a_list_that_comes_again_changes_only_what_it_says_otherwise() {
    let (app, town) = dated().await;
    let chen = app.staff("chen", Role::Coordinator).await;
    let done =
        |answer: &Answer| answer.header("location").split("done=").nth(1).unwrap().to_owned();
    assert_eq!(done(sends(&chen, "", "list.csv", AIRWARS).await.is(303)), "3-0-0");
    let link = links(&chen.get(&format!("{PAGE}/1")).await)[0].0.clone();
    let why = [("link", link.as_str()), ("reason", "the same roof")];
    chen.post(&format!("{PAGE}/1/confirm"), &why).await.is(303);
    let acts = || {
        app.database.column("SELECT subject AS name FROM acts WHERE kind = 'incidents imported'")
    };
    assert_eq!(acts().len(), 1);
    assert_eq!(done(sends(&chen, "", "again.csv", AIRWARS).await.is(303)), "0-0-3");
    assert_eq!(acts().len(), 1, "nothing was done");
    let moved = AIRWARS.replace("CS1,2017-03-20", "CS1,2017-05-20");
    assert_eq!(done(sends(&chen, "", "moved.csv", &moved).await.is(303)), "0-1-2");
    // What was open is made anew, and there is nothing now; what was confirmed stays and says so.
    let page = chen.get(&format!("{PAGE}/1")).await;
    page.says("No dated building fits").says("Look again: the incident was changed since");
    assert_eq!(links(&page), [(link, "B-1".to_owned())]);
    let told = exported(&app, &town, File::LINKS);
    let columns = ["state", "incident_version", "same_incident", "same_verdict"];
    assert_eq!(rows(&told, &columns), [["confirmed", "1", "false", "true"]]);
    // The same id of somebody else is another incident.
    assert_eq!(done(sends(&chen, "Others", "list.csv", AIRWARS).await.is(303)), "3-0-0");
}

#[actix_web::test]
async fn other_tables_and_features_are_read_and_bad_ones_are_refused_whole() {
    let (app, _) = dated().await;
    let chen = app.staff("chen", Role::Coordinator).await;
    let table = "id,from,to,lon,lat,accuracy,title\n\
                 a,2017-03-01,2017-05-01,39.0,36.0,150 m,A strike\n";
    sends(&chen, "", "list.csv", table).await.is(422).says("say who publishes the list");
    sends(&chen, "The town’s list", "list.csv", table).await.is(303);
    let page = chen.get(&format!("{PAGE}/1")).await;
    page.is(200).says("A strike").says("32 of 62 days lie in its window");
    let features = r#"{"type":"FeatureCollection","features":[{"type":"Feature","id":7,
        "geometry":{"type":"Point","coordinates":[39.0,36.0]},
        "properties":{"date":"2017-03","accuracy":"street","url":"https://example.org/7"}}]}"#;
    sends(&chen, "Mappers", "list.geojson", features).await.is(303);
    chen.get(&format!("{PAGE}/2")).await.is(200).says("href=\"https://example.org/7\"");

    let bad = "id,date,lon,lat,accuracy\nb,2017-03-01,39.0,36.0,exact\nc,soon,39.0,36.0,exact\n";
    let refused = sends(&chen, "The town’s list", "bad.csv", bad).await;
    refused.is(422).says("1 rows are at fault").says("line 3, column date: ");
    assert_eq!(refused.value("input[name=source]").as_deref(), Some("The town’s list"));
    chen.get(&format!("{PAGE}/3")).await.is(404);
    let empty = chen.post_body(PAGE, "multipart/form-data; boundary=x", b"--x--\r\n".to_vec());
    empty.await.is(422).says("choose one file");
    sends(&chen, "x", "bad.csv", "name,date\n").await.is(422).says("call it id");
}

#[actix_web::test]
async fn buildings_without_a_window_and_campaigns_of_others_have_no_part_in_it() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 2);
    let chen = app.staff("chen", Role::Coordinator).await;
    let other = app.town("mosul", 2);
    judged(&app, &other, 3).await;
    app.show(&other.campaign, Visibility::Private);
    sends(&chen, "", "list.csv", AIRWARS).await.is(303);
    chen.get(&format!("{PAGE}/1")).await.is(200).says("No dated building fits");
    // Findings that come later are found when somebody looks again.
    judged(&app, &town, 3).await;
    chen.post(&format!("{PAGE}/look"), &[]).await.is(303);
    let page = chen.get(&format!("{PAGE}/1")).await;
    page.says("2 buildings fit");
    let link = links(&page)[0].0.clone();
    let why = [("link", link.as_str()), ("reason", "seen")];
    for path in ["/desk/mosul/incidents", "/desk/mosul/incidents/1"] {
        chen.get(path).await.is(404);
    }
    app.grant("chen", "mosul", Role::Coordinator);
    chen.get("/desk/mosul/incidents").await.is(200).says("None");
    chen.get("/desk/mosul/incidents/1").await.is(404);
    chen.post("/desk/mosul/incidents/1/confirm", &why).await.is(404);
    assert_eq!(exported(&app, &other, File::LINKS).lines().count(), 1);
}

#[actix_web::test]
async fn a_release_tells_links_of_exact_places_only() {
    let (app, town) = dated().await;
    let chen = app.staff("chen", Role::Coordinator).await;
    sends(&chen, "", "list.csv", AIRWARS).await.is(303);
    for (link, name) in links(&chen.get(&format!("{PAGE}/1")).await) {
        let why = [("link", link.as_str()), ("reason", "the same roof")];
        let act = if name == "B-3" { "refuse" } else { "confirm" };
        chen.post(&format!("{PAGE}/1/{act}"), &why).await.is(303);
    }
    let tier = [("ids", "B-2"), ("tier", "100m"), ("reason", "asked to")];
    chen.post("/desk/raqqa/releases/places", &tier).await.is(303);
    let (release, files) = made(&app, &town, &asked());
    let told = rows(&file(&app, &files, "links.csv"), &["building_id", "state"]);
    let building = |at: usize| town.buildings[at].to_string();
    assert_eq!(told, [[building(0), "confirmed".into()], [building(2), "refused".into()]]);
    assert_eq!(file(&app, &files, "incidents.csv").lines().count(), 4);
    let (_, files) = made(&app, &town, &public());
    let told = rows(&file(&app, &files, "links.csv"), &["building_id", "state"]);
    assert_eq!(told, [[building(0), "confirmed".into()]]);
    assert_eq!(file(&app, &files, "incidents.csv").lines().count(), 2, "one was linked");
    let dossier = |at: usize| {
        format!("/c/raqqa/releases/{}/buildings/{}?why=a+check", release.number, building(at))
    };
    let first = chen.get(&dossier(0)).await;
    first.is(200).says("Incidents that others report").says("https://example.org/cs1");
    first.says("had no part in the finding").says("Fair");
    for at in [1, 2] {
        let text = chen.get(&dossier(at)).await.is(200).text();
        assert!(!text.contains("example.org"), "neither a coarse place nor a refused link");
    }
}
