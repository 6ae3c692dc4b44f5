//! Chips are for those who were dealt the building, and for coordinators; and never change.

use aftermath::domain::volunteer::Role;

use crate::support::TestApp;

#[actix_web::test]
async fn a_chip_is_seen_by_whom_it_was_dealt_and_by_coordinators_only() {
    let app = TestApp::start().await;
    app.town("raqqa", 2);
    let amina = app.volunteer("raqqa").await;
    let chip = amina.task("raqqa").await.attr(".chip img", "src").unwrap();
    let seen = amina.get(&chip).await;
    seen.is(200);
    assert_eq!(seen.header("content-type"), "image/webp");
    assert_eq!(seen.header("cache-control"), "private, max-age=31536000, immutable");
    app.anybody().get(&chip).await.is(404);
    app.volunteer("raqqa").await.get(&chip).await.is(404);
    let chen = app.staff("chen", Role::Coordinator).await;
    chen.get(&chip).await.is(200);
    let researcher = app.staff("rosa", Role::Researcher).await;
    researcher.get(&chip).await.is(404);
}

#[actix_web::test]
async fn a_name_that_is_no_hash_reaches_no_file() {
    let app = TestApp::start().await;
    app.town("raqqa", 1);
    let chen = app.staff("chen", Role::Coordinator).await;
    for name in ["..%2F..%2Fsecret.key", "abc", &"0".repeat(64), &"Z".repeat(64)] {
        chen.get(&format!("/chips/{name}.webp")).await.is(404);
    }
}
