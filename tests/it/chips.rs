//! Chips are for those who were dealt the building, and for the campaign's staff; and never change.

use aftermath::domain::role::Role;

use crate::support::TestApp;

#[actix_web::test]
async fn a_chip_is_seen_by_whom_it_was_dealt_and_by_the_campaigns_staff_only() {
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
    let rosa = app.staff("rosa", Role::Researcher).await;
    rosa.get(&chip).await.is(200);
    app.account("else", false);
    app.signed_in("else").await.get(&chip).await.is(404);
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
