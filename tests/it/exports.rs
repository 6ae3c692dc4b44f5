//! Who takes exports, by which way and why; tokens of programs; and how long data is kept.

use aftermath::domain::remark::RemarkKind;
use aftermath::domain::retention::Kept;
use aftermath::domain::role::Role;
use aftermath::journey::retention;
use aftermath::store::imports::{self, ImportKind, ImportState, NewImport};
use aftermath::store::{Db, messages, remarks};
use chrono::Duration;

use crate::measure::{deal, join};
use crate::support::{Answer, TestApp};
use crate::volunteer::{note, raise};

const FILE: &str = "/desk/raqqa/exports/judgements.csv";
const RESULT: &str = "/desk/raqqa/exports/buildings.csv";

fn text(answer: &Answer, selector: &str) -> String {
    let page = scraper::Html::parse_document(&answer.text());
    let found = page.select(&scraper::Selector::parse(selector).unwrap()).next();
    found.unwrap_or_else(|| panic!("{}", answer.text())).text().collect()
}

#[actix_web::test]
async fn what_single_people_said_is_taken_with_a_reason_that_all_who_may_read() {
    let app = TestApp::start().await;
    app.town("raqqa", 1);
    let rosa = app.staff("rosa", Role::Researcher).await;
    let aude = app.staff("aude", Role::Auditor).await;
    rosa.get(FILE).await.is(422).says("say what it is for");
    rosa.get(&format!("{FILE}?why=%20")).await.is(422);
    let long = format!("{FILE}?why={}", "x".repeat(501));
    rosa.get(&long).await.is(422).says("at most 500 characters").says(&"x".repeat(501));
    assert!(!aude.get("/desk/raqqa/exports").await.text().contains("rosa"), "nothing was taken");
    rosa.get(&format!("{FILE}?why=the+spring+report")).await.is(200);
    rosa.get(RESULT).await.is(200);
    aude.get("/desk/raqqa/exports").await.is(200).says("the spring report").says("rosa");
    let table = aude.get("/desk/raqqa/exports/taken.csv").await;
    table.is(200).says("rosa,exported,\"judgements.csv, page\",the spring report");
    assert_eq!(table.text().lines().count(), 3);
}

#[actix_web::test]
async fn a_program_takes_what_its_token_opens_and_is_named_for_it() {
    let app = TestApp::start().await;
    app.town("raqqa", 1);
    let rosa = app.staff("rosa", Role::Researcher).await;
    app.town("mosul", 1);
    let make = "/desk/raqqa/tokens/make";
    let asked = [("name", "notebook"), ("reason", "weekly figures"), ("days", "30")];
    rosa.post(make, &asked[..2]).await.is(422).says("1 to 365 days").says("weekly figures");
    rosa.post(make, &asked[1..]).await.is(422).says("give it a name");
    let made = rosa.post(make, &[&asked[..], &[("scope", "results")]].concat()).await;
    let narrow = text(made.is(200), "[data-token]");
    let made = rosa.post(make, &[&asked[..], &[("scope", "exports")]].concat()).await;
    let wide = text(made.is(200), "[data-token]");
    assert!(narrow != wide && !rosa.get("/desk/raqqa/tokens").await.text().contains(&wide));

    let program = app.anybody();
    program.get_as(RESULT, &narrow).await.is(200).says("building");
    program.get_as(FILE, &narrow).await.is(403).says("results only");
    program.get_as(FILE, &wide).await.is(200);
    rosa.get("/desk/raqqa/tokens").await.says("20 Oct 2017</td>");
    let table = rosa.get("/desk/raqqa/exports/taken.csv").await;
    table.says("rosa,exported,\"judgements.csv, token notebook\",weekly figures");
    // Another campaign is answered like one that is not there, and no page opens by a token.
    let other = program.get_as("/desk/mosul/exports/buildings.csv", &wide).await;
    let absent = program.get_as("/desk/nowhere/exports/buildings.csv", &wide).await;
    other.is(404);
    assert_eq!(other.text().replace("mosul", "nowhere"), absent.is(404).text());
    program.get_as("/desk/raqqa", &wide).await.is(401);
    let long = program.get_as(&format!("{FILE}?why={}", "x".repeat(501)), &wide).await;
    assert!(!long.is(422).text().contains("weekly figures"), "a token reads files only");
    program.get_as(&format!("{FILE}?why=a+check"), &wide).await.is(200);
    rosa.get("/desk/raqqa/exports").await.says("a check");
    program.get_as(RESULT, &"a".repeat(64)).await.is(401).says("unknown");
    // Cookies do not help a token that is not good.
    rosa.get_as(RESULT, "aftermath_0").await.is(401);
}

#[actix_web::test]
async fn a_token_ends_with_its_day_its_owners_part_or_when_it_is_taken_back() {
    let app = TestApp::start().await;
    app.town("raqqa", 1);
    let chen = app.staff("chen", Role::Coordinator).await;
    let rosa = app.staff("rosa", Role::Researcher).await;
    let aude = app.staff("aude", Role::Auditor).await;
    let mut secrets = Vec::new();
    for days in ["7", "30", "30"] {
        let asked = [("name", "n"), ("reason", "r"), ("days", days), ("scope", "results")];
        let made = rosa.post("/desk/raqqa/tokens/make", &asked).await;
        secrets.push(text(made.is(200), "[data-token]"));
    }
    let program = app.anybody();
    let revoke = "/desk/raqqa/tokens/revoke";
    aude.post(revoke, &[("id", "2")]).await.is(422).says("no such token");
    program.get_as(RESULT, &secrets[1]).await.is(200);
    chen.post(revoke, &[("id", "2")]).await.is(303);
    program.get_as(RESULT, &secrets[1]).await.is(401);
    chen.get("/desk/raqqa/log").await.says("token made").says("token taken back");
    program.get_as(RESULT, &secrets[0]).await.is(200);
    app.clock.advance(Duration::days(7));
    program.get_as(RESULT, &secrets[0]).await.is(401);
    program.get_as(RESULT, &secrets[2]).await.is(200);
    app.grant("rosa", "raqqa", Role::Moderator);
    program.get_as(RESULT, &secrets[2]).await.is(401);
}

#[actix_web::test]
async fn a_program_that_asks_too_often_waits() {
    let app = TestApp::start().await;
    app.town("raqqa", 1);
    let mut program = app.anybody();
    program.address = Some(([10, 0, 0, 9], 4000).into());
    for _ in 0..60 {
        program.get_as(RESULT, "aftermath_0").await.is(401);
    }
    program.get_as(RESULT, "aftermath_0").await.is(429);
}

#[actix_web::test]
async fn what_is_older_than_the_settings_say_goes_and_nothing_else() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    let chen = app.staff("chen", Role::Coordinator).await;
    let amina = join(&app, &town, "amina");
    let lease = deal(&app, &town, amina, 1).unwrap();
    raise(&app, &town, amina, &note(&lease, RemarkKind::Other, "my street")).unwrap();
    let campaign = town.campaign.id;
    let now = app.clock.now();
    let said = move |db: &mut Db| messages::add(db, campaign, amina, ("hello", "chen"), now);
    app.store.write(said).unwrap();
    chen.get(&format!("{FILE}?why=a+report")).await.is(200);

    let folder = app.database.folder.path();
    let sweep = || retention::sweep(&app.store, app.clock.now(), retention::SERVER, folder);
    assert_eq!(sweep().unwrap(), []);
    app.clock.advance(Duration::days(400));
    let chen = app.signed_in("chen").await;
    chen.get("/site/settings").await.is(200).says("Would go now");
    let days = |remarks| {
        let kept =
            |kind: &Kept| (kind.as_str(), if *kind == Kept::Remarks { remarks } else { "365" });
        Kept::ALL.iter().map(kept).collect::<Vec<_>>()
    };
    let bad = chen.post("/site/settings", &days("soon")).await;
    bad.is(422).says("remarks: give whole days").says("value=\"soon\"");
    let set = days("90");
    let set: Vec<_> =
        set.into_iter().map(|(k, v)| (k, if k == "exports taken" { "0" } else { v })).collect();
    chen.post("/site/settings", &set).await.is(303);
    let gone = sweep().unwrap();
    assert!(gone.contains(&(Kept::SignIns, 1)) && gone.contains(&(Kept::Remarks, 1)), "{gone:?}");
    assert!(gone.contains(&(Kept::Messages, 1)), "{gone:?}");
    assert!(gone.iter().all(|(kind, _)| *kind != Kept::Exports));
    assert_eq!(sweep().unwrap(), []);
    let log = chen.get("/accounts/log").await;
    log.says("retention set").says("remarks: 90 days, before 730").says("swept");
    log.says("account made").says("signed in");
    chen.get("/desk/raqqa/exports").await.says("a report");
    let said = app.store.read(|db| remarks::about(db, lease.building)).unwrap();
    assert_eq!(said.len(), 1, "that it was made stays");
    assert_eq!(said[0].2.text, "");
}

#[actix_web::test]
async fn a_file_that_nobody_imported_goes_with_its_folder() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    let folder = app.database.folder.path();
    let own = folder.join("uploads/one");
    let (inside, outside) = (own.join("list.csv"), folder.join("inbox/other.csv"));
    std::fs::create_dir_all(&own).unwrap();
    let (campaign, now) = (town.campaign.id, app.clock.now());
    for path in [&inside, &outside] {
        std::fs::write(path, "id").unwrap();
        let new = NewImport {
            kind: ImportKind::Buildings,
            name: "list.csv".into(),
            path: path.to_string_lossy().into_owned(),
            sha256: String::new(),
            options: "{}".into(),
            state: ImportState::Checked,
            report: String::new(),
            account: "chen".into(),
        };
        app.store.write(move |db| imports::add(db, campaign, &new, now)).unwrap();
    }
    let sweep = || retention::sweep(&app.store, app.clock.now(), retention::SERVER, folder);
    app.clock.advance(Duration::days(30));
    assert_eq!(sweep().unwrap(), []);
    app.clock.advance(Duration::days(1));
    assert_eq!(sweep().unwrap(), [(Kept::Uploads, 2)]);
    assert!(!own.exists(), "what was sent is removed");
    assert!(outside.exists(), "what the operator put there is not ours");
}
