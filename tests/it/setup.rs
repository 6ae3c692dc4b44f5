//! A campaign is set up in the browser: made, put into words, given rules, tried, opened for a few
//! buildings and for all, paused, closed, put away and brought back.

use aftermath::domain::act::ActKind;
use aftermath::domain::campaign::{Campaign, Phase};
use aftermath::domain::id::BuildingId;
use aftermath::domain::role::Role;
use aftermath::domain::setup::CARES;
use aftermath::domain::task::TaskState;
use aftermath::journey::log::{self, Wanted};
use aftermath::journey::{look, setup};
use aftermath::store::screens::task;
use aftermath::store::{campaigns, judgements, tasks};

use crate::support::{Person, TestApp, Town};

/// A campaign of `n` buildings that was never opened.
pub(crate) fn draft(app: &TestApp, slug: &str, n: usize) -> Town {
    let mut town = app.town(slug, n);
    let id = town.campaign.id;
    app.store.write(move |db| campaigns::set_phase(db, id, Phase::Draft)).unwrap();
    town.campaign.phase = Phase::Draft;
    town
}

fn campaign(app: &TestApp, slug: &str) -> Campaign {
    app.store.read(|db| look::any_campaign(db, slug)).unwrap()
}

fn acts(app: &TestApp, campaign: &Campaign) -> Vec<(ActKind, String)> {
    let wanted = Wanted { campaign: Some(campaign.id), most: 100, ..Wanted::default() };
    let entries = app.store.read(|db| log::list(db, &wanted)).unwrap();
    entries.into_iter().rev().map(|entry| (entry.act.kind, entry.act.by)).collect()
}

pub(crate) async fn takes_care(person: &Person<'_>, slug: &str) {
    let form: Vec<(&str, &str)> = CARES.iter().map(|care| ("care", care.name)).collect();
    person.post(&format!("/desk/{slug}/setup/care"), &form).await.is(303);
}

/// How many buildings are open, and how many withdrawn.
fn states(app: &TestApp, buildings: &[BuildingId]) -> (usize, usize) {
    let state = |id: &BuildingId| app.store.read(|db| tasks::get(db, *id)).unwrap();
    let all: Vec<_> = buildings.iter().map(state).collect();
    let open = all.iter().filter(|task| task.is_dealable()).count();
    let gone = all.iter().filter(|task| matches!(task.state, TaskState::Retired(_))).count();
    (open, gone)
}

#[actix_web::test]
async fn who_runs_a_campaign_makes_another_one_and_coordinates_it() {
    let app = TestApp::start().await;
    app.town("raqqa", 1);
    app.account("chen", false);
    app.grant("chen", "raqqa", Role::Coordinator);
    let chen = app.signed_in("chen").await;
    chen.get("/desk").await.is(200).says("/desk/new");
    let form = [
        ("title", "Aleppo 2016"),
        ("slug", "aleppo-2016"),
        ("place", "Aleppo"),
        ("period", "2016"),
        ("chip_px", "256"),
    ];
    let made = chen.post("/desk/new", &form).await;
    assert_eq!(made.is(303).header("location"), "/desk/aleppo-2016/setup");
    chen.get("/desk/aleppo-2016/setup").await.is(200).says("Aleppo").says("no content note");
    chen.get("/desk").await.says("Aleppo 2016");
    let aleppo = campaign(&app, "aleppo-2016");
    assert_eq!(aleppo.phase, Phase::Draft);
    let by = "chen".to_owned();
    let expected = [(ActKind::CampaignMade, by.clone()), (ActKind::RoleGiven, by)];
    assert_eq!(acts(&app, &aleppo), expected);
    // Volunteers find no draft.
    app.anybody().get("/c/aleppo-2016/start").await.is(404);
    for (slug, why) in
        [("aleppo-2016", "already"), ("new", "cannot be"), ("A B", "short name is 1 to 64")]
    {
        let form = [("title", "Kept title"), ("slug", slug), ("chip_px", "256")];
        let answer = chen.post("/desk/new", &form).await;
        answer.is(422).says(why);
        assert_eq!(answer.value("#title").as_deref(), Some("Kept title"));
    }
}

#[actix_web::test]
async fn the_words_of_a_campaign_are_kept_in_its_own_language_and_in_others() {
    let app = TestApp::start().await;
    let town = draft(&app, "raqqa", 1);
    let chen = app.staff("chen", Role::Coordinator).await;
    let home = "/desk/raqqa/setup/about";
    let long = "ا".repeat(4_000);
    let own = [
        ("title", "Raqqa"),
        ("about", &long),
        ("content_note", "Homes in Raqqa."),
        ("help", "Somebody | tel:+49123"),
        ("place", "Raqqa"),
        ("period", "2017"),
    ];
    chen.post(home, &own).await.is(303);
    let arabic = [("lang", "ar"), ("title", "الرقة"), ("about", ""), ("content_note", "")];
    chen.post(home, &arabic).await.is(303);
    chen.get("/desk/raqqa/setup").await.says("in one more language");
    let page = chen.get("/desk/raqqa/setup/about?lang=ar").await;
    assert_eq!(page.is(200).value("#title").as_deref(), Some("الرقة"));
    let now = campaign(&app, "raqqa");
    assert_eq!((now.title.as_str(), now.about.len()), ("Raqqa", long.len()));
    let bad = [("title", "Raqqa 2"), ("help", "Somebody | javascript:alert(1)")];
    let refused = chen.post(home, &bad).await;
    refused.is(422).says("line 1 of the help");
    assert_eq!(refused.value("#title").as_deref(), Some("Raqqa 2"));
    chen.post(home, &[("title", ""), ("about", "x")]).await.is(422).says("a name for people");
    assert_eq!(campaign(&app, "raqqa").title, "Raqqa", "nothing of it was kept");
    chen.get("/desk/raqqa/setup/about?lang=zz").await.is(404);
    let id = town.campaign.id;
    app.store.write(move |db| campaigns::set_phase(db, id, Phase::Open)).unwrap();
    app.anybody().get("/c/raqqa/start").await.says("Homes in Raqqa.").says("2017");
}

fn rules(min: &str) -> Vec<(&str, &str)> {
    vec![
        ("min", min),
        ("cap", "9"),
        ("threshold", "4/5"),
        ("at_cap", "escalate"),
        ("width", "1"),
        ("stop", "rule"),
        ("sure", "95"),
        ("gold_first", "40"),
        ("gold_later", "10"),
        ("repeat", "2.5"),
        ("near", "25"),
        ("feedback", "never"),
    ]
}

#[actix_web::test]
async fn the_rules_of_a_draft_are_set_with_an_estimate_beside_them() {
    let app = TestApp::start().await;
    let town = draft(&app, "raqqa", 2);
    let chen = app.staff("chen", Role::Coordinator).await;
    let home = "/desk/raqqa/setup/rules";
    let query = "min=5&cap=7&threshold=3%2F4&at_cap=publish&width=1&stop=rule&sure=95\
                 &gold_first=40&gold_later=10&repeat=0&near=25&feedback=practice";
    let asked = chen.get(&format!("{home}?{query}")).await;
    asked.is(200).says("2 buildings with 6.0 pictures each").says("Hours of volunteers");
    assert_eq!(asked.value("#min").as_deref(), Some("5"), "what was typed stays");
    assert_eq!(campaign(&app, "raqqa").policy.judgements_min, 3, "and nothing is changed by it");
    let wrong = chen.get(&format!("{home}?{}", query.replace("cap=7", "cap=4"))).await;
    wrong.is(422).says("min &#60;= max");
    chen.post(home, &rules("12")).await.is(422).says("Nothing was changed");
    chen.post(home, &rules("5")).await.is(303);
    let now = campaign(&app, "raqqa");
    assert_eq!((now.policy.judgements_min, now.dealing.repeat_pm), (5, 25));
    let wanted = app.store.read(|db| tasks::get(db, town.buildings[0])).unwrap().wanted;
    assert_eq!(wanted, 5, "buildings that were there before want as many");
    app.store.write(move |db| campaigns::set_phase(db, now.id, Phase::Open)).unwrap();
    chen.post(home, &rules("4")).await.is(422).says("the campaign is open");
    assert_eq!(campaign(&app, "raqqa").policy.judgements_min, 5);
}

#[actix_web::test]
async fn a_campaign_opens_when_nothing_is_in_the_way_and_says_what_is() {
    let app = TestApp::start().await;
    let town = draft(&app, "raqqa", 2);
    let chen = app.staff("chen", Role::Coordinator).await;
    let refused = chen.post("/desk/raqqa/setup/open", &[]).await;
    refused.is(422).says("6 lines of the list of care are not ticked");
    assert_eq!(campaign(&app, "raqqa").phase, Phase::Draft);
    chen.post("/desk/raqqa/setup/care", &[("care", "nonsense")]).await.is(422);
    takes_care(&chen, "raqqa").await;
    let ticks = app.store.read(|db| setup::ticks(db, &town.campaign)).unwrap();
    assert!(ticks.len() == CARES.len() && ticks.iter().all(|tick| tick.by == "chen"));
    // A tick taken back stands in the way again; the others stay.
    let some: Vec<_> = CARES.iter().skip(1).map(|care| ("care", care.name)).collect();
    chen.post("/desk/raqqa/setup/care", &some).await.is(303);
    chen.post("/desk/raqqa/setup/open", &[]).await.is(422).says("1 line of the list");
    takes_care(&chen, "raqqa").await;
    chen.post("/desk/raqqa/setup/open", &[]).await.is(303);
    assert_eq!(campaign(&app, "raqqa").phase, Phase::Open);
    let last = acts(&app, &town.campaign).pop();
    assert_eq!(last, Some((ActKind::CampaignOpened, "chen".to_owned())));
    app.volunteer("raqqa").await.task("raqqa").await.is(200);
}

#[actix_web::test]
async fn a_pilot_asks_about_a_sample_and_what_is_known_and_then_about_all() {
    let app = TestApp::start().await;
    let town = draft(&app, "raqqa", 30);
    let chen = app.staff("chen", Role::Coordinator).await;
    takes_care(&chen, "raqqa").await;
    let [last, first] = [town.captures[1].to_string(), town.captures[2].to_string()];
    let known = [("last_standing", last.as_str()), ("first_destroyed", first.as_str())];
    chen.post("/desk/raqqa/gold/B-3/set", &known).await.is(303);
    let too_many = chen.post("/desk/raqqa/setup/pilot", &[("buildings", "30")]).await;
    too_many.is(422).says("1 to 29 buildings");
    assert_eq!(too_many.value("#buildings").as_deref(), Some("30"));
    chen.get("/desk/raqqa/setup/pilot").await.is(200).says("no pilot");
    chen.post("/desk/raqqa/setup/pilot", &[("buildings", "5")]).await.is(303);
    assert_eq!(states(&app, &town.buildings), (6, 24));
    let gold = app.store.read(|db| tasks::get(db, town.buildings[2])).unwrap();
    assert!(gold.is_dealable(), "what measures volunteers is in it");
    chen.get("/desk/raqqa/setup/pilot").await.is(200).says("sample of 5").says("from 20 on");
    let amina = app.volunteer("raqqa").await;
    amina.answers("raqqa", &[("verdict", "standing")]).await.is(303);
    chen.post("/desk/raqqa/setup/open", &[]).await.is(303);
    assert_eq!(states(&app, &town.buildings), (30, 0));
    chen.get("/desk/raqqa/setup/pilot").await.says("no pilot");
}

#[actix_web::test]
async fn a_campaign_is_paused_closed_by_its_title_put_away_and_brought_back() {
    use ActKind::{
        CampaignArchived, CampaignClosed, CampaignOpened, CampaignPaused, CampaignResumed,
        CampaignUnarchived,
    };
    let app = TestApp::start().await;
    let town = app.town("raqqa", 2);
    let chen = app.staff("chen", Role::Coordinator).await;
    takes_care(&chen, "raqqa").await;
    let amina = app.volunteer("raqqa").await;
    let does = async |act: &str, form: &[(&str, &str)]| {
        chen.post(&format!("/desk/raqqa/setup/{act}"), form).await.status.as_u16()
    };
    assert_eq!(does("resume", &[]).await, 422);
    assert_eq!(does("pause", &[]).await, 303);
    assert_eq!(campaign(&app, "raqqa").phase, Phase::Paused);
    amina.task("raqqa").await.is(409);
    app.anybody().get("/c/raqqa/start").await.is(200).says("is paused");
    assert_eq!(does("resume", &[]).await, 303);
    amina.task("raqqa").await.is(200);
    assert_eq!(does("archive", &[("title", "Town raqqa")]).await, 422, "it is open");
    let slip = chen.post("/desk/raqqa/setup/close", &[("title", "Town")]).await;
    slip.is(422).says("type the campaign");
    assert_eq!(slip.value("#title").as_deref(), Some("Town"));
    assert_eq!(campaign(&app, "raqqa").phase, Phase::Open);
    assert_eq!(does("close", &[("title", "Town raqqa")]).await, 303);
    assert_eq!(campaign(&app, "raqqa").phase, Phase::Closed);
    assert_eq!(does("archive", &[("title", "Town raqqa")]).await, 303);
    chen.get("/desk").await.says("In the archive");
    amina.get("/c/raqqa/mine").await.is(200);
    assert_eq!(does("unarchive", &[]).await, 303);
    assert!(!chen.get("/desk").await.text().contains("In the archive"));
    assert_eq!(does("open", &[]).await, 303);
    amina.task("raqqa").await.is(200);
    let done: Vec<ActKind> = acts(&app, &town.campaign).into_iter().map(|(kind, _)| kind).collect();
    let expected = [
        CampaignPaused,
        CampaignResumed,
        CampaignClosed,
        CampaignArchived,
        CampaignUnarchived,
        CampaignOpened,
    ];
    assert!(done.ends_with(&expected), "{done:?}");
}

#[actix_web::test]
async fn a_task_is_tried_and_nothing_is_kept_of_it() {
    let app = TestApp::start().await;
    let town = draft(&app, "raqqa", 2);
    let chen = app.staff("chen", Role::Coordinator).await;
    chen.get("/desk/raqqa/setup/try/1").await.is(200).says("Task 1 of 2");
    chen.get("/desk/raqqa/setup/try/3").await.is(404);
    let before = states(&app, &town.buildings);
    let (last, first) = (town.captures[1], town.captures[2]);
    let query = format!("verdict=dated&last_standing={last}&first_destroyed={first}");
    let tried = chen.get(&format!("/desk/raqqa/setup/try/1?{query}")).await;
    tried.is(200).says("destroyed after").says("kept nowhere");
    let backwards = format!("verdict=dated&last_standing={first}&first_destroyed={last}");
    chen.get(&format!("/desk/raqqa/setup/try/1?{backwards}")).await.is(422).says("A volunteer");
    let none = chen.get("/desk/raqqa/setup/try/1?verdict=cannot_tell").await;
    none.is(422).says("needs a reason");
    assert_eq!(states(&app, &town.buildings), before);
    assert_eq!(acts(&app, &town.campaign).len(), 1, "only that chen was given a part");
    let id = town.campaign.id;
    assert!(!app.store.read(|db| judgements::any(db, id)).unwrap());
}

#[actix_web::test]
async fn the_step_for_gold_counts_what_is_known_and_leads_to_where_it_is_set() {
    let app = TestApp::start().await;
    let town = draft(&app, "raqqa", 3);
    let chen = app.staff("chen", Role::Coordinator).await;
    let last = town.captures[1].to_string();
    let known = |place| [("last_standing", last.as_str()), ("place", place)];
    chen.post("/desk/raqqa/gold/B-1/set", &known("1")).await.is(303);
    chen.post("/desk/raqqa/gold/B-2/set", &known("")).await.is(303);
    chen.post("/desk/raqqa/gold/B-3/set", &known("")).await.is(303);
    chen.post("/desk/raqqa/gold/B-3/retire", &[]).await.is(303);
    let step = chen.get("/desk/raqqa/setup/gold").await;
    step.is(200).says("<dd>1 <small>wanted: 3 to 8").says("<dd>1 <small>wanted: 50");
    step.says("href=\"/desk/raqqa/gold\"");
    chen.get("/desk/raqqa/gold").await.says("href=\"/desk/raqqa/setup\">All steps");
    chen.get("/desk/raqqa/setup").await.says("1 building to practise on");
}

fn example(place: u32, building: &str, capture: i64, words: &str) -> Vec<(String, String)> {
    let field = |name: &str, value: &str| (format!("{name}_{place}"), value.to_owned());
    vec![
        field("building", building),
        field("capture", &capture.to_string()),
        field("state", if place == 1 { "destroyed" } else { "standing" }),
        field("words", words),
    ]
}

#[actix_web::test]
async fn the_coordinator_shows_by_pictures_of_the_campaign_what_counts_as_destroyed() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 3);
    let chen = app.staff("chen", Role::Coordinator).await;
    let home = "/desk/raqqa/setup/examples";
    let series = app.store.read(|db| task::series(db, town.buildings[0])).unwrap();
    let [early, late] = [series.first(), series.last()].map(|end| end.unwrap().capture.id.0);
    let volunteer = app.volunteer("raqqa").await;
    let chip = format!("/chips/{}.webp", series.last().unwrap().chip.clone().unwrap());
    volunteer.get(&chip).await.is(404);
    assert!(!volunteer.get("/c/raqqa/learn").await.text().contains("/c/raqqa/examples"));

    let send = async |fields: Vec<(String, String)>| {
        let form: Vec<_> = fields.iter().map(|(name, it)| (name.as_str(), it.as_str())).collect();
        chen.post(home, &form).await
    };
    for (building, capture, words, why) in [
        ("B-99", early, "x", "no building"),
        ("B-1", 999, "x", "choose a capture"),
        ("B-1", early, " ", "write a sentence"),
    ] {
        let refused = send(example(1, building, capture, words)).await;
        refused.is(422).says(why);
        assert_eq!(refused.value("#building_1").as_deref(), Some(building));
    }
    let both = || {
        let mut form = example(1, "B-1", late, "The roof is gone.");
        form.extend(example(2, "B-2", early, "Only the yard changed."));
        form
    };
    send(both()).await.is(303);
    chen.get(home).await.is(200).says("The roof is gone.");
    chen.get("/desk/raqqa/log").await.says("examples set");
    chen.post(home, &[("lang", "fr"), ("words_1", "Le toit a disparu.")]).await.is(303);

    volunteer.get("/c/raqqa/learn").await.says("/c/raqqa/examples");
    volunteer.get("/c/raqqa/help").await.says("/c/raqqa/examples");
    volunteer
        .get("/c/raqqa/examples")
        .await
        .is(200)
        .says("The roof is gone.")
        .says("Not destroyed");
    volunteer.get("/c/raqqa/examples").await.is(200);
    volunteer.get(&chip).await.is(200);
    let mut french = volunteer.clone();
    french.cookie.push_str("; aftermath_lang=fr");
    french.get("/c/raqqa/examples").await.says("Le toit a disparu.").says("Only the yard changed.");
    // Who has seen them is asked about the third building alone.
    let page = volunteer.answers("raqqa", &[("verdict", "standing")]).await;
    page.is(303);
    assert_eq!(volunteer.task("raqqa").await.value("input[name=a]"), None);

    // Another picture: the translation of the one before goes.
    send(example(1, "B-1", early, "It stands.")).await.is(303);
    french.get("/c/raqqa/examples").await.says("It stands.");
}
