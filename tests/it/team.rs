//! Accounts, second factors, parts in campaigns, invitations, and who finds a campaign.

use aftermath::access::second::SecondFactor;
use aftermath::domain::campaign::Visibility;
use aftermath::domain::role::Role;
use aftermath::journey::team;
use chrono::Duration;

use crate::support::app::PASSWORD;
use crate::support::{Answer, Person, TestApp};

/// What an app shows at the time of the clock, for an account's factor of a number.
fn code(app: &TestApp, name: &str, generation: i32) -> String {
    let account = app.store.read(|db| team::account(db, name)).unwrap();
    let site = SecondFactor::new(&[7; 64]).unwrap();
    site.code(account.id, generation, app.clock.now().timestamp()).unwrap()
}

/// Gives name and password, and keeps the session that comes of it.
async fn gives_password<'a>(app: &'a TestApp, name: &str) -> (Person<'a>, String) {
    let mut person = app.anybody();
    let answer = person.post("/sign-in", &[("name", name), ("password", PASSWORD)]).await;
    answer.is(303);
    person.keep(&answer);
    (person, answer.header("location").to_owned())
}

fn paper(page: &Answer) -> Vec<String> {
    let html = scraper::Html::parse_document(&page.text());
    let codes = scraper::Selector::parse(".codes code").unwrap();
    html.select(&codes).map(|code| code.text().collect()).collect()
}

#[actix_web::test]
async fn a_site_that_asks_for_a_second_factor_lets_nobody_in_without_one() {
    let app = TestApp::start_asking(true).await;
    app.town("raqqa", 1);
    app.account("chen", true);
    app.grant("chen", "raqqa", Role::Coordinator);
    let (mut chen, next) = gives_password(&app, "chen").await;
    assert_eq!(next, "/account/second-factor");
    for path in ["/desk", "/desk/raqqa", "/account", "/accounts"] {
        chen.get(path).await.is(401);
    }
    chen.get(&next).await.is(200).says("Set up a second factor");
    chen.post(&next, &[("code", "000000")]).await.is(422).says("not right");
    let before = chen.cookie.clone();
    let set = chen.post(&next, &[("code", &code(&app, "chen", 1))]).await;
    set.is(200);
    assert_eq!(paper(&set).len(), 10);
    chen.keep(&set);
    chen.get("/desk").await.is(200);
    // The session of before proved nothing and opens nothing.
    let mut old = app.anybody();
    old.cookie = before;
    old.get("/desk").await.is(401);
}

#[actix_web::test]
async fn a_code_is_good_once_and_so_is_one_on_paper() {
    let app = TestApp::start_asking(true).await;
    app.account("chen", true);
    let (mut chen, next) = gives_password(&app, "chen").await;
    let set = chen.post(&next, &[("code", &code(&app, "chen", 1))]).await;
    let on_paper = paper(&set);
    chen.keep(&set);

    // The code that set it up is used up, though its half minute is not over.
    let (again, next) = gives_password(&app, "chen").await;
    assert_eq!(next, "/sign-in/code");
    again.get("/desk").await.is(401);
    // Half a session may not put another factor in the place of the one that is there.
    again.get("/account/second-factor").await.is(303);
    let taken_over =
        again.post("/account/second-factor", &[("code", &code(&app, "chen", 2))]).await;
    taken_over.is(401);
    again.post(&next, &[("code", &code(&app, "chen", 1))]).await.is(401).says("used before");
    app.clock.advance(Duration::seconds(31));
    again.post(&next, &[("code", &code(&app, "chen", 1))]).await.is(303);

    let (paper_way, next) = gives_password(&app, "chen").await;
    paper_way.post(&next, &[("code", &on_paper[0])]).await.is(303);
    let (twice, next) = gives_password(&app, "chen").await;
    twice.post(&next, &[("code", &on_paper[0])]).await.is(401);
}

#[actix_web::test]
async fn codes_cannot_be_guessed_in_a_row() {
    let app = TestApp::start_asking(true).await;
    app.account("chen", true);
    let (chen, next) = gives_password(&app, "chen").await;
    let mut slowed = 0;
    for _ in 0..14 {
        let answer = chen.post(&next, &[("code", "123456")]).await;
        slowed += u32::from(answer.status.as_u16() == 429);
    }
    assert!(slowed >= 2, "{slowed} of 14 were slowed down");
}

#[actix_web::test]
async fn who_gave_only_a_password_has_ten_minutes() {
    let app = TestApp::start_asking(true).await;
    app.account("chen", true);
    let (chen, next) = gives_password(&app, "chen").await;
    app.clock.advance(Duration::minutes(11));
    chen.get(&next).await.is(401);
}

#[actix_web::test]
async fn a_session_that_lies_idle_ends_and_one_in_use_does_not() {
    let app = TestApp::start().await;
    let chen = app.staff("chen", Role::Coordinator).await;
    for _ in 0..4 {
        app.clock.advance(Duration::minutes(20));
        chen.get("/desk").await.is(200);
    }
    app.clock.advance(Duration::minutes(31));
    chen.get("/desk").await.is(401);
}

#[actix_web::test]
async fn an_invitation_makes_one_account_with_one_part() {
    let app = TestApp::start().await;
    app.town("raqqa", 1);
    app.town("mosul", 1);
    let chen = app.staff("chen", Role::Coordinator).await;
    let words = [("label", "Ada of the lab"), ("role", "adjudicator")];
    let made = chen.post("/desk/raqqa/team/invite", &words).await;
    let link = scraper_text(&made, "[data-address]");
    assert!(link.starts_with("/invitation/"), "{link}");

    let mut ada = app.anybody();
    ada.get(&link).await.is(200).says("adjudicator");
    let short = [("name", "ada"), ("password", "short")];
    ada.post(&link, &short).await.is(422).says("at least 12");
    let taken = [("name", "chen"), ("password", PASSWORD)];
    ada.post(&link, &taken).await.is(422).says("taken");
    let good = [("name", "ada"), ("password", PASSWORD)];
    ada.post(&link, &good).await.is(303);
    ada.get(&link).await.is(404);
    ada.post(&link, &[("name", "eve"), ("password", PASSWORD)]).await.is(404);

    ada = app.signed_in("ada").await;
    ada.get("/desk").await.is(200).says("Your part: adjudicator");
    ada.get("/desk/raqqa").await.is(200);
    ada.get("/desk/mosul").await.is(404);
    let log = chen.get("/desk/raqqa/log").await;
    log.says("Ada of the lab as adjudicator").says("ada as adjudicator");
}

#[actix_web::test]
async fn an_invitation_that_was_taken_back_or_ran_out_is_none() {
    let app = TestApp::start().await;
    app.town("raqqa", 1);
    let chen = app.staff("chen", Role::Coordinator).await;
    let invite = [("label", "Ada"), ("role", "auditor")];
    let first =
        scraper_text(&chen.post("/desk/raqqa/team/invite", &invite).await, "[data-address]");
    let second =
        scraper_text(&chen.post("/desk/raqqa/team/invite", &invite).await, "[data-address]");
    chen.post("/desk/raqqa/team/uninvite", &[("id", "1")]).await.is(303);
    app.anybody().get(&first).await.is(404);
    app.anybody().get(&second).await.is(200);
    app.clock.advance(Duration::days(8));
    app.anybody().get(&second).await.is(404);
}

#[actix_web::test]
async fn nobody_locks_everybody_out() {
    let app = TestApp::start().await;
    app.town("raqqa", 1);
    let chen = app.staff("chen", Role::Coordinator).await;
    let away = [("name", "chen"), ("reason", "moves on")];
    let refused = chen.post("/desk/raqqa/team/revoke", &away).await;
    refused.is(422).says("last coordinator").says("value=\"moves on\"");
    let nobody = [("label", "somebody new"), ("role", "king")];
    let refused = chen.post("/desk/raqqa/team/invite", &nobody).await;
    refused.is(422).says("choose a role").says("value=\"somebody new\"");
    let less = [("name", "chen"), ("role", "auditor")];
    chen.post("/desk/raqqa/team/grant", &less).await.is(422).says("last coordinator");
    let close = [("name", "chen"), ("reason", "leaves")];
    chen.post("/accounts/close", &close).await.is(422).says("last administrator");
    chen.post("/accounts/no-admin", &close).await.is(422).says("last administrator");

    app.account("bram", true);
    app.grant("bram", "raqqa", Role::Coordinator);
    chen.post("/desk/raqqa/team/revoke", &away).await.is(303);
    chen.get("/desk/raqqa").await.is(404);
    chen.post("/accounts/close", &close).await.is(303);
    chen.get("/desk").await.is(401);
    let words = [("name", "chen"), ("password", PASSWORD)];
    app.anybody().post("/sign-in", &words).await.is(401);
}

#[actix_web::test]
async fn a_reset_factor_must_be_set_up_anew() {
    let app = TestApp::start_asking(true).await;
    app.account("chen", true);
    let (mut chen, next) = gives_password(&app, "chen").await;
    let set = chen.post(&next, &[("code", &code(&app, "chen", 1))]).await;
    chen.keep(&set);
    chen.post("/accounts/reset", &[("name", "chen"), ("reason", "lost phone")]).await.is(303);
    chen.get("/desk").await.is(401);
    let (chen, next) = gives_password(&app, "chen").await;
    assert_eq!(next, "/account/second-factor");
    app.clock.advance(Duration::seconds(31));
    // The factor of before is none any more, nor is the number that the reset used up.
    chen.post(&next, &[("code", &code(&app, "chen", 1))]).await.is(422);
    chen.post(&next, &[("code", &code(&app, "chen", 3))]).await.is(200);
}

#[actix_web::test]
async fn a_password_is_changed_by_who_knows_it() {
    let app = TestApp::start().await;
    let chen = app.staff("chen", Role::Coordinator).await;
    let elsewhere = app.signed_in("chen").await;
    let wrong = [("old", "not the sentence"), ("new", "another long sentence")];
    chen.post("/account/password", &wrong).await.is(422).says("old password");
    let right = [("old", PASSWORD), ("new", "another long sentence")];
    chen.post("/account/password", &right).await.is(200).says("is changed");
    chen.get("/desk").await.is(200);
    elsewhere.get("/desk").await.is(401);
    app.anybody().post("/sign-in", &[("name", "chen"), ("password", PASSWORD)]).await.is(401);
}

#[actix_web::test]
async fn a_campaign_that_is_not_listed_is_found_by_its_link_and_by_who_came_before() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 2);
    let amina = app.volunteer("raqqa").await;
    let chen = app.staff("chen", Role::Coordinator).await;
    let link = chen.post("/desk/raqqa/team/link", &[("label", "students")]).await;
    let link = scraper_text(&link, "[data-address]");
    let set = [("visibility", "invited")];
    chen.post("/desk/raqqa/team/visibility", &set).await.is(303);
    let home = app.anybody().get("/").await;
    assert!(!home.text().contains("/c/raqqa"), "it is listed");
    app.anybody().get("/c/raqqa/start").await.is(404);
    app.anybody().post("/c/raqqa/start", &[]).await.is(404);
    amina.get("/c/raqqa/task").await.is(200);
    amina.get("/c/raqqa/start").await.is(200);

    let start = app.anybody().get(&link).await;
    let by = start.is(200).value("input[name=by]").unwrap();
    let mut bilal = app.anybody();
    let started = bilal.post("/c/raqqa/start", &[("by", &by)]).await;
    started.is(303);
    bilal.keep(&started);
    bilal.get("/c/raqqa/task").await.is(200);
    chen.get("/desk/raqqa/team").await.says("students</bdi>: 1 came by it");

    chen.post("/desk/raqqa/team/unlink", &[("id", "1")]).await.is(303);
    app.anybody().get(&link).await.is(404);
    bilal.get("/c/raqqa/task").await.is(200);
    app.show(&town.campaign, Visibility::Private);
    bilal.get("/c/raqqa/task").await.is(200);
}

#[actix_web::test]
async fn the_log_is_searched_and_leaves_as_a_table() {
    let app = TestApp::start().await;
    app.town("raqqa", 1);
    let chen = app.staff("chen", Role::Coordinator).await;
    chen.get("/desk/raqqa/exports/buildings.csv").await.is(200);
    let invite = [("label", "=HYPERLINK(1)"), ("role", "auditor")];
    chen.post("/desk/raqqa/team/invite", &invite).await.is(200);
    chen.get("/desk/raqqa/log?kind=exported").await.is(200).says("buildings.csv");
    let found = chen.get("/desk/raqqa/log?words=HYPERLINK").await;
    found.is(200).says("invited");
    assert!(!found.text().contains("buildings.csv"));
    assert!(!chen.get("/desk/raqqa/log?words=%25").await.text().contains("buildings.csv"));
    let table = chen.get("/desk/raqqa/log.csv").await;
    table.is(200).says("number,done_at,done_by,kind,subject,reason");
    table.says("'=HYPERLINK(1) as auditor");
}

fn scraper_text(answer: &Answer, selector: &str) -> String {
    let page = scraper::Html::parse_document(&answer.text());
    let found = page.select(&scraper::Selector::parse(selector).unwrap()).next();
    found.unwrap_or_else(|| panic!("{}", answer.text())).text().collect()
}
