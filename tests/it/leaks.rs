//! What everybody reads leads to no place, no moment and no line that is kept back.

use std::collections::{BTreeMap, BTreeSet};

use aftermath::domain::ledger::Kind;
use aftermath::domain::role::Role;
use aftermath::journey::log::By;
use aftermath::journey::release::{Asked, Kept, note, set_places};
use aftermath::store::ledger as kept;
use chrono::Days;

use crate::releases::{asked, file, judged, made, public};
use crate::support::{TestApp, Town};

type Row = BTreeMap<String, String>;

/// The rows of a file, by column.
fn rows(app: &TestApp, files: &[Kept], name: &str) -> Vec<Row> {
    csv::Reader::from_reader(file(app, files, name).as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .unwrap()
}

fn ids(rows: &[Row]) -> Vec<i64> {
    rows.iter().map(|row| row["building_id"].parse().unwrap()).collect()
}

/// A judged town of which B-2 is withheld and B-3 told to the kilometre.
async fn hiding(app: &TestApp) -> Town {
    let town = app.town("raqqa", 4);
    judged(app, &town, 3).await;
    hide(app, &town, "id,tier\nB-2,withheld\nB-3,neighbourhood\n");
    town
}

fn hide(app: &TestApp, town: &Town, places: &'static str) {
    let (own, now) = (town.campaign.clone(), app.clock.now());
    let by = By { name: "chen", now };
    app.store.write(move |db| set_places(db, by, &own, (places.as_bytes(), "asked to"))).unwrap();
}

#[actix_web::test]
async fn a_building_told_coarsely_is_found_by_no_number_hash_or_word_of_others() {
    let app = TestApp::start().await;
    let town = hiding(&app).await;
    for building in &town.buildings {
        app.database.execute(&format!(
            "INSERT INTO reference_windows (building_id, after_on, damage, said) \
             VALUES ({building}, '2018-06-12', 'moderate', '')"
        ));
    }
    let real: Vec<i64> = town.buildings.iter().map(|own| own.0).collect();
    let (_, files) = made(&app, &town, &public());
    let buildings = ids(&rows(&app, &files, "buildings.csv"));
    let [first, last, coarse] = buildings[..] else { panic!("{buildings:?}") };
    assert_eq!([first, last], [real[0], real[3]]);
    assert!(coarse.to_string().len() == 15 && !real.contains(&coarse), "{coarse}");
    let votes = rows(&app, &files, "judgements.csv");
    let about: BTreeSet<i64> = ids(&votes).into_iter().collect();
    assert_eq!(about, buildings.iter().copied().collect());
    for vote in &votes {
        let is_coarse = vote["building_id"] == coarse.to_string();
        assert_eq!(vote["exhibit"].is_empty(), is_coarse, "{vote:?}");
    }
    for name in ["exhibits.csv", "references.csv"] {
        let about: BTreeSet<i64> = ids(&rows(&app, &files, name)).into_iter().collect();
        assert_eq!(about, [first, last].into(), "{name}");
    }
    let ledger = file(&app, &files, "ledger.ndjson");
    for (number, is_told) in real.iter().zip([true, false, false, true]) {
        let line = format!("\"kind\":\"building\",\"number\":{number},");
        assert_eq!(ledger.contains(&line), is_told, "{number}");
    }
    // It is read under its number, which the next release keeps.
    let at = format!("/c/raqqa/releases/1/buildings/{coarse}");
    let card = format!("/c/raqqa/releases/1/results/{coarse}");
    for page in [at, card] {
        app.anybody().get(&page).await.is(200).says("its pictures are not shown");
    }
    let card = format!("/c/raqqa/releases/1/results/{first}");
    let card = app.anybody().get(&card).await.text();
    assert!(!card.contains("pictures are not shown"), "{card}");
    app.anybody().get(&format!("/c/raqqa/releases/1/buildings/{}", real[2])).await.is(404);
    let (_, next) = made(&app, &town, &public());
    assert_eq!(ids(&rows(&app, &next, "buildings.csv")), buildings);
    app.anybody().get("/c/raqqa/releases/2/since/1").await.is(200).says("0 buildings changed");
    // Who works in the campaign knows the building by its own.
    let (_, inside) = made(&app, &town, &asked());
    assert_eq!(ids(&rows(&app, &inside, "buildings.csv")), [real[0], real[2], real[3]]);
    assert!(!ids(&rows(&app, &inside, "exhibits.csv")).contains(&real[2]));
}

#[actix_web::test]
async fn an_id_made_of_the_outline_is_told_of_exact_places_only() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 2);
    for (building, digits) in town.buildings.iter().zip(["0123456789ab", "0123456789ab-2"]) {
        app.database.execute(&format!(
            "UPDATE buildings SET external_id = 'g-{digits}', name = 'Mill' WHERE id = {building}"
        ));
    }
    hide(&app, &town, "id,tier\ng-0123456789ab-2,100m\n");
    let (_, files) = made(&app, &town, &Asked { keeps_names: true, ..asked() });
    let told = rows(&app, &files, "buildings.csv");
    let names: Vec<[&str; 2]> =
        told.iter().map(|row| ["external_id", "name"].map(|name| row[name].as_str())).collect();
    assert_eq!(names, [["g-0123456789ab", "Mill"], ["", "Mill"]]);
}

#[actix_web::test]
async fn moments_cannot_be_put_together_from_what_the_public_reads() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 2);
    judged(&app, &town, 3).await;
    let (_, inside) = made(&app, &town, &asked());
    let (_, outside) = made(&app, &town, &public());
    for (files, is_told) in [(inside, true), (outside, false)] {
        for vote in rows(&app, &files, "judgements.csv") {
            assert_eq!(!vote["started_at"].is_empty(), is_told, "{vote:?}");
            assert_eq!(!vote["seconds"].is_empty(), is_told, "{vote:?}");
        }
        for vote in rows(&app, &files, "mapswipe-results.csv") {
            assert!(is_told || vote["start_time"] == vote["end_time"], "{vote:?}");
        }
    }
}

#[actix_web::test]
async fn a_line_is_not_found_by_trying_nor_a_release_by_the_lines_of_another() {
    let app = TestApp::start().await;
    let town = hiding(&app).await;
    let until = app.clock.now().date_naive() + Days::new(30);
    let held = Asked { embargo_until: Some(until), ..public() };
    made(&app, &town, &held);
    let (release, files) = made(&app, &town, &public());
    let lines = app.store.read(|db| kept::page(db, town.campaign.id, 0)).unwrap();
    // Both releases are made from one seed here; judgements are sealed by the first.
    let votes = lines.iter().filter(|own| own.kind == Kind::Judgement);
    let nonces: Vec<&str> =
        votes.map(|own| own.line.split_once("\"nonce\":\"").unwrap().1).collect();
    let distinct: BTreeSet<&str> = nonces.iter().copied().collect();
    assert_eq!((distinct.len(), nonces.len()), (12, 12), "each has its own");
    let told = file(&app, &files, "ledger.ndjson");
    let own = format!("\"kind\":\"release\",\"number\":{},", release.number);
    assert_eq!(told.matches("\"kind\":\"release\"").count(), 1);
    assert!(told.contains(&own));
    assert!(!told.contains("\"kind\":\"judgement\""));
}

#[actix_web::test]
async fn the_figures_of_the_method_leave_out_what_is_withheld() {
    let app = TestApp::start().await;
    let town = hiding(&app).await;
    let (_, files) = made(&app, &town, &public());
    let said = "Of 9 counted answers of one interval about 3 buildings";
    let text = file(&app, &files, "METHOD.md");
    assert!(text.contains(said), "{text}");
    let now = app.clock.now();
    let sections = app.store.read(|db| note(db, &town.campaign, now, None)).unwrap();
    assert!(sections.iter().flat_map(|own| &own.said).any(|own| own.starts_with(said)));
    let rosa = app.staff("rosa", Role::Researcher).await;
    rosa.get("/c/raqqa/method").await.is(200).says(said);
}
