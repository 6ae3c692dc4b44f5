//! Contested cases: answered blind, ruled on with a reason, disputed, and published.

use aftermath::domain::campaign::Campaign;
use aftermath::domain::consensus::RetirementReason::{Agreed, Ruled};
use aftermath::domain::id::VolunteerId;
use aftermath::domain::policy::{AtCap, Policy, Threshold};
use aftermath::domain::role::Role;
use aftermath::domain::task::TaskState;
use aftermath::journey::figures::quality;
use aftermath::journey::log::{By, Wanted};
use aftermath::journey::publish::{self, File};
use aftermath::journey::quality::sample as sample_of;
use aftermath::journey::record::Record;
use aftermath::journey::rules::{propose, proposed, work_off};
use aftermath::journey::settle::{Occasion, settle_all};
use aftermath::journey::{adjudicate, log, look, mine};
use aftermath::store::screens::task;
use aftermath::store::tasks;
use chrono::Duration;

use crate::judge::found;
use crate::recompute::{has_python, recompute};
use crate::support::{Answer, Person, TestApp, Town, town};
use crate::volunteer::{known, rng};

const CASE: &str = "/desk/raqqa/review/B-1";
const RULING: &str = "/desk/raqqa/rulings/B-1";

/// A town in which three are asked, what they do not agree on goes to people, and three have said
/// which capture is the first to show it destroyed.
async fn judged(firsts: [usize; 3], comes_to: TaskState) -> (TestApp, Town) {
    let app = TestApp::start().await;
    let policy = Policy::new(3, 3, Threshold::new(4, 5).unwrap(), AtCap::Escalate).unwrap();
    let town = town::build(&app.store, &app.vault(), "raqqa", policy, 1);
    for first in firsts {
        votes(&app.volunteer("raqqa").await, &town, first).await;
    }
    assert_eq!(state(&app, &town), comes_to);
    (app, town)
}

pub(crate) async fn contested() -> (TestApp, Town) {
    judged([1, 3, 5], TaskState::Escalated).await
}

/// A volunteer's answer to the one building.
async fn votes(amina: &Person<'_>, town: &Town, first: usize) {
    let first = town.captures[first].to_string();
    let form = [("verdict", "dated"), ("first_destroyed", first.as_str())];
    amina.answers("raqqa", &form).await.is(303);
}

async fn answers(ada: &Person<'_>, town: &Town, first: usize) -> Answer {
    let first = town.captures[first].to_string();
    let form = [("verdict", "dated"), ("first_destroyed", first.as_str())];
    ada.post(&format!("{CASE}/answer"), &form).await
}

/// Rules that it was destroyed by a capture, after the one before.
async fn rules(ada: &Person<'_>, town: &Town, first: usize) -> Answer {
    let ends = [town.captures[first - 1].to_string(), town.captures[first].to_string()];
    let form = [
        ("kind", "window"),
        ("last_standing", ends[0].as_str()),
        ("first_destroyed", ends[1].as_str()),
        ("reason", "the roof is gone, the shadow too"),
    ];
    ada.post(&format!("{CASE}/rule"), &form).await
}

fn state(app: &TestApp, town: &Town) -> TaskState {
    app.store.read(|db| tasks::get(db, town.buildings[0])).unwrap().state
}

fn file(app: &TestApp, campaign: &Campaign, file: File) -> String {
    let mut bytes = Vec::new();
    publish::write(&app.store, campaign, file, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// The cell of a column in the first row.
fn cell(table: &str, column: &str) -> String {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let at = reader.headers().unwrap().iter().position(|name| name == column).unwrap();
    reader.records().next().unwrap().unwrap()[at].to_owned()
}

#[actix_web::test]
async fn a_case_shows_nothing_of_votes_until_the_adjudicator_has_answered() {
    let (app, town) = contested().await;
    let ada = app.staff("ada", Role::Adjudicator).await;
    let pseudonyms = app.store.read(|db| look::pseudonyms(db, &town.campaign)).unwrap();
    let voters: Vec<String> = (1..=3).map(|id| pseudonyms.of(VolunteerId(id))).collect();
    let queue = ada.get("/desk/raqqa/review").await;
    queue.is(200).says("B-1").says("no agreement");
    // The ends of the series, wherever the votes lie.
    let page = scraper::Html::parse_document(&queue.text());
    let images = scraper::Selector::parse(".cases img").unwrap();
    let images: Vec<_> = page.select(&images).map(|image| image.value()).collect();
    let series = app.store.read(|db| task::series(db, town.buildings[0])).unwrap();
    assert!(series.len() > 2);
    let ends = [series.first(), series.last()].map(|end| end.unwrap().thumb.clone().unwrap());
    assert_eq!(images.len(), 2);
    for (image, (hash, which)) in images.iter().zip(ends.iter().zip(["first", "last"])) {
        let src = format!("/chips/{hash}.webp");
        assert_eq!((image.attr("src"), image.attr("loading")), (Some(src.as_str()), Some("lazy")));
        assert!(image.attr("alt").unwrap().ends_with(&format!("the {which} picture")));
        ada.get(&src).await.is(200);
    }
    let before = ada.get(CASE).await;
    before.is(200).says("Your own answer");
    let blind = before.text();
    let told = ["Volunteers:", "Remarks", "Votes", "Your ruling", "ticks", "destroyed</span>"];
    for words in voters.iter().map(String::as_str).chain(told) {
        assert!(!blind.contains(words), "{words:?} is shown before the answer");
    }
    // Not even by ruling at once.
    rules(&ada, &town, 3).await.is(422).says("answer yourself first");
    answers(&ada, &town, 3).await.is(303);
    let after = ada.get(CASE).await;
    after.is(200).says("Your ruling").says("blind</span>");
    for who in &voters {
        after.says(who);
    }
    // The first answer stays.
    answers(&ada, &town, 5).await.is(303);
    assert_eq!(ada.get(CASE).await.text(), after.text());
}

#[actix_web::test]
async fn a_ruling_needs_a_reason_is_published_and_outranks_votes() {
    let (app, town) = contested().await;
    let ada = app.staff("noor", Role::Adjudicator).await;
    answers(&ada, &town, 3).await.is(303);
    let ends = [town.captures[2].to_string(), town.captures[3].to_string()];
    let ends = [("last_standing", ends[0].as_str()), ("first_destroyed", ends[1].as_str())];
    let silent = [("kind", "window"), ends[0], ends[1], ("reason", "  ")];
    ada.post(&format!("{CASE}/rule"), &silent).await.is(422).says("a reason is needed");
    let nothing = [("reason", "so")];
    ada.post(&format!("{CASE}/rule"), &nothing).await.is(422).says("choose how you rule");
    assert_eq!(state(&app, &town), TaskState::Escalated);
    let before = found(&app, &town, 0).version;
    rules(&ada, &town, 3).await.is(303);
    assert_eq!(state(&app, &town), TaskState::Retired(Ruled));

    let buildings = file(&app, &town.campaign, File::BUILDINGS);
    for (column, value) in [
        ("status", "dated"),
        ("retirement_reason", "ruled"),
        ("decided_by", "adjudicator"),
        ("last_intact_image_id", "2017-03-15"),
        ("first_destroyed_image_id", "2017-04-15"),
        ("ruling_kind", "window"),
        ("ruling_blind", "true"),
        ("n_adjudicators", "1"),
        ("n_counted", "3"),
        ("n_agree", "1"),
    ] {
        assert_eq!(cell(&buildings, column), value, "{column}");
    }
    let rulings = file(&app, &town.campaign, File::RULINGS);
    assert_eq!(cell(&rulings, "reason"), "the roof is gone, the shadow too");
    assert_eq!((cell(&rulings, "in_force").as_str(), rulings.contains("noor")), ("true", false));
    assert!(cell(&rulings, "adjudicator_pseudonym").starts_with("a-"));

    is_recomputed(&app, &town.campaign, &rulings);

    // Neither settling anew nor another ruling touches it.
    app.clock.advance(Duration::minutes(10));
    let asked = Occasion::Asked;
    settle_all(&app.store, app.clock.now(), 1, &town.campaign, asked, |_| ()).unwrap();
    assert_eq!(state(&app, &town), TaskState::Retired(Ruled));
    assert_eq!(file(&app, &town.campaign, File::BUILDINGS), buildings);
    assert_eq!(found(&app, &town, 0).version, before + 1);
    rules(&ada, &town, 2).await.is(422);
    assert!(!ada.get("/desk/raqqa/review").await.text().contains("B-1"));
    let wanted = Wanted { campaign: Some(town.campaign.id), most: 1, ..Wanted::default() };
    let act = app.store.read(|db| log::list(db, &wanted)).unwrap().remove(0).act;
    assert_eq!(
        (act.by.as_str(), act.kind.as_str(), act.subject.as_str()),
        ("noor", "ruled", "B-1")
    );
}

#[actix_web::test]
async fn a_ruling_counts_in_figures_and_on_the_volunteers_page_but_not_among_votes() {
    let (app, town) = contested().await;
    let amina = VolunteerId(1);
    known(&app, &town, "B-1", None);
    app.clock.advance(Duration::minutes(30));
    let now = app.clock.now();
    let line = || {
        let own = |db: &mut _| mine::history(db, now, &town.campaign, amina, None, 9);
        app.store.read(own).unwrap().remove(0)
    };
    let on_gold = || {
        let record = app.store.read(|db| Record::read(db, &town.campaign)).unwrap();
        quality(&record).on_gold.holding
    };
    assert_eq!(line().settled, None, "nobody agrees");
    assert_eq!((on_gold().hits, on_gold().of), (1, 1));
    let ada = app.staff("ada", Role::Adjudicator).await;
    answers(&ada, &town, 3).await.is(303);
    rules(&ada, &town, 2).await.is(303);
    let day = |day: &str| day.parse().ok();
    assert_eq!(line().settled, Some((day("2017-02-15"), day("2017-03-15"))));
    let own = app.store.read(|db| mine::figures(db, now, &town.campaign, amina)).unwrap();
    assert_eq!((own.settled, own.narrowed), (1, Some((151.0, 28.0))));
    // What the expert knew is a capture later: the wide window of the votes held it.
    let held = on_gold();
    assert_eq!((held.hits, held.of), (0, 1));
    let draw = |db: &mut _| sample_of(db, &mut rng(), &town.campaign, 200);
    assert_eq!(app.store.read(draw).unwrap()[0].stratum, "dated/low");
    // What another rule would do is said of votes, and a ruling outranks them under any.
    let (campaign, by) = (town.campaign.clone(), By { name: "chen", now });
    let other = Policy { judgements_max: 4, ..campaign.policy };
    app.store.write(move |db| propose(db, by, &campaign, other)).unwrap();
    work_off(&app.store, now, 1).unwrap();
    let counted = app.store.read(|db| proposed(db, &town.campaign)).unwrap().unwrap().counted;
    let found = counted.unwrap().1;
    assert_eq!((found.ruled, found.buildings, found.changed), (1, 0, 0));

    // A ruling that it cannot be dated shows no date.
    let why = [("reason", "look again")];
    ada.post(&format!("{RULING}/dispute"), &why).await.is(303);
    assert_eq!(line().settled, None);
    let bo = app.staff("bo", Role::Adjudicator).await;
    answers(&bo, &town, 3).await.is(303);
    let undatable = [("kind", "undatable"), ("doubt", "cloud"), ("reason", "clouds")];
    bo.post(&format!("{CASE}/rule"), &undatable).await.is(303);
    assert_eq!(line().settled, None);
    assert_eq!(on_gold().of, 0, "no window is published");
}

/// The script for an opposing expert holds a ruled building against its ruling.
fn is_recomputed(app: &TestApp, campaign: &Campaign, rulings: &str) {
    if !has_python() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for one in [File::BUILDINGS, File::JUDGEMENTS, File::IMAGES, File::RULINGS] {
        std::fs::write(folder.path().join(one.name()), file(app, campaign, one)).unwrap();
    }
    let said = recompute(folder.path());
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    assert!(String::from_utf8_lossy(&said.stdout).contains("1 rulings are followed"));
    let forged = rulings.replace(",2017-04-15,", ",2017-05-15,");
    assert_ne!(forged, rulings);
    std::fs::write(folder.path().join("rulings.csv"), forged).unwrap();
    assert_eq!(recompute(folder.path()).status.code(), Some(1));
}

#[actix_web::test]
async fn nobody_rules_where_a_volunteer_judged_in_the_same_browser() {
    let (app, town) = contested().await;
    let mut ada = app.staff("ada", Role::Adjudicator).await;
    let session = ada.cookie.clone();
    let amina = app.volunteer("raqqa").await;
    ada.cookie = format!("{session}; {}", amina.cookie);
    // A volunteer who did not judge it does not stand in the way.
    answers(&ada, &town, 3).await.is(303);
    let ask = [("kind", "ask"), ("more", "1"), ("reason", "too few")];
    ada.post(&format!("{CASE}/rule"), &ask).await.is(303);
    votes(&amina, &town, 3).await;
    assert_eq!(state(&app, &town), TaskState::Escalated);
    ada.get(CASE).await.is(200).says("You take no part in this case");
    answers(&ada, &town, 3).await.is(422).says("nobody rules on their own votes");
    // Answered elsewhere, it is still not ruled on here.
    let both = std::mem::replace(&mut ada.cookie, session);
    answers(&ada, &town, 3).await.is(303);
    ada.cookie = both;
    rules(&ada, &town, 3).await.is(422).says("nobody rules on their own votes");
    assert_eq!(state(&app, &town), TaskState::Escalated);
}

#[actix_web::test]
async fn asking_for_more_opens_the_building_to_so_many_volunteers() {
    let (app, town) = contested().await;
    let ada = app.staff("ada", Role::Adjudicator).await;
    answers(&ada, &town, 3).await.is(303);
    let ask = |more: &'static str| [("kind", "ask"), ("more", more), ("reason", "too few")];
    ada.post(&format!("{CASE}/rule"), &ask("11")).await.is(422).says("from 1 to 10");
    ada.post(&format!("{CASE}/rule"), &ask("2")).await.is(303);
    assert_eq!(state(&app, &town), TaskState::Open);
    let (one, two) = (app.volunteer("raqqa").await, app.volunteer("raqqa").await);
    votes(&one, &town, 1).await;
    // The cap of three is passed, and it is asked on.
    assert_eq!(state(&app, &town), TaskState::Open);
    settle_all(&app.store, app.clock.now(), 1, &town.campaign, Occasion::Asked, |_| ()).unwrap();
    assert_eq!(state(&app, &town), TaskState::Open);
    votes(&two, &town, 5).await;
    assert_eq!(state(&app, &town), TaskState::Escalated);
    // It is back, and who saw the votes of before is not blind any more.
    ada.get(CASE).await.is(200).says("Your own answer");
    answers(&ada, &town, 3).await.is(303);
    ada.get(CASE).await.says("after seeing votes");
    rules(&ada, &town, 3).await.is(303);
    let buildings = file(&app, &town.campaign, File::BUILDINGS);
    assert_eq!(cell(&buildings, "ruling_blind"), "false");
}

#[actix_web::test]
async fn two_people_rule_without_knowing_of_each_other_or_a_third_decides() {
    let (app, town) = contested().await;
    let chen = app.staff("chen", Role::Coordinator).await;
    let (ada, ben, cleo) = (
        app.staff("ada", Role::Adjudicator).await,
        app.staff("ben", Role::Adjudicator).await,
        app.staff("cleo", Role::Adjudicator).await,
    );
    chen.post("/desk/raqqa/review", &[("people", "3")]).await.is(422);
    chen.post("/desk/raqqa/review", &[("people", "2")]).await.is(303);
    answers(&ada, &town, 3).await.is(303);
    rules(&ada, &town, 3).await.is(303);
    assert_eq!(state(&app, &town), TaskState::Escalated);
    ada.get(CASE).await.says("the shadow too");
    rules(&ada, &town, 3).await.is(422).says("somebody else goes on");
    ben.get("/desk/raqqa/review").await.says("a second person is needed");
    answers(&ben, &town, 4).await.is(303);
    assert!(!ben.get(CASE).await.text().contains("the shadow too"), "the first ruling is told");
    rules(&ben, &town, 4).await.is(303);
    assert_eq!(state(&app, &town), TaskState::Escalated);
    assert_eq!(cell(&file(&app, &town.campaign, File::BUILDINGS), "status"), "disputed");
    cleo.get(RULING).await.is(404);
    // Who opened the votes is no third.
    chen.get("/desk/raqqa/buildings/B-1").await.is(200);
    answers(&chen, &town, 3).await.is(303);
    rules(&chen, &town, 3).await.is(422).says("you saw the votes");
    answers(&cleo, &town, 4).await.is(303);
    rules(&cleo, &town, 4).await.is(303);
    assert_eq!(state(&app, &town), TaskState::Retired(Ruled));
    let buildings = file(&app, &town.campaign, File::BUILDINGS);
    assert_eq!(cell(&buildings, "first_destroyed_image_id"), "2017-05-15");
    assert_eq!(cell(&buildings, "n_adjudicators"), "3");
    // Of three blind answers all pairs are within one capture; the coordinator's is none.
    let between = app.store.read(|db| adjudicate::between(db, &town.campaign)).unwrap();
    assert_eq!((between.cases, between.pairs, between.alike), (1, 3, 3));
}

#[actix_web::test]
async fn a_disputed_ruling_goes_to_somebody_else() {
    // Volunteers agree, and somebody picks the building all the same.
    let agreed = TaskState::Retired(Agreed);
    let (app, town) = judged([3, 3, 3], agreed).await;
    let (ada, ben) =
        (app.staff("ada", Role::Adjudicator).await, app.staff("ben", Role::Adjudicator).await);
    let milan = app.staff("milan", Role::Moderator).await;
    let dispute = format!("{RULING}/dispute");
    milan.post(&dispute, &[("reason", "no")]).await.is(422).says("no ruling is in force");
    answers(&ada, &town, 3).await.is(303);
    rules(&ada, &town, 3).await.is(303);
    milan.get("/desk/raqqa/rulings").await.is(200).says("B-1");
    milan.get(RULING).await.is(200).says("the shadow too");
    milan.post(&dispute, &[("reason", "")]).await.is(422).says("a reason is needed");
    milan.post(&dispute, &[("reason", "that is a tent")]).await.is(303);
    assert_eq!(state(&app, &town), TaskState::Escalated);
    // Votes do not settle what people hold, whatever else is decided anew.
    settle_all(&app.store, app.clock.now(), 1, &town.campaign, Occasion::Asked, |_| ()).unwrap();
    assert_eq!(state(&app, &town), TaskState::Escalated);
    let rulings = file(&app, &town.campaign, File::RULINGS);
    assert_eq!(
        (cell(&rulings, "in_force"), cell(&rulings, "ended")),
        ("false".into(), "disputed".into())
    );
    answers(&ada, &town, 3).await.is(303);
    rules(&ada, &town, 3).await.is(422).says("was disputed");
    answers(&ben, &town, 4).await.is(303);
    ben.get(CASE).await.says("that is a tent");
    let undatable = [("kind", "undatable"), ("doubt", "unclear"), ("reason", "a tent at most")];
    ben.post(&format!("{CASE}/rule"), &undatable).await.is(303);
    let buildings = file(&app, &town.campaign, File::BUILDINGS);
    assert_eq!(cell(&buildings, "status"), "undatable");
    assert_eq!(cell(&buildings, "decided_by"), "adjudicator");
}

#[actix_web::test]
async fn what_is_to_be_mended_leaves_the_queue_until_it_is() {
    let (app, town) = contested().await;
    let ada = app.staff("ada", Role::Adjudicator).await;
    answers(&ada, &town, 3).await.is(303);
    let mend = [("kind", "mend"), ("reason", "the outline is on the yard")];
    ada.post(&format!("{CASE}/rule"), &mend).await.is(303);
    assert_eq!(state(&app, &town), TaskState::Escalated);
    assert!(!ada.get("/desk/raqqa/review").await.text().contains("B-1"));
    ada.get("/desk/raqqa/rulings").await.says("B-1");
    ada.post(&format!("{RULING}/mended"), &[("reason", "moved it")]).await.is(303);
    ada.get("/desk/raqqa/review").await.says("B-1");
    answers(&ada, &town, 3).await.is(303);
    let accept = [("kind", "accept"), ("reason", "as they say")];
    ada.post(&format!("{CASE}/rule"), &accept).await.is(303);
    let buildings = file(&app, &town.campaign, File::BUILDINGS);
    for (column, value) in [
        ("last_intact_image_id", "2017-01-15"),
        ("first_destroyed_image_id", "2017-06-15"),
        ("ruling_kind", "accept"),
        ("n_agree", "3"),
    ] {
        assert_eq!(cell(&buildings, column), value, "{column}");
    }
}
