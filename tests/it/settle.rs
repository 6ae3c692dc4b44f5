//! Consensus from scratch is the consensus that was kept on the way.

use aftermath::journey::settle::settle_all;
use chrono::Duration;

use crate::judge::found;
use crate::support::TestApp;

#[actix_web::test]
async fn settling_from_scratch_changes_nothing() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 6);
    for number in 0..8 {
        let amina = app.volunteer("raqqa").await;
        let mut last = None;
        for building in 0..4 {
            if amina.task("raqqa").await.value("input[name=a]").is_none() {
                break;
            }
            let first = town.captures[(number * building) % 6].to_string();
            let form = [("verdict", "dated"), ("first_destroyed", first.as_str())];
            let answer = amina.answers("raqqa", &form).await;
            answer.is(303);
            last = Some(answer);
        }
        if let Some(last) = last.filter(|_| number % 3 == 0) {
            amina.takes_back("raqqa", &last).await.is(303);
        }
    }
    let before: Vec<_> = (0..6).map(|building| found(&app, &town, building)).collect();
    assert!(before.iter().any(|found| found.counted > 0));
    app.clock.advance(Duration::hours(1));
    let tally = settle_all(
        &app.store,
        app.clock.now(),
        1,
        &town.campaign,
        aftermath::journey::settle::Occasion::Asked,
        |_| (),
    )
    .unwrap();
    assert_eq!((tally.buildings, tally.changed), (6, 0));
    let after: Vec<_> = (0..6).map(|building| found(&app, &town, building)).collect();
    assert_eq!(after, before);
}
