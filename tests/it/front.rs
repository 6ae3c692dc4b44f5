//! The front page: counted cheaply, and once a minute.

use aftermath::store::screens::progress;
use chrono::Duration;
use diesel::prelude::*;

use crate::assign::plans;
use crate::measure::{answer, deal, join};
use crate::support::TestApp;

#[actix_web::test]
async fn the_card_of_a_campaign_counts_what_its_progress_counts_and_keeps_it_for_a_minute() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 3);
    let (amina, bram) = (join(&app, &town, "amina"), join(&app, &town, "bram"));
    for (who, seed) in [(amina, 1), (bram, 2)] {
        answer(&app, &town, &deal(&app, &town, who, seed).unwrap(), 2);
    }
    let (id, now) = (town.campaign.id, app.clock.now());
    let front = app.store.read(|db| progress::front(db, id)).unwrap();
    let figures = app.store.read(|db| progress::figures(db, id, now)).unwrap();
    assert_eq!((front.buildings, front.answers, front.people), (3, 2, 2));
    assert_eq!((figures.judgements, figures.volunteers), (2, 2));
    let home = app.anybody();
    home.get("/").await.is(200).says("2 answers");
    answer(&app, &town, &deal(&app, &town, amina, 3).unwrap(), 2);
    app.clock.advance(Duration::seconds(59));
    home.get("/").await.is(200).says("2 answers");
    app.clock.advance(Duration::seconds(1));
    home.get("/").await.is(200).says("3 answers");
}

#[derive(QueryableByName)]
struct Plan {
    #[diesel(sql_type = diesel::sql_types::Text)]
    #[diesel(column_name = "QUERY PLAN")]
    step: String,
}

#[actix_web::test]
async fn the_card_is_counted_by_the_indexes_of_its_campaign() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 3);
    let id = town.campaign.id;
    if !app.database.is_postgres() {
        for table in ["tasks", "enrolments"] {
            let plan = plans(&app, table, |db| progress::front(db, id)).remove(0);
            assert!(plan.contains("USING") && !plan.contains("SCAN"), "{plan}");
        }
        return;
    }
    let mut conn = app.database.postgres();
    diesel::sql_query("SET enable_seqscan = off").execute(&mut conn).unwrap();
    for query in [
        format!("SELECT count(*) FROM tasks WHERE campaign_id = {}", id.0),
        format!("SELECT count(*), sum(answered) FROM enrolments WHERE campaign_id = {}", id.0),
    ] {
        let explain = diesel::sql_query(format!("EXPLAIN {query}"));
        let steps: Vec<Plan> = explain.load(&mut conn).unwrap();
        let plan: String = steps.into_iter().map(|plan| plan.step + "\n").collect();
        assert!(plan.contains("Index") && !plan.contains("Seq Scan"), "{plan}");
    }
}
