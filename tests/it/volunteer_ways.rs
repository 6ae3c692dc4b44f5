//! Ways off the volunteer's path: a remark in the middle of a task, passing on, addresses that
//! somebody made up, pictures of one day.

use chrono::Duration;

use crate::support::TestApp;

#[actix_web::test]
async fn a_remark_without_script_leads_back_to_where_the_task_was_and_is_thanked_for() {
    let app = TestApp::start().await;
    app.town("raqqa", 1);
    let amina = app.volunteer("raqqa").await;
    let assignment = amina.task("raqqa").await.value("input[name=a]").unwrap();
    let said = amina.task("raqqa").await.value("button[name=t]").unwrap();
    let address = format!("/c/raqqa/task?a={assignment}&t={said}&view=guided");
    let page = amina.get(&address).await;
    let field = |name: &str| page.value(&format!(".flag-form input[name={name}]")).unwrap();
    let key = field("key");
    let form = [
        ("assignment", assignment.as_str()),
        ("key", &key),
        ("t", &field("t")),
        ("view", &field("view")),
        ("reason", "wrong_outline"),
        ("text", ""),
    ];
    let sent = amina.post("/c/raqqa/remarks", &form).await;
    assert_eq!(sent.is(303).header("location"), format!("{address}&said=1"));
    let back = amina.get(&format!("{address}&said=1")).await;
    back.is(200).says("Thank you. The coordinators can read your remark.");
    let step = |page: &crate::support::app::Answer| page.value("button[name=t]");
    assert_eq!(step(&back), step(&page), "as far as it was");
    let again = amina.post("/c/raqqa/remarks", &form).await;
    assert_eq!(again.is(303).header("location"), format!("{address}&said=again"));
    let strange = [("assignment", assignment.as_str()), ("t", "//x?y"), ("view", "&j=1")];
    let failed = amina.post("/c/raqqa/remarks", &strange).await;
    let onward = failed.is(404).attr("main a", "href").unwrap();
    assert_eq!(onward, format!("/c/raqqa/task?a={assignment}&t=&view=guided"));
}

#[actix_web::test]
async fn an_address_that_somebody_made_up_says_nothing_was_saved_or_noted() {
    let app = TestApp::start().await;
    app.town("raqqa", 1);
    let amina = app.volunteer("raqqa").await;
    let plain = amina.get("/c/raqqa/task?view=guided").await;
    plain.is(200);
    let selector = ".plainly, .note, .saved";
    for query in ["saved=x", "saved=1&j=5", "said=x", "said=%3Cb%3E"] {
        let page = amina.get(&format!("/c/raqqa/task?view=guided&{query}")).await;
        page.is(200);
        assert_eq!(page.attr(".saved:not(#saved)", "class"), None, "{query}");
        assert_eq!(page.attr("main > .note", "class"), None, "{query}");
        assert_eq!(page.attr(selector, "class"), plain.attr(selector, "class"), "{query}");
    }
    let known = amina.get("/c/raqqa/task?view=guided&saved=new&j=5").await;
    assert_eq!(known.attr(".saved:not(#saved)", "class").as_deref(), Some("saved"));
    let help = amina.get("/c/raqqa/help?near=x").await;
    help.is(200).says("those that were not sent yet");
    assert!(!help.text().contains("You will not be shown this place"));
    let title = plain.attr("a.leave", "title").unwrap();
    assert!(title.contains("not sent yet"), "{title}");
}

#[actix_web::test]
async fn passing_on_and_going_on_elsewhere_have_bounds_of_their_own() {
    let app = TestApp::start().await;
    app.town("raqqa", 1);
    let (amina, bram) = (app.volunteer("raqqa").await, app.volunteer("raqqa").await);
    let skip = [("assignment", "99999")];
    for _ in 0..120 {
        amina.post("/c/raqqa/skip", &skip).await.is(404);
    }
    let refused = amina.post("/c/raqqa/skip", &skip).await;
    refused.is(429).says("very many buildings in a short time");
    assert!((1..=31).contains(&refused.header("retry-after").parse::<u64>().unwrap()));
    bram.post("/c/raqqa/skip", &skip).await.is(404);
    let words = "babab babab babab babab babab babab babab babab";
    for _ in 0..10 {
        bram.post("/restore", &[("words", words)]).await.is(422);
    }
    bram.post("/restore", &[("words", words)]).await.is(429);
    let sign_in = [("name", "chen"), ("password", "not this sentence")];
    bram.post("/sign-in", &sign_in).await.is(401);
}

#[actix_web::test]
async fn of_two_pictures_of_one_day_the_page_of_an_answer_shows_those_that_were_meant() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    let (from, to) = (town.captures[2], town.captures[3]);
    app.database.execute(&format!(
        "UPDATE captures SET captured_at = '2017-03-15 10:00:00' WHERE id = {to}"
    ));
    let amina = app.volunteer("raqqa").await;
    let (from, to) = (from.to_string(), to.to_string());
    let words = [("verdict", "window"), ("last_standing", &from), ("first_destroyed", &to)];
    let accepted = amina.answers("raqqa", &words).await;
    let judgement = accepted.is(303).header("location").rsplit("j=").next().unwrap().to_owned();
    let page = amina.get(&format!("/c/raqqa/mine/{judgement}")).await;
    page.is(200);
    let of = |side: u8| page.attr(&format!(".pair > div:nth-child({side}) img"), "src").unwrap();
    assert_ne!(of(1), of(2));
}

#[actix_web::test]
async fn older_pages_of_the_history_are_the_history_alone() {
    let app = TestApp::start().await;
    app.town("raqqa", 14);
    let amina = app.volunteer("raqqa").await;
    for _ in 0..14 {
        amina.answers("raqqa", &[("verdict", "standing")]).await.is(303);
        app.clock.advance(Duration::seconds(30));
    }
    let first = amina.get("/c/raqqa/mine").await;
    first.is(200).says("In numbers").says("Your data").says("Older answers");
    let html = first.text();
    let older = html.split("?before=").nth(1).unwrap().split('#').next().unwrap();
    let second = amina.get(&format!("/c/raqqa/mine?before={older}")).await;
    let text = second.is(200).says("Newest answers").text();
    assert!(!text.contains("In numbers") && !text.contains("Your data"), "{text}");
    assert_eq!(text.matches("<li><a href=\"/c/raqqa/mine/").count(), 2);
}
