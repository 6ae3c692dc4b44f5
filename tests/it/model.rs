//! The model beside the rule: fitted to what counts, it helps to stop and never to publish.

use aftermath::domain::consensus::RetirementReason;
use aftermath::domain::policy::Stopping;
use aftermath::domain::task::TaskState;
use aftermath::journey::publish::File;
use aftermath::journey::settle::{Occasion, settle_all};
use aftermath::journey::{campaign, model};
use aftermath::store::fits;

use crate::judge::found;
use crate::measure::{answer, deal, join, rows};
use crate::support::{TestApp, Town};

/// Volunteers who judge everything they are dealt; number `odd` is three captures late.
fn crowd(app: &TestApp, town: &Town, names: &[&str], odd: usize) {
    for (number, name) in names.iter().enumerate() {
        let who = join(app, town, name);
        let mut seed = 0;
        while let Some(dealt) = deal(app, town, who, seed) {
            let building = town.buildings.iter().position(|id| *id == dealt.building).unwrap();
            let late = if number == odd { 3 } else { 0 };
            answer(app, town, &dealt, (building % 2) + late);
            seed += 1;
        }
    }
}

fn stop_by(app: &TestApp, town: &mut Town, stopping: Stopping) {
    let policy = town.campaign.policy.stopping(1, stopping, 900).unwrap();
    let (id, dealing) = (town.campaign.id, town.campaign.dealing);
    app.store.write(move |db| campaign::set_rules(db, id, policy, dealing)).unwrap();
    town.campaign.policy = policy;
}

#[actix_web::test]
async fn a_fit_says_how_sure_it_is_beside_the_counted_window() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 20);
    let nothing = model::refit(&app.store, app.clock.now(), &town.campaign).unwrap_err();
    assert!(nothing.to_string().contains("no volunteer has dated"), "{nothing}");
    crowd(&app, &town, &["amina", "bram", "dana"], 9);
    let before = rows(&app, &town, File::BUILDINGS);
    assert!(before.iter().all(|row| row["posterior_share"].is_empty()));
    let fit = model::refit(&app.store, app.clock.now(), &town.campaign).unwrap();
    assert!(!fit.is_frozen && fit.judgements == 60, "{fit:?}");
    let due = model::refit_if_due(&app.store, app.clock.now(), &town.campaign).unwrap();
    assert!(due.is_none(), "the rule alone decides here");
    for (before, after) in before.iter().zip(rows(&app, &town, File::BUILDINGS)) {
        assert_eq!(after["posterior_first_destroyed_image_id"], after["first_destroyed_image_id"]);
        assert!(after["posterior_share"].parse::<f64>().unwrap() > 0.9);
        assert_eq!(before["first_destroyed_image_id"], after["first_destroyed_image_id"]);
        assert_eq!(before["verdict_version"], after["verdict_version"]);
    }
}

#[actix_web::test]
async fn the_model_may_end_the_asking_and_the_window_stays_the_counted_one() {
    let app = TestApp::start().await;
    let mut second = app.town("second", 6);
    stop_by(&app, &mut second, Stopping::Posterior);
    crowd(&app, &second, &["farid", "grace", "hana"], 2);
    // Without a fit the rule alone decides, and one dissenter of three keeps it open.
    assert_eq!(found(&app, &second, 0).state, TaskState::Open);
    model::refit(&app.store, app.clock.now(), &second.campaign).unwrap();
    let settled = found(&app, &second, 0);
    assert_eq!(settled.state, TaskState::Retired(RetirementReason::Confident));
    let row = &rows(&app, &second, File::BUILDINGS)[0];
    assert_ne!(row["first_destroyed_image_id"], row["posterior_first_destroyed_image_id"]);
    assert!(!row["posterior_first_destroyed_image_id"].is_empty());
}

#[actix_web::test]
async fn a_model_is_fitted_again_only_after_enough_judgements() {
    let app = TestApp::start().await;
    let mut town = app.town("raqqa", 40);
    stop_by(&app, &mut town, Stopping::Either);
    let due = || model::refit_if_due(&app.store, app.clock.now(), &town.campaign).unwrap();
    crowd(&app, &town, &["amina", "bram"], 9);
    assert!(due().is_none(), "60 judgements are too few");
    crowd(&app, &town, &["dana", "emre"], 9);
    let fit = due().unwrap();
    assert!(fit.judgements >= 100);
    assert!(due().is_none(), "nothing was judged since");
    let again = model::refit(&app.store, app.clock.now(), &town.campaign).unwrap();
    let versions = |rows: Vec<std::collections::BTreeMap<String, String>>| {
        rows.into_iter().map(|row| row["verdict_version"].clone()).collect::<Vec<_>>()
    };
    let before = versions(rows(&app, &town, File::BUILDINGS));
    model::refit(&app.store, app.clock.now(), &town.campaign).unwrap();
    assert_eq!(versions(rows(&app, &town, File::BUILDINGS)), before, "{again:?}");
}

#[actix_web::test]
async fn a_frozen_fit_decides_nothing() {
    let app = TestApp::start().await;
    let mut town = app.town("raqqa", 6);
    stop_by(&app, &mut town, Stopping::Posterior);
    crowd(&app, &town, &["amina", "bram", "dana"], 2);
    let mut fit = model::refit(&app.store, app.clock.now(), &town.campaign).unwrap();
    let confident = TaskState::Retired(RetirementReason::Confident);
    assert_eq!(found(&app, &town, 0).state, confident);
    fit.is_frozen = true;
    let id = town.campaign.id;
    app.store.write(move |db| fits::add(db, id, &fit)).unwrap();
    let now = app.clock.now();
    settle_all(&app.store, now, 1, &town.campaign, Occasion::Asked, |_| ()).unwrap();
    assert_eq!(found(&app, &town, 0).state, TaskState::Open);
    let row = &rows(&app, &town, File::BUILDINGS)[0];
    assert!(row["posterior_fit"].parse::<i64>().unwrap() < 2, "a frozen fit is not exported");
}
