//! Staff sign in and out; nobody is told more than they need.

use aftermath::domain::role::Role;
use chrono::Duration;

use crate::support::TestApp;

#[actix_web::test]
async fn a_wrong_name_and_a_wrong_password_are_answered_alike() {
    let app = TestApp::start().await;
    app.staff("chen", Role::Coordinator).await;
    let guess = app.anybody();
    let wrong = guess.post("/sign-in", &[("name", "chen"), ("password", "not the sentence")]).await;
    let nobody = guess.post("/sign-in", &[("name", "nobody"), ("password", "not it")]).await;
    wrong.is(401).says("The name or the password is wrong");
    // The name that was typed stands in the form again, and nothing else differs.
    assert_eq!(wrong.text(), nobody.text().replace("nobody", "chen"));
}

#[actix_web::test]
async fn after_signing_out_the_old_cookie_opens_nothing() {
    let app = TestApp::start().await;
    let chen = app.staff("chen", Role::Coordinator).await;
    chen.get("/desk").await.is(200);
    chen.post("/sign-out", &[]).await.is(303);
    chen.get("/desk").await.is(401);
}

#[actix_web::test]
async fn a_session_ends_after_its_hours() {
    let app = TestApp::start().await;
    let chen = app.staff("chen", Role::Coordinator).await;
    app.clock.advance(Duration::hours(13));
    chen.get("/desk").await.is(401);
}

#[actix_web::test]
async fn a_cookie_with_a_broken_signature_is_nobody() {
    let app = TestApp::start().await;
    let mut chen = app.staff("chen", Role::Coordinator).await;
    let last = chen.cookie.pop().unwrap();
    chen.cookie.push(if last == 'a' { 'b' } else { 'a' });
    chen.get("/desk").await.is(401);
}

#[actix_web::test]
async fn guessing_is_slowed_down() {
    let app = TestApp::start().await;
    let guess = app.anybody();
    let mut refused = 0;
    for _ in 0..12 {
        let answer = guess.post("/sign-in", &[("name", "chen"), ("password", "guess")]).await;
        refused += u32::from(answer.status.as_u16() == 429);
    }
    assert!(refused >= 2, "{refused} of 12 attempts were slowed down");
}
