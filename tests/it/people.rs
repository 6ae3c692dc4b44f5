//! Staff look after volunteers: figures, setting aside, devices of one person, messages, remarks,
//! and announcements.

use std::collections::BTreeMap;

use aftermath::domain::id::VolunteerId;
use aftermath::domain::role::Role;
use aftermath::domain::task::TaskState;
use aftermath::journey::log::{self, By, Wanted};
use aftermath::journey::publish::File;
use aftermath::journey::remark::RemarkKind;
use aftermath::journey::settle::{self, Occasion};
use aftermath::journey::trust::{self, TrustError};
use aftermath::journey::{look, mine};
use aftermath::store::{cohorts, quarantines};
use chrono::Duration;

use crate::judge::found;
use crate::measure::{all_gold, answer, deal, join, rows, set_gold};
use crate::support::{Answer, TestApp, Town};
use crate::volunteer::{note, raise, rng};

fn pseudonym(app: &TestApp, town: &Town, who: VolunteerId) -> String {
    app.store.read(|db| look::pseudonyms(db, &town.campaign)).unwrap().of(who)
}

/// What stands in the log, oldest first: what was done, to what, and why.
fn done(app: &TestApp, town: &Town) -> Vec<(&'static str, String, String)> {
    let wanted = Wanted { campaign: Some(town.campaign.id), most: 100, ..Wanted::default() };
    let all = app.store.read(|db| log::list(db, &wanted)).unwrap();
    let mut own: Vec<_> = all
        .into_iter()
        .map(|entry| (entry.act.kind.as_str(), entry.act.subject, entry.act.reason))
        .filter(|(kind, ..)| *kind != "role given")
        .collect();
    own.reverse();
    own
}

/// Three who agree on every building of a town.
fn agreed(app: &TestApp, town: &Town) -> Vec<VolunteerId> {
    let people: Vec<_> = ["amina", "bram", "dana"].map(|name| join(app, town, name)).into();
    for _ in &town.buildings {
        for (who, seed) in people.iter().zip(0..) {
            answer(app, town, &deal(app, town, *who, seed).unwrap(), 2);
        }
    }
    people
}

fn without_versions(rows: Vec<BTreeMap<String, String>>) -> Vec<BTreeMap<String, String>> {
    let strip = |mut row: BTreeMap<String, String>| {
        row.retain(|name, _| !["verdict_version", "decided_at"].contains(&name.as_str()));
        row
    };
    rows.into_iter().map(strip).collect()
}

#[actix_web::test]
async fn a_moderator_sets_a_volunteer_aside_and_restores_them() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 2);
    let people = agreed(&app, &town);
    assert!(set_gold(&app, &town, &all_gold(&app, &town)).is_empty());
    let milan = app.staff("milan", Role::Moderator).await;
    let name = pseudonym(&app, &town, people[1]);
    let list = milan.get("/desk/raqqa/volunteers").await;
    list.is(200).says(&name).says("0 of 2").says("3 in all");
    let page = format!("/desk/raqqa/volunteers/{name}");
    milan.get(&page).await.is(200).says("Set aside").says("0 of 2");

    let set = format!("{page}/set-aside");
    milan.post(&set, &[("reason", " ")]).await.is(422).says("a reason is needed");
    assert!(matches!(found(&app, &town, 0).state, TaskState::Retired(_)));
    milan.post(&set, &[("reason", "answers at random")]).await.is(303);
    assert_eq!(found(&app, &town, 0).counted, 2);
    milan.post(&set, &[("reason", "once more")]).await.is(422).says("set aside already");
    milan.get(&page).await.is(200).says("answers at random").says("Restore");
    milan.get("/desk/raqqa/volunteers?show=set-aside").await.is(200).says(&name);
    let given = rows(&app, &town, File::JUDGEMENTS);
    assert_eq!(given.iter().filter(|row| row["exclusion_reason"] == "set aside").count(), 2);

    milan.post(&format!("{page}/restore"), &[("reason", "was a mistake")]).await.is(303);
    assert_eq!(found(&app, &town, 0).counted, 3);
    let kinds: Vec<_> = done(&app, &town).into_iter().map(|(kind, _, why)| (kind, why)).collect();
    let words = |kind, why: &str| (kind, why.to_owned());
    let expected = [
        words("gold set", ""),
        words("volunteer set aside", "answers at random"),
        words("volunteer restored", "was a mistake"),
    ];
    assert_eq!(kinds, expected);
    milan.get("/desk/raqqa/volunteers/v-0000000000000000").await.is(404);
    let aude = app.staff("aude", Role::Auditor).await;
    let seen = aude.get(&page).await;
    assert!(!seen.is(200).text().contains("textarea"), "an auditor changes nothing");
}

#[actix_web::test]
async fn two_devices_of_one_person_count_once_until_they_are_parted() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 2);
    let people = agreed(&app, &town);
    let before = without_versions(rows(&app, &town, File::BUILDINGS));
    let chen = app.staff("chen", Role::Coordinator).await;
    let names: Vec<_> = people.iter().map(|who| pseudonym(&app, &town, *who)).collect();
    let page = format!("/desk/raqqa/volunteers/{}", names[1]);
    let merge =
        |with: &str| [("with", with.to_owned()), ("reason", "one phone, two browsers".into())];
    let post = async |act: &str, form: &[(&str, String)]| -> Answer {
        let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        chen.post(&format!("{page}/{act}"), &form).await
    };
    post("merge", &merge(&names[1])).await.is(422).says("one person already");
    post("merge", &merge("v-none")).await.is(422).says("no volunteer").says("v-none");
    post("merge", &merge(&names[0])).await.is(303);
    post("merge", &merge(&names[2])).await.is(422).says("several devices already");
    assert_eq!(found(&app, &town, 0).counted, 2);
    chen.get(&page).await.is(200).says("Both judged 2").says(&names[0]);
    chen.get("/desk/raqqa/volunteers?show=merged").await.is(200).says(&names[0]).says(&names[1]);

    let given = rows(&app, &town, File::JUDGEMENTS);
    for building in ["1", "2"] {
        let of = |row: &&BTreeMap<String, String>| {
            row["building_id"] == building && names[..2].contains(&row["volunteer_pseudonym"])
        };
        let both: Vec<_> = given.iter().filter(of).collect();
        let reasons: Vec<_> = both.iter().map(|row| row["exclusion_reason"].as_str()).collect();
        assert_eq!(reasons, ["", "same person"], "the first one counts, whosever it is");
    }
    let device = given.iter().filter(|row| row["volunteer_pseudonym"] == names[1]);
    assert!(device.clone().count() == 2 && device.clone().all(|row| row["counted_as"] == names[0]));
    assert_eq!(given.iter().filter(|row| row["counted"] == "true").count(), 4);
    assert_eq!(given.iter().filter(|row| row["counted_as"].is_empty()).count(), 4);
    let published = rows(&app, &town, File::BUILDINGS);
    assert!(published.iter().all(|row| row["n_counted"] == "2"), "{published:?}");

    // What was decided anew is what is decided from the beginning.
    let now = app.clock.now();
    let all = settle::settle_all(&app.store, now, 1, &town.campaign, Occasion::Asked, |_| ());
    assert_eq!(all.unwrap().changed, 0);
    // Both are set aside as one, and restored as one.
    let (campaign, who) = (town.campaign.clone(), people[0]);
    let by = By { name: "chen", now };
    app.store
        .write(move |db| trust::set_aside(db, by, &mut rng(), &campaign, who, "a test"))
        .unwrap();
    assert_eq!(
        app.store.read(|db| quarantines::at_present(db, town.campaign.id)).unwrap().len(),
        2
    );
    assert_eq!(found(&app, &town, 0).counted, 1);
    let campaign = town.campaign.clone();
    app.store
        .write(move |db| trust::restore(db, by, &mut rng(), &campaign, people[1], "a test"))
        .unwrap();
    assert_eq!(found(&app, &town, 0).counted, 2);

    post("part", &[("reason", "two people after all".into())]).await.is(303);
    assert_eq!(without_versions(rows(&app, &town, File::BUILDINGS)), before);
    post("part", &[("reason", "again".into())]).await.is(422).says("does not count as somebody");
    let kinds: Vec<_> = done(&app, &town).into_iter().map(|(kind, ..)| kind).collect();
    let middle = ["volunteer set aside", "volunteer restored"];
    assert_eq!(kinds, ["devices merged", middle[0], middle[1], "devices parted"]);
}

#[actix_web::test]
async fn no_building_is_dealt_to_two_devices_of_one_person() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    let (amina, bram) = (join(&app, &town, "amina"), join(&app, &town, "bram"));
    let (campaign, by) = (town.campaign.clone(), By { name: "chen", now: app.clock.now() });
    let merged =
        move |db: &mut _| trust::merge(db, by, &mut rng(), &campaign, (bram, amina), "one person");
    app.store.write(merged).unwrap();
    answer(&app, &town, &deal(&app, &town, amina, 1).unwrap(), 2);
    assert!(deal(&app, &town, bram, 2).is_none());
    let (campaign, out) = (town.campaign.clone(), join(&app, &town, "dana"));
    let merged = app.store.write(move |db| {
        trust::set_aside(db, by, &mut rng(), &campaign, out, "a test")?;
        Ok::<_, TrustError>(trust::merge(db, by, &mut rng(), &campaign, (out, amina), "a test"))
    });
    assert!(matches!(merged.unwrap(), Err(TrustError::OneSetAside)));
}

#[actix_web::test]
async fn a_message_is_shown_until_it_is_read_and_its_words_stay_out_of_the_log() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    let (amina, bram) = (app.volunteer("raqqa").await, app.volunteer("raqqa").await);
    let milan = app.staff("milan", Role::Moderator).await;
    let hers = VolunteerId(1);
    let page = format!("/desk/raqqa/volunteers/{}", pseudonym(&app, &town, hers));
    let send = format!("{page}/message");
    milan.post(&send, &[("text", &"é".repeat(301))]).await.is(422).says("at most 300").says("éé");
    milan.post(&send, &[("text", "Please look at <the> roofs")]).await.is(303);
    milan.get(&page).await.is(200).says("not read yet");
    for path in ["/c/raqqa/mine", "/c/raqqa/task?view=guided", "/c/raqqa/task?view=timeline"] {
        amina.get(path).await.is(200).says("Please look at &#60;the&#62; roofs");
        assert!(!bram.get(path).await.is(200).text().contains("Please look"));
    }
    let id = amina.get("/c/raqqa/mine").await.value("form[action$='/read'] input").unwrap();
    bram.post("/c/raqqa/read", &[("message", &id)]).await.is(303);
    amina.get("/c/raqqa/mine").await.says("Please look");
    amina.get("/c/raqqa/mine/data.json").await.is(200).says("Please look");
    amina.post("/c/raqqa/read", &[("message", &id)]).await.is(303);
    assert!(!amina.get("/c/raqqa/mine").await.text().contains("Please look"));
    milan.get(&page).await.is(200).says("; read 2017-10-20");
    let log = done(&app, &town);
    assert_eq!(log.len(), 1);
    assert_eq!((log[0].0, log[0].2.as_str()), ("volunteer written to", ""));
    for _ in 0..5 {
        milan.post(&send, &[("text", "one more")]).await.is(303);
    }
    milan.post(&send, &[("text", "too many")]).await.is(422).says("have not read");
    let now = app.clock.now();
    app.store.write(move |db| mine::erase(db, now, &mut rng(), hers, false)).unwrap();
    assert!(!milan.get(&page).await.is(200).text().contains("one more"));
}

#[actix_web::test]
async fn a_remark_holds_its_building_among_the_cases_until_it_is_resolved() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 2);
    let amina = join(&app, &town, "amina");
    let hers = deal(&app, &town, amina, 1).unwrap();
    raise(&app, &town, amina, &note(&hers, RemarkKind::WrongOutline, "half a street off")).unwrap();
    raise(&app, &town, amina, &note(&hers, RemarkKind::Other, "a school")).unwrap();
    let milan = app.staff("milan", Role::Moderator).await;
    let chen = app.staff("chen", Role::Coordinator).await;
    chen.get("/desk/raqqa/review").await.is(200).says("2 remarks");
    chen.get("/desk/raqqa").await.is(200).says("2 open remarks");
    let list = milan.get("/desk/raqqa/flags?kind=wrong_outline").await;
    list.is(200).says("wrong outline (1 open)");
    let href = list.attr("tbody a", "href").unwrap();
    assert!(!list.text().contains("half a street"), "its words are on its page alone");
    let page = milan.get(&href).await;
    page.is(200).says("half a street off");
    assert!(!page.text().contains("with its votes"), "a moderator sees no votes");

    milan.post(&format!("{href}/resolve"), &[("note", "")]).await.is(422).says("say in a note");
    milan.post(&format!("{href}/reopen"), &[("note", "why")]).await.is(422).says("meanwhile");
    milan.post(&format!("{href}/resolve"), &[("note", "outline moved")]).await.is(303);
    milan.post(&format!("{href}/resolve"), &[("note", "twice")]).await.is(422).says("twice");
    chen.get("/desk/raqqa/review").await.is(200).says("1 remark");
    let number = town.buildings.iter().position(|id| *id == hers.building).unwrap() + 1;
    let seen = chen.get(&format!("/desk/raqqa/buildings/B-{number}")).await;
    seen.is(200).says("<td dir=\"auto\">by milan on 2017-10-20: outline moved</td>");
    seen.says("<td dir=\"auto\">open</td>");
    let other = milan.get("/desk/raqqa/flags").await.attr("tbody a", "href").unwrap();
    milan.post(&format!("{other}/resolve"), &[("note", "so it is")]).await.is(303);
    chen.get("/desk/raqqa/review").await.is(200).says("Nothing waits");
    milan.get("/desk/raqqa/flags").await.is(200).says("None.");
    milan.get("/desk/raqqa/flags?resolved=1").await.is(200).says("outline moved").says("so it is");
    milan.post(&format!("{href}/reopen"), &[("note", "still off")]).await.is(303);
    chen.get("/desk/raqqa/review").await.is(200).says("1 remark");
    let log = done(&app, &town);
    let last = log.last().unwrap();
    assert_eq!((last.0, last.2.as_str()), ("remark opened again", "still off"));
    assert_eq!(log.len(), 3);
}

#[actix_web::test]
async fn an_announcement_stands_in_the_readers_language_from_its_time_to_its_end() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    let amina = app.volunteer("raqqa").await;
    let chen = app.staff("chen", Role::Coordinator).await;
    let make = "/desk/raqqa/announcements/make";
    let form = |english: &'static str, until: &'static str| {
        let french = ("text-fr", "Nouvelles images demain");
        [("text-en", english), french, ("from", "2017-10-20T10:00"), ("until", until)]
    };
    let refused = chen.post(make, &form("", "2017-10-21T10:00")).await;
    refused.is(422).says("in English").says("Nouvelles images demain");
    chen.post(make, &form("New pictures", "2017-10-20T08:00")).await.is(422).says("later one");
    chen.post(make, &form("New pictures", "soon")).await.is(422).says("New pictures");
    chen.post(make, &form("New pictures", "2017-10-21T10:00")).await.is(303);
    let shows = async |path: &str, words: &str| amina.get(path).await.text().contains(words);
    assert!(!shows("/c/raqqa/mine", "New pictures").await, "its time has not come");
    app.clock.advance(Duration::hours(2));
    for path in ["/c/raqqa/start", "/c/raqqa/mine", "/c/raqqa/task?view=guided"] {
        assert!(shows(path, "New pictures").await, "{path}");
    }
    assert!(shows("/c/raqqa/mine?lang=fr", "Nouvelles images").await);
    assert!(shows("/c/raqqa/mine?lang=uk", "lang=\"en\">New pictures").await);
    let chen = app.signed_in("chen").await;
    let id = chen.get("/desk/raqqa/announcements").await.value("[name=id]").unwrap();
    chen.post("/desk/raqqa/announcements/end", &[("id", &id)]).await.is(303);
    assert!(!shows("/c/raqqa/mine", "New pictures").await);
    chen.post("/desk/raqqa/announcements/end", &[("id", &id)]).await.is(422).says("is over");
    chen.get("/desk/raqqa/announcements").await.is(200).says("ended by");
    let kinds: Vec<_> = done(&app, &town).into_iter().map(|(kind, ..)| kind).collect();
    assert_eq!(kinds, ["announced", "announcement ended"]);
}

#[actix_web::test]
async fn a_suspected_group_is_set_aside_at_once_or_dismissed() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    let people = agreed(&app, &town);
    let (id, now, suspects) = (town.campaign.id, app.clock.now(), people[..2].to_vec());
    let propose = move |db: &mut _| cohorts::propose(db, id, &suspects, "always the same", now);
    let group = app.store.write(propose).unwrap().to_string();
    let milan = app.staff("milan", Role::Moderator).await;
    let list = milan.get("/desk/raqqa/volunteers?show=suspected").await;
    list.is(200).says("always the same").says(&pseudonym(&app, &town, people[0]));
    let set = "/desk/raqqa/groups/set-aside";
    milan.post(set, &[("group", "77"), ("reason", "a ring")]).await.is(422).says("no suspected");
    milan.post(set, &[("group", &group), ("reason", "")]).await.is(422).says("reason is needed");
    milan.post(set, &[("group", &group), ("reason", "a ring")]).await.is(303);
    assert_eq!(found(&app, &town, 0).counted, 1);
    milan.post("/desk/raqqa/groups/dismiss", &[("group", &group)]).await.is(303);
    milan.post("/desk/raqqa/groups/seek", &[]).await.is(303);
    let kinds: Vec<_> = done(&app, &town).into_iter().map(|(kind, ..)| kind).collect();
    let set = "volunteer set aside";
    assert_eq!(kinds, [set, set, "suspicion ended", "groups sought"]);
}
