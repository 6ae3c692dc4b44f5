//! Buildings taken along by a script: held together, answered in any order, each once.

use aftermath::domain::chip::{ChipKind, ChipRecipe};
use aftermath::domain::exhibit::Exhibit;
use aftermath::domain::limits::HELD_MAX;
use aftermath::store::{StoreError, chips, tasks};
use serde_json::Value;

use crate::support::{Answer, Person, TestApp};

fn ids(reply: &Value) -> Vec<String> {
    reply["next"].as_array().unwrap().iter().map(|task| task["a"].to_string()).collect()
}

async fn sends(person: &Person<'_>, assignment: &str, key: &str, hold: (&str, &str)) -> Value {
    let form = [
        ("assignment", assignment),
        ("key", key),
        ("mode", "timeline"),
        ("verdict", "standing"),
        ("have", hold.0),
        ("want", hold.1),
    ];
    let (status, reply) = person.script("/c/raqqa/judgements", &form).await;
    assert_eq!(status, 200, "{reply}");
    reply
}

fn key() -> String {
    uuid::Uuid::new_v4().to_string()
}

#[actix_web::test]
async fn a_script_takes_buildings_along_and_answers_each_once() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 9);
    let amina = app.volunteer("raqqa").await;
    let (_, first) = amina.script("/c/raqqa/ahead", &[("want", "3")]).await;
    let held = ids(&first);
    assert_eq!(held.len(), 3);
    assert_eq!(first["left"], true);
    // What the page has is not sent again, and nobody holds more than they may.
    let (_, more) =
        amina.script("/c/raqqa/ahead", &[("want", "99"), ("have", &held.join(","))]).await;
    assert_eq!(ids(&more).len(), HELD_MAX - 3);
    // In any order; each brings what takes its place, and counts once.
    let sent = key();
    let have: Vec<String> = held.iter().skip(1).cloned().chain(ids(&more)).collect();
    let new = sends(&amina, &held[0], &sent, (&have.join(","), "6")).await;
    assert_eq!((new["saved"].as_str(), new["answered"].as_u64()), (Some("new"), Some(1)));
    assert_eq!(ids(&new).len(), 1);
    let again = sends(&amina, &held[0], &sent, (&have.join(","), "6")).await;
    assert_eq!(
        (again["saved"].as_str(), again["judgement"].clone()),
        (Some("again"), new["judgement"].clone())
    );
    let last = have.last().unwrap();
    sends(&amina, last, &key(), ("", "1")).await;
    let judged = |db: &mut _| town.buildings.iter().map(|id| tasks::get(db, *id)).collect();
    let all: Result<Vec<_>, StoreError> = app.store.read(judged);
    let all = all.unwrap();
    assert_eq!(all.iter().map(|task| task.judged).sum::<u32>(), 2);
    assert_eq!(all.iter().map(|task| task.leased).sum::<u32>(), 5);
}

#[actix_web::test]
async fn the_page_shows_the_building_that_is_asked_for_or_the_oldest() {
    let app = TestApp::start().await;
    app.town("raqqa", 4);
    let amina = app.volunteer("raqqa").await;
    let (_, held) = amina.script("/c/raqqa/ahead", &[("want", "3")]).await;
    let held = ids(&held);
    let shown = |page: &Answer| page.value("input[name=a]").unwrap();
    assert_eq!(shown(&amina.task("raqqa").await), held[0]);
    let asked = format!("/c/raqqa/task?view=guided&a={}", held[2]);
    assert_eq!(shown(&amina.get(&asked).await), held[2]);
    // Somebody else's is not shown.
    let bram = app.volunteer("raqqa").await;
    assert_ne!(shown(&bram.get(&asked).await), held[2]);
}

#[actix_web::test]
async fn a_script_is_told_whether_to_keep_what_it_sent() {
    let app = TestApp::start().await;
    app.town("raqqa", 2);
    let amina = app.volunteer("raqqa").await;
    let form = [("assignment", "99"), ("key", "no key")];
    let (status, reply) = amina.script("/c/raqqa/judgements", &form).await;
    assert_eq!((status, reply["refused"].as_bool()), (404, Some(true)));
    let stranger = app.anybody();
    let (status, reply) = stranger.script("/c/raqqa/judgements", &form).await;
    assert_eq!((status, reply["refused"].as_bool()), (401, Some(false)));
    assert_eq!(reply["start"], "/c/raqqa/start");
}

#[actix_web::test]
async fn an_answer_taken_back_by_a_script_brings_its_building_again() {
    let app = TestApp::start().await;
    app.town("raqqa", 9);
    let amina = app.volunteer("raqqa").await;
    let (_, held) = amina.script("/c/raqqa/ahead", &[("want", "6")]).await;
    let held = ids(&held);
    let sent = sends(&amina, &held[0], &key(), (&held[1..].join(","), "6")).await;
    let judgement = sent["judgement"].to_string();
    let form = [("judgement", judgement.as_str()), ("want", "1"), ("have", "")];
    let (status, again) = amina.script("/c/raqqa/undo", &form).await;
    assert_eq!((status, ids(&again).len()), (200, 1));
    let (status, refused) = amina.script("/c/raqqa/undo", &form).await;
    assert_eq!((status, refused["refused"].as_bool()), (409, Some(true)));
}

#[actix_web::test]
async fn what_was_shown_in_few_bytes_is_what_the_answer_names() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    let (building, capture) = (town.buildings[0], town.captures[0]);
    let cut = |shift_m, name: char| {
        let low: ChipRecipe = serde_json::from_value(serde_json::json!({
            "cutter": 1, "sources": [], "shift_m": shift_m, "reading": {}, "format": "webp",
            "quality": 50,
        }))
        .unwrap();
        let sha256 = name.to_string().repeat(64);
        app.store
            .write(move |db| {
                let recipe = chips::recipe(db, capture, (ChipKind::Low, 256), &low)?;
                let new = chips::NewChip { building, metres: 96, sha256: sha256.clone(), bytes: 9 };
                chips::add(db, recipe, &[new])
            })
            .unwrap();
    };
    cut((0.0, 0.0), 'a');
    cut((3.0, 0.0), 'b'); // of a shift that was taken back
    let mut amina = app.volunteer("raqqa").await;
    amina.cookie.push_str("; aftermath_data=low");
    let (_, held) = amina.script("/c/raqqa/ahead", &[("want", "1")]).await;
    let task = &held["next"][0];
    assert_eq!(task["low"], true);
    assert_eq!(task["pictures"][0]["chip"], format!("/chips/{}.webp", "a".repeat(64)));
    let assignment = task["a"].to_string();
    let form = [
        ("assignment", assignment.as_str()),
        ("key", &key()),
        ("mode", "guided"),
        ("verdict", "standing"),
        ("exhibit", task["exhibit"].as_str().unwrap()),
        ("low", "1"),
    ];
    amina.script("/c/raqqa/judgements", &form).await;
    let series = aftermath::domain::capture::CaptureSeries::new(town.captures.clone());
    let mut shown = vec![None; series.len()];
    shown[0] = Some("a".repeat(64));
    let digest = Exhibit::of(building, &series, &shown).digest;
    assert_eq!(task["exhibit"], format!("{digest}.{}", series.len()).as_str());
    let kept = app.store.read(|db| aftermath::store::exhibits::is_kept(db, building, &digest));
    assert!(kept.unwrap());
}

#[actix_web::test]
async fn all_never_means_pictures_that_were_not_shown() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    let amina = app.volunteer("raqqa").await;
    let (_, held) = amina.script("/c/raqqa/ahead", &[("want", "1")]).await;
    let task = &held["next"][0];
    let (assignment, exhibit) = (task["a"].to_string(), task["exhibit"].as_str().unwrap());
    let (digest, shown) = exhibit.split_once('.').unwrap();
    assert_eq!(shown, town.captures.len().to_string());
    let fewer = format!("{digest}.{}", town.captures.len() - 1);
    let sent = key();
    let mut form = vec![
        ("assignment", assignment.as_str()),
        ("key", &sent),
        ("mode", "timeline"),
        ("verdict", "standing"),
        ("exhibit", &fewer),
    ];
    let (status, reply) = amina.script("/c/raqqa/judgements", &form).await;
    assert_eq!((status, reply["refused"].as_bool()), (409, Some(true)), "{reply}");
    let last = town.captures[town.captures.len() - 2].to_string();
    form[3] = ("verdict", "window");
    form.push(("last_standing", &last));
    assert_eq!(amina.script("/c/raqqa/judgements", &form).await.0, 200);
}
