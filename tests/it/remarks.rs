//! What others say is withheld from a volunteer until their own answer is final.

use aftermath::domain::campaign::Feedback;
use aftermath::domain::dealing::{Dealing, Purpose};
use aftermath::domain::id::{BuildingId, VolunteerId};
use aftermath::journey::judge::{JudgeError, Submission, judge, take_back};
use aftermath::journey::mine::ChangeError;
use aftermath::journey::remark::{self, NewRemark, Others, RemarkError, RemarkKind, Talk};
use aftermath::journey::{campaign, text};
use aftermath::store::{repeats, tasks};
use chrono::Duration;

use crate::measure::{answer, deal, join};
use crate::support::{TestApp, Town};
use crate::volunteer::{change, note, raise, rng, said};

fn talk(app: &TestApp, town: &Town, who: VolunteerId, building: BuildingId) -> Talk {
    let now = app.clock.now();
    app.store.read(|db| remark::seen(db, now, &town.campaign, who, building)).unwrap()
}

fn show(app: &TestApp, town: &Town, who: VolunteerId, building: BuildingId) {
    let (now, campaign) = (app.clock.now(), town.campaign.clone());
    app.store.write(move |db| remark::show_others(db, now, &campaign, who, building)).unwrap();
}

#[actix_web::test]
async fn what_may_not_be_a_remark_is_refused() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    let (amina, bram) = (join(&app, &town, "amina"), join(&app, &town, "bram"));
    let hers = deal(&app, &town, amina, 1).unwrap();
    let new = note(&hers, RemarkKind::Other, " the fence fell ");
    assert!(!raise(&app, &town, amina, &new).unwrap());
    assert!(raise(&app, &town, amina, &new).unwrap(), "sent again, it is the same");
    let other = NewRemark { text: "no".into(), ..new.clone() };
    assert!(matches!(raise(&app, &town, amina, &other), Err(RemarkError::KeyReused)));
    assert!(matches!(raise(&app, &town, bram, &new), Err(RemarkError::NotYours)));
    let silent = note(&hers, RemarkKind::Other, " ");
    assert!(matches!(raise(&app, &town, amina, &silent), Err(RemarkError::Empty)));
    let endless = note(&hers, RemarkKind::WrongOutline, &"é".repeat(501));
    assert!(matches!(raise(&app, &town, amina, &endless), Err(RemarkError::TooLong)));
}

#[actix_web::test]
async fn others_remarks_are_withheld_until_the_own_answer_is_final() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    let (amina, bram) = (join(&app, &town, "amina"), join(&app, &town, "bram"));
    let (hers, his) = (deal(&app, &town, amina, 1).unwrap(), deal(&app, &town, bram, 2).unwrap());
    raise(&app, &town, amina, &note(&hers, RemarkKind::Other, "the fence fell")).unwrap();
    raise(&app, &town, amina, &note(&hers, RemarkKind::Sensitive, "a face")).unwrap();
    raise(&app, &town, bram, &note(&his, RemarkKind::Other, "mine")).unwrap();
    let seen = |wanted: Others| {
        let talk = talk(&app, &town, bram, his.building);
        assert_eq!(talk.others, wanted);
        talk.remarks.into_iter().map(|one| one.text).collect::<Vec<_>>()
    };
    show(&app, &town, bram, his.building);
    assert_eq!(seen(Others::NoAnswer), ["mine"]);
    let first = answer(&app, &town, &his, 2).judgement;
    show(&app, &town, bram, his.building);
    assert_eq!(seen(Others::Later), ["mine"], "it can be taken back");
    app.clock.advance(Duration::minutes(21));
    assert_eq!(seen(Others::Offered), ["mine"], "it can be changed");
    let again = change(&app, &town, bram, first).unwrap();
    show(&app, &town, bram, his.building);
    assert_eq!(seen(Others::NoAnswer), ["mine"], "the building is before him again");
    let second = answer(&app, &town, &again, 1).judgement;
    app.clock.advance(Duration::minutes(21));
    show(&app, &town, bram, his.building);
    assert_eq!(seen(Others::Shown), ["the fence fell", "mine"], "what is sensitive is for staff");
    assert!(matches!(change(&app, &town, bram, second), Err(ChangeError::Shown)));
    assert_eq!(talk(&app, &town, amina, his.building).others, Others::NoAnswer);
    let all = app.store.read(|db| remark::of_building(db, &town.campaign, his.building));
    assert_eq!(all.unwrap().len(), 3);
}

#[actix_web::test]
async fn a_settled_outcome_that_could_be_seen_makes_an_answer_final() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    let people = ["amina", "bram", "chen"].map(|name| join(&app, &town, name));
    let first = answer(&app, &town, &deal(&app, &town, people[0], 1).unwrap(), 0).judgement;
    answer(&app, &town, &deal(&app, &town, people[1], 2).unwrap(), 0);
    app.clock.advance(Duration::minutes(30));
    let last = answer(&app, &town, &deal(&app, &town, people[2], 3).unwrap(), 0).judgement;
    let building = town.buildings[0];
    assert!(app.store.read(|db| tasks::get(db, building)).unwrap().state.as_strs().0 != "open");
    // Chen takes the deciding answer back; amina could look at what was decided meanwhile.
    app.clock.advance(Duration::minutes(10));
    let (now, campaign) = (app.clock.now(), town.campaign.clone());
    let back = move |db: &mut _| take_back(db, now, &mut rng(), people[2], &campaign, last);
    app.store.write(back).unwrap();
    assert!(app.store.read(|db| tasks::get(db, building)).unwrap().state.as_strs().0 == "open");
    assert!(matches!(change(&app, &town, people[0], first), Err(ChangeError::Settled)));
}

#[actix_web::test]
async fn who_was_shown_what_others_said_is_not_asked_to_repeat_it() {
    let app = TestApp::start().await;
    let mut town = app.town("raqqa", 60);
    let dealing = Dealing::new(1, 1, 100, 1000).unwrap();
    let (id, policy) = (town.campaign.id, town.campaign.policy);
    app.store.write(move |db| campaign::set_rules(db, id, policy, dealing)).unwrap();
    town.campaign.dealing = dealing;
    let amina = join(&app, &town, "amina");
    let owned = town.campaign.clone();
    app.store.write(move |db| text::set_feedback(db, &owned, Feedback::Practice)).unwrap();
    for seed in 0..50 {
        answer(&app, &town, &deal(&app, &town, amina, seed).unwrap(), 2);
    }
    app.clock.advance(Duration::days(2));
    let now = app.clock.now();
    let repeatable = || app.store.read(|db| repeats::repeatable(db, amina, id, now)).unwrap();
    assert_eq!(repeatable().len(), 50);
    let dealt = (100..400).find_map(|seed| {
        let dealt = deal(&app, &town, amina, seed).unwrap();
        let is_repeat = dealt.purpose == Purpose::Repeat;
        app.clock.advance(Duration::minutes(21));
        is_repeat.then_some(dealt)
    });
    // It ran out meanwhile, and an answer may still come: not once others' words were read.
    let repeat = dealt.expect("one in ten is a repeat");
    assert_eq!(talk(&app, &town, amina, repeat.building).others, Others::Offered);
    show(&app, &town, amina, repeat.building);
    let late = Submission {
        assignment: repeat.id,
        client_key: uuid::Uuid::new_v4(),
        raw: said(&town, 2, 3),
        exhibit: String::new(),
        is_low: false,
    };
    let (now, owned) = (app.clock.now(), town.campaign.clone());
    let sent = app.store.write(move |db| judge(db, now, &mut rng(), amina, &owned, &late));
    assert!(matches!(sent, Err(JudgeError::AlreadyAnswered)));
    let other = repeatable()[0];
    show(&app, &town, amina, other);
    assert!(!repeatable().contains(&other));
}
