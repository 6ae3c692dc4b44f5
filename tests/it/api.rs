//! What programs read with a token: the rows of the files page by page, typed, written down once a
//! day; what is refused says how to mend it; and the examples of its page run.

use std::process::Command;

use aftermath::domain::role::Role;
use aftermath::store::merges;
use aftermath::store::screens::{export, turn::Turn};
use aftermath::web::api::{ENDPOINTS, document};
use aftermath::web::routes::ROUTES;
use scraper::{Html, Selector};
use serde_json::{Value, json};

use crate::crash::Server;
use crate::incidents;
use crate::recompute::has_python;
use crate::releases::{asked, judged, made};
use crate::support::{Answer, Person, TestApp, Town};

const BASE: &str = "/api/v1/campaigns/raqqa";

/// A token of a researcher, whose account this makes.
pub(crate) async fn token(app: &TestApp, scope: &str) -> String {
    let rosa = app.staff(&format!("rosa-{scope}"), Role::Researcher).await;
    let form = [("name", "notebook"), ("reason", "figures"), ("days", "30"), ("scope", scope)];
    let made = rosa.post("/desk/raqqa/tokens/make", &form).await;
    let page = Html::parse_document(&made.is(200).text());
    page.select(&Selector::parse("[data-token]").unwrap()).next().unwrap().text().collect()
}

fn json(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.is(200).body).unwrap()
}

/// Every row of a list, read by pages of so many rows.
async fn rows(program: &Person<'_>, token: &str, path: &str, limit: usize) -> Vec<Value> {
    let (mut path, mut all) = (Some(format!("{path}limit={limit}")), Vec::new());
    while let Some(here) = path {
        let mut page = json(&program.get_as(&here, token).await);
        let items = page["items"].as_array_mut().unwrap();
        assert!(items.len() <= limit, "{here}");
        all.append(items);
        path = page["next"].as_str().map(ToOwned::to_owned);
    }
    all
}

fn lines(answer: &Answer) -> Vec<Value> {
    answer.is(200).text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A town that was judged, with two devices of one person.
async fn town(app: &TestApp) -> Town {
    let town = app.town("raqqa", 5);
    judged(app, &town, 2).await;
    let (campaign, now) = (town.campaign.id, app.clock.now());
    let all = app.store.read(|db| export::judgements(db, campaign, &Turn::after(0))).unwrap();
    let mut people: Vec<_> = all.iter().map(|given| given.volunteer).collect();
    people.dedup();
    let pair = (people[1], people[0]);
    let begin = move |db: &mut _| merges::begin(db, campaign, pair, ("one", "chen"), now);
    app.store.write(begin).unwrap();
    town
}

async fn assert_is_the_file(program: &Person<'_>, token: &str, table: &str) -> usize {
    let file = format!("/desk/raqqa/exports/{table}.ndjson");
    let mut file = lines(&program.get_as(&file, token).await);
    let without = ["bad_votes", "sha256_served"];
    for own in &mut file {
        own.as_object_mut().unwrap().retain(|name, _| !without.contains(&name.as_str()));
    }
    for limit in [2, 7, 1000] {
        let mut all = rows(program, token, &format!("{BASE}/{table}?"), limit).await;
        for own in &mut all {
            let geometry = own.as_object_mut().unwrap().remove("geometry");
            assert_eq!(geometry.is_some(), table == "buildings");
        }
        assert_eq!(all, file, "{table} by {limit}");
    }
    file.len()
}

#[actix_web::test]
async fn the_rows_are_those_of_the_files_whatever_the_length_of_a_page() {
    let app = TestApp::start().await;
    town(&app).await;
    let (token, program) = (token(&app, "exports").await, app.anybody());
    for table in ["judgements", "buildings", "rulings", "images"] {
        assert_is_the_file(&program, &token, table).await;
    }
    let told = rows(&program, &token, &format!("{BASE}/judgements?"), 2).await;
    assert!(told.iter().any(|own| own["exclusion_reason"] == "same person"), "{told:?}");
    let one = json(&program.get_as(&format!("{BASE}/buildings/1"), &token).await);
    assert_eq!(one, rows(&program, &token, &format!("{BASE}/buildings?"), 9).await[0]);
    assert!(one["lat"].is_f64() && one["building_id"] == 1 && one["ruling_kind"].is_null());
}

#[actix_web::test]
async fn incidents_and_what_people_answered_are_rows_too() {
    let app = incidents::linked().await;
    let (token, program) = (token(&app, "results").await, app.anybody());
    assert_eq!(assert_is_the_file(&program, &token, "incidents").await, 3);
    assert_eq!(assert_is_the_file(&program, &token, "links").await, 3);
}

#[actix_web::test]
async fn what_came_since_a_moment_is_told_apart() {
    let app = TestApp::start().await;
    let town = town(&app).await;
    let before = app.clock.now();
    app.clock.advance(chrono::Duration::days(1));
    let (token, program) = (token(&app, "exports").await, app.anybody());
    let asks = |table: &str, at: &str| format!("{BASE}/{table}?updated_since={at}&");
    let (then, now) = (before.to_rfc3339(), app.clock.now().to_rfc3339());
    let (then, now) = (then.replace('+', "%2B"), now.replace('+', "%2B"));
    for (table, all) in [("judgements", 15), ("buildings", town.buildings.len())] {
        assert_eq!(rows(&program, &token, &asks(table, &then), 2).await.len(), all, "{table}");
        assert_eq!(rows(&program, &token, &asks(table, &now), 2).await.len(), 0, "{table}");
    }
}

#[actix_web::test]
async fn an_answer_has_a_tag_and_reading_is_written_down_once_a_day() {
    let app = TestApp::start().await;
    town(&app).await;
    let (wide, narrow) = (token(&app, "exports").await, token(&app, "results").await);
    let program = app.anybody();
    app.staff("chen", Role::Coordinator).await;
    let path = format!("{BASE}/judgements");
    let answer = program.get_as(&path, &wide).await;
    let (tag, said) = (answer.is(200).header("etag").to_owned(), format!("Bearer {wide}"));
    let with = [("Authorization", said.as_str()), ("If-None-Match", tag.as_str())];
    let same = program.get_with(&path, &with).await;
    assert!(tag.starts_with('"') && same.is(304).body.is_empty());
    assert_eq!(same.header("etag"), tag);
    let zipped = [with[0], ("Accept-Encoding", "gzip")];
    let zipped = program.get_with(&path, &zipped).await.header("etag").to_owned();
    assert!(zipped != tag, "other bytes have another tag");
    program.get_with(&path, &[with[0], ("If-None-Match", &zipped)]).await.is(304);

    let taken = async || {
        let chen = app.signed_in("chen").await;
        let table = chen.get("/desk/raqqa/exports/taken.csv").await.text();
        table.matches("\"judgements by the API, token notebook\",figures").count()
    };
    assert_eq!(taken().await, 1);
    app.clock.advance(chrono::Duration::days(1));
    program.get_as(&path, &wide).await.is(200);
    assert_eq!(taken().await, 2);
    program.get_as(&path, &narrow).await.is(403).says("results only");
    program.get_as(&format!("{BASE}/rulings"), &narrow).await.is(403);
    program.get_as(&format!("{BASE}/buildings"), &narrow).await.is(200);
    assert_eq!(taken().await, 2);
}

#[actix_web::test]
async fn what_is_refused_is_a_problem_that_says_where_and_how_to_mend_it() {
    let app = TestApp::start().await;
    town(&app).await;
    let (token, program) = (token(&app, "exports").await, app.anybody());
    app.town("mosul", 1);
    let refused = async |path: &str, token: &str, status: u16| -> Value {
        let answer = program.get_as(path, token).await;
        assert_eq!(answer.is(status).header("content-type"), "application/problem+json");
        serde_json::from_slice(&answer.body).unwrap()
    };
    let problem = refused(&format!("{BASE}/buildings?limit=x"), &token, 422).await;
    assert_eq!(problem["where"], "limit");
    assert_eq!(problem["instance"], "/api/v1/campaigns/raqqa/buildings");
    assert!(problem["detail"].as_str().unwrap().contains("1 to 1000"));
    refused(&format!("{BASE}/buildings/77"), &token, 404).await;
    refused(&format!("{BASE}/buildings/x"), &token, 404).await;
    refused(&format!("{BASE}/releases/1"), &token, 404).await;
    refused(&format!("{BASE}/nothing"), &token, 404).await;
    refused(BASE, "aftermath_0", 401).await;
    let other = refused("/api/v1/campaigns/mosul/buildings", &token, 404).await.to_string();
    let absent = refused("/api/v1/campaigns/nowhere/buildings", &token, 404).await;
    assert_eq!(other.replace("mosul", "nowhere"), absent.to_string());
    let none = program.get(BASE).await;
    assert_eq!(none.is(401).header("www-authenticate"), "Bearer");
    let all = json(&program.get_as("/api/v1/campaigns", &token).await);
    assert_eq!(all["items"].as_array().unwrap().len(), 1);
    assert_eq!(all["items"][0], json(&program.get_as(BASE, &token).await));
    assert_eq!(all["next"], json!(null));
}

#[test]
fn the_list_the_routes_and_the_description_name_the_same() {
    let routes = ROUTES.iter().map(|(_, path)| *path).filter(|path| path.starts_with("/api/v1"));
    let listed: Vec<&str> = ENDPOINTS.iter().map(|own| own.path).collect();
    assert_eq!(routes.collect::<Vec<_>>(), listed);
    let written = format!("{}\n", document().to_pretty_json().unwrap());
    let kept = std::fs::read_to_string("tests/it/openapi.json").unwrap_or_default();
    if written != kept {
        let made = format!("{}/openapi.json", env!("CARGO_TARGET_TMPDIR"));
        std::fs::write(&made, written).unwrap();
        panic!("the API changed: if that is meant, keep {made} as tests/it/openapi.json");
    }
}

#[actix_web::test]
async fn the_examples_of_the_page_run_as_they_stand() {
    if !has_python() {
        return;
    }
    let app = TestApp::start().await;
    let town = town(&app).await;
    made(&app, &town, &asked());
    app.staff("rosa", Role::Researcher).await;
    let token = Command::new(env!("CARGO_BIN_EXE_aftermath"))
        .args(["--database", &app.database.setting, "token", "create", "notebook"])
        .args(["--campaign", "raqqa", "--account", "rosa", "--why", "a test", "--scope", "exports"])
        .arg("--data-dir")
        .arg(app.database.folder.path())
        .output()
        .unwrap();
    let token = String::from_utf8(token.stdout).unwrap();
    let server = Server::start(&app.database);
    let page = Html::parse_document(&app.anybody().get("/api/docs").await.is(200).text());
    let examples = Selector::parse("pre.python").unwrap();
    let examples: Vec<String> = page.select(&examples).map(|own| own.text().collect()).collect();
    assert_eq!(examples.len(), ENDPOINTS.len());
    for example in examples {
        let ran = Command::new("python3")
            .args(["-c", &example])
            .env("AFTERMATH", format!("http://{}", server.host))
            .env("AFTERMATH_TOKEN", token.trim())
            .env("CAMPAIGN", "raqqa")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ran.stdout);
        let wrong = String::from_utf8_lossy(&ran.stderr);
        assert!(ran.status.success() && said.lines().count() > 0, "{example}\n{said}{wrong}");
    }
}
