//! What volunteers do beside the task itself: practice, their own work, remarks, places that they
//! know. All of it by forms, as with scripts switched off.

use aftermath::domain::campaign::Feedback;
use aftermath::domain::dealing::Dealing;
use aftermath::domain::role::Role;
use aftermath::journey::{campaign, gold, text};
use chrono::Duration;

use crate::support::app::{Answer, Person};
use crate::support::{TestApp, Town};

/// A campaign whose first two buildings are practice: destroyed after the third capture, and
/// standing throughout.
fn with_practice(app: &TestApp, n: usize) -> Town {
    let town = app.town("raqqa", n);
    let table = "external_id,last_intact_image_id,first_destroyed_image_id,explanation\n\
         B-1,2017-03-15,2017-04-15,The roof is gone.\n\
         B-2,2017-06-15,,Only the shadow has moved.\n";
    let (now, campaign) = (app.clock.now(), town.campaign.clone());
    app.store
        .write(move |db| {
            let report = gold::import(db, now, &campaign, table.as_bytes(), "chen")?;
            assert!(report.errors.is_empty(), "{:?}", report.errors);
            gold::practise(db, &campaign, "B-1", Some(1), "Look at April.")?;
            gold::practise(db, &campaign, "B-2", Some(2), "Look at the edges.")
        })
        .unwrap();
    town
}

/// "Destroyed between capture `last` and the one after it."
fn between(town: &Town, last: usize) -> [(&'static str, String); 4] {
    [
        ("verdict", "window".into()),
        ("last_standing", town.captures[last].to_string()),
        ("first_destroyed", town.captures[last + 1].to_string()),
        ("mode", "guided".into()),
    ]
}

fn words<'a>(form: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    form.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

/// Answers the current task, and gives the judgement's id.
async fn judged(who: &Person<'_>, town: &Town, last: usize) -> String {
    let accepted = who.answers("raqqa", &words(&between(town, last))[..3]).await;
    accepted.is(303).header("location").rsplit("j=").next().unwrap().to_owned()
}

async fn remark(who: &Person<'_>, page: &Answer, key: &str, text: &str) -> Answer {
    let assignment = page.value("input[name=assignment]").unwrap();
    let judgement = page.value("input[name=judgement]").unwrap();
    let form = [
        ("assignment", assignment.as_str()),
        ("judgement", &judgement),
        ("key", key),
        ("reason", "wrong_outline"),
        ("text", text),
    ];
    who.post("/c/raqqa/remarks", &form).await
}

#[actix_web::test]
async fn practice_is_the_real_screens_with_a_hint_and_then_the_answer() {
    let app = TestApp::start().await;
    let town = with_practice(&app, 3);
    let amina = app.volunteer("raqqa").await;
    amina.get("/c/raqqa/learn").await.is(200).says("Start practice").says("not tried yet");
    let first = amina.get("/c/raqqa/learn/1?view=guided").await;
    first.is(200).says("Practice building 1 of 2");
    assert_eq!(first.attr("form.answers", "action").as_deref(), Some("/c/raqqa/learn/1"));
    let timeline = amina.get("/c/raqqa/learn/1?view=timeline").await;
    assert_eq!(timeline.attr("form.timeline", "action").as_deref(), Some("/c/raqqa/learn/1"));

    let wrong = amina.post("/c/raqqa/learn/1", &words(&between(&town, 0))).await;
    let text = wrong.is(200).says("Look at April.").says("Try again").text();
    assert!(!text.contains("The roof is gone."), "one wrong try does not show the answer");
    let wrong = amina.post("/c/raqqa/learn/1", &words(&between(&town, 0))).await;
    wrong.is(200).says("Show the answer").says("The roof is gone.");
    let right = amina.post("/c/raqqa/learn/1", &words(&between(&town, 2))).await;
    right
        .is(200)
        .says("matches the experts")
        .says("The roof is gone.")
        .says("15\u{a0}Apr\u{a0}2017");
    assert_eq!(right.attr("p.row a.button", "href").as_deref(), Some("/c/raqqa/learn/2"));

    let standing = [("verdict", "standing"), ("mode", "timeline")];
    let right = amina.post("/c/raqqa/learn/2", &standing).await;
    right.is(200).says("matches the experts").says("Only the shadow");
    assert_eq!(right.attr("p.row a.button", "href").as_deref(), Some("/c/raqqa/learn?done=1"));
    let end = amina.get("/c/raqqa/learn?done=1").await;
    end.is(200).says("From now on the buildings are real");
    amina.get("/c/raqqa/learn/3").await.is(404);
    amina.post("/c/raqqa/learn/1", &[("verdict", "")]).await.is(422);
    amina.get("/c/raqqa/mine").await.is(200).says("You have not answered any building here yet");
}

#[actix_web::test]
async fn the_guide_needs_nobody() {
    let app = TestApp::start().await;
    let guide = app.anybody().get("/guide").await;
    guide.is(200).says("Floors collapsed onto each other");
    assert!(guide.headers.get("set-cookie").is_none());
}

#[actix_web::test]
async fn an_answer_is_changed_until_its_building_is_settled() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    let amina = app.volunteer("raqqa").await;
    let judgement = judged(&amina, &town, 1).await;
    let address = format!("/c/raqqa/mine/{judgement}");
    amina.get("/c/raqqa/mine").await.is(200).says(&address).says("19 more to go");
    let page = amina.get(&address).await;
    page.is(200)
        .says("Destroyed after 15\u{a0}Feb\u{a0}2017, by 15\u{a0}Mar\u{a0}2017")
        .says("Change my answer");
    let changed = amina.post(&format!("{address}/change"), &[]).await;
    let address_again = changed.is(303).header("location").to_owned();
    assert!(
        address_again.starts_with("/c/raqqa/task?a="),
        "to this building, whatever else is held"
    );
    let again = judged(&amina, &town, 2).await;
    amina.get(&address).await.is(200).says("You gave another answer to this building later");
    amina.post(&format!("{address}/change"), &[]).await.is(409);
    for _ in 0..2 {
        judged(&app.volunteer("raqqa").await, &town, 2).await;
    }
    let address = format!("/c/raqqa/mine/{again}");
    amina.get(&address).await.is(200).says("What came of it is shown").says("Change my answer");
    app.clock.advance(Duration::minutes(21));
    amina
        .get(&address)
        .await
        .is(200)
        .says("can no longer be changed")
        .says("Dated: after 15\u{a0}Mar");
    amina.post(&format!("{address}/change"), &[]).await.is(409);
    amina.get("/c/raqqa/mine").await.is(200).says("One building that you answered is now dated");
}

/// The words of the page of an answer that nobody gave, as they would be for this address.
fn as_if(none: &Answer, judgement: &str) -> String {
    assert_eq!(none.status, 404);
    none.text().replace("99999", judgement)
}

#[actix_web::test]
async fn another_volunteers_answer_is_as_absent_as_none() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 2);
    let judgement = judged(&app.volunteer("raqqa").await, &town, 1).await;
    let bram = app.volunteer("raqqa").await;
    let theirs = bram.get(&format!("/c/raqqa/mine/{judgement}")).await;
    let none = bram.get("/c/raqqa/mine/99999").await;
    assert_eq!(theirs.text(), as_if(&none, &judgement));
    assert_eq!(theirs.status, 404);
    let theirs = bram.post(&format!("/c/raqqa/mine/{judgement}/change"), &[]).await;
    let none = bram.post("/c/raqqa/mine/99999/change", &[]).await;
    assert_eq!(theirs.text(), as_if(&none, &judgement));
}

#[actix_web::test]
async fn a_remark_is_kept_once_and_seen_by_those_whose_answer_is_final() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    let (amina, bram) = (app.volunteer("raqqa").await, app.volunteer("raqqa").await);
    let judgement = judged(&amina, &town, 1).await;
    let address = format!("/c/raqqa/mine/{judgement}");
    let page = amina.get(&address).await;
    let key = page.value("input[name=key]").unwrap();
    let text = "The outline is north of it <b>";
    let first = remark(&amina, &page, &key, text).await;
    assert_eq!(first.is(303).header("location"), format!("{address}?said=1"));
    let again = remark(&amina, &page, &key, text).await;
    assert_eq!(again.is(303).header("location"), format!("{address}?said=again"));
    remark(&amina, &page, &key, "Something else").await.is(409);
    remark(&amina, &page, &uuid::Uuid::new_v4().to_string(), &"x".repeat(501)).await.is(422);
    let shown = amina.get(&format!("{address}?said=1")).await;
    let shown = shown.is(200).says("north of it &#60;b&#62;").text();
    assert_eq!(shown.matches("north of it").count(), 1);

    assert!(!bram.task("raqqa").await.text().contains("north of it"));
    let theirs = format!("/c/raqqa/mine/{}", judged(&bram, &town, 1).await);
    let others = format!("{theirs}/others");
    let page = bram.get(&theirs).await.text();
    assert!(page.contains("20 minutes after your answer") && !page.contains("north of it"));
    assert_eq!(
        bram.post(&others, &[]).await.is(303).header("location"),
        format!("{theirs}#remarks")
    );
    assert!(!bram.get(&theirs).await.text().contains("north of it"), "not for the asking");
    app.clock.advance(Duration::minutes(21));
    let page = bram.get(&theirs).await;
    page.is(200).says("Change my answer").says("Show me what others remarked");
    assert!(!page.text().contains("north of it"));
    bram.post(&others, &[]).await.is(303);
    let page = bram.get(&theirs).await;
    page.is(200).says("north of it").says("so the answer can no longer be changed");
    assert!(!page.text().contains("Change my answer"));
    bram.post(&format!("{theirs}/change"), &[]).await.is(409).says("You were shown");
    let chen = app.staff("chen", Role::Coordinator).await;
    chen.get("/desk/raqqa/buildings/B-1").await.is(200).says("north of it");
}

#[actix_web::test]
async fn a_place_somebody_knows_is_left_out_until_they_say_otherwise() {
    let app = TestApp::start().await;
    app.town("raqqa", 2);
    let amina = app.volunteer("raqqa").await;
    let assignment = amina.task("raqqa").await.value("input[name=a]").unwrap();
    let near = [("assignment", assignment.as_str()), ("near", "1")];
    let skipped = amina.post("/c/raqqa/skip", &near).await;
    assert_eq!(skipped.is(303).header("location"), "/c/raqqa/help?near=1");
    amina.get("/c/raqqa/help?near=1").await.is(200).says("You will not be shown this place");
    amina.get("/c/raqqa/task").await.is(200).says("Nothing left");
    amina.get("/c/raqqa/mine").await.is(200).says("Show me everywhere again");
    amina.post("/c/raqqa/mine/everywhere", &[]).await.is(303);
    amina.get("/c/raqqa/mine").await.is(200).says("You have not left out any neighbourhood");
    let back = amina.task("raqqa").await;
    assert!(back.value("input[name=a]").is_some(), "{}", back.text());
    amina.post("/c/raqqa/skip", &[("assignment", "99999")]).await.is(404);
}

#[actix_web::test]
async fn work_goes_on_on_another_device_by_words() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 2);
    let amina = app.volunteer("raqqa").await;
    judged(&amina, &town, 1).await;
    let page = amina.post("/c/raqqa/mine/phrase", &[]).await;
    let html = scraper::Html::parse_document(&page.is(200).text());
    let word = scraper::Selector::parse("ol.phrase li").unwrap();
    let phrase: Vec<String> = html.select(&word).map(|li| li.text().collect()).collect();
    assert_eq!(phrase.len(), 8, "{phrase:?}");
    let mut other = app.anybody();
    other.post("/restore", &[("words", "one two three")]).await.is(422).says("not eight words");
    let typed = [("words", "one two <three>")];
    other.post("/restore", &typed).await.says(">one two &#60;three&#62;</textarea>");
    let unknown = "babab babab babab babab babab babab babab babab";
    other.post("/restore", &[("words", unknown)]).await.is(422).says("not known");
    let restored = other.post("/restore", &[("words", &phrase.join("-").to_uppercase())]).await;
    assert_eq!(restored.is(303).header("location"), "/restore?done=1");
    assert_eq!(restored.header("clear-site-data"), "\"storage\"", "of who worked here before");
    other.keep(&restored);
    other.get("/restore?done=1").await.is(200).says("Both devices");
    other.get("/c/raqqa/mine").await.is(200).says("Destroyed after 15\u{a0}Feb\u{a0}2017");
    amina.get("/c/raqqa/mine").await.is(200).says("Destroyed after 15\u{a0}Feb\u{a0}2017");
}

#[actix_web::test]
async fn erasing_is_asked_twice_and_leaves_no_tie() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 2);
    let amina = app.volunteer("raqqa").await;
    let judgement = judged(&amina, &town, 1).await;
    let kept = amina.get("/c/raqqa/mine/data.json").await;
    assert!(kept.is(200).header("content-disposition").starts_with("attachment"));
    let kept: serde_json::Value = serde_json::from_slice(&kept.body).unwrap();
    assert!(kept.to_string().contains("2017"), "{kept}");
    amina.get("/c/raqqa/mine/certificate").await.is(200).says("Certificate of voluntary work");
    amina.get("/c/raqqa/mine/erase").await.is(200).says("What stays");
    amina.post("/c/raqqa/mine/erase", &[]).await.is(422).says("Nothing was erased");
    amina.get(&format!("/c/raqqa/mine/{judgement}")).await.is(200);
    let form = [("sure", "1"), ("answers", "1")];
    let erased = amina.post("/c/raqqa/mine/erase", &form).await;
    erased.is(200).says("Nothing on this server is tied to this device");
    assert_eq!(erased.header("clear-site-data"), "\"cache\", \"storage\"", "staff stay signed in");
    let set = erased.headers.get_all("set-cookie").map(|value| value.to_str().unwrap());
    let gone: Vec<&str> = set.filter(|cookie| cookie.contains("Max-Age=0")).collect();
    let names: Vec<&str> = gone.iter().filter_map(|cookie| cookie.split('=').next()).collect();
    let own = ["aftermath_volunteer", "aftermath_view", "aftermath_lang", "aftermath_data"];
    assert_eq!(names, own);
    amina.get("/c/raqqa/mine").await.is(401);
    amina.post("/c/raqqa/mine/erase", &form).await.is(200).says("is tied to this device");
}

#[actix_web::test]
async fn a_break_is_offered_after_every_25_answers() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 40);
    let amina = app.volunteer("raqqa").await;
    for answered in 1..=25 {
        let accepted = amina.answers("raqqa", &words(&between(&town, 2))[..3]).await;
        let next = accepted.is(303).header("location").to_owned();
        let page = amina.get(&format!("{next}&view=guided")).await;
        assert_eq!(page.is(200).text().contains("Time for a break?"), answered == 25);
    }
}

#[actix_web::test]
async fn a_known_building_is_told_of_only_where_the_campaign_always_tells() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 20);
    let head = "external_id,last_intact_image_id,first_destroyed_image_id,explanation\n";
    let line = |n: usize| format!("B-{n},2017-03-15,2017-04-15,The roof is gone.\n");
    let table = format!("{head}{}", (1..=20).map(line).collect::<String>());
    let (now, campaign, id) = (app.clock.now(), town.campaign.clone(), town.campaign.id);
    let dealing = Dealing::new(500, 500, 0, 1000).unwrap();
    app.store
        .write(move |db| {
            gold::import(db, now, &campaign, table.as_bytes(), "chen")?;
            Ok::<_, gold::GoldError>(())
        })
        .unwrap();
    let policy = town.campaign.policy;
    app.store.write(move |db| campaign::set_rules(db, id, policy, dealing)).unwrap();
    for (when, tells) in [(Feedback::Practice, false), (Feedback::Always, true)] {
        let campaign = town.campaign.clone();
        app.store.write(move |db| text::set_feedback(db, &campaign, when)).unwrap();
        let amina = app.volunteer("raqqa").await;
        let mut told = 0;
        for _ in 0..20 {
            let accepted = amina.answers("raqqa", &words(&between(&town, 2))[..3]).await;
            let page = amina.get(accepted.is(303).header("location")).await.text();
            told += usize::from(page.contains("your answer matches the experts"));
            if page.contains("Nothing left") {
                break;
            }
        }
        assert_eq!(told > 0, tells, "{told} of 20 were told");
    }
}
