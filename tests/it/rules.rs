//! Rules are versions: another one is rehearsed on the votes so far, put in force with a reason,
//! and decides every building.

use aftermath::domain::policy::{Policy, Threshold};
use aftermath::domain::role::Role;
use aftermath::domain::task::TaskState;
use aftermath::journey::log::{self, By, Wanted};
use aftermath::journey::publish::File;
use aftermath::journey::rules::{self, Change, RulesError};
use aftermath::store::{proposals, tasks};
use scraper::{Html, Selector};

use crate::measure::rows;
use crate::quality::judged;
use crate::support::{Answer, Person, TestApp, Town};

const RULES: &str = "/desk/raqqa/rules";

/// The form of the default rule with some fields changed.
fn form<'a>(changed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let fields = [
        ("min", "3"),
        ("cap", "9"),
        ("threshold", "4/5"),
        ("width", "1"),
        ("at_cap", "publish"),
        ("stop", "rule"),
        ("sure", "95"),
    ];
    let value = |(name, old): (&'a str, &'a str)| {
        let new = changed.iter().find(|(own, _)| *own == name);
        (name, new.map_or(old, |(_, new)| *new))
    };
    fields.into_iter().map(value).collect()
}

/// The page once the server's thread has nothing left to do.
async fn page(chen: &Person<'_>) -> Answer {
    for _ in 0..1_000 {
        let page = chen.get(RULES).await;
        page.is(200);
        if !page.text().contains("Look again") {
            return page;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("it is never done");
}

async fn propose(chen: &Person<'_>, changed: &[(&str, &str)]) -> Answer {
    chen.post(&format!("{RULES}/propose"), &form(changed)).await.is(303);
    page(chen).await
}

/// The figures of a proposal, by label.
fn figure(page: &Answer, label: &str) -> String {
    let page = Html::parse_document(&page.text());
    let all = Selector::parse("dl.roles div").unwrap();
    let found = page.select(&all).map(|own| own.text().collect::<String>());
    let mut found = found.filter_map(|own| own.strip_prefix(label).map(str::to_owned));
    found.next().unwrap_or_else(|| panic!("no {label}"))
}

fn changes(app: &TestApp, town: &Town) -> Vec<Change> {
    let own = app.store.read(|db| rules::proposed(db, &town.campaign)).unwrap().unwrap();
    let first = aftermath::domain::id::BuildingId(0);
    app.store.read(|db| proposals::changes(db, own.id, first, 100)).unwrap()
}

#[actix_web::test]
async fn another_rule_is_seen_first_and_put_in_force_with_a_reason() {
    let app = TestApp::start().await;
    let town = judged(&app);
    let chen = app.staff("chen", Role::Coordinator).await;
    // Fifteen buildings took three votes each, five that are disputed have four.
    let seen = propose(&chen, &[("threshold", "2/3")]).await;
    seen.says("What it would change").says("60 in place of 65, 7 % saved");
    let of = |label: &str| figure(&seen, label);
    assert_eq!(
        (of("Votes wanted still").as_str(), of("Asked about again").as_str()),
        ("0 in place of 5", "0")
    );
    assert_eq!((of("Settled at once"), of("Another window")), ("5".to_owned(), "5".to_owned()));
    let all = changes(&app, &town);
    assert_eq!(all.len(), 5);
    assert_eq!(all[0].windows, ["2017-02-15 to 2017-04-15", "2017-02-15 to 2017-03-15"]);
    assert_eq!(all[0].states, ["open", "retired, agreed"]);
    for change in &all {
        seen.says(&format!(">{}</bdi>", change.external_id));
    }

    let id = seen.value("input[name=id]").unwrap();
    let apply = format!("{RULES}/apply");
    chen.post(&apply, &[("id", &id), ("reason", " ")]).await.is(422).says("a reason is needed");
    chen.post(&apply, &[("id", "99"), ("reason", "so")]).await.is(422).says("no longer proposed");
    let before = rows(&app, &town, File::BUILDINGS);
    assert!(before.iter().filter(|row| row["status"] == "dated").count() == 15);
    chen.post(&apply, &[("id", &id), ("reason", "the budget is spent")]).await.is(303);
    let after = page(&chen).await;
    after.says("the budget is spent").says("Version 2").says("Version 1").says("<td>2/3</td>");
    assert!(!after.text().contains("Put it in force"));
    let found = rows(&app, &town, File::BUILDINGS);
    assert!(found.iter().all(|row| row["status"] == "dated"), "all are settled");
    let wanted = Wanted { campaign: Some(town.campaign.id), most: 1, ..Wanted::default() };
    let act = app.store.read(|db| log::list(db, &wanted)).unwrap().remove(0).act;
    assert_eq!((act.by.as_str(), act.kind.as_str()), ("chen", "rules set"));
    assert_eq!(act.subject, "version 2: q 4/5 -> 2/3");
    assert_eq!(act.reason, "the budget is spent");
}

#[actix_web::test]
async fn a_rule_that_wants_more_says_what_it_opens_again_and_opens_just_that() {
    let app = TestApp::start().await;
    let town = judged(&app);
    let chen = app.staff("chen", Role::Coordinator).await;
    let seen = propose(&chen, &[("min", "4")]).await;
    assert_eq!(figure(&seen, "Asked about again"), "15");
    assert_eq!(figure(&seen, "Another window"), "0");
    let id = seen.value("input[name=id]").unwrap();
    let why = [("id", id.as_str()), ("reason", "too few")];
    chen.post(&format!("{RULES}/apply"), &why).await.is(303);
    page(&chen).await;
    let open = |id: &_| app.store.read(|db| tasks::get(db, *id)).unwrap().state == TaskState::Open;
    assert_eq!(town.buildings.iter().filter(|id| open(id)).count(), 20);
}

#[actix_web::test]
async fn what_is_wrong_in_a_proposal_is_said_and_what_was_typed_is_kept() {
    let app = TestApp::start().await;
    app.town("raqqa", 1);
    let chen = app.staff("chen", Role::Coordinator).await;
    let to = format!("{RULES}/propose");
    let refused = chen.post(&to, &form(&[("threshold", "1/2"), ("cap", "8")])).await;
    refused.is(422).says("Share that must agree").says("above 1/2");
    assert_eq!(refused.value("#threshold").as_deref(), Some("1/2"));
    assert_eq!(refused.value("#cap").as_deref(), Some("8"));
    for (changed, said) in [
        (("min", "10"), "Least windows and most answers"),
        (("cap", "many"), "Most answers: a whole number"),
        (("width", "0"), "Width"),
        (("sure", "200"), "How sure the model must be"),
        (("stop", "never"), "What ends the asking"),
        (("at_cap", ""), "At the cap"),
        (("min", "3"), "that is the rule in force"),
    ] {
        chen.post(&to, &form(&[changed])).await.is(422).says(said);
    }
    chen.post(&format!("{RULES}/nothing"), &[]).await.is(404);
}

#[actix_web::test]
async fn who_answers_blind_sees_no_votes_here_and_who_saw_them_is_noted() {
    let app = TestApp::start().await;
    let town = judged(&app);
    let chen = app.staff("chen", Role::Coordinator).await;
    let ada = app.staff("ada", Role::Adjudicator).await;
    propose(&chen, &[("threshold", "2/3")]).await;
    let seen = ada.get(RULES).await;
    seen.is(200).says("Another window");
    assert!(!seen.text().contains("Window then") && !seen.text().contains("2017-02-15 to"));
    let building = changes(&app, &town)[0].external_id.clone();
    let first = town.captures[2].to_string();
    let form = [("verdict", "dated"), ("first_destroyed", first.as_str())];
    for (who, how) in [(&chen, "after seeing votes"), (&ada, "blind</span>")] {
        let case = format!("/desk/raqqa/review/{building}");
        who.post(&format!("{case}/answer"), &form).await.is(303);
        who.get(&case).await.is(200).says(how);
    }
}

#[actix_web::test]
async fn rules_set_by_command_are_versions_too_and_the_first_is_written_down_then() {
    let app = TestApp::start().await;
    let town = judged(&app);
    let change = |threshold: (u32, u32), why: &'static str| {
        let by = By { name: log::COMMAND_LINE, now: app.clock.now() };
        let (campaign, dealing) = (town.campaign.clone(), town.campaign.dealing);
        let threshold = Threshold::new(threshold.0, threshold.1).unwrap();
        let policy = Policy { threshold, ..Policy::default() };
        app.store.write(move |db| rules::change(db, by, &campaign, (policy, dealing), why))
    };
    let history = || {
        let campaign = app.store.read(|db| aftermath::journey::look::any_campaign(db, "raqqa"));
        app.store.read(|db| rules::history(db, &campaign.unwrap())).unwrap()
    };
    assert_eq!(history().len(), 1, "the rule in force, written down or not");
    assert!(matches!(change((2, 3), ""), Err(RulesError::Reason)));
    assert!(matches!(change((4, 5), "none"), Err(RulesError::Same)));
    assert_eq!(history().len(), 1, "what was refused makes no version");
    assert_eq!((change((2, 3), "wider").unwrap(), change((3, 4), "narrower").unwrap()), (2, 3));
    let all = history();
    let of: Vec<(i32, &str, &str)> =
        all.iter().map(|own| (own.number, own.by.as_str(), own.reason.as_str())).collect();
    let command = "command line";
    assert_eq!(of, [(3, command, "narrower"), (2, command, "wider"), (1, "", "")]);
    assert!(all[0].method.contains("q=3/4") && all[2].method.contains("q=4/5"));
    rules::work_off(&app.store, app.clock.now(), 1).unwrap();
    assert!(history().iter().all(|own| own.settled_at.is_some()));
}
