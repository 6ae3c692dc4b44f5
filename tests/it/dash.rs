//! The dashboard: its numbers hand counted, its charts the same on the page and as files, and what
//! is counted in the background counted once.

use std::collections::BTreeMap;

use aftermath::domain::dealing::{Dealing, Purpose};
use aftermath::domain::role::Role;
use aftermath::journey::census;
use chrono::Duration;
use scraper::{ElementRef, Html, Selector};

use crate::measure::{all_gold, answer, deal, join, set_gold, with_dealing};
use crate::support::{Answer, Person, TestApp, Town};

/// Three people about each of four buildings. B-n falls after capture n - 1, but they disagree
/// about the last.
pub(crate) fn judge(app: &TestApp, town: &Town) {
    for (name, of_the_last) in [("amina", 0), ("bram", 2), ("dana", 4)] {
        let who = join(app, town, name);
        for seed in 0..4 {
            let dealt = deal(app, town, who, seed).unwrap();
            let number = town.buildings.iter().position(|id| *id == dealt.building).unwrap();
            answer(app, town, &dealt, if number == 3 { of_the_last } else { number });
        }
    }
}

fn selector(text: &str) -> Selector {
    Selector::parse(text).unwrap()
}

fn text(of: ElementRef<'_>) -> String {
    of.text().collect::<String>().trim().to_owned()
}

/// The numbers at the head: (value, change) by label.
fn figures(page: &Answer) -> BTreeMap<String, (u64, String)> {
    let page = Html::parse_document(&page.text());
    let figure = |of: ElementRef<'_>| {
        let label = text(of.select(&selector("dt")).next().unwrap());
        let value = of.select(&selector("dd")).next().unwrap().text().next().unwrap().trim();
        let change = of.select(&selector(".change")).next().map(text).unwrap_or_default();
        (label, (value.parse().unwrap(), change))
    };
    page.select(&selector(".figures div")).map(figure).collect()
}

/// The rows of a chart's table on the page.
fn table(page: &Answer, name: &str) -> Vec<Vec<String>> {
    let page = Html::parse_document(&page.text());
    let rows = selector(&format!("#chart-{name} tr"));
    let cells = selector("th, td");
    page.select(&rows).map(|row| row.select(&cells).map(text).collect()).collect()
}

/// The same table as a file.
async fn file(who: &Person<'_>, name: &str) -> Vec<Vec<String>> {
    let answer = who.get(&format!("/desk/raqqa/charts/{name}.csv")).await;
    answer.is(200);
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    let mut table =
        csv::ReaderBuilder::new().has_headers(false).from_reader(answer.body.as_slice());
    table.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[actix_web::test]
async fn the_numbers_are_those_of_a_count_by_hand() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 4);
    let chen = app.staff("chen", Role::Coordinator).await;
    let before = figures(&chen.get("/desk/raqqa").await);
    assert_eq!(before["settled"], (0, "as yesterday".to_owned()));
    assert_eq!(before["waiting"], (4, "as yesterday".to_owned()));
    judge(&app, &town);

    let page = chen.get("/desk/raqqa").await;
    let seen = figures(&page);
    assert_eq!(seen["settled"], (3, "3 more than yesterday".to_owned()));
    assert_eq!(seen["waiting"], (1, "3 fewer than yesterday".to_owned()));
    assert_eq!(seen["contested"], (0, "as yesterday".to_owned()));
    assert_eq!(seen["people within the hour"], (3, "3 more than yesterday".to_owned()));
    assert_eq!(seen["answers in the last full hour"].0, 0, "this hour is not over");
    assert_eq!((seen["judgements"].0, seen["volunteers"].0, seen["captures"].0), (12, 3, 6));
    let hours = table(&page, "hours");
    assert_eq!(hours.last().unwrap(), &["2017-10-20 09:00", "12"]);
    assert_eq!(hours.len(), 1 + 24);
    assert_eq!(table(&page, "settled")[1..], [["2017-10-20", "3", "3"]]);
    assert_eq!(table(&page, "widths")[1..], [["1", "3"]]);

    app.clock.advance(Duration::hours(1));
    // A session ends when nothing is asked for half an hour.
    let chen = app.signed_in("chen").await;
    let later = figures(&chen.get("/desk/raqqa").await);
    assert_eq!(later["answers in the last full hour"], (12, "12 more than yesterday".to_owned()));
    app.clock.advance(Duration::hours(24));
    let chen = app.signed_in("chen").await;
    let next_day = figures(&chen.get("/desk/raqqa").await);
    assert_eq!(next_day["settled"], (3, "as yesterday".to_owned()));
    assert_eq!(next_day["people within the hour"].0, 0);
    let fewer = "12 fewer than yesterday".to_owned();
    assert_eq!(next_day["answers in the last full hour"], (0, fewer));
}

/// Four buildings from the 20th to the 23rd, three of which are settled on the first day.
#[actix_web::test]
async fn the_plan_is_drawn_and_said_beside_what_was_settled() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 4);
    let chen = app.staff("chen", Role::Coordinator).await;
    judge(&app, &town);
    let drawn = |page: &Answer| page.text().contains("<path class=\"plan\"");
    assert!(!drawn(&chen.get("/desk/raqqa").await));
    let about = "/desk/raqqa/setup/about";
    let form = |day: &'static str| [("title", "Raqqa"), ("finish_by", day)];
    for day in ["2017-10-32", "soon", "+12017-01-01"] {
        let refused = chen.post(about, &form(day)).await;
        refused.is(422).says("the wished end is a day");
        assert_eq!(refused.value("#finish_by").as_deref(), Some(day));
    }
    chen.post(about, &form("2017-10-23")).await.is(303);
    assert_eq!(chen.get(about).await.value("#finish_by").as_deref(), Some("2017-10-23"));
    chen.get("/desk/raqqa/log").await.says("plan set").says("2017-10-23");

    let page = chen.get("/desk/raqqa").await;
    page.says("The plan, the thin line, is to settle all by 2017-10-23:");
    page.says("ahead of the plan by 3 buildings.");
    assert!(drawn(&page));
    let planned =
        [["day", "settled", "settled in all", "planned in all"], ["2017-10-20", "3", "3", "1"]];
    assert_eq!(table(&page, "settled"), planned);
    assert_eq!(file(&chen, "settled").await, planned);

    app.clock.advance(Duration::days(5));
    let chen = app.signed_in("chen").await;
    chen.get("/desk/raqqa").await.says("behind the plan by 1 building.");
    chen.post(about, &form("")).await.is(303);
    assert!(!drawn(&chen.get("/desk/raqqa").await));
    let bram = app.staff("bram", Role::Auditor).await;
    assert!(!bram.get("/desk/raqqa").await.text().contains("#finish_by"), "who cannot set it");
}

#[actix_web::test]
async fn every_chart_is_the_same_on_the_page_and_as_a_file() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 4);
    let chen = app.staff("chen", Role::Coordinator).await;
    judge(&app, &town);
    let page = chen.get("/desk/raqqa").await;
    let mut filled = 0;
    for name in ["hours", "settled", "destroyed", "widths", "gold", "doubts", "unusable"] {
        let there = file(&chen, name).await;
        let shown = table(&page, name);
        if there.len() == 1 {
            assert!(shown.is_empty(), "{name}: nothing is said to be nothing");
            continue;
        }
        assert_eq!(there, shown, "{name}");
        filled += 1;
    }
    assert_eq!(filled, 5, "only of doubts and unusable captures there are none");
    chen.get("/desk/raqqa/charts/none.csv").await.is(404);
}

#[actix_web::test]
async fn the_weeks_hold_as_many_buildings_as_are_dated() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 4);
    let chen = app.staff("chen", Role::Coordinator).await;
    judge(&app, &town);
    let weeks = file(&chen, "destroyed").await;
    let masses: Vec<f64> = weeks[1..].iter().map(|row| row[1].parse().unwrap()).collect();
    assert!(masses.len() >= 12, "three windows of a month each: {masses:?}");
    assert!((masses.iter().sum::<f64>() - 3.0).abs() < 0.01, "{masses:?}");
    assert!(masses.iter().all(|mass| *mass < 0.5), "none is a spike: {masses:?}");
}

#[actix_web::test]
async fn what_is_counted_in_the_background_is_counted_once() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 4);
    app.staff("chen", Role::Coordinator).await;
    judge(&app, &town);
    let (id, at) = (town.campaign.id, app.clock.now());
    app.clock.advance(Duration::hours(3));
    assert!(census::recount(&app.store, app.clock.now(), id).unwrap());
    assert!(!census::recount(&app.store, app.clock.now(), id).unwrap(), "just done");
    let count = || async {
        // A session ends when nothing is asked for half an hour.
        let chen = app.signed_in("chen").await;
        figures(&chen.get("/desk/raqqa").await)["judgements"].0
    };
    assert_eq!(count().await, 12);
    let farid = join(&app, &town, "farid");
    let dealt = deal(&app, &town, farid, 1).unwrap();
    let number = town.buildings.iter().position(|id| *id == dealt.building).unwrap();
    answer(&app, &town, &dealt, number);
    assert_eq!(count().await, 13);
    for hours in [1, 1, 30] {
        app.clock.advance(Duration::hours(hours));
        assert!(census::recount(&app.store, app.clock.now(), id).unwrap());
        assert_eq!(count().await, 13);
    }
    let kept = app.store.read(|db| aftermath::store::censuses::of(db, id)).unwrap().unwrap().0;
    assert_eq!(kept.given.in_hour(at.timestamp() / 3_600), 12);
    assert_eq!(kept.given.in_hour(at.timestamp() / 3_600 + 3), 1);
    assert_eq!(kept.buildings.all, 4);
}

#[actix_web::test]
async fn answers_on_gold_are_held_against_the_expert() {
    let app = TestApp::start().await;
    let mut town = app.town("raqqa", 30);
    let chen = app.staff("chen", Role::Coordinator).await;
    with_dealing(&app, &mut town, Dealing::new(500, 500, 0, 1000).unwrap());
    // Every building fell between the first two captures, it says.
    let gold = all_gold(&app, &town);
    assert!(set_gold(&app, &town, &gold).is_empty());
    let who = join(&app, &town, "amina");
    let mut on_gold = [0, 1, 3].into_iter();
    for seed in 0..30 {
        let dealt = deal(&app, &town, who, seed).unwrap();
        if dealt.purpose == Purpose::Task {
            answer(&app, &town, &dealt, 4);
            continue;
        }
        let Some(said) = on_gold.next() else { break };
        answer(&app, &town, &dealt, said);
    }
    let rows = file(&chen, "gold").await;
    assert_eq!(rows[1][..4], ["exact", "1", "3", "33.3"]);
    assert_eq!(rows[2][..4], ["within one capture", "2", "3", "66.7"]);
    let end = |at: usize| rows[1][at].parse::<f64>().unwrap();
    assert!(end(4) < 10.0 && end(5) > 70.0, "three answers say little: {rows:?}");
}

#[actix_web::test]
async fn the_map_takes_every_building_in_columns() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 4);
    let chen = app.staff("chen", Role::Coordinator).await;
    judge(&app, &town);
    chen.get("/desk/raqqa/map").await.is(200).says("data-points");
    let answer = chen.get("/desk/raqqa/map.json").await;
    assert_eq!(answer.header("content-encoding"), "gzip");
    let mut text = String::new();
    let mut zip = flate2::read::GzDecoder::new(answer.body.as_slice());
    std::io::Read::read_to_string(&mut zip, &mut text).unwrap();
    let columns: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(columns["id"], serde_json::json!(["B-1", "B-2", "B-3", "B-4"]));
    assert_eq!(columns["after"].as_array().unwrap()[..3], [0, 1, 2]);
    assert_eq!(columns["before"].as_array().unwrap()[..3], [1, 2, 3]);
    assert_eq!(columns["mark"], "1110", "three dated, one waits");
    let places =
        app.store.read(|db| aftermath::store::screens::progress::places(db, town.campaign.id, 10));
    let places = places.unwrap();
    let mut east = 0;
    for (place, more) in places.iter().zip(columns["lon"].as_array().unwrap()) {
        east += more.as_i64().unwrap();
        let millionths = i32::try_from(east).unwrap();
        assert!((place.lon - f64::from(millionths) / 1e6).abs() < 1e-6);
    }
}

#[test]
fn what_is_embedded_of_others_is_what_its_list_says() {
    use sha2::{Digest as _, Sha256};
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("static/vendor");
    let list = std::fs::read_to_string(folder.join("VENDOR.toml")).unwrap();
    let value = |line: &str| line.split('"').nth(1).unwrap_or_default().to_owned();
    let mut checked = 0;
    for block in list.split("[[file]]").skip(1) {
        let of = |key: &str| block.lines().find(|line| line.starts_with(key)).map(value).unwrap();
        let bytes = std::fs::read(folder.join(of("path"))).unwrap();
        let found = aftermath::access::token::hex(&Sha256::digest(&bytes));
        assert_eq!(found, of("sha256"), "{}", of("path"));
        checked += 1;
    }
    assert_eq!(checked, 4, "the library, its worker, its style and its licence");
}
