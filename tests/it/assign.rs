//! Who is asked about what: never twice, never too many, least-judged first.

use std::collections::HashSet;
use std::sync::{Arc, Barrier};

use aftermath::clock::Clock;
use aftermath::domain::answer::RawAnswer;
use aftermath::domain::id::VolunteerId;
use aftermath::domain::policy::Policy;
use aftermath::journey::judge::{Submission, judge};
use aftermath::journey::{account, assign};
use aftermath::store::tasks::{self, Asker};
use aftermath::store::{Db, Store, StoreError};
use chrono::Duration;
use diesel::connection::{Instrumentation, InstrumentationEvent};
use diesel::prelude::*;
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;

use crate::support::{TestApp, Town};

#[actix_web::test]
async fn nobody_is_asked_about_the_same_building_twice() {
    let app = TestApp::start().await;
    app.town("raqqa", 5);
    let amina = app.volunteer("raqqa").await;
    let mut seen = HashSet::new();
    for _ in 0..5 {
        let page = amina.task("raqqa").await;
        assert!(seen.insert(page.attr(".chip img", "src")), "a building came twice");
        amina.answers("raqqa", &[("verdict", "standing")]).await.is(303);
    }
    amina.task("raqqa").await.says("Nothing left to date");
}

#[actix_web::test]
async fn leases_that_run_out_go_back_to_the_queue() {
    let app = TestApp::start().await;
    app.town("raqqa", 1);
    for _ in 0..3 {
        app.volunteer("raqqa").await.task("raqqa").await.is(200);
    }
    let late = app.volunteer("raqqa").await;
    late.task("raqqa").await.says("Nothing left to date");
    app.clock.advance(Duration::minutes(21));
    late.task("raqqa").await.says("is the marked building standing");
}

fn join(store: &Store, clock: &Clock, town: &Town, name: &str) -> VolunteerId {
    let (now, campaign, hash) = (clock.now(), town.campaign.clone(), name.to_owned());
    store.write(move |db| account::join(db, now, &hash, &campaign, None)).unwrap()
}

/// One volunteer's whole loop until nothing is left; how many answers were accepted.
fn work(store: &Store, clock: &Clock, town: &Town, who: VolunteerId) -> u32 {
    let (mut accepted, mut seed) = (0, who.0.unsigned_abs() * 1_000_000);
    loop {
        seed += 1;
        let (now, campaign) = (clock.now(), town.campaign.clone());
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let dealt = store.write(move |db| assign::deal(db, now, &mut rng, who, &campaign, 1));
        let Some(dealt) = dealt.unwrap().pop() else { return accepted };
        // Every volunteer says something else, so that buildings stay open up to the cap.
        let position = usize::try_from(who.0).unwrap() % 6;
        let submission = Submission {
            assignment: dealt.id,
            client_key: uuid::Uuid::new_v4(),
            raw: RawAnswer {
                verdict: "dated".into(),
                first_destroyed: town.captures[position].to_string(),
                mode: "timeline".into(),
                ..RawAnswer::default()
            },
            exhibit: String::new(),
            is_low: false,
        };
        let (campaign, mut rng) = (town.campaign.clone(), ChaCha8Rng::seed_from_u64(seed));
        store.write(move |db| judge(db, now, &mut rng, who, &campaign, &submission)).unwrap();
        accepted += 1;
    }
}

#[actix_web::test]
async fn sixteen_at_once_never_collect_more_than_is_asked_for() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 12);
    let start = Arc::new(Barrier::new(16));
    let workers: Vec<_> = (0..16)
        .map(|number| {
            let (store, clock, town) = (app.store.clone(), app.clock.clone(), town.clone());
            let start = start.clone();
            std::thread::spawn(move || {
                let who = join(&store, &clock, &town, &format!("volunteer {number}"));
                start.wait();
                work(&store, &clock, &town, who)
            })
        })
        .collect();
    let accepted: u32 = workers.into_iter().map(|worker| worker.join().unwrap()).sum();
    let mut judged = 0;
    for building in &town.buildings {
        let task = app.store.read(|db| tasks::get(db, *building)).unwrap();
        assert!(task.judged <= Policy::default().judgements_max, "{task:?}");
        assert_eq!(task.leased, 0);
        judged += task.judged;
    }
    assert_eq!(judged, accepted, "every accepted answer counts, and no other");
    assert!(accepted > 12 * 3, "the volunteers disagreed, so more than the minimum was asked");
}

struct Heard(std::sync::mpsc::Sender<String>);

impl Instrumentation for Heard {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            drop(self.0.send(query.to_string()));
        }
    }
}

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = diesel::sql_types::Text)]
    detail: String,
}

/// How SQLite goes about the queries of a read that contain a word, each as one text.
pub(crate) fn plans<T>(
    app: &TestApp,
    word: &str,
    read: impl FnOnce(&mut Db) -> Result<T, StoreError>,
) -> Vec<String> {
    let (sender, heard) = std::sync::mpsc::channel();
    app.store
        .read(|db| {
            db.set_instrumentation(Heard(sender));
            read(db)
        })
        .unwrap();
    let queries = heard.try_iter().filter(|query| query.contains(word));
    let mut conn = app.database.sqlite();
    let mut plan = |query: String| {
        let query = query.split("-- binds").next().unwrap().to_owned();
        let steps = diesel::sql_query(format!("EXPLAIN QUERY PLAN {query}"));
        let steps = steps.load::<Step>(&mut conn).unwrap();
        steps.into_iter().map(|step| step.detail).collect::<Vec<_>>().join("\n")
    };
    queries.map(&mut plan).collect()
}

#[actix_web::test]
async fn the_next_task_is_found_by_its_index_without_sorting() {
    let app = TestApp::start().await;
    if app.database.is_postgres() {
        return; // PostgreSQL plans by statistics; its plan for 3 rows says nothing.
    }
    let town = app.town("raqqa", 3);
    let campaign = town.campaign.id;
    let volunteer = VolunteerId(1);
    let asker = Asker { volunteer, campaign, together: vec![volunteer], near_pm: 600 };
    let plan = plans(&app, "is_dealable", |db| tasks::next_for(db, &asker)).remove(0);
    assert!(plan.contains("tasks_to_deal (campaign_id=? AND is_dealable=?)"), "{plan}");
    assert!(!plan.contains("TEMP B-TREE") && !plan.contains("SCAN"), "{plan}");
    assert!(plan.contains("avoided USING"), "{plan}");
}
