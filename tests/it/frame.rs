//! What stands around every page: the language, the weight of pictures, the quick exit.

use crate::support::TestApp;

#[actix_web::test]
async fn a_language_is_kept_in_a_cookie_and_leads_back() {
    let app = TestApp::start().await;
    let mut reader = app.anybody();
    let chosen = reader.get("/language?lang=xr&to=/about").await;
    assert_eq!(chosen.is(303).header("location"), "/about");
    let cookie = chosen.header("set-cookie");
    assert!(cookie.starts_with("aftermath_lang=xr;"), "{cookie}");
    for part in ["SameSite=Lax", "Path=/", "Max-Age=31536000"] {
        assert!(cookie.contains(part), "{part} is not in {cookie}");
    }
    reader.keep(&chosen);
    let page = reader.get("/about").await;
    assert_eq!(page.attr("html", "dir").as_deref(), Some("rtl"));
    assert_eq!(reader.get("/nothing").await.is(404).attr("html", "dir").as_deref(), Some("rtl"));
    let refused = reader.post("/c/raqqa/undo", &[]).await;
    assert_eq!(refused.attr("html", "dir").as_deref(), Some("rtl"));
    reader.site = "cross-site".to_owned();
    let guarded = reader.post("/c/raqqa/undo", &[]).await;
    assert_eq!(guarded.is(403).attr("html", "dir").as_deref(), Some("rtl"));
}

#[actix_web::test]
async fn no_choice_sends_anybody_to_another_site() {
    let app = TestApp::start().await;
    let reader = app.anybody();
    let elsewhere = [
        "https://elsewhere.example",
        "//elsewhere.example",
        "/%5Celsewhere.example",
        "%5C%5Celsewhere.example",
        "/%09/elsewhere.example",
        "/%2F/elsewhere.example",
        "/a%0D%0ASet-Cookie:%20a=b",
        "",
    ];
    for to in elsewhere {
        for path in ["/language?lang=en", "/data?data=low"] {
            let answer = reader.get(&format!("{path}&to={to}")).await;
            assert_eq!(answer.is(303).header("location"), "/", "{path} to {to}");
        }
    }
}

#[actix_web::test]
async fn what_is_not_offered_is_not_kept() {
    let app = TestApp::start().await;
    let reader = app.anybody();
    for path in ["/language?lang=tlh&to=/about", "/data?data=much&to=/about", "/data?to=/about"] {
        let answer = reader.get(path).await;
        assert_eq!(answer.is(303).header("location"), "/about");
        assert_eq!(answer.header("set-cookie"), "", "{path}");
    }
}

#[actix_web::test]
async fn the_switch_for_few_bytes_shows_its_state() {
    let app = TestApp::start().await;
    let mut reader = app.anybody();
    reader.get("/about").await.says("Low data is off");
    reader.keep(&reader.get("/data?data=low&to=/about").await);
    reader.get("/about").await.says("Low data is on").says("/data?data=full&amp;to=/about");
}

#[actix_web::test]
async fn leaving_leaves_an_empty_page_that_says_nothing() {
    let app = TestApp::start().await;
    let page = app.anybody().get("/leave").await;
    assert_eq!(page.is(200).header("clear-site-data"), "\"cache\"");
    assert_eq!(page.header("cache-control"), "no-store");
    let text = page.text();
    assert!(text.contains("<body></body>"), "{text}");
    assert!(!text.to_lowercase().contains("aftermath"), "{text}");
}

#[actix_web::test]
async fn a_browser_that_keeps_no_cookie_is_told_so_and_only_after_consent() {
    let app = TestApp::start().await;
    app.town("raqqa", 1);
    let reader = app.anybody();
    let consent = reader.post("/c/raqqa/start", &[]).await;
    let next = consent.is(303).header("location").to_owned();
    reader.get(&next).await.is(401).says("keeps no cookie").says("Allow cookies");
    reader.get("/c/raqqa/task").await.is(401).says("Start first");
    let mut keeper = reader.clone();
    keeper.keep(&consent);
    keeper.get(&next).await.is(200);
}

#[actix_web::test]
async fn who_has_started_finds_their_own_page_at_the_head() {
    let app = TestApp::start().await;
    app.town("raqqa", 1);
    let amina = app.volunteer("raqqa").await;
    let link = "header a[href='/c/raqqa/mine']";
    assert!(amina.task("raqqa").await.attr(link, "href").is_some());
    assert!(app.anybody().get("/c/raqqa/start").await.attr(link, "href").is_none());
}
