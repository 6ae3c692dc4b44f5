//! A volunteer's own page: what it says, what it withholds, and what leaving removes.

use aftermath::domain::dealing::{Dealing, Purpose};
use aftermath::domain::id::{JudgementId, VolunteerId};
use aftermath::domain::remark::RemarkKind;
use aftermath::journey::mine::{self, ChangeError, Line};
use aftermath::journey::remark::NewRemark;
use aftermath::journey::{practice, skip};
use aftermath::store::practices;
use chrono::Duration;

use crate::assign::plans;
use crate::measure::{answer, deal, join};
use crate::support::{TestApp, Town};
use crate::volunteer::{change, known, note, raise, rng, said};

/// The same town, dealing gold and repeats in other shares.
fn dealing(town: &Town, gold_pm: u32) -> Town {
    let mut town = town.clone();
    town.campaign.dealing = Dealing::new(gold_pm, gold_pm, 0, 1000).unwrap();
    town
}

fn lines(app: &TestApp, town: &Town, who: VolunteerId) -> Vec<Line> {
    let now = app.clock.now();
    app.store.read(|db| mine::history(db, now, &town.campaign, who, None, 99)).unwrap()
}

fn figures(app: &TestApp, town: &Town, who: VolunteerId) -> mine::Mine {
    let now = app.clock.now();
    app.store.read(|db| mine::figures(db, now, &town.campaign, who)).unwrap()
}

/// Answers everything that is dealt, and gives the judgements with what each was dealt for.
fn work(app: &TestApp, town: &Town, who: VolunteerId) -> Vec<(JudgementId, Purpose)> {
    let mut given = Vec::new();
    for seed in 0.. {
        let Some(dealt) = deal(app, town, who, seed) else { break };
        given.push((answer(app, town, &dealt, 2).judgement, dealt.purpose));
    }
    given
}

#[actix_web::test]
async fn no_answer_shows_by_itself_that_it_was_dealt_to_measure() {
    let app = TestApp::start().await;
    let plain = dealing(&app.town("raqqa", 6), 1);
    for number in 1..=3 {
        known(&app, &plain, &format!("B-{number}"), None);
    }
    let golden = dealing(&plain, 900);
    let amina = join(&app, &plain, "amina");
    let given = work(&app, &golden, amina);
    let golds = given.iter().filter(|(_, purpose)| *purpose == Purpose::Gold).count();
    assert!(given.len() == 6 && (1..6).contains(&golds), "{given:?}");
    let alike = |who, may_change: bool, is_settled: bool| {
        let all = lines(&app, &plain, who);
        let fits =
            |line: &Line| line.may_change == may_change && line.settled.is_some() == is_settled;
        assert!(all.len() == 6 && all.iter().all(fits), "{all:#?}");
    };
    alike(amina, true, false);
    app.clock.advance(Duration::minutes(21));
    alike(amina, true, false);
    let others = ["bram", "chen", "dana"].map(|name| join(&app, &plain, name));
    let deciding = others.map(|who| work(&app, &plain, who));
    assert_eq!(deciding[2].len(), golds, "the others were settled by amina's answers");
    alike(amina, false, true);
    // Not at once: with the answer at hand, one's own could be taken back and mended.
    alike(others[1], true, false);
    assert_eq!(figures(&app, &plain, others[1]).settled, 0);
    app.clock.advance(Duration::minutes(21));
    alike(others[1], false, true);
    for (judgement, _) in &given {
        let refused = change(&app, &plain, amina, *judgement);
        assert!(matches!(refused, Err(ChangeError::Settled)));
    }
    assert_eq!(figures(&app, &plain, amina).settled, 6);
    let now = app.clock.now();
    let erase = move |db: &mut _| mine::erase(db, now, &mut rng(), amina, true);
    let erased = app.store.write(erase).unwrap();
    assert_eq!((erased.taken_back, erased.kept), (0, 6), "all are on settled buildings");
}

#[actix_web::test]
async fn the_score_on_known_buildings_does_not_move_when_an_answer_is_changed() {
    let app = TestApp::start().await;
    let town = dealing(&app.town("raqqa", 40), 900);
    for number in 1..=30 {
        known(&app, &town, &format!("B-{number}"), None);
    }
    let amina = join(&app, &town, "amina");
    let mut golds = Vec::new();
    for seed in 0..40 {
        let Some(dealt) = deal(&app, &town, amina, seed) else { break };
        let judgement = answer(&app, &town, &dealt, 0).judgement;
        golds.extend((dealt.purpose == Purpose::Gold).then_some(judgement));
    }
    assert_eq!(figures(&app, &town, amina).gold, None, "nothing of today");
    app.clock.advance(Duration::days(1));
    let before = figures(&app, &town, amina).gold;
    let (right, of, ..) = before.unwrap();
    assert!(right == 0 && of >= 25, "{before:?}");
    for judgement in &golds[..5] {
        let again = change(&app, &town, amina, *judgement).unwrap();
        assert_eq!(figures(&app, &town, amina).gold, before, "while it is open again");
        answer(&app, &town, &again, 2);
    }
    assert_eq!(figures(&app, &town, amina).gold, before);
    app.clock.advance(Duration::days(1));
    assert_eq!(figures(&app, &town, amina).gold, before, "nor on the next day");
}

#[actix_web::test]
async fn everything_has_what_was_dealt_and_the_pictures_of_remarks() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 2);
    let amina = join(&app, &town, "amina");
    let first = deal(&app, &town, amina, 1).unwrap();
    let about = NewRemark {
        capture: Some(town.captures[2]),
        ..note(&first, RemarkKind::PictureMissing, "")
    };
    raise(&app, &town, amina, &about).unwrap();
    let (now, owned, id) = (app.clock.now(), town.campaign.clone(), first.id);
    let pass = move |db: &mut _| skip::skip(db, now, &mut rng(), amina, &owned, id, false);
    app.store.write(pass).unwrap();
    answer(&app, &town, &deal(&app, &town, amina, 2).unwrap(), 2);
    let all = app.store.read(|db| mine::everything(db, now, amina)).unwrap();
    let part = &all.campaigns[0];
    let states: Vec<&str> = part.tasks.iter().map(|task| task.state.as_str()).collect();
    assert_eq!(states, ["expired", "done"]);
    assert_eq!(part.tasks[0].awaited_until - part.tasks[0].dealt_at, Duration::minutes(20));
    let taken = part.remarks[0].picture_taken_at.unwrap();
    assert_eq!(taken.date_naive().to_string(), "2017-03-15");
}

#[actix_web::test]
async fn a_certificate_reads_times_alone_and_says_what_the_figures_say() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 3);
    let amina = join(&app, &town, "amina");
    for seed in 0..3 {
        let dealt = deal(&app, &town, amina, seed).unwrap();
        app.clock.advance(Duration::seconds(40));
        answer(&app, &town, &dealt, 2);
    }
    let work = app.store.read(|db| mine::work(db, &town.campaign, amina)).unwrap();
    let own = figures(&app, &town, amina);
    assert_eq!(work, (3, 120));
    assert_eq!(work, (own.answered, own.seconds_at_work));
    if !app.database.is_postgres() {
        let plan = plans(&app, "dealt_at", |db| mine::work(db, &town.campaign, amina)).remove(0);
        assert!(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{plan}");
    }
}

#[actix_web::test]
async fn whoever_leaves_takes_their_practice_along() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 2);
    known(&app, &town, "B-1", Some(1));
    let amina = join(&app, &town, "amina");
    let (now, owned, raw) = (app.clock.now(), town.campaign.clone(), said(&town, 2, 3));
    app.store.write(move |db| practice::answer(db, now, &owned, amina, 1, &raw)).unwrap();
    let kept = || app.store.read(|db| practices::of_volunteer(db, amina)).unwrap().len();
    assert_eq!(kept(), 1);
    let erase = move |db: &mut _| mine::erase(db, now, &mut rng(), amina, false);
    app.store.write(erase).unwrap();
    assert_eq!(kept(), 0, "the page says that it goes, whatever happens to the answers");
}
