//! What a volunteer does besides answering: remarks, passing on, practice, changing, leaving.

use aftermath::access::phrase::Phrase;
use aftermath::domain::answer::RawAnswer;
use aftermath::domain::campaign::Feedback;
use aftermath::domain::dealing::{Dealing, Purpose};
use aftermath::domain::id::VolunteerId;
use aftermath::domain::task::TaskState;
use aftermath::journey::device::{self, DeviceError};
use aftermath::journey::look::{self, Viewer};
use aftermath::journey::mine::{self, ChangeError, LineState};
use aftermath::journey::practice::{self, PracticeError};
use aftermath::journey::publish::File;
use aftermath::journey::remark::{self, NewRemark, RemarkError, RemarkKind};
use aftermath::journey::skip::{self, SkipError};
use aftermath::journey::text::{self, Word};
use aftermath::journey::{campaign, gold};
use aftermath::store::assignments::{self, Assignment, AssignmentState};
use aftermath::store::{Db, StoreError, campaigns, golds, repeats, tasks, volunteers};
use chrono::Duration;
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;
use uuid::Uuid;

use crate::assign::plans;
use crate::measure::{answer, deal, join, rows};
use crate::support::{TestApp, Town};

pub(crate) fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(4)
}

fn leased(app: &TestApp, dealt: &Assignment) -> u32 {
    app.store.read(|db| tasks::get(db, dealt.building)).unwrap().leased
}

pub(crate) fn note(dealt: &Assignment, kind: RemarkKind, text: &str) -> NewRemark {
    let (assignment, client_key) = (dealt.id, Uuid::new_v4());
    NewRemark { assignment, client_key, kind, text: text.to_owned(), capture: None }
}

pub(crate) fn raise(
    app: &TestApp,
    town: &Town,
    who: VolunteerId,
    new: &NewRemark,
) -> Result<bool, RemarkError> {
    let (now, campaign, new) = (app.clock.now(), town.campaign.clone(), new.clone());
    app.store.write(move |db| remark::raise(db, now, who, &campaign, &new))
}

fn pass(
    app: &TestApp,
    town: &Town,
    dealt: &Assignment,
    who: VolunteerId,
    near: bool,
) -> Result<(), SkipError> {
    let (now, campaign, id) = (app.clock.now(), town.campaign.clone(), dealt.id);
    app.store.write(move |db| skip::skip(db, now, &mut rng(), who, &campaign, id, near))
}

#[actix_web::test]
async fn what_is_passed_on_comes_to_others_and_not_again() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 2);
    let (amina, bram) = (join(&app, &town, "amina"), join(&app, &town, "bram"));
    let first = deal(&app, &town, amina, 1).unwrap();
    assert!(matches!(pass(&app, &town, &first, bram, false), Err(SkipError::NotYours)));
    pass(&app, &town, &first, amina, false).unwrap();
    pass(&app, &town, &first, amina, false).unwrap();
    assert_eq!(leased(&app, &first), 0, "the seat went back once");
    let second = deal(&app, &town, amina, 2).unwrap();
    assert_ne!(second.building, first.building);
    pass(&app, &town, &second, amina, false).unwrap();
    assert!(deal(&app, &town, amina, 3).is_none());
    assert!(deal(&app, &town, bram, 4).is_some());
}

#[actix_web::test]
async fn a_place_that_somebody_knows_is_not_asked_about_until_they_say_so() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 3);
    let amina = join(&app, &town, "amina");
    let avoided = || app.store.read(|db| skip::avoided(db, amina, &town.campaign)).unwrap();
    let first = deal(&app, &town, amina, 1).unwrap();
    pass(&app, &town, &first, amina, true).unwrap();
    assert_eq!((avoided(), leased(&app, &first)), (1, 0));
    assert!(deal(&app, &town, amina, 2).is_none(), "all three are in one neighbourhood");
    known(&app, &town, "B-2", None);
    let golds = |db: &mut Db| golds::unseen_by(db, amina, town.campaign.id);
    assert!(app.store.read(golds).unwrap().is_empty());
    if !app.database.is_postgres() {
        let plan = plans(&app, "avoided", golds).remove(0);
        assert!(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{plan}");
        let now = app.clock.now();
        let again = |db: &mut Db| repeats::repeatable(db, amina, town.campaign.id, now);
        let plan = plans(&app, "avoided", again).remove(0);
        assert!(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{plan}");
    }
    let campaign = town.campaign.clone();
    app.store.write(move |db| skip::forget(db, amina, &campaign)).unwrap();
    assert_eq!(avoided(), 0);
    let next = deal(&app, &town, amina, 3).unwrap();
    assert_ne!(next.building, first.building);
}

/// Makes a building gold, destroyed between the third and the fourth capture; practice at a place.
pub(crate) fn known(app: &TestApp, town: &Town, building: &str, place: Option<u32>) {
    let images = rows(app, town, File::IMAGES);
    let table = format!(
        "external_id,last_intact_image_id,first_destroyed_image_id,explanation\n\
         {building},{},{},roof gone\n",
        images[2]["image_id"], images[3]["image_id"]
    );
    let (now, campaign, building) = (app.clock.now(), town.campaign.clone(), building.to_owned());
    app.store
        .write(move |db| {
            let report = gold::import(db, now, &campaign, table.as_bytes(), "chen")?;
            assert_eq!(report.error_count, 0);
            gold::practise(db, &campaign, &building, place, "look at the roof")
        })
        .unwrap();
}

pub(crate) fn said(town: &Town, last: usize, first: usize) -> RawAnswer {
    RawAnswer {
        verdict: "window".into(),
        last_standing: town.captures[last].to_string(),
        first_destroyed: town.captures[first].to_string(),
        mode: "guided".into(),
        ..RawAnswer::default()
    }
}

fn try_it(
    app: &TestApp,
    town: &Town,
    who: VolunteerId,
    raw: RawAnswer,
) -> Result<practice::Outcome, PracticeError> {
    let (now, campaign) = (app.clock.now(), town.campaign.clone());
    app.store.write(move |db| practice::answer(db, now, &campaign, who, 1, &raw))
}

#[actix_web::test]
async fn practice_shows_pictures_and_answers_and_is_no_judgement() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    let (amina, bram) = (join(&app, &town, "amina"), join(&app, &town, "bram"));
    known(&app, &town, "B-1", Some(3));
    let task = deal(&app, &town, amina, 1).unwrap();
    let list = app.store.read(|db| practice::list(db, &town.campaign, amina)).unwrap();
    assert_eq!((list.len(), list[0].place, list[0].tries), (1, 1, 0));
    let (now, owned) = (app.clock.now(), town.campaign.clone());
    let open = move |db: &mut Db| practice::open(db, now, &owned, bram, 1);
    let look = app.store.write(open.clone()).unwrap().unwrap();
    assert_eq!(app.store.write(open).unwrap().unwrap().assignment, look.assignment);
    assert_eq!((look.place, look.of, look.hint.as_str()), (1, 1, "look at the roof"));
    let chip = look.series[0].chip.clone().unwrap();
    let sees = |name: &str| {
        let viewer = Viewer::Volunteer(name.to_owned());
        app.store.read(|db| look::chip_terms(db, now, &chip, &viewer)).unwrap().is_some()
    };
    assert!(sees("bram") && !sees("nobody"));
    let wrong = try_it(&app, &town, amina, said(&town, 0, 1)).unwrap();
    assert_eq!((wrong.is_right, wrong.shows_answer, wrong.look.tries), (false, false, 1));
    assert_eq!(leased(&app, &task), 0, "the task about it went back");
    let again = try_it(&app, &town, amina, said(&town, 4, 5)).unwrap();
    assert_eq!((again.is_right, again.shows_answer), (false, true));
    assert_eq!((again.known, again.explanation.as_str()), ((Some(2), Some(3)), "roof gone"));
    let near = try_it(&app, &town, amina, said(&town, 1, 3)).unwrap();
    assert!(near.is_right && near.look.is_passed);
    let nothing = try_it(&app, &town, amina, RawAnswer::default());
    assert!(matches!(nothing, Err(PracticeError::Answer(_))));
    assert!(deal(&app, &town, bram, 2).is_none(), "who practised on it is not asked");
    let nobody = VolunteerId(i64::MAX);
    let golds = app.store.read(|db| golds::unseen_by(db, nobody, town.campaign.id)).unwrap();
    assert!(golds.is_empty(), "practice is no hidden gold");
    assert!(rows(&app, &town, File::JUDGEMENTS).is_empty());
    let kept = app.store.read(|db| assignments::get(db, task.id)).unwrap().unwrap();
    assert_eq!(kept.state, AssignmentState::Expired);
}

#[actix_web::test]
async fn only_a_campaign_that_always_tells_tells_on_gold_and_only_on_gold() {
    let app = TestApp::start().await;
    let mut town = app.town("raqqa", 40);
    for number in 1..=35 {
        known(&app, &town, &format!("B-{number}"), None);
    }
    let dealing = Dealing::new(800, 800, 0, 1000).unwrap();
    let (id, policy) = (town.campaign.id, town.campaign.policy);
    app.store.write(move |db| campaign::set_rules(db, id, policy, dealing)).unwrap();
    town.campaign.dealing = dealing;
    let amina = join(&app, &town, "amina");
    let (mut golds, mut seed) = (0, 0);
    while golds < 24 {
        seed += 1;
        let dealt = deal(&app, &town, amina, seed).unwrap();
        app.clock.advance(Duration::seconds(30));
        let judgement = answer(&app, &town, &dealt, if golds % 4 == 0 { 0 } else { 2 }).judgement;
        let tell = |town: &Town| {
            app.store.read(|db| practice::feedback(db, &town.campaign, amina, judgement)).unwrap()
        };
        assert_eq!(tell(&town), None);
        let mut open = town.clone();
        open.campaign.feedback = Feedback::Always;
        let told = tell(&open);
        assert_eq!(told.is_some(), dealt.purpose == Purpose::Gold);
        if let Some(told) = told {
            assert_eq!(told.is_right, golds % 4 != 0);
            assert_eq!((told.known.0.is_some(), told.explanation.as_str()), (true, "roof gone"));
            golds += 1;
        }
    }
    let own = || {
        let now = app.clock.now();
        app.store.read(|db| mine::figures(db, now, &town.campaign, amina)).unwrap()
    };
    let today = own();
    assert_eq!((today.gold, today.today, today.answered), (None, today.answered, today.answered));
    assert_eq!(today.seconds_at_work, i64::from(today.answered) * 30);
    app.clock.advance(Duration::days(1));
    let (right, of, low, high) = own().gold.unwrap();
    assert!(of >= 24 && right < of && low < right * 100 / of && right * 100 / of < high);
    assert_eq!((own().agreement, own().today), (None, 0), "nothing is settled yet");
    let now = app.clock.now();
    let lines = app.store.read(|db| mine::history(db, now, &town.campaign, amina, None, 99));
    let lines = lines.unwrap();
    assert!(lines.iter().all(|line| line.may_change && line.settled.is_none()), "all look alike");
}

pub(crate) fn change(
    app: &TestApp,
    town: &Town,
    who: VolunteerId,
    judgement: aftermath::domain::id::JudgementId,
) -> Result<Assignment, ChangeError> {
    let (now, campaign) = (app.clock.now(), town.campaign.clone());
    app.store.write(move |db| mine::change(db, now, &mut rng(), who, &campaign, judgement))
}

#[actix_web::test]
async fn an_answer_may_be_changed_until_its_building_is_decided() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    let people = ["amina", "bram", "chen"].map(|name| join(&app, &town, name));
    let first = answer(&app, &town, &deal(&app, &town, people[0], 1).unwrap(), 0).judgement;
    assert!(matches!(change(&app, &town, people[1], first), Err(ChangeError::Unknown)));
    let again = change(&app, &town, people[0], first).unwrap();
    assert_eq!((again.round, again.purpose), (1, Purpose::Task));
    assert!(matches!(change(&app, &town, people[0], first), Err(ChangeError::Replaced)));
    assert_eq!(leased(&app, &again), 1);
    let second = answer(&app, &town, &again, 2).judgement;
    let lines = || {
        let now = app.clock.now();
        app.store.read(|db| mine::history(db, now, &town.campaign, people[0], None, 9)).unwrap()
    };
    let states: Vec<LineState> = lines().into_iter().map(|line| line.state).collect();
    assert_eq!(states, [LineState::Standing, LineState::Superseded("changed".into())]);
    assert_eq!(lines().iter().map(|line| line.may_change).collect::<Vec<_>>(), [true, false]);
    for (seed, who) in (2..).zip(&people[1..]) {
        answer(&app, &town, &deal(&app, &town, *who, seed).unwrap(), 2);
    }
    let task = app.store.read(|db| tasks::get(db, again.building)).unwrap();
    assert!(matches!(task.state, TaskState::Retired(_)) && task.judged == 3);
    app.clock.advance(Duration::minutes(21));
    assert!(matches!(change(&app, &town, people[0], second), Err(ChangeError::Settled)));
    let now = app.clock.now();
    let found = app.store.read(|db| mine::one(db, now, &town.campaign, people[0], second));
    let (line, _, series) = found.unwrap().unwrap();
    assert!(!line.may_change && line.settled.is_some() && series.len() == 6);
    let own = app.store.read(|db| mine::figures(db, now, &town.campaign, people[0])).unwrap();
    assert_eq!((own.answered, own.settled, own.narrowed), (1, 1, Some((151.0, 31.0))));
    let excluded: Vec<String> = rows(&app, &town, File::JUDGEMENTS)
        .into_iter()
        .map(|row| row["exclusion_reason"].clone())
        .collect();
    assert_eq!(excluded, ["changed", "", "", ""]);
}

#[actix_web::test]
async fn who_leaves_is_met_no_more_and_what_they_said_stays_unless_taken_along() {
    let app = TestApp::start().await;
    for (slug, with_answers) in [("raqqa", false), ("mosul", true)] {
        let town = app.town(slug, 2);
        let amina = join(&app, &town, slug);
        let given = deal(&app, &town, amina, 1).unwrap();
        answer(&app, &town, &given, 2);
        raise(&app, &town, amina, &note(&given, RemarkKind::Other, "my street")).unwrap();
        let held = deal(&app, &town, amina, 2).unwrap();
        let now = app.clock.now();
        let all = app.store.read(|db| mine::everything(db, now, amina)).unwrap();
        assert_eq!((all.campaigns.len(), all.campaigns[0].remarks.len()), (1, 1));
        assert_eq!(all.campaigns[0].answers[0].verdict, "destroyed");
        let erase = move |db: &mut Db| mine::erase(db, now, &mut rng(), amina, with_answers);
        let erased = app.store.write(erase).unwrap();
        assert_eq!((erased.taken_back, erased.kept), if with_answers { (1, 0) } else { (0, 1) });
        assert_eq!(leased(&app, &held), 0, "what they held goes back");
        assert_eq!(app.store.read(|db| volunteers::by_token_hash(db, slug)).unwrap(), None);
        let row = &rows(&app, &town, File::JUDGEMENTS)[0];
        let (counted, why) = (row["counted"].as_str(), row["exclusion_reason"].as_str());
        let kept = if with_answers { ("false", "erased") } else { ("true", "") };
        assert_eq!((counted, why), kept);
        let judged = app.store.read(|db| tasks::get(db, given.building)).unwrap().judged;
        assert_eq!(judged, u32::from(!with_answers));
        let said = app.store.read(|db| remark::of_building(db, &town.campaign, given.building));
        assert_eq!(said.unwrap()[0].text, "");
        let last = |building| app.store.read(|db| assignments::last_of(db, amina, building));
        assert!(last(given.building).unwrap().is_some(), "what an answer needs stays");
        assert_eq!(last(held.building).unwrap().map(|one| one.id), None);
        assert_ne!(join(&app, &town, slug), amina, "the same cookie is somebody new");
    }
}

#[actix_web::test]
async fn a_phrase_lets_a_volunteer_go_on_on_another_device() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 2);
    let (amina, bram) = (join(&app, &town, "amina"), join(&app, &town, "bram"));
    let phrase = Phrase::new(&mut rng()).hash();
    let owned = phrase.clone();
    app.store.write(move |db| device::set_phrase(db, amina, &owned)).unwrap();
    let restore = |phrase: &str, token: &str| {
        let (now, phrase, token) = (app.clock.now(), phrase.to_owned(), token.to_owned());
        app.store.write(move |db| device::restore(db, now, &phrase, &token))
    };
    assert!(matches!(restore("none", "second"), Err(DeviceError::Unknown)));
    assert!(matches!(restore(&phrase, "bram"), Err(DeviceError::Taken)));
    for _ in 0..2 {
        assert_eq!(restore(&phrase, "second").unwrap(), amina);
    }
    for name in ["amina", "second"] {
        let found = app.store.read(|db| look::enrolled(db, "raqqa", name)).unwrap().1;
        assert_eq!(found.volunteer, amina);
        assert_eq!(join(&app, &town, name), amina);
    }
    let dealt = deal(&app, &town, amina, 1).unwrap();
    assert_eq!(deal(&app, &town, amina, 2).unwrap(), dealt, "both go on with the same task");
    let status = |who| app.store.read(|db| device::status(db, who)).unwrap();
    assert_eq!((status(amina), status(bram)), ((true, 2), (false, 1)));
    for number in 0..12 {
        app.clock.advance(Duration::minutes(1));
        restore(&phrase, &format!("device {number}")).unwrap();
    }
    assert_eq!(status(amina), (true, 11), "the oldest are forgotten, and the first stays");
    assert_eq!(app.store.read(|db| volunteers::by_token_hash(db, "second")).unwrap(), None);
}

#[actix_web::test]
async fn words_are_said_in_the_readers_language_where_there_are_any() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    known(&app, &town, "B-1", Some(1));
    let owned = town.campaign.clone();
    let words = [
        (Word::Title, "الرقة".to_owned()),
        (Word::Help, "كلام".to_owned()),
        (Word::Hint("B-1".into()), "السطح".to_owned()),
    ];
    app.store.write(move |db| text::set(db, &owned, "ar", &words)).unwrap();
    let own = |lang: &str| app.store.read(|db| text::of(db, &town.campaign, lang)).unwrap();
    assert_eq!((own("ar").title.as_str(), own("fr").title.as_str()), ("الرقة", "Town raqqa"));
    assert_eq!((own("ar").help.as_str(), own("ar").about), ("كلام", own("fr").about));
    let building = town.buildings[0];
    let gold = |lang: &str| {
        app.store.read(|db| text::of_gold(db, &town.campaign, lang, building)).unwrap()
    };
    assert_eq!(gold("ar"), ("السطح".to_owned(), "roof gone".to_owned()));
    assert_eq!(gold("en"), ("look at the roof".to_owned(), "roof gone".to_owned()));
    let (id, owned) = (town.campaign.id, town.campaign.clone());
    let set = move |db: &mut Db| {
        let refused = text::set_help(db, &owned, "x | javascript:1").is_err();
        text::set_feedback(db, &owned, Feedback::Never)?;
        Ok::<_, StoreError>((refused, campaigns::get(db, id)?.feedback))
    };
    assert_eq!(app.store.write(set).unwrap(), (true, Feedback::Never));
}
